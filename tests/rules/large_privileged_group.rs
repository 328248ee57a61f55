use rolecall::rule::Severity;

use super::*;

const RULE: &str = "large-privileged-group";

fn team_of(count: usize) -> Exports {
    let names: Vec<String> = (0..count).map(|at| format!("p{at}@b.example")).collect();
    let (direct, nested) = names.split_at(count / 2);
    let borrowed = |names: &[String]| {
        names
            .iter()
            .map(|n| n.clone().leak() as &str)
            .collect::<Vec<_>>()
    };
    let mut direct = borrowed(direct);
    direct.push("Inner");
    Exports::default()
        .group("Team", &direct)
        .group("Inner", &borrowed(nested))
}

#[test]
fn counts_members_of_nested_groups() {
    let tenant = team_of(21)
        .assign("Team", OWNER, SUBSCRIPTION)
        .assign("Team", CONTRIBUTOR, PLACE);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1, "once for all its roles");
    assert_eq!(findings[0].severity, Severity::Medium);
    assert!(findings[0].because.contains("21 members"));
}

#[test]
fn does_not_fire_for_few_or_for_plain_roles() {
    assert!(
        team_of(20)
            .assign("Team", OWNER, SUBSCRIPTION)
            .find(RULE)
            .is_empty()
    );
    assert!(
        team_of(30)
            .assign("Team", READER, SUBSCRIPTION)
            .find(RULE)
            .is_empty()
    );
    assert!(
        team_of(30)
            .assign("Team", CONTRIBUTOR, GROUP)
            .find(RULE)
            .is_empty()
    );
}
