//! Whether a requirement is met, by the decisions of the access engine: groups, management
//! groups, conditions and deny assignments count (A1 to A9).

use super::check::CheckInput;
use super::commands;
use super::misplaced::misplaced;
use super::platform::{self, Platform};
use super::requirement::{Needed, NeededRole, Requirement, RoleHolder, principal_of};
use super::resource_id::ResourceId;
use super::rule::ClusterRule;
use super::target::Target;
use crate::access::{
    AccessIndex, Circumstances, Doubt, Outcome, Request, Standing, Step, decide_pattern,
};
use crate::condition::{AttributeRef, AttributeSource, AttributeValue};
use crate::ids::PrincipalId;
use crate::model::{Plane, RoleAssignment};
use crate::pattern::{ActionPattern, Wildcards};
use crate::scope::{Scope, ScopeKind};
use crate::text;

/// Whether something holds: three values, since the inputs may not say.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RuleStatus {
    /// It holds.
    Pass,
    /// It doesn't.
    Fail,
    /// The inputs don't say.
    Unknown,
}

impl RuleStatus {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }
}

/// A requirement with its judgement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Judgement {
    pub(super) requirement: Requirement,
    pub(super) status: RuleStatus,
    pub(super) message: String,
    /// What A6 to A9 have to say about it.
    pub(super) remarks: Vec<(ClusterRule, String)>,
    pub(super) fix: Vec<String>,
}

/// Judges a requirement.
pub(super) fn judge(input: &CheckInput<'_>, requirement: Requirement) -> Judgement {
    let mut judge = Judge {
        input,
        requirement: &requirement,
        remarks: Vec::new(),
        fix: Vec::new(),
    };
    let (status, message) = judge.run();
    let Judge { remarks, fix, .. } = judge;
    Judgement {
        status,
        message,
        remarks,
        fix: if status == RuleStatus::Pass {
            Vec::new()
        } else {
            fix
        },
        requirement,
    }
}

struct Judge<'a> {
    input: &'a CheckInput<'a>,
    requirement: &'a Requirement,
    remarks: Vec<(ClusterRule, String)>,
    fix: Vec<String>,
}

const ACCOUNT_NAME: &str = "Microsoft.Storage/storageAccounts:name";
const CONTAINER_NAME: &str = "Microsoft.Storage/storageAccounts/blobServices/containers:name";

type Verdict = (RuleStatus, String);

fn unknown(message: impl Into<String>) -> Verdict {
    (RuleStatus::Unknown, message.into())
}

