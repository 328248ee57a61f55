//! `nexus simulate` is as sure as what it looked at, and writes over nothing that was read.

use super::*;

const CLUSTER: &str = "tests/fixtures/nexus/f1/cluster.json";
const ASSIGNMENTS: &str = "tests/fixtures/nexus/f1/assignments.json";
const RESOURCES: &str = "tests/fixtures/nexus/f1/resources.json";

const UPDATE: [&str; 8] = [
    "--",
    "az",
    "networkcloud",
    "cluster",
    "update",
    "-n",
    "c1",
    "-g",
];

fn simulate(more: &[&str], flags: &[&str]) -> Run {
    let base = ["nexus", "simulate", "--cluster", CLUSTER];
    rolecall(&[&base[..], more, &UPDATE, &["rg"], flags].concat())
}

fn status<'r>(result: &'r Value, rule: &str) -> Vec<&'r str> {
    let checks = result["check"]["checks"].as_array().unwrap().iter();
    checks
        .filter(|check| check["rule"] == rule)
        .map(|check| check["status"].as_str().unwrap())
        .collect()
}

#[test]
fn what_lost_records_could_turn_is_undetermined() {
    let folder = tempfile::tempdir().unwrap();
    for (from, to) in [(ASSIGNMENTS, "a.json"), (RESOURCES, "r.json")] {
        std::fs::copy(from, folder.path().join(to)).unwrap();
    }
    let inputs = ["-i", folder.path().to_str().unwrap()];
    let same = ["--tags", "a=b"];
    let removing = ["--mi-system-assigned"];
    let base = ["nexus", "check", "--cluster", CLUSTER];
    let check = || rolecall(&[&base[..], &inputs].concat()).code;
    assert_eq!((check(), simulate(&inputs, &same).code), (0, 0));
    std::fs::write(folder.path().join("lost.json"), "[{\"id\": ").unwrap();
    let run = simulate(&inputs, &same);
    assert_eq!((check(), run.code), (4, 4), "{}", run.told());
    assert!(run.stderr.contains("the exit code is 4"), "{}", run.stderr);
    // What goes by the change alone stays.
    assert_eq!(simulate(&inputs, &removing).code, 1);
    // Grants that are lost turn what fails for want of one.
    let lacking = folder.path().join("a.json");
    std::fs::copy("tests/fixtures/nexus/f2/assignments.json", lacking).unwrap();
    let run = simulate(&inputs, &same);
    assert_eq!((check(), run.code), (4, 4), "{}", run.told());
    std::fs::remove_file(folder.path().join("lost.json")).unwrap();
    assert_eq!((check(), simulate(&inputs, &same).code), (1, 1));
}

#[test]
fn no_export_shows_what_a_change_sets() {
    let inputs = ["--format", "json", "-i", ASSIGNMENTS, RESOURCES];
    let vault = [
        "--secret-archive-settings",
        "vault-uri=https://kv.vault.azure.net/",
    ];
    let run = simulate(&inputs, &vault);
    let result = run.result();
    assert_eq!(run.code, 4, "{}", run.told());
    assert_eq!(status(&result, "V1"), ["pass"]);
    assert_eq!(status(&result, "V2"), ["pass", "unknown"]);
    let storage = [
        "--command-output-settings",
        "container-url=https://acct.blob.core.windows.net/out",
    ];
    let result = simulate(&inputs, &storage).result();
    assert_eq!(status(&result, "V1"), ["unknown"]);
    let dated = [&inputs[..], &["--api-version", "2025-02-01"]].concat();
    let run = simulate(&dated, &[&vault[..], &storage].concat());
    assert_eq!(run.code, 0, "{}", run.told());
    assert_eq!(status(&run.result(), "V2"), ["pass", "pass"]);
}

#[test]
fn the_first_word_agrees_with_the_exit_code() {
    let same = ["--tags", "a=b"];
    for (assignments, more, word, code) in [
        (ASSIGNMENTS, RESOURCES, "clean  ", 0),
        (ASSIGNMENTS, ASSIGNMENTS, "open  ", 4),
        (
            "tests/fixtures/nexus/f2/assignments.json",
            RESOURCES,
            "fails  ",
            1,
        ),
    ] {
        let run = simulate(&["-i", assignments, more], &same);
        assert_eq!(run.code, code, "{}", run.told());
        assert!(run.stdout.starts_with(word), "{}", run.stdout);
    }
    assert!(simulate(&[], &same).stdout.starts_with("clean  "));
}

