//! What the records that bear on one operation come to, as a set: the precedence of outcomes is decided
//! here alone (docs/output.md).

use super::Outcome;
use crate::text::NameMap;

/// Of what kinds the records are that bear on a principal, an operation and a scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Weight(u16);

impl Weight {
    /// One grants.
    pub(crate) const GRANTED: Self = Self(1);
    /// One grants if a condition is met that is open.
    pub(crate) const CONDITIONAL: Self = Self(1 << 1);
    /// One grants once it is activated.
    pub(crate) const ELIGIBLE: Self = Self(1 << 2);
    /// One may grant, for all that the inputs say.
    pub(crate) const MAY_GRANT: Self = Self(1 << 3);
    /// One may make eligible.
    pub(crate) const MAY_MAKE_ELIGIBLE: Self = Self(1 << 4);
    /// One of a group in which anyone may be may grant.
    pub(crate) const ANYONE: Self = Self(1 << 5);
    /// One of a person whose object id the inputs don't say may grant.
    pub(crate) const ANY_PERSON: Self = Self(1 << 6);
    /// One denies.
    pub(crate) const DENIED: Self = Self(1 << 7);
    /// One denies if a condition is met that is open.
    pub(crate) const MAYBE_DENIED: Self = Self(1 << 8);
    /// One may deny, for all that the inputs say.
    pub(crate) const MAY_DENY: Self = Self(1 << 9);
    /// A deny assignment that only audits matches.
    pub(crate) const AUDITED: Self = Self(1 << 10);

    const GRANTING: Self = Self(Self::GRANTED.0 | Self::CONDITIONAL.0 | Self::ELIGIBLE.0);
    const OPEN: Self = Self(Self::MAY_GRANT.0 | Self::MAY_MAKE_ELIGIBLE.0);

    /// These kinds and others.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These kinds where something is so, else none.
    pub(crate) fn only_if(self, holds: bool) -> Self {
        if holds { self } else { Self::default() }
    }

    fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether any of some kinds is there.
    pub(crate) fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// What they come to.
    pub(crate) fn outcome(self) -> Outcome {
        let holds = self.has(Self::GRANTED.and(Self::CONDITIONAL));
        // Who is granted it already is asked of no group whose members aren't listed.
        let may_be_strangers = !self.has(Self::GRANTED);
        let strangers = Self::ANYONE.and(Self::ANY_PERSON).only_if(may_be_strangers);
        if self.has(Self::DENIED) {
            Outcome::Denied
        } else if holds && self.has(Self::MAY_DENY) {
            Outcome::Undetermined
        } else if self.has(Self::GRANTED) && !self.has(Self::MAYBE_DENIED) {
            Outcome::Allowed
        } else if holds {
            Outcome::Conditional
        } else if self.has(Self::MAY_GRANT.and(strangers)) {
            Outcome::Undetermined
        } else if self.has(Self::ELIGIBLE) {
            Outcome::Eligible
        } else {
            Outcome::NotGranted
        }
    }
}

/// The weights of several operations, one each, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct WeightsIx(u32);

impl WeightsIx {
    /// No record bears on any of the operations.
    pub(crate) const NONE: Self = Self(0);
}

/// What weights come to for a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Weighed {
    /// The outcome of the operations together.
    pub(crate) outcome: Outcome,
    /// Whether something of the principal's own grants, denied or not, or may.
    pub(crate) is_listed: bool,
}

/// The weights of a fixed list of operations. Sets that occur are kept once, and so is what two come to
/// together: they are few.
#[derive(Debug)]
pub(crate) struct WeightTable {
    operations: usize,
    numbers: NameMap<Box<[Weight]>, WeightsIx>,
    rows: Vec<Box<[Weight]>>,
    unions: NameMap<(WeightsIx, WeightsIx), WeightsIx>,
    weighed: NameMap<(WeightsIx, bool), Weighed>,
}

impl WeightTable {
    /// For so many operations.
    pub(crate) fn new(operations: usize) -> Self {
        let mut table = Self {
            operations,
            numbers: NameMap::default(),
            rows: Vec::new(),
            unions: NameMap::default(),
            weighed: NameMap::default(),
        };
        table.number(vec![Weight::default(); operations].into());
        table
    }

    /// The number of a list of weights, in the order of the operations.
    pub(crate) fn number(&mut self, row: Box<[Weight]>) -> WeightsIx {
        // The weights of a single operation are their own number.
        if let (1, [own]) = (self.operations, &*row) {
            return WeightsIx(own.0.into());
        }
        if let Some(known) = self.numbers.get(&row) {
            return *known;
        }
        let next = WeightsIx(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        self.numbers.insert(row.clone(), next);
        self.rows.push(row);
        next
    }

    /// Both together.
    pub(crate) fn union(&mut self, one: WeightsIx, other: WeightsIx) -> WeightsIx {
        if one == other || other == WeightsIx::NONE {
            return one;
        }
        if one == WeightsIx::NONE {
            return other;
        }
        if self.operations == 1 {
            return WeightsIx(one.0 | other.0);
        }
        let pair = (one.min(other), one.max(other));
        if let Some(known) = self.unions.get(&pair) {
            return *known;
        }
        let [one, other] = [one, other].map(|at| self.rows[at.0 as usize].iter());
        let row = one.zip(other).map(|(one, other)| one.and(*other)).collect();
        let union = self.number(row);
        self.unions.insert(pair, union);
        union
    }

    /// What they come to for a principal who may be a person whose object id the inputs don't say, or
    /// can't be.
    pub(crate) fn weigh(&mut self, at: WeightsIx, may_be_person: bool) -> Weighed {
        if self.operations == 1 {
            let own = Weight(u16::try_from(at.0).unwrap_or_default());
            return weigh(&[own], may_be_person);
        }
        if let Some(known) = self.weighed.get(&(at, may_be_person)) {
            return *known;
        }
        let weighed = weigh(&self.rows[at.0 as usize], may_be_person);
        self.weighed.insert((at, may_be_person), weighed);
        weighed
    }

    /// Whether a kind bears on each of the operations.
    pub(crate) fn all(&self, at: WeightsIx, kind: Weight) -> bool {
        if self.operations == 1 {
            return self.has(at, kind);
        }
        self.rows[at.0 as usize].iter().all(|own| own.has(kind))
    }

    /// Whether any of some kinds bears on any of the operations.
    pub(crate) fn has(&self, at: WeightsIx, any: Weight) -> bool {
        if self.operations == 1 {
            return Weight(u16::try_from(at.0).unwrap_or_default()).has(any);
        }
        self.rows[at.0 as usize].iter().any(|own| own.has(any))
    }
}

fn weigh(row: &[Weight], may_be_person: bool) -> Weighed {
    let unheard_of = Weight::ANY_PERSON.only_if(!may_be_person);
    let each = || row.iter().map(|own| own.without(unheard_of));
    let outcome = match row {
        [one] => one.without(unheard_of).outcome(),
        _ => super::coverage::pattern_outcome(&each().map(Weight::outcome).collect::<Vec<_>>()),
    };
    let grants = each().any(|own| own.has(Weight::GRANTING));
    let is_open = |own: Weight| own.outcome() != Outcome::Allowed && own.has(Weight::OPEN);
    let may = outcome == Outcome::Undetermined && each().any(is_open);
    Weighed {
        outcome,
        is_listed: outcome != Outcome::NotGranted && (grants || may),
    }
}
