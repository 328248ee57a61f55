//! Names come from outside. Whatever stands in them, no command sends a terminal anything that acts
//! on it, turns the order of a line around, or writes a line of its own.

use serde_json::json;

use super::*;

/// An escape sequence, a link (OSC 8), C1 controls, a turned line, invisible letters and a forged
/// line.
const NASTY: &str = "\u{1b}[31m\u{1b}]8;;https://x.example\u{7}\u{9b}5m\u{85}\u{90}\u{202e}\u{2066}\u{200b}\u{e0041}\u{7f}\u{8}\r\nerror: forged\n";

/// Keys whose values are not changed: without them the records would not be read at all.
const STRUCTURE: [&str; 26] = [
    "@odata.type",
    "@odata.context",
    "type",
    "principalType",
    "createdOn",
    "createdDateTime",
    "updatedOn",
    "startDateTime",
    "endDateTime",
    "eventTimestamp",
    "status",
    "memberType",
    "assignmentType",
    "roleType",
    "conditionVersion",
    "condition",
    "value",
    "schema",
    "accountEnabled",
    "expect",
    "plane",
    "action",
    "effect",
    "denyAssignmentEffect",
    "operation",
    "version",
];

fn is_plain(text: &str) -> bool {
    let guid = text.len() == 36 && text.bytes().filter(|b| *b == b'-').count() == 4;
    !(guid
        || text.starts_with('/')
        || text.contains('*')
        || text.starts_with("Microsoft.")
        || text.is_empty())
}

fn plant(value: &mut Value, key: &str, mark: &str) {
    match value {
        Value::String(text) if is_plain(text) && !STRUCTURE.contains(&key) => text.push_str(mark),
        Value::Array(items) => items.iter_mut().for_each(|item| plant(item, key, mark)),
        Value::Object(fields) => {
            fields
                .iter_mut()
                .for_each(|(key, field)| plant(field, key, mark));
            if fields.contains_key("roleDefinitionId") || fields.contains_key("permissions") {
                fields.insert(format!("unknown{mark}"), json!(mark));
            }
        }
        _ => {}
    }
}

/// The fixtures with a mark at the end of every name and text, and one file whose own name has it.
pub(crate) fn planted(mark: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for form in [
        "tenant",
        "paths",
        "faults",
        "answers",
        "delegates",
        "terraform",
        "arm",
    ] {
        let target = folder.path().join(form);
        std::fs::create_dir(&target).unwrap();
        for entry in std::fs::read_dir(fixtures.join(form)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap();
            let Ok(mut value) = serde_json::from_str::<Value>(&text) else {
                std::fs::write(target.join(name), text).unwrap();
                continue;
            };
            plant(&mut value, "", mark);
            std::fs::write(target.join(name), value.to_string()).unwrap();
        }
    }
    let odd = folder.path().join("odd");
    std::fs::create_dir(&odd).unwrap();
    for (name, content) in odd_exports() {
        std::fs::write(odd.join(name), content.to_string()).unwrap();
    }
    let odd = format!("odd{}.json", mark.replace('/', "_"));
    let there = std::fs::write(folder.path().join("tenant").join(odd), "[{\"odd\":1}]");
    #[cfg(unix)]
    there.unwrap();
    #[cfg(not(unix))]
    drop(there);
    folder
}

const HOLDER: &str = "0d000000-0000-4000-8000-0000000000aa";
const SCOPE: &str = "/subscriptions/0d000000-0000-4000-8000-0000000000bb";

/// A role with nasty text in its name, its patterns and its scopes, who holds it, and operations.
fn odd_exports() -> [(&'static str, Value); 3] {
    let odd = |text: &str| format!("{text}{NASTY}");
    let path = format!("Microsoft.Odd/{}/read", NASTY.replace('/', "_"));
    [
        (
            "roles.json",
            json!([{
                "id": format!("/providers/Microsoft.Authorization/roleDefinitions/{ODD}"),
                "name": ODD, "roleName": odd("X"), "description": odd("d"),
                "roleType": "CustomRole", "type": "Microsoft.Authorization/roleDefinitions",
                "assignableScopes": [odd(SCOPE)],
                "permissions": [{
                    "actions": [path, "Microsoft.Odd/*", "*/read"],
                    "notActions": [odd("Microsoft.Odd/not/")],
                }],
            }]),
        ),
        (
            "assignments.json",
            json!([{
                "id": format!("{SCOPE}/providers/Microsoft.Authorization/roleAssignments/{ODD}"),
                "name": ODD, "principalId": HOLDER, "principalName": odd("who"),
                "principalType": "User", "scope": SCOPE,
                "roleDefinitionId": format!("{SCOPE}/providers/Microsoft.Authorization/roleDefinitions/{ODD}"),
                "roleDefinitionName": odd("X"), "type": "Microsoft.Authorization/roleAssignments",
            }]),
        ),
        (
            "operations.json",
            json!([{
                "name": "Microsoft.Odd", "displayName": odd("Odd"), "resourceTypes": [],
                "id": "/providers/Microsoft.Authorization/providerOperations/Microsoft.Odd",
                "operations": [
                    {"name": "Microsoft.Odd/things/read", "isDataAction": false},
                    {"name": path, "isDataAction": false},
                    {"name": odd("Microsoft.Odd/things/write"), "isDataAction": true},
                ],
                "type": "Microsoft.Authorization/providerOperations",
            }]),
        ),
    ]
}

/// Whether a character acts on a terminal, turns text around or hides.
fn acts(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n'))
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
        || c == '\u{200b}'
        || ('\u{e0000}'..='\u{e007f}').contains(&c)
}

fn checked(run: &Run, what: &str) {
    for (name, text) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
        let acting = text.lines().find(|line| line.chars().any(acts));
        assert!(
            acting.is_none(),
            "{what}: {name} acts on the terminal: {acting:?}"
        );
        if what.ends_with("html") {
            continue;
        }
        let forged = text.lines().find(|line| line.starts_with("error: forged"));
        assert!(forged.is_none(), "{what}: a name writes a line of {name}");
    }
}

