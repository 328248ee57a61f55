//! What reports are made of, and the exporters: each held to its format, not only to a snapshot.

#[cfg(unix)]
mod browser;
mod fixes;
mod html;
#[cfg(unix)]
mod html_browser;
mod junit;
mod markdown;
mod matrix;
pub(crate) mod sarif;
mod schema_changes;
mod schema_runs;
mod schemas;
mod scope_tree;
mod tables;
mod xlsx;

use std::fs;
use std::path::Path;

use rolecall::{AccessIndex, Catalog, InputSource, Stdin, Tenant, Wildcards, read_inputs};
use serde_json::{Value, json};

const SUBSCRIPTION: &str = "/subscriptions/11111111-0000-4000-8000-000000000001";
const GROUP: &str = "/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/site";
const REGION: &str = "/providers/Microsoft.Management/managementGroups/region";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const ACCESS_ADMINISTRATOR: &str = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";

/// A tenant with its catalogue.
struct World {
    tenant: Tenant,
    catalog: Catalog,
}

impl World {
    fn of(records: Vec<Value>) -> Self {
        let text = Value::Array(records).to_string();
        let tenant = read_inputs(&[InputSource::Stdin(Stdin(text.into_bytes()))]);
        let mut catalog = Catalog::core(Wildcards::Azure);
        catalog.add_roles(&tenant.role_definitions);
        Self { tenant, catalog }
    }

    fn index(&self) -> AccessIndex<'_> {
        AccessIndex::new(&self.tenant, &self.catalog)
    }
}

/// The object id of a name.
fn id_of(name: &str) -> String {
    let digest = name.bytes().fold(0u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    format!("{digest:08x}-0000-4000-8000-00000000000b")
}

/// An assignment; `number` makes its id.
fn assigned(number: u32, name: &str, role: &str, scope: &str) -> Value {
    let base = scope.trim_end_matches('/');
    let id = if name.is_empty() { "gone" } else { name };
    json!({
        "id": format!("{base}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-8000-{number:012}"),
        "type": "Microsoft.Authorization/roleAssignments",
        "principalId": id_of(id), "principalName": name,
        "principalType": if name.contains('@') || name.is_empty() { "User" } else { "Group" },
        "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
        "scope": scope,
    })
}

/// A group with its members.
fn group(name: &str, members: &[&str]) -> Value {
    let members: Vec<Value> = members
        .iter()
        .map(|name| json!({"id": id_of(name), "userPrincipalName": name, "@odata.type": "#microsoft.graph.user"}))
        .collect();
    json!({"id": id_of(name), "displayName": name, "@odata.type": "#microsoft.graph.group", "members": members})
}

/// A folder with the exports of a tenant in which names are made to do harm.
fn hostile() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let names = [
        "=HYPERLINK(\"http://x\")",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tcell",
        "<img src=x onerror=alert(1)>",
        "]]> & \"quoted\" 'too' \u{1} \u{ffff} \u{202e}",
        "[link](http://x) | `code` | ~~gone~~",
    ];
    let assignments: Vec<serde_json::Value> = (0..)
        .zip(names)
        .map(|(at, name)| assignment(at, name))
        .collect();
    write(folder.path(), &assignments);
    folder
}

fn assignment(at: usize, name: &str) -> serde_json::Value {
    let scope = format!("/subscriptions/00000000-0000-4000-8000-{at:012}");
    let guid = format!("00000000-0000-4000-9000-{at:012}");
    serde_json::json!({
        "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{guid}"),
        "principalId": format!("00000000-0000-4000-a000-{at:012}"),
        "principalName": name,
        "principalType": "User",
        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        "roleDefinitionName": "Owner",
        "scope": scope,
    })
}

fn write(folder: &Path, assignments: &[serde_json::Value]) {
    let text = serde_json::to_string_pretty(assignments).unwrap();
    fs::write(folder.join("assignments.json"), text).unwrap();
}
