//! Delegation of role assignments (§3.8): who may assign what to whom, and break out.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests may fail loudly"
)]

mod breakouts;
mod decided;
mod published;
mod shapes;

use rolecall::access::{AccessIndex, Circumstances};
use rolecall::catalog::Catalog;
use rolecall::delegation::{self, Activation, Delegation, Roster};
use rolecall::import::{self, InputSource, Stdin};
use rolecall::model::Tenant;
use rolecall::pattern::Wildcards;
use rolecall::{PrincipalId, Scope};
use serde_json::{Value, json};

pub(crate) const SUBSCRIPTION: &str = "/subscriptions/5ab5ab5a-0000-4000-8000-000000000001";
pub(crate) const ALICE: &str = "a11ce000-0000-4000-8000-000000000001";
pub(crate) const BOB: &str = "b0b00000-0000-4000-8000-000000000002";
pub(crate) const STRANGER: &str = "57a99e90-0000-4000-8000-000000000009";

pub(crate) const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
pub(crate) const UAA: &str = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
pub(crate) const RBAC_ADMIN: &str = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";
pub(crate) const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
pub(crate) const SECRETS_USER: &str = "4633458b-17de-408a-b874-0445c86b69e6";
pub(crate) const KV_DATA_ADMIN: &str = "8b54135c-b56d-4d72-a534-26097cfdc8d8";

/// `RA:` and the roles' short names, spelt out.
pub(crate) fn spell_out(text: &str) -> String {
    [
        ("«RA»", "Microsoft.Authorization/roleAssignments"),
        ("«OW»", OWNER),
        ("«UAA»", UAA),
        ("«RB»", RBAC_ADMIN),
        ("«RE»", READER),
        ("«SU»", SECRETS_USER),
        ("«KV»", KV_DATA_ADMIN),
        ("«ALICE»", ALICE),
        ("«BOB»", BOB),
    ]
    .iter()
    .fold(text.to_owned(), |text, (alias, full)| {
        text.replace(alias, full)
    })
}

/// A role assignment as `az role assignment list` prints it.
pub(crate) fn assignment(
    n: u32,
    principal: (&str, &str),
    role: &str,
    condition: Option<&str>,
) -> Value {
    json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-{n:012}"),
        "principalId": principal.0,
        "principalType": principal.1,
        "principalName": principal.0,
        "roleDefinitionId": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}"),
        "scope": SUBSCRIPTION,
        "condition": condition.map(spell_out),
        "conditionVersion": condition.map(|_| "2.0"),
        "type": "Microsoft.Authorization/roleAssignments",
    })
}

/// The tenant of some records of any kind.
pub(crate) fn tenant_of(records: &[Value]) -> Tenant {
    let bytes = serde_json::to_vec(records).unwrap();
    import::read(&[InputSource::Stdin(Stdin(bytes))])
}

/// What Alice may do in the subscription by these records.
pub(crate) fn alice(records: &[Value]) -> Delegation {
    let tenant = tenant_of(records);
    let mut catalog = Catalog::core(Wildcards::Azure);
    catalog.add_inputs(&tenant);
    let index = AccessIndex::new(&tenant, &catalog);
    delegation::of_principal(
        &index,
        &Roster::of(&catalog),
        &PrincipalId::new(ALICE),
        &Scope::parse(SUBSCRIPTION).unwrap(),
        &Circumstances::default(),
        Activation::Current,
    )
}
