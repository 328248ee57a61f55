//! Languages of patterns related exactly: against brute force, by law, and by example.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rolecall::pattern::{ActionPattern, PatternLanguage, PatternSet, RelationKind, Wildcards};

use super::naive;

/// Names long enough to hold the least witness of most pairs of small pattern sets.
const LENGTH: usize = 6;

fn set(granted: &[&str], excluded: &[&str]) -> PatternSet {
    let parse = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| ActionPattern::parse(text).unwrap())
            .collect()
    };
    PatternSet::new(parse(granted), parse(excluded))
}

fn language(granted: &[&str], excluded: &[&str], wildcards: Wildcards) -> PatternLanguage {
    PatternLanguage::new([&set(granted, excluded)], wildcards)
}

fn kind(a: (&[&str], &[&str]), b: (&[&str], &[&str]), wildcards: Wildcards) -> RelationKind {
    language(a.0, a.1, wildcards)
        .relate(&language(b.0, b.1, wildcards))
        .unwrap()
        .kind
}

/// What the automaton says must be what trying every short name says.
fn check_least(
    answer: Option<&str>,
    names: &[String],
    wanted: impl Fn(&str) -> bool,
) -> Result<(), TestCaseError> {
    let expected = names.iter().find(|name| wanted(name));
    match answer {
        Some(name) if name.len() > LENGTH => {
            prop_assert!(wanted(name), "{}", name);
            prop_assert_eq!(expected, None);
        }
        _ => prop_assert_eq!(answer, expected.map(String::as_str)),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_automaton_equals_brute_force(
        a in naive::sets(),
        b in naive::sets(),
        wildcards in naive::wildcards(),
    ) {
        let names = naive::names(LENGTH);
        let (x, y) = (
            PatternLanguage::new(&a, wildcards),
            PatternLanguage::new(&b, wildcards),
        );
        let in_a = |name: &str| naive::grants(&a, name, wildcards);
        let in_b = |name: &str| naive::grants(&b, name, wildcards);
        let least = x.least_name().unwrap();
        let only_in_a = x.difference(&y).unwrap();
        let both = x.intersection(&y).unwrap();
        check_least(least.as_deref(), &names, in_a)?;
        check_least(only_in_a.as_deref(), &names, |name| in_a(name) && !in_b(name))?;
        check_least(both.as_deref(), &names, |name| in_a(name) && in_b(name))?;
        prop_assert_eq!(both, y.intersection(&x).unwrap());
    }

    #[test]
    fn a_witness_is_granted_by_one_side_only(
        a in naive::sets(),
        b in naive::sets(),
        wildcards in naive::wildcards(),
    ) {
        let (x, y) = (
            PatternLanguage::new(&a, wildcards),
            PatternLanguage::new(&b, wildcards),
        );
        let relation = x.relate(&y).unwrap();
        for (witness, inside, outside) in [
            (&relation.only_in_a, &a, &b),
            (&relation.only_in_b, &b, &a),
        ] {
            if let Some(name) = witness {
                prop_assert!(inside.iter().any(|set| set.matches(name, wildcards)));
                prop_assert!(!outside.iter().any(|set| set.matches(name, wildcards)));
            }
        }
    }

    #[test]
    fn the_relation_is_an_order(
        a in naive::sets(),
        b in naive::sets(),
        c in naive::sets(),
        wildcards in naive::wildcards(),
    ) {
        let [x, y, z] = [&a, &b, &c].map(|sets| PatternLanguage::new(sets, wildcards));
        prop_assert_eq!(x.relate(&x).unwrap().kind, RelationKind::Equal);
        let there = x.relate(&y).unwrap();
        let back = y.relate(&x).unwrap();
        prop_assert_eq!(there.kind, back.kind.reversed());
        prop_assert_eq!(there.only_in_a, back.only_in_b);
        prop_assert_eq!(there.only_in_b, back.only_in_a);
        // A union contains both sides, so that containment is tried on every case.
        let union = |p: &[PatternSet], q: &[PatternSet]| {
            PatternLanguage::new(p.iter().chain(q), wildcards)
        };
        let (xy, xyz) = (union(&a, &b), PatternLanguage::new(a.iter().chain(&b).chain(&c), wildcards));
        for (inner, outer) in [(&x, &xy), (&y, &xy), (&xy, &xyz), (&x, &xyz), (&z, &xyz)] {
            prop_assert_eq!(inner.difference(outer).unwrap(), None);
        }
        let contained = |p: &PatternLanguage, q: &PatternLanguage| {
            p.difference(q).unwrap().is_none()
        };
        if contained(&x, &y) && contained(&y, &z) {
            prop_assert!(contained(&x, &z));
        }
        if contained(&x, &y) && contained(&y, &x) {
            prop_assert_eq!(there.kind, RelationKind::Equal);
        }
    }

    #[test]
    fn one_pattern_subsumes_another_when_it_matches_all_its_names(
        p in naive::pattern(),
        q in naive::pattern(),
        wildcards in naive::wildcards(),
    ) {
        let [x, y] = [&p, &q].map(|text| ActionPattern::parse(text).unwrap());
        let subsumes = x.subsumes(&y, wildcards).unwrap();
        let counter = naive::names(LENGTH).into_iter().find(|name| {
            naive::matches(&q, name, wildcards) && !naive::matches(&p, name, wildcards)
        });
        if subsumes {
            prop_assert_eq!(counter, None);
        } else {
            let least = PatternLanguage::of(&y, wildcards)
                .difference(&PatternLanguage::of(&x, wildcards))
                .unwrap()
                .unwrap();
            prop_assert!(naive::matches(&q, &least, wildcards));
            prop_assert!(!naive::matches(&p, &least, wildcards));
        }
    }
}

#[test]
fn the_generator_reaches_every_relation() {
    let mut runner = TestRunner::deterministic();
    let mut seen = std::collections::HashMap::new();
    for _ in 0..500 {
        let mut draw = || naive::sets().new_tree(&mut runner).unwrap().current();
        let (a, b) = (draw(), draw());
        let x = PatternLanguage::new(&a, Wildcards::Azure);
        let y = PatternLanguage::new(&b, Wildcards::Azure);
        *seen.entry(x.relate(&y).unwrap().kind).or_insert(0) += 1;
    }
    for kind in [
        RelationKind::Equal,
        RelationKind::Subset,
        RelationKind::Superset,
        RelationKind::Overlapping,
        RelationKind::Disjoint,
    ] {
        assert!(seen.get(&kind).is_some_and(|&count| count >= 5), "{seen:?}");
    }
}

#[test]
fn relations_by_example() {
    use RelationKind::{Disjoint, Equal, Overlapping, Subset, Superset};
    type Side = (&'static [&'static str], &'static [&'static str]);
    let rows: [(Side, Side, RelationKind); 16] = [
        ((&[], &[]), (&[], &[]), Equal),
        ((&[], &[]), (&["*"], &["*"]), Equal),
        ((&[], &[]), (&["a/b"], &[]), Subset),
        ((&["*"], &[]), (&["*/*"], &[]), Equal),
        ((&["a/b/"], &[]), (&["a,b/c?"], &[]), Equal),
        ((&["A.B/c/read"], &[]), (&["a.b/C/READ"], &[]), Equal),
        ((&["*/read"], &[]), (&["*"], &[]), Subset),
        ((&["*"], &["*/write"]), (&["*/read"], &[]), Superset),
        ((&["a.b/*"], &[]), (&["*/read"], &[]), Overlapping),
        ((&["a.b/*"], &["*/read"]), (&["*/read"], &[]), Disjoint),
        ((&["a.b/*"], &["a.b/c"]), (&["a.b/c"], &[]), Disjoint),
        ((&["a.b/*"], &["a.b/c"]), (&["a.b/*"], &[]), Subset),
        (
            (&["a.b/*/read"], &[]),
            (&["a.b/*/read", "a.b/read"], &[]),
            Equal,
        ),
        ((&["a*", "b*"], &[]), (&["a*/*", "b*/*"], &[]), Equal),
        ((&["a*/x"], &[]), (&["a/x", "a*/x"], &[]), Equal),
        (
            (&["*"], &["a/*", "*/a"]),
            (&["*"], &["*/a", "a/*", "a/b/a"]),
            Equal,
        ),
    ];
    for (a, b, expected) in rows {
        assert_eq!(kind(a, b, Wildcards::Azure), expected, "{a:?} {b:?}");
        assert_eq!(
            kind(b, a, Wildcards::Azure),
            expected.reversed(),
            "{b:?} {a:?}"
        );
    }
    assert_eq!(
        kind(
            (&["a.b/*/read"], &[]),
            (&["a.b/*/read", "a.b/read"], &[]),
            Wildcards::Strict
        ),
        Subset
    );
}

