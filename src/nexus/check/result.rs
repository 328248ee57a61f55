use crate::nexus::address::shown;
use crate::nexus::grant::RuleStatus;
use crate::nexus::resource_id::ResourceId;
use crate::nexus::rule::ClusterRule;
use crate::rule::Severity;
use crate::span::{Diagnostic, Place};

/// One judgement of one rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClusterCheck {
    /// The rule.
    pub rule: ClusterRule,
    /// How bad it is if it doesn't hold.
    pub severity: Severity,
    /// Whether it holds.
    pub status: RuleStatus,
    /// What it was judged on.
    pub subject: String,
    /// What was found.
    pub message: String,
    /// What happens if it stays so.
    pub consequence: Option<String>,
    /// The commands that fix it.
    pub fix: Vec<String>,
}

/// The judgements of all rules that apply, in the order of the rules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckResult {
    /// The judgements.
    pub checks: Vec<ClusterCheck>,
}

/// A cluster with its judgements.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct CheckedCluster {
    /// The name to show.
    pub(crate) name: String,
    /// The resource id.
    pub(crate) id: Option<ResourceId>,
    /// Where it is described.
    pub(crate) place: Place,
    /// The judgements.
    pub(crate) result: CheckResult,
}

/// The verdict on several clusters: the worst of theirs.
pub(crate) fn overall_verdict(checked: &[CheckedCluster]) -> RuleStatus {
    let any = |status| checked.iter().any(|one| one.result.verdict() == status);
    [RuleStatus::Fail, RuleStatus::Unknown]
        .into_iter()
        .find(|status| any(*status))
        .unwrap_or(RuleStatus::Pass)
}

impl CheckResult {
    /// The worst of the errors: `Fail` if a rule of high severity doesn't hold, else `Unknown` if
    /// one can't be judged or no rule at all could be, else `Pass`. Warnings and remarks decide
    /// nothing else.
    pub fn verdict(&self) -> RuleStatus {
        let is_judged = |check: &ClusterCheck| check.status != RuleStatus::Unknown;
        let any = |status| {
            self.checks
                .iter()
                .any(|check| check.severity == Severity::High && check.status == status)
        };
        if any(RuleStatus::Fail) {
            RuleStatus::Fail
        } else if any(RuleStatus::Unknown) || !self.checks.iter().any(is_judged) {
            RuleStatus::Unknown
        } else {
            RuleStatus::Pass
        }
    }
}

impl CheckResult {
    /// What was judged here in the words of a judgement of the same cluster under other names. Where that
    /// one comes out otherwise, a rule has its title for words: no name of this one gets in.
    pub(crate) fn in_words_of(&self, other: &Self) -> Self {
        let of = |result: &Self, rule: ClusterRule| -> Vec<ClusterCheck> {
            let own = result.checks.iter().filter(|check| check.rule == rule);
            own.cloned().collect()
        };
        let outcomes = |checks: &[ClusterCheck]| {
            let mut outcomes: Vec<(&str, Severity)> = checks
                .iter()
                .map(|check| (check.status.as_str(), check.severity))
                .collect();
            outcomes.sort_unstable();
            outcomes
        };
        let checks = ClusterRule::ALL.iter().flat_map(|&rule| {
            let (own, theirs) = (of(self, rule), of(other, rule));
            if outcomes(&own) == outcomes(&theirs) {
                return theirs;
            }
            let plain = |check: ClusterCheck| {
                ClusterCheck::new(rule, check.status, "cluster", rule.rule().title.to_owned())
                    .severity(check.severity)
            };
            own.into_iter().map(plain).collect()
        });
        Self {
            checks: checks.collect(),
        }
    }

    /// What the inputs don't say, for the diagnostics of an answer: a rule that is open, although
    /// the verdict may stand without it, could change what the answer says.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.checks
            .iter()
            .filter(|check| check.status == RuleStatus::Unknown)
            .filter(|check| check.severity > Severity::Info)
            .map(|check| {
                let message = format!("{} ({}): {}", check.rule, check.subject, check.message);
                Diagnostic::warning("undetermined-rule", message).may_change_answer()
            })
            .collect()
    }
}

impl ClusterCheck {
    pub(super) fn new(
        rule: ClusterRule,
        status: RuleStatus,
        subject: impl Into<String>,
        message: String,
    ) -> Self {
        Self {
            rule,
            severity: rule.rule().severity,
            status,
            subject: subject.into(),
            message,
            consequence: None,
            fix: Vec::new(),
        }
    }

    pub(super) fn pass(
        rule: ClusterRule,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(rule, RuleStatus::Pass, subject, message.into())
    }

    pub(super) fn fail(
        rule: ClusterRule,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(rule, RuleStatus::Fail, subject, message.into())
    }

    pub(super) fn unknown(
        rule: ClusterRule,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(rule, RuleStatus::Unknown, subject, message.into())
    }

    /// The check as it may be shown, whatever the cluster and its inputs hold.
    pub(super) fn without_signatures(mut self) -> Self {
        for text in [&mut self.subject, &mut self.message]
            .into_iter()
            .chain(&mut self.fix)
        {
            *text = shown(text).into_owned();
        }
        self
    }

    pub(super) fn consequence(mut self, consequence: &str) -> Self {
        self.consequence = Some(consequence.to_owned());
        self
    }

    pub(super) fn fix(mut self, command: String) -> Self {
        self.fix.push(command);
        self
    }

    pub(super) fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}
