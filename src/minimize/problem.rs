use crate::bits::IndexSet;
use crate::model::OperationClass;

/// A required item: its position in the requirement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct RequirementIx(u32);

impl From<usize> for RequirementIx {
    fn from(position: usize) -> Self {
        Self(u32::try_from(position).unwrap_or(u32::MAX))
    }
}

impl From<RequirementIx> for usize {
    fn from(index: RequirementIx) -> usize {
        index.0 as usize
    }
}

/// A set of required items.
pub type RequirementSet = IndexSet<RequirementIx>;

/// The class of every item that can be granted, prepared once for many problems.
#[derive(Clone, Debug)]
pub struct ExtraClasses {
    masks: [Vec<u64>; 4],
    items: usize,
}

impl ExtraClasses {
    /// The classes of the items in their order.
    pub fn new(classes: impl IntoIterator<Item = OperationClass>) -> Self {
        let mut masks: [Vec<u64>; 4] = Default::default();
        let mut items = 0;
        for class in classes {
            if items % 64 == 0 {
                for mask in &mut masks {
                    mask.push(0);
                }
            }
            masks[class as usize][items / 64] |= 1 << (items % 64);
            items += 1;
        }
        Self { masks, items }
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items
    }

    /// Whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.items == 0
    }

    /// The items of a class, one bit each.
    pub(super) fn mask(&self, class: OperationClass) -> &[u64] {
        &self.masks[class as usize]
    }
}

/// What a choice of candidates grants beyond the requirement, by class; each item counts once
/// however many candidates grant it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Excess {
    /// Items of class [`OperationClass::Escalation`].
    pub escalation: u64,
    /// Items of class [`OperationClass::Write`].
    pub write: u64,
    /// Items of class [`OperationClass::Data`].
    pub data: u64,
    /// Items of class [`OperationClass::Read`].
    pub read: u64,
}

impl Excess {
    /// All classes together.
    pub fn total(&self) -> u64 {
        self.escalation + self.write + self.data + self.read
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.escalation += other.escalation;
        self.write += other.write;
        self.data += other.data;
        self.read += other.read;
    }
}

/// What a choice of candidates costs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Cost {
    /// How many candidates are chosen.
    pub count: u64,
    /// How many of them are foreign to the requirement.
    pub foreign: u64,
    /// What they grant beyond the requirement.
    pub excess: Excess,
}

/// One number of a cost.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Component {
    /// The number of candidates.
    Count,
    /// The number of those that are foreign to the requirement.
    Foreign,
    /// The whole excess.
    Excess,
    /// The escalation excess.
    Escalation,
    /// The write and the data excess together.
    Change,
    /// The read excess.
    Read,
}

impl Component {
    /// The value of this component in a cost.
    pub fn of(self, cost: &Cost) -> u64 {
        let excess = &cost.excess;
        match self {
            Self::Count => cost.count,
            Self::Foreign => cost.foreign,
            Self::Excess => excess.total(),
            Self::Escalation => excess.escalation,
            Self::Change => excess.write + excess.data,
            Self::Read => excess.read,
        }
    }

    /// What a chosen candidate adds to this component by itself.
    pub(super) fn per_candidate(self, candidate: &Candidate<'_>) -> i64 {
        i64::from(match self {
            Self::Count => true,
            Self::Foreign => candidate.is_foreign,
            Self::Excess | Self::Escalation | Self::Change | Self::Read => false,
        })
    }

    /// The classes of items that count in this component.
    pub(super) fn classes(self) -> &'static [OperationClass] {
        match self {
            Self::Count | Self::Foreign => &[],
            Self::Excess => &OperationClass::ALL,
            Self::Escalation => &[OperationClass::Escalation],
            Self::Change => &[OperationClass::Write, OperationClass::Data],
            Self::Read => &[OperationClass::Read],
        }
    }
}

/// What is to be least, first things first (docs/recommend.md, `--minimize`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Objective {
    /// Fewest foreign candidates, then least escalation, then least write and data, then fewest
    /// candidates, then least read.
    #[default]
    Risk,
    /// Fewest candidates, then least excess.
    Roles,
    /// Least excess, then fewest candidates.
    Excess,
}

