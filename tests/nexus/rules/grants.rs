//! A1 to A10.

use rolecall::nexus::{CheckInput, ClusterRule, RuleStatus, check_cluster};
use serde_json::json;

use crate::nexus::bed::{
    Bed, OWNER, READER, S, SAMI_PRINCIPAL, STORAGE_ROLE, U1_CLIENT, U1_PRINCIPAL, VAULT_ROLE,
    account, errors, f1, fixture, identity, rg, vault,
};

const BLOB_OWNER: &str = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b";
const BLOB_READER: &str = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
const SECRETS_OFFICER: &str = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const GROUP: &str = "bbbbbbbb-0000-0000-0000-000000000001";
const PERSON: &str = "aaaaaaaa-0000-0000-0000-0000000000aa";
const STRANGER: &str = "aaaaaaaa-0000-0000-0000-0000000000bb";

fn without_storage_role() -> Bed {
    let mut bed = f1();
    bed.without(STORAGE_ROLE);
    bed
}

#[test]
fn a1_to_a4_pass_fail_and_are_open_without_assignments() {
    for (rule, role) in [
        (ClusterRule::A1, STORAGE_ROLE),
        (ClusterRule::A2, "92aaf0da-9dab-42b6-94a3-d43ce8d16293"),
        (ClusterRule::A3, VAULT_ROLE),
        (ClusterRule::A4, "f1a07417-d97a-45cb-824c-7a7467783830"),
    ] {
        assert_eq!(f1().statuses(rule), [RuleStatus::Pass], "{rule}");
        let mut bed = f1();
        bed.without(role);
        let check = bed.only(rule, RuleStatus::Fail);
        assert!(check.consequence.is_some());
        let grant = check.fix.last().unwrap();
        assert!(grant.contains(role), "{grant}");
        assert_eq!(errors(&bed.check(), RuleStatus::Fail), [rule.rule().id]);
    }
    let mut bed = f1();
    bed.assignments = json!([]);
    let result = bed.check();
    assert_eq!(errors(&result, RuleStatus::Fail), [""; 0]);
    assert_eq!(
        errors(&result, RuleStatus::Unknown),
        ["A1", "A2", "A3", "A4", "A7", "A8"]
    );
    let check = bed.only(ClusterRule::A1, RuleStatus::Unknown);
    assert!(
        check.message.contains("az role assignment list --all"),
        "{}",
        check.message
    );
}

#[test]
fn nothing_is_judged_without_an_index() {
    let bed = f1();
    let result = check_cluster(&CheckInput {
        cluster: &bed.cluster(),
        resources: &bed.resources(),
        access: None,
        api_version: None,
        platform: None,
    });
    assert_eq!(
        errors(&result, RuleStatus::Unknown),
        ["A1", "A2", "A3", "A4", "A7", "A8"]
    );
    assert_eq!(result.verdict(), RuleStatus::Unknown);
}

#[test]
fn a_wider_scope_counts_and_a_narrower_does_not() {
    for (scope, status) in [
        (
            format!("{}/blobServices/default/containers/OUT", account()),
            RuleStatus::Pass,
        ),
        (rg(""), RuleStatus::Pass),
        (S.to_owned(), RuleStatus::Pass),
        ("/".to_owned(), RuleStatus::Pass),
        (
            format!("{}/blobServices/default/containers/out2", account()),
            RuleStatus::Fail,
        ),
        (
            format!("{}/blobServices/default/containers/out/blobs/b", account()),
            RuleStatus::Fail,
        ),
        (rg("1"), RuleStatus::Fail),
    ] {
        let mut bed = without_storage_role();
        bed.assign(U1_PRINCIPAL, "ServicePrincipal", STORAGE_ROLE, &scope);
        assert_eq!(bed.statuses(ClusterRule::A1), [status], "{scope}");
    }
}

