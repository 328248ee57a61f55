//! `audit` and `roles lint`: findings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::refs::{Principal, Role};
use super::text::{Code, Day, FindingId, Guid, ScopePath};
use super::words::Confidence;
use crate::report::FindingsReport;
use crate::rule;
use crate::time::Timestamp;

words! {
    /// How bad a finding is.
    Severity of rule::Severity {
        Critical = "critical",
        High = "high",
        Medium = "medium",
        Low = "low",
        Info = "info",
    }
    /// How a finding compares to the baseline.
    FindingStatus of rule::FindingStatus {
        New = "new",
        Known = "known",
        Worse = "worse",
    }
}

/// The `result` of `rolecall/audit/1` and `rolecall/roles-lint/1`. The findings may come one by one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(
        rename = "FindingsResult",
        extend("dependentRequired" = {
            "baseline": ["resolved"],
            "resolved": ["baseline"],
            "scope": ["elsewhere"],
            "elsewhere": ["scope"],
        })
    )
)]
pub(crate) struct FindingsResult<L = Vec<Finding>> {
    /// How many findings there are, by severity.
    pub(crate) summary: FindingsSummary,
    /// The file of the configuration, if one was used.
    pub(crate) configuration: Option<String>,
    /// The scope that was asked for: findings at other scopes are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scope: Option<ScopePath>,
    /// How many findings are left out since they are at other scopes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) elsewhere: Option<usize>,
    /// Which rules were run.
    pub(crate) rules: JudgedRules,
    /// Open ones first, then the suppressed, the gravest first.
    pub(crate) findings: L,
    /// The earlier report that the findings were compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) baseline: Option<Baseline>,
    /// Findings of the baseline that are gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resolved: Option<Vec<PastFinding>>,
}

impl<L> FindingsResult<L> {
    /// A report, with its findings as they are given.
    pub(crate) fn new(report: &FindingsReport, findings: L) -> Self {
        let baseline = report.baseline.as_ref();
        let past = |list: &[rule::PastFinding]| list.iter().map(PastFinding::from).collect();
        Self {
            summary: report.into(),
            configuration: report.configuration.clone(),
            scope: report.part.as_ref().map(|part| (&part.scope).into()),
            elsewhere: report.part.as_ref().map(|part| part.elsewhere),
            rules: report.into(),
            findings,
            baseline: baseline.map(|baseline| Baseline {
                path: baseline.path.clone(),
                new_only: baseline.new_only,
                not_judged: past(&baseline.comparison.not_judged),
            }),
            resolved: baseline.map(|baseline| past(&baseline.comparison.resolved)),
        }
    }
}

/// How many findings there are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend("dependentRequired" = {
        "new": ["known", "resolved"],
        "known": ["new"],
        "resolved": ["new"],
    }))
)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FindingsSummary {
    /// All findings, suppressed ones too.
    pub(crate) findings: usize,
    /// Those that nobody accepted.
    pub(crate) open: usize,
    /// Those that somebody did.
    pub(crate) suppressed: usize,
    /// Open findings by severity.
    pub(crate) by_severity: BySeverity,
    /// Open findings by rule; a rule without findings is left out.
    #[cfg_attr(
        feature = "schema",
        schemars(schema_with = "super::schema::counts_by_rule")
    )]
    pub(crate) by_rule: BTreeMap<String, usize>,
    /// Open findings below the severity that is shown, in no other count; left out where there is none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) not_shown: usize,
    /// With a baseline: open findings that it lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) new: Option<usize>,
    /// With a baseline: open findings that it has, less severe ones too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) known: Option<usize>,
    /// With a baseline: findings of it that are gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resolved: Option<usize>,
}

impl From<&FindingsReport> for FindingsSummary {
    fn from(report: &FindingsReport) -> Self {
        let open: Vec<&rule::Finding> = report.open().collect();
        let severe = |severity| open.iter().filter(|f| f.severity == severity).count();
        let mut by_rule = BTreeMap::new();
        for finding in &open {
            *by_rule.entry(finding.rule.to_owned()).or_default() += 1;
        }
        let baseline = report.baseline.as_ref();
        let count = |status| {
            let of_status = open.iter().filter(|f| report.status(f) == Some(status));
            baseline.map(|_| of_status.count())
        };
        Self {
            findings: report.findings.len(),
            open: open.len(),
            suppressed: report.findings.len() - open.len(),
            by_severity: BySeverity {
                critical: severe(rule::Severity::Critical),
                high: severe(rule::Severity::High),
                medium: severe(rule::Severity::Medium),
                low: severe(rule::Severity::Low),
                info: severe(rule::Severity::Info),
            },
            by_rule,
            new: count(rule::FindingStatus::New),
            known: baseline.map(|_| {
                let is_new = |f| report.status(f) == Some(rule::FindingStatus::New);
                open.iter().filter(|f| !is_new(f)).count()
            }),
            not_shown: report.not_shown().count(),
            resolved: baseline.map(|baseline| baseline.comparison.resolved.len()),
        }
    }
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Open findings by severity.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct BySeverity {
    /// Of severity critical.
    pub(crate) critical: usize,
    /// Of severity high.
    pub(crate) high: usize,
    /// Of severity medium.
    pub(crate) medium: usize,
    /// Of severity low.
    pub(crate) low: usize,
    /// Of severity info.
    pub(crate) info: usize,
}

/// Which rules were run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct JudgedRules {
    /// The ids of the rules that were run.
    pub(crate) run: Vec<Code>,
    /// The others: these have not passed.
    pub(crate) not_run: Vec<RuleNotRun>,
}

