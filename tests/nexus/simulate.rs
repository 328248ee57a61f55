//! Changes of whole clusters.

use rolecall::nexus::{
    Cluster, ClusterChange, ClusterCommand, ClusterPatch, ClusterRule, CommandContext, IdentitySet,
    IdentityType, ResourceId, Simulation, simulate_change,
};
use serde_json::{Value, json};

const A: &str = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/a";
const B: &str = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/b";

fn cluster() -> Value {
    json!({
        "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.NetworkCloud/clusters/c1",
        "name": "c1",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {A: {"principalId": "p"}}},
        "commandOutputSettings": {
            "containerUrl": "https://acct.blob.core.windows.net/out",
            "associatedIdentity": {
                "identityType": "UserAssignedIdentity",
                "userAssignedIdentityResourceId": A.to_lowercase(),
            },
        },
    })
}

fn command(cluster: &Value, flags: &str) -> Simulation {
    let cluster = Cluster::from_json(cluster).unwrap();
    let input = format!("az networkcloud cluster update -n c1 -g rg {flags}");
    let command = ClusterCommand::parse(&input, &CommandContext::default()).unwrap();
    simulate_change(Some(&cluster), &ClusterChange::Command(command))
}

fn patch(cluster: &Value, body: &Value) -> Simulation {
    let cluster = Cluster::from_json(cluster).unwrap();
    let patch = ClusterPatch::from_json(body).unwrap();
    simulate_change(Some(&cluster), &ClusterChange::Patch(patch))
}

fn says(simulation: &Simulation, words: &str) -> bool {
    simulation
        .warnings
        .iter()
        .any(|warning| warning.contains(words))
}

#[test]
fn a_dropped_identity_that_a_setting_names_breaks_it() {
    let simulation = command(&cluster(), "--mi-system-assigned");
    assert_eq!(simulation.before.kind(), IdentityType::UserAssigned);
    assert_eq!(
        simulation.after.as_ref().map(IdentitySet::kind),
        Some(IdentityType::SystemAssigned)
    );
    assert_eq!(simulation.lost.user, [ResourceId::new(A)]);
    assert_eq!(simulation.broken_settings.len(), 1);
    let broken = &simulation.broken_settings[0];
    assert_eq!(
        (broken.rule, broken.setting.as_str()),
        (ClusterRule::I1, "commandOutputSettings")
    );
    assert_eq!(broken.identity, Some(ResourceId::new(A)));
    assert!(!simulation.is_clean());
    assert!(says(&simulation, "principal id is known only afterwards"));
}

#[test]
fn an_update_that_repeats_everything_is_clean() {
    let simulation = command(&cluster(), &format!("--mi-user-assigned {A} {B}"));
    assert!(simulation.is_clean(), "{simulation:?}");
    assert!(command(&cluster(), "--tags x=y").is_clean());
}

#[test]
fn a_setting_changed_in_the_same_command_is_judged_as_changed() {
    let both = format!(
        "--mi-user-assigned {B} --command-output-settings identity-type=UserAssignedIdentity \
         identity-resource-id={B} container-url=https://acct.blob.core.windows.net/out"
    );
    let simulation = command(&cluster(), &both);
    assert!(simulation.broken_settings.is_empty(), "{simulation:?}");
    assert_eq!(simulation.lost.user, [ResourceId::new(A)]);
    assert!(simulation.alternative.is_some());
    assert!(says(
        &simulation,
        "az networkcloud cluster show --query identity"
    ));
}

#[test]
fn what_was_broken_before_is_no_damage_of_the_change() {
    let mut cluster = cluster();
    cluster["identity"] = json!({"type": "SystemAssigned", "principalId": "p"});
    let simulation = command(&cluster, "--mi-system-assigned");
    assert!(simulation.broken_settings.is_empty());
    assert!(says(&simulation, "before the change as after it"));
    assert!(simulation.is_clean());
}

#[test]
fn storage_that_goes_to_the_system_identity_is_cleared_first() {
    let simulation = command(
        &cluster(),
        &format!(
            "--mi-system-assigned --mi-user-assigned {A} --command-output-settings \
             identity-type=SystemAssignedIdentity container-url=https://acct.blob.core.windows.net/out"
        ),
    );
    assert!(simulation.is_clean(), "{simulation:?}");
    assert!(says(&simulation, "O5"));
}

#[test]
fn what_the_cli_refuses_changes_nothing() {
    let simulation = command(
        &cluster(),
        "--mi-system-assigned --command-output-settings identity-type=SystemAssignedIdentity",
    );
    assert_eq!(simulation.after, None);
    assert!(simulation.lost.is_empty());
    assert!(simulation.error.unwrap().contains("container-url"));
}

#[test]
fn patches_remove_and_clear() {
    let simulation = patch(&cluster(), &json!({"identity": {"type": "None"}}));
    assert_eq!(simulation.broken_settings.len(), 1);
    let both = json!({
        "identity": {"type": "None"},
        "properties": {"commandOutputSettings": null},
    });
    let simulation = patch(&cluster(), &both);
    assert!(simulation.broken_settings.is_empty());
    assert_eq!(simulation.lost.user, [ResourceId::new(A)]);
    let simulation = patch(
        &cluster(),
        &json!({"identity": {"userAssignedIdentities": {}}}),
    );
    assert_eq!(simulation.error.as_deref(), Some("type is required"));
    let named = json!({"identity": {"type": "UserAssigned", "userAssignedIdentities": {B: {}}}});
    let simulation = patch(&cluster(), &named);
    assert!(simulation.is_clean());
    assert!(says(&simulation, "does not name"));
}

#[test]
fn bodies_of_the_wrong_form_are_told_apart() {
    let fails = |body: Value| ClusterPatch::from_json(&body).unwrap_err().to_string();
    let message = fails(json!({"identity": {"type": "SystemAssignedIdentity"}}));
    assert!(message.contains("`identityType` of a setting"), "{message}");
    assert!(fails(json!({"identity": 3})).contains("no object"));
    assert!(fails(json!([])).contains("no object"));
    assert!(ClusterPatch::parse("{").is_err());
    let bare = ClusterPatch::from_json(&json!({"type": "None"})).unwrap();
    let codes: Vec<&str> = bare.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["misplaced-identity", "empty-change"]);
}

#[test]
fn a_create_starts_from_nothing() {
    let input = format!("az networkcloud cluster create -n c1 -g rg --mi-user-assigned {A}");
    let create = ClusterCommand::parse(&input, &CommandContext::default()).unwrap();
    let simulation = simulate_change(None, &ClusterChange::Command(create.clone()));
    assert!(simulation.is_clean());
    assert_eq!(simulation.before.kind(), IdentityType::None);
    let existing = Cluster::from_json(&cluster()).unwrap();
    let simulation = simulate_change(Some(&existing), &ClusterChange::Command(create));
    assert!(says(&simulation, "create replaces"));
}
