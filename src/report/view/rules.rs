//! `rules` and `explain`.

use super::clause::Clause;
use super::rule_page::RulePage;
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
    page.text("`rolecall rules show RULE` explains one.");
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
    let Some(text) = RulePage::of(rule.id).map(RulePage::plain) else {
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

/// What is said of a clause, as a page.
pub(crate) fn clause_page(clauses: &[Clause]) -> Page {
    let mut page = Page::default();
    for clause in clauses {
        page.verdict(Tone::Plain, clause.id, clause.rule.replace('`', ""));
        page.text(format!("Basis: {}.", clause.basis_words()));
    }
    page
}
