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
