//! R1 to R6.

use rolecall::nexus::{ClusterRule, RuleStatus};
use rolecall::rule::Severity;
use serde_json::{Value, json};

use crate::nexus::bed::{Bed, S, U1_PRINCIPAL, VAULT_ROLE, account, f1, fixture, vault};

fn resource<'a>(bed: &'a mut Bed, kind: &str) -> &'a mut Value {
    let rows = bed.resources.as_array_mut().unwrap();
    rows.iter_mut()
        .find(|row| row["type"].as_str().unwrap().ends_with(kind))
        .unwrap()
}

fn unlisted(rule: ClusterRule) {
    let mut bed = f1();
    bed.resources = json!([]);
    let check = bed.only(rule, RuleStatus::Unknown);
    assert!(
        check.message.contains("add the output of `az "),
        "{}",
        check.message
    );
}

#[test]
fn r1_the_vault_takes_role_assignments() {
    assert_eq!(f1().statuses(ClusterRule::R1), [RuleStatus::Pass]);
    let check = fixture("f8").only(ClusterRule::R1, RuleStatus::Fail);
    assert!(
        check.fix[0].contains("--enable-rbac-authorization true"),
        "{:?}",
        check.fix
    );
    unlisted(ClusterRule::R1);
    // A listing without properties says nothing.
    let mut bed = f1();
    resource(&mut bed, "/vaults")
        .as_object_mut()
        .unwrap()
        .remove("properties");
    assert_eq!(bed.statuses(ClusterRule::R1), [RuleStatus::Unknown]);
}

#[test]
fn r2_a_limited_vault_lets_trusted_services_through() {
    assert_eq!(f1().statuses(ClusterRule::R2), [RuleStatus::Pass]);
    let bed = fixture("f9");
    let check = bed.only(ClusterRule::R2, RuleStatus::Fail);
    assert_eq!(check.severity, Severity::High);
    let remark = bed.only(ClusterRule::R2, RuleStatus::Pass);
    assert_eq!(remark.severity, Severity::Info);
    assert!(
        remark.message.contains("203.0.113.7/32"),
        "{}",
        remark.message
    );
    let mut bed = fixture("f9");
    resource(&mut bed, "/vaults")["properties"]["networkAcls"]["bypass"] = json!("AzureServices");
    assert_eq!(bed.statuses(ClusterRule::R2), [RuleStatus::Pass; 2]);
    let mut bed = f1();
    resource(&mut bed, "/vaults")["properties"]["publicNetworkAccess"] = json!("Disabled");
    bed.only(ClusterRule::R2, RuleStatus::Fail);
    // A perimeter goes before `bypass`.
    let mut bed = fixture("f9");
    resource(&mut bed, "/vaults")["properties"]["networkAcls"]["bypass"] = json!("AzureServices");
    resource(&mut bed, "/vaults")["properties"]["publicNetworkAccess"] =
        json!("SecuredByPerimeter");
    assert_eq!(bed.statuses(ClusterRule::R2), [RuleStatus::Unknown]);
    // What a query picked out of a vault doesn't show that nothing limits it.
    let mut bed = f1();
    let vault = resource(&mut bed, "/vaults");
    *vault = json!({ "id": vault["id"], "vaultUri": vault["properties"]["vaultUri"], "enableRbacAuthorization": true });
    assert_eq!(bed.statuses(ClusterRule::R2), [RuleStatus::Unknown]);
    assert_eq!(bed.statuses(ClusterRule::R1), [RuleStatus::Pass]);
    unlisted(ClusterRule::R2);
}

#[test]
fn r3_a_limited_account_lets_trusted_services_through() {
    assert_eq!(f1().statuses(ClusterRule::R3), [RuleStatus::Pass]);
    for (bypass, status) in [
        ("None", RuleStatus::Fail),
        ("Logging, Metrics", RuleStatus::Fail),
        ("Logging, AzureServices", RuleStatus::Pass),
    ] {
        let mut bed = f1();
        let rules = &mut resource(&mut bed, "/storageAccounts")["networkRuleSet"];
        *rules = json!({
            "defaultAction": "Deny",
            "bypass": bypass,
            "ipRules": [{"ipAddressOrRange": "198.51.100.1", "action": "Allow"}],
        });
        let checks = bed.of(ClusterRule::R3);
        assert_eq!(checks[0].status, status, "{bypass}");
        assert!(
            checks[1].message.contains("198.51.100.1"),
            "{}",
            checks[1].message
        );
    }
    let mut bed = f1();
    *resource(&mut bed, "/storageAccounts") = json!({
        "id": account(), "type": "Microsoft.Storage/storageAccounts",
        "properties": {"networkAcls": {"defaultAction": "Deny", "bypass": "None"}},
    });
    bed.only(ClusterRule::R3, RuleStatus::Fail);
    unlisted(ClusterRule::R3);
}

