//! Output of AzureHound.

use super::*;

#[test]
fn azure_hound_lists_a_few_roles_and_leaves_conditions_out() {
    let owners = |condition| {
        let owner = json!({ "owner": assigned_by_hound(condition) });
        let data = json!({ "owners": [owner], "subscriptionId": SUBSCRIPTION });
        ("AZSubscriptionOwner", data)
    };
    let whole = |list: Value| {
        let data =
            json!({ "roleAssignments": list, "subscriptionId": SUBSCRIPTION.to_uppercase() });
        ("AZSubscriptionRoleAssignment", data)
    };
    let all = || whole(json!([{ "roleAssignment": assigned_by_hound(Some("")) }]));
    ask(&hound(&[owners(Some("")), all()]), (ANNA, WRITE), YES);
    ask(&hound(&[owners(Some("")), all()]), (BEN, WRITE), NO);
    ask(&hound(&[owners(None)]), (ANNA, WRITE), OPEN);
    let run = ask(&hound(&[owners(Some(""))]), (BEN, WRITE), OPEN);
    assert!(run.stderr.contains("a few roles"), "{}", run.stderr);
    for kind in [
        "AZSubscriptionUserAccessAdmin",
        "AZVMAdminLogin",
        "AZKeyVaultKVContributor",
    ] {
        let none = (
            kind,
            json!({ "list": null, "virtualMachineId": format!("{SUBSCRIPTION}/x") }),
        );
        ask(&hound(&[all(), none]), (BEN, WRITE), OPEN);
    }
    // It prints the same where there are none and where they could not be read.
    ask(&hound(&[whole(Value::Null)]), (BEN, WRITE), OPEN);
    // Who owns a group is no matter of Azure RBAC.
    let of_directory = ("AZGroupOwner", json!({ "owners": null, "groupId": TEAM }));
    ask(&hound(&[all(), of_directory]), (BEN, WRITE), NO);
}
