//! Answers that depend on something the inputs lack: neither yes nor no in any command, in the exit code
//! or in JSON, and said with what is missing.

use serde_json::json;

use super::*;

const ANNA: &str = "a0000000-0000-4000-8000-000000000001";
const BEN: &str = "a0000000-0000-4000-8000-000000000002";
const TEAM: &str = "a0000000-0000-4000-8000-0000000000f1";
const SUBSCRIPTION: &str = "/subscriptions/50000000-0000-4000-8000-000000000001";
const PARENT: &str = "/providers/Microsoft.Management/managementGroups/fjord";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const BLOB_READER: &str = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
/// A role that no catalogue holds.
const UNHEARD: &str = "0badc0de-0000-4000-8000-000000000001";
const READ: &str = "Microsoft.Compute/virtualMachines/read";

/// Exports in files of their own.
struct Exports(tempfile::TempDir);

impl Exports {
    fn new(files: &[(&str, Value)]) -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        for (name, value) in files {
            std::fs::write(folder.path().join(name), value.to_string()).unwrap();
        }
        Self(folder)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let given = ["-i", ".", "--format", "json", "--no-config"];
        rolecall_in(self.0.path(), &[arguments, &given].concat())
    }

    /// What a person reads, on one line.
    fn page(&self, arguments: &[&str]) -> String {
        let given = ["-i", ".", "--format", "human", "--no-config"];
        let run = rolecall_in(self.0.path(), &[arguments, &given].concat());
        let said = format!("{} {}", run.stdout, run.stderr);
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn can(&self, who: &str, action: &str) -> Run {
        self.run(&["can", who, action, "--at", SUBSCRIPTION])
    }

    fn who(&self, action: &str) -> Run {
        self.run(&["who", action, "--at", SUBSCRIPTION])
    }
}

fn assignment(number: usize, who: &str, kind: Option<&str>, role: &str, scope: &str) -> Value {
    json!({
        "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/c0000000-0000-4000-8000-{number:012}"),
        "type": "Microsoft.Authorization/roleAssignments", "scope": scope,
        "principalId": who, "principalType": kind,
        "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
    })
}

fn instance(kind: &str, who: &str, origin: Option<&str>, window: [Option<&str>; 2]) -> Value {
    json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/{kind}/d0000000-0000-4000-8000-{:012}", window[1].map_or(0, str::len) + origin.map_or(0, str::len) + window[0].map_or(0, |w| w.as_bytes()[6].into())),
        "type": format!("Microsoft.Authorization/{kind}"),
        "properties": {
            "scope": SUBSCRIPTION, "principalId": who, "principalType": "Group",
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{READER}"),
            "originRoleAssignmentId": origin, "assignmentType": "Assigned", "status": "Provisioned",
            "startDateTime": window[0], "endDateTime": window[1],
        },
    })
}

fn anna() -> Value {
    json!([{ "id": ANNA, "@odata.type": "#microsoft.graph.user", "displayName": "Anna", "userPrincipalName": "anna@fjord.example" }])
}

#[track_caller]
fn undetermined(run: &Run, code: &str, kind: &str) {
    let json = run.json();
    assert_eq!(run.code, 4, "{}", run.told());
    assert_eq!(json["complete"], false, "{}", run.told());
    let codes = json["diagnostics"].as_array().unwrap();
    assert!(codes.iter().any(|d| d["code"] == code), "{}", run.told());
    let result = &json["result"];
    let rows = ["answers", "principals", "grants"].map(|key| result[key].as_array());
    let rows = rows.into_iter().flatten().flatten();
    let mut open = rows.filter(|row| row["outcome"] == "undetermined");
    let missing = |row: &Value| row["missing"].as_array().unwrap().clone();
    assert!(
        open.any(|row| missing(row).iter().any(|m| m["kind"] == kind)),
        "{}",
        run.told()
    );
}

#[test]
fn a_role_that_nobody_defines_may_grant_anything() {
    let files = [
        (
            "a.json",
            json!([assignment(1, ANNA, Some("User"), UNHEARD, SUBSCRIPTION)]),
        ),
        ("users.json", anna()),
    ];
    let exports = Exports::new(&files);
    for run in [
        exports.can(ANNA, READ),
        exports.who(READ),
        exports.run(&["who", READ]),
        exports.run(&["what", "anna@fjord.example"]),
    ] {
        undetermined(&run, "unresolved-role", "roleDefinition");
        assert!(run.stdout.contains(UNHEARD), "{}", run.told());
    }
}

