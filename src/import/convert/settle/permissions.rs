//! Permissions in one form, whatever the order and the case of their lists.

use crate::model::{ConditionText, Permission};
use crate::pattern::PatternSet;

/// The patterns of a plane: those that grant, and those that take back.
type Lists = [Vec<String>; 2];

/// What one element of a list of permissions holds.
pub(super) type PermissionContent = (Lists, Lists, Option<ConditionText>);

pub(super) fn contents(permissions: &[Permission]) -> Vec<PermissionContent> {
    let mut contents: Vec<PermissionContent> = permissions
        .iter()
        .map(|permission| {
            let condition = permission.condition.clone();
            (
                lists(&permission.control),
                lists(&permission.data),
                condition,
            )
        })
        .collect();
    contents.sort();
    contents.dedup();
    contents
}

fn lists(set: &PatternSet) -> Lists {
    [set.granted(), set.excluded()].map(|patterns| {
        let mut texts: Vec<String> = patterns.iter().map(|p| p.folded().to_owned()).collect();
        texts.sort();
        texts.dedup();
        texts
    })
}

/// The texts of the patterns as they are written, in their order.
pub(super) fn spelling(permissions: &[Permission]) -> Vec<String> {
    let sets = permissions.iter().flat_map(|p| [&p.control, &p.data]);
    let patterns = sets.flat_map(|set| set.granted().iter().chain(set.excluded()));
    patterns
        .map(|pattern| pattern.as_str().to_owned())
        .collect()
}
