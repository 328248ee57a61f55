//! The audit log of a key vault: it names operations of its own, and no assignment.

use std::borrow::Cow;

use super::call::{Call, CallSource, Meaning, identity};
use super::event::Event;
use super::field::TextField as T;
use crate::model::{ActivityStatus, Plane, PrincipalKind};
use crate::text;

/// The category of the log.
pub(super) const CATEGORY: &str = "AuditEvent";
/// The table of Log Analytics.
pub(super) const TABLE: &str = "AZKVAuditLogs";

/// The data actions, each with the operations that are checked as it
/// (<https://learn.microsoft.com/azure/key-vault/general/logging>,
/// <https://learn.microsoft.com/azure/role-based-access-control/permissions/security>).
const DATA_ACTIONS: [(&str, &[&str]); 35] = [
    (
        "Microsoft.KeyVault/vaults/secrets/getSecret/action",
        &["SecretGet"],
    ),
    (
        "Microsoft.KeyVault/vaults/secrets/setSecret/action",
        &["SecretSet"],
    ),
    (
        "Microsoft.KeyVault/vaults/secrets/update/action",
        &["SecretUpdate"],
    ),
    (
        "Microsoft.KeyVault/vaults/secrets/delete",
        &["SecretDelete"],
    ),
    (
        "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
        &[
            "SecretList",
            "SecretListVersions",
            "SecretListDeleted",
            "SecretGetDeleted",
        ],
    ),
    (
        "Microsoft.KeyVault/vaults/secrets/backup/action",
        &["SecretBackup"],
    ),
    (
        "Microsoft.KeyVault/vaults/secrets/restore/action",
        &["SecretRestore"],
    ),
    (
        "Microsoft.KeyVault/vaults/secrets/recover/action",
        &["SecretRecover"],
    ),
    (
        "Microsoft.KeyVault/vaults/secrets/purge/action",
        &["SecretPurge"],
    ),
    (
        "Microsoft.KeyVault/vaults/keys/read",
        &[
            "KeyGet",
            "KeyList",
            "KeyListVersions",
            "KeyListDeleted",
            "KeyGetDeleted",
        ],
    ),
    (
        "Microsoft.KeyVault/vaults/keys/create/action",
        &["KeyCreate"],
    ),
    (
        "Microsoft.KeyVault/vaults/keys/import/action",
        &["KeyImport"],
    ),
    (
        "Microsoft.KeyVault/vaults/keys/update/action",
        &["KeyUpdate"],
    ),
    ("Microsoft.KeyVault/vaults/keys/delete", &["KeyDelete"]),
    (
        "Microsoft.KeyVault/vaults/keys/backup/action",
        &["KeyBackup"],
    ),
    (
        "Microsoft.KeyVault/vaults/keys/restore/action",
        &["KeyRestore"],
    ),
    (
        "Microsoft.KeyVault/vaults/keys/recover/action",
        &["KeyRecover"],
    ),
    ("Microsoft.KeyVault/vaults/keys/purge/action", &["KeyPurge"]),
    (
        "Microsoft.KeyVault/vaults/keys/encrypt/action",
        &["KeyEncrypt"],
    ),
    (
        "Microsoft.KeyVault/vaults/keys/decrypt/action",
        &["KeyDecrypt"],
    ),
    ("Microsoft.KeyVault/vaults/keys/wrap/action", &["KeyWrap"]),
    (
        "Microsoft.KeyVault/vaults/keys/unwrap/action",
        &["KeyUnwrap"],
    ),
    ("Microsoft.KeyVault/vaults/keys/sign/action", &["KeySign"]),
    (
        "Microsoft.KeyVault/vaults/keys/verify/action",
        &["KeyVerify"],
    ),
    (
        "Microsoft.KeyVault/vaults/keys/release/action",
        &["KeyRelease"],
    ),
    (
        "Microsoft.KeyVault/vaults/keys/rotate/action",
        &["KeyRotate"],
    ),
    (
        "Microsoft.KeyVault/vaults/certificates/read",
        &[
            "CertificateGet",
            "CertificateList",
            "CertificateListVersions",
            "CertificateListDeleted",
            "CertificateGetDeleted",
            "CertificatePolicyGet",
        ],
    ),
    (
        "Microsoft.KeyVault/vaults/certificates/create/action",
        &["CertificateCreate"],
    ),
    (
        "Microsoft.KeyVault/vaults/certificates/import/action",
        &["CertificateImport"],
    ),
    (
        "Microsoft.KeyVault/vaults/certificates/update/action",
        &["CertificateUpdate", "CertificatePolicySet"],
    ),
    (
        "Microsoft.KeyVault/vaults/certificates/delete",
        &["CertificateDelete"],
    ),
    (
        "Microsoft.KeyVault/vaults/certificates/backup/action",
        &["CertificateBackup"],
    ),
    (
        "Microsoft.KeyVault/vaults/certificates/restore/action",
        &["CertificateRestore"],
    ),
    (
        "Microsoft.KeyVault/vaults/certificates/recover/action",
        &["CertificateRecover"],
    ),
    (
        "Microsoft.KeyVault/vaults/certificates/purge/action",
        &["CertificatePurge"],
    ),
];

