//! # idle-not-action
//!
//! **What.** A not action takes nothing away: no operation that could ever exist is both granted
//! by the permission and matched by it.
//!
//! **Why it matters.** Whoever wrote it believes that something is shut off. Not actions subtract
//! from the actions beside them only; they deny nothing that another role grants (EV-5).
//!
//! **Evidence.** The entry. The question is decided over every well-formed operation name, under
//! both readings of `X/*/Y`.
//!
//! **False positives.** None: the role grants the same without it, now and in future.

use super::super::subject::{Redundant, Subject, list_name};
use crate::pattern::{PatternList, RedundancyReason, StateLimit};
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "idle-not-action",
    "a not action that takes nothing away",
    Severity::Medium,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let idle = |redundant: &&Redundant<'_>| {
        redundant.redundancy.list == PatternList::Excluded
            && redundant.redundancy.reason == RedundancyReason::ExcludesNothing
    };
    let findings = subject.redundant()?.iter().filter(idle).map(|redundant| {
        let entry = redundant.entry;
        let mut finding = subject.finding_at(&RULE, entry);
        finding.title = format!("`{}` takes nothing away", entry.pattern);
        let because = format!(
            "nothing that the permission grants, now or ever, is under `{}` of {}",
            entry.pattern,
            list_name(entry)
        );
        let remediation = Remediation::advice(
            "remove the entry; to shut something off for good, see which role grants it with `rolecall who`",
        );
        finding.build(because, remediation)
    });
    Ok(findings.collect())
}