#[test]
fn nothing_that_was_read_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [cluster, body, pasted] = ["cluster.json", "body.json", "command.txt"].map(path);
    std::fs::copy(CLUSTER, &cluster).unwrap();
    std::fs::write(&body, "{\"identity\":{\"type\":\"None\"}}").unwrap();
    let request = format!(
        "az rest --method PATCH --url '/subscriptions/s/resourceGroups/rg/providers/Microsoft.NetworkCloud/clusters/c1?api-version=2025-02-01' --body '@{body}'"
    );
    std::fs::write(&pasted, &request).unwrap();
    let linked = path("linked.json");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&cluster, &linked).unwrap();
    #[cfg(not(unix))]
    std::fs::hard_link(&cluster, &linked).unwrap();
    let before = [&cluster, &body, &pasted].map(|file| std::fs::read(file).unwrap());
    let base = ["nexus", "simulate", "--cluster", &cluster];
    for (change, over) in [
        (["--patch", &body], &cluster),
        (["--patch", &body], &linked),
        (["--patch", &body], &body),
        (["--command", &pasted], &pasted),
        (["--command", &pasted], &body),
    ] {
        for option in ["--write-after", "-o"] {
            let run = rolecall(&[&base[..], &change, &[option, over]].concat());
            assert_eq!(run.code, 2, "{option} {over} {}", run.told());
            assert!(run.stderr.contains("one of the inputs"), "{}", run.stderr);
        }
    }
    let after = [&cluster, &body, &pasted].map(|file| std::fs::read(file).unwrap());
    assert_eq!(before, after);
    let new = path("new.json");
    let both = ["--patch", &body, "--write-after", &new, "-o", &new];
    let run = rolecall(&[&base[..], &both].concat());
    assert_eq!(run.code, 2, "{}", run.told());
    assert!(!Path::new(&new).exists());
    let dash = finish(command().current_dir(folder.path()).args(base).args([
        "--patch",
        &body,
        "--write-after",
        "-",
    ]));
    assert_eq!(dash.code, 2, "{}", dash.told());
    assert!(!Path::new(&path("-")).exists());
}

/// What a creation makes has nothing of the cluster that it replaces.
#[test]
fn a_creation_is_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let after = folder.path().join("after.json");
    let create = [
        "--write-after",
        after.to_str().unwrap(),
        "--",
        "az",
        "networkcloud",
        "cluster",
        "create",
        "-n",
        "c1",
        "-g",
        "rg",
        "--mi-system-assigned",
    ];
    let base = ["nexus", "simulate", "--cluster", CLUSTER];
    let run = rolecall(&[&base[..], &create].concat());
    assert_eq!(run.code, 1, "{}", run.told());
    let written: Value = serde_json::from_slice(&std::fs::read(&after).unwrap()).unwrap();
    assert_eq!(written["identity"]["type"], "SystemAssigned");
    assert_eq!(written["detailedStatus"], "PendingDeployment");
    for gone in [
        "commandOutputSettings",
        "analyticsOutputSettings",
        "secretArchiveSettings",
        "provisioningState",
        "location",
    ] {
        assert!(written.get(gone).is_none(), "{gone}: {written}");
    }
    let of = |words: &[&str]| {
        let create = [&create[..7], words].concat();
        let run = rolecall(&[&base[..], &create].concat());
        assert_eq!(run.code, 1, "{}", run.told());
        let written: Value = serde_json::from_slice(&std::fs::read(&after).unwrap()).unwrap();
        written["id"].as_str().map(str::to_owned)
    };
    let own = written["id"].as_str().map(str::to_owned);
    assert!(own.as_ref().is_some_and(|id| id.ends_with("/clusters/c1")));
    assert_eq!(of(&["-n", "C1"]), own);
    assert_eq!(of(&["-n", "c2", "-g", "rg"]), None);
    assert_eq!(of(&["-n", "c1", "-g", "other"]), None);
    assert_eq!(of(&["-n", "c1", "--subscription", "Production"]), None);
}

