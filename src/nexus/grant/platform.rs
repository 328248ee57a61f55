//! The platform's application among the principals of the inputs (A4).

use std::sync::Arc;

use super::misplaced::is_stranger;
use crate::access::AccessIndex;
use crate::ids::PrincipalId;
use crate::model::{Moment, Principal, PrincipalKind};
use crate::nexus::check::CheckInput;
use crate::nexus::requirement::{PLATFORM_APPLICATION, PLATFORM_NAME};
use crate::text;

/// What the inputs say of the platform's service principal.
pub(in crate::nexus) enum Platform {
    /// Its object id.
    Known(PrincipalId),
    /// One that only has its name: another application, or no application at all.
    Namesake(PrincipalId),
    /// Nothing in the inputs says who the platform is.
    Unknown,
}

/// The object id given by the user, or the service principal of the application: by its app id, which the CLI
/// prints as `principalName`; where no app id is known, by its display name, which others may have too.
pub(in crate::nexus) fn find(input: &CheckInput<'_>, access: Option<&AccessIndex<'_>>) -> Platform {
    if let Some(id) = input.platform {
        return Platform::Known(id.clone());
    }
    let all = || {
        let all = access.map(|access| access.tenant().principals.values());
        all.into_iter().flatten()
    };
    let is_workload =
        |who: &&Principal| !matches!(who.kind, PrincipalKind::User | PrincipalKind::Group);
    let principals = || all().filter(is_workload);
    let is_called = |name: &Option<Arc<str>>, wanted: &str| {
        let name = name.as_deref();
        name.is_some_and(|name| text::same(name.trim(), wanted))
    };
    let by_id = principals().find(|who| {
        is_called(&who.app_id, PLATFORM_APPLICATION)
            || who.app_id.is_none() && is_called(&who.sign_in_name, PLATFORM_APPLICATION)
    });
    let has_name = |who: &&Principal| {
        let names = [&who.display_name, &who.sign_in_name];
        names.iter().any(|name| is_called(name, PLATFORM_NAME))
    };
    let mut by_name = principals().filter(|who| who.app_id.is_none() && has_name(who));
    let found = by_id.or_else(|| by_name.next().filter(|_| by_name.next().is_none()));
    match (found, all().find(has_name)) {
        (Some(found), _) => Platform::Known(found.id.clone()),
        (None, Some(namesake)) => Platform::Namesake(namesake.id.clone()),
        (None, None) => Platform::Unknown,
    }
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
