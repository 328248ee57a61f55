//! `init` and `suppress`.

use std::fs;

use super::*;

#[test]
fn a_new_configuration_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rolecall.toml");
    let run = rolecall_in(folder.path(), &["init"]);
    assert_eq!(run.code, 0, "{}", run.told());
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.lines()
            .all(|line| line.is_empty() || line.starts_with('#'))
    );
    let run = rolecall_in(folder.path(), &["tasks", "show", "deploy-cluster"]);
    assert_eq!((run.code, &*run.stderr), (0, ""));
    fs::write(&path, "# mine\n").unwrap();
    let run = rolecall_in(folder.path(), &["init"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("is there already"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(&path).unwrap(), "# mine\n");
    assert_eq!(rolecall_in(folder.path(), &["init", "--force"]).code, 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_suppression_is_added_and_holds() {
    let folder = tempfile::tempdir().unwrap();
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join(TENANT);
    let audit = ["audit", "-i", input.to_str().unwrap(), "--format", "json"];
    let first = rolecall_in(folder.path(), &audit).result();
    let finding = first["findings"][0]["id"].as_str().unwrap().to_owned();
    let add = [
        "suppress",
        &finding,
        "--owner",
        "the \"identity\" team",
        "--reason",
        "for a test",
    ];
    let run = rolecall_in(
        folder.path(),
        &[&add[..], &["--until", "2099-01-31"]].concat(),
    );
    assert_eq!(run.code, 0, "{}", run.told());
    let text = fs::read_to_string(folder.path().join("rolecall.toml")).unwrap();
    assert!(
        text.starts_with("[[suppress]]\n") && text.ends_with("expires = 2099-01-31\n"),
        "{text}"
    );
    let then = rolecall_in(folder.path(), &audit).result();
    let findings = then["findings"].as_array().unwrap();
    let found = findings.iter().find(|each| each["id"] == *finding).unwrap();
    assert_eq!(found["suppressed"]["owner"], "the \"identity\" team");
    // Once is enough, in whatever form the id is given, and what isn't a finding is refused; the file stays.
    let with = |id| [&["suppress", id], &add[2..]].concat();
    let (older, upper) = (&finding[1..], finding.to_uppercase());
    for (words, said) in [
        (&add[..], "is suppressed already"),
        (&with(older), "is suppressed already"),
        (&with(&upper), "is suppressed already"),
        (
            &["suppress", "owner", "--owner", "a", "--reason", "b"],
            "finding",
        ),
    ] {
        let run = rolecall_in(folder.path(), words);
        assert_ne!(run.code, 0);
        assert!(run.stderr.contains(said), "{}", run.stderr);
        assert_eq!(
            fs::read_to_string(folder.path().join("rolecall.toml")).unwrap(),
            text
        );
    }
}
