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

use super::super::subject::Subject;
use crate::pattern::StateLimit;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "other-system-data-action",
    "a data action of another system's roles",
    Severity::High,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let mut system = None;
    let mut places = Vec::new();
    let mut count = 0;
    for entry in subject.entries() {
        let Some(found) = entry.other_system() else {
            continue;
        };
        system.get_or_insert(found);
        places.extend(entry.place.clone());
        count += 1;
    }
    let Some(system) = system else {
        return Ok(Vec::new());
    };
    places.dedup();
    let mut finding = subject.finding(&RULE);
    finding.detail = system.name.into();
    finding.evidence = places;
    finding.title = format!(
        "data actions of {}, which has roles of its own",
        system.name
    );
    let what = match count {
        1 => "1 entry is a data action".to_owned(),
        count => format!("{count} entries are data actions"),
    };
    let because = format!("{what} that Azure RBAC does not have: Azure refuses a role with it");
    let remediation = Remediation::advice(format!(
        "create it as a role definition of {}: {}",
        system.name, system.how
    ));
    Ok(vec![finding.build(because, remediation)])
}
