//! What a folder lacks is named whole: also what could not be asked for want of something else.

use super::*;

const NOT_THERE: &str =
    "ERROR: Not Found({\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"no\"}})\n";
const NOT_LICENSED: &str =
    "ERROR: Bad Request({\"error\":{\"code\":\"AadPremiumLicenseRequired\",\"message\":\"no\"}})\n";
const UNUSED: &str = "ERROR: Conflict({\"error\":{\"code\":\"MissingSubscriptionRegistration\",\"message\":\"no\"}})\n";

fn account() -> String {
    format!(
        "/subscriptions/{PROD}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/out"
    )
}

fn accounts() -> String {
    format!(
        "get /subscriptions/{PROD}/providers/Microsoft.Storage/storageAccounts?api-version=2023-05-01"
    )
}

fn containers() -> String {
    format!(
        "get {}/blobServices/default/containers?api-version=2023-05-01",
        account()
    )
}

/// What is missing, and why, as the program and the script say it; they agree, but on how files of
/// names are called.
fn lacks(az: &Az) -> BTreeSet<(String, String)> {
    let room = room();
    collected(az, room.path(), 4);
    let run = az.sh(room.path(), &script(&[]), &["by-script"]);
    assert_eq!(run.code, 4, "{}", run.told());
    let [own, other] = ["exports", "by-script"].map(|folder| {
        let manifest = json(&room.path().join(folder).join("collect.json"));
        assert_eq!(manifest["complete"], false);
        let entries = manifest["missing"].as_array().unwrap().iter();
        let entry = |entry: &Value| {
            let [name, status] = ["name", "status"].map(|key| entry[key].as_str().unwrap());
            let name = match name.starts_with("principals/") {
                true => "principals/…",
                false => name,
            };
            (name.to_owned(), status.to_owned())
        };
        entries.map(entry).collect::<BTreeSet<_>>()
    });
    assert_eq!(own, other, "the program and the script");
    own
}

fn expected<const N: usize>(entries: [(&str, &str); N]) -> BTreeSet<(String, String)> {
    let owned = |(name, status): (&str, &str)| (name.to_owned(), status.to_owned());
    entries.map(owned).into_iter().collect()
}

#[test]
fn what_was_listed_and_is_not_found_is_missing() {
    let mut az = world();
    az.fails(&members(NET_OPS), NOT_THERE);
    az.fails(&containers(), NOT_THERE);
    assert_eq!(
        lacks(&az),
        expected([
            (&format!("groups/{NET_OPS}.json"), "not found"),
            (
                &format!("subscriptions/{PROD}/containers/out.json"),
                "not found"
            ),
        ])
    );
}

#[test]
fn the_members_of_a_group_that_was_deleted_are_not_asked_for() {
    let (mut az, room) = (world(), room());
    let empty = at_group("empty");
    let gone = "60000000-0000-0000-0000-0000000000f0";
    az.gives(
        &list(&empty, "roleAssignments"),
        &value(&[role_assignment(&empty, 90, (gone, "Group"), CONTRIBUTOR)]),
    );
    az.forget("post ");
    let all = [ALICE, NET_OPS, GUESTS, PIPELINE, GONE, gone];
    az.gives(&names(&all), &answered_names());
    let result = collected(&az, room.path(), 0);
    assert_eq!(result["absent"], Value::Array(Vec::new()));
    let run = az.sh(room.path(), &script(&[]), &["by-script"]);
    assert_eq!(run.code, 0, "{}", run.told());
    assert!(az.calls().iter().all(|call| *call != members(gone)));
    for folder in ["exports", "by-script"] {
        let manifest = json(&room.path().join(folder).join("collect.json"));
        let not_found = manifest["principalsNotFound"].to_string();
        assert!(not_found.contains(gone), "{not_found}");
    }
}

