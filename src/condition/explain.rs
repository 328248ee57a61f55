//! A condition in plain sentences, block by block.

use super::ast::{Comparison, Constant, Expr, ExprKind, Literal, Operand, OperandKind};
use super::attribute::{
    AttributeRef, AttributeSource, CASE_SENSITIVE_KEY, RoleAssignmentAttribute,
};
use super::block::{Applies, Block, Guard, blocks};
use super::operator::{Case, Quantifier, Relation, ScalarOperator, TextTest};
use crate::ids::RoleId;
use crate::pattern::ActionPattern;
use crate::span::Span;
use crate::text;

/// A condition in plain sentences. All blocks must be satisfied.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The blocks, in the order of the text.
    pub blocks: Vec<ExplainedBlock>,
}

/// One block: what is demanded, and of which actions.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedBlock {
    /// The bytes of the text.
    pub span: Span,
    /// What the block applies to; every action when there is no entry.
    pub applies_to: Vec<GuardedAction>,
    /// What must hold then.
    pub demand: Demand,
}

/// An action a block applies to, with limits of its suboperation.
#[derive(Clone, Debug, PartialEq)]
pub struct GuardedAction {
    /// The pattern of `ActionMatches`.
    pub pattern: ActionPattern,
    /// The limits of the suboperation, as sentences: `with suboperation `Blob.List``.
    pub suboperations: Vec<String>,
}

/// What a block demands, as a tree of sentences.
#[derive(Clone, Debug, PartialEq)]
pub enum Demand {
    /// Nothing: the block forbids the actions it applies to.
    Forbidden,
    /// A sentence without full stop.
    Holds {
        /// The bytes of the text.
        span: Span,
        /// What must hold.
        sentence: String,
    },
    /// All of these.
    All(Vec<Demand>),
    /// At least one of these.
    Any(Vec<Demand>),
    /// The opposite must hold.
    Not(Box<Demand>),
}

/// Explains; `role_name` gives the names of roles, where they are known.
pub(super) fn explain(root: &Expr, role_name: &dyn Fn(RoleId) -> Option<String>) -> Explanation {
    let words = Words { role_name };
    let blocks = blocks(root);
    Explanation {
        blocks: blocks.iter().map(|block| words.block(block)).collect(),
    }
}

struct Words<'f> {
    role_name: &'f dyn Fn(RoleId) -> Option<String>,
}

impl Words<'_> {
    fn block(&self, block: &Block<'_>) -> ExplainedBlock {
        let mut alternatives: Vec<Demand> =
            block.demands.iter().map(|expr| self.demand(expr)).collect();
        let demand = match (alternatives.pop(), alternatives.is_empty()) {
            (None, _) => Demand::Forbidden,
            (Some(only), true) => only,
            (Some(last), false) => {
                alternatives.push(last);
                Demand::Any(alternatives)
            }
        };
        ExplainedBlock {
            span: block.span,
            applies_to: block.guards.iter().flat_map(guarded_actions).collect(),
            demand,
        }
    }

    fn demand(&self, expr: &Expr) -> Demand {
        let sentence = match &expr.kind {
            ExprKind::And(children) => {
                return Demand::All(children.iter().map(|child| self.demand(child)).collect());
            }
            ExprKind::Or(children) => {
                return Demand::Any(children.iter().map(|child| self.demand(child)).collect());
            }
            ExprKind::Not(child) => match &child.kind {
                ExprKind::Exists(attribute) => format!("{} is missing", named(attribute)),
                ExprKind::ActionMatches(patterns) => {
                    format!(
                        "the action isn't {}",
                        one_of(patterns, ActionPattern::as_str)
                    )
                }
                ExprKind::SubOperationMatches(names) => {
                    format!("the suboperation isn't {}", one_of(names, AsRef::as_ref))
                }
                _ => return Demand::Not(Box::new(self.demand(child))),
            },
            ExprKind::Exists(attribute) => format!("{} is there", named(attribute)),
            ExprKind::ActionMatches(patterns) => {
                format!("the action is {}", one_of(patterns, ActionPattern::as_str))
            }
            ExprKind::SubOperationMatches(names) => {
                format!("the suboperation is {}", one_of(names, AsRef::as_ref))
            }
            ExprKind::Comparison(comparison) => self.comparison(comparison),
        };
        Demand::Holds {
            span: expr.span,
            sentence,
        }
    }

    fn comparison(&self, comparison: &Comparison) -> String {
        let roles = comparison.attributes().iter().any(|attribute| {
            attribute.as_role_assignment() == Some(RoleAssignmentAttribute::RoleDefinitionId)
        });
        let left = self.operand(&comparison.left, roles);
        let right = self.operand(&comparison.right, roles);
        let several = comparison.right.literals().len() != 1;
        let quantifier = comparison.operator.quantifier;
        let each = match quantifier {
            Some(Quantifier::AllOfAny | Quantifier::AllOfAll) => "every value of ",
            _ => "",
        };
        let every_right = matches!(
            quantifier,
            Some(Quantifier::AnyOfAll | Quantifier::AllOfAll)
        );
        let Verb { plain, negated } = verb(comparison.operator.scalar);
        let (verb, some) = match (negated, quantifier.is_some() && several, every_right) {
            (None, true, true) => (plain, "every one of "),
            (None, true, false) => (plain, "one of "),
            (None, false, _) => (plain, ""),
            (Some(_), true, true) => (plain, "none of "),
            (Some(negated), true, false) => (negated, "at least one of "),
            (Some(negated), false, _) => (negated, ""),
        };
        let case = match comparison.operator.scalar {
            ScalarOperator::Text(_, _, Case::Ignored) => ", in any case",
            _ => "",
        };
        format!("{each}{left} {verb} {some}{right}{case}")
    }

    fn operand(&self, operand: &Operand, roles: bool) -> String {
        match &operand.kind {
            OperandKind::Attribute(attribute) => named(attribute),
            OperandKind::Call(..) => format!("`{operand}`"),
            OperandKind::Literal(_) | OperandKind::Set(_) => {
                let literals = operand.literals().iter();
                let words: Vec<String> = literals.map(|l| self.literal(l, roles)).collect();
                words.join(", ")
            }
        }
    }

    fn literal(&self, literal: &Literal, roles: bool) -> String {
        let name = match &literal.value {
            Constant::Guid(guid) if roles => (self.role_name)(RoleId::from_u128(*guid)),
            _ => None,
        };
        match (name, &literal.value) {
            (Some(name), _) => format!("{name} (`{literal}`)"),
            (None, Constant::Text(text)) => format!("`{text}`"),
            (None, _) => format!("`{literal}`"),
        }
    }
}

