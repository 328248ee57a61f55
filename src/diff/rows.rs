//! The rows of one principal: what changed where, each thing said once.

use super::access::{AccessChange, AccessTurn};
use super::cause::causes;
use super::content::{Contents, degree};
use super::holding::{Holding, Reaching, Snapshot};
use super::pieces::{Piece, Pieces};
use super::spots::{Map, Spot};
use super::tree::GroupMove;
use crate::access::{AccessIndex, Target};
use crate::bits::OperationSet;
use crate::catalog::ClassCounts;
use crate::ids::{OperationIx, PrincipalId};
use crate::model::{Operation, OperationClass, Plane};
use crate::pattern::ActionPattern;
use crate::text::{self, NameMap};
use std::sync::Arc;

/// How many operations are named as examples.
const EXAMPLES: usize = 5;

/// Compares principal by principal.
pub(super) struct Comparer<'a, 't> {
    contents: Contents<'a, 't>,
    snapshots: [Snapshot<'a, 't>; 2],
    map: Map,
    classes: Vec<OperationClass>,
    pieces: Pieces,
}

/// Rows by the folded text of their scope.
type Said = NameMap<Arc<str>, Vec<usize>>;

/// A principal at a place, on both sides.
struct Place<'p> {
    principal: &'p PrincipalId,
    spot: &'p Spot,
    holdings: &'p [Holding; 2],
    reaching: &'p [Reaching; 2],
}

impl<'a, 't> Comparer<'a, 't> {
    pub(super) fn new(
        old: &'a AccessIndex<'t>,
        new: &'a AccessIndex<'t>,
        moves: &[GroupMove],
    ) -> Self {
        let mut contents = Contents::new(new);
        let snapshots = [
            Snapshot::new(old, &mut contents),
            Snapshot::new(new, &mut contents),
        ];
        Self {
            map: Map::new(&snapshots, moves),
            contents,
            snapshots,
            classes: new.catalog().classes(),
            pieces: Pieces::default(),
        }
    }

    /// For how many comparisons it could not be told what comes of operations to come.
    pub(super) fn undecided(&self) -> usize {
        self.pieces.undecided
    }

    /// Everything that changed for a principal.
    pub(super) fn principal(&mut self, principal: &PrincipalId) -> Vec<AccessChange> {
        let [old, new] = &self.snapshots;
        let holdings = [
            old.holding(principal, &mut self.contents),
            new.holding(principal, &mut self.contents),
        ];
        let mut rows: Vec<AccessChange> = Vec::new();
        if holdings.iter().all(|holding| holding.held.is_empty()) {
            return rows;
        }
        let mut said = Said::default();
        for spot in self.map.spots(&self.snapshots, &holdings) {
            let reaching = [0, 1]
                .map(|side: usize| self.snapshots[side].reaching(&holdings[side], &spot.probe));
            let [before, after] = reaching.each_ref().map(|side| &side.bearing);
            if before == after {
                continue;
            }
            let pieces = self.pieces.of(&mut self.contents, before, after);
            let place = Place {
                principal,
                spot: &spot,
                holdings: &holdings,
                reaching: &reaching,
            };
            let first = rows.len();
            for piece in pieces.iter() {
                let above = self.above(&spot, piece, &said, &rows);
                rows.extend(self.row(&place, piece, &above));
            }
            let there = said.entry(spot.scope.shared()).or_default();
            there.extend(first..rows.len());
        }
        rows
    }

    /// The rows of scopes above that say at least as much as a piece.
    fn above<'r>(
        &self,
        spot: &Spot,
        piece: &Piece,
        said: &Said,
        rows: &'r [AccessChange],
    ) -> Vec<&'r AccessChange> {
        let gain = matches!(piece.turn, AccessTurn::Gained | AccessTurn::MayHaveGained);
        let implied = |row: &&AccessChange| {
            let (less, more) = if gain {
                ((row.before, piece.before), (row.after, piece.after))
            } else {
                ((row.after, piece.after), (row.before, piece.before))
            };
            row.plane == piece.plane
                && row.turn.towards() == piece.turn.towards()
                && (row.turn.is_certain() || !piece.turn.is_certain())
                && degree(less.0) <= degree(less.1)
                && degree(more.0) >= degree(more.1)
        };
        let mut above = Vec::new();
        let hierarchy = self.snapshots[usize::from(gain)].index.hierarchy();
        hierarchy.for_each_ancestor(&spot.probe, |ancestor| {
            let there = said.get(ancestor).into_iter().flatten();
            above.extend(there.map(|&at| &rows[at]).filter(implied));
        });
        above
    }

    /// What a piece adds to what was said of scopes above.
    fn row(
        &self,
        place: &Place<'_>,
        piece: &Piece,
        above: &[&AccessChange],
    ) -> Option<AccessChange> {
        let mut operations = piece.operations.clone();
        for row in above {
            operations.subtract(&row.operations);
            // A name to come is spelled as one of the patterns that grant it.
            let is_listed =
                |witness: &String| row.examples.iter().any(|name| text::same(name, witness));
            if piece.operations.is_empty() && piece.witnesses.iter().all(is_listed) {
                return None;
            }
        }
        if operations.is_empty() && !piece.operations.is_empty() {
            return None;
        }
        let (class, examples) = self.examples(piece, &operations)?;
        let mut found = Vec::new();
        for witness in &piece.witnesses {
            let target = Target {
                action: ActionPattern::literal(witness),
                plane: piece.plane,
            };
            let sides = [0, 1].map(|at: usize| {
                (
                    &self.snapshots[at],
                    &place.holdings[at],
                    &place.reaching[at],
                )
            });
            found.extend(causes(&self.contents, sides, piece.turn, &target));
        }
        found.sort();
        found.dedup();
        Some(AccessChange {
            turn: piece.turn,
            principal: place.principal.clone(),
            scope: place.spot.scope.clone(),
            reach: place.spot.reach,
            plane: piece.plane,
            before: piece.before,
            after: piece.after,
            classes: ClassCounts::of_set(&operations, &self.classes),
            operations,
            examples,
            class,
            causes: found,
        })
    }

    /// The gravest class and operations of a row, gravest first.
    fn examples(
        &self,
        piece: &Piece,
        operations: &OperationSet,
    ) -> Option<(OperationClass, Vec<String>)> {
        if operations.is_empty() {
            let names = piece.witnesses.iter();
            let class = names.map(|name| self.class_of(name, piece.plane)).min()?;
            return Some((class, piece.witnesses.clone()));
        }
        let catalog = self.contents.judge().catalog();
        let mut graded: Vec<(OperationClass, OperationIx)> = operations
            .iter()
            .map(|at| (self.classes[at.index()], at))
            .collect();
        graded.sort_unstable();
        let names = graded.iter().take(EXAMPLES);
        let examples = names.map(|(_, at)| catalog.operation(*at).name).collect();
        Some((graded.first()?.0, examples))
    }

    /// The class of a name that the catalogue doesn't hold.
    fn class_of(&self, name: &str, plane: Plane) -> OperationClass {
        let catalog = self.contents.judge().catalog();
        let grave = catalog.risk().entry(name, plane, catalog.wildcards());
        match plane {
            _ if grave.is_some() => OperationClass::Escalation,
            Plane::Data => OperationClass::Data,
            Plane::Control if Operation::is_read(name) => OperationClass::Read,
            Plane::Control => OperationClass::Write,
        }
    }
}
