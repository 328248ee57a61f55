//! `<` and its like between texts. JMESPath knows them of numbers alone and gives null of anything else, so that a query
//! by date or name would find nothing; the Python library, and so `az`, compares texts too.

use std::cmp::Ordering;
use std::sync::LazyLock;

use jmespath::ast::{Ast, Comparator, KeyValuePair};
use jmespath::functions::Function;
use jmespath::{Context, Rcvar, Runtime, SearchResult, Variable};

/// What a query is run by: the functions of JMESPath, and comparisons under names that no query can write.
pub(super) static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut runtime = Runtime::new();
    runtime.register_builtin_functions();
    for comparison in [
        Compared("<", Ordering::is_lt),
        Compared("<=", Ordering::is_le),
        Compared(">", Ordering::is_gt),
        Compared(">=", Ordering::is_ge),
    ] {
        runtime.register_function(comparison.0, Box::new(comparison));
    }
    runtime
});

/// An order of two numbers or two texts, by its sign.
struct Compared(&'static str, fn(Ordering) -> bool);

impl Function for Compared {
    fn evaluate(&self, args: &[Rcvar], _: &mut Context<'_>) -> SearchResult {
        let order = match args {
            [one, other] => match (&**one, &**other) {
                (Variable::String(one), Variable::String(other)) => Some(one.cmp(other)),
                (one, other) => match (one.as_number(), other.as_number()) {
                    (Some(one), Some(other)) => one.partial_cmp(&other),
                    _ => None,
                },
            },
            _ => None,
        };
        let found = order.map_or(Variable::Null, |order| Variable::Bool((self.1)(order)));
        Ok(Rcvar::new(found))
    }
}

/// The query with such comparisons.
pub(super) fn of_texts(query: Ast) -> Ast {
    let within = |part: Box<Ast>| Box::new(of_texts(*part));
    let each = |parts: Vec<Ast>| parts.into_iter().map(of_texts).collect();
    match query {
        Ast::Comparison {
            offset,
            comparator,
            lhs,
            rhs,
        } => {
            let (lhs, rhs) = (within(lhs), within(rhs));
            let sign = match &comparator {
                Comparator::Equal | Comparator::NotEqual => {
                    return Ast::Comparison {
                        offset,
                        comparator,
                        lhs,
                        rhs,
                    };
                }
                Comparator::LessThan => "<",
                Comparator::LessThanEqual => "<=",
                Comparator::GreaterThan => ">",
                Comparator::GreaterThanEqual => ">=",
            };
            Ast::Function {
                offset,
                name: sign.to_owned(),
                args: vec![*lhs, *rhs],
            }
        }
        Ast::Condition {
            offset,
            predicate,
            then,
        } => Ast::Condition {
            offset,
            predicate: within(predicate),
            then: within(then),
        },
        Ast::Expref { offset, ast } => Ast::Expref {
            offset,
            ast: within(ast),
        },
        Ast::Flatten { offset, node } => Ast::Flatten {
            offset,
            node: within(node),
        },
        Ast::Function { offset, name, args } => Ast::Function {
            offset,
            name,
            args: each(args),
        },
        Ast::MultiList { offset, elements } => Ast::MultiList {
            offset,
            elements: each(elements),
        },
        Ast::MultiHash { offset, elements } => Ast::MultiHash {
            offset,
            elements: elements
                .into_iter()
                .map(|KeyValuePair { key, value }| KeyValuePair {
                    key,
                    value: of_texts(value),
                })
                .collect(),
        },
        Ast::Not { offset, node } => Ast::Not {
            offset,
            node: within(node),
        },
        Ast::Projection { offset, lhs, rhs } => Ast::Projection {
            offset,
            lhs: within(lhs),
            rhs: within(rhs),
        },
        Ast::ObjectValues { offset, node } => Ast::ObjectValues {
            offset,
            node: within(node),
        },
        Ast::And { offset, lhs, rhs } => Ast::And {
            offset,
            lhs: within(lhs),
            rhs: within(rhs),
        },
        Ast::Or { offset, lhs, rhs } => Ast::Or {
            offset,
            lhs: within(lhs),
            rhs: within(rhs),
        },
        Ast::Subexpr { offset, lhs, rhs } => Ast::Subexpr {
            offset,
            lhs: within(lhs),
            rhs: within(rhs),
        },
        leaf @ (Ast::Identity { .. }
        | Ast::Field { .. }
        | Ast::Index { .. }
        | Ast::Literal { .. }
        | Ast::Slice { .. }) => leaf,
    }
}
