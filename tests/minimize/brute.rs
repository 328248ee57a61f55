use proptest::prelude::*;
use rolecall::minimize::{
    self, MOST_OPTIMA, Objective, Proven, SearchLimits, Ties, frontier, minimize,
};

use super::small::{OBJECTIVES, problems};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn minima_are_those_of_brute_force(small in problems(6, 14, 9)) {
        for objective in OBJECTIVES {
            let optima = small.optima(objective);
            let answer = small.with(|problem| {
                let answer = minimize(problem, objective, SearchLimits::default());
                if let Ok(minimum) = &answer {
                    assert_eq!(minimize::verify(problem, objective, minimum), Ok(Proven::Optimal));
                }
                answer
            });
            match answer {
                Err(error) => {
                    prop_assert!(optima.is_empty());
                    let free = super::small::Small { max_roles: None, ..small.clone() };
                    let least = free.optima(Objective::Roles)[0].cost.count;
                    prop_assert_eq!(error.least, least);
                }
                Ok(minimum) => {
                    prop_assert!(minimum.is_optimal(objective));
                    prop_assert_eq!(&minimum.uncovered, &small.uncoverable());
                    prop_assert_eq!(&minimum.covers[0], &optima[0]);
                    let listed = optima.len().min(MOST_OPTIMA);
                    prop_assert_eq!(&minimum.covers[..], &optima[..listed]);
                    if minimum.ties == Ties::AllListed {
                        prop_assert_eq!(optima.len(), listed);
                    }
                    prop_assert!(minimum.ties != Ties::Unexplored);
                    if optima.len() > MOST_OPTIMA {
                        prop_assert_eq!(minimum.ties, Ties::MoreAfter);
                    }
                }
            }
        }
    }

    #[test]
    fn the_frontier_is_that_of_brute_force(small in problems(6, 14, 9)) {
        let found = small.with(|problem| frontier(problem, SearchLimits::default()));
        prop_assert!(found.is_whole);
        let mut expected = Vec::new();
        let mut last = u64::MAX;
        let covers = small.covers();
        for count in 0..=small.candidates.len() as u64 {
            let of_size = covers.iter().filter(|cover| cover.cost.count == count);
            if let Some(least) = of_size.map(|cover| cover.cost.excess.total()).min()
                && least < last
            {
                expected.push((count, least));
                last = least;
            }
        }
        let points = found.points.iter().map(|p| (p.cost.count, p.cost.excess.total()));
        prop_assert_eq!(points.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_frontier_of_problems_side_by_side_is_that_of_brute_force(
        a in problems(3, 6, 4),
        b in problems(3, 6, 4),
        most in prop::option::weighted(0.3, 0usize..6),
    ) {
        let both = a.beside(&b, most);
        let found = both.with(|problem| frontier(problem, SearchLimits::default()));
        prop_assert!(found.is_whole);
        let covers = both.covers();
        let mut last = u64::MAX;
        let mut points = found.points.iter();
        for count in 0..=both.candidates.len() as u64 {
            // The first in rank order of those with the least excess.
            let of_size: Vec<_> = covers.iter().filter(|c| c.cost.count == count).collect();
            let Some(least) = of_size.iter().map(|c| c.cost.excess.total()).min() else {
                continue;
            };
            if least < last {
                let point = points.next().unwrap();
                prop_assert_eq!((point.cost.count, point.cost.excess.total()), (count, least));
                let rank = |chosen: &[usize]| -> Vec<(u32, usize)> {
                    chosen.iter().map(|&c| (both.candidates[c].2, c)).collect()
                };
                let equal = of_size.iter().filter(|c| c.cost.excess.total() == least);
                let first = equal.map(|c| rank(&c.candidates)).min().unwrap();
                prop_assert_eq!(rank(&point.candidates), first);
                last = least;
            }
        }
        prop_assert!(points.next().is_none());
    }

    #[test]
    fn a_search_that_is_cut_short_stays_honest(small in problems(6, 14, 9), nodes in 0u64..6) {
        for objective in OBJECTIVES {
            let optima = small.optima(objective);
            small.with(|problem| {
                let limits = SearchLimits { nodes: Some(nodes), stop: None };
                let Ok(minimum) = minimize(problem, objective, limits) else { return Ok(()) };
                let proven = minimize::verify(problem, objective, &minimum);
                prop_assert!(proven.is_ok());
                prop_assert_eq!(proven == Ok(Proven::Optimal), minimum.is_optimal(objective));
                let best = objective.key(&optima[0].cost);
                prop_assert!(minimum.lower_bound <= best);
                prop_assert!(objective.key(&minimum.best().cost) >= best);
                Ok(())
            })?;
        }
    }
}

#[test]
fn a_caller_can_stop_the_search() {
    let small = super::small::Small {
        required: 3,
        classes: vec![1; 6],
        free: Vec::new(),
        candidates: (0..3)
            .map(|c| (vec![c, (c + 1) % 3], vec![2 * c, 2 * c + 1], c as u32))
            .collect(),
        max_roles: None,
    };
    small.with(|problem| {
        let stop = || true;
        let limits = SearchLimits {
            nodes: None,
            stop: Some(&stop),
        };
        let stopped = minimize(problem, Objective::Excess, limits).unwrap();
        assert_eq!(
            minimize::verify(problem, Objective::Excess, &stopped),
            Ok(Proven::Bounded)
        );
        assert_eq!(stopped.ties, Ties::Unexplored);
        let whole = minimize(problem, Objective::Excess, SearchLimits::default()).unwrap();
        assert_eq!(whole.lower_bound, [4, 2]);
        assert_eq!(whole.covers.len(), 3);
    });
}
