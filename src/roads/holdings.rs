//! What assignments and eligibilities give, as far as it leads to more: those of the same role
//! under the same condition at the same scope give the same power.

use std::borrow::Cow;
use std::sync::Arc;

use super::lever::{LeverIx, LeverSet, Levers};
use super::road::{GrantIx, GrantStanding, RoadGrant};
use super::terrain::{ScopeIx, Terrain};
use crate::access::AccessIndex;
use crate::condition::Verdict;
use crate::ids::{PrincipalId, RoleId};
use crate::model::{
    AssignmentOrigin, ConditionText, PrincipalFound, PrincipalKind, RoleAssignment, RoleDefinition,
    RoleReference, ScheduleKind,
};
use crate::scope::Scope;
use crate::text::NameMap;

/// A role under a condition, wherever it is assigned.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct DutyIx(u32);

/// The levers that a role under a condition gives.
#[derive(Debug)]
pub(super) struct Duty<'a> {
    pub(super) role: Cow<'a, RoleDefinition>,
    pub(super) condition: Option<&'a ConditionText>,
    /// Granted whatever the request.
    pub(super) firm: LeverSet,
    /// Granted if conditions are met that are open.
    pub(super) open: LeverSet,
}

/// All that leads to more.
pub(super) struct Holdings<'a> {
    /// The records, by id.
    pub(super) grants: Vec<RoadGrant>,
    pub(super) duties: Vec<Duty<'a>>,
    numbers: NameMap<(RoleReference, Option<Arc<str>>), DutyIx>,
    /// The duty and scope of each record.
    of_grant: Vec<(DutyIx, ScopeIx)>,
    by_principal: NameMap<PrincipalId, Vec<GrantIx>>,
}

/// A record that gives a role, of either kind.
struct Given<'a> {
    grant: RoadGrant,
    role: &'a RoleReference,
    condition: Option<&'a ConditionText>,
}

