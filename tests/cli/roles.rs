use super::*;
use crate::support::whole_of_azure;

const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const FIXTURE: &str = "tests/fixtures/az/role-definitions.json";

fn names(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect()
}

#[test]
fn custom_roles_of_the_inputs_are_listed() {
    let run = rolecall(&[
        "roles", "list", "--custom", "-i", FIXTURE, "--format", "json",
    ]);
    assert_eq!(run.code, 0);
    assert_eq!(names(&run.result()["roles"]), ["Machine Keeper"]);
    let all = rolecall(&["roles", "list", "-i", FIXTURE, "--format", "json"]);
    let all = all.json();
    assert_eq!(
        all["complete"], false,
        "the core does not hold all of Azure"
    );
    let listed = names(&all["result"]["roles"]).len();
    assert_eq!(listed as u64, all["catalog"]["roles"].as_u64().unwrap());
}

#[test]
fn roles_that_hold_an_operation_are_found_with_their_patterns() {
    let run = rolecall(&[
        "roles",
        "list",
        "--grants",
        "microsoft.compute/virtualmachines/WRITE",
        "-i",
        FIXTURE,
        "--format",
        "json",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let result = run.result();
    let row = |name: &str| {
        let rows = result["roles"].as_array().unwrap();
        rows.iter().find(|row| row["name"] == name).cloned()
    };
    assert_eq!(
        row("Machine Keeper").unwrap()["patterns"][0],
        "Microsoft.Compute/virtualMachines/*"
    );
    assert_eq!(row("Owner").unwrap()["patterns"][0], "*");
    assert!(row("Reader").is_none());
    // A not action takes it back.
    let run = rolecall(&[
        "roles",
        "list",
        "--grants",
        "Microsoft.Compute/virtualMachines/delete",
        "-i",
        FIXTURE,
        "--format",
        "json",
    ]);
    assert!(!names(&run.result()["roles"]).contains(&"Machine Keeper"));
}

#[test]
fn a_grant_under_a_condition_is_marked_so() {
    let run = rolecall(&[
        "roles",
        "list",
        "--grants",
        "Microsoft.Authorization/roleAssignments/write",
        "--format",
        "json",
    ]);
    let result = run.result();
    for row in result["roles"].as_array().unwrap() {
        let conditional = row["outcome"] == "conditional";
        assert_eq!(conditional, row["conditional"] == true, "{row}");
    }
    let owner = result["roles"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["name"] == "Owner");
    assert_eq!(owner.unwrap()["outcome"], "allowed");
}

#[test]
fn part_of_a_pattern_is_counted() {
    let run = rolecall(&[
        "roles",
        "list",
        "--grants",
        "Microsoft.Compute/virtualMachines/*",
        "--plane",
        "control",
        "--format",
        "json",
    ]);
    let result = run.result();
    let reader = result["roles"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["name"] == "Reader");
    let reader = reader.unwrap();
    assert_eq!(reader["outcome"], "partial");
    let (granted, all) = (
        reader["granted"].as_u64(),
        result["grants"][0]["operations"].as_u64(),
    );
    assert!(granted > Some(0) && granted < all);
}

#[test]
fn an_unknown_operation_is_answered_by_the_text_of_patterns() {
    let run = rolecall(&[
        "roles",
        "list",
        "--grants",
        "Contoso.Toys/trains/read",
        "--format",
        "json",
    ]);
    let json = run.json();
    assert_eq!(json["complete"], false);
    assert!(names(&json["result"]["roles"]).contains(&"Reader"));
    let none = rolecall(&[
        "roles",
        "list",
        "--grants",
        "Contoso.Toys/trains/read",
        "--custom",
    ]);
    assert_eq!(none.code, 1);
}

#[test]
fn words_find_roles_by_name_before_what_they_grant() {
    let run = rolecall(&["roles", "search", "blob", "read", "--format", "json"]);
    assert_eq!(run.code, 0);
    let result = run.result();
    assert_eq!(result["roles"][0]["name"], "Storage Blob Data Reader");
    assert_eq!(result["roles"][0]["matched"][0]["in"], "name");
    let keys = rolecall(&["roles", "search", "rotate", "keys", "--format", "json"]);
    let keys = keys.result();
    assert_eq!(keys["roles"][0]["matched"][0]["in"], "operation");
    let none = rolecall(&["roles", "search", "xyzzy"]);
    assert_eq!(none.code, 1);
    let one = rolecall(&[
        "roles", "search", "reader", "--limit", "1", "--format", "json",
    ]);
    assert_eq!(names(&one.result()["roles"]).len(), 1);
}

#[test]
fn words_find_operations() {
    let run = rolecall(&["operations", "search", "list", "keys", "--format", "jsonl"]);
    assert_eq!(run.code, 0);
    let first: Value = serde_json::from_str(run.stdout.lines().next().unwrap()).unwrap();
    assert!(
        first["name"].as_str().unwrap().contains("/listKeys/"),
        "{first}"
    );
}

#[test]
fn a_role_is_shown_with_what_it_comes_to() {
    let run = rolecall(&["roles", "show", READER, "--format", "json"]);
    let result = run.result();
    assert_eq!(result["role"]["name"], "Reader");
    assert_eq!(result["role"]["published"], true);
    let entry = &result["permissions"][0]["actions"][0];
    assert_eq!(entry["pattern"], "*/read");
    assert_eq!(entry["operations"], result["operations"]["total"]);
    let human = rolecall(&["roles", "show", "reader"]);
    assert!(
        human.stdout.contains("published by Azure"),
        "{}",
        human.stdout
    );
    let owner = rolecall(&["roles", "show", "Owner", "--format", "json"]).result();
    let held = owner["escalation"].as_array().unwrap();
    assert_eq!(
        held.len() as u64,
        owner["operations"]["escalation"].as_u64().unwrap()
    );
    assert!(
        held.iter()
            .all(|row| !row["why"].as_str().unwrap().is_empty())
    );
}

#[test]
fn a_documented_list_is_held_against_the_published_role() {
    let name = "Operator Nexus Compute Contributor Role (Preview), documented";
    let result = rolecall(&["roles", "show", name, "--format", "json"]).result();
    assert_eq!(result["role"]["published"], false);
    let difference = &result["differences"][0];
    let published = "Operator Nexus Compute Contributor Role (Preview)";
    assert_eq!(difference["role"]["name"], published);
    // And the other way round.
    let other = rolecall(&["roles", "show", published, "--format", "json"]).result();
    assert_eq!(other["differences"][0]["role"]["name"], name);
    assert_eq!(other["differences"][0]["onlyThere"], difference["onlyHere"]);
}

#[test]
fn an_expansion_has_the_fields_of_the_contract() {
    let run = rolecall(&[
        "roles",
        "expand",
        "Machine Keeper",
        "-i",
        FIXTURE,
        "--format",
        "json",
    ]);
    let json = run.json();
    assert_eq!(json["schema"], "rolecall/roles-expand/1");
    let result = &json["result"];
    assert_eq!(result["role"]["name"], "Machine Keeper");
    let control: Vec<&str> = result["control"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_str().unwrap())
        .collect();
    assert!(control.contains(&"Microsoft.Compute/virtualMachines/write"));
    assert!(!control.contains(&"Microsoft.Compute/virtualMachines/delete"));
    let mut sorted = control.clone();
    sorted.sort_by_key(|name| name.to_lowercase());
    assert_eq!(control, sorted);
    assert_eq!(
        result["data"],
        serde_json::json!(["Microsoft.Compute/virtualMachines/login/action"])
    );
    assert_eq!(
        result["conditional"],
        serde_json::json!({ "control": [], "data": [] })
    );
    let csv = rolecall(&[
        "roles",
        "expand",
        "Machine Keeper",
        "-i",
        FIXTURE,
        "--format",
        "csv",
    ]);
    assert_eq!(csv.stdout.lines().count(), 1 + control.len() + 1);
}

#[test]
fn an_unknown_role_names_others_and_the_way_to_all() {
    let run = rolecall(&["roles", "show", "Readr"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("did you mean `Reader`"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("catalog update"), "{}", run.stderr);
}

/// An export that is JSON, read back, is the role it was made of.
#[test]
fn exports_read_back_as_they_were() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let whole = |file: &Path| {
        let run = finish(
            command()
                .args(["roles", "show", "Machine Keeper", "--format", "json", "-i"])
                .arg(file),
        );
        run.result()["permissions"].clone()
    };
    let before = whole(Path::new(FIXTURE));
    for form in ["az", "powershell", "rest"] {
        let file = folder.path().join(format!("{form}.json"));
        let run = finish(
            command()
                .args([
                    "roles",
                    "export",
                    "Machine Keeper",
                    "--as",
                    form,
                    "-i",
                    FIXTURE,
                    "-o",
                ])
                .arg(&file),
        );
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(whole(&file), before, "{form}");
    }
}

#[test]
fn exports_for_templates_quote_what_they_hold() {
    let bicep = rolecall(&["roles", "export", "Reader", "--as", "bicep"]);
    assert_eq!(bicep.code, 0);
    assert!(bicep.stdout.contains("'*/read'"), "{}", bicep.stdout);
    assert!(bicep.stderr.contains("Reader (custom)"), "{}", bicep.stderr);
    let terraform = rolecall(&["roles", "export", "Reader", "--as", "terraform"]);
    assert!(
        terraform
            .stdout
            .contains("\"azurerm_role_definition\" \"reader\"")
    );
    let wrapped = rolecall(&["roles", "export", "Reader", "--format", "json"]);
    assert_eq!(wrapped.result()["as"], "az");
}

#[test]
fn a_condition_that_an_export_loses_is_said() {
    let Some(image) = whole_of_azure() else {
        return;
    };
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = folder.path().join("azure.image");
    std::fs::write(&file, image).unwrap();
    let name = "Key Vault Data Access Administrator";
    for (form, lost) in [
        ("az", true),
        ("terraform", true),
        ("rest", false),
        ("bicep", false),
    ] {
        let run = finish(
            command()
                .args(["roles", "export", name, "--as", form, "--catalog"])
                .arg(&file),
        );
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(
            run.stderr.contains("the new role would grant more"),
            lost,
            "{form}"
        );
        assert_eq!(
            run.stdout.contains("@Request["),
            form != "terraform",
            "{form}"
        );
    }
}

#[test]
fn operations_are_listed_by_pattern_and_plane() {
    let run = rolecall(&[
        "operations",
        "list",
        "Microsoft.Storage/storageAccounts/listKeys/*",
        "--format",
        "json",
    ]);
    let result = run.result();
    assert_eq!(
        names(&result["operations"]),
        ["Microsoft.Storage/storageAccounts/listkeys/action"]
    );
    assert_eq!(result["operations"][0]["class"], "escalation");
    let data = rolecall(&[
        "operations",
        "list",
        "Microsoft.Storage/*",
        "--plane",
        "data",
        "--format",
        "json",
    ]);
    let rows = data.result()["operations"].as_array().unwrap().clone();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["plane"] == "data"));
    assert_eq!(rolecall(&["operations", "list", "Nothing.Here/*"]).code, 1);
}

#[test]
fn tasks_are_listed_and_shown() {
    let list = rolecall(&["tasks", "list", "--format", "json"]).result();
    let tasks = list["tasks"].as_array().unwrap();
    assert_eq!(tasks.len(), 99);
    let show = rolecall(&["tasks", "show", "deploy-cluster", "--format", "json"]).result();
    assert_eq!(show["task"]["id"], "deploy-cluster");
    assert!(
        show["required"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["operations"] == 1)
    );
    let unknown = rolecall(&["tasks", "show", "deploy-clusters"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.stderr.contains("deploy-cluster"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn what_a_role_is_meant_for_is_shown() {
    fn texts(list: &Value) -> Vec<&str> {
        let list = list.as_array().unwrap().iter();
        list.map(|text| text.as_str().unwrap()).collect()
    }
    let file = include_str!("../../roles/purposes.json");
    let file: Value = serde_json::from_str(file).unwrap();
    let info = rolecall(&["catalog", "info", "--format", "json"]);
    let shown = [
        ("sharedNamespaces", "shared"),
        ("supportingNamespaces", "supporting"),
        ("commonPatterns", "common"),
    ];
    let page = rolecall(&["catalog", "info"]).stdout;
    for (field, list) in shown {
        assert_eq!(info.result()[field], file[list]);
        for name in texts(&file[list]) {
            assert!(page.contains(name), "{name}: {page}");
        }
    }
    for (role, plain, home, documented) in [
        ("Reader", true, vec![], vec![]),
        (
            "Key Vault Secrets User",
            false,
            vec!["Microsoft.KeyVault"],
            vec![],
        ),
        (
            "Support Request Contributor",
            false,
            vec!["Microsoft.Support"],
            vec![],
        ),
        (
            "Locks Contributor",
            false,
            vec!["Microsoft.Authorization"],
            vec!["Microsoft.Authorization/locks"],
        ),
    ] {
        let run = rolecall(&["roles", "show", role, "--format", "json"]);
        let result = run.result();
        assert_eq!(result["plain"], plain, "{role}");
        assert_eq!(texts(&result["home"]), home, "{role}");
        assert_eq!(texts(&result["documentedFor"]), documented, "{role}");
        let page = rolecall(&["roles", "show", role]).stdout;
        for name in home.iter().chain(&documented) {
            assert!(page.contains(name), "{role}: {page}");
        }
    }
}

#[test]
fn a_limit_takes_nothing_away_from_what_there_is() {
    for command in [
        ["operations", "search", "cluster"],
        ["roles", "search", "network"],
    ] {
        let run = |more: &[&str]| rolecall(&[&command[..], more].concat());
        let none = run(&["--limit", "0"]);
        assert_eq!(none.code, 0, "{}", none.stderr);
        assert!(!none.stdout.contains("none  "), "{}", none.stdout);
        assert!(none.stdout.contains("more"), "{}", none.stdout);
        let all = run(&["--all"]);
        assert!(
            !all.stdout.contains("`--limit N` shows more"),
            "{}",
            all.stdout
        );
    }
}
