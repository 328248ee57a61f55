use std::sync::Arc;

use super::Outcome;
use crate::condition::{Truth, Verdict};
use crate::directory::Closure;
use crate::ids::{PrincipalId, RoleId};
use crate::model::{ConditionText, RoleGap, ScheduleKind, Tenant};
use crate::pattern::{ActionPattern, MatchRule};
use crate::scope::Scope;
use crate::span::Place;

/// One path that grants or denies, from the principal to the pattern that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// What this path alone would give.
    pub outcome: Outcome,
    /// The path: as long as a chain of groups may be, and so shared with what is printed of it.
    pub steps: Arc<Vec<Step>>,
}

impl Derivation {
    pub(super) fn new(outcome: Outcome, steps: Vec<Step>) -> Self {
        Self {
            outcome,
            steps: Arc::new(steps),
        }
    }

    /// Whether this path gives something, be it open or blocked elsewhere; else it takes away.
    pub fn grants(&self) -> bool {
        let denies = |step: &Step| matches!(step, Step::DenyAssignment { .. });
        !self.steps.iter().any(denies)
    }

    /// The group by whose member list it leads from the principal; none where a record names the
    /// principal itself.
    pub(crate) fn first_group(&self) -> Option<&PrincipalId> {
        match self.steps.first() {
            Some(Step::GroupMembership { to, .. }) => Some(to),
            _ => None,
        }
    }

    /// The same path for a member of the one that holds it.
    pub(crate) fn of_member(self, membership: Vec<Step>) -> Self {
        let mut steps = membership;
        steps.extend(self.steps.iter().cloned());
        Self::new(self.outcome, steps)
    }
}

/// The steps from a principal to a group that it is in: the shortest way (EV-2).
pub(crate) fn membership(closure: &Closure<'_>, position: usize, tenant: &Tenant) -> Vec<Step> {
    let way = closure.way(position);
    // With room for the record, its role and a condition of each: the way may be as long as there
    // are groups.
    let mut steps = Vec::with_capacity(way.size_hint().1.unwrap_or_default() + 4);
    steps.extend(way.map(|hop| {
        Step::GroupMembership {
            name: tenant
                .principal(&hop.group)
                .and_then(|group| group.group_name().cloned()),
            from: hop.member,
            to: hop.group,
            place: hop.place,
        }
    }));
    steps
}

impl Step {
    /// The id of the assignment, schedule instance or deny assignment that it is about.
    pub(crate) fn record(&self) -> Option<&str> {
        match self {
            Self::RoleAssignment { id, .. }
            | Self::Schedule { id, .. }
            | Self::DenyAssignment { id, .. } => Some(id),
            _ => None,
        }
    }
}

/// A step of a derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `from` stands in the member list of `to` (EV-2).
    GroupMembership {
        /// The member.
        from: PrincipalId,
        /// The group.
        to: PrincipalId,
        /// The group's name, where known.
        name: Option<Arc<str>>,
        /// Where the list stands.
        place: Place,
    },
    /// A role assignment reaches the scope (EV-3).
    RoleAssignment {
        /// Its id.
        id: Arc<str>,
        /// Its scope; inherited where it is not the request's.
        scope: Scope,
        /// Where it stands.
        place: Place,
    },
    /// A schedule instance reaches the scope (PI-1, PI-2).
    Schedule {
        /// Its id.
        id: Arc<str>,
        /// What it gives.
        kind: ScheduleKind,
        /// Its scope.
        scope: Scope,
        /// Where it stands.
        place: Place,
    },
    /// A deny assignment reaches the scope and the principal (DN-1, DN-2).
    DenyAssignment {
        /// Its id.
        id: Arc<str>,
        /// Its display name.
        name: Arc<str>,
        /// Its scope.
        scope: Scope,
        /// Which of its permissions matches.
        permission: usize,
        /// The pattern that matches.
        pattern: Box<ActionPattern>,
        /// The clause by which it matches.
        rule: MatchRule,
        /// Where it stands.
        place: Box<Place>,
    },
    /// A permission of a role grants the operation (EV-4 to EV-6).
    RoleDefinition {
        /// The role's GUID, if it has one.
        id: Option<RoleId>,
        /// Its name.
        name: Arc<str>,
        /// Which of its permissions, from 0.
        permission: usize,
        /// The pattern that matches.
        pattern: Box<ActionPattern>,
        /// The clause by which it matches.
        rule: MatchRule,
        /// Where the definition stands; `None` for the core catalogue.
        place: Option<Place>,
    },
    /// A condition that decides, of a permission or an assignment (EV-7, EV-8).
    Condition {
        /// The condition.
        condition: Box<ConditionText>,
        /// What the condition stands on.
        on: ConditionOwner,
        /// What it comes to.
        verdict: Verdict,
        /// What is left of it when that is unknown, in canonical text.
        residual: Option<String>,
        /// What must be supplied to know.
        needs: Vec<String>,
        /// The parts of its text that decided, each with its value.
        deciding: Vec<(String, Truth)>,
        /// Clauses on which the documentation is silent and that bear on this.
        undocumented: Vec<&'static str>,
    },
}

