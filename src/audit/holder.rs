//! Assignments with their role resolved, as rules look at them.

use std::sync::Arc;

use super::survey::Survey;
use crate::catalog::EscalationEntry;
use crate::catalog::effects::ASSIGNS_ROLES;
use crate::ids::PrincipalId;
use crate::model::{Grant, Origin, Plane, PrincipalKind, RoleDefinition, Standing};
use crate::rule::{
    ACTIVATION_REQUESTS, Confidence, ELIGIBILITY_REQUESTS, FindingBuilder, FindingRole,
    RequestType, Rule, ScheduleRequest, Severity, assignment_removal,
};
use crate::scope::{Scope, ScopeKind};
use crate::text::shell_word;

/// A grant whose role is known.
#[derive(Clone, Copy)]
pub(super) struct Holding<'a> {
    pub(super) grant: Grant<'a>,
    pub(super) role: &'a RoleDefinition,
    /// The position of the role in [`Survey::roles`].
    pub(super) role_at: usize,
}

/// How firmly a role gives an operation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Hold {
    Unconditional,
    Conditional,
}

impl Holding<'_> {
    /// How firmly the assignment gives a concrete operation, if it does.
    pub(super) fn gives(&self, survey: &Survey<'_>, action: &str, plane: Plane) -> Option<Hold> {
        let outer = self.grant.condition;
        survey.role_gives(self.role, outer, action, plane)
    }

    /// The entries of the escalation list that the assignment gives, in the order of the list.
    pub(super) fn escalation<'s>(
        &'s self,
        survey: &'s Survey<'_>,
    ) -> impl Iterator<Item = (&'s EscalationEntry, Hold)> {
        let entries = survey.catalog().risk().escalation();
        let held = survey.roles()[self.role_at].escalation.iter();
        held.filter_map(move |&(at, hold)| {
            let entry = entries.get(at)?;
            let hold = match &self.grant.condition {
                Some(_) => self.gives(survey, entry.action.as_str(), entry.plane)?,
                None => hold,
            };
            Some((entry, hold))
        })
    }

    /// Whether the role holds every control operation that Azure could ever name, less at most
    /// what an exclusion of its own takes: a bare `*`.
    pub(super) fn is_owner_like(&self, survey: &Survey<'_>) -> bool {
        let probe = [
            ASSIGNS_ROLES,
            "Microsoft.Resources/subscriptions/resourceGroups/delete",
            "Microsoft.Compute/virtualMachines/write",
        ];
        survey.roles()[self.role_at].is_everything
            && probe.iter().all(|action| {
                self.gives(survey, action, Plane::Control) == Some(Hold::Unconditional)
            })
    }

    /// Whether the role writes, deletes and acts on resources of any kind, and assigns no roles.
    pub(super) fn writes_everything(&self, survey: &Survey<'_>) -> bool {
        let role = &survey.roles()[self.role_at];
        let unbound = || {
            let probe = "Microsoft.Resources/subscriptions/resourceGroups/delete";
            self.gives(survey, probe, Plane::Control) == Some(Hold::Unconditional)
        };
        role.is_everything && role.delegates.is_none() && unbound()
    }

    pub(super) fn is_broad(&self) -> bool {
        matches!(
            self.grant.scope.kind(),
            ScopeKind::Root | ScopeKind::ManagementGroup | ScopeKind::Subscription
        )
    }

    /// A finding about this assignment, to be completed.
    pub(super) fn finding(&self, survey: &Survey<'_>, rule: &Rule) -> FindingBuilder {
        let who = self.grant.holder;
        FindingBuilder {
            principal: Some(survey.principal(who, self.grant.principal_kind())),
            role: Some(FindingRole::of(self.role)),
            scope: Some(self.grant.scope.clone()),
            // What is active and what is eligible may be reported side by side.
            detail: Arc::from(match self.grant.standing {
                Standing::Active => "",
                Standing::Eligible => "eligible",
            }),
            ..FindingBuilder::new(rule, [self.grant.place().clone()])
        }
    }

    /// A severity for this holding: a role that has to be activated first, which may take a second
    /// factor or an approval and leaves a trace, is one severity lower.
    pub(super) fn weigh(&self, severity: Severity) -> Severity {
        match self.grant.standing {
            Standing::Active => severity,
            Standing::Eligible => severity.milder(),
        }
    }

    /// How the principal stands to the role: `holds`, `is eligible for`.
    pub(super) fn holds(&self) -> &'static str {
        match self.grant.standing {
            Standing::Active => "holds",
            Standing::Eligible => "is eligible for",
        }
    }

    /// What gives the right, after `by`: `Owner`, `activating Owner`.
    pub(super) fn means(&self) -> String {
        match self.grant.standing {
            Standing::Active => self.role.name.to_string(),
            Standing::Eligible => format!("activating {}", self.role.name),
        }
    }

    /// The role as the subject of a clause that says what it grants.
    pub(super) fn grantor(&self) -> String {
        match self.grant.standing {
            Standing::Active => self.role.name.to_string(),
            Standing::Eligible => format!("{}, which has to be activated first,", self.role.name),
        }
    }

    /// The record, as advice calls it.
    pub(super) fn record(&self) -> &'static str {
        match self.grant.standing {
            Standing::Active => "assignment",
            Standing::Eligible => "eligibility",
        }
    }

    /// Who holds the assignment, in words that say who is behind a group. A group whose members
    /// nobody lists makes the finding less sure.
    pub(super) fn holder(&self, survey: &Survey<'_>, finding: &mut FindingBuilder) -> String {
        let who = finding.who().to_owned();
        let kind = finding.principal.as_ref().map(|who| who.kind);
        if !matches!(
            kind,
            Some(PrincipalKind::Group | PrincipalKind::ForeignGroup)
        ) {
            return who;
        }
        let membership = survey.membership(self.grant.holder);
        if !membership.is_complete {
            finding.confidence = finding.confidence.min(Confidence::Medium);
            return format!("whoever is in the group {who}, whose members are not all listed,");
        }
        match membership.members.len() {
            0 => format!("whoever joins the group {who}, which is empty now,"),
            1 => format!("the only member of the group {who}"),
            several => format!("each of the {several} members of the group {who}"),
        }
    }

    /// The command that makes the principal eligible for the role, where its GUID is known.
    pub(super) fn eligibility(&self) -> Option<String> {
        let Grant { scope, holder, .. } = self.grant;
        let role = self.role.id?.to_string();
        let request = RequestType::AdminAssign;
        Some(schedule_request(
            ELIGIBILITY_REQUESTS,
            request,
            (scope, holder, &role),
        ))
    }

    /// The command that removes the assignment, or the eligibility.
    pub(super) fn removal(&self) -> String {
        let Grant { scope, holder, .. } = self.grant;
        let role = self.role.id.map(|id| id.to_string());
        let role = role.unwrap_or_else(|| self.role.name.to_string());
        match (self.grant.origin, self.grant.standing) {
            (Origin::Assignment(assignment), _) => assignment_removal(&assignment.id),
            (Origin::Schedule(_), Standing::Active) => {
                let request = RequestType::AdminRemove;
                schedule_request(ACTIVATION_REQUESTS, request, (scope, holder, &role))
            }
            (Origin::Schedule(_), Standing::Eligible) => eligibility_removal(scope, holder, &role),
        }
    }
}

/// The command that removes an eligibility for a role, which is named by its GUID.
pub(crate) fn eligibility_removal(scope: &Scope, principal: &PrincipalId, role: &str) -> String {
    let request = RequestType::AdminRemove;
    schedule_request(ELIGIBILITY_REQUESTS, request, (scope, principal, role))
}

fn schedule_request(
    requests: &'static str,
    request: RequestType,
    (scope, principal, role): (&Scope, &PrincipalId, &str),
) -> String {
    let around = scope.as_str().trim_end_matches('/');
    let role = format!("{around}/providers/Microsoft.Authorization/roleDefinitions/{role}");
    ScheduleRequest {
        requests,
        request,
        scope,
        principal,
        role: &role,
    }
    .command(None)
}

/// The longest name that Azure lets a role have.
const LONGEST_ROLE_NAME: usize = 512;

/// The command that prints the definition of a role, by GUID or name, into a file to add to the
/// inputs; where no role can have that name, those of the whole subscription.
pub(crate) fn fetch_definition(role: &str) -> String {
    let only = if role.chars().count() > LONGEST_ROLE_NAME {
        String::new()
    } else {
        format!(" --name {}", shell_word(role))
    };
    format!("az role definition list{only} -o json > roles.json")
}
