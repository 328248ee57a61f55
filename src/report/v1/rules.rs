//! `rules` and `explain`.

use serde::{Deserialize, Serialize};

use super::findings::Severity;
use super::text::Sentence;
use crate::report::view::clause;
use crate::report::view::rules::ListedRule;

/// The `result` of `rolecall/rules-list/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RulesResult {
    /// By command, then by id.
    pub(crate) rules: Vec<Rule>,
}

/// A rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Rule {
    /// Its id.
    pub(crate) id: Sentence,
    /// The fault in a line.
    pub(crate) title: Sentence,
    /// How bad the fault usually is.
    pub(crate) severity: Severity,
    /// The command that runs it.
    pub(crate) command: Sentence,
    /// The clause of docs/semantics.md that it checks, where it checks one.
    pub(crate) clause: Option<String>,
}

/// The `result` of `rolecall/rules-show/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RuleResult {
    /// The rule.
    pub(crate) rule: Rule,
    /// Its page of docs/rules/, in Markdown; null where it has none.
    pub(crate) page: Option<Sentence>,
}

/// The `result` of `rolecall/explain/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ClauseResult {
    /// What docs/semantics.md says of the clause, in its order.
    pub(crate) clauses: Vec<Clause>,
}

/// A row of docs/semantics.md.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Clause {
    /// The clause; of a row for several, all of them.
    pub(crate) clause: Sentence,
    /// What is so, in Markdown.
    pub(crate) rule: Sentence,
    /// What that rests on: D documented, E observed, I inferred, U undocumented.
    pub(crate) basis: Sentence,
}

impl From<&[ListedRule]> for RulesResult {
    fn from(rules: &[ListedRule]) -> Self {
        let rules = rules.iter().map(Rule::from).collect();
        Self { rules }
    }
}

impl From<&ListedRule> for Rule {
    fn from(listed: &ListedRule) -> Self {
        let rule = listed.rule;
        Self {
            id: rule.id.into(),
            title: rule.title.into(),
            severity: rule.severity.into(),
            command: listed.command.into(),
            clause: rule.clause.map(str::to_owned),
        }
    }
}

impl From<&ListedRule> for RuleResult {
    fn from(listed: &ListedRule) -> Self {
        Self {
            rule: listed.into(),
            page: listed.page().map(Sentence::from),
        }
    }
}

impl From<&[clause::Clause]> for ClauseResult {
    fn from(clauses: &[clause::Clause]) -> Self {
        let clauses = clauses.iter().map(|found| Clause {
            clause: found.id.into(),
            rule: found.rule.into(),
            basis: found.basis.into(),
        });
        Self {
            clauses: clauses.collect(),
        }
    }
}
