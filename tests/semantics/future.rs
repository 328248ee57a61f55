//! Whether a grant outlasts the catalogue: by example, and held to the definition.

use proptest::prelude::*;
use rolecall::access::{
    AccessIndex, Circumstances, Future, Outcome, Request, Target, decide, decide_roles,
};
use rolecall::catalog::Catalog;
use rolecall::model::{Moment, Permission, Plane, RoleDefinition, Tenant};
use rolecall::pattern::{ActionPattern, PatternLanguage, Wildcards};
use rolecall::{PrincipalId, RoleIx, Scope};

use super::compare::role;
use super::naive;

fn defining(role: RoleDefinition) -> Tenant {
    Tenant {
        role_definitions: vec![role],
        ..Tenant::default()
    }
}

fn ask(catalog: &Catalog, roles: &[RoleIx], action: &str) -> (Outcome, Future) {
    let target = Target {
        action: ActionPattern::parse(action).unwrap(),
        plane: Plane::Control,
    };
    let answer = decide_roles(catalog, roles, &target, &Circumstances::default());
    (answer.outcome(), answer.coverage().unwrap().future)
}

#[test]
fn published_roles() {
    use Future::{Covered, Open};
    use Outcome::{Allowed, NotGranted, Partial};
    let catalog = Catalog::core(Wildcards::Azure);
    let rows: [(&[&str], &str, Outcome, Future); 9] = [
        (&["Owner"], "*", Allowed, Covered),
        (&["Contributor"], "*", Partial, Open),
        (
            &["Contributor"],
            "Microsoft.NetworkCloud/*",
            Allowed,
            Covered,
        ),
        (
            &["Contributor"],
            "Microsoft.Authorization/*/read",
            Allowed,
            Covered,
        ),
        (
            &["Contributor", "User Access Administrator"],
            "Microsoft.Authorization/*",
            Allowed,
            Covered,
        ),
        (
            &["Reader"],
            "Microsoft.NetworkCloud/*/read",
            Allowed,
            Covered,
        ),
        // Nothing in the catalogue: the patterns' text decides.
        (&["Owner"], "Contoso.Foo/*", Allowed, Covered),
        (&["Reader"], "Contoso.Foo/*", Partial, Open),
        (&["Key Vault Reader"], "Contoso.Foo/*", NotGranted, Open),
    ];
    for (names, action, outcome, future) in rows {
        let roles: Vec<RoleIx> = names
            .iter()
            .map(|n| catalog.look_up_role(n).unwrap())
            .collect();
        assert_eq!(
            ask(&catalog, &roles, action),
            (outcome, future),
            "{names:?} {action}"
        );
    }
}

#[test]
fn all_of_today_is_not_all_there_could_be() {
    let mut catalog = Catalog::core(Wildcards::Azure);
    let plane = Plane::Control;
    let pattern =
        ActionPattern::parse("Microsoft.ManagedIdentity/userAssignedIdentities/*").unwrap();
    let names: Vec<ActionPattern> = catalog
        .expand(&pattern, plane)
        .iter()
        .map(|at| ActionPattern::parse(&catalog.operation(at).name).unwrap())
        .collect();
    assert!(!names.is_empty());
    let listed = role(vec![Permission {
        control: rolecall::pattern::PatternSet::new(names, Vec::new()),
        ..Permission::default()
    }]);
    assert!(catalog.add_inputs(&defining(listed)).is_empty());
    let tested = catalog.look_up_role("tested").unwrap();
    let (outcome, future) = ask(&catalog, &[tested], pattern.as_str());
    assert_eq!((outcome, future), (Outcome::Allowed, Future::Open));
}

