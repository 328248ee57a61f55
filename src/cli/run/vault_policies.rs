//! Key vaults whose access policies decide about their data: Azure asks no role there.

use serde_json::Value;

use super::needed::id_of;
use crate::access::Target;
use crate::model::{Plane, ResourceKind, ResourceRecord, Tenant};
use crate::scope::Scope;
use crate::span::Diagnostic;
use crate::text;

/// Says of a vault of the inputs whose data access policies decide about that no role gives access to it.
pub(super) fn note(tenant: &Tenant, at: &Scope, targets: &[Target]) -> Option<Diagnostic> {
    let is_of_vault = |target: &Target| {
        target.plane == Plane::Data
            && text::starts_with(&target.action.to_string(), "Microsoft.KeyVault/vaults/")
    };
    if !targets.iter().any(is_of_vault) {
        return None;
    }
    let vaults = tenant.resources.iter();
    let mut vaults = vaults.filter(|resource| resource.kind == ResourceKind::Vault);
    let vault = vaults
        .find(|vault| has_policies(vault) && id_of(vault).is_some_and(|id| id.contains(at)))?;
    let message = format!(
        "access policies decide about the data of `{}` (`enableRbacAuthorization` is false): roles do not, and policies are not read",
        id_of(vault)?
    );
    let note = Diagnostic::warning("access-policies", message).at(vault.place.clone());
    Some(
        note.records_lost()
            .help("`az keyvault show` lists the policies of a vault"),
    )
}

/// Whether access policies, and not roles, decide about the data of a vault.
fn has_policies(vault: &ResourceRecord) -> bool {
    let record = serde_json::from_str(&vault.json);
    let record: Value = record.unwrap_or_default();
    let objects = [record.get("properties"), Some(&record)];
    let fields = objects
        .into_iter()
        .flatten()
        .filter_map(|object| object.as_object());
    let mut said = fields
        .flatten()
        .filter(|(name, _)| text::same(name, "enableRbacAuthorization"));
    said.any(|(_, value)| match value {
        Value::Bool(is_by_roles) => !is_by_roles,
        other => other.as_str().is_some_and(|said| text::same(said, "false")),
    })
}
