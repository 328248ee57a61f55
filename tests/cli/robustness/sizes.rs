//! Much of everything. Memory grows with the input and not faster: runs have a limit.

use std::io::Write as _;

use super::*;

/// Runs within so many mebibytes of address space.
#[cfg(unix)]
fn limited(mebibytes: usize, arguments: &[&str], path: &Path) -> Run {
    let script = format!("ulimit -v {} && exec \"$0\" \"$@\"", mebibytes << 10);
    let mut command = assert_cmd::Command::new("sh");
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("XDG_DATA_HOME", "no-catalogue")
        .env_remove("ROLECALL_CATALOG")
        .args(["-c", &script, env!("CARGO_BIN_EXE_rolecall")])
        .args(arguments)
        .arg(path);
    finish(&mut command)
}

#[cfg(unix)]
#[test]
fn one_very_long_text_costs_a_few_times_its_size() {
    let folder = folder();
    let path = folder.path().join("long.json");
    let mut assignment = assignment();
    assignment["description"] = "x".repeat(64 << 20).into();
    std::fs::write(&path, format!("[{assignment}]")).unwrap();
    let run = limited(640, &["who", ACTION, "-i"], &path);
    assert_eq!(run.code, 0, "{}", run.told());
    assert!(run.stdout.contains(PERSON), "{}", run.told());
}

#[cfg(unix)]
#[test]
fn a_million_tiny_records_are_counted_and_not_kept() {
    let folder = folder();
    let path = folder.path().join("tiny.json");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    write!(file, "[{}", assignment()).unwrap();
    for _ in 0..1_000_000 {
        file.write_all(b",{}").unwrap();
    }
    file.write_all(b"]").unwrap();
    file.into_inner().unwrap();
    let run = limited(256, &["who", ACTION, "--format", "json", "-i"], &path);
    // Nobody knows what these were.
    assert_eq!(run.code, 4, "{}", run.told());
    let json = run.json();
    assert_eq!(json["inputs"][0]["records"], 1_000_001);
    let diagnostics = json["diagnostics"].as_array().unwrap();
    let about = |d: &&Value| d["code"] != "not-exported";
    let told = diagnostics.iter().filter(about).count();
    assert_eq!(told, 6, "five, and a count of the rest");
}

/// A scope is kept with all that lie above it: one of a hundred thousand segments would cost its
/// square.
#[cfg(unix)]
#[test]
fn a_scope_longer_than_any_of_azure_is_refused() {
    let folder = folder();
    let path = folder.path().join("scope.json");
    let mut long = assignment();
    let scope = format!(
        "{SUBSCRIPTION}/resourceGroups/rg/providers/a.b{}",
        "/c/d".repeat(100_000)
    );
    long["scope"] = scope.into();
    std::fs::write(&path, Value::from(vec![assignment(), long]).to_string()).unwrap();
    let run = limited(256, &["who", ACTION, "-i"], &path);
    assert!((0..=4).contains(&run.code));
    assert!(
        run.stderr.contains("longer than 4096 bytes"),
        "{}",
        run.told()
    );
    assert!(run.stderr.len() < 10_000);
}

#[test]
fn patterns_of_thousands_of_stars_are_answered() {
    let folder = folder();
    for (name, pattern) in [
        ("segments", "a/".repeat(50_000) + "*"),
        ("stars", "*".repeat(5_000)),
        ("both", "*/".repeat(2_000)),
        (
            "letters",
            "Microsoft.Storage/*".to_owned() + &"a*".repeat(2_000),
        ),
    ] {
        let role = serde_json::json!([{
            "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/44444444-4444-4444-4444-444444444444"),
            "roleName": "many stars", "roleType": "CustomRole", "assignableScopes": [SUBSCRIPTION],
            "permissions": [{"actions": [pattern, "*/read"], "notActions": [pattern.clone() + "x"]}],
        }]);
        let path = folder.path().join(format!("{name}.json"));
        std::fs::write(&path, role.to_string()).unwrap();
        let run = run_on(&["can", "--role", "many stars", ACTION, "-i"], &path);
        assert_eq!(run.code, 0, "{name}: {}", run.told());
        let run = run_on(
            &["can", "--role", "Reader"],
            Path::new(&pattern[..pattern.len().min(20_000)]),
        );
        assert!([0, 1].contains(&run.code), "{name}: {}", run.told());
    }
}
