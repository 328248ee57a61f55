use rolecall::rule::Severity;

use super::*;

const RULE: &str = "exclusion-granted-back";

fn excluding() -> Exports {
    let all = [
        "Microsoft.NetworkCloud/*",
        "Microsoft.ManagedNetworkFabric/*",
    ];
    Exports::default()
        .custom_role(
            &all,
            &["Microsoft.NetworkCloud/bareMetalMachines/runCommand/action"],
        )
        .assign("a@b.example", CUSTOM, GROUP)
}

#[test]
fn fires_where_another_role_grants_it() {
    let findings = excluding()
        .assign("a@b.example", NEXUS_OWNER, SUBSCRIPTION)
        .find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(
        findings[0].severity,
        Severity::Medium,
        "it runs commands on bare metal"
    );
    assert!(
        findings[0].because.contains("runCommand/action`"),
        "{}",
        findings[0].because
    );
    let below = format!("{GROUP}/providers/Microsoft.NetworkCloud/clusters/c");
    assert_eq!(
        excluding()
            .assign("a@b.example", NEXUS_OWNER, &below)
            .find(RULE)
            .len(),
        1
    );
    let through = excluding()
        .assign("Team", NEXUS_OWNER, GROUP)
        .group("Team", &["a@b.example"]);
    assert!(
        through.find(RULE)[0]
            .because
            .contains("as a member of Team")
    );
}

#[test]
fn does_not_fire_where_nothing_comes_back() {
    let quiet = |tenant: Exports| assert!(tenant.find(RULE).is_empty());
    quiet(excluding());
    quiet(excluding().assign("a@b.example", NEXUS_CONTRIBUTOR, GROUP));
    quiet(excluding().assign("c@b.example", NEXUS_OWNER, GROUP));
    quiet(excluding().assign("a@b.example", NEXUS_OWNER, &format!("{GROUP}2")));
    quiet(excluding().assign("a@b.example", OWNER, GROUP));
    let built_in = Exports::default()
        .assign("a@b.example", CONTRIBUTOR, GROUP)
        .assign("a@b.example", ACCESS_ADMINISTRATOR, GROUP);
    quiet(built_in);
}
