//! `nexus check`, `nexus simulate` and `nexus plan`.

pub(crate) mod check;
pub(crate) mod findings;
pub(crate) mod plan;
pub(crate) mod script;
pub(crate) mod simulate;
pub(crate) mod table;

fn counted(count: usize, noun: &str) -> String {
    match count {
        0 => format!("no {noun}"),
        _ => crate::rule::counted(count, noun),
    }
}

#[cfg(test)]
mod tests {
    use super::plan::nexus_plan_page;
    use super::simulate::nexus_simulate_page;
    use crate::nexus::{
        Cluster, ClusterChange, ClusterCommand, ClusterResources, CommandContext, PlanGoal,
        PlanNames, PlanRequest, plan_identities, simulate_change,
    };
    use crate::report::shell::on_lines;
    use crate::report::{Paint, Width, to_human, to_markdown};

    const A: &str = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/a";

    fn cluster() -> Cluster {
        Cluster::from_json(&serde_json::json!({
            "name": "c1",
            "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.NetworkCloud/clusters/c1",
            "identity": {"type": "UserAssigned", "userAssignedIdentities": {A: {}}},
            "secretArchiveSettings": {
                "vaultUri": "https://kv.vault.azure.net/",
                "associatedIdentity": {
                    "identityType": "UserAssignedIdentity",
                    "userAssignedIdentityResourceId": A,
                },
            },
        }))
        .unwrap()
    }

    #[test]
    fn a_lossy_update_reads_as_one() {
        let command = ClusterCommand::parse(
            "az networkcloud cluster update -n c1 -g rg --mi-system-assigned",
            &CommandContext::default(),
        )
        .unwrap();
        let simulation = simulate_change(Some(&cluster()), &ClusterChange::Command(command));
        let text = to_human(
            &nexus_simulate_page(&simulation, None),
            Width::Unlimited,
            Paint::Plain,
        );
        assert!(
            text.starts_with(&format!("loses  `{A}`; 1 setting no longer works\n")),
            "{text}"
        );
        assert!(
            text.contains("settings that break\n  - I1 `secretArchiveSettings`"),
            "{text}"
        );
    }

    #[test]
    fn a_plan_is_numbered_and_its_commands_are_whole() {
        let plan = plan_identities(&PlanRequest {
            goal: PlanGoal::UserAssigned {
                per_resource: false,
            },
            cluster: Some(&cluster()),
            names: &PlanNames::default(),
            resources: &ClusterResources::default(),
            access: None,
            platform: None,
            one_update: false,
        });
        let text = to_markdown(&nexus_plan_page(&plan));
        assert!(
            text.contains("## 1. create the user-assigned identity a (done)"),
            "{text}"
        );
        assert!(text.contains("(optional)"), "{text}");
        for step in &plan.steps {
            for command in &step.commands {
                let shown = on_lines(std::slice::from_ref(command));
                let open = !step.is_done;
                assert_eq!(text.contains(&shown), open, "{shown}\n{text}");
            }
        }
    }
}
