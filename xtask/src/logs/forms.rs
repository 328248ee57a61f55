//! Logs of the same calls in every form, each as Azure or its tools write it.

use serde_json::{Value, json};

use super::calls::{End, Known, Service, World, guid};
use super::truth::Shown;

/// A form of logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `az monitor activity-log list`: an array.
    Az,
    /// REST: pages.
    Rest,
    /// PowerShell's `Get-AzActivityLog | ConvertTo-Json -Depth 10`.
    PowerShell,
    /// The same with flat names.
    PowerShellFlat,
    /// Files of an hour in a storage account.
    Hours,
    /// Messages of Event Hubs: lines with lists of records.
    EventHub,
    /// Events of Event Grid, in lists.
    EventGrid,
    /// The answer of Log Analytics to a query: columns and rows.
    AnalyticsTables,
    /// The same as `az monitor log-analytics query` prints it.
    AnalyticsRows,
    /// The same as CSV.
    AnalyticsCsv,
    /// Storage: files of an hour.
    StorageHours,
    /// Storage: rows of Log Analytics.
    StorageRows,
    /// Key vaults: files of an hour.
    VaultHours,
    /// Key vaults: rows of the table of their own.
    VaultRows,
    /// Key vaults: rows of `AzureDiagnostics`.
    VaultDiagnostics,
}

