//! The rules of nexus.md §2.3 over a cluster: one small function a rule, in a table.

mod grants;
mod identities;
mod order;
mod resources;
mod shape;
mod versions;

use super::api_version::ApiVersion;
use super::cluster::Cluster;
use super::commands::ClusterName;
use super::grant::{self, Judgement, RuleStatus};
use super::requirement::requirements;
use super::resource_id::ResourceId;
use super::resources::ClusterResources;
use super::rule::{ClusterRule, RuleSeverity};
use super::target::Target;
use crate::access::AccessIndex;
use crate::ids::PrincipalId;
use crate::span::Diagnostic;

/// What a check looks at.
#[derive(Clone, Copy, Debug)]
pub struct CheckInput<'a> {
    /// The cluster.
    pub cluster: &'a Cluster,
    /// The resources that the inputs describe.
    pub resources: &'a ClusterResources,
    /// The role assignments, if the inputs hold any.
    pub access: Option<&'a AccessIndex<'a>>,
    /// The API version that the settings are sent with.
    pub api_version: Option<ApiVersion>,
    /// The object id of the platform's service principal, if the user knows it (A4).
    pub platform: Option<&'a PrincipalId>,
}

/// One judgement of one rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClusterCheck {
    /// The rule.
    pub rule: ClusterRule,
    /// How grave it is if it doesn't hold.
    pub severity: RuleSeverity,
    /// Whether it holds.
    pub status: RuleStatus,
    /// What it was judged on.
    pub subject: String,
    /// What was found.
    pub message: String,
    /// What happens if it stays so.
    pub consequence: Option<String>,
    /// The commands that mend it.
    pub fix: Vec<String>,
}

/// The judgements of all rules that apply, in the order of the rules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckResult {
    /// The judgements.
    pub checks: Vec<ClusterCheck>,
}

impl CheckResult {
    /// The worst of the errors: `Fail` if a rule of severity error doesn't hold, else `Unknown` if
    /// one can't be judged, else `Pass`. Warnings and remarks decide nothing.
    pub fn verdict(&self) -> RuleStatus {
        let any = |status| {
            self.checks
                .iter()
                .any(|check| check.severity == RuleSeverity::Error && check.status == status)
        };
        if any(RuleStatus::Fail) {
            RuleStatus::Fail
        } else if any(RuleStatus::Unknown) {
            RuleStatus::Unknown
        } else {
            RuleStatus::Pass
        }
    }
}

impl CheckResult {
    /// What the inputs don't say, for the diagnostics of an answer: a rule that is open, although
    /// the verdict may stand without it, could change what the answer says.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.checks
            .iter()
            .filter(|check| check.status == RuleStatus::Unknown)
            .filter(|check| check.severity > RuleSeverity::Info)
            .map(|check| {
                let message = format!("{} ({}): {}", check.rule, check.subject, check.message);
                Diagnostic::warning("undetermined-rule", message).may_change_answer()
            })
            .collect()
    }
}

impl ClusterCheck {
    fn new(
        rule: ClusterRule,
        status: RuleStatus,
        subject: impl Into<String>,
        message: String,
    ) -> Self {
        Self {
            rule,
            severity: rule.severity(),
            status,
            subject: subject.into(),
            message,
            consequence: None,
            fix: Vec::new(),
        }
    }

    fn pass(rule: ClusterRule, subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(rule, RuleStatus::Pass, subject, message.into())
    }

    fn fail(rule: ClusterRule, subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(rule, RuleStatus::Fail, subject, message.into())
    }

    fn unknown(rule: ClusterRule, subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(rule, RuleStatus::Unknown, subject, message.into())
    }

    fn consequence(mut self, consequence: &str) -> Self {
        self.consequence = Some(consequence.to_owned());
        self
    }

    fn fix(mut self, command: String) -> Self {
        self.fix.push(command);
        self
    }

    fn severity(mut self, severity: RuleSeverity) -> Self {
        self.severity = severity;
        self
    }

    /// For what only optional inputs say (nexus.md §2.1): shown as open, without a say in the
    /// verdict.
    fn optional(self) -> Self {
        self.severity(RuleSeverity::Warning)
    }
}

