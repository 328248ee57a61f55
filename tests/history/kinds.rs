//! One small tenant, and each kind of log that leaves open, or settles, who had access on 15 May.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::write;
use crate::cli::rolecall_in;

const S: &str = "/subscriptions/00000000-0000-4000-8000-0000000000a1";
const OTHER: &str = "/subscriptions/00000000-0000-4000-8000-0000000000a2";
const RG: &str = "/subscriptions/00000000-0000-4000-8000-0000000000a1/resourceGroups/rg";
const CORP: &str = "/providers/Microsoft.Management/managementGroups/corp";
const ANNA: &str = "00000000-0000-4000-8000-0000000000b1";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const CONDITION: &str = "((!(ActionMatches{'Microsoft.Storage/storageAccounts/write'})))";
const ACTION: &str = "Microsoft.Storage/storageAccounts/write";
const OLD: &str = "2026-01-01T00:00:00Z";
const MOMENT: &str = "2026-05-15T12:00:00Z";
const EXPORTED: &str = "2026-06-10T00:00:00Z";

const WRITE: &str = "Microsoft.Authorization/roleAssignments/write";
const DELETE: &str = "Microsoft.Authorization/roleAssignments/delete";
const WRITE_ROLE: &str = "Microsoft.Authorization/roleDefinitions/write";
const REQUEST: &str = "Microsoft.Authorization/roleAssignmentScheduleRequests/write";
const DELETE_GROUP: &str = "Microsoft.Resources/subscriptions/resourceGroups/delete";

fn id(scope: &str, kind: &str, number: u32) -> String {
    format!("{scope}/providers/Microsoft.Authorization/{kind}/00000000-0000-4000-9000-{number:012}")
}

fn assignment(scope: &str) -> String {
    id(scope, "roleAssignments", 1)
}

fn held(scope: &str, condition: Option<&str>, dates: [Option<&str>; 2]) -> Value {
    json!({
        "principalId": ANNA, "principalType": "User", "scope": scope,
        "roleDefinitionId": format!("{S}/providers/Microsoft.Authorization/roleDefinitions/{CONTRIBUTOR}"),
        "condition": condition, "conditionVersion": condition.map(|_| "2.0"),
        "createdOn": dates[0], "updatedOn": dates[1],
    })
}

const UNDATED: [Option<&str>; 2] = [None, None];

fn dated(created: &'static str, updated: &'static str) -> [Option<&'static str>; 2] {
    [Some(created), Some(updated)]
}

/// As the exports have it.
fn exported(scope: &str, condition: Option<&str>, dates: [Option<&str>; 2]) -> Value {
    let mut record = held(scope, condition, dates);
    record["id"] = json!(assignment(scope));
    record["type"] = json!("Microsoft.Authorization/roleAssignments");
    record
}

/// As an answer has it.
fn answer(scope: &str, condition: Option<&str>, dates: [Option<&str>; 2]) -> Option<Value> {
    Some(json!({"id": assignment(scope), "properties": held(scope, condition, dates)}))
}

fn sent(condition: Option<&str>) -> Option<Value> {
    Some(json!({"properties": held(S, condition, UNDATED)}))
}

struct Event<'a> {
    time: &'a str,
    operation: &'a str,
    id: &'a str,
    status: &'a str,
    code: &'a str,
    correlation: Option<&'a str>,
    request: Option<Value>,
    response: Option<Value>,
}

impl Event<'_> {
    fn json(&self) -> Value {
        let body = |body: &Option<Value>| body.as_ref().map(Value::to_string);
        json!({
            "eventTimestamp": self.time, "resourceId": self.id, "operationName": {"value": self.operation},
            "category": {"value": "Administrative"}, "status": {"value": self.status},
            "subStatus": {"value": self.code}, "correlationId": self.correlation,
            "authorization": {"action": self.operation, "scope": self.id}, "caller": "admin@contoso.example",
            "properties": {"eventCategory": "Administrative", "requestbody": body(&self.request),
                "responseBody": body(&self.response)},
        })
    }
}

