//! The language of conditions (azure-rbac.md §3): what narrows a role assignment, a permission or
//! a deny assignment to some requests.
//!
//! A text is read once into a [`Condition`] and evaluated as often as needed. Evaluation knows
//! three values, and keeps apart what is missing (the comparison fails, AB-40) from what wasn't
//! supplied (the answer stays open, AB-42). Nothing here reads a clock or any other source: the
//! time of a request is the attribute `@Environment[UtcNow]`.

pub(crate) mod ast;
pub(crate) mod attribute;
pub(crate) mod block;
mod compared;
mod context;
mod datetime;
mod error;
mod eval;
mod evaluation;
mod explain;
pub(crate) mod extremes;
mod lexer;
mod like;
pub(crate) mod operator;
mod outcome;
mod parser;
mod print;
pub(crate) mod truth_table;
mod value;

use std::fmt;
use std::sync::Arc;

pub use attribute::AttributeRef;
#[doc(hidden)]
pub use attribute::AttributeSource;
pub use attribute::RoleAssignmentAttribute;
pub(crate) use compared::{ComparedBy, ComparedIds};
pub use context::Supplied;
pub use context::{AttributeMap, Completeness, ConditionContext, Suboperation};
pub(crate) use context::{Attributes, AttributesOf, WITHOUT_ASSIGNMENT};
#[doc(hidden)]
pub use error::ConditionFault;
pub(crate) use error::{Excerpt, ParseConditionError, ParseConditionErrors};
pub use evaluation::{Evaluation, Need};
#[doc(hidden)]
pub use explain::Demand;
pub(crate) use explain::ExplainedBlock;
pub use explain::Explanation;
#[doc(hidden)]
pub use outcome::Truth;
pub use outcome::Verdict;
pub use value::AttributeValue;
pub use value::ValueRef;

use crate::ids::RoleId;
use crate::pattern::{ActionPattern, Wildcards};
use crate::span::Span;
use ast::{Expr, ExprKind};

/// A condition: its text and what it says. Cheap to clone.
///
/// Two conditions are equal when they say the same to the parser, however they are spelt.
#[derive(Clone, Debug)]
pub struct Condition(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    text: Box<str>,
    root: Expr,
    repairs: Vec<Span>,
}

impl Condition {
    /// Azure's limit of a condition, in bytes. Longer texts are read all the same, and found by
    /// lint.
    pub const AZURE_LIMIT: usize = 8 * 1024;
    /// The limit beyond which a text isn't read, in bytes.
    pub const LIMIT: usize = 64 * 1024;

    /// Reads a condition (§3.2, AB-10 to AB-19).
    ///
    /// ```
    /// use rolecall::condition::{
    ///     AttributeMap, Completeness, Condition, ConditionContext, Verdict,
    /// };
    ///
    /// let condition = Condition::parse(
    ///     "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] \
    ///      StringEquals 'ServicePrincipal'",
    /// )?;
    /// let nothing = AttributeMap::new(Completeness::Open);
    /// let evaluation = condition.evaluate(&ConditionContext::new().attributes(&nothing));
    /// assert_eq!(evaluation.verdict, Verdict::Unknown);
    /// assert_eq!(evaluation.needs.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the text is empty or isn't a condition, with every fault found in one reading. Such a
    /// condition is unknown, never absent (AB-19).
    pub fn parse(text: &str) -> Result<Self, ParseConditionErrors> {
        let refuse = |fault, span| {
            let error = ParseConditionError {
                fault,
                span,
                expected: None,
                help: None,
            };
            Err(ParseConditionErrors::new(text, vec![error]))
        };
        if text.trim().is_empty() {
            return refuse(ConditionFault::Empty, Span::new(0, text.len()));
        }
        if text.len() > Self::LIMIT {
            let limit = Self::LIMIT;
            return refuse(
                ConditionFault::TooLong { limit },
                Span::new(limit, text.len()),
            );
        }
        match parser::parse(text) {
            Ok(parsed) => Ok(Self(Arc::new(Inner {
                text: text.into(),
                root: parsed.root,
                repairs: parsed.repairs,
            }))),
            Err(errors) => Err(ParseConditionErrors::new(text, errors)),
        }
    }

    /// The text as given; spans point into it. The canonical text is what `Display` writes.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The strings and attributes from which a leftover shell escape was dropped (AB-16).
    pub fn repairs(&self) -> &[Span] {
        &self.0.repairs
    }

    /// The verdict alone: no allocation, for questions asked thousands of times.
    pub fn verdict<'v, A: Attributes<'v>>(&self, context: &ConditionContext<'_, A>) -> Verdict {
        eval::outcomes(&self.0.root, context).verdict()
    }

    /// The verdict with what is left open, what is needed and which parts decided.
    pub fn evaluate<'v, A: Attributes<'v>>(&self, context: &ConditionContext<'_, A>) -> Evaluation {
        evaluation::evaluate(&self.0.root, context)
    }

    /// The patterns named in `ActionMatches`, in the order of the text, each once. Empty for a
    /// bare condition, which limits every action it is attached to (ME-3).
    pub fn targets(&self) -> Vec<&ActionPattern> {
        let mut targets = Vec::new();
        self.0.root.walk(&mut |node| {
            if let ExprKind::ActionMatches(patterns) = &node.kind {
                for pattern in patterns {
                    if !targets.contains(&pattern) {
                        targets.push(pattern);
                    }
                }
            }
        });
        targets
    }

    /// Whether the condition limits the action: false when the condition is met for it whatever
    /// its suboperation and attributes (AB-4).
    pub fn is_guarded_for(&self, action: &str) -> bool {
        let context = ConditionContext::new()
            .action(action)
            .suboperation(Suboperation::NotSupplied);
        self.verdict(&context) != Verdict::Met
    }

    /// The ids that the condition compares an attribute of a role assignment with, and by what.
    pub fn ids_compared_with(
        &self,
        source: AttributeSource,
        attribute: RoleAssignmentAttribute,
    ) -> ComparedIds {
        compared::ids_compared_with(&self.0.root, source, attribute)
    }

    /// Whether every request meets the condition, whatever its attributes (AB-34): it limits
    /// nothing. Large conditions, and those with undocumented parts, are taken to limit something.
    pub fn is_always_met(&self) -> bool {
        truth_table::is_always_met(&self.0.root)
    }

    /// Whether every request for an action that meets this condition meets the other too, whatever
    /// its attributes. False also where that isn't known: the conditions are large, or hold what
    /// isn't documented.
    pub fn implies(&self, other: &Self, action: &str, wildcards: Wildcards) -> bool {
        self == other || truth_table::implies(&self.0.root, &other.0.root, action, wildcards)
    }

    /// What the condition says, in plain sentences, block by block. `role_name` gives the names of
    /// roles where they are known.
    pub fn explain(&self, role_name: impl Fn(RoleId) -> Option<String>) -> Explanation {
        explain::explain(&self.0.root, &role_name)
    }

    pub(crate) fn root(&self) -> &Expr {
        &self.0.root
    }

    /// The attributes the condition reads, in the order of the text, each once.
    pub fn attributes(&self) -> Vec<&AttributeRef> {
        let mut attributes = Vec::new();
        for attribute in self.0.root.attributes() {
            if !attributes.contains(&attribute) {
                attributes.push(attribute);
            }
        }
        attributes
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.0.root == other.0.root
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.root.fmt(f)
    }
}

impl std::str::FromStr for Condition {
    type Err = ParseConditionErrors;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
