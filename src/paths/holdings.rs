//! The assignments and eligibilities of roles with an effect. Those of the same role under the same
//! condition have the same effects.

use std::borrow::Cow;
use std::sync::Arc;

use super::effects::{EffectIx, EffectSet, Effects};
use super::path::{PathGrant, PathGrantIx};
use crate::access::AccessIndex;
use crate::condition::Verdict;
use crate::directory::{ScopeIx, ScopeTree};
use crate::ids::{PrincipalId, RoleId};
use crate::model::{self, ConditionText, Moment, RoleDefinition, RoleReference};
use crate::scope::Scope;
use crate::text::NameMap;

/// The number of a [`GrantedRole`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct GrantedRoleIx(pub(super) u32);

/// A role under a condition, wherever it is assigned, with its effects.
#[derive(Debug)]
pub(super) struct GrantedRole<'a> {
    pub(super) definition: Cow<'a, RoleDefinition>,
    pub(super) condition: Option<&'a ConditionText>,
    /// Granted by any request.
    pub(super) firm: EffectSet,
    /// Granted if conditions are met that can't be decided here.
    pub(super) open: EffectSet,
}

/// The records that a path can use.
pub(super) struct Holdings<'a> {
    /// Sorted by id.
    pub(super) grants: Vec<PathGrant>,
    pub(super) roles: Vec<GrantedRole<'a>>,
    numbers: NameMap<(RoleReference, Option<Arc<str>>), GrantedRoleIx>,
    /// The role and scope of each record.
    of_grant: Vec<(GrantedRoleIx, ScopeIx)>,
    /// The number of each record in the index.
    record_numbers: Vec<model::GrantIx>,
    by_principal: NameMap<PrincipalId, Vec<PathGrantIx>>,
}

/// An assignment or eligibility of the inputs.
struct Record<'a> {
    number: model::GrantIx,
    grant: PathGrant,
    role: &'a RoleReference,
    condition: Option<&'a ConditionText>,
}

impl<'a> Holdings<'a> {
    /// The assignments and eligibilities of roles with an effect, and those of custom roles, whose
    /// definition may be changed.
    pub(super) fn of(
        index: &'a AccessIndex<'_>,
        moment: Moment,
        effects: &Effects,
        scope_tree: &ScopeTree,
    ) -> Self {
        let mut found = Self {
            grants: Vec::new(),
            roles: Vec::new(),
            numbers: NameMap::default(),
            of_grant: Vec::new(),
            record_numbers: Vec::new(),
            by_principal: NameMap::default(),
        };
        let mut kept: Vec<(Record<'a>, GrantedRoleIx, ScopeIx)> = Vec::new();
        for record in records(index, moment) {
            let Some(scope) = scope_tree.find(&record.grant.scope) else {
                continue;
            };
            let Some(role) = found.number_role(index, effects, record.role, record.condition)
            else {
                continue;
            };
            let known = &found.roles[role.0 as usize];
            if !known.firm.union(known.open).is_empty() || is_rewritable(&known.definition) {
                kept.push((record, role, scope));
            }
        }
        kept.sort_by_cached_key(|(record, ..)| {
            let id = crate::text::fold(&record.grant.id).into_owned();
            (id, record.grant.place.clone())
        });
        for (number, (record, role, scope)) in kept.into_iter().enumerate() {
            let at = PathGrantIx(u32::try_from(number).unwrap_or(u32::MAX));
            let held = found.by_principal.entry(record.grant.principal.clone());
            held.or_default().push(at);
            found.record_numbers.push(record.number);
            found.grants.push(record.grant);
            found.of_grant.push((role, scope));
        }
        found
    }

    fn number_role(
        &mut self,
        index: &'a AccessIndex<'_>,
        effects: &Effects,
        reference: &RoleReference,
        condition: Option<&'a ConditionText>,
    ) -> Option<GrantedRoleIx> {
        let key = (reference.clone(), condition.map(|c| Arc::clone(&c.text)));
        if let Some(known) = self.numbers.get(&key) {
            return Some(*known);
        }
        let definition = index.role(reference)?;
        let number = self.learn(index, effects, Cow::Borrowed(definition), condition);
        self.numbers.insert(key, number);
        Some(number)
    }

    /// The number of a record in the index.
    pub(super) fn number(&self, PathGrantIx(at): PathGrantIx) -> model::GrantIx {
        self.record_numbers[at as usize]
    }

    /// A role that is assigned by a step of a path.
    pub(super) fn assigned_role(
        &mut self,
        index: &AccessIndex<'_>,
        effects: &Effects,
        role: RoleId,
    ) -> Option<GrantedRoleIx> {
        let key = (RoleReference::Id(role), None);
        if let Some(known) = self.numbers.get(&key) {
            return Some(*known);
        }
        let definition = index.catalog().role(index.catalog().find_role_id(role)?);
        let number = self.learn(index, effects, Cow::Owned(definition), None);
        self.numbers.insert(key, number);
        Some(number)
    }

    fn learn(
        &mut self,
        index: &AccessIndex<'_>,
        effects: &Effects,
        definition: Cow<'a, RoleDefinition>,
        condition: Option<&'a ConditionText>,
    ) -> GrantedRoleIx {
        let (mut firm, mut open) = (EffectSet::default(), EffectSet::default());
        for (at, effect) in effects.iter() {
            match index.role_grants(&definition, condition, &effect.target) {
                Verdict::Met => firm.add(at),
                Verdict::Unknown => open.add(at),
                Verdict::NotMet => {}
            }
        }
        self.roles.push(GrantedRole {
            definition,
            condition,
            firm,
            open,
        });
        GrantedRoleIx(u32::try_from(self.roles.len() - 1).unwrap_or(u32::MAX))
    }

    pub(super) fn role(&self, at: GrantedRoleIx) -> &GrantedRole<'a> {
        &self.roles[at.0 as usize]
    }

