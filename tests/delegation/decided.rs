//! The solver against `decide`: a role that it says may be assigned is one whose assignment is
//! allowed, and every other is one whose assignment isn't.

use super::{
    ALICE, BOB, KV_DATA_ADMIN, OWNER, RBAC_ADMIN, READER, SECRETS_USER, STRANGER, SUBSCRIPTION,
    UAA, assignment, spell_out, tenant_of,
};
use proptest::prelude::*;
use rolecall::access::{AccessIndex, Circumstances, Outcome, Request, Target, decide};
use rolecall::catalog::Catalog;
use rolecall::condition::{AttributeRef, AttributeValue, Verdict};
use rolecall::delegation::{self, Activation, Audience, PrincipalType, RoleReach, Roster};
use rolecall::model::Plane;
use rolecall::pattern::{ActionPattern, Wildcards};
use rolecall::{PrincipalId, RoleId, Scope};

fn comparison() -> impl Strategy<Value = String> {
    let source = prop_oneof![4 => Just("Request"), 3 => Just("Resource")];
    let roles = proptest::collection::vec(
        prop_oneof![
            Just("«OW»"),
            Just("«RE»"),
            Just("«SU»"),
            Just("«KV»"),
            Just("00000000-0000-4000-8000-0000000000aa")
        ],
        1..4,
    );
    let role = (
        source.clone(),
        prop_oneof![
            Just("ForAnyOfAnyValues:GuidEquals"),
            Just("ForAnyOfAllValues:GuidNotEquals"),
            Just("ForAnyOfAnyValues:GuidNotEquals"),
        ],
        roles,
    )
        .prop_map(|(source, operator, roles)| {
            format!(
                "@{source}[«RA»:RoleDefinitionId] {operator} {{{}}}",
                roles.join(", ")
            )
        });
    let text = (
        source.clone(),
        prop_oneof![
            Just("StringEqualsIgnoreCase '«RE»'"),
            Just("StringNotEquals '«OW»'"),
            Just("StringLike 'acdd*'"),
        ],
    )
        .prop_map(|(source, test)| format!("@{source}[«RA»:RoleDefinitionId] {test}"));
    let principal = (
        source.clone(),
        prop_oneof![
            Just("ForAnyOfAnyValues:GuidEquals {«ALICE», «BOB»}"),
            Just("GuidNotEquals «ALICE»"),
            Just("GuidEquals «BOB»"),
        ],
    )
        .prop_map(|(source, test)| format!("@{source}[«RA»:PrincipalId] {test}"));
    let kind = (
        source.clone(),
        prop_oneof![
            Just("StringEqualsIgnoreCase 'user'"),
            Just("ForAnyOfAnyValues:StringEquals {'Group', 'ServicePrincipal'}"),
            Just("ForAnyOfAllValues:StringNotEquals {'User', 'Group'}"),
        ],
    )
        .prop_map(|(source, test)| format!("@{source}[«RA»:PrincipalType] {test}"));
    let other = prop_oneof![
        1 => source.prop_map(|source| format!("Exists @{source}[«RA»:RoleDefinitionId]")),
        3 => Just("@Resource[HasObotoken] BoolEquals true".to_owned()),
        1 => Just("ActionMatches{'«RA»/write'}".to_owned()),
        1 => Just("ActionMatches{'Microsoft.Authorization/*'}".to_owned()),
        1 => Just("SubOperationMatches{'x'}".to_owned()),
    ];
    prop_oneof![5 => role, 1 => text, 2 => principal, 2 => kind, 3 => other]
}

fn condition() -> impl Strategy<Value = String> {
    comparison().prop_recursive(3, 12, 3, |inner| {
        let several = proptest::collection::vec(inner.clone(), 2..4);
        let joined =
            |with: &'static str| move |parts: Vec<String>| format!("({})", parts.join(with));
        prop_oneof![
            several.clone().prop_map(joined(" AND ")),
            several.prop_map(joined(" OR ")),
            inner.clone().prop_map(|part| format!("!({part})")),
            inner
                .clone()
                .prop_map(|part| format!("(!(ActionMatches{{'«RA»/write'}}) OR {part})")),
            inner.prop_map(|part| format!("(!(ActionMatches{{'«RA»/delete'}}) OR {part})")),
        ]
    })
}

fn assignments() -> impl Strategy<Value = Vec<(&'static str, Option<String>)>> {
    let role = prop_oneof![
        Just(RBAC_ADMIN),
        Just(UAA),
        Just(KV_DATA_ADMIN),
        Just(READER)
    ];
    let one = (role, proptest::option::weighted(0.95, condition()));
    proptest::collection::vec(one, 1..4)
}