#[test]
fn a_group_counts_and_an_unlisted_one_leaves_it_open() {
    let mut bed = without_storage_role();
    bed.assign(GROUP, "Group", STORAGE_ROLE, &account());
    let check = bed.only(ClusterRule::A1, RuleStatus::Unknown);
    assert!(
        check.message.contains("az ad group member list --group"),
        "{}",
        check.message
    );
    bed.others
        .push(json!({GROUP: [{"id": U1_PRINCIPAL, "servicePrincipalType": "ManagedIdentity"}]}));
    assert_eq!(bed.statuses(ClusterRule::A1), [RuleStatus::Pass]);
    bed.others[0] = json!({GROUP: [{"id": PERSON, "userPrincipalName": "a@b"}]});
    assert_eq!(bed.statuses(ClusterRule::A1), [RuleStatus::Fail]);
}

#[test]
fn a_management_group_counts_where_the_hierarchy_is_known() {
    let scope = "/providers/Microsoft.Management/managementGroups/mg1";
    let mut bed = without_storage_role();
    bed.assign(U1_PRINCIPAL, "ServicePrincipal", STORAGE_ROLE, scope);
    let check = bed.only(ClusterRule::A1, RuleStatus::Unknown);
    assert!(
        check
            .message
            .contains("az account management-group show --name mg1"),
        "{}",
        check.message
    );
    bed.others.push(json!({
        "id": scope, "name": "mg1", "type": "Microsoft.Management/managementGroups",
        "children": [{"id": S, "name": &S[15..], "type": "/subscriptions"}],
    }));
    assert_eq!(bed.statuses(ClusterRule::A1), [RuleStatus::Pass]);
}

#[test]
fn a_deny_assignment_counts() {
    let mut bed = f1();
    bed.others.push(json!({
        "id": format!("{}/providers/Microsoft.Authorization/denyAssignments/1", rg("")),
        "type": "Microsoft.Authorization/denyAssignments",
        "denyAssignmentName": "no blobs",
        "permissions": [{"actions": [], "notActions": [], "dataActions": ["Microsoft.Storage/*"], "notDataActions": []}],
        "principals": [{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}],
        "excludePrincipals": [],
        "scope": rg(""),
        "doNotApplyToChildScopes": false,
        "isSystemProtected": true,
    }));
    let check = bed.only(ClusterRule::A1, RuleStatus::Fail);
    assert!(
        check.message.contains("`no blobs` blocks it"),
        "{}",
        check.message
    );
    assert_eq!(bed.statuses(ClusterRule::A2), [RuleStatus::Pass]);
}

#[test]
fn a4_recognises_the_platform() {
    // By the object id that the user gives.
    let mut bed = fixture("f2");
    bed.platform = Some(STRANGER);
    assert_eq!(bed.statuses(ClusterRule::A4), [RuleStatus::Fail]);
    bed.assign(
        STRANGER,
        "ServicePrincipal",
        "f1a07417-d97a-45cb-824c-7a7467783830",
        &identity("u1"),
    );
    assert_eq!(bed.statuses(ClusterRule::A4), [RuleStatus::Pass]);
    // A nameless service principal with the role may be the platform.
    bed.platform = None;
    let check = bed.only(ClusterRule::A4, RuleStatus::Unknown);
    assert!(
        check.message.contains("--platform-principal"),
        "{}",
        check.message
    );
    // By its display name, from an export of service principals.
    bed.others.push(json!({
        "id": STRANGER, "appId": "3365d4ea-bb16-4bc9-86dd-f2c8cf6f1f56",
        "displayName": "AFOI-NC-MGMT-PME-PROD", "servicePrincipalType": "Application",
    }));
    assert_eq!(bed.statuses(ClusterRule::A4), [RuleStatus::Pass]);
}

