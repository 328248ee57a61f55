//! Matching, the plain way: trying every way to spend the star.

use super::{Rejection, reject};
use crate::access::Target;
use crate::model::{Permission, Plane, RoleDefinition};
use crate::pattern::{ActionPattern, MatchRule, Wildcards};

pub(super) fn entry(role: &RoleDefinition, permission: usize) -> Result<&Permission, Rejection> {
    role.permissions
        .get(permission)
        .ok_or_else(|| Rejection(format!("`{}` has no permission {permission}", role.name)))
}

pub(super) fn pattern_grants(
    entry: &Permission,
    target: &Target,
    pattern: &ActionPattern,
    wildcards: Wildcards,
) -> Result<(), Rejection> {
    let granted = match target.plane {
        Plane::Control => entry.control.granted(),
        Plane::Data => entry.data.granted(),
    };
    if !granted.iter().any(|own| own.as_str() == pattern.as_str()) {
        return reject(format!("the permission does not list `{pattern}`"));
    }
    if !plain_match(pattern.as_str(), target.action.as_str(), wildcards) {
        return reject(format!("`{pattern}` does not match `{}`", target.action));
    }
    if !permits(entry, target, wildcards) {
        return reject("a not action takes the operation back");
    }
    Ok(())
}

/// WC-5 is reported exactly where no other clause gives the match.
pub(super) fn follows_from(
    rule: MatchRule,
    pattern: &ActionPattern,
    target: &Target,
) -> Result<(), Rejection> {
    let plainly = plain_match(pattern.as_str(), target.action.as_str(), Wildcards::Strict);
    if (rule == MatchRule::VanishingMiddle) == plainly {
        return reject(format!("`{pattern}` does not match by {}", rule.clause()));
    }
    Ok(())
}

pub(super) fn permits(entry: &Permission, target: &Target, wildcards: Wildcards) -> bool {
    let set = match target.plane {
        Plane::Control => &entry.control,
        Plane::Data => &entry.data,
    };
    let any = |patterns: &[ActionPattern]| {
        patterns
            .iter()
            .any(|p| plain_match(p.as_str(), target.action.as_str(), wildcards))
    };
    any(set.granted()) && !any(set.excluded())
}

/// The matching rule of azure-rbac.md §2.1 by trying every way to spend the star.
pub(super) fn plain_match(pattern: &str, action: &str, wildcards: Wildcards) -> bool {
    fn run(pattern: &[u8], action: &[u8], wildcards: Wildcards) -> bool {
        match pattern.split_first() {
            None => action.is_empty(),
            Some((b'*', rest)) => {
                (0..=action.len()).any(|spent| run(rest, &action[spent..], wildcards))
            }
            Some((first, rest)) => {
                let vanishing = wildcards == Wildcards::Azure
                    && pattern.starts_with(b"/*/")
                    && run(&pattern[2..], action, wildcards);
                vanishing || (action.first() == Some(first) && run(rest, &action[1..], wildcards))
            }
        }
    }
    let (pattern, action) = (
        pattern.trim().to_ascii_lowercase(),
        action.trim().to_ascii_lowercase(),
    );
    if !pattern.contains('*') {
        return pattern == action && !pattern.ends_with('/');
    }
    run(pattern.as_bytes(), action.as_bytes(), wildcards)
}
