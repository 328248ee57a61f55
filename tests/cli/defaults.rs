//! `[defaults]` of `rolecall.toml`: what commands take where the command line says nothing.

use std::fs;
use std::path::PathBuf;

use super::*;

const WRITE: &str = "Microsoft.Authorization/roleAssignments/write";

/// A folder with this configuration and the sample exports, and a folder in it to run in.
fn folder(config: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rolecall.toml"), config).unwrap();
    let exports = folder.path().join("exports");
    fs::create_dir(&exports).unwrap();
    let tenant = Path::new(env!("CARGO_MANIFEST_DIR")).join(TENANT);
    for entry in fs::read_dir(tenant).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), exports.join(entry.file_name())).unwrap();
    }
    let below = folder.path().join("a/b");
    fs::create_dir_all(&below).unwrap();
    (folder, below)
}

const INPUTS: &str = "[defaults]\ninputs = [\"exports\"]\n";

fn told(run: &Run) -> Vec<String> {
    let json = run.json();
    let diagnostics = json["diagnostics"].as_array().unwrap().iter();
    diagnostics
        .filter(|diagnostic| diagnostic["code"] == "configured-defaults")
        .map(|diagnostic| diagnostic["message"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn inputs_are_taken_where_none_are_given() {
    let (_root, below) = folder(INPUTS);
    let who = ["who", WRITE, "--at", PRODUCTION, "--format", "json"];
    let taken = rolecall_in(&below, &who);
    let given = rolecall_in(&below, &[&who[..], &["-i", "../../exports"]].concat());
    assert_eq!(taken.json()["result"], given.json()["result"]);
    assert_eq!(taken.json()["inputs"], given.json()["inputs"]);
    assert_eq!(
        told(&taken),
        ["`../../rolecall.toml` gives --input ../../exports"]
    );
    assert_eq!(told(&given), [""; 0]);
    let refused = rolecall_in(&below, &[&who[..], &["--no-config"]].concat());
    assert_eq!(refused.code, 2, "{}", refused.told());
    let people = rolecall_in(&below, &["who", WRITE, "--at", PRODUCTION]);
    assert!(people.stderr.contains("gives --input"), "{}", people.told());
}

#[test]
fn an_audit_takes_them_together_with_its_own_settings() {
    let config = "[defaults]\ninputs = [\"exports\"]\ntoday = 2026-06-01\n[audit]\nseverity = \"critical\"\n";
    let (_root, below) = folder(config);
    let run = rolecall_in(&below, &["audit", "--format", "json"]);
    assert_eq!(run.result()["summary"]["bySeverity"]["high"], 0);
    assert_eq!(run.result()["configuration"], "../../rolecall.toml");
    assert_eq!(
        told(&run),
        ["`../../rolecall.toml` gives --input ../../exports, --today 2026-06-01"]
    );
}

#[test]
fn a_format_ranks_below_the_extension_of_a_file() {
    let (_root, below) = folder("[defaults]\nformat = \"json\"\n");
    let list = |arguments: &[&str]| rolecall_in(&below, &[&["tasks", "list"], arguments].concat());
    assert_eq!(list(&[]).json()["schema"], "rolecall/tasks-list/1");
    assert!(!list(&["--format", "human"]).stdout.starts_with('{'));
    assert_eq!(list(&["-o", "tasks.csv"]).code, 0);
    let written = fs::read_to_string(below.join("tasks.csv")).unwrap();
    assert!(!written.starts_with('{'), "{written}");
    // A format that only some commands write is for those.
    let (_root, below) = folder("[defaults]\nformat = \"sarif\"\n");
    let run = rolecall_in(&below, &["tasks", "list"]);
    assert!(
        run.code == 0 && !run.stdout.starts_with('{'),
        "{}",
        run.told()
    );
    let run = rolecall_in(&below, &["audit", "-i", "../../exports"]);
    assert!(run.stdout.contains("sarif-schema-2.1.0"), "{}", run.told());
}

#[test]
fn colour_and_catalogue_are_taken() {
    let (root, below) = folder("[defaults]\ncolor = \"always\"\n");
    let run = rolecall_in(&below, &["can", "--role", "Reader", "*/read"]);
    assert!(run.stdout.contains('\u{1b}'), "{}", run.told());
    fs::write(
        root.path().join("rolecall.toml"),
        "[defaults]\ncatalog = \"no.image\"\n",
    )
    .unwrap();
    let info = ["catalog", "info", "--format", "json"];
    let run = rolecall_in(&below, &info);
    assert_eq!(run.code, 3, "{}", run.told());
    assert!(run.stderr.contains("../../no.image"), "{}", run.stderr);
    // What is named in the environment goes before the file.
    let run = finish(
        command()
            .current_dir(&below)
            .args(info)
            .env("ROLECALL_CATALOG", "x.image"),
    );
    assert!(run.stderr.contains("`x.image`"), "{}", run.stderr);
    assert_eq!(
        rolecall_in(&below, &["catalog", "info", "--no-config"]).code,
        0
    );
}

#[test]
fn another_file_is_named_by_option_or_environment() {
    let (root, below) = folder(INPUTS);
    let other = root.path().join("other.toml");
    fs::write(&other, "[defaults]\nformat = \"json\"\n").unwrap();
    fs::write(below.join("third.toml"), "").unwrap();
    let list = |arguments: &[&str]| {
        let mut command = command();
        command.current_dir(&below).env("ROLECALL_CONFIG", &other);
        finish(command.args(["tasks", "list"]).args(arguments)).stdout
    };
    assert!(list(&[]).starts_with('{'));
    assert!(!list(&["--config", "third.toml"]).starts_with('{'));
    assert!(!list(&["--no-config"]).starts_with('{'));
}

#[test]
fn a_file_among_the_exports_is_no_configuration() {
    let (root, below) = folder("");
    fs::write(
        root.path().join("exports/rolecall.toml"),
        "[defaults]\nformat = \"json\"\n[rules.orphaned-principal]\nenabled = false\n",
    )
    .unwrap();
    let run = rolecall_in(&below, &["audit", "-i", "../../exports"]);
    assert!(
        !run.stdout.starts_with('{') && !run.stdout.contains("Not run"),
        "{}",
        run.told()
    );
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (config, message) in [
        ("[default]\n", "unknown key `default`"),
        ("[defaults]\ninput = [\"x\"]\n", "did you mean `inputs`?"),
        (
            "[defaults]\ninputs = \"x\"\n",
            "`inputs` must be a list of paths",
        ),
        (
            "[defaults]\ninputs = []\n",
            "`inputs` must be a list of paths",
        ),
        (
            "[defaults]\ninputs = [\"-\"]\n",
            "`inputs` holds paths of files and folders",
        ),
        (
            "[defaults]\nformat = \"docx\"\n",
            "`format` must be one of human, json",
        ),
        ("[defaults]\ntoday = \"now\"\n", "`today` must be a day"),
        ("[defaults]\ncolor = 1\n", "`color` must be a text"),
        ("[defaults\n", "rolecall.toml:1:"),
    ] {
        let (_root, below) = folder(config);
        let run = rolecall_in(&below, &["roles", "list"]);
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (3, ""),
            "{config}: {}",
            run.told()
        );
        assert!(run.stderr.contains(message), "{config}: {}", run.told());
        assert!(
            run.stderr.contains("at ../../rolecall.toml:"),
            "{config}: {}",
            run.told()
        );
        for unaffected in [
            &["completions", "bash"][..],
            &["--help"],
            &["roles", "list", "--no-config"],
        ] {
            assert_eq!(rolecall_in(&below, unaffected).code, 0, "{config}");
        }
    }
}

#[test]
fn inputs_that_are_not_there_matter_only_where_they_are_taken() {
    let (_root, below) = folder("[defaults]\ninputs = [\"exports\", \"gone\"]\n");
    let run = rolecall_in(&below, &["audit"]);
    assert_eq!(run.code, 3, "{}", run.told());
    assert!(
        run.stderr
            .contains("the input `gone` is not there\n  at ../../rolecall.toml:2:22"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("rolecall collect -o DIR"),
        "{}",
        run.stderr
    );
    assert_eq!(rolecall_in(&below, &["tasks", "list"]).code, 0);
    assert_eq!(
        rolecall_in(&below, &["roles", "list", "-i", "../../exports"]).code,
        0
    );
}

#[test]
fn the_page_shows_what_can_be_set() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/configuration.md")).unwrap();
    let sample = page.split("```toml\n").nth(1).unwrap();
    let sample = sample.split("```").next().unwrap();
    let (root, below) = folder(sample);
    let image = root.path().join("azure.image");
    let made = ["catalog", "import", "../../exports", "--keep-going", "-o"];
    let made = finish(command().current_dir(&below).args(made).arg(&image));
    // The catalogue that it names isn't needed to make it.
    assert!(
        made.stderr.contains("nothing was imported"),
        "{}",
        made.told()
    );
    fs::write(&image, "").unwrap();
    let run = rolecall_in(&below, &["roles", "list", "--catalog", "x"]);
    assert!(
        run.stderr.contains("`x`"),
        "all but the catalogue was taken: {}",
        run.told()
    );
    let run = rolecall_in(&below, &["roles", "list"]);
    assert!(run.stderr.contains("`../../azure.image`"), "{}", run.told());
}
