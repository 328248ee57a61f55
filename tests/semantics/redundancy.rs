//! Patterns that could go: by example, and held to what the set grants.

use proptest::prelude::*;
use rolecall::pattern::{
    ActionPattern, PatternLanguage, PatternList, PatternSet, RedundancyReason, RelationKind,
    Wildcards,
};

use super::naive;

const BOTH: [Wildcards; 2] = [Wildcards::Azure, Wildcards::Strict];

fn set(granted: &[&str], excluded: &[&str]) -> PatternSet {
    let parse = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| ActionPattern::parse(text).unwrap())
            .collect()
    };
    PatternSet::new(parse(granted), parse(excluded))
}

fn found(
    granted: &[&str],
    excluded: &[&str],
    wildcards: &[Wildcards],
) -> Vec<(PatternList, usize, RedundancyReason)> {
    set(granted, excluded)
        .redundancies(wildcards)
        .unwrap()
        .iter()
        .map(|r| (r.list, r.position, r.reason))
        .collect()
}

#[test]
fn reasons_by_example() {
    use PatternList::{Excluded, Granted};
    use RedundancyReason::{CoveredBy, ExcludesNothing, MatchesNothing, TakenBack};
    let azure = &BOTH[..1];
    assert_eq!(found(&["a.b/*"], &["*/write"], azure), []);
    assert_eq!(
        found(
            &["A.B/c/read", "*/read", "a.b/C/read", "a.b/*/read"],
            &[],
            azure
        ),
        [
            (Granted, 0, CoveredBy(1)),
            (Granted, 2, CoveredBy(1)),
            (Granted, 3, CoveredBy(1)),
        ]
    );
    assert_eq!(
        found(&["a.b/c/", "a.b/c", "a.b//c*"], &[], azure),
        [(Granted, 0, MatchesNothing), (Granted, 2, MatchesNothing)]
    );
    assert_eq!(
        found(&["a.b/*", "c.d/e/write"], &["*/write"], azure),
        [(Granted, 1, TakenBack)]
    );
    assert_eq!(
        found(&["a.b/*"], &["c.d/*", "a.b/x", "a.b/x*"], azure),
        [(Excluded, 0, ExcludesNothing), (Excluded, 1, CoveredBy(2))]
    );
    assert_eq!(
        found(&["a.b/*/c", "a.b/*", "*/c"], &["a.b/x/y/z/c"], azure),
        [(Granted, 0, CoveredBy(1))]
    );
    // The exclusion shows in the first and not in the second, which covers it none the less.
    assert_eq!(
        found(&["k/*", "k*"], &["k/*b*"], azure),
        [(Granted, 0, CoveredBy(1))]
    );
    assert_eq!(
        found(&["x/*", "y/*", "*"], &["*"], azure),
        [
            (Granted, 0, CoveredBy(2)),
            (Granted, 1, CoveredBy(2)),
            (Granted, 2, TakenBack),
            (Excluded, 0, ExcludesNothing),
        ]
    );
}

#[test]
fn several_patterns_may_cover_one_together() {
    use RedundancyReason::CoveredTogether;
    let mut classes: Vec<String> = "abcdefghijklmnopqrstuvwxyz0123456789.-_:{}$"
        .chars()
        .map(|c| format!("p/{c}*"))
        .collect();
    classes.push("p/*".to_owned());
    let texts: Vec<&str> = classes.iter().map(String::as_str).collect();
    // Each class is covered by `p/*`, which goes last and stays.
    assert_eq!(found(&texts, &[], &BOTH).len(), 43);
    // Together the classes cover a pattern that none of them covers.
    classes.pop();
    classes.push("p/*z".to_owned());
    let texts: Vec<&str> = classes.iter().map(String::as_str).collect();
    assert_eq!(
        found(&texts, &[], &BOTH),
        [(PatternList::Granted, 43, CoveredTogether)]
    );
    assert_eq!(
        found(&["*"], &texts, &BOTH),
        [(PatternList::Excluded, 43, CoveredTogether)]
    );
}

#[test]
fn what_rests_on_wc_5_stays_when_both_meanings_count() {
    let granted = [
        "Microsoft.KeyVault/vaults/read",
        "Microsoft.KeyVault/vaults/*/read",
    ];
    assert_eq!(
        found(&granted, &[], &[Wildcards::Azure]),
        [(PatternList::Granted, 0, RedundancyReason::CoveredBy(1))]
    );
    assert_eq!(found(&granted, &[], &BOTH), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_canonical_set_grants_the_same(
        sets in naive::sets(),
        meanings in prop::sample::select(vec![&BOTH[..], &BOTH[..1], &BOTH[1..]]),
    ) {
        let original = &sets[0];
        let canonical = original.canonical(meanings).unwrap();
        for &wildcards in meanings {
            let a = PatternLanguage::new([original], wildcards);
            let b = PatternLanguage::new([&canonical], wildcards);
            prop_assert_eq!(a.relate(&b).unwrap().kind, RelationKind::Equal);
            for name in naive::names(4) {
                prop_assert_eq!(
                    original.matches(&name, wildcards),
                    canonical.matches(&name, wildcards)
                );
            }
        }
        prop_assert_eq!(canonical.redundancies(meanings).unwrap(), []);
        prop_assert_eq!(canonical.canonical(meanings).unwrap(), canonical);
    }
}
