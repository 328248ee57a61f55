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

fn plant(value: &mut Value, key: &str) {
    match value {
        Value::String(text) if is_plain(text) && !STRUCTURE.contains(&key) => text.push_str(NASTY),
        Value::Array(items) => items.iter_mut().for_each(|item| plant(item, key)),
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(key, field)| plant(field, key));
            if fields.contains_key("roleDefinitionId") || fields.contains_key("permissions") {
                fields.insert(format!("unknown{NASTY}"), json!(NASTY));
            }
        }
        _ => {}
    }
}

/// The fixtures with nasty names in every field, and one file whose own name is nasty.
fn planted() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for form in [
        "tenant",
        "roads",
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
            plant(&mut value, "");
            std::fs::write(target.join(name), value.to_string()).unwrap();
        }
    }
    let odd = format!("odd{}.json", NASTY.replace('/', "_"));
    let there = std::fs::write(folder.path().join("tenant").join(odd), "[{\"odd\":1}]");
    #[cfg(unix)]
    there.unwrap();
    #[cfg(not(unix))]
    drop(there);
    folder
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

/// Commands that name what they read; `@` is the folder.
const COMMANDS: [&str; 36] = [
    "audit -i @/tenant",
    "audit -i @/faults",
    "audit -i @/roads",
    "audit -i @/tenant --baseline @/answers/roads.json",
    "who {ACT} -i @/tenant",
    "who */write -i @/faults",
    "what 97f2cc1e-798c-5ec1-8d29-725f8a7e579b -i @/tenant",
    "what 7c1ac2fe-9e4c-54ab-8e0a-000000000000 -i @/tenant",
    "can 97f2cc1e-798c-5ec1-8d29-725f8a7e579b {ACT} --at / -i @/tenant",
    "can --questions @/answers/questions.json -i @/tenant",
    "can --from-error @/answers/error.txt -i @/tenant",
    "recommend --action {ACT} -i @/tenant --among custom",
    "recommend --action {ACT} --for 97f2cc1e-798c-5ec1-8d29-725f8a7e579b -i @/tenant",
    "recommend --task deploy-cluster --emit az -i @/tenant",
    "recommend --task deploy-cluster --emit bicep -i @/tenant",
    "recommend --actions-from @/answers/activity-log.json",
    "recommend --among @/tenant/custom-roles.json --action {ACT}",
    "roles list -i @/tenant",
    "roles list -i @/faults",
    "roles search cluster -i @/tenant",
    "roles lint @/tenant/custom-roles.json",
    "roles lint @/faults/role-definitions.json",
    "roles lint @/answers/changed-role.json",
    "roles compact @/answers/changed-role.json",
    "roles compare @/answers/changed-role.json Reader",
    "roles export Reader",
    "conditions lint @/tenant/role-assignments-prod.json",
    "conditions explain @/delegates/role-assignments.json",
    "conditions delegation 97f2cc1e-798c-5ec1-8d29-725f8a7e579b -i @/delegates",
    "catalog info",
    "nexus check --cluster @/tenant/cluster-osl1.json -i @/tenant",
    "nexus plan --cluster @/tenant/cluster-osl1.json",
    "nexus simulate --cluster @/tenant/cluster-osl1.json --patch @/answers/patch.json",
    "verify @/answers/questions.json -i @/tenant",
    "collect --dry-run -o @/tenant",
    "what dana -i @/roads",
];

const FORMATS: [&str; 10] = [
    "human", "json", "markdown", "csv", "jsonl", "sarif", "junit", "html", "dot", "mermaid",
];

fn words(command: &str, folder: &Path) -> Vec<String> {
    let folder = folder.to_str().unwrap();
    let words = command.split(' ');
    words
        .map(|word| word.replace("{ACT}", ACT).replace('@', folder))
        .collect()
}

#[test]
fn no_command_sends_what_names_hold() {
    let folder = planted();
    let mut read = 0;
    for (at, line) in COMMANDS.into_iter().enumerate() {
        // Audits know every format; of the others the texts that people read.
        let formats = if at < 3 { &FORMATS[..] } else { &FORMATS[..3] };
        for format in formats {
            let run = finish(
                command()
                    .args(words(line, folder.path()))
                    .args(["--format", format]),
            );
            checked(&run, &format!("{line} --format {format}"));
            if *format == "human" && run.code != 2 {
                read += 1;
            }
        }
    }
    assert!(read >= 20, "only {read} of the commands did their work");
}

/// The names are shown, not dropped: whoever reads the report sees that something is odd.
#[test]
fn nasty_names_are_shown() {
    let folder = planted();
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
