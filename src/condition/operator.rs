//! The operators of conditions (azure-rbac.md §3.5, §3.6) and their names.

use crate::text;

/// Whether a comparison is the negation of its plain form.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Polarity {
    Positive,
    Negative,
}

/// Whether strings are compared with regard to case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Case {
    Sensitive,
    Ignored,
}

/// What a string operator asks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum TextTest {
    Equals,
    StartsWith,
    Like,
}

/// What an operator on numbers or instants asks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Relation {
    Equals,
    NotEquals,
    LessThan,
    LessThanEquals,
    GreaterThan,
    GreaterThanEquals,
}

impl Relation {
    pub(crate) fn holds<T: Ord>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Equals => left == right,
            Self::NotEquals => left != right,
            Self::LessThan => left < right,
            Self::LessThanEquals => left <= right,
            Self::GreaterThan => left > right,
            Self::GreaterThanEquals => left >= right,
        }
    }
}

/// A scalar operator.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum ScalarOperator {
    Text(TextTest, Polarity, Case),
    Numeric(Relation),
    DateTime(Relation),
    Guid(Polarity),
    Bool(Polarity),
    /// A name that Microsoft's code knows and its documentation doesn't (AB-31): the name in its
    /// canonical case.
    Unsupported(&'static str),
}

/// How the values of two lists are combined (§3.6).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Quantifier {
    AnyOfAny,
    AllOfAny,
    AnyOfAll,
    AllOfAll,
}

/// A scalar operator, possibly with a quantifier before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Operator {
    pub(crate) quantifier: Option<Quantifier>,
    pub(crate) scalar: ScalarOperator,
}

const QUANTIFIERS: [(&str, Quantifier); 4] = [
    ("ForAnyOfAnyValues", Quantifier::AnyOfAny),
    ("ForAllOfAnyValues", Quantifier::AllOfAny),
    ("ForAnyOfAllValues", Quantifier::AnyOfAll),
    ("ForAllOfAllValues", Quantifier::AllOfAll),
];

const fn texts(test: TextTest, polarity: Polarity, case: Case) -> ScalarOperator {
    ScalarOperator::Text(test, polarity, case)
}

#[rustfmt::skip]
const OPERATORS: [(&str, ScalarOperator); 28] = {
    use Case::{Ignored, Sensitive};
    use Polarity::{Negative, Positive};
    use Relation as R;
    use ScalarOperator::{Bool, DateTime, Guid, Numeric};
    use TextTest::{Equals, Like, StartsWith};
    [
        ("StringEquals", texts(Equals, Positive, Sensitive)),
        ("StringNotEquals", texts(Equals, Negative, Sensitive)),
        ("StringEqualsIgnoreCase", texts(Equals, Positive, Ignored)),
        ("StringNotEqualsIgnoreCase", texts(Equals, Negative, Ignored)),
        ("StringStartsWith", texts(StartsWith, Positive, Sensitive)),
        ("StringNotStartsWith", texts(StartsWith, Negative, Sensitive)),
        ("StringStartsWithIgnoreCase", texts(StartsWith, Positive, Ignored)),
        ("StringNotStartsWithIgnoreCase", texts(StartsWith, Negative, Ignored)),
        ("StringLike", texts(Like, Positive, Sensitive)),
        ("StringNotLike", texts(Like, Negative, Sensitive)),
        ("StringLikeIgnoreCase", texts(Like, Positive, Ignored)),
        ("StringNotLikeIgnoreCase", texts(Like, Negative, Ignored)),
        ("NumericEquals", Numeric(R::Equals)),
        ("NumericNotEquals", Numeric(R::NotEquals)),
        ("NumericLessThan", Numeric(R::LessThan)),
        ("NumericLessThanEquals", Numeric(R::LessThanEquals)),
        ("NumericGreaterThan", Numeric(R::GreaterThan)),
        ("NumericGreaterThanEquals", Numeric(R::GreaterThanEquals)),
        ("DateTimeEquals", DateTime(R::Equals)),
        ("DateTimeNotEquals", DateTime(R::NotEquals)),
        ("DateTimeLessThan", DateTime(R::LessThan)),
        ("DateTimeLessThanEquals", DateTime(R::LessThanEquals)),
        ("DateTimeGreaterThan", DateTime(R::GreaterThan)),
        ("DateTimeGreaterThanEquals", DateTime(R::GreaterThanEquals)),
        ("GuidEquals", Guid(Positive)),
        ("GuidNotEquals", Guid(Negative)),
        ("BoolEquals", Bool(Positive)),
        ("BoolNotEquals", Bool(Negative)),
    ]
};

