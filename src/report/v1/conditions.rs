//! `conditions eval`, `lint` and `explain`.

use serde::{Deserialize, Serialize};

use super::derivation::DecidingPart;
use super::text::{Clause, Code};
use super::words::{ConditionOwner, Verdict};
use crate::condition::{self, Excerpt, ExplainedBlock};
use crate::lint;
use crate::report::view::conditions::block_sentence;
use crate::report::{
    Carrier, EvaluatedCondition, ExplainedCondition, LintedCondition, overall_verdict,
};
use crate::rule::Severity;
use crate::span::Span;

/// A condition and what carries it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct CarriedCondition {
    /// What carries it; null for a text of its own.
    pub(crate) on: Option<ConditionOwner>,
    /// The record that carries it, for people.
    pub(crate) of: Option<String>,
    /// Where it was read: a file and, after `#`, a JSON pointer into it.
    pub(crate) source: Option<String>,
    /// Its text, in canonical form.
    pub(crate) condition: String,
}

impl CarriedCondition {
    fn new(carrier: &Carrier, condition: &condition::Condition) -> Self {
        Self {
            on: carrier.on.map(ConditionOwner::from),
            of: carrier.on.map(|_| carrier.label.clone()),
            source: carrier.place.as_ref().map(ToString::to_string),
            condition: condition.to_string(),
        }
    }
}

/// The part of a condition's text that a span covers.
fn part(condition: &condition::Condition, span: Span) -> String {
    let text = condition.text().get(span.start..span.end);
    text.unwrap_or_default().to_owned()
}

/// The `result` of `rolecall/conditions/eval/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct EvalResult {
    /// True if all are, false if one is.
    pub(crate) value: Verdict,
    /// The attributes to give for an answer.
    pub(crate) needs: Vec<String>,
    /// What is left of them when it is unknown.
    pub(crate) residual: Option<String>,
    /// Each of them.
    pub(crate) conditions: Vec<EvaluatedPart>,
}

impl From<&[EvaluatedCondition]> for EvalResult {
    fn from(conditions: &[EvaluatedCondition]) -> Self {
        let value = overall_verdict(conditions);
        let mut needs: Vec<String> = Vec::new();
        let mut residuals = Vec::new();
        if value == condition::Verdict::Unknown {
            for found in conditions.iter().map(|one| &one.evaluation) {
                residuals.extend(found.residual.as_deref());
                for need in found.needs.iter().map(ToString::to_string) {
                    if !needs.contains(&need) {
                        needs.push(need);
                    }
                }
            }
        }
        let residual = match residuals[..] {
            [] => None,
            [one] => Some(one.to_owned()),
            _ => {
                let each = residuals.iter().map(|residual| format!("({residual})"));
                Some(each.collect::<Vec<_>>().join(" AND "))
            }
        };
        Self {
            value: value.into(),
            needs,
            residual,
            conditions: conditions.iter().map(EvaluatedPart::from).collect(),
        }
    }
}

/// A condition with its value.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct EvaluatedPart {
    /// The condition.
    #[serde(flatten)]
    pub(crate) condition: CarriedCondition,
    /// What the condition comes to.
    pub(crate) value: Verdict,
    /// The attributes to give for an answer.
    pub(crate) needs: Vec<String>,
    /// What is left of it when it is unknown.
    pub(crate) residual: Option<String>,
    /// The parts that decided; for an unknown value those that are open.
    pub(crate) deciding: Vec<DecidingPart>,
    /// Where the documentation is silent and the value depends on it.
    pub(crate) undocumented: Vec<SilentCorner>,
}

impl From<&EvaluatedCondition> for EvaluatedPart {
    fn from(one: &EvaluatedCondition) -> Self {
        let found = &one.evaluation;
        let deciding = found.deciding.iter().map(|deciding| DecidingPart {
            text: part(&one.condition, deciding.span),
            value: deciding.truth.into(),
        });
        let undocumented = found.undocumented.iter().map(|met| SilentCorner {
            clause: met.corner.clause().into(),
            assumed: met.corner.assumption().to_owned(),
            text: part(&one.condition, met.span),
        });
        Self {
            condition: CarriedCondition::new(&one.carrier, &one.condition),
            value: found.verdict.into(),
            needs: found.needs.iter().map(ToString::to_string).collect(),
            residual: found.residual.clone(),
            deciding: deciding.collect(),
            undocumented: undocumented.collect(),
        }
    }
}

/// Something on which the documentation is silent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct SilentCorner {
    /// The clause.
    pub(crate) clause: Clause,
    /// What is assumed.
    pub(crate) assumed: String,
    /// The part of the condition.
    pub(crate) text: String,
}

/// The `result` of `rolecall/conditions/lint/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ConditionsLintResult {
    /// The gravest first, condition by condition.
    pub(crate) findings: Vec<ConditionFinding>,
    /// The conditions.
    pub(crate) conditions: Vec<CarriedCondition>,
}

