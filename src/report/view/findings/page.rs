//! `audit` and `roles lint`: findings for people and as a table.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::RankedFix;
use crate::report::columns::{Columns, Rows};
use crate::report::envelope::Setting;
use crate::report::format::markdown::to_markdown;
use crate::report::page::{Block, Page, Table, Tone};
use crate::report::view::findings::fixes::{fix_step, fixes_of};
use crate::report::view::findings::{BaselineReport, FindingsReport, ReportedPart};
use crate::report::view::words::{begun_by, counted};
use crate::rule::{
    Comparison, FailOn, Finding, FindingPrincipal, FindingStatus, Severity, Suppression,
};
use crate::time::Timestamp;

/// How many fixes are shown first, with their commands: what fills the first screen.
const FIXES: usize = 3;
/// How many findings are shown where not all are: what fills the last one, with what closes the page.
const FINDINGS: usize = 7;
/// Up to how many findings say themselves what to do.
const FINDINGS_WITHOUT_FIXES: usize = 10;
/// How many fixes a comment lists.
const FIXES_OF_COMMENT: usize = 5;
/// How many rules are named of those of the other findings.
const RULES: usize = 3;

/// The findings as a page: a count, the fixes by rank, and all findings with evidence and commands,
/// or what matters first, on a screen or two.
pub(crate) fn audit_page(report: &FindingsReport, setting: &Setting<'_>, all: bool) -> Page {
    let mut page = head(report);
    if all {
        // Each of a few findings says itself what to do.
        if report.findings.len() > FINDINGS_WITHOUT_FIXES {
            what_to_do(&mut page, &fixes_of(report, setting), usize::MAX);
        }
        let titles = Titles::of(report);
        for finding in &report.findings {
            detail(&mut page, report, (finding, &titles));
        }
    } else {
        what_to_do(&mut page, &fixes_of(report, setting), FIXES);
        gravest(&mut page, report);
    }
    if let Some(baseline) = &report.baseline {
        against(&mut page, baseline);
    }
    let passed = nothing_fails(report).filter(|_| !setting.is_turned);
    let passed = passed.map(|said| format!("The {} passes: {said}.", report.command));
    let closing = (!report.findings.is_empty()).then(|| closing(report, all));
    let lines: Vec<String> = closing.into_iter().chain(passed).collect();
    if !lines.is_empty() {
        page.closing(lines.join(" "));
    }
    page
}

/// That the command passes, where it was said what makes it fail.
pub(crate) fn gate_passed(report: &FindingsReport) -> Option<String> {
    nothing_fails(report).map(|said| format!("passed: {said}"))
}

fn nothing_fails(report: &FindingsReport) -> Option<String> {
    let is_passed =
        report.is_gate && report.fail_on != FailOn::Never && report.failing().next().is_none();
    let kind = match report.judges_new_only() {
        true => "new finding, and none that is worse than before,",
        false => "open finding",
    };
    is_passed.then(|| format!("no {kind} of severity {} or above", report.fail_on.as_str()))
}

/// What a comment on a pull request may hold.
const LONGEST_COMMENT: usize = 65_536;

/// The page as Markdown for a comment: as many findings as fit, gravest first, and how many don't.
pub(crate) fn audit_markdown(report: &FindingsReport, setting: &Setting<'_>) -> String {
    let fixes = fixes_of(report, setting);
    let written = |first: usize| {
        let mut page = page_of_first(report, &fixes, first);
        if setting.is_turned {
            page.could_be_turned();
        }
        to_markdown(&page)
    };
    let fits = |first: usize| written(first).len() <= LONGEST_COMMENT;
    // The most that fits stands between one that does and one that doesn't.
    let all = report.findings.len();
    let (mut fitting, mut next) = (0, 16);
    while next < all && fits(next) {
        (fitting, next) = (next, next * 2);
    }
    let mut over = next.min(all) + 1;
    while over - fitting > 1 {
        let middle = fitting + (over - fitting) / 2;
        if fits(middle) {
            fitting = middle;
        } else {
            over = middle;
        }
    }
    written(fitting)
}

/// How many of some findings are not shown, as they are too little severe; `None` where all are.
pub(crate) fn not_shown_in_words(
    report: &FindingsReport,
    is_meant: impl Fn(&Finding) -> bool,
) -> Option<String> {
    let not_shown: Vec<&Finding> = report.not_shown().filter(|f| is_meant(f)).collect();
    let below = report.below.as_ref().filter(|_| !not_shown.is_empty())?;
    let failing = not_shown.iter();
    let failing = failing.filter(|finding| report.fail_on.holds(finding.severity));
    let fails = match failing.count() {
        0 => String::new(),
        some => format!(
            "; {some} of severity {} or above, which fails",
            report.fail_on.as_str()
        ),
    };
    Some(format!(
        "{} below severity {} {} not shown: {}{fails}",
        counted(not_shown.len(), "finding"),
        below.least.as_str(),
        if not_shown.len() == 1 { "is" } else { "are" },
        by_severity(&not_shown).join(", "),
    ))
}

