//! Whose access changed, where, and to what.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::cause::{AccessCause, causes};
use super::content::{Bearing, Contents, degree};
use super::future::{Foreseen, foreseen};
use super::holding::{Holding, Reaching, Snapshot};
use super::records::{GroupMove, Side};
use super::touched::Touched;
use crate::access::{AccessIndex, Outcome, Target};
use crate::bits::OperationSet;
use crate::catalog::ClassCounts;
use crate::ids::{OperationIx, PrincipalId};
use crate::model::{DenyReach, Operation, OperationClass, Plane};
use crate::pattern::ActionPattern;
use crate::scope::{Scope, ScopeKind};
use crate::span::Diagnostic;

/// How many operations are named as examples.
const EXAMPLES: usize = 5;

/// Access that came and access that went.
#[derive(Clone, Debug, Default)]
pub struct EffectiveDiff {
    /// What somebody can do now and could not, or only under a condition or after an activation:
    /// gravest first.
    pub gained: Vec<AccessChange>,
    /// What somebody could do and cannot now, or only under a condition or after an activation.
    pub lost: Vec<AccessChange>,
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
    /// Who.
    pub principal: PrincipalId,
    /// Where.
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
    /// Witnesses, gravest first.
    pub examples: Vec<String>,
    /// How many operations there are of each class.
    pub classes: ClassCounts,
    /// The gravest class.
    pub class: OperationClass,
    /// The changes that made it.
    pub causes: Vec<AccessCause>,
}

/// Operations whose outcome changed alike.
pub(super) struct Piece {
    pub(super) plane: Plane,
    pub(super) before: Outcome,
    pub(super) after: Outcome,
    pub(super) operations: OperationSet,
    /// An operation of each class that was decided, or a name that the catalogue doesn't hold.
    pub(super) witnesses: Vec<String>,
}

/// A place where a principal's access is compared: the scope at which it is, and the one shown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Spot {
    scope: Scope,
    reach: AccessReach,
    /// The scope to decide at.
    probe: Scope,
}