impl From<&[LintedCondition]> for ConditionsLintResult {
    fn from(conditions: &[LintedCondition]) -> Self {
        let findings = conditions.iter().enumerate().flat_map(|(at, one)| {
            let findings = one.findings.iter();
            findings.map(move |finding| ConditionFinding::new(finding, at, &one.condition))
        });
        let listed = conditions.iter();
        Self {
            findings: findings.collect(),
            conditions: listed
                .map(|one| CarriedCondition::new(&one.carrier, &one.condition))
                .collect(),
        }
    }
}

words! {
    /// How bad a finding about a condition is, on a scale of three.
    ConditionSeverity {
        High = "high",
        Warning = "warning",
        Info = "info",
    }
}

impl From<Severity> for ConditionSeverity {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Info | Severity::Low => Self::Info,
            Severity::Medium => Self::Warning,
            Severity::High | Severity::Critical => Self::High,
        }
    }
}

/// A finding about a condition.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ConditionFinding {
    /// Which of the conditions, from 0.
    pub(crate) condition: usize,
    /// The rule.
    pub(crate) rule: Code,
    /// The clause of docs/semantics.md that it rests on.
    pub(crate) clause: String,
    /// How bad it is.
    pub(crate) severity: ConditionSeverity,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: Option<String>,
    /// Its line in the text, from 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub(crate) line: usize,
    /// Its column, from 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub(crate) column: usize,
    /// The part of the condition.
    pub(crate) text: String,
}

impl ConditionFinding {
    fn new(finding: &lint::ConditionFinding, at: usize, condition: &condition::Condition) -> Self {
        let Excerpt { line, column, .. } = Excerpt::of(condition.text(), finding.span);
        Self {
            condition: at,
            rule: finding.rule.into(),
            clause: finding.clause.to_owned(),
            severity: finding.severity.into(),
            message: finding.message.clone(),
            help: finding.help.map(str::to_owned),
            line,
            column,
            text: part(condition, finding.span),
        }
    }
}

/// The `result` of `rolecall/conditions/explain/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ExplainResult {
    /// Each of them.
    pub(crate) conditions: Vec<ExplainedPart>,
}

impl From<&[ExplainedCondition]> for ExplainResult {
    fn from(conditions: &[ExplainedCondition]) -> Self {
        let explained = conditions.iter().map(|one| ExplainedPart {
            condition: CarriedCondition::new(&one.carrier, &one.condition),
            blocks: one.explanation.blocks.iter().map(Block::from).collect(),
        });
        Self {
            conditions: explained.collect(),
        }
    }
}

/// A condition in parts, all of which must be satisfied.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ExplainedPart {
    /// The condition.
    #[serde(flatten)]
    pub(crate) condition: CarriedCondition,
    /// The parts of the condition, each with the actions that it limits.
    pub(crate) blocks: Vec<Block>,
}

/// A part of a condition.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Block {
    /// The actions that it guards; every action if there are none.
    pub(crate) applies_to: Vec<GuardedAction>,
    /// What must hold.
    pub(crate) demand: Demand,
    /// The part in words.
    pub(crate) sentence: String,
}

impl From<&ExplainedBlock> for Block {
    fn from(block: &ExplainedBlock) -> Self {
        let applies_to = block.applies_to.iter().map(|guarded| GuardedAction {
            action: guarded.pattern.to_string(),
            suboperations: guarded.suboperations.clone(),
        });
        Self {
            applies_to: applies_to.collect(),
            demand: (&block.demand).into(),
            sentence: block_sentence(block),
        }
    }
}

/// An action that a part of a condition guards.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct GuardedAction {
    /// The pattern.
    pub(crate) action: String,
    /// The suboperations, if it names any.
    pub(crate) suboperations: Vec<String>,
}

/// What must hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(crate) enum Demand {
    /// Nothing satisfies it.
    Forbidden {},
    /// A comparison.
    Holds {
        /// It in words.
        sentence: String,
    },
    /// All of several.
    All {
        /// The parts of which each must hold.
        #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
        of: Vec<Demand>,
    },
    /// One of several.
    Any {
        /// The parts of which one must hold.
        #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
        of: Vec<Demand>,
    },
    /// The opposite of one.
    Not {
        /// The part that must not hold.
        #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
        of: Vec<Demand>,
    },
}

impl From<&condition::Demand> for Demand {
    fn from(demand: &condition::Demand) -> Self {
        let each = |parts: &[condition::Demand]| parts.iter().map(Self::from).collect();
        match demand {
            condition::Demand::Forbidden => Self::Forbidden {},
            condition::Demand::Holds { sentence, .. } => Self::Holds {
                sentence: sentence.clone(),
            },
            condition::Demand::All(parts) => Self::All { of: each(parts) },
            condition::Demand::Any(parts) => Self::Any { of: each(parts) },
            condition::Demand::Not(part) => Self::Not {
                of: vec![Self::from(&**part)],
            },
        }
    }
}