#[test]
fn a_language_is_compared_with_itself_under_the_other_meaning() {
    let azure = language(&["Microsoft.KeyVault/vaults/*/read"], &[], Wildcards::Azure);
    let strict = language(
        &["Microsoft.KeyVault/vaults/*/read"],
        &[],
        Wildcards::Strict,
    );
    let relation = strict.relate(&azure).unwrap();
    assert_eq!(relation.kind, RelationKind::Subset);
    assert_eq!(
        relation.only_in_b.as_deref(),
        Some("Microsoft.KeyVault/vaults/read")
    );
}

#[test]
fn witnesses_are_the_shortest_and_spelled_as_the_patterns_are() {
    type Texts = &'static [&'static str];
    let rows: [(Texts, Texts, Texts, &str); 6] = [
        (&["*"], &[], &["*/read"], "a/a"),
        (
            &["Microsoft.KeyVault/*"],
            &[],
            &["*/read"],
            "Microsoft.KeyVault/a",
        ),
        (
            &["Microsoft.KeyVault/*/Delete"],
            &["Microsoft.KeyVault/delete"],
            &["microsoft.keyvault/a/delete"],
            "Microsoft.KeyVault/b/Delete",
        ),
        (
            &["*/read"],
            &[],
            &["?/read", "*/x/read", "a*/read"],
            "b/read",
        ),
        (&["x.y/ab*"], &[], &["x.y/ab", "x.y/aba*"], "x.y/abb"),
        (&["Q.R/*"], &["Q.R/a*"], &["q.r/b*"], "Q.R/c"),
    ];
    for (granted, excluded, other, expected) in rows {
        let a = language(granted, excluded, Wildcards::Azure);
        let b = language(other, &[], Wildcards::Azure);
        assert_eq!(a.difference(&b).unwrap().as_deref(), Some(expected));
    }
}

#[test]
fn entries_of_one_role_add_up() {
    // EV-5: what one entry excludes, another may grant again.
    let split = [
        set(&["a.b/*"], &["a.b/*/write"]),
        set(&["a.b/*/write"], &[]),
    ];
    let a = PatternLanguage::new(&split, Wildcards::Azure);
    let b = language(&["a.b/*"], &[], Wildcards::Azure);
    assert_eq!(a.relate(&b).unwrap().kind, RelationKind::Equal);
}

#[test]
fn past_the_limit_there_is_no_answer() {
    let a = language(&["x/*"], &[], Wildcards::Azure);
    let b = language(&["x/a*", "x/*b*", "x/*c*d*"], &[], Wildcards::Azure);
    let error = a.clone().with_state_limit(3).difference(&b).unwrap_err();
    assert_eq!(error.limit, 3);
    assert_eq!(
        error.to_string(),
        "patterns are too entangled to compare: more than 3 states"
    );
    assert_eq!(a.difference(&b).unwrap().as_deref(), Some("x/c"));
}
