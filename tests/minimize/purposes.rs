//! What published roles are meant for: shared namespaces, plain roles, kin and foreign ones (docs/recommend.md).

use std::collections::BTreeSet;

use rolecall::catalog::Catalog;
use rolecall::import::{self, InputSource};
use rolecall::minimize::{
    Advice, Among, Candidates, Objective, Recommendation, Requirement, SearchLimits, other_sets,
    recommend,
};
use rolecall::model::{Plane, RoleKind};
use rolecall::pattern::{ActionPattern, Wildcards};
use serde_json::Value;

use super::image::shared;

/// The data that ships with the program.
fn file() -> Value {
    serde_json::from_str(include_str!("../../roles/purposes.json")).unwrap()
}

fn requirement(actions: &[(&str, Plane)]) -> Requirement {
    let mut requirement = Requirement::default();
    for (action, plane) in actions {
        requirement.add(ActionPattern::parse(action).unwrap(), *plane);
    }
    requirement
}

fn found(catalog: &Catalog, requirement: &Requirement, any_role: bool) -> Recommendation {
    let candidates = Candidates {
        any_role,
        ..Candidates::default()
    };
    let limits = SearchLimits::default();
    recommend(
        catalog,
        requirement,
        &candidates,
        Objective::Risk,
        None,
        limits,
    )
    .unwrap()
}

fn names(found: &Recommendation) -> Vec<&str> {
    found.roles.iter().map(|role| &*role.name).collect()
}

#[test]
fn a_plain_role_comes_before_a_foreign_one_that_grants_less() {
    let catalog = Catalog::core(Wildcards::Azure);
    let deploys = requirement(&[("Microsoft.Resources/deployments/write", Plane::Control)]);
    let plain = found(&catalog, &deploys, false);
    assert_eq!(names(&plain), ["Contributor"]);
    assert_eq!(plain.minimum.lower_bound[0], 0);
    // It grants so much that a custom role is what to take.
    assert_eq!(plain.advice, Advice::CreateCustomRole);
    let any = found(&catalog, &deploys, true);
    assert!(any.roles[0].is_foreign, "{:?}", names(&any));
    assert!(any.excess.total() < plain.excess.total());
    let candidates = Candidates::default();
    let limits = SearchLimits::default();
    let others = other_sets(&catalog, &deploys, &candidates, &plain, None, limits);
    assert_eq!(others.any_role.unwrap().roles, any.roles);
}

#[test]
fn a_role_for_the_namespace_is_kin() {
    let catalog = Catalog::core(Wildcards::Azure);
    for (action, plane, name) in [
        (
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
            Plane::Data,
            "Storage Blob Data Reader",
        ),
        (
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            Plane::Data,
            "Key Vault Secrets User",
        ),
        (
            "Microsoft.Compute/virtualMachines/read",
            Plane::Control,
            "Reader",
        ),
    ] {
        let found = found(&catalog, &requirement(&[(action, plane)]), false);
        assert_eq!(names(&found), [name]);
        assert!(found.roles.iter().all(|role| !role.is_foreign));
    }
}

#[test]
fn what_is_little_and_leads_to_nothing_is_assigned() {
    let catalog = Catalog::core(Wildcards::Azure);
    let reads = requirement(&[("Microsoft.Compute/virtualMachines/read", Plane::Control)]);
    assert_eq!(found(&catalog, &reads, false).advice, Advice::Assign);
    let published = Candidates {
        published_only: true,
        ..Candidates::default()
    };
    let deploys = requirement(&[("Microsoft.Resources/deployments/write", Plane::Control)]);
    let limits = SearchLimits::default();
    let only = recommend(
        &catalog,
        &deploys,
        &published,
        Objective::Risk,
        None,
        limits,
    )
    .unwrap();
    assert_eq!(only.advice, Advice::Assign);
    let nothing = requirement(&[("Contoso.None/things/write", Plane::Control)]);
    let among = Candidates {
        among: Among::Only(Vec::new()),
        ..Candidates::default()
    };
    let none = recommend(&catalog, &nothing, &among, Objective::Risk, None, limits).unwrap();
    assert_eq!(none.advice, Advice::CreateCustomRole);
}

