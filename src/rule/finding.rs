use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::meta::Rule;
use super::severity::{Confidence, Severity};
use super::suppression::Suppression;
use crate::directory::MembershipHop;
use crate::ids::{PrincipalId, RoleId};
use crate::model::{Grant, PrincipalKind, RoleDefinition};
use crate::scope::Scope;
use crate::span::Place;
use crate::text;

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
    pub(crate) fn is_workload(&self) -> bool {
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
    pub(crate) fn of(role: &RoleDefinition) -> Self {
        Self {
            id: role.id,
            name: role.name.to_string(),
        }
    }
}

/// What to do about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remediation {
    /// What to do, in a sentence.
    pub text: String,
    /// The commands that do it, if there are any.
    pub commands: Vec<String>,
}

impl Remediation {
    /// A sentence, where no command does it.
    pub(crate) fn advice(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            commands: Vec::new(),
        }
    }
}

/// Something wrong, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// What is wrong, in a line.
    pub title: String,
    /// Why it is so, in a sentence.
    pub because: String,
    /// Whom it is about, if a principal.
    pub principal: Option<FindingPrincipal>,
    /// The role it is about, if one.
    pub role: Option<FindingRole>,
    /// The scope that it is about.
    pub scope: Option<Scope>,
    /// What tells two findings apart that share rule, principal, role and scope.
    pub detail: Arc<str>,
    /// Where the records are that show it.
    pub evidence: Vec<Place>,
    /// What to do.
    pub remediation: Remediation,
    /// Why it is accepted, if it is. Rules leave it open; a configuration fills it.
    pub suppressed: Option<Suppression>,
    id: String,
}

impl Finding {
    /// The same for the same rule, principal, role and scope, in every run: an `f` and 16 hexadecimal
    /// digits, so that no reader takes it for a number.
    pub fn id(&self) -> String {
        self.id.clone()
    }
}

/// A finding in the making. Nothing else makes findings, and it starts with a rule and evidence and
/// ends with a reason and a remediation, so that no finding can lack one.
#[derive(Clone, Debug)]
pub(crate) struct FindingBuilder {
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    pub(crate) confidence: Confidence,
    pub(crate) title: String,
    pub(crate) principal: Option<FindingPrincipal>,
    pub(crate) role: Option<FindingRole>,
    pub(crate) scope: Option<Scope>,
    pub(crate) detail: Arc<str>,
    pub(crate) evidence: Vec<Place>,
}

impl FindingBuilder {
    /// A finding of a rule, with the severity and the title of the rule, about nothing yet. Only a
    /// definition that is in no file has no evidence.
    pub(crate) fn new(rule: &Rule, evidence: impl IntoIterator<Item = Place>) -> Self {
        Self {
            rule: rule.id,
            severity: rule.severity,
            confidence: Confidence::High,
            title: rule.title.to_owned(),
            principal: None,
            role: None,
            scope: None,
            detail: Arc::from(""),
            evidence: evidence.into_iter().collect(),
        }
    }

    /// Adds as evidence a grant and the member lists that lead to its holder.
    pub(crate) fn cite(&mut self, grant: &Grant<'_>, hops: &[MembershipHop]) {
        self.evidence.push(grant.place().clone());
        let lists = hops.iter().map(|hop| hop.place.clone());
        self.evidence.extend(lists);
    }

    /// The name of the principal that the finding is about, empty where there is none.
    pub(crate) fn who(&self) -> &str {
        self.principal.as_ref().map_or("", |who| &who.name)
    }

    /// The name of the role that the finding is about, empty where there is none.
    pub(crate) fn role_name(&self) -> &str {
        self.role.as_ref().map_or("", |role| &role.name)
    }

    /// The finding, with why it is so and what to do.
    pub(crate) fn build(self, because: impl Into<String>, remediation: Remediation) -> Finding {
        let because = because.into();
        debug_assert!(
            !(self.title.is_empty() || because.is_empty() || remediation.text.is_empty()),
            "a finding of `{}` says too little",
            self.rule
        );
        Finding {
            id: self.id(),
            rule: self.rule,
            severity: self.severity,
            confidence: self.confidence,
            title: self.title,
            because,
            principal: self.principal,
            role: self.role,
            scope: self.scope,
            detail: self.detail,
            evidence: self.evidence,
            remediation,
            suppressed: None,
        }
    }

    fn id(&self) -> String {
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
        let digest = Sha256::digest(key.as_bytes());
        let digits = digest.iter().take(8).map(|byte| format!("{byte:02x}"));
        std::iter::once("f".to_owned()).chain(digits).collect()
    }
}

/// An id as it is written today; earlier versions wrote it without its first letter. `None` for what is no
/// id.
pub(crate) fn finding_id(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = match text.len() {
        16 => text,
        17 => text.strip_prefix(['f', 'F'])?,
        _ => return None,
    };
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| format!("f{}", digits.to_ascii_lowercase()))
}
