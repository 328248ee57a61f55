//! What holds for sentences of a kind: a ban takes all that has its effect, nothing asked for is banned, and every
//! word is heard or the sentence isn't understood.

use rolecall::pattern::Wildcards;
use serde_json::{Value, json};

use super::*;
use crate::support::{azure, whole_of_azure};

/// A sentence with what was found for it.
struct Heard {
    is_understood: bool,
    clauses: Vec<Value>,
}

impl Heard {
    fn actions(&self, is_banned: bool) -> Vec<String> {
        let clauses = self.clauses.iter().filter(|c| c["without"] == is_banned);
        let actions = clauses.flat_map(|clause| clause["actions"].as_array().unwrap());
        let names = actions.map(|found| found["action"].as_str().unwrap());
        names.map(str::to_lowercase).collect()
    }

    fn places(&self) -> Vec<&str> {
        let places = self
            .clauses
            .iter()
            .flat_map(|c| c["places"].as_array().unwrap());
        places.map(|place| place.as_str().unwrap()).collect()
    }
}

fn hear(sentence: &str, catalog: Option<&str>) -> Heard {
    let mut words = vec!["recommend", sentence];
    words.extend(catalog.iter().flat_map(|path| ["--catalog", path]));
    let run = rolecall(&[&words[..], &["--format", "json"]].concat());
    assert_eq!(run.code, 2, "{sentence}: {}", run.stderr);
    let found = run.json()["result"]["words"].clone();
    Heard {
        is_understood: found["understood"] == true,
        clauses: found["clauses"].as_array().unwrap().clone(),
    }
}

/// The image of the whole of Azure in a file.
fn whole_in_file() -> Option<(tempfile::TempDir, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("azure.image");
    std::fs::write(&path, whole_of_azure()?).unwrap();
    let path = path.to_str().unwrap().to_owned();
    Some((folder, path))
}

/// The operations of the whole of Azure, in small letters.
fn operations() -> Vec<String> {
    let catalog = azure(Wildcards::Azure).unwrap();
    let mut names = Vec::new();
    catalog.for_each_operation(|_, name, _| names.push(name.to_lowercase()));
    names
}

fn is_banned(bans: &[String], name: &str) -> bool {
    bans.iter().any(|ban| match ban.strip_prefix('*') {
        Some(end) => name.ends_with(end),
        None => ban == name,
    })
}

/// How things are called, and their types.
const THINGS: [(&str, &str); 6] = [
    ("storage accounts", "microsoft.storage/storageaccounts"),
    ("function apps", "microsoft.web/sites"),
    ("cosmos accounts", "microsoft.documentdb/databaseaccounts"),
    ("redis", "microsoft.cache/redis"),
    ("service bus namespaces", "microsoft.servicebus/namespaces"),
    ("signalr", "microsoft.signalrservice/signalr"),
];

#[test]
fn who_must_not_have_keys_gets_them_by_no_name() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: keys over the whole of Azure");
        return;
    };
    let operations = operations();
    for (thing, kind) in THINGS {
        let heard = hear(&format!("manage {thing} but not keys"), Some(&catalog));
        assert!(heard.is_understood, "{thing}");
        let bans = heard.actions(true);
        let lists = operations.iter().filter(|name| {
            let verb = name.trim_end_matches("/action").rsplit('/').next().unwrap();
            name.starts_with(&format!("{kind}/"))
                && verb.starts_with("list")
                && verb.ends_with("keys")
        });
        let mut count = 0;
        for name in lists {
            count += 1;
            assert!(is_banned(&bans, name), "{thing}: {name} is left: {bans:?}");
        }
        assert!(count > 0, "{thing} have no keys");
    }
}

#[test]
fn who_must_not_delete_does_so_by_no_name() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: deleting over the whole of Azure");
        return;
    };
    let operations = operations();
    for (thing, kind) in THINGS {
        let heard = hear(&format!("manage {thing} but not delete"), Some(&catalog));
        assert!(heard.is_understood, "{thing}");
        let bans = heard.actions(true);
        let deletes = operations.iter().filter(|name| {
            let verb = name.trim_end_matches("/action").rsplit('/').next().unwrap();
            name.starts_with(&format!("{kind}/"))
                && !name.contains("/providers/")
                && ["delete", "remove", "purge"]
                    .iter()
                    .any(|start| verb.starts_with(start))
        });
        for name in deletes {
            assert!(is_banned(&bans, name), "{thing}: {name} is left: {bans:?}");
        }
    }
    // To process a message is to take it off the queue.
    let heard = hear("read queue messages but not delete", Some(&catalog));
    let process = "microsoft.storage/storageaccounts/queueservices/queues/messages/process/action";
    assert!(is_banned(&heard.actions(true), process));
}

