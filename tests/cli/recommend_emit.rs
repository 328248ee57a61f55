use insta::assert_snapshot;

use super::*;

const READ: &str = "Microsoft.NetworkCloud/clusters/read";
const SECRET: &str = "Microsoft.KeyVault/vaults/secrets/getSecret/action";

fn cluster() -> String {
    format!(
        "{}/providers/Microsoft.NetworkCloud/clusters/c1",
        group("rg1")
    )
}

fn emitted(form: &str) -> Run {
    let vault = format!("{}/providers/Microsoft.KeyVault/vaults/kv1", group("rg1"));
    let cluster = cluster();
    rolecall(&[
        "recommend",
        "--action",
        READ,
        "--at",
        &cluster,
        "--data-action",
        SECRET,
        "--at",
        &vault,
        "--emit",
        form,
    ])
}

#[test]
fn commands_of_az() {
    assert_snapshot!(emitted("az").told());
}

#[test]
fn a_bicep_file_at_resources() {
    assert_snapshot!(emitted("bicep").told());
}

#[test]
fn terraform_resources() {
    assert_snapshot!(emitted("terraform").told());
}

#[test]
fn a_documented_role_brings_the_role_that_stands_in() {
    let group = group("rg1");
    for form in ["az", "bicep", "terraform"] {
        let run = rolecall(&[
            "recommend",
            "--task",
            "manage-all-keysets",
            "--at",
            &group,
            "--emit",
            form,
        ]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_snapshot!(format!("stand_in_{form}"), run.told());
    }
}

#[test]
fn the_custom_role_passes_the_lint_and_grants_exactly_what_is_required() {
    let subscription = PRODUCTION;
    let mut forms = Vec::new();
    for form in ["az", "powershell", "rest", "bicep", "terraform"] {
        let run = rolecall(&[
            "recommend",
            "--task",
            "manage-all-keysets",
            "--at",
            subscription,
            "--emit",
            "custom-role",
            "--as",
            form,
        ]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        forms.push(run.stdout);
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("role.json");
    std::fs::write(&file, &forms[0]).unwrap();
    let lint = rolecall(&[
        "roles",
        "lint",
        file.to_str().unwrap(),
        "--severity",
        "medium",
    ]);
    assert_eq!(lint.code, 0, "{}", lint.stdout);
    let expanded = rolecall(&[
        "recommend",
        "--actions-from",
        file.to_str().unwrap(),
        "--format",
        "json",
    ]);
    let operations: u64 = expanded.result()["required"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["operations"].as_u64().unwrap())
        .sum();
    assert_eq!(operations, 7);
    let patterns = serde_json::from_str::<Value>(&forms[0]).unwrap()["Actions"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(patterns, 3);
}

#[test]
fn targets_of_bicep_follow_the_scope() {
    let target = |scope: &str| {
        let run = rolecall(&[
            "recommend",
            "--action",
            READ,
            "--at",
            scope,
            "--emit",
            "bicep",
        ]);
        let line = run.stdout.lines().nth(1).unwrap_or_default().to_owned();
        (run.code, line)
    };
    let said = |word: &str| (0, format!("targetScope = '{word}'"));
    assert_eq!(target(PRODUCTION), said("subscription"));
    assert_eq!(target(&group("rg1")), said("resourceGroup"));
    assert_eq!(target(&cluster()), said("resourceGroup"));
    assert_eq!(target("/"), said("tenant"));
    assert_eq!(
        target("/providers/Microsoft.Management/managementGroups/mg"),
        said("managementGroup")
    );
    let two = rolecall(&[
        "recommend",
        "--action",
        READ,
        "--at",
        &group("a"),
        "--at",
        &group("b"),
        "--emit",
        "bicep",
    ]);
    assert_eq!((two.code, two.stdout.as_str()), (2, ""));
    assert!(
        two.stderr.contains("deploys to one scope"),
        "{}",
        two.stderr
    );
}

#[test]
fn names_from_outside_stay_inside_their_quotes() {
    let role = r#"[{"Name":"a'b${c}\"d\n","Id":"11111111-2222-4333-8444-555555555555","IsCustom":true,"Actions":["Microsoft.NetworkCloud/clusters/read"],"NotActions":[],"DataActions":[],"NotDataActions":[],"AssignableScopes":["/"]}]"#;
    for form in ["az", "bicep", "terraform"] {
        let scope = format!("{PRODUCTION}/resourceGroups/it's (new)");
        let run = finish(
            command()
                .args([
                    "recommend",
                    "--action",
                    READ,
                    "--among",
                    "custom",
                    "-i",
                    "-",
                ])
                .args(["--at", &scope, "--emit", form])
                .write_stdin(role),
        );
        assert_snapshot!(format!("odd_names_{form}"), run.told());
    }
}

#[test]
fn a_format_puts_the_text_into_the_answer() {
    let run = rolecall(&[
        "recommend",
        "--action",
        READ,
        "--emit",
        "az",
        "--format",
        "json",
    ]);
    let result = run.result();
    assert_eq!(result["emitted"]["as"], "az");
    assert!(
        result["emitted"]["text"]
            .as_str()
            .unwrap()
            .starts_with("az role assignment create")
    );
    let wrong = rolecall(&["recommend", "--action", READ, "--as", "bicep"]);
    assert_eq!(wrong.code, 2);
}

#[test]
fn what_no_role_covers_is_told_beside_the_text() {
    let run = rolecall(&[
        "recommend",
        "--action",
        READ,
        "--action",
        "Microsoft.Nowhere/things/read",
        "--among",
        "nexus",
        "--published-only",
        "--emit",
        "az",
    ]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("no role covers `Microsoft.Nowhere/things/read`"),
        "{}",
        run.stderr
    );
    assert!(
        run.stdout.starts_with("az role assignment create"),
        "{}",
        run.stdout
    );
}

/// The roles that tasks of giving roles give, and the condition of each command, form by form.
#[test]
fn whoever_gives_roles_gives_those_of_the_task_alone() {
    let scope = group("rg1");
    for (task, roles) in [
        (
            "grant-identity-access-storage",
            &["ba92f5b4-2d11-453d-a403-e96b0029c9fe"][..],
        ),
        (
            "grant-identity-access-all",
            &[
                "44f0a1a8-6fea-4b35-980a-8ff50c487c97",
                "92aaf0da-9dab-42b6-94a3-d43ce8d16293",
                "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
            ],
        ),
    ] {
        let run = rolecall(&[
            "recommend",
            "--task",
            task,
            "--at",
            &scope,
            "--format",
            "json",
        ]);
        let command = run.json()["result"]["commands"][0]
            .as_str()
            .unwrap()
            .to_owned();
        let (_, rest) = command.split_once("--condition '").unwrap();
        let (condition, rest) = rest.split_once("' --condition-version ").unwrap();
        assert_eq!(rest, "2.0");
        let condition = condition.replace("'\\''", "'");
        let explained = rolecall(&["conditions", "explain", &condition]);
        assert_eq!(explained.code, 0, "{}", explained.stderr);
        let lint = rolecall(&["conditions", "lint", &condition]);
        assert_eq!(lint.code, 0, "{}{}", lint.stdout, lint.stderr);
        for source in ["@Request", "@Resource"] {
            let list = format!(
                "{source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] \
                 ForAnyOfAnyValues:GuidEquals {{{}}}",
                roles.join(", ")
            );
            assert!(condition.contains(&list), "{condition}");
        }
        for form in ["az", "bicep", "terraform"] {
            let run = rolecall(&["recommend", "--task", task, "--at", &scope, "--emit", form]);
            let count = run.stdout.matches("RoleDefinitionId] ForAny").count();
            assert_eq!(count, 2, "{}", run.stdout);
        }
    }
}

/// A condition would take away what else is asked for, or limit nothing.
#[test]
fn what_gives_roles_otherwise_has_no_condition() {
    let task = ["recommend", "--task", "grant-identity-access-storage"];
    for (besides, limited) in [
        ("Microsoft.Authorization/roleAssignments/write", true),
        ("Microsoft.Storage/storageAccounts/write", true),
        ("Microsoft.Authorization/roleAssignments/delete", false),
        ("Microsoft.Authorization/roleDefinitions/write", false),
        ("Microsoft.Authorization/elevateAccess/action", false),
        ("Microsoft.Authorization/*", false),
    ] {
        let run = rolecall(&[&task[..], &["--action", besides, "--format", "json"]].concat());
        let commands = run.json()["result"]["commands"].to_string();
        assert_eq!(
            commands.contains("--condition"),
            limited,
            "{besides}: {commands}"
        );
    }
    let two = [
        &task[..],
        &["--task", "enable-key-vault-rbac", "--format", "json"],
    ]
    .concat();
    let commands = rolecall(&two).json()["result"]["commands"].to_string();
    assert!(!commands.contains("--condition"), "{commands}");
}

#[test]
fn answers_with_a_condition_are_verified() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answer.json");
    let path = path.to_str().unwrap();
    let scope = group("rg1");
    for task in [
        "grant-identity-access-storage",
        "grant-identity-access-all",
        "grant-platform-on-identity",
        "grant-mde-onboarding",
    ] {
        for at in [&[][..], &["--at", &scope]] {
            rolecall(&[&["recommend", "--task", task, "-o", path][..], at].concat());
            let run = rolecall(&["verify", path]);
            assert_eq!(run.code, 0, "{task}: {}", run.told());
        }
        // A condition that is gone is no answer to the question.
        let text = std::fs::read_to_string(path).unwrap();
        let start = text.find(" --condition '").unwrap();
        let end = start + text[start..].find("2.0").unwrap() + 3;
        std::fs::write(path, format!("{}{}", &text[..start], &text[end..])).unwrap();
        let run = rolecall(&["verify", path]);
        assert_eq!(run.code, 1, "{task}: {}", run.told());
    }
}
