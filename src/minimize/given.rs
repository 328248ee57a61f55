//! What a principal holds already: of what is required it needs no role.
//!
//! Only access that stands counts: role assignments without an end, its own and its groups', at the scope
//! or above, whose conditions and those of their permissions are met for the operation, where no deny
//! assignment applies or may apply. What depends on an open condition, an activation or a date is reported
//! and still missing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::requirement::{HeldAt, Requirement};
use crate::access::{
    AccessIndex, Authorizer, Circumstances, Decision, Derivation, Doubt, Outcome, Step, Target,
};
use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::ids::{PrincipalId, RoleId};
use crate::model::{Grant, Moment, Origin, Plane, RoleDefinition, Standing, Tenant};
use crate::pattern::ActionPattern;
use crate::scope::Scope;

/// What of a requirement a principal holds already.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Required operations that are held, by scope and by what gives them.
    pub held: Vec<HeldOperations>,
    /// Required operations that a deny assignment blocks: no role helps.
    pub blocked: Vec<BlockedOperations>,
    /// Required operations that are missing though something could give them.
    pub open: Vec<OpenOperations>,
    /// What the inputs don't say.
    pub doubts: Vec<Doubt>,
}

/// An operation in its plane.
pub(crate) type PlacedOperation = (String, Plane);

/// Operations that are held at a scope through the same assignments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldOperations {
    /// The scope at which they are held.
    pub scope: Scope,
    /// The required operations that are held.
    pub operations: Vec<PlacedOperation>,
    /// Through what: each alone would do.
    pub through: Vec<HeldThrough>,
}

/// An assignment that gives something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldThrough {
    /// The id of the assignment or schedule instance.
    pub assignment: Arc<str>,
    /// The role's GUID.
    pub role_id: Option<RoleId>,
    /// The role's name.
    pub role: Arc<str>,
    /// Where it is assigned.
    pub scope: Scope,
    /// The group that holds it, if it is not the principal's own.
    pub group: Option<PrincipalId>,
}

/// Operations that deny assignments block at a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockedOperations {
    /// The scope at which they are blocked.
    pub scope: Scope,
    /// The required operations that are blocked.
    pub operations: Vec<PlacedOperation>,
    /// The ids of the deny assignments.
    pub denies: Vec<Arc<str>>,
}

/// Operations that could be held at a scope and don't count as such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenOperations {
    /// The scope at which they are open.
    pub scope: Scope,
    /// The required operations that are open.
    pub operations: Vec<PlacedOperation>,
    /// What it depends on.
    pub because: Openness,
    /// The ids of the assignments, schedule instances or deny assignments.
    pub through: Vec<Arc<str>>,
}

/// What access depends on that doesn't count as held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Openness {
    /// A condition.
    Condition,
    /// An activation (PI-1).
    Eligible,
    /// A date at which it ends (PI-2).
    TimeBound,
    /// A deny assignment whose condition is open.
    PossibleDeny,
}

impl Openness {
    /// The word used in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Eligible => "eligible",
            Self::TimeBound => "timeBound",
            Self::PossibleDeny => "possibleDeny",
        }
    }
}

/// An assignment of the principal or of one of its groups.
pub(super) struct Holding<'a> {
    pub(super) through: HeldThrough,
    pub(super) role: &'a RoleDefinition,
    /// What keeps it from counting as held whatever the operation.
    pub(super) open: Option<Openness>,
    /// Whether it is active and has no end.
    stands: bool,
    /// Whether it is a row of its own that could be deleted: not a classic administrator, nor an
    /// instance of a schedule.
    pub(super) is_assignment: bool,
}