impl<'a> Judge<'a> {
    fn role(&self) -> &'static NeededRole {
        self.requirement.role
    }

    /// What conditions may ask about a storage container: its name and its account's.
    fn circumstances(&self) -> Circumstances {
        let mut circumstances = Circumstances::default();
        if let Needed::Resource(Target::Container { account, container }) = &self.requirement.on {
            for (path, name) in [(ACCOUNT_NAME, account), (CONTAINER_NAME, container)] {
                let attribute = AttributeRef::new(AttributeSource::Resource, path);
                let name = AttributeValue::Text(name.clone());
                circumstances.attributes.insert(attribute, Some(name));
            }
        }
        circumstances
    }

    fn who(&self) -> String {
        self.requirement.holder.label()
    }

    fn run(&mut self) -> Verdict {
        let access = self.input.access.filter(|access| has_assignments(access));
        let resource = self.resource(access);
        let principal = match self.principal(access, resource.as_ref()) {
            Ok(principal) => principal,
            Err(verdict) => {
                self.offer("<principalId>", resource.as_ref());
                return verdict;
            }
        };
        self.offer(principal.as_str(), resource.as_ref());
        let Some(access) = access else {
            return unknown(format!(
                "whether {} has {} is not known: the inputs hold no role assignments; \
                 add the output of `az role assignment list --all`",
                self.who(),
                self.role().name
            ));
        };
        match resource.as_ref().and_then(|id| self.scope(id)) {
            Some(scope) => self.at(access, &principal, &scope),
            None => self.somewhere(access, &principal),
        }
    }

    /// The id of the resource that the role is needed on.
    fn resource(&self, access: Option<&AccessIndex<'_>>) -> Option<ResourceId> {
        match &self.requirement.on {
            Needed::Identity(id) => Some(id.clone()),
            Needed::Resource(target) => target.resource_id(self.input.resources, access),
        }
    }

    fn scope(&self, id: &ResourceId) -> Option<Scope> {
        match &self.requirement.on {
            Needed::Identity(_) => id.scope(),
            Needed::Resource(target) => target.scope(id),
        }
    }

    fn offer(&mut self, principal: &str, resource: Option<&ResourceId>) {
        let placeholder = match &self.requirement.on {
            Needed::Identity(_) => "<identity id>",
            Needed::Resource(Target::Container { .. }) => "<storage account id>",
            Needed::Resource(Target::Vault(_)) => "<vault id>",
            Needed::Resource(Target::Workspace(_)) => "<workspace id>",
        };
        let scope = resource.map_or(placeholder, ResourceId::as_str);
        if self.requirement.holder == RoleHolder::Platform && principal.starts_with('<') {
            self.fix.push(platform::find_command());
        }
        self.fix
            .push(commands::grant(principal, self.role().id(), scope));
    }

    fn principal(
        &mut self,
        access: Option<&AccessIndex<'_>>,
        resource: Option<&ResourceId>,
    ) -> Result<PrincipalId, Verdict> {
        let holder = &self.requirement.holder;
        if *holder == RoleHolder::Platform {
            return self.platform(access, resource);
        }
        principal_of(self.input.cluster, self.input.resources, holder).ok_or_else(|| {
            unknown(match holder {
                RoleHolder::User(id) if self.input.cluster.identity.find(id).is_none() => format!(
                    "judged once `{}` is attached to the cluster (I1), or its export is given: \
                     `az identity show --ids {id}`",
                    id.name()
                ),
                RoleHolder::User(id) => format!(
                    "the cluster does not show the principal id of `{}` (I6); add the output of \
                     `az identity show --ids {id}`",
                    id.name()
                ),
                _ => "the cluster shows no principal id of a system-assigned identity (I2)"
                    .to_owned(),
            })
        })
    }

    fn platform(
        &self,
        access: Option<&AccessIndex<'_>>,
        resource: Option<&ResourceId>,
    ) -> Result<PrincipalId, Verdict> {
        let identity = resource.map_or("", ResourceId::name);
        if let Needed::Identity(id) = &self.requirement.on
            && self.input.cluster.identity.find(id).is_none()
        {
            return Err(unknown(format!(
                "judged once `{identity}` is attached to the cluster (I1)"
            )));
        }
        match platform::find(self.input, access) {
            Platform::Known(id) => Ok(id),
            Platform::Unknown if access.is_none() => Err(unknown(format!(
                "whether the platform may use `{identity}` is not known: the inputs hold no role \
                 assignments; add the output of `az role assignment list --all`"
            ))),
            Platform::Unknown => {
                let access = access.ok_or_else(|| unknown(""))?;
                let scope = resource.and_then(ResourceId::scope);
                let suspects = platform::suspects(self.input, access, |id| {
                    scope.as_ref().is_some_and(|scope| {
                        let target = target_of(self.role().control[0], Plane::Control);
                        holds_role(access, id, self.role(), scope)
                            || Standing::new(access, id, scope, None, Circumstances::default())
                                .decide(&target)
                                .outcome()
                                == Outcome::Allowed
                    })
                });
                Err(match suspects.first() {
                    Some(suspect) => unknown(format!(
                        "`{suspect}` may use `{identity}`, but no input says whether it is the \
                         platform ({}); give its object id with `--platform-principal`",
                        super::requirement::PLATFORM_NAME
                    )),
                    None => (
                        RuleStatus::Fail,
                        format!(
                            "no role assignment lets the platform ({}) use `{identity}`: {} is \
                             missing",
                            super::requirement::PLATFORM_NAME,
                            self.role().name
                        ),
                    ),
                })
            }
        }
    }

    /// The judgement where the resource's id is known.
    fn at(&mut self, access: &AccessIndex<'_>, principal: &PrincipalId, scope: &Scope) -> Verdict {
        let standing = Standing::new(access, principal, scope, None, self.circumstances());
        let named: Vec<&RoleAssignment> = held(access, &standing)
            .filter(|a| access.is_role(&a.role, self.role().id()))
            .collect();
        let reaching: Vec<&RoleAssignment> = named
            .iter()
            .copied()
            .filter(|a| standing.ancestors().reached_from(&a.scope))
            .collect();
        if reaching.is_empty() {
            return self.by_operations(access, &standing, principal, scope, &named);
        }
        if reaching.iter().all(|a| a.condition.is_some()) {
            self.remarks.push((
                ClusterRule::A9,
                format!(
                    "the assignment of {} to {} at `{}` carries a condition",
                    self.role().name,
                    self.who(),
                    reaching[0].scope
                ),
            ));
        }
        self.by_role(&standing, reaching[0])
    }

    /// The named role is there: does anything take it back?
    fn by_role(&self, standing: &Standing<'_, '_>, assignment: &RoleAssignment) -> Verdict {
        let decision = standing.decide(&self.probe());
        let has = format!(
            "{} has {} at `{}`",
            self.who(),
            self.role().name,
            assignment.scope
        );
        let denied = decision.derivations().iter().find_map(|derivation| {
            derivation.steps.iter().find_map(|step| match step {
                Step::DenyAssignment { name, .. } => Some(name.to_string()),
                _ => None,
            })
        });
        match decision.outcome() {
            Outcome::Denied => (
                RuleStatus::Fail,
                format!(
                    "{has}, but the deny assignment `{}` blocks it",
                    denied.unwrap_or_default()
                ),
            ),
            Outcome::Conditional if denied.is_some() => unknown(format!(
                "{has}; whether the deny assignment `{}` blocks it hangs on its condition",
                denied.unwrap_or_default()
            )),
            Outcome::Conditional => unknown(format!(
                "{has}, under a condition that the inputs don't settle"
            )),
            Outcome::NotGranted if assignment.condition.is_some() => (
                RuleStatus::Fail,
                format!("{has}, but its condition is not met"),
            ),
            _ => (RuleStatus::Pass, has),
        }
    }

    /// Effective operations, where the named role is missing (A6, A7).
    fn by_operations(
        &mut self,
        access: &AccessIndex<'_>,
        standing: &Standing<'_, '_>,
        principal: &PrincipalId,
        scope: &Scope,
        elsewhere: &[&RoleAssignment],
    ) -> Verdict {
        let mut short = None;
        let mut doubts = Vec::new();
        let mut roles: Vec<String> = Vec::new();
        let planes = [
            (self.role().data, Plane::Data),
            (self.role().control, Plane::Control),
        ];
        for (actions, plane) in planes {
            for action in actions {
                let answer = effective(access, standing, principal, scope, action, plane);
                doubts.extend(answer.doubts);
                for role in answer.roles {
                    if !roles.contains(&role) {
                        roles.push(role);
                    }
                }
                if answer.outcome != Outcome::Allowed && short.is_none() {
                    short = Some((answer.outcome, *action));
                }
            }
        }
        let Some((outcome, action)) = short else {
            roles.sort();
            return self.wider(&roles.join(", "), access, principal, scope);
        };
        if outcome == Outcome::Conditional {
            return unknown(format!(
                "{} has `{action}` only under a condition that the inputs don't settle",
                self.who()
            ));
        }
        if let Some(doubt) = doubts.first() {
            return unknown(format!(
                "{} may have {} through an assignment that the inputs don't settle: {}",
                self.who(),
                self.role().name,
                settle(doubt)
            ));
        }
        let lacks = format!(
            "{} lacks {} on `{}`",
            self.who(),
            self.role().name,
            self.requirement.on.label()
        );
        if outcome == Outcome::Denied {
            return (
                RuleStatus::Fail,
                format!("{lacks}, and a deny assignment blocks `{action}`"),
            );
        }
        (
            RuleStatus::Fail,
            self.with_hints(lacks, access, standing, elsewhere),
        )
    }

    /// A6: accepted, with a remark; says so where only WC-5 makes the operations match.
    fn wider(
        &mut self,
        by: &str,
        access: &AccessIndex<'_>,
        principal: &PrincipalId,
        scope: &Scope,
    ) -> Verdict {
        let strict = Standing::new(access, principal, scope, None, self.circumstances())
            .under(Wildcards::Strict);
        let control = self.role().control.iter();
        let loose = control
            .map(|action| target_of(action, Plane::Control))
            .filter(|target| target.action.is_concrete())
            .any(|target| strict.decide(&target).outcome() != Outcome::Allowed);
        let hangs_on = if loose && access.catalog().wildcards() == Wildcards::Azure {
            " (only as `/*/` in a pattern also matches a single `/`, WC-5)"
        } else {
            ""
        };
        let (who, role) = (self.who(), self.role().name);
        self.remarks.push((
            ClusterRule::A6,
            format!("{who} gets the operations of {role} from {by}: more than it needs"),
        ));
        (
            RuleStatus::Pass,
            format!("{who} has every operation of {role} through {by}{hangs_on}"),
        )
    }

    fn with_hints(
        &mut self,
        mut message: String,
        access: &AccessIndex<'_>,
        standing: &Standing<'_, '_>,
        elsewhere: &[&RoleAssignment],
    ) -> String {
        if let Some(role) = self.only_control(standing) {
            let hint = format!(
                "{role} manages the resource but gives no data actions: `{}` is still missing",
                self.role().data[0]
            );
            message.push_str(&format!(" (A7: {hint})"));
            self.remarks.push((ClusterRule::A7, hint));
        }
        if let Some(hint) = misplaced(self.input, access, self.requirement, standing) {
            message.push_str(&format!(" (A8: {hint})"));
            self.remarks.push((ClusterRule::A8, hint));
        }
        if let Some(other) = elsewhere.first() {
            message.push_str(&format!(
                "; it has the role only at `{}`, which does not reach there",
                other.scope
            ));
        }
        message
    }

    /// A role by which the holder administers the resource without any data action (A7).
    fn only_control(&self, standing: &Standing<'_, '_>) -> Option<String> {
        let data = target_of(self.role().data.first()?, Plane::Data);
        if standing.decide(&data).outcome() == Outcome::Allowed {
            return None;
        }
        let control = target_of(self.role().administer, Plane::Control);
        let decision = standing.decide(&control);
        let roles = roles_of(decision.derivations().iter());
        (decision.outcome() == Outcome::Allowed && !roles.is_empty()).then(|| roles.join(", "))
    }

    /// The operation that a deny assignment or a condition would take away first.
    fn probe(&self) -> crate::access::Target {
        match self.role().data.last() {
            Some(_) => target_of(probe_data(self.role()), Plane::Data),
            None if self.requirement.holder == RoleHolder::Platform => {
                target_of(self.role().control[0], Plane::Control)
            }
            None => target_of(self.role().administer, Plane::Control),
        }
    }

    /// The judgement where only a URL is known (§2.2): a role on the subscription or a group may
    /// reach the resource or not.
    fn somewhere(&self, access: &AccessIndex<'_>, principal: &PrincipalId) -> Verdict {
        let closure = access.groups().closure(principal);
        let tenant = access.tenant();
        let candidate = closure
            .iter()
            .flat_map(|(id, _)| access.assignments_of(id))
            .chain(access.unlisted().iter().map(|(at, _)| at))
            .map(|&at| &tenant.role_assignments[at])
            .find(|a| {
                !matches!(
                    a.scope.kind(),
                    ScopeKind::Resource | ScopeKind::TenantResource
                ) && self.may_serve(access, a)
            });
        let resource = self.requirement.kind.resource();
        let label = self.requirement.on.label();
        match candidate {
            Some(assignment) if assignment.scope.kind() == ScopeKind::Root => (
                RuleStatus::Pass,
                format!("{} has {} at `/`", self.who(), self.role().name),
            ),
            Some(assignment) => unknown(format!(
                "{} has {} at `{}`, but no input says where the {resource} `{label}` is; add {}",
                self.who(),
                assignment.role_name.as_deref().unwrap_or(self.role().name),
                assignment.scope,
                self.listing()
            )),
            None => (
                RuleStatus::Fail,
                format!(
                    "{} has {} on nothing that could be the {resource} `{label}`",
                    self.who(),
                    self.role().name
                ),
            ),
        }
    }

    fn may_serve(&self, access: &AccessIndex<'_>, assignment: &RoleAssignment) -> bool {
        if access.is_role(&assignment.role, self.role().id()) {
            return true;
        }
        let wildcards = access.catalog().wildcards();
        let probe = self.probe();
        match access.role(&assignment.role) {
            None => true,
            Some(role) => role.permissions.iter().any(|p| {
                p.plane(probe.plane)
                    .matches(probe.action.as_str(), wildcards)
            }),
        }
    }

    fn listing(&self) -> &'static str {
        match &self.requirement.on {
            Needed::Resource(Target::Vault(_)) => "the output of `az keyvault show`",
            Needed::Resource(Target::Container { .. }) => "the output of `az storage account show`",
            _ => "the output of `az resource list`",
        }
    }
}

