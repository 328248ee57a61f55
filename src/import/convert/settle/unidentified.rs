//! Users whom an export names without an object id (CL-1, PR-7).

use std::collections::BTreeMap;

use crate::ids::PrincipalId;
use crate::model::{GroupKnowledge, Principal, PrincipalKind, PrincipalSource, Tenant};
use crate::span::{Diagnostic, Place};
use crate::text;
use crate::text::NameMap;

/// Gives the assignments of users who are named by their sign-in name alone the object id of the user who has it, where the
/// inputs hold exactly one such user. Of the others it is said that nobody knows who they are.
pub(super) fn identify(tenant: &mut Tenant) {
    let unidentified: Vec<PrincipalId> = tenant
        .principals
        .values()
        .filter(|who| who.unidentified)
        .map(|who| who.id.clone())
        .collect();
    if unidentified.is_empty() {
        return;
    }
    let users = users_by_name(tenant);
    let mut identified: NameMap<PrincipalId, PrincipalId> = NameMap::default();
    let mut strangers: BTreeMap<PrincipalId, usize> = BTreeMap::new();
    for id in unidentified {
        match users.get(id.as_str()).map(Vec::as_slice) {
            Some([user]) => {
                identified.insert(id, user.clone());
            }
            several => {
                strangers.insert(id, several.map_or(0, <[_]>::len));
            }
        }
    }
    let assigned = tenant
        .role_assignments
        .iter_mut()
        .map(|held| &mut held.principal);
    let scheduled = tenant.schedules.iter_mut().map(|held| &mut held.principal);
    for principal in assigned.chain(scheduled) {
        if let Some(user) = identified.get(principal) {
            *principal = user.clone();
        }
    }
    for (name, user) in identified {
        tenant.principals.merge(&name, user);
    }
    for (id, users) in strangers {
        let diagnostic = stranger(tenant, &id, users);
        tenant.diagnostics.push(diagnostic);
    }
}

/// The users who sign in with each name, folded: as the directory says, else as assignments print.
fn users_by_name(tenant: &Tenant) -> NameMap<String, Vec<PrincipalId>> {
    let known = |source: PrincipalSource| {
        let mut users: NameMap<String, Vec<PrincipalId>> = NameMap::default();
        for who in tenant.principals.values() {
            let signs_in = who
                .sign_in_name
                .as_ref()
                .map(|name| (name, who.sign_in_name_by()));
            if let Some((name, by)) = signs_in
                && by == source
                && !who.unidentified
                && may_be_user(who)
            {
                let name = text::fold(name.trim()).into_owned();
                let names = home_address(&name).into_iter().chain([name.clone()]);
                for name in names {
                    users.entry(name).or_default().push(who.id.clone());
                }
            }
        }
        users
    };
    let mut users = known(PrincipalSource::Assignment);
    users.extend(known(PrincipalSource::Directory));
    users
}

/// The address that a guest has at home, by the name that it signs in with here: `anna_fabrikam.com#ext#@…` is
/// `anna@fabrikam.com`.
fn home_address(name: &str) -> Option<String> {
    let (home, _) = name.split_once("#ext#@")?;
    let (user, domain) = home.rsplit_once('_')?;
    Some(format!("{user}@{domain}"))
}

/// Applications and groups have other names in place of a sign-in name.
fn may_be_user(who: &Principal) -> bool {
    who.group_knowledge() != GroupKnowledge::Group
        && matches!(who.kind, PrincipalKind::User | PrincipalKind::Unknown)
}

fn stranger(tenant: &Tenant, id: &PrincipalId, users: usize) -> Diagnostic {
    let name = tenant.principal(id).map_or(id.as_str(), Principal::label);
    let who = match users {
        0 => "no user of the inputs has this name",
        _ => "several users of the inputs have this name",
    };
    let message = format!(
        "`{name}` has a role and is given without an object id, and {who}: whether it is one of the ids in the inputs is not known"
    );
    let assigned = tenant
        .role_assignments
        .iter()
        .map(|held| (&held.principal, &held.place));
    let scheduled = tenant
        .schedules
        .iter()
        .map(|held| (&held.principal, &held.place));
    let held = assigned
        .chain(scheduled)
        .filter(|(holder, _)| *holder == id);
    let place: Option<&Place> = held.map(|(_, place)| place).min();
    let mut diagnostic = Diagnostic::warning("unidentified-principal", message)
        .may_change_answer()
        .help("add the users of the directory: `az ad user list`");
    diagnostic.place = place.cloned();
    diagnostic
}