    pub(super) fn grant(&self, at: PathGrantIx) -> &PathGrant {
        &self.grants[at.0 as usize]
    }

    /// The role that a record grants, and its scope.
    pub(super) fn role_at(&self, at: PathGrantIx) -> (GrantedRoleIx, ScopeIx) {
        self.of_grant[at.0 as usize]
    }

    pub(super) fn of_principal(&self, principal: &PrincipalId) -> &[PathGrantIx] {
        self.by_principal.get(principal).map_or(&[], Vec::as_slice)
    }

    /// Everyone to whom a record grants a role.
    pub(super) fn holders(&self) -> impl Iterator<Item = &PrincipalId> {
        self.by_principal.keys()
    }

    /// Whether a record grants an effect: `Unknown` where that depends on a condition.
    pub(super) fn grants_effect(&self, at: PathGrantIx, effect: EffectIx) -> Verdict {
        self.role(self.role_at(at).0).grants(effect)
    }
}

impl GrantedRole<'_> {
    pub(super) fn grants(&self, effect: EffectIx) -> Verdict {
        if self.firm.holds(effect) {
            Verdict::Met
        } else if self.open.holds(effect) {
            Verdict::Unknown
        } else {
            Verdict::NotMet
        }
    }
}

/// Whether a definition can be changed by those who may write it.
pub(super) fn is_rewritable(role: &RoleDefinition) -> bool {
    role.kind == crate::model::RoleKind::Custom && !role.assignable_scopes.is_empty()
}

/// Every grant that is known to count at the moment, in the order of the inputs.
fn records<'a>(index: &'a AccessIndex<'_>, moment: Moment) -> impl Iterator<Item = Record<'a>> {
    let current = index
        .grants(moment)
        .filter(move |grant| grant.is_current(moment));
    current.map(|grant| Record {
        number: grant.number,
        grant: PathGrant {
            id: Arc::clone(grant.id()),
            principal: grant.holder.clone(),
            role: grant.role_label(),
            role_id: grant.role.and_then(|role| role.id),
            scope: grant.scope.clone(),
            standing: grant.standing,
            place: grant.place().clone(),
        },
        role: grant.reference,
        condition: grant.condition,
    })
}

/// The scopes of all records, and those at which custom roles may be assigned.
pub(super) fn scopes<'a>(index: &'a AccessIndex<'_>) -> impl Iterator<Item = Scope> + 'a {
    let tenant = index.tenant();
    let granted = index.grants_ever().map(|grant| grant.scope.clone());
    let denied = tenant.deny_assignments.iter().map(|d| d.scope.clone());
    let custom = tenant
        .role_definitions
        .iter()
        .filter(|role| is_rewritable(role));
    let assignable = custom.flat_map(|role| &role.assignable_scopes);
    let assignable = assignable.filter_map(|text| Scope::parse(text).ok());
    granted.chain(denied).chain(assignable)
}
