//! Whose access changed, where, and to what.

use std::collections::BTreeSet;

use super::cause::AccessCause;
use super::records::Side;
use super::rows::Comparer;
use super::tree::GroupMove;
use crate::access::{AccessIndex, Outcome};
use crate::bits::OperationSet;
use crate::catalog::ClassCounts;
use crate::ids::PrincipalId;
use crate::model::{OperationClass, Plane};
use crate::scope::Scope;
use crate::span::Diagnostic;

/// Access that came and access that went.
#[derive(Clone, Debug, Default)]
pub struct EffectiveDiff {
    /// What somebody can do now and could not, or only under a condition or after an activation:
    /// gravest first.
    pub gained: Vec<AccessChange>,
    /// What somebody could do and cannot now, or only under a condition or after an activation.
    pub lost: Vec<AccessChange>,
    /// What depends on conditions before and now, and on others now: whether they let more through
    /// is not known.
    pub may_have_gained: Vec<AccessChange>,
    /// What depends on conditions before and now, and on others now: whether they let less through
    /// is not known.
    pub may_have_lost: Vec<AccessChange>,
}

impl EffectiveDiff {
    /// Whether nobody's access changed, for all that is known.
    pub fn is_empty(&self) -> bool {
        self.lists().iter().all(|rows| rows.is_empty())
    }

    /// Every row.
    pub fn rows(&self) -> impl Iterator<Item = &AccessChange> {
        self.lists().into_iter().flatten()
    }

    /// The rows that went a way.
    pub fn list(&self, turn: AccessTurn) -> &[AccessChange] {
        match turn {
            AccessTurn::Gained => &self.gained,
            AccessTurn::Lost => &self.lost,
            AccessTurn::MayHaveGained => &self.may_have_gained,
            AccessTurn::MayHaveLost => &self.may_have_lost,
        }
    }

    fn lists(&self) -> [&Vec<AccessChange>; 4] {
        [
            &self.gained,
            &self.may_have_gained,
            &self.lost,
            &self.may_have_lost,
        ]
    }

    pub(super) fn list_mut(&mut self, turn: AccessTurn) -> &mut Vec<AccessChange> {
        match turn {
            AccessTurn::Gained => &mut self.gained,
            AccessTurn::Lost => &mut self.lost,
            AccessTurn::MayHaveGained => &mut self.may_have_gained,
            AccessTurn::MayHaveLost => &mut self.may_have_lost,
        }
    }
}

/// Which way access went.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AccessTurn {
    /// There is more than before.
    Gained,
    /// There is less than before.
    Lost,
    /// There may be more: it depended on conditions before and depends on others now.
    MayHaveGained,
    /// There may be less.
    MayHaveLost,
}

impl AccessTurn {
    /// Every way, gains first.
    pub const ALL: [Self; 4] = [
        Self::Gained,
        Self::MayHaveGained,
        Self::Lost,
        Self::MayHaveLost,
    ];

    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gained => "gained",
            Self::Lost => "lost",
            Self::MayHaveGained => "mayHaveGained",
            Self::MayHaveLost => "mayHaveLost",
        }
    }

    /// The snapshot in which there is more.
    pub fn towards(self) -> Side {
        match self {
            Self::Gained | Self::MayHaveGained => Side::New,
            Self::Lost | Self::MayHaveLost => Side::Old,
        }
    }

    /// Whether it is known to be so.
    pub fn is_certain(self) -> bool {
        matches!(self, Self::Gained | Self::Lost)
    }
}

/// Whether a change holds at its scope or only below it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AccessReach {
    /// At the scope, and below it as far as nothing there says otherwise.
    ScopeAndBelow,
    /// Below the scope and not at it: a deny assignment is for the scope alone (DN-1).
    Below,
}

/// Operations of one plane whose outcome changed alike for a principal at a scope.
///
/// What a row of a scope above says already is left out.
#[derive(Clone, Debug)]
pub struct AccessChange {
    /// Whether access was gained or lost.
    pub turn: AccessTurn,
    /// The principal whose access changed.
    pub principal: PrincipalId,
    /// The scope at which it changed.
    pub scope: Scope,
    /// At the scope, or only below.
    pub reach: AccessReach,
    /// In which plane.
    pub plane: Plane,
    /// The outcome before.
    pub before: Outcome,
    /// The outcome now.
    pub after: Outcome,
    /// The operations of the catalogue. Empty when only names that it doesn't hold are concerned;
    /// then the example is one that could come.
    pub operations: OperationSet,
    /// Operations that show it, the gravest first.
    pub examples: Vec<String>,
    /// How many operations there are of each class.
    pub classes: ClassCounts,
    /// The gravest class.
    pub class: OperationClass,
    /// The changes that made it.
    pub causes: Vec<AccessCause>,
}

/// Compares the access of everyone that a change can touch.
pub(super) fn effective(
    old: &AccessIndex<'_>,
    new: &AccessIndex<'_>,
    moves: &[GroupMove],
    touched: BTreeSet<PrincipalId>,
    diagnostics: &mut Vec<Diagnostic>,
) -> EffectiveDiff {
    let mut diff = EffectiveDiff::default();
    if touched.is_empty() {
        return diff;
    }
    let mut comparer = Comparer::new(old, new, moves);
    for principal in touched {
        for row in comparer.principal(&principal) {
            diff.list_mut(row.turn).push(row);
        }
    }
    let undecided = comparer.undecided();
    if undecided > 0 {
        diagnostics.push(
            Diagnostic::warning(
                "undecided-future",
                format!("for {undecided} comparisons it is not known whether operations to come are gained or lost: the patterns hold too many stars"),
            )
            .may_change_answer(),
        );
    }
    for turn in AccessTurn::ALL {
        diff.list_mut(turn).sort_by(|a, b| order(a).cmp(&order(b)));
    }
    diff
}

fn order(row: &AccessChange) -> impl Ord + '_ {
    (
        row.class,
        row.scope.kind(),
        &row.scope,
        row.reach,
        &row.principal,
        row.plane,
        row.after,
        row.before,
        &row.examples,
    )
}
