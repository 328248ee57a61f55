//! Activity logs in the forms that tools write them.

use rolecall::import::{self, InputSource, Printed, actions_in_text};
use rolecall::model::{Activity, ActivityStatus, InputKind, Tenant};
use serde_json::{Value, json};

const OBJECT: &str = "http://schemas.microsoft.com/identity/claims/objectidentifier";
const WHO: &str = "33333333-aaaa-4aaa-8aaa-000000000001";
const SCOPE: &str = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app/providers/Microsoft.Network/networkSecurityGroups/n";

fn read(text: &str) -> Tenant {
    import::read(&[InputSource::Printed(Printed {
        command: "log".to_owned(),
        bytes: text.as_bytes().to_vec(),
    })])
}

/// An event as REST has it.
fn rest(operation: &str, status: &str, sub: &str) -> Value {
    json!({
        "authorization": { "action": operation, "role": null, "scope": SCOPE },
        "caller": "rob@contoso.com",
        "category": { "value": "Administrative", "localizedValue": "Administrative" },
        "claims": { "appid": "11111111-aaaa-4aaa-8aaa-000000000001", OBJECT: WHO },
        "correlationId": "c1", "eventDataId": "e1", "eventTimestamp": "2026-01-29T20:42:31.3810679Z",
        "id": format!("{SCOPE}/events/e1/ticks/1"),
        "operationId": "o1", "operationName": { "value": operation, "localizedValue": "x" },
        "properties": { "statusCode": sub },
        "resourceId": SCOPE, "status": { "value": status }, "subStatus": { "value": sub },
        "subscriptionId": "00000000-0000-4000-8000-000000000001", "tenantId": "t",
    })
}

/// The same as storage has it.
fn stored(operation: &str, result: &str, signature: &str) -> Value {
    json!({
        "time": "2026-01-29T20:42:31.3810679Z", "resourceId": SCOPE.to_uppercase(), "operationName": operation.to_uppercase(),
        "category": "Write", "resultType": result, "resultSignature": signature, "correlationId": "c1", "callerIpAddress": "1.2.3.4",
        "identity": { "authorization": { "scope": SCOPE, "action": operation, "evidence": { "role": "Contributor", "principalId": WHO.replace('-', ""), "principalType": "User" } }, "claims": {} },
        "level": "Information", "properties": { "eventCategory": "Administrative" },
    })
}

/// The same as Log Analytics has it.
fn table(operation: &str, status: &str, sub: &str) -> Value {
    json!({
        "TimeGenerated": "2026-01-29T20:42:31.3810679Z", "OperationNameValue": operation.to_uppercase(), "ActivityStatusValue": status, "ActivitySubstatusValue": sub,
        "CategoryValue": "Administrative", "Caller": "rob@contoso.com", "CorrelationId": "c1",
        "Authorization": json!({ "action": operation, "scope": SCOPE }).to_string(),
        "Claims_d": { OBJECT: WHO }, "Properties": "{}", "_ResourceId": SCOPE, "Type": "AzureActivity", "TenantId": "workspace",
    })
}

const WRITE: &str = "Microsoft.Network/networkSecurityGroups/write";

fn told(
    event: &Activity,
) -> (
    String,
    ActivityStatus,
    Option<String>,
    Option<String>,
    Option<String>,
) {
    (
        event.operation.to_string(),
        event.status,
        event.principal.as_ref().map(ToString::to_string),
        event.scope.as_ref().map(ToString::to_string),
        event.call.as_deref().map(str::to_owned),
    )
}

#[test]
fn every_form_says_the_same() {
    let expected = (
        WRITE.to_owned(),
        ActivityStatus::Succeeded,
        Some(WHO.to_owned()),
        Some(SCOPE.to_owned()),
        Some("c1".to_owned()),
    );
    let rest = rest(WRITE, "Succeeded", "Created");
    let stored = stored(WRITE, "Success", "Succeeded.Created");
    let table = table(WRITE, "Success", "Created");
    let forms = [
        json!([rest]).to_string(),
        json!({ "value": [rest] }).to_string(),
        rest.to_string(),
        format!("{stored}\n{stored}\n"),
        json!({ "records": [stored] }).to_string(),
        json!([table]).to_string(),
    ];
    for text in forms {
        let tenant = read(&text);
        assert_eq!(tenant.inputs[0].kind, InputKind::ActivityLog, "{text}");
        assert_eq!(tenant.inputs[0].records, tenant.activity.len());
        assert!(tenant.diagnostics.is_empty(), "{:?}", tenant.diagnostics);
        for event in &tenant.activity {
            assert_eq!(told(event), expected, "{text}");
            assert_eq!(event.time, "2026-01-29T20:42:31.3810679Z".parse().ok());
        }
    }
    assert_eq!(InputKind::ActivityLog.as_str(), "activityLog");
}

