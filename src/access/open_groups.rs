//! Grants of groups whose members the inputs don't all list: whoever asks may be one of them.

use std::sync::Arc;

use super::Doubt;
use super::grants::GrantTable;
use crate::directory::{Ancestors, Groups};
use crate::ids::PrincipalId;
use crate::model::{GrantIx, GroupKnowledge, PrincipalKind, Tenant};
use crate::scope::ScopeKind;
use crate::text::{self, NameMap};

/// What isn't known of the members of a principal that is a group, or may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// This group, itself or nested in it, has no member list in the inputs.
    Members(PrincipalId),
    /// Of this principal, itself or a member, the inputs don't say that it isn't a group.
    Kind(PrincipalId),
    /// This name stands for a person whose object id the inputs don't say (CL-1).
    Identity(PrincipalId),
}

impl Gap {
    /// What is not known of the members of an id; `None` where all is known, or it is not a group.
    pub(super) fn of(id: &PrincipalId, tenant: &Tenant, groups: &Groups<'_>) -> Option<Self> {
        if tenant.principal(id).is_some_and(|known| known.unidentified) {
            return Some(Self::Identity(id.clone()));
        }
        let knowledge = tenant.group_knowledge(id);
        if !knowledge.may_be_group() {
            return None;
        }
        let gap = groups.gap(id)?;
        Some(match tenant.group_knowledge(gap) {
            GroupKnowledge::Group | GroupKnowledge::NotGroup => Self::Members(gap.clone()),
            GroupKnowledge::Unknown | GroupKnowledge::Contradicted => Self::Kind(gap.clone()),
        })
    }

    /// The doubt that it raises about a record.
    pub(super) fn doubt(&self, record: &Arc<str>) -> Doubt {
        let assignment = Arc::clone(record);
        match self {
            Self::Members(group) => Doubt::MissingMembers {
                group: group.clone(),
                assignment,
            },
            Self::Kind(principal) => Doubt::UnknownKind {
                principal: principal.clone(),
                assignment,
            },
            Self::Identity(principal) => Doubt::UnknownIdentity {
                principal: principal.clone(),
                assignment,
            },
        }
    }

    /// Whether whoever asks may be behind it: in the group, or the person.
    pub(super) fn may_be(&self, asker: &PrincipalId, tenant: &Tenant) -> bool {
        match self {
            Self::Members(_) | Self::Kind(_) => true,
            Self::Identity(named) => tenant.principal(asker).is_none_or(|known| {
                let is_person = matches!(known.kind, PrincipalKind::User | PrincipalKind::Unknown);
                // A guest signs in with another address than it is known by, and several may have the name.
                let name = known.sign_in_name.as_deref().map(text::fold);
                let is_open =
                    name.is_none_or(|name| name.contains("#ext#") || name == named.as_str());
                is_person && is_open && !known.unidentified
            }),
        }
    }
}

/// The grants of such groups, by scope.
#[derive(Debug)]
pub(super) struct OpenGroups<'t> {
    gaps: NameMap<&'t PrincipalId, Gap>,
    by_scope: NameMap<&'t str, Vec<GrantIx>>,
    at_management_groups: Vec<GrantIx>,
}

impl<'t> OpenGroups<'t> {
    pub(super) fn new(tenant: &'t Tenant, groups: &Groups<'_>, grants: &GrantTable<'t>) -> Self {
        let mut gaps: NameMap<&'t PrincipalId, Gap> = NameMap::default();
        for holder in grants.holders() {
            if let Some(gap) = Gap::of(holder, tenant, groups) {
                gaps.insert(holder, gap);
            }
        }
        let mut open = Self {
            gaps,
            by_scope: NameMap::default(),
            at_management_groups: Vec::new(),
        };
        if open.gaps.is_empty() {
            return open;
        }
        for (number, holder, scope) in grants.records() {
            if !open.gaps.contains_key(holder) {
                continue;
            }
            if scope.kind() == ScopeKind::ManagementGroup {
                open.at_management_groups.push(number);
            }
            open.by_scope
                .entry(scope.folded())
                .or_default()
                .push(number);
        }
        open
    }

    /// What isn't known of the members of a holder.
    pub(super) fn gap(&self, holder: &PrincipalId) -> Option<&Gap> {
        self.gaps.get(holder)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.gaps.is_empty()
    }

    /// The grants of such groups that reach a scope, or that may.
    pub(super) fn reaching(&self, ancestors: &Ancestors) -> Vec<GrantIx> {
        if self.is_empty() {
            return Vec::new();
        }
        let there = ancestors
            .iter()
            .filter_map(|scope| self.by_scope.get(scope));
        let mut found: Vec<GrantIx> = there.flatten().copied().collect();
        found.extend(&self.at_management_groups);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<GrantIx> {
        let mut found: Vec<GrantIx> = self.by_scope.values().flatten().copied().collect();
        found.sort_unstable();
        found
    }
}
