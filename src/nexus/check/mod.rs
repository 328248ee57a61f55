//! The rules of nexus.md §2.3 over a cluster: one small function a rule, in a table.

mod context;
mod grants;
mod identities;
mod input;
mod order;
mod resources;
mod result;
mod shape;
mod versions;

pub use input::CheckInput;
pub use result::{CheckResult, ClusterCheck};
pub(crate) use result::{CheckedCluster, overall_verdict};

use super::grant::RuleStatus;
use super::rule::ClusterRule;
use context::Context;

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

/// Judges every rule that applies to the cluster. Where descriptions of it contradict each other, a rule
/// that holds by some of them alone is open.
pub fn check_cluster(input: &CheckInput<'_>) -> CheckResult {
    let mut checks = judged(input);
    let others = input
        .cluster
        .otherwise
        .iter()
        .map(|cluster| judged(&CheckInput { cluster, ..*input }));
    let others: Vec<Vec<ClusterCheck>> = others.collect();
    let is_open = |rule: &ClusterRule| {
        let own = is_broken(&checks, *rule);
        others.iter().any(|other| is_broken(other, *rule) != own)
    };
    let open: Vec<ClusterRule> = ClusterRule::ALL.iter().copied().filter(is_open).collect();
    let undecided = checks.iter_mut().filter(|check| open.contains(&check.rule));
    for check in undecided.filter(|check| check.status != RuleStatus::Unknown) {
        match check.message.is_empty() {
            true => check.message.push_str("this holds"),
            false => check.message.push(','),
        }
        check.status = RuleStatus::Unknown;
        check
            .message
            .push_str(" by one description of the cluster and not by another");
    }
    let checks = checks.into_iter().map(ClusterCheck::without_signatures);
    CheckResult {
        checks: checks.collect(),
    }
}

fn is_broken(checks: &[ClusterCheck], rule: ClusterRule) -> bool {
    let mut own = checks.iter().filter(|check| check.rule == rule);
    own.any(|check| check.status == RuleStatus::Fail)
}

fn judged(input: &CheckInput<'_>) -> Vec<ClusterCheck> {
    let context = Context::new(input);
    let rules = RULES.iter();
    rules
        .flat_map(|(rule, judge)| judge(*rule, &context))
        .collect()
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
