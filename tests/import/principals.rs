//! What the inputs say of principals, in any order of the files.

use rolecall::PrincipalId;
use rolecall::model::{GroupKnowledge, Tenant};
use serde_json::{Value, json};

use super::{orders, read};

const WHO: &str = "b1b1b1b1-0000-4000-8000-000000000001";
const SUBSCRIPTION: &str = "/subscriptions/a1a1a1a1-0000-4000-8000-000000000001";

fn assignment(number: u32, kind: Option<&str>) -> Value {
    json!([{
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/c1c1c1c1-0000-4000-8000-{number:012}"),
        "type": "Microsoft.Authorization/roleAssignments",
        "principalId": WHO, "principalType": kind, "scope": SUBSCRIPTION,
        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
    }])
}

fn deny(kind: &str) -> Value {
    json!([{
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments/d1d1d1d1-0000-4000-8000-000000000001"),
        "type": "Microsoft.Authorization/denyAssignments",
        "properties": {
            "denyAssignmentName": "d", "scope": SUBSCRIPTION, "permissions": [{"actions": ["*/delete"]}],
            "principals": [{"id": WHO, "type": kind}], "excludePrincipals": [],
        },
    }])
}

fn known(tenant: &Tenant) -> GroupKnowledge {
    tenant.group_knowledge(&PrincipalId::new(WHO))
}

/// The diagnostics about the kinds of principals.
fn complaints(tenant: &Tenant) -> Vec<String> {
    let about = tenant.diagnostics.iter();
    let about = about.filter(|d| d.code == "contradicting-principal-type");
    about.map(|d| format!("{d:?}")).collect()
}

#[test]
fn whether_an_id_is_a_group_is_told_in_any_order() {
    let user = json!([{"id": WHO, "userPrincipalName": "u@contoso.example"}]);
    let typed = json!([{"id": WHO, "@odata.type": "#microsoft.graph.group", "displayName": "G"}]);
    let list = json!([{"id": WHO, "displayName": "G", "members": []}]);
    let keyed = json!({ WHO: [] });
    use GroupKnowledge::{Contradicted, Group, NotGroup, Unknown};
    for (documents, expected) in [
        (vec![assignment(1, None)], Unknown),
        (vec![assignment(1, Some("Unknown"))], Unknown),
        (
            vec![assignment(1, None), assignment(2, Some("Group"))],
            Group,
        ),
        (
            vec![assignment(1, Some("User")), assignment(2, Some("Group"))],
            Contradicted,
        ),
        // The same assignment, exported twice.
        (
            vec![assignment(1, Some("User")), assignment(1, Some("Group"))],
            Contradicted,
        ),
        (
            vec![
                assignment(1, Some("User")),
                assignment(2, Some("Group")),
                user.clone(),
            ],
            NotGroup,
        ),
        (
            vec![
                assignment(1, Some("User")),
                assignment(2, Some("Group")),
                typed.clone(),
            ],
            Group,
        ),
        (vec![assignment(1, Some("User")), list.clone()], Group),
        // Empty, it tells nothing of what it is kept under.
        (vec![assignment(1, Some("User")), keyed], NotGroup),
        (
            vec![assignment(1, Some("ServicePrincipal")), deny("Group")],
            NotGroup,
        ),
        (vec![assignment(1, None), deny("Group")], Group),
        (vec![user, list, assignment(1, Some("User"))], Contradicted),
    ] {
        let mut said = Vec::new();
        for order in orders(&documents) {
            let tenant = read(&order);
            assert_eq!(known(&tenant), expected, "{order:?}");
            said.push(complaints(&tenant));
        }
        assert_eq!(
            said[0].len(),
            usize::from(expected == Contradicted),
            "{:?}",
            said[0]
        );
        said.dedup();
        assert_eq!(said.len(), 1, "{said:#?}");
    }
}

#[test]
fn everyone_is_no_group_and_a_stranger_is_unknown() {
    let tenant = read(&[deny("User")]);
    let of = |id: &str| tenant.group_knowledge(&PrincipalId::new(id));
    assert_eq!(
        of("00000000-0000-0000-0000-000000000000"),
        GroupKnowledge::NotGroup
    );
    assert_eq!(
        of("e1e1e1e1-0000-4000-8000-000000000001"),
        GroupKnowledge::Unknown
    );
    assert_eq!(known(&tenant), GroupKnowledge::NotGroup);
}

#[test]
fn names_do_not_depend_on_the_order() {
    let row = |sign_in: &str, display: Option<&str>| {
        let mut row = assignment(1, Some("User"));
        row[0]["signInName"] = json!(sign_in);
        row[0]["displayName"] = json!(display);
        row
    };
    let documents = [
        row("old@contoso.example", None),
        row("old@contoso.example", Some("Shown")),
        json!([{"id": WHO, "userPrincipalName": "new@contoso.example"}]),
    ];
    for order in orders(&documents) {
        let tenant = read(&order);
        let who = tenant.principal(&PrincipalId::new(WHO)).unwrap();
        assert_eq!(who.sign_in_name.as_deref(), Some("new@contoso.example"));
        assert_eq!(who.display_name.as_deref(), Some("Shown"));
    }
}
