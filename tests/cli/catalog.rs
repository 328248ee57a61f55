use std::fs;
use std::path::{Path, PathBuf};

use super::*;

const ROLES: &str = "tests/fixtures/az/role-definitions.json";
const OPERATIONS: &str = "tests/fixtures/operations/az.json";

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// An image of the files given, and what the import said.
fn import(folder: &Path, name: &str, files: &[&str]) -> (PathBuf, Run) {
    let image = folder.join(name);
    let run = finish(
        command()
            .args([
                "catalog",
                "import",
                "--date",
                "2026-08-22",
                "--format",
                "json",
                "-o",
            ])
            .arg(&image)
            .args(files),
    );
    (image, run)
}

#[test]
fn an_import_is_used_from_then_on() {
    let data = folder();
    let run = finish(command().env("XDG_DATA_HOME", data.path()).args([
        "catalog",
        "import",
        ROLES,
        OPERATIONS,
        "--date",
        "2026-08-22",
        "--force",
    ]));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("imported"), "{}", run.stdout);
    let info = finish(
        command()
            .env("XDG_DATA_HOME", data.path())
            .args(["catalog", "info", "--format", "json"]),
    );
    let info = info.json();
    assert_eq!(info["catalog"]["source"], "imported");
    assert_eq!(info["catalog"]["date"], "2026-08-22");
    assert_eq!(info["result"]["operations"]["total"], 6);
    assert_eq!(info["result"]["operations"]["data"], 1);
    assert_eq!(info["result"]["roles"]["custom"], 1);
    // The documented roles come along.
    assert!(info["result"]["roles"]["documented"].as_u64().unwrap() > 0);
    let can = finish(command().env("XDG_DATA_HOME", data.path()).args([
        "can",
        "--role",
        "machine keeper",
        "Microsoft.Compute/virtualMachines/write",
    ]));
    assert_eq!(can.code, 0, "{}", can.stderr);
}

/// An export of one tenant in place of Azure would make every later answer wrong.
#[test]
fn a_catalogue_is_not_lost_by_accident() {
    let data = folder();
    let run = |words: &[&str]| finish(command().env("XDG_DATA_HOME", data.path()).args(words));
    let import = ["catalog", "import", ROLES, OPERATIONS];
    let refused = run(&import);
    assert_eq!(
        (refused.code, &*refused.stdout),
        (3, ""),
        "{}",
        refused.told()
    );
    for said in ["would replace", "`--force`", "`-i`"] {
        assert!(refused.stderr.contains(said), "{}", refused.stderr);
    }
    assert!(!data.path().join("rolecall").join("catalog.image").exists());
    // Aside, and again over one of its own size, it is fine.
    let aside = data.path().join("aside.image");
    let aside = run(&[&import[..], &["-o", aside.to_str().unwrap()]].concat());
    assert_eq!(aside.code, 0, "{}", aside.told());
    assert_eq!(run(&[&import[..], &["--force"]].concat()).code, 0);
    assert_eq!(run(&import).code, 0);
    // What counts is the catalogue that is replaced, not the one that answers.
    let other = data.path().join("aside.image");
    let other = other.to_str().unwrap();
    assert_eq!(run(&[&import[..], &["--catalog", "core"]].concat()).code, 0);
    assert_eq!(run(&["catalog", "reset"]).code, 0);
    let refused = run(&[&import[..], &["--catalog", other]].concat());
    assert_eq!(refused.code, 3, "{}", refused.told());
    assert_eq!(run(&[&import[..], &["--force"]].concat()).code, 0);
    let source = |words: &[&str]| run(words).json()["catalog"]["source"].take();
    let info = ["catalog", "info", "--format", "json"];
    assert_eq!(source(&info), "imported");
    assert_eq!(
        source(&[&info[..], &["--catalog", "core"]].concat()),
        "core"
    );
    let named = run(&["catalog", "reset", "-o", "x.image"]);
    assert_eq!(named.code, 2, "{}", named.told());
    let reset = run(&["catalog", "reset"]);
    assert!(
        reset.stderr.contains("the core answers now"),
        "{}",
        reset.told()
    );
    assert_eq!(source(&info), "core");
    let again = run(&["catalog", "reset"]);
    assert_eq!(
        (again.code, &*again.stderr),
        (0, "no catalogue was imported: the core answers\n")
    );
}

