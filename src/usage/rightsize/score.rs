//! How much of the access that is granted logs never saw used: a number with a formula.
//!
//! Of each assignment whose use logs would show, and each class of its role's operations that they would
//! show: weight of the class × weight of the scope × the share of the class that was not used. The score is
//! 100 × the sum of that, by the sum of the same with every share 1.

use super::granted::Roles;
use super::{Evidence, SizedAssignment, Unshown};
use crate::access::AccessIndex;
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
    /// Assignments that it leaves out, since no log would show their use.
    pub(crate) left_out: usize,
}

/// What the assignments at a kind of scope come to in a class.
#[derive(Clone, Debug)]
pub(crate) struct ScorePart {
    pub(crate) class: OperationClass,
    pub(crate) reach: ScopeKind,
    /// Operations granted, an assignment each, and those of them not used.
    pub(crate) granted: u64,
    pub(crate) unused: u64,
    weight: f64,
    unused_weight: f64,
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
        for sized in assignments {
            if sized.evidence == Evidence::NotObservable {
                score.left_out += 1;
                continue;
            }
            let reach = index.grant(sized.grant).scope.kind();
            for ((class, weight), (granted, unused)) in
                CLASSES.into_iter().zip(counts(index, roles, sized))
            {
                if granted > 0 {
                    score.add(class, reach, weight * weight_at(reach), (granted, unused));
                }
            }
        }
        let sum = |of: fn(&ScorePart) -> f64| score.parts.iter().map(of).sum::<f64>();
        let (weight, unused) = (sum(|part| part.weight), sum(|part| part.unused_weight));
        score.unused = (weight > 0.0).then(|| (1000.0 * unused / weight).round() / 10.0);
        score.parts.sort_by_key(|part| (part.class, part.reach));
        score
    }

    fn add(
        &mut self,
        class: OperationClass,
        reach: ScopeKind,
        weight: f64,
        (granted, unused): (u64, u64),
    ) {
        let is_it = |part: &ScorePart| part.class == class && part.reach == reach;
        let at = self.parts.iter().position(is_it).unwrap_or_else(|| {
            self.parts.push(ScorePart {
                class,
                reach,
                granted: 0,
                unused: 0,
                weight: 0.0,
                unused_weight: 0.0,
            });
            self.parts.len() - 1
        });
        let part = &mut self.parts[at];
        part.granted += granted;
        part.unused += unused;
        part.weight += weight;
        part.unused_weight += weight * unused as f64 / granted as f64;
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
