//! Key vaults whose access policies decide about their data: Azure asks no role there (LO-7).

use std::cell::OnceCell;
use std::collections::HashMap;

use serde_json::Value;

use super::needed::id_of;
use crate::access::Target;
use crate::model::{Plane, ResourceKind, ResourceRecord, Tenant};
use crate::pattern::ActionPattern;
use crate::scope::Scope;
use crate::span::{Diagnostic, Place};
use crate::text;

/// The vaults of the inputs that have access policies, looked for when something is asked about the data of one.
pub(super) struct VaultPolicies<'t> {
    tenant: &'t Tenant,
    /// By the folded text of their ids.
    vaults: OnceCell<HashMap<String, (Scope, &'t Place)>>,
}

impl<'t> VaultPolicies<'t> {
    pub(super) fn new(tenant: &'t Tenant) -> Self {
        Self {
            tenant,
            vaults: OnceCell::new(),
        }
    }

    /// What is said where one of these operations, or patterns, is about the data of such a vault.
    pub(super) fn note(&self, at: &Scope, targets: &[Target]) -> Option<Diagnostic> {
        let mut of_data = targets.iter().filter(|target| target.plane == Plane::Data);
        match of_data.any(|target| may_be_of_vault(&target.action)) {
            true => self.note_of_data(at),
            false => None,
        }
    }

    /// Says of such a vault, at a scope or above it, that access policies decide about its data, and no roles.
    pub(super) fn note_of_data(&self, at: &Scope) -> Option<Diagnostic> {
        let vaults = self.vaults.get_or_init(|| {
            let vaults = self.tenant.resources.iter();
            let vaults = vaults.filter(|vault| vault.kind == ResourceKind::Vault);
            let vaults = vaults.filter(|vault| has_policies(vault));
            let of_ids = vaults.filter_map(|vault| Some((id_of(vault)?, &vault.place)));
            of_ids
                .map(|(id, place)| (id.folded().to_owned(), (id, place)))
                .collect()
        });
        let mut above = at.self_and_path_ancestors();
        let (vault, place) = above.find_map(|path| vaults.get(path))?;
        let message = format!(
            "access policies decide about the data of `{vault}` (`enableRbacAuthorization` is not true): roles do not, and policies are not read",
        );
        let note = Diagnostic::warning("access-policies", message).at((*place).clone());
        Some(
            note.records_lost()
                .help("`az keyvault show` lists the policies of a vault"),
        )
    }
}

/// Whether an operation is of a vault, or some under a pattern may be.
pub(super) fn may_be_of_vault(action: &ActionPattern) -> bool {
    const OF_VAULTS: &str = "Microsoft.KeyVault/vaults/";
    let head = action.literal_prefix();
    text::starts_with(head, OF_VAULTS) || text::starts_with(OF_VAULTS, head)
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
