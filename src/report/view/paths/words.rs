//! Steps of paths in words.

use crate::ids::PrincipalId;
use crate::model::Tenant;
use crate::paths::{Basis, EscalationPath, EscalationPaths, PathNode, PathStep, StepKind};
use crate::scope::Scope;

/// Names for ids.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    pub(crate) paths: &'a EscalationPaths,
    pub(crate) tenant: &'a Tenant,
}

impl Names<'_> {
    /// The name of a principal.
    pub(crate) fn principal(&self, id: &PrincipalId) -> String {
        let known = self.tenant.principal(id);
        known.map_or_else(|| id.to_string(), |p| p.label().to_owned())
    }

    /// Where a path begins: a principal, or a group that stands for its members.
    pub(crate) fn start(&self, path: &EscalationPath) -> String {
        let name = self.principal(&path.principal);
        match path.members {
            0 | 1 => name,
            members => format!("{name} (for {members})"),
        }
    }
}

/// How sure a path is.
pub(crate) fn confidence_of(path: &EscalationPath) -> &'static str {
    path.basis().confidence()
}

/// A scope as people call it.
pub(crate) fn scope_name(scope: &Scope) -> String {
    format!("`{scope}`")
}

/// The nodes between the first and the last, in short.
pub(crate) fn way(names: &Names<'_>, path: &EscalationPath) -> String {
    let last = path.steps.len().saturating_sub(1);
    let between = path.steps.iter().take(last).map(|step| match &step.to {
        PathNode::Principal(id) => names.principal(id),
        PathNode::Role { name, .. } => name.to_string(),
        PathNode::Definition { name, .. } => format!("definition of {name}"),
        PathNode::Resource(id) => resource_name(id).to_owned(),
        PathNode::OwnCompute(_) => "its own compute".to_owned(),
        PathNode::Owner(scope) | PathNode::Keys(scope) => resource_name(scope).to_owned(),
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

/// A path as one sentence.
pub(crate) fn path_sentence(names: &Names<'_>, path: &EscalationPath) -> String {
    let steps: Vec<String> = path
        .steps
        .iter()
        .map(|step| step_sentence(names, step))
        .collect();
    steps.join("; ")
}

/// A step as a sentence.
pub(crate) fn step_sentence(names: &Names<'_>, step: &PathStep) -> String {
    let doubt = match step.basis {
        Basis::Conditional => ", if a condition is met",
        _ => "",
    };
    format!("{}{doubt}", without_doubt(names, step))
}

/// What is done, in a word or three.
pub(crate) fn in_short(kind: StepKind) -> &'static str {
    match kind {
        StepKind::MemberOf => "is in",
        StepKind::Activates => "activates",
        StepKind::AssignsRole => "assigns a role",
        StepKind::Owns => "owns",
        StepKind::RewritesRole => "rewrites the role",
        StepKind::LiftsDeny => "removes a deny",
        StepKind::ElevatesAccess => "elevates access",
        StepKind::MakesCompute => "creates compute",
        StepKind::AssignsIdentity => "attaches the identity",
        StepKind::FederatesIdentity => "federates the identity",
        StepKind::RunsCode => "runs code",
        StepKind::ActsAs => "acts as",
        StepKind::ListsKeys => "lists keys",
    }
}

fn without_doubt(names: &Names<'_>, step: &PathStep) -> String {
    let who = subject(names, &step.from);
    let to = node(names, &step.to);
    let by = by(names, step, None);
    match (step.kind, &step.to) {
        (StepKind::MemberOf, _) => format!("{who} is in {to}"),
        (StepKind::Activates, _) => format!("{who} may activate {to}"),
        (StepKind::AssignsRole, PathNode::Owner(scope)) => format!(
            "{who} may assign any role to itself at {}{}",
            scope_name(scope),
            self::by(names, step, Some(scope))
        ),
        (StepKind::AssignsRole, PathNode::Role { scope, .. }) => {
            let whom = match step.basis {
                Basis::Assumed => "others, perhaps one that it controls,",
                _ => "itself",
            };
            let by = self::by(names, step, Some(scope));
            format!("{who} may assign {whom} {to}{by}")
        }
        (StepKind::Owns, PathNode::Owner(scope)) => owning(names, step, scope),
        (StepKind::RewritesRole, _) => format!("{who} may change the definition of {to}{by}"),
        (StepKind::LiftsDeny, _) => {
            format!("{who} may remove the deny assignment that binds it{by}")
        }
        (StepKind::ElevatesAccess, _) => format!(
            "{who} may take User Access Administrator at `/`, if it is a Global Administrator{by}"
        ),
        (StepKind::MakesCompute, _) => format!("{who} may create compute{by}"),
        (StepKind::AssignsIdentity, _) => {
            format!("{who} may attach the identity {to} to compute{by}")
        }
        (StepKind::FederatesIdentity, _) => {
            format!("{who} may let an outside token issuer sign in as the identity {to}{by}")
        }
        (StepKind::RunsCode, PathNode::Principal(_)) => {
            format!("{who} may run code{by}, where the identity {to} is assumed to be in use")
        }
        (StepKind::RunsCode, _) => format!("{who} may run code on {to}{by}"),
        (StepKind::ActsAs, _) => format!("{who} acts as the identity {to}"),
        (StepKind::ListsKeys, PathNode::Keys(scope)) => {
            format!("{who} may list {to}{}", self::by(names, step, Some(scope)))
        }
        _ => format!("{who} gets to {to}{by}"),
    }
}

fn owning(names: &Names<'_>, step: &PathStep, scope: &Scope) -> String {
    let at = scope_name(scope);
    let grant = step.grant.map(|grant| names.paths.grant(grant));
    match (&step.from, grant) {
        (PathNode::Definition { .. }, Some(grant)) => {
            let holder = names.principal(&grant.principal);
            format!("{holder} holds that role at {at}, and so has everything there")
        }
        (PathNode::Principal(who), Some(grant)) if grant.scope == *scope => {
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

fn subject(names: &Names<'_>, from: &PathNode) -> String {
    match from {
        PathNode::Principal(id) => names.principal(id),
        PathNode::Role { .. } => "with that role it".to_owned(),
        PathNode::Resource(id) => format!("code on {}", resource_name(id)),
        PathNode::Owner(_) => "as an owner there it".to_owned(),
        PathNode::OwnCompute(_) | PathNode::Definition { .. } | PathNode::Keys(_) => {
            "it".to_owned()
        }
    }
}

/// A node in words.
pub(crate) fn node(names: &Names<'_>, node: &PathNode) -> String {
    match node {
        PathNode::Principal(id) => names.principal(id),
        PathNode::Role { name, scope } => format!("{name} at {}", scope_name(scope)),
        PathNode::Definition { name, .. } => name.to_string(),
        PathNode::Resource(id) => resource_name(id).to_owned(),
        PathNode::OwnCompute(_) => "its own compute".to_owned(),
        PathNode::Owner(scope) => format!("owner-like access at {}", scope_name(scope)),
        PathNode::Keys(scope) => format!("keys at {}", scope_name(scope)),
    }
}

/// By which record, unless the step before named it; `said` is the scope that the sentence has named already.
fn by(names: &Names<'_>, step: &PathStep, said: Option<&Scope>) -> String {
    let Some(grant) = step.grant.map(|grant| names.paths.grant(grant)) else {
        return String::new();
    };
    let place = if said == Some(&grant.scope) {
        "there".to_owned()
    } else {
        format!("at {}", scope_name(&grant.scope))
    };
    match &step.from {
        PathNode::Role { .. } => String::new(),
        PathNode::Principal(id) if *id == grant.principal => {
            format!(" as {} {place}", grant.role)
        }
        _ => {
            let holder = names.principal(&grant.principal);
            format!(", since {holder} holds {} {place}", grant.role)
        }
    }
}