/// The verdict, and what it rests on.
fn head(report: &FindingsReport) -> Page {
    let mut page = Page::default();
    let open: Vec<&Finding> = report.open().collect();
    let accepted = report.findings.len() - open.len();
    let counting = open.iter().filter(|finding| report.counts(finding));
    let worst = counting.map(|finding| finding.severity).max();
    let not_shown: Vec<&Finding> = report.not_shown().collect();
    match worst {
        None if !not_shown.is_empty() => {
            let fails = report.failing().next().is_some();
            page.verdict(
                if fails { Tone::Bad } else { Tone::Open },
                &counted(not_shown.len(), "finding"),
                format!(
                    "none of them is shown: {}",
                    by_severity(&not_shown).join(", ")
                ),
            );
        }
        None if report.judges_new_only() => {
            page.verdict(
                Tone::Good,
                "clean",
                format!("no new finding, {}", beside_new(report)),
            );
        }
        None if accepted > 0 => page.verdict(
            Tone::Good,
            "clean",
            format!("no open findings, {accepted} suppressed"),
        ),
        None => page.verdict(Tone::Good, "clean", "no findings"),
        Some(worst) => {
            let tone = if worst >= Severity::High {
                Tone::Bad
            } else {
                Tone::Open
            };
            let (word, text) = in_words(report);
            page.verdict(tone, &word, text);
        }
    }
    if let Some(said) = not_shown_in_words(report, |_| true) {
        page.text(format!("{said}."));
    }
    if let Some(path) = &report.configuration {
        page.text(format!("Configuration: `{path}`."));
    }
    if let Some(ReportedPart { scope, elsewhere }) = &report.part {
        page.text(format!(
            "Of {scope} and what is below it, and of principals and roles that have access there; {} elsewhere {} left out.",
            counted(*elsewhere, "finding"),
            if *elsewhere == 1 { "is" } else { "are" }
        ));
    }
    if let Some(said) = not_run(report) {
        page.text(said);
    }
    page
}

/// What makes the command fail: how much, and the gravest of it.
pub(crate) fn findings_that_fail(report: &FindingsReport) -> Vec<String> {
    let failing: Vec<&Finding> = report.failing().collect();
    let Some(first) = failing.first() else {
        return Vec::new();
    };
    let counts = by_severity(&failing).join(", ");
    let noun = match report.judges_new_only() {
        true if failing.iter().any(|finding| is_worse(report, finding)) => "new or worse finding",
        true => "new finding",
        false => "finding",
    };
    vec![
        format!(
            "failed: {} of severity {} or above: {counts}",
            counted(failing.len(), noun),
            report.fail_on.as_str()
        ),
        format!(
            "worst: {}: {} ({}, {})",
            first.severity.as_str(),
            Titles::of(report).title(first),
            first.rule,
            first.id()
        ),
    ]
}

/// How many findings there are of each severity.
fn by_severity(findings: &[&Finding]) -> Vec<String> {
    let each = Severity::ALL.iter().filter_map(|severity| {
        let count = findings.iter().filter(|f| f.severity == *severity).count();
        (count > 0).then(|| format!("{count} {}", severity.as_str()))
    });
    each.collect()
}

/// What there is: how many findings, and of which severity; the new ones first where they alone count.
fn in_words(report: &FindingsReport) -> (String, String) {
    if !report.judges_new_only() {
        return (counted(report.open().count(), "finding"), counts(report));
    }
    let new: Vec<&Finding> = report.open().filter(|f| report.counts(f)).collect();
    if new.is_empty() {
        return ("No new finding".to_owned(), beside_new(report));
    }
    let text = format!("{}; {}", by_severity(&new).join(", "), beside_new(report));
    let noun = match new.iter().any(|finding| is_worse(report, finding)) {
        true => "new or worse finding",
        false => "new finding",
    };
    (counted(new.len(), noun), text)
}

/// Whether an earlier report has it less severe.
fn is_worse(report: &FindingsReport, finding: &Finding) -> bool {
    report.status(finding) == Some(FindingStatus::Worse)
}

