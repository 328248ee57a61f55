//! Plans: their order, their commands, what is marked done.

use rolecall::access::AccessIndex;
use rolecall::nexus::{
    Cluster, ClusterChange, ClusterCommand, ClusterPatch, ClusterResources, CommandContext, Plan,
    PlanFlow, PlanGoal, PlanNames, PlanRequest, Removal, ResourceId, plan_identities,
    simulate_change,
};
use serde_json::json;

use super::bed::{Bed, SAMI_PRINCIPAL, U1_PRINCIPAL, core, f1, fixture, identity};

fn plan_of(bed: &Bed, goal: PlanGoal, names: &PlanNames, one_update: bool) -> Plan {
    let tenant = bed.tenant();
    let index = AccessIndex::new(&tenant, core());
    let cluster = bed.cluster();
    plan_identities(&PlanRequest {
        goal,
        cluster: Some(&cluster),
        names,
        resources: &bed.resources(),
        access: Some(&index),
        platform: None,
        one_update,
    })
}

fn existing(bed: &Bed, goal: PlanGoal) -> Plan {
    plan_of(bed, goal, &PlanNames::default(), false)
}

fn new_cluster(goal: PlanGoal, names: &PlanNames) -> Plan {
    plan_identities(&PlanRequest {
        goal,
        cluster: None,
        names,
        resources: &ClusterResources::default(),
        access: None,
        platform: None,
        one_update: false,
    })
}

fn names() -> PlanNames {
    let some = |text: &str| Some(text.to_owned());
    PlanNames {
        cluster: some("c9"),
        resource_group: some("rg"),
        subscription: some("11111111-1111-1111-1111-111111111111"),
        location: some("eastus"),
        identities: vec!["u1".to_owned()],
        storage_account: some("acct"),
        container: some("out"),
        workspace: some("law"),
        vault: some("kv"),
    }
}

fn titles(plan: &Plan) -> Vec<&str> {
    plan.steps.iter().map(|step| step.title.as_str()).collect()
}

fn open(plan: &Plan) -> Vec<&str> {
    let steps = plan.steps.iter();
    steps
        .filter(|step| !step.is_done && !step.is_optional)
        .map(|step| step.title.as_str())
        .collect()
}

fn position(plan: &Plan, title: &str) -> usize {
    let at = plan
        .steps
        .iter()
        .position(|step| step.title.contains(title));
    at.unwrap_or_else(|| panic!("no `{title}` in {:#?}", titles(plan)))
}

