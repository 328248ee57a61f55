//! The findings of a part of the tenant.

use std::collections::HashMap;

use crate::access::AccessIndex;
use crate::directory::Placement;
use crate::report::ReportedPart;
use crate::rule::Finding;
use crate::scope::Scope;
use crate::span::Place;

/// Keeps the findings of a scope and what is below it. One that has no scope of its own, as about
/// a principal, stays where something that shows it bears on the scope, or has no scope either.
pub(super) fn narrow_to(
    at: Scope,
    findings: &mut Vec<Finding>,
    index: &AccessIndex<'_>,
) -> ReportedPart {
    let granted = index.grants_ever();
    let granted = granted.map(|grant| (grant.place(), grant.scope));
    let denied = index.tenant().deny_assignments.iter();
    let denied = denied.map(|deny| (&deny.place, &deny.scope));
    let scopes: HashMap<&Place, &Scope> = granted.chain(denied).collect();
    let hierarchy = index.hierarchy();
    let is_within = |scope: &Scope| hierarchy.placement(scope, &at) != Placement::Outside;
    let reaches = |scope: &Scope| hierarchy.placement(&at, scope) != Placement::Outside;
    let before = findings.len();
    findings.retain(|finding| {
        if let Some(scope) = &finding.scope {
            return is_within(scope);
        }
        let shown = finding.evidence.iter();
        let mut shown = shown.filter_map(|place| scopes.get(place)).peekable();
        shown.peek().is_none() || shown.any(|scope| is_within(scope) || reaches(scope))
    });
    ReportedPart {
        elsewhere: before - findings.len(),
        scope: at,
    }
}