impl Form {
    pub(crate) const ALL: [Self; 15] = [
        Self::Az,
        Self::Rest,
        Self::PowerShell,
        Self::PowerShellFlat,
        Self::Hours,
        Self::EventHub,
        Self::EventGrid,
        Self::AnalyticsTables,
        Self::AnalyticsRows,
        Self::AnalyticsCsv,
        Self::StorageHours,
        Self::StorageRows,
        Self::VaultHours,
        Self::VaultRows,
        Self::VaultDiagnostics,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Az => "az",
            Self::Rest => "rest",
            Self::PowerShell => "powershell",
            Self::PowerShellFlat => "powershell-flat",
            Self::Hours => "hours",
            Self::EventHub => "event-hub",
            Self::EventGrid => "event-grid",
            Self::AnalyticsTables => "analytics-tables",
            Self::AnalyticsRows => "analytics-rows",
            Self::AnalyticsCsv => "analytics-csv",
            Self::StorageHours => "storage-hours",
            Self::StorageRows => "storage-rows",
            Self::VaultHours => "vault-hours",
            Self::VaultRows => "vault-rows",
            Self::VaultDiagnostics => "vault-diagnostics",
        }
    }

    /// What of a call it shows.
    pub(crate) fn shown(self) -> Shown {
        let (service, has_evidence) = match self {
            Self::Az | Self::Rest | Self::PowerShell | Self::PowerShellFlat => {
                (Service::Manager, false)
            }
            Self::StorageHours | Self::StorageRows => (Service::Storage, true),
            Self::VaultHours | Self::VaultRows | Self::VaultDiagnostics => {
                (Service::KeyVault, false)
            }
            _ => (Service::Manager, true),
        };
        Shown {
            service,
            has_evidence,
        }
    }

    /// The records of a call, in their order.
    pub(crate) fn records(self, world: &World, call: &Known) -> Vec<Value> {
        let mut stages = vec![Stage::Start];
        if call.event.ends_with(['0', '4', '8', 'c']) {
            stages.push(Stage::Accept);
        }
        stages.push(Stage::End);
        let of = |record: fn(&World, &Known, Stage) -> Value| {
            stages
                .iter()
                .map(|stage| record(world, call, *stage))
                .collect()
        };
        match self {
            Self::Az | Self::Rest => of(rest),
            Self::PowerShell => of(power_shell),
            Self::PowerShellFlat => of(power_shell_flat),
            Self::Hours | Self::EventHub => of(stored),
            Self::EventGrid => vec![event_grid(world, call)],
            Self::AnalyticsTables | Self::AnalyticsRows | Self::AnalyticsCsv => of(analytics),
            Self::StorageHours => vec![storage(world, call)],
            Self::StorageRows => vec![storage_row(world, call)],
            Self::VaultHours => vec![vault(world, call)],
            Self::VaultRows => vec![vault_row(world, call)],
            Self::VaultDiagnostics => vec![vault_diagnostics(world, call)],
        }
    }

    /// The records as a file, or as several.
    pub(crate) fn files(self, world: &World, calls: &[&Known]) -> Vec<(String, String)> {
        let name = |end: &str| format!("{}.{end}", self.name());
        let records = || calls.iter().flat_map(|call| self.records(world, call));
        let lines = |records: Vec<Value>| -> String {
            records.iter().map(|record| format!("{record}\n")).collect()
        };
        let pretty = |value: Value| format!("{value:#}\n");
        match self {
            Self::Az
            | Self::PowerShell
            | Self::PowerShellFlat
            | Self::AnalyticsRows
            | Self::StorageRows
            | Self::VaultRows
            | Self::VaultDiagnostics => {
                vec![(name("json"), pretty(Value::Array(records().collect())))]
            }
            Self::Rest => vec![(
                name("json"),
                json!({ "value": records().collect::<Vec<_>>() }).to_string(),
            )],
            Self::Hours | Self::StorageHours | Self::VaultHours => self.hours(world, calls),
            Self::EventHub => {
                let all: Vec<Value> = records().collect();
                let batches = all.chunks(7).map(|records| json!({ "records": records }));
                vec![(name("jsonl"), lines(batches.collect()))]
            }
            Self::EventGrid => {
                let all: Vec<Value> = records().collect();
                let batches = all.chunks(3).map(|events| json!(events));
                vec![(name("json"), lines(batches.collect()))]
            }
            Self::AnalyticsTables => vec![(name("json"), tables(&records().collect::<Vec<_>>()))],
            Self::AnalyticsCsv => vec![(name("csv"), csv(&records().collect::<Vec<_>>()))],
        }
    }

    /// Files of an hour, in Azure's folders.
    fn hours(self, world: &World, calls: &[&Known]) -> Vec<(String, String)> {
        let mut files: std::collections::BTreeMap<String, String> =
            std::collections::BTreeMap::new();
        for call in calls {
            let text = files.entry(self.hour(call)).or_default();
            for record in self.records(world, call) {
                text.push_str(&format!("{record}\n"));
            }
        }
        files.into_iter().collect()
    }

    /// The file of the hour of a call.
    pub(crate) fn hour(self, call: &Known) -> String {
        let (container, resource) = match self {
            Self::StorageHours => ("insights-logs-storageread", account_of(&call.scope)),
            Self::VaultHours => ("insights-logs-auditevent", vault_of(&call.scope)),
            _ => (
                "insights-activity-logs",
                call.scope.split('/').take(3).collect::<Vec<_>>().join("/"),
            ),
        };
        let time = &call.time;
        format!(
            "{container}/resourceId={}/y={}/m={}/d={}/h={}/m=00/PT1H.json",
            resource.to_uppercase(),
            &time[..4],
            &time[5..7],
            &time[8..10],
            &time[11..13]
        )
    }
}

/// Which event of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Start,
    Accept,
    End,
}

const OBJECT: &str = "http://schemas.microsoft.com/identity/claims/objectidentifier";
const SIGN_IN: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";
const NAME: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name";

fn claims(world: &World, call: &Known) -> Value {
    let who = &world.people[call.who];
    let mut claims = json!({
        "aud": "https://management.core.windows.net/",
        "iss": format!("https://sts.windows.net/{}/", guid(5, 0)),
        "iat": "1772323200", "nbf": "1772323200", "exp": "1772328000",
        "http://schemas.microsoft.com/claims/authnclassreference": "1",
        "aio": "AVQAq/8WAAAAdG9rZW4tb2YtYS1tYWRlLXVwLXRlbmFudC10aGF0LW5vYm9keS1jYW4tdXNlAAAA",
        "http://schemas.microsoft.com/claims/authnmethodsreferences": "pwd,mfa",
        "appid": who.app, "appidacr": "0", "ipaddr": "203.0.113.7",
        "puid": "10032000DEADBEEF", "rh": "1.AAAAmadeup.", "scp": "user_impersonation",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier": "kTmadeupmadeupmadeupmadeup",
        "http://schemas.microsoft.com/identity/claims/tenantid": guid(5, 0),
        "uti": "madeupmadeup", "ver": "1.0", "wids": "b79fbf4d-3ef9-4689-8143-76b194e85509",
        "xms_tcdt": "1400000000", OBJECT: who.id,
    });
    match &who.sign_in {
        Some(name) => {
            claims[SIGN_IN] = json!(name);
            claims[NAME] = json!(name);
            claims["idtyp"] = json!("user");
        }
        None => claims["idtyp"] = json!("app"),
    }
    claims
}

