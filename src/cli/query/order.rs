//! What a query finds, as `az` would print it. The jmespath crate sorts the keys of every object, and counts in
//! floating point; the Python library keeps the order in which a query names keys, and whole numbers whole.

use jmespath::ast::Ast;
use serde_json::{Map, Value};

/// The part of a query whose result a later part is about, as `@`.
#[derive(Clone, Copy)]
pub(super) struct Input<'q> {
    query: &'q Ast,
    before: Option<&'q Input<'q>>,
}

/// What a query found, with the keys in the order in which it names them.
pub(super) fn as_asked(found: Value, query: &Ast, input: Option<&Input<'_>>) -> Value {
    match (found, query) {
        (Value::Object(mut fields), Ast::MultiHash { elements, .. }) => {
            let mut ordered = Map::new();
            for element in elements {
                if let Some(value) = fields.remove(&element.key) {
                    let value = as_asked(value, &element.value, input);
                    ordered.insert(element.key.clone(), value);
                }
            }
            ordered.extend(fields);
            Value::Object(ordered)
        }
        (Value::Array(values), Ast::MultiList { elements, .. })
            if values.len() == elements.len() =>
        {
            let each = values.into_iter().zip(elements);
            each.map(|(value, query)| as_asked(value, query, input))
                .collect()
        }
        (Value::Array(values), Ast::Projection { lhs, rhs, .. }) => {
            let each = values.into_iter();
            match &**rhs {
                // `[]` and `[*]` alone: the elements are as they were.
                Ast::Identity { .. } => as_asked(each.collect(), lhs, input),
                rhs => each.map(|value| as_asked(value, rhs, None)).collect(),
            }
        }
        (found, Ast::Subexpr { lhs, rhs, .. }) => {
            let query = &**lhs;
            let before = Input {
                query,
                before: input,
            };
            as_asked(found, rhs, Some(&before))
        }
        (found, Ast::Identity { .. }) => match input {
            Some(input) => as_asked(found, input.query, input.before),
            None => found,
        },
        (found, Ast::Index { idx, .. }) => match input {
            Some(Input {
                query: Ast::MultiList { elements, .. },
                before,
            }) => match usize::try_from(*idx).ok().and_then(|at| elements.get(at)) {
                Some(element) => as_asked(found, element, *before),
                None => found,
            },
            // One of a list is as the list of it alone.
            Some(list) => match as_asked(Value::Array(vec![found]), list.query, list.before) {
                Value::Array(mut only) => only.pop().unwrap_or_default(),
                other => other,
            },
            None => found,
        },
        (found, Ast::And { rhs, .. }) => as_asked(found, rhs, input),
        (found, Ast::Condition { then, .. }) => as_asked(found, then, input),
        (found, Ast::Function { name, args, .. }) => match (&**name, &args[..]) {
            ("sort_by" | "reverse" | "not_null" | "to_array", [first, ..]) => {
                as_asked(found, first, input)
            }
            ("max_by" | "min_by", [Ast::Projection { rhs, .. }, ..]) => as_asked(found, rhs, None),
            _ => found,
        },
        (found, _) => found,
    }
}

/// Whole numbers without a point: shells compare no others.
pub(super) fn whole(found: Value) -> Value {
    /// The greatest whole number that floating point counts to.
    const GREATEST: f64 = 9_007_199_254_740_991.0;
    match found {
        Value::Number(number) if number.is_f64() => {
            let exact = number
                .as_f64()
                .filter(|value| value.fract() == 0.0 && value.abs() <= GREATEST);
            exact.map_or(Value::Number(number), |value| Value::from(value as i64))
        }
        Value::Array(values) => values.into_iter().map(whole).collect(),
        Value::Object(fields) => {
            let each = fields.into_iter();
            Value::Object(each.map(|(key, value)| (key, whole(value))).collect())
        }
        other => other,
    }
}