#[test]
fn r4_the_container_exists() {
    assert_eq!(f1().statuses(ClusterRule::R4), [RuleStatus::Pass]);
    let mut bed = f1();
    let row = resource(&mut bed, "/containers");
    row["id"] = json!(format!(
        "{}/blobServices/default/containers/other",
        account()
    ));
    let check = bed.only(ClusterRule::R4, RuleStatus::Fail);
    assert!(
        check.fix[0].contains("az storage container create"),
        "{:?}",
        check.fix
    );
    unlisted(ClusterRule::R4);
    // The data plane's listing does not say whose the container is.
    let mut bed = f1();
    bed.resources = json!([{"name": "out", "properties": {"lease": {"state": "available"}}}]);
    let check = bed.only(ClusterRule::R4, RuleStatus::Unknown);
    assert!(
        check.message.contains("without saying in which account"),
        "{}",
        check.message
    );
}

#[test]
fn r5_the_workspace_exists_and_targets_are_well_formed() {
    assert_eq!(f1().statuses(ClusterRule::R5), [RuleStatus::Pass]);
    let mut bed = f1();
    let row = resource(&mut bed, "/workspaces");
    row["id"] = json!(row["id"].as_str().unwrap().replace("/law", "/law2"));
    bed.only(ClusterRule::R5, RuleStatus::Fail);
    unlisted(ClusterRule::R5);
    for (pointer, value) in [
        (
            "/commandOutputSettings/containerUrl",
            "https://acct.blob.core.windows.net/",
        ),
        ("/analyticsOutputSettings/analyticsWorkspaceId", "law"),
        ("/secretArchiveSettings/vaultUri", "kv"),
    ] {
        let mut bed = f1();
        *bed.cluster.pointer_mut(pointer).unwrap() = json!(value);
        let check = bed.only(ClusterRule::R5, RuleStatus::Fail);
        assert!(check.message.contains(value), "{}", check.message);
    }
}

#[test]
fn r6_what_switching_a_vault_takes() {
    assert_eq!(f1().statuses(ClusterRule::R6), [RuleStatus::Pass]);
    let check = fixture("f8").only(ClusterRule::R6, RuleStatus::Fail);
    assert_eq!(check.severity, Severity::Info);
    let mut bed = f1();
    bed.resources = json!([]);
    assert!(bed.of(ClusterRule::R6).is_empty());
}

#[test]
fn wrapped_and_repeated_listings_are_taken_together() {
    let mut bed = f1();
    let rows = bed.resources.clone();
    bed.resources = json!([{"value": rows}, {"data": rows}]);
    assert_eq!(bed.resources(), f1().resources());
    // A bare row of `az resource list` takes nothing away.
    bed.resources = json!([rows, {"id": account(), "type": "Microsoft.Storage/storageAccounts"}]);
    assert_eq!(bed.resources(), f1().resources());
}

fn at(pointer: &str, address: &str) -> Bed {
    let mut bed = f1();
    *bed.cluster.pointer_mut(pointer).unwrap() = json!(address);
    bed
}

const URL: &str = "/commandOutputSettings/containerUrl";
const URI: &str = "/secretArchiveSettings/vaultUri";

