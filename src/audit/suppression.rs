use super::finding::{Finding, Suppression};
use super::settings::AuditSettings;
use super::upkeep::useless_suppression::Uselessness;
use super::upkeep::{expired_suppression, useless_suppression};
use crate::directory::{Hierarchy, Placement};
use crate::redact::Redactor;
use crate::scope::Scope;
use crate::span::Place;
use crate::text;
use crate::time::Timestamp;

/// An entry of a configuration that accepts findings. What it names must all hold of a finding;
/// what it doesn't name may be anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuppressionEntry {
    /// The id of one finding.
    pub finding: Option<String>,
    /// The id of a rule.
    pub rule: Option<&'static str>,
    /// The object id or the name of a principal.
    pub principal: Option<String>,
    /// The GUID or the name of a role.
    pub role: Option<String>,
    /// A scope: findings there and below, as the hierarchy of the inputs says.
    pub scope: Option<Scope>,
    /// Who accepts them, why, and until when.
    pub suppression: Suppression,
    /// Where the entry stands.
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
        let id = |wanted: &String| text::same(&finding.id(), wanted);
        let is_named = self.rule.is_none_or(|rule| rule == finding.rule)
            && self.principal.as_ref().is_none_or(principal)
            && self.role.as_ref().is_none_or(role)
            && self.finding.as_ref().is_none_or(id);
        match (is_named, &self.scope, &finding.scope) {
            (true, None, _) => Placement::Within,
            (true, Some(wanted), Some(scope)) => hierarchy.placement(scope, wanted),
            _ => Placement::Outside,
        }
    }

    /// Whether its day is over at a moment. The day that it names is its last.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        let expires = self.suppression.expires;
        expires.is_some_and(|expires| expires.start_of_day() < now.start_of_day())
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
            rule: self.rule,
            principal,
            role,
            scope: self.scope.as_ref().map(|scope| redactor.scope(scope)),
            suppression,
            place: redactor.place(&self.place),
        }
    }

    /// What it names, in words.
    pub(super) fn label(&self) -> String {
        let named = [
            ("finding", self.finding.as_deref()),
            ("rule", self.rule),
            ("principal", self.principal.as_deref()),
            ("role", self.role.as_deref()),
            ("scope", self.scope.as_ref().map(Scope::as_str)),
        ];
        let named = named
            .iter()
            .filter_map(|(key, value)| Some(format!("{key} `{}`", (*value)?)));
        named.collect::<Vec<_>>().join(", ")
    }
}

/// Marks the findings that the settings accept at a moment, and adds findings about suppressions
/// whose day is over or that name nothing, of those rules about the configuration that `run` holds. An entry about rules that were not run is
/// not called useless: what they would have found is not known.
///
/// `findings` are all that the rules in `run` found, none left out for its severity.
pub fn suppress(
    findings: &mut Vec<Finding>,
    settings: &AuditSettings,
    hierarchy: &Hierarchy,
    now: Timestamp,
    run: &[&str],
) {
    let all_run = super::rules()
        .iter()
        .all(|rule| rule.is_about_configuration() || run.contains(&rule.id));
    let (expired, valid): (Vec<_>, Vec<_>) = settings
        .suppressions
        .iter()
        .partition(|entry| entry.is_expired(now));
    let judged = |entry: &SuppressionEntry| entry.rule.map_or(all_run, |rule| run.contains(&rule));
    let nothing_named = |entry: &SuppressionEntry, findings: &[Finding]| {
        let placements = findings.iter().map(|f| entry.placement(f, hierarchy));
        match placements.filter(|at| *at == Placement::Unknown).count() {
            0 => Uselessness::NamesNothing,
            unplaced => Uselessness::Unplaced { findings: unplaced },
        }
    };
    let mut upkeep = Vec::new();
    for entry in valid {
        let mut names_any = false;
        for finding in findings.iter_mut().filter(|f| entry.names(f, hierarchy)) {
            names_any = true;
            let suppression = &entry.suppression;
            finding
                .suppressed
                .get_or_insert_with(|| suppression.clone());
        }
        if !names_any && judged(entry) {
            let why = nothing_named(entry, findings);
            upkeep.push(useless_suppression::finding(entry, why));
        }
    }
    for entry in expired {
        let named: Vec<&Finding> = findings
            .iter()
            .filter(|f| entry.names(f, hierarchy))
            .collect();
        let open: Vec<&Finding> = named
            .iter()
            .copied()
            .filter(|f| f.suppressed.is_none())
            .collect();
        if !open.is_empty() {
            upkeep.push(expired_suppression::finding(entry, &open));
        } else if !named.is_empty() {
            upkeep.push(useless_suppression::finding(entry, Uselessness::Superseded));
        } else if judged(entry) {
            let why = nothing_named(entry, findings);
            upkeep.push(useless_suppression::finding(entry, why));
        }
    }
    upkeep.retain(|finding| run.contains(&finding.rule));
    for finding in &mut upkeep {
        finding.severity = settings.severity_of(finding.rule, finding.severity);
    }
    findings.extend(upkeep);
}