/// Sentences of all kinds that are understood with the core.
const UNDERSTOOD: [&str; 6] = [
    "restart VMs and read metrics but not delete",
    "manage storage accounts but not list keys",
    "see the cost of storage accounts",
    "read key vault secrets but not keys or certificates",
    "lock and unlock resource groups",
    "manage nsgs but not rules",
];

#[test]
fn a_word_that_nobody_knows_is_never_passed_over_in_silence() {
    for sentence in UNDERSTOOD {
        assert!(hear(sentence, None).is_understood, "{sentence}");
        let words: Vec<&str> = sentence.split(' ').collect();
        for at in 0..=words.len() {
            let mut with = words.clone();
            with.insert(at, "zorp");
            let with = with.join(" ");
            let heard = hear(&with, None);
            let is_passed_over = |clause: &Value| clause["passedOver"] == json!(["zorp"]);
            let is_said = heard.clauses.iter().any(is_passed_over);
            assert!(
                !heard.is_understood || is_said,
                "{with}: {:?}",
                heard.actions(false)
            );
            // Before what is done, or last, it is no adjective.
            let is_adjective = (1..words.len()).contains(&at);
            assert!(!is_said || is_adjective, "{with}");
        }
    }
}

#[test]
fn nothing_that_is_asked_for_is_banned() {
    for sentence in UNDERSTOOD {
        let heard = hear(sentence, None);
        let bans = heard.actions(true);
        for asked in heard.actions(false) {
            assert!(!is_banned(&bans, &asked), "{sentence}: {asked}");
        }
    }
}

#[test]
fn articles_and_synonyms_change_nothing() {
    for alike in [
        [
            "see cost of storage accounts",
            "see the cost of the storage accounts",
        ],
        [
            "see cost of storage accounts",
            "view the costs of my storage accounts",
        ],
        ["delete vms", "remove all of the VMs"],
        ["start and stop vms", "start/stop vms"],
        ["start vms", "vm start"],
        [
            "read key vault secrets",
            "give the web team read access to key vault secrets",
        ],
        ["read vms", "read vms for the platform team"],
    ] {
        let [one, other] = alike.map(|sentence| hear(sentence, None));
        assert!(one.is_understood && other.is_understood, "{alike:?}");
        assert_eq!(one.actions(false), other.actions(false), "{alike:?}");
    }
}

#[test]
fn what_is_said_in_part_is_of_what_was_said_in_full() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: parts of names over the whole of Azure");
        return;
    };
    let bus = [
        "microsoft.servicebus/namespaces/topics/read",
        "microsoft.servicebus/namespaces/topics/subscriptions/read",
    ];
    for (sentence, actions) in [
        ("topics and subscriptions in service bus", &bus[..]),
        ("read service bus topics and subscriptions", &bus),
        (
            "create cosmos databases and containers",
            &[
                "microsoft.documentdb/databaseaccounts/sqldatabases/write",
                "microsoft.documentdb/databaseaccounts/sqldatabases/containers/write",
            ],
        ),
        (
            "read apim subscriptions",
            &["microsoft.apimanagement/service/subscriptions/read"],
        ),
        // The rules of something else are none of what is meant.
        (
            "read firewall policies and frobs",
            &["microsoft.network/firewallpolicies/read"],
        ),
    ] {
        assert_eq!(
            hear(sentence, Some(&catalog)).actions(false),
            actions,
            "{sentence}"
        );
    }
}

