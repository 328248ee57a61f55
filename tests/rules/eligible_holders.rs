//! Who gets a right by activating a role, in rules on who can get it (PI-1, PI-2, PI-4, PI-6).

use std::collections::BTreeSet;

use rolecall::Timestamp;
use rolecall::audit::Thresholds;
use rolecall::rule::{Finding, Severity};

use super::*;

const OWNERS: &str = "owner-at-subscription-or-above";

/// Roles whose holders the rules on holders tell of, at a subscription.
const ROLES: [&str; 6] = [
    OWNER,
    CONTRIBUTOR,
    ACCESS_ADMINISTRATOR,
    NEXUS_OWNER,
    // Role Based Access Control Administrator.
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    // Virtual Machine Contributor.
    "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
];

fn eligible(name: &str, role: &str) -> Exports {
    Exports::default().schedule("Eligible", name, role, [None; 2], None)
}

/// All that the rules find, by rule.
fn all(tenant: &Exports) -> Vec<Finding> {
    let of_access = rules().iter().filter(|rule| !is_about_configuration(rule));
    of_access.flat_map(|rule| tenant.find(rule.id)).collect()
}

#[test]
fn eligible_holders_are_told_of_as_the_page_says() {
    let page = include_str!("../../docs/eligible.md");
    let mut told = BTreeSet::new();
    for role in ROLES {
        let found = all(&eligible("a@b.example", role));
        told.extend(found.iter().map(|f| f.rule));
    }
    // It is about the eligibility itself.
    told.remove("permanent-eligibility");
    assert!(told.len() > 6, "{told:?}");
    for rule in rules() {
        let row = format!("| [`{0}`](rules/{0}.md) |", rule.id);
        let rows: Vec<&str> = page.lines().filter(|line| line.starts_with(&row)).collect();
        match rows.as_slice() {
            [row] if told.contains(rule.id) => assert!(row.contains("| yes |"), "{row}"),
            [row] => assert!(
                row.contains("| no |") || !told_at_a_subscription(rule.id),
                "{row}"
            ),
            [] => assert!(!told.contains(rule.id), "{} is not on the page", rule.id),
            several => panic!("{} has {} rows", rule.id, several.len()),
        }
    }
}

#[test]
fn an_eligible_holder_is_told_of_no_more_often_than_an_active_one() {
    // What is said of eligibilities themselves, or changes beside one.
    let of_schedules = [
        "permanent-eligibility",
        "standing-beside-eligible",
        "standing-privileged-access",
        "too-few-owners",
    ];
    let about = |findings: &[Finding]| -> Vec<(&str, Severity)> {
        let kept = findings.iter().filter(|f| !of_schedules.contains(&f.rule));
        kept.map(|f| (f.rule, f.severity)).collect()
    };
    for role in ROLES {
        let active = all(&Exports::default().assign("a@b.example", role, SUBSCRIPTION));
        let (active, eligible) = (about(&active), about(&all(&eligible("a@b.example", role))));
        assert!(!eligible.is_empty(), "{role}");
        for (rule, severity) in eligible {
            let as_active = active.iter().find(|(other, _)| *other == rule);
            let (_, usual) =
                as_active.unwrap_or_else(|| panic!("{rule} of {role} is only eligible"));
            assert!(severity < *usual || *usual == Severity::Low, "{rule}");
        }
        let both = eligible_and_active(role);
        assert_eq!(
            about(&both),
            active,
            "an eligibility that gives nothing is not reported"
        );
    }
}

/// Whether one of [`ROLES`] at a subscription has what a rule is about.
fn told_at_a_subscription(rule: &str) -> bool {
    let found = |role| {
        Exports::default()
            .assign("a@b.example", role, SUBSCRIPTION)
            .find(rule)
    };
    ROLES.iter().any(|role| !found(role).is_empty())
}

fn eligible_and_active(role: &str) -> Vec<Finding> {
    let both = eligible("a@b.example", role).assign("a@b.example", role, SUBSCRIPTION);
    all(&both)
}

