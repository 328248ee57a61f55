//! The calls of a usage table as the decision engine sees them: who it is by the exports, and what would
//! allow it.

use std::hash::Hash;
use std::sync::Arc;

use super::row::{Outcome as CallOutcome, UsageKey, UsageRow};
use crate::access::{AccessIndex, Authorizer, Circumstances, Decision, Outcome, Step, Target};
use crate::ids::{PrincipalId, parse_guid};
use crate::model::{Moment, Plane, Tenant};
use crate::pattern::ActionPattern;
use crate::scope::Scope;
use crate::text::{self, NameMap};

/// A row, with what it is about by the exports: numbers of [`PlacedRows`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed<'r> {
    pub(crate) row: &'r UsageRow,
    pub(crate) principal: u32,
    pub(crate) scope: u32,
    pub(crate) target: u32,
}

impl Placed<'_> {
    /// What is the same in the rows of a principal at a scope.
    fn place(&self) -> (u32, u32) {
        (self.principal, self.scope)
    }
}

/// Rows and calls that are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) rows: u64,
    pub(crate) calls: u64,
}

impl Count {
    /// The rows that were allowed, or failed for want of something else than a role.
    pub(crate) fn of(rows: &[&UsageRow]) -> Self {
        let mut count = Self::default();
        let counted = rows
            .iter()
            .filter(|row| row.key.outcome != CallOutcome::Denied);
        counted.for_each(|row| count.add(row));
        count
    }

    pub(crate) fn add(&mut self, row: &UsageRow) {
        self.rows += 1;
        self.calls = self.calls.saturating_add(row.tally.count);
    }
}

/// Rows that can be judged, by principal, scope and operation. Many rows are about the same ones, so each is
/// looked up once and has a number, in the order of what it stands for.
#[derive(Debug)]
pub(crate) struct PlacedRows<'r> {
    pub(crate) rows: Vec<Placed<'r>>,
    pub(crate) principals: Vec<PrincipalId>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) targets: Vec<Target>,
    /// Those that can't, since the log names nobody, or somebody whom no export knows.
    pub(crate) strangers: Vec<&'r UsageRow>,
    /// Those without a scope, or with one that is none.
    pub(crate) nowhere: Vec<&'r UsageRow>,
}

impl<'r> PlacedRows<'r> {
    /// Looks up who called in the exports.
    pub(crate) fn new(rows: impl IntoIterator<Item = &'r UsageRow>, tenant: &Tenant) -> Self {
        let people = People::new(tenant);
        let mut principals = Numbered::new(PrincipalId::as_str);
        let mut scopes = Numbered::new(Scope::as_str);
        let mut actions = Numbered::new(|(action, _): &(Arc<str>, Plane)| action);
        let (mut placed, mut strangers, mut nowhere) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let UsageKey {
                principal,
                scope,
                action,
                plane,
                ..
            } = &row.key;
            let principal = principal.as_ref().and_then(|id| {
                let find = || people.find(id);
                principals.number(address(id), find)
            });
            let Some(principal) = principal else {
                strangers.push(row);
                continue;
            };
            let scope = scope.as_ref().and_then(|scope| {
                let parse = || Scope::parse(scope).ok();
                scopes.number(address(scope), parse)
            });
            let call = || Some((Arc::clone(action), *plane));
            let target = actions.number((address(action), *plane), call);
            let (Some(scope), Some(target)) = (scope, target) else {
                nowhere.push(row);
                continue;
            };
            placed.push(Placed {
                row,
                principal,
                scope,
                target,
            });
        }
        let (principals, ranks_of_principals) = principals.in_order();
        let (scopes, ranks_of_scopes) = scopes.in_order();
        let (actions, ranks_of_actions) = actions.in_order();
        for row in &mut placed {
            row.principal = ranks_of_principals[row.principal as usize];
            row.scope = ranks_of_scopes[row.scope as usize];
            row.target = ranks_of_actions[row.target as usize];
        }
        // Rows may come in any order: those of one call stand in that of the table.
        placed.sort_by(|one, other| {
            let numbers = |row: &Placed<'_>| (row.principal, row.scope, row.target);
            let by_key = || one.row.key.order().cmp(&other.row.key.order());
            numbers(one).cmp(&numbers(other)).then_with(by_key)
        });
        let target = |(action, plane): &(Arc<str>, Plane)| Target {
            action: ActionPattern::literal(action),
            plane: *plane,
        };
        Self {
            rows: placed,
            principals,
            scopes,
            targets: actions.iter().map(target).collect(),
            strangers,
            nowhere,
        }
    }

    /// The rows of a principal at a scope, group after group.
    pub(crate) fn at_one_scope(&self) -> impl Iterator<Item = &[Placed<'r>]> {
        self.rows
            .chunk_by(|one, other| one.place() == other.place())
    }

    pub(crate) fn principal(&self, placed: &Placed<'_>) -> &PrincipalId {
        &self.principals[placed.principal as usize]
    }

    pub(crate) fn scope(&self, placed: &Placed<'_>) -> &Scope {
        &self.scopes[placed.scope as usize]
    }

    pub(crate) fn target(&self, placed: &Placed<'_>) -> &Target {
        &self.targets[placed.target as usize]
    }

    /// Decides each row.
    pub(crate) fn decide(
        &self,
        index: &AccessIndex<'_>,
        moment: Moment,
        mut sink: impl FnMut(&Placed<'r>, &Decision),
    ) {
        for group in self.at_one_scope() {
            let (first, nothing_given) = (&group[0], Circumstances::default());
            let (principal, scope) = (self.principal(first), self.scope(first));
            let authorizer = Authorizer::new(index, principal, scope, moment, nothing_given);
            for placed in group {
                sink(placed, &authorizer.decide(self.target(placed)));
            }
        }
    }
}

