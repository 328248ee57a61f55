use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::registry::Rule;
use crate::directory::MembershipHop;
use crate::ids::{PrincipalId, RoleId};
use crate::model::{Grant, PrincipalKind, RoleDefinition};
use crate::scope::Scope;
use crate::span::Place;
use crate::text;
use crate::time::Timestamp;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Untidy.
    Low,
    /// Should be mended.
    Medium,
    /// Should be mended soon.
    High,
    /// Should be mended now.
    Critical,
}

impl Severity {
    /// All of them, gravest first.
    pub const ALL: [Self; 5] = [
        Self::Critical,
        Self::High,
        Self::Medium,
        Self::Low,
        Self::Info,
    ];

    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl Severity {
    /// One step graver, if there is one.
    pub(super) fn graver(self) -> Self {
        match self {
            Self::Info => Self::Low,
            Self::Low => Self::Medium,
            Self::Medium => Self::High,
            Self::High | Self::Critical => Self::Critical,
        }
    }

    /// One step milder; what is untidy stays so.
    pub(super) fn milder(self) -> Self {
        match self {
            Self::Critical => Self::High,
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
            Self::Info => Self::Info,
        }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// It hangs on something the inputs don't say.
    Low,
    /// It hangs on an inference.
    Medium,
    /// The inputs say it.
    High,
}

impl Confidence {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Whom a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingPrincipal {
    /// Object id.
    pub id: PrincipalId,
    /// The name to show.
    pub name: String,
    /// What kind.
    pub kind: PrincipalKind,
}

impl FindingPrincipal {
    /// Whether it is an application or a managed identity.
    pub(super) fn is_workload(&self) -> bool {
        matches!(
            self.kind,
            PrincipalKind::ServicePrincipal | PrincipalKind::ManagedIdentity
        )
    }
}

/// The role a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingRole {
    /// GUID, if it has one.
    pub id: Option<RoleId>,
    /// Its name.
    pub name: String,
}

impl FindingRole {
    pub(super) fn of(role: &RoleDefinition) -> Self {
        Self {
            id: role.id,
            name: role.name.to_string(),
        }
    }
}

/// What to do about a finding.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Remediation {
    /// In a sentence.
    pub text: String,
    /// As commands.
    pub commands: Vec<String>,
}

/// Why a finding is accepted. It stays in every report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Who answers for it.
    pub owner: String,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: Option<Timestamp>,
}

/// Something wrong, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static str,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// What is wrong, in a line.
    pub title: String,
    /// Why it is so, in a sentence.
    pub because: String,
    /// Whom it is about, if a principal.
    pub principal: Option<FindingPrincipal>,
    /// The role it is about, if one.
    pub role: Option<FindingRole>,
    /// Where.
    pub scope: Option<Scope>,
    /// What tells two findings apart that share rule, principal, role and scope.
    pub detail: Arc<str>,
    /// Where the records stand that show it.
    pub evidence: Vec<Place>,
    /// What to do.
    pub remediation: Remediation,
    /// Why it is accepted, if it is. Rules leave it open; a configuration fills it.
    pub suppressed: Option<Suppression>,
}

impl Finding {
    /// A finding of a rule, about nothing yet.
    pub(super) fn of(rule: &Rule) -> Self {
        Self {
            rule: rule.id,
            severity: rule.severity,
            confidence: Confidence::High,
            title: rule.title.to_owned(),
            because: String::new(),
            principal: None,
            role: None,
            scope: None,
            detail: Arc::from(""),
            evidence: Vec::new(),
            remediation: Remediation::default(),
            suppressed: None,
        }
    }

    /// Adds as evidence a grant and the member lists that lead to its holder.
    pub(super) fn cite(&mut self, grant: &Grant<'_>, hops: &[MembershipHop]) {
        self.evidence.push(grant.place().clone());
        let lists = hops.iter().map(|hop| hop.place.clone());
        self.evidence.extend(lists);
    }

    /// The name of the principal that the finding is about, empty where there is none.
    pub(super) fn who(&self) -> &str {
        self.principal.as_ref().map_or("", |who| &who.name)
    }

    /// The same for the same rule, principal, role and scope, in every run: 16 hexadecimal digits.
    pub fn id(&self) -> String {
        let principal = self.principal.as_ref().map_or("", |p| p.id.as_str());
        let role = self
            .role
            .as_ref()
            .map_or_else(String::new, |role| match role.id {
                Some(id) => id.to_string(),
                None => text::fold(&role.name).into_owned(),
            });
        let scope = self.scope.as_ref().map_or("", Scope::folded);
        let key = [
            self.rule,
            principal,
            &role,
            scope,
            &text::fold(&self.detail),
        ]
        .join("\n");
        Sha256::digest(key.as_bytes())
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
