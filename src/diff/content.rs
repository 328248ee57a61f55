//! What records grant, numbered by content, so that what two snapshots share is recognised and
//! what many principals share is judged once.

use std::collections::HashMap;

use crate::access::{AccessIndex, Outcome, Target};
use crate::bits::OperationSet;
use crate::condition::{Condition, Verdict};
use crate::model::{ConditionText, DenyAssignment, Permission, Plane, RoleDefinition, Standing};
use crate::pattern::PatternSet;

/// What one assignment or schedule instance gives, by content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct GrantKey {
    pub(super) role: u32,
    pub(super) condition: Option<u32>,
    pub(super) standing: Standing,
}

/// What reaches somebody somewhere: sorted, each once.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Bearing {
    pub(super) grants: Vec<GrantKey>,
    pub(super) denies: Vec<u32>,
}

impl Bearing {
    pub(super) fn new(mut grants: Vec<GrantKey>, mut denies: Vec<u32>) -> Self {
        grants.sort_unstable();
        grants.dedup();
        denies.sort_unstable();
        denies.dedup();
        Self { grants, denies }
    }
}

type PermissionKey = (PatternSet, PatternSet, Option<ConditionText>);

fn permission_keys(permissions: &[Permission]) -> Vec<PermissionKey> {
    let key = |p: &Permission| (p.control.clone(), p.data.clone(), p.condition.clone());
    permissions.iter().map(key).collect()
}

/// Roles, conditions and deny assignments of both snapshots, each content once.
pub(super) struct Contents<'a, 't> {
    judge: &'a AccessIndex<'t>,
    roles: Vec<RoleDefinition>,
    role_numbers: HashMap<Vec<PermissionKey>, u32>,
    conditions: Vec<ConditionText>,
    condition_numbers: HashMap<ConditionText, u32>,
    denies: Vec<DenyAssignment>,
    deny_numbers: HashMap<(Vec<PermissionKey>, Option<ConditionText>), u32>,
    role_sets: HashMap<(u32, Plane), Vec<OperationSet>>,
    deny_sets: HashMap<(u32, Plane), Vec<OperationSet>>,
    guards: HashMap<(ConditionText, Plane), Vec<OperationSet>>,
}

impl<'a, 't> Contents<'a, 't> {
    /// Contents judged over the operations of the index's catalogue.
    pub(super) fn new(judge: &'a AccessIndex<'t>) -> Self {
        Self {
            judge,
            roles: Vec::new(),
            role_numbers: HashMap::new(),
            conditions: Vec::new(),
            condition_numbers: HashMap::new(),
            denies: Vec::new(),
            deny_numbers: HashMap::new(),
            role_sets: HashMap::new(),
            deny_sets: HashMap::new(),
            guards: HashMap::new(),
        }
    }

    pub(super) fn judge(&self) -> &'a AccessIndex<'t> {
        self.judge
    }

    pub(super) fn role_number(&mut self, role: &RoleDefinition) -> u32 {
        let next = number(self.roles.len());
        let found = *self
            .role_numbers
            .entry(permission_keys(&role.permissions))
            .or_insert(next);
        if found == next {
            self.roles.push(role.clone());
        }
        found
    }

    pub(super) fn condition_number(&mut self, condition: &ConditionText) -> u32 {
        let next = number(self.conditions.len());
        let found = *self
            .condition_numbers
            .entry(condition.clone())
            .or_insert(next);
        if found == next {
            self.conditions.push(condition.clone());
        }
        found
    }

    pub(super) fn deny_number(&mut self, deny: &DenyAssignment) -> u32 {
        let next = number(self.denies.len());
        let key = (permission_keys(&deny.permissions), deny.condition.clone());
        let found = *self.deny_numbers.entry(key).or_insert(next);
        if found == next {
            self.denies.push(deny.clone());
        }
        found
    }

    pub(super) fn role(&self, grant: GrantKey) -> &RoleDefinition {
        &self.roles[grant.role as usize]
    }

    pub(super) fn condition(&self, grant: GrantKey) -> Option<&ConditionText> {
        grant.condition.map(|at| &self.conditions[at as usize])
    }

    pub(super) fn deny(&self, number: u32) -> &DenyAssignment {
        &self.denies[number as usize]
    }

