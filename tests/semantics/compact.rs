//! The shortest lists of patterns for given operations: by example, by law, against brute force.

use proptest::prelude::*;
use rolecall::pattern::{ActionPattern, Compaction, CompactionProblem, Wildcards};
use rolecall::{OperationIx, OperationSet};

use super::naive;

fn target(operations: &[&str], wanted: &[&str]) -> OperationSet {
    let at = |name: &&str| operations.iter().position(|o| o == name).unwrap();
    OperationSet::of(
        operations.len(),
        wanted.iter().map(at).map(OperationIx::new),
    )
}

fn texts(list: &Compaction) -> Vec<&str> {
    list.patterns.iter().map(ActionPattern::as_str).collect()
}

const OPERATIONS: [&str; 9] = [
    "A.B/x/delete",
    "A.B/x/read",
    "A.B/x/write",
    "A.B/x/y/read",
    "A.B/x/y/write",
    "A.B/z/read",
    "C.D/x/action",
    "C.D/x/read",
    "C.D/x/write",
];

#[test]
fn lists_by_example() {
    let cases: [(&[&str], usize, &[&str]); 7] = [
        (&[], 0, &[]),
        (&["A.B/x/read"], 0, &["A.B/x/read"]),
        (&["A.B/x/read", "A.B/x/y/read"], 0, &["A.B/x/*/read"]),
        (
            &["A.B/x/read", "A.B/x/y/read", "A.B/z/read", "C.D/x/read"],
            0,
            &["*/read"],
        ),
        (
            &["C.D/x/action", "C.D/x/read", "C.D/x/write", "A.B/z/read"],
            0,
            &["A.B/z/read", "C.D/x/*"],
        ),
        (
            &["C.D/x/action", "C.D/x/read"],
            0,
            &["C.D/x/action", "C.D/x/read"],
        ),
        (&["C.D/x/action", "C.D/x/read"], 1, &["C.D/x/*"]),
    ];
    for (wanted, overspill, expected) in cases {
        let problem = CompactionProblem::new(
            &OPERATIONS,
            &target(&OPERATIONS, wanted),
            overspill,
            Wildcards::Azure,
        );
        assert_eq!(texts(&problem.greedy()), expected, "{wanted:?}");
    }
}

#[test]
fn overspill_is_listed() {
    let wanted = target(&OPERATIONS, &["C.D/x/action", "C.D/x/read"]);
    let list = CompactionProblem::new(&OPERATIONS, &wanted, 1, Wildcards::Azure).greedy();
    assert_eq!(list.overspill, target(&OPERATIONS, &["C.D/x/write"]));
}

#[test]
fn a_solver_is_believed_only_when_it_is_right() {
    let wanted = target(&OPERATIONS, &["A.B/x/read", "A.B/x/y/read"]);
    let problem = CompactionProblem::new(&OPERATIONS, &wanted, 0, Wildcards::Azure);
    let greedy = problem.greedy();
    for wrong in [None, Some(vec![]), Some(vec![0]), Some(vec![usize::MAX])] {
        let list = problem.solve_with(|_, bound| {
            assert_eq!(bound.chosen, greedy.chosen);
            wrong.clone()
        });
        assert_eq!(list.patterns, greedy.patterns);
    }
}

#[test]
fn a_solver_betters_greed() {
    // `*/q` is the largest, but leaves one operation on each side.
    let operations = [
        "a/1/q", "a/2/q", "a/3/r", "b/1/q", "b/2/q", "b/3/t", "c/9/s",
    ];
    let wanted = target(&operations, &operations[..6]);
    let problem = CompactionProblem::new(&operations, &wanted, 0, Wildcards::Azure);
    assert_eq!(texts(&problem.greedy()), ["*/q", "a/3/r", "b/3/t"]);
    assert_eq!(
        texts(&problem.solve_with(|p, _| by_trying(p))),
        ["a/*", "b/*"]
    );
}

/// Operations over few segments, and which of them are wanted.
fn tasks() -> impl Strategy<Value = (Vec<String>, Vec<prop::sample::Index>, usize, Wildcards)> {
    let segment = prop::sample::select(vec!["a", "b", "c"]);
    let name = prop::collection::vec(segment, 2..5).prop_map(|segments| segments.join("/"));
    (
        prop::collection::btree_set(name, 1..14).prop_map(|names| names.into_iter().collect()),
        prop::collection::vec(any::<prop::sample::Index>(), 0..9),
        0_usize..3,
        naive::wildcards(),
    )
}

