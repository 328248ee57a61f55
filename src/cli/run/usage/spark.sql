-- The usage table of rolecall for the activity log, made by Spark SQL of the files that Azure writes into a storage
-- account: `usage_lines` has a row of it each. `rolecall usage` reads the same files, more forms of logs, and the
-- rows made here. What these queries do not understand they leave out; `rolecall usage` counts and names it.
-- Month and minute are both `m` in Azure's folders, so that no column may be taken from their names.
CREATE OR REPLACE TEMPORARY VIEW activity_lines USING text
  OPTIONS (path 'insights-activity-logs', recursiveFileLookup 'true', pathGlobFilter 'PT1H.json');
CREATE OR REPLACE TEMPORARY VIEW activity_calls AS
WITH events AS (
  SELECT get_json_object(value, '$.time') AS time, get_json_object(value, '$.operationName') AS operation,
    get_json_object(value, '$.resourceId') AS resource, get_json_object(value, '$.category') AS category,
    get_json_object(value, '$.resultType') AS result, get_json_object(value, '$.resultSignature') AS signature,
    get_json_object(value, '$.correlationId') AS correlation,
    get_json_object(value, '$.properties.statusCode') AS code, get_json_object(value, '$.properties.statusMessage') AS message,
    get_json_object(value, '$.identity.authorization.action') AS action,
    get_json_object(value, '$.identity.authorization.scope') AS called_at,
    get_json_object(value, '$.identity.authorization.evidence') AS evidence,
    get_json_object(value, '$.identity.claims.idtyp') AS idtyp, get_json_object(value, '$.identity.claims.xms_mirid') AS mirid,
    get_json_object(value, '$.identity.claims.appid') AS app,
    get_json_object(value, "$['identity']['claims']['http://schemas.microsoft.com/identity/claims/objectidentifier']") AS object,
    get_json_object(value, "$['identity']['claims']['http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn']") AS sign_in
  FROM activity_lines
), ids AS (
  SELECT *, get_json_object(evidence, '$.principalType') AS held_by,
    regexp_replace(lower(get_json_object(evidence, '$.principalId')), '^(.{8})(.{4})(.{4})(.{4})(.{12})$', '$1-$2-$3-$4-$5') AS holder,
    regexp_replace(lower(get_json_object(evidence, '$.roleAssignmentId')), '^(.{8})(.{4})(.{4})(.{4})(.{12})$', '$1-$2-$3-$4-$5') AS assignment,
    regexp_replace(lower(get_json_object(evidence, '$.roleDefinitionId')), '^(.{8})(.{4})(.{4})(.{4})(.{12})$', '$1-$2-$3-$4-$5') AS definition
  FROM events
  WHERE result IN ('Success', 'Failure', 'Succeeded', 'Failed') AND category IN ('Administrative', 'Write', 'Delete', 'Action')
), callers AS (
  SELECT *, lower(coalesce(object, CASE WHEN held_by IN ('User', 'ServicePrincipal') THEN holder END, sign_in, app)) AS id FROM ids
)
SELECT DISTINCT id, sign_in, app,
  CASE WHEN idtyp = 'user' THEN 'User'
       WHEN idtyp = 'app' AND mirid IS NOT NULL THEN 'ManagedIdentity'
       WHEN idtyp = 'app' THEN 'ServicePrincipal'
       WHEN sign_in IS NOT NULL THEN 'User'
       WHEN held_by IN ('User', 'ServicePrincipal') AND id = holder THEN held_by END AS kind,
  lower(coalesce(action, operation)) AS action, lower(rtrim('/', coalesce(called_at, resource))) AS scope,
  lower(rtrim('/', get_json_object(evidence, '$.roleAssignmentScope'))) || '/providers/microsoft.authorization/roleassignments/'
    || assignment AS roleAssignment,
  coalesce(definition, lower(get_json_object(evidence, '$.role'))) AS role,
  CASE WHEN result IN ('Success', 'Succeeded') THEN 'allowed'
       WHEN message LIKE '%DisallowedByPolicy%' THEN 'failed'
       WHEN concat_ws(' ', signature, code) RLIKE '(?i)forbidden|unauthorized|403|401'
         OR message LIKE '%AuthorizationFailed%' OR message LIKE '%LinkedAccessCheckFailed%' THEN 'denied'
       ELSE 'failed' END AS outcome,
  time, correlation, signature
FROM callers
-- Of a failure without a code nobody knows whether it was denied.
WHERE result IN ('Success', 'Succeeded') OR assignment IS NOT NULL OR coalesce(signature, code, message) IS NOT NULL;
CREATE OR REPLACE TEMPORARY VIEW usage_lines AS
SELECT to_json(named_struct('schema', 'rolecall/usage/1',
  'principal', named_struct('id', id, 'type', max_by(kind, time), 'name', max_by(coalesce(sign_in, app), time)),
  'action', action, 'plane', 'control', 'scope', scope, 'roleAssignment', roleAssignment, 'role', role, 'outcome', outcome,
  'source', 'activity', 'count', count(*), 'first', min(time), 'last', max(time),
  'correlationIds', slice(array_sort(collect_set(correlation)), 1, 3)), map('ignoreNullFields', 'false')) AS value
FROM activity_calls
GROUP BY id, action, scope, roleAssignment, role, outcome
ORDER BY id NULLS FIRST, action, scope NULLS FIRST, roleAssignment NULLS FIRST, role NULLS FIRST, outcome;
