//! What an audit or a lint found, for every exporter.

use crate::audit::{Finding, Rule, Severity};
use crate::lint::LintRule;

/// Findings with the rules that were asked, and those that were not.
#[derive(Clone, Debug)]
pub(crate) struct FindingsReport {
    /// The name in the schema: `audit`.
    pub(crate) command: &'static str,
    /// Gravest first.
    pub(crate) findings: Vec<Finding>,
    /// Every rule of the command, by id.
    pub(crate) rules: Vec<JudgedRule>,
}

impl FindingsReport {
    /// Whether nobody has accepted the finding.
    pub(crate) fn is_open(&self, finding: &Finding) -> bool {
        finding.suppressed.is_none()
    }

    /// The findings that nobody has accepted.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| self.is_open(finding))
    }

    /// Why a finding is accepted, in words.
    pub(crate) fn accepted(&self, finding: &Finding) -> Option<String> {
        finding.suppressed.as_ref().map(|suppression| {
            let until = match &suppression.expires {
                Some(date) => format!(" until {date}"),
                None => String::new(),
            };
            format!(
                "suppressed by {}{until}: {}",
                suppression.owner, suppression.reason
            )
        })
    }
}

/// A rule and whether it was run: one that was left out has not passed.
#[derive(Clone, Debug)]
pub(crate) struct JudgedRule {
    /// Its id.
    pub(crate) id: &'static str,
    /// The fault in a line.
    pub(crate) title: &'static str,
    /// How bad the fault is as a rule, where that is said.
    pub(crate) severity: Option<Severity>,
    /// Whether it was run.
    pub(crate) state: RuleState,
}

/// Whether a rule was run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RuleState {
    /// It was.
    Run,
    /// `--rule` names others.
    NotChosen,
}

impl RuleState {
    /// Why the rule was not run.
    pub(crate) fn reason(self) -> Option<&'static str> {
        match self {
            Self::Run => None,
            Self::NotChosen => Some("left out by `--rule`"),
        }
    }
}

impl JudgedRule {
    /// The rules of `audit`, of which these are run.
    pub(crate) fn of_audit(all: &[Rule], chosen: &[Rule]) -> Vec<Self> {
        let chosen: Vec<&str> = chosen.iter().map(|rule| rule.id).collect();
        Self::judged(
            all.iter()
                .map(|rule| (rule.id, rule.title, Some(rule.severity))),
            &chosen,
        )
    }

    /// The rules of `roles lint`, of which these are run.
    pub(crate) fn of_lint(all: &[LintRule], chosen: &[LintRule]) -> Vec<Self> {
        let chosen: Vec<&str> = chosen.iter().map(|rule| rule.id).collect();
        Self::judged(all.iter().map(|rule| (rule.id, rule.title, None)), &chosen)
    }

    fn judged(
        all: impl Iterator<Item = (&'static str, &'static str, Option<Severity>)>,
        chosen: &[&str],
    ) -> Vec<Self> {
        let judge = |(id, title, severity)| Self {
            id,
            title,
            severity,
            state: if chosen.contains(&id) {
                RuleState::Run
            } else {
                RuleState::NotChosen
            },
        };
        all.map(judge).collect()
    }
}