/// The fewest patterns of the allowed kinds that do it, by trying all.
fn fewest(operations: &[String], wanted: u32, overspill: usize, wildcards: Wildcards) -> usize {
    let mut patterns: std::collections::BTreeSet<String> = operations.iter().cloned().collect();
    for name in operations {
        let segments: Vec<&str> = name.split('/').collect();
        for before in 0..=segments.len() {
            for after in 0..=segments.len() {
                let mut parts: Vec<&str> = segments[..before].to_vec();
                parts.push("*");
                parts.extend(&segments[segments.len() - after..]);
                patterns.insert(parts.join("/"));
            }
        }
    }
    let masks: std::collections::BTreeSet<u32> = patterns
        .iter()
        .map(|pattern| {
            let hits = operations.iter().enumerate();
            hits.filter(|(_, name)| naive::matches(pattern, name, wildcards))
                .map(|(at, _)| 1 << at)
                .sum()
        })
        .filter(|mask: &u32| (mask & !wanted).count_ones() as usize <= overspill)
        .filter(|mask| mask & wanted != 0)
        .collect();
    let mut reached = std::collections::BTreeSet::from([0_u32]);
    for count in 0.. {
        if reached.iter().any(|mask| mask & wanted == wanted) {
            return count;
        }
        reached = reached
            .iter()
            .flat_map(|have| masks.iter().map(move |mask| have | mask))
            .filter(|mask| (mask & !wanted).count_ones() as usize <= overspill)
            .collect();
    }
    unreachable!()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_list_grants_the_target_and_the_overspill_and_nothing_else(
        (operations, picks, overspill, wildcards) in tasks(),
    ) {
        let wanted: std::collections::BTreeSet<usize> =
            picks.iter().map(|pick| pick.index(operations.len())).collect();
        let wanted_set = OperationSet::of(
            operations.len(),
            wanted.iter().map(|&at| OperationIx::new(at)),
        );
        let problem = CompactionProblem::new(&operations, &wanted_set, overspill, wildcards);
        let list = problem.greedy();
        prop_assert!(list.overspill.len() <= overspill);
        for (at, name) in operations.iter().enumerate() {
            let granted = list
                .patterns
                .iter()
                .any(|p| naive::matches(p.folded(), name, wildcards));
            let expected = wanted.contains(&at) || list.overspill.contains(OperationIx::new(at));
            prop_assert_eq!(granted, expected, "{} {:?}", name, list.patterns);
        }
        // The candidates are enough for the best list, which greedy may miss.
        let mask: u32 = wanted.iter().map(|&at| 1 << at).sum();
        let best = fewest(&operations, mask, overspill, wildcards);
        prop_assert!(list.patterns.len() >= best);
        let exact = problem.solve_with(|problem, _| by_trying(problem));
        prop_assert_eq!(exact.patterns.len(), best, "{:?} {:?}", operations, exact.patterns);
    }
}

/// The best choice of candidates, by trying ever larger ones.
fn by_trying(problem: &CompactionProblem) -> Option<Vec<usize>> {
    fn search(
        problem: &CompactionProblem,
        left: &OperationSet,
        spilled: &OperationSet,
        size: usize,
        chosen: &mut Vec<usize>,
    ) -> bool {
        let Some(next) = left.iter().next() else {
            return true;
        };
        for (at, candidate) in problem.candidates().iter().enumerate() {
            if size == 0 || !candidate.covers.contains(&next) {
                continue;
            }
            let bound = left.bound();
            let spilled = spilled.union(&OperationSet::of(bound, candidate.spills.iter().copied()));
            if spilled.len() > problem.overspill() {
                continue;
            }
            let left = left.minus(&OperationSet::of(bound, candidate.covers.iter().copied()));
            chosen.push(at);
            if search(problem, &left, &spilled, size - 1, chosen) {
                return true;
            }
            chosen.pop();
        }
        false
    }
    let none = OperationSet::new(problem.target().bound());
    (0..=problem.target().len()).find_map(|size| {
        let mut chosen = Vec::new();
        search(problem, problem.target(), &none, size, &mut chosen).then_some(chosen)
    })
}
