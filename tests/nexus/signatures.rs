//! A shared access signature opens a container to whoever reads it: nothing that is said of a cluster, a
//! command or a body holds one, wherever it stands.

use rolecall::nexus::{
    Cluster, ClusterChange, ClusterPatch, ClusterResources, CommandContext, PlanGoal, PlanNames,
    PlanRequest, plan_identities, simulate_change,
};
use serde_json::{Value, json};

use super::bed::{f1, identity};

const SECRET: &str = "TheSecret";

/// The queries that a signature stands in, as it is written and as other tools hand it on.
const QUERIES: [&str; 4] = [
    "?sv=1&sp=rw&sig=TheSecret",
    "?SIG=TheSecret&sv=1",
    "?sv=1&amp;sig=TheSecret%3D",
    "?sv=1%26sig%3DTheSecret",
];

fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Object(fields) => {
            for (key, value) in fields {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(value, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                pointers(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Clusters with a signature in one field.
fn signed(query: &str) -> Vec<(String, Value)> {
    let mut whole = f1().cluster;
    whole["commandOutputSettings"]["overrides"] = json!([{
        "commandOutputType": "BareMetalMachineRunCommand",
        "containerUrl": "https://other.blob.core.windows.net/out",
        "associatedIdentity": {
            "identityType": "UserAssignedIdentity",
            "userAssignedIdentityResourceId": identity("u1"),
        },
    }]);
    let mut old = whole.clone();
    for name in ["analyticsOutputSettings", "secretArchiveSettings"] {
        old.as_object_mut().unwrap().remove(name);
    }
    old["analyticsWorkspaceId"] = "law".into();
    old["secretArchive"] = json!({"keyVaultId": "/vaults/kv"});
    let mut clusters = Vec::new();
    for cluster in [whole, old] {
        let mut found = Vec::new();
        pointers(&cluster, "", &mut found);
        for pointer in found {
            for text in ["", "https://acct.blob.core.windows.net/out"] {
                let mut changed = cluster.clone();
                let field = changed.pointer_mut(&pointer).unwrap();
                let before = match text {
                    "" => field.as_str().unwrap(),
                    text => text,
                };
                *field = format!("{before}{query}").into();
                clusters.push((pointer.clone(), changed));
            }
        }
    }
    clusters
}

#[test]
fn no_check_and_no_change_of_a_cluster_says_one() {
    let update = ClusterChange::all_of(
        "az networkcloud cluster update -n c1 -g rg --mi-system-assigned",
        &CommandContext::default(),
        &mut |_| Err(String::new()),
    );
    let (changes, _) = update.unwrap();
    for query in QUERIES {
        let clusters = signed(query);
        assert!(clusters.len() > 60, "{}", clusters.len());
        for (pointer, json) in clusters {
            let mut bed = f1();
            bed.cluster = json;
            for check in bed.check().checks {
                let said = (&check.subject, &check.message, &check.fix);
                assert!(!format!("{said:?}").contains(SECRET), "{pointer} {said:?}");
            }
            let cluster = bed.cluster();
            let simulation = simulate_change(Some(&cluster), &changes[0]);
            let broken = simulation.broken_settings.iter();
            let broken: Vec<&String> = broken.map(|broken| &broken.message).collect();
            let said = (&simulation.error, &simulation.warnings, broken);
            assert!(!format!("{said:?}").contains(SECRET), "{pointer} {said:?}");
        }
    }
}

#[test]
fn no_plan_says_that_of_a_target() {
    for query in QUERIES {
        for (pointer, json) in signed(query) {
            let is_target = ["containerUrl", "vaultUri", "WorkspaceId", "keyVaultId"];
            if !is_target.iter().any(|name| pointer.ends_with(name)) {
                continue;
            }
            let cluster = Cluster::from_json(&json).unwrap();
            let plan = plan_identities(&PlanRequest {
                goal: PlanGoal::UserAssigned {
                    per_resource: false,
                },
                cluster: Some(&cluster),
                names: &PlanNames::default(),
                resources: &ClusterResources::default(),
                access: None,
                platform: None,
                one_update: false,
            });
            assert!(!format!("{plan:?}").contains(SECRET), "{pointer} {plan:#?}");
        }
    }
}

#[test]
fn no_word_about_a_command_or_a_body_says_one() {
    let url = "https://acct.blob.core.windows.net/out";
    for query in QUERIES {
        let signed = format!("{url}{query}");
        let commands = [
            format!(
                "az networkcloud cluster update --command-output-settings 'container-url={signed}'"
            ),
            format!("az networkcloud cluster update --command-output-settings '{signed} $X'"),
            format!(
                "az networkcloud cluster update --command-output-settings 'container-url={signed}&x=$X'"
            ),
            format!(
                "az networkcloud cluster update --command-output-settings '{{containerUrl:{signed}}}'"
            ),
            format!("az networkcloud cluster update --mi-system-assigned '{signed}'"),
            format!("az networkcloud cluster update '{signed}'"),
            format!("az networkcloud cluster update --mi-user-assigned '{signed}' --x '{signed}'"),
            format!("az networkcloud cluster update -n '$X{signed}'"),
            format!("az storage '{signed}' x; az networkcloud cluster update -n a"),
            format!("'{signed}'"),
            format!("az rest --method PATCH --url '{signed}' --body '{{}}'"),
            format!("az rest --method PATCH --url '/x{signed}' --body '{signed}'"),
            format!(
                "az rest --method PATCH --url '/subscriptions/s/resourceGroups/g/providers/Microsoft.NetworkCloud/clusters/c?api-version=2025-02-01' --body '{signed}'"
            ),
        ];
        for command in commands {
            let read = ClusterChange::all_of(&command, &CommandContext::default(), &mut |_| {
                Err(String::new())
            });
            let said = match read {
                Err(error) => error.to_string(),
                Ok((changes, said)) => {
                    let result = simulate_change(None, &changes[0]);
                    format!("{said:?} {:?} {:?}", result.error, result.warnings)
                }
            };
            assert!(!said.contains(SECRET), "{command}\n{said}");
        }
        let setting = json!({"containerUrl": signed});
        let body =
            json!({"identity": {"type": "None"}, "properties": {"commandOutputSettings": setting}});
        let body = body.to_string();
        let part = ClusterPatch::parse_part(&body[1..body.len() - 2]).unwrap();
        assert!(!part.diagnostics.is_empty());
        assert!(
            !format!("{:?}", part.diagnostics).contains(SECRET),
            "{part:?}"
        );
    }
}
