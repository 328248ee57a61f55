//! Values of attributes, and scalar comparison (§3.5).

use super::ast::{Constant, Literal};
use super::operator::{Polarity, ScalarOperator};
use super::{datetime, like};
use crate::ids::parse_guid;
use crate::time::Timestamp;

/// The value of an attribute, as a request, a resource or the directory gives it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum AttributeValue {
    /// A string; also an instant, in the form of §3.5, and a GUID in any form.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A truth value.
    Bool(bool),
    /// A GUID, most significant digit first.
    Guid(u128),
    /// Several values, possibly none (AB-36). A list in a list counts as its elements.
    List(Vec<AttributeValue>),
}

impl From<&str> for AttributeValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<bool> for AttributeValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for AttributeValue {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl<T: Into<AttributeValue>> From<Vec<T>> for AttributeValue {
    fn from(values: Vec<T>) -> Self {
        let mut flat = Vec::with_capacity(values.len());
        for value in values {
            match value.into() {
                Self::List(inner) => flat.extend(inner),
                scalar => flat.push(scalar),
            }
        }
        Self::List(flat)
    }
}

/// A value lent to the evaluator: cheap to make for each of thousands of requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ValueRef<'v> {
    /// A string.
    Text(&'v str),
    /// An integer.
    Integer(i64),
    /// A truth value.
    Bool(bool),
    /// A GUID.
    Guid(u128),
    /// Several values, possibly none.
    List(&'v [AttributeValue]),
}

impl<'v> From<&'v AttributeValue> for ValueRef<'v> {
    fn from(value: &'v AttributeValue) -> Self {
        match value {
            AttributeValue::Text(text) => Self::Text(text),
            AttributeValue::Integer(value) => Self::Integer(*value),
            AttributeValue::Bool(value) => Self::Bool(*value),
            AttributeValue::Guid(value) => Self::Guid(*value),
            AttributeValue::List(values) => Self::List(values),
        }
    }
}

impl<'v> From<&'v Literal> for ValueRef<'v> {
    fn from(literal: &'v Literal) -> Self {
        match &literal.value {
            Constant::Text(text) => Self::Text(text),
            Constant::Integer(value) => Self::Integer(*value),
            Constant::Guid(value) => Self::Guid(*value),
            Constant::Bool(value) => Self::Bool(*value),
        }
    }
}

impl ValueRef<'_> {
    fn integer(self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(value),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn instant(self) -> Option<Timestamp> {
        match self {
            Self::Text(text) => datetime::parse(text),
            _ => None,
        }
    }

    pub(crate) fn guid(self) -> Option<u128> {
        match self {
            Self::Guid(value) => Some(value),
            Self::Text(text) => parse_guid(text),
            _ => None,
        }
    }

    fn bool(self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(value),
            Self::Text(text) if crate::text::same(text, "true") => Some(true),
            Self::Text(text) if crate::text::same(text, "false") => Some(false),
            _ => None,
        }
    }

    /// Whether the operator can read this value.
    pub(crate) fn suits(self, operator: ScalarOperator) -> bool {
        match operator {
            ScalarOperator::Text(..) => matches!(self, Self::Text(_)),
            ScalarOperator::Numeric(_) => self.integer().is_some(),
            ScalarOperator::DateTime(_) => self.instant().is_some(),
            ScalarOperator::Guid(_) => self.guid().is_some(),
            ScalarOperator::Bool(_) => self.bool().is_some(),
            ScalarOperator::Unsupported(_) => true,
        }
    }
}

/// Whether the operator holds between two single values; `None` where their types don't suit it
/// (AB-33) or it isn't documented (AB-31).
pub(super) fn compare(
    operator: ScalarOperator,
    left: ValueRef<'_>,
    right: ValueRef<'_>,
) -> Option<bool> {
    let equality = |polarity, equal: bool| equal == (polarity == Polarity::Positive);
    match operator {
        ScalarOperator::Text(test, polarity, case) => {
            let (ValueRef::Text(left), ValueRef::Text(right)) = (left, right) else {
                return None;
            };
            Some(equality(polarity, like::passes(test, case, left, right)))
        }
        ScalarOperator::Numeric(relation) => {
            Some(relation.holds(&left.integer()?, &right.integer()?))
        }
        ScalarOperator::DateTime(relation) => {
            Some(relation.holds(&left.instant()?, &right.instant()?))
        }
        ScalarOperator::Guid(polarity) => Some(equality(polarity, left.guid()? == right.guid()?)),
        ScalarOperator::Bool(polarity) => Some(equality(polarity, left.bool()? == right.bool()?)),
        ScalarOperator::Unsupported(_) => None,
    }
}