/// A start, or an end with its code; a status of `Succeeded.Created` has both.
fn event(
    time: &str,
    operation: &str,
    id: &str,
    status: &str,
    correlation: Option<&str>,
    body: Option<Value>,
) -> Value {
    let (status, code) = status.split_once('.').unwrap_or((status, ""));
    let (request, response) = match status {
        "Started" => (body, None),
        _ => (None, body),
    };
    Event {
        time,
        operation,
        id,
        status,
        code,
        correlation,
        request,
        response,
    }
    .json()
}

/// A call of two seconds at ten o'clock of a day.
fn call(
    day: &str,
    operation: &str,
    id: &str,
    code: &str,
    (request, response): (Option<Value>, Option<Value>),
) -> Vec<Value> {
    let correlation = format!("{day}-{operation}");
    let of_call = Some(&*correlation);
    let (began, ended) = (
        format!("2026-{day}T10:00:00Z"),
        format!("2026-{day}T10:00:02Z"),
    );
    let status = format!("Succeeded.{code}");
    vec![
        event(&began, operation, id, "Started", of_call, request),
        event(&ended, operation, id, &status, of_call, response),
    ]
}

/// An event a day of each scope that has a log, from 20 April to 10 June.
fn every_day(scopes: &[&str]) -> Vec<Value> {
    let days = (20..=30).map(|day| (4, day));
    let days = days.chain((1..=31).map(|day| (5, day)));
    let days: Vec<(u32, u32)> = days.chain((1..=10).map(|day| (6, day))).collect();
    let mut events = Vec::new();
    for (month, day) in days {
        for scope in scopes {
            let time = format!("2026-{month:02}-{day:02}T00:00:00Z");
            let id = format!("{scope}/providers/Microsoft.Authorization/policyAssignments/x");
            let operation = "Microsoft.Authorization/policyAssignments/write";
            events.push(event(&time, operation, &id, "Succeeded.OK", None, None));
        }
    }
    events
}

/// What is asked, of which exports and logs.
struct Case {
    assignments: Vec<Value>,
    others: Vec<(&'static str, Value)>,
    log: Vec<Value>,
    logged: Vec<&'static str>,
    at: &'static str,
    moment: &'static str,
    exported: &'static str,
}

impl Case {
    fn new(assignments: Vec<Value>, log: Vec<Vec<Value>>) -> Self {
        Self {
            assignments,
            others: Vec::new(),
            log: log.into_iter().flatten().collect(),
            logged: vec![S, CORP, ""],
            at: S,
            moment: MOMENT,
            exported: EXPORTED,
        }
    }

    fn at(mut self, at: &'static str) -> Self {
        self.at = at;
        self
    }

    fn with(mut self, name: &'static str, records: Value) -> Self {
        self.others.push((name, records));
        self
    }

    fn folder(&self) -> TempDir {
        let folder = TempDir::new().unwrap();
        let people = json!([{"id": ANNA, "displayName": "Anna", "userPrincipalName": "anna@contoso.example"}]);
        let name = |scope: &str| scope.rsplit('/').next().unwrap().to_owned();
        let subscription =
            |scope: &str| json!({"id": scope, "name": name(scope), "type": "/subscriptions"});
        let tree = json!({"id": CORP, "name": "corp", "type": "Microsoft.Management/managementGroups",
            "displayName": "Corp", "children": [subscription(S), subscription(OTHER)]});
        let bystander = json!({
            "id": id(S, "roleAssignments", 99), "type": "Microsoft.Authorization/roleAssignments", "scope": S,
            "principalId": "00000000-0000-4000-8000-0000000000b9", "principalType": "ServicePrincipal",
            "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
            "createdOn": OLD, "updatedOn": OLD,
        });
        let mut assignments = self.assignments.clone();
        assignments.push(bystander);
        write(&folder, "exports/users.json", &people.to_string());
        if !self.others.iter().any(|(name, _)| *name == "tree.json") {
            write(&folder, "exports/tree.json", &tree.to_string());
        }
        let assignments = json!(assignments).to_string();
        write(&folder, "exports/assignments.json", &assignments);
        for (name, records) in &self.others {
            write(&folder, &format!("exports/{name}"), &records.to_string());
        }
        let log = [every_day(&self.logged), self.log.clone()].concat();
        write(&folder, "log.json", &json!(log).to_string());
        folder
    }

    fn back(&self) -> Vec<&str> {
        let (moment, exported) = (self.moment, self.exported);
        vec![
            "-i",
            "exports",
            "--as-of",
            moment,
            "--logs",
            "log.json",
            "--exported",
            exported,
            "--format",
            "json",
        ]
    }

