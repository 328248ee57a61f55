//! # unassignable-scope
//!
//! **What.** An assignable scope that Azure doesn't take for a custom role: the root, one with a
//! wildcard, one that is no scope, none at all, or more than 2,000.
//!
//! **Why it matters.** The role can't be created. Only built-in roles are assignable at `/`
//!.
//!
//! **Evidence.** The scope.
//!
//! **False positives.** Scopes that are still expressions of a template (`[subscription().id]`) or
//! placeholders of a template library (`${scope}`, `{{scope}}`, `#{scope}#`) are not judged. Resources as assignable scopes work through the command line, and are reported
//! with low severity.

use std::sync::Arc;

use super::super::subject::Subject;
use crate::import::{WrittenScope, holds_placeholder};
use crate::pattern::StateLimit;
use crate::rule::{Finding, Remediation, Rule, Severity};
use crate::scope::{ParseScopeError, Scope, ScopeKind};

pub(super) const RULE: Rule = Rule::new(
    "unassignable-scope",
    "an assignable scope that Azure refuses",
    Severity::High,
);

/// The most assignable scopes of a custom role.
const MOST: usize = 2000;

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    if !subject.is_custom() {
        return Ok(Vec::new());
    }
    let scopes = &subject.written.scopes;
    let mut findings: Vec<Finding> = scopes.iter().filter_map(|s| judge(subject, s)).collect();
    if scopes.is_empty() || scopes.len() > MOST {
        let mut finding = subject.finding(&RULE);
        finding.title = format!(
            "{} has {} assignable scopes",
            subject.role().name,
            scopes.len()
        );
        let because = format!(
            "a custom role has 1 to {MOST} assignable scopes, and {} has {}",
            subject.role().name,
            scopes.len()
        );
        let remediation = Remediation::advice(
            "name the subscriptions or the one management group where the role is to be assigned",
        );
        findings.push(finding.build(because, remediation));
    }
    Ok(findings)
}

fn judge(subject: &Subject<'_>, scope: &WrittenScope) -> Option<Finding> {
    let text = scope.text.trim();
    if holds_placeholder(text) {
        return None;
    }
    let (severity, because, advised) = match Scope::parse(text) {
        _ if text.contains('*') => (
            Severity::High,
            format!("`{text}` holds a wildcard, which Azure refuses in an assignable scope"),
            "name each scope".to_owned(),
        ),
        Err(error) => (
            Severity::High,
            error.to_string(),
            ParseScopeError::FORMS.to_owned(),
        ),
        Ok(parsed) => match parsed.kind() {
            ScopeKind::Root => (
                Severity::High,
                "only built-in roles are assignable at `/`".to_owned(),
                "name a management group or subscriptions".to_owned(),
            ),
            ScopeKind::Resource => (
                Severity::Low,
                format!(
                    "`{text}` is a single resource: the portal doesn't offer that, and one custom role a resource soon fills the tenant's 5,000"
                ),
                "name the resource group, and assign the role at the resource".to_owned(),
            ),
            ScopeKind::TenantResource => (
                Severity::Medium,
                format!("`{text}` is neither a management group nor a subscription nor in one"),
                "name a management group or subscriptions".to_owned(),
            ),
            ScopeKind::ManagementGroup | ScopeKind::Subscription | ScopeKind::ResourceGroup => {
                return None;
            }
        },
    };
    let mut finding = subject.finding_shown_by(&RULE, scope.place.clone());
    finding.severity = severity;
    finding.detail = Arc::from(text);
    finding.title = format!("`{text}` is not an assignable scope");
    Some(finding.build(because, Remediation::advice(advised)))
}