/// What the rules share: the inputs, and what is worked out once.
struct Context<'a> {
    input: &'a CheckInput<'a>,
    cluster: &'a Cluster,
    judgements: Vec<Judgement>,
    targets: Vec<NamedTarget>,
}

/// A target that some slots name.
struct NamedTarget {
    paths: Vec<String>,
    target: Target,
    id: Option<ResourceId>,
}

impl<'a> Context<'a> {
    fn new(input: &'a CheckInput<'a>) -> Self {
        let judgements = requirements(input.cluster)
            .into_iter()
            .map(|requirement| grant::judge(input, requirement))
            .collect();
        let mut targets: Vec<NamedTarget> = Vec::new();
        for slot in input.cluster.slots() {
            let Some(Ok(target)) = slot.target.map(|text| Target::parse(slot.kind, text)) else {
                continue;
            };
            match targets.iter_mut().find(|known| known.target == target) {
                Some(known) => known.paths.push(slot.path()),
                None => targets.push(NamedTarget {
                    paths: vec![slot.path()],
                    id: target.resource_id(input.resources, input.access),
                    target,
                }),
            }
        }
        Self {
            input,
            cluster: input.cluster,
            judgements,
            targets,
        }
    }

    fn name(&self) -> ClusterName {
        ClusterName::of(self.cluster)
    }
}

type RuleFunction = fn(ClusterRule, &Context<'_>) -> Vec<ClusterCheck>;

const RULES: &[(ClusterRule, RuleFunction)] = &[
    (ClusterRule::S1, shape::known_words),
    (ClusterRule::S2, shape::user_with_id),
    (ClusterRule::S3, shape::system_without_id),
    (ClusterRule::S4, shape::id_with_type),
    (ClusterRule::S5, shape::id_of_identity),
    (ClusterRule::S6, shape::target_named),
    (ClusterRule::S7, shape::overrides),
    (ClusterRule::S8, shape::old_and_new),
    (ClusterRule::S9, shape::only_old),
    (ClusterRule::I1, identities::user_attached),
    (ClusterRule::I2, identities::system_present),
    (ClusterRule::I3, identities::type_agrees),
    (ClusterRule::I4, identities::all_used),
    (ClusterRule::I5, identities::no_twins),
    (ClusterRule::I6, identities::principals_shown),
    (ClusterRule::I7, identities::mixture),
    (ClusterRule::A1, grants::named_role),
    (ClusterRule::A2, grants::named_role),
    (ClusterRule::A3, grants::named_role),
    (ClusterRule::A4, grants::named_role),
    (ClusterRule::A5, grants::readers),
    (ClusterRule::A6, grants::remark),
    (ClusterRule::A7, grants::remark),
    (ClusterRule::A8, grants::remark),
    (ClusterRule::A9, grants::remark),
    (ClusterRule::A10, grants::shared),
    (ClusterRule::R1, resources::vault_takes_roles),
    (ClusterRule::R2, resources::vault_network),
    (ClusterRule::R3, resources::storage_network),
    (ClusterRule::R4, resources::container_exists),
    (ClusterRule::R5, resources::workspace_exists),
    (ClusterRule::R6, resources::switching_a_vault),
    (ClusterRule::V1, versions::storage),
    (ClusterRule::V2, versions::workspace_and_vault),
    (ClusterRule::V3, versions::removal),
    (ClusterRule::V4, versions::overrides),
    (ClusterRule::V5, versions::extension),
    (ClusterRule::V6, versions::known),
    (ClusterRule::O1, order::grants_first),
    (ClusterRule::O2, order::grants_between),
    (ClusterRule::O3, order::workspace_change),
    (ClusterRule::O4, order::two_steps),
    (ClusterRule::O5, order::clear_storage),
    (ClusterRule::O6, order::attach_first),
];

/// Judges every rule that applies to the cluster.
pub fn check_cluster(input: &CheckInput<'_>) -> CheckResult {
    let context = Context::new(input);
    let checks = RULES
        .iter()
        .flat_map(|(rule, judge)| judge(*rule, &context))
        .collect();
    CheckResult { checks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_one_function_in_the_table() {
        let named: Vec<ClusterRule> = RULES.iter().map(|(rule, _)| *rule).collect();
        assert_eq!(named, ClusterRule::ALL);
    }
}
