//! What only the whole of the inputs can tell: the same record in several exports, and who is who.
//! Nothing here depends on the order in which files are read, nor on how records are spread over
//! them.

mod asked;

mod deny_assignments;
mod lists;
mod permissions;
mod principals;
mod resources;
mod role_assignments;
mod role_definitions;
mod schedules;
mod unidentified;
mod versions;

use crate::model::{DenyAssignment, RoleAssignment, Schedule, Tenant};
pub(crate) use asked::Asked;
use versions::Dates;

/// When each record was changed last, in the order of the lists of the tenant.
#[derive(Debug, Default)]
pub(crate) struct Updates {
    pub(crate) role_assignments: Dates,
    pub(crate) deny_assignments: Dates,
    pub(crate) schedules: Dates,
    /// What a collection says of the directory.
    pub(crate) asked: Asked,
}

/// Puts records into an order of their own and drops repetitions. Exports that contradict each
/// other are reported; what is uncertain for it is marked.
pub(crate) fn settle(tenant: &mut Tenant, updates: &Updates) {
    // First, since it gives people of several names one id.
    unidentified::identify(tenant);
    principals::principals(tenant);
    updates.asked.settle(tenant);
    let notes = &mut tenant.diagnostics;
    versions::settle(
        &mut tenant.role_assignments,
        &updates.role_assignments,
        notes,
        marked(|held: &mut RoleAssignment| &mut held.contradicted),
    );
    versions::settle(
        &mut tenant.deny_assignments,
        &updates.deny_assignments,
        notes,
        marked(|deny: &mut DenyAssignment| &mut deny.contradicted),
    );
    versions::settle(
        &mut tenant.schedules,
        &updates.schedules,
        notes,
        marked(|held: &mut Schedule| &mut held.contradicted),
    );
    schedules::join_series(tenant);
    let notes = &mut tenant.diagnostics;
    let mut changed = Dates::default();
    for role in &tenant.role_definitions {
        changed.push(role.updated_on.as_deref());
    }
    versions::settle(
        &mut tenant.role_definitions,
        &changed,
        notes,
        role_definitions::keep_one,
    );
    role_definitions::clashing_names(tenant);
    resources::resources(tenant);
    lists::settle(tenant);
}

/// Keeps all versions of a record, each marked.
fn marked<T>(mark: fn(&mut T) -> &mut bool) -> impl FnMut(Vec<T>) -> Vec<T> {
    move |mut versions| {
        for version in &mut versions {
            *mark(version) = true;
        }
        versions
    }
}
