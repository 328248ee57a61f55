//! The shapes of conditions that delegate, with what they let through.

use super::{ALICE, RBAC_ADMIN, alice, assignment};
use rolecall::RoleId;
use rolecall::condition::Verdict;
use rolecall::delegation::{Audience, PrincipalType, RoleReach};

/// A role and its verdicts.
type Row = (&'static str, &'static str);

/// The condition on Role Based Access Control Administrator; then roles, each with the verdicts
/// for the delegate itself and for a stranger by type: `y`, `n`, `?` for User, Group,
/// ServicePrincipal. `*` is a role that the condition doesn't name.
#[rustfmt::skip]
const ASSIGN: &[(&str, &str, &[Row])] = &[
    ("T01", "(!(ActionMatches{'«RA»/write'}) OR (@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«RE», «SU»})) AND (!(ActionMatches{'«RA»/delete'}) OR (@Resource[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«RE», «SU»}))",
        &[("«RE»", "y yyy"), ("«SU»", "y yyy"), ("«OW»", "n nnn"), ("*", "n nnn")]),
    ("T06", "@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{ACDD72A7338548EFBD42F606FBA81AE7}",
        &[("«RE»", "y yyy"), ("«OW»", "n nnn"), ("*", "n nnn")]),
    ("T07", "!(ActionMatches{'«RA»/write'}) OR (@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidNotEquals {«OW», «RB», «UAA»})",
        &[("«OW»", "y yyy"), ("«RE»", "y yyy"), ("*", "y yyy")]),
    ("T08", "!(ActionMatches{'«RA»/write'}) OR (@Request[«RA»:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {«OW», «RB», «UAA»})",
        &[("«OW»", "n nnn"), ("«UAA»", "n nnn"), ("«RE»", "y yyy"), ("*", "y yyy")]),
    ("T09", "!(ActionMatches{'«RA»/write'}) OR (@Request[«RA»:RoleDefinitionId] GuidEquals «RE» AND @Request[«RA»:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'user', 'group'})",
        &[("«RE»", "y yyn"), ("«OW»", "n nnn"), ("*", "n nnn")]),
    ("groups only", "@Request[«RA»:PrincipalType] StringEquals 'Group'",
        &[("«OW»", "n nyn"), ("*", "n nyn")]),
    ("not to oneself", "@Request[«RA»:PrincipalId] GuidNotEquals «ALICE»",
        &[("«OW»", "n yyy"), ("*", "n yyy")]),
    ("only to one", "@Request[«RA»:PrincipalId] GuidEquals «BOB» AND @Request[«RA»:RoleDefinitionId] GuidEquals «RE»",
        &[("«RE»", "n nnn"), ("*", "n nnn")]),
    ("as text", "@Request[«RA»:RoleDefinitionId] StringEqualsIgnoreCase '«RE»'",
        &[("«RE»", "y yyy"), ("«OW»", "n nnn"), ("*", "n nnn")]),
    ("by pattern", "@Request[«RA»:RoleDefinitionId] StringLikeIgnoreCase 'ACDD*'",
        &[("«RE»", "y yyy"), ("«OW»", "n nnn"), ("*", "? ???")]),
    ("T22", "@Resource[HasObotoken] boolequals true && (@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«RE»})",
        &[("«RE»", "? ???"), ("«OW»", "n nnn"), ("*", "n nnn")]),
    ("wrong source", "!(ActionMatches{'«RA»/write'}) OR (@Resource[«RA»:RoleDefinitionId] GuidEquals «RE»)",
        &[("«RE»", "n nnn"), ("*", "n nnn")]),
    ("unparsable", "@Request[«RA»:RoleDefinitionId] null",
        &[("«RE»", "? ???"), ("«OW»", "? ???"), ("*", "? ???")]),
    ("another attribute", "@Request[«RA»:PrincipalId] GuidNotEquals @Principal[Id]",
        &[("«RE»", "? ???"), ("*", "? ???")]),
];

fn written(audience: Option<&Audience>) -> String {
    let word = |verdict| match verdict {
        Verdict::Met => 'y',
        Verdict::NotMet => 'n',
        Verdict::Unknown => '?',
    };
    let Some(audience) = audience else {
        return "n nnn".to_owned();
    };
    let types = PrincipalType::ALL.map(|kind| word(audience.anyone.get(kind)));
    let types: String = types.into_iter().collect();
    format!("{} {types}", word(audience.own))
}

#[test]
fn every_shape_lets_through_what_it_says() {
    for (name, condition, rows) in ASSIGN {
        let records = [assignment(1, (ALICE, "User"), RBAC_ADMIN, Some(condition))];
        let found = alice(&records);
        for (role, expected) in *rows {
            let audience = if *role == "*" {
                found.assign.unlisted()
            } else {
                let id = RoleId::parse(&super::spell_out(role)).unwrap();
                found.assign.audience_of(id)
            };
            assert_eq!(
                written(audience),
                *expected,
                "{name}, {role}: {:?}",
                found.breakouts
            );
        }
    }
}

#[test]
fn a_reach_is_named_by_its_shape() {
    let reach = |condition: Option<&str>| {
        alice(&[assignment(1, (ALICE, "User"), RBAC_ADMIN, condition)]).assign
    };
    assert!(matches!(reach(None), RoleReach::AnyRole { .. }));
    assert!(matches!(
        reach(Some(ASSIGN[2].1)),
        RoleReach::AnyRole { .. }
    ));
    assert!(matches!(
        reach(Some("Exists @Resource[HasObotoken]")),
        RoleReach::Undetermined { .. }
    ));
    assert!(matches!(
        reach(Some("1 NumericEquals 2")),
        RoleReach::Nothing
    ));
    let RoleReach::Roles {
        allowed,
        unknown,
        refused,
        ..
    } = reach(Some(ASSIGN[0].1))
    else {
        panic!("an allow-list names its roles");
    };
    let names: Vec<_> = allowed
        .iter()
        .filter_map(|r| r.role.name.as_deref())
        .collect();
    assert_eq!(names, ["Key Vault Secrets User", "Reader"]);
    assert!(unknown.is_empty());
    assert!(refused.len() > 50);
    let RoleReach::Roles { refused, .. } = reach(Some(ASSIGN[3].1)) else {
        panic!("a deny-list names its roles");
    };
    let names: Vec<_> = refused.iter().filter_map(|r| r.name.as_deref()).collect();
    assert_eq!(
        names,
        [
            "Owner",
            "Role Based Access Control Administrator",
            "User Access Administrator"
        ]
    );
}

#[test]
fn one_unconditional_assignment_bypasses_the_conditional_one() {
    let bound = assignment(1, (ALICE, "User"), RBAC_ADMIN, Some(ASSIGN[0].1));
    let free = assignment(2, (ALICE, "User"), super::UAA, None);
    assert!(matches!(
        alice(std::slice::from_ref(&bound)).assign,
        RoleReach::Roles { .. }
    ));
    assert!(matches!(
        alice(&[bound, free]).assign,
        RoleReach::AnyRole { .. }
    ));
}

#[test]
fn a_named_principal_is_listed_with_its_types() {
    let found = alice(&[assignment(
        1,
        (ALICE, "User"),
        RBAC_ADMIN,
        Some(ASSIGN[7].1),
    )]);
    let RoleReach::Roles { allowed, .. } = &found.assign else {
        panic!("one role");
    };
    let (id, types) = &allowed[0].to.named[0];
    assert_eq!(id.as_str(), super::BOB);
    assert_eq!(types.with(Verdict::Met).count(), 3);
}
