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
    let with = |more: &[&'static str]| -> Vec<&str> { [&add[..], more].concat() };
    let (older, upper) = (&finding[1..], finding.to_uppercase());
    let named = |id| -> Vec<&str> { [&["suppress", id], &add[2..]].concat() };
    for (words, said) in [
        (with(&[]), "is suppressed already"),
        (named(older), "is suppressed already"),
        (named(&upper), "is suppressed already"),
        (named(&finding[..16]), "is not the id of a finding"),
        (
            vec!["suppress", "owner", "--owner", "a", "--reason", "b"],
            "is not the id of a finding",
        ),
        (
            vec![
                "suppress",
                "f0123456789abcdef",
                "--owner",
                " ",
                "--reason",
                "b",
            ],
            "`--owner` says nothing",
        ),
        (with(&["-o", "x.toml"]), "takes no `-o`"),
        (with(&["--no-config"]), "leave `--no-config` out"),
    ] {
        let run = rolecall_in(folder.path(), &words);
        assert_eq!(run.code, 2, "{}", run.told());
        assert!(run.stderr.contains(said), "{}", run.stderr);
        assert_eq!(
            fs::read_to_string(folder.path().join("rolecall.toml")).unwrap(),
            text
        );
    }
}

#[test]
fn an_entry_goes_to_a_list_in_brackets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rolecall.toml");
    fs::write(
        &path,
        "suppress = [\n  { rule = \"*\", owner = \"a\", reason = \"b\" }, # why\n]\n[audit]\nfail-on = \"low\"\n",
    )
    .unwrap();
    let add = [
        "suppress",
        "0123456789ABCDEF",
        "--owner",
        "o",
        "--reason",
        "r",
    ];
    let run = rolecall_in(folder.path(), &add);
    assert_eq!(run.code, 0, "{}", run.told());
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("finding = \"f0123456789abcdef\""), "{text}");
    assert!(
        text.ends_with("# why\n]\n[audit]\nfail-on = \"low\"\n"),
        "{text}"
    );
    // It is found again, though it was named otherwise.
    let again = rolecall_in(folder.path(), &add);
    assert!(
        again.stderr.contains("is suppressed already"),
        "{}",
        again.told()
    );
}

#[test]
fn an_entry_that_has_expired_keeps_none_out() {
    let folder = tempfile::tempdir().unwrap();
    let add = [
        "suppress",
        "f0123456789abcdef",
        "--owner",
        "o",
        "--reason",
        "r",
    ];
    let until = |day: &'static str| {
        let words = [&add[..], &["--until", day]].concat();
        rolecall_in(folder.path(), &words)
    };
    let past = until("2020-01-31");
    assert!(
        past.code == 2 && past.stderr.contains("is over"),
        "{}",
        past.told()
    );
    let first = "[[suppress]]\nfinding = \"f0123456789abcdef\"\nowner = \"o\"\nreason = \"r\"\nexpires = 2020-01-31\n";
    fs::write(folder.path().join("rolecall.toml"), first).unwrap();
    let second = until("2099-01-31");
    assert_eq!(second.code, 0, "{}", second.told());
    assert!(
        second
            .stderr
            .contains("the entry for it at rolecall.toml:1:1 has expired"),
        "{}",
        second.stderr
    );
    assert_eq!(until("2099-02-28").code, 2);
}

#[test]
fn a_new_configuration_switches_none_off() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at(".rolecall.toml"), "# mine\n").unwrap();
    for words in [
        &["init"][..],
        &["init", "--force"],
        &["init", "-o", "rolecall.toml"],
    ] {
        let run = rolecall_in(folder.path(), words);
        assert_eq!(run.code, 2, "{}", run.told());
        assert!(
            run.stderr.contains("only `rolecall.toml` would be read"),
            "{}",
            run.stderr
        );
        assert!(!at("rolecall.toml").exists());
    }
    let replace = ["init", "-o", ".rolecall.toml", "--force"];
    assert_eq!(rolecall_in(folder.path(), &replace).code, 0);
    // Where one lies above, it is said that it doesn't count below.
    fs::create_dir(at("below")).unwrap();
    let run = rolecall_in(&at("below"), &["init"]);
    assert_eq!(run.code, 0, "{}", run.told());
    assert!(
        run.stderr
            .contains("`../.rolecall.toml` does not count any more"),
        "{}",
        run.stderr
    );
}

