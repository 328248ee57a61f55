//! What holds for sentences of a kind: a ban takes all that has its effect, nothing asked for is banned, and every
//! word is heard or the sentence isn't understood.

use rolecall::pattern::Wildcards;
use serde_json::Value;

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
fn a_word_that_nobody_knows_is_never_passed_over() {
    for sentence in UNDERSTOOD {
        assert!(hear(sentence, None).is_understood, "{sentence}");
        let words: Vec<&str> = sentence.split(' ').collect();
        for at in 0..=words.len() {
            let mut with = words.clone();
            with.insert(at, "zorp");
            let with = with.join(" ");
            let heard = hear(&with, None);
            assert!(!heard.is_understood, "{with}: {:?}", heard.actions(false));
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