/// Others may have the platform's display name: its app id tells.
#[test]
fn a4_is_not_deceived_by_a_name() {
    let with_role = || {
        let mut bed = fixture("f2");
        let role = "f1a07417-d97a-45cb-824c-7a7467783830";
        bed.assign(STRANGER, "ServicePrincipal", role, &identity("u1"));
        bed
    };
    let called = |more: serde_json::Value| {
        let mut row = json!({ "id": STRANGER, "displayName": "AFOI-NC-MGMT-PME-PROD" });
        let fields = more.as_object().unwrap().clone();
        row.as_object_mut().unwrap().extend(fields);
        let mut bed = with_role();
        bed.others.push(row);
        bed.statuses(ClusterRule::A4)
    };
    let workload = json!({ "servicePrincipalType": "Application" });
    assert_eq!(called(workload), [RuleStatus::Pass]);
    let other = json!({ "servicePrincipalType": "Application", "appId": "00000000-0000-4000-8000-000000000009" });
    assert_ne!(called(other), [RuleStatus::Pass]);
    let user = json!({ "userPrincipalName": "AFOI-NC-MGMT-PME-PROD" });
    assert_ne!(called(user), [RuleStatus::Pass]);
}

/// What a grant can't help against is not answered with one, nor is an assignment that is there.
#[test]
fn a1_is_fixed_by_what_helps() {
    let mut bed = f1();
    let rows = bed.assignments.as_array_mut().unwrap();
    let own = rows.iter_mut().find(|row| {
        let role = row["roleDefinitionId"].as_str().unwrap();
        role.ends_with(STORAGE_ROLE)
    });
    let own = own.unwrap();
    let id = own["id"].as_str().unwrap().to_owned();
    own["condition"] = json!(
        "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'other'"
    );
    own["conditionVersion"] = json!("2.0");
    own["scope"] = json!(account());
    let check = bed.only(ClusterRule::A1, RuleStatus::Fail);
    let [removal, grant] = &check.fix[..] else {
        panic!("{:?}", check.fix);
    };
    assert_eq!(removal, &format!("az role assignment delete --ids {id}"));
    assert!(grant.starts_with("az role assignment create"), "{grant}");
    let mut bed = f1();
    bed.others.push(json!({
        "id": format!("{S}/providers/Microsoft.Authorization/denyAssignments/dddddddd-0000-0000-0000-000000000009"),
        "name": "dddddddd-0000-0000-0000-000000000009", "denyAssignmentName": "no blobs", "scope": S,
        "permissions": [{ "actions": [], "notActions": [], "dataActions": ["*"], "notDataActions": [] }],
        "principals": [{ "id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined" }],
        "excludePrincipals": [], "isSystemProtected": false, "type": "Microsoft.Authorization/denyAssignments",
    }));
    let check = bed.only(ClusterRule::A1, RuleStatus::Fail);
    assert_eq!(check.fix, Vec::<String>::new());
}

#[test]
fn a5_readers_of_output_need_reader_too() {
    let none = f1().only(ClusterRule::A5, RuleStatus::Pass);
    assert!(none.message.contains("no person"), "{}", none.message);
    let mut bed = f1();
    bed.assign(PERSON, "User", BLOB_READER, &account());
    let check = bed.only(ClusterRule::A5, RuleStatus::Fail);
    assert!(
        check.message.contains("ann@contoso.com"),
        "{}",
        check.message
    );
    assert!(check.fix[0].contains(READER), "{:?}", check.fix);
    bed.assign(
        PERSON,
        "User",
        READER,
        &format!("{}/blobServices/default/containers/out", account()),
    );
    assert_eq!(bed.statuses(ClusterRule::A5), [RuleStatus::Pass]);
    assert_eq!(
        fixture("f6").statuses(ClusterRule::A5),
        [RuleStatus::Unknown]
    );
    // A group of applications is nobody who looks at the portal.
    let of = |member: &str| {
        let mut bed = f1();
        bed.assign(GROUP, "Group", BLOB_READER, &account());
        bed.others.push(json!([{ "id": GROUP, "displayName": "Readers",
            "members": [{ "@odata.type": format!("#microsoft.graph.{member}"), "id": STRANGER, "displayName": "m" }] }]));
        bed.statuses(ClusterRule::A5)
    };
    assert_eq!(of("servicePrincipal"), [RuleStatus::Pass]);
    assert_eq!(of("user"), [RuleStatus::Fail]);
}

