use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::entries::{Entries, Judged};
use super::guard::{Denials, Guard, OpenAt, is_open};
use super::held::{AllDoubts, DoubtTable, HeldDoubts};
use super::holding::{HoldingIx, Holdings};
use super::layer::Layer;
use super::records::{GRANTING, Records, Weighty};
use super::{HeldScopes, HolderAnywhere, HoldersAnywhere};
use crate::access::{
    AccessIndex, Circumstances, Derivation, Doubt, Outcome, Target, Weigher, Weight, WeightsIx,
    membership,
};
use crate::directory::{Placement, ScopeIx};
use crate::ids::PrincipalId;
use crate::model::{Grant, Moment};
use crate::text::NameMap;

/// Everyone who can, by what every record weighs.
pub(super) fn who_can_anywhere(
    index: &AccessIndex<'_>,
    operations: Vec<Target>,
    moment: Moment,
    circumstances: &Circumstances,
) -> HoldersAnywhere {
    let several = operations.len() > 1;
    let mut weigher = Weigher::new(index, operations, moment, circumstances);
    let records = Records::new(index, &mut weigher, moment);
    let holdings = Holdings::new(index, &records, &mut weigher.table);
    let denials = Denials::new(index, &records, &holdings.subjects);
    let marks = records.of_strangers.iter().flat_map(Weighty::marks);
    let strangers = Layer::new(records.tree(), &mut weigher.table, marks.collect());
    let mut survey = Survey {
        index,
        moment,
        several,
        weigher,
        denials,
        strangers,
        guards: Vec::new(),
        guard_of: NameMap::default(),
        answers: NameMap::default(),
        doubts: DoubtTable::default(),
        doubts_of_grants: NameMap::default(),
        records,
        holdings,
    };
    let about_anyone = survey.doubts_about_anyone();
    let mut answers = NameMap::default();
    for at in 0..survey.holdings.holders.len() {
        let (principal, holding) = survey.holdings.holders[at];
        if let Some(answer) = survey.answer(principal, holding) {
            answers.insert(principal, answer);
        }
    }
    // Every doubt that has a number is about somebody who is listed, or may be eligible.
    let known = survey.doubts.take();
    let each = answers
        .keys()
        .map(|principal| survey.holder(principal, &answers, &known));
    let mut holders: Vec<HolderAnywhere> = each.flatten().collect();
    holders.sort_by(|a, b| (a.outcome, &a.principal).cmp(&(b.outcome, &b.principal)));
    let mut doubts: Vec<Doubt> = about_anyone
        .into_iter()
        .chain(known.doubts.iter().cloned())
        .collect();
    doubts.sort();
    doubts.dedup();
    HoldersAnywhere { holders, doubts }
}

struct Survey<'a, 't> {
    index: &'a AccessIndex<'t>,
    moment: Moment,
    /// Whether several operations are asked about.
    several: bool,
    weigher: Weigher<'a, 't>,
    records: Records<'a>,
    holdings: Holdings<'a>,
    denials: Denials,
    strangers: Layer,
    guards: Vec<Guard>,
    guard_of: NameMap<Vec<u32>, usize>,
    /// The answers for what is held, what guards it, and whether a person holds it.
    answers: NameMap<(HoldingIx, usize, bool), Option<Rc<Answer>>>,
    /// What isn't known of those who are listed.
    doubts: DoubtTable,
    /// The doubts about a grant, by its position: at its own scope, or at one that it may hold.
    doubts_of_grants: NameMap<(u32, bool), Rc<[u32]>>,
}

/// What is said of everyone who has the same.
struct Answer {
    outcome: Outcome,
    scopes: HeldScopes,
    /// Their numbers.
    doubts: Arc<[u32]>,
}

impl Survey<'_, '_> {
    fn answer(&mut self, principal: &PrincipalId, holding: HoldingIx) -> Option<Rc<Answer>> {
        let guard = self.guard(&self.holdings.get(holding).subjects.clone());
        let may_be_person = !self.strangers.is_empty() && self.index.may_be_person(principal);
        let key = (holding, guard, may_be_person);
        if let Some(known) = self.answers.get(&key) {
            return known.clone();
        }
        let answer = self.work_out(holding, guard, may_be_person).map(Rc::new);
        self.answers.insert(key, answer.clone());
        answer
    }

