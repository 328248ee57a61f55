//! Which principals were probably deleted, told from those that the exporter had no way to see (PR-3,
//! P14).

use std::cell::OnceCell;

use crate::access::AccessIndex;
use crate::directory::Hierarchy;
use crate::ids::PrincipalId;
use crate::model::{
    AccountState, Principal, PrincipalFound, PrincipalKind, RoleAssignment, Tenant,
};
use crate::scope::Scope;
use crate::text::NameSet;

/// The assignments of a tenant whose principal has no name.
pub(super) struct Orphans<'a> {
    tenant: &'a Tenant,
    hierarchy: &'a Hierarchy,
    seen: OnceCell<NameSet<&'a PrincipalId>>,
    read: OnceCell<NameSet<String>>,
}

/// What it means that a principal has no name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Orphan {
    /// Others of the same directory have one: it was probably deleted.
    Gone,
    /// Nobody of the same directory has one: it was probably not read. Whoever manages the
    /// subscription of another tenant, by Azure Lighthouse, sees this of everyone there.
    Unseen,
}

impl<'a> Orphans<'a> {
    pub(super) fn new(index: &'a AccessIndex<'_>) -> Self {
        Self {
            tenant: index.tenant(),
            hierarchy: index.hierarchy(),
            seen: OnceCell::new(),
            read: OnceCell::new(),
        }
    }

    /// What it means that the principal of an assignment has no name; `None` where it has one, or
    /// other inputs know the principal.
    pub(super) fn of(&self, assignment: &RoleAssignment) -> Option<Orphan> {
        let id = &assignment.principal;
        let is_known = || self.tenant.principal(id).is_some_and(is_known) || self.is_seen(id);
        if assignment.principal_found != PrincipalFound::No || is_known() {
            return None;
        }
        let directory = self.directory_of(&assignment.scope);
        Some(if self.is_read(&directory) {
            Orphan::Gone
        } else {
            Orphan::Unseen
        })
    }

    /// Whether a group has it as a member, a resource runs as it, or it is a group with members.
    fn is_seen(&self, id: &PrincipalId) -> bool {
        let seen = self.seen.get_or_init(|| {
            let groups = self.tenant.group_members.iter();
            let groups = groups.flat_map(|group| group.members.iter().chain([&group.group]));
            let hosts = self.tenant.identity_hosts.iter();
            let identities = hosts.flat_map(|host| &host.identities);
            let identities = identities.filter_map(|identity| identity.principal.as_ref());
            groups.chain(identities).collect()
        });
        seen.contains(id)
    }

    /// Whether some principal with an assignment in it has a name.
    fn is_read(&self, directory: &str) -> bool {
        let read = self.read.get_or_init(|| {
            let assignments = self.tenant.role_assignments.iter();
            let named = assignments.filter(|a| a.principal_found == PrincipalFound::Yes);
            let mut read = NameSet::default();
            for assignment in named {
                let directory = self.directory_of(&assignment.scope);
                if !read.contains(&directory) {
                    read.insert(directory);
                }
            }
            read
        });
        match directory {
            // Only the tenant itself lets anyone read what is assigned at the root.
            "/" => !read.is_empty(),
            _ => read.contains(directory),
        }
    }

    /// The directory that a scope trusts, by the folded text of the uppermost scope that the inputs
    /// say is above it: all below a management group is of one tenant, and of a subscription that is
    /// not placed no more is known.
    fn directory_of(&self, scope: &Scope) -> String {
        let mut top = String::from("/");
        self.hierarchy.for_each_ancestor(scope, |above| {
            if above != "/" {
                top.clear();
                top.push_str(above);
            }
        });
        top
    }
}

/// Whether the directory, or a resource, says anything of a principal that an assignment doesn't.
fn is_known(principal: &Principal) -> bool {
    let said = [
        &principal.display_name,
        &principal.sign_in_name,
        &principal.app_id,
        &principal.resource_id,
        &principal.user_type,
    ];
    said.iter().any(|said| said.is_some())
        || principal.listed_kind != PrincipalKind::Unknown
        || principal.account != AccountState::NotSaid
        || principal.kind == PrincipalKind::ForeignGroup
}