#[test]
fn r5_addresses_are_compared_whole() {
    for (pointer, address, says) in [
        (URL, "http://acct.blob.core.windows.net/out", "only `https`"),
        (
            URL,
            "https://acct.blob.evil.example/out",
            "ends as no storage container of Azure",
        ),
        (
            URL,
            "https://acct.blob.core.windows.net.evil.example/out",
            "ends as no",
        ),
        (
            URI,
            "https://kv.vault.evil.example/",
            "`https://kv.vault.azure.net/`",
        ),
        (
            URI,
            "https://kv.vault.azure.cn/",
            "by its own export that is `https://kv.vault.azure.net/`",
        ),
        (URI, "http://kv.vault.azure.net/", "only `https`"),
    ] {
        let bed = at(pointer, address);
        let check = bed.only(ClusterRule::R5, RuleStatus::Fail);
        assert_eq!(check.severity, Severity::High);
        assert!(check.message.contains(says), "{address}: {}", check.message);
        // The roles on a resource of that name say nothing of this address.
        for rule in [ClusterRule::A1, ClusterRule::A3] {
            let slot = if pointer == URL {
                ClusterRule::A1
            } else {
                ClusterRule::A3
            };
            if rule == slot {
                assert_ne!(bed.statuses(rule), [RuleStatus::Pass], "{address}");
            }
        }
    }
    // The account's own endpoint counts, whatever it is called.
    let mut bed = at(URL, "https://acct.blob.local.example/out");
    resource(&mut bed, "/storageAccounts")["primaryEndpoints"] =
        json!({"blob": "https://acct.blob.local.example/"});
    assert_eq!(bed.statuses(ClusterRule::R5), [RuleStatus::Pass]);
    assert_eq!(bed.statuses(ClusterRule::A1), [RuleStatus::Pass]);
    for same in [
        "https://KV.vault.azure.net",
        "https://kv.vault.azure.net:443/",
    ] {
        assert_eq!(
            at(URI, same).statuses(ClusterRule::A3),
            [RuleStatus::Pass],
            "{same}"
        );
    }
}

#[test]
fn r5_a_signature_in_the_address_is_an_error_and_never_shown() {
    let secret = "https://acct.blob.core.windows.net/out?sv=2024-11-04&sp=rw&sig=TheSecret";
    let bed = at(URL, secret);
    let check = bed.only(ClusterRule::R5, RuleStatus::Fail);
    assert!(check.message.contains("SAS token"), "{}", check.message);
    assert!(check.fix[0].contains("container-url=https://acct.blob.core.windows.net/out"));
    // The role is judged all the same.
    assert_eq!(bed.statuses(ClusterRule::A1), [RuleStatus::Pass]);
    assert!(!format!("{:?}", bed.check()).contains("TheSecret"));
    let listing = at(
        URL,
        "https://acct.blob.core.windows.net/out?restype=container",
    );
    assert_eq!(listing.check().verdict(), RuleStatus::Pass);
}

fn settle(bed: &mut Bed, kind: &str, state: &str) {
    let resource = resource(bed, kind);
    let fields = match kind {
        "/vaults" => &mut resource["properties"],
        _ => resource,
    };
    fields["provisioningState"] = json!(state);
}

#[test]
fn r5_a_resource_that_is_not_in_order_is_no_pass() {
    for kind in ["/storageAccounts", "/vaults", "/workspaces"] {
        for (state, status) in [
            ("Succeeded", RuleStatus::Pass),
            ("Deleting", RuleStatus::Fail),
            ("Failed", RuleStatus::Unknown),
            ("Updating", RuleStatus::Unknown),
            ("SomethingNew", RuleStatus::Unknown),
        ] {
            let mut bed = f1();
            settle(&mut bed, kind, state);
            assert_eq!(bed.check().verdict(), status, "{kind} {state}");
            if status != RuleStatus::Pass {
                let check = bed.only(ClusterRule::R5, status);
                assert!(
                    check.message.contains(&format!("`{state}`")),
                    "{}",
                    check.message
                );
            }
        }
    }
}

#[test]
fn r5_a_deleted_vault_is_none() {
    let deleted = json!({
        "id": format!("{S}/providers/Microsoft.KeyVault/locations/eastus/deletedVaults/kv"),
        "name": "kv",
        "type": "Microsoft.KeyVault/deletedVaults",
        "properties": {"vaultId": vault(), "deletionDate": "2026-01-01T00:00:00+00:00"},
    });
    // Beside an export of the vault, either may be the older one.
    let mut bed = f1();
    bed.resources.as_array_mut().unwrap().push(deleted.clone());
    bed.only(ClusterRule::R5, RuleStatus::Unknown);
    assert_eq!(bed.check().verdict(), RuleStatus::Unknown);
    *resource(&mut bed, "/vaults") = deleted;
    bed.only(ClusterRule::R5, RuleStatus::Fail);
}