    fn guard(&mut self, subjects: &[u32]) -> usize {
        if let Some(known) = self.guard_of.get(subjects) {
            return *known;
        }
        let among = (subjects, &self.holdings.subjects);
        let table = &mut self.weigher.table;
        let guard = self.denials.guard(self.index, &self.records, among, table);
        self.guards.push(guard);
        let next = self.guards.len() - 1;
        self.guard_of.insert(subjects.to_vec(), next);
        next
    }

    /// The scopes at which the outcome may change for somebody with a holding.
    fn nodes(&self, holding: HoldingIx, guard: usize) -> Vec<ScopeIx> {
        let holding = self.holdings.get(holding);
        let marks = holding.marks.iter().map(|(at, _)| *at);
        let mut nodes: Vec<ScopeIx> = marks.collect();
        let strangers_matter = self.several || holding.is_eligible;
        let mut outermost: Option<Range<ScopeIx>> = None;
        for (at, _) in &holding.marks {
            if outermost.as_ref().is_some_and(|range| range.contains(at)) {
                continue;
            }
            let range = self.records.tree().below(*at);
            nodes.extend(self.guards[guard].starts_in(&range));
            if strangers_matter {
                nodes.extend(self.strangers.starts_in(&range));
            }
            outermost = Some(range);
        }
        nodes.extend(holding.open.iter().map(|(at, _)| *at));
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    fn work_out(&mut self, holding: HoldingIx, guard: usize, is_person: bool) -> Option<Answer> {
        let nodes = self.nodes(holding, guard);
        let mut doubts: Vec<u32> = Vec::new();
        let own = self.holdings.get(holding);
        let guard = &self.guards[guard];
        let table = &mut self.weigher.table;
        let mut marks = own.marks.iter().peekable();
        let mut open = own.open.iter().peekable();
        let mut entries = Entries::new(&self.records.scopes);
        // Where deny assignments leave something open, and where somebody in a group without a list of
        // members could turn the answer.
        let (mut open_at, mut strange) = (OpenAt::default(), Vec::new());
        for at in nodes {
            let mut held = entries.above(at);
            if let Some((_, weights)) = marks.next_if(|(own, _)| *own == at) {
                held = table.union(held, *weights);
            }
            let strangers = self.strangers.at(at);
            let both = table.union(held, strangers);
            let denied = guard.below(at);
            let all = table.union(both, denied);
            let below = table.weigh(all, is_person);
            let denied_here = guard.here(at);
            let all_here = table.union(all, denied_here);
            let here = table.weigh(all_here, is_person);
            let judged = Judged {
                below,
                here,
                denied_by: guard.ids(at),
            };
            let outcomes = [here.outcome, below.outcome];
            let is_settled =
                |outcome: &Outcome| matches!(outcome, Outcome::Allowed | Outcome::Denied);
            let is_listed = entries.add(at, held, judged);
            let is_open_here = !outcomes.iter().all(is_settled);
            while let Some(&(_, position)) = open.next_if(|(own, _)| *own == at) {
                if is_open_here {
                    let grant = &self.records.grants[position as usize];
                    let found = self
                        .doubts_of_grants
                        .entry((position, grant.own.0 == at))
                        .or_insert_with(|| {
                            let scope = self.records.tree().scope(at);
                            let found = doubts_of(self.index, grant, scope, self.moment, true);
                            found
                                .iter()
                                .map(|doubt| self.doubts.number(doubt))
                                .collect()
                        });
                    // Who may be eligible has no row; the list is not whole then.
                    if is_listed {
                        doubts.extend(found.iter());
                    }
                }
            }
            if guard.is_open() && is_listed {
                open_at.note(at, here.outcome, is_open(table, all_here), true);
                open_at.note(at, below.outcome, is_open(table, all), false);
            }
            let is_undetermined = outcomes.contains(&Outcome::Undetermined);
            if is_listed && is_undetermined && strangers != WeightsIx::NONE {
                strange.push(at);
            }
        }
        let scopes = entries.list();
        let outcome = scopes.best()?;
        let known = &mut self.doubts;
        doubts.extend(guard.doubts(&open_at).map(|doubt| known.number(doubt)));
        for grant in &self.records.of_strangers {
            for (at, _) in grant.marks() {
                let below = self.records.tree().below(at);
                let from = strange.partition_point(|strange| *strange < below.start);
                if strange
                    .get(from)
                    .is_some_and(|strange| *strange < below.end)
                {
                    let scope = self.records.tree().scope(at);
                    let found = doubts_of(self.index, grant, scope, self.moment, false);
                    doubts.extend(found.iter().map(|doubt| known.number(doubt)));
                }
            }
        }
        doubts.sort_unstable();
        doubts.dedup();
        Some(Answer {
            outcome,
            scopes,
            doubts: doubts.into(),
        })
    }

    fn holder(
        &mut self,
        principal: &PrincipalId,
        answers: &NameMap<&PrincipalId, Rc<Answer>>,
        known: &Arc<AllDoubts>,
    ) -> Option<HolderAnywhere> {
        let answer = answers.get(principal)?;
        let mut derivations = self.paths(principal);
        let above = self.index.groups().directly_above(principal);
        let is_listed = |group: &PrincipalId| answers.contains_key(group);
        // Deny assignments may take from a group what they leave to a member.
        if (above.iter()).any(|(group, _)| !is_listed(group) && self.holdings.is_holder(group)) {
            derivations.extend(self.paths_by_groups(principal, is_listed));
        }
        let through = above.into_iter().filter(|(group, _)| is_listed(group));
        Some(HolderAnywhere {
            principal: principal.clone(),
            outcome: answer.outcome,
            scopes: answer.scopes.clone(),
            derivations,
            through: through.map(|(group, _)| group.clone()).collect(),
            doubts: HeldDoubts::new(known, &answer.doubts),
        })
    }

    /// The paths by what a principal holds itself.
    fn paths(&mut self, holder: &PrincipalId) -> Vec<Derivation> {
        let mut paths = Vec::new();
        let own = self.holdings.by_holder.get(holder);
        for &position in own.into_iter().flatten() {
            let grant = &self.records.grants[position as usize];
            if self.weigher.table.has(grant.own.1, GRANTING) {
                paths.extend(self.weigher.paths(&grant.record));
            }
        }
        paths
    }

    /// The paths that lead through a group that isn't listed itself.
    fn paths_by_groups(
        &mut self,
        member: &PrincipalId,
        is_listed: impl Fn(&PrincipalId) -> bool,
    ) -> Vec<Derivation> {
        let index = self.index;
        let closure = index.groups().closure(member);
        let mut found = Vec::new();
        for (position, group) in closure.ids().enumerate().skip(1) {
            let first = closure.way(position).next();
            if first.is_some_and(|hop| !is_listed(&hop.group)) {
                let steps = || membership(&closure, position, index.tenant());
                let paths = self.paths(group).into_iter();
                found.extend(paths.map(|path| path.of_member(steps())));
            }
        }
        found
    }

    /// What isn't known of anyone at all: grants of groups whose members are not listed, and deny
    /// assignments that may bind anyone.
    fn doubts_about_anyone(&mut self) -> BTreeSet<Doubt> {
        let guard = self.guard(&[]);
        let guard = &self.guards[guard];
        let table = &self.weigher.table;
        let mut doubts: BTreeSet<Doubt> = guard.every_doubt(table).cloned().collect();
        for grant in &self.records.of_strangers {
            for (at, _) in grant.marks() {
                if !table.all(guard.below(at), Weight::DENIED) {
                    let scope = self.records.tree().scope(at);
                    doubts.extend(doubts_of(self.index, grant, scope, self.moment, false));
                }
            }
        }
        doubts
    }
}

/// What isn't known of a grant where it bears on a scope: its own, or one that it may hold.
fn doubts_of(
    index: &AccessIndex<'_>,
    grant: &Weighty<Grant<'_>>,
    at: &crate::scope::Scope,
    moment: Moment,
    is_holder: bool,
) -> Vec<Doubt> {
    let reach = if grant.record.scope == at {
        Placement::Within
    } else {
        Placement::Unknown
    };
    index.grant_doubts(&grant.record, reach, moment, is_holder)
}