/// Compares the access of everyone that a change can touch.
pub(super) fn effective(
    old: &AccessIndex<'_>,
    new: &AccessIndex<'_>,
    moves: &[GroupMove],
    touched: Touched,
    diagnostics: &mut Vec<Diagnostic>,
) -> EffectiveDiff {
    let mut contents = Contents::new(new);
    let snapshots = [
        Snapshot::new(old, &mut contents),
        Snapshot::new(new, &mut contents),
    ];
    let mut comparer = Comparer {
        contents,
        snapshots,
        moves,
        classes: new.catalog().classes(),
        known: HashMap::new(),
        undecided: 0,
    };
    let mut diff = EffectiveDiff::default();
    for principal in touched.principals {
        comparer.principal(&principal, &mut diff);
    }
    if comparer.undecided > 0 {
        diagnostics.push(
            Diagnostic::warning(
                "undecided-future",
                format!("for {} comparisons it is not known whether operations to come are gained or lost: the patterns hold too many stars", comparer.undecided),
            )
            .may_change_answer(),
        );
    }
    for rows in [&mut diff.gained, &mut diff.lost] {
        rows.sort_by(|a, b| order(a).cmp(&order(b)));
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

struct Comparer<'a, 't> {
    contents: Contents<'a, 't>,
    snapshots: [Snapshot<'a, 't>; 2],
    moves: &'a [GroupMove],
    classes: Vec<OperationClass>,
    known: HashMap<(Bearing, Bearing), Rc<Vec<Piece>>>,
    undecided: usize,
}

impl Comparer<'_, '_> {
    fn principal(&mut self, principal: &PrincipalId, diff: &mut EffectiveDiff) {
        let [old, new] = &self.snapshots;
        let holdings = [
            old.holding(principal, &mut self.contents),
            new.holding(principal, &mut self.contents),
        ];
        if holdings.iter().all(|holding| holding.held.is_empty()) {
            return;
        }
        let spots = self.spots(&holdings);
        let mut said: BTreeMap<Scope, Vec<AccessChange>> = BTreeMap::new();
        for spot in spots {
            let reaching = [0, 1]
                .map(|side: usize| self.snapshots[side].reaching(&holdings[side], &spot.probe));
            if reaching[0].bearing == reaching[1].bearing {
                continue;
            }
            let pieces = self.pieces(&reaching);
            let mut rows = Vec::new();
            for piece in pieces.iter() {
                rows.extend(self.row(principal, &spot, piece, &said, &holdings, &reaching));
            }
            said.entry(spot.scope.clone()).or_default().extend(rows);
        }
        for row in said.into_values().flatten() {
            if degree(row.after) > degree(row.before) {
                diff.gained.push(row);
            } else {
                diff.lost.push(row);
            }
        }
    }

    /// Every scope where what reaches the principal can differ from what reaches it above, wider
    /// scopes first.
    fn spots(&self, holdings: &[Holding; 2]) -> Vec<Spot> {
        let mut scopes: BTreeSet<Scope> = self.moves.iter().map(|m| m.scope.clone()).collect();
        let mut hollow: BTreeSet<Scope> = BTreeSet::new();
        for (snapshot, holding) in self.snapshots.iter().zip(holdings) {
            let held = holding.held.iter();
            scopes.extend(held.map(|held| snapshot.facts(held.record).scope.clone()));
            for &at in &holding.denies {
                let deny = &snapshot.index.tenant().deny_assignments[at];
                scopes.insert(deny.scope.clone());
                if deny.reach == DenyReach::SelfOnly {
                    hollow.insert(deny.scope.clone());
                }
            }
        }
        for scope in &hollow {
            // What lies directly below stands for all that is not named.
            scopes.extend(self.children(scope));
        }
        let at = |scope: &Scope| Spot {
            scope: scope.clone(),
            reach: AccessReach::ScopeAndBelow,
            probe: scope.clone(),
        };
        let below = |scope: &Scope| {
            let probe = Scope::parse(&format!("{scope}/providers/below/any/any")).ok()?;
            let plain = matches!(
                scope.kind(),
                ScopeKind::Subscription | ScopeKind::ResourceGroup | ScopeKind::Resource
            );
            plain.then(|| Spot {
                scope: scope.clone(),
                reach: AccessReach::Below,
                probe,
            })
        };
        let mut spots: Vec<Spot> = scopes.iter().map(at).collect();
        spots.extend(hollow.iter().filter_map(below));
        // Ancestors come before what they hold, in either tree.
        spots.sort_by_cached_key(|spot| {
            let depth = |side: usize| {
                let hierarchy = self.snapshots[side].index.hierarchy();
                hierarchy.ancestors(&spot.probe).iter().count()
            };
            (depth(0).max(depth(1)), spot.clone())
        });
        spots
    }

    /// The management groups and subscriptions directly below a scope of either tree.
    fn children(&self, scope: &Scope) -> BTreeSet<Scope> {
        let mut children = BTreeSet::new();
        for snapshot in &self.snapshots {
            let parents = super::records::parents(snapshot.index.tenant());
            let below = parents.into_iter().filter(|(_, parent)| match parent {
                Some(parent) => parent == scope,
                None => scope.kind() == ScopeKind::Root,
            });
            children.extend(below.map(|(child, _)| child));
            if scope.kind() == ScopeKind::Root {
                let tenant = snapshot.index.tenant();
                let scopes = tenant.role_assignments.iter().map(|a| &a.scope);
                children.extend(scopes.filter_map(Scope::subscription));
            }
        }
        children
    }

    fn pieces(&mut self, reaching: &[Reaching; 2]) -> Rc<Vec<Piece>> {
        let key = (reaching[0].bearing.clone(), reaching[1].bearing.clone());
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        let mut pieces: Vec<Piece> = Vec::new();
        for plane in Plane::BOTH {
            let today = pieces.len();
            for class in self.contents.classes([&key.0, &key.1], plane) {
                let Some(first) = class.iter().next() else {
                    continue;
                };
                let witness = self.contents.judge().catalog().operation(first).name;
                let (before, after) = self.outcomes(&key, &witness, plane);
                if degree(before) == degree(after) {
                    continue;
                }
                let same = |piece: &&mut Piece| {
                    (piece.plane, piece.before, piece.after) == (plane, before, after)
                };
                match pieces.iter_mut().find(same) {
                    Some(piece) => {
                        piece.operations.union_with(&class);
                        piece.witnesses.push(witness);
                    }
                    None => pieces.push(Piece {
                        plane,
                        before,
                        after,
                        operations: class,
                        witnesses: vec![witness],
                    }),
                }
            }
            for towards in [Side::New, Side::Old] {
                let rises = |piece: &Piece| degree(piece.after) > degree(piece.before);
                let told = |piece: &Piece| rises(piece) == (towards == Side::New);
                if pieces[today..].iter().any(told) {
                    continue;
                }
                match foreseen(&self.contents, [&key.0, &key.1], towards, plane) {
                    Foreseen::Nothing => {}
                    Foreseen::Undecided => self.undecided += 1,
                    Foreseen::Name(witness) => {
                        let (before, after) = self.outcomes(&key, &witness, plane);
                        let count = self.classes.len();
                        pieces.push(Piece {
                            plane,
                            before,
                            after,
                            operations: OperationSet::new(count),
                            witnesses: vec![witness],
                        });
                    }
                }
            }
        }
        let pieces = Rc::new(pieces);
        self.known.insert(key, Rc::clone(&pieces));
        pieces
    }

    fn outcomes(&self, key: &(Bearing, Bearing), action: &str, plane: Plane) -> (Outcome, Outcome) {
        let target = Target {
            action: ActionPattern::literal(action),
            plane,
        };
        (
            self.contents.outcome(&key.0, &target),
            self.contents.outcome(&key.1, &target),
        )
    }

    /// What a piece adds to what was said of scopes above.
    fn row(
        &self,
        principal: &PrincipalId,
        spot: &Spot,
        piece: &Piece,
        said: &BTreeMap<Scope, Vec<AccessChange>>,
        holdings: &[Holding; 2],
        reaching: &[Reaching; 2],
    ) -> Option<AccessChange> {
        let gain = degree(piece.after) > degree(piece.before);
        let side = usize::from(gain);
        let ancestors = self.snapshots[side]
            .index
            .hierarchy()
            .ancestors(&spot.probe);
        let implied = |row: &&AccessChange| {
            let wider = if gain {
                degree(row.after) >= degree(piece.after)
                    && degree(row.before) <= degree(piece.before)
            } else {
                degree(row.after) <= degree(piece.after)
                    && degree(row.before) >= degree(piece.before)
            };
            let rises = degree(row.after) > degree(row.before);
            row.plane == piece.plane && rises == gain && wider
        };
        let above = said
            .iter()
            .filter(|(scope, _)| ancestors.reached_from(scope))
            .flat_map(|(_, rows)| rows)
            .filter(implied);
        let mut operations = piece.operations.clone();
        for row in above {
            operations.subtract(&row.operations);
            let told = |witness: &String| row.examples.contains(witness);
            if piece.operations.is_empty() && piece.witnesses.iter().all(told) {
                return None;
            }
        }
        if operations.is_empty() && !piece.operations.is_empty() {
            return None;
        }
        let catalog = self.contents.judge().catalog();
        let classes = ClassCounts::of_set(&operations, &self.classes);
        let (class, examples) = if operations.is_empty() {
            let class = piece
                .witnesses
                .iter()
                .map(|name| self.class_of(name, piece.plane));
            (class.min()?, piece.witnesses.clone())
        } else {
            let mut graded: Vec<(OperationClass, OperationIx)> = operations
                .iter()
                .map(|at| (self.classes[at.index()], at))
                .collect();
            graded.sort_unstable();
            let names = graded.iter().take(EXAMPLES);
            let examples = names.map(|(_, at)| catalog.operation(*at).name).collect();
            (graded.first()?.0, examples)
        };
        let mut found = Vec::new();
        for witness in &piece.witnesses {
            let target = Target {
                action: ActionPattern::literal(witness),
                plane: piece.plane,
            };
            let sides = [0, 1].map(|at: usize| (&self.snapshots[at], &holdings[at], &reaching[at]));
            let towards = if gain { Side::New } else { Side::Old };
            found.extend(causes(&self.contents, sides, towards, &target));
        }
        found.sort();
        found.dedup();
        Some(AccessChange {
            principal: principal.clone(),
            scope: spot.scope.clone(),
            reach: spot.reach,
            plane: piece.plane,
            before: piece.before,
            after: piece.after,
            operations,
            examples,
            classes,
            class,
            causes: found,
        })
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
