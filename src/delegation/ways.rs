//! The ways in which somebody holds an operation: every permission that grants it, with the
//! conditions that narrow it (EV-8, EV-9), and the deny assignments that may take it back.

use super::clause::{Clause, Given};
use super::proposal::{Act, Proposal};
use crate::access::{AccessIndex, Authorizer, Decision, Doubt, Step, Target};
use crate::condition::Verdict;
use crate::ids::PrincipalId;
use crate::model::{
    ConditionText, DenyAssignment, Grant, Moment, Permission, Plane, RoleDefinition, Standing,
};
use crate::pattern::{ActionPattern, Wildcards};
use crate::scope::Scope;

/// Whether eligible assignments count as if they were activated (PI-1).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Activation {
    /// Only what is active.
    Current,
    /// Everything that may be activated, too.
    Activated,
}

/// Whose rights are looked at.
pub(super) enum Authority<'a, 't> {
    /// Whoever holds these roles, without further conditions.
    Roles(&'a [RoleDefinition], Wildcards),
    /// Whoever holds a role under this condition.
    Grant(Option<&'a ConditionText>, &'a RoleDefinition, Wildcards),
    /// A principal at a scope, by all its assignments.
    Principal {
        index: &'a AccessIndex<'t>,
        principal: &'a PrincipalId,
        scope: &'a Scope,
        activation: Activation,
    },
}

/// All ways to one operation.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// Each grants where all of its clauses are met.
    grants: Vec<Vec<Clause>>,
    /// Each denies where all of its clauses are met.
    denies: Vec<Vec<Clause>>,
    pub(super) doubts: Vec<Doubt>,
}

impl Ways {
    /// What comes of a proposal.
    pub(super) fn verdict(&self, act: Act, proposal: &Proposal, given: Given<'_>) -> Verdict {
        self.settle(|clause| clause.verdict(act, proposal, given))
    }

    /// What comes of an operation that is no role assignment.
    pub(super) fn verdict_of(&self, operation: &str, given: Given<'_>) -> Verdict {
        self.settle(|clause| clause.verdict_of(operation, given))
    }

    fn settle(&self, verdict: impl Fn(&Clause) -> Verdict) -> Verdict {
        let holds = |clauses: &Vec<Clause>| {
            let each = clauses.iter().map(&verdict);
            each.fold(Verdict::Met, Verdict::and)
        };
        let any = |ways: &[Vec<Clause>]| {
            let each = ways.iter().map(holds);
            each.fold(Verdict::NotMet, Verdict::or)
        };
        let granted = any(&self.grants);
        match any(&self.denies) {
            Verdict::Met => Verdict::NotMet,
            Verdict::Unknown => granted.and(Verdict::Unknown),
            Verdict::NotMet => granted,
        }
    }

    /// Every condition on the way, that of denies among them.
    pub(super) fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.grants.iter().chain(&self.denies).flatten()
    }

    fn grant(
        &mut self,
        act: Act,
        operation: &str,
        role: &RoleDefinition,
        outer: Option<&ConditionText>,
        wildcards: Wildcards,
    ) {
        for permission in matching(&role.permissions, operation, wildcards) {
            self.grants.push(clauses(permission, outer, act));
        }
    }

    fn deny(&mut self, act: Act, operation: &str, deny: &DenyAssignment, wildcards: Wildcards) {
        for permission in matching(&deny.permissions, operation, wildcards) {
            let outer = deny.condition.as_ref();
            self.denies.push(clauses(permission, outer, act));
        }
    }
}

fn matching<'p>(
    permissions: &'p [Permission],
    operation: &str,
    wildcards: Wildcards,
) -> impl Iterator<Item = &'p Permission> {
    permissions
        .iter()
        .filter(move |p| p.control.matches(operation, wildcards))
}

fn clauses(permission: &Permission, outer: Option<&ConditionText>, act: Act) -> Vec<Clause> {
    let own = permission.condition.as_ref();
    let all = own.into_iter().chain(outer);
    all.map(|text| Clause::new(text, act)).collect()
}

