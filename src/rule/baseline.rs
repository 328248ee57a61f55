use std::collections::BTreeMap;

use super::finding::Finding;
use super::severity::Severity;

/// A finding of an earlier report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PastFinding {
    /// Its id.
    pub id: String,
    /// The rule, which may no longer exist.
    pub rule: String,
    /// How bad it was.
    pub severity: Severity,
    /// What was wrong, in a line.
    pub title: String,
    /// The name of whom it was about.
    pub principal: Option<String>,
    /// The name of the role.
    pub role: Option<String>,
    /// The scope that it was about.
    pub scope: Option<String>,
}

/// Whether an earlier report has a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FindingStatus {
    /// The earlier report doesn't have it.
    New,
    /// It has, suppressed or not, and at least as severe.
    Known,
    /// It has, less severe.
    Worse,
}

impl FindingStatus {
    /// The word used in every output format.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Known => "known",
            Self::Worse => "worse",
        }
    }
}

/// Findings against those of an earlier report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Comparison {
    statuses: BTreeMap<String, FindingStatus>,
    /// Those of the earlier report that the same rules find no more, in its order.
    pub resolved: Vec<PastFinding>,
    /// Those of rules that were not run this time: nobody knows whether they are resolved.
    pub not_judged: Vec<PastFinding>,
}

impl Comparison {
    /// Whether the earlier report has the finding with this id.
    pub(crate) fn status(&self, id: &str) -> FindingStatus {
        let status = self.statuses.get(id).copied();
        status.unwrap_or(FindingStatus::New)
    }
}

/// Compares all findings of the rules in `run` with an earlier report.
pub(crate) fn compare(findings: &[Finding], earlier: &[PastFinding], run: &[&str]) -> Comparison {
    let mut known: BTreeMap<&str, Severity> = BTreeMap::new();
    for finding in earlier {
        let severity = known.entry(&finding.id).or_insert(finding.severity);
        *severity = (*severity).max(finding.severity);
    }
    let mut comparison = Comparison::default();
    for finding in findings {
        let id = finding.id();
        let status = match known.get(&*id) {
            Some(severity) if finding.severity > *severity => FindingStatus::Worse,
            Some(_) => FindingStatus::Known,
            None => FindingStatus::New,
        };
        comparison.statuses.insert(id, status);
    }
    for finding in earlier {
        if comparison.statuses.contains_key(&finding.id) {
            continue;
        }
        if run.contains(&&*finding.rule) {
            comparison.resolved.push(finding.clone());
        } else {
            comparison.not_judged.push(finding.clone());
        }
    }
    comparison
}
