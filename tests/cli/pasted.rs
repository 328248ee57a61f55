//! What hands paste and shells fill in: addresses for scopes, a configuration among exports, extensions
//! for formats, and an error of a service in place of an export.

use std::fs;

use super::*;

const CECILIE: &str = "cecilie.dahl@fjordnett.example";
const KEY_SETS: &str = "Microsoft.NetworkCloud/clusters/bareMetalMachineKeySets/write";

#[test]
fn the_address_of_a_scope_is_its_id() {
    let ask = |at: &str| {
        let words = ["can", CECILIE, KEY_SETS, "-i", TENANT, "--at", at];
        let run = rolecall(&[&words[..], &["--format", "json"]].concat());
        (run.code, run.result()["scope"].clone())
    };
    let group = group("rg-osl1");
    let known = ask(&group);
    for pasted in [
        group.trim_start_matches('/').to_owned(),
        format!("https://management.azure.com{group}?api-version=2021-04-01"),
        format!("https://portal.azure.com/#@fjordnett.example/resource{group}"),
        format!("https://portal.azure.com/#@fjordnett.example/resource{group}/overview"),
        format!("https://portal.azure.com/#resource{group}/users?x=y"),
    ] {
        assert_eq!(ask(&pasted), known, "{pasted}");
    }
    let at = format!("https://management.azure.com{group}?api-version=2021-04-01");
    let of = |at: &str| {
        rolecall(&["recommend", "--action", KEY_SETS, "--at", at, "-o", "json"]).result()
    };
    assert_eq!(of(&at), of(&group));
    let none = rolecall(&[
        "can",
        CECILIE,
        KEY_SETS,
        "-i",
        TENANT,
        "--at",
        "https://contoso.example/a",
    ]);
    assert_eq!(none.code, 2, "{}", none.told());
}

#[test]
fn a_configuration_among_exports_is_no_export() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut files = vec!["audit".to_owned(), "-i".to_owned()];
    for file in fs::read_dir(TENANT).unwrap() {
        let file = file.unwrap();
        if file.path().extension().is_some_and(|found| found == "json") {
            fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
            files.push(file.file_name().into_string().unwrap());
        }
    }
    fs::create_dir(folder.path().join("below")).unwrap();
    fs::write(folder.path().join("below/rolecall.toml"), "[audit]\n").unwrap();
    let without = rolecall_in(
        folder.path(),
        &files.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    files.push("below/rolecall.toml".to_owned());
    let with = rolecall_in(
        folder.path(),
        &files.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    assert_eq!((with.code, &with.stdout), (without.code, &without.stdout));
    assert!(
        with.stderr.contains("`below/rolecall.toml` is not in use"),
        "{}",
        with.stderr
    );
}

#[test]
fn an_extension_is_no_format_and_a_dash_is_stdout() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    for (word, meant) in [
        ("md", "markdown"),
        ("xml", "junit"),
        ("ndjson", "jsonl"),
        ("yml", "yaml"),
    ] {
        let run = rolecall_in(folder.path(), &["roles", "list", "-o", word]);
        assert_eq!(run.code, 2, "{}", run.told());
        let said = format!("did you mean `-o {meant}`?");
        assert!(run.stderr.contains(&said), "{}", run.stderr);
    }
    let printed = rolecall_in(folder.path(), &["roles", "list", "Reader"]);
    let run = rolecall_in(folder.path(), &["roles", "list", "Reader", "-o", "-"]);
    assert_eq!(run.stdout, printed.stdout);
    let made = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(made, 0);
}

#[test]
fn what_was_read_in_place_of_exports_is_said() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let answered = r#"{"error":{"code":"AuthorizationFailed","message":"no"}}"#;
    fs::write(folder.path().join("rows.json"), answered).unwrap();
    for words in [
        &["audit"][..],
        &["audit", "--paths"],
        &["what", "anna@contoso.example"],
        &[
            "can",
            "anna@contoso.example",
            KEY_SETS,
            "--at",
            "/subscriptions/s",
        ],
    ] {
        let run = rolecall_in(folder.path(), &[words, &["-i", "rows.json"]].concat());
        assert_ne!(run.code, 0, "{}", run.told());
        assert!(
            run.stderr.contains("an error that a service answered"),
            "{words:?}: {}",
            run.told()
        );
    }
}

#[test]
fn options_for_an_action_are_words() {
    for (words, said) in [
        (
            &["who", "--action", KEY_SETS][..],
            "ACTION is the first word",
        ),
        (
            &["can", CECILIE, "--action", KEY_SETS],
            "ACTION is the second word",
        ),
    ] {
        let run = rolecall(&[words, &["-i", TENANT]].concat());
        assert_eq!(run.code, 2, "{}", run.told());
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
}
