//! The usage table of known calls, made in the plainest way.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::calls::{End, Known, Service, World};

/// What a form of logs has of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Which calls it holds.
    pub(crate) service: Service,
    /// Whether it names the assignment.
    pub(crate) has_evidence: bool,
}

#[derive(Default)]
struct Row {
    calls: u64,
    times: BTreeSet<String>,
    correlations: BTreeSet<String>,
    /// Type and name by time.
    named: BTreeMap<String, (Option<&'static str>, String)>,
}

/// The lines of the table that logs of a form come to.
pub(crate) fn table(world: &World, shown: Shown) -> Vec<String> {
    let mut rows: BTreeMap<[Option<String>; 8], Row> = BTreeMap::new();
    for call in world
        .calls
        .iter()
        .filter(|call| call.service == shown.service)
    {
        let row = rows.entry(key(world, call, shown)).or_default();
        let who = &world.people[call.who];
        let kind = match (&who.sign_in, call.service) {
            (Some(_), _) => Some("User"),
            (None, Service::Manager) => Some("ServicePrincipal"),
            (None, _) => None,
        };
        let name = who.sign_in.clone().unwrap_or_else(|| who.app.clone());
        row.calls += 1;
        row.times.insert(call.time.clone());
        row.correlations.insert(call.correlation.clone());
        row.named.insert(call.time.clone(), (kind, name));
    }
    rows.iter().map(|(key, row)| line(key, row)).collect()
}

fn key(world: &World, call: &Known, shown: Shown) -> [Option<String>; 8] {
    let by = call
        .by
        .filter(|_| shown.has_evidence)
        .map(|at| &world.assignments[at]);
    let assignment = by.map(|by| match call.service {
        Service::Storage => by.name.clone(),
        _ => format!(
            "{}/providers/microsoft.authorization/roleassignments/{}",
            by.scope, by.name
        )
        .to_lowercase(),
    });
    let (plane, source) = match call.service {
        Service::Manager => ("control", "activity"),
        Service::Storage => ("data", "storage"),
        Service::KeyVault => ("data", "keyVault"),
    };
    let end = match call.end {
        End::Allowed => "allowed",
        End::Denied => "denied",
        End::Failed => "failed",
    };
    [
        Some(world.people[call.who].id.clone()),
        Some(call.action.to_lowercase()),
        Some(plane.to_owned()),
        Some(call.scope.to_lowercase()),
        assignment,
        by.map(|by| by.role.id.to_owned()),
        Some(end.to_owned()),
        Some(source.to_owned()),
    ]
}

fn line(key: &[Option<String>; 8], row: &Row) -> String {
    let [id, action, plane, scope, assignment, role, outcome, source] = key;
    let (_, (kind, name)) = row
        .named
        .last_key_value()
        .unwrap_or_else(|| unreachable!("a row has calls"));
    let correlations: Vec<&String> = row.correlations.iter().take(3).collect();
    let line: Value = json!({
        "schema": "rolecall/usage/1",
        "principal": { "id": id, "type": kind, "name": name },
        "action": action, "plane": plane, "scope": scope, "roleAssignment": assignment, "role": role,
        "outcome": outcome, "source": source, "count": row.calls,
        "first": row.times.first(), "last": row.times.last(), "correlationIds": correlations,
    });
    line.to_string()
}