/// The same of the control plane.
const ACTIONS: [(&str, &[&str]); 3] = [
    ("Microsoft.KeyVault/vaults/read", &["VaultGet"]),
    (
        "Microsoft.KeyVault/vaults/write",
        &["VaultPut", "VaultPatch", "VaultUpdate"],
    ),
    ("Microsoft.KeyVault/vaults/delete", &["VaultDelete"]),
];

/// What is called, each with the action that is checked for it and its plane.
#[cfg(feature = "cli")]
pub(crate) fn operations() -> impl Iterator<Item = (&'static str, &'static str, Plane)> {
    let data = DATA_ACTIONS.iter().map(|pair| (pair, Plane::Data));
    let control = ACTIONS.iter().map(|pair| (pair, Plane::Control));
    data.chain(control).flat_map(|((action, called), plane)| {
        called
            .iter()
            .map(move |operation| (*operation, *action, plane))
    })
}

pub(super) fn call<'e>(event: &'e Event<'_>, sink: &mut dyn FnMut(Call<'e>)) -> Meaning {
    let operation = event.text(T::Operation).unwrap_or_default();
    let is_it = |(_, operations): &&(&'static str, &[&str])| {
        operations.iter().any(|known| text::same(known, operation))
    };
    let data = DATA_ACTIONS.iter().find(is_it);
    let control = || Some((ACTIONS.iter().find(is_it)?.0, Plane::Control));
    let known = data
        .map(|(action, _)| (*action, Plane::Data))
        .or_else(control);
    // A request without a token is answered with a challenge; of what becomes of a secret the vault itself
    // tells Event Grid.
    if text::same(operation, "Authentication")
        || text::ends_with(operation, "EventGridNotification")
    {
        return Meaning::NotACall;
    }
    let Some((action, plane)) = known else {
        return Meaning::UnknownOperation;
    };
    let Some(status) = status(event) else {
        return Meaning::Unexplained;
    };
    let principal = event.first(&[T::Object, T::SignInName, T::Application]);
    if principal.is_none() {
        return Meaning::WithoutRole;
    }
    let name = event.first(&[T::SignInName, T::Name, T::Application]);
    sink(Call {
        principal,
        principal_kind: match event.text(T::SignInName) {
            Some(_) => PrincipalKind::User,
            None => PrincipalKind::Unknown,
        },
        name,
        action,
        plane,
        scope: event.text(T::Resource).map(|vault| scope(event, vault)),
        assignment: None,
        role: None,
        status,
        source: CallSource::KeyVault,
        time: event.text(T::Time),
        event: identity(event),
        correlation: event.text(T::Correlation),
    });
    Meaning::Calls
}

/// How the call ended; none where the log has neither a code nor a word for it.
fn status(event: &Event<'_>) -> Option<ActivityStatus> {
    if let Some(code) = event.text(T::StatusCode) {
        // Columns of numbers are written with a fraction.
        let code = code.split('.').next()?.parse::<u16>().ok()?;
        return Some(match code {
            401 | 403 => ActivityStatus::Denied,
            0..=399 => ActivityStatus::Succeeded,
            _ => ActivityStatus::Failed,
        });
    }
    let signature = event.text(T::Signature)?;
    let is = |words: &[&str]| words.iter().any(|word| text::same(word, signature));
    Some(if is(&["Forbidden", "Unauthorized"]) {
        ActivityStatus::Denied
    } else if is(&[
        "OK",
        "Created",
        "Accepted",
        "No Content",
        "NoContent",
        "Success",
    ]) {
        ActivityStatus::Succeeded
    } else {
        ActivityStatus::Failed
    })
}

/// The secret, key or certificate: roles can be assigned there. The log has its address.
fn scope<'e>(event: &'e Event<'_>, vault: &'e str) -> Cow<'e, str> {
    let address = event.first(&[T::Uri, T::Id]).unwrap_or_default();
    let path = address
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'))
        .map_or("", |(_, path)| path);
    let path = path.split('?').next().unwrap_or_default();
    let mut parts = path.split('/');
    match (parts.next(), parts.next()) {
        (Some(kind @ ("secrets" | "keys" | "certificates")), Some(name)) if !name.is_empty() => {
            Cow::Owned(format!("{vault}/{kind}/{name}"))
        }
        _ => Cow::Borrowed(vault),
    }
}