#[test]
fn a6_a_wider_role_is_accepted_with_a_remark() {
    assert_eq!(f1().statuses(ClusterRule::A6), [RuleStatus::Pass]);
    for (rule, out, role, scope) in [
        (ClusterRule::A1, STORAGE_ROLE, BLOB_OWNER, account()),
        (ClusterRule::A3, VAULT_ROLE, SECRETS_OFFICER, vault()),
        (
            ClusterRule::A2,
            "92aaf0da-9dab-42b6-94a3-d43ce8d16293",
            CONTRIBUTOR,
            rg(""),
        ),
    ] {
        let mut bed = f1();
        bed.without(out);
        bed.assign(U1_PRINCIPAL, "ServicePrincipal", role, &scope);
        let check = bed.only(rule, RuleStatus::Pass);
        // The vault role needs `vaults/read`, which Secrets Officer has as `vaults/*/read`.
        assert_eq!(
            check.message.contains("WC-5"),
            role == SECRETS_OFFICER,
            "{}",
            check.message
        );
        bed.only(ClusterRule::A6, RuleStatus::Fail);
        assert_eq!(bed.check().verdict(), RuleStatus::Pass, "{rule}");
    }
    let mut bed = f1();
    bed.without("f1a07417-d97a-45cb-824c-7a7467783830");
    bed.platform = Some(STRANGER);
    bed.assign(STRANGER, "ServicePrincipal", OWNER, &identity("u1"));
    assert_eq!(bed.statuses(ClusterRule::A4), [RuleStatus::Pass]);
    bed.only(ClusterRule::A6, RuleStatus::Fail);
    let mut bed = f1();
    bed.assignments = json!([]);
    assert_eq!(bed.statuses(ClusterRule::A6), [RuleStatus::Unknown]);
}

/// A custom role in the inputs with these actions and data actions; gives its id.
fn custom_role(bed: &mut Bed, name: &str, actions: &[&str], data_actions: &[&str]) -> String {
    let id = format!("99999999-0000-0000-0000-{:012}", bed.others.len());
    bed.others.push(json!([{
        "id": format!("{S}/providers/Microsoft.Authorization/roleDefinitions/{id}"),
        "name": id, "roleName": name, "roleType": "CustomRole", "assignableScopes": [S],
        "type": "Microsoft.Authorization/roleDefinitions",
        "permissions": [{"actions": actions, "notActions": [], "dataActions": data_actions, "notDataActions": []}],
    }]));
    id
}

const ASSIGN: &str = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";
const SET_SECRET: &str = "Microsoft.KeyVault/vaults/secrets/setSecret/action";
const READ_VAULT: &str = "Microsoft.KeyVault/vaults/read";

#[test]
fn what_is_granted_is_compared_whatever_the_role_is_called() {
    // A4 asks for one action.
    let mut bed = f1();
    bed.without("f1a07417-d97a-45cb-824c-7a7467783830");
    bed.platform = Some(STRANGER);
    let role = custom_role(&mut bed, "Assigner", &[ASSIGN], &[]);
    bed.assign(STRANGER, "ServicePrincipal", &role, &identity("u1"));
    bed.only(ClusterRule::A4, RuleStatus::Pass);
    assert_eq!(bed.statuses(ClusterRule::A6), [RuleStatus::Pass]);
    // A3: as much as the named role, less, and more.
    for (actions, data, a3, a6) in [
        (
            &[READ_VAULT][..],
            &[SET_SECRET][..],
            RuleStatus::Pass,
            RuleStatus::Pass,
        ),
        (
            &[READ_VAULT],
            &["Microsoft.KeyVault/vaults/secrets/*"],
            RuleStatus::Pass,
            RuleStatus::Fail,
        ),
        (
            &[READ_VAULT, ASSIGN],
            &[SET_SECRET],
            RuleStatus::Pass,
            RuleStatus::Fail,
        ),
        (&[READ_VAULT], &[], RuleStatus::Fail, RuleStatus::Pass),
    ] {
        let mut bed = f1();
        bed.without(VAULT_ROLE);
        let role = custom_role(&mut bed, "Vault Writer", actions, data);
        bed.assign(U1_PRINCIPAL, "ServicePrincipal", &role, &vault());
        assert_eq!(bed.statuses(ClusterRule::A3), [a3], "{actions:?} {data:?}");
        assert_eq!(bed.statuses(ClusterRule::A6), [a6], "{actions:?} {data:?}");
    }
    // What more is granted is named, by an operation that there is.
    let mut bed = f1();
    bed.without(VAULT_ROLE);
    let role = custom_role(&mut bed, "All", &["*"], &["*"]);
    bed.assign(U1_PRINCIPAL, "ServicePrincipal", &role, &vault());
    let check = bed.only(ClusterRule::A6, RuleStatus::Fail);
    assert!(
        check.message.contains("such as `Microsoft.KeyVault/"),
        "{}",
        check.message
    );
    let mut bed = without_storage_role();
    bed.assign(U1_PRINCIPAL, "ServicePrincipal", BLOB_OWNER, &account());
    let check = bed.only(ClusterRule::A6, RuleStatus::Fail);
    assert!(
        check.message.contains("such as `Microsoft.Storage/"),
        "{}",
        check.message
    );
}

