//! Which ids a condition tells apart: all others meet the same fate.

use super::ast::{Comparison, Expr, Operand, OperandKind};
use super::attribute::{AttributeRef, AttributeSource, RoleAssignmentAttribute};
use super::operator::{Case, ScalarOperator, TextTest};
use super::value::ValueRef;
use crate::ids::RoleId;

/// The ids that a condition compares an attribute with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedIds {
    /// The GUIDs among the constants, sorted, each once.
    pub ids: Vec<u128>,
    /// Those of them that are compared as strings, and are not written as requests write ids: whether they
    /// are equal isn't documented. Sorted, each once.
    pub spelt_otherwise: Vec<u128>,
    /// How the attribute is compared.
    pub by: ComparedBy,
}

/// How a condition compares an attribute that holds an id.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum ComparedBy {
    /// Only as a GUID with constants, or not at all.
    Guid,
    /// Also as a string, for equality with constants: the value is to be given as text.
    Text,
    /// Also by pattern, or with another attribute: the constants don't tell all ids apart.
    Pattern,
}

pub(super) fn ids_compared_with(
    root: &Expr,
    source: AttributeSource,
    attribute: RoleAssignmentAttribute,
) -> ComparedIds {
    let wanted = |other: &AttributeRef| {
        other.source() == source && other.as_role_assignment() == Some(attribute)
    };
    let (mut ids, mut spelt_otherwise) = (Vec::new(), Vec::new());
    let mut by = ComparedBy::Guid;
    for (comparison, _) in root.comparisons() {
        if !comparison.attributes().into_iter().any(wanted) {
            continue;
        }
        by = by.max(compared_by(comparison));
        let literals = comparison
            .operands()
            .into_iter()
            .flat_map(Operand::literals);
        for literal in literals.map(ValueRef::from) {
            let Some(id) = literal.guid() else {
                continue;
            };
            ids.push(id);
            if let (ValueRef::Text(text), ScalarOperator::Text(TextTest::Equals, _, case)) =
                (literal, comparison.operator.scalar)
                && !is_spelt(text, id, case)
            {
                spelt_otherwise.push(id);
            }
        }
    }
    for list in [&mut ids, &mut spelt_otherwise] {
        list.sort_unstable();
        list.dedup();
    }
    ComparedIds {
        ids,
        spelt_otherwise,
        by,
    }
}

/// Whether a text is an id as requests write it: with hyphens, and in lower case where that matters.
fn is_spelt(text: &str, id: u128, case: Case) -> bool {
    let usual = RoleId::from_u128(id).to_string();
    match case {
        Case::Sensitive => text == usual,
        Case::Ignored => text.eq_ignore_ascii_case(&usual),
    }
}

fn compared_by(comparison: &Comparison) -> ComparedBy {
    let constants = comparison
        .operands()
        .into_iter()
        .any(|operand| matches!(operand.kind, OperandKind::Literal(_) | OperandKind::Set(_)));
    match comparison.operator.scalar {
        ScalarOperator::Guid(_) if constants => ComparedBy::Guid,
        ScalarOperator::Text(TextTest::Equals, ..) if constants => ComparedBy::Text,
        _ => ComparedBy::Pattern,
    }
}
