//! How much of the access that is granted logs never saw used: a number with a formula.
//!
//! Of each assignment whose use logs would show, and each class of its role's operations that they would
//! show: weight of the class × weight of the scope × the share of the class that was not used. The score is
//! 100 × the sum of that, by the sum of the same with every share 1.

use std::collections::BTreeMap;

use super::granted::Roles;
use super::{Evidence, SizedAssignment, Unshown};
use crate::access::AccessIndex;
use crate::ids::PrincipalId;
use crate::model::{OperationClass, Plane};
use crate::scope::ScopeKind;
use crate::text::{self, NameSet};

/// The score, and what it is made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Score {
    /// 0 where everything was used, 100 where nothing was; none where logs show nothing.
    pub(crate) unused: Option<f64>,
    /// By class and kind of scope.
    pub(crate) parts: Vec<ScorePart>,
    /// Of each principal that holds an assignment which counts, most that was not used first.
    pub(crate) holders: Vec<HolderScore>,
    /// Assignments that it leaves out, since no log would show their use.
    pub(crate) left_out: usize,
}

/// What the assignments of a principal come to.
#[derive(Clone, Debug)]
pub(crate) struct HolderScore {
    pub(crate) holder: PrincipalId,
    /// As [`Score::unused`], of the principal's own assignments.
    pub(crate) unused: f64,
    /// Its share of all that was not used, of 100.
    pub(crate) share: f64,
    /// How many of its assignments count.
    pub(crate) assignments: usize,
}

/// Weights that add up to a score.
#[derive(Clone, Copy, Debug, Default)]
struct Weights {
    all: f64,
    unused: f64,
    assignments: usize,
}

impl Weights {
    fn add(&mut self, weight: f64, (granted, unused): (u64, u64)) {
        self.all += weight;
        self.unused += weight * unused as f64 / granted as f64;
    }

    fn score(self) -> Option<f64> {
        (self.all > 0.0).then(|| share_of(self.unused, self.all))
    }
}

/// A part of a sum, of 100, to a tenth.
fn share_of(part: f64, whole: f64) -> f64 {
    (1000.0 * part / whole).round() / 10.0
}

/// What the assignments at a kind of scope come to in a class.
#[derive(Clone, Debug)]
pub(crate) struct ScorePart {
    pub(crate) class: OperationClass,
    pub(crate) reach: ScopeKind,
    /// Operations granted, an assignment each, and those of them not used.
    pub(crate) granted: u64,
    pub(crate) unused: u64,
}

/// The classes that count, with their weights: reads of the control plane are in no log.
const CLASSES: [(OperationClass, f64); 3] = [
    (OperationClass::Escalation, 10.0),
    (OperationClass::Data, 4.0),
    (OperationClass::Write, 3.0),
];

/// The weight of a scope.
fn weight_at(reach: ScopeKind) -> f64 {
    match reach {
        ScopeKind::Root => 5.0,
        ScopeKind::ManagementGroup => 4.0,
        ScopeKind::Subscription | ScopeKind::TenantResource => 3.0,
        ScopeKind::ResourceGroup => 2.0,
        ScopeKind::Resource => 1.0,
    }
}

impl Score {
    pub(super) fn of(
        index: &AccessIndex<'_>,
        roles: &Roles<'_>,
        assignments: &[SizedAssignment],
    ) -> Self {
        let mut score = Self::default();
        let mut all = Weights::default();
        let mut holders: BTreeMap<&PrincipalId, Weights> = BTreeMap::new();
        for sized in assignments {
            if sized.evidence == Evidence::NotObservable {
                score.left_out += 1;
                continue;
            }
            let grant = index.grant(sized.grant);
            let reach = grant.scope.kind();
            let holder = holders.entry(grant.holder).or_default();
            holder.assignments += 1;
            for ((class, weight), counts) in CLASSES.into_iter().zip(counts(index, roles, sized)) {
                if counts.0 > 0 {
                    let weight = weight * weight_at(reach);
                    all.add(weight, counts);
                    holder.add(weight, counts);
                    score.add(class, reach, counts);
                }
            }
        }
        score.unused = all.score();
        score.parts.sort_by_key(|part| (part.class, part.reach));
        let mut ranked: Vec<(&PrincipalId, Weights)> = holders.into_iter().collect();
        ranked.sort_by(|(_, one), (_, other)| other.unused.total_cmp(&one.unused));
        score.holders = ranked
            .into_iter()
            .filter_map(|(holder, weights)| {
                Some(HolderScore {
                    holder: holder.clone(),
                    unused: weights.score()?,
                    share: match all.unused > 0.0 {
                        true => share_of(weights.unused, all.unused),
                        false => 0.0,
                    },
                    assignments: weights.assignments,
                })
            })
            .collect();
        score
    }

    fn add(&mut self, class: OperationClass, reach: ScopeKind, (granted, unused): (u64, u64)) {
        let is_it = |part: &ScorePart| part.class == class && part.reach == reach;
        let at = self.parts.iter().position(is_it).unwrap_or_else(|| {
            self.parts.push(ScorePart {
                class,
                reach,
                granted: 0,
                unused: 0,
            });
            self.parts.len() - 1
        });
        let part = &mut self.parts[at];
        part.granted += granted;
        part.unused += unused;
    }
}

/// How many operations of each class an assignment grants, and how many of them were not used, as far as
/// logs would show.
fn counts(
    index: &AccessIndex<'_>,
    roles: &Roles<'_>,
    sized: &SizedAssignment,
) -> [(u64, u64); CLASSES.len()] {
    let mut counts = [(0, 0); CLASSES.len()];
    let Some(role) = index.grant(sized.grant).role else {
        return counts;
    };
    let catalog = index.catalog();
    let used: NameSet<&str> = sized.uses.iter().map(|used| &*used.action).collect();
    let granted = roles.of(role);
    for plane in Plane::BOTH {
        if sized.unshown.contains(&Unshown::plane(plane)) {
            continue;
        }
        for at in granted.plane(plane).iter() {
            let class = roles.class(at);
            if let Some(slot) = CLASSES.iter().position(|(known, _)| *known == class) {
                let name = catalog.operation(at).name;
                counts[slot].0 += 1;
                counts[slot].1 += u64::from(!used.contains(&*text::fold(&name)));
            }
        }
    }
    counts
}