const ACT: &str = "Microsoft.NetworkCloud/clusters/deploy/action";

/// A role whose definition is odd in every text of it.
const ODD: &str = "0d000000-0000-4000-8000-00000000000d";

/// Commands that name what they read; `@` is the folder.
const COMMANDS: [&str; 69] = [
    "audit -i @/tenant",
    "audit -i @/faults",
    "audit -i @/paths",
    "audit --paths -i @/paths",
    "audit --paths -i @/tenant",
    "audit -i @/tenant @/odd",
    "audit -i @/tenant --baseline @/answers/paths.json",
    "who {ACT} -i @/tenant",
    "who */write -i @/faults",
    "who Microsoft.Odd/* -i @/odd",
    "what 97f2cc1e-798c-5ec1-8d29-725f8a7e579b -i @/tenant",
    "what 97f2cc1e-798c-5ec1-8d29-725f8a7e579b --expand -i @/tenant",
    "what 7c1ac2fe-9e4c-54ab-8e0a-000000000000 -i @/tenant",
    "what {HOLDER} --expand -i @/odd",
    "can 97f2cc1e-798c-5ec1-8d29-725f8a7e579b {ACT} --at / -i @/tenant",
    "can {HOLDER} Microsoft.Odd/* --at {SCOPE} -i @/odd",
    "can --role {ODD} Microsoft.Odd/* -i @/odd",
    "can --questions @/answers/questions.json -i @/tenant",
    "can --from-error @/answers/error.txt -i @/tenant",
    "recommend --action {ACT} -i @/tenant --among custom",
    "recommend --action Microsoft.Odd/* -i @/odd --among custom",
    "recommend --action */read --max-roles 0 -i @/odd",
    "recommend --action {ACT} --for 97f2cc1e-798c-5ec1-8d29-725f8a7e579b --at {SCOPE} -i @/tenant",
    "recommend --task deploy-cluster --emit az -i @/tenant",
    "recommend --task deploy-cluster --emit bicep -i @/tenant",
    "recommend --action Microsoft.Odd/* -i @/odd --among custom --emit az",
    "recommend --action Microsoft.Odd/* -i @/odd --among custom --emit bicep",
    "recommend --action Microsoft.Odd/* -i @/odd --among custom --emit terraform",
    "recommend --action Microsoft.Odd/* -i @/odd --among custom --emit custom-role",
    "recommend --actions-from @/answers/activity-log.json",
    "recommend --actions-from @/odd/roles.json",
    "recommend --among @/tenant/custom-roles.json --action {ACT}",
    "recommend --all-tasks --max-roles 0 -i @/odd",
    "roles list -i @/tenant",
    "roles list -i @/faults",
    "roles list --grants Microsoft.Odd/* -i @/odd",
    "roles search cluster -i @/tenant",
    "roles search X -i @/odd",
    "roles show {ODD} -i @/odd",
    "roles expand {ODD} -i @/odd",
    "roles compare {ODD} Reader -i @/odd",
    "roles compact {ODD} -i @/odd",
    "roles compact @/odd/roles.json",
    "roles export {ODD} -i @/odd",
    "roles export {ODD} -i @/odd --as bicep",
    "roles export {ODD} -i @/odd --as terraform",
    "roles export {ODD} -i @/odd --as powershell",
    "roles export {ODD} -i @/odd --as rest",
    "roles lint @/tenant/custom-roles.json",
    "roles lint @/odd/roles.json",
    "roles lint --fix @/odd/roles.json",
    "roles lint @/faults/role-definitions.json",
    "roles lint @/answers/changed-role.json",
    "roles compact @/answers/changed-role.json",
    "roles compare @/answers/changed-role.json Reader",
    "conditions lint @/tenant/role-assignments-prod.json",
    "conditions explain @/delegates/role-assignments.json",
    "conditions delegation 97f2cc1e-798c-5ec1-8d29-725f8a7e579b -i @/delegates",
    "conditions delegation --role {ODD} -i @/odd",
    "operations list Microsoft.Odd/* -i @/odd",
    "operations search odd -i @/odd",
    "catalog info -i @/odd",
    "diff @/odd @/tenant",
    "diff @/tenant @/odd",
    "nexus check --cluster @/tenant/cluster-osl1.json -i @/tenant",
    "nexus plan --cluster @/tenant/cluster-osl1.json",
    "nexus simulate --cluster @/tenant/cluster-osl1.json --patch @/answers/patch.json",
    "verify @/answers/questions.json -i @/tenant",
    "what dana -i @/paths",
];