#[test]
fn places_lead_to_the_events() {
    let one = rest(WRITE, "Succeeded", "Created");
    let places = |text: &str| -> Vec<String> {
        let activity = read(text).activity;
        activity
            .iter()
            .map(|event| event.place.to_string())
            .collect()
    };
    assert_eq!(places(&json!([one, one]).to_string()), ["log#/0", "log#/1"]);
    assert_eq!(
        places(&json!({ "value": [one] }).to_string()),
        ["log#/value/0"]
    );
    assert_eq!(places(&format!("{one}\n{one}\n")), ["log:1", "log:2"]);
}

#[test]
fn what_was_denied_is_told_from_what_failed() {
    let rows = [
        (rest(WRITE, "Started", ""), ActivityStatus::Started),
        (
            rest(WRITE, "Accepted", "Accepted"),
            ActivityStatus::Accepted,
        ),
        (rest(WRITE, "Failed", "Forbidden"), ActivityStatus::Denied),
        (rest(WRITE, "Failed", "Conflict"), ActivityStatus::Failed),
        (stored(WRITE, "Start", "Started."), ActivityStatus::Started),
        (
            stored(WRITE, "Failure", "Failed.Forbidden"),
            ActivityStatus::Denied,
        ),
        (
            stored(WRITE, "Failure", "Failed.BadRequest"),
            ActivityStatus::Failed,
        ),
        (table(WRITE, "Failure", "Forbidden"), ActivityStatus::Denied),
        (table(WRITE, "Failure", "Conflict"), ActivityStatus::Failed),
        (table(WRITE, "Resolved", ""), ActivityStatus::Other),
    ];
    for (event, status) in rows {
        let read = read(&event.to_string());
        assert_eq!(read.activity[0].status, status, "{event}");
    }
    // A policy answers with 403 too, but roles allowed the call.
    let mut by_policy = rest(WRITE, "Failed", "Forbidden");
    by_policy["properties"]["statusMessage"] =
        json!("{\"error\":{\"code\":\"RequestDisallowedByPolicy\"}}");
    assert_eq!(
        read(&by_policy.to_string()).activity[0].status,
        ActivityStatus::Failed
    );
    let mut by_message = rest(WRITE, "Failed", "");
    by_message["properties"]["statusMessage"] =
        json!("{\"error\":{\"code\":\"AuthorizationFailed\"}}");
    assert_eq!(
        read(&by_message.to_string()).activity[0].status,
        ActivityStatus::Denied
    );
}

#[test]
fn only_calls_that_were_allowed_are_required() {
    let other = |operation: &str, category: &str| {
        let mut event = rest(operation, "Succeeded", "OK");
        event["category"]["value"] = json!(category);
        event
    };
    let log = json!([
        rest(WRITE, "Started", ""),
        rest(&WRITE.to_uppercase(), "Succeeded", "Created"),
        rest(
            "Microsoft.Network/networkSecurityGroups/delete",
            "Failed",
            "Forbidden"
        ),
        rest(
            "Microsoft.Network/networkSecurityGroups/join/action",
            "Failed",
            "Conflict"
        ),
        rest("Microsoft.Network/virtualNetworks/write", "Started", ""),
        other("Microsoft.Authorization/policies/audit/action", "Policy"),
        other(
            "Microsoft.Resourcehealth/healthevent/Activated/action",
            "ResourceHealth"
        ),
    ]);
    let listed = actions_in_text(&log.to_string(), "log");
    let names: Vec<String> = listed
        .actions
        .iter()
        .map(|listed| listed.action.to_string().to_lowercase())
        .collect();
    assert_eq!(
        names,
        [
            "microsoft.network/networksecuritygroups/join/action",
            "microsoft.network/networksecuritygroups/write"
        ]
    );
    let codes: Vec<&str> = listed
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect();
    assert_eq!(codes, ["activity-log-without-reads"]);
    let message = &listed.diagnostics[0].message;
    assert!(
        message.contains("2 operations") && message.contains("the event of a denied call"),
        "{message}"
    );
}

#[test]
fn the_group_that_an_assignment_names_is_not_who_called() {
    let by = |kind: &str, caller: Option<&str>| {
        let mut event = stored(WRITE, "Success", "Succeeded.Created");
        event["identity"]["authorization"]["evidence"]["principalType"] = json!(kind);
        event["caller"] = json!(caller);
        let activity = read(&event.to_string()).activity;
        activity[0].principal.as_ref().map(ToString::to_string)
    };
    assert_eq!(by("Group", None), None);
    assert_eq!(
        by("Group", Some("Rob@contoso.com")).as_deref(),
        Some("rob@contoso.com")
    );
    assert_eq!(by("", None), None);
    assert_eq!(by("ServicePrincipal", None).as_deref(), Some(WHO));
}

#[test]
fn odd_events_are_left_out_without_fault() {
    let odd = json!([
        { "operationName": 3, "correlationId": "c" },
        { "operationName": { "value": null }, "eventTimestamp": [] },
        { "operationName": "Microsoft.X/y/write", "resultType": {}, "identity": "nobody", "properties": "{" },
    ]);
    let tenant = read(&odd.to_string());
    assert_eq!(tenant.activity, []);
    let codes: Vec<&str> = tenant.diagnostics.iter().map(|said| said.code).collect();
    assert_eq!(codes, ["unread-event"; 3]);
}