/// Of the data operations, the one that writes.
fn probe_data(role: &NeededRole) -> &'static str {
    let writes = |action: &&&'static str| {
        text::ends_with(action, "/write") || text::ends_with(action, "/setSecret/action")
    };
    role.data.iter().find(writes).copied().unwrap_or("")
}

pub(super) fn target_of(action: &str, plane: Plane) -> crate::access::Target {
    crate::access::Target {
        action: ActionPattern::literal(action),
        plane,
    }
}

/// Whether the inputs hold role assignments at all.
pub(super) fn has_assignments(access: &AccessIndex<'_>) -> bool {
    !access.tenant().role_assignments.is_empty()
}

fn held<'a>(
    access: &'a AccessIndex<'_>,
    standing: &'a Standing<'_, '_>,
) -> impl Iterator<Item = &'a RoleAssignment> {
    standing
        .closure()
        .iter()
        .flat_map(|(id, _)| access.assignments_of(id))
        .map(|&at| &access.tenant().role_assignments[at])
}

/// Whether a principal itself has a role at a scope or above.
pub(super) fn holds_role(
    access: &AccessIndex<'_>,
    principal: &PrincipalId,
    role: &NeededRole,
    scope: &Scope,
) -> bool {
    let ancestors = access.hierarchy().ancestors(scope);
    access.assignments_of(principal).iter().any(|&at| {
        let assignment = &access.tenant().role_assignments[at];
        access.is_role(&assignment.role, role.id()) && ancestors.reached_from(&assignment.scope)
    })
}