/// What there is beside new findings.
fn beside_new(report: &FindingsReport) -> String {
    let known = report.open().filter(|f| !report.counts(f)).count();
    let mut said = format!("{known} known");
    let accepted = report.findings.len() - report.open().count();
    if accepted > 0 {
        said.push_str(&format!(", {accepted} suppressed"));
    }
    said
}

/// How many findings of each severity, suppressed, new.
fn counts(report: &FindingsReport) -> String {
    let open = || report.open();
    let open_ones: Vec<&Finding> = open().collect();
    let mut counts = by_severity(&open_ones);
    let accepted = report.findings.len() - open().count();
    if accepted > 0 {
        counts.push(format!("{accepted} suppressed"));
    }
    if report.baseline.is_some() {
        let new = open().filter(|f| report.status(f) == Some(FindingStatus::New));
        counts.push(format!("{} new", new.count()));
        let worse = open().filter(|f| is_worse(report, f)).count();
        counts.extend((worse > 0).then(|| format!("{worse} worse than in the baseline")));
    }
    counts.join(", ")
}

fn what_to_do(page: &mut Page, fixes: &[RankedFix], most: usize) {
    if fixes.is_empty() {
        return;
    }
    page.heading("What to do first");
    let all = most == usize::MAX;
    let mut printed: BTreeSet<&str> = BTreeSet::new();
    // What an earlier one does anyway is not a step of its own.
    let fixes: Vec<&RankedFix> = fixes
        .iter()
        .filter(|fix| {
            let news = fix
                .commands
                .iter()
                .filter(|one| printed.insert(one))
                .count();
            news > 0 || fix.commands.is_empty()
        })
        .collect();
    let shown = fixes.iter().take(most);
    let shown = shown.map(|fix| fix_step(fix, all));
    page.push(Block::Numbered(shown.collect()));
    if fixes.len() > most {
        let more = fixes.len() - most;
        page.text(format!("{more} more with `--all`."));
    }
}

/// What findings are called: with their scope, where others are called the same.
struct Titles<'a>(BTreeMap<&'a str, usize>);

impl<'a> Titles<'a> {
    fn of(report: &'a FindingsReport) -> Self {
        let mut titles = BTreeMap::new();
        for finding in &report.findings {
            *titles.entry(&*finding.title).or_default() += 1;
        }
        Self(titles)
    }

    fn title(&self, finding: &Finding) -> String {
        let is_shared = self.0.get(&*finding.title).is_some_and(|same| *same > 1);
        let role = finding.role.as_ref().map(|role| role.name.as_str());
        match (&finding.scope, role) {
            (Some(scope), _) if is_shared => format!("{}: {scope}", finding.title),
            (None, Some(role)) if is_shared && !finding.title.contains(role) => {
                format!("{}: {role}", finding.title)
            }
            _ => finding.title.clone(),
        }
    }
}

/// The gravest findings in a line or two each, and how many others there are.
fn gravest(page: &mut Page, report: &FindingsReport) {
    let (counting, known): (Vec<&Finding>, Vec<&Finding>) =
        report.open().partition(|finding| report.counts(finding));
    let (first, rest) = counting.split_at(counting.len().min(FINDINGS));
    if !first.is_empty() {
        page.heading(match (report.judges_new_only(), rest.is_empty()) {
            (true, true) if first.iter().any(|f| is_worse(report, f)) => "New and worse findings",
            (true, true) => "New findings",
            (true, false) => "Gravest new findings",
            (false, true) => "Findings",
            (false, false) => "Gravest findings",
        });
    }
    let titles = Titles::of(report);
    let line = |finding: &&Finding| {
        let mut about = vec![format!("`{}`", finding.rule), finding.id()];
        about.extend(Some(status(report, finding)).filter(|status| !status.is_empty()));
        // What is wrong with a definition is put right where it stands.
        let place = finding.evidence.first().filter(|_| report.command != AUDIT);
        about.extend(place.map(|place| format!("at {place}")));
        format!(
            "{}: {} ({})",
            finding.severity.as_str(),
            titles.title(finding),
            about.join(", ")
        )
    };
    page.bullets(first.iter().map(line).collect());
    if !rest.is_empty() {
        page.text(format!("{} more: {}.", rest.len(), in_short(rest)));
    }
    if !known.is_empty() {
        page.text(format!(
            "{} that the earlier report has: {}.",
            counted(known.len(), "finding"),
            in_short(&known)
        ));
    }
}

