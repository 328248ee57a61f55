//! `nexus check --redact` finds what the check under the true names finds, whatever a cluster holds.

use super::*;

const FIXTURES: &str = "tests/fixtures/nexus";

/// A file of a fixture, or that of the first where the fixture has none of its own.
fn own(fixture: &str, file: &str) -> String {
    let path = format!("{FIXTURES}/{fixture}/{file}");
    match Path::new(&path).exists() {
        true => path,
        false => format!("{FIXTURES}/f1/{file}"),
    }
}

fn value(path: &str) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn file(name: &str, value: &Value) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nexus-redacted");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, value.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

/// What every check comes to, by rule.
fn outcomes(run: &Run) -> Vec<(String, String, String)> {
    let result = run.result();
    let checks = result["checks"].as_array().unwrap().iter();
    let mut outcomes: Vec<_> = checks
        .map(|check| {
            let text = |field: &str| check[field].as_str().unwrap().to_owned();
            (text("rule"), text("severity"), text("status"))
        })
        .collect();
    outcomes.sort();
    outcomes
}

/// Runs a check as it is and redacted, which come to the same; gives the redacted one.
fn both(words: &[&str]) -> Run {
    let base = ["nexus", "check", "--format", "json"];
    let plain = rolecall(&[&base[..], words].concat());
    let redacted = rolecall(&[&base[..], &["--redact"], words].concat());
    assert_eq!(
        redacted.code,
        plain.code,
        "{words:?}\n{}\n{}",
        plain.told(),
        redacted.told()
    );
    assert_eq!(outcomes(&redacted), outcomes(&plain), "{words:?}");
    assert_eq!(
        redacted.json()["complete"],
        plain.json()["complete"],
        "{words:?}"
    );
    redacted
}

#[test]
fn every_fixture_comes_to_the_same() {
    let platform = "aaaaaaaa-0000-0000-0000-0000000000ff";
    for fixture in ["f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9"] {
        let files = ["cluster.json", "assignments.json", "resources.json"];
        let [cluster, assignments, resources] = files.map(|name| own(fixture, name));
        let given = ["--cluster", &cluster, "-i", &assignments, &resources];
        for more in [
            &[][..],
            &["--api-version", "2024-07-01"],
            &["--platform-principal", platform],
            &["--only", "A6"],
            &["--only", "grants"],
        ] {
            worded(&both(&[&given[..], more].concat()));
        }
        both(&["--cluster", &cluster]);
        both(&["-i", &cluster, &assignments, &resources]);
    }
    let osl1 = format!("{TENANT}/cluster-osl1.json");
    worded(&both(&["-i", TENANT]));
    worded(&both(&["-i", TENANT, "--cluster", &osl1]));
}

/// Every check has words of its own: none differs under pseudonyms.
fn worded(run: &Run) {
    let result = run.result();
    for check in result["checks"].as_array().unwrap() {
        assert_ne!(check["subject"], "cluster", "{check}");
    }
}

#[test]
fn the_platform_is_found_under_its_pseudonym() {
    let mut rows = value(&own("f1", "assignments.json"));
    let platform = rows
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|row| {
            row["principalName"] != "" && row["roleDefinitionName"] == "Managed Identity Operator"
        })
        .unwrap();
    platform["principalName"] = "".into();
    let object = platform["principalId"].as_str().unwrap().to_owned();
    let assignments = file("unnamed.json", &rows);
    let cluster = own("f1", "cluster.json");
    let resources = own("f1", "resources.json");
    let run = both(&[
        "--cluster",
        &cluster,
        "-i",
        &assignments,
        &resources,
        "--platform-principal",
        &object,
    ]);
    assert_eq!(run.code, 0, "{}", run.told());
    assert!(!run.told().contains(&object), "{}", run.told());
}

/// Clusters with something that is read another way once it has another name.
#[test]
fn odd_clusters_come_to_the_same() {
    let whole = value(&own("f1", "cluster.json"));
    let at = |pointer: &str, text: &str| {
        let mut cluster = whole.clone();
        *cluster.pointer_mut(pointer).unwrap() = text.into();
        cluster
    };
    let url = "/commandOutputSettings/containerUrl";
    let workspace = "/analyticsOutputSettings/analyticsWorkspaceId";
    let padded = whole.pointer(workspace).unwrap().as_str().unwrap();
    let mut odd: Vec<Value> = [
        "https://u:p@acct.blob.core.windows.net/out",
        "https://acct.blob.core.windows.net/out#part",
        "https://acct.blob.core.windows.net/default",
        "https://acct.blob.core.windows.net/out?sv=1&amp;sig=s%2Fecret",
        "https://current.blob.core.windows.net/out",
        "acct.blob.core.windows.net/out",
        "$URL",
    ]
    .iter()
    .map(|text| at(url, text))
    .collect();
    odd.push(at(workspace, &format!("  {padded}/ ")));
    odd.push(at(workspace, "$WORKSPACE"));
    odd.push(at("/secretArchiveSettings/vaultUri", "https://kv"));
    odd.push(at("/identity/type", "userassigned"));
    odd.push(serde_json::json!({"identity": {"type": "SystemAssigned"}}));
    odd.push(serde_json::json!({"name": "bare", "analyticsOutputSettings": {}}));
    odd.push(serde_json::json!({"properties": {"secretArchiveSettings": {"vaultUri": "kv"}}}));
    let mut resources = value(&own("f1", "resources.json")).to_string();
    for word in ["Deny", "Enabled", "AzureServices"] {
        resources = resources.replace(
            &format!("\"{word}\""),
            &format!("\"{}\"", word.to_lowercase()),
        );
    }
    let resources = file(
        "small-letters.json",
        &serde_json::from_str(&resources).unwrap(),
    );
    let assignments = own("f1", "assignments.json");
    let plain = own("f1", "cluster.json");
    worded(&both(&[
        "--cluster",
        &plain,
        "-i",
        &assignments,
        &resources,
    ]));
    for (number, cluster) in odd.iter().enumerate() {
        let path = file(&format!("odd-{number}.json"), cluster);
        let run = both(&["--cluster", &path, "-i", &assignments, &resources]);
        for name in ["acct", "/u1", "s%2Fecret"] {
            assert!(!run.told().contains(name), "{cluster}\n{}", run.told());
        }
    }
}
