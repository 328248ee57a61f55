//! What an audit or a lint found, for every exporter.

pub(crate) mod fixes;
pub(crate) mod page;
pub(crate) mod tables;
pub(crate) mod workbook;

use crate::audit::AuditSettings;
use crate::model::Moment;
use crate::rule::{Comparison, FailOn, Finding, FindingStatus, Rule, Severity};
use crate::scope::Scope;

/// Findings with the rules that were asked, and those that were not.
#[derive(Clone, Debug)]
pub(crate) struct FindingsReport {
    /// The name in the schema: `audit`.
    pub(crate) command: &'static str,
    /// Open ones first, those before all that alone count, then the suppressed, each gravest first.
    pub(crate) findings: Vec<Finding>,
    /// Every rule of the command.
    pub(crate) rules: Vec<JudgedRule>,
    /// The file of the configuration, if there is one.
    pub(crate) configuration: Option<String>,
    /// What an earlier report says of them, if one was given.
    pub(crate) baseline: Option<BaselineReport>,
    /// Of which part of the tenant they are, if not of all.
    pub(crate) part: Option<ReportedPart>,
    /// When assignments are judged to count.
    pub(crate) moment: Moment,
    /// From which severity on a finding makes the command fail.
    pub(crate) fail_on: FailOn,
    /// Whether that was chosen, so that it is to be said that the command passes.
    pub(crate) is_gate: bool,
    /// What is found and not shown.
    pub(crate) below: Option<BelowShown>,
}

/// Findings that are too little severe to be shown. They make the command fail like others.
#[derive(Clone, Debug)]
pub(crate) struct BelowShown {
    /// The least severity that is shown.
    pub(crate) least: Severity,
    pub(crate) findings: Vec<Finding>,
}

impl BelowShown {
    /// Takes findings below a severity out of others.
    pub(crate) fn take_from(findings: &mut Vec<Finding>, least: Severity) -> Option<Self> {
        let below: Vec<Finding> = findings
            .extract_if(.., |finding| finding.severity < least)
            .collect();
        (!below.is_empty()).then_some(Self {
            least,
            findings: below,
        })
    }
}

/// The part of a tenant that a report is about.
#[derive(Clone, Debug)]
pub(crate) struct ReportedPart {
    /// A scope, with everything below.
    pub(crate) scope: Scope,
    /// How many findings are at other scopes.
    pub(crate) elsewhere: usize,
}

/// An earlier report, and how the findings stand to it.
#[derive(Clone, Debug)]
pub(crate) struct BaselineReport {
    /// Its file.
    pub(crate) path: String,
    pub(crate) comparison: Comparison,
    /// Whether only findings that the earlier report doesn't have, or has less severe, make the audit fail.
    pub(crate) new_only: bool,
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

    /// How the finding stands to the earlier report, where there is one.
    pub(crate) fn status(&self, finding: &Finding) -> Option<FindingStatus> {
        let baseline = self.baseline.as_ref()?;
        Some(baseline.comparison.status(&finding.id()))
    }

    /// Whether only findings that an earlier report doesn't have, or has less severe, can make the audit fail.
    pub(crate) fn judges_new_only(&self) -> bool {
        let earlier = self.baseline.as_ref();
        earlier.is_some_and(|earlier| earlier.new_only)
    }

    /// Puts those that count first.
    pub(crate) fn with_new_first(mut self) -> Self {
        if self.judges_new_only() {
            let mut findings = std::mem::take(&mut self.findings);
            findings.sort_by_cached_key(|finding| (!self.is_open(finding), !self.counts(finding)));
            self.findings = findings;
        }
        self
    }

    /// Whether the finding can make the audit fail.
    pub(crate) fn counts(&self, finding: &Finding) -> bool {
        self.is_open(finding)
            && (!self.judges_new_only() || self.status(finding) != Some(FindingStatus::Known))
    }

    /// Those that count among what is not shown.
    pub(crate) fn not_shown(&self) -> impl Iterator<Item = &Finding> {
        let below = self.below.iter().flat_map(|below| &below.findings);
        below.filter(|finding| self.counts(finding))
    }

    /// The findings that make it fail, from a severity on.
    pub(crate) fn failing(&self) -> impl Iterator<Item = &Finding> {
        let findings = self.findings.iter().chain(self.not_shown());
        findings.filter(|finding| self.fail_on.holds(finding.severity) && self.counts(finding))
    }

    /// Why a finding is accepted, in words.
    pub(crate) fn accepted(&self, finding: &Finding) -> Option<String> {
        finding.suppressed.as_ref().map(|suppression| {
            let until = match &suppression.expires {
                Some(day) => format!(" until {}", day.day()),
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
    /// The rule was run.
    Run,
    /// `--rule` names others.
    NotChosen,
    /// `--only` names others.
    NotAsked,
    /// The configuration says so.
    Disabled,
}

impl RuleState {
    /// Why the rule was not run.
    pub(crate) fn reason(self) -> Option<&'static str> {
        match self {
            Self::Run => None,
            Self::NotChosen => Some("left out by `--rule`"),
            Self::NotAsked => Some("left out by `--only`"),
            Self::Disabled => Some("disabled in the configuration"),
        }
    }
}

impl JudgedRule {
    /// The rules of `audit`, of which these are run.
    pub(crate) fn of_audit(all: &[Rule], chosen: &[Rule], settings: &AuditSettings) -> Vec<Self> {
        let judged = |rule: &Rule| {
            let run = chosen.iter().any(|chosen| chosen.id == rule.id);
            let state = match (run, settings.rule(rule.id).disabled) {
                (true, _) => RuleState::Run,
                (false, true) => RuleState::Disabled,
                (false, false) => RuleState::NotChosen,
            };
            Self {
                id: rule.id,
                title: rule.title,
                severity: Some(rule.severity),
                state,
            }
        };
        all.iter().map(judged).collect()
    }

    /// The rules of `roles lint`, of which these are run.
    pub(crate) fn of_lint(all: &[Rule], chosen: &[Rule]) -> Vec<Self> {
        let judged = |rule: &Rule| Self {
            id: rule.id,
            title: rule.title,
            severity: None,
            state: if chosen.iter().any(|chosen| chosen.id == rule.id) {
                RuleState::Run
            } else {
                RuleState::NotChosen
            },
        };
        all.iter().map(judged).collect()
    }
}
