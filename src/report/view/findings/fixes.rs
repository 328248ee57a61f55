//! What to do first: the ranked fixes of open findings, in words.

use super::FindingsReport;
use crate::access::AccessIndex;
use crate::audit::{AccessLost, FixAction, RankedFix, RiskParts, ranked_fixes};
use crate::report::envelope::Setting;
use crate::report::page::Step;
use crate::report::shell::first_on_lines;
use crate::report::view::words::{begun, counted, scope_in_short};
use crate::rule::{Finding, Severity};

/// The fixes of a report, the most worthwhile first.
pub(crate) fn fixes_of(report: &FindingsReport, setting: &Setting<'_>) -> Vec<RankedFix> {
    fixes_by(&AccessIndex::new(setting.tenant, setting.catalog), report)
}

/// The same, by an index that is there. Where only new findings count, what resolves those is a fix.
pub(crate) fn fixes_by(index: &AccessIndex<'_>, report: &FindingsReport) -> Vec<RankedFix> {
    if !report.judges_new_only() {
        return ranked_fixes(index, &report.findings, report.moment);
    }
    let all = report.findings.iter().enumerate();
    let (places, counting): (Vec<usize>, Vec<Finding>) = all
        .filter(|(_, finding)| report.counts(finding))
        .map(|(at, finding)| (at, finding.clone()))
        .unzip();
    let mut fixes = ranked_fixes(index, &counting, report.moment);
    for fix in &mut fixes {
        fix.resolves.iter_mut().for_each(|at| *at = places[*at]);
    }
    fixes
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
fn whereabouts(fix: &RankedFix) -> String {
    match &fix.action {
        FixAction::RemoveAssignment { scope, .. } | FixAction::ChangeAssignment { scope, .. } => {
            let is_in = |command: &String| command.contains(scope.as_str());
            match fix.commands.iter().any(is_in) {
                true => format!(" at {}", scope_in_short(scope)),
                false => format!(" at {scope}"),
            }
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
fn fix_sentence(fix: &RankedFix) -> String {
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
        whereabouts(fix),
        findings_in_words(&fix.marginal)
    )
}

/// A fix with the commands that do it, of many the first unless all are asked for; where there is none, with
/// what is advised.
pub(crate) fn fix_step(fix: &RankedFix, all: bool) -> Step {
    let mut text = fix_sentence(fix);
    let is_said = matches!(fix.action, FixAction::Follow { .. });
    if fix.commands.is_empty() && !is_said {
        let advice = fix
            .advice
            .iter()
            .map(|advice| format!("\n{}", begun(advice)));
        text.extend(advice);
    }
    let commands = first_on_lines(&fix.commands, all);
    Step { text, commands }
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
