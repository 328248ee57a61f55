//! The commands and bodies that the identities page shows, in its order, through `simulate`: with the
//! names of this project, and as the page means them where it lost a part.

use rolecall::nexus::{
    Cluster, ClusterChange, ClusterPatch, CommandContext, IdentitySet, ResourceId, Simulation,
    simulate_changes,
};
use serde_json::{Value, json};

const U: &str = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/";
const STORAGE: &str = "container-url=\"https://acct.blob.core.windows.net/out\"";
const WORKSPACE: &str = "analytics-workspace-id=\"/subscriptions/s/resourceGroups/rg/providers/microsoft.operationalInsights/workspaces/law\"";
const VAULT: &str = "vault-uri=\"https://kv.vault.azure.net/\"";

fn cluster(kind: &str, names: &[&str]) -> Cluster {
    let entries = names.iter().map(|name| (format!("{U}{name}"), json!({})));
    let entries: serde_json::Map<String, Value> = entries.collect();
    Cluster::from_json(&json!({
        "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.NetworkCloud/clusters/c1",
        "name": "c1",
        "detailedStatus": "Running",
        "identity": {"type": kind, "principalId": "p", "userAssignedIdentities": entries},
    }))
    .unwrap()
}

fn user(block: &str, target: &str, name: &str) -> String {
    format!(
        "--{block} {target} \\\n identity-type=\"UserAssignedIdentity\" \\\n identity-resource-id=\"{U}{name}\" "
    )
}

fn system(block: &str, target: &str) -> String {
    format!("--{block} identity-type=\"SystemAssignedIdentity\" \\\n {target} ")
}

fn all_user(names: [&str; 3]) -> String {
    [
        user("command-output-settings", STORAGE, names[0]),
        user("analytics-output-settings", WORKSPACE, names[1]),
        user("secret-archive-settings", VAULT, names[2]),
    ]
    .join("\\\n")
}

fn all_system() -> String {
    [
        system("command-output-settings", STORAGE),
        system("analytics-output-settings", WORKSPACE),
        system("secret-archive-settings", VAULT),
    ]
    .join("\\\n")
}

fn run(before: Option<&Cluster>, text: &str, bodies: &[(&str, &str)]) -> Simulation {
    let mut read = |path: &str| {
        let found = bodies.iter().find(|(name, _)| *name == path);
        found
            .map(|(_, body)| (*body).to_owned())
            .ok_or_else(|| format!("no `{path}`"))
    };
    let context = CommandContext::default();
    let (changes, _) = ClusterChange::all_of(text, &context, &mut read).unwrap();
    simulate_changes(before, &changes)
}

/// A command of the page: where it starts from, what it says, and what comes of it.
struct Shown {
    before: Option<Cluster>,
    text: String,
    after: &'static str,
    lost: &'static [&'static str],
}

fn update(flags: &str) -> String {
    format!("az networkcloud cluster update --name \"c1\" --resource-group \"rg\" \\\n {flags}")
}

fn create(flags: &str) -> String {
    format!("az networkcloud cluster create --name \"c1\" -g \"rg\" \\\n\n    ...\n\n {flags}")
}

#[expect(clippy::too_many_lines, reason = "one command after the other")]
fn commands() -> Vec<Shown> {
    let users = |names: &[&str]| {
        let ids: Vec<String> = names.iter().map(|name| format!("\"{U}{name}\"")).collect();
        format!("--mi-user-assigned {} \\\n", ids.join(" "))
    };
    let (one, both) = (users(&["u1"]), users(&["u1", "u2"]));
    vec![
        // New clusters with user-assigned identities: one for all, and two.
        Shown {
            before: None,
            text: create(&format!("{one}{}", all_user(["u1", "u1", "u1"]))),
            after: "UserAssigned",
            lost: &[],
        },
        Shown {
            before: None,
            text: create(&format!("{both}{}", all_user(["u1", "u1", "u2"]))),
            after: "UserAssigned",
            lost: &[],
        },
        // Updates: a first one beside the cluster's own, a second one, and one that keeps its own.
        Shown {
            before: Some(cluster("SystemAssigned", &[])),
            text: update(&format!(
                "{one}{}",
                user("secret-archive-settings", VAULT, "u1")
            )),
            after: "UserAssigned",
            lost: &["system"],
        },
        Shown {
            before: Some(cluster("UserAssigned", &["u1"])),
            text: update(&format!(
                "{both}{}",
                user("command-output-settings", STORAGE, "u2")
            )),
            after: "UserAssigned",
            lost: &[],
        },
        Shown {
            before: Some(cluster("SystemAssigned", &[])),
            text: update(&format!(
                "--mi-system-assigned {one}{}",
                user("analytics-output-settings", WORKSPACE, "u1")
            )),
            after: "SystemAssigned,UserAssigned",
            lost: &[],
        },
        // The same in the two steps of the older page.
        Shown {
            before: Some(cluster("SystemAssigned", &[])),
            text: format!(
                "{}\n{}",
                update(&format!(
                    "--mi-system-assigned --mi-user-assigned \"{U}u1\""
                )),
                update(&user("secret-archive-settings", VAULT, "u1"))
            ),
            after: "SystemAssigned,UserAssigned",
            lost: &[],
        },
        // The cluster's own identity: new, added, added beside another.
        Shown {
            before: None,
            text: create(&format!("--mi-system-assigned \\\n {}", all_system())),
            after: "SystemAssigned",
            lost: &[],
        },
        Shown {
            before: None,
            text: create("--mi-system-assigned"),
            after: "SystemAssigned",
            lost: &[],
        },
        Shown {
            before: Some(cluster("UserAssigned", &["u1"])),
            text: update("--mi-system-assigned"),
            after: "SystemAssigned",
            lost: &["u1"],
        },
        Shown {
            before: Some(cluster("UserAssigned", &["u1"])),
            text: update(&format!("{one} --mi-system-assigned")),
            after: "SystemAssigned,UserAssigned",
            lost: &[],
        },
        // Its settings: storage, workspace, vault, and all three.
        Shown {
            before: Some(cluster("SystemAssigned", &[])),
            text: update(&system("command-output-settings", STORAGE)),
            after: "SystemAssigned",
            lost: &[],
        },
        Shown {
            before: Some(cluster("SystemAssigned", &[])),
            text: update(&system("analytics-output-settings", WORKSPACE)),
            after: "SystemAssigned",
            lost: &[],
        },
        Shown {
            before: Some(cluster("SystemAssigned", &[])),
            text: update(&system("secret-archive-settings", VAULT)),
            after: "SystemAssigned",
            lost: &[],
        },
        Shown {
            before: Some(cluster("SystemAssigned", &[])),
            text: update(&all_system()),
            after: "SystemAssigned",
            lost: &[],
        },
    ]
}