/// Findings by severity, and the rules that find most of them.
fn in_short(findings: &[&Finding]) -> String {
    let mut by_rule: Vec<(&str, usize)> = Vec::new();
    for finding in findings {
        match by_rule.iter_mut().find(|(rule, _)| *rule == finding.rule) {
            Some((_, count)) => *count += 1,
            None => by_rule.push((finding.rule, 1)),
        }
    }
    let counts = by_severity(findings).join(", ");
    by_rule.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let most = by_rule.iter().take(RULES);
    let most: Vec<String> = most
        .map(|(rule, count)| format!("`{rule}` ({count})"))
        .collect();
    match by_rule.len() > RULES {
        true => format!("{counts}; most often {}", most.join(", ")),
        false => format!("{counts}: {}", most.join(", ")),
    }
}

/// The last line on the screen.
fn closing(report: &FindingsReport, all: bool) -> String {
    let open = report.open().count();
    let found = match open {
        0 => format!("No open finding, {}.", counts(report)),
        _ => {
            let (word, text) = in_words(report);
            format!("{word}: {text}.")
        }
    };
    if all {
        return found;
    }
    let whole = match (report.findings.len(), report.findings.len() - open) {
        (1, _) => "it".to_owned(),
        (count, 0) => format!("all {count}"),
        (count, _) => format!("all {count}, the suppressed too,"),
    };
    let file = match report.command {
        AUDIT => "`-o audit.html` makes a page of it",
        _ => "`-o findings.xlsx` makes a workbook of it",
    };
    format!("{found} `--all` shows {whole} with evidence and commands, {file}.")
}

/// The command whose findings are about assignments.
const AUDIT: &str = "audit";

fn page_of_first(report: &FindingsReport, fixes: &[RankedFix], first: usize) -> Page {
    let mut page = head(report);
    what_to_do(&mut page, fixes, FIXES_OF_COMMENT);
    page.table(findings_table(report, first));
    let left_out = report.findings.len() - first;
    if left_out > 0 {
        page.text(format!(
            "{} of {} findings are left out to fit a comment: the worst are here; `--format json` or `-o findings.xlsx` gives all.",
            left_out,
            report.findings.len(),
        ));
    }
    if let Some(baseline) = &report.baseline {
        against(&mut page, baseline);
    }
    let titles = Titles::of(report);
    for finding in &report.findings[..first] {
        detail(&mut page, report, (finding, &titles));
    }
    page
}

fn detail(page: &mut Page, report: &FindingsReport, (finding, titles): (&Finding, &Titles<'_>)) {
    page.heading(format!(
        "{} {} {}: {}",
        finding.id(),
        finding.severity.as_str(),
        finding.rule,
        titles.title(finding)
    ));
    page.text(format!("{}.", begun_by(finding, &finding.because)));
    let mut points: Vec<String> = report.accepted(finding).into_iter().collect();
    points.push(format!("what to do: {}", finding.remediation.text));
    let places = finding.evidence.iter();
    points.extend(places.map(|place| format!("evidence: {place}")));
    page.bullets(points);
    if !finding.remediation.commands.is_empty() {
        page.code("sh", finding.remediation.commands.join("\n"));
    }
}

/// Rules that were left out have not passed.
fn not_run(report: &FindingsReport) -> Option<String> {
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for rule in &report.rules {
        let Some(reason) = rule.state.reason() else {
            continue;
        };
        match by_reason.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, ids)) => ids.push(rule.id),
            None => by_reason.push((reason, vec![rule.id])),
        }
    }
    let said = |(reason, ids): &(&str, Vec<&str>)| {
        if ids.len() <= 5 {
            let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
            return format!("{}: {reason}", ids.join(", "));
        }
        format!("{} of {} rules: {reason}", ids.len(), report.rules.len())
    };
    let said: Vec<String> = by_reason.iter().map(said).collect();
    (!said.is_empty()).then(|| format!("Not run: {}.", said.join("; ")))
}

/// What stands about a finding beside its severity.
fn status(report: &FindingsReport, finding: &Finding) -> String {
    let mut said: Vec<String> = Vec::new();
    said.extend(report.status(finding).map(|status| match status {
        FindingStatus::Worse => "worse than in the baseline".to_owned(),
        status => status.as_str().to_owned(),
    }));
    said.extend(
        finding
            .suppressed
            .as_ref()
            .map(|suppression| match &suppression.expires {
                Some(day) => format!("suppressed until {}", day.day()),
                None => "suppressed".to_owned(),
            }),
    );
    said.join(", ")
}

/// How many findings of the earlier report are listed in a page.
const MOST_RESOLVED: usize = 100;