#[test]
fn a_deny_of_one_needed_operation_counts() {
    let mut bed = f1();
    bed.others.push(json!({
        "id": format!("{}/providers/Microsoft.Authorization/denyAssignments/1", rg("")),
        "type": "Microsoft.Authorization/denyAssignments",
        "denyAssignmentName": "no reads",
        "permissions": [{"actions": [READ_VAULT], "notActions": [], "dataActions": [], "notDataActions": []}],
        "principals": [{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}],
        "excludePrincipals": [],
        "scope": rg(""),
        "doNotApplyToChildScopes": false,
        "isSystemProtected": true,
    }));
    let check = bed.only(ClusterRule::A3, RuleStatus::Fail);
    assert!(
        check.message.contains("`no reads` blocks it"),
        "{}",
        check.message
    );
}

#[test]
fn an_assignment_that_names_another_role_is_not_the_named_one() {
    let mut bed = without_storage_role();
    bed.assign(U1_PRINCIPAL, "ServicePrincipal", READER, &account());
    let row = bed.assignments.as_array_mut().unwrap().last_mut().unwrap();
    row.as_object_mut().unwrap().remove("roleDefinitionId");
    row["roleDefinitionName"] = json!("Reader");
    assert_eq!(bed.statuses(ClusterRule::A1), [RuleStatus::Fail]);
    let row = bed.assignments.as_array_mut().unwrap().last_mut().unwrap();
    row["roleDefinitionName"] = json!("Storage Blob Data Contributor");
    assert_eq!(bed.statuses(ClusterRule::A1), [RuleStatus::Pass]);
}

#[test]
fn a7_control_rights_are_no_data_rights() {
    assert_eq!(f1().statuses(ClusterRule::A7), [RuleStatus::Pass]);
    for (out, scope) in [(STORAGE_ROLE, account()), (VAULT_ROLE, vault())] {
        for role in [OWNER, CONTRIBUTOR] {
            let mut bed = f1();
            bed.without(out);
            bed.assign(U1_PRINCIPAL, "ServicePrincipal", role, &scope);
            assert_eq!(errors(&bed.check(), RuleStatus::Fail).last(), Some(&"A7"));
        }
    }
    // Reader is no such misunderstanding.
    let mut bed = without_storage_role();
    bed.assign(U1_PRINCIPAL, "ServicePrincipal", READER, &account());
    assert_eq!(errors(&bed.check(), RuleStatus::Fail), ["A1"]);
    let mut bed = f1();
    bed.assignments = json!([]);
    assert_eq!(bed.statuses(ClusterRule::A7), [RuleStatus::Unknown]);
}