#[test]
fn an_image_takes_the_date_of_the_clock() {
    let data = folder();
    let image = data.path().join("a.image");
    let run = finish(
        command()
            .args([
                "catalog", "import", ROLES, OPERATIONS, "--format", "json", "-o",
            ])
            .arg(&image),
    );
    let date = run.result()["date"].as_str().unwrap().to_owned();
    assert!(date.len() == 10 && date.as_str() > "2025-01-01", "{date}");
    let bad = rolecall(&[
        "catalog",
        "import",
        ROLES,
        OPERATIONS,
        "--date",
        "yesterday",
    ]);
    assert_eq!(bad.code, 2);
}

#[test]
fn the_same_inputs_make_the_same_image_in_any_order() {
    let data = folder();
    let (a, _) = import(data.path(), "a.image", &[ROLES, OPERATIONS]);
    let (b, _) = import(data.path(), "b.image", &[OPERATIONS, ROLES]);
    assert_eq!(fs::read(a).unwrap(), fs::read(b).unwrap());
}

#[test]
fn content_decides_what_a_file_is() {
    let data = folder();
    let roles = data.path().join("operations.json");
    let operations = data.path().join("roles.json");
    fs::copy(ROLES, &roles).unwrap();
    fs::copy(OPERATIONS, &operations).unwrap();
    let files = [roles.to_str().unwrap(), operations.to_str().unwrap()];
    let (_, run) = import(data.path(), "a.image", &files);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let kinds: Vec<Value> = run.json()["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| input["kind"].clone())
        .collect();
    assert_eq!(kinds, ["roleDefinitions", "operations"]);
}

#[test]
fn what_is_missing_is_named_with_the_command_that_gets_it() {
    for (files, lacks) in [
        (&[ROLES][..], "no provider operation"),
        (&[OPERATIONS][..], "no role definition"),
    ] {
        let data = folder();
        let (image, run) = import(data.path(), "a.image", files);
        assert_eq!(run.code, 3);
        assert!(run.stderr.contains(lacks), "{}", run.stderr);
        assert!(
            run.stderr.contains("az provider operation list"),
            "{}",
            run.stderr
        );
        assert!(!image.exists());
    }
}

#[test]
fn half_read_files_are_not_imported_unless_asked_for() {
    let broken = "tests/fixtures/broken/truncated.json";
    let data = folder();
    let (image, run) = import(data.path(), "a.image", &[ROLES, OPERATIONS]);
    assert_eq!(run.code, 0);
    let before = fs::read(&image).unwrap();
    let (_, run) = import(data.path(), "a.image", &[ROLES, OPERATIONS, broken]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("ends in the middle"), "{}", run.stderr);
    assert!(run.stderr.contains("truncated.json:"), "{}", run.stderr);
    assert_eq!(fs::read(&image).unwrap(), before, "the old image stays");
    let (_, run) = import(
        data.path(),
        "a.image",
        &[ROLES, OPERATIONS, broken, "--keep-going"],
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.json()["complete"], false);
}

#[test]
fn an_import_says_what_changed() {
    let data = folder();
    let (old, _) = import(data.path(), "old.image", &[ROLES, OPERATIONS]);
    let changed = fs::read_to_string(ROLES)
        .unwrap()
        .replace("Machine Keeper", "Machine Warden")
        .replace(
            "Microsoft.Compute/virtualMachines/delete",
            "Microsoft.Compute/virtualMachines/WRITE",
        );
    let roles = data.path().join("roles.json");
    fs::write(&roles, changed).unwrap();
    let operations = data.path().join("operations.json");
    let more = fs::read_to_string(OPERATIONS).unwrap().replace(
        "Microsoft.Compute/register/action",
        "Microsoft.Compute/unregister/action",
    );
    fs::write(&operations, more).unwrap();
    let files = [roles.to_str().unwrap(), operations.to_str().unwrap()];
    let (new, _) = import(data.path(), "new.image", &files);
    let assignments = data.path().join("assignments.json");
    fs::write(
        &assignments,
        r#"[{"id":"/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/22222222-aaaa-4aaa-8aaa-000000000001",
            "principalId":"33333333-aaaa-4aaa-8aaa-000000000001","principalName":"alice@contoso.com","principalType":"User",
            "roleDefinitionId":"/x/11111111-aaaa-4aaa-8aaa-000000000001","roleDefinitionName":"Machine Keeper","scope":"/subscriptions/s"},
            {"id":"/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/22222222-aaaa-4aaa-8aaa-000000000002",
            "principalId":"33333333-aaaa-4aaa-8aaa-000000000002","principalName":"bob@contoso.com","principalType":"User",
            "roleDefinitionId":"/x/acdd72a7-3385-48ef-bd42-f606fba81ae7","scope":"/subscriptions/s"}]"#,
    )
    .unwrap();
    let run = finish(
        command()
            .args(["catalog", "diff", "--format", "json"])
            .args([&old, &new])
            .arg("-i")
            .arg(&assignments),
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    let result = run.result();
    let roles = &result["roles"];
    assert_eq!(roles["added"], serde_json::json!([]));
    assert_eq!(roles["removed"], serde_json::json!([]));
    assert_eq!(roles["renamed"][0]["before"], "Machine Keeper");
    assert_eq!(roles["renamed"][0]["name"], "Machine Warden");
    let change = &roles["changed"][0];
    assert_eq!(change["cause"], "definition");
    assert_eq!(
        change["patterns"]["added"][0]["pattern"],
        "Microsoft.Compute/virtualMachines/WRITE"
    );
    assert_eq!(change["patterns"]["removed"][0]["list"], "notActions");
    assert_eq!(change["gained"]["total"], 1);
    assert_eq!(change["lost"]["total"], 1);
    assert_eq!(
        result["operations"]["added"][0]["name"],
        "Microsoft.Compute/unregister/action"
    );
    assert_eq!(
        result["operations"]["removed"][0]["name"],
        "Microsoft.Compute/register/action"
    );
    let access = result["access"].as_array().unwrap();
    assert_eq!(access.len(), 1, "bob's role did not change");
    assert_eq!(access[0]["principal"]["name"], "alice@contoso.com");
    assert_eq!(access[0]["gained"]["total"], 1);

    let same = finish(command().args(["catalog", "diff"]).args([&old, &old]));
    assert!(same.stdout.starts_with("same"), "{}", same.stdout);
}