/// Every assignment and schedule instance of a principal and its groups that counts at the moment and
/// whose role is known.
pub(super) fn holdings<'a>(
    index: &'a AccessIndex<'_>,
    principal: &PrincipalId,
    moment: Moment,
) -> Vec<Holding<'a>> {
    let closure = index.groups().closure(principal);
    let mut found: Vec<Holding<'a>> = Vec::new();
    for holder in closure.ids() {
        let own = index.grants_of(holder, moment);
        for grant in own.filter(|grant| grant.is_current(moment)) {
            let Some(definition) = grant.role else {
                continue;
            };
            found.push(Holding {
                through: HeldThrough {
                    assignment: Arc::clone(grant.id()),
                    role_id: definition.id,
                    role: Arc::clone(&definition.name),
                    scope: grant.scope.clone(),
                    group: (holder != principal).then(|| holder.clone()),
                },
                role: definition,
                open: openness(&grant),
                stands: grant.standing == Standing::Active && !grant.window.is_bounded(),
                is_assignment: matches!(grant.origin, Origin::Assignment(_)) && !grant.is_classic(),
            });
        }
    }
    found.sort_by(|a, b| a.through.cmp(&b.through));
    found
}

fn openness(grant: &Grant<'_>) -> Option<Openness> {
    match (grant.standing, grant.condition) {
        (Standing::Eligible, _) => Some(Openness::Eligible),
        (Standing::Active, Some(_)) => Some(Openness::Condition),
        (Standing::Active, None) if grant.window.is_bounded() => Some(Openness::TimeBound),
        (Standing::Active, None) => None,
    }
}

/// What a principal holds of a requirement at a moment, and of everything else at its scopes and at
/// those given besides; the requirement is given what is settled.
pub fn give(
    index: &AccessIndex<'_>,
    principal: &PrincipalId,
    requirement: &mut Requirement,
    besides: &[Scope],
    moment: Moment,
) -> Given {
    let mut scopes = requirement.scopes();
    let asked = scopes.len();
    for scope in besides {
        if !scopes.contains(scope) {
            scopes.push(scope.clone());
        }
    }
    let holdings = holdings(index, principal, moment);
    let mut given = Given::default();
    let mut settled = Vec::new();
    for (at, scope) in scopes.iter().enumerate() {
        let mut view = View::new(index, (principal, moment), scope, &holdings);
        if at < asked {
            view.sort_out(requirement, &mut given);
        }
        settled.push(view.settled);
    }
    given.doubts.sort();
    given.doubts.dedup();
    requirement.set_held(settled);
    given
}

/// A principal at one scope.
struct View<'a, 't> {
    catalog: &'a Catalog,
    tenant: &'t Tenant,
    scope: &'a Scope,
    authorizer: Authorizer<'a, 't>,
    /// The holdings that reach the scope and stand, with what they grant under no condition.
    counted: Vec<(&'a Holding<'a>, OperationSet)>,
    settled: HeldAt,
}