/// What `decide` says of making or removing one role assignment.
fn decided(
    index: &AccessIndex<'_>,
    act: &str,
    role: RoleId,
    who: &str,
    kind: PrincipalType,
) -> Verdict {
    let (own, other) = if act == "write" {
        ("Request", "Resource")
    } else {
        ("Resource", "Request")
    };
    let mut circumstances = Circumstances::default();
    for (name, value) in [
        ("RoleDefinitionId", role.to_string()),
        ("PrincipalId", who.to_owned()),
        ("PrincipalType", kind.as_str().to_owned()),
    ] {
        let attribute = |source: &str| {
            AttributeRef::parse(&spell_out(&format!("@{source}[«RA»:{name}]"))).unwrap()
        };
        circumstances
            .attributes
            .insert(attribute(own), Some(AttributeValue::Text(value)));
        circumstances.attributes.insert(attribute(other), None);
    }
    let target = Target {
        action: ActionPattern::parse(&spell_out(&format!("«RA»/{act}"))).unwrap(),
        plane: Plane::Control,
    };
    let mut request = Request::new(
        PrincipalId::new(ALICE),
        target,
        Scope::parse(SUBSCRIPTION).unwrap(),
    );
    request.circumstances = circumstances;
    match decide(index, &request).outcome() {
        Outcome::Allowed => Verdict::Met,
        Outcome::Conditional => Verdict::Unknown,
        Outcome::NotGranted => Verdict::NotMet,
        other => panic!("{other:?}"),
    }
}

/// The solver's answer about one cell.
fn solved(audience: Option<&Audience>, who: &str, kind: PrincipalType) -> Verdict {
    let Some(audience) = audience else {
        return Verdict::NotMet;
    };
    let named = audience.named.iter().find(|(id, _)| id.as_str() == who);
    named.map_or(audience.anyone, |(_, types)| *types).get(kind)
}

fn cells_agree(records: &[(&'static str, Option<String>)]) -> [usize; 3] {
    let records: Vec<_> = (0..)
        .zip(records)
        .map(|(n, (role, condition))| assignment(n, (ALICE, "User"), role, condition.as_deref()))
        .collect();
    let tenant = tenant_of(&records);
    let catalog = Catalog::core(Wildcards::Azure);
    let index = AccessIndex::new(&tenant, &catalog);
    let roster = Roster::of(&catalog);
    let found = delegation::of_principal(
        &index,
        &roster,
        &PrincipalId::new(ALICE),
        &Scope::parse(SUBSCRIPTION).unwrap(),
        &Circumstances::default(),
        Activation::Current,
    );
    let by_pattern = records.iter().any(|r| r.to_string().contains("StringLike"));
    let mut seen = [0; 3];
    let stranger = "00000000-0000-4000-8000-0000000000bb";
    for (act, reach) in [("write", &found.assign), ("delete", &found.remove)] {
        for role in [
            OWNER,
            UAA,
            READER,
            SECRETS_USER,
            KV_DATA_ADMIN,
            "00000000-0000-4000-8000-0000000000aa",
            stranger,
        ] {
            let id = RoleId::parse(role).unwrap();
            let audience = reach.audience_of(id);
            for who in [BOB, STRANGER, ALICE] {
                for kind in PrincipalType::ALL {
                    // Alice is known to be a user.
                    if who == ALICE && kind != PrincipalType::User {
                        continue;
                    }
                    let truth = decided(&index, act, id, who, kind);
                    let answer = solved(audience, who, kind);
                    let vague =
                        by_pattern && role.starts_with("0000") && answer == Verdict::Unknown;
                    assert!(
                        answer == truth || vague,
                        "{act} {role} to {who}, {kind:?}: {answer:?}, decided {truth:?}"
                    );
                    seen[truth as usize] += 1;
                }
            }
            let own = decided(&index, act, id, ALICE, PrincipalType::User);
            let answer = audience.map_or(Verdict::NotMet, |to| to.own);
            let vague = by_pattern && role.starts_with("0000") && answer == Verdict::Unknown;
            assert!(
                answer == own || vague,
                "{act} {role} to itself: {answer:?}, decided {own:?}"
            );
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_cell_is_what_decide_says(records in assignments()) {
        cells_agree(&records);
    }
}

#[test]
fn the_generator_reaches_every_verdict() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut seen = [0; 3];
    for _ in 0..32 {
        let records = assignments().new_tree(&mut runner).unwrap().current();
        let counts = cells_agree(&records);
        for (sum, count) in seen.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
}

#[test]
fn every_allowed_role_of_the_core_is_allowed_and_no_other() {
    let condition = "(!(ActionMatches{'«RA»/write'}) OR @Request[«RA»:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {«OW», «UAA», «RB»}) AND (!(ActionMatches{'«RA»/delete'}) OR @Resource[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«RE»})";
    let tenant = tenant_of(&[assignment(1, (ALICE, "User"), RBAC_ADMIN, Some(condition))]);
    let catalog = Catalog::core(Wildcards::Azure);
    let index = AccessIndex::new(&tenant, &catalog);
    let roster = Roster::of(&catalog);
    let found = delegation::of_principal(
        &index,
        &roster,
        &PrincipalId::new(ALICE),
        &Scope::parse(SUBSCRIPTION).unwrap(),
        &Circumstances::default(),
        Activation::Current,
    );
    for (act, reach) in [("write", &found.assign), ("delete", &found.remove)] {
        let RoleReach::Roles { allowed, .. } = reach else {
            panic!("{act}: {reach:?}");
        };
        for role in roster.roles() {
            let listed = allowed.iter().any(|reached| reached.role.id == role.id);
            let truth = decided(&index, act, role.id, STRANGER, PrincipalType::User);
            assert_eq!(listed, truth == Verdict::Met, "{act} {:?}", role.name);
        }
    }
}
