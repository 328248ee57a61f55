//! Whether a requirement is met, by the decisions of the access engine: groups, management
//! groups, conditions and deny assignments count (A1 to A9).

mod at;
mod effective;
mod misplaced;
pub(super) mod platform;
mod somewhere;

use super::check::CheckInput;
use super::commands;
use super::requirement::{Needed, NeededBy, NeededRole, Requirement, principals_of};
use super::resource_id::ResourceId;
use super::rule::ClusterRule;
use super::target::Target;
use crate::access::{AccessIndex, Authorizer, Circumstances, Outcome};
use crate::condition::{AttributeRef, AttributeSource, AttributeValue};
use crate::ids::PrincipalId;
use crate::model::{Moment, Plane};
use crate::scope::Scope;
use effective::holds_role;
pub(in crate::nexus) use effective::target_of;
use platform::Platform;

/// Whether something holds: three values, since the inputs may not say.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RuleStatus {
    /// The cluster keeps the rule.
    Pass,
    /// The cluster breaks the rule.
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
    /// What stands in the way of the role that is there, so that granting it again helps nothing.
    pub(super) obstacle: Option<String>,
}

/// Judges a requirement.
pub(super) fn judge(input: &CheckInput<'_>, requirement: Requirement) -> Judgement {
    let mut judge = Judge {
        input,
        requirement: &requirement,
        remarks: Vec::new(),
        fix: Vec::new(),
        obstacle: None,
    };
    let (status, message) = judge.run();
    let Judge {
        remarks,
        fix,
        obstacle,
        ..
    } = judge;
    Judgement {
        status,
        message,
        remarks,
        fix: if status == RuleStatus::Pass {
            Vec::new()
        } else {
            fix
        },
        obstacle: obstacle.filter(|_| status != RuleStatus::Pass),
        requirement,
    }
}

struct Judge<'a> {
    input: &'a CheckInput<'a>,
    requirement: &'a Requirement,
    remarks: Vec<(ClusterRule, String)>,
    fix: Vec<String>,
    obstacle: Option<String>,
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
        if let Needed::Resource(Target::Container {
            account, container, ..
        }) = &self.requirement.on
        {
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
                "it is not known whether {} has {}: the inputs hold no role assignments; \
                 add the output of `az role assignment list --all`",
                self.who(),
                self.role().name
            ));
        };
        match resource.as_ref().and_then(|id| Some((id, self.scope(id)?))) {
            Some((id, scope)) => self.at(access, &principal, (id, &scope)),
            None => match self.candidates(access).as_slice() {
                [] => self.somewhere(access, &principal),
                several => self.at_one_of(several, access, &principal),
            },
        }
    }

    /// Where the resource may be, if the inputs know more than one of its name.
    fn candidates(&self, access: &AccessIndex<'_>) -> Vec<ResourceId> {
        match &self.requirement.on {
            Needed::Identity(_) => Vec::new(),
            Needed::Resource(target) => target.resource_ids(self.input.resources, Some(access)),
        }
    }

    /// The judgement where it is the same wherever the resource is, else none.
    fn at_one_of(
        &mut self,
        candidates: &[ResourceId],
        access: &AccessIndex<'_>,
        principal: &PrincipalId,
    ) -> Verdict {
        let mut verdicts: Vec<Verdict> = Vec::new();
        let offered = self.fix.clone();
        for id in candidates {
            match self.scope(id) {
                Some(scope) => verdicts.push(self.at(access, principal, (id, &scope))),
                None => verdicts.push(unknown("")),
            }
        }
        // What stands in the way of one of them is no answer about all.
        (self.fix, self.obstacle) = (offered, None);
        match verdicts.split_first() {
            Some((first, rest)) if rest.iter().all(|(status, _)| *status == first.0) => {
                first.clone()
            }
            _ => {
                self.remarks.clear();
                unknown(format!(
                    "the inputs know more than one `{}` (R5): {} has {} on one of them, not on all",
                    self.requirement.on.label(),
                    self.who(),
                    self.role().name
                ))
            }
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
            Needed::Resource(Target::Vault { .. }) => "<vault id>",
            Needed::Resource(Target::Workspace(_)) => "<workspace id>",
        };
        let scope = resource.map_or(placeholder, ResourceId::as_str);
        if self.requirement.holder == NeededBy::Platform && principal.starts_with('<') {
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
        if *holder == NeededBy::Platform {
            return self.platform(access, resource);
        }
        if *holder == NeededBy::System && self.input.cluster.identity.is_new_system {
            return Err((
                RuleStatus::Fail,
                format!(
                    "the system-assigned identity is new: {} is not granted to it yet",
                    self.role().name
                ),
            ));
        }
        let known = principals_of(self.input.cluster, self.input.resources, holder);
        if let [one] = known.as_slice() {
            return Ok(one.clone());
        }
        Err(unknown(match holder {
            NeededBy::User(id) if !known.is_empty() => {
                format!(
                    "{}: `{}` says which is right",
                    contradicted(id, &known),
                    commands::show_identity(id)
                )
            }
            NeededBy::User(id) if self.input.cluster.identity.find(id).is_none() => format!(
                "judged once `{}` is attached to the cluster (I1), or its export is given: \
                     `{}`",
                id.name(),
                commands::show_identity(id)
            ),
            NeededBy::User(id) => format!(
                "the cluster does not show the principal id of `{}` (I6); add the output of \
                     `{}`",
                id.name(),
                commands::show_identity(id)
            ),
            _ => "the cluster shows no principal id of a system-assigned identity (I2)".to_owned(),
        }))
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
            Platform::Namesake(id) => Err(unknown(format!(
                "`{id}` is called {}, and is not its application, or not the only one of that name: the platform's app id is {}; give the \
                 object id of its service principal with `--platform-principal`",
                super::requirement::PLATFORM_NAME,
                super::requirement::PLATFORM_APPLICATION
            ))),
            Platform::Unknown if access.is_none() => Err(unknown(format!(
                "it is not known whether the platform may use `{identity}`: the inputs hold no role \
                 assignments; add the output of `az role assignment list --all`"
            ))),
            Platform::Unknown => {
                let access = access.ok_or_else(|| unknown(""))?;
                let scope = resource.and_then(ResourceId::scope);
                let suspects = platform::suspects(self.input, access, |id| {
                    scope.as_ref().is_some_and(|scope| {
                        let target = target_of(self.role().control[0], Plane::Control);
                        holds_role(access, id, self.role(), scope)
                            || Authorizer::new(
                                access,
                                id,
                                scope,
                                Moment::AsExported,
                                Default::default(),
                            )
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
}

/// Says that the inputs give one identity several principal ids.
pub(super) fn contradicted(id: &ResourceId, principals: &[PrincipalId]) -> String {
    let ids: Vec<String> = principals.iter().map(|id| format!("`{id}`")).collect();
    format!(
        "the inputs give `{}` different principal ids, {}",
        id.name(),
        ids.join(" and ")
    )
}

/// Whether the inputs hold role assignments at all.
pub(super) fn has_assignments(access: &AccessIndex<'_>) -> bool {
    let tenant = access.tenant();
    !tenant.role_assignments.is_empty() || !tenant.schedules.is_empty()
}
