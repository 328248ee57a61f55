//! `nexus check`, `plan` and `simulate` (cli.md §7).

use serde::{Deserialize, Serialize};

use super::text::{ClusterRule, ScopePath};
use crate::nexus::{self, IdentityType, ResourceId};
use crate::rule::Severity;

words! {
    /// Whether a rule holds.
    RuleStatus of nexus::RuleStatus {
        Pass = "pass",
        Fail = "fail",
        Unknown = "unknown",
    }
    /// By user-assigned or system-assigned identity.
    PlanFlow of nexus::PlanFlow {
        UserAssigned = "uami",
        SystemAssigned = "sami",
    }
    /// Which managed identities there are, as the resource writes it.
    IdentityKind of IdentityType {
        None = "None",
        SystemAssigned = "SystemAssigned",
        UserAssigned = "UserAssigned",
        SystemAndUserAssigned = "SystemAssigned,UserAssigned",
    }
}

words! {
    /// How grave it is when a rule doesn't hold, on a scale of three.
    RuleSeverity {
        Error = "error",
        Warning = "warning",
        Info = "info",
    }
}

impl From<Severity> for RuleSeverity {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Info | Severity::Low => Self::Info,
            Severity::Medium => Self::Warning,
            Severity::High | Severity::Critical => Self::Error,
        }
    }
}

/// The `result` of `rolecall/nexus-check/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct NexusCheckResult {
    /// Fail if a check of severity `error` fails, else unknown if one is.
    pub(crate) verdict: RuleStatus,
    /// In the order of the rules.
    pub(crate) checks: Vec<ClusterCheck>,
}

impl From<&nexus::CheckResult> for NexusCheckResult {
    fn from(result: &nexus::CheckResult) -> Self {
        Self {
            verdict: result.verdict().into(),
            checks: result.checks.iter().map(ClusterCheck::from).collect(),
        }
    }
}

/// A check of a cluster.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ClusterCheck {
    /// The rule of docs/nexus.md.
    pub(crate) rule: ClusterRule,
    /// How grave it is when it doesn't hold.
    pub(crate) severity: RuleSeverity,
    /// Whether it holds.
    pub(crate) status: RuleStatus,
    /// What was looked at.
    pub(crate) subject: String,
    /// What is so.
    pub(crate) message: String,
    /// What comes of it if it stays so; empty where the rule holds.
    pub(crate) consequence: String,
    /// Commands that fix it.
    pub(crate) fix: Vec<String>,
}

impl From<&nexus::ClusterCheck> for ClusterCheck {
    fn from(check: &nexus::ClusterCheck) -> Self {
        Self {
            rule: check.rule.rule().id.into(),
            severity: check.severity.into(),
            status: check.status.into(),
            subject: check.subject.clone(),
            message: check.message.clone(),
            consequence: check.consequence.clone().unwrap_or_default(),
            fix: check.fix.clone(),
        }
    }
}

/// The `result` of `rolecall/nexus-plan/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct NexusPlanResult {
    /// By user-assigned or system-assigned identity.
    pub(crate) flow: PlanFlow,
    /// In order.
    pub(crate) steps: Vec<PlanStep>,
}

impl From<&nexus::Plan> for NexusPlanResult {
    fn from(plan: &nexus::Plan) -> Self {
        let steps = (1..).zip(&plan.steps).map(|(n, step)| PlanStep {
            n,
            title: step.title.clone(),
            commands: step.commands.clone(),
            optional: step.is_optional,
            done: step.is_done,
            notes: step.notes.clone(),
        });
        Self {
            flow: plan.flow.into(),
            steps: steps.collect(),
        }
    }
}

/// A step of a plan.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PlanStep {
    /// Its number, from 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub(crate) n: usize,
    /// What is done.
    pub(crate) title: String,
    /// How.
    pub(crate) commands: Vec<String>,
    /// Whether it may be left out.
    pub(crate) optional: bool,
    /// Whether the inputs show that it is done.
    pub(crate) done: bool,
    /// What to know.
    pub(crate) notes: Vec<String>,
}

/// The `result` of `rolecall/nexus-simulate/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct NexusSimulateResult {
    /// The identities before.
    pub(crate) before: IdentitySet,
    /// After; null if the update is refused.
    pub(crate) after: Option<IdentitySet>,
    /// The other reading where the service isn't settled.
    pub(crate) alternative: Option<IdentitySet>,
    /// What is lost without being asked for.
    pub(crate) lost: LostIdentities,
    /// Why the update is refused, if it is.
    pub(crate) error: Option<String>,
    /// What else to know.
    pub(crate) warnings: Vec<String>,
    /// Settings that name an identity which is gone.
    pub(crate) broken_settings: Vec<BrokenSetting>,
}

impl From<&nexus::Simulation> for NexusSimulateResult {
    fn from(simulation: &nexus::Simulation) -> Self {
        Self {
            before: (&simulation.before).into(),
            after: simulation.after.as_ref().map(IdentitySet::from),
            alternative: simulation.alternative.as_ref().map(IdentitySet::from),
            lost: LostIdentities {
                system_assigned: simulation.lost.system,
                user_assigned: ids(&simulation.lost.user),
            },
            error: simulation.error.clone(),
            warnings: simulation.warnings.clone(),
            broken_settings: (simulation.broken_settings.iter())
                .map(BrokenSetting::from)
                .collect(),
        }
    }
}

fn ids(ids: &[ResourceId]) -> Vec<ScopePath> {
    ids.iter().map(|id| id.as_str().into()).collect()
}

/// A set of managed identities.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct IdentitySet {
    /// As the resource writes it.
    #[serde(rename = "type")]
    pub(crate) kind: IdentityKind,
    /// Resource ids.
    pub(crate) user_assigned: Vec<ScopePath>,
}

impl From<&nexus::IdentitySet> for IdentitySet {
    fn from(set: &nexus::IdentitySet) -> Self {
        Self {
            kind: set.kind().into(),
            user_assigned: ids(set.user_assigned()),
        }
    }
}

/// Identities that are lost without being asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct LostIdentities {
    /// Whether the system-assigned identity is.
    pub(crate) system_assigned: bool,
    /// Resource ids.
    pub(crate) user_assigned: Vec<ScopePath>,
}

/// A setting that names an identity which is gone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct BrokenSetting {
    /// The rule of docs/nexus.md.
    pub(crate) rule: ClusterRule,
    /// The setting.
    pub(crate) setting: String,
    /// The identity that it names.
    pub(crate) identity: Option<ScopePath>,
    /// What is so.
    pub(crate) message: String,
}

impl From<&nexus::BrokenSetting> for BrokenSetting {
    fn from(broken: &nexus::BrokenSetting) -> Self {
        let identity = broken.identity.as_ref();
        Self {
            rule: broken.rule.rule().id.into(),
            setting: broken.setting.clone(),
            identity: identity.map(|id| id.as_str().into()),
            message: broken.message.clone(),
        }
    }
}
