//! `rules` and `explain`: what the pages of `docs/` say, without the pages.

use crate::audit;
use crate::cli::answer::Made;
use crate::cli::args::{ExplainClauseArgs, Global, RuleArgs, RulesListArgs};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::globs::choose_rules;
use crate::lint::{self, condition_rules};
use crate::nexus::ClusterRule;
use crate::report::{
    Clause, ClauseResult, ListedRule, RuleResult, RulesResult, clause_page, rule_list_page,
    rule_page, rule_table,
};
use crate::rule::{Rule, UnknownRuleError, finding_id};
use crate::text::same;

pub(super) fn list(global: &Global, args: &RulesListArgs) -> Result<Exit, Complaint> {
    let context = Context::open(global)?;
    let mut rules = all();
    if let Some(glob) = &args.id {
        let known: Vec<Rule> = rules.iter().map(|listed| listed.rule).collect();
        let chosen = choose_rules(&known, std::slice::from_ref(glob))?;
        rules.retain(|listed| chosen.iter().any(|rule| rule.id == listed.rule.id));
    }
    let answer = Made::new(
        "rules-list",
        rule_list_page(&rules),
        RulesResult::from(&*rules),
    );
    let answer = answer.with_list("rules").with_table(rule_table(&rules));
    context.answer(&answer, Exit::Yes)
}

pub(super) fn show(global: &Global, args: &RuleArgs) -> Result<Exit, Complaint> {
    let context = Context::open(global)?;
    let rules = all();
    let listed = rules
        .iter()
        .find(|listed| same(listed.rule.id, args.id.trim()));
    let listed = listed.ok_or_else(|| unknown_rule(&rules, &args.id))?;
    let answer = Made::new("rules-show", rule_page(listed), RuleResult::from(listed));
    context.answer(&answer, Exit::Yes)
}

pub(super) fn explain(global: &Global, args: &ExplainClauseArgs) -> Result<Exit, Complaint> {
    let context = Context::open(global)?;
    let clauses = Clause::named(&args.clause);
    if clauses.is_empty() {
        let family = |id: &str| id.split('-').next().unwrap_or_default().to_owned();
        let wanted = family(&args.clause);
        let mut ids: Vec<&str> = Clause::ids()
            .filter(|id| same(&family(id), &wanted))
            .collect();
        ids.dedup();
        let complaint = Complaint::usage(format!("no clause `{}`", args.clause));
        if let Some(rule) = all()
            .iter()
            .find(|listed| same(listed.rule.id, args.clause.trim()))
        {
            let id = rule.rule.id;
            return Err(complaint.help(format!(
                "it is a rule: `rolecall rules show {id}` explains it"
            )));
        }
        if let Some(id) = finding_id(&args.clause) {
            return Err(Complaint::usage(format!(
                "`{}` is the id of a finding, and no clause",
                args.clause.trim()
            ))
            .help(format!(
                "`rolecall audit -i PATH --format json --query \"result.findings[?id=='{id}']\"` shows it whole; `rolecall audit -i PATH --all` lists it with the others"
            )));
        }
        return Err(match ids.is_empty() {
            true => complaint.help("derivations name clauses in brackets, as in `[WC-3]`"),
            false => complaint.help(format!("there are `{}`", ids.join("`, `"))),
        });
    }
    let answer = Made::new(
        "explain",
        clause_page(&clauses),
        ClauseResult::from(&*clauses),
    );
    context.answer(&answer.with_list("clauses"), Exit::Yes)
}

fn unknown_rule(rules: &[ListedRule], id: &str) -> Complaint {
    if !Clause::named(id).is_empty() {
        return Complaint::usage(format!("no rule `{id}`")).help(format!(
            "it is a clause: `rolecall explain {id}` says what it means"
        ));
    }
    Complaint::from(UnknownRuleError {
        input: id.to_owned(),
        known: rules.iter().map(|listed| listed.rule.id).collect(),
    })
}

/// Every rule, by the command that runs it.
fn all() -> Vec<ListedRule> {
    let cluster = ClusterRule::ALL.iter().map(|rule| *rule.rule());
    let of = |command, rules: &[Rule]| -> Vec<ListedRule> {
        rules
            .iter()
            .map(|&rule| ListedRule { rule, command })
            .collect()
    };
    [
        of("audit", audit::rules()),
        of("conditions lint", condition_rules()),
        of("nexus check", &cluster.collect::<Vec<_>>()),
        of("roles lint", lint::rules()),
    ]
    .concat()
}

/// The ids of all rules.
#[cfg(test)]
pub(crate) fn ids() -> Vec<&'static str> {
    all().iter().map(|listed| listed.rule.id).collect()
}