fn undashed(id: &str) -> String {
    id.replace('-', "")
}

/// `authorization` with its evidence, in which ids have no hyphens.
fn authorization(world: &World, call: &Known) -> Value {
    let mut authorization = json!({ "scope": call.scope, "action": call.action });
    if let Some(by) = call.by.map(|at| &world.assignments[at]) {
        authorization["evidence"] = json!({
            "role": by.role.name, "roleAssignmentScope": by.scope,
            "roleAssignmentId": undashed(&by.name), "roleDefinitionId": undashed(by.role.id),
            "principalId": undashed(&by.principal), "principalType": by.principal_type,
        });
    }
    authorization
}

/// The words of an event: status, and what follows it.
fn status(call: &Known, stage: Stage) -> [&'static str; 3] {
    match (stage, call.end) {
        (Stage::Start, _) => ["Start", "Started", ""],
        (Stage::Accept, _) => ["Accept", "Accepted", "Accepted"],
        (Stage::End, End::Allowed) => ["Success", "Succeeded", "OK"],
        (Stage::End, End::Denied) => ["Failure", "Failed", "Forbidden"],
        (Stage::End, End::Failed) => ["Failure", "Failed", "Conflict"],
    }
}

fn event_id(call: &Known, stage: Stage) -> String {
    match stage {
        Stage::Start => call.event.replacen("00000008", "0000000a", 1),
        Stage::Accept => call.event.replacen("00000008", "0000000b", 1),
        Stage::End => call.event.clone(),
    }
}

fn rest(world: &World, call: &Known, stage: Stage) -> Value {
    let [_, status, sub_status] = status(call, stage);
    let who = &world.people[call.who];
    let event = event_id(call, stage);
    json!({
        "authorization": { "action": call.action, "role": null, "scope": call.scope },
        "caller": who.sign_in.as_ref().unwrap_or(&who.id),
        "category": { "localizedValue": "Administrative", "value": "Administrative" },
        "channels": "Operation", "claims": claims(world, call), "correlationId": call.correlation, "description": "",
        "eventDataId": event, "eventName": { "localizedValue": "End request", "value": "EndRequest" },
        "eventTimestamp": call.time, "httpRequest": { "clientIpAddress": "203.0.113.7", "method": "PUT", "uri": "https://management.azure.com" },
        "id": format!("{}/events/{event}/ticks/638000000000000000", call.scope), "level": "Informational",
        "operationId": call.correlation, "operationName": { "localizedValue": "Do it", "value": call.action },
        "properties": { "statusCode": sub_status, "eventCategory": "Administrative" }, "resourceId": call.scope,
        "status": { "localizedValue": status, "value": status },
        "subStatus": { "localizedValue": sub_status, "value": sub_status },
        "submissionTimestamp": "2026-06-01T00:00:00Z", "subscriptionId": guid(3, 0), "tenantId": guid(5, 0),
    })
}

fn power_shell(world: &World, call: &Known, stage: Stage) -> Value {
    let [_, status, sub_status] = status(call, stage);
    let who = &world.people[call.who];
    json!({
        "Authorization": { "Scope": call.scope, "Action": call.action, "Role": null, "Condition": null },
        "Caller": who.sign_in.as_ref().unwrap_or(&who.id), "Channels": "Operation",
        "Claims": { "Content": claims(world, call) }, "CorrelationId": call.correlation, "Category": "Administrative",
        "EventDataId": event_id(call, stage), "EventName": "EndRequest", "EventTimestamp": call.time,
        "OperationId": call.correlation, "OperationName": call.action, "Level": "Informational",
        "Properties": { "Content": { "statusCode": sub_status } }, "ResourceId": call.scope,
        "Status": status, "SubStatus": sub_status, "SubmissionTimestamp": "2026-06-01T00:00:00Z",
    })
}

