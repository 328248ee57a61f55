//! Where a record is, by its id.

use crate::scope::Scope;
use crate::text;

const GROUPS: &str = "/providers/microsoft.management/managementgroups/";

/// The scope of an id: that at which a record of `Microsoft.Authorization` is, or the resource itself.
pub(super) fn scope_of(id: &str) -> Option<Scope> {
    let parsed = || Scope::parse(id.trim_end_matches('/')).ok();
    Scope::of_assignment_id(id).or_else(parsed)
}

/// The subscription or management group whose log has what happens at an id; the root for records of
/// access above both. Empty for what is in the log of none of them.
pub(super) fn container_of(id: &str) -> String {
    let folded = text::fold(id);
    let begin = ["/subscriptions/", GROUPS];
    let begin = begin.into_iter().find(|begin| folded.starts_with(begin));
    match begin {
        Some(begin) => {
            let name = folded[begin.len()..].split('/').next().unwrap_or_default();
            format!("{begin}{name}")
        }
        None if folded == "/" || folded.starts_with("/providers/microsoft.authorization") => {
            "/".to_owned()
        }
        None => String::new(),
    }
}

/// The management group and the subscription of `…/managementGroups/G/subscriptions/S`.
pub(super) fn moved(id: &str) -> Option<(String, Scope)> {
    let folded = text::fold(id);
    let rest = folded.strip_prefix(GROUPS)?;
    let (group, subscription) = rest.split_once("/subscriptions/")?;
    let scope = Scope::parse(&format!(
        "/subscriptions/{}",
        subscription.trim_end_matches('/')
    ));
    Some((group.to_owned(), scope.ok()?))
}

/// The management group of an id.
pub(super) fn group_of(id: &str) -> Option<String> {
    let folded = text::fold(id);
    let name = folded.strip_prefix(GROUPS)?.split('/').next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// The last part of an id.
pub(super) fn last_of(id: &str) -> &str {
    id.trim_end_matches('/').rsplit('/').next().unwrap_or(id)
}
