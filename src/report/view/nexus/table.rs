//! `nexus check`, `nexus simulate` and `nexus plan` as tables for CSV.

use crate::nexus::{CheckedCluster, ClusterCheck, IdentitySet, Plan, ResourceId, Simulation};
use crate::report::page::Table;
use crate::report::v1::RuleSeverity;

const WORDS: [&str; 2] = ["no", "yes"];

/// Every rule judged, a row each.
pub(crate) fn nexus_check_csv(checked: &[CheckedCluster]) -> Table {
    let rows = checked.iter().flat_map(checks_of).map(|(one, check)| {
        vec![
            check.rule.to_string(),
            RuleSeverity::from(check.severity).as_str().to_owned(),
            check.status.as_str().to_owned(),
            check.subject.clone(),
            check.message.clone(),
            check.consequence.clone().unwrap_or_default(),
            check.fix.join("; "),
            one.name.clone(),
        ]
    });
    Table {
        caption: String::new(),
        columns: vec![
            "rule",
            "severity",
            "status",
            "subject",
            "message",
            "consequence",
            "fix",
            "cluster",
        ],
        rows: rows.collect(),
    }
}

fn checks_of(one: &CheckedCluster) -> impl Iterator<Item = (&CheckedCluster, &ClusterCheck)> {
    one.result.checks.iter().map(move |check| (one, check))
}

/// Every identity before or after, a row each, with the settings that break for want of it.
pub(crate) fn nexus_simulate_csv(simulation: &Simulation) -> Table {
    let mut identities: Vec<Option<&ResourceId>> = vec![None];
    let after = simulation.after.iter().chain(&simulation.alternative);
    for set in std::iter::once(&simulation.before).chain(after) {
        for id in set.user_assigned() {
            if !identities.contains(&Some(id)) {
                identities.push(Some(id));
            }
        }
    }
    for broken in &simulation.broken_settings {
        if !identities.contains(&broken.identity.as_ref()) {
            identities.push(broken.identity.as_ref());
        }
    }
    let rows = identities.into_iter().map(|identity| {
        let lost = match identity {
            None => simulation.lost.system,
            Some(id) => simulation.lost.user.contains(id),
        };
        let broken: Vec<&str> = simulation
            .broken_settings
            .iter()
            .filter(|broken| broken.identity.as_ref() == identity)
            .map(|broken| broken.setting.as_str())
            .collect();
        vec![
            identity
                .map_or("system-assigned", ResourceId::as_str)
                .to_owned(),
            holds(Some(&simulation.before), identity),
            holds(simulation.after.as_ref(), identity),
            holds(simulation.alternative.as_ref(), identity),
            WORDS[usize::from(lost)].to_owned(),
            broken.join("; "),
        ]
    });
    Table {
        caption: String::new(),
        columns: vec![
            "identity",
            "before",
            "after",
            "afterIfMerged",
            "lost",
            "brokenSettings",
        ],
        rows: rows.collect(),
    }
}

fn holds(set: Option<&IdentitySet>, identity: Option<&ResourceId>) -> String {
    let held = set.map(|set| identity.map_or(set.has_system(), |id| set.contains(id)));
    held.map(|held| WORDS[usize::from(held)].to_owned())
        .unwrap_or_default()
}

/// Every step, a row each.
pub(crate) fn nexus_plan_csv(plan: &Plan) -> Table {
    let rows = plan.steps.iter().enumerate().map(|(at, step)| {
        vec![
            (at + 1).to_string(),
            step.title.clone(),
            WORDS[usize::from(step.is_optional)].to_owned(),
            WORDS[usize::from(step.is_done)].to_owned(),
            step.commands.join("; "),
            step.notes.join("; "),
        ]
    });
    Table {
        caption: String::new(),
        columns: vec!["n", "title", "optional", "done", "commands", "notes"],
        rows: rows.collect(),
    }
}