#[test]
fn init_writes_to_the_configuration_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let run = rolecall_in(folder.path(), &["init", "--config", "own.toml"]);
    assert_eq!(run.code, 0, "{}", run.told());
    assert!(folder.path().join("own.toml").exists());
    assert!(!folder.path().join("rolecall.toml").exists());
    for (more, said) in [
        (
            &["--config", "a.toml", "-o", "b.toml"][..],
            "both name the file",
        ),
        (&["--no-config"], "leave `--no-config` out"),
    ] {
        let run = rolecall_in(folder.path(), &[&["init"], more].concat());
        assert_eq!(run.code, 2, "{}", run.told());
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
}

/// As a new user goes: exports in a folder, a configuration for them, an audit without an option.
#[test]
fn init_makes_the_exports_those_of_every_command() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let exports = folder.path().join("azure");
    std::fs::create_dir(&exports).unwrap();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(TENANT)).unwrap() {
        let from = entry.unwrap().path();
        std::fs::copy(&from, exports.join(from.file_name().unwrap())).unwrap();
    }
    let run = rolecall_in(folder.path(), &["audit"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("`rolecall init -i PATH`"),
        "{}",
        run.stderr
    );
    assert_eq!(
        rolecall_in(folder.path(), &["init", "-i", "elsewhere"]).code,
        2
    );
    let init = rolecall_in(folder.path(), &["init", "-i", "azure"]);
    assert_eq!(init.code, 0, "{}", init.told());
    let named = rolecall_in(
        folder.path(),
        &["audit", "-i", "azure", "--no-config", "--format", "csv"],
    );
    for at in [folder.path(), &exports] {
        let run = rolecall_in(at, &["audit", "--format", "csv"]);
        let rows = |run: &Run| run.stdout.lines().count();
        assert_eq!((run.code, rows(&run)), (1, rows(&named)), "{}", run.told());
    }
    // Beside the exports it is not found from above, which is said, and how it is taken.
    std::fs::remove_file(folder.path().join("rolecall.toml")).unwrap();
    let init = rolecall_in(
        folder.path(),
        &["init", "-o", "azure/rolecall.toml", "-i", "azure"],
    );
    assert!(
        init.stderr.contains("`--config azure/rolecall.toml`"),
        "{}",
        init.stderr
    );
    let run = rolecall_in(folder.path(), &["audit", "-i", "azure"]);
    assert!(
        run.stderr.contains("`azure/rolecall.toml` is not in use"),
        "{}",
        run.stderr
    );
    for quiet in [
        rolecall_in(folder.path(), &["audit", "-i", "azure", "--no-config"]),
        rolecall_in(folder.path(), &["audit", "--config", "azure/rolecall.toml"]),
        rolecall_in(&exports, &["audit"]),
    ] {
        assert_eq!(quiet.code, 1, "{}", quiet.told());
        assert!(!quiet.stderr.contains("is not in use"), "{}", quiet.stderr);
    }
}

#[test]
fn a_configuration_is_no_stream() {
    let folder = tempfile::tempdir().unwrap();
    for (call, said) in [
        (&["init", "--config", "-"][..], "written to a file"),
        (&["init", "-o", "-"], "written to a file"),
        (
            &[
                "suppress",
                "f12e2a9569ef9e977",
                "--owner",
                "o",
                "--reason",
                "r",
                "--config",
                "-",
            ],
            "written to a file",
        ),
        (&["init", "-i", "-"], "standard input can't be an input"),
    ] {
        let run = rolecall_in(folder.path(), call);
        assert_eq!(run.code, 2, "{call:?}: {}", run.told());
        assert!(run.stderr.contains(said), "{call:?}: {}", run.told());
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// An id may be mistyped: where the configuration names the inputs, the finding is looked up.
#[test]
fn a_suppression_says_which_finding_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let tenant = Path::new(env!("CARGO_MANIFEST_DIR")).join(TENANT);
    let config = format!("[defaults]\ninputs = [{:?}]\n", tenant.to_str().unwrap());
    std::fs::write(folder.path().join("rolecall.toml"), config).unwrap();
    let add = |id: &str| {
        let words = ["suppress", id, "--owner", "ops", "--reason", "known"];
        rolecall_in(folder.path(), &words)
    };
    let run = add("f29308507e6cf6154");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("note: it is critical: ") || run.stderr.contains("note: it is high: "),
        "{}",
        run.stderr
    );
    let run = add("f29308507e6cf6155");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("have no finding `f29308507e6cf6155`"),
        "{}",
        run.stderr
    );
}
