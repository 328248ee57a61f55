use super::layer::without_inherited;
use super::records::{DenyRecord, OPEN, Records, Weighty};
use crate::access::{AccessIndex, Weight, WeightTable, WeightsIx};
use crate::directory::ScopeIx;
use crate::ids::PrincipalId;
use crate::model::Grant;
use crate::text::NameMap;

/// What a principal has by its own records and those of its groups.
#[derive(Debug, Default)]
pub(super) struct Holding {
    /// The weights by scope, without what scopes above add already.
    pub(super) marks: Vec<(ScopeIx, WeightsIx)>,
    /// The grants of which not all is known, where that matters: by their positions.
    pub(super) open: Vec<(ScopeIx, u32)>,
    /// Which subjects of deny assignments it is, or is in.
    pub(super) subjects: Vec<u32>,
    /// Whether some of it must be activated first.
    pub(super) is_eligible: bool,
}

/// The number of a [`Holding`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct HoldingIx(u32);

/// What everyone has who has anything. Principals that have the same by the same groups share it.
pub(super) struct Holdings<'a> {
    holdings: Vec<Holding>,
    /// Everyone who is granted something, or may be; no order.
    pub(super) holders: Vec<(&'a PrincipalId, HoldingIx)>,
    /// The same and those whom deny assignments name, by id.
    of: NameMap<&'a PrincipalId, HoldingIx>,
    /// The grants of each holder, by their positions.
    pub(super) by_holder: NameMap<&'a PrincipalId, Vec<u32>>,
    /// The numbers of those whom deny assignments name or spare.
    pub(super) subjects: NameMap<&'a PrincipalId, u32>,
}

impl<'a> Holdings<'a> {
    pub(super) fn new(
        index: &'a AccessIndex<'_>,
        records: &Records<'a>,
        table: &mut WeightTable,
    ) -> Self {
        let mut holdings = Self {
            holdings: Vec::new(),
            holders: Vec::new(),
            of: NameMap::default(),
            by_holder: by_holder(&records.grants),
            subjects: subjects(&records.denies),
        };
        let mut of_component: Vec<Option<HoldingIx>> = Vec::new();
        for component in index.groups().components() {
            let above = component.above.iter().filter_map(|&at| of_component[at]);
            let mut above: Vec<HoldingIx> = above.collect();
            above.sort_unstable();
            above.dedup();
            let own = holdings.own(component.members.iter().copied(), records, table);
            let holding = match (own, &above[..]) {
                (None, []) => None,
                (None, [one]) => Some(*one),
                (own, _) => Some(holdings.join(own.unwrap_or_default(), &above, records, table)),
            };
            of_component.push(holding);
            for member in component.members {
                holdings.note(member, holding);
            }
        }
        let mut alone: Vec<&PrincipalId> = Vec::new();
        let everyone = holdings.by_holder.keys().chain(holdings.subjects.keys());
        alone.extend(everyone.filter(|id| !holdings.of.contains_key(**id)));
        for principal in alone {
            if holdings.of.contains_key(principal) {
                continue;
            }
            let own = holdings.own([principal], records, table);
            let own = own.map(|own| holdings.join(own, &[], records, table));
            holdings.note(principal, own);
        }
        holdings
    }

    fn note(&mut self, principal: &'a PrincipalId, holding: Option<HoldingIx>) {
        let Some(holding) = holding else {
            return;
        };
        if self.of.insert(principal, holding).is_none() && !self.get(holding).marks.is_empty() {
            self.holders.push((principal, holding));
        }
    }

    pub(super) fn get(&self, HoldingIx(at): HoldingIx) -> &Holding {
        &self.holdings[at as usize]
    }

    /// Whether anything is granted to it, or to a group that it is in.
    pub(super) fn is_holder(&self, principal: &PrincipalId) -> bool {
        let holding = self.of.get(principal);
        holding.is_some_and(|holding| !self.get(*holding).marks.is_empty())
    }

    /// What records name these principals themselves.
    fn own(
        &self,
        members: impl IntoIterator<Item = &'a PrincipalId>,
        records: &Records<'a>,
        table: &WeightTable,
    ) -> Option<Holding> {
        let mut own = Holding::default();
        for member in members {
            own.subjects.extend(self.subjects.get(member));
            for &position in self.by_holder.get(member).into_iter().flatten() {
                for (at, weights) in records.grants[position as usize].marks() {
                    own.marks.push((at, weights));
                    if table.has(weights, OPEN) {
                        own.open.push((at, position));
                    }
                    own.is_eligible |= table.has(weights, Weight::ELIGIBLE);
                }
            }
        }
        (!own.marks.is_empty() || !own.subjects.is_empty()).then_some(own)
    }

    fn join(
        &mut self,
        mut own: Holding,
        above: &[HoldingIx],
        records: &Records<'a>,
        table: &mut WeightTable,
    ) -> HoldingIx {
        for &above in above {
            let above = self.get(above);
            own.marks.extend(&above.marks);
            own.open.extend(&above.open);
            own.subjects.extend(&above.subjects);
            own.is_eligible |= above.is_eligible;
        }
        own.marks = without_inherited(records.tree(), table, own.marks);
        own.open.sort_unstable();
        own.open.dedup();
        own.subjects.sort_unstable();
        own.subjects.dedup();
        let next = HoldingIx(number(self.holdings.len()));
        self.holdings.push(own);
        next
    }
}

fn by_holder<'a>(grants: &[Weighty<Grant<'a>>]) -> NameMap<&'a PrincipalId, Vec<u32>> {
    let mut found: NameMap<&PrincipalId, Vec<u32>> = NameMap::default();
    for (position, grant) in grants.iter().enumerate() {
        let own = found.entry(grant.record.holder).or_default();
        own.push(number(position));
    }
    found
}

fn subjects<'a>(denies: &[DenyRecord<'a>]) -> NameMap<&'a PrincipalId, u32> {
    let mut found: NameMap<&PrincipalId, u32> = NameMap::default();
    for DenyRecord { deny, .. } in denies {
        for subject in deny.principals.iter().chain(&deny.exclude_principals) {
            let next = number(found.len());
            if !subject.id.is_all_principals() {
                found.entry(&subject.id).or_insert(next);
            }
        }
    }
    found
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
