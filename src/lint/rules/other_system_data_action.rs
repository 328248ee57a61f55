//! # other-system-data-action
//!
//! **What.** A data action of Cosmos DB or Synapse, which have role definitions of their own.
//!
//! **Why it matters.** Azure knows no data operations of these, and refuses to create the role. As a
//! definition of that system the file may be right: then nothing of Azure RBAC applies to it.
//!
//! **Evidence.** The entries.
//!
//! **False positives.** None: Azure RBAC has no such data actions. Where all that the definition holds is
//! of the other system, no other rule judges it.

use super::super::registry::LintRule;
use super::super::subject::{Subject, advice};
use crate::audit::{Finding, Severity};
use crate::pattern::StateLimit;

pub(in super::super) const RULE: LintRule = LintRule {
    id: "other-system-data-action",
    title: "a data action of another system's roles",
    run,
};

fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let mut found: Option<(Finding, usize)> = None;
    for entry in subject.entries() {
        let Some(system) = entry.other_system() else {
            continue;
        };
        let (finding, count) = found.get_or_insert_with(|| {
            let mut finding = subject.finding(&RULE, Severity::High);
            finding.detail = system.name.into();
            finding.evidence.clear();
            finding.title = format!(
                "data actions of {}, which has roles of its own",
                system.name
            );
            finding.remediation = advice(format!(
                "create it as a role definition of {}: {}",
                system.name, system.how
            ));
            (finding, 0)
        });
        finding.evidence.extend(entry.place.clone());
        *count += 1;
    }
    let Some((mut finding, count)) = found else {
        return Ok(Vec::new());
    };
    finding.evidence.dedup();
    let what = match count {
        1 => "1 entry is a data action".to_owned(),
        count => format!("{count} entries are data actions"),
    };
    finding.because = format!("{what} that Azure RBAC does not have: Azure refuses a role with it");
    Ok(vec![finding])
}
