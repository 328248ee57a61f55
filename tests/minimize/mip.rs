//! Medium problems against a solver of mixed-integer programs.

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rolecall::minimize::{Objective, SearchLimits, minimize};

use super::small::{Small, problems};

/// The least `by_count` * roles + `by_excess` * excess.
fn least(small: &Small, by_count: f64, by_excess: f64) -> f64 {
    let mut program = Problem::new(OptimizationDirection::Minimize);
    let columns: Vec<_> = (small.candidates.iter())
        .map(|_| program.add_binary_var(by_count))
        .collect();
    for row in 0..small.required {
        let mut sum = LinearExpr::empty();
        let mut any = false;
        for (column, (covers, ..)) in columns.iter().zip(&small.candidates) {
            if covers.contains(&row) {
                sum.add(*column, 1.0);
                any = true;
            }
        }
        if any {
            program.add_constraint(sum, ComparisonOp::Ge, 1.0);
        }
    }
    for item in (0..small.classes.len()).filter(|item| !small.free.contains(item)) {
        let granted = program.add_var(by_excess, (0.0, 1.0));
        for (column, (_, grants, _)) in columns.iter().zip(&small.candidates) {
            if grants.contains(&item) {
                program.add_constraint([(granted, 1.0), (*column, -1.0)], ComparisonOp::Ge, 0.0);
            }
        }
    }
    program
        .solve()
        .map_or(f64::NAN, |solution| solution.objective())
}

#[test]
fn minima_are_those_of_a_mip_solver() {
    let mut runner = TestRunner::deterministic();
    let mut seen = 0;
    while seen < 24 {
        let drawn = problems(16, 40, 26)
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let small = Small {
            max_roles: None,
            ..drawn
        };
        if small.candidates.len() < 16 || small.required < 8 {
            continue;
        }
        seen += 1;
        let key = |objective| {
            let answer = small.with(|p| minimize(p, objective, SearchLimits::default()).unwrap());
            let cost = answer.best().cost;
            assert!(answer.is_optimal(objective));
            (cost.count as f64, cost.excess.total() as f64)
        };
        let (count, excess) = key(Objective::Roles);
        assert!((least(&small, 1000.0, 1.0) - (1000.0 * count + excess)).abs() < 1e-3);
        let (count, excess) = key(Objective::Excess);
        assert!((least(&small, 1.0, 1000.0) - (count + 1000.0 * excess)).abs() < 1e-3);
    }
}