/// What denies at the subscription alone leaves open what the unknown role grants below it.
#[test]
fn a_deny_of_the_scope_alone_hides_no_doubt_about_what_is_below() {
    let id = format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments/1");
    let deny = json!([{
        "id": id, "type": "Microsoft.Authorization/denyAssignments",
        "properties": {
            "denyAssignmentName": "Here alone", "scope": SUBSCRIPTION, "doNotApplyToChildScopes": true,
            "permissions": [{ "actions": ["*"], "notActions": [], "dataActions": [], "notDataActions": [] }],
            "principals": [{ "id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined" }],
            "excludePrincipals": [],
        },
    }]);
    let assigned = json!([assignment(1, ANNA, Some("User"), UNHEARD, SUBSCRIPTION)]);
    let exports = Exports::new(&[
        ("a.json", assigned),
        ("denies.json", deny),
        ("users.json", anna()),
    ]);
    for asked in [READ, "Contoso.None/*"] {
        undetermined(
            &exports.run(&["who", asked]),
            "unresolved-role",
            "roleDefinition",
        );
    }
}

#[test]
fn without_the_tree_a_management_group_may_hold_the_subscription() {
    let files = [
        (
            "a.json",
            json!([assignment(1, ANNA, Some("User"), READER, PARENT)]),
        ),
        ("users.json", anna()),
    ];
    let exports = Exports::new(&files);
    for run in [
        exports.can(ANNA, READ),
        exports.who(READ),
        exports.run(&["what", ANNA, "--at", SUBSCRIPTION]),
    ] {
        undetermined(&run, "unknown-hierarchy", "managementGroups");
    }
    let expect = |outcome: &str| {
        let asked = ["can", ANNA, READ, "--at", SUBSCRIPTION, "--expect", outcome];
        exports.run(&asked).code
    };
    assert_eq!(
        [
            expect("notGranted"),
            expect("allowed"),
            expect("undetermined")
        ],
        [4, 4, 0]
    );
    // With the tree it is known either way.
    for (children, code) in [
        (
            json!([{"id": SUBSCRIPTION, "type": "/subscriptions", "name": "s"}]),
            0,
        ),
        (json!([]), 4),
    ] {
        let tree = json!({"id": PARENT, "name": "fjord", "type": "Microsoft.Management/managementGroups", "children": children});
        let placed = Exports::new(&[files[0].clone(), files[1].clone(), ("tree.json", tree)]);
        assert_eq!(placed.can(ANNA, READ).code, code);
    }
}

#[test]
fn whoever_asks_may_be_in_a_group_without_a_list() {
    let group = json!([assignment(1, TEAM, Some("Group"), READER, PARENT)]);
    let exports = Exports::new(&[("a.json", group)]);
    let run = exports.can(ANNA, READ);
    undetermined(&run, "missing-group-members", "groupMembers");
    undetermined(&run, "unknown-hierarchy", "managementGroups");
    undetermined(&exports.who(READ), "unknown-hierarchy", "managementGroups");
    // A list, be it empty, says who is in it.
    for (members, outcome) in [
        (json!([]), "notGranted"),
        (
            json!([{"id": ANNA, "@odata.type": "#microsoft.graph.user"}]),
            "allowed",
        ),
    ] {
        let files = [
            (
                "a.json",
                json!([assignment(1, TEAM, Some("Group"), READER, SUBSCRIPTION)]),
            ),
            ("groups.json", json!({TEAM: members})),
        ];
        let json = Exports::new(&files).can(ANNA, READ).json();
        assert_eq!(json["result"]["outcome"], outcome);
        assert_eq!(json["complete"], true, "{json:#}");
    }
}

