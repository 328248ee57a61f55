use rolecall::rule::Severity;

use super::*;

const RULE: &str = "shadowed-by-stronger-role";

#[test]
fn fires_for_a_weaker_role_and_says_which_is_stronger() {
    let tenant =
        Exports::default()
            .assign("Team", READER, GROUP)
            .assign("Team", CONTRIBUTOR, SUBSCRIPTION);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Low);
    assert_eq!(findings[0].title, "Team holds Reader beside Contributor");
    let through = Exports::default()
        .assign("a@b.example", READER, GROUP)
        .assign("Team", OWNER, SUBSCRIPTION)
        .group("Team", &["a@b.example"]);
    assert!(
        through.find(RULE)[0]
            .because
            .contains("as a member of Team")
    );
}

#[test]
fn of_two_equal_roles_one_stays() {
    let tenant = Exports::default()
        .custom_role(&["*/read"], &[])
        .assign("Team", READER, SUBSCRIPTION)
        .assign("Team", CUSTOM, SUBSCRIPTION);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].title, "Team holds Site role beside Reader");
}

#[test]
fn does_not_fire_where_the_weaker_role_gives_something() {
    let quiet = |tenant: Exports| assert!(tenant.find(RULE).is_empty());
    let blobs = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
    quiet(
        Exports::default()
            .assign("Team", blobs, GROUP)
            .assign("Team", OWNER, SUBSCRIPTION),
    );
    quiet(
        Exports::default()
            .assign("Team", READER, SUBSCRIPTION)
            .assign("Team", CONTRIBUTOR, GROUP),
    );
    quiet(
        Exports::default()
            .assign("Team", NEXUS_CONTRIBUTOR, GROUP)
            .assign("Team", NEXUS_OWNER, GROUP),
    );
    let condition = Some("@Resource[a:b] BoolEquals true");
    quiet(
        Exports::default()
            .assign("Team", READER, GROUP)
            .assign_with("Team", OWNER, GROUP, condition),
    );
    let unknown = Exports::default()
        .custom_role(&["Contoso.Nobody/things/write"], &[])
        .assign("Team", CUSTOM, GROUP)
        .assign("Team", READER, GROUP);
    quiet(unknown);
}

#[test]
fn a_stronger_role_for_a_time_takes_the_place_of_no_role_that_stays() {
    let beside = |kind: &str, end: Option<&str>| {
        let start = Some("2026-01-01T00:00:00Z");
        Exports::default()
            .assign("a@b.example", OWNER, SUBSCRIPTION)
            .assign("a@b.example", CONTRIBUTOR, GROUP)
            .schedule(kind, "a@b.example", OWNER, [start, end], Some(0))
            .find(RULE)
            .len()
    };
    let end = Some("2026-12-31T00:00:00Z");
    assert_eq!(beside("Activated", end), 0);
    assert_eq!(beside("Assigned", end), 0);
    assert_eq!(beside("Assigned", None), 1);
}
