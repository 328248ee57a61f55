//! Each recommendation for a task was read, and is read again where it changes (`roles/readings.json`).

use std::collections::BTreeSet;

use rolecall::catalog::{Catalog, Task};
use rolecall::minimize::{Advice, Candidates, Objective, Requirement, SearchLimits, recommend};
use rolecall::model::{Plane, RoleKind};
use rolecall::pattern::{ActionPattern, Wildcards};
use serde_json::Value;

fn requirement(task: &Task) -> Requirement {
    let mut requirement = Requirement::default();
    let documented = task.documented_role.clone();
    requirement.documented_roles.extend(documented);
    for (plane, list) in [
        (Plane::Control, &task.actions),
        (Plane::Data, &task.data_actions),
    ] {
        for text in list {
            requirement.add(ActionPattern::parse(text).unwrap(), plane);
        }
    }
    requirement
}

/// What is recommended for a task, in the words of the record.
fn answer(catalog: &Catalog, task: &Task) -> String {
    let (candidates, limits) = (Candidates::default(), SearchLimits::default());
    let requirement = requirement(task);
    let objective = Objective::Risk;
    let found = recommend(catalog, &requirement, &candidates, objective, None, limits).unwrap();
    assert!(
        found.roles.iter().all(|role| !role.is_foreign),
        "{}",
        task.id
    );
    let names = found.roles.iter().map(|role| match role.kind {
        RoleKind::Documented => format!("{} (not published)", role.name),
        _ => role.name.clone(),
    });
    let names = names.collect::<Vec<_>>().join(" + ");
    let advice = match found.advice {
        Advice::Assign => "assign",
        Advice::CreateCustomRole => "custom role",
        Advice::Nothing => "nothing",
    };
    format!("{names}: {advice}")
}

#[test]
fn each_recommendation_for_a_task_was_read() {
    let file: Value = serde_json::from_str(include_str!("../../roles/readings.json")).unwrap();
    let readings = file["readings"].as_object().unwrap();
    let core = Catalog::core(Wildcards::Azure);
    let azure = crate::support::azure(Wildcards::Azure);
    if azure.is_none() {
        eprintln!("SKIPPED: what comes out over the whole of Azure");
    }
    let tasks = core.tasks();
    let ids: BTreeSet<&str> = tasks.iter().map(|task| &*task.id).collect();
    assert_eq!(
        readings.keys().map(|id| &**id).collect::<BTreeSet<_>>(),
        ids
    );
    let mut changed: Vec<String> = Vec::new();
    for task in &tasks {
        let reading = &readings[&task.id];
        let over_core = reading["core"].as_str().unwrap();
        let over_azure = reading["azure"].as_str();
        assert_ne!(over_azure, Some(over_core), "{}: said twice", task.id);
        let over_azure = over_azure.unwrap_or(over_core);
        for (catalog, read) in [(Some(&core), over_core), (azure.as_ref(), over_azure)] {
            let now = catalog.map(|catalog| answer(catalog, task));
            changed.extend(
                now.filter(|now| now != read)
                    .map(|now| format!("{}: `{read}` was read, `{now}` comes out", task.id)),
            );
            // What is assigned is signed; what isn't has a reason.
            let says = reading["says"].as_str().unwrap();
            let is_signed = says.starts_with("yes");
            assert_eq!(is_signed, read.ends_with(": assign"), "{}: {says}", task.id);
            assert!(
                is_signed
                    || says
                        .strip_prefix("custom role")
                        .is_some_and(|why| why.len() > 10),
                "{}",
                task.id
            );
        }
    }
    assert!(
        changed.is_empty(),
        "read these again, and say in roles/readings.json whether they are to be signed:\n{}",
        changed.join("\n")
    );
}