#[test]
fn where_it_lies_is_a_place() {
    for (sentence, actions, places) in [
        (
            "restart vms in rg prod-web",
            &["microsoft.compute/virtualmachines/restart/action"][..],
            &[][..],
        ),
        (
            "restart vms in the hub subscription",
            &["microsoft.compute/virtualmachines/restart/action"],
            &[],
        ),
        (
            "create alerts for vms and disks",
            &["microsoft.insights/metricalerts/write"],
            &["vms", "disks"],
        ),
        (
            "create diagnostic settings for vms",
            &["microsoft.insights/diagnosticsettings/write"],
            &["vms"],
        ),
        (
            "tag disks",
            &[
                "microsoft.resources/tags/read",
                "microsoft.resources/tags/write",
            ],
            &["disks"],
        ),
        ("read everything in rg dev", &["*/read"], &[]),
    ] {
        let heard = hear(sentence, None);
        assert!(heard.is_understood, "{sentence}");
        assert_eq!(heard.actions(false), actions, "{sentence}");
        // A named place is taken out of the sentence before.
        if !places.is_empty() {
            assert_eq!(heard.places(), places, "{sentence}");
        }
    }
}

#[test]
fn what_azure_grants_by_no_role_is_said_to_be_elsewhere() {
    for (sentence, service) in [
        ("add members to groups", "Microsoft Entra ID"),
        ("restart vms and reset user passwords", "Microsoft Entra ID"),
        ("create service principals", "Microsoft Entra ID"),
        (
            "run queries in sql database",
            "the database, which has permissions of its own",
        ),
        (
            "read cosmos data",
            "Cosmos DB, whose data has roles of its own",
        ),
    ] {
        let heard = hear(sentence, None);
        assert!(!heard.is_understood, "{sentence}");
        let page = rolecall(&["recommend", sentence]).stdout;
        assert!(page.contains(&format!("belongs to {service}")), "{page}");
    }
}

#[test]
fn what_nothing_does_is_no_ban() {
    // Otherwise who confirms it believes that it holds.
    for sentence in [
        "upload blobs without overwriting",
        "list certificates but not download",
        "assign roles but not owner",
        "delete resource locks but not resources",
    ] {
        let heard = hear(sentence, None);
        assert!(
            !heard.is_understood,
            "{sentence}: {:?}",
            heard.actions(true)
        );
    }
}

#[test]
fn a_ban_leaves_what_it_only_needs() {
    let heard = hear("view pods and pod logs but not exec", None);
    assert!(
        !heard
            .actions(true)
            .iter()
            .any(|name| name.contains("credential")),
        "{:?}",
        heard.actions(true)
    );
    let heard = hear("view storage accounts but not list sas", None);
    assert!(
        !heard.actions(true).iter().any(|name| name.contains("keys")),
        "{:?}",
        heard.actions(true)
    );
}

#[test]
fn what_belongs_to_what_was_said_is_of_that() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: keys over the whole of Azure");
        return;
    };
    for (thing, kind) in [
        ("storage accounts", "microsoft.storage/storageaccounts"),
        ("cosmos accounts", "microsoft.documentdb/databaseaccounts"),
        ("redis caches", "microsoft.cache/redis"),
    ] {
        let heard = hear(
            &format!("view {thing} and regenerate their keys"),
            Some(&catalog),
        );
        let asked = heard.actions(false);
        assert!(heard.is_understood, "{thing}: {asked:?}");
        assert!(
            asked.iter().all(|name| name.starts_with(kind)),
            "{thing}: {asked:?}"
        );
    }
}

#[test]
fn a_ban_is_of_what_the_sentence_is_about() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: bans over the whole of Azure");
        return;
    };
    // Secrets of clusters and of container apps, not those of vaults.
    for sentence in [
        "manage AKS clusters but not read secrets",
        "deploy to Kubernetes namespaces but don't read secrets",
        "deploy container apps without reading secrets",
    ] {
        let heard = hear(sentence, Some(&catalog));
        let bans = heard.actions(true);
        let is_of_vaults = |name: &String| name.starts_with("microsoft.keyvault/");
        assert!(
            !heard.is_understood || !bans.iter().any(is_of_vaults),
            "{sentence}: {bans:?}"
        );
    }
    let heard = hear(
        "manage private DNS zones but not delete zones",
        Some(&catalog),
    );
    let delete = "microsoft.network/privatednszones/delete".to_owned();
    assert!(
        heard.actions(true).contains(&delete),
        "{:?}",
        heard.actions(true)
    );
    assert!(!heard.actions(false).contains(&delete));
    // Who says which vault's secrets are meant is heard.
    let heard = hear(
        "manage AKS clusters but not read key vault secrets",
        Some(&catalog),
    );
    assert!(heard.is_understood, "{:?}", heard.actions(true));
}

