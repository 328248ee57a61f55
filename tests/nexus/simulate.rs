//! Changes of whole clusters.

use rolecall::nexus::{
    Cluster, ClusterChange, ClusterCommand, ClusterPatch, ClusterRule, CommandContext, IdentitySet,
    IdentityType, ResourceId, Simulation, simulate_change, simulate_changes,
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
fn a_create_over_a_cluster_loses_the_settings_that_it_leaves_out() {
    let before = Cluster::from_json(&cluster()).unwrap();
    let create = |flags: &str| {
        let input = format!("az networkcloud cluster create -n c1 -g rg {flags}");
        let command = ClusterCommand::parse(&input, &CommandContext::default()).unwrap();
        simulate_change(Some(&before), &ClusterChange::Command(command))
    };
    let without = create(&format!("--mi-user-assigned {A}"));
    let broken: Vec<ClusterRule> = without.broken_settings.iter().map(|b| b.rule).collect();
    assert_eq!(broken, [ClusterRule::S6]);
    let with = create(&format!(
        "--mi-user-assigned {A} --command-output-settings container-url=https://acct.blob.core.windows.net/out identity-type=UserAssignedIdentity identity-resource-id={A}"
    ));
    assert!(with.is_clean(), "{with:?}");
}

/// The CLI takes the start of a flag's name that only one has.
#[test]
fn flags_may_be_shortened() {
    let setting =
        "identity-type=SystemAssignedIdentity container-url=https://acct.blob.core.windows.net/out";
    let whole = command(&cluster(), &format!("--command-output-settings {setting}"));
    let short = command(&cluster(), &format!("--command-output {setting}"));
    assert_eq!(short.broken_settings, whole.broken_settings);
    assert!(!whole.is_clean());
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
    assert!(fails(json!({"identity": 3})).contains("not an object"));
    assert!(fails(json!([])).contains("not an object"));
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

fn pasted(cluster: Option<&Value>, text: &str) -> Simulation {
    let cluster = cluster.map(|cluster| Cluster::from_json(cluster).unwrap());
    let mut read = |path: &str| Err(format!("no `{path}`"));
    let (changes, _) = ClusterChange::all_of(text, &CommandContext::default(), &mut read).unwrap();
    simulate_changes(cluster.as_ref(), &changes)
}

const UPDATE: &str = "az networkcloud cluster update -n c1 -g rg";
const REST: &str = "az rest --method PATCH --url https://management.azure.com/subscriptions/s/resourceGroups/rg/providers/Microsoft.NetworkCloud/clusters/c1?api-version=";

#[test]
fn commands_in_a_row_are_one_change() {
    let settings = format!(
        "--command-output-settings container-url=https://acct.blob.core.windows.net/out \
         identity-type=UserAssignedIdentity identity-resource-id={B}"
    );
    // First the identities, then the settings: what the first breaks, the second fixes.
    let two = format!("{UPDATE} --mi-user-assigned {B}\n{UPDATE} {settings}");
    let simulation = pasted(Some(&cluster()), &two);
    assert_eq!(simulation.lost.user, [ResourceId::new(A)]);
    assert!(simulation.broken_settings.is_empty(), "{simulation:?}");
    assert!(says(&simulation, "command 1: I1"));
    assert!(says(&simulation, "until a later command changes that"));
    assert!(simulation.alternative.is_some());
    // A system-assigned identity that goes and comes is another one.
    let mut own = cluster();
    own["identity"] = json!({"type": "SystemAssigned", "principalId": "p"});
    let there_and_back = format!("{UPDATE} --mi-user-assigned {A}; {UPDATE} --mi-system-assigned");
    let simulation = pasted(Some(&own), &there_and_back);
    assert!(simulation.lost.system, "{simulation:?}");
    let after = simulation.cluster_after.unwrap();
    assert!(after.identity.is_new_system && after.identity.principal.is_none());
    // A user-assigned one that comes back is the same.
    let back = format!("{UPDATE} --mi-system-assigned && {UPDATE} --mi-user-assigned {A}");
    assert!(pasted(Some(&cluster()), &back).lost.user.is_empty());
    // The first that is refused ends it.
    let refused = format!(
        "{UPDATE} --mi-user-assigned {B}\n{UPDATE} --secret-archive-settings identity-type=SystemAssignedIdentity"
    );
    let simulation = pasted(Some(&cluster()), &refused);
    assert!(
        simulation
            .error
            .unwrap()
            .starts_with("command 2: the CLI refuses")
    );
    assert_eq!(simulation.after, None);
}

#[test]
fn other_commands_between_are_left_out() {
    let text = format!(
        "$ az identity show --name b -g rg\n$ {UPDATE} --mi-user-assigned {A} {B}\n$ az networkcloud cluster show -n c1 -g rg --query identity\n"
    );
    let mut read = |path: &str| Err(path.to_owned());
    let (changes, said) =
        ClusterChange::all_of(&text, &CommandContext::default(), &mut read).unwrap();
    assert_eq!(changes.len(), 1);
    let codes: Vec<&str> = said.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["further-command", "further-command"]);
    let words: Vec<String> = format!(
        "{UPDATE} --mi-system-assigned ; {UPDATE} --mi-user-assigned {A} {UPDATE} --tags a=b"
    )
    .split(' ')
    .map(str::to_owned)
    .collect();
    let (changes, _) =
        ClusterChange::all_of_words(&words, &CommandContext::default(), &mut read).unwrap();
    assert_eq!(changes.len(), 3);
}

#[test]
fn a_request_is_read_whole_or_refused() {
    let mut read = |path: &str| Err(format!("there is no `{path}`"));
    let mut fails = |text: &str| {
        ClusterChange::all_of(text, &CommandContext::default(), &mut read)
            .unwrap_err()
            .to_string()
    };
    for (text, says) in [
        ("az rest --method GET --url /x".to_owned(), "the method GET"),
        (
            "az rest --method PATCH --url /subscriptions/s/resourceGroups/rg --body {}".to_owned(),
            "is not the address of a cluster",
        ),
        (
            format!("{REST}2025-02-01 --body @gone.json"),
            "there is no `gone.json`",
        ),
        (format!("{REST}2025-02-01"), "`--body` needs a value"),
        (format!("{REST}2025-02-01 --body '{{'"), "not JSON"),
    ] {
        assert!(fails(&text).contains(says), "{text}: {}", fails(&text));
    }
    let body = r#"--body '{"identity":{"type":"None"}}'"#;
    let old = pasted(Some(&cluster()), &format!("{REST}2023-07-01 {body}"));
    assert!(says(&old, "V3: 2023-07-01"), "{:?}", old.warnings);
    let other = pasted(
        Some(&cluster()),
        &format!("{} {body}", REST.replace("/c1?", "/c2?")),
    );
    assert!(says(&other, "for the cluster `c2`"), "{:?}", other.warnings);
}

#[test]
fn a_choice_that_is_no_choice_breaks_its_setting() {
    for (identity, rule) in [
        (json!({"identityType": "SystemAssigned"}), ClusterRule::S1),
        (
            json!({"identityType": "UserAssignedIdentity"}),
            ClusterRule::S2,
        ),
        (
            json!({"identityType": "SystemAssignedIdentity", "userAssignedIdentityResourceId": A}),
            ClusterRule::S3,
        ),
        (
            json!({"userAssignedIdentityResourceId": A}),
            ClusterRule::S4,
        ),
        (
            json!({"identityType": "UserAssignedIdentity", "userAssignedIdentityResourceId": "a"}),
            ClusterRule::S5,
        ),
    ] {
        let body =
            json!({"properties": {"commandOutputSettings": {"associatedIdentity": identity}}});
        let simulation = patch(&cluster(), &body);
        let rules: Vec<ClusterRule> = simulation.broken_settings.iter().map(|b| b.rule).collect();
        assert!(rules.contains(&rule), "{identity}: {rules:?}");
    }
    let body = json!({"properties": {"secretArchiveSettings": {"associatedIdentity": {"identityType": "UserAssignedIdentity", "userAssignedIdentityResourceId": A}}}});
    assert_eq!(
        patch(&cluster(), &body).broken_settings[0].rule,
        ClusterRule::S6
    );
}

#[test]
fn the_cluster_as_it_would_be_is_the_one_that_was_read_with_the_change_in_it() {
    let mut nested = cluster();
    let output = nested["commandOutputSettings"].take();
    nested
        .as_object_mut()
        .unwrap()
        .remove("commandOutputSettings");
    nested["properties"] = json!({"clusterVersion": "4.1", "commandOutputSettings": output});
    for before in [cluster(), nested] {
        let flags = format!(
            "--mi-system-assigned --mi-user-assigned {A} {B} --secret-archive-settings \
             vault-uri=https://kv.vault.azure.net/ identity-type=SystemAssignedIdentity"
        );
        let simulation = command(&before, &flags);
        let after = simulation.cluster_after.unwrap();
        let written = after.written_onto(&before);
        let mut read = Cluster::from_json(&written).unwrap();
        assert!(after.identity.is_new_system);
        read.identity.is_new_system = true;
        read.simulated.clone_from(&after.simulated);
        assert_eq!(read, after);
        // The rest of it stays.
        assert_eq!(
            written["properties"]["clusterVersion"],
            before["properties"]["clusterVersion"]
        );
        assert_eq!(
            written["identity"]["userAssignedIdentities"][A]["principalId"],
            "p"
        );
        let again = command(&written, "--tags a=b").cluster_after.unwrap();
        assert_eq!(again.written_onto(&written), written);
    }
    let create = pasted(
        None,
        "az networkcloud cluster create -n c9 -g rg --subscription 11111111-1111-1111-1111-111111111111 --mi-system-assigned",
    );
    let written = create.cluster_after.unwrap().written_onto(&Value::Null);
    assert_eq!(Cluster::from_json(&written).unwrap().label(), "c9");
    assert_eq!(written["identity"]["type"], "SystemAssigned");
}

#[test]
fn overrides_that_are_given_as_none_are_taken_away() {
    let entry = json!({"commandOutputType": "StorageRunReadCommands", "containerUrl": "https://o.blob.core.windows.net/o"});
    let mut before = cluster();
    before["commandOutputSettings"]["overrides"] = json!([entry]);
    let body = |setting: Value| json!({"properties": {"commandOutputSettings": setting}});
    for (setting, left) in [
        (json!({"overrides": []}), 0),
        (json!({"overrides": null}), 0),
        (
            json!({"containerUrl": "https://n.blob.core.windows.net/n"}),
            1,
        ),
        (json!({"overrides": [entry, entry]}), 2),
    ] {
        let after = patch(&before, &body(setting.clone()))
            .cluster_after
            .unwrap();
        let slots = after.slots();
        let overrides = slots.iter().filter(|slot| slot.override_at.is_some());
        assert_eq!(overrides.count(), left, "{setting}");
        let written = after.written_onto(&before);
        let written = written["commandOutputSettings"]["overrides"].as_array();
        assert_eq!(written.map_or(0, Vec::len), left, "{setting}");
    }
    let flags = "--command-output-settings container-url=https://acct.blob.core.windows.net/out overrides=[]";
    let after = command(&before, flags).cluster_after.unwrap();
    assert!(after.slots().iter().all(|slot| slot.override_at.is_none()));
}
