//! What to do first: the ranked fixes of open findings, in words.

use super::FindingsReport;
use crate::access::AccessIndex;
use crate::audit::{AccessLost, FixAction, RankedFix, RiskParts, ranked_fixes};
use crate::report::envelope::Setting;
use crate::report::view::words::{begun, counted};
use crate::rule::Severity;

/// The fixes of a report, the most worthwhile first.
pub(crate) fn fixes_of(report: &FindingsReport, setting: &Setting<'_>) -> Vec<RankedFix> {
    let index = AccessIndex::new(setting.tenant, setting.catalog);
    ranked_fixes(&index, &report.findings, report.moment)
}

/// What a fix does.
pub(crate) fn fix_title(action: &FixAction) -> String {
    match action {
        FixAction::RemoveAssignment {
            principal, role, ..
        } => format!("Remove {} from {}", role.name, principal.name),
        FixAction::ChangeAssignment {
            principal, role, ..
        } => format!("Change {} of {}", role.name, principal.name),
        FixAction::RemovePrincipal {
            principal,
            assignments,
        } => format!(
            "Remove {} of a principal that can't be found: {}",
            counted(*assignments, "assignment"),
            principal.name
        ),
        FixAction::Follow { text, .. } => begun(text),
    }
}

/// Whom and what a fix is about, where its title doesn't say it.
fn whereabouts(action: &FixAction) -> String {
    match action {
        FixAction::RemoveAssignment { scope, .. } | FixAction::ChangeAssignment { scope, .. } => {
            format!(" at {scope}")
        }
        FixAction::RemovePrincipal { .. } => String::new(),
        FixAction::Follow {
            principal,
            role,
            scope,
            ..
        } => {
            let who = principal.as_ref().map(|who| who.name.clone());
            let role = role.as_ref().map(|role| format!("role {}", role.name));
            let scope = scope.as_ref().map(|scope| format!("at {scope}"));
            let about: Vec<String> = [who, role, scope].into_iter().flatten().collect();
            if about.is_empty() {
                return String::new();
            }
            format!(" ({})", about.join(", "))
        }
    }
}

/// A fix with what it is good for, and what it costs.
pub(crate) fn fix_sentence(fix: &RankedFix) -> String {
    let lost = match fix.lost {
        AccessLost::Nothing => "; takes no access away".to_owned(),
        AccessLost::Depends => String::new(),
        AccessLost::Operations { counts, .. } => format!(
            "; takes up to {} away",
            counted(counts.total(), "operation")
        ),
    };
    format!(
        "{}{}: resolves {}{lost}",
        fix_title(&fix.action),
        whereabouts(&fix.action),
        findings_in_words(&fix.marginal)
    )
}

/// `1 critical and 2 medium findings`.
fn findings_in_words(parts: &RiskParts) -> String {
    let some = Severity::ALL
        .into_iter()
        .filter(|severity| parts.of(*severity) > 0);
    let counts: Vec<String> = some
        .map(|severity| format!("{} {}", parts.of(severity), severity.as_str()))
        .collect();
    let noun = if parts.total() == 1 {
        "finding"
    } else {
        "findings"
    };
    match counts.split_last() {
        Some((last, [])) => format!("{last} {noun}"),
        Some((last, first)) => format!("{} and {last} {noun}", first.join(", ")),
        None => "no finding".to_owned(),
    }
}