/// What a sentence asks for, in small letters, and the words that it was understood without.
fn asked(sentence: &str, catalog: Option<&str>) -> (bool, Vec<String>, Vec<String>) {
    let heard = hear(sentence, catalog);
    let passed = heard
        .clauses
        .iter()
        .flat_map(|c| c["passedOver"].as_array().unwrap());
    let passed = passed
        .map(|word| word.as_str().unwrap().to_owned())
        .collect();
    (heard.is_understood, heard.actions(false), passed)
}

#[test]
fn a_word_that_nobody_knows_before_a_noun_says_which_one() {
    for (sentence, action, passed) in [
        (
            "delete landing containers",
            "microsoft.storage/storageaccounts/blobservices/containers/delete",
            &["landing"][..],
        ),
        // The name of a place is not passed over.
        (
            "delete landing containers in the payroll subscription",
            "microsoft.storage/storageaccounts/blobservices/containers/delete",
            &["landing"],
        ),
        (
            "create payroll storage accounts",
            "microsoft.storage/storageaccounts/write",
            &["payroll"],
        ),
        (
            "read the secrets of the payroll vault",
            "microsoft.keyvault/vaults/secrets/getsecret/action",
            &["payroll"],
        ),
        (
            "restart legacy payroll virtual machines",
            "microsoft.compute/virtualmachines/restart/action",
            &["legacy", "payroll"],
        ),
    ] {
        let (is_understood, actions, words) = asked(sentence, None);
        assert!(is_understood, "{sentence}: {actions:?}");
        assert!(
            actions.iter().any(|own| own == action),
            "{sentence}: {actions:?}"
        );
        assert_eq!(words, passed, "{sentence}");
        let run = rolecall(&["recommend", sentence, "--yes"]);
        let said = format!("without regard to `{}`", passed[0]);
        assert!(run.stderr.contains(&said), "{sentence}: {}", run.stderr);
    }
}

#[test]
fn what_nobody_knows_in_place_of_a_verb_or_of_the_noun_stays() {
    for sentence in [
        "frobnicate virtual machines",
        "delete frobnicators",
        "restart virtual machine frobnicators",
        "delete disks and frobnicate virtual machines",
        // These make something else of it.
        "create kafka clusters",
        "read jenkins secrets",
        "delete jira tickets",
        // A ban takes no more than what it says.
        "manage storage accounts but not delete landing containers",
    ] {
        let (is_understood, actions, _) = asked(sentence, None);
        assert!(!is_understood, "{sentence}: {actions:?}");
    }
}

#[test]
fn who_deploys_to_something_does_not_make_it() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: sentences over the whole of Azure");
        return;
    };
    for sentence in ["deploy to Kubernetes namespaces", "deploy to AKS"] {
        let (is_understood, actions, _) = asked(sentence, Some(&catalog));
        assert!(is_understood, "{sentence}");
        let deployments = "microsoft.containerservice/managedclusters/apps/deployments/write";
        assert!(actions.iter().any(|own| own == deployments), "{actions:?}");
        for made in [
            "microsoft.containerservice/managedclusters/write",
            "microsoft.containerservice/managedclusters/namespaces/write",
        ] {
            assert!(
                !actions.iter().any(|own| own == made),
                "{sentence}: {actions:?}"
            );
        }
    }
    let (is_understood, actions, _) = asked("deploy to storage containers", Some(&catalog));
    assert!(!is_understood, "{actions:?}");
}

#[test]
fn logging_in_is_done_to_machines() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: sentences over the whole of Azure");
        return;
    };
    for (sentence, action) in [
        (
            "log in to virtual machines",
            "microsoft.compute/virtualmachines/login/action",
        ),
        (
            "log in to VMs",
            "microsoft.compute/virtualmachines/login/action",
        ),
        (
            "RDP with Entra login",
            "microsoft.compute/virtualmachines/login/action",
        ),
        (
            "RDP to VMs with Entra ID",
            "microsoft.compute/virtualmachines/login/action",
        ),
        (
            "SSH to virtual machines using Entra ID",
            "microsoft.compute/virtualmachines/login/action",
        ),
        (
            "log in to Arc servers",
            "microsoft.hybridcompute/machines/login/action",
        ),
    ] {
        let (is_understood, actions, _) = asked(sentence, Some(&catalog));
        assert!(is_understood, "{sentence}: {actions:?}");
        assert_eq!(actions, [action], "{sentence}");
    }
    // Whom something is done to stays Entra's.
    let heard = hear("reset the password of Entra users", None);
    assert!(!heard.is_understood);
}