struct Effective {
    outcome: Outcome,
    roles: Vec<String>,
    doubts: Vec<Doubt>,
}

fn effective(
    access: &AccessIndex<'_>,
    standing: &Standing<'_, '_>,
    principal: &PrincipalId,
    scope: &Scope,
    action: &str,
    plane: Plane,
) -> Effective {
    let target = target_of(action, plane);
    if target.action.is_concrete() {
        let decision = standing.decide(&target);
        return Effective {
            outcome: decision.outcome(),
            roles: roles_of(decision.derivations().iter()),
            doubts: decision.doubts().to_vec(),
        };
    }
    let request = Request::new(principal.clone(), target, scope.clone());
    let decision = decide_pattern(access, &request);
    // A namespace that the catalogue doesn't hold says nothing either way.
    let outcome = if decision.coverage.operations.is_empty() {
        Outcome::Allowed
    } else {
        decision.outcome
    };
    Effective {
        outcome,
        roles: roles_of(decision.derivations.iter()),
        doubts: decision.doubts,
    }
}

fn roles_of<'d>(derivations: impl Iterator<Item = &'d crate::access::Derivation>) -> Vec<String> {
    let mut roles: Vec<String> = derivations
        .filter(|derivation| derivation.outcome == Outcome::Allowed)
        .flat_map(|derivation| &derivation.steps)
        .filter_map(|step| match step {
            Step::RoleDefinition { name, .. } => Some(name.to_string()),
            _ => None,
        })
        .collect();
    roles.sort();
    roles.dedup();
    roles
}

/// The doubt, and the export that settles it.
fn settle(doubt: &Doubt) -> String {
    match doubt {
        Doubt::MissingMembers { group, .. } => format!(
            "the members of the group `{group}` are not listed; add the output of \
             `az ad group member list --group {group}`"
        ),
        Doubt::UnknownHierarchy { scope, .. } => format!(
            "whether `{scope}` holds the subscription is not known; add the output of \
             `az account management-group show --name {} --expand --recurse`",
            scope.management_group_id().unwrap_or("<group>")
        ),
        Doubt::UnresolvedRole { role, .. } => format!(
            "the role `{role}` is not in the catalogue; add the output of \
             `az role definition list --name {role}`"
        ),
        Doubt::AuditDeny { assignment } => {
            format!("the deny assignment `{assignment}` only audits, and may still block")
        }
    }
}
