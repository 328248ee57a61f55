use std::sync::Arc;

use crate::ids::parse_guid;
use crate::model::{ManagementGroupChild, Tenant};
use crate::scope::{Scope, ScopeKind};
use crate::text;

/// A text that is the name of no scope, or of several.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum LookUpScopeError {
    /// No scope of the inputs has this name.
    #[error("no {} `{input}` in the inputs", kind_words(*.kind))]
    Unknown {
        /// The text as given.
        input: String,
        /// What was looked for; `None` for scopes of every kind that have names.
        kind: Option<ScopeKind>,
        /// Names that look like it, nearest first.
        near: Vec<String>,
        /// Some of the names that there are.
        known: Vec<String>,
    },
    /// Several scopes have this name.
    #[error("`{input}` names {} scopes", candidates.len())]
    Ambiguous {
        /// The text as given.
        input: String,
        /// The scopes that it could mean.
        candidates: Vec<Scope>,
    },
}

/// How many names are given where none looks like the one asked for.
const MOST_NAMED: usize = 5;

fn kind_words(kind: Option<ScopeKind>) -> &'static str {
    match kind {
        Some(ScopeKind::Subscription) => "subscription",
        Some(ScopeKind::ResourceGroup) => "resource group",
        Some(ScopeKind::ManagementGroup) => "management group",
        _ => "subscription, resource group or management group",
    }
}

/// What people call the scopes of a snapshot: subscriptions and management groups by name or id,
/// resource groups by name. Made by one pass over its records.
#[derive(Clone, Debug, Default)]
pub(crate) struct ScopeNames {
    /// Each name with a scope, by the folded name, then by scope; each pair once.
    entries: Vec<(Arc<str>, Scope)>,
}

impl ScopeNames {
    /// The names in a snapshot.
    pub(crate) fn new(tenant: &Tenant) -> Self {
        Self::of(&[tenant])
    }

    /// The names in any of several snapshots.
    pub(crate) fn of(tenants: &[&Tenant]) -> Self {
        let mut names = Self::default();
        for tenant in tenants {
            names.add(tenant);
        }
        let order =
            |(name, scope): &(Arc<str>, Scope)| (text::fold(name).into_owned(), scope.clone());
        names.entries.sort_by_cached_key(order);
        names
            .entries
            .dedup_by(|a, b| text::same(&a.0, &b.0) && a.1 == b.1);
        names
    }

    fn add(&mut self, tenant: &Tenant) {
        let mut add = |name: &str, scope: Scope| self.entries.push((Arc::from(name), scope));
        let mut scopes: Vec<&Scope> = Vec::new();
        for group in &tenant.management_groups {
            let scope = Scope::management_group(&group.id);
            for name in [Some(&group.id), group.display_name.as_ref()]
                .into_iter()
                .flatten()
            {
                add(name, scope.clone());
            }
            for child in &group.children {
                match child {
                    ManagementGroupChild::Group(id) => add(id, Scope::management_group(id)),
                    ManagementGroupChild::Subscription(scope) => scopes.push(scope),
                }
            }
        }
        for named in &tenant.subscription_names {
            add(&named.name, named.scope.clone());
            scopes.push(&named.scope);
        }
        scopes.extend(tenant.role_assignments.iter().map(|record| &record.scope));
        scopes.extend(tenant.deny_assignments.iter().map(|record| &record.scope));
        scopes.extend(tenant.schedules.iter().map(|record| &record.scope));
        scopes.extend(tenant.identity_hosts.iter().map(|record| &record.id));
        let assignable = tenant
            .role_definitions
            .iter()
            .flat_map(|role| &role.assignable_scopes);
        let assignable: Vec<Scope> = assignable.filter_map(|at| Scope::parse(at).ok()).collect();
        scopes.extend(&assignable);
        let mut known: Vec<Scope> = Vec::new();
        for scope in scopes {
            match scope.kind() {
                ScopeKind::ManagementGroup => known.push(scope.clone()),
                _ => known.extend(
                    [scope.resource_group(), scope.subscription()]
                        .into_iter()
                        .flatten(),
                ),
            }
        }
        known.sort();
        known.dedup();
        for scope in known {
            let last = scope.as_str().rsplit('/').next().unwrap_or_default();
            self.entries.push((Arc::from(last), scope.clone()));
        }
    }

    /// The scope that a name means, in any case. `kind` narrows to one kind of scope.
    ///
    /// # Errors
    ///
    /// When no scope or several have the name.
    pub(crate) fn look_up(
        &self,
        input: &str,
        kind: Option<ScopeKind>,
    ) -> Result<Scope, LookUpScopeError> {
        let wanted = input.trim();
        let of_kind = |scope: &Scope| kind.is_none_or(|kind| scope.kind() == kind);
        let all = || self.entries.iter().filter(|(_, scope)| of_kind(scope));
        let mut found: Vec<&Scope> = all()
            .filter(|(name, _)| text::same(name, wanted))
            .map(|(_, scope)| scope)
            .collect();
        found.sort();
        found.dedup();
        match found[..] {
            [scope] => Ok(scope.clone()),
            [] if kind == Some(ScopeKind::Subscription) && parse_guid(wanted).is_some() => {
                // One that the inputs don't mention is a subscription all the same.
                Scope::parse(&format!("/subscriptions/{wanted}"))
                    .map_err(|_| self.unknown(input, kind))
            }
            [] => Err(self.unknown(input, kind)),
            _ => Err(LookUpScopeError::Ambiguous {
                input: input.to_owned(),
                candidates: found.into_iter().cloned().collect(),
            }),
        }
    }

    fn unknown(&self, input: &str, kind: Option<ScopeKind>) -> LookUpScopeError {
        let of_kind = self
            .entries
            .iter()
            .filter(|(_, scope)| kind.is_none_or(|kind| scope.kind() == kind));
        // What is named by an id alone nobody calls so.
        let names = of_kind.map(|(name, _)| &**name);
        let near = crate::near::near(input.trim(), names.clone(), 3);
        let mut known: Vec<&str> = names.filter(|name| parse_guid(name).is_none()).collect();
        known.dedup_by(|a, b| text::same(a, b));
        LookUpScopeError::Unknown {
            input: input.to_owned(),
            kind,
            near: near.into_iter().map(str::to_owned).collect(),
            known: known
                .into_iter()
                .take(MOST_NAMED)
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Each name with a scope that it names, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Scope)> {
        self.entries.iter().map(|(name, scope)| (&**name, scope))
    }
}