#[test]
fn a_private_endpoint_is_made_for_something_and_approved_there() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: sentences over the whole of Azure");
        return;
    };
    for (things, approval) in [
        (
            "SQL servers",
            "microsoft.sql/servers/privateendpointconnectionsapproval/action",
        ),
        (
            "key vaults",
            "microsoft.keyvault/vaults/privateendpointconnectionsapproval/action",
        ),
        (
            "storage accounts",
            "microsoft.storage/storageaccounts/privateendpointconnectionsapproval/action",
        ),
    ] {
        let (is_understood, actions, _) = asked(
            &format!("create private endpoints for {things}"),
            Some(&catalog),
        );
        assert!(is_understood, "{things}");
        for wanted in ["microsoft.network/privateendpoints/write", approval] {
            assert!(
                actions.iter().any(|own| own == wanted),
                "{things}: {actions:?}"
            );
        }
    }
    let (is_understood, actions, _) = asked("private endpoints for SQL servers", Some(&catalog));
    assert!(is_understood);
    assert_eq!(actions, ["microsoft.network/privateendpoints/read"]);
}

#[test]
fn what_is_called_by_a_word_of_another_thing_is_that_thing() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: sentences over the whole of Azure");
        return;
    };
    for (sentence, wanted) in [
        (
            "publish events to Event Grid topics",
            &["microsoft.eventgrid/events/send/action"][..],
        ),
        (
            "send events to Event Grid domains",
            &["microsoft.eventgrid/events/send/action"],
        ),
        (
            "create alert rules",
            &[
                "microsoft.insights/metricalerts/write",
                "microsoft.insights/scheduledqueryrules/write",
                "microsoft.insights/activitylogalerts/write",
            ],
        ),
        (
            "create metric alert rules",
            &["microsoft.insights/metricalerts/write"],
        ),
        (
            "view costs in Cost Management",
            &[
                "microsoft.costmanagement/query/read",
                "microsoft.consumption/usagedetails/read",
            ],
        ),
        (
            "read telemetry of Application Insights",
            &[
                "microsoft.insights/components/read",
                "microsoft.insights/components/query/read",
            ],
        ),
    ] {
        let (is_understood, actions, passed) = asked(sentence, Some(&catalog));
        assert!(
            is_understood && passed.is_empty(),
            "{sentence}: {actions:?}"
        );
        assert_eq!(actions, wanted, "{sentence}");
    }
    // The pools have permissions of their own.
    for sentence in ["query SQL pools in Synapse", "query dedicated SQL pools"] {
        let (is_understood, actions, _) = asked(sentence, Some(&catalog));
        assert!(!is_understood, "{sentence}: {actions:?}");
    }
}

#[test]
fn logs_alone_are_those_of_what_was_said_before() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: sentences over the whole of Azure");
        return;
    };
    for sentence in ["list pods and read logs", "view pods and logs"] {
        let (is_understood, actions, _) = asked(sentence, Some(&catalog));
        assert!(is_understood, "{sentence}: {actions:?}");
        let of_clusters = |name: &String| name.starts_with("microsoft.containerservice/");
        assert!(actions.iter().all(of_clusters), "{sentence}: {actions:?}");
    }
    let (_, actions, _) = asked("restart virtual machines and read logs", Some(&catalog));
    let query = "microsoft.operationalinsights/workspaces/query/read";
    assert!(actions.iter().any(|own| own == query), "{actions:?}");
}

#[test]
fn what_many_providers_have_is_not_guessed() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: sentences over the whole of Azure");
        return;
    };
    for sentence in [
        "restart servers",
        "restart existing servers",
        "delete accounts",
    ] {
        let heard = hear(sentence, Some(&catalog));
        assert!(
            !heard.is_understood,
            "{sentence}: {:?}",
            heard.actions(false)
        );
        let others = heard.clauses[0]["others"].as_array().unwrap();
        assert!(others.len() > 1, "{sentence}");
    }
    assert!(hear("restart MySQL servers", Some(&catalog)).is_understood);
}

