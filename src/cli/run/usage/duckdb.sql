-- The usage table of rolecall for the activity log, made by DuckDB of the files that Azure writes into a
-- storage account. `rolecall usage` reads the same files, more forms of logs, and the rows written here. What this
-- query does not understand it leaves out; `rolecall usage` counts and names it. Before DuckDB 2.0 an arrow binds last:
-- each stands in parentheses.
CREATE OR REPLACE MACRO dashed(id) AS CASE
  WHEN length(id) = 32 THEN lower(id[1:8] || '-' || id[9:12] || '-' || id[13:16] || '-' || id[17:20] || '-' || id[21:32])
  ELSE lower(id) END;
COPY (
  WITH events AS (
    SELECT "time", operationName, resourceId, resultType, resultSignature, correlationId, category, properties,
           "identity"->'$.authorization' AS auth, "identity"->'$.claims' AS claims
    -- Azure's folders are no partitions: `resourceId=` would empty every record's own, and `m` is month and minute.
    FROM read_json('insights-activity-logs/**/PT1H.json', format = 'newline_delimited', hive_partitioning = false,
      columns = {"time": 'VARCHAR', resourceId: 'VARCHAR', operationName: 'VARCHAR', category: 'VARCHAR', resultType: 'VARCHAR',
                 resultSignature: 'VARCHAR', correlationId: 'VARCHAR', properties: 'JSON', "identity": 'JSON'})
    WHERE resultType IN ('Success', 'Failure', 'Succeeded', 'Failed') AND category IN ('Administrative', 'Write', 'Delete', 'Action')
  ), calls AS (
    SELECT DISTINCT
      coalesce(dashed(coalesce(claims->>'$."http://schemas.microsoft.com/identity/claims/objectidentifier"',
        CASE WHEN (auth->>'$.evidence.principalType') IN ('User', 'ServicePrincipal') THEN (auth->>'$.evidence.principalId') END)),
        lower(claims->>'$."http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"'), lower(claims->>'$.appid')) AS id,
      (claims->>'$."http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"') AS sign_in,
      (claims->>'$.appid') AS app,
      CASE WHEN (claims->>'$.idtyp') = 'user' THEN 'User'
           WHEN (claims->>'$.idtyp') = 'app' AND (claims->>'$.xms_mirid') IS NOT NULL THEN 'ManagedIdentity'
           WHEN (claims->>'$.idtyp') = 'app' THEN 'ServicePrincipal'
           WHEN sign_in IS NOT NULL THEN 'User'
           WHEN (auth->>'$.evidence.principalType') IN ('User', 'ServicePrincipal')
             AND dashed(coalesce(claims->>'$."http://schemas.microsoft.com/identity/claims/objectidentifier"', (auth->>'$.evidence.principalId')))
               = dashed(auth->>'$.evidence.principalId') THEN (auth->>'$.evidence.principalType') END AS kind,
      lower(coalesce(auth->>'$.action', operationName)) AS action,
      lower(rtrim(coalesce(auth->>'$.scope', resourceId), '/')) AS "scope",
      lower(rtrim(auth->>'$.evidence.roleAssignmentScope', '/')) || '/providers/microsoft.authorization/roleassignments/'
        || dashed(auth->>'$.evidence.roleAssignmentId') AS roleAssignment,
      coalesce(dashed(auth->>'$.evidence.roleDefinitionId'), lower(auth->>'$.evidence.role')) AS role,
      CASE WHEN resultType IN ('Success', 'Succeeded') THEN 'allowed'
           WHEN (properties->>'$.statusMessage') LIKE '%DisallowedByPolicy%' THEN 'failed'
           WHEN regexp_matches(concat_ws(' ', resultSignature, (properties->>'$.statusCode')), 'forbidden|unauthorized|403|401', 'i')
             OR (properties->>'$.statusMessage') LIKE '%AuthorizationFailed%'
             OR (properties->>'$.statusMessage') LIKE '%LinkedAccessCheckFailed%' THEN 'denied'
           ELSE 'failed' END AS outcome,
      "time", correlationId, resultSignature
    FROM events
    -- Of a failure without a code nobody knows whether it was denied.
    WHERE resultType IN ('Success', 'Succeeded') OR (auth->>'$.evidence.roleAssignmentId') IS NOT NULL
      OR coalesce(resultSignature, (properties->>'$.statusCode'), (properties->>'$.statusMessage')) IS NOT NULL
  )
  SELECT 'rolecall/usage/1' AS "schema",
         {'id': id,
          'type': arg_max_null(kind, "time"),
          'name': arg_max_null(coalesce(sign_in, app), "time")} AS principal,
         action, 'control' AS plane, "scope", roleAssignment, role, outcome, 'activity' AS source,
         count(*) AS "count", min("time") AS "first", max("time") AS "last",
         list_slice(list_sort(list_distinct(list(correlationId))), 1, 3) AS correlationIds
  FROM calls
  GROUP BY id, action, "scope", roleAssignment, role, outcome
  ORDER BY id NULLS FIRST, action, "scope" NULLS FIRST, roleAssignment NULLS FIRST, role NULLS FIRST, outcome
) TO 'usage.jsonl' (FORMAT json);