    /// What one grant alone gives for an operation.
    pub(super) fn given(&self, grant: GrantKey, target: &Target) -> Outcome {
        let condition = self.condition(grant);
        let verdict = self.judge.role_grants(self.role(grant), condition, target);
        match (verdict, grant.standing) {
            (Verdict::NotMet, _) => Outcome::NotGranted,
            (_, Standing::Eligible) => Outcome::Eligible,
            (Verdict::Met, Standing::Active) => Outcome::Allowed,
            (Verdict::Unknown, Standing::Active) => Outcome::Conditional,
        }
    }

    /// Classes of operations of a plane that nothing in the two bearings tells apart; operations
    /// that no role of either names are in none.
    pub(super) fn classes(&mut self, both: [&Bearing; 2], plane: Plane) -> Vec<OperationSet> {
        let mut cuts: Vec<OperationSet> = Vec::new();
        let mut named = OperationSet::new(self.judge.catalog().operation_count());
        for grant in both.iter().flat_map(|bearing| &bearing.grants) {
            for set in self.sets_of_role(grant.role, plane) {
                named.union_with(set);
                cuts.push(set.clone());
            }
            let outer = self.condition(*grant).cloned();
            let inner = self.role(*grant).permissions.iter();
            let inner: Vec<ConditionText> = inner.filter_map(|p| p.condition.clone()).collect();
            for condition in outer.into_iter().chain(inner) {
                cuts.extend(self.guard(&condition, plane).iter().cloned());
            }
        }
        for &deny in both.iter().flat_map(|bearing| &bearing.denies) {
            cuts.extend(self.sets_of_deny(deny, plane).iter().cloned());
            let found = self.deny(deny);
            let inner = found.permissions.iter().map(|p| &p.condition);
            let all: Vec<ConditionText> = inner
                .chain([&found.condition])
                .filter_map(Clone::clone)
                .collect();
            for condition in all {
                cuts.extend(self.guard(&condition, plane).iter().cloned());
            }
        }
        let mut classes = vec![named];
        for cut in &cuts {
            let mut finer = Vec::with_capacity(classes.len() + 1);
            for class in classes {
                let outside = class.minus(cut);
                let mut inside = class;
                inside.intersect_with(cut);
                finer.extend([inside, outside].into_iter().filter(|set| !set.is_empty()));
            }
            classes = finer;
        }
        classes.retain(|class| !class.is_empty());
        classes
    }

    fn sets_of_role(&mut self, role: u32, plane: Plane) -> &[OperationSet] {
        let (catalog, roles) = (self.judge.catalog(), &self.roles);
        self.role_sets.entry((role, plane)).or_insert_with(|| {
            let permissions = &roles[role as usize].permissions;
            let sets = permissions
                .iter()
                .map(|p| catalog.expand_set(p.plane(plane), plane));
            sets.collect()
        })
    }

    fn sets_of_deny(&mut self, deny: u32, plane: Plane) -> &[OperationSet] {
        let (catalog, denies) = (self.judge.catalog(), &self.denies);
        self.deny_sets.entry((deny, plane)).or_insert_with(|| {
            let permissions = &denies[deny as usize].permissions;
            let sets = permissions
                .iter()
                .map(|p| catalog.expand_set(p.plane(plane), plane));
            sets.collect()
        })
    }

    /// The operations that a condition tells apart: its `ActionMatches`.
    fn guard(&mut self, condition: &ConditionText, plane: Plane) -> &[OperationSet] {
        let catalog = self.judge.catalog();
        self.guards
            .entry((condition.clone(), plane))
            .or_insert_with(|| {
                let Ok(parsed) = Condition::parse(&condition.text) else {
                    return Vec::new();
                };
                let targets = parsed.targets();
                targets
                    .into_iter()
                    .map(|pattern| catalog.expand(pattern, plane))
                    .collect()
            })
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// How much an outcome gives: what is denied gives as little as what nothing grants.
pub(super) fn degree(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Allowed => 3,
        Outcome::Partial | Outcome::Conditional | Outcome::Undetermined => 2,
        Outcome::Eligible => 1,
        Outcome::NotGranted | Outcome::Denied => 0,
    }
}
