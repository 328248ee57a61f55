//! A whole question and its answer: in every plane that is meant, under both readings of WC-5, with
//! what would allow what is not allowed.

use super::repair::{Repair, Repairs, repairs, repairs_by_role};
use super::{
    AccessIndex, Authorizer, Circumstances, Decision, Outcome, Request, Target, decide_roles,
    decide_roles_under,
};
use crate::catalog::Catalog;
use crate::ids::{PrincipalId, RoleIx};
use crate::model::{Moment, Plane};
use crate::pattern::ActionPattern;
use crate::scope::Scope;

/// May this principal, or whoever holds these roles, do this?
#[derive(Clone, Debug)]
pub struct Question {
    /// The principal or the roles that are asked about.
    pub subject: Subject,
    /// An operation, or a pattern with `*`.
    pub action: ActionPattern,
    /// Its plane; `None` for those in which the catalogue knows it, or both where it knows it in
    /// none (PL-2).
    pub plane: Option<Plane>,
    /// The moment that is asked about.
    pub moment: Moment,
    /// What conditions may ask for.
    pub circumstances: Circumstances,
    /// Whether to look for what would allow it.
    pub repairs: Repairs,
}

/// Who is asked about.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A principal at a scope, with all that the tenant gives it.
    Principal(PrincipalId, Scope),
    /// Whoever holds these roles, wherever they are assigned.
    Roles(Vec<RoleIx>),
}

impl Question {
    /// A question about a principal at a scope, at the moment of the exports.
    pub fn new(principal: PrincipalId, action: ActionPattern, scope: Scope) -> Self {
        Self::about(Subject::Principal(principal, scope), action)
    }

    /// A question about the union of some roles.
    pub fn of_roles(roles: Vec<RoleIx>, action: ActionPattern) -> Self {
        Self::about(Subject::Roles(roles), action)
    }

    fn about(subject: Subject, action: ActionPattern) -> Self {
        Self {
            subject,
            action,
            plane: None,
            moment: Moment::AsExported,
            circumstances: Circumstances::default(),
            repairs: Repairs::Sought,
        }
    }
}

/// The answer to a [`Question`], plane by plane.
#[derive(Clone, Debug)]
pub struct Answer {
    /// One for each plane, control first; at least one.
    pub planes: Vec<PlaneAnswer>,
}

impl Answer {
    /// The outcome of all planes together.
    pub fn outcome(&self) -> Outcome {
        let each = self.planes.iter().map(|plane| plane.decision.outcome());
        Outcome::overall(each).unwrap_or(Outcome::NotGranted)
    }
}

/// The answer in one plane.
#[derive(Clone, Debug)]
pub struct PlaneAnswer {
    /// What was asked, in this plane.
    pub target: Target,
    /// Where; `None` when roles were asked about.
    pub scope: Option<Scope>,
    /// Whether the catalogue holds the operation, or one under the pattern; if not, the answer goes
    /// by the text of the patterns.
    pub is_known: bool,
    /// The answer, with every path that leads to it.
    pub decision: Decision,
    /// The outcome under the other reading of WC-5, where it differs. Operations only.
    pub other_wildcards: Option<Outcome>,
    /// The smallest changes that would allow it, cheapest first.
    pub repairs: Vec<Repair>,
}

/// Answers a question.
pub fn answer(index: &AccessIndex<'_>, question: &Question) -> Answer {
    let targets = targets_of(index.catalog(), &question.action, question.plane);
    let planes = match &question.subject {
        Subject::Principal(principal, scope) => {
            let given = question.circumstances.clone();
            let authorizer = Authorizer::new(index, principal, scope, question.moment, given);
            let one = |target| of_principal(index, &authorizer, question, target);
            targets.into_iter().map(one).collect()
        }
        Subject::Roles(roles) => {
            let one = |target| of_roles(index.catalog(), roles, question, target);
            targets.into_iter().map(one).collect()
        }
    };
    Answer { planes }
}

fn of_principal(
    index: &AccessIndex<'_>,
    authorizer: &Authorizer<'_, '_>,
    question: &Question,
    target: Target,
) -> PlaneAnswer {
    // First, so that its derivations are gone before there are others.
    let other = target.action.is_concrete().then(|| {
        let other = index.catalog().wildcards().other();
        authorizer.decide_under(&target, other).outcome()
    });
    let decision = authorizer.decide(&target);
    let request = Request {
        principal: authorizer.principal().clone(),
        target,
        scope: authorizer.scope().clone(),
        moment: question.moment,
        circumstances: question.circumstances.clone(),
    };
    // A pattern has no repairs: each operation under it may need another.
    let are_sought = question.repairs == Repairs::Sought && request.target.action.is_concrete();
    PlaneAnswer {
        is_known: is_known(index.catalog(), &request.target),
        other_wildcards: other.filter(|other| *other != decision.outcome()),
        repairs: if are_sought {
            repairs(index, &request, &decision)
        } else {
            Vec::new()
        },
        decision,
        scope: Some(request.scope),
        target: request.target,
    }
}

fn of_roles(
    catalog: &Catalog,
    roles: &[RoleIx],
    question: &Question,
    target: Target,
) -> PlaneAnswer {
    let given = &question.circumstances;
    let other = target.action.is_concrete().then(|| {
        let other = catalog.wildcards().other();
        decide_roles_under(catalog, roles, &target, given, other).outcome()
    });
    let decision = decide_roles(catalog, roles, &target, given);
    let are_sought = question.repairs == Repairs::Sought && decision.outcome() != Outcome::Allowed;
    PlaneAnswer {
        scope: None,
        is_known: is_known(catalog, &target),
        other_wildcards: other.filter(|other| *other != decision.outcome()),
        repairs: if are_sought {
            repairs_by_role(catalog, &target, None)
        } else {
            Vec::new()
        },
        decision,
        target,
    }
}

/// PL-2: an action in the planes it may be meant in: the one that is given, else those in which the
/// catalogue knows it, else the control plane for the registration of a provider, else both.
pub(crate) fn targets_of(
    catalog: &Catalog,
    action: &ActionPattern,
    plane: Option<Plane>,
) -> Vec<Target> {
    let target = |plane| Target {
        action: action.clone(),
        plane,
    };
    if let Some(plane) = plane {
        return vec![target(plane)];
    }
    let both = Plane::BOTH.map(target);
    let known = both.iter().filter(|target| is_known(catalog, target));
    let known: Vec<Target> = known.cloned().collect();
    if !known.is_empty() {
        known
    } else if is_registration(action) {
        vec![target(Plane::Control)]
    } else {
        both.to_vec()
    }
}

/// `Microsoft.X/register/action`: Azure Resource Manager registers providers itself, so that it is of
/// the control plane for every one of them.
fn is_registration(action: &ActionPattern) -> bool {
    let rest = action.folded().split_once('/').map(|(_, rest)| rest);
    matches!(rest, Some("register/action" | "unregister/action"))
}

/// Whether the catalogue holds the operation, or one under the pattern.
pub(crate) fn is_known(catalog: &Catalog, target: &Target) -> bool {
    let Target { action, plane } = target;
    if action.is_concrete() {
        catalog.find_in_plane(action.as_str(), *plane).is_some()
    } else {
        !catalog.expand(action, *plane).is_empty()
    }
}
