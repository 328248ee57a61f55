//! One role definition in every wire format, and what is wrong with bad ones.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;
use crate::support::tenant;

const KEEPER: &str = "11111111-aaaa-4aaa-8aaa-000000000001";

/// What the role of the fixtures grants.
fn expected() -> Value {
    serde_json::json!({
        "actions": ["Microsoft.Compute/virtualMachines/*", "Microsoft.Resources/subscriptions/resourceGroups/read"],
        "notActions": ["Microsoft.Compute/virtualMachines/delete"],
        "dataActions": ["Microsoft.Compute/virtualMachines/login/action"],
        "notDataActions": [],
    })
}

fn shown(path: &Path) -> Value {
    let run = finish(
        command()
            .args(["roles", "show", KEEPER, "--format", "json", "-i"])
            .arg(path),
    );
    assert_eq!(run.code, 0, "{}: {}", path.display(), run.stderr);
    run.result()
}

fn lists(result: &Value) -> Value {
    let permission = &result["permissions"][0];
    let texts = |list: &str| -> Value {
        permission[list]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["pattern"].clone())
            .collect()
    };
    let names = ["actions", "notActions", "dataActions", "notDataActions"];
    names
        .map(|list| (list.to_owned(), texts(list)))
        .into_iter()
        .collect()
}

#[test]
fn every_wire_format_gives_the_same_role() {
    for file in [
        "az/role-definitions.json",
        "rest/role-definitions.json",
        "resource-graph/role-definitions.json",
        "powershell/role-definition-az15.json",
        "powershell/role-definition-az16.json",
        "terraform/state.json",
        "arm/template.json",
    ] {
        let result = shown(&Path::new("tests/fixtures").join(file));
        assert_eq!(result["role"]["name"], "Machine Keeper", "{file}");
        assert_eq!(result["role"]["kind"], "custom", "{file}");
        assert_eq!(result["role"]["description"], "Reads machines", "{file}");
        let scopes = serde_json::json!(["/subscriptions/00000000-0000-4000-8000-000000000001"]);
        assert_eq!(result["role"]["assignableScopes"], scopes, "{file}");
        assert_eq!(lists(&result), expected(), "{file}");
    }
}

#[test]
fn every_encoding_gives_the_same_role() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let text =
        std::fs::read_to_string("tests/fixtures/powershell/role-definition-az15.json").unwrap();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [
        ("bom.json", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("utf16.json", [b"\xff\xfe", &utf16[..]].concat()),
        ("utf16-no-bom.json", utf16.clone()),
        ("packed.json.gz", gzip.finish().unwrap()),
        ("crlf.json", text.replace('\n', "\r\n").into_bytes()),
        ("line.jsonl", text.replace('\n', " ").into_bytes()),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(lists(&shown(&path)), expected(), "{name}");
    }
}

#[test]
fn every_format_of_operations_makes_the_same_catalogue() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut images = Vec::new();
    for name in ["az", "rest", "powershell"] {
        let image = folder.path().join(format!("{name}.image"));
        let run = finish(
            command()
                .args(["catalog", "import", "--date", "2026-08-22", "-o"])
                .arg(&image)
                .arg("tests/fixtures/az/role-definitions.json")
                .arg(format!("tests/fixtures/operations/{name}.json")),
        );
        assert_eq!(run.code, 0, "{}", run.stderr);
        images.push(std::fs::read(image).unwrap());
    }
    assert_eq!(images[0], images[1]);
    assert_eq!(images[0], images[2]);
}

/// The diagnostics of reading a file beside the core catalogue: code, source and `complete`.
fn said(file: &str) -> (Vec<(String, String, String)>, bool) {
    let run = rolecall(&["roles", "list", "--custom", "--format", "json", "-i", file]);
    let json = run.json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = json["diagnostics"].as_array().unwrap();
    let rows = list
        .iter()
        .map(|d| (text(&d["code"]), text(&d["source"]), text(&d["message"])))
        .collect();
    (rows, json["complete"].as_bool().unwrap())
}

#[test]
fn odd_role_definitions_are_reported_with_their_place() {
    let rows: [(&str, &[(&str, &str)], bool); 5] = [
        (
            "broken/wrong-plane.json",
            &[("wrong-plane", "#/0"), ("wrong-plane", "#/0")],
            true,
        ),
        (
            "broken/unknown-fields.json",
            &[("unknown-field", "#/0"), ("unknown-field", "#/0")],
            false,
        ),
        (
            "broken/clash.json",
            &[("contradicting-exports", "#/2"), ("role-name-clash", "#/1")],
            false,
        ),
        (
            "broken/wrong-shape.json",
            &[("unrecognised-record", "#/1"), ("wrong-type", "#/0")],
            false,
        ),
        (
            "powershell/role-definition-depth-2.json",
            &[("truncated-by-depth", "")],
            false,
        ),
    ];
    for (file, expected, complete) in rows {
        let file = format!("tests/fixtures/{file}");
        let (found, found_complete) = said(&file);
        for (code, pointer) in expected {
            let source = format!("{file}{pointer}");
            assert!(
                found.iter().any(|row| row.0 == *code && row.1 == source),
                "{code} {source}: {found:?}"
            );
        }
        assert_eq!(found.len(), expected.len(), "{found:?}");
        assert_eq!(found_complete, complete, "{file}: {found:?}");
    }
    let depth = rolecall(&[
        "roles",
        "list",
        "--custom",
        "-i",
        "tests/fixtures/powershell/role-definition-depth-2.json",
    ]);
    assert!(depth.stderr.contains("-Depth 10"), "{}", depth.stderr);
}