    /// The outcome and the exit code.
    fn ask(&self) -> (String, i32) {
        let folder = self.folder();
        let mut all = vec!["can", ANNA, ACTION, "--at", self.at];
        all.extend(self.back());
        let run = rolecall_in(folder.path(), &all);
        let outcome = run.result()["answers"][0]["outcome"]
            .as_str()
            .unwrap()
            .to_owned();
        (outcome, run.code)
    }

    #[track_caller]
    fn is(&self, outcome: &str, code: i32) {
        assert_eq!(self.ask(), (outcome.to_owned(), code));
    }

    /// Not certain, whatever the outcome.
    #[track_caller]
    fn is_open(&self) {
        let (outcome, code) = self.ask();
        assert_eq!(code, 4, "{outcome}");
    }
}

const ALWAYS: [Option<&str>; 2] = [Some(OLD), Some(OLD)];
const MAY_20: &str = "2026-05-20T10:00:01Z";

#[test]
fn what_was_always_there_and_what_never_was_is_certain() {
    Case::new(vec![exported(S, None, ALWAYS)], vec![]).is("allowed", 0);
    Case::new(vec![], vec![]).is("notGranted", 1);
}

#[test]
fn a_log_that_ends_before_the_moment_says_nothing_of_a_short_time() {
    let mut case = Case::new(vec![], vec![]);
    (case.moment, case.exported) = ("2026-06-30T12:00:00Z", "2026-07-01T00:00:00Z");
    case.is_open();
    (case.moment, case.exported) = ("2026-06-09T12:00:00Z", "2026-06-10T00:00:00Z");
    case.is("notGranted", 1);
}

#[test]
fn what_goes_with_its_group_is_not_there_when_it_is_made_again() {
    let made = || (sent(None), None);
    let id = assignment(RG);
    let log = |deleted: Vec<Value>| {
        vec![
            call("05-01", WRITE, &id, "Created", made()),
            deleted,
            call("05-20", WRITE, &id, "Created", made()),
        ]
    };
    let again = || vec![exported(RG, None, dated(MAY_20, MAY_20))];
    let deleted = || call("05-10", DELETE_GROUP, RG, "OK", (None, None));
    Case::new(again(), log(deleted()))
        .at(RG)
        .is("notGranted", 1);
    // Made twice without a deletion: the log lacks something.
    Case::new(again(), log(vec![])).at(RG).is_open();
    // A deletion after the moment: it was there until then.
    let deleted = call("05-18", DELETE_GROUP, RG, "OK", (None, None));
    Case::new(again(), log(deleted)).at(RG).is_open();
}

#[test]
fn a_group_whose_deletion_failed_may_have_lost_what_was_in_it() {
    let id = format!("{RG}/providers/Microsoft.Compute/virtualMachines/vm");
    let began = "2026-05-18T10:00:00Z";
    let failed = |status: &str| {
        let correlation = Some("failed");
        vec![
            event(began, DELETE_GROUP, RG, "Started", correlation, None),
            event(
                "2026-05-18T11:00:00Z",
                DELETE_GROUP,
                RG,
                status,
                correlation,
                None,
            ),
        ]
    };
    let mut case = Case::new(vec![], vec![failed("Failed.Conflict")]);
    case.at = Box::leak(id.into_boxed_str());
    case.is_open();
}

fn deny(dates: [Option<&str>; 2]) -> Value {
    json!({"value": [{
        "id": id(S, "denyAssignments", 1), "name": "x", "type": "Microsoft.Authorization/denyAssignments",
        "properties": {"denyAssignmentName": "stack", "scope": S,
            "permissions": [{"actions": ["*/write"], "notActions": []}],
            "principals": [{"id": ANNA, "type": "User"}], "excludePrincipals": [],
            "createdOn": dates[0], "updatedOn": dates[1]},
    }]})
}

#[test]
fn dates_of_denials_count() {
    let case =
        |dates| Case::new(vec![exported(S, None, ALWAYS)], vec![]).with("denies.json", deny(dates));
    case(ALWAYS).is("denied", 1);
    case(dated(MAY_20, MAY_20)).is("allowed", 0);
    case(dated(OLD, MAY_20)).is("undetermined", 4);
}

#[test]
fn dates_that_a_caller_sends_back_say_nothing() {
    let echo = answer(S, None, ALWAYS);
    let now = exported(S, None, dated(OLD, MAY_20));
    let log = call("05-20", WRITE, &assignment(S), "OK", (echo, None));
    Case::new(vec![now.clone()], vec![log]).is("undetermined", 4);
    let told = answer(S, None, ALWAYS);
    let log = call("05-20", WRITE, &assignment(S), "OK", (None, told));
    Case::new(vec![now], vec![log]).is("allowed", 0);
}

#[test]
fn a_deletion_without_an_end_may_have_been_one() {
    let id = assignment(S);
    let now = || {
        vec![exported(
            S,
            None,
            dated("2026-06-01T10:00:01Z", "2026-06-01T10:00:01Z"),
        )]
    };
    let made = call("06-01", WRITE, &id, "Created", (sent(None), None));
    let begun = |more: &[&str]| {
        let of =
            |status: &&str| event("2026-05-20T10:00:00Z", DELETE, &id, status, Some("d"), None);
        more.iter().map(of).collect::<Vec<Value>>()
    };
    Case::new(now(), vec![begun(&["Started"]), made.clone()]).is_open();
    Case::new(now(), vec![begun(&["Started", "Canceled"]), made.clone()]).is_open();
    Case::new(now(), vec![made]).is("notGranted", 1);
    // What was written without an end may be all that was deleted.
    let begun = event(
        "2026-05-20T10:00:00Z",
        WRITE,
        &id,
        "Started",
        Some("w"),
        sent(None),
    );
    let deleted = call("05-25", DELETE, &id, "OK", (None, answer(S, None, UNDATED)));
    Case::new(vec![], vec![vec![begun], deleted.clone()]).is_open();
    Case::new(vec![], vec![deleted]).is("allowed", 0);
}

#[test]
fn exports_know_nothing_of_what_was_done_after_them() {
    let id = assignment(S);
    let begun = event(
        "2026-06-09T23:59:58Z",
        DELETE,
        &id,
        "Started",
        Some("d"),
        None,
    );
    let again = call("06-10", WRITE, &id, "Created", (sent(None), None));
    let now = exported(S, None, UNDATED);
    Case::new(vec![now], vec![vec![begun], again]).is_open();
}

#[test]
fn a_call_that_is_made_again_is_another() {
    let id = assignment(S);
    let ends = |ends: [(&str, Option<Value>); 2], operation: &str| {
        let times = ["2026-05-20T10:00:00Z", "2026-05-20T10:00:20Z"];
        let each = ends.into_iter().zip(times);
        let each =
            each.map(|((status, body), time)| event(time, operation, &id, status, Some("c"), body));
        each.collect::<Vec<Value>>()
    };
    let told = || answer(S, None, ALWAYS);
    let retried = ends(
        [("Failed.Conflict", None), ("Succeeded.OK", told())],
        DELETE,
    );
    Case::new(vec![], vec![retried]).is("allowed", 0);
    let retried = ends(
        [("Succeeded.OK", told()), ("Succeeded.NoContent", None)],
        DELETE,
    );
    Case::new(vec![], vec![retried]).is("allowed", 0);
    let retried = ends(
        [("Succeeded.OK", None), ("Succeeded.NoContent", None)],
        DELETE,
    );
    Case::new(vec![], vec![retried]).is_open();
    let retried = ends(
        [("Failed.BadRequest", None), ("Succeeded.Created", None)],
        WRITE,
    );
    Case::new(vec![exported(S, None, UNDATED)], vec![retried]).is("notGranted", 1);
}

#[test]
fn an_end_has_the_body_of_the_start_before_it() {
    let id = assignment(S);
    let now = || vec![exported(S, Some(CONDITION), dated(OLD, MAY_20))];
    let later = call("05-20", WRITE, &id, "OK", (sent(Some(CONDITION)), None));
    let calls = |first: &str, correlation| {
        vec![
            event(first, WRITE, &id, "Started", correlation, sent(None)),
            event(
                "2026-05-05T10:00:00Z",
                WRITE,
                &id,
                "Started",
                correlation,
                sent(Some(CONDITION)),
            ),
            event(
                "2026-05-05T10:00:02Z",
                WRITE,
                &id,
                "Succeeded.OK",
                correlation,
                None,
            ),
        ]
    };
    Case::new(
        now(),
        vec![calls("2026-05-01T10:00:00Z", None), later.clone()],
    )
    .is("notGranted", 1);
    Case::new(now(), vec![calls("2026-05-05T09:59:00Z", Some("c")), later]).is_open();
}

#[test]
fn a_role_may_be_changed_by_its_id_in_another_subscription() {
    let role = |actions: &str, updated: Option<&str>| {
        json!({"id": id(S, "roleDefinitions", 1), "name": "00000000-0000-4000-9000-000000000001",
            "type": "Microsoft.Authorization/roleDefinitions", "roleName": "Own", "roleType": "CustomRole",
            "assignableScopes": [S, OTHER], "updatedOn": updated,
            "permissions": [{"actions": [actions], "notActions": [], "dataActions": [], "notDataActions": []}]})
    };
    let body = |actions: &str| {
        Some(
            json!({"properties": {"roleName": "Own", "type": "CustomRole",
        "assignableScopes": [S, OTHER], "permissions": [{"actions": [actions]}]}}),
        )
    };
    let mut of_role = exported(S, None, ALWAYS);
    of_role["roleDefinitionId"] = json!(id(S, "roleDefinitions", 1));
    let written = id(S, "roleDefinitions", 1);
    let log = vec![
        call(
            "04-25",
            WRITE_ROLE,
            &written,
            "Created",
            (body("Microsoft.Storage/*"), None),
        ),
        call(
            "05-20",
            WRITE_ROLE,
            &written,
            "Created",
            (body("Microsoft.Network/*"), None),
        ),
    ];
    let now = json!([role("Microsoft.Network/*", Some(MAY_20))]);
    let mut case = Case::new(vec![of_role], log).with("roles.json", now);
    case.is("undetermined", 4);
    case.logged.push(OTHER);
    case.is("allowed", 0);
}

#[test]
fn a_move_is_in_the_log_of_the_group_that_it_went_to() {
    let group = |name: &str| format!("/providers/Microsoft.Management/managementGroups/{name}");
    let node = |name: &str, children: Value| {
        json!({"id": group(name), "name": name,
        "type": "Microsoft.Management/managementGroups", "displayName": name, "children": children})
    };
    let name = S.rsplit('/').next().unwrap();
    let subscription = json!([{"id": S, "name": name, "type": "/subscriptions"}]);
    let tree = node(
        "top",
        json!([
            node("ga", json!([])),
            node("gb", json!([])),
            node("gc", subscription)
        ]),
    );
    let mut given = exported(&group("ga"), None, ALWAYS);
    given["scope"] = json!(group("ga"));
    let into = |name: &str| {
        format!(
            "{}/subscriptions/{}",
            group(name),
            S.rsplit('/').next().unwrap()
        )
    };
    let operation = "Microsoft.Management/managementGroups/subscriptions/write";
    let log = vec![
        call("04-25", operation, &into("ga"), "OK", (None, None)),
        call("05-20", operation, &into("gc"), "OK", (None, None)),
    ];
    let mut case = Case::new(vec![given], log).with("tree.json", tree);
    let logged = |name: &str| &*Box::leak(group(name).into_boxed_str());
    case.logged = vec![S, "", logged("top"), logged("ga"), logged("gc")];
    case.is_open();
    case.logged.push(logged("gb"));
    case.is("allowed", 0);
}

fn request_id(scope: &str) -> String {
    id(scope, "roleAssignmentScheduleRequests", 1)
}

/// A request that was made on a day, for the time from `start` on.
fn requested(day: &str, kind: &str, scope: &str, start: &str, end: Option<&str>) -> Vec<Value> {
    let expiration = match end {
        Some(end) => json!({"type": "AfterDateTime", "endDateTime": end}),
        None => json!({"type": "NoExpiration"}),
    };
    let mut body = json!({"id": request_id(scope), "properties": {
        "principalId": ANNA, "principalType": "User", "scope": scope, "requestType": kind,
        "roleDefinitionId": format!("{S}/providers/Microsoft.Authorization/roleDefinitions/{CONTRIBUTOR}"),
        "scheduleInfo": {"startDateTime": start, "expiration": expiration},
    }});
    let asked = body.clone();
    body["properties"]["status"] = json!("Provisioned");
    call(
        day,
        REQUEST,
        &request_id(scope),
        "Created",
        (Some(asked), Some(body)),
    )
}

#[test]
fn what_was_requested_may_be_undone_before_the_moment() {
    let given = |start| requested("05-01", "AdminAssign", S, start, None);
    let outcome = |log: Vec<Vec<Value>>, at| Case::new(vec![], log).at(at).ask().0;
    assert_eq!(outcome(vec![given("2026-05-01T10:00:00Z")], S), "allowed");
    let cancel = "Microsoft.Authorization/roleAssignmentScheduleRequests/cancel/action";
    let cancelled = call("05-05", cancel, &request_id(S), "OK", (None, None));
    assert_eq!(
        outcome(vec![given("2026-05-10T10:00:00Z"), cancelled], S),
        "undetermined"
    );
    let in_group = requested("05-01", "AdminAssign", RG, "2026-05-01T10:00:00Z", None);
    let deleted = call("05-10", DELETE_GROUP, RG, "OK", (None, None));
    assert_eq!(outcome(vec![in_group, deleted], RG), "undetermined");
    let removed = call(
        "05-10",
        DELETE,
        &id(S, "roleAssignments", 3),
        "OK",
        (None, answer(S, None, ALWAYS)),
    );
    assert_eq!(
        outcome(vec![given("2026-05-01T10:00:00Z"), removed], S),
        "undetermined"
    );
}

#[test]
fn what_was_asked_for_since_may_be_backdated() {
    let instance = |created: &str| {
        json!({"value": [{
            "id": id(S, "roleAssignmentScheduleInstances", 1), "name": "x",
            "type": "Microsoft.Authorization/roleAssignmentScheduleInstances",
            "properties": {"scope": S, "principalId": ANNA, "principalType": "User", "assignmentType": "Assigned",
                "roleDefinitionId": format!("{S}/providers/Microsoft.Authorization/roleDefinitions/{CONTRIBUTOR}"),
                "startDateTime": OLD, "memberType": "Direct", "status": "Provisioned", "createdOn": created},
        }]})
    };
    let outcome = |created, log| {
        Case::new(vec![], log)
            .with("pim.json", instance(created))
            .ask()
            .0
    };
    assert_eq!(outcome(OLD, vec![]), "allowed");
    assert_eq!(outcome(MAY_20, vec![]), "undetermined");
    for kind in ["AdminAssign", "AdminUpdate", "AdminRenew"] {
        let asked = requested("06-01", kind, S, OLD, None);
        assert_eq!(outcome(OLD, vec![asked]), "undetermined", "{kind}");
    }
}

#[test]
fn what_is_extended_from_a_later_day_runs_until_then() {
    let first = requested(
        "05-01",
        "AdminAssign",
        S,
        "2026-05-01T10:00:00Z",
        Some("2026-05-20T00:00:00Z"),
    );
    let next = requested(
        "05-02",
        "AdminExtend",
        S,
        "2026-05-20T00:00:00Z",
        Some("2026-07-20T00:00:00Z"),
    );
    assert_eq!(Case::new(vec![], vec![first, next]).ask().0, "undetermined");
}

#[test]
fn a_moment_within_a_call_is_on_neither_side() {
    let id = assignment(S);
    let call = |operation, code, request, response| {
        vec![
            event(
                "2026-05-15T11:59:30Z",
                operation,
                &id,
                "Started",
                Some("c"),
                request,
            ),
            event(
                "2026-05-15T12:00:30Z",
                operation,
                &id,
                code,
                Some("c"),
                response,
            ),
        ]
    };
    let made = call(WRITE, "Succeeded.Created", sent(None), None);
    Case::new(vec![exported(S, None, UNDATED)], vec![made]).is_open();
    let deleted = call(DELETE, "Succeeded.OK", None, answer(S, None, ALWAYS));
    Case::new(vec![], vec![deleted]).is_open();
}

#[test]
fn two_events_of_one_time_have_no_order() {
    let id = assignment(S);
    let time = "2026-05-10T10:00:00Z";
    let made = event(
        time,
        WRITE,
        &id,
        "Succeeded.Created",
        Some("w"),
        answer(S, None, UNDATED),
    );
    let gone = event(time, DELETE, &id, "Succeeded.OK", Some("d"), None);
    let later = event(
        "2026-05-20T10:00:00Z",
        WRITE,
        &id,
        "Succeeded",
        Some("l"),
        None,
    );
    for pair in [[&made, &gone], [&gone, &made]] {
        let log = pair.into_iter().chain([&later]).cloned().collect();
        Case::new(vec![exported(S, None, UNDATED)], vec![log]).is_open();
    }
}

#[test]
fn an_event_that_names_the_scope_alone_is_of_the_record_in_its_answer() {
    let at = |operation: &str, code: &str, body| {
        vec![event(
            "2026-05-20T10:00:00Z",
            operation,
            S,
            code,
            Some("c"),
            body,
        )]
    };
    let made = at(
        WRITE,
        "Succeeded.Created",
        answer(S, None, dated(MAY_20, MAY_20)),
    );
    Case::new(vec![exported(S, None, UNDATED)], vec![made]).is("notGranted", 1);
    let deleted = at(DELETE, "Succeeded.OK", answer(S, None, ALWAYS));
    Case::new(vec![], vec![deleted]).is("allowed", 0);
    Case::new(vec![], vec![at(DELETE, "Succeeded.OK", None)]).is_open();
}

#[test]
fn denials_go_with_a_stack_or_a_managed_application() {
    for (operation, id) in [
        (
            "Microsoft.Resources/deploymentStacks/delete",
            format!("{S}/providers/Microsoft.Resources/deploymentStacks/st"),
        ),
        (
            "Microsoft.Solutions/applications/delete",
            format!("{S}/resourceGroups/apps/providers/Microsoft.Solutions/applications/app"),
        ),
    ] {
        let log = call("05-20", operation, &id, "OK", (None, None));
        Case::new(vec![exported(S, None, ALWAYS)], vec![log]).is("allowed", 4);
    }
}

#[test]
fn two_exports_of_an_event_are_one_with_all_that_they_have() {
    let id = assignment(S);
    let full = call("05-20", DELETE, &id, "OK", (None, answer(S, None, ALWAYS)));
    let bare = call("05-20", DELETE, &id, "OK", (None, None));
    let named = |mut events: Vec<Value>| {
        for (number, event) in events.iter_mut().enumerate() {
            event["eventDataId"] = json!(format!("event-{number}"));
        }
        events
    };
    for files in [[full.clone(), bare.clone()], [bare, full]] {
        let [a, b] = files.map(&named);
        Case::new(vec![], vec![a.clone(), b.clone()]).is("allowed", 0);
        let case = Case::new(vec![], vec![]);
        let folder = case.folder();
        write(
            &folder,
            "logs/days.json",
            &json!(every_day(&case.logged)).to_string(),
        );
        write(&folder, "logs/a.json", &json!(a).to_string());
        write(&folder, "logs/b.json", &json!(b).to_string());
        let mut all = vec!["can", ANNA, ACTION, "--at", S];
        all.extend(
            case.back()
                .into_iter()
                .map(|word| if word == "log.json" { "logs" } else { word }),
        );
        assert_eq!(rolecall_in(folder.path(), &all).code, 0);
    }
}

#[test]
fn a_condition_that_may_have_been_another_is_said_by_no_finding() {
    let mut owner = exported(S, Some(CONDITION), dated(OLD, MAY_20));
    owner["roleDefinitionId"] = json!(format!(
        "/providers/Microsoft.Authorization/roleDefinitions/{OWNER}"
    ));
    let log = call("05-20", WRITE, &assignment(S), "OK", (None, None));
    let case = Case::new(vec![owner], vec![log]);
    let folder = case.folder();
    let mut all = vec!["audit"];
    all.extend(case.back());
    let run = rolecall_in(folder.path(), &all);
    assert!(
        !run.stdout.contains("without a condition"),
        "{}",
        run.stdout
    );
    assert!(
        run.stderr.contains("under which condition"),
        "{}",
        run.stderr
    );
}

#[test]
fn without_a_log_the_condition_is_not_known_either() {
    let mut case = Case::new(vec![exported(S, None, [Some(OLD), None])], vec![]);
    case.is("allowed", 0);
    case.logged = vec![CORP, ""];
    case.is("undetermined", 4);
}
