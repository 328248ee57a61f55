//! Nesting without end.

use super::*;

const DEEP: usize = 100_000;

fn documents() -> Vec<(&'static str, String)> {
    let nest = |open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", open.repeat(DEEP), close.repeat(DEEP))
    };
    let template = |resources: &str| {
        format!(
            r#"{{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","resources":{resources}}}"#
        )
    };
    let mut assignment = assignment();
    assignment["condition"] = nest("(", "", ")").into();
    let expression = nest("concat(", "'a'", ")");
    vec![
        ("open-lists", "[".repeat(DEEP)),
        ("lists", nest("[", "", "]")),
        ("objects", nest("{\"a\":", "1", "}")),
        ("wrappers", nest("{\"value\":", "[]", "}")),
        ("properties", nest("{\"properties\":", "{}", "}")),
        ("children", nest("{\"children\":[", "", "]}")),
        (
            "scope",
            format!(
                "[{{\"principalId\":\"x\",\"roleDefinitionId\":\"y\",\"scope\":{}}}]",
                nest("[", "", "]")
            ),
        ),
        ("condition", format!("[{assignment}]")),
        (
            "terraform",
            format!(
                "{{\"terraform_version\":\"1.9.0\",\"values\":{}}}",
                nest("{\"root_module\":", "1", "}")
            ),
        ),
        (
            "modules",
            format!(
                "{{\"terraform_version\":\"1.9.0\",\"values\":{{\"root_module\":{}}}}}",
                nest("{\"child_modules\":[", "", "]}")
            ),
        ),
        ("template", template(&nest("[", "", "]"))),
        (
            "expression",
            template(&format!(
                r#"[{{"type":"Microsoft.Authorization/roleAssignments","apiVersion":"2022-04-01","name":"x","properties":{{"roleDefinitionId":"[{expression}]","principalId":"{expression}"}}}}]"#
            )),
        ),
        ("toml", format!("a = {}", nest("[", "", "]"))),
        ("tables", format!("a = {}", nest("{ b = ", "1", "}"))),
    ]
}

#[test]
fn no_depth_overflows_a_reader() {
    let folder = folder();
    for (name, text) in documents() {
        let path = folder.path().join(format!("{name}.json"));
        std::fs::write(&path, text).unwrap();
        for reader in READERS {
            let run = run_on(reader, &path);
            // A message quotes the input, not all of it.
            let told = run.stderr.len();
            assert!(told < 20_000, "{name} {reader:?} says {told} bytes");
        }
    }
}

#[test]
fn a_file_too_deep_to_read_is_an_error() {
    let folder = folder();
    for (name, text) in [
        ("open", "[".repeat(DEEP)),
        (
            "wrapped",
            format!(
                "[{{\"permissions\":{}}}]",
                "[{\"permissions\":".repeat(DEEP)
            ),
        ),
    ] {
        let path = folder.path().join(format!("{name}.json"));
        std::fs::write(&path, text).unwrap();
        let run = run_on(&["who", ACTION, "-i"], &path);
        assert_eq!(run.code, 3, "{}", run.told());
    }
}

#[test]
fn long_chains_of_groups_and_management_groups_are_followed() {
    let id = |at: usize| format!("{at:08x}-4444-4444-4444-444444444444");
    let length = 3_000;
    let groups: Vec<Value> = (0..length)
        .map(|at| {
            serde_json::json!({
                "id": id(at), "displayName": format!("group {at}"),
                "members": [{"id": id(at + 1), "@odata.type": "#microsoft.graph.group"}],
            })
        })
        .collect();
    let name = "/providers/Microsoft.Management/managementGroups/";
    let managed: Vec<Value> = (0..length)
        .map(|at| {
            serde_json::json!({
                "type": "Microsoft.Management/managementGroups", "id": format!("{name}m{at}"), "name": format!("m{at}"),
                "properties": {"details": {"parent": {"id": format!("{name}m{}", at + 1)}}},
            })
        })
        .collect();
    let mut assignment = assignment();
    assignment["principalId"] = id(0).into();
    assignment["principalType"] = "Group".into();
    assignment["scope"] = format!("{name}m{}", length - 1).into();
    assignment["id"] = Value::Null;
    let folder = folder();
    let write = |file: &str, value: &dyn ToString| {
        std::fs::write(folder.path().join(file), value.to_string()).unwrap();
    };
    write("groups.json", &Value::from(groups));
    write("management-groups.json", &Value::from(managed));
    write("assignments.json", &Value::from(vec![assignment]));
    let (who, at) = (id(length - 1), format!("{name}m0"));
    let run = run_on(&["can", &who, ACTION, "--at", &at, "-i"], folder.path());
    assert_eq!(run.code, 0, "{}", run.told());
}
