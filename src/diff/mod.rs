//! Two snapshots of a tenant: which records changed, and whose access changed with them.
//!
//! Records are joined by what Azure knows them by. Access is compared where a change can touch it
//! and decided by the rules of [`crate::access`]: what a principal holds at a scope is a list of
//! roles under conditions, and operations that no pattern of both lists tells apart are decided
//! once.

mod access;
mod align;
mod cause;
mod content;
mod definitions;
mod foreseen;
mod holding;
mod joined;
mod levels;
mod pieces;
mod records;
mod rows;
mod spots;
mod touched;
mod tree;

use crate::access::AccessIndex;
use crate::directory::Placement;
use crate::ids::PrincipalId;
use crate::model::{DenyAssignment, RoleAssignment, Schedule};
use crate::scope::Scope;
use crate::span::Diagnostic;

pub use access::AccessChange;
pub(crate) use access::EffectiveDiff;
#[doc(hidden)]
pub use access::{AccessReach, AccessTurn};
pub(crate) use align::align;
pub(crate) use cause::{AccessCause, CauseKind};
pub(crate) use definitions::{DefinitionChange, DefinitionFate};
#[doc(hidden)]
pub use records::Side;
pub(crate) use records::{ChangedField, RecordChanges};
pub(crate) use tree::{GroupMove, MembershipChange};

/// What changed from one snapshot of a tenant to a later one.
#[derive(Debug, Default)]
pub struct TenantDiff {
    /// Role definitions, by name.
    pub definitions: Vec<DefinitionChange>,
    /// Role assignments, joined by the GUID at the end of their id.
    pub assignments: RecordChanges<RoleAssignment>,
    /// Deny assignments, joined likewise.
    pub denies: RecordChanges<DenyAssignment>,
    /// Schedule instances, joined likewise.
    pub schedules: RecordChanges<Schedule>,
    /// Direct members that groups got or lost, by group.
    pub memberships: Vec<MembershipChange>,
    /// Management groups and subscriptions that stand elsewhere in the tree.
    pub moves: Vec<GroupMove>,
    /// Whose access changed.
    pub effective: EffectiveDiff,
    /// What could not be told.
    pub diagnostics: Vec<Diagnostic>,
}

impl TenantDiff {
    /// Whom the assignments, schedule instances and deny assignments that changed name.
    pub fn changed_subjects(&self) -> impl Iterator<Item = &PrincipalId> {
        let assigned = self.assignments.all().map(|a| &a.principal);
        let scheduled = self.schedules.all().map(|s| &s.principal);
        let denied = self.denies.all().flat_map(|deny| {
            let lists = deny.principals.iter().chain(&deny.exclude_principals);
            lists.map(|subject| &subject.id)
        });
        assigned.chain(scheduled).chain(denied)
    }

    /// Keeps what bears on a scope, and tells how many changes of access and of records that have a scope are left
    /// out. What stands above the scope reaches it; what is not known to lie elsewhere stays.
    pub(crate) fn narrow_to(&mut self, at: &Scope, snapshots: [&AccessIndex<'_>; 2]) -> usize {
        let bears = |scope: &Scope| {
            snapshots.iter().any(|snapshot| {
                let tree = snapshot.hierarchy();
                let places = [tree.placement(scope, at), tree.placement(at, scope)];
                places.iter().any(|place| *place != Placement::Outside)
            })
        };
        let mut left_out = self.assignments.retain(|record| bears(&record.scope))
            + self.denies.retain(|record| bears(&record.scope))
            + self.schedules.retain(|record| bears(&record.scope));
        for turn in AccessTurn::ALL {
            let rows = self.effective.list_mut(turn);
            let before = rows.len();
            rows.retain(|row| bears(&row.scope));
            left_out += before - rows.len();
        }
        left_out
    }

    /// Whether no record and nobody's access changed.
    pub fn is_empty(&self) -> bool {
        self.definitions.is_empty()
            && self.assignments.is_empty()
            && self.denies.is_empty()
            && self.schedules.is_empty()
            && self.memberships.is_empty()
            && self.moves.is_empty()
            && self.effective.is_empty()
    }
}

/// Compares two snapshots, each with its own roles, over the operations of the newer one's
/// catalogue. `align` should have settled what only one of them describes.
pub fn compare(old: &AccessIndex<'_>, new: &AccessIndex<'_>) -> TenantDiff {
    let mut diff = TenantDiff {
        assignments: joined::assignments(old, new),
        denies: joined::denies(old, new),
        schedules: joined::schedules(old, new),
        memberships: tree::memberships(old, new),
        moves: tree::moves(old, new),
        ..TenantDiff::default()
    };
    (diff.definitions, diff.diagnostics) = definitions::definitions(old, new);
    let touched = touched::touched(&diff, old, new);
    diff.effective = access::effective(old, new, &diff.moves, touched, &mut diff.diagnostics);
    diff
}