fn power_shell_flat(world: &World, call: &Known, stage: Stage) -> Value {
    let [_, status, sub_status] = status(call, stage);
    let who = &world.people[call.who];
    json!({
        "AuthorizationAction": call.action, "AuthorizationRole": null, "AuthorizationScope": call.scope,
        "Caller": who.sign_in.as_ref().unwrap_or(&who.id), "CategoryValue": "Administrative",
        "Claim": claims(world, call), "CorrelationId": call.correlation, "EventDataId": event_id(call, stage),
        "EventTimestamp": call.time, "OperationNameValue": call.action, "OperationNameLocalizedValue": "Do it",
        "ResourceId": call.scope, "StatusValue": status, "SubStatusValue": sub_status,
    })
}

fn stored(world: &World, call: &Known, stage: Stage) -> Value {
    let [result, status, sub_status] = status(call, stage);
    let category = match call.action.rsplit('/').next() {
        Some("write") => "Write",
        Some("delete") => "Delete",
        _ => "Action",
    };
    json!({
        "time": call.time, "resourceId": call.scope.to_uppercase(), "operationName": call.action.to_uppercase(),
        "category": category, "resultType": result, "resultSignature": format!("{status}.{sub_status}"),
        "durationMs": "0", "callerIpAddress": "203.0.113.7", "correlationId": call.correlation,
        "identity": { "authorization": authorization(world, call), "claims": claims(world, call) },
        "level": "Information", "location": "global",
        "properties": { "statusCode": sub_status, "eventCategory": "Administrative", "entity": call.scope, "message": call.action, "hierarchy": guid(5, 0) },
        "tenantId": guid(5, 0),
    })
}

fn event_grid(world: &World, call: &Known) -> Value {
    let [_, status, sub_status] = status(call, Stage::End);
    let verb = match call.action.rsplit('/').next() {
        Some("write") => "Write",
        Some("delete") => "Delete",
        _ => "Action",
    };
    let result = if call.end == End::Allowed {
        "Success"
    } else {
        "Failure"
    };
    let mut authorization = json!({ "Scope": call.scope, "Action": call.action });
    if let Some(by) = call.by.map(|at| &world.assignments[at]) {
        authorization["Evidence"] = json!({
            "Role": by.role.name, "RoleAssignmentScope": by.scope, "RoleAssignmentId": undashed(&by.name),
            "RoleDefinitionId": undashed(by.role.id), "PrincipalId": undashed(&by.principal), "PrincipalType": by.principal_type,
        });
    }
    json!({
        "subject": call.scope, "eventType": format!("Microsoft.Resources.Resource{verb}{result}"), "id": call.event,
        "data": {
            "authorization": authorization, "claims": claims(world, call), "correlationId": call.correlation,
            "httpRequest": { "clientRequestId": "", "method": "PUT", "url": "https://management.azure.com" },
            "resourceProvider": "Microsoft.Compute", "resourceUri": call.scope, "operationName": call.action,
            "status": if call.end == End::Allowed { status } else { sub_status }, "subscriptionId": guid(3, 0), "tenantId": guid(5, 0),
        },
        "dataVersion": "2", "metadataVersion": "1", "eventTime": call.time, "topic": format!("/subscriptions/{}", guid(3, 0)),
    })
}

