//! The HTML report: what it is made of, the page, and the page in a browser.

#[cfg(unix)]
pub(crate) mod browser;
mod fixes;
#[cfg(unix)]
mod in_browser;
mod matrix;
mod page;
mod scope_tree;

use rolecall::access::AccessIndex;
use rolecall::catalog::Catalog;
use rolecall::import::{self, InputSource, Stdin};
use rolecall::model::Tenant;
use rolecall::pattern::Wildcards;
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
        let tenant = import::read(&[InputSource::Stdin(Stdin(text.into_bytes()))]);
        let mut catalog = Catalog::core(Wildcards::Azure);
        catalog.add_inputs(&tenant);
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
