//! What single records come to for a list of operations, wherever they are and whoever holds them: what
//! is asked of many principals that share the records.

use std::rc::Rc;
use std::sync::Arc;

use super::authorizer::{record_step, role_grant};
use super::binding::Binding;
use super::conditions::{Circumstances, Judge};
use super::denial::denial;
use super::derivation::{Derivation, Doubt, Step};
use super::grant::{RoleGrant, role_step};
use super::open_groups::Gap;
use super::weight::{Weight, WeightTable, WeightsIx};
use super::{AccessIndex, Outcome, Target};
use crate::condition::Verdict;
use crate::directory::Placement;
use crate::ids::PrincipalId;
use crate::model::{DenyAssignment, DenyEffect, Grant, Moment, Origin, Standing, Timing};
use crate::text::NameMap;

/// Weighs grants and deny assignments for some operations at a moment.
pub(crate) struct Weigher<'a, 't> {
    index: &'a AccessIndex<'t>,
    moment: Moment,
    circumstances: &'a Circumstances,
    operations: Vec<Target>,
    /// The weights that were found.
    pub(crate) table: WeightTable,
    given: NameMap<GivenKey, Rc<Given>>,
}

/// A role under a condition: its number, the text, and whether a schedule has the condition.
type GivenKey = (u32, Option<Arc<str>>, bool);

/// What a role under a condition gives.
struct Given {
    /// Of each operation: for certain, if a condition is met, or not; `None` where the role isn't known.
    verdicts: Vec<Option<Verdict>>,
    /// The distinct ways to it, without the record.
    ways: Vec<(Outcome, Vec<Step>)>,
}

/// Who holds a grant, seen from a principal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum HeldBy {
    /// The principal, or a group that it is in.
    Itself,
    /// A group in which anyone may be.
    Anyone,
    /// Somebody whose object id the inputs don't say: it may be any person.
    AnyPerson,
}

impl<'a, 't> Weigher<'a, 't> {
    pub(crate) fn new(
        index: &'a AccessIndex<'t>,
        operations: Vec<Target>,
        moment: Moment,
        circumstances: &'a Circumstances,
    ) -> Self {
        Self {
            index,
            moment,
            circumstances,
            table: WeightTable::new(operations.len()),
            operations,
            given: NameMap::default(),
        }
    }

    /// What a grant weighs where it applies, or may apply.
    pub(crate) fn grant(&mut self, grant: &Grant<'a>, reach: Placement, by: HeldBy) -> WeightsIx {
        let timing = grant.window.timing(self.moment);
        if matches!(timing, Timing::NotYet | Timing::Over) {
            return WeightsIx::NONE;
        }
        let is_doubtful = reach == Placement::Unknown
            || timing == Timing::Unknown
            || grant.is_contradicted()
            || grant.role.is_none();
        let (certain, open, doubtful) = match (grant.standing, by) {
            (Standing::Active, HeldBy::Itself) => {
                (Weight::GRANTED, Weight::CONDITIONAL, Weight::MAY_GRANT)
            }
            (Standing::Eligible, HeldBy::Itself) => {
                let once_active = Weight::ELIGIBLE;
                (once_active, once_active, Weight::MAY_MAKE_ELIGIBLE)
            }
            (Standing::Active, HeldBy::Anyone) => [Weight::ANYONE; 3].into(),
            (Standing::Active, HeldBy::AnyPerson) => [Weight::ANY_PERSON; 3].into(),
            (Standing::Eligible, HeldBy::Anyone | HeldBy::AnyPerson) => return WeightsIx::NONE,
        };
        let given = self.given(grant);
        let weight = |verdict: &Option<Verdict>| match verdict {
            Some(Verdict::NotMet) => Weight::default(),
            _ if is_doubtful => doubtful,
            Some(Verdict::Met) => certain,
            Some(Verdict::Unknown) => open,
            None => doubtful,
        };
        self.table
            .number(given.verdicts.iter().map(weight).collect())
    }

    /// The paths of a principal that holds a grant itself, where nothing about the grant is in doubt.
    pub(crate) fn paths(&mut self, grant: &Grant<'a>) -> Vec<Derivation> {
        let given = self.given(grant);
        let each = given.ways.iter().map(|(outcome, way)| {
            let mut steps = Vec::with_capacity(way.len() + 1);
            steps.push(record_step(grant));
            steps.extend(way.iter().cloned());
            let outcome = match grant.standing {
                Standing::Active => *outcome,
                Standing::Eligible => Outcome::Eligible,
            };
            Derivation::new(outcome, steps)
        });
        each.collect()
    }

