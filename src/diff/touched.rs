//! Whose access a change can touch.

use std::collections::BTreeSet;

use super::TenantDiff;
use crate::access::AccessIndex;
use crate::ids::PrincipalId;
use crate::model::RoleReference;
use crate::text::NameMap;

/// Everyone for whom a record that grants or denies changed in either snapshot, themselves or
/// through groups.
pub(super) fn touched(
    diff: &TenantDiff,
    old: &AccessIndex<'_>,
    new: &AccessIndex<'_>,
) -> BTreeSet<PrincipalId> {
    let mut seeds: BTreeSet<PrincipalId> = BTreeSet::new();
    seeds.extend(diff.changed_subjects().cloned());
    let changed = diff.memberships.iter();
    seeds.extend(changed.map(|change| change.member.clone()));
    let everyone = !diff.moves.is_empty() || seeds.iter().any(PrincipalId::is_all_principals);
    for (index, other) in [(old, new), (new, old)] {
        let tenant = index.tenant();
        let mut differs: NameMap<&RoleReference, bool> = NameMap::default();
        let assigned = tenant.role_assignments.iter();
        let assigned = assigned.map(|a| (&a.principal, &a.role));
        let schedules = tenant.schedules.iter().map(|s| (&s.principal, &s.role));
        for (principal, role) in assigned.chain(schedules) {
            let differs = *differs
                .entry(role)
                .or_insert_with(|| role_differs(role, index, other));
            if everyone || differs {
                seeds.insert(principal.clone());
            }
        }
    }
    let indices = [old, new].into_iter();
    let touched = indices.flat_map(|index| index.groups().with_members(&seeds));
    touched.collect()
}

/// Whether a role means something else in the other snapshot. One that the other never uses is
/// settled by its assignments, which are all new or gone.
fn role_differs(role: &RoleReference, own: &AccessIndex<'_>, other: &AccessIndex<'_>) -> bool {
    match (own.role(role), other.role(role)) {
        (Some(a), Some(b)) if a.permissions != b.permissions => true,
        (Some(_), None) | (None, Some(_)) => true,
        _ => false,
    }
}