fn lost(simulation: &Simulation) -> Vec<&str> {
    let system = simulation.lost.system.then_some("system");
    let user = simulation.lost.user.iter().map(ResourceId::name);
    system.into_iter().chain(user).collect()
}

fn kind(set: Option<&IdentitySet>) -> Option<&'static str> {
    set.map(|set| set.kind().as_str())
}

#[test]
fn every_command_of_the_page_goes_through() {
    for shown in commands() {
        let simulation = run(shown.before.as_ref(), &shown.text, &[]);
        assert_eq!(simulation.error, None, "{}", shown.text);
        assert_eq!(
            kind(simulation.after.as_ref()),
            Some(shown.after),
            "{}",
            shown.text
        );
        assert_eq!(lost(&simulation), shown.lost, "{}", shown.text);
        assert!(
            simulation.broken_settings.is_empty(),
            "{}\n{:?}",
            shown.text,
            simulation.broken_settings
        );
        let changes_workspace =
            shown.before.is_some() && shown.text.contains("analytics-output-settings");
        let warns = simulation
            .warnings
            .iter()
            .any(|warning| warning.starts_with("O3"));
        assert_eq!(warns, changes_workspace, "{}", shown.text);
    }
}

/// The bodies that remove identities, each in the forms that the page has them in.
#[test]
fn every_body_of_the_page_goes_through() {
    let named = |value: &str| {
        format!(
            "{{\"identity\":{{\"type\":\"UserAssigned\",\"userAssignedIdentities\":{{\"{U}u1\":{value}}}}}}}"
        )
    };
    let (kept, removed) = (named("{}"), named("null"));
    let rows: [(Cluster, &str, &str, &[&str]); 4] = [
        (
            cluster("SystemAssigned,UserAssigned", &["u1"]),
            r#"{"identity":{"type":"None"}}"#,
            "None",
            &["system", "u1"],
        ),
        (
            cluster("SystemAssigned,UserAssigned", &["u1"]),
            r#"{"identity":{"type":"SystemAssigned"}}"#,
            "SystemAssigned",
            &["u1"],
        ),
        (
            cluster("SystemAssigned,UserAssigned", &["u1"]),
            &kept,
            "UserAssigned",
            &["system"],
        ),
        (
            cluster("UserAssigned", &["u1", "u2"]),
            &removed,
            "UserAssigned",
            &["u1"],
        ),
    ];
    let url = "/subscriptions/$SUB_ID/resourceGroups/$CLUSTER_RG/providers/Microsoft.NetworkCloud/clusters/$CLUSTER_NAME?api-version=<APIVersion>";
    for (before, body, after, gone) in rows {
        let escaped = body.replace('"', "\\\"");
        let commands = [
            format!("az rest --method PATCH --url {url} --body '{body}'"),
            format!("az rest --method PATCH --url \"{url}\" --body \"{escaped}\""),
            format!("az rest -m patch --uri {url} -b '{escaped}'"),
            format!("az rest --method=PATCH --url {url} --body @~/uai-body.json"),
        ];
        let files = [("~/uai-body.json", body)];
        for command in &commands {
            let simulation = run(Some(&before), command, &files);
            assert_eq!(kind(simulation.after.as_ref()), Some(after), "{command}");
            assert_eq!(lost(&simulation), gone, "{command}");
        }
        // As printed: without the outer braces, without those at the end, the block alone.
        let inner = &body[1..body.len() - 1];
        let block = inner.strip_prefix("\"identity\":").unwrap();
        for part in [
            inner,
            inner.trim_end_matches('}'),
            &body[..body.len() - 2],
            block,
        ] {
            let patch = ClusterPatch::parse_part(part).unwrap();
            let codes: Vec<&str> = patch.diagnostics.iter().map(|d| d.code).collect();
            assert_eq!(codes, ["part-of-a-body"], "{part}");
            let simulation = simulate_changes(Some(&before), &[ClusterChange::Patch(patch)]);
            assert_eq!(kind(simulation.after.as_ref()), Some(after), "{part}");
        }
        assert!(
            ClusterPatch::parse_part(body)
                .unwrap()
                .diagnostics
                .is_empty()
        );
    }
}
