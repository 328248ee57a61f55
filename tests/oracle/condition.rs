//! A second, naive evaluator of conditions: its own tree, its own values, every rule in the words
//! of azure-rbac.md §3.5 to §3.7, no sharing with the library. It prints its trees for the library
//! to read.

use std::collections::BTreeMap;

/// A scalar.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(i64),
    Date(String),
    Guid(String),
    Truth(bool),
}

/// One side of a comparison.
#[derive(Clone, Debug)]
pub(super) enum Side {
    Attribute(String),
    Values(Vec<Value>),
}

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Action(String),
    Suboperation(String),
    Exists(String),
    Compare(Side, Option<&'static str>, &'static str, Side),
}

/// A request of which everything is known. An attribute that isn't in the map is missing.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) action: String,
    pub(super) suboperation: Option<String>,
    pub(super) attributes: BTreeMap<String, Vec<Value>>,
}

/// Whether the expression holds; `None` for missing.
pub(super) fn evaluate(node: &Node, world: &World) -> Option<bool> {
    match node {
        Node::And(children) => {
            let values: Vec<_> = children.iter().map(|c| evaluate(c, world)).collect();
            if values.contains(&Some(false)) {
                Some(false)
            } else if values.contains(&None) {
                None
            } else {
                Some(true)
            }
        }
        Node::Or(children) => {
            let values: Vec<_> = children.iter().map(|c| evaluate(c, world)).collect();
            if values.contains(&Some(true)) {
                Some(true)
            } else if values.contains(&None) {
                None
            } else {
                Some(false)
            }
        }
        Node::Not(child) => evaluate(child, world).map(|value| !value),
        Node::Action(pattern) => Some(glob(
            &pattern.to_lowercase().chars().collect::<Vec<_>>(),
            &world.action.to_lowercase().chars().collect::<Vec<_>>(),
        )),
        Node::Suboperation(name) => Some(
            world
                .suboperation
                .as_ref()
                .is_some_and(|s| s.to_lowercase() == name.to_lowercase()),
        ),
        Node::Exists(name) => Some(world.attributes.contains_key(name)),
        Node::Compare(left, quantifier, operator, right) => {
            let left = values(left, world)?;
            let right = values(right, world)?;
            let f = |l: &Value, r: &Value| scalar(operator, l, r);
            Some(match *quantifier {
                None => f(&left[0], &right[0]),
                Some("ForAnyOfAnyValues") => left.iter().any(|l| right.iter().any(|r| f(l, r))),
                Some("ForAllOfAnyValues") => left.iter().all(|l| right.iter().any(|r| f(l, r))),
                Some("ForAnyOfAllValues") => left.iter().any(|l| right.iter().all(|r| f(l, r))),
                _ => left.iter().all(|l| right.iter().all(|r| f(l, r))),
            })
        }
    }
}

fn values(side: &Side, world: &World) -> Option<Vec<Value>> {
    match side {
        Side::Attribute(name) => world.attributes.get(name).cloned(),
        Side::Values(values) => Some(values.clone()),
    }
}

fn scalar(operator: &str, left: &Value, right: &Value) -> bool {
    if let Some((family, rest)) = operator.split_once("Not") {
        return !scalar(&format!("{family}{rest}"), left, right);
    }
    match (left, right) {
        (Value::Text(l), Value::Text(r)) => {
            let (l, r) = match operator.strip_suffix("IgnoreCase") {
                Some(_) => (l.to_lowercase(), r.to_lowercase()),
                None => (l.clone(), r.clone()),
            };
            match operator.trim_end_matches("IgnoreCase") {
                "StringEquals" => l == r,
                "StringStartsWith" => l.starts_with(&r),
                "StringLike" => like(
                    &r.chars().collect::<Vec<_>>(),
                    &l.chars().collect::<Vec<_>>(),
                ),
                other => panic!("{other}"),
            }
        }
        (Value::Number(l), Value::Number(r)) => ordered(operator, "Numeric", l, r),
        (Value::Date(l), Value::Date(r)) => ordered(operator, "DateTime", &padded(l), &padded(r)),
        (Value::Guid(l), Value::Guid(r)) => {
            let plain = |g: &str| g.replace('-', "").to_lowercase();
            plain(l) == plain(r)
        }
        (Value::Truth(l), Value::Truth(r)) => l == r,
        other => panic!("{other:?}"),
    }
}

fn ordered<T: Ord>(operator: &str, family: &str, left: &T, right: &T) -> bool {
    match operator.strip_prefix(family).unwrap() {
        "Equals" => left == right,
        "LessThan" => left < right,
        "LessThanEquals" => left <= right,
        "GreaterThan" => left > right,
        "GreaterThanEquals" => left >= right,
        other => panic!("{other}"),
    }
}

/// Padded dates of one form are in the order of their text.
fn padded(date: &str) -> String {
    let (seconds, fraction) = date
        .trim_end_matches('Z')
        .split_once('.')
        .unwrap_or((date.trim_end_matches('Z'), ""));
    format!("{seconds}.{fraction:0<7}Z")
}

fn like(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['*', rest @ ..] => (0..=text.len()).any(|taken| like(rest, &text[taken..])),
        ['\\', c @ ('*' | '?'), rest @ ..] => text.first() == Some(c) && like(rest, &text[1..]),
        ['?', rest @ ..] => !text.is_empty() && like(rest, &text[1..]),
        [c, rest @ ..] => text.first() == Some(c) && like(rest, &text[1..]),
    }
}

fn glob(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['*', rest @ ..] => (0..=text.len()).any(|taken| glob(rest, &text[taken..])),
        [c, rest @ ..] => text.first() == Some(c) && glob(rest, &text[1..]),
    }
}

/// The text of the expression, with parentheses around every operand of a connective.
pub(super) fn text(node: &Node) -> String {
    let join = |children: &[Node], by: &str| {
        let children: Vec<_> = children.iter().map(|c| format!("({})", text(c))).collect();
        children.join(by)
    };
    match node {
        Node::And(children) => join(children, " AND "),
        Node::Or(children) => join(children, "||"),
        Node::Not(child) => format!("!({})", text(child)),
        Node::Action(pattern) => format!("actionmatches{{'{pattern}'}}"),
        Node::Suboperation(name) => format!("SubOperationMatches {{ '{name}' }}"),
        Node::Exists(name) => format!("EXISTS {name}"),
        Node::Compare(left, quantifier, operator, right) => {
            let quantifier = quantifier.map(|q| format!("{q}:")).unwrap_or_default();
            format!("{} {quantifier}{operator} {}", side(left), side(right))
        }
    }
}

fn side(side: &Side) -> String {
    match side {
        Side::Attribute(name) => name.clone(),
        Side::Values(values) if values.len() == 1 => literal(&values[0]),
        Side::Values(values) => {
            let values: Vec<_> = values.iter().map(literal).collect();
            format!("{{{}}}", values.join(","))
        }
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("'{}'", text.replace('\'', "\\'")),
        Value::Number(number) => number.to_string(),
        Value::Date(date) => format!("'{date}'"),
        Value::Guid(guid) => guid.clone(),
        Value::Truth(truth) => truth.to_string(),
    }
}