/// Operators of AB-31.
const UNSUPPORTED: [&str; 23] = [
    "DateTimeInRange",
    "IpInRange",
    "IpMatch",
    "IpNotMatch",
    "ListContains",
    "ListNotContains",
    "NumericInRange",
    "StringContains",
    "StringContainsIgnoreCase",
    "StringEndsWith",
    "StringEndsWithIgnoreCase",
    "StringMatches",
    "StringNotContains",
    "StringNotContainsIgnoreCase",
    "StringNotEndsWith",
    "StringNotMatches",
    "TimeOfDayEquals",
    "TimeOfDayGreaterThan",
    "TimeOfDayGreaterThanEquals",
    "TimeOfDayInRange",
    "TimeOfDayLessThan",
    "TimeOfDayLessThanEquals",
    "TimeOfDayNotEquals",
];

/// Functions on values of AB-31.
const FUNCTIONS: [&str; 7] = [
    "AddDays",
    "NormalizeList",
    "NormalizeSet",
    "ToLower",
    "ToTime",
    "ToUpper",
    "Trim",
];

impl Quantifier {
    pub(crate) fn parse(word: &str) -> Option<Self> {
        let found = QUANTIFIERS.iter().find(|(name, _)| text::same(name, word));
        found.map(|&(_, quantifier)| quantifier)
    }

    pub(crate) fn name(self) -> &'static str {
        let found = QUANTIFIERS.iter().find(|&&(_, other)| other == self);
        found.map_or("", |&(name, _)| name)
    }
}

impl ScalarOperator {
    /// The operator of that name, in any case (AB-11).
    pub(crate) fn parse(word: &str) -> Option<Self> {
        let documented = OPERATORS.iter().find(|(name, _)| text::same(name, word));
        documented.map(|&(_, operator)| operator).or_else(|| {
            let unsupported = UNSUPPORTED.iter().find(|name| text::same(name, word));
            unsupported.map(|name| Self::Unsupported(name))
        })
    }

    pub(crate) fn name(self) -> &'static str {
        if let Self::Unsupported(name) = self {
            return name;
        }
        let found = OPERATORS.iter().find(|&&(_, other)| other == self);
        found.map_or("", |&(name, _)| name)
    }

    /// Whether the operator is the negation of another one.
    pub(crate) fn is_negated(self) -> bool {
        matches!(
            self,
            Self::Text(_, Polarity::Negative, _)
                | Self::Guid(Polarity::Negative)
                | Self::Bool(Polarity::Negative)
                | Self::Numeric(Relation::NotEquals)
                | Self::DateTime(Relation::NotEquals)
        )
    }

    /// Whether the operator is documented with quantifiers (AB-32).
    pub(crate) fn takes_quantifiers(self) -> bool {
        matches!(
            self,
            Self::Text(TextTest::Equals | TextTest::Like, ..) | Self::Numeric(_) | Self::Guid(_)
        )
    }
}

impl Operator {
    /// The name as it is written, with its quantifier.
    pub(crate) fn name(self) -> String {
        match self.quantifier {
            Some(quantifier) => format!("{}:{}", quantifier.name(), self.scalar.name()),
            None => self.scalar.name().to_owned(),
        }
    }
}

/// The canonical name of a function of AB-31.
pub(super) fn function_name(word: &str) -> Option<&'static str> {
    FUNCTIONS
        .iter()
        .find(|name| text::same(name, word))
        .copied()
}

/// The documented operator or quantifier whose name looks most like `word`.
pub(super) fn nearest(word: &str) -> Option<&'static str> {
    let word = text::fold(word);
    let names = OPERATORS
        .iter()
        .map(|&(name, _)| name)
        .chain(QUANTIFIERS.iter().map(|&(name, _)| name));
    let mut best: Option<(f64, &'static str)> = None;
    for name in names {
        let score = strsim::jaro_winkler(&word, &text::fold(name));
        if score >= 0.85 && best.is_none_or(|(other, _)| score > other) {
            best = Some((score, name));
        }
    }
    best.map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_in_any_case_and_printed_in_one() {
        for (name, operator) in OPERATORS {
            assert_eq!(ScalarOperator::parse(&name.to_lowercase()), Some(operator));
            assert_eq!(operator.name(), name);
        }
        for name in UNSUPPORTED {
            let operator = ScalarOperator::parse(&name.to_uppercase());
            assert_eq!(operator.map(ScalarOperator::name), Some(name));
        }
        for (name, quantifier) in QUANTIFIERS {
            assert_eq!(Quantifier::parse(&name.to_lowercase()), Some(quantifier));
            assert_eq!(quantifier.name(), name);
        }
    }

    #[test]
    fn a_misspelt_operator_finds_its_neighbour() {
        assert_eq!(nearest("StringEqual"), Some("StringEquals"));
        assert_eq!(nearest("GuidEqual"), Some("GuidEquals"));
        assert_eq!(nearest("potato"), None);
    }
}
