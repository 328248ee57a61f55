use rolecall::rule::Severity;

use super::*;

const RULE: &str = "shadowed-by-group";

fn member() -> Exports {
    Exports::default()
        .group("Team", &["Inner"])
        .group("Inner", &["a@b.example"])
}

#[test]
fn fires_for_what_a_group_gives_anyway() {
    let tenant = member()
        .assign("a@b.example", READER, GROUP)
        .assign("Team", READER, SUBSCRIPTION);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Low);
    assert!(
        findings[0]
            .because
            .ends_with("as a member of Inner, which is in Team"),
        "{}",
        findings[0].because
    );
    assert_eq!(findings[0].evidence.len(), 4);
    let owner =
        member()
            .assign("a@b.example", OWNER, SUBSCRIPTION)
            .assign("Team", OWNER, SUBSCRIPTION);
    assert_eq!(owner.severities(RULE), [Severity::Medium]);
}

#[test]
fn does_not_fire_where_the_direct_one_gives_something() {
    let condition = Some("@Resource[a:b] BoolEquals true");
    let tenant = member()
        .assign("a@b.example", READER, SUBSCRIPTION)
        .assign("Team", READER, GROUP)
        .assign("Team", CONTRIBUTOR, SUBSCRIPTION)
        .assign_with("Inner", READER, SUBSCRIPTION, condition);
    assert!(tenant.find(RULE).is_empty());
    let circle = Exports::default()
        .assign("Left", READER, SUBSCRIPTION)
        .assign("Right", READER, SUBSCRIPTION)
        .group("Left", &["Right"])
        .group("Right", &["Left"]);
    assert!(circle.find(RULE).is_empty(), "neither can go for the other");
}

#[test]
fn a_group_that_has_the_role_for_a_time_takes_the_place_of_no_assignment_that_stays() {
    let start = Some("2026-01-01T00:00:00Z");
    let both = |ends: [Option<&str>; 2]| {
        let [own, team] = ends.map(|end| [start, end]);
        Exports::default()
            .assign("a@b.example", CONTRIBUTOR, SUBSCRIPTION)
            .assign("Team", CONTRIBUTOR, SUBSCRIPTION)
            .group("Team", &["a@b.example"])
            .schedule("Assigned", "a@b.example", CONTRIBUTOR, own, Some(0))
            .schedule("Assigned", "Team", CONTRIBUTOR, team, Some(1))
            .find(RULE)
            .len()
    };
    let (early, late) = (Some("2026-06-30T00:00:00Z"), Some("2026-12-31T00:00:00Z"));
    assert_eq!(both([None, late]), 0);
    assert_eq!(both([late, early]), 0);
    assert_eq!(both([early, late]), 1);
    assert_eq!(both([late, None]), 1);
}