/// Azure reads the names of properties without regard to case; what nobody knows is never clean.
#[test]
fn names_in_a_body_have_no_case_and_unknown_ones_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let body = folder.path().join("body.json");
    let run = |text: &str| {
        std::fs::write(&body, text).unwrap();
        let arguments = ["nexus", "simulate", "--cluster", CLUSTER, "--patch"];
        rolecall(
            &[
                &arguments[..],
                &[body.to_str().unwrap(), "--format", "json"],
            ]
            .concat(),
        )
    };
    let exact = run(r#"{"identity":{"type":"None"}}"#);
    assert_eq!(exact.code, 1, "{}", exact.stdout);
    for text in [
        r#"{"Identity":{"Type":"None"}}"#,
        r#"{"IDENTITY":{"type":"None"}}"#,
        r#"{"identity":{"TYPE":"None"}}"#,
    ] {
        let other = run(text);
        assert_eq!(other.code, 1, "{text}: {}", other.stdout);
        assert_eq!(other.json()["result"], exact.json()["result"], "{text}");
    }
    let exact = run(r#"{"properties":{"commandOutputSettings":null}}"#);
    let other = run(r#"{"Properties":{"CommandOutputSettings":null}}"#);
    assert_eq!(other.code, exact.code, "{}", other.stdout);
    assert_eq!(other.json()["result"], exact.json()["result"]);
    for text in [
        r#"{"identiy":{"type":"None"}}"#,
        r#"{"identity":{"typ":"None","type":"UserAssigned"},"tags":{}}"#,
        r#"{"properties":{"commandOutputSetings":null}}"#,
        r#"{"properties":{"commandOutputSettings":{"containerUri":"https://a/b"}}}"#,
    ] {
        let unknown = run(text);
        assert_ne!(unknown.code, 0, "{text}: {}", unknown.stdout);
        assert!(
            unknown.stdout.contains("unknown-property"),
            "{text}: {}",
            unknown.stdout
        );
        assert_eq!(unknown.json()["complete"], false, "{text}");
    }
    assert_eq!(run(r#"{"identiy":{"type":"None"}}"#).code, 4);
    assert_eq!(run(r#"{"tags":{"a":"b"}}"#).code, 0);
    let twice = run(r#"{"identity":{"type":"None"},"Identity":{}}"#);
    assert_eq!(twice.code, 3, "{}", twice.stderr);
    assert!(twice.stderr.contains("stands twice"), "{}", twice.stderr);
}

/// The values of settings as `az` takes them: from files, with keys apart by blanks, by its own names.
#[test]
fn settings_are_read_as_the_cli_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.json");
    let target = "https://kv.vault.azure.net/";
    let keys =
        serde_json::json!({ "vault-uri": target, "identity-type": "SystemAssignedIdentity" });
    std::fs::write(&file, keys.to_string()).unwrap();
    let path = file.to_str().unwrap();
    let with = |words: &[&str]| {
        let flags = [&["--secret-archive-settings"][..], words].concat();
        simulate(&["--format", "json"], &flags)
    };
    let uri = format!("vault-uri={target}");
    let plain = with(&[&uri, "identity-type=SystemAssignedIdentity"]);
    for words in [format!("@{path}"), path.to_owned()] {
        let read = with(&[&words]);
        assert_eq!(read.code, plain.code, "{words}: {}", read.stderr);
        assert_eq!(read.json()["result"], plain.json()["result"], "{words}");
    }
    let missing = with(&["@nothing-there.json"]);
    assert_eq!(missing.code, 2, "{}", missing.stderr);
    assert!(
        missing.stderr.contains("nothing-there.json"),
        "{}",
        missing.stderr
    );
    let one_value = with(&[&format!("{uri},identity-type=SystemAssignedIdentity")]);
    assert_ne!(one_value.code, 0, "{}", one_value.stdout);
    assert!(
        one_value.stdout.contains("comma-in-value"),
        "{}",
        one_value.stdout
    );
    let of_service = with(&[&format!(
        r#"{{"vaultUri":"{target}","identityType":"SystemAssignedIdentity"}}"#
    )]);
    assert_eq!(of_service.code, 2, "{}", of_service.stdout);
    assert!(
        of_service.stderr.contains("vaultUri"),
        "{}",
        of_service.stderr
    );
}