#[test]
fn what_ships_is_what_the_whole_of_azure_counts() {
    let Some(folder) = shared() else {
        println!("skipped: no shared facts");
        return;
    };
    let file = file();
    let text = std::fs::read_to_string(folder.join("facts/az-role-definition-list.json")).unwrap();
    let roles: Vec<Value> = serde_json::from_str(&text).unwrap();
    let least = roles.len().div_ceil(12);
    let patterns = |role: &Value| {
        let permissions = role["permissions"].as_array().unwrap().iter();
        let lists =
            permissions.flat_map(|p| ["actions", "dataActions"].map(|list| p[list].as_array()));
        let texts = lists.flatten().flatten().filter_map(Value::as_str);
        let trimmed = texts.map(|text| text.trim().to_lowercase());
        trimmed.collect::<BTreeSet<_>>()
    };
    let all: Vec<_> = roles.iter().map(patterns).collect();
    let count_of = |namespace: &str| {
        let of = |p: &String| p.split('/').next() == Some(namespace);
        all.iter().filter(|role| role.iter().any(of)).count()
    };
    let named = |list: &str| -> Vec<String> {
        let list = file[list].as_array().unwrap().iter();
        list.map(|name| name.as_str().unwrap().to_lowercase())
            .collect()
    };
    for namespace in named("shared") {
        let count = count_of(&namespace);
        assert!(count >= least, "{namespace}: {count}");
    }
    let namespaces: BTreeSet<&str> = all
        .iter()
        .flatten()
        .filter_map(|p| p.split('/').next())
        .collect();
    let supporting = namespaces.into_iter().filter(|name| {
        let is_open = name.contains('*');
        !is_open && (roles.len().div_ceil(20)..least).contains(&count_of(name))
    });
    assert_eq!(named("supporting"), supporting.collect::<Vec<_>>());
    for pattern in named("common") {
        let count = all.iter().filter(|role| role.contains(&pattern)).count();
        assert!(count >= least, "{pattern}: {count}");
    }
    // Through the catalogue that the exports carry.
    let inputs = folder.join("facts/az-role-definition-list.json");
    let tenant = import::read(&[InputSource::Path(inputs)]);
    let mut catalog = Catalog::core(Wildcards::Azure);
    let _ = catalog.add_inputs(&tenant);
    for (actions, name) in [
        (
            ("Microsoft.Resources/tags/write", Plane::Control),
            "Tag Contributor",
        ),
        (
            ("Microsoft.Authorization/locks/write", Plane::Control),
            "Locks Contributor",
        ),
        (
            ("Microsoft.Resources/templateSpecs/write", Plane::Control),
            "Template Spec Contributor",
        ),
        (
            ("Microsoft.Insights/Metrics/Write", Plane::Data),
            "Monitoring Metrics Publisher",
        ),
    ] {
        assert_eq!(
            names(&found(&catalog, &requirement(&[actions]), false)),
            [name]
        );
    }
}

