//! Whatever is pasted or exported, nothing panics, and nothing known changes by spelling.

use proptest::prelude::*;
use rolecall::nexus::{Cluster, ClusterCommand, ClusterPatch, CommandContext};
use serde_json::{Value, json};

use super::bed::{Bed, f1};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        Just(json!(3)),
        "[a-zA-Z/:.,\u{e9} ]{0,12}".prop_map(Value::String),
        Just(json!("UserAssignedIdentity")),
        Just(json!("SystemAssigned,UserAssigned")),
        Just(json!("https://acct.blob.core.windows.net/out")),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            prop::collection::vec((any_field(), inner), 0..3)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn any_field() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "type",
        "principalId",
        "userAssignedIdentities",
        "associatedIdentity",
        "identityType",
        "userAssignedIdentityResourceId",
        "containerUrl",
        "overrides",
        "commandOutputType",
        "vaultUri",
        "analyticsWorkspaceId",
        "keyVaultId",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn any_text_is_a_command_or_an_error(
        text in "(az networkcloud cluster (create|update))?[-a-z='\"`\\\\\\^\n$(){}\\[\\],:./# \u{e9}\u{201c}]{0,80}"
    ) {
        let _ = ClusterCommand::parse(&text, &CommandContext::default());
        let _ = ClusterPatch::parse(&text);
    }

    #[test]
    fn any_settings_argument_is_read_or_refused(
        argument in "[a-z=,:{}\\[\\]'\"0-9./-]{1,40}"
    ) {
        let words: Vec<String> = ["networkcloud", "cluster", "update", "--command-output-settings"]
            .iter()
            .map(ToString::to_string)
            .chain([argument])
            .collect();
        let _ = ClusterCommand::from_words(&words, &CommandContext::default());
    }

    #[test]
    fn any_cluster_is_checked(
        field in prop::sample::select(vec![
            "identity", "commandOutputSettings", "analyticsOutputSettings",
            "secretArchiveSettings", "secretArchive", "analyticsWorkspaceId", "detailedStatus",
        ]),
        value in any_json(),
    ) {
        let mut bed: Bed = f1();
        bed.cluster[field] = value;
        if Cluster::from_json(&bed.cluster).is_ok() {
            let result = bed.check();
            prop_assert_eq!(&result, &bed.check());
        }
    }
}

/// Upper-cases every id in a JSON value: keys and texts that begin with a slash.
fn shouted(value: &Value) -> Value {
    let shout = |text: &String| {
        if text.starts_with('/') {
            text.to_uppercase()
        } else {
            text.clone()
        }
    };
    match value {
        Value::String(text) => Value::String(shout(text)),
        Value::Array(items) => items.iter().map(shouted).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (shout(key), shouted(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

#[test]
fn ids_in_any_case_are_judged_alike() {
    let plain = f1();
    let mut loud = f1();
    loud.cluster = shouted(&plain.cluster);
    loud.resources = shouted(&plain.resources);
    let statuses = |bed: &Bed| -> Vec<_> {
        let checks = bed.check().checks;
        checks
            .into_iter()
            .map(|check| (check.rule, check.status))
            .collect()
    };
    assert_eq!(statuses(&loud), statuses(&plain));
}