fn guarded_actions<'g>(guard: &'g Guard<'_>) -> impl Iterator<Item = GuardedAction> + 'g {
    let suboperations: Vec<String> = guard
        .suboperations
        .iter()
        .map(|(names, applies)| {
            let names = one_of(names, AsRef::as_ref);
            match applies {
                Applies::To => format!("with suboperation {names}"),
                Applies::ExceptTo => format!("without suboperation {names}"),
            }
        })
        .collect();
    guard.patterns.iter().map(move |pattern| GuardedAction {
        pattern: pattern.clone(),
        suboperations: suboperations.clone(),
    })
}

fn one_of<T>(items: &[T], text: impl Fn(&T) -> &str) -> String {
    let words: Vec<String> = items
        .iter()
        .map(|item| format!("`{}`", text(item)))
        .collect();
    words.join(" or ")
}

/// What the attribute is called in a sentence.
fn named(attribute: &AttributeRef) -> String {
    let of = match attribute.source() {
        AttributeSource::Request => "the new role assignment",
        _ => "the existing role assignment",
    };
    if let Some(which) = attribute.as_role_assignment() {
        return match which {
            RoleAssignmentAttribute::RoleDefinitionId => format!("the role of {of}"),
            RoleAssignmentAttribute::PrincipalId => format!("the principal of {of}"),
            RoleAssignmentAttribute::PrincipalType => format!("the principal type of {of}"),
        };
    }
    let path = attribute.path();
    let source = match attribute.source() {
        AttributeSource::Principal => "the principal's",
        AttributeSource::Resource => "the resource's",
        AttributeSource::Request => "the request's",
        AttributeSource::Environment => "the environment's",
        AttributeSource::Context => "the context's",
    };
    if text::ends_with(path, CASE_SENSITIVE_KEY)
        && let Some((resource, key)) = path.split_once(':')
    {
        let kind = if text::ends_with(resource, "/tags") {
            "tag"
        } else {
            "column"
        };
        let key = &key[..key.len() - CASE_SENSITIVE_KEY.len()];
        return format!("{source} {kind} `{key}`");
    }
    if text::ends_with(path, "/tags&$keys$&") {
        return format!("{source} tag keys");
    }
    for (known, name) in [
        ("UtcNow", "the time of the request"),
        ("isPrivateLink", "the use of a private link"),
        ("Microsoft.Network/privateEndpoints", "the private endpoint"),
        ("Microsoft.Network/virtualNetworks/subnets", "the subnet"),
    ] {
        if text::same(path, known) {
            return name.to_owned();
        }
    }
    format!("{source} `{path}`")
}

/// What an operator says, and its negation if it is a negated one.
struct Verb {
    plain: &'static str,
    negated: Option<&'static str>,
}

fn verb(operator: ScalarOperator) -> Verb {
    let (plain, negation) = match operator {
        ScalarOperator::Text(TextTest::StartsWith, ..) => ("starts with", "doesn't start with"),
        ScalarOperator::Text(TextTest::Like, ..) => ("is like", "isn't like"),
        ScalarOperator::Text(TextTest::Equals, ..)
        | ScalarOperator::Guid(_)
        | ScalarOperator::Bool(_)
        | ScalarOperator::Numeric(Relation::Equals | Relation::NotEquals)
        | ScalarOperator::DateTime(Relation::Equals | Relation::NotEquals) => {
            ("is", "is other than")
        }
        ScalarOperator::Numeric(Relation::LessThan) => ("is less than", ""),
        ScalarOperator::Numeric(Relation::LessThanEquals) => ("is at most", ""),
        ScalarOperator::Numeric(Relation::GreaterThan) => ("is more than", ""),
        ScalarOperator::Numeric(Relation::GreaterThanEquals) => ("is at least", ""),
        ScalarOperator::DateTime(Relation::LessThan) => ("is before", ""),
        ScalarOperator::DateTime(Relation::LessThanEquals) => ("is no later than", ""),
        ScalarOperator::DateTime(Relation::GreaterThan) => ("is after", ""),
        ScalarOperator::DateTime(Relation::GreaterThanEquals) => ("is no earlier than", ""),
        ScalarOperator::Unsupported(name) => (name, ""),
    };
    let negated = operator.is_negated().then_some(negation);
    Verb { plain, negated }
}