/// What became of the findings of the earlier report that are not among those of today.
fn against(page: &mut Page, baseline: &BaselineReport) {
    let Comparison {
        resolved,
        not_judged,
        ..
    } = &baseline.comparison;
    let path = &baseline.path;
    if resolved.is_empty() {
        page.text(format!("Nothing of `{path}` is resolved."));
    } else {
        let mut heading = format!("Resolved since `{path}`");
        if resolved.len() > MOST_RESOLVED {
            heading.push_str(&format!(": {MOST_RESOLVED} of {}", resolved.len()));
        }
        page.heading(heading);
        page.table(Table {
            caption: String::new(),
            columns: vec!["severity", "rule", "what", "id"],
            rows: resolved
                .iter()
                .take(MOST_RESOLVED)
                .map(|past| {
                    vec![
                        past.severity.as_str().to_owned(),
                        past.rule.clone(),
                        past.title.clone(),
                        past.id.clone(),
                    ]
                })
                .collect(),
        });
    }
    if !not_judged.is_empty() {
        page.text(format!(
            "Not judged: {} of `{path}`, of rules that were not run.",
            counted(not_judged.len(), "finding")
        ));
    }
}

/// The first findings, a row each.
fn findings_table(report: &FindingsReport, first: usize) -> Table {
    let findings = &report.findings[..first];
    without_empty_columns(columns(report).table("Findings".to_owned(), findings))
}

/// Findings about definitions have no principal, those about assignments have one.
fn without_empty_columns(table: Table) -> Table {
    let kept: Vec<usize> = (0..table.columns.len())
        .filter(|&at| table.rows.iter().any(|row| !row[at].is_empty()))
        .collect();
    Table {
        columns: kept.iter().map(|&at| table.columns[at]).collect(),
        rows: table
            .rows
            .iter()
            .map(|row| kept.iter().map(|&at| row[at].clone()).collect())
            .collect(),
        ..table
    }
}

/// All findings with everything, a row each.
pub(crate) fn findings_rows(report: &FindingsReport) -> Rows<'_> {
    columns(report).rows(report.findings.iter())
}

fn columns(report: &FindingsReport) -> Columns<'_, &Finding> {
    fn of_principal(finding: &Finding, text: fn(&FindingPrincipal) -> String) -> String {
        finding.principal.as_ref().map(text).unwrap_or_default()
    }
    fn of_suppression(finding: &Finding, text: fn(&Suppression) -> String) -> String {
        finding.suppressed.as_ref().map(text).unwrap_or_default()
    }
    let severity = |finding: &&Finding| finding.severity.as_str().to_owned();
    Columns::new()
        .data("id", |finding: &&Finding| finding.id())
        .page("severity", severity)
        .both("rule", |finding| finding.rule.to_owned())
        .data("severity", severity)
        .data("confidence", |finding| {
            finding.confidence.as_str().to_owned()
        })
        .data("title", |finding| finding.title.clone())
        .data("because", |finding| finding.because.clone())
        .data("principalId", |finding| {
            of_principal(finding, |p| p.id.to_string())
        })
        .named("principal", "principalName", |finding| {
            of_principal(finding, |p| p.name.clone())
        })
        .data("principalType", |finding| {
            of_principal(finding, |p| p.kind.as_str().to_owned())
        })
        .data("roleId", |finding| {
            let id = finding.role.as_ref().and_then(|role| role.id);
            id.map(|id| id.to_string()).unwrap_or_default()
        })
        .named("role", "roleName", |finding| {
            let role = finding.role.as_ref();
            role.map(|role| role.name.clone()).unwrap_or_default()
        })
        .both("scope", |finding| {
            let scope = finding.scope.as_ref();
            scope.map(ToString::to_string).unwrap_or_default()
        })
        .data("evidence", |finding| {
            let places: Vec<String> = finding.evidence.iter().map(ToString::to_string).collect();
            places.join(" ")
        })
        .data("remediation", |finding| finding.remediation.text.clone())
        .data("commands", |finding| {
            finding.remediation.commands.join("; ")
        })
        .page("status", |finding| status(report, finding))
        .data("status", |finding| {
            let status = report.status(finding).map(FindingStatus::as_str);
            status.unwrap_or_default().to_owned()
        })
        .data("suppressedBy", |finding| {
            of_suppression(finding, |s| s.owner.clone())
        })
        .data("suppressionReason", |finding| {
            of_suppression(finding, |s| s.reason.clone())
        })
        .data("suppressionExpires", |finding| {
            of_suppression(finding, |s| {
                s.expires.map(Timestamp::day).unwrap_or_default()
            })
        })
        .page("id", |finding| finding.id())
}