/// What a condition is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConditionOwner {
    /// A permission of the role (or of the deny assignment).
    Permission,
    /// The role assignment.
    RoleAssignment,
    /// The schedule instance.
    Schedule,
    /// The deny assignment.
    DenyAssignment,
}

impl ConditionOwner {
    /// The word used in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Permission => "permission",
            Self::RoleAssignment => "roleAssignment",
            Self::Schedule => "scheduleInstance",
            Self::DenyAssignment => "denyAssignment",
        }
    }
}

/// Why a role assignment that was looked at does not allow the request: the first thing that
/// stopped it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyNot {
    /// The id of the assignment; `None` when roles were asked about.
    pub assignment: Option<Arc<str>>,
    /// The role's name.
    pub role: Arc<str>,
    /// Where the assignment is.
    pub scope: Option<Scope>,
    /// What stopped it.
    pub because: Reason,
    /// Why it is not known what its role grants, where that stopped it.
    pub gap: Option<RoleGap>,
    /// The pattern that stopped it, or that came nearest.
    pub pattern: Option<ActionPattern>,
    /// Where the assignment stands.
    pub place: Option<Place>,
}

/// The first thing that stopped an assignment (docs/output.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The assignment is at another scope.
    Scope,
    /// Its patterns match only in the other plane (EV-6).
    Plane,
    /// No pattern matches.
    NoMatch,
    /// A not action takes it back (EV-5).
    NotAction,
    /// Its condition is not met, or open.
    Condition,
    /// Its time is over, or has not come.
    Expired,
    /// It must be activated first (PI-1).
    EligibleOnly,
    /// It would allow, but a deny assignment blocks (DN-4).
    DeniedBy,
    /// It is not known what its role grants.
    UnresolvedRole,
    /// It is at a management group that may hold the scope: the tree isn't in the inputs (SCP-3).
    UnknownHierarchy,
    /// Its start or end can't be read.
    UnknownTime,
    /// Several exports contradict each other about it.
    Contradicted,
}

impl Doubt {
    /// The word used in every output format.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::MissingMembers { .. } => "groupMembers",
            Self::UnknownKind { .. } => "principalType",
            Self::UnknownIdentity { .. } => "principalIdentity",
            Self::UnknownHierarchy { .. } => "managementGroups",
            Self::UnresolvedRole { .. } => "roleDefinition",
            Self::UnknownTime { .. } => "time",
            Self::Contradicted { .. } => "contradictingExports",
            Self::CutOff { .. } => "cutOffRecord",
            Self::AuditDeny { .. } => "auditDeny",
        }
    }

    /// Whether it is about what a deny assignment blocks.
    pub(crate) fn is_of_deny(&self, tenant: &Tenant) -> bool {
        let mut denies = tenant.deny_assignments.iter();
        !matches!(self, Self::AuditDeny { .. }) && denies.any(|deny| deny.id == *self.assignment())
    }

    /// The id of the assignment, schedule instance or deny assignment that would matter.
    pub fn assignment(&self) -> &Arc<str> {
        let (Self::MissingMembers { assignment, .. }
        | Self::UnknownKind { assignment, .. }
        | Self::UnknownIdentity { assignment, .. }
        | Self::UnknownHierarchy { assignment, .. }
        | Self::UnresolvedRole { assignment, .. }
        | Self::UnknownTime { assignment }
        | Self::Contradicted { assignment }
        | Self::CutOff { record: assignment }
        | Self::AuditDeny { assignment }) = self;
        assignment
    }
}

