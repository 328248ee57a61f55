//! `nexus check`, `plan` and `simulate` (docs/nexus.md).

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
    /// The clusters that were checked.
    pub(crate) clusters: Vec<CheckedCluster>,
    /// By cluster, and of each in the order of the rules.
    pub(crate) checks: Vec<ClusterCheck>,
}

impl From<&[nexus::CheckedCluster]> for NexusCheckResult {
    fn from(checked: &[nexus::CheckedCluster]) -> Self {
        let of_one = |one: &nexus::CheckedCluster| {
            let checks = one.result.checks.iter();
            let checks: Vec<ClusterCheck> =
                checks.map(|check| ClusterCheck::new(one, check)).collect();
            checks
        };
        Self {
            verdict: nexus::overall_verdict(checked).into(),
            clusters: checked.iter().map(CheckedCluster::from).collect(),
            checks: checked.iter().flat_map(of_one).collect(),
        }
    }
}

/// The verdict on a cluster.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct CheckedCluster {
    /// Its name.
    pub(crate) name: String,
    /// Its resource id, where the input says it.
    pub(crate) id: Option<ScopePath>,
    /// As of all clusters, of this one.
    pub(crate) verdict: RuleStatus,
}

impl From<&nexus::CheckedCluster> for CheckedCluster {
    fn from(checked: &nexus::CheckedCluster) -> Self {
        Self {
            name: checked.name.clone(),
            id: checked.id.as_ref().map(|id| id.as_str().into()),
            verdict: checked.result.verdict().into(),
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
    /// The name of the cluster.
    pub(crate) cluster: String,
}

impl ClusterCheck {
    fn new(of: &nexus::CheckedCluster, check: &nexus::ClusterCheck) -> Self {
        Self {
            cluster: of.name.clone(),
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
    /// The steps, in the order in which to take them.
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
    /// The commands that do it.
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
    /// Settings that the change breaks: they name an identity which is gone, or no valid choice of one.
    pub(crate) broken_settings: Vec<BrokenSetting>,
    /// The settings that name resources and identities.
    pub(crate) settings: SettingsChange,
    /// What `nexus check` says of the cluster as it would be; null without inputs, and where the change is
    /// refused.
    pub(crate) check: Option<NexusCheckResult>,
}

impl NexusSimulateResult {
    pub(crate) fn new(
        simulation: &nexus::Simulation,
        checked: Option<&[nexus::CheckedCluster]>,
    ) -> Self {
        Self {
            settings: SettingsChange {
                before: ClusterSettings::of(&simulation.cluster_before),
                after: simulation.cluster_after.as_ref().map(ClusterSettings::of),
            },
            check: checked.map(NexusCheckResult::from),
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

/// Settings before and after a change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct SettingsChange {
    /// The settings before the change.
    pub(crate) before: ClusterSettings,
    /// After; null if the update is refused.
    pub(crate) after: Option<ClusterSettings>,
}

/// The settings of a cluster, as the cluster writes them; addresses without the signature of a shared
/// access signature.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClusterSettings {
    /// Where the output of commands goes.
    pub(crate) command_output_settings: Option<CommandOutputSettings>,
    /// Where metrics and logs go.
    pub(crate) analytics_output_settings: Option<AnalyticsOutputSettings>,
    /// Where credentials are rotated to.
    pub(crate) secret_archive_settings: Option<SecretArchiveSettings>,
}

impl ClusterSettings {
    fn of(cluster: &nexus::Cluster) -> Self {
        let output = cluster.command_output.as_ref();
        let analytics = cluster.analytics.as_ref();
        let archive = cluster.secret_archive.as_ref();
        Self {
            command_output_settings: output.map(|setting| CommandOutputSettings {
                container_url: shown_address(&setting.target),
                associated_identity: (&setting.identity).into(),
                overrides: setting
                    .overrides()
                    .iter()
                    .map(OutputOverride::from)
                    .collect(),
            }),
            analytics_output_settings: analytics.map(|setting| AnalyticsOutputSettings {
                analytics_workspace_id: shown_address(&setting.target),
                associated_identity: (&setting.identity).into(),
            }),
            secret_archive_settings: archive.map(|setting| SecretArchiveSettings {
                vault_uri: shown_address(&setting.target),
                associated_identity: (&setting.identity).into(),
            }),
        }
    }
}

/// Where the output of commands goes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommandOutputSettings {
    /// The container.
    pub(crate) container_url: Option<String>,
    /// The identity that reaches it.
    pub(crate) associated_identity: AssociatedIdentity,
    /// Other containers and identities for some commands.
    pub(crate) overrides: Vec<OutputOverride>,
}

/// Where metrics and logs go.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnalyticsOutputSettings {
    /// The workspace.
    pub(crate) analytics_workspace_id: Option<String>,
    /// The identity that reaches it.
    pub(crate) associated_identity: AssociatedIdentity,
}

/// Where credentials are rotated to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SecretArchiveSettings {
    /// The vault.
    pub(crate) vault_uri: Option<String>,
    /// The identity that reaches it.
    pub(crate) associated_identity: AssociatedIdentity,
}

/// The identity that a setting names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct AssociatedIdentity {
    /// As written: `SystemAssignedIdentity` or `UserAssignedIdentity`.
    pub(crate) identity_type: Option<String>,
    /// Its id as written, if it is user-assigned.
    pub(crate) user_assigned_identity_resource_id: Option<String>,
}

impl From<&nexus::AssociatedIdentity> for AssociatedIdentity {
    fn from(identity: &nexus::AssociatedIdentity) -> Self {
        let id = identity.resource_id.as_ref();
        Self {
            identity_type: identity.identity_type.clone(),
            user_assigned_identity_resource_id: id.map(ToString::to_string),
        }
    }
}

/// Another container and identity for the output of some commands.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct OutputOverride {
    /// The command whose output it is about.
    pub(crate) command_output_type: Option<String>,
    /// The container.
    pub(crate) container_url: Option<String>,
    /// The identity that reaches it.
    pub(crate) associated_identity: AssociatedIdentity,
}

impl From<&nexus::OutputOverride> for OutputOverride {
    fn from(entry: &nexus::OutputOverride) -> Self {
        Self {
            command_output_type: entry.command_type.clone(),
            container_url: shown_address(&entry.target),
            associated_identity: (&entry.identity).into(),
        }
    }
}

fn shown_address(address: &Option<String>) -> Option<String> {
    address
        .as_deref()
        .map(|text| nexus::shown(text).into_owned())
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
    /// The resource ids of the user-assigned identities.
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
    /// The resource ids of the user-assigned identities.
    pub(crate) user_assigned: Vec<ScopePath>,
}

/// A setting that names an identity which is gone, or makes no valid choice of one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct BrokenSetting {
    /// The rule of docs/nexus.md.
    pub(crate) rule: ClusterRule,
    /// The setting.
    pub(crate) setting: String,
    /// The identity that it names and that is gone.
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
