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
        "access policies decide about the data of `{}` (`enableRbacAuthorization` is not true): roles do not, and policies are not read",
        id_of(vault)?
    );
    let note = Diagnostic::warning("access-policies", message).at(vault.place.clone());
    Some(
        note.records_lost()
            .help("`az keyvault show` lists the policies of a vault"),
    )
}

/// Whether access policies, and not roles, decide about the data of a vault: `enableRbacAuthorization` is false, or null or
/// left out where the policies are listed.
fn has_policies(vault: &ResourceRecord) -> bool {
    let record: Value = serde_json::from_str(&vault.json).unwrap_or_default();
    let objects = [record.get("properties"), Some(&record)];
    let objects = objects.into_iter().flatten().filter_map(Value::as_object);
    let fields: Vec<(&String, &Value)> = objects.flatten().collect();
    let field = |wanted: &str| fields.iter().find(|(name, _)| text::same(name, wanted));
    let are_listed = field("accessPolicies").is_some_and(|(_, list)| list.is_array());
    match field("enableRbacAuthorization").map(|(_, value)| value) {
        Some(Value::Bool(is_by_roles)) => !is_by_roles,
        Some(Value::String(said)) => text::same(said, "false"),
        _ => are_listed,
    }
}