fn analytics(world: &World, call: &Known, stage: Stage) -> Value {
    let [result, _, sub_status] = status(call, stage);
    let who = &world.people[call.who];
    json!({
        "TimeGenerated": call.time, "OperationName": "Do it", "OperationNameValue": call.action.to_uppercase(),
        "CategoryValue": "Administrative", "Category": "", "ActivityStatus": "", "ActivityStatusValue": result,
        "ActivitySubstatus": "", "ActivitySubstatusValue": sub_status, "Caller": who.sign_in.as_ref().unwrap_or(&who.id),
        "CorrelationId": call.correlation, "EventDataId": event_id(call, stage), "OperationId": call.correlation,
        "Authorization": authorization(world, call).to_string(), "Authorization_d": authorization(world, call).to_string(),
        "Claims": claims(world, call).to_string(), "Claims_d": claims(world, call).to_string(),
        "Properties": json!({ "statusCode": sub_status }).to_string(), "_ResourceId": call.scope.to_lowercase(),
        "ResourceGroup": "", "Type": "AzureActivity", "TenantId": guid(5, 1),
    })
}

fn account_of(scope: &str) -> String {
    scope
        .split("/blobServices/")
        .next()
        .unwrap_or(scope)
        .to_owned()
}

fn vault_of(scope: &str) -> String {
    scope.split("/secrets/").next().unwrap_or(scope).to_owned()
}

fn name_of(scope: &str) -> &str {
    scope.rsplit('/').next().unwrap_or_default()
}

/// The checks of a request to storage.
fn checks(world: &World, call: &Known) -> Value {
    let is_granted = call.end != End::Denied;
    let mut check = json!({
        "action": call.action, "roleAssignmentId": "", "roleDefinitionId": "", "denyAssignmentId": "", "principals": [],
        "type": "RBAC", "result": if is_granted { "Granted" } else { "Denied" }, "reason": if is_granted { "Policy" } else { "NoApplicablePolicy" },
    });
    if let Some(by) = call.by.map(|at| &world.assignments[at]) {
        check["roleAssignmentId"] = json!(by.name);
        check["roleDefinitionId"] = json!(by.role.id);
        check["principals"] = json!([{ "id": by.principal, "type": by.principal_type }]);
    }
    json!([check])
}

fn code(call: &Known) -> u16 {
    match call.end {
        End::Allowed => 200,
        End::Denied => 403,
        End::Failed => 404,
    }
}

fn storage(world: &World, call: &Known) -> Value {
    let who = &world.people[call.who];
    let account = account_of(&call.scope);
    json!({
        "time": call.time, "resourceId": format!("{account}/blobServices/default"), "category": "StorageRead",
        "operationName": "GetBlob", "operationVersion": "2024-08-04", "schemaVersion": "1.0", "statusCode": code(call),
        "statusText": "Success", "durationMs": 5, "callerIpAddress": "203.0.113.7:443", "correlationId": call.correlation,
        "identity": {
            "type": "OAuth", "tokenHash": "MADEUP", "authorization": checks(world, call),
            "requester": { "appId": who.app, "audience": "https://storage.azure.com/", "objectId": who.id, "tenantId": guid(5, 0),
                "tokenIssuer": format!("https://sts.windows.net/{}/", guid(5, 0)), "upn": who.sign_in },
        },
        "location": "northeurope", "properties": { "accountName": name_of(&account), "serviceType": "blob",
            "objectKey": format!("/{}/{}/a/blob.txt", name_of(&account), name_of(&call.scope)) },
        "uri": "https://account.blob.core.windows.net:443/box/a/blob.txt", "protocol": "HTTPS", "resourceType": "Microsoft.Storage/storageAccounts/blobServices",
    })
}

fn storage_row(world: &World, call: &Known) -> Value {
    let who = &world.people[call.who];
    let account = account_of(&call.scope);
    json!({
        "TimeGenerated": call.time, "AccountName": name_of(&account), "AuthenticationType": "OAuth",
        "AuthorizationDetails": checks(world, call).to_string(), "CorrelationId": call.correlation, "OperationName": "GetBlob",
        "Category": "StorageRead", "ObjectKey": format!("/{}/{}/a/blob.txt", name_of(&account), name_of(&call.scope)),
        "RequesterAppId": who.app, "RequesterObjectId": who.id, "RequesterUpn": who.sign_in.clone().unwrap_or_default(),
        "ServiceType": "blob", "StatusCode": code(call).to_string(), "StatusText": "Success", "Type": "StorageBlobLogs",
        "Uri": "https://account.blob.core.windows.net:443/box/a/blob.txt", "_ResourceId": account.to_lowercase(),
    })
}