impl<'a, 't> View<'a, 't> {
    fn new(
        index: &'a AccessIndex<'t>,
        (principal, moment): (&PrincipalId, Moment),
        scope: &'a Scope,
        holdings: &'a [Holding<'a>],
    ) -> Self {
        let catalog = index.catalog();
        let nothing_given = Circumstances::default();
        let authorizer = Authorizer::new(index, principal, scope, moment, nothing_given);
        let counts = |own: &&Holding<'_>| {
            own.stands && authorizer.ancestors().reached_from(&own.through.scope)
        };
        let counted: Vec<(&Holding<'_>, OperationSet)> = holdings
            .iter()
            .filter(counts)
            .map(|own| match own.open {
                None => (own, free_operations(catalog, own.role)),
                Some(_) => (own, OperationSet::new(catalog.operation_count())),
            })
            .collect();
        let mut operations = OperationSet::new(catalog.operation_count());
        for (_, set) in &counted {
            operations.union_with(set);
        }
        let mut view = Self {
            catalog,
            tenant: index.tenant(),
            scope,
            authorizer,
            counted,
            settled: HeldAt {
                scope: Some(scope.clone()),
                blocked: OperationSet::new(catalog.operation_count()),
                texts: Vec::new(),
                operations,
            },
        };
        view.take_denied(index);
        view
    }

    /// Those of the counted holdings through which a decision allows what was asked.
    fn allowing(&self, decision: &Decision) -> Vec<usize> {
        if decision.outcome() != Outcome::Allowed {
            return Vec::new();
        }
        let paths = decision.derivations().iter();
        let allowed = paths.filter(|path| path.outcome == Outcome::Allowed);
        let ids: BTreeSet<&str> = allowed
            .flat_map(|path| path.steps.iter())
            .filter_map(|step| match step {
                Step::RoleAssignment { id, .. } | Step::Schedule { id, .. } => Some(&**id),
                _ => None,
            })
            .collect();
        let counted = self.counted.iter().enumerate();
        let giving = counted.filter(|(_, (own, _))| ids.contains(&*own.through.assignment));
        giving.map(|(at, _)| at).collect()
    }

    fn decide(&self, action: &ActionPattern, plane: Plane) -> Decision {
        self.authorizer.decide(&Target {
            action: action.clone(),
            plane,
        })
    }

    /// Takes off what a deny assignment blocks, or may block. Operations that the same permissions
    /// of deny assignments match are decided once, unless a condition may tell them apart.
    fn take_denied(&mut self, index: &AccessIndex<'_>) {
        let mut sets: Vec<OperationSet> = Vec::new();
        let mut touched = OperationSet::new(self.catalog.operation_count());
        let mut conditional = false;
        for deny in &index.tenant().deny_assignments {
            conditional |= deny.condition.is_some();
            for permission in &deny.permissions {
                conditional |= permission.condition.is_some();
                for plane in Plane::BOTH {
                    let set = self.catalog.expand_set(permission.plane(plane), plane);
                    touched.union_with(&set);
                    sets.push(set);
                }
            }
        }
        touched.intersect_with(&self.settled.operations);
        let mut verdicts: BTreeMap<Vec<bool>, bool> = BTreeMap::new();
        for at in touched.iter() {
            let class: Vec<bool> = sets.iter().map(|set| set.contains(at)).collect();
            let known = verdicts.get(&class).copied().filter(|_| !conditional);
            let allowed = known.unwrap_or_else(|| {
                let operation = self.catalog.operation(at);
                let action = ActionPattern::literal(&operation.name);
                self.decide(&action, operation.plane).outcome() == Outcome::Allowed
            });
            verdicts.insert(class, allowed);
            if !allowed {
                self.settled.operations.remove(at);
            }
        }
    }

    /// Sorts what is required here into held, blocked and open.
    fn sort_out(&mut self, requirement: &Requirement, given: &mut Given) {
        let mut held: BTreeMap<Vec<usize>, Vec<PlacedOperation>> = BTreeMap::new();
        let mut blocked: BTreeMap<Vec<Arc<str>>, Vec<PlacedOperation>> = BTreeMap::new();
        let mut open: BTreeMap<(Openness, Vec<Arc<str>>), Vec<PlacedOperation>> = BTreeMap::new();
        let required = requirement.operations_at(self.catalog, Some(self.scope));
        for at in required.iter() {
            let operation = self.catalog.operation(at);
            let action = ActionPattern::literal(&operation.name);
            let decision = self.decide(&action, operation.plane);
            given.doubts.extend(decision.doubts().iter().cloned());
            let name = (operation.name, operation.plane);
            if decision.outcome() == Outcome::Denied {
                self.settled.blocked.insert(at);
                blocked.entry(denies(&decision)).or_default().push(name);
            } else if self.settled.operations.contains(at) {
                let giving = self.counted.iter().enumerate();
                let giving = giving.filter(|(_, (_, set))| set.contains(at));
                held.entry(giving.map(|(own, _)| own).collect())
                    .or_default()
                    .push(name);
            } else if let giving = self.allowing(&decision)
                && !giving.is_empty()
            {
                self.settled.operations.insert(at);
                held.entry(giving).or_default().push(name);
            } else if let Some(open_dependence) = open_dependence(&decision, self.tenant) {
                open.entry(open_dependence).or_default().push(name);
            }
        }
        for required in requirement.unknown_at(self.catalog, Some(self.scope)) {
            if !required.action.is_concrete() {
                continue;
            }
            let decision = self.decide(&required.action, required.plane);
            given.doubts.extend(decision.doubts().iter().cloned());
            let name = (required.action.to_string(), required.plane);
            let text = (required.action.clone(), required.plane);
            let giving = self.allowing(&decision);
            match decision.outcome() {
                Outcome::Denied => {
                    self.settled.texts.push(text);
                    blocked.entry(denies(&decision)).or_default().push(name);
                }
                Outcome::Allowed if !giving.is_empty() => {
                    self.settled.texts.push(text);
                    held.entry(giving).or_default().push(name);
                }
                _ => {
                    if let Some(open_dependence) = open_dependence(&decision, self.tenant) {
                        open.entry(open_dependence).or_default().push(name);
                    }
                }
            }
        }
        let scope = || self.scope.clone();
        given
            .held
            .extend(held.into_iter().map(|(giving, operations)| {
                HeldOperations {
                    scope: scope(),
                    operations,
                    through: (giving.iter())
                        .map(|&at| self.counted[at].0.through.clone())
                        .collect(),
                }
            }));
        given.blocked.extend(
            blocked
                .into_iter()
                .map(|(denies, operations)| BlockedOperations {
                    scope: scope(),
                    operations,
                    denies,
                }),
        );
        given
            .open
            .extend(
                open.into_iter()
                    .map(|((because, through), operations)| OpenOperations {
                        scope: scope(),
                        operations,
                        because,
                        through,
                    }),
            );
    }
}