#[test]
fn r4_a_deleted_container_is_none() {
    let mut bed = f1();
    resource(&mut bed, "/containers")["deleted"] = json!(true);
    let check = bed.only(ClusterRule::R4, RuleStatus::Fail);
    assert!(check.message.contains("is deleted"), "{}", check.message);
    // It was made again since.
    let mut again = resource(&mut bed, "/containers").clone();
    again["deleted"] = json!(false);
    bed.resources.as_array_mut().unwrap().push(again);
    assert_eq!(bed.statuses(ClusterRule::R4), [RuleStatus::Pass]);
}

#[test]
fn a_list_of_all_resources_says_nothing_of_networks() {
    let mut bed = f1();
    let outline = |row: &Value| json!({"id": row["id"], "type": row["type"], "provisioningState": "Succeeded", "properties": null});
    let rows = bed.resources.as_array().unwrap().iter().map(outline);
    bed.resources = rows.collect();
    assert_eq!(bed.statuses(ClusterRule::R2), [RuleStatus::Unknown]);
    assert_eq!(bed.statuses(ClusterRule::R3), [RuleStatus::Unknown]);
}

/// The fixture with one resource described once more, otherwise.
fn described_twice(kind: &str, change: impl Fn(&mut Value)) -> Bed {
    let mut bed = f1();
    let mut other = resource(&mut bed, kind).clone();
    change(&mut other);
    bed.resources.as_array_mut().unwrap().push(other);
    bed
}

#[test]
fn exports_that_contradict_each_other_are_neither_yes_nor_no() {
    let policies =
        |vault: &mut Value| vault["properties"]["enableRbacAuthorization"] = json!(false);
    let limited = |account: &mut Value| {
        account["networkRuleSet"] = json!({"defaultAction": "Deny", "bypass": "None"});
    };
    let closed = |vault: &mut Value| vault["properties"]["publicNetworkAccess"] = json!("Disabled");
    let twice = [
        (ClusterRule::R1, described_twice("/vaults", policies)),
        (ClusterRule::R2, described_twice("/vaults", closed)),
        (
            ClusterRule::R3,
            described_twice("/storageAccounts", limited),
        ),
    ];
    for (rule, mut bed) in twice {
        for _ in 0..2 {
            let check = bed.only(rule, RuleStatus::Unknown);
            assert!(
                check.message.contains("no date says which"),
                "{}",
                check.message
            );
            assert_eq!(bed.check().verdict(), RuleStatus::Unknown, "{rule}");
            bed.resources.as_array_mut().unwrap().reverse();
        }
    }
    // What was changed last counts.
    let mut bed = described_twice("/vaults", |vault| {
        policies(vault);
        vault["systemData"] = json!({"lastModifiedAt": "2026-02-01T00:00:00Z"});
    });
    resource(&mut bed, "/vaults")["systemData"] = json!({"lastModifiedAt": "2026-01-01T00:00:00Z"});
    bed.only(ClusterRule::R1, RuleStatus::Fail);
    // Spelled otherwise is not otherwise.
    let bed = described_twice("/vaults", |vault| {
        vault["id"] = json!(format!(
            "{}/",
            vault["id"]
                .as_str()
                .unwrap()
                .to_uppercase()
                .replace("/SUBSCRIPTIONS", "/subscriptions")
        ));
        vault["properties"]["vaultUri"] = json!("https://KV.vault.azure.net");
    });
    assert_eq!(bed.check().verdict(), RuleStatus::Pass);
}

#[test]
fn two_vaults_of_one_name_are_neither_of_them() {
    let elsewhere = |vault: &mut Value| {
        let id = vault["id"].as_str().unwrap().replace("/rg/", "/old/");
        vault["id"] = json!(id);
    };
    let bed = described_twice("/vaults", elsewhere);
    let check = bed.only(ClusterRule::R5, RuleStatus::Unknown);
    assert!(
        check.message.contains("more than one `kv`"),
        "{}",
        check.message
    );
    bed.only(ClusterRule::A3, RuleStatus::Unknown);
    assert_eq!(bed.check().verdict(), RuleStatus::Unknown);
    // A role that reaches both will do.
    let mut bed = bed;
    bed.assign(U1_PRINCIPAL, "ServicePrincipal", VAULT_ROLE, S);
    bed.only(ClusterRule::A3, RuleStatus::Pass);
}
