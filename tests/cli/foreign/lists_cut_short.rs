//! Lists of which a part is missing, and what is no list of all.

use super::*;

#[test]
fn a_query_that_found_more_than_is_here_is_not_whole() {
    let rows = |found: usize| json!({ "count": 1, "data": [assignment(90, BEN, "User", READER)], "skip_token": null, "total_records": found });
    ask(&vec![annas(), ("graph.json", rows(1))], (BEN, WRITE), NO);
    ask(
        &vec![annas(), ("graph.json", rows(900))],
        (BEN, WRITE),
        OPEN,
    );
    for (beside, code) in [
        (json!({ "error": null }), NO),
        (json!({ "errors": [] }), NO),
        (json!({ "error": {} }), NO),
        (json!({ "error": "" }), NO),
        (json!({ "error": { "code": "PartialError" } }), OPEN),
        (json!({ "@odata.count": "1" }), NO),
        (json!({ "@odata.count": "9" }), OPEN),
        (json!({ "facets": [{ "expression": "type" }] }), NO),
        // What stands beside the list is not read.
        (
            json!({ "roleAssignments": [assignment(1, BEN, "User", OWNER)] }),
            OPEN,
        ),
        (
            json!({ "odata_next_link": "https://graph.microsoft.com/x" }),
            OPEN,
        ),
    ] {
        let mut page = json!({ "value": [assignment(90, BEN, "User", READER)] });
        let (key, value) = beside.as_object().unwrap().iter().next().unwrap();
        page[key] = value.clone();
        ask(&vec![annas(), ("page.json", page)], (BEN, WRITE), code);
    }
    // Pages in a list, as `jq -s` puts them.
    let page = |number: usize, found: usize| json!({ "count": 1, "total_records": found, "data": [assignment(number, BEN, "User", READER)] });
    for (pages, code) in [
        (json!([page(90, 2), page(91, 2)]), NO),
        (json!([page(90, 3), page(91, 3)]), OPEN),
        (json!([page(90, 1), page(91, 2)]), OPEN),
    ] {
        ask(&vec![annas(), ("pages.json", pages)], (BEN, WRITE), code);
    }
    let error = json!([{ "value": [assignment(90, BEN, "User", READER)], "error": { "code": "PartialError" } }]);
    ask(&vec![annas(), ("pages.json", error)], (BEN, WRITE), OPEN);
}

/// Formats for records that are not read are named where they stand in a folder.
#[test]
fn files_that_are_not_read_may_hold_what_is_missing() {
    for (name, is_named) in [
        ("rows.parquet", true),
        ("rows.json.zst", true),
        ("rows.AVRO", true),
        ("notes.xlsx", false),
    ] {
        let files = vec![others(), (name, json!("PAR1"))];
        let run = ask(&files, (ANNA, WRITE), NO);
        assert_eq!(
            run.stderr.contains("is not read"),
            is_named,
            "{}",
            run.told()
        );
        let folder = folder(&files);
        let run = can(folder.path(), ANNA, WRITE, &["--format", "json"]);
        assert_eq!(run.json()["complete"], !is_named, "{}", run.told());
    }
}

#[test]
fn assignments_under_the_id_of_their_subscription_are_no_members() {
    let id = SUBSCRIPTION.trim_start_matches("/subscriptions/");
    let keyed = json!({ id: [assignment(1, ANNA, "User", OWNER)] });
    ask(&vec![("by-subscription.json", keyed)], (ANNA, WRITE), YES);
}

/// Of logs that are not whole nothing is said to be unused.
#[test]
fn logs_that_lack_records_show_no_disuse() {
    let mut row = assignment(1, ANNA, "User", OWNER);
    row["createdOn"] = json!("2020-01-01T00:00:00Z");
    let exports = folder(&vec![(
        "rows.json",
        json!([row, assignment(2, BEN, "User", OWNER)]),
    )]);
    let logs = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let event = |day: usize, status: &str| {
        json!({ "eventDataId": format!("e0000000-0000-4000-8000-{day:012}"), "correlationId": "c", "caller": "ben@fjord.example",
            "claims": { "http://schemas.microsoft.com/identity/claims/objectidentifier": BEN },
            "authorization": { "action": WRITE, "scope": format!("{SUBSCRIPTION}/resourceGroups/rg") },
            "operationName": { "value": WRITE }, "category": { "value": "Administrative" },
            "status": { "value": status }, "eventTimestamp": format!("2026-0{}-01T00:00:00Z", day),
            "subscriptionId": SUBSCRIPTION.trim_start_matches("/subscriptions/"),
            "resourceId": format!("{SUBSCRIPTION}/resourceGroups/rg") })
    };
    let proposals = |events: Value| {
        std::fs::write(logs.path().join("log.json"), events.to_string()).unwrap();
        let words = [
            "rightsize",
            "-i",
            ".",
            "--no-config",
            "--logs",
            logs.path().to_str().unwrap(),
            "--logs-complete",
            "--format",
            "json",
        ];
        let run = rolecall_in(exports.path(), &words);
        let result = run.result();
        let kinds = result["assignments"].as_array().unwrap().iter();
        let kinds: Vec<String> = kinds
            .map(|row| row["proposal"]["kind"].as_str().unwrap().to_owned())
            .collect();
        (run.code, kinds)
    };
    let whole = json!([event(1, "Succeeded"), event(8, "Succeeded")]);
    let (code, kinds) = proposals(whole);
    assert_eq!(code, NO);
    assert!(kinds.contains(&"remove".to_owned()), "{kinds:?}");
    let two = [event(1, "Succeeded"), event(8, "Succeeded")];
    let counted = |found: Value| json!({ "value": two, "@odata.count": found });
    for whole in [
        counted(json!(2)),
        counted(json!("2")),
        json!([{ "value": [two[0]], "@odata.count": 2 }, { "@odata.count": 2, "value": [two[1]] }]),
    ] {
        assert_eq!(proposals(whole.clone()).0, NO, "{whole}");
    }
    for lacking in [
        json!([
            event(1, "Succeeded"),
            event(7, "Updated"),
            event(8, "Succeeded")
        ]),
        counted(json!(3)),
        counted(json!("40")),
        json!({ "totalRecords": 900, "data": two }),
        json!([{ "value": [two[0]], "@odata.count": 3 }, { "@odata.count": 3, "value": [two[1]] }]),
    ] {
        let (code, kinds) = proposals(lacking);
        assert_eq!(code, OPEN);
        assert!(kinds.iter().all(|kind| kind == "keep"), "{kinds:?}");
    }
    std::fs::write(logs.path().join("more.parquet"), "PAR1").unwrap();
    let (code, kinds) = proposals(json!(two));
    assert_eq!(code, OPEN);
    assert!(kinds.iter().all(|kind| kind == "keep"), "{kinds:?}");
}
