//! The operations that two bearings tell apart, those that came out alike together.

use std::collections::HashMap;
use std::rc::Rc;

use super::access::AccessTurn;
use super::content::{Bearing, Contents};
use super::foreseen::{Foreseen, foreseen};
use super::levels::{Growth, Levels};
use crate::access::{Outcome, Target};
use crate::bits::OperationSet;
use crate::model::Plane;
use crate::pattern::ActionPattern;

/// Operations whose access changed alike.
pub(super) struct Piece {
    pub(super) plane: Plane,
    pub(super) turn: AccessTurn,
    pub(super) before: Outcome,
    pub(super) after: Outcome,
    /// Empty where only a name is concerned that the catalogue doesn't hold.
    pub(super) operations: OperationSet,
    /// An operation of each class that was decided, or a name that the catalogue doesn't hold.
    pub(super) witnesses: Vec<String>,
}

/// Pieces by the two bearings: principals and scopes with the same are compared once.
#[derive(Default)]
pub(super) struct Pieces {
    known: HashMap<(Bearing, Bearing), Rc<Vec<Piece>>>,
    /// For how many it could not be told what comes of operations to come.
    pub(super) undecided: usize,
}

/// What one operation came to on both sides.
struct Compared {
    outcomes: [Outcome; 2],
    turns: Vec<AccessTurn>,
}

impl Pieces {
    pub(super) fn of(
        &mut self,
        contents: &mut Contents<'_, '_>,
        old: &Bearing,
        new: &Bearing,
    ) -> Rc<Vec<Piece>> {
        let key = (old.clone(), new.clone());
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        let mut pieces: Vec<Piece> = Vec::new();
        for plane in Plane::BOTH {
            let today = pieces.len();
            for class in contents.classes([old, new], plane) {
                let Some(first) = class.iter().next() else {
                    continue;
                };
                let witness = contents.judge().catalog().operation(first).name;
                let Compared { outcomes, turns } =
                    compared(contents, [old, new], &literal(&witness, plane));
                for turn in turns {
                    add(&mut pieces, turn, plane, outcomes, &class, &witness);
                }
            }
            let bound = contents.judge().catalog().operation_count();
            for towards in [AccessTurn::Gained, AccessTurn::Lost] {
                let side = towards.towards();
                let has_turn = |piece: &Piece, turn: AccessTurn| piece.turn == turn;
                if pieces[today..].iter().any(|piece| has_turn(piece, towards)) {
                    continue;
                }
                let Foreseen { name, undecided } = foreseen(contents, [old, new], side, plane);
                self.undecided += usize::from(undecided);
                let Some(witness) = name else { continue };
                let Compared { outcomes, turns } =
                    compared(contents, [old, new], &literal(&witness, plane));
                let none = OperationSet::new(bound);
                for turn in turns.into_iter().filter(|turn| turn.towards() == side) {
                    if !pieces[today..].iter().any(|piece| has_turn(piece, turn)) {
                        add(&mut pieces, turn, plane, outcomes, &none, &witness);
                    }
                }
            }
        }
        let pieces = Rc::new(pieces);
        self.known.insert(key, Rc::clone(&pieces));
        pieces
    }
}

fn literal(name: &str, plane: Plane) -> Target {
    Target {
        action: ActionPattern::literal(name),
        plane,
    }
}

fn add(
    pieces: &mut Vec<Piece>,
    turn: AccessTurn,
    plane: Plane,
    [before, after]: [Outcome; 2],
    operations: &OperationSet,
    witness: &str,
) {
    let alike = |piece: &&mut Piece| {
        (piece.plane, piece.turn, piece.before, piece.after) == (plane, turn, before, after)
            && piece.operations.is_empty() == operations.is_empty()
    };
    match pieces.iter_mut().find(alike) {
        Some(piece) => {
            piece.operations.union_with(operations);
            piece.witnesses.push(witness.to_owned());
        }
        None => pieces.push(Piece {
            plane,
            turn,
            before,
            after,
            operations: operations.clone(),
            witnesses: vec![witness.to_owned()],
        }),
    }
}

/// The outcomes of an operation, and which ways access to it went: both, where an activation gives
/// less than before and standing access more.
fn compared(contents: &Contents<'_, '_>, both: [&Bearing; 2], target: &Target) -> Compared {
    let [old, new] = both.map(|bearing| Levels::of(contents, bearing, target));
    let action = target.action.as_str();
    let ways = [
        (
            new.growth_from(&old, contents, action),
            AccessTurn::Gained,
            AccessTurn::MayHaveGained,
        ),
        (
            old.growth_from(&new, contents, action),
            AccessTurn::Lost,
            AccessTurn::MayHaveLost,
        ),
    ];
    let turn = |(growth, certain, possible)| match growth {
        Growth::None => None,
        Growth::Possible => Some(possible),
        Growth::Certain => Some(certain),
    };
    Compared {
        outcomes: [old.outcome(), new.outcome()],
        turns: ways.into_iter().filter_map(turn).collect(),
    }
}
