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
//! placeholders of a template library (`${scope}`, `{{scope}}`, `#{scope}#`) are not judged. Resources as assignable scopes work through the command line, and are told
//! with low severity.

use super::super::registry::LintRule;
use std::sync::Arc;

use super::super::subject::{Subject, advice};
use crate::audit::{Finding, Severity};
use crate::import::{WrittenScope, holds_placeholder};
use crate::pattern::StateLimit;
use crate::scope::{ParseScopeError, Scope, ScopeKind};

pub(in super::super) const RULE: LintRule = LintRule {
    id: "unassignable-scope",
    title: "an assignable scope that Azure refuses",
    run,
};

/// The most assignable scopes of a custom role.
const MOST: usize = 2000;

fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    if !subject.is_custom() {
        return Ok(Vec::new());
    }
    let scopes = &subject.written.scopes;
    let mut findings: Vec<Finding> = scopes.iter().filter_map(|s| judge(subject, s)).collect();
    if scopes.is_empty() || scopes.len() > MOST {
        let mut finding = subject.finding(&RULE, Severity::High);
        finding.title = format!(
            "{} has {} assignable scopes",
            subject.role().name,
            scopes.len()
        );
        finding.because = format!(
            "a custom role has 1 to {MOST} assignable scopes, and {} has {}",
            subject.role().name,
            scopes.len()
        );
        finding.remediation = advice(
            "name the subscriptions or the one management group where the role is to be assigned",
        );
        findings.push(finding);
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
    let mut finding = subject.finding(&RULE, severity);
    finding.detail = Arc::from(text);
    finding.evidence = scope.place.iter().cloned().collect();
    finding.title = format!("`{text}` is no assignable scope");
    finding.because = because;
    finding.remediation = advice(advised);
    Some(finding)
}
