//! `<` and its like between texts. JMESPath knows them of numbers alone and gives null of anything else, so that a query
//! by date or name would find nothing; the Python library, and so `az`, compares texts too.

use std::cmp::Ordering;
use std::sync::LazyLock;

use jmespath::ast::{Ast, Comparator};
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

/// Makes the comparisons of a query such ones.
pub(super) fn compare_texts(query: &mut Ast) {
    match query {
        Ast::Comparison { lhs, rhs, .. }
        | Ast::And { lhs, rhs, .. }
        | Ast::Or { lhs, rhs, .. }
        | Ast::Projection { lhs, rhs, .. }
        | Ast::Subexpr { lhs, rhs, .. } => {
            compare_texts(lhs);
            compare_texts(rhs);
        }
        Ast::Condition {
            predicate, then, ..
        } => {
            compare_texts(predicate);
            compare_texts(then);
        }
        Ast::Expref { ast: node, .. }
        | Ast::Flatten { node, .. }
        | Ast::Not { node, .. }
        | Ast::ObjectValues { node, .. } => compare_texts(node),
        Ast::Function { args: parts, .. }
        | Ast::MultiList {
            elements: parts, ..
        } => parts.iter_mut().for_each(compare_texts),
        Ast::MultiHash { elements, .. } => {
            let values = elements.iter_mut().map(|element| &mut element.value);
            values.for_each(compare_texts);
        }
        Ast::Identity { .. }
        | Ast::Field { .. }
        | Ast::Index { .. }
        | Ast::Literal { .. }
        | Ast::Slice { .. } => {}
    }
    if let Ast::Comparison {
        offset,
        comparator,
        lhs,
        rhs,
    } = query
    {
        let sign = match comparator {
            Comparator::Equal | Comparator::NotEqual => return,
            Comparator::LessThan => "<",
            Comparator::LessThanEqual => "<=",
            Comparator::GreaterThan => ">",
            Comparator::GreaterThanEqual => ">=",
        };
        *query = Ast::Function {
            offset: *offset,
            name: sign.to_owned(),
            args: vec![Ast::clone(lhs), Ast::clone(rhs)],
        };
    }
}
