//! The platform's application among the principals of the inputs (A4).

use super::misplaced::is_stranger;
use crate::access::AccessIndex;
use crate::ids::PrincipalId;
use crate::model::{Moment, PrincipalKind};
use crate::nexus::check::CheckInput;
use crate::nexus::requirement::{PLATFORM_APPLICATION, PLATFORM_NAME};
use crate::text;

/// What the inputs say of the platform's service principal.
pub(in crate::nexus) enum Platform {
    /// Its object id.
    Known(PrincipalId),
    /// Nothing in the inputs says who the platform is.
    Unknown,
}

/// The object id given by the user, or the principal whose name is the application's id or
/// display name: the CLI prints the former as `principalName` of service principals.
pub(in crate::nexus) fn find(input: &CheckInput<'_>, access: Option<&AccessIndex<'_>>) -> Platform {
    if let Some(id) = input.platform {
        return Platform::Known(id.clone());
    }
    let is_platform = |name: &str| {
        text::same(name.trim(), PLATFORM_APPLICATION) || text::same(name.trim(), PLATFORM_NAME)
    };
    access
        .and_then(|access| {
            access.tenant().principals.values().find(|principal| {
                [
                    &principal.app_id,
                    &principal.sign_in_name,
                    &principal.display_name,
                ]
                .into_iter()
                .flatten()
                .any(|name| is_platform(name))
            })
        })
        .map_or(Platform::Unknown, |found| Platform::Known(found.id.clone()))
}

/// Service principals without a name that fit a test: one of them may be the platform.
pub(super) fn suspects(
    input: &CheckInput<'_>,
    access: &AccessIndex<'_>,
    mut fits: impl FnMut(&PrincipalId) -> bool,
) -> Vec<PrincipalId> {
    let mut found: Vec<PrincipalId> = access
        .grants(Moment::AsExported)
        // Most rows print a person or a group: no need to look those up.
        .filter(|grant| {
            let kind = grant.principal_kind();
            !matches!(kind, PrincipalKind::User | PrincipalKind::Group)
        })
        .filter(|grant| is_stranger(access, grant, input.cluster))
        .map(|grant| grant.holder.clone())
        .collect();
    found.sort();
    found.dedup();
    found.retain(|id| fits(id));
    found
}

/// The command that prints the object id of the platform's service principal.
pub(in crate::nexus) fn find_command() -> String {
    format!("az ad sp show --id {PLATFORM_APPLICATION} --query id --output tsv")
}