/// A Contributor of a subscription, with denies that the rows below walk around.
const TENANT: &str = r#"[
 {"id":"/subscriptions/5e467623-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-0000000000a1",
  "principalId":"00000000-0000-4000-8000-0000000000b1","principalType":"User","principalName":"ann@contoso.com",
  "roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
  "scope":"/subscriptions/5e467623-0000-4000-8000-000000000001","type":"Microsoft.Authorization/roleAssignments"},
 {"id":"/subscriptions/5e467623-0000-4000-8000-000000000001/resourceGroups/locked/providers/Microsoft.Authorization/denyAssignments/00000000-0000-4000-8000-0000000000d1",
  "type":"Microsoft.Authorization/denyAssignments","denyAssignmentName":"locked",
  "scope":"/subscriptions/5e467623-0000-4000-8000-000000000001/resourceGroups/locked",
  "permissions":[{"actions":["*/delete"],"notActions":["Microsoft.Support/*"]}],
  "principals":[{"id":"00000000-0000-0000-0000-000000000000","type":"SystemDefined"}],"excludePrincipals":[]},
 {"id":"/subscriptions/5e467623-0000-4000-8000-000000000001/resourceGroups/spared/providers/Microsoft.Authorization/denyAssignments/00000000-0000-4000-8000-0000000000d2",
  "type":"Microsoft.Authorization/denyAssignments","denyAssignmentName":"spared",
  "scope":"/subscriptions/5e467623-0000-4000-8000-000000000001/resourceGroups/spared",
  "permissions":[{"actions":["*"]}],
  "principals":[{"id":"00000000-0000-0000-0000-000000000000","type":"SystemDefined"}],
  "excludePrincipals":[{"id":"00000000-0000-4000-8000-0000000000b1","type":"User"}]},
 {"id":"/subscriptions/5e467623-0000-4000-8000-000000000001/resourceGroups/maybe/providers/Microsoft.Authorization/denyAssignments/00000000-0000-4000-8000-0000000000d3",
  "type":"Microsoft.Authorization/denyAssignments","denyAssignmentName":"maybe",
  "scope":"/subscriptions/5e467623-0000-4000-8000-000000000001/resourceGroups/maybe",
  "permissions":[{"actions":["Contoso.Foo/x/*"]}],
  "principals":[{"id":"00000000-0000-4000-8000-0000000000e1","type":"Group"}],"excludePrincipals":[]}
]"#;

#[test]
fn denies_are_taken_away_from_what_a_principal_holds() {
    use Future::{Covered, Open};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tenant.json");
    std::fs::write(&file, TENANT).unwrap();
    let tenant = crate::support::tenant(&[&file]);
    let catalog = Catalog::core(Wildcards::Azure);
    let index = AccessIndex::new(&tenant, &catalog);
    let rows = [
        (
            "open",
            "Microsoft.NetworkCloud/*",
            Outcome::Allowed,
            Covered,
        ),
        ("locked", "Microsoft.NetworkCloud/*", Outcome::Partial, Open),
        (
            "locked",
            "Microsoft.NetworkCloud/*/read",
            Outcome::Allowed,
            Covered,
        ),
        (
            "locked",
            "Microsoft.NetworkCloud/*/delete",
            Outcome::Denied,
            Open,
        ),
        ("locked", "Microsoft.Support/*", Outcome::Allowed, Covered),
        (
            "spared",
            "Microsoft.NetworkCloud/*",
            Outcome::Allowed,
            Covered,
        ),
        // Nothing in the catalogue; the group's members are not listed.
        ("open", "Contoso.Foo/*", Outcome::Allowed, Covered),
        ("locked", "Contoso.Foo/*", Outcome::Partial, Open),
        ("maybe", "Contoso.Foo/*", Outcome::Partial, Open),
        ("maybe", "Contoso.Bar/*", Outcome::Allowed, Covered),
    ];
    for (group, action, outcome, future) in rows {
        let request = Request {
            principal: PrincipalId::new("00000000-0000-4000-8000-0000000000b1"),
            target: Target {
                action: ActionPattern::parse(action).unwrap(),
                plane: Plane::Control,
            },
            scope: Scope::parse(&format!(
                "/subscriptions/5e467623-0000-4000-8000-000000000001/resourceGroups/{group}"
            ))
            .unwrap(),
            moment: Moment::AsExported,
            circumstances: Circumstances::default(),
        };
        let decision = decide(&index, &request);
        assert_eq!(decision.outcome(), outcome, "{group} {action}");
        assert_eq!(
            decision.coverage().unwrap().future,
            future,
            "{group} {action}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn covered_means_every_name_there_could_be(
        sets in naive::sets(),
        asked in naive::pattern(),
        wildcards in naive::wildcards(),
    ) {
        let asked = ActionPattern::parse(&asked).unwrap();
        prop_assume!(!asked.is_concrete());
        let mut catalog = Catalog::core(wildcards);
        let permissions = sets.iter().map(|set| Permission {
            control: set.clone(),
            ..Permission::default()
        });
        catalog.add_inputs(&defining(role(permissions.collect())));
        let tested = catalog.look_up_role("tested").unwrap();
        let (outcome, future) = ask(&catalog, &[tested], asked.as_str());
        let matched = |name: &str| naive::matches(asked.folded(), name, wildcards);
        if future == Future::Covered {
            prop_assert_eq!(outcome, Outcome::Allowed);
            for name in naive::names(6) {
                prop_assert!(!matched(&name) || naive::grants(&sets, &name, wildcards), "{}", name);
            }
        } else {
            let language = PatternLanguage::of(&asked, wildcards);
            if language.least_name().unwrap().is_some() {
                let granted = PatternLanguage::new(&sets, wildcards);
                let witness = language.difference(&granted).unwrap().unwrap();
                prop_assert!(matched(&witness) && !naive::grants(&sets, &witness, wildcards));
            }
        }
    }
}