#[test]
fn a_new_cluster_with_one_user_assigned_identity() {
    let goal = PlanGoal::UserAssigned {
        per_resource: false,
    };
    let plan = new_cluster(goal, &names());
    assert_eq!(plan.flow, PlanFlow::UserAssigned);
    let rg = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers";
    let u1 = format!("{rg}/Microsoft.ManagedIdentity/userAssignedIdentities/u1");
    let law = format!("{rg}/Microsoft.OperationalInsights/workspaces/law");
    let grant = |principal: &str, role: &str, scope: &str| {
        format!(
            "az role assignment create --assignee-object-id '{principal}' \
             --assignee-principal-type ServicePrincipal --role {role} --scope {scope}"
        )
    };
    let reader = |role: &str| {
        format!(
            "az role assignment create --assignee-object-id '<object id>' \
             --assignee-principal-type User --role {role} --scope \
             {rg}/Microsoft.Storage/storageAccounts/acct"
        )
    };
    let u1_principal = "<principalId of u1>";
    let block = "identity-type=UserAssignedIdentity identity-resource-id=";
    let cluster =
        "--name c9 --resource-group rg --subscription 11111111-1111-1111-1111-111111111111";
    let expected = [
        "az identity create --name u1 --resource-group rg --location eastus".to_owned(),
        "az storage account create --name acct --resource-group rg --location eastus".to_owned(),
        "az storage container create --account-name acct --name out --auth-mode login".to_owned(),
        grant(
            u1_principal,
            "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
            &format!("{rg}/Microsoft.Storage/storageAccounts/acct"),
        ),
        reader("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
        reader("acdd72a7-3385-48ef-bd42-f606fba81ae7"),
        "az storage account network-rule add --account-name acct --resource-group rg --ip-address '<ip>'".to_owned(),
        "az storage account network-rule add --account-name acct --resource-group rg --subnet '<subnet id>'".to_owned(),
        "az storage account update --name acct --resource-group rg --default-action Deny --bypass AzureServices".to_owned(),
        "az monitor log-analytics workspace create --workspace-name law --resource-group rg --location eastus".to_owned(),
        grant(u1_principal, "92aaf0da-9dab-42b6-94a3-d43ce8d16293", &law),
        "az keyvault create --name kv --resource-group rg --location eastus --enable-rbac-authorization true".to_owned(),
        grant(
            u1_principal,
            "44f0a1a8-6fea-4b35-980a-8ff50c487c97",
            &format!("{rg}/Microsoft.KeyVault/vaults/kv"),
        ),
        "az ad sp show --id 3365d4ea-bb16-4bc9-86dd-f2c8cf6f1f56 --query id --output tsv".to_owned(),
        grant("<object id of the platform>", "f1a07417-d97a-45cb-824c-7a7467783830", &u1),
        "az keyvault network-rule add --name kv --ip-address '<ip>'".to_owned(),
        "az keyvault network-rule add --name kv --subnet '<subnet id>'".to_owned(),
        "az keyvault update --name kv --default-action Deny --bypass AzureServices".to_owned(),
        format!(
            "az networkcloud cluster create {cluster} <usual parameters> --mi-user-assigned {u1} \
             --command-output-settings container-url=https://acct.blob.core.windows.net/out \
             {block}{u1} --analytics-output-settings analytics-workspace-id={law} \
             {block}{u1} --secret-archive-settings vault-uri=https://kv.vault.azure.net/ \
             {block}{u1}"
        ),
        format!("az networkcloud cluster deploy {cluster}"),
        format!("az networkcloud cluster show {cluster} --query identity"),
    ];
    let commands: Vec<&String> = plan.steps.iter().flat_map(|step| &step.commands).collect();
    assert_eq!(commands, expected.iter().collect::<Vec<_>>());
}

#[test]
fn one_identity_a_resource_needs_the_platform_only_on_the_vaults() {
    let mut names = names();
    names.identities = vec!["us".to_owned(), "uw".to_owned(), "uv".to_owned()];
    let plan = new_cluster(PlanGoal::UserAssigned { per_resource: true }, &names);
    let creates = titles(&plan)
        .iter()
        .filter(|t| t.contains("create the user-assigned"))
        .count();
    assert_eq!(creates, 3);
    let platform: Vec<_> = titles(&plan)
        .into_iter()
        .filter(|t| t.contains("platform"))
        .collect();
    assert_eq!(platform.len(), 1);
    assert!(platform[0].ends_with("on uv"), "{platform:?}");
    let create = &plan.steps[position(&plan, "create the cluster")].commands[0];
    let command = ClusterCommand::parse(create, &CommandContext::default()).unwrap();
    let ids: Vec<&str> = command.identity.user.iter().map(ResourceId::name).collect();
    assert_eq!(ids, ["us", "uw", "uv"]);
    assert!(command.refusals().is_empty());
}

#[test]
fn a_new_cluster_with_the_system_identity_in_either_order() {
    let at_creation = new_cluster(
        PlanGoal::SystemAssigned {
            settings_after_grants: false,
        },
        &names(),
    );
    let create = position(&at_creation, "create the cluster");
    assert!(position(&at_creation, "create the key vault") < create);
    assert!(create < position(&at_creation, "principal id"));
    assert!(position(&at_creation, "principal id") < position(&at_creation, "grant"));
    assert!(position(&at_creation, "grant") < position(&at_creation, "deploy"));
    let command = &at_creation.steps[create].commands[0];
    assert!(
        command.contains("--mi-system-assigned --command-output-settings"),
        "{command}"
    );
    assert!(!command.contains("identity-resource-id"), "{command}");

    let after = new_cluster(
        PlanGoal::SystemAssigned {
            settings_after_grants: true,
        },
        &names(),
    );
    assert_eq!(position(&after, "create the cluster"), 0);
    let set = position(&after, "point the settings");
    assert!(
        position(
            &after,
            "grant the system-assigned identity Operator Nexus Key Vault"
        ) < set
    );
    assert!(set < position(&after, "deploy"));
    assert!(
        titles(&after)
            .iter()
            .all(|title| !title.contains("platform"))
    );
}

#[test]
fn what_the_inputs_show_is_marked_done() {
    let goal = PlanGoal::UserAssigned {
        per_resource: false,
    };
    assert_eq!(open(&existing(&f1(), goal.clone())), ["look at the result"]);
    assert_eq!(
        open(&existing(&fixture("f2"), goal.clone())),
        [
            "grant the platform (AFOI-NC-MGMT-PME-PROD) Managed Identity Operator on u1",
            "look at the result"
        ]
    );
    let vault = existing(&fixture("f8"), goal.clone());
    assert_eq!(open(&vault)[0], "switch the vault kv to role assignments");
    let mut bed = f1();
    bed.cluster["detailedStatus"] = json!("PendingDeployment");
    assert_eq!(
        open(&existing(&bed, goal)),
        ["deploy the cluster", "look at the result"]
    );
}

#[test]
fn from_user_assigned_to_system_assigned() {
    let goal = PlanGoal::SystemAssigned {
        settings_after_grants: false,
    };
    let plan = existing(&f1(), goal);
    assert_eq!(plan.flow, PlanFlow::SystemAssigned);
    let attach = position(&plan, "attach");
    let command = &plan.steps[attach].commands[0];
    assert!(
        command.contains("--mi-system-assigned --mi-user-assigned"),
        "{command}"
    );
    let clear = position(&plan, "clear the storage settings");
    let set = position(&plan, "point the settings");
    assert!(attach < position(&plan, "principal id"));
    assert!(position(&plan, "grant the system-assigned identity Storage") < clear && clear < set);
    let leftover = &plan.steps[position(&plan, "remove what no setting uses")];
    assert!(leftover.is_optional);
    assert!(leftover.commands[0].contains(r#"'{"identity":{"type":"SystemAssigned"}}'"#));
}

/// Applies the update and PATCH commands of a plan in order; every required one must be clean.
fn walk(bed: &Bed, plan: &Plan) -> Cluster {
    let mut cluster = bed.cluster();
    let required = plan.steps.iter().filter(|step| !step.is_optional);
    for command in required.flat_map(|step| &step.commands) {
        let change = if command.contains("cluster update") {
            let parsed = ClusterCommand::parse(command, &CommandContext::default()).unwrap();
            assert_eq!(parsed.diagnostics, [], "{command}");
            ClusterChange::Command(parsed)
        } else if let Some((_, body)) = command.split_once("--body ") {
            ClusterChange::Patch(ClusterPatch::parse(body.trim_matches('\'')).unwrap())
        } else {
            continue;
        };
        let simulation = simulate_change(Some(&cluster), &change);
        assert_eq!(simulation.error, None, "{command}");
        assert!(
            simulation.broken_settings.is_empty(),
            "{command}: {simulation:#?}"
        );
        let settings = match &change {
            ClusterChange::Command(command) => &command.settings,
            ClusterChange::Patch(patch) => &patch.settings,
        };
        for (kind, change) in settings {
            let block = cluster.setting_mut(*kind);
            *block = change.apply(block.as_ref());
        }
        let after = simulation.after.unwrap();
        cluster.identity.type_text = Some(after.kind().as_str().to_owned());
        cluster
            .identity
            .attached
            .retain(|entry| after.contains(&entry.id));
        for id in after.user_assigned() {
            if cluster.identity.find(id).is_none() {
                cluster
                    .identity
                    .attached
                    .push(rolecall::nexus::AttachedIdentity {
                        id: id.clone(),
                        client: None,
                        principal: Some(rolecall::PrincipalId::new("p")),
                    });
            }
        }
    }
    cluster
}

#[test]
fn a_plans_own_commands_break_nothing_and_reach_the_goal() {
    let goals = [
        PlanGoal::UserAssigned {
            per_resource: false,
        },
        PlanGoal::UserAssigned { per_resource: true },
        PlanGoal::SystemAssigned {
            settings_after_grants: false,
        },
    ];
    for bed in [f1(), fixture("f3"), fixture("f7")] {
        for goal in &goals {
            for one_update in [false, true] {
                let mut names = PlanNames::default();
                if matches!(goal, PlanGoal::UserAssigned { per_resource: true }) {
                    names.identities = vec!["us".to_owned(), "uw".to_owned(), "uv".to_owned()];
                }
                let plan = plan_of(&bed, goal.clone(), &names, one_update);
                let after = walk(&bed, &plan);
                let lost = bed.cluster().identity.as_set();
                let set = after.identity.as_set();
                assert!(
                    lost.user_assigned().iter().all(|id| set.contains(id)),
                    "{goal:?}"
                );
                assert!(!lost.has_system() || set.has_system(), "{goal:?}");
                for slot in after.slots() {
                    match goal {
                        PlanGoal::SystemAssigned { .. } => {
                            assert_eq!(slot.identity.resource_id, None, "{goal:?}");
                        }
                        _ => {
                            let id = slot.identity.user_assigned().unwrap();
                            assert!(set.contains(id), "{goal:?} {id}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn removals_send_the_documented_bodies() {
    let u1 = identity("u1");
    let mut both = fixture("f3");
    both.cluster["identity"]["userAssignedIdentities"] =
        json!({u1.clone(): {"principalId": U1_PRINCIPAL}, identity("u2"): {}});
    let mut user = f1();
    user.cluster["identity"]["userAssignedIdentities"] =
        json!({u1.clone(): {}, identity("u2"): {}});
    let mut system = f1();
    system.cluster["identity"] = json!({"type": "SystemAssigned", "principalId": SAMI_PRINCIPAL});
    let one = || Removal::One(ResourceId::new(&identity("U2")));
    let named = |kind: &str, value: serde_json::Value| json!({"identity": {"type": kind, "userAssignedIdentities": value}});
    for (bed, removal, flow, body) in [
        (
            &both,
            Removal::All,
            PlanFlow::UserAssigned,
            json!({"identity": {"type": "None"}}),
        ),
        (
            &both,
            Removal::UserAssigned,
            PlanFlow::UserAssigned,
            json!({"identity": {"type": "SystemAssigned"}}),
        ),
        (
            &both,
            Removal::SystemAssigned,
            PlanFlow::SystemAssigned,
            named("UserAssigned", json!({u1.clone(): {}, identity("u2"): {}})),
        ),
        (
            &user,
            one(),
            PlanFlow::UserAssigned,
            named("UserAssigned", json!({identity("U2"): null})),
        ),
        (
            &both,
            one(),
            PlanFlow::UserAssigned,
            named("SystemAssigned,UserAssigned", json!({identity("U2"): null})),
        ),
        (
            &system,
            Removal::SystemAssigned,
            PlanFlow::SystemAssigned,
            json!({"identity": {"type": "None"}}),
        ),
    ] {
        let plan = existing(bed, PlanGoal::Remove(removal.clone()));
        assert_eq!(plan.flow, flow, "{removal:?}");
        let step = &plan.steps[position(&plan, "remove ")];
        let (_, sent) = step.commands[0].split_once("--body '").unwrap();
        let sent: serde_json::Value = serde_json::from_str(sent.trim_end_matches('\'')).unwrap();
        assert_eq!(sent, body, "{removal:?}");
        assert!(step.commands[0].contains("api-version=2025-02-01"));
        walk(bed, &plan);
    }
    let none = existing(&system, PlanGoal::Remove(Removal::UserAssigned));
    assert!(none.steps[position(&none, "remove ")].is_done);
}
