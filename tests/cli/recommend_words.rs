//! `recommend` from words, and what must not be granted.

use serde_json::Value;

use super::*;
use crate::support::whole_of_azure;

fn asked(words: &[&str]) -> (i32, Value) {
    let run = rolecall(&[&["recommend"], words, &["--format", "json"]].concat());
    (run.code, run.json()["result"].clone())
}

/// The operations that each part of a sentence was taken for.
fn meant(sentence: &str) -> Vec<(String, bool, Vec<String>)> {
    let (code, result) = asked(&[sentence]);
    assert_eq!(code, 2, "{sentence}");
    let clauses = result["words"]["clauses"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let clause = |clause: &Value| {
        let mut actions: Vec<String> = (clause["actions"].as_array().unwrap().iter())
            .map(|found| text(&found["action"]))
            .collect();
        if let Some(task) = clause["task"].as_str() {
            actions = vec![format!("task {task}")];
        }
        (text(&clause["said"]), clause["without"] == true, actions)
    };
    clauses.iter().map(clause).collect()
}

#[test]
fn sentences_mean_what_people_mean() {
    let rows: &[(&str, &[(bool, &[&str])])] = &[
        (
            "restart VMs and read metrics but not delete",
            &[
                (false, &["Microsoft.Compute/virtualMachines/restart/action"]),
                (false, &["Microsoft.Insights/Metrics/Read"]),
                (
                    true,
                    &[
                        "*/delete",
                        "Microsoft.Compute/virtualMachines/deletePreservedOSDisk/action",
                    ],
                ),
            ],
        ),
        (
            "start and stop vms",
            &[
                (false, &["Microsoft.Compute/virtualMachines/start/action"]),
                (
                    false,
                    &[
                        "Microsoft.Compute/virtualMachines/powerOff/action",
                        "Microsoft.Compute/virtualMachines/deallocate/action",
                    ],
                ),
            ],
        ),
        (
            "reading kv secrets",
            &[(
                false,
                &[
                    "Microsoft.KeyVault/vaults/secrets/getSecret/action",
                    "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
                ],
            )],
        ),
        (
            "reboot a BMM",
            &[(
                false,
                &["Microsoft.NetworkCloud/bareMetalMachines/restart/action"],
            )],
        ),
        ("deploy clusters", &[(false, &["task deploy-cluster"])]),
        (
            "restart nexus vms",
            &[(
                false,
                &["Microsoft.NetworkCloud/virtualMachines/restart/action"],
            )],
        ),
        (
            "list the keys of storage accounts",
            &[(
                false,
                &["Microsoft.Storage/storageAccounts/listKeys/action"],
            )],
        ),
        (
            "manage NSGs without deleting subnets",
            &[
                (
                    false,
                    &[
                        "Microsoft.Network/networkSecurityGroups/read",
                        "Microsoft.Network/networkSecurityGroups/write",
                        "Microsoft.Network/networkSecurityGroups/delete",
                    ],
                ),
                (true, &["Microsoft.Network/virtualNetworks/subnets/delete"]),
            ],
        ),
        (
            "read key sets",
            &[(
                false,
                &[
                    "Microsoft.NetworkCloud/clusters/bareMetalMachineKeySets/read",
                    "Microsoft.NetworkCloud/clusters/bmcKeySets/read",
                ],
            )],
        ),
    ];
    for (sentence, clauses) in rows {
        let found: Vec<(bool, Vec<String>)> = meant(sentence)
            .into_iter()
            .map(|(_, without, actions)| (without, actions))
            .collect();
        let wanted: Vec<(bool, Vec<String>)> = clauses
            .iter()
            .map(|(without, actions)| {
                (
                    *without,
                    actions.iter().map(|&action| action.to_owned()).collect(),
                )
            })
            .collect();
        assert_eq!(found, wanted, "{sentence}");
    }
}

#[test]
fn what_words_found_is_confirmed_first() {
    let sentence = "restart VMs and read metrics but not delete";
    let run = rolecall(&["recommend", sentence]);
    assert_eq!(run.code, 2);
    insta::assert_snapshot!(run.told());
    let (code, asked_first) = asked(&[sentence]);
    assert_eq!(code, 2);
    let command = asked_first["command"].as_str().unwrap();
    let (code, by_words) = asked(&[sentence, "--yes"]);
    assert_eq!(code, 1);
    assert_eq!(by_words["words"], asked_first["words"]);
    assert_eq!(by_words["chosenFrom"]["without"][0], "*/delete");
    // The command it names asks for the same.
    let words = command.replace('\'', "");
    let words: Vec<&str> = words.split(' ').skip(2).collect();
    let (_, by_name) = asked(&words);
    assert_eq!(by_name["recommendation"], by_words["recommendation"]);
    assert_eq!(by_name["customRole"], by_words["customRole"]);
    // It asks where and for whom the words did.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    std::fs::write(folder.path().join("users.json"), "[]").unwrap();
    let exports = folder.path().to_str().unwrap();
    let beside = [
        "--at",
        "/subscriptions/00000000-0000-4000-8000-000000000001",
        "--without",
        "*/write",
        "-i",
        exports,
    ];
    let (_, asked_beside) = asked(&[&[sentence][..], &beside].concat());
    let told = asked_beside["command"].as_str().unwrap().replace('\'', "");
    assert_eq!(
        told,
        format!(
            "{words} {}",
            beside.join(" "),
            words = command.replace('\'', "")
        )
    );
}

#[test]
fn what_is_not_understood_is_never_taken() {
    let (code, result) = asked(&["restart VMs and frobnicate widgets", "--yes"]);
    assert_eq!(code, 2);
    assert_eq!(result["words"]["understood"], false);
    assert_eq!(result["command"], Value::Null);
    assert_eq!(
        result["words"]["clauses"][1]["actions"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
}

#[test]
fn where_it_is_is_said_by_at() {
    let found = &asked(&["restart VMs in the resource group"]).1["words"]["clauses"][0].clone();
    assert_eq!(found["places"][0], "resource group");
    assert_eq!(
        found["actions"][0]["action"],
        "Microsoft.Compute/virtualMachines/restart/action"
    );
}

#[test]
fn actions_stand_without_an_option() {
    let restart = "Microsoft.Compute/virtualMachines/restart/action";
    let secret = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
    let bare = asked(&[restart, secret]).1;
    let named = asked(&["--action", restart, "--data-action", secret]).1;
    assert_eq!(bare["required"], named["required"]);
    assert_eq!(bare["recommendation"], named["recommendation"]);
    let two = asked(&[
        restart,
        "--at",
        "/subscriptions/1",
        secret,
        "--at",
        "/subscriptions/2",
    ])
    .1;
    assert_eq!(two["required"][0]["scope"], "/subscriptions/1");
    assert_eq!(two["required"][1]["scope"], "/subscriptions/2");
}

#[test]
fn roles_that_grant_what_must_not_be_granted_are_out() {
    let read = "Microsoft.Compute/virtualMachines/read";
    let restart = "Microsoft.Compute/virtualMachines/restart/action";
    let free = asked(&[read, restart]).1;
    assert_eq!(
        free["recommendation"]["roles"][0]["name"],
        "Virtual Machine Contributor"
    );
    let (code, bound) = asked(&[read, restart, "--without", "*/delete"]);
    assert_eq!(code, 1);
    assert_eq!(bound["advice"]["do"], "createCustomRole");
    assert!(bound["chosenFrom"]["withheld"].as_u64().unwrap() > 0);
    for role in bound["recommendation"]["roles"].as_array().unwrap() {
        let name = role["name"].as_str().unwrap();
        let grants = rolecall(&[
            "can",
            "--role",
            name,
            "Microsoft.Compute/virtualMachines/delete",
        ]);
        assert_eq!(grants.code, 1, "{name}");
    }
    let banned = rolecall(&["recommend", restart, "--without", "Microsoft.Compute/*"]);
    assert_eq!(banned.code, 2);
    assert!(
        banned
            .stderr
            .contains("is required, and must not be granted"),
        "{}",
        banned.stderr
    );
}

#[test]
fn a_required_pattern_is_without_what_must_not_be_granted() {
    let (_, found) = asked(&["Microsoft.NetworkCloud/volumes/*", "--without", "*/delete"]);
    let actions = found["customRole"]["Actions"].as_array().unwrap();
    let names: Vec<&str> = actions
        .iter()
        .map(|action| action.as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "Microsoft.NetworkCloud/volumes/read",
            "Microsoft.NetworkCloud/volumes/write"
        ]
    );
}

#[test]
fn what_the_custom_role_takes_is_commanded() {
    let group = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/g";
    let restart = "Microsoft.Compute/virtualMachines/restart/action";
    let (_, found) = asked(&[restart, "--without", "*/delete", "--at", group]);
    let commands = found["commands"].as_array().unwrap();
    let text = |at: usize| commands[at].as_str().unwrap();
    assert!(
        text(0).starts_with("az role definition create --role-definition "),
        "{}",
        text(0)
    );
    assert!(
        text(1).contains("--role 'Custom role: Microsoft.Compute virtualMachines restart action'"),
        "{}",
        text(1)
    );
    assert!(text(1).contains(group));
    for form in ["az", "bicep", "terraform"] {
        let run = rolecall(&[
            "recommend",
            restart,
            "--without",
            "*/delete",
            "--at",
            group,
            "--emit",
            form,
        ]);
        assert!(
            run.stdout
                .contains("Custom role: Microsoft.Compute virtualMachines restart action"),
            "{}",
            run.stdout
        );
        assert!(run.stdout.contains(restart), "{}", run.stdout);
    }
}

/// What an engineer of Azure says, and the operation that does it.
const SAID: &[(&str, &str)] = &[
    (
        "publish image to gallery",
        "Microsoft.Compute/galleries/images/versions/write",
    ),
    ("publish app service", "Microsoft.Web/sites/publish/Action"),
    (
        "publish a runbook",
        "Microsoft.Automation/automationAccounts/runbooks/publish/action",
    ),
    (
        "open a support case",
        "Microsoft.Support/supportTickets/write",
    ),
    ("open ticket", "Microsoft.Support/supportTickets/write"),
    (
        "open port in nsg",
        "Microsoft.Network/networkSecurityGroups/securityRules/write",
    ),
    (
        "kv secrets",
        "Microsoft.KeyVault/vaults/secrets/getSecret/action",
    ),
    (
        "scale aks node pool",
        "Microsoft.ContainerService/managedClusters/agentPools/write",
    ),
    (
        "approve private endpoint on storage account",
        "Microsoft.Storage/storageAccounts/PrivateEndpointConnectionsApproval/action",
    ),
    (
        "approve private endpoint of key vault",
        "Microsoft.KeyVault/vaults/privateEndpointConnectionsApproval/action",
    ),
    (
        "read blobs in sa",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
    ),
    (
        "create snapshot of vm disk",
        "Microsoft.Compute/snapshots/write",
    ),
    (
        "rotate storage keys",
        "Microsoft.Storage/storageAccounts/regeneratekey/action",
    ),
    (
        "read law logs",
        "Microsoft.OperationalInsights/workspaces/query/read",
    ),
    (
        "push image to acr",
        "Microsoft.ContainerRegistry/registries/push/write",
    ),
    (
        "pull images from container registry",
        "Microsoft.ContainerRegistry/registries/pull/read",
    ),
    ("restart app service", "Microsoft.Web/sites/restart/Action"),
    (
        "swap deployment slots",
        "Microsoft.Web/sites/slotsswap/Action",
    ),
    ("see costs", "Microsoft.CostManagement/query/read"),
    ("create budget", "Microsoft.Consumption/budgets/write"),
    (
        "peer vnets",
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings/write",
    ),
    ("add dns record", "Microsoft.Network/dnsZones/A/write"),
    (
        "assign policy",
        "Microsoft.Authorization/policyAssignments/write",
    ),
    (
        "create metric alert",
        "Microsoft.Insights/metricAlerts/write",
    ),
    (
        "turn on diagnostic settings",
        "Microsoft.Insights/diagnosticSettings/write",
    ),
    (
        "back up vm",
        "Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems/backup/action",
    ),
    (
        "restore vm from backup",
        "Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/restore/action",
    ),
    (
        "run command on vm",
        "Microsoft.Compute/virtualMachines/runCommand/action",
    ),
    (
        "connect to aks cluster",
        "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action",
    ),
    (
        "trigger logic app",
        "Microsoft.Logic/workflows/triggers/run/action",
    ),
    (
        "run runbook",
        "Microsoft.Automation/automationAccounts/jobs/write",
    ),
    (
        "read from event hub",
        "Microsoft.EventHub/namespaces/messages/receive/action",
    ),
    (
        "send messages to service bus",
        "Microsoft.ServiceBus/namespaces/messages/send/action",
    ),
    ("lock resource group", "Microsoft.Authorization/locks/write"),
    ("tag resources", "Microsoft.Resources/tags/write"),
    ("resize disk", "Microsoft.Compute/disks/write"),
    (
        "join subnet",
        "Microsoft.Network/virtualNetworks/subnets/join/action",
    ),
    (
        "purge cdn endpoint",
        "Microsoft.Cdn/profiles/endpoints/Purge/action",
    ),
    (
        "read the logs of a pod in aks",
        "Microsoft.ContainerService/managedClusters/pods/read",
    ),
    (
        "exec into a pod",
        "Microsoft.ContainerService/managedClusters/pods/exec/action",
    ),
    (
        "send messages to a service bus queue",
        "Microsoft.ServiceBus/namespaces/messages/send/action",
    ),
    (
        "receive messages from a service bus subscription",
        "Microsoft.ServiceBus/namespaces/messages/receive/action",
    ),
    (
        "connect to a vm with bastion",
        "Microsoft.Network/bastionHosts/read",
    ),
    (
        "connect to a vm",
        "Microsoft.Compute/virtualMachines/login/action",
    ),
    (
        "rotate bmm credentials",
        "Microsoft.NetworkCloud/clusters/rotateCredential/action",
    ),
    (
        "restart aks nodes",
        "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/restart/action",
    ),
    (
        "start vmss instances",
        "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/start/action",
    ),
    (
        "peer two vnets",
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings/write",
    ),
    (
        "query law",
        "Microsoft.OperationalInsights/workspaces/query/read",
    ),
    (
        "run queries in log analytics",
        "Microsoft.OperationalInsights/workspaces/query/read",
    ),
    (
        "update dns records",
        "Microsoft.Network/dnsZones/CNAME/write",
    ),
    (
        "recover secrets",
        "Microsoft.KeyVault/vaults/secrets/recover/action",
    ),
    (
        "purge a deleted vault",
        "Microsoft.KeyVault/locations/deletedVaults/purge/action",
    ),
    (
        "update nexus cluster settings",
        "Microsoft.NetworkCloud/clusters/write",
    ),
    ("read everything in my subscription", "*/read"),
    (
        "use the serial console of a vm",
        "Microsoft.SerialConsole/serialPorts/connect/action",
    ),
    (
        "see effective routes of a nic",
        "Microsoft.Network/networkInterfaces/effectiveRouteTable/action",
    ),
    (
        "run a packet capture",
        "Microsoft.Network/networkWatchers/packetCaptures/write",
    ),
    (
        "join a subnet to a nic",
        "Microsoft.Network/virtualNetworks/subnets/join/action",
    ),
];

#[test]
fn what_engineers_say_is_found_over_the_whole_of_azure() {
    let Some(image) = whole_of_azure() else {
        eprintln!("SKIPPED: {} sentences over the whole of Azure", SAID.len());
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("azure.image");
    std::fs::write(&path, image).unwrap();
    let catalog = path.to_str().unwrap();
    for (sentence, action) in SAID {
        let (_, result) = asked(&[sentence, "--catalog", catalog]);
        assert_eq!(result["words"]["understood"], true, "{sentence}");
        let clauses = result["words"]["clauses"].as_array().unwrap();
        assert_eq!(clauses.len(), 1, "{sentence}");
        let found = clauses[0]["actions"].as_array().unwrap().iter();
        let found: Vec<&str> = found.map(|a| a["action"].as_str().unwrap()).collect();
        let does = found
            .iter()
            .filter(|name| name.eq_ignore_ascii_case(action));
        assert_eq!(does.count(), 1, "{sentence}: {found:?}");
        // What is found besides only reads what it is done to, or does the same.
        let verb = action.rsplit('/').next().unwrap();
        let others = found
            .iter()
            .filter(|name| !name.ends_with("/read") && (verb == "action" || !name.ends_with(verb)));
        let kin = others.filter(|name| !name.eq_ignore_ascii_case(action));
        assert!(kin.count() <= 1, "{sentence}: {found:?}");
    }
}

/// What must not be possible in a sentence.
const BANNED: &[(&str, &[&str])] = &[
    ("write kv secrets but not purge", &["*/purge/action"]),
    (
        "manage storage accounts but not list keys",
        &[
            "Microsoft.Storage/storageAccounts/listKeys/action",
            "Microsoft.Storage/storageAccounts/localusers/listKeys/action",
        ],
    ),
    (
        "list everything except key vaults",
        &["Microsoft.KeyVault/vaults/read"],
    ),
    (
        "read everything but not secrets",
        &[
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
        ],
    ),
    (
        "manage vms but not networks",
        &[
            "Microsoft.Network/virtualNetworks/write",
            "Microsoft.Network/virtualNetworks/delete",
        ],
    ),
    (
        "restart vms without access to storage",
        &["Microsoft.Storage/storageAccounts/*"],
    ),
    (
        "manage vms but not run commands",
        &["Microsoft.Compute/virtualMachines/runCommand/action"],
    ),
    (
        "manage vmss but not delete vms",
        &[
            "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/delete",
            "Microsoft.Compute/virtualMachines/delete",
        ],
    ),
    (
        "manage vnets except peerings",
        &[
            "Microsoft.Network/virtualNetworks/virtualNetworkPeerings/write",
            "Microsoft.Network/virtualNetworks/virtualNetworkPeerings/delete",
        ],
    ),
    (
        "deploy vms but no public ips",
        &["Microsoft.Network/publicIPAddresses/write"],
    ),
    (
        "read blobs but not write",
        &[
            "*/write",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
        ],
    ),
    (
        "read secrets but not set",
        &[
            "*/write",
            "Microsoft.KeyVault/vaults/secrets/setSecret/action",
            "Microsoft.KeyVault/vaults/secrets/update/action",
        ],
    ),
    (
        "run read commands on bmm but not run commands",
        &["Microsoft.NetworkCloud/bareMetalMachines/runCommand/action"],
    ),
    ("manage nexus clusters without deletion", &["*/delete"]),
    (
        "manage key vaults but not access policies",
        &["Microsoft.KeyVault/vaults/accessPolicies/write"],
    ),
    (
        "manage nsgs but not rules",
        &[
            "Microsoft.Network/networkSecurityGroups/securityRules/write",
            "Microsoft.Network/networkSecurityGroups/securityRules/delete",
        ],
    ),
    // Nothing is better than what has the same words elsewhere.
    ("restart vms but not change their configuration", &[]),
    ("sign with keys but not export keys", &[]),
    ("read vms but not manage", &["*/write", "*/delete"]),
    (
        "read storage accounts but not blobs",
        &["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
    ),
    (
        "read storage account properties but not keys",
        &[
            "Microsoft.Storage/storageAccounts/listKeys/action",
            "Microsoft.Storage/storageAccounts/localusers/listKeys/action",
        ],
    ),
    (
        "view bmm but not run anything",
        &[
            "*/run/action",
            "*/execute/action",
            "*/invoke/action",
            "*/trigger/action",
            "Microsoft.NetworkCloud/bareMetalMachines/runCommand/action",
            "Microsoft.NetworkCloud/bareMetalMachines/runDataExtracts/action",
            "Microsoft.NetworkCloud/bareMetalMachines/runDataExtractsRestricted/action",
            "Microsoft.NetworkCloud/bareMetalMachines/runReadCommands/action",
        ],
    ),
    (
        "create agent pools but not kubernetes clusters",
        &["Microsoft.NetworkCloud/kubernetesClusters/write"],
    ),
    (
        "read everything except networking",
        &["Microsoft.Network/*/read"],
    ),
    (
        "manage compute but not networking",
        &["Microsoft.Network/*/write", "Microsoft.Network/*/delete"],
    ),
    // Not everything that reads, or that writes.
    ("read workspace tables but not query", &[]),
    (
        "manage vnets but not peer them",
        &[
            "Microsoft.Network/virtualNetworks/peer/action",
            "Microsoft.Network/virtualNetworks/virtualNetworkPeerings/write",
        ],
    ),
    (
        "create a storage account and a container, but not read the keys",
        &[
            "Microsoft.Storage/storageAccounts/listKeys/action",
            "Microsoft.Storage/storageAccounts/localusers/listKeys/action",
        ],
    ),
    (
        "assign policies but not write definitions",
        &[
            "Microsoft.Authorization/policyDefinitions/write",
            "Microsoft.Authorization/policySetDefinitions/write",
        ],
    ),
    (
        "manage storage accounts but no access to data",
        &[
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*",
            "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/*",
            "Microsoft.Storage/storageAccounts/queueServices/queues/messages/*",
            "Microsoft.Storage/storageAccounts/tableServices/tables/entities/*",
        ],
    ),
    (
        "take snapshots of disks, but not export them",
        &[
            "*/export/action",
            "*/download/action",
            "Microsoft.Compute/disks/beginGetAccess/action",
            "Microsoft.Compute/snapshots/beginGetAccess/action",
        ],
    ),
    (
        "manage log analytics workspaces but not read the logs",
        &[
            "Microsoft.OperationalInsights/workspaces/query/read",
            "Microsoft.OperationalInsights/workspaces/tables/data/read",
        ],
    ),
    (
        "write blobs but not change containers",
        &["Microsoft.Storage/storageAccounts/blobServices/containers/write"],
    ),
    (
        "delete storage containers but not storage accounts",
        &["Microsoft.Storage/storageAccounts/delete"],
    ),
    (
        "run backups but not restore",
        &["*/restore/action", "*/recover/action"],
    ),
    (
        "create role definitions but not assign them",
        &[
            "*/assign/action",
            "Microsoft.Authorization/roleAssignments/write",
        ],
    ),
    (
        "operate vms but not resize them",
        &["*/resize/action", "Microsoft.Compute/virtualMachines/write"],
    ),
    (
        "everything on nexus except key sets",
        &[
            "Microsoft.NetworkCloud/clusters/bareMetalMachineKeySets/*",
            "Microsoft.NetworkCloud/clusters/bmcKeySets/*",
        ],
    ),
];

/// Verbs without an object of their own, and what is said of how.
const SHARED: &[(&str, &[&str])] = &[
    (
        "push and pull images from acr",
        &[
            "Microsoft.ContainerRegistry/registries/pull/read",
            "Microsoft.ContainerRegistry/registries/push/write",
            "Microsoft.ContainerRegistry/registries/pull/read",
        ],
    ),
    (
        "create and read secrets",
        &[
            "Microsoft.KeyVault/vaults/secrets/setSecret/action",
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
        ],
    ),
    (
        "connect to aks as admin",
        &[
            "Microsoft.ContainerService/managedClusters/read",
            "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action",
        ],
    ),
    ("all of networking", &["Microsoft.Network/*"]),
    // Logs, costs and backups are of anything.
    (
        "see cost of storage accounts",
        &[
            "Microsoft.CostManagement/query/read",
            "Microsoft.Consumption/usageDetails/read",
        ],
    ),
    (
        "read logs of vms",
        &[
            "Microsoft.OperationalInsights/workspaces/read",
            "Microsoft.OperationalInsights/workspaces/query/read",
            "Microsoft.OperationalInsights/workspaces/tables/data/read",
        ],
    ),
    // What a phrase doesn't hold is not dropped.
    ("list storage keys of cosmos", &[]),
    ("read secrets of the payments team", &[]),
];

#[test]
fn all_that_is_said_is_heard() {
    for (sentence, wanted) in SHARED {
        let found = meant(sentence);
        let found: Vec<&str> = found
            .iter()
            .flat_map(|(_, _, actions)| actions.iter().map(String::as_str))
            .collect();
        assert_eq!(&found, wanted, "{sentence}");
    }
}

/// What is asked for and what must not be possible, where a sentence says both of the same.
const BOTH: &[(&str, &[&str], &[&str])] = &[
    (
        "manage vms but not delete them",
        &[
            "Microsoft.Compute/virtualMachines/read",
            "Microsoft.Compute/virtualMachines/write",
        ],
        &[
            "*/delete",
            "Microsoft.Compute/virtualMachines/deletePreservedOSDisk/action",
        ],
    ),
    (
        "manage vms but not delete",
        &[
            "Microsoft.Compute/virtualMachines/read",
            "Microsoft.Compute/virtualMachines/write",
        ],
        &[
            "*/delete",
            "Microsoft.Compute/virtualMachines/deletePreservedOSDisk/action",
        ],
    ),
    (
        "manage networking but not delete",
        &["Microsoft.Network/*/read", "Microsoft.Network/*/write"],
        &["*/delete"],
    ),
    (
        "read key vault metadata but not secrets",
        &["Microsoft.KeyVault/vaults/secrets/readMetadata/action"],
        &["Microsoft.KeyVault/vaults/secrets/getSecret/action"],
    ),
    (
        "delete disks but not delete vms",
        &["Microsoft.Compute/disks/delete"],
        &["Microsoft.Compute/virtualMachines/delete"],
    ),
];

#[test]
fn nothing_is_asked_for_that_must_not_be_possible() {
    for (sentence, asked, banned) in BOTH {
        let found = meant(sentence);
        let of = |is_banned: bool| -> Vec<&str> {
            let clauses = found.iter().filter(|(_, without, _)| *without == is_banned);
            clauses
                .flat_map(|(_, _, actions)| actions.iter().map(String::as_str))
                .collect()
        };
        assert_eq!(&of(false), asked, "{sentence}");
        assert_eq!(&of(true), banned, "{sentence}");
    }
}

#[test]
fn what_must_not_be_possible_is_about_what_the_sentence_is_about() {
    for (sentence, banned) in BANNED {
        let found = meant(sentence);
        let found = found.iter().filter(|(_, without, _)| *without);
        let found: Vec<&str> = found
            .flat_map(|(_, _, actions)| actions.iter().map(String::as_str))
            .collect();
        assert_eq!(&found, banned, "{sentence}");
    }
}

#[test]
fn what_the_catalogue_lacks_is_not_taken_for_something_alike() {
    let (_, result) = asked(&["manage dns zones"]);
    assert_eq!(result["words"]["understood"], false, "{result}");
    // A phrase says what it means, known or not.
    let (_, result) = asked(&["send messages to a service bus queue"]);
    assert_eq!(
        result["words"]["clauses"][0]["actions"][0]["action"],
        "Microsoft.ServiceBus/namespaces/messages/send/action"
    );
}
