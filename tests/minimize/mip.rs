//! Medium problems against a solver of mixed-integer programs.

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rolecall::minimize::{Objective, SearchLimits, minimize};
use rolecall::model::OperationClass;

use super::small::{Small, class, is_foreign, problems};

/// The least sum of what the roles and what the excess operations weigh: a role by its rank, an
/// operation by its class.
fn least(
    small: &Small,
    by_role: impl Fn(u32) -> f64,
    by_class: impl Fn(OperationClass) -> f64,
) -> f64 {
    let mut program = Problem::new(OptimizationDirection::Minimize);
    let columns: Vec<_> = (small.candidates.iter())
        .map(|(.., rank)| program.add_binary_var(by_role(*rank)))
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
        let granted = program.add_var(by_class(class(small.classes[item])), (0.0, 1.0));
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

/// More than any part of a cost here comes to.
const BASE: f64 = 50.0;

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
            objective
                .key(&cost)
                .into_iter()
                .fold(0.0, |sum, part| sum * BASE + part as f64)
        };
        let found = key(Objective::Roles);
        assert!((least(&small, |_| BASE, |_| 1.0) - found).abs() < 1e-3);
        let found = key(Objective::Excess);
        assert!((least(&small, |_| 1.0, |_| BASE) - found).abs() < 1e-3);
        // Foreign roles, escalation, write and data, roles, read.
        let by_role = |rank| match is_foreign(rank) {
            true => BASE.powi(4) + BASE,
            false => BASE,
        };
        let by_class = |class| match class {
            OperationClass::Escalation => BASE.powi(3),
            OperationClass::Write | OperationClass::Data => BASE.powi(2),
            OperationClass::Read => 1.0,
        };
        let found = key(Objective::Risk);
        assert!((least(&small, by_role, by_class) - found).abs() < 0.5);
    }
}
