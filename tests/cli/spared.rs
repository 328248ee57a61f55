//! No output is written over what a command reads, whichever option names it.

use std::fs;

use super::*;

/// A folder with a copy of everything that the commands below read.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let at = |name: &str| folder.path().join(name);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for (from, to) in [
        ("tenant/custom-roles.json", "roles.json"),
        ("tenant/role-assignments-prod.json", "assignments.json"),
        ("tenant/cluster-osl1.json", "cluster.json"),
        ("operations/az.json", "operations.json"),
        ("terraform/plan.json", "plan.json"),
        ("arm/template.json", "template.json"),
    ] {
        fs::copy(fixtures.join(from), at(to)).unwrap();
    }
    fs::create_dir_all(at("logs")).unwrap();
    let question = r#"[{"role":"Reader","action":"Microsoft.Compute/virtualMachines/read"}]"#;
    for (name, text) in [
        ("questions.json", question),
        ("attributes.json", "{}"),
        ("rolecall.toml", "[defaults]\ninputs = [\"roles.json\"]\n"),
        ("actions.txt", "Microsoft.Compute/virtualMachines/read\n"),
        ("names.txt", "Reader\n"),
        (
            "error.txt",
            "The client 'a' with object id 'a0000000-0000-4000-8000-000000000001' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/read' over scope '/subscriptions/00000000-0000-4000-8000-000000000001' or the scope is invalid.",
        ),
        ("condition.txt", "@Request[x:y] StringEquals 'a'"),
        ("patch.json", "{\"tags\":{}}"),
        (
            "command.txt",
            "az networkcloud cluster update -n c -g g --tags a=b",
        ),
        ("hours.json", "{\"version\":1,\"hours\":[]}"),
        ("usage.jsonl", USED),
        ("logs/usage.jsonl", USED),
    ] {
        fs::write(at(name), text).unwrap();
    }
    let audit = ["audit", "-i", "assignments.json", "-o", "baseline.json"];
    assert_eq!(rolecall_in(folder.path(), &audit).code, 1);
    let read = "Microsoft.Compute/virtualMachines/read";
    let can = [
        "can",
        "--role",
        "Reader",
        read,
        "-o",
        "answer.json",
        "--no-config",
    ];
    assert_eq!(rolecall_in(folder.path(), &can).code, 0);
    let roles = ["roles.json", "operations.json", "-o", "azure.image"];
    let import = [&["catalog", "import"][..], &roles].concat();
    assert_eq!(rolecall_in(folder.path(), &import).code, 0);
    folder
}

const USED: &str = "{\"schema\":\"rolecall/usage/1\",\"principal\":{\"id\":\"a0000000-0000-4000-8000-000000000001\",\"type\":null,\"name\":null},\"action\":\"Microsoft.Compute/virtualMachines/read\",\"plane\":\"control\",\"scope\":\"/subscriptions/00000000-0000-4000-8000-000000000001\",\"roleAssignment\":null,\"role\":null,\"outcome\":\"allowed\",\"source\":\"activity\",\"count\":1,\"first\":\"2026-01-01T00:00:00Z\",\"last\":\"2026-01-01T00:00:00Z\",\"correlationIds\":[]}\n";

/// Calls with the file that they would lose.
const CALLS: [(&str, &str); 37] = [
    ("audit -i assignments.json", "assignments.json"),
    ("audit -i .", "assignments.json"),
    ("audit -i . --redact", "assignments.json"),
    (
        "audit -i assignments.json --baseline baseline.json",
        "baseline.json",
    ),
    (
        "audit -i assignments.json --config rolecall.toml",
        "rolecall.toml",
    ),
    ("audit", "roles.json"),
    ("can --questions questions.json", "questions.json"),
    (
        "can --role Reader --attributes attributes.json a/b/read",
        "attributes.json",
    ),
    ("roles list --catalog azure.image", "azure.image"),
    ("can --from-error error.txt", "error.txt"),
    (
        "who a/b/read -i assignments.json --at /",
        "assignments.json",
    ),
    ("verify answer.json --loose", "answer.json"),
    ("diff assignments.json roles.json", "assignments.json"),
    ("diff assignments.json roles.json", "roles.json"),
    ("recommend --actions-from actions.txt", "actions.txt"),
    ("recommend --from-terraform plan.json", "plan.json"),
    ("recommend --from-arm template.json", "template.json"),
    ("recommend a/b/read --among names.txt", "names.txt"),
    (
        "recommend a/b/read --among names.txt --emit az",
        "names.txt",
    ),
    ("roles compare roles.json Reader", "roles.json"),
    ("roles compact roles.json", "roles.json"),
    ("roles lint roles.json", "roles.json"),
    ("roles lint roles.json --fix", "roles.json"),
    ("conditions lint condition.txt", "condition.txt"),
    (
        "conditions eval condition.txt --attributes attributes.json",
        "attributes.json",
    ),
    (
        "catalog import roles.json operations.json",
        "operations.json",
    ),
    ("catalog diff core azure.image", "azure.image"),
    ("nexus check --cluster cluster.json", "cluster.json"),
    ("nexus plan --cluster cluster.json", "cluster.json"),
    (
        "nexus simulate --cluster cluster.json --patch patch.json",
        "patch.json",
    ),
    (
        "nexus simulate --cluster cluster.json --command command.txt",
        "command.txt",
    ),
    (
        "nexus simulate --cluster cluster.json --patch patch.json --write-after cluster.json",
        "other.json",
    ),
    ("usage usage.jsonl", "usage.jsonl"),
    ("usage logs", "logs/usage.jsonl"),
    ("usage usage.jsonl --manifest hours.json", "hours.json"),
    (
        "rightsize -i assignments.json --logs usage.jsonl",
        "usage.jsonl",
    ),
    (
        "rightsize -i assignments.json --logs usage.jsonl --emit az",
        "assignments.json",
    ),
];