#[test]
fn a_later_page_is_never_absent() {
    let mut az = world();
    let lab = format!("/subscriptions/{LAB}");
    for (call, failure) in [
        (list(&lab, "roleEligibilityScheduleInstances"), NOT_LICENSED),
        (
            format!("get {lab}/providers/Microsoft.KeyVault/vaults?api-version=2023-07-01"),
            UNUSED,
        ),
    ] {
        let further = format!("{}&$skiptoken=2", call.trim_start_matches("get "));
        az.gives(&call, &format!(r#"{{"next":"{further}","value":[]}}"#));
        az.fails(&format!("get {further}"), failure);
    }
    az.forget("post ");
    let all = [ALICE, CAROL, NET_OPS, PIPELINE, GONE];
    az.gives(&names(&all), &answered_names());
    let lacks: BTreeSet<String> = lacks(&az).into_iter().map(|(name, _)| name).collect();
    let of_lab = |file: &str| format!("subscriptions/{LAB}/{file}.json");
    let expected = [
        "groups".to_owned(),
        "principals".to_owned(),
        of_lab("eligible-assignments"),
        of_lab("key-vaults"),
    ];
    assert_eq!(lacks, expected.into_iter().collect());
}

#[test]
fn what_is_asked_only_of_what_is_missing_is_named() {
    let mut az = world();
    az.fails(&accounts(), REFUSED);
    assert_eq!(
        lacks(&az),
        expected([
            (
                &format!("subscriptions/{PROD}/storage-accounts.json"),
                "refused"
            ),
            (&format!("subscriptions/{PROD}/containers"), "refused"),
        ])
    );

    // Who holds something shows in each list of assignments.
    let lab = format!("/subscriptions/{LAB}");
    for (kind, file) in [
        ("denyAssignments", "deny-assignments"),
        ("roleAssignmentScheduleInstances", "active-assignments"),
    ] {
        let mut az = world();
        az.fails(&list(&lab, kind), REFUSED);
        assert_eq!(
            lacks(&az),
            expected([
                (&format!("subscriptions/{LAB}/{file}.json"), "refused"),
                ("principals", "refused"),
                ("groups", "refused"),
            ])
        );
    }

    // Which of them are groups, their names may tell.
    let mut az = world();
    let all = [ALICE, CAROL, NET_OPS, GUESTS, PIPELINE, GONE];
    az.fails(&names(&all), REFUSED);
    assert_eq!(
        lacks(&az),
        expected([("principals/…", "refused"), ("groups", "refused")])
    );
}

#[test]
fn where_no_scope_is_known_what_shows_at_each_is_missing() {
    let mut az = world();
    for call in [SUBSCRIPTIONS, VISIBLE, &tree(TENANT)] {
        az.fails(call, REFUSED);
    }
    assert_eq!(
        lacks(&az),
        expected([
            ("subscriptions.json", "refused"),
            ("management-groups.json", "refused"),
            ("visible-management-groups.json", "refused"),
            ("role-assignments", "failed"),
            ("custom-roles", "failed"),
            ("deny-assignments", "failed"),
            ("eligible-assignments", "failed"),
            ("active-assignments", "failed"),
            ("principals", "refused"),
            ("groups", "refused"),
        ])
    );
}

/// An answer without the list says nothing of whom the directory knows.
#[test]
fn an_answer_without_names_makes_nobody_deleted() {
    let all = [ALICE, CAROL, NET_OPS, GUESTS, PIPELINE, GONE];
    for answer in [r#"{"value":null}"#, r#"{"error":{"code":"x"}}"#] {
        let mut az = world();
        az.gives(&names(&all), answer);
        assert_eq!(
            lacks(&az),
            expected([("principals/…", "failed"), ("groups", "failed")])
        );
    }
}

/// What is asked for fields that an answer doesn't have gets them all without a value.
#[test]
fn an_answer_that_is_something_else_is_no_tree() {
    let mut az = world();
    az.gives(
        &tree(TENANT),
        r#"{"id":null,"name":null,"properties":null,"type":null}"#,
    );
    az.forget("post ");
    // Carol's assignment is at a group that nothing shows.
    az.gives(
        &names(&[ALICE, NET_OPS, GUESTS, PIPELINE, GONE]),
        &answered_names(),
    );
    assert_eq!(
        lacks(&az),
        expected([
            ("management-groups.json", "failed"),
            ("principals", "failed"),
            ("groups", "failed"),
        ])
    );
}

/// Some calls are throttled for ever, on a clock that only waiting moves.
#[test]
fn the_script_waits_in_vain_only_so_long() {
    let (mut az, room) = (world(), room());
    let lab = format!("/subscriptions/{LAB}");
    let throttled = "ERROR: Too Many Requests({\"error\":{\"code\":\"TooManyRequests\"}})\n";
    az.fails(
        &format!("get {lab}/providers/Microsoft.Authorization/locks?api-version=2016-09-01"),
        throttled,
    );
    az.fails(&containers(), throttled);
    az.fails(&members(NET_OPS), throttled);
    az.beside(
        "sleep",
        "#!/bin/sh\nhere=$(dirname \"$0\")\necho \"$1\" >>\"$here/slept\"\necho \"sleep $1\" >>\"$here/log\"\n",
    );
    az.beside(
        "date",
        "#!/bin/sh\nif [ \"$*\" != +%s ]; then exec /usr/bin/date \"$@\"; fi\n\
         awk '{ s += $1 } END { print 1790000000 + s }' \"$(dirname \"$0\")/slept\" 2>/dev/null || echo 1790000000\n",
    );
    let run = az.sh(room.path(), &script(&[]), &["exports"]);
    assert_eq!(run.code, 4, "{}", run.told());
    let calls = az.calls();
    let slept: Vec<&str> = calls
        .iter()
        .filter_map(|call| call.strip_prefix("sleep "))
        .collect();
    assert_eq!(slept, ["2", "4", "8", "16", "32", "64", "2", "2"]);
    let manifest = json(&room.path().join("exports/collect.json"));
    let messages: Vec<&str> = missing(&manifest, "message");
    assert_eq!(messages.len(), 3);
    let told = |said: &&&str| {
        said.ends_with("(not waited for: the run had waited 126 s for such failures to pass)")
            || said
                .ends_with("(not waited for: the run had waited 128 s for such failures to pass)")
    };
    assert_eq!(messages.iter().filter(told).count(), 2, "{messages:#?}");
}