#[test]
fn what_is_said_leads_to_the_eligibility() {
    let findings = eligible("a@b.example", OWNER).find(OWNERS);
    let [finding] = findings.as_slice() else {
        panic!("{findings:?}")
    };
    assert_eq!(finding.severity, Severity::Medium);
    assert!(
        finding
            .title
            .ends_with(" is eligible for Owner at subscription")
    );
    assert!(
        finding
            .because
            .ends_with("may activate Owner there, without a condition")
    );
    let [command] = finding.remediation.commands.as_slice() else {
        panic!("{finding:?}")
    };
    let parts = [
        "az rest --method put --url /subscriptions/",
        "/providers/Microsoft.Authorization/roleEligibilityScheduleRequests/\"$(uuidgen)\"'?api-version=2020-10-01'",
        &format!("\"principalId\":\"{}\"", id_of("a@b.example")),
        &format!("roleDefinitions/{OWNER}\""),
        "\"requestType\":\"AdminRemove\"",
    ];
    for part in parts {
        assert!(command.contains(part), "{part} in {command}");
    }
}

#[test]
fn an_eligibility_that_gives_nothing_more_is_left_out() {
    let quiet = |tenant: &Exports| {
        let found = tenant.find(OWNERS);
        found
            .iter()
            .all(|finding| !finding.title.contains("eligible"))
    };
    assert!(!quiet(&eligible("a@b.example", OWNER)));
    assert!(
        quiet(&eligible("app-1", OWNER)),
        "applications can't activate"
    );
    let activated = Exports::default()
        .assign("a@b.example", OWNER, SUBSCRIPTION)
        .schedule("Activated", "a@b.example", OWNER, [None; 2], Some(0))
        .schedule("Eligible", "a@b.example", OWNER, [None; 2], None);
    assert!(quiet(&activated), "it is active now");
    assert_eq!(activated.find(OWNERS).len(), 1);
    let through_a_group = eligible("a@b.example", OWNER)
        .assign("Team", OWNER, PLACE)
        .group("Team", &["a@b.example"])
        .placed();
    assert!(quiet(&through_a_group));
    let twice =
        eligible("a@b.example", OWNER).schedule("Eligible", "a@b.example", OWNER, [None; 2], None);
    assert_eq!(twice.find(OWNERS).len(), 1);
}

#[test]
fn an_eligibility_counts_in_its_time() {
    let dated = |start, end| {
        let tenant =
            Exports::default().schedule("Eligible", "a@b.example", OWNER, [start, end], None);
        let as_of = |day| Thresholds {
            as_of: Timestamp::parse(day).ok(),
            ..Thresholds::default()
        };
        ["2026-01-01", "2026-06-01", "2027-01-01"]
            .map(|day| tenant.find_with(OWNERS, &as_of(day)).len())
    };
    assert_eq!(dated(None, None), [1, 1, 1]);
    assert_eq!(
        dated(Some("2026-03-01T00:00:00Z"), Some("2026-09-01T00:00:00Z")),
        [0, 1, 0]
    );
}

#[test]
fn guests_and_groups_are_told_of() {
    let guest = json!({"userPrincipalName": "g_x.example#EXT#@b.example", "userType": "Guest"});
    let tenant = eligible("g@x.example", OWNER).directory("g@x.example", guest);
    let findings = tenant.find("guest-with-privileged-role");
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Medium);
    assert!(
        findings[0]
            .title
            .ends_with(", a guest, is eligible for Owner")
    );
    let group = eligible("Team", CONTRIBUTOR).group("Team", &["a@b.example", "c@b.example"]);
    let because = group.find("contributor-at-subscription-or-above")[0]
        .because
        .clone();
    assert!(
        because.contains("each of the 2 members of the group Team may"),
        "{because}"
    );
    assert!(
        because.contains("Contributor, which has to be activated first,"),
        "{because}"
    );
}