fn operation(call: &Known) -> &'static str {
    if call.action.ends_with("getSecret/action") {
        "SecretGet"
    } else {
        "SecretListVersions"
    }
}

fn address(call: &Known) -> String {
    format!(
        "https://{}.vault.azure.net/secrets/{}/0123",
        name_of(&vault_of(&call.scope)),
        name_of(&call.scope)
    )
}

fn vault_claims(world: &World, call: &Known) -> Value {
    let who = &world.people[call.who];
    let mut claim = json!({ OBJECT: who.id, "appid": who.app });
    if let Some(name) = &who.sign_in {
        claim[SIGN_IN] = json!(name);
    }
    json!({ "claim": claim })
}

fn vault(world: &World, call: &Known) -> Value {
    json!({
        "time": call.time, "category": "AuditEvent", "operationName": operation(call), "resultType": "Success",
        "resultSignature": if call.end == End::Denied { "Forbidden" } else { "OK" }, "durationMs": "12", "callerIpAddress": "203.0.113.7",
        "correlationId": call.correlation, "identity": vault_claims(world, call),
        "properties": { "id": address(call), "requestUri": address(call), "clientInfo": "", "httpStatusCode": code(call) },
        "resourceId": vault_of(&call.scope).to_uppercase(), "operationVersion": "7.4",
    })
}

fn vault_row(world: &World, call: &Known) -> Value {
    json!({
        "TimeGenerated": call.time, "OperationName": operation(call), "ResultType": "Success", "ResultSignature": "OK",
        "HttpStatusCode": code(call), "CorrelationId": call.correlation, "Identity": vault_claims(world, call).to_string(),
        "Id": address(call), "RequestUri": address(call), "CallerIPAddress": "203.0.113.7",
        "_ResourceId": vault_of(&call.scope).to_lowercase(), "Type": "AZKVAuditLogs",
    })
}

fn vault_diagnostics(world: &World, call: &Known) -> Value {
    let who = &world.people[call.who];
    json!({
        "TimeGenerated": call.time, "ResourceId": vault_of(&call.scope).to_uppercase(), "Category": "AuditEvent",
        "ResourceType": "VAULTS", "OperationName": operation(call), "ResultType": "Success", "ResultSignature": "OK",
        "CorrelationId": call.correlation, "httpStatusCode_d": f64::from(code(call)), "id_s": address(call), "requestUri_s": address(call),
        "identity_claim_http_schemas_microsoft_com_identity_claims_objectidentifier_g": who.id, "identity_claim_appid_g": who.app,
        "identity_claim_http_schemas_xmlsoap_org_ws_2005_05_identity_claims_upn_s": who.sign_in.clone().unwrap_or_default(),
        "Type": "AzureDiagnostics",
    })
}

fn columns(records: &[Value]) -> Vec<String> {
    let first = records.first().and_then(Value::as_object);
    first
        .map(|first| first.keys().cloned().collect())
        .unwrap_or_default()
}

fn tables(records: &[Value]) -> String {
    let names = columns(records);
    let columns: Vec<Value> = names
        .iter()
        .map(|name| json!({ "name": name, "type": "string" }))
        .collect();
    let rows = records.iter().map(|record| {
        names
            .iter()
            .map(|name| record[name].clone())
            .collect::<Vec<_>>()
    });
    json!({ "tables": [{ "name": "PrimaryResult", "columns": columns, "rows": rows.collect::<Vec<_>>() }] }).to_string()
}

fn csv(records: &[Value]) -> String {
    let names = columns(records);
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let header = names.iter().map(|name| match name.as_str() {
        "TimeGenerated" => "\"TimeGenerated [UTC]\"".to_owned(),
        name => quoted(name),
    });
    let mut text = header.collect::<Vec<_>>().join(",") + "\n";
    for record in records {
        let cells = names
            .iter()
            .map(|name| quoted(record[name].as_str().unwrap_or_default()));
        text.push_str(&(cells.collect::<Vec<_>>().join(",") + "\n"));
    }
    text
}
