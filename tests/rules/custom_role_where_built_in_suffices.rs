use rolecall::rule::Severity;

use super::*;

const RULE: &str = "custom-role-where-built-in-suffices";

/// What Storage Blob Delegator grants.
const DELEGATOR: &str =
    "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action";

#[test]
fn fires_for_an_equal_role_and_names_the_moves() {
    let tenant = Exports::default()
        .custom_role(&[DELEGATOR], &[])
        .assign("Team", CUSTOM, SUBSCRIPTION)
        .assign("Others", CUSTOM, GROUP);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Low);
    assert!(
        findings[0].title.starts_with("Storage Blob Delegator"),
        "{}",
        findings[0].title
    );
    assert!(findings[0].because.contains("2 assignments"));
    assert_eq!(findings[0].remediation.commands.len(), 4);
}

#[test]
fn fires_mildly_for_a_few_harmless_operations_more_and_not_for_grave_ones() {
    let severities = |actions: &[&str]| {
        let tenant =
            Exports::default()
                .custom_role(actions, &[])
                .assign("Team", CUSTOM, SUBSCRIPTION);
        tenant.severities(RULE)
    };
    let support = ["Microsoft.Authorization/*/read", "Microsoft.Support/*"];
    assert_eq!(severities(&support), [Severity::Info]);
    let locks = [
        "Microsoft.Authorization/locks/read",
        "Microsoft.Authorization/locks/write",
    ];
    assert!(
        severities(&locks).is_empty(),
        "Locks Contributor deletes them"
    );
    let tags = ["Microsoft.Resources/tags/*"];
    assert!(severities(&tags).is_empty(), "Tag Contributor deploys");
}

#[test]
fn does_not_fire_for_other_roles_or_without_holders() {
    let unused = Exports::default().custom_role(&[DELEGATOR], &[]);
    assert!(unused.find(RULE).is_empty());
    let own = [
        "Microsoft.NetworkCloud/clusters/read",
        "Microsoft.Compute/virtualMachines/start/action",
    ];
    let tenant = Exports::default()
        .custom_role(&own, &[])
        .assign("Team", CUSTOM, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
