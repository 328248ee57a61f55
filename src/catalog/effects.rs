//! Which operation lets its holder do what, from `roles/effects.json`: what leads along escalation
//! paths, what each rule of the audit looks for, and what gets past conditions.

use crate::model::{HostKind, Plane};

/// The operation that gives any role to anyone, unless a condition limits it.
pub(crate) const ASSIGNS_ROLES: &str = "Microsoft.Authorization/roleAssignments/write";

/// The operation that takes a role from anyone, unless a condition limits it.
pub(crate) const REMOVES_ROLES: &str = "Microsoft.Authorization/roleAssignments/delete";

/// What an operation lets its holder do, of what leads along escalation paths.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum EffectKind {
    /// Assign roles: without a condition that is as much as owning the scope.
    AssignsRoles,
    /// Assign roles through Privileged Identity Management, past the conditions on the above.
    SchedulesRoles,
    /// Make a directory administrator User Access Administrator at the root (EA-1).
    ElevatesAccess,
    /// Change custom roles.
    ChangesRoles,
    /// Remove deny assignments (DN-8).
    RemovesDenies,
    /// Let an outside token issuer sign in as a user-assigned identity.
    FederatesIdentity,
    /// Attach a user-assigned identity to compute.
    AttachesIdentity,
    /// Run code on a resource of this kind.
    RunsCode(HostKind),
    /// Run code on the bare metal of a Nexus cluster, whose machines are in a managed resource group
    /// of the cluster's subscription.
    RunsCodeOnMetal,
    /// Read keys: data, but no identity.
    ReadsKeys,
}

/// An operation that leads along escalation paths.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PathEffect {
    pub(crate) action: &'static str,
    pub(crate) plane: Plane,
    pub(crate) effect: EffectKind,
    /// Whether it can create a resource, with an identity of one's choice.
    pub(crate) creates: bool,
    /// Whether the effect follows from how the service works and is not documented as such.
    pub(crate) is_inferred: bool,
}

/// The operations that a rule of the audit looks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RuleOperations {
    rule: &'static str,
    /// The plane of all of them.
    pub(crate) plane: Plane,
    /// Operations or patterns, each of which suffices; the most telling first.
    pub(crate) operations: &'static [&'static str],
}

impl RuleOperations {
    /// Those of a rule. A rule without operations doesn't compile where this is a constant.
    pub(crate) const fn of(rule: &str) -> Self {
        let mut at = 0;
        while at < RULES.len() {
            if is_same(RULES[at].rule, rule) {
                return RULES[at];
            }
            at += 1;
        }
        assert!(at < RULES.len(), "`roles/effects.json` has no such rule");
        RULES[0]
    }
}

const fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// Every operation that leads along escalation paths. The first of each effect is the one that
/// people know best.
pub(crate) const fn paths() -> &'static [PathEffect] {
    PATHS
}

/// The operations that lead to the rights that a condition on role assignments withholds (AB-47).
pub(crate) fn past_conditions() -> &'static [&'static str] {
    PAST_CONDITIONS
}

include!(concat!(env!("OUT_DIR"), "/effects.rs"));