    /// What a deny assignment weighs for those whom it binds, or may bind.
    pub(crate) fn deny(&mut self, deny: &DenyAssignment, is_certain: bool) -> WeightsIx {
        let judge = self.judge();
        let weight = |target: &Target| match denial(deny, target, judge) {
            None => Weight::default(),
            Some(_) if deny.effect == DenyEffect::Audit => Weight::AUDITED,
            Some(_) if !is_certain => Weight::MAY_DENY,
            Some(found) if found.judgement.verdict == Verdict::Met => Weight::DENIED,
            Some(_) => Weight::MAYBE_DENIED,
        };
        let row = self.operations.iter().map(weight).collect();
        self.table.number(row)
    }

    fn judge(&self) -> Judge<'a> {
        Judge {
            conditions: self.index.conditions(),
            circumstances: self.circumstances,
            wildcards: self.index.catalog().wildcards(),
        }
    }

    fn given(&mut self, grant: &Grant<'a>) -> Rc<Given> {
        let condition = grant.condition.map(|condition| Arc::clone(&condition.text));
        let is_scheduled = matches!(grant.origin, Origin::Schedule(_));
        let key = (self.index.role_number(grant), condition, is_scheduled);
        if let Some(known) = self.given.get(&key) {
            return Rc::clone(known);
        }
        let judge = self.judge();
        let mut given = Given {
            verdicts: Vec::with_capacity(self.operations.len()),
            ways: Vec::new(),
        };
        for target in &self.operations {
            let Some(role) = grant.role else {
                given.verdicts.push(None);
                continue;
            };
            let (verdict, found, outcome) = match role_grant(role, grant, target, judge) {
                RoleGrant::No { .. } => {
                    given.verdicts.push(Some(Verdict::NotMet));
                    continue;
                }
                RoleGrant::Yes(found) => (Verdict::Met, found, Outcome::Allowed),
                RoleGrant::Open(found) => (Verdict::Unknown, found, Outcome::Conditional),
            };
            given.verdicts.push(Some(verdict));
            let mut steps = vec![role_step(role, &found)];
            steps.extend(found.of);
            let way = (outcome, steps);
            if !given.ways.contains(&way) {
                given.ways.push(way);
            }
        }
        let given = Rc::new(given);
        self.given.insert(key, Rc::clone(&given));
        given
    }
}

impl AccessIndex<'_> {
    /// The grants that count at a moment of those who may be anyone, or any person.
    pub(crate) fn grants_of_strangers(
        &self,
        moment: Moment,
    ) -> impl Iterator<Item = (Grant<'_>, HeldBy)> {
        let open = self.open_groups().all().into_iter();
        let open = open.map(|number| self.grant(number));
        open.filter(move |grant| super::grants::counts(grant, moment))
            .filter_map(|grant| {
                let by = match self.open_groups().gap(grant.holder)? {
                    Gap::Members(_) | Gap::Kind(_) => HeldBy::Anyone,
                    Gap::Identity(_) => HeldBy::AnyPerson,
                };
                Some((grant, by))
            })
    }

    /// Whether a principal may be a person whose object id the inputs don't say.
    pub(crate) fn may_be_person(&self, principal: &PrincipalId) -> bool {
        Gap::Identity(principal.clone()).may_be(principal, self.tenant())
    }

    /// Whether a deny assignment binds a principal where it applies, given who is the principal or a
    /// group of it: what the inputs don't say of that; `None` where it certainly doesn't bind.
    pub(crate) fn deny_binding(
        &self,
        deny: &DenyAssignment,
        is_among: impl Fn(&PrincipalId) -> bool,
    ) -> Option<Vec<Doubt>> {
        let position = |id: &PrincipalId| is_among(id).then_some(0);
        match Binding::of(self, deny, position)? {
            Binding::Everyone | Binding::Through(_) => Some(Vec::new()),
            Binding::Open(doubts) => Some(doubts),
        }
    }

    /// Whether it isn't known that some subject of a deny assignment is no group of which anyone may
    /// be a member: then it may bind, or spare, anyone.
    pub(crate) fn deny_may_bind_anyone(&self, deny: &DenyAssignment) -> bool {
        let is_open = |id: &PrincipalId| Gap::of(id, self.tenant(), self.groups()).is_some();
        deny.cut_off || (deny.principals.iter()).any(|s| s.id.is_all_principals() || is_open(&s.id))
    }
}
