//! Actions and scopes as messages write them.

use crate::pattern::ActionPattern;
use crate::scope::{Scope, ScopeKind};

/// The items of a list in one pair of quotes.
pub(super) fn list(value: &str) -> Vec<String> {
    let items = value.split(',').map(str::trim);
    items
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a text names an operation in full, with the namespace of a provider.
pub(super) fn is_full_action(text: &str) -> bool {
    let namespace = text.split('/').next().unwrap_or_default();
    text.contains('/')
        && namespace.contains('.')
        && !text.contains([' ', '{'])
        && ActionPattern::parse(text).is_ok()
}

/// The action that a message means. It may come without its resource type, which is that of the
/// scope: `/read`, `read`, `peer/action`.
pub(super) fn whole_action(text: &str, scope: Option<&Scope>) -> Option<ActionPattern> {
    if is_full_action(text) {
        return ActionPattern::parse(text).ok();
    }
    let verb = text.strip_prefix('/').unwrap_or(text);
    let is_verb = ["read", "write", "delete"]
        .iter()
        .any(|word| crate::text::same(word, verb))
        || crate::text::ends_with(verb, "/action");
    if !is_verb || verb.contains([' ', '.']) {
        return None;
    }
    let kind = resource_type(scope?)?;
    ActionPattern::parse(&format!("{kind}/{verb}")).ok()
}

/// The resource type of what a scope is.
fn resource_type(scope: &Scope) -> Option<String> {
    match scope.kind() {
        ScopeKind::Subscription => Some("Microsoft.Resources/subscriptions".to_owned()),
        ScopeKind::ResourceGroup => {
            Some("Microsoft.Resources/subscriptions/resourceGroups".to_owned())
        }
        ScopeKind::ManagementGroup => Some("Microsoft.Management/managementGroups".to_owned()),
        ScopeKind::Root => None,
        ScopeKind::Resource | ScopeKind::TenantResource => {
            let at = scope.folded().rfind("/providers/")?;
            let mut segments = scope.as_str()[at + "/providers/".len()..].split('/');
            let mut kind = segments.next()?.to_owned();
            for segment in segments.step_by(2) {
                kind.push('/');
                kind.push_str(segment);
            }
            Some(kind)
        }
    }
}

/// Past the first of some words that stands here.
pub(super) fn skip(text: &str, at: usize, words: &[&str]) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let word = words.iter().find(|word| rest.starts_with(**word));
    at + word.map_or(0, |word| word.len())
}
