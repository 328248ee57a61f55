//! Clusters and resources among the inputs: recognised by what they are, in every wrapper.

use rolecall::PrincipalId;
use rolecall::access::AccessIndex;
use rolecall::import::{self, InputSource, Stdin};
use rolecall::model::{InputKind, PrincipalKind, ResourceKind, ResourceRecord, Tenant};
use rolecall::nexus::{
    ApiVersion, CheckInput, CheckResult, Cluster, ClusterResources, RuleStatus, check_cluster,
};
use serde_json::{Value, json};

use super::bed::{U1_PRINCIPAL, account, core, errors, f1, identity, rg, vault};

fn read_text(text: &str) -> Tenant {
    import::read(&[InputSource::Stdin(Stdin(text.as_bytes().to_vec()))])
}

fn read(document: &Value) -> Tenant {
    let tenant = read_text(&document.to_string());
    assert!(tenant.diagnostics.is_empty(), "{:?}", tenant.diagnostics);
    tenant
}

fn kinds(tenant: &Tenant) -> Vec<ResourceKind> {
    tenant.resources.iter().map(|r| r.kind).collect()
}

#[test]
fn the_resources_of_f1_are_what_they_are_one_by_one() {
    let bed = f1();
    let tenant = read(&bed.resources);
    assert_eq!(
        kinds(&tenant),
        [
            ResourceKind::StorageAccount,
            ResourceKind::Container,
            ResourceKind::Vault,
            ResourceKind::Workspace
        ]
    );
    assert_eq!(tenant.inputs[0].kind, InputKind::Mixed);
    assert_eq!(ClusterResources::of(&tenant), bed.resources());
}

#[test]
fn a_list_a_wrapper_and_lines_say_the_same() {
    let bed = f1();
    let rows = bed.resources.as_array().unwrap();
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    let plain = read(&bed.resources);
    for tenant in [
        read(&json!({"value": rows})),
        read(&json!({"data": rows, "count": 4})),
        read_text(&lines.join("\n")),
    ] {
        assert!(tenant.diagnostics.is_empty(), "{:?}", tenant.diagnostics);
        assert_eq!(kinds(&tenant), kinds(&plain));
        assert_eq!(ClusterResources::of(&tenant), ClusterResources::of(&plain));
    }
    let tenant = read(&json!({"value": rows}));
    assert_eq!(tenant.resources[2].place.to_string(), "-#/value/2");
}

#[test]
fn a_cluster_is_told_by_type_by_id_and_by_its_settings() {
    let bed = f1();
    let whole = bed.cluster.as_object().unwrap();
    for absent in [&[][..], &["type"], &["type", "id"]] {
        let mut fields = whole.clone();
        for name in absent {
            fields.remove(*name);
        }
        let tenant = read(&Value::from(fields));
        assert_eq!(kinds(&tenant), [ResourceKind::Cluster], "{absent:?}");
        assert_eq!(
            tenant.inputs[0].kind,
            InputKind::Resources(ResourceKind::Cluster)
        );
        let clusters = Cluster::all_of(&tenant);
        assert_eq!(clusters[0].0.identity, bed.cluster().identity);
    }
}

#[test]
fn a_cluster_read_twice_is_one_cluster() {
    let bed = f1();
    let of = |identity: &str, changed: Option<&str>| {
        let mut cluster = bed.cluster.clone();
        cluster["identity"]["type"] = json!(identity);
        cluster["systemData"] = json!({"lastModifiedAt": changed});
        cluster
    };
    let (old, new) = (Some("2026-01-01T00:00:00Z"), Some("2026-01-02T00:00:00Z"));
    for (one, other, code) in [
        (of("UserAssigned", None), of("userassigned", None), None),
        (
            of("None", None),
            of("UserAssigned", None),
            Some("contradicting-exports"),
        ),
        (
            of("None", new),
            of("UserAssigned", None),
            Some("contradicting-exports"),
        ),
        (
            of("None", old),
            of("UserAssigned", new),
            Some("superseded-export"),
        ),
        (
            of("UserAssigned", old),
            of("None", new),
            Some("superseded-export"),
        ),
    ] {
        let first = read_text(&json!([one, other]).to_string());
        let second = read_text(&json!([other, one]).to_string());
        let (found, turned) = (Cluster::all_of(&first), Cluster::all_of(&second));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, turned[0].0);
        for tenant in [&first, &second] {
            let codes: Vec<&str> = tenant.diagnostics.iter().map(|d| d.code).collect();
            assert_eq!(codes, Vec::from_iter(code), "{:?}", tenant.diagnostics);
        }
        if code == Some("superseded-export") {
            let newest = other["identity"]["type"].as_str();
            assert_eq!(found[0].0.identity.type_text.as_deref(), newest);
        }
    }
}

