//! The commands of fixes and plans are made of names that somebody else may have chosen: every name
//! reaches a shell as one word, and no shell runs it.

use std::process::Command as Program;

use super::*;

/// Names that a shell would run, split or change.
const ODD: [&str; 7] = [
    "a\"; touch ran; \"b",
    "$(touch ran)",
    "`touch ran`",
    "it's; touch ran; echo 's",
    "x y --query identity.principalId",
    "a&touch ran|b>c",
    "\u{201c}*? ~ !x\\",
];

/// The words that a POSIX shell hands to the `az` of a command.
fn words(command: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    // A person puts the usual parameters in its place.
    let command = command.replace("<usual parameters>", "--usual");
    let script = format!("az() {{ printf '%s\\037' \"$@\"; }}\n{command}\n");
    let run = Program::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(run.status.success(), "{command}\n{run:?}");
    assert!(run.stderr.is_empty(), "{command}\n{run:?}");
    let made = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(made, 0, "{command}");
    let text = String::from_utf8(run.stdout).unwrap();
    let words = text.trim_end_matches('\u{1f}').split('\u{1f}');
    words.map(str::to_owned).collect()
}

fn commands(list: &Value, field: &str) -> Vec<String> {
    let rows = list.as_array().unwrap().iter();
    rows.flat_map(|row| row[field].as_array().unwrap())
        .map(|command| command.as_str().unwrap().to_owned())
        .collect()
}

/// Whether a word is the name, ends in it, or is an id or address that holds it.
fn holds(words: &[Vec<String>], name: &str) -> bool {
    words.iter().flatten().any(|word| word.contains(name))
}

#[test]
fn names_of_a_plan_are_words() {
    for odd in ODD {
        let names = [
            "--name",
            odd,
            "-g",
            odd,
            "--location",
            odd,
            "--subscription",
            odd,
            "--workspace",
            odd,
            "--storage-account",
            odd,
            "--container",
            odd,
            "--vault",
            odd,
        ];
        for kind in [
            &["--identity", "uami", "--uami", odd][..],
            &["--identity", "sami"],
        ] {
            let run = rolecall(&[&["nexus", "plan", "--format", "json"], kind, &names].concat());
            assert_eq!(run.code, 0, "{}", run.told());
            let commands = commands(&run.result()["steps"], "commands");
            let read: Vec<Vec<String>> = commands.iter().map(|command| words(command)).collect();
            assert!(read.len() > 10 && holds(&read, odd), "{read:?}");
            let run = rolecall(&[&["nexus", "plan", "--emit", "sh"], kind, &names].concat());
            assert_eq!(run.code, 0, "{}", run.told());
            // Grants, networks and limits stand in loops; asking for ids takes three commands less.
            let calls = run.stdout.matches("az ").count();
            assert!(
                calls + 3 >= read.len(),
                "{calls} of {}\n{}",
                read.len(),
                run.stdout
            );
        }
    }
}

#[test]
fn names_of_a_cluster_are_words_in_its_fixes() {
    let text = std::fs::read_to_string("tests/fixtures/nexus/f1/cluster.json").unwrap();
    let plain: Value = serde_json::from_str(&text).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for odd in ODD {
        let id = plain["id"].as_str().unwrap();
        let mut cluster = plain.clone();
        cluster["name"] = odd.into();
        cluster["id"] = id
            .replace("/resourceGroups/rg/", &format!("/resourceGroups/{odd}/"))
            .into();
        let identity = format!(
            "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{odd}"
        );
        // Not attached: I1 says how to attach it. No type: S4 says what the block should be.
        cluster["commandOutputSettings"] = serde_json::json!({
            "containerUrl": format!("https://acct.blob.core.windows.net/{odd}"),
            "associatedIdentity": {
                "identityType": "UserAssignedIdentity",
                "userAssignedIdentityResourceId": identity,
            },
        });
        cluster["secretArchiveSettings"] = serde_json::json!({
            "vaultUri": format!("https://kv.vault.azure.net/{odd}"),
            "associatedIdentity": {"userAssignedIdentityResourceId": identity},
        });
        cluster["analyticsOutputSettings"] = Value::Null;
        cluster["analyticsWorkspaceId"] = format!("/law/{odd}").into();
        cluster["identity"]["userAssignedIdentities"][&identity[..identity.len() - 1]] =
            serde_json::json!({});
        let path = folder.path().join("cluster.json");
        std::fs::write(&path, cluster.to_string()).unwrap();
        let path = path.to_str().unwrap();
        let inputs = [
            "-i",
            "tests/fixtures/nexus/f1/assignments.json",
            "tests/fixtures/nexus/f1/resources.json",
        ];
        let base = ["nexus", "check", "--format", "json", "--cluster", path];
        let run = rolecall(&[&base[..], &inputs].concat());
        let fixes = commands(&run.result()["checks"], "fix");
        let read: Vec<Vec<String>> = fixes.iter().map(|command| words(command)).collect();
        assert!(read.len() > 5 && holds(&read, odd), "{read:?}");
        for plan in [&[][..], &["--identity", "sami"], &["--remove", "all"]] {
            let base = ["nexus", "plan", "--format", "json", "--cluster", path];
            let run = rolecall(&[&base[..], plan].concat());
            assert_eq!(run.code, 0, "{}", run.told());
            for command in commands(&run.result()["steps"], "commands") {
                words(&command);
            }
        }
    }
}