fn free_operations(catalog: &Catalog, role: &RoleDefinition) -> OperationSet {
    let mut set = OperationSet::new(catalog.operation_count());
    for permission in &role.permissions {
        for plane in Plane::BOTH {
            if permission.condition.is_none() {
                set.union_with(&catalog.expand_set(permission.plane(plane), plane));
            }
        }
    }
    set
}

fn denies(decision: &Decision) -> Vec<Arc<str>> {
    let denied = |derivation: &&Derivation| derivation.outcome == Outcome::Denied;
    let steps = decision.derivations().iter().filter(denied);
    distinct(
        steps.flat_map(|derivation| derivation.steps.iter()),
        |step| match step {
            Step::DenyAssignment { id, .. } => Some(Arc::clone(id)),
            _ => None,
        },
    )
}

fn distinct<'s>(
    steps: impl Iterator<Item = &'s Step>,
    id: impl Fn(&Step) -> Option<Arc<str>>,
) -> Vec<Arc<str>> {
    let mut ids: Vec<Arc<str>> = steps.filter_map(id).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// What an operation depends on that is not held: the firmest of the paths that could give it, or a
/// deny assignment that may block it.
fn open_dependence(decision: &Decision, tenant: &Tenant) -> Option<(Openness, Vec<Arc<str>>)> {
    let deny = |derivation: &&Derivation| {
        let is_deny = |step: &Step| matches!(step, Step::DenyAssignment { .. });
        derivation.outcome == Outcome::Conditional && derivation.steps.iter().any(is_deny)
    };
    let paths = decision.derivations();
    if paths.iter().any(|path| deny(&path)) {
        let steps = paths.iter().filter(deny).flat_map(|path| path.steps.iter());
        let ids = distinct(steps, |step| match step {
            Step::DenyAssignment { id, .. } => Some(Arc::clone(id)),
            _ => None,
        });
        return Some((Openness::PossibleDeny, ids));
    }
    let outcome = paths.iter().map(|path| path.outcome).min()?;
    if decision.outcome() == Outcome::Undetermined && outcome != Outcome::Eligible {
        let doubts = decision.doubts().iter();
        let doubts = doubts.filter(|doubt| doubt.is_of_deny(tenant));
        let records = doubts.map(|doubt| Arc::clone(doubt.assignment()));
        let records: BTreeSet<Arc<str>> = records.collect();
        return Some((Openness::PossibleDeny, records.into_iter().collect()));
    }
    let because = match outcome {
        Outcome::Allowed => match has_condition(paths) {
            true => Openness::Condition,
            false => Openness::TimeBound,
        },
        Outcome::Conditional => Openness::Condition,
        Outcome::Eligible => Openness::Eligible,
        _ => return None,
    };
    let steps = paths
        .iter()
        .filter(|path| path.outcome == outcome)
        .flat_map(|path| path.steps.iter());
    let ids = distinct(steps, |step| match step {
        Step::RoleAssignment { id, .. } | Step::Schedule { id, .. } => Some(Arc::clone(id)),
        _ => None,
    });
    Some((because, ids))
}

fn has_condition(paths: &[Derivation]) -> bool {
    paths
        .iter()
        .filter(|path| path.outcome == Outcome::Allowed)
        .flat_map(|path| path.steps.iter())
        .any(|step| matches!(step, Step::Condition { .. }))
}