#[test]
fn a_resource_is_told_by_its_id_where_a_query_left_the_type_out() {
    let rows = json!([
        {"id": account().to_uppercase()},
        {"id": vault(), "properties": {"accessPolicies": [{"permissions": {"keys": ["get"]}}]}},
        {"id": rg("/providers/microsoft.operationalinsights/workspaces/law"), "status": 7},
    ]);
    assert_eq!(
        kinds(&read(&rows)),
        [
            ResourceKind::StorageAccount,
            ResourceKind::Vault,
            ResourceKind::Workspace
        ]
    );
}

#[test]
fn containers_come_without_ids_from_the_cli() {
    let tenant = read(&json!([{
        "name": "out",
        "properties": {"hasLegalHold": false, "lease": {"state": "available"}, "etag": "x"},
    }]));
    assert_eq!(kinds(&tenant), [ResourceKind::Container]);
    let resources = ClusterResources::of(&tenant);
    assert_eq!(resources.containers[0].name, "out");
    assert_eq!(resources.containers[0].account, None);
}

#[test]
fn an_identity_is_a_resource_and_a_principal() {
    let tenant = read(&json!([{
        "id": identity("u1"), "name": "u1", "clientId": "cccccccc-0000-0000-0000-000000000001",
        "principalId": U1_PRINCIPAL, "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
    }]));
    assert_eq!(
        tenant.inputs[0].kind,
        InputKind::Resources(ResourceKind::Identity)
    );
    let principal = tenant.principal(&PrincipalId::new(U1_PRINCIPAL)).unwrap();
    assert_eq!(principal.kind, PrincipalKind::ManagedIdentity);
    assert_eq!(principal.label(), "u1");
    let known = &ClusterResources::of(&tenant).identities;
    assert_eq!(known[0].principals, [PrincipalId::new(U1_PRINCIPAL)]);
}

#[test]
fn the_resources_of_a_damaged_line_cost_no_others() {
    let good = json!({"id": account()}).to_string();
    let other = json!({"id": vault()}).to_string();
    let tenant = read_text(&format!("{good}\n{{\"id\": \"{}\",\n{other}\n", vault()));
    assert!(
        tenant
            .diagnostics
            .iter()
            .any(|d| d.code == "malformed-json")
    );
    let texts: Vec<&str> = tenant.resources.iter().map(|r| &*r.json).collect();
    assert_eq!(texts, [good.as_str(), other.as_str()]);
}

#[test]
fn other_resources_are_known_as_such_and_assignments_on_resources_stay_assignments() {
    let other = json!([{"id": rg("/providers/Microsoft.Compute/disks/d"), "name": "d", "type": "Microsoft.Compute/disks"}]);
    let tenant = read_text(&other.to_string());
    assert_eq!(tenant.resources, [] as [ResourceRecord; 0]);
    assert_eq!(tenant.inputs[0].kind, InputKind::Hosts);
    assert_eq!(tenant.diagnostics, []);
    let tenant = read(&f1().assignments);
    assert_eq!(kinds(&tenant), []);
    assert_eq!(tenant.inputs[0].kind, InputKind::RoleAssignments);
}

/// `az resource list` names clusters with their identities and says nothing of their settings.
#[test]
fn a_list_of_all_resources_describes_no_cluster() {
    let cluster = f1().cluster;
    let fields = ["id", "name", "type", "identity", "location", "tags"];
    let outline: serde_json::Map<String, Value> = fields
        .iter()
        .filter_map(|field| Some(((*field).to_owned(), cluster.get(*field)?.clone())))
        .chain([("properties".to_owned(), Value::Null)])
        .collect();
    let outline = Value::Object(outline);
    let only = read(&json!({"value": [outline]}));
    assert_eq!(kinds(&only), [ResourceKind::Cluster]);
    assert!(Cluster::all_of(&only).is_empty());
    for rows in [[&cluster, &outline], [&outline, &cluster]] {
        let tenant = read_text(&json!({"value": rows}).to_string());
        let described: Vec<Cluster> = Cluster::all_of(&tenant)
            .into_iter()
            .map(|(cluster, _)| cluster)
            .collect();
        assert_eq!(described, [Cluster::from_json(&cluster).unwrap()]);
    }
}