/// What a reviewer of access requests signs, over the whole of Azure: the operations, the roles, and
/// whether they are to be assigned.
const SIGNED: &[(&[&str], &[&str], bool)] = &[
    // What other services are built on is what nothing but their own roles are for.
    (
        &["Microsoft.Network/virtualNetworks/read"],
        &["Reader"],
        true,
    ),
    (
        &[
            "Microsoft.Network/networkSecurityGroups/read",
            "Microsoft.Network/virtualNetworks/read",
        ],
        &["Reader"],
        true,
    ),
    (
        &["Microsoft.Network/virtualNetworks/subnets/join/action"],
        &["Network Contributor"],
        false,
    ),
    (
        &["Microsoft.Network/networkSecurityGroups/write"],
        &["Network Contributor"],
        false,
    ),
    (
        &[
            "Microsoft.Compute/disks/write",
            "Microsoft.Compute/disks/read",
        ],
        &["Virtual Machine Contributor"],
        false,
    ),
    (
        &[
            "Microsoft.Compute/snapshots/write",
            "Microsoft.Compute/disks/beginGetAccess/action",
        ],
        &["Contributor"],
        false,
    ),
    (
        &["Microsoft.Storage/storageAccounts/fileServices/shares/write"],
        &["Storage Account Contributor"],
        false,
    ),
    // Roles for further namespaces are for those, and are kin there.
    (
        &[
            "Microsoft.Sql/managedInstances/write",
            "Microsoft.Network/virtualNetworks/subnets/read",
        ],
        &["SQL Managed Instance Contributor"],
        false,
    ),
    (
        &["Microsoft.AAD/domainServices/write"],
        &["Domain Services Contributor"],
        false,
    ),
    // Roles for types within a namespace.
    (
        &["Microsoft.Network/dnsResolvers/write"],
        &["DNS Resolver Contributor"],
        false,
    ),
    (
        &["Microsoft.Network/privateDnsZones/A/write"],
        &["Private DNS Zone Contributor"],
        true,
    ),
    (
        &["Microsoft.Compute/galleries/images/versions/write"],
        &["Compute Gallery Artifacts Publisher"],
        false,
    ),
    (
        &["Microsoft.Web/sites/restart/action"],
        &["Website Contributor"],
        false,
    ),
    (
        &["Microsoft.Web/connections/write"],
        &["Logic Apps Standard Developer"],
        false,
    ),
    (
        &["Microsoft.Logic/workflows/run/action"],
        &["Logic App Contributor"],
        false,
    ),
    (
        &["Microsoft.KeyVault/vaults/secrets/setSecret/action"],
        &["Key Vault Secrets Officer"],
        false,
    ),
    (
        &["Microsoft.Consumption/budgets/write"],
        &["Cost Management Contributor"],
        false,
    ),
    (
        &["Microsoft.Quota/quotas/write"],
        &["Quota Request Operator"],
        true,
    ),
    // What a role grants as a whole is what it is for.
    (
        &["Microsoft.SecurityInsights/alertRules/write"],
        &["Microsoft Sentinel Contributor"],
        false,
    ),
    (
        &["Microsoft.CognitiveServices/accounts/write"],
        &["Cognitive Services Contributor"],
        false,
    ),
    (
        &["Microsoft.EventGrid/eventSubscriptions/write"],
        &["EventGrid EventSubscription Contributor"],
        true,
    ),
    (
        &["Microsoft.DataProtection/backupVaults/write"],
        &["Backup Contributor"],
        false,
    ),
    // Roles for what is shared.
    (
        &["Microsoft.Support/supportTickets/write"],
        &["Support Request Contributor"],
        true,
    ),
    (
        &["Microsoft.Insights/metricAlerts/write"],
        &["Monitoring Contributor"],
        true,
    ),
    (
        &[
            "Microsoft.Insights/metricAlerts/write",
            "Microsoft.Insights/actionGroups/write",
        ],
        &["Monitoring Contributor"],
        true,
    ),
    (
        &["Microsoft.Insights/scheduledQueryRules/write"],
        &["Monitoring Contributor"],
        true,
    ),
    (
        &["Microsoft.Insights/diagnosticSettings/write"],
        &["Monitoring Contributor"],
        true,
    ),
    (
        &["Microsoft.Authorization/policyAssignments/write"],
        &["Resource Policy Contributor"],
        true,
    ),
    (
        &[
            "Microsoft.Authorization/policyDefinitions/write",
            "Microsoft.Authorization/policyAssignments/write",
        ],
        &["Resource Policy Contributor"],
        true,
    ),
    (
        &["Microsoft.Authorization/locks/write"],
        &["Locks Contributor"],
        true,
    ),
    (
        &["Microsoft.Authorization/roleAssignments/write"],
        &["Role Based Access Control Administrator"],
        true,
    ),
    (
        &["Microsoft.Insights/autoscaleSettings/write"],
        &["Contributor"],
        false,
    ),
    // What is only documented is for Operator Nexus.
    (
        &["Microsoft.Resources/subscriptions/resourceGroups/write"],
        &["Contributor"],
        false,
    ),
    (
        &["Microsoft.OperationalInsights/workspaces/write"],
        &["Log Analytics Contributor"],
        false,
    ),
    // What documentation names a role for speaks for that role, and for no other of the set.
    (
        &["Microsoft.ContainerService/managedClusters/pods/read"],
        &["Azure Kubernetes Service RBAC Reader"],
        true,
    ),
    (
        &[
            "Microsoft.Insights/metricAlerts/write",
            "Microsoft.Compute/virtualMachines/restart/action",
        ],
        &["Monitoring Contributor", "Virtual Machine Contributor"],
        false,
    ),
];

