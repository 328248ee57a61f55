//! Steps of roads in words.

use crate::ids::PrincipalId;
use crate::model::Tenant;
use crate::roads::{Basis, EscalationRoad, RoadStep, RoadStop, Roads, StepKind};
use crate::scope::Scope;

/// What names stand for ids.
pub(super) struct Names<'a> {
    pub(super) roads: &'a Roads,
    pub(super) tenant: &'a Tenant,
}

impl Names<'_> {
    /// The name of a principal.
    pub(super) fn principal(&self, id: &PrincipalId) -> String {
        let known = self.tenant.principal(id);
        known.map_or_else(|| id.to_string(), |p| p.label().to_owned())
    }
}

/// How sure a road is.
pub(super) fn confidence_of(road: &EscalationRoad) -> &'static str {
    road.basis().confidence()
}

/// A scope as people call it.
pub(super) fn scope_name(scope: &Scope) -> String {
    format!("`{scope}`")
}

/// The stops between the first and the last, in short.
pub(super) fn way(names: &Names<'_>, road: &EscalationRoad) -> String {
    let last = road.steps.len().saturating_sub(1);
    let between = road.steps.iter().take(last).map(|step| match &step.to {
        RoadStop::Principal(id) => names.principal(id),
        RoadStop::Role { name, .. } => name.to_string(),
        RoadStop::Definition { name, .. } => format!("definition of {name}"),
        RoadStop::Resource(id) => resource_name(id).to_owned(),
        RoadStop::OwnCompute(_) => "compute of its own".to_owned(),
        RoadStop::Owner(scope) | RoadStop::Keys(scope) => resource_name(scope).to_owned(),
    });
    let mut names: Vec<String> = between.collect();
    // A machine and its own identity have one name.
    names.dedup();
    names.join(" → ")
}

/// The last segment of a resource's id: its name.
fn resource_name(scope: &Scope) -> &str {
    scope.as_str().rsplit('/').next().unwrap_or(scope.as_str())
}

/// A road as one sentence.
pub(super) fn path_sentence(names: &Names<'_>, road: &EscalationRoad) -> String {
    let steps: Vec<String> = road
        .steps
        .iter()
        .map(|step| step_sentence(names, step))
        .collect();
    steps.join("; ")
}

/// A step as a sentence.
pub(super) fn step_sentence(names: &Names<'_>, step: &RoadStep) -> String {
    let doubt = match step.basis {
        Basis::Conditional => ", if a condition is met",
        _ => "",
    };
    format!("{}{doubt}", told(names, step))
}

/// What is done, in a word or three.
pub(super) fn in_short(kind: StepKind) -> &'static str {
    match kind {
        StepKind::MemberOf => "is in",
        StepKind::Activates => "activates",
        StepKind::AssignsRole => "assigns a role",
        StepKind::Owns => "owns",
        StepKind::RewritesRole => "rewrites the role",
        StepKind::LiftsDeny => "lifts a deny",
        StepKind::ElevatesAccess => "elevates access",
        StepKind::MakesCompute => "makes compute",
        StepKind::AssignsIdentity => "attaches the identity",
        StepKind::FederatesIdentity => "federates the identity",
        StepKind::RunsCode => "runs code",
        StepKind::ActsAs => "acts as",
        StepKind::ListsKeys => "lists keys",
    }
}

