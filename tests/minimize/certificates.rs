use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rolecall::minimize::{self, CertificateFault, Cover, Objective, SearchLimits, minimize};

use super::small::{OBJECTIVES, Small, problems};

/// How many drawn claims are too good to be true; all of them must be rejected.
fn too_good(change: impl Fn(&mut Small, &Cover)) -> usize {
    let mut runner = TestRunner::deterministic();
    let mut rejected = 0;
    for _ in 0..600 {
        let Ok(drawn) = problems(6, 14, 9).new_tree(&mut runner) else {
            continue;
        };
        let small = drawn.current();
        for objective in OBJECTIVES {
            let optima = small.optima(objective);
            let Some(best) = optima.first() else { continue };
            let mut other = small.clone();
            change(&mut other, best);
            let answer = other.with(|p| minimize(p, objective, SearchLimits::default()));
            let Ok(mut claim) = answer else { continue };
            claim.uncovered = small.uncoverable();
            for cover in &mut claim.covers {
                cover.cost = small.with(|problem| problem.cost(&cover.candidates));
            }
            if claim.lower_bound > objective.key(&best.cost) {
                let verdict = small.with(|p| minimize::verify(p, objective, &claim));
                assert!(verdict.is_err(), "{small:?}");
                rejected += 1;
            }
        }
    }
    rejected
}

#[test]
fn a_certificate_of_a_poorer_problem_is_rejected() {
    let rejected = too_good(|other, best| {
        if let Some(&gone) = best.candidates.first() {
            other.candidates[gone].0.clear();
        }
    });
    assert!(rejected > 300, "{rejected}");
}

#[test]
fn a_certificate_of_a_dearer_problem_is_rejected() {
    let rejected = too_good(|other, _| {
        for (_, grants, _) in &mut other.candidates {
            if !other.classes.is_empty() && !grants.contains(&0) {
                grants.push(0);
            }
        }
    });
    assert!(rejected > 100, "{rejected}");
}

/// Seven rows in a ring of candidates of three: the bound of linear programming is 7/3.
fn ring() -> Small {
    Small {
        required: 7,
        classes: vec![3; 14],
        free: Vec::new(),
        candidates: (0..7)
            .map(|c| {
                let covers = vec![c, (c + 1) % 7, (c + 3) % 7];
                (covers, vec![2 * c, 2 * c + 1], c as u32)
            })
            .collect(),
        max_roles: None,
    }
}

#[test]
fn what_a_minimum_says_about_itself_is_checked() {
    ring().with(|problem| {
        let objective = Objective::Excess;
        let good = minimize(problem, objective, SearchLimits::default()).unwrap();
        assert_eq!(good.lower_bound, [6, 3]);

        let mut changed = good.clone();
        changed.lower_bound[0] += 1;
        assert_eq!(
            minimize::verify(problem, objective, &changed),
            Err(CertificateFault::Bound(0))
        );

        let mut changed = good.clone();
        changed.covers[0].candidates.pop();
        assert_eq!(
            minimize::verify(problem, objective, &changed),
            Err(CertificateFault::Incomplete)
        );

        let mut changed = good.clone();
        changed.covers[0].cost.excess.read -= 1;
        assert_eq!(
            minimize::verify(problem, objective, &changed),
            Err(CertificateFault::Cost)
        );

        let mut changed = good.clone();
        changed.uncovered.insert(3.into());
        assert_eq!(
            minimize::verify(problem, objective, &changed),
            Err(CertificateFault::Uncovered)
        );

        let other = minimize(problem, Objective::Roles, SearchLimits::default()).unwrap();
        let mut changed = good;
        changed.certificate = other.certificate;
        assert!(minimize::verify(problem, objective, &changed).is_err());
    });
}