impl From<&FindingsReport> for JudgedRules {
    fn from(report: &FindingsReport) -> Self {
        let mut judged = Self {
            run: Vec::new(),
            not_run: Vec::new(),
        };
        for rule in &report.rules {
            match rule.state.reason() {
                None => judged.run.push(rule.id.into()),
                Some(reason) => judged.not_run.push(RuleNotRun {
                    rule: rule.id.into(),
                    reason: reason.to_owned(),
                }),
            }
        }
        judged
    }
}

/// A rule that was left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RuleNotRun {
    /// The id of the rule.
    pub(crate) rule: Code,
    /// Why it was left out.
    pub(crate) reason: String,
}

/// The earlier report that findings were compared with.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Baseline {
    /// The file of the earlier report.
    pub(crate) path: String,
    /// Whether only new findings make the run fail.
    pub(crate) new_only: bool,
    /// Findings of it that this run did not look for.
    pub(crate) not_judged: Vec<PastFinding>,
}

/// A finding of an earlier report.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PastFinding {
    /// Its id.
    pub(crate) id: String,
    /// Its rule, which may no longer exist.
    pub(crate) rule: String,
    /// How bad it was.
    pub(crate) severity: Severity,
    /// The fault in a line.
    pub(crate) title: String,
    /// The name of whom it was about.
    pub(crate) principal: Option<String>,
    /// The name of the role.
    pub(crate) role: Option<String>,
    /// The scope that the finding was about.
    pub(crate) scope: Option<String>,
}

impl From<&rule::PastFinding> for PastFinding {
    fn from(past: &rule::PastFinding) -> Self {
        Self {
            id: past.id.clone(),
            rule: past.rule.clone(),
            severity: past.severity.into(),
            title: past.title.clone(),
            principal: past.principal.clone(),
            role: past.role.clone(),
            scope: past.scope.clone(),
        }
    }
}

/// A finding of `audit` or `roles lint`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Finding {
    /// Stable between runs.
    pub(crate) id: FindingId,
    /// The rule that found it.
    pub(crate) rule: Code,
    /// How bad it is.
    pub(crate) severity: Severity,
    /// How sure it is.
    pub(crate) confidence: Confidence,
    /// The fault in a line.
    pub(crate) title: String,
    /// Why it is one, with what was found.
    pub(crate) because: String,
    /// Whom it is about.
    pub(crate) principal: Option<Principal>,
    /// The role it is about.
    pub(crate) role: Option<Role>,
    /// The scope that the finding is about.
    pub(crate) scope: Option<ScopePath>,
    /// The records that show it, as file and JSON pointer.
    pub(crate) evidence: Vec<String>,
    /// What to do.
    pub(crate) remediation: Remediation,
    /// How it compares to the baseline; null without one.
    pub(crate) status: Option<FindingStatus>,
    /// Who accepts it, and why; null while it is open.
    pub(crate) suppressed: Option<Suppression>,
}

impl Finding {
    /// A finding of a report.
    pub(crate) fn new(finding: &rule::Finding, report: &FindingsReport) -> Self {
        let suppressed = finding.suppressed.as_ref();
        Self {
            id: finding.id().into(),
            rule: finding.rule.into(),
            severity: finding.severity.into(),
            confidence: finding.confidence.into(),
            title: finding.title.clone(),
            because: finding.because.clone(),
            principal: finding.principal.as_ref().map(|principal| Principal {
                id: (&principal.id).into(),
                name: principal.name.clone(),
                kind: principal.kind.into(),
            }),
            role: finding.role.as_ref().map(|role| Role {
                id: role.id.map(Guid::from),
                name: role.name.clone(),
            }),
            scope: finding.scope.as_ref().map(ScopePath::from),
            evidence: finding.evidence.iter().map(ToString::to_string).collect(),
            remediation: Remediation {
                text: finding.remediation.text.clone(),
                commands: finding.remediation.commands.clone(),
            },
            status: report.status(finding).map(FindingStatus::from),
            suppressed: suppressed.map(|suppression| Suppression {
                owner: suppression.owner.clone(),
                reason: suppression.reason.clone(),
                expires: suppression.expires.map(Timestamp::day).map(Day::from),
            }),
        }
    }
}

/// What to do about a finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Remediation {
    /// What to do, in a sentence.
    pub(crate) text: String,
    /// As commands to look at and run.
    pub(crate) commands: Vec<String>,
}

/// Why a finding is accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Suppression {
    /// Who accepts it.
    pub(crate) owner: String,
    /// Why it is accepted.
    pub(crate) reason: String,
    /// The last day.
    pub(crate) expires: Option<Day>,
}