impl Authority<'_, '_> {
    /// The ways to write or delete role assignments.
    pub(super) fn ways(&self, act: Act, gained: &[RoleDefinition]) -> Ways {
        self.ways_to(act.operation(), act, gained)
    }

    /// The ways to a control operation; `gained` are roles held besides. Ids are looked up in
    /// conditions as `act` has them.
    pub(super) fn ways_to(&self, operation: &str, act: Act, gained: &[RoleDefinition]) -> Ways {
        let mut ways = Ways::default();
        let wildcards = self.wildcards();
        match self {
            Self::Roles(roles, _) => {
                for role in *roles {
                    ways.grant(act, operation, role, None, wildcards);
                }
            }
            Self::Grant(condition, role, _) => {
                ways.grant(act, operation, role, *condition, wildcards);
            }
            Self::Principal {
                index,
                principal,
                scope,
                activation,
            } => {
                let target = Target {
                    action: ActionPattern::literal(operation),
                    plane: Plane::Control,
                };
                let authorizer = Authorizer::reaching(index, principal, scope, Moment::AsExported);
                let decision = authorizer.decide(&target);
                ways.of_decision(
                    (act, operation),
                    (index, &authorizer),
                    &decision,
                    *activation,
                );
            }
        }
        for role in gained {
            ways.grant(act, operation, role, None, wildcards);
        }
        ways
    }

    /// Whether roles are held that may write role assignments, whatever narrows them.
    pub(super) fn is_of_writer(&self) -> bool {
        let wildcards = self.wildcards();
        let writes = |role: &RoleDefinition| {
            let mut found = matching(&role.permissions, Act::Write.operation(), wildcards);
            found.next().is_some()
        };
        match self {
            Self::Roles(roles, _) => roles.iter().any(writes),
            Self::Grant(_, role, _) => writes(role),
            Self::Principal {
                index,
                principal,
                scope,
                activation,
            } => {
                let authorizer = Authorizer::reaching(index, principal, scope, Moment::AsExported);
                let usable = |grant: &&Grant<'_>| {
                    grant.standing == Standing::Active || *activation == Activation::Activated
                };
                let mut held = authorizer.grants().filter(usable);
                held.any(|grant| grant.role.is_some_and(writes))
            }
        }
    }

    pub(super) fn wildcards(&self) -> Wildcards {
        match self {
            Self::Roles(_, wildcards) | Self::Grant(_, _, wildcards) => *wildcards,
            Self::Principal { index, .. } => index.catalog().wildcards(),
        }
    }
}

impl Ways {
    /// The records that a decision without attributes names, each with all its permissions: of
    /// several that grant, a derivation shows one.
    fn of_decision(
        &mut self,
        (act, operation): (Act, &str),
        (index, authorizer): (&AccessIndex<'_>, &Authorizer<'_, '_>),
        decision: &Decision,
        activation: Activation,
    ) {
        let (tenant, wildcards) = (index.tenant(), index.catalog().wildcards());
        self.doubts = decision.doubts().to_vec();
        for step in decision.derivations().iter().flat_map(|d| d.steps.iter()) {
            match step {
                Step::RoleAssignment { place, .. } | Step::Schedule { place, .. } => {
                    let held = authorizer.grants();
                    let named = held.filter(|grant| grant.place() == place);
                    let usable = named.filter(|grant| {
                        grant.standing == Standing::Active || activation == Activation::Activated
                    });
                    for grant in usable {
                        if let Some(role) = grant.role {
                            self.grant(act, operation, role, grant.condition, wildcards);
                        }
                    }
                }
                Step::DenyAssignment { place, .. } => {
                    let found = tenant.deny_assignments.iter().find(|d| d.place == **place);
                    if let Some(deny) = found {
                        self.deny(act, operation, deny, wildcards);
                    }
                }
                _ => {}
            }
        }
    }
}