/// Sentences that leave something out, by every way to say so, and an operation that they leave out.
const LEFT_OUT: [(&str, &str); 33] = [
    (
        "see anything but secrets",
        "microsoft.keyvault/vaults/secrets/getsecret/action",
    ),
    (
        "read all but the secrets",
        "microsoft.keyvault/vaults/secrets/getsecret/action",
    ),
    ("read all but keys", "microsoft.keyvault/vaults/keys/read"),
    (
        "read all except keys",
        "microsoft.keyvault/vaults/keys/read",
    ),
    (
        "manage everything but secrets",
        "microsoft.keyvault/vaults/secrets/setsecret/action",
    ),
    (
        "manage all but networks",
        "microsoft.network/virtualnetworks/write",
    ),
    ("see all but costs", "microsoft.costmanagement/query/read"),
    (
        "view everything apart from costs",
        "microsoft.costmanagement/query/read",
    ),
    (
        "view everything other than key vaults",
        "microsoft.keyvault/vaults/read",
    ),
    (
        "restart anything but bmm",
        "microsoft.networkcloud/baremetalmachines/restart/action",
    ),
    (
        "read secrets, writing excluded",
        "microsoft.keyvault/vaults/secrets/setsecret/action",
    ),
    (
        "restart VMs; deletion excluded",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "restart bmm; reimage excluded",
        "microsoft.networkcloud/baremetalmachines/reimage/action",
    ),
    (
        "upgrade nexus clusters; deploying is excluded",
        "microsoft.networkcloud/clusters/deploy/action",
    ),
    (
        "manage key vaults, purge excluded",
        "microsoft.keyvault/locations/deletedvaults/purge/action",
    ),
    (
        "manage AKS, cluster deletion excluded",
        "microsoft.containerservice/managedclusters/delete",
    ),
    (
        "manage VMs, delete not allowed",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "manage VMs but deleting is not allowed",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "manage VMs, deletion forbidden",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "manage VMs; deleting is prohibited",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "manage VMs, delete not permitted",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "manage VMs, deletion disallowed",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "manage VMs, deletion out of scope",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "manage VMs, deletion must not be possible",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "manage VMs (deletion excluded)",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "manage VMs excl. deletion",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "manage VMs minus delete",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "manage VMs aside from deletion",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "manage VMs with the exception of deletion",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "restart VMs, stopping and deleting disallowed",
        "microsoft.compute/virtualmachines/poweroff/action",
    ),
    (
        "restart VMs, stopping and deleting disallowed",
        "microsoft.compute/virtualmachines/delete",
    ),
    (
        "start and stop VMs, no writes to network",
        "microsoft.network/networksecuritygroups/write",
    ),
    (
        "manage storage accounts, listing keys is forbidden",
        "microsoft.storage/storageaccounts/listkeys/action",
    ),
];

/// Whether a ban takes an operation, with stars in any place.
fn is_taken(bans: &[String], name: &str) -> bool {
    let takes = |ban: &String| {
        let pattern = rolecall::pattern::ActionPattern::parse(ban).unwrap();
        pattern.matches(name, Wildcards::Azure)
    };
    bans.iter().any(takes)
}

#[test]
fn what_is_left_out_is_banned() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: what is left out, over the whole of Azure");
        return;
    };
    for (sentence, left_out) in LEFT_OUT {
        let heard = hear(sentence, Some(&catalog));
        let (asked, bans) = (heard.actions(false), heard.actions(true));
        assert!(heard.is_understood, "{sentence}: {asked:?} {bans:?}");
        assert!(!asked.is_empty(), "{sentence}");
        assert!(
            !asked.contains(&left_out.to_owned()),
            "{sentence}: {asked:?}"
        );
        assert!(
            is_taken(&bans, left_out),
            "{sentence}: {left_out}: {bans:?}"
        );
    }
}