#[test]
fn what_a_command_reads_is_not_written_over() {
    let folder = folder();
    let files = || -> Vec<(String, Vec<u8>)> {
        let entries = fs::read_dir(folder.path()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let files = paths.filter(|path| path.is_file());
        let named =
            |path: std::path::PathBuf| (path.display().to_string(), fs::read(&path).unwrap());
        let mut files: Vec<_> = files.map(named).collect();
        files.sort();
        files
    };
    let before = files();
    for (call, output) in CALLS {
        let mut words: Vec<&str> = call.split(' ').collect();
        words.extend(["--output-file", output]);
        // What isn't JSON needs a format; a product has its own.
        let has_own = call.contains("--emit") || call.contains("--fix") || call.contains("import");
        if !has_own && !output.ends_with(".json") {
            words.extend(["--format", "json"]);
        }
        let run = rolecall_in(folder.path(), &words);
        assert_eq!(run.code, 2, "{call}: {}", run.told());
        let said = ["is one of the inputs", "name the same file"];
        assert!(
            said.iter().any(|said| run.stderr.contains(said)),
            "{call}: {}",
            run.stderr
        );
        assert!(files() == before, "{call} wrote");
    }
}

/// Every place that opens a file for a command notes it.
#[test]
fn files_are_read_where_they_are_noted() {
    let cli = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli");
    // `collect` and `demo` look at their own files, and completion writes nothing.
    let own = [
        "reading.rs",
        "sources.rs",
        "collect/",
        "complete/",
        "run/demo.rs",
        "output.rs",
        "args/help.rs",
    ];
    let mut open = vec![cli.clone()];
    let mut seen = 0;
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        let name = path.strip_prefix(&cli).unwrap().display().to_string();
        let text = fs::read_to_string(&path).unwrap();
        let is_source = name.ends_with(".rs") && !own.iter().any(|own| name.starts_with(own));
        if !is_source {
            continue;
        }
        seen += 1;
        for opens in [
            "InputSource::Path(",
            "fs::read(",
            "fs::read_to_string(",
            "File::open(",
        ] {
            let is_catalogue = name == "run/catalog/import.rs" && opens == "fs::read(";
            let is_process = name == "unfinished.rs";
            assert!(
                !text.contains(opens) || is_catalogue || is_process,
                "{name} has `{opens}`: `source` and `read_file` note what is read"
            );
        }
    }
    assert!(seen > 40, "{seen}");
}

/// What a command adds to is not lost by being written.
#[test]
fn a_file_that_is_added_to_is_written() {
    let folder = folder();
    let usage = [
        "usage",
        "usage.jsonl",
        "--manifest",
        "hours.json",
        "-o",
        "new.jsonl",
    ];
    for _ in 0..2 {
        let run = rolecall_in(folder.path(), &usage);
        assert_eq!(run.code, 0, "{}", run.told());
    }
    let image = ["--catalog", "azure.image", "-o", "azure.image"];
    let import = ["catalog", "import", "roles.json", "operations.json"];
    let run = rolecall_in(folder.path(), &[&import[..], &image].concat());
    assert_eq!(run.code, 0, "{}", run.told());
    // A report beside the exports is none of them.
    let beside = ["audit", "-i", ".", "-o", "report.html"];
    for _ in 0..2 {
        let run = rolecall_in(folder.path(), &beside);
        assert_eq!(run.code, 1, "{}", run.told());
    }
}