impl Objective {
    /// The components in the order in which they are minimised.
    pub fn components(self) -> &'static [Component] {
        match self {
            Self::Risk => &[
                Component::Foreign,
                Component::Escalation,
                Component::Change,
                Component::Count,
                Component::Read,
            ],
            Self::Roles => &[Component::Count, Component::Excess],
            Self::Excess => &[Component::Excess, Component::Count],
        }
    }

    /// The cost as numbers that compare in order.
    pub fn key(self, cost: &Cost) -> Vec<u64> {
        self.components().iter().map(|c| c.of(cost)).collect()
    }
}

/// Something that can be chosen: a role, or a role at a scope.
#[derive(Clone, Debug)]
pub(super) struct Candidate<'a> {
    pub(super) covers: RequirementSet,
    pub(super) grants: &'a [u64],
    pub(super) rank: u32,
    pub(super) is_foreign: bool,
}

/// Cover every required item by candidates and grant as little else as possible.
///
/// A red-blue set cover: the excess of a choice is the union of what its members grant, so costs
/// don't add up. Candidates are numbered in the order of [`CoverProblem::push`].
#[derive(Clone, Debug)]
pub struct CoverProblem<'a> {
    pub(super) required: usize,
    pub(super) classes: &'a ExtraClasses,
    pub(super) counted: Vec<u64>,
    pub(super) candidates: Vec<Candidate<'a>>,
    pub(super) max_roles: Option<u64>,
}

impl<'a> CoverProblem<'a> {
    /// A problem with this many required items, no candidates yet, over items of these classes.
    pub fn new(required: usize, classes: &'a ExtraClasses) -> Self {
        let mut counted = vec![u64::MAX; classes.len().div_ceil(64)];
        if let (Some(last), tail @ 1..) = (counted.last_mut(), classes.len() % 64) {
            *last = u64::MAX >> (64 - tail);
        }
        Self {
            required,
            classes,
            counted,
            candidates: Vec::new(),
            max_roles: None,
        }
    }

    /// Items that cost nothing: those that are required, and those that are held already.
    pub fn set_free<X>(&mut self, free: &IndexSet<X>) {
        for (word, less) in self.counted.iter_mut().zip(free.words()) {
            *word &= !less;
        }
    }

    /// Allows at most this many candidates.
    pub fn set_max_roles(&mut self, max: usize) {
        self.max_roles = Some(max as u64);
    }

    /// Adds a candidate; returns its number. What it `grants` beyond the free items is its excess;
    /// among equal answers, those whose sorted `rank`s come first are preferred.
    pub fn push<X>(&mut self, covers: RequirementSet, grants: &'a IndexSet<X>, rank: u32) -> usize {
        self.candidates.push(Candidate {
            covers,
            grants: grants.words(),
            rank,
            is_foreign: false,
        });
        self.candidates.len() - 1
    }

    /// Says that a candidate is meant for something other than what is required.
    pub fn set_foreign(&mut self, candidate: usize) {
        self.candidates[candidate].is_foreign = true;
    }

    /// How many required items there are.
    pub fn required(&self) -> usize {
        self.required
    }

    /// How many candidates there are.
    pub fn candidates(&self) -> usize {
        self.candidates.len()
    }

    /// The required items that no candidate covers.
    pub fn uncoverable(&self) -> RequirementSet {
        let mut rest = RequirementSet::full(self.required);
        for candidate in &self.candidates {
            rest.subtract(&candidate.covers);
        }
        rest
    }

    /// What a choice of candidates costs.
    pub fn cost(&self, chosen: &[usize]) -> Cost {
        let mut union = vec![0u64; self.counted.len()];
        let mut foreign = 0;
        for &at in chosen {
            if let Some(candidate) = self.candidates.get(at) {
                foreign += u64::from(candidate.is_foreign);
                for (word, more) in union.iter_mut().zip(candidate.grants) {
                    *word |= more;
                }
            }
        }
        Cost {
            count: chosen.len() as u64,
            foreign,
            excess: self.excess_of(&union),
        }
    }

    /// The excess of a set of items.
    pub(super) fn excess_of(&self, items: &[u64]) -> Excess {
        let mut count = [0u64; 4];
        let masks = OperationClass::ALL.map(|class| self.classes.mask(class));
        for (at, (&word, &counted)) in items.iter().zip(&self.counted).enumerate() {
            let word = word & counted;
            if word == 0 {
                continue;
            }
            for (count, mask) in count.iter_mut().zip(masks) {
                let hit = word & mask[at];
                if hit != 0 {
                    *count += u64::from(hit.count_ones());
                }
            }
        }
        Excess {
            escalation: count[0],
            data: count[1],
            write: count[2],
            read: count[3],
        }
    }
}