fn told(names: &Names<'_>, step: &RoadStep) -> String {
    let who = subject(names, &step.from);
    let to = stop(names, &step.to);
    let by = by(names, step, None);
    match (step.kind, &step.to) {
        (StepKind::MemberOf, _) => format!("{who} is in {to}"),
        (StepKind::Activates, _) => format!("{who} may activate {to}"),
        (StepKind::AssignsRole, RoadStop::Owner(scope)) => format!(
            "{who} may assign any role to itself at {}{}",
            scope_name(scope),
            self::by(names, step, Some(scope))
        ),
        (StepKind::AssignsRole, RoadStop::Role { scope, .. }) => {
            let whom = match step.basis {
                Basis::Assumed => "others than itself, perhaps one that it controls,",
                _ => "itself",
            };
            let by = self::by(names, step, Some(scope));
            format!("{who} may assign {whom} {to}{by}")
        }
        (StepKind::Owns, RoadStop::Owner(scope)) => owning(names, step, scope),
        (StepKind::RewritesRole, _) => format!("{who} may change the definition of {to}{by}"),
        (StepKind::LiftsDeny, _) => format!("{who} may remove the deny assignment in its way{by}"),
        (StepKind::ElevatesAccess, _) => format!(
            "{who} may take User Access Administrator at `/`, if it is a Global Administrator{by}"
        ),
        (StepKind::MakesCompute, _) => format!("{who} may make compute{by}"),
        (StepKind::AssignsIdentity, _) => {
            format!("{who} may attach the identity {to} to compute{by}")
        }
        (StepKind::FederatesIdentity, _) => {
            format!("{who} may let an outside token issuer sign in as the identity {to}{by}")
        }
        (StepKind::RunsCode, RoadStop::Principal(_)) => {
            format!("{who} may run code{by}, where the identity {to} is assumed to live")
        }
        (StepKind::RunsCode, _) => format!("{who} may run code on {to}{by}"),
        (StepKind::ActsAs, _) => format!("{who} acts as the identity {to}"),
        (StepKind::ListsKeys, RoadStop::Keys(scope)) => {
            format!("{who} may list {to}{}", self::by(names, step, Some(scope)))
        }
        _ => format!("{who} gets to {to}{by}"),
    }
}

fn owning(names: &Names<'_>, step: &RoadStep, scope: &Scope) -> String {
    let at = scope_name(scope);
    let grant = step.grant.map(|grant| names.roads.grant(grant));
    match (&step.from, grant) {
        (RoadStop::Definition { .. }, Some(grant)) => {
            let holder = names.principal(&grant.principal);
            format!("{holder} holds that role at {at}, and so has everything there")
        }
        (RoadStop::Principal(who), Some(grant)) if grant.scope == *scope => {
            let who = names.principal(who);
            format!(
                "{who} holds {} at {at}, and so may assign any role there",
                grant.role
            )
        }
        _ => {
            let by = by(names, step, Some(scope));
            format!(
                "{} may assign any role at {at}{by}",
                subject(names, &step.from)
            )
        }
    }
}

fn subject(names: &Names<'_>, from: &RoadStop) -> String {
    match from {
        RoadStop::Principal(id) => names.principal(id),
        RoadStop::Role { .. } => "with that it".to_owned(),
        RoadStop::Resource(id) => format!("code on {}", resource_name(id)),
        RoadStop::Owner(_) => "as an owner there it".to_owned(),
        RoadStop::OwnCompute(_) | RoadStop::Definition { .. } | RoadStop::Keys(_) => {
            "it".to_owned()
        }
    }
}

/// A stop in words.
pub(super) fn stop(names: &Names<'_>, stop: &RoadStop) -> String {
    match stop {
        RoadStop::Principal(id) => names.principal(id),
        RoadStop::Role { name, scope } => format!("{name} at {}", scope_name(scope)),
        RoadStop::Definition { name, .. } => name.to_string(),
        RoadStop::Resource(id) => resource_name(id).to_owned(),
        RoadStop::OwnCompute(_) => "compute of its own".to_owned(),
        RoadStop::Owner(scope) => format!("owner-like access at {}", scope_name(scope)),
        RoadStop::Keys(scope) => format!("keys at {}", scope_name(scope)),
    }
}

/// By which record, unless the step before named it; `told` is the scope that the sentence has told.
fn by(names: &Names<'_>, step: &RoadStep, told: Option<&Scope>) -> String {
    let Some(grant) = step.grant.map(|grant| names.roads.grant(grant)) else {
        return String::new();
    };
    let place = if told == Some(&grant.scope) {
        "there".to_owned()
    } else {
        format!("at {}", scope_name(&grant.scope))
    };
    match &step.from {
        RoadStop::Role { .. } => String::new(),
        RoadStop::Principal(id) if *id == grant.principal => {
            format!(" as {} {place}", grant.role)
        }
        _ => {
            let holder = names.principal(&grant.principal);
            format!(", since {holder} holds {} {place}", grant.role)
        }
    }
}