#[test]
fn a_principal_without_a_type_may_be_a_group() {
    let files = |more: &[(&'static str, Value)]| {
        let untyped = json!([assignment(1, TEAM, None, READER, SUBSCRIPTION)]);
        Exports::new(&[&[("a.json", untyped)], more].concat())
    };
    undetermined(
        &files(&[]).can(ANNA, READ),
        "unknown-principal-type",
        "principalType",
    );
    // The directory outweighs what is missing there.
    let known = json!([{ "id": TEAM, "appId": "e0000000-0000-4000-8000-000000000001", "displayName": "app" }]);
    let run = files(&[("sp.json", known)]).can(ANNA, READ);
    assert_eq!(
        (run.code, &run.json()["complete"]),
        (1, &json!(true)),
        "{}",
        run.told()
    );
}

#[test]
fn instances_of_groups_without_a_list() {
    let of = |kind| {
        let others = assignment(9, BEN, Some("User"), READER, SUBSCRIPTION);
        Exports::new(&[
            ("others.json", json!([others])),
            (
                "p.json",
                json!({"value": [instance(kind, TEAM, None, [None, None])]}),
            ),
        ])
    };
    let active = of("roleAssignmentScheduleInstances");
    undetermined(
        &active.can(ANNA, READ),
        "missing-group-members",
        "groupMembers",
    );
    // One that could only make somebody eligible makes no yes.
    let eligible = of("roleEligibilityScheduleInstances");
    let run = eligible.can(ANNA, READ);
    let json = run.json();
    assert_eq!(
        (run.code, &json["complete"]),
        (1, &json!(false)),
        "{}",
        run.told()
    );
    assert_eq!(json["result"]["outcome"], "notGranted");
    for (exports, outcome) in [(active, "allowed"), (eligible, "eligible")] {
        let json = exports.who(READ).json();
        assert_eq!(json["complete"], false);
        let mut principals = json["result"]["principals"].as_array().unwrap().iter();
        let team = principals.find(|row| row["id"] == TEAM).unwrap();
        assert_eq!(team["outcome"], outcome);
    }
}

#[test]
fn one_of_several_instances_holds_the_moment() {
    let held = assignment(1, ANNA, Some("User"), READER, SUBSCRIPTION);
    let origin = held["id"].as_str().unwrap().to_owned();
    let of = |window| {
        let mut instance = instance(
            "roleAssignmentScheduleInstances",
            ANNA,
            Some(&origin),
            window,
        );
        instance["properties"]["principalType"] = "User".into();
        instance
    };
    let early = of([Some("2026-01-01T00:00:00Z"), Some("2026-02-01T00:00:00Z")]);
    let late = of([Some("2026-03-01T00:00:00Z"), Some("2026-04-01T00:00:00Z")]);
    for instances in [[&early, &late], [&late, &early]] {
        let exports = Exports::new(&[
            ("a.json", json!([held])),
            ("p.json", json!({"value": instances})),
        ]);
        let at = |when: &str| {
            let asked = ["can", ANNA, READ, "--at", SUBSCRIPTION, "--when", when];
            exports.run(&asked).json()["result"]["outcome"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        assert_eq!(at("2026-01-15"), "allowed");
        assert_eq!(at("2026-02-15"), "notGranted");
        assert_eq!(at("2026-03-15"), "allowed");
    }
}

#[test]
fn a_deny_whose_members_are_not_listed_may_take_an_allowed_away() {
    let deny = |extra: Value| {
        let mut deny = json!({
            "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments/f0000000-0000-4000-8000-000000000001"),
            "type": "Microsoft.Authorization/denyAssignments",
            "properties": {
                "denyAssignmentName": "no reading", "scope": SUBSCRIPTION,
                "permissions": [{"actions": ["*/read"], "notActions": [], "dataActions": [], "notDataActions": []}],
                "principals": [{"id": TEAM, "type": "Group"}], "excludePrincipals": [],
            },
        });
        for (key, value) in extra.as_object().unwrap() {
            deny["properties"][key] = value.clone();
        }
        deny
    };
    let held = json!([assignment(1, ANNA, Some("User"), READER, SUBSCRIPTION)]);
    let with = |extra: Value| {
        Exports::new(&[
            ("a.json", held.clone()),
            ("d.json", json!({"value": [deny(extra)]})),
        ])
    };
    undetermined(
        &with(json!({})).can(ANNA, READ),
        "missing-group-members",
        "groupMembers",
    );
    let everyone = json!([{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}]);
    let spares =
        json!({"principals": everyone, "excludePrincipals": [{"id": TEAM, "type": "Group"}]});
    undetermined(
        &with(spares).can(ANNA, READ),
        "missing-group-members",
        "groupMembers",
    );
    // What is certain stays so.
    let none = with(json!({"principals": everyone}));
    assert_eq!(none.can(ANNA, READ).json()["result"]["outcome"], "denied");
    let other = with(json!({})).can(ANNA, "Microsoft.Compute/virtualMachines/write");
    assert_eq!(
        (other.code, &other.json()["complete"]),
        (1, &json!(true)),
        "{}",
        other.told()
    );
}

#[test]
fn what_is_over_is_access_in_no_command() {
    let owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    let held = assignment(1, ANNA, Some("User"), owner, SUBSCRIPTION);
    let origin = held["id"].as_str().unwrap().to_owned();
    let ended = [Some("2025-01-01T00:00:00Z"), Some("2025-06-01T00:00:00Z")];
    let instance = |kind, origin: Option<&str>| {
        let mut instance = instance(kind, ANNA, origin, ended);
        instance["properties"]["principalType"] = "User".into();
        instance["properties"]["roleDefinitionId"] =
            format!("/providers/Microsoft.Authorization/roleDefinitions/{owner}").into();
        json!({"value": [instance]})
    };
    let others = assignment(9, BEN, Some("User"), BLOB_READER, SUBSCRIPTION);
    let eligibility = Exports::new(&[
        ("others.json", json!([others])),
        ("e.json", instance("roleEligibilityScheduleInstances", None)),
        ("users.json", anna()),
    ]);
    let assigned = Exports::new(&[
        ("a.json", json!([held])),
        (
            "p.json",
            instance("roleAssignmentScheduleInstances", Some(&origin)),
        ),
        ("users.json", anna()),
    ]);
    for exports in [eligibility, assigned] {
        let today = ["--today", "2026-08-22"];
        let audit = exports.run(&[&["audit"], &today[..]].concat());
        let findings = audit.json()["result"]["findings"]
            .as_array()
            .unwrap()
            .clone();
        let about: Vec<&str> = findings
            .iter()
            .filter(|f| f["principal"]["id"] == ANNA)
            .map(|f| f["rule"].as_str().unwrap())
            .collect();
        assert_eq!(about, ["schedule-outside-its-time"], "{}", audit.told());
        let paths = exports.run(&[&["audit", "--paths"], &today[..]].concat());
        assert!(!paths.stdout.contains(ANNA), "{}", paths.told());
        let report = ["audit", "-i", ".", "--no-config", "-o", "r.html"];
        let page = rolecall_in(exports.0.path(), &[&report, &today[..]].concat());
        assert!(page.code < 2, "{}", page.told());
        let page = std::fs::read_to_string(exports.0.path().join("r.html")).unwrap();
        assert!(page.contains("schedule-outside-its-time"));
        let who = exports.run(&["who", READ, "--at", SUBSCRIPTION, "--when", "2026-08-22"]);
        assert_eq!(who.code, 1, "{}", who.told());
    }
}

#[test]
fn questions_that_are_open_break_nothing_for_certain() {
    let questions = json!([
        {"who": ANNA, "action": READ, "scope": SUBSCRIPTION, "expect": "notGranted"},
        {"role": "Reader", "action": READ, "expect": "allowed"},
    ]);
    let files = [(
        "a.json",
        json!([assignment(1, ANNA, Some("User"), UNHEARD, SUBSCRIPTION)]),
    )];
    let exports = Exports::new(&files);
    let asked = exports
        .0
        .path()
        .parent()
        .unwrap()
        .join("questions-open.json");
    std::fs::write(&asked, questions.to_string()).unwrap();
    let ask = |format: &str| {
        let given = [
            "can",
            "--questions",
            asked.to_str().unwrap(),
            "-i",
            ".",
            "--no-config",
            "--format",
            format,
        ];
        rolecall_in(exports.0.path(), &given)
    };
    assert_eq!(ask("json").code, 4);
    assert!(ask("human").stdout.contains("open: notGranted is expected"));
    let junit = ask("junit").stdout;
    assert!(
        junit.contains("<error type=\"undetermined\"") && junit.contains("errors=\"1\""),
        "{junit}"
    );
    let questions = json!([questions[0], {"role": "Reader", "action": READ, "expect": "denied"}]);
    std::fs::write(&asked, questions.to_string()).unwrap();
    assert_eq!(ask("json").code, 1);
}

#[test]
fn a_subscription_without_assignments_in_the_inputs_is_named() {
    const OTHER: &str = "/subscriptions/50000000-0000-4000-8000-000000000002";
    let named = |run: &Run| {
        let diagnostics = run.json()["diagnostics"].as_array().cloned().unwrap();
        let about = |d: &&Value| d["code"] == "not-exported";
        let messages = diagnostics.iter().filter(about);
        messages
            .filter(|d| d["message"].as_str().unwrap().contains(OTHER))
            .count()
    };
    let denied = json!([{
        "code": "AuthorizationFailed",
        "message": format!("The client '{ANNA}' with object id '{ANNA}' does not have authorization to perform action '{READ}' over scope '{OTHER}' or the scope is invalid."),
    }]);
    let apart = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let write = |name: &str, value: &Value| {
        let path = apart.path().join(name);
        std::fs::write(&path, value.to_string()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let error = write("error.json", &denied[0]);
    let questions = write(
        "questions.json",
        &json!([{"who": ANNA, "action": READ, "scope": format!("{OTHER}/resourceGroups/r")}]),
    );
    let here = assignment(1, ANNA, Some("User"), READER, SUBSCRIPTION);
    let there = assignment(
        2,
        ANNA,
        Some("User"),
        READER,
        &format!("{OTHER}/resourceGroups/r"),
    );
    let ways = |exports: &Exports| {
        [
            exports.run(&["can", ANNA, READ, "--at", OTHER]),
            exports.run(&["who", READ, "--at", OTHER]),
            exports.run(&["what", ANNA, "--at", OTHER]),
            exports.run(&["can", "--questions", &questions]),
            exports.run(&["can", "--from-error", &error]),
        ]
    };
    for run in ways(&Exports::new(&[("a.json", json!([here]))])) {
        assert_eq!(named(&run), 1, "{}", run.stdout);
    }
    for run in ways(&Exports::new(&[("a.json", json!([here, there]))])) {
        assert_eq!(named(&run), 0, "{}", run.stdout);
    }
    let exports = Exports::new(&[("a.json", json!([here]))]);
    assert_eq!(named(&exports.can(ANNA, READ)), 0);
    assert_eq!(named(&exports.run(&["who", READ])), 0);
}

#[test]
fn a_page_of_open_grants_claims_no_access() {
    let exports = Exports::new(&[(
        "a.json",
        json!([assignment(1, ANNA, Some("User"), UNHEARD, SUBSCRIPTION)]),
    )]);
    let arguments = ["what", ANNA, "-i", ".", "--no-config", "--format", "human"];
    let page = rolecall_in(exports.0.path(), &arguments).stdout;
    let sentence = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        sentence.contains("depends on what the inputs lack") && !sentence.contains(" holds 0 "),
        "{page}"
    );
}

#[test]
fn a_role_that_an_export_leaves_open_is_undetermined_and_verified_so() {
    let role = |permissions: Value| json!([{"Name": "Vault viewer", "Id": UNHEARD, "IsCustom": true, "Permissions": permissions, "AssignableScopes": [SUBSCRIPTION]}]);
    let whole = |actions: &[&str]| role(json!([{"Actions": actions, "NotActions": []}]));
    let cut_off = vec![("r.json", role(json!(["@{Actions=System.Object[]}"])))];
    let contradicted = vec![
        ("r.json", whole(&["*/read"])),
        ("s.json", whole(&["*/write"])),
    ];
    let of_cut_off = ("cut-off-record", "cutOffRecord", "is cut off in the inputs");
    let of_contradicted = (
        "contradicting-record",
        "contradictingExports",
        "is defined differently by several exports",
    );
    for (files, (code, kind, words)) in [(cut_off, of_cut_off), (contradicted, of_contradicted)] {
        let exports = Exports::new(&files);
        for action in [READ, "Microsoft.Compute/*/read"] {
            let run = exports.run(&["can", "--role", "Vault viewer", action]);
            undetermined(&run, code, kind);
            let answer = &run.json()["result"]["answers"][0];
            assert_eq!(
                answer["whyNot"][0]["because"],
                "unresolvedRole",
                "{}",
                run.told()
            );
            assert!(
                !answer["repairs"].to_string().contains("Vault"),
                "{}",
                run.told()
            );
            let page = exports.page(&["can", "--role", "Vault viewer", action]);
            assert!(page.contains(words), "{page}");
            assert!(!page.contains("any that may come"), "{page}");
            let said = run.json()["diagnostics"].to_string();
            assert!(!said.contains("wildcard-mode"), "{said}");
            let apart = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
            let answer = apart.path().join("answer.json");
            std::fs::write(&answer, &run.stdout).unwrap();
            let verified = exports.run(&["verify", answer.to_str().unwrap()]);
            assert_eq!(verified.code, 0, "{}", verified.stdout);
        }
    }
}

/// What other roles allow for certain, no doubt about one takes away.
#[test]
fn a_role_that_is_left_open_takes_nothing_from_the_others() {
    let role = json!([{"Name": "Vault viewer", "Id": UNHEARD, "IsCustom": true, "Permissions": ["@{Actions=System.Object[]}"], "AssignableScopes": [SUBSCRIPTION]}]);
    let exports = Exports::new(&[("r.json", role)]);
    let ask = |other: &str, action: &str| {
        let run = exports.run(&["can", "--role", other, "--role", "Vault viewer", action]);
        let json = run.json();
        (run.code, json["result"]["answers"][0]["outcome"].clone())
    };
    for action in [READ, "Microsoft.Compute/*/read"] {
        assert_eq!(ask("Owner", action), (0, json!("allowed")));
        assert_eq!(ask("Key Vault Reader", action), (4, json!("undetermined")));
    }
}

#[test]
fn a_role_that_is_left_open_may_grant_what_is_looked_for() {
    let role = json!([{"Name": "Vault viewer", "Id": UNHEARD, "IsCustom": true, "Permissions": ["@{Actions=System.Object[]}"], "AssignableScopes": [SUBSCRIPTION]}]);
    let exports = Exports::new(&[("r.json", role)]);
    for action in [READ, "Microsoft.Compute/*/read"] {
        let custom = ["roles", "list", "--custom", "--grants", action];
        let run = exports.run(&custom);
        assert_eq!(run.code, 4, "{}", run.told());
        assert_eq!(run.json()["result"]["roles"][0]["outcome"], "undetermined");
        let page = exports.page(&custom);
        assert!(page.contains("1 may grant it"), "{page}");
        let all = &custom[..2];
        let all = exports.run(&[all, &custom[3..]].concat());
        assert_eq!(all.code, 0, "{}", all.told());
    }
}

#[test]
fn why_a_role_is_not_known_is_said_in_every_command() {
    let role = |permissions: Value| json!([{"Name": "Vault viewer", "Id": UNHEARD, "IsCustom": true, "Permissions": permissions, "AssignableScopes": [SUBSCRIPTION]}]);
    let whole = |actions: &[&str]| role(json!([{"Actions": actions, "NotActions": []}]));
    let absent = (
        vec![],
        "in neither the catalogue nor the inputs",
        "neither the catalogue nor the inputs define",
    );
    let cut_off = (
        vec![("r.json", role(json!(["@{Actions=System.Object[]}"])))],
        "is cut off in the inputs",
        "an export cut off what",
    );
    let contradicted = (
        vec![
            ("r.json", whole(&["*/read"])),
            ("s.json", whole(&["*/write"])),
        ],
        "is defined differently by several exports",
        "several exports define",
    );
    let kinds = [absent, cut_off, contradicted];
    for (at, (mut files, words, finding)) in kinds.iter().cloned().enumerate() {
        files.push((
            "a.json",
            json!([assignment(1, ANNA, Some("User"), UNHEARD, SUBSCRIPTION)]),
        ));
        files.push(("users.json", anna()));
        let exports = Exports::new(&files);
        for command in [
            &["can", ANNA, READ, "--at", SUBSCRIPTION][..],
            &["who", READ, "--at", SUBSCRIPTION],
            &["what", ANNA],
            &["audit"],
            &["audit", "--paths"],
        ] {
            let page = exports.page(command);
            assert!(page.contains(words), "{command:?}: {page}");
            for (other, (_, words, _)) in kinds.iter().enumerate() {
                assert!(other == at || !page.contains(words), "{command:?}: {page}");
            }
            let fetches = page.contains("az role definition list") && !command.contains(&"audit");
            assert_eq!(
                fetches,
                at == 0 && !command.contains(&"audit"),
                "{command:?}: {page}"
            );
        }
        let page = exports.page(&["audit", "--all"]);
        assert!(page.to_lowercase().contains(finding), "{page}");
    }
}

#[test]
fn an_altered_answer_about_a_role_that_exports_contradict_is_rejected() {
    let role = |pattern: &str| json!([{"Name": "Vault viewer", "Id": UNHEARD, "IsCustom": true, "Permissions": [{"Actions": [pattern], "NotActions": []}], "AssignableScopes": [SUBSCRIPTION]}]);
    let files = vec![("r.json", role("*/read")), ("s.json", role("*/write"))];
    let exports = Exports::new(&files);
    let told = exports
        .run(&[
            "can",
            "--role",
            "Vault viewer",
            "--role",
            "Reader",
            "Microsoft.KeyVault/*",
        ])
        .json();
    let verified = |alter: fn(&mut Value)| {
        let mut answer = told.clone();
        alter(&mut answer["result"]["answers"][0]);
        let apart = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let file = apart.path().join("answer.json");
        std::fs::write(&file, answer.to_string()).unwrap();
        exports.run(&["verify", file.to_str().unwrap()]).code
    };
    assert_eq!(verified(|_| ()), 0);
    assert_eq!(verified(|a| a["outcome"] = json!("allowed")), 1);
    assert_eq!(verified(|a| a["coverage"]["granted"] = json!(1)), 1);
    assert_eq!(
        verified(|a| {
            let steps = a["derivations"][0]["steps"].as_array_mut().unwrap();
            let pattern = steps.iter_mut().find_map(|step| step.get_mut("pattern"));
            *pattern.unwrap() = json!("Microsoft.Nothing/*");
        }),
        1
    );
}

/// Who may be eligible has no row, and the list is no more whole than the answers about each.
#[test]
fn an_eligibility_that_is_not_known_makes_every_answer_incomplete() {
    let eligible = json!([{
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleEligibilitySchedules/c9"),
        "type": "Microsoft.Authorization/roleEligibilitySchedules",
        "properties": {
            "scope": SUBSCRIPTION, "principalId": BEN, "principalType": "User", "status": "Provisioned",
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{READER}"),
            "startDateTime": "2099-01-01T00:00:00Z", "createdOn": "2026-01-01T00:00:00Z", "memberType": "Direct",
        },
    }]);
    let unheard = json!([assignment(1, ANNA, Some("User"), BLOB_READER, SUBSCRIPTION)]);
    let exports = Exports::new(&[("s.json", eligible), ("a.json", unheard)]);
    for asked in [
        &["can", BEN, READ, "--at", SUBSCRIPTION][..],
        &["who", READ, "--at", SUBSCRIPTION],
        &["who", READ],
        &["who", "Contoso.None/*/read"],
        &["who", "Contoso.None/*/read", "--at", SUBSCRIPTION],
        &["what", BEN],
    ] {
        let run = exports.run(asked);
        let answer = run.json();
        assert_eq!(answer["complete"], false, "{asked:?}: {}", run.told());
        let diagnostics = answer["diagnostics"].as_array().unwrap();
        let says = |note: &Value| note["code"] == "unknown-time";
        assert!(diagnostics.iter().any(says), "{asked:?}: {}", run.told());
        let principals = answer["result"]["principals"].as_array();
        assert!(principals.is_none_or(Vec::is_empty), "{}", run.told());
        let code = if asked[0] == "can" { 1 } else { 4 };
        assert_eq!(run.code, code, "{asked:?}: {}", run.told());
    }
    // Other actions don't depend on it.
    for asked in [
        &["who", "Microsoft.Compute/virtualMachines/delete"][..],
        &[
            "who",
            "Microsoft.Compute/virtualMachines/delete",
            "--at",
            SUBSCRIPTION,
        ],
    ] {
        let run = exports.run(asked);
        assert_eq!(run.json()["complete"], true, "{asked:?}: {}", run.told());
        assert_eq!(run.code, 1, "{asked:?}: {}", run.told());
    }
}

/// A deny assignment that may bind, or that may reach the scope, may take off a part of what is held.
#[test]
fn a_deny_that_may_take_off_a_part_is_said_of_what_is_held() {
    const EVERYONE: &str = "00000000-0000-0000-0000-000000000000";
    let deny = |scope: &str, principals: Value, excluded: Value, action: &str| {
        json!([{
            "id": format!("{scope}/providers/Microsoft.Authorization/denyAssignments/d1"),
            "type": "Microsoft.Authorization/denyAssignments",
            "properties": {
                "denyAssignmentName": "d", "scope": scope,
                "permissions": [{ "actions": [action], "notActions": [], "dataActions": [], "notDataActions": [] }],
                "principals": principals, "excludePrincipals": excluded,
            },
        }])
    };
    let everyone = || json!([{ "id": EVERYONE, "type": "SystemDefined" }]);
    let cut_off = || json!(["@{Id=00000000-0000-0000-0000-000000000000; Type=SystemDefined}"]);
    let team = || json!([{ "id": TEAM, "type": "Group" }]);
    for (code, denies) in [
        (
            "cut-off-record",
            deny(SUBSCRIPTION, cut_off(), json!([]), READ),
        ),
        (
            "cut-off-record",
            deny(SUBSCRIPTION, everyone(), cut_off(), READ),
        ),
        (
            "missing-group-members",
            deny(SUBSCRIPTION, team(), json!([]), READ),
        ),
        (
            "missing-group-members",
            deny(SUBSCRIPTION, everyone(), team(), READ),
        ),
        (
            "unknown-hierarchy",
            deny(PARENT, everyone(), json!([]), READ),
        ),
    ] {
        let held = json!([assignment(1, ANNA, Some("User"), READER, SUBSCRIPTION)]);
        let exports = Exports::new(&[("a.json", held), ("d.json", denies), ("anna.json", anna())]);
        for asked in [
            &["can", ANNA, READ, "--at", SUBSCRIPTION][..],
            &["what", ANNA],
            &["what", ANNA, "--at", SUBSCRIPTION],
        ] {
            let run = exports.run(asked);
            let answer = run.json();
            assert_eq!(answer["complete"], false, "{asked:?}: {}", run.told());
            let diagnostics = answer["diagnostics"].as_array().unwrap();
            let says = |note: &Value| note["code"] == code;
            assert!(
                diagnostics.iter().any(says),
                "{code}, {asked:?}: {}",
                run.told()
            );
            let blocks = |note: &Value| note["code"] == "deny-assignment";
            assert!(!diagnostics.iter().any(blocks), "{asked:?}: {}", run.told());
        }
    }
    // What it would deny is not held.
    let held = json!([assignment(1, ANNA, Some("User"), READER, SUBSCRIPTION)]);
    let other = deny(
        SUBSCRIPTION,
        team(),
        json!([]),
        "Microsoft.Compute/virtualMachines/write",
    );
    let exports = Exports::new(&[("a.json", held), ("d.json", other), ("anna.json", anna())]);
    let run = exports.run(&["what", ANNA]);
    assert_eq!(run.json()["complete"], true, "{}", run.told());
}

/// A classic administrator is a person (CL-1): one whose object id isn't known may be anyone, but no group.
#[test]
fn a_classic_administrator_is_no_group() {
    let administrator = |id: &str, mail: Option<&str>, kind: &str| {
        json!([{ "id": id, "type": "Microsoft.Authorization/classicAdministrators", "scope": SUBSCRIPTION,
            "principalId": mail.is_none().then_some(BEN), "principalType": kind, "emailAddress": mail, "role": "CoAdministrator" }])
    };
    let id = format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/classicAdministrators/7");
    for (mail, kind) in [
        (Some("ben@fjord.example"), ""),
        (Some("ben@fjord.example"), "Group"),
        (None, ""),
        (None, "Unknown"),
        (None, "Group"),
    ] {
        let exports = Exports::new(&[
            ("c.json", administrator(&id, mail, kind)),
            ("anna.json", anna()),
        ]);
        for asked in [
            &["audit"][..],
            &["audit", "--paths"],
            &["who", READ, "--at", SUBSCRIPTION],
            &["can", ANNA, READ, "--at", SUBSCRIPTION],
        ] {
            let run = exports.run(asked);
            assert!(run.code != 2, "{}", run.told());
            let answer = run.json();
            for code in [
                "missing-members",
                "missing-group-members",
                "unknown-principal-type",
            ] {
                let notes = answer["diagnostics"].as_array().unwrap();
                let says = |note: &Value| note["code"] == code;
                assert!(!notes.iter().any(says), "{kind}, {asked:?}: {}", run.told());
            }
        }
    }
}

/// The condition that the portal writes: who reads blobs does so in one container only.
const ONE_CONTAINER: &str = "((!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})) OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'logs'))";

const BLOB_WRITE: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write";
const BLOB_CONTRIBUTOR: &str = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";

fn conditional() -> Value {
    let mut one = assignment(1, ANNA, Some("User"), BLOB_CONTRIBUTOR, SUBSCRIPTION);
    one["condition"] = json!(ONE_CONTAINER);
    one["conditionVersion"] = json!("2.0");
    one
}

/// Lists exit as `can` does where all that they hold depends on a condition, or must be activated first.
#[test]
fn lists_that_only_may_grant_exit_as_the_question_does() {
    let read = BLOB_WRITE.replace("write", "read");
    let open = Exports::new(&[("a.json", json!([conditional()]))]);
    let of_data = |exports: &Exports, command: &[&str]| exports.run(command).code;
    assert_eq!(
        of_data(&open, &["can", ANNA, &read, "--at", SUBSCRIPTION]),
        4
    );
    assert_eq!(of_data(&open, &["who", &read, "--at", SUBSCRIPTION]), 4);
    assert_eq!(of_data(&open, &["who", &read]), 4);
    // That somebody holds a role under a condition is certain.
    assert_eq!(of_data(&open, &["what", ANNA]), 0);
    for exit in [
        open.run(&["can", ANNA, BLOB_WRITE, "--at", SUBSCRIPTION])
            .code,
        open.run(&["who", BLOB_WRITE, "--at", SUBSCRIPTION]).code,
        open.run(&["who", BLOB_WRITE]).code,
    ] {
        assert_eq!(exit, 0);
    }
    let eligible = Exports::new(&[
        (
            "e.json",
            json!([{
                "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/1"),
                "type": "Microsoft.Authorization/roleEligibilityScheduleInstances",
                "properties": {
                    "scope": SUBSCRIPTION, "principalId": ANNA, "principalType": "User", "status": "Provisioned",
                    "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{READER}"),
                    "startDateTime": "2020-01-01T00:00:00Z", "memberType": "Direct",
                },
            }]),
        ),
        (
            "a.json",
            json!([assignment(2, BEN, Some("User"), BLOB_READER, SUBSCRIPTION)]),
        ),
    ]);
    for command in [
        &["can", ANNA, READ, "--at", SUBSCRIPTION][..],
        &["who", READ, "--at", SUBSCRIPTION],
        &["who", READ],
        &["what", ANNA],
    ] {
        let run = eligible.run(command);
        assert_eq!(run.code, 1, "{command:?}: {}", run.stdout);
        assert!(
            run.stdout.contains("\"eligible\""),
            "{command:?}: {}",
            run.stdout
        );
    }
}

/// A pattern exits as the operations under it do one by one.
#[test]
fn a_pattern_exits_as_its_operations_do() {
    let exports = Exports::new(&[("a.json", json!([conditional()]))]);
    let blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
    let names = |ends: &[&str]| -> Vec<String> {
        ends.iter().map(|end| format!("{blobs}/{end}")).collect()
    };
    for (pattern, each, outcome, exit) in [
        (
            format!("{blobs}/*"),
            names(&["read", "write", "runAsSuperUser/action"]),
            "partial",
            1,
        ),
        (
            format!("{blobs}/r*"),
            names(&["read", "runAsSuperUser/action"]),
            "partial",
            1,
        ),
        (format!("{blobs}/re*"), names(&["read"]), "conditional", 4),
        (format!("{blobs}/wri*"), names(&["write"]), "allowed", 0),
    ] {
        let asked = |names: &[&str]| {
            let data: Vec<&str> = names
                .iter()
                .flat_map(|name| ["--data-action", *name])
                .collect();
            exports.run(&[&["can", ANNA][..], &data, &["--at", SUBSCRIPTION]].concat())
        };
        let one = asked(&[&pattern]);
        assert_eq!(one.code, exit, "{pattern}: {}", one.stdout);
        assert_eq!(
            one.json()["result"]["answers"][0]["outcome"],
            outcome,
            "{}",
            one.stdout
        );
        let each: Vec<&str> = each.iter().map(String::as_str).collect();
        assert_eq!(asked(&each).code, exit, "{each:?}");
        let who = exports.run(&["who", &pattern, "--at", SUBSCRIPTION, "--plane", "data"]);
        let anywhere = exports.run(&["who", &pattern, "--plane", "data"]);
        // One who may do a part for certain is somebody who can; one who may under a condition is open.
        let expected = match exit {
            1 if pattern.ends_with("blobs/*") => 0,
            1 => 4,
            exit => exit,
        };
        assert_eq!(
            (who.code, anywhere.code),
            (expected, expected),
            "{pattern}: {}",
            who.stdout
        );
    }
    let role = "Key Vault Data Access Administrator";
    let assign = "Microsoft.Authorization/roleAssignments";
    let of_role =
        |actions: &[&str]| rolecall(&[&["can", "--role", role][..], actions].concat()).code;
    assert_eq!(of_role(&[&format!("{assign}/*")]), 4);
    assert_eq!(of_role(&["Microsoft.Authorization/*/write"]), 1);
}
