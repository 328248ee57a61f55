//! Schedules and their instances.

use super::*;

/// A schedule is no instance: whether it has begun is known by its times alone (PI-6).
#[test]
fn schedules_count_from_their_start_to_their_end() {
    let schedule = |start: &str, end: Value, status: &str, created: Value| -> Files {
        let record = json!({ "id": id_of("roleAssignmentSchedules", 7), "type": "Microsoft.Authorization/roleAssignmentSchedules",
            "properties": { "scope": SUBSCRIPTION, "principalId": ANNA, "principalType": "User", "roleDefinitionId": of_role(OWNER),
                "status": status, "startDateTime": start, "endDateTime": end, "createdOn": created, "memberType": "Direct" } });
        vec![others(), ("schedules.json", json!({ "value": [record] }))]
    };
    let created = json!("2026-03-01T08:00:00Z");
    for (start, end, status, created, code) in [
        (
            "2026-03-01T08:00:00Z",
            Value::Null,
            "Provisioned",
            created.clone(),
            YES,
        ),
        (
            "2026-03-01T08:03:00Z",
            Value::Null,
            "Provisioned",
            created.clone(),
            YES,
        ),
        (
            "2099-01-01T00:00:00Z",
            Value::Null,
            "Provisioned",
            created.clone(),
            OPEN,
        ),
        (
            "2099-01-01T00:00:00Z",
            Value::Null,
            "Provisioned",
            Value::Null,
            OPEN,
        ),
        (
            "2019-01-01T00:00:00Z",
            json!("2019-02-01T00:00:00Z"),
            "Provisioned",
            created.clone(),
            NO,
        ),
        (
            "2026-03-01T08:00:00Z",
            json!("2026-06-01T00:00:00Z"),
            "Provisioned",
            created.clone(),
            YES,
        ),
        (
            "2026-03-01T08:00:00Z",
            Value::Null,
            "PendingProvisioning",
            created.clone(),
            OPEN,
        ),
        ("2026-03-01T08:00:00Z", Value::Null, "Revoked", created, NO),
    ] {
        let files = schedule(start, end, status, created);
        ask(&files, (ANNA, WRITE), code);
    }
    // Nothing else takes it for held, and nothing is clean.
    let open = folder(&schedule(
        "2099-01-01T00:00:00Z",
        Value::Null,
        "Provisioned",
        Value::Null,
    ));
    for words in [&["audit"][..], &["audit", "--paths"]] {
        let run = rolecall_in(open.path(), &[words, &["-i", ".", "--no-config"]].concat());
        assert_eq!(run.code, OPEN, "{words:?}: {}", run.told());
        assert!(!run.stdout.contains(ANNA), "{words:?}: {}", run.told());
    }
    let words = [
        "recommend",
        "--action",
        WRITE,
        "--at",
        SUBSCRIPTION,
        "--for",
        ANNA,
        "-i",
        ".",
        "--no-config",
    ];
    let run = rolecall_in(open.path(), &words);
    assert!(!run.stdout.contains("no role is missing"), "{}", run.told());
    let over = folder(&schedule(
        "2019-01-01T00:00:00Z",
        json!("2019-02-01T00:00:00Z"),
        "Provisioned",
        json!("2026-03-01T08:00:00Z"),
    ));
    let gone = over.path().to_str().unwrap();
    let words = [
        "diff",
        gone,
        open.path().to_str().unwrap(),
        "--fail-on-gain",
        "any",
        "--no-config",
    ];
    let run = rolecall_in(open.path(), &words);
    assert_eq!(run.code, OPEN, "{}", run.told());
    // A moment decides.
    let later = folder(&schedule(
        "2099-01-01T00:00:00Z",
        Value::Null,
        "Provisioned",
        Value::Null,
    ));
    for (when, code) in [("2098-12-31", NO), ("2099-01-02", YES)] {
        let run = can(later.path(), ANNA, WRITE, &["--when", when]);
        assert_eq!(run.code, code, "{when}: {}", run.told());
    }
    let plan = |start: &str| -> Files {
        vec![
            others(),
            (
                "state.json",
                json!({ "format_version": "1.0", "terraform_version": "1.9.0",
            "values": { "root_module": { "resources": [{ "address": "azurerm_pim_active_role_assignment.a", "mode": "managed",
                "type": "azurerm_pim_active_role_assignment", "name": "a", "values": { "scope": SUBSCRIPTION, "principal_id": ANNA,
                    "role_definition_id": of_role(OWNER), "schedule": [{ "start_date_time": start, "expiration": [] }] } }] } } }),
            ),
        ]
    };
    ask(&plan("2099-01-01T00:00:00Z"), (ANNA, WRITE), OPEN);
}

#[test]
fn a_projection_of_an_eligibility_is_one() {
    for (field, value) in [
        (
            "roleEligibilityScheduleId",
            json!(id_of("roleEligibilitySchedules", 3)),
        ),
        ("assignmentState", json!("Eligible")),
    ] {
        let mut row = json!({ "principalId": ANNA, "principalType": "User", "roleDefinitionId": of_role(OWNER),
            "scope": SUBSCRIPTION, "status": "Provisioned", "startDateTime": "2026-01-01T00:00:00Z" });
        row[field] = value;
        let run = ask(
            &vec![others(), ("rows.json", json!([row]))],
            (ANNA, WRITE),
            NO,
        );
        assert!(
            run.stdout.starts_with("eligible"),
            "{field}: {}",
            run.stdout
        );
    }
}
