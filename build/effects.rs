//! `roles/effects.json`: which operation lets its holder do what. Whatever is misspelt in it fails the
//! build.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::model::HostKind;

/// The file.
pub(crate) struct Effects(Value);

impl Effects {
    pub(crate) fn read(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap_or_else(|e| panic!("effects.json: {e}")))
    }

    fn list(&self, name: &str) -> &[Value] {
        let list = self.0[name].as_array();
        list.unwrap_or_else(|| panic!("effects.json has no list `{name}`"))
    }

    /// What leads to more rights, as the image of a catalogue keeps it.
    pub(crate) fn escalation(&self) -> String {
        let entries = self.list("operations").iter();
        let entries: Vec<&Value> = entries
            .filter(|entry| entry.get("class").is_some())
            .collect();
        let text = serde_json::to_string_pretty(&json!({ "entries": entries }));
        text.expect("JSON values print") + "\n"
    }

    /// The tables of `src/catalog/effects.rs` in Rust.
    pub(crate) fn tables(&self) -> String {
        let mut out = String::from("const PATHS: &[PathEffect] = &[\n");
        let mut of_paths = Vec::new();
        for path in self.list("paths") {
            let action = text(path, "action");
            of_paths.push(action);
            self.add_path(&mut out, action, &effect(path), path);
        }
        let none = json!({});
        for operation in self.list("operations") {
            let action = text(operation, "action");
            let hands_out = operation
                .get("class")
                .is_some_and(|class| class == "secrets")
                && action.ends_with("/action")
                && !action.contains('*');
            if hands_out
                && !of_paths
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(action))
            {
                self.add_path(&mut out, action, "EffectKind::ReadsKeys", &none);
            }
        }
        out.push_str("];\nconst RULES: &[RuleOperations] = &[\n");
        let rules = self.0["rules"].as_object();
        for (rule, operations) in rules.expect("effects.json has `rules`") {
            let operations: Vec<&str> = strings(operations).collect();
            let planes: Vec<&str> = operations.iter().map(|action| self.plane(action)).collect();
            let plane = planes
                .first()
                .unwrap_or_else(|| panic!("`{rule}` has no operation"));
            assert!(
                planes.iter().all(|other| other == plane),
                "`{rule}` is about both planes"
            );
            writeln!(
                out,
                "RuleOperations {{ rule: {rule:?}, plane: Plane::{plane}, operations: &{operations:?} }},"
            )
            .expect("a text takes more");
        }
        let past: Vec<&str> = strings(&self.0["pastConditions"]).collect();
        for action in &past {
            self.plane(action);
        }
        writeln!(out, "];\nconst PAST_CONDITIONS: &[&str] = &{past:?};")
            .expect("a text takes more");
        out
    }

    fn add_path(&self, out: &mut String, action: &str, effect: &str, path: &Value) {
        let flag = |name: &str| path[name].as_bool().unwrap_or_default();
        let (plane, creates, inferred) = (self.plane(action), flag("creates"), flag("inferred"));
        writeln!(
            out,
            "PathEffect {{ action: {action:?}, plane: Plane::{plane}, effect: {effect}, creates: {creates}, is_inferred: {inferred} }},"
        )
        .expect("a text takes more");
    }

    /// The plane of an operation of the list.
    fn plane(&self, action: &str) -> &'static str {
        let mut operations = self.list("operations").iter();
        let known = operations.find(|operation| text(operation, "action") == action);
        let known = known.unwrap_or_else(|| panic!("`{action}` is not among the operations"));
        match text(known, "plane") {
            "control" => "Control",
            "data" => "Data",
            other => panic!("`{action}` has the plane `{other}`"),
        }
    }
}

/// The effect of a path in Rust.
fn effect(path: &Value) -> String {
    let known = ["action", "effect", "on", "creates", "inferred"];
    let keys = path.as_object().into_iter().flat_map(Map::keys);
    for key in keys {
        assert!(known.contains(&key.as_str()), "a path has `{key}`");
    }
    let name = match text(path, "effect") {
        "assigns-roles" => "AssignsRoles",
        "schedules-roles" => "SchedulesRoles",
        "elevates-access" => "ElevatesAccess",
        "changes-roles" => "ChangesRoles",
        "removes-denies" => "RemovesDenies",
        "federates-identity" => "FederatesIdentity",
        "attaches-identity" => "AttachesIdentity",
        "runs-code" => {
            return format!(
                "EffectKind::RunsCode(HostKind::{:?})",
                host(text(path, "on"))
            );
        }
        "runs-code-on-metal" => "RunsCodeOnMetal",
        "reads-keys" => "ReadsKeys",
        other => panic!("no effect `{other}`"),
    };
    format!("EffectKind::{name}")
}

fn host(resource_type: &str) -> HostKind {
    let kind = HostKind::of_type(resource_type);
    assert!(
        kind != HostKind::Other || resource_type == "other",
        "no host `{resource_type}`"
    );
    kind
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    let text = value[name].as_str();
    text.unwrap_or_else(|| panic!("{value} has no `{name}`"))
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    let list = value.as_array().into_iter().flatten();
    list.map(|item| item.as_str().expect("a name"))
}