#[test]
fn what_is_left_out_in_an_unclear_way_is_not_understood() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: what is left out, over the whole of Azure");
        return;
    };
    for sentence in [
        // Who knows whether managing is excluded as well.
        "manage VMs and deleting disks not allowed",
        // Nothing is said of what stays.
        "all but delete on VMs",
        // A share is written to make a snapshot of it.
        "manage file shares but not snapshots",
        // A machine is written to change its size, and nothing of its own would stay.
        "manage virtual machines except deleting and resizing",
    ] {
        let heard = hear(sentence, Some(&catalog));
        assert!(
            !heard.is_understood,
            "{sentence}: {:?} {:?}",
            heard.actions(false),
            heard.actions(true)
        );
    }
    // What stands behind `but` may be asked for.
    for (sentence, action) in [
        ("restart VMs but read disks", "microsoft.compute/disks/read"),
        ("no VMs but disks", "microsoft.compute/disks/read"),
    ] {
        let asked = hear(sentence, Some(&catalog)).actions(false);
        assert!(asked.contains(&action.to_owned()), "{sentence}: {asked:?}");
    }
}

#[test]
fn a_noun_in_a_ban_is_of_the_kind_that_the_sentence_is_about() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: kinds over the whole of Azure");
        return;
    };
    let aks = "microsoft.containerservice/managedclusters/delete";
    let vm = "microsoft.compute/virtualmachines/delete";
    let vmss = "microsoft.compute/virtualmachinescalesets/delete";
    for (sentence, banned) in [
        ("manage aks but don't delete the cluster", &[aks][..]),
        ("manage aks but not delete clusters", &[aks]),
        ("upgrade AKS but don't delete the cluster", &[aks]),
        ("scale AKS node pools without deleting clusters", &[aks]),
        (
            "manage Nexus kubernetes but don't delete the cluster",
            &[
                "microsoft.networkcloud/kubernetesclusters/delete",
                "microsoft.networkcloud/clusters/delete",
            ],
        ),
        ("manage VMs but don't delete the machine", &[vm]),
        (
            "start VMs but never stop the machine",
            &[
                "microsoft.compute/virtualmachines/poweroff/action",
                "microsoft.compute/virtualmachines/deallocate/action",
            ],
        ),
        (
            "manage nexus VMs but don't delete machines",
            &[
                "microsoft.networkcloud/virtualmachines/delete",
                "microsoft.networkcloud/baremetalmachines/delete",
            ],
        ),
        ("manage VMSS but don't delete the scale set", &[vmss]),
        ("manage VMSS but never delete scale sets", &[vmss]),
        ("manage VMSS but not delete the VMSS", &[vmss]),
        (
            "manage nexus fabric but not racks",
            &[
                "microsoft.managednetworkfabric/networkracks/write",
                "microsoft.networkcloud/racks/write",
            ],
        ),
        (
            "manage key vaults but don't delete the vault",
            &["microsoft.keyvault/vaults/delete"],
        ),
        (
            "manage ACR but don't delete the registry",
            &["microsoft.containerregistry/registries/delete"],
        ),
        (
            "assign policies but not create definitions",
            &[
                "microsoft.authorization/policydefinitions/write",
                "microsoft.authorization/policysetdefinitions/write",
            ],
        ),
        (
            "acknowledge alerts but not change alert rules",
            &[
                "microsoft.insights/alertrules/write",
                "microsoft.insights/metricalerts/write",
                "microsoft.insights/scheduledqueryrules/write",
                "microsoft.insights/activitylogalerts/write",
            ],
        ),
    ] {
        let heard = hear(sentence, Some(&catalog));
        let (asked, bans) = (heard.actions(false), heard.actions(true));
        assert!(heard.is_understood, "{sentence}: {asked:?} {bans:?}");
        for name in banned {
            assert!(is_taken(&bans, name), "{sentence}: {name}: {bans:?}");
            assert!(
                !asked.contains(&(*name).to_owned()),
                "{sentence}: {asked:?}"
            );
        }
    }
    // What is asked for of `them` is not banned.
    let bans = hear("get secrets but not list or set them", Some(&catalog)).actions(true);
    assert!(
        is_taken(&bans, "microsoft.keyvault/vaults/secrets/setsecret/action"),
        "{bans:?}"
    );
    let read = "microsoft.keyvault/vaults/secrets/getsecret/action";
    assert!(!is_taken(&bans, read), "{bans:?}");
}