const FORMATS: [&str; 10] = [
    "human", "json", "markdown", "csv", "jsonl", "sarif", "junit", "html", "dot", "mermaid",
];

fn words(command: &str, folder: &Path) -> Vec<String> {
    let folder = folder.to_str().unwrap();
    let words = command.split(' ');
    let given = [
        ("{ACT}", ACT),
        ("{ODD}", ODD),
        ("{HOLDER}", HOLDER),
        ("{SCOPE}", SCOPE),
        ("@", folder),
    ];
    let filled = |word: &str| {
        let put = |word: String, (mark, text): &(&str, &str)| word.replace(mark, text);
        given.iter().fold(word.to_owned(), put)
    };
    words.map(filled).collect()
}

#[test]
fn no_command_sends_what_names_hold() {
    let folder = planted(NASTY);
    let mut idle = Vec::new();
    for line in COMMANDS {
        let words = words(line, folder.path());
        // Text for other tools is in a form of its own where no format is asked for.
        let run = finish(command().args(&words));
        checked(&run, line);
        if matches!(run.code, 2 | 3) {
            idle.push(format!("{line}: {}", run.stderr));
        }
        for format in FORMATS {
            let run = finish(command().args(&words).args(["--format", format]));
            checked(&run, &format!("{line} --format {format}"));
        }
    }
    assert!(
        idle.len() <= 6,
        "did not do their work: {}",
        idle.join("\n")
    );
}

/// The names are shown, not dropped: whoever reads the report sees that something is odd.
#[test]
fn nasty_names_are_shown() {
    let folder = planted(NASTY);
    let run = finish(command().args(words("roles list -i @/tenant", folder.path())));
    assert!(run.stdout.contains("\\u{1b}[31m"), "{}", run.told());
    assert!(run.stdout.contains('\u{240a}'), "{}", run.told());
}

#[test]
fn words_of_the_command_line_are_quoted_harmlessly() {
    for arguments in [
        vec![NASTY],
        vec!["who", NASTY],
        vec!["who", ACT, NASTY],
        vec!["can", "--role", NASTY, ACT],
        vec!["can", NASTY, ACT, "-i", TENANT],
        vec!["can", "--role", "Reader", NASTY],
        vec!["can", "--role", "Reader", ACT, "--at", NASTY],
        vec!["can", "--role", "Reader", ACT, "--attr", NASTY],
        vec!["audit", "-i", NASTY],
        vec!["audit", "-i", TENANT, "--rule", NASTY],
        vec!["audit", "-i", TENANT, "--config", NASTY],
        vec!["audit", "-i", TENANT, "--format", NASTY],
        vec!["audit", "-i", TENANT, "-o", NASTY],
        vec!["audit", "--baseline", NASTY, "-i", TENANT],
        vec!["conditions", "eval", NASTY],
        vec!["conditions", "lint", NASTY],
        vec!["recommend", "--task", NASTY],
        vec!["recommend", "--among", NASTY, "--action", ACT],
        vec!["roles", "show", NASTY],
        vec!["roles", "search", NASTY],
        vec!["operations", "list", NASTY],
        vec!["operations", "search", NASTY],
        vec!["tasks", "show", NASTY],
        vec!["catalog", "diff", NASTY, "core"],
        vec!["catalog", "import", NASTY],
        vec!["nexus", "check", "--cluster", NASTY],
        vec![
            "nexus",
            "simulate",
            "--cluster",
            "tests/fixtures/tenant/cluster-osl1.json",
            "--",
            "az",
            "networkcloud",
            NASTY,
        ],
        vec!["verify", NASTY],
        vec!["--catalog", NASTY, "roles", "list"],
    ] {
        let run = finish(command().args(&arguments));
        let all = [run.stdout.as_str(), run.stderr.as_str()];
        let acting = all
            .iter()
            .flat_map(|text| text.lines())
            .find(|line| line.chars().any(acts));
        assert!(
            acting.is_none(),
            "{arguments:?} acts on the terminal: {acting:?}"
        );
    }
}