#[test]
fn a8_the_role_on_a_wrong_principal() {
    assert_eq!(f1().statuses(ClusterRule::A8), [RuleStatus::Pass]);
    let mut bed = without_storage_role();
    bed.assign(U1_CLIENT, "ServicePrincipal", STORAGE_ROLE, &account());
    let check = bed.only(ClusterRule::A8, RuleStatus::Fail);
    assert!(
        check.message.contains("clientId of `u1`"),
        "{}",
        check.message
    );
    assert_eq!(errors(&bed.check(), RuleStatus::Fail), ["A1", "A8"]);
    // Another identity of the cluster.
    let mut bed = fixture("f3");
    bed.without(STORAGE_ROLE);
    bed.assign(SAMI_PRINCIPAL, "ServicePrincipal", STORAGE_ROLE, &account());
    let check = bed.only(ClusterRule::A8, RuleStatus::Fail);
    assert!(
        check.message.contains("the system-assigned identity"),
        "{}",
        check.message
    );
    // The principal id that a system-assigned identity had before it was made again.
    let mut bed = fixture("f3");
    bed.without(VAULT_ROLE);
    bed.assign(STRANGER, "ServicePrincipal", VAULT_ROLE, &vault());
    let check = bed.only(ClusterRule::A8, RuleStatus::Fail);
    assert!(
        check.message.contains("old principal id"),
        "{}",
        check.message
    );
    let mut bed = f1();
    bed.assignments = json!([]);
    assert_eq!(bed.statuses(ClusterRule::A8), [RuleStatus::Unknown]);
}

#[test]
fn a9_a_condition_leaves_it_open() {
    assert_eq!(f1().statuses(ClusterRule::A9), [RuleStatus::Pass]);
    let mut bed = f1();
    let condition = "((@Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path] StringLike 'x/*'))";
    bed.assignments[0]["condition"] = json!(condition);
    bed.assignments[0]["conditionVersion"] = json!("2.0");
    bed.only(ClusterRule::A9, RuleStatus::Fail);
    assert_eq!(bed.statuses(ClusterRule::A1), [RuleStatus::Unknown]);
    // A second assignment without one settles it.
    bed.assign(U1_PRINCIPAL, "ServicePrincipal", STORAGE_ROLE, &rg(""));
    assert_eq!(bed.statuses(ClusterRule::A9), [RuleStatus::Pass]);
    assert_eq!(bed.statuses(ClusterRule::A1), [RuleStatus::Pass]);
    bed.assignments = json!([]);
    assert_eq!(bed.statuses(ClusterRule::A9), [RuleStatus::Unknown]);
}

#[test]
fn a9_a_condition_on_the_container_is_judged() {
    for (name, status) in [("out", RuleStatus::Pass), ("other", RuleStatus::Fail)] {
        let mut bed = f1();
        bed.assignments[0]["condition"] = json!(format!(
            "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] \
             StringEquals '{name}'"
        ));
        bed.assignments[0]["conditionVersion"] = json!("2.0");
        assert_eq!(bed.statuses(ClusterRule::A1), [status], "{name}");
        bed.only(ClusterRule::A9, RuleStatus::Fail);
    }
}

#[test]
fn a10_one_identity_for_all_is_judged_once_a_resource() {
    let check = f1().only(ClusterRule::A10, RuleStatus::Pass);
    assert!(
        check.message.contains("serves 3 settings"),
        "{}",
        check.message
    );
    let entry = json!({
        "commandOutputType": "BareMetalMachineRunCommand",
        "containerUrl": "https://acct.blob.core.windows.net/out/",
        "associatedIdentity": {
            "identityType": "UserAssignedIdentity",
            "userAssignedIdentityResourceId": identity("u1"),
        },
    });
    let mut bed = f1();
    bed.cluster["commandOutputSettings"]["overrides"] = json!([entry]);
    assert_eq!(bed.statuses(ClusterRule::A1), [RuleStatus::Pass]);
    let check = bed.only(ClusterRule::A10, RuleStatus::Pass);
    assert!(
        check.message.contains("serves 4 settings"),
        "{}",
        check.message
    );
}