#[test]
fn other_words_for_the_same_ask_for_the_same() {
    let Some((_folder, catalog)) = whole_in_file() else {
        eprintln!("SKIPPED: sentences over the whole of Azure");
        return;
    };
    for (one, other) in [
        ("publish events to event hubs", "send events to event hubs"),
        (
            "publish events to an event hub",
            "send events to event hubs",
        ),
        ("full access to storage accounts", "manage storage accounts"),
        (
            "give the web team full access to key vault secrets",
            "manage key vault secrets",
        ),
        ("full access to nexus VMs", "manage nexus VMs"),
        ("own AKS clusters", "manage AKS clusters"),
        (
            "create tenant VMs on nexus",
            "create nexus virtual machines",
        ),
    ] {
        let [own, like] = [one, other].map(|sentence| hear(sentence, Some(&catalog)));
        assert!(own.is_understood && like.is_understood, "{one}");
        assert_eq!(own.actions(false), like.actions(false), "{one}");
        let tasks = [&own, &like].map(|heard| heard.clauses[0]["task"].clone());
        assert_eq!(tasks[0], tasks[1], "{one}");
    }
    let heard = hear("create nexus virtual machines", Some(&catalog));
    assert_eq!(heard.clauses[0]["task"], "create-virtual-machine");
    let asked = hear("manage automation", Some(&catalog)).actions(false);
    let is_own = |name: &String| name.starts_with("microsoft.automation/");
    assert!(!asked.is_empty() && asked.iter().all(is_own), "{asked:?}");
    let asked = hear(
        "approve private endpoint connections on storage accounts",
        Some(&catalog),
    )
    .actions(false);
    for end in [
        "privateendpointconnections/write",
        "privateendpointconnectionsapproval/action",
    ] {
        let name = format!("microsoft.storage/storageaccounts/{end}");
        assert!(asked.contains(&name), "{asked:?}");
    }
    // Who is eligible needs no other role.
    assert!(!hear("activate eligible roles", Some(&catalog)).is_understood);
    let page = rolecall(&["recommend", "activate eligible roles"]).stdout;
    assert!(
        page.contains("belongs to Privileged Identity Management"),
        "{page}"
    );
}

/// Who must not have access to give must not get it by another way: through Privileged Identity Management, by changing
/// roles, or by lifting what denies it.
#[test]
fn a_ban_of_access_takes_every_way_to_it() {
    for sentence in [
        "manage everything except access",
        "manage everything but access",
    ] {
        let bans = hear(sentence, None).actions(true);
        for name in [
            "roleAssignments/write",
            "roleAssignments/delete",
            "roleAssignmentScheduleRequests/write",
            "roleEligibilityScheduleRequests/write",
            "roleManagementPolicies/write",
            "roleDefinitions/write",
            "denyAssignments/write",
            "denyAssignments/delete",
            "elevateAccess/action",
        ] {
            let name = format!("Microsoft.Authorization/{name}").to_lowercase();
            assert!(
                is_banned(&bans, &name),
                "{sentence}: {name} is not in {bans:?}"
            );
        }
    }
}

/// Data of storage is read, written or deleted as the verb says.
#[test]
fn storage_data_takes_the_verb() {
    for (sentence, end) in [
        ("read storage data", "/read"),
        ("view all data in storage accounts", "/read"),
        ("list storage data", "/read"),
        ("write storage data", "/write"),
        ("delete storage data", "/delete"),
        ("manage storage data", "/*"),
    ] {
        let actions = hear(sentence, None).actions(false);
        assert_eq!(actions.len(), 4, "{sentence}: {actions:?}");
        assert!(
            actions.iter().all(|name| name.ends_with(end)),
            "{sentence}: {actions:?}"
        );
    }
}

/// Who asks to give access to something may mean to have it.
#[test]
fn access_to_something_may_be_had_or_given() {
    for sentence in ["give access to blobs", "grant access to storage"] {
        let run = rolecall(&["recommend", sentence, "--yes", "--format", "json"]);
        assert_eq!(run.code, 2, "{sentence}: {}", run.stdout);
        assert!(
            run.stdout.contains("ambiguous-words"),
            "{sentence}: {}",
            run.stdout
        );
    }
    for sentence in [
        "restart VMs and grant access",
        "grant access to resource group",
        "assign roles",
    ] {
        let actions = hear(sentence, None).actions(false);
        let assigns = actions
            .iter()
            .any(|name| name.ends_with("roleassignments/write"));
        assert!(assigns, "{sentence}: {actions:?}");
    }
    let reads = hear("give read access to blobs", None).actions(false);
    assert!(
        reads.iter().all(|name| name.ends_with("blobs/read")),
        "{reads:?}"
    );
}
