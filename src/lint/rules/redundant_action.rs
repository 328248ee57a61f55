//! # redundant-action
//!
//! **What.** An entry that could go without changing what the role grants: another entry of the
//! list does all that it does, several do together, or the not actions take back all of it.
//!
//! **Why it matters.** Lists grow past what anyone reads. A narrow entry beside a wide one
//! suggests a limit that isn't there.
//!
//! **Evidence.** The entry, and the entry that makes it redundant. The question is decided over
//! every well-formed operation name, under both readings of `X/*/Y`.
//!
//! **False positives.** Some teams keep narrow entries on purpose, for the day the wide one goes.
//! `--fix` writes the definition without them.

use super::super::subject::{Redundant, Subject, list_name};
use crate::pattern::{PatternList, RedundancyReason, StateLimit};
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "redundant-action",
    "an action that the role grants without it",
    Severity::Low,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let redundant = subject.redundant()?.iter();
    Ok(redundant.filter_map(|r| judge(subject, r)).collect())
}

fn judge(subject: &Subject<'_>, redundant: &Redundant<'_>) -> Option<Finding> {
    let Redundant { entry, redundancy } = redundant;
    let pattern = &entry.pattern;
    let mut severity = Severity::Low;
    let mut others = None;
    let because = match redundancy.reason {
        RedundancyReason::CoveredBy(position) => {
            let by = subject.entry(entry.permission, entry.plane, entry.list, position)?;
            others = by.place.clone();
            if by.pattern == *pattern {
                format!("`{}` of {} is there twice", entry.text, list_name(entry))
            } else {
                format!(
                    "`{}` of {} matches all that `{pattern}` does",
                    by.pattern,
                    list_name(entry)
                )
            }
        }
        RedundancyReason::CoveredTogether => format!(
            "the other entries of {} together match all that `{pattern}` does",
            list_name(entry)
        ),
        RedundancyReason::TakenBack => {
            severity = Severity::Medium;
            format!(
                "the permission takes back all that `{pattern}` of {} grants",
                list_name(entry)
            )
        }
        // Told by stray-blank-or-slash where it ends in a slash.
        RedundancyReason::MatchesNothing if !pattern.folded().ends_with('/') => format!(
            "no well-formed operation name matches `{pattern}` of {}",
            list_name(entry)
        ),
        // Told by idle-not-action.
        _ => return None,
    };
    let mut finding = subject.finding_at(&RULE, entry);
    finding.severity = severity;
    finding.title = match entry.list {
        PatternList::Granted => format!("`{pattern}` adds nothing"),
        PatternList::Excluded => format!("`{pattern}` takes nothing more away"),
    };
    finding.evidence.extend(others);
    let remediation = Remediation::advice("remove the entry, or let `--fix` do so");
    Some(finding.build(because, remediation))
}
