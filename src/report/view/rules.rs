//! `rules` and `explain`.

use super::clause::Clause;
use super::rule_page::RulePage;
use super::words::counted;
use crate::report::page::{Page, Table, Tone};
use crate::rule::Rule;

/// A rule with the command that runs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListedRule {
    /// The rule.
    pub(crate) rule: Rule,
    /// As `audit` or `roles lint`.
    pub(crate) command: &'static str,
}

impl ListedRule {
    /// What `docs/rules/` says of it, in Markdown.
    pub(crate) fn page(&self) -> Option<&'static str> {
        RulePage::of(self.rule.id).map(|page| page.markdown)
    }
}

/// Rules as a page, by the command that runs them.
pub(crate) fn rule_list_page(rules: &[ListedRule]) -> Page {
    let mut page = Page::default();
    page.cut_on_terminals(LINES);
    for of_command in rules.chunk_by(|one, other| one.command == other.command) {
        let command = of_command.first().map_or("", |listed| listed.command);
        page.heading(format!("rolecall {command}"));
        let mut table = rule_table(of_command);
        table.columns.pop();
        table.rows.iter_mut().for_each(|row| {
            row.pop();
        });
        page.table(table);
    }
    page.text(format!(
        "{}. `rolecall rules show RULE` explains one.",
        counted(rules.len(), "rule")
    ));
    page
}

/// Rules as one table.
pub(crate) fn rule_table(rules: &[ListedRule]) -> Table {
    Table {
        caption: "Rules".to_owned(),
        columns: vec!["rule", "severity", "what is found", "command"],
        rows: rules
            .iter()
            .map(|ListedRule { rule, command }| {
                vec![
                    rule.id.to_owned(),
                    rule.severity.as_str().to_owned(),
                    rule.title.to_owned(),
                    (*command).to_owned(),
                ]
            })
            .collect(),
    }
}

/// A rule as a page: what its documentation says.
pub(crate) fn rule_page(listed: &ListedRule) -> Page {
    let ListedRule { rule, command } = listed;
    let mut page = Page::default();
    page.verdict(Tone::Plain, rule.id, rule.title);
    let clause = rule.clause.map(|clause| format!(", clause {clause}"));
    page.text(format!(
        "A rule of `rolecall {command}`, usually of severity {}{}.",
        rule.severity.as_str(),
        clause.unwrap_or_default()
    ));
    if let Some(clause) = rule.clause {
        for clause in Clause::named(clause) {
            page.text(format!("{}: {}.", clause.id, plain(clause.rule)));
        }
    }
    let Some(text) = RulePage::of(rule.id).map(RulePage::plain) else {
        nexus_rows(&mut page, rule.id);
        page.text(format!(
            "Where it does not hold, `rolecall {command}` says what follows from that, and which commands repair it."
        ));
        return page;
    };
    // Its first paragraph is the id, its last the command.
    let paragraphs: Vec<&str> = text.trim().split("\n\n").collect();
    let shown = paragraphs.get(1..paragraphs.len().saturating_sub(1));
    for paragraph in shown.into_iter().flatten() {
        page.text(paragraph.replace('\n', " "));
    }
    page
}

/// What the page about Nexus says beside ids of rules, from the build script: whether it is what happens where
/// they fail, what that is, and which rules those are.
static NEXUS_ROWS: &[(bool, &str, &str)] = &include!(concat!(env!("OUT_DIR"), "/nexus_rows.rs"));

/// What the page about Nexus says of a rule.
fn nexus_rows(page: &mut Page, id: &str) {
    let is_named = |rules: &str| {
        let mut words = rules.split([' ', ',', ':']);
        words.any(|word| word == id)
    };
    for (heading, is_failure) in [("The documentation says", false), ("Look at it when", true)] {
        let rows = NEXUS_ROWS.iter().filter(|row| row.0 == is_failure);
        let rows = rows.filter(|(.., rules)| is_named(rules));
        let rows: Vec<String> = rows
            .map(|(_, what, rules)| match is_failure {
                true => format!("{}: {}", unescaped(what), unescaped(rules)),
                false => unescaped(what),
            })
            .collect();
        if !rows.is_empty() {
            page.heading(heading);
            page.bullets(rows);
        }
    }
}

fn unescaped(text: &str) -> String {
    text.replace('\\', "")
}

/// What is said of a clause, as a page: what is so, what its chapter says, and the clauses beside it.
pub(crate) fn clause_page(clauses: &[Clause]) -> Page {
    let mut page = Page::default();
    page.cut_on_terminals(LINES);
    for clause in clauses {
        page.verdict(Tone::Plain, clause.id, plain(clause.rule));
        page.text(format!("Basis: {}.", clause.basis_words()));
    }
    let Some(first) = clauses.first() else {
        return page;
    };
    page.heading(first.chapter);
    for paragraph in first.text {
        page.text(plain(paragraph));
    }
    let beside = first
        .beside()
        .map(|other| format!("{}: {}", other.id, plain(other.rule)));
    page.bullets(beside.collect());
    page
}

/// How many lines of a terminal the rules of a command take, and the other clauses of a chapter.
const LINES: usize = 16;

/// Markdown without its marks.
fn plain(text: &str) -> String {
    text.replace(['`'], "").replace("**", "")
}