impl<'a> Holdings<'a> {
    /// The assignments and eligibilities of roles with a lever, and those of custom roles: their
    /// definition may be changed.
    pub(super) fn of(index: &'a AccessIndex<'_>, levers: &Levers, terrain: &Terrain) -> Self {
        let mut found = Self {
            grants: Vec::new(),
            duties: Vec::new(),
            numbers: NameMap::default(),
            of_grant: Vec::new(),
            by_principal: NameMap::default(),
        };
        let mut given: Vec<(Given<'a>, DutyIx, ScopeIx)> = Vec::new();
        for record in records(index) {
            let Some(scope) = terrain.find(&record.grant.scope) else {
                continue;
            };
            let Some(duty) = found.duty(index, levers, record.role, record.condition) else {
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
            let at = GrantIx(u32::try_from(number).unwrap_or(u32::MAX));
            let held = found.by_principal.entry(record.grant.principal.clone());
            held.or_default().push(at);
            found.grants.push(record.grant);
            found.of_grant.push((duty, scope));
        }
        found
    }

    fn duty(
        &mut self,
        index: &'a AccessIndex<'_>,
        levers: &Levers,
        reference: &RoleReference,
        condition: Option<&'a ConditionText>,
    ) -> Option<DutyIx> {
        let key = (reference.clone(), condition.map(|c| Arc::clone(&c.text)));
        if let Some(known) = self.numbers.get(&key) {
            return Some(*known);
        }
        let role = index.role(reference)?;
        let number = self.learn(index, levers, Cow::Borrowed(role), condition);
        self.numbers.insert(key, number);
        Some(number)
    }

    /// The duty of a role that is assigned on the way.
    pub(super) fn duty_of_role(
        &mut self,
        index: &AccessIndex<'_>,
        levers: &Levers,
        role: RoleId,
    ) -> Option<DutyIx> {
        let key = (RoleReference::Id(role), None);
        if let Some(known) = self.numbers.get(&key) {
            return Some(*known);
        }
        let definition = index.catalog().role(index.catalog().find_role_id(role)?);
        let number = self.learn(index, levers, Cow::Owned(definition), None);
        self.numbers.insert(key, number);
        Some(number)
    }

    fn learn(
        &mut self,
        index: &AccessIndex<'_>,
        levers: &Levers,
        role: Cow<'a, RoleDefinition>,
        condition: Option<&'a ConditionText>,
    ) -> DutyIx {
        let (mut firm, mut open) = (LeverSet::default(), LeverSet::default());
        for (at, lever) in levers.iter() {
            match index.role_grants(&role, condition, &lever.target) {
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

    pub(super) fn grant(&self, at: GrantIx) -> &RoadGrant {
        &self.grants[at.0 as usize]
    }

    /// What a record gives, and where.
    pub(super) fn power(&self, at: GrantIx) -> (DutyIx, ScopeIx) {
        self.of_grant[at.0 as usize]
    }

    pub(super) fn of_principal(&self, principal: &PrincipalId) -> &[GrantIx] {
        self.by_principal.get(principal).map_or(&[], Vec::as_slice)
    }

    /// Those to whom anything is given.
    pub(super) fn holders(&self) -> impl Iterator<Item = &PrincipalId> {
        self.by_principal.keys()
    }

    /// How firmly a record gives a lever.
    pub(super) fn gives(&self, at: GrantIx, lever: LeverIx) -> Verdict {
        self.duty_of(self.power(at).0).gives(lever)
    }
}

impl Duty<'_> {
    pub(super) fn gives(&self, lever: LeverIx) -> Verdict {
        if self.firm.holds(lever) {
            Verdict::Met
        } else if self.open.holds(lever) {
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

/// Every record whose role is known, in the order of the inputs; an active schedule instance that
/// only shows an assignment a second time is left to that (PI-2).
fn records<'a>(index: &'a AccessIndex<'_>) -> impl Iterator<Item = Given<'a>> {
    let tenant = index.tenant();
    let assignments = tenant.role_assignments.iter().map(|a| Given {
        grant: RoadGrant {
            id: Arc::clone(&a.id),
            principal: a.principal.clone(),
            role: Arc::from(index.role_label(&a.role, a.role_name.as_deref())),
            role_id: index.role(&a.role).and_then(|role| role.id),
            scope: a.scope.clone(),
            standing: GrantStanding::Active,
            place: a.place.clone(),
        },
        role: &a.role,
        condition: a.condition.as_ref(),
    });
    let schedules = tenant.schedules.iter();
    let schedules = schedules.filter(|schedule| !index.repeats_assignment(schedule));
    let schedules = schedules.map(|s| Given {
        grant: RoadGrant {
            id: Arc::clone(&s.id),
            principal: s.principal.clone(),
            role: Arc::from(index.role_label(&s.role, None)),
            role_id: index.role(&s.role).and_then(|role| role.id),
            scope: s.scope.clone(),
            standing: match s.kind {
                ScheduleKind::Eligible => GrantStanding::Eligible,
                _ => GrantStanding::Active,
            },
            place: s.place.clone(),
        },
        role: &s.role,
        condition: s.condition.as_ref(),
    });
    assignments.chain(schedules)
}

/// The scopes of all records, and those at which custom roles may be assigned.
pub(super) fn scopes<'a>(index: &'a AccessIndex<'_>) -> impl Iterator<Item = Scope> + 'a {
    let tenant = index.tenant();
    let assigned = tenant.role_assignments.iter().map(|a| a.scope.clone());
    let scheduled = tenant.schedules.iter().map(|s| s.scope.clone());
    let denied = tenant.deny_assignments.iter().map(|d| d.scope.clone());
    let custom = tenant
        .role_definitions
        .iter()
        .filter(|role| is_rewritable(role));
    let assignable = custom.flat_map(|role| &role.assignable_scopes);
    let assignable = assignable.filter_map(|text| Scope::parse(text).ok());
    assigned.chain(scheduled).chain(denied).chain(assignable)
}

/// A record as an assignment, for questions that are asked about assignments.
pub(super) fn as_assignment(grant: &RoadGrant, duty: &Duty<'_>) -> RoleAssignment {
    RoleAssignment {
        id: Arc::clone(&grant.id),
        principal: grant.principal.clone(),
        principal_kind: PrincipalKind::Unknown,
        principal_found: PrincipalFound::NotSaid,
        role: RoleReference::Name(Arc::clone(&duty.role.name)),
        role_name: None,
        scope: grant.scope.clone(),
        condition: duty.condition.cloned(),
        origin: AssignmentOrigin::Standing,
        created_on: None,
        description: None,
        place: grant.place.clone(),
    }
}
