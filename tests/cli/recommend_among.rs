use super::*;

const VAULT: &str = "Microsoft.KeyVault/vaults/read";

/// The roles that a run recommends.
fn roles(run: &Run) -> Vec<String> {
    let json = run.json();
    let roles = json["result"]["recommendation"]["roles"]
        .as_array()
        .unwrap();
    let name = |role: &Value| role["name"].as_str().unwrap().to_owned();
    roles.iter().map(name).collect()
}

fn ask(arguments: &[&str]) -> Run {
    let mut all = vec!["recommend", "--action", VAULT, "--format", "json"];
    all.extend(arguments);
    rolecall(&all)
}

fn among_text(text: &str, arguments: &[&str]) -> Run {
    let mut all = vec![
        "recommend",
        "--action",
        VAULT,
        "--format",
        "json",
        "--among",
        "-",
    ];
    all.extend(arguments);
    finish(command().args(all).write_stdin(text))
}

#[test]
fn each_kind_is_a_selection() {
    for role in roles(&ask(&["--among", "nexus"])) {
        assert!(role.contains("Nexus"), "{role}");
    }
    let run = ask(&["--among", "azure"]);
    let json = run.json();
    for role in json["result"]["recommendation"]["roles"]
        .as_array()
        .unwrap()
    {
        assert_eq!(role["published"], true);
    }
    // The custom roles of the sample tenant, read with `-i`.
    let tenant = roles(&ask(&["--among", "custom", "-i", TENANT]));
    assert_eq!(
        ask(&["--among", "custom", "-i", TENANT]).code,
        i32::from(tenant.is_empty())
    );
}

#[test]
fn a_file_names_roles_or_defines_them() {
    let named = among_text("# ours\n- Reader\nContributor\n", &[]);
    assert_eq!(roles(&named), ["Reader"]);
    let by_id = among_text(r#"["acdd72a7-3385-48ef-bd42-f606fba81ae7"]"#, &[]);
    assert_eq!(roles(&by_id), ["Reader"]);
    let defined = among_text(
        r#"[{"Name":"Vault looker","IsCustom":true,"Actions":["Microsoft.KeyVault/vaults/read"],"NotActions":[],"DataActions":[],"NotDataActions":[],"AssignableScopes":["/subscriptions/x"]}]"#,
        &[],
    );
    assert_eq!(roles(&defined), ["Vault looker"]);
    // Several selections are a union.
    let both = among_text("Contributor\n", &["nexus"]);
    assert!(!roles(&both).contains(&"Reader".to_owned()));
}

#[test]
fn a_selection_of_no_role_is_an_error() {
    let run = ask(&["--among", "custom"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr.contains("`--among custom` selects no role"),
        "{}",
        run.stderr
    );
    let empty = among_text("# nothing\n", &[]);
    assert_eq!(empty.code, 2, "{}", empty.stderr);
    let unknown = among_text("Readre\n", &[]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.stderr.contains("did you mean"),
        "{}",
        unknown.stderr
    );
    let missing = ask(&["--among", "no-such-file.json"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.stderr.contains("there is no file"),
        "{}",
        missing.stderr
    );
    let left_out = among_text("Reader\n", &["--exclude", "Reader"]);
    assert_eq!(left_out.code, 2);
    assert!(
        left_out.stderr.contains("leaves out every role"),
        "{}",
        left_out.stderr
    );
}