/// The check of the cluster in exports that hold these rows beside assignments.
fn judged(rows: &[&Value]) -> CheckResult {
    let assignments = f1().assignments;
    let others = assignments.as_array().unwrap();
    let records: Vec<&Value> = rows.iter().copied().chain(others).collect();
    let tenant = read_text(&json!(records).to_string());
    let (clusters, resources) = (Cluster::all_of(&tenant), ClusterResources::of(&tenant));
    assert_eq!(clusters.len(), 1);
    let index = AccessIndex::new(&tenant, core());
    check_cluster(&CheckInput {
        cluster: &clusters[0].0,
        resources: &resources,
        access: Some(&index),
        api_version: ApiVersion::parse("2025-02-01").ok(),
        platform: None,
    })
}

/// Rules about what exports of a cluster say differently stay open, as do those that one of them breaks.
#[test]
fn a_cluster_that_is_described_in_two_ways_is_judged_by_neither() {
    let bed = f1();
    let resources = bed.resources.as_array().unwrap();
    let verdict = |clusters: &[&Value]| {
        let rows: Vec<&Value> = clusters.iter().copied().chain(resources).collect();
        let result = judged(&rows);
        (errors(&result, RuleStatus::Fail).len(), result.verdict())
    };
    let other = |uri: &str| {
        let mut other = bed.cluster.clone();
        other["id"] = json!(format!("{}/", other["id"].as_str().unwrap()));
        other["secretArchiveSettings"]["vaultUri"] = json!(uri);
        other
    };
    // Whichever of them comes last, in the order of their content too.
    for uri in [
        "https://kv2.vault.azure.net/",
        "https://aaa.vault.azure.net/",
    ] {
        let other = other(uri);
        for rows in [[&bed.cluster, &other], [&other, &bed.cluster]] {
            assert_eq!(verdict(&rows), (0, RuleStatus::Unknown), "{uri}");
        }
    }
    let same = other("https://KV.vault.azure.net");
    assert_eq!(verdict(&[&same, &bed.cluster]), (0, RuleStatus::Pass));
    // A third that agrees with the newer of two leaves open what one without a date says.
    let dated = |day: &str, cluster: &Value| {
        let mut dated = cluster.clone();
        dated["systemData"] = json!({ "lastModifiedAt": format!("2026-03-{day}T00:00:00Z") });
        dated
    };
    let undated = other("https://aaa.vault.azure.net/");
    let (early, late) = (dated("01", &bed.cluster), dated("02", &bed.cluster));
    assert_eq!(verdict(&[&early, &late]), (0, RuleStatus::Pass));
    for rows in [[&undated, &early, &late], [&late, &undated, &early]] {
        assert_eq!(verdict(&rows), (0, RuleStatus::Unknown));
    }
    let old = dated("01", &undated);
    assert_eq!(verdict(&[&old, &late]), (0, RuleStatus::Pass));
}

/// The same of a vault: of two that differ without a date no third decides, and no alphabet.
#[test]
fn a_vault_that_is_described_in_two_ways_is_judged_by_neither() {
    let bed = f1();
    let is_vault = |row: &&Value| row["id"].as_str() == Some(&vault());
    let resources = bed.resources.as_array().unwrap();
    let own = resources.iter().find(is_vault).unwrap();
    let others: Vec<&Value> = resources.iter().filter(|row| !is_vault(row)).collect();
    let verdict = |vaults: &[&Value]| {
        let mut rows = others.clone();
        rows.push(&bed.cluster);
        rows.extend(vaults);
        judged(&rows).verdict()
    };
    let with = |uri: &str, takes_roles: bool, day: Option<&str>| {
        let mut row = own.clone();
        row["properties"]["vaultUri"] = json!(uri);
        row["properties"]["enableRbacAuthorization"] = json!(takes_roles);
        if let Some(day) = day {
            row["systemData"] = json!({ "lastModifiedAt": format!("2026-03-{day}T00:00:00Z") });
        }
        row
    };
    const URI: &str = "https://kv.vault.azure.net/";
    let plain = with(URI, true, None);
    assert_eq!(verdict(&[&plain]), RuleStatus::Pass);
    let (policies, early, late) = (
        with(URI, false, None),
        with(URI, true, Some("01")),
        with(URI, true, Some("02")),
    );
    assert_eq!(verdict(&[&early, &late]), RuleStatus::Pass);
    for rows in [[&policies, &early, &late], [&late, &policies, &early]] {
        assert_eq!(verdict(&rows), RuleStatus::Unknown);
    }
    for uri in [
        "https://aaa.vault.azure.net/",
        "https://other.vault.azure.net/",
    ] {
        let elsewhere = with(uri, true, None);
        assert_eq!(verdict(&[&plain, &elsewhere]), RuleStatus::Unknown, "{uri}");
    }
}