#[test]
fn operations_that_come_change_roles_whose_patterns_stay() {
    let data = folder();
    let (old, _) = import(data.path(), "old.image", &[ROLES, OPERATIONS]);
    let operations = data.path().join("operations.json");
    let more = fs::read_to_string(OPERATIONS).unwrap().replace(
        "Microsoft.Compute/register/action",
        "Microsoft.Compute/virtualMachines/start/action",
    );
    fs::write(&operations, more).unwrap();
    let (new, _) = import(
        data.path(),
        "new.image",
        &[ROLES, operations.to_str().unwrap()],
    );
    let run = finish(
        command()
            .args(["catalog", "diff", "--format", "json"])
            .args([&old, &new]),
    );
    let change = run.result()["roles"]["changed"][0].clone();
    assert_eq!(change["cause"], "operations");
    assert_eq!(change["gained"]["write"], 1);
    assert_eq!(change["patterns"]["added"], serde_json::json!([]));
}

#[test]
fn images_that_are_none_are_refused() {
    let data = folder();
    let (image, _) = import(data.path(), "a.image", &[ROLES, OPERATIONS]);
    let whole = fs::read(&image).unwrap();
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    let mut newer = whole.clone();
    newer[8] = 99;
    for (bytes, said) in [
        (b"{}".to_vec(), "not a catalogue image"),
        (damaged, "its checksum does not fit"),
        (whole[..whole.len() / 2].to_vec(), "damaged"),
        (newer, "format 99"),
    ] {
        fs::write(&image, bytes).unwrap();
        let run = finish(command().args(["roles", "list", "--catalog"]).arg(&image));
        assert_eq!(run.code, 3);
        assert!(run.stderr.contains(said), "{}", run.stderr);
        assert!(run.stderr.contains("catalog import"), "{}", run.stderr);
    }
}

#[test]
fn a_damaged_catalogue_can_be_made_anew() {
    let data = folder();
    fs::create_dir(data.path().join("rolecall")).unwrap();
    fs::write(data.path().join("rolecall/catalog.image"), "gone bad").unwrap();
    let run = finish(
        command()
            .env("XDG_DATA_HOME", data.path())
            .args(["catalog", "import", ROLES, OPERATIONS, "--force"]),
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("not a catalogue image"),
        "{}",
        run.stderr
    );
}