#[test]
fn what_comes_out_is_what_a_reviewer_signs() {
    let Some(azure) = crate::support::azure(Wildcards::Azure) else {
        eprintln!("SKIPPED: {} requests over the whole of Azure", SIGNED.len());
        return;
    };
    for (actions, roles, is_assigned) in SIGNED {
        let known = actions.iter().flat_map(|action| {
            let planes = Plane::BOTH.into_iter();
            planes.map(move |plane| (*action, plane))
        });
        let known: Vec<(&str, Plane)> = known
            .filter(|(action, plane)| azure.find_in_plane(action, *plane).is_some())
            .collect();
        assert_eq!(known.len(), actions.len(), "{actions:?}");
        let found = self::found(&azure, &requirement(&known), false);
        assert_eq!(names(&found), *roles, "{actions:?}");
        assert!(
            found.roles.iter().all(|role| !role.is_foreign),
            "{actions:?}"
        );
        let advice = match is_assigned {
            true => Advice::Assign,
            false => Advice::CreateCustomRole,
        };
        assert_eq!(found.advice, advice, "{actions:?}");
    }
}

#[test]
fn a_role_that_documentation_names_for_a_task_is_not_foreign_to_it() {
    let catalog = Catalog::core(Wildcards::Azure);
    let writer = "Operator Nexus Key Vault Writer Service Role (Preview)";
    let secret = "Microsoft.KeyVault/vaults/secrets/setSecret/action";
    let mut sets = requirement(&[(secret, Plane::Data)]);
    assert_ne!(names(&found(&catalog, &sets, false)), [writer]);
    sets.documented_roles.push(writer.to_owned());
    let named = found(&catalog, &sets, false);
    assert_eq!(names(&named), [writer]);
    assert!(!named.roles[0].is_foreign);
    assert_eq!(named.advice, Advice::Assign);
}

#[test]
fn what_the_file_says_of_roles_is_about_what_there_is() {
    let Some(azure) = crate::support::azure(Wildcards::Azure) else {
        eprintln!("SKIPPED: the corrections of the whole of Azure");
        return;
    };
    let file = file();
    let lists = |role: &Value| -> Vec<String> {
        let lists = ["home", "documentedFor"].map(|list| role[list].as_array().cloned());
        let all = lists.into_iter().flatten().flatten();
        all.map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    for (id, role) in file["roles"].as_object().unwrap() {
        let id = rolecall::RoleId::parse(id).unwrap();
        let found = azure.find_role_id(id);
        let name = found.map(|known| azure.role_name(known));
        assert_eq!(name.as_deref(), role["name"].as_str());
        for around in lists(role) {
            let under = ActionPattern::parse(&format!("{around}/*")).unwrap();
            let known = Plane::BOTH.map(|plane| azure.expand(&under, plane).len());
            let is_gone = !azure.knows_namespace(under.as_str());
            assert!(known[0] + known[1] > 0 || is_gone, "{id}: {around}");
        }
    }
    for name in file["documented"].as_object().unwrap().keys() {
        let mut known = azure.roles().map(|role| azure.role_name(role));
        assert!(known.any(|known| known == *name), "{name}");
    }
}

#[test]
fn each_documented_role_has_a_home() {
    let catalog = Catalog::core(Wildcards::Azure);
    let documented = catalog.roles();
    let documented = documented.filter(|role| catalog.role_kind(*role) == RoleKind::Documented);
    let names: BTreeSet<String> = documented.map(|role| catalog.role_name(role)).collect();
    let file = file();
    let homes = file["documented"].as_object().unwrap();
    assert!(!names.is_empty());
    assert_eq!(names, homes.keys().cloned().collect());
}
