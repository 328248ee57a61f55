//! The calls of a usage table as the decision engine sees them: who it is by the exports, and what would
//! allow it.

use std::sync::Arc;

use super::row::{Outcome as CallOutcome, UsageRow};
use crate::access::{AccessIndex, Authorizer, Circumstances, Decision, Outcome, Step, Target};
use crate::ids::{PrincipalId, parse_guid};
use crate::model::{Moment, Tenant};
use crate::pattern::ActionPattern;
use crate::scope::Scope;
use crate::text::{self, NameMap};

/// A row, with what it is about by the exports.
#[derive(Clone, Debug)]
pub(crate) struct Placed<'r> {
    pub(crate) row: &'r UsageRow,
    pub(crate) principal: PrincipalId,
    pub(crate) scope: Scope,
    pub(crate) target: Target,
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

/// Rows that can be judged, those of a principal at a scope one after the other.
#[derive(Debug, Default)]
pub(crate) struct PlacedRows<'r> {
    pub(crate) rows: Vec<Placed<'r>>,
    /// Those that can't, since the log names nobody, or somebody whom no export knows.
    pub(crate) strangers: Vec<&'r UsageRow>,
    /// Those without a scope, or with one that is none.
    pub(crate) nowhere: Vec<&'r UsageRow>,
}

impl<'r> PlacedRows<'r> {
    /// Looks up who called in the exports.
    pub(crate) fn new(rows: impl IntoIterator<Item = &'r UsageRow>, tenant: &Tenant) -> Self {
        let people = People::new(tenant);
        let mut placed = Self::default();
        for row in rows {
            let principal = row.key.principal.as_deref().and_then(|id| people.find(id));
            let Some(principal) = principal else {
                placed.strangers.push(row);
                continue;
            };
            let Some(Ok(scope)) = row.key.scope.as_deref().map(Scope::parse) else {
                placed.nowhere.push(row);
                continue;
            };
            placed.rows.push(Placed {
                row,
                principal,
                scope,
                target: Target {
                    action: ActionPattern::literal(&row.key.action),
                    plane: row.key.plane,
                },
            });
        }
        let key = |placed: &Placed<'_>| (placed.principal.clone(), placed.scope.clone());
        placed.rows.sort_by_cached_key(key);
        placed
    }

    /// The rows of a principal at a scope, group after group.
    pub(crate) fn at_one_scope(&self) -> impl Iterator<Item = &[Placed<'r>]> {
        self.rows
            .chunk_by(|one, other| one.principal == other.principal && one.scope == other.scope)
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
            let authorizer =
                Authorizer::new(index, &first.principal, &first.scope, moment, nothing_given);
            for placed in group {
                sink(placed, &authorizer.decide(&placed.target));
            }
        }
    }
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
