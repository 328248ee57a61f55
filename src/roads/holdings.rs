//! What assignments and eligibilities give, as far as it leads to more: those of the same role
//! under the same condition at the same scope give the same power.

use std::borrow::Cow;
use std::sync::Arc;

use super::effects::{EffectIx, EffectSet, Effects};
use super::road::{RoadGrant, RoadGrantIx};
use super::terrain::{ScopeIx, Terrain};
use crate::access::AccessIndex;
use crate::condition::Verdict;
use crate::ids::{PrincipalId, RoleId};
use crate::model::{self, ConditionText, Moment, RoleDefinition, RoleReference};
use crate::scope::Scope;
use crate::text::NameMap;

/// A role under a condition, wherever it is assigned.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct DutyIx(u32);

/// The effects that a role under a condition gives.
#[derive(Debug)]
pub(super) struct Duty<'a> {
    pub(super) role: Cow<'a, RoleDefinition>,
    pub(super) condition: Option<&'a ConditionText>,
    /// Granted whatever the request.
    pub(super) firm: EffectSet,
    /// Granted if conditions are met that are open.
    pub(super) open: EffectSet,
}

/// All that leads to more.
pub(super) struct Holdings<'a> {
    /// The records, by id.
    pub(super) grants: Vec<RoadGrant>,
    pub(super) duties: Vec<Duty<'a>>,
    numbers: NameMap<(RoleReference, Option<Arc<str>>), DutyIx>,
    /// The duty and scope of each record.
    of_grant: Vec<(DutyIx, ScopeIx)>,
    /// The number of each record in the index.
    record_numbers: Vec<model::GrantIx>,
    by_principal: NameMap<PrincipalId, Vec<RoadGrantIx>>,
}

/// A record that gives a role, of either kind.
struct Given<'a> {
    number: model::GrantIx,
    grant: RoadGrant,
    role: &'a RoleReference,
    condition: Option<&'a ConditionText>,
}

impl<'a> Holdings<'a> {
    /// The assignments and eligibilities of roles with an effect, and those of custom roles: their
    /// definition may be changed.
    pub(super) fn of(
        index: &'a AccessIndex<'_>,
        moment: Moment,
        effects: &Effects,
        terrain: &Terrain,
    ) -> Self {
        let mut found = Self {
            grants: Vec::new(),
            duties: Vec::new(),
            numbers: NameMap::default(),
            of_grant: Vec::new(),
            record_numbers: Vec::new(),
            by_principal: NameMap::default(),
        };
        let mut given: Vec<(Given<'a>, DutyIx, ScopeIx)> = Vec::new();
        for record in records(index, moment) {
            let Some(scope) = terrain.find(&record.grant.scope) else {
                continue;
            };
            let Some(duty) = found.duty(index, effects, record.role, record.condition) else {
                continue;
            };
            let Duty {
                role, firm, open, ..
            } = &found.duties[duty.0 as usize];
            if !firm.union(*open).is_empty() || is_rewritable(role) {
                given.push((record, duty, scope));
            }
        }
        given.sort_by(|(a, ..), (b, ..)| {
            let key = |given: &Given<'a>| {
                (
                    crate::text::fold(&given.grant.id).into_owned(),
                    given.grant.place.clone(),
                )
            };
            key(a).cmp(&key(b))
        });
        for (number, (record, duty, scope)) in given.into_iter().enumerate() {
            let at = RoadGrantIx(u32::try_from(number).unwrap_or(u32::MAX));
            let held = found.by_principal.entry(record.grant.principal.clone());
            held.or_default().push(at);
            found.record_numbers.push(record.number);
            found.grants.push(record.grant);
            found.of_grant.push((duty, scope));
        }
        found
    }

    fn duty(
        &mut self,
        index: &'a AccessIndex<'_>,
        effects: &Effects,
        reference: &RoleReference,
        condition: Option<&'a ConditionText>,
    ) -> Option<DutyIx> {
        let key = (reference.clone(), condition.map(|c| Arc::clone(&c.text)));
        if let Some(known) = self.numbers.get(&key) {
            return Some(*known);
        }
        let role = index.role(reference)?;
        let number = self.learn(index, effects, Cow::Borrowed(role), condition);
        self.numbers.insert(key, number);
        Some(number)
    }

    /// The number of a record in the index.
    pub(super) fn number(&self, RoadGrantIx(at): RoadGrantIx) -> model::GrantIx {
        self.record_numbers[at as usize]
    }

    /// The duty of a role that is assigned on the way.
    pub(super) fn duty_of_role(
        &mut self,
        index: &AccessIndex<'_>,
        effects: &Effects,
        role: RoleId,
    ) -> Option<DutyIx> {
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
        role: Cow<'a, RoleDefinition>,
        condition: Option<&'a ConditionText>,
    ) -> DutyIx {
        let (mut firm, mut open) = (EffectSet::default(), EffectSet::default());
        for (at, effect) in effects.iter() {
            match index.role_grants(&role, condition, &effect.target) {
                Verdict::Met => firm.add(at),
                Verdict::Unknown => open.add(at),
                Verdict::NotMet => {}
            }
        }
        self.duties.push(Duty {
            role,
            condition,
            firm,
            open,
        });
        DutyIx(u32::try_from(self.duties.len() - 1).unwrap_or(u32::MAX))
    }

    pub(super) fn duty_of(&self, at: DutyIx) -> &Duty<'a> {
        &self.duties[at.0 as usize]
    }

    pub(super) fn grant(&self, at: RoadGrantIx) -> &RoadGrant {
        &self.grants[at.0 as usize]
    }

    /// What a record gives, and where.
    pub(super) fn power(&self, at: RoadGrantIx) -> (DutyIx, ScopeIx) {
        self.of_grant[at.0 as usize]
    }

    pub(super) fn of_principal(&self, principal: &PrincipalId) -> &[RoadGrantIx] {
        self.by_principal.get(principal).map_or(&[], Vec::as_slice)
    }

    /// Those to whom anything is given.
    pub(super) fn holders(&self) -> impl Iterator<Item = &PrincipalId> {
        self.by_principal.keys()
    }

    /// How firmly a record gives an effect.
    pub(super) fn gives(&self, at: RoadGrantIx, effect: EffectIx) -> Verdict {
        self.duty_of(self.power(at).0).gives(effect)
    }
}

impl Duty<'_> {
    pub(super) fn gives(&self, effect: EffectIx) -> Verdict {
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

/// Every grant that counts at the moment, in the order of the inputs.
fn records<'a>(index: &'a AccessIndex<'_>, moment: Moment) -> impl Iterator<Item = Given<'a>> {
    index.grants(moment).map(|grant| Given {
        number: grant.number,
        grant: RoadGrant {
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
