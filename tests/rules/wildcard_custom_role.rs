use rolecall::rule::Severity;

use super::*;

const RULE: &str = "wildcard-custom-role";

#[test]
fn fires_for_a_namespace_and_more() {
    let severity = |actions: &[&str]| {
        Exports::default()
            .custom_role(actions, &[])
            .severities(RULE)
    };
    assert_eq!(severity(&["*"]), [Severity::High]);
    assert_eq!(severity(&["Microsoft.NetworkCloud/*"]), [Severity::Medium]);
    assert_eq!(severity(&["*/read"]), [Severity::Low]);
}

#[test]
fn does_not_fire_for_one_resource_type() {
    let narrow = [
        "Microsoft.NetworkCloud/clusters/*",
        "Microsoft.NetworkCloud/clusters/read",
    ];
    assert!(
        Exports::default()
            .custom_role(&narrow, &[])
            .find(RULE)
            .is_empty()
    );
}

#[test]
fn leaves_built_in_roles_alone() {
    let tenant = Exports::default().add(json!({
        "id": format!("/providers/Microsoft.Authorization/roleDefinitions/{READER}"), "name": READER,
        "roleName": "Reader", "roleType": "BuiltInRole", "type": "Microsoft.Authorization/roleDefinitions",
        "permissions": [{"actions": ["*/read"], "notActions": [], "dataActions": [], "notDataActions": []}],
        "assignableScopes": ["/"],
    }));
    assert!(tenant.find(RULE).is_empty());
}