/// Values, each with a number, found by what names them in a row; none for a name that has no value. Of a value
/// that is spelled in several ways the first in order stays.
struct Numbered<K, T> {
    by_key: NameMap<K, Option<u32>>,
    numbers: NameMap<T, u32>,
    values: Vec<T>,
    spelling: fn(&T) -> &str,
}

impl<K: Hash + Eq, T: Hash + Ord + Clone> Numbered<K, T> {
    fn new(spelling: fn(&T) -> &str) -> Self {
        Self {
            by_key: NameMap::default(),
            numbers: NameMap::default(),
            values: Vec::new(),
            spelling,
        }
    }

    fn number(&mut self, key: K, find: impl FnOnce() -> Option<T>) -> Option<u32> {
        let Self {
            by_key,
            numbers,
            values,
            spelling,
        } = self;
        *by_key.entry(key).or_insert_with(|| {
            let value = find()?;
            let number = *numbers.entry(value.clone()).or_insert_with(|| {
                values.push(value.clone());
                u32::try_from(values.len() - 1).unwrap_or(u32::MAX)
            });
            if let Some(known) = values.get_mut(number as usize)
                && spelling(&value) < spelling(known)
            {
                *known = value;
            }
            Some(number)
        })
    }

    /// The values in their order, and the place of each number in it.
    fn in_order(self) -> (Vec<T>, Vec<u32>) {
        let mut order: Vec<(T, usize)> = self.values.into_iter().zip(0..).collect();
        order.sort_unstable();
        let mut ranks = vec![0; order.len()];
        for (rank, (_, number)) in (0..).zip(&order) {
            ranks[*number] = rank;
        }
        (order.into_iter().map(|(value, _)| value).collect(), ranks)
    }
}

/// Where a text is held: rows share the texts that they have in common.
fn address(text: &Arc<str>) -> usize {
    Arc::as_ptr(text).addr()
}

/// The principals of the exports, by the other names that logs have for them too.
struct People<'t> {
    tenant: &'t Tenant,
    by_name: NameMap<String, Option<&'t PrincipalId>>,
}

impl<'t> People<'t> {
    fn new(tenant: &'t Tenant) -> Self {
        let mut by_name: NameMap<String, Option<&PrincipalId>> = NameMap::default();
        for who in tenant.principals.values() {
            for name in [&who.sign_in_name, &who.app_id].into_iter().flatten() {
                let known = by_name
                    .entry(text::fold(name).into_owned())
                    .or_insert(Some(&who.id));
                if *known != Some(&who.id) {
                    *known = None;
                }
            }
        }
        Self { tenant, by_name }
    }

    /// The principal; an object id that no export has is somebody who holds nothing.
    fn find(&self, id: &str) -> Option<PrincipalId> {
        let own = PrincipalId::new(id);
        if self.tenant.principals.contains_key(&own) {
            return Some(own);
        }
        match self.by_name.get(id) {
            Some(known) => known.cloned(),
            None => parse_guid(id).map(|_| own),
        }
    }
}

/// A record that would allow a call.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Granter {
    /// The id of the assignment, or of the schedule instance.
    pub(crate) id: Arc<str>,
    /// Whether it does so as things are: without a condition, an activation or a doubt.
    pub(crate) is_certain: bool,
}

/// The records that allow a call, or may, each once.
pub(crate) fn granters(decision: &Decision) -> Vec<Granter> {
    let ways = decision.derivations().iter().filter(|way| way.grants());
    let mut found: Vec<Granter> = ways
        .filter_map(|way| {
            Some(Granter {
                id: Arc::from(way.steps.iter().find_map(Step::record)?),
                is_certain: way.outcome == Outcome::Allowed,
            })
        })
        .collect();
    // Of two ways through the same record the certain one counts.
    found.sort_by(|one, other| (&one.id, !one.is_certain).cmp(&(&other.id, !other.is_certain)));
    found.dedup_by(|later, first| later.id == first.id);
    found
}
