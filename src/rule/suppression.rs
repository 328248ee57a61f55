use super::finding::{Finding, finding_id};
use crate::directory::{Hierarchy, Placement};
use crate::glob::Glob;
use crate::redact::Redactor;
use crate::scope::Scope;
use crate::span::Place;
use crate::text;
use crate::time::Timestamp;

/// Why a finding is accepted. It stays in every report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Who answers for it.
    pub owner: String,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: Option<Timestamp>,
}

/// An entry of a configuration that accepts findings. What it names must all hold of a finding;
/// what it doesn't name may be anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuppressionEntry {
    /// The id of one finding.
    pub finding: Option<String>,
    /// The id of a rule, or a glob of ids.
    pub rule: Option<Glob>,
    /// The object id or the name of a principal.
    pub principal: Option<String>,
    /// The GUID or the name of a role.
    pub role: Option<String>,
    /// A scope: findings there and below, as the hierarchy of the inputs says.
    pub scope: Option<Scope>,
    /// A glob of scopes: findings at one that it matches and below.
    pub scopes: Option<Glob>,
    /// Who accepts them, why, and until when.
    pub suppression: Suppression,
    /// Where the entry is.
    pub place: Place,
}

impl SuppressionEntry {
    /// Whether the entry speaks of this finding. Where the inputs don't say in which management group
    /// a subscription is, an entry for a management group doesn't (SCP-3).
    pub fn names(&self, finding: &Finding, hierarchy: &Hierarchy) -> bool {
        self.placement(finding, hierarchy) == Placement::Within
    }

    /// Where a finding lies, seen from the scope of the entry; outside where it isn't what the entry
    /// names besides.
    fn placement(&self, finding: &Finding, hierarchy: &Hierarchy) -> Placement {
        let principal = |wanted: &String| {
            finding.principal.as_ref().is_some_and(|principal| {
                text::same(principal.id.as_str(), wanted) || text::same(&principal.name, wanted)
            })
        };
        let role = |wanted: &String| {
            finding.role.as_ref().is_some_and(|role| {
                let id = role.id.map(|id| id.to_string());
                text::same(&role.name, wanted) || id.is_some_and(|id| text::same(&id, wanted))
            })
        };
        let id = |wanted: &String| {
            let of_today = finding_id(wanted);
            text::same(&finding.id(), of_today.as_ref().unwrap_or(wanted))
        };
        let is_named = self
            .rule
            .as_ref()
            .is_none_or(|rule| rule.matches(finding.rule))
            && self.principal.as_ref().is_none_or(principal)
            && self.role.as_ref().is_none_or(role)
            && self.finding.as_ref().is_none_or(id);
        if !is_named {
            return Placement::Outside;
        }
        match (&self.scope, &self.scopes, &finding.scope) {
            (None, None, _) => Placement::Within,
            (Some(wanted), _, Some(scope)) => hierarchy.placement(scope, wanted),
            (None, Some(wanted), Some(scope)) => hierarchy.placement_by(scope, wanted),
            (_, _, None) => Placement::Outside,
        }
    }

    fn names_nothing(&self, findings: &[Finding], hierarchy: &Hierarchy) -> SuppressionFault {
        let placements = findings.iter().map(|f| self.placement(f, hierarchy));
        match placements.filter(|at| *at == Placement::Unknown).count() {
            0 => SuppressionFault::NamesNothing,
            findings => SuppressionFault::Unplaced { findings },
        }
    }

    /// Whether its day is over at a moment. The day that it names is its last.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        let expires = self.suppression.expires;
        expires.is_some_and(|expires| expires.is_day_over(now))
    }

    /// The same entry about redacted findings: names replaced, owner and reason too.
    #[must_use]
    pub fn redacted(&self, redactor: &mut Redactor) -> Self {
        let mut wanted = |kind: &str, text: &String| redactor.wanted(kind, text);
        let principal = self.principal.as_ref().map(|p| wanted("principal", p));
        let role = self.role.as_ref().map(|role| wanted("role", role));
        let suppression = Suppression {
            owner: wanted("owner", &self.suppression.owner),
            reason: wanted("text", &self.suppression.reason),
            expires: self.suppression.expires,
        };
        Self {
            finding: self.finding.clone(),
            rule: self.rule.clone(),
            principal,
            role,
            scope: self.scope.as_ref().map(|scope| redactor.scope(scope)),
            scopes: self.scopes.clone(),
            suppression,
            place: redactor.place(&self.place),
        }
    }

    /// What it names, in words.
    pub(crate) fn label(&self) -> String {
        let named = [
            ("finding", self.finding.as_deref()),
            ("rule", self.rule.as_ref().map(Glob::as_str)),
            ("principal", self.principal.as_deref()),
            ("role", self.role.as_deref()),
            ("scope", self.scope.as_ref().map(Scope::as_str)),
            ("scope", self.scopes.as_ref().map(Glob::as_str)),
        ];
        let named = named
            .iter()
            .filter_map(|(key, value)| Some(format!("{key} `{}`", (*value)?)));
        named.collect::<Vec<_>>().join(", ")
    }
}

/// What is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SuppressionFault {
    /// Its day is over, and these findings that it names are open.
    Expired { open: Vec<Finding> },
    /// Its day is over, and other entries accept what it names.
    Superseded,
    /// It names no finding.
    NamesNothing,
    /// It names no finding of which the inputs say where it is, and this many that may be below its
    /// management group.
    Unplaced { findings: usize },
}

/// Marks the findings that some entries accept at a moment, and says what is wrong with the others:
/// first with those that are valid, then with those whose day is over.
pub(crate) fn accept<'e>(
    findings: &mut [Finding],
    entries: &'e [SuppressionEntry],
    hierarchy: &Hierarchy,
    now: Timestamp,
) -> Vec<(&'e SuppressionEntry, SuppressionFault)> {
    let (expired, valid): (Vec<_>, Vec<_>) =
        entries.iter().partition(|entry| entry.is_expired(now));
    let mut faults = Vec::new();
    for entry in valid {
        let mut names_any = false;
        for finding in findings.iter_mut().filter(|f| entry.names(f, hierarchy)) {
            names_any = true;
            let suppression = &entry.suppression;
            finding
                .suppressed
                .get_or_insert_with(|| suppression.clone());
        }
        if !names_any {
            faults.push((entry, entry.names_nothing(findings, hierarchy)));
        }
    }
    for entry in expired {
        let named: Vec<&Finding> = findings
            .iter()
            .filter(|f| entry.names(f, hierarchy))
            .collect();
        let open = named.iter().filter(|f| f.suppressed.is_none());
        let open: Vec<Finding> = open.map(|f| (*f).clone()).collect();
        let fault = if !open.is_empty() {
            SuppressionFault::Expired { open }
        } else if !named.is_empty() {
            SuppressionFault::Superseded
        } else {
            entry.names_nothing(findings, hierarchy)
        };
        faults.push((entry, fault));
    }
    faults
}