/// A stand-in for `az` that does what the script says.
#[cfg(unix)]
fn az(folder: &Path, script: &str) -> std::ffi::OsString {
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).unwrap();
    program(&bin.join("az"), &format!("#!/bin/sh\n{script}\n"));
    let mut path = bin.into_os_string();
    path.push(":/usr/bin:/bin");
    path
}

#[cfg(unix)]
#[test]
fn update_runs_az_and_imports_what_it_prints() {
    let data = folder();
    // `az` prints the custom roles of its subscription with the built-in ones.
    let custom = fs::read_to_string(ROLES).unwrap();
    let mut roles: Value = serde_json::from_str(&custom).unwrap();
    let mut built_in = roles[0].clone();
    built_in["roleType"] = Value::from("BuiltInRole");
    built_in["id"] = Value::from(
        "/providers/Microsoft.Authorization/roleDefinitions/b1000000-0000-0000-0000-000000000001",
    );
    built_in["name"] = Value::from("b1000000-0000-0000-0000-000000000001");
    built_in["roleName"] = Value::from("Keeper of Keepers");
    roles.as_array_mut().unwrap().push(built_in);
    let printed = data.path().join("printed.json");
    fs::write(&printed, roles.to_string()).unwrap();
    let printed = printed.display();
    let script = format!(
        "echo \"$*\" >> {0}/calls\ncase \"$1\" in role) cat {printed};; provider) cat {OPERATIONS};; *) exit 9;; esac",
        data.path().display()
    );
    let run = finish(
        command()
            .env("PATH", az(data.path(), &script))
            .env("XDG_DATA_HOME", data.path())
            .args([
                "catalog",
                "update",
                "--force",
                "--date",
                "2026-08-22",
                "--format",
                "json",
            ]),
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.result()["operations"], 6);
    let told = &run.json()["diagnostics"];
    assert!(
        told.to_string().contains("custom-roles-left-out"),
        "{told:#}"
    );
    assert_eq!(
        run.json()["inputs"][0]["path"],
        "az role definition list -o json"
    );
    assert!(
        run.stderr.contains("2/2 provider operations"),
        "{}",
        run.stderr
    );
    let calls = fs::read_to_string(data.path().join("calls")).unwrap();
    assert_eq!(
        calls,
        "role definition list -o json\nprovider operation list -o json\n"
    );
}

#[cfg(unix)]
#[test]
fn a_failed_update_says_why_and_leaves_the_image_alone() {
    let data = folder();
    let image = data.path().join("rolecall/catalog.image");
    fs::create_dir(data.path().join("rolecall")).unwrap();
    let (made, _) = import(data.path(), "a.image", &[ROLES, OPERATIONS]);
    fs::copy(made, &image).unwrap();
    let before = fs::read(&image).unwrap();
    let login = "echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1";
    let half =
        format!("case \"$1\" in role) cat {ROLES};; *) echo 'ERROR: throttled' >&2; exit 1;; esac");
    let cut = format!("case \"$1\" in role) head -c 300 {ROLES};; *) cat {OPERATIONS};; esac");
    for (script, said, help) in [
        (login, "Please run 'az login'", "sign in with `az login`"),
        (&*half, "ERROR: throttled", "az provider operation list"),
        (&*cut, "ends in the middle of its JSON", ""),
    ] {
        let run = finish(
            command()
                .env("PATH", az(data.path(), script))
                .env("XDG_DATA_HOME", data.path())
                .args(["catalog", "update"]),
        );
        assert_eq!(run.code, 3);
        assert!(run.stderr.contains(said), "{}", run.stderr);
        assert!(run.stderr.contains(help), "{}", run.stderr);
        assert_eq!(fs::read(&image).unwrap(), before);
    }
    let run = finish(
        command()
            .env("PATH", data.path().join("nowhere"))
            .env("XDG_DATA_HOME", data.path())
            .args(["catalog", "update"]),
    );
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("there is no `az` on the PATH"),
        "{}",
        run.stderr
    );
    assert_eq!(fs::read(&image).unwrap(), before);
}