#[test]
fn a_terraform_state_gives_access_and_the_tree() {
    let read = tenant(&[Path::new("tests/fixtures/terraform/state.json")]);
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    let rows: Vec<String> = read
        .role_assignments
        .iter()
        .map(|a| {
            format!(
                "{} {} {} {}",
                a.principal,
                a.role,
                a.scope,
                a.condition.is_some()
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            format!("33333333-aaaa-4aaa-8aaa-000000000001 {KEEPER} /subscriptions/00000000-0000-4000-8000-000000000001 false"),
            "33333333-aaaa-4aaa-8aaa-000000000003 acdd72a7-3385-48ef-bd42-f606fba81ae7 /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg false".to_owned(),
        ]
    );
    let [schedule] = &read.schedules[..] else {
        panic!("{:?}", read.schedules);
    };
    assert_eq!(schedule.kind, rolecall::model::ScheduleKind::Eligible);
    assert!(schedule.start.is_some() && schedule.end.is_some());
    assert_eq!(
        read.role_definitions.len(),
        1,
        "a data source without permissions is no role without them"
    );
    let [group] = &read.management_groups[..] else {
        panic!("{:?}", read.management_groups);
    };
    assert_eq!(&*group.id, "platform");
    assert_eq!(group.parent.as_deref(), Some("root"));
    assert_eq!(group.children.len(), 1);
    let identity = read
        .principals
        .values()
        .find(|p| p.id.as_str() == "33333333-aaaa-4aaa-8aaa-000000000003")
        .unwrap();
    assert_eq!(
        identity.kind,
        rolecall::model::PrincipalKind::ManagedIdentity
    );
}

#[test]
fn what_a_plan_does_not_know_is_a_symbol_and_said() {
    let read = tenant(&[Path::new("tests/fixtures/terraform/plan.json")]);
    let principals: Vec<&str> = read
        .role_assignments
        .iter()
        .map(|a| a.principal.as_str())
        .collect();
    assert_eq!(
        principals,
        [
            "33333333-aaaa-4aaa-8aaa-000000000001",
            "{azurerm_role_assignment.open.principal_id}"
        ]
    );
    let places: Vec<String> = read
        .diagnostics
        .iter()
        .filter(|d| d.code == "unresolved-expression")
        .map(|d| d.place.as_ref().unwrap().to_string())
        .collect();
    let pointer = |at: usize| {
        format!("tests/fixtures/terraform/plan.json#/planned_values/root_module/resources/{at}")
    };
    assert_eq!(places, [pointer(1), pointer(2)]);
}

#[test]
fn a_template_is_read_as_far_as_it_goes() {
    let read = tenant(&[Path::new("tests/fixtures/arm/template.json")]);
    let rows: Vec<String> = read
        .role_assignments
        .iter()
        .map(|a| format!("{} {} {}", a.principal, a.role, a.scope))
        .collect();
    assert_eq!(
        rows,
        [
            "33333333-aaaa-4aaa-8aaa-000000000001 acdd72a7-3385-48ef-bd42-f606fba81ae7 /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg",
            "{parameters(open)} b24988ac-6180-42a0-ab88-20f7382dd24c /subscriptions/{subscription}",
        ]
    );
    let [note] = &read.diagnostics[..] else {
        panic!("{:?}", read.diagnostics);
    };
    assert_eq!(note.code, "unresolved-expression");
    assert!(
        note.place
            .as_ref()
            .unwrap()
            .to_string()
            .ends_with("#/resources/2/properties/template/resources/grant")
    );
}

#[test]
fn a_custom_role_with_the_name_of_a_published_one_is_reported() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = folder.path().join("roles.json");
    let text = std::fs::read_to_string("tests/fixtures/az/role-definitions.json").unwrap();
    std::fs::write(&file, text.replace("Machine Keeper", "READER")).unwrap();
    let run = finish(command().args(["roles", "show", "Reader", "-i"]).arg(&file));
    assert_eq!(run.code, 2, "the name means two roles");
    let run = finish(command().args(["roles", "show", KEEPER, "-i"]).arg(&file));
    assert_eq!(run.code, 0);
    assert!(
        run.stderr
            .contains("the catalogue holds another role called `READER`"),
        "{}",
        run.stderr
    );
}