impl Reason {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Plane => "plane",
            Self::NoMatch => "noMatch",
            Self::NotAction => "notAction",
            Self::Condition => "condition",
            Self::Expired => "expired",
            Self::EligibleOnly => "eligibleOnly",
            Self::DeniedBy => "deniedBy",
            Self::UnresolvedRole => "unresolvedRole",
            Self::UnknownHierarchy => "unknownHierarchy",
            Self::UnknownTime => "unknownTime",
            Self::Contradicted => "contradictingExports",
        }
    }

    /// Whether it doesn't stop the grant for certain: something is missing that would tell.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::UnresolvedRole | Self::UnknownHierarchy | Self::UnknownTime | Self::Contradicted
        )
    }

    /// What a doubt about a grant is as the reason that stops it. A doubt about who is in a group
    /// stops no grant of the group.
    pub(super) fn of_doubt(doubt: &Doubt) -> Option<Self> {
        match doubt {
            Doubt::UnresolvedRole { .. } => Some(Self::UnresolvedRole),
            Doubt::UnknownHierarchy { .. } => Some(Self::UnknownHierarchy),
            Doubt::UnknownTime { .. } => Some(Self::UnknownTime),
            Doubt::Contradicted { .. } => Some(Self::Contradicted),
            Doubt::MissingMembers { .. }
            | Doubt::UnknownKind { .. }
            | Doubt::UnknownIdentity { .. }
            | Doubt::CutOff { .. }
            | Doubt::AuditDeny { .. } => None,
        }
    }
}

/// Something that the inputs don't say and that could change the decision.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Doubt {
    /// The members of a group are not listed, and the group is granted or denied the request.
    MissingMembers {
        /// The group without a list.
        group: PrincipalId,
        /// The assignment that would matter.
        assignment: Arc<str>,
    },
    /// Whether a principal is a group isn't known, so whoever asks may be one of its members (PR-2).
    UnknownKind {
        /// The principal.
        principal: PrincipalId,
        /// The assignment that would matter.
        assignment: Arc<str>,
    },
    /// A record names a person by something else than an object id, and nothing in the inputs says
    /// whose name that is (CL-1).
    UnknownIdentity {
        /// The name, in place of an id.
        principal: PrincipalId,
        /// The assignment that would matter.
        assignment: Arc<str>,
    },
    /// It is not known whether a management group holds the scope (SCP-3).
    UnknownHierarchy {
        /// The management group's scope.
        scope: Scope,
        /// The assignment that would matter.
        assignment: Arc<str>,
    },
    /// It is not known what the role of an assignment grants.
    UnresolvedRole {
        /// Why it isn't known what the role grants.
        gap: RoleGap,
        /// The role's name as the assignment prints it, or its id.
        role: String,
        /// The role's GUID, or its name where the assignment has no more.
        reference: String,
        /// The assignment.
        assignment: Arc<str>,
    },
    /// The start or the end of a schedule instance can't be read (PI-6).
    UnknownTime {
        /// The assignment or schedule instance.
        assignment: Arc<str>,
    },
    /// Several exports give one record with different content, and none is the newer.
    Contradicted {
        /// The record.
        assignment: Arc<str>,
    },
    /// The export cut off what a deny assignment or a role definition says.
    CutOff {
        /// The deny assignment, or the role.
        record: Arc<str>,
    },
    /// A deny assignment that only audits matches; one public demonstration says that such denies
    /// may still block (DN-5).
    AuditDeny {
        /// The deny assignment.
        assignment: Arc<str>,
    },
}

/// What the open conditions of some derivations ask for, sorted; nothing unless the answer is
/// conditional.
pub(super) fn open_needs(outcome: Outcome, derivations: &[Derivation]) -> Vec<&str> {
    let open = open_conditions(outcome, derivations);
    let mut needs: Vec<&str> = open
        .flat_map(|(_, needs)| needs.iter().map(String::as_str))
        .collect();
    needs.sort_unstable();
    needs.dedup();
    needs
}

/// What is left of the open conditions: any of them, where several paths are open.
pub(super) fn open_residual(outcome: Outcome, derivations: &[Derivation]) -> Option<String> {
    let mut residuals: Vec<&str> = open_conditions(outcome, derivations)
        .map(|(residual, _)| residual)
        .collect();
    residuals.sort_unstable();
    residuals.dedup();
    match residuals[..] {
        [] => None,
        [one] => Some(one.to_owned()),
        _ => Some(
            residuals
                .iter()
                .map(|r| format!("({r})"))
                .collect::<Vec<_>>()
                .join(" OR "),
        ),
    }
}

fn open_conditions(
    outcome: Outcome,
    derivations: &[Derivation],
) -> impl Iterator<Item = (&str, &[String])> {
    derivations
        .iter()
        .filter(move |d| outcome == Outcome::Conditional && d.outcome == Outcome::Conditional)
        .flat_map(|derivation| derivation.steps.iter())
        .filter_map(|step| match step {
            Step::Condition {
                residual: Some(residual),
                needs,
                ..
            } => Some((residual.as_str(), needs.as_slice())),
            _ => None,
        })
}
