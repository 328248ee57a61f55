//! Everyone who can do something, wherever that is: by what is granted, and not scope by scope.
//!
//! What each record weighs is looked up once. What a group holds is handed down to its members as a list
//! of scopes; members who hold nothing else share it, and with it the answer. Time and memory grow with
//! the records, the memberships and the length of the answer.

mod entries;
mod guard;
mod held;
mod holding;
mod layer;
mod plain;
mod records;
mod survey;

pub use held::{HeldDoubts, HeldException, HeldScope, HeldScopes};

use crate::access::{AccessIndex, Circumstances, Derivation, Doubt, Outcome, Target};
use crate::ids::PrincipalId;
use crate::model::Moment;
use crate::pattern::ActionPattern;

/// Everyone who can do something somewhere.
#[derive(Clone, Debug, Default)]
pub struct HoldersAnywhere {
    /// Each principal once: best outcome first, then by id.
    pub holders: Vec<HolderAnywhere>,
    /// What the inputs don't say, and could change who can, or where.
    pub doubts: Vec<Doubt>,
}

/// A principal that can, or could, and where.
#[derive(Clone, Debug)]
pub struct HolderAnywhere {
    /// The principal that can.
    pub principal: PrincipalId,
    /// The best of its outcomes.
    pub outcome: Outcome,
    /// Where, the widest first. The outcome at any scope of the inputs, and below one, is that of the
    /// nearest entry or exception at it or above it; without one, nothing is granted.
    pub scopes: HeldScopes,
    /// The paths by what it holds itself, and through groups that are not listed: from those, deny
    /// assignments take away what they leave to it.
    pub derivations: Vec<Derivation>,
    /// The groups in whose member lists it stands and that can, or could, themselves: the rest of its
    /// paths are theirs.
    pub through: Vec<PrincipalId>,
    /// What the inputs don't say.
    pub doubts: HeldDoubts,
}

/// Everyone for whom something grants or denies an operation or pattern, or may, at any scope: at each
/// as [`super::who_can`] lists them.
pub fn who_can_anywhere(
    index: &AccessIndex<'_>,
    target: &Target,
    moment: Moment,
    circumstances: &Circumstances,
) -> HoldersAnywhere {
    let operations = operations(index, target);
    // What may lie above a scope then differs from one scope to the next, or what is asked about.
    let is_odd = operations.is_empty() || !index.hierarchy().diagnostics().is_empty();
    if is_odd {
        plain::who_can_anywhere(index, target, moment, circumstances)
    } else {
        survey::who_can_anywhere(index, operations, moment, circumstances)
    }
}

/// The operations that are meant.
fn operations(index: &AccessIndex<'_>, target: &Target) -> Vec<Target> {
    if target.action.is_concrete() {
        return vec![target.clone()];
    }
    let catalog = index.catalog();
    let found = catalog.expand(&target.action, target.plane);
    let each = found.iter().map(|operation| Target {
        action: ActionPattern::literal(&catalog.operation(operation).name),
        plane: target.plane,
    });
    each.collect()
}
