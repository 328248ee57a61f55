//! Members of groups: whole lists, pages, changes and lists of nothing.

use super::*;

#[test]
fn a_file_named_after_a_user_lists_no_members() {
    let list = |name, of: &str| -> Files {
        vec![
            annas(),
            (name, json!([{ "id": of, "displayName": "Team" }])),
            ("team.json", json!({ TEAM: [graph_user(BEN)] })),
        ]
    };
    let run = ask(
        &list("a0000000-0000-4000-8000-000000000001.json", TEAM),
        (BEN, WRITE),
        OPEN,
    );
    assert!(run.stderr.contains("which is no group"), "{}", run.stderr);
    let keyed = vec![
        annas(),
        (
            "lists.json",
            json!({ ANNA: [{ "id": TEAM, "displayName": "Team" }], TEAM: [graph_user(BEN)] }),
        ),
    ];
    ask(&keyed, (BEN, WRITE), OPEN);
    // What somebody is in can only add to a yes, where nothing is denied.
    ask(&keyed, (ANNA, WRITE), YES);
    // The record of the one whose id it is, or nothing, loses nothing.
    for content in [
        json!(graph_user(ANNA)),
        json!([graph_user(ANNA)]),
        json!({ "value": [] }),
    ] {
        let files = vec![
            annas(),
            ("users.json", json!([graph_user(BEN)])),
            ("a0000000-0000-4000-8000-000000000001.json", content),
        ];
        ask(&files, (BEN, WRITE), NO);
    }
    let own = vec![
        ("rows.json", json!([assignment(1, TEAM, "Group", OWNER)])),
        ("users.json", json!([graph_user(BEN)])),
        (
            "a0000000-0000-4000-8000-0000000000f1.json",
            json!({ "id": TEAM, "displayName": "Team" }),
        ),
    ];
    ask(&own, (BEN, WRITE), OPEN);
    // Of a group it still does.
    let files = vec![
        ("rows.json", json!([assignment(1, TEAM, "Group", OWNER)])),
        (
            "a0000000-0000-4000-8000-0000000000f1.json",
            json!([graph_user(BEN)]),
        ),
    ];
    ask(&files, (BEN, WRITE), YES);
}

#[test]
fn members_that_are_null_are_no_list_of_none() {
    let mut held = assigned_by_hound(Some(""));
    held["properties"]["principalId"] = TEAM.into();
    let all =
        json!({ "roleAssignments": [{ "roleAssignment": held }], "subscriptionId": SUBSCRIPTION });
    let files = |members: Value| {
        hound(&[
            ("AZSubscriptionRoleAssignment", all.clone()),
            ("AZUser", json!({ "id": BEN, "displayName": "Ben" })),
            ("AZGroup", json!({ "id": TEAM, "displayName": "Team" })),
            (
                "AZGroupMember",
                json!({ "groupId": TEAM, "members": members }),
            ),
        ])
    };
    ask(&files(Value::Null), (BEN, WRITE), OPEN);
    ask(&files(json!([])), (BEN, WRITE), NO);
}

#[test]
fn members_are_a_page_where_graph_says_or_may_leave_out_more() {
    let member = |at: usize| graph_user(&format!("b0000000-0000-4000-8000-{at:012}"));
    let group = |members: Vec<Value>| json!({ "@odata.type": "#microsoft.graph.group", "id": TEAM, "displayName": "Team", "members": members });
    let files = |group: Value| -> Files {
        let users = json!([graph_user(BEN)]);
        vec![
            ("rows.json", json!([assignment(1, TEAM, "Group", OWNER)])),
            ("users.json", users),
            ("groups.json", json!({ "value": [group] })),
        ]
    };
    ask(&files(group(vec![member(1)])), (BEN, WRITE), NO);
    let mut linked = group(vec![member(1)]);
    linked["members@odata.nextLink"] =
        json!("https://graph.microsoft.com/v1.0/groups/x/members?$skiptoken=y");
    ask(&files(linked), (BEN, WRITE), OPEN);
    ask(
        &files(group((0..20).map(member).collect())),
        (BEN, WRITE),
        OPEN,
    );
    ask(
        &files(group((0..19).map(member).collect())),
        (BEN, WRITE),
        NO,
    );
    // Another list of the group is whole.
    let mut listed = files(group((0..20).map(member).collect()));
    listed.push((
        "lists.json",
        json!({ TEAM: (0..20).map(member).collect::<Vec<_>>() }),
    ));
    ask(&listed, (BEN, WRITE), NO);
    // So is one that is not of Graph.
    let all: Vec<Value> = (0..20).map(member).collect();
    ask(
        &files(json!({ "id": TEAM, "transitiveMembers": all })),
        (BEN, WRITE),
        NO,
    );
    let of_file = |list: Value| -> Files {
        vec![
            ("rows.json", json!([assignment(1, TEAM, "Group", OWNER)])),
            ("users.json", json!([graph_user(BEN)])),
            ("a0000000-0000-4000-8000-0000000000f1.json", list),
        ]
    };
    ask(
        &of_file(json!({ "@odata.count": 1, "value": [member(1)] })),
        (BEN, WRITE),
        NO,
    );
    ask(
        &of_file(json!({ "@odata.count": 5, "value": [member(1)] })),
        (BEN, WRITE),
        OPEN,
    );
    let mut removed = graph_user(BEN);
    removed["@removed"] = json!({ "reason": "deleted" });
    ask(&of_file(json!([member(1), removed])), (BEN, WRITE), NO);
}

/// What changed of the members of a group is not all of them.
#[test]
fn changes_of_members_are_no_list_of_them() {
    let group = |members: &str| {
        json!({ "value": [{ "@odata.type": "#microsoft.graph.group", "id": TEAM, "displayName": "Team",
            members: [graph_user(BEN)] }] })
    };
    let rows = || json!([assignment(1, TEAM, "Group", OWNER)]);
    for (members, code) in [("members", NO), ("members@delta", OPEN)] {
        let files = vec![("rows.json", rows()), ("groups.json", group(members))];
        ask(&files, (ANNA, WRITE), code);
    }
    // Nor do two of them make a whole one.
    let page = || {
        json!({ "value": [{ "@odata.type": "#microsoft.graph.group", "id": TEAM, "displayName": "Team",
            "members": [graph_user(BEN)], "members@odata.nextLink": "https://graph.microsoft.com/x" }] })
    };
    let two = vec![
        ("rows.json", rows()),
        ("one.json", page()),
        ("two.json", page()),
    ];
    ask(&two, (ANNA, WRITE), OPEN);
}

#[test]
fn a_null_in_place_of_members_is_no_list() {
    let team = || ("team.json", json!([assignment(2, TEAM, "Group", OWNER)]));
    let files = |list: Value| -> Files {
        let members = json!({ TEAM: list });
        vec![team(), others(), ("members.json", members)]
    };
    ask(&files(Value::Null), (ANNA, WRITE), OPEN);
    ask(&files(json!([])), (ANNA, WRITE), NO);
    let found = |list: Value| {
        let folder = folder(&files(list));
        let rule = "empty-group-with-role";
        let words = [
            "audit",
            "--rule",
            rule,
            "-i",
            ".",
            "--no-config",
            "--format",
            "json",
        ];
        let run = rolecall_in(folder.path(), &words);
        (
            run.result()["findings"].as_array().unwrap().len(),
            run.json()["complete"] == true,
        )
    };
    assert_eq!(found(Value::Null), (0, false));
    assert_eq!(found(json!([])).0, 1);
}
