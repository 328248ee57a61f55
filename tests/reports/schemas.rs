//! `docs/schemas`: what the program prints in JSON is what its schemas say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

use super::schema_runs::{Answered, answers};
use crate::cli::rolecall;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas")
}

/// Every file of the folder by its name without version: `can`, `roles-list`.
pub(super) fn files() -> BTreeMap<String, Value> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let name = name.strip_suffix(".schema.json");
        if let Some((name, _)) = name.and_then(|name| name.rsplit_once('-')) {
            let text = fs::read_to_string(&path).unwrap();
            files.insert(name.to_owned(), serde_json::from_str(&text).unwrap());
        }
    }
    files
}

/// The schemas of commands, ready to use.
pub(super) fn validators() -> &'static BTreeMap<String, Validator> {
    static VALIDATORS: OnceLock<BTreeMap<String, Validator>> = OnceLock::new();
    VALIDATORS.get_or_init(|| {
        let files = files().into_iter();
        let ready =
            files.map(|(name, schema)| (name, jsonschema::options().build(&schema).unwrap()));
        ready.collect()
    })
}

#[test]
fn every_answer_is_what_its_schema_says() {
    let mut faults = Vec::new();
    for answered in answers() {
        let name = answered.name();
        let Some(validator) = validators().get(&name) else {
            faults.push(format!("{}: no docs/schemas/{name}", answered.line));
            continue;
        };
        for fault in validator.iter_errors(&answered.document) {
            let fault = format!("{}: {}: {fault}", answered.line, fault.instance_path());
            faults.push(fault.chars().take(600).collect());
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_schema_is_met_by_a_run() {
    let met: BTreeSet<String> = answers().iter().map(Answered::name).collect();
    let written: BTreeSet<String> = validators().keys().cloned().collect();
    assert_eq!(met, written);
}

/// The names between `rolecall/` and `/1` in a text.
fn named(text: &str) -> impl Iterator<Item = String> {
    let each = text.split("rolecall/").skip(1);
    each.filter_map(|rest| {
        let (name, _) = rest.split_once("/1")?;
        let is_name = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || "/-".contains(c));
        is_name.then(|| name.replace('/', "-"))
    })
}

#[test]
fn every_name_in_the_source_has_a_schema() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut missing = BTreeSet::new();
    let mut found = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let names: Vec<String> = named(&text).collect();
                found += names.len();
                missing.extend(
                    names
                        .into_iter()
                        .filter(|name| !validators().contains_key(name)),
                );
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
    assert!(found > 20, "the doc comments name what they print");
}

/// The commands that stand in the help of a command, without `help` itself.
fn commands_of(path: &[&str]) -> Vec<String> {
    let help = rolecall(&[path, &["--help"]].concat()).stdout;
    let Some((_, list)) = help.split_once("\nCommands:\n") else {
        return Vec::new();
    };
    let names = list.lines().take_while(|line| !line.is_empty());
    let names = names.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names
        .filter(|name| !name.is_empty() && *name != "help")
        .map(str::to_owned)
        .collect()
}

/// Whether a line runs a command.
fn is_of(line: &str, command: &str) -> bool {
    let rest = line.strip_prefix(command);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// What is read by a shell or by `man`, and writes no JSON.
const WITHOUT_JSON: [&str; 5] = ["completions", "man", "init", "suppress", "catalog reset"];

#[test]
fn every_command_is_run() {
    let lines: Vec<&str> = answers().iter().map(|run| run.line.as_str()).collect();
    let mut missing = Vec::new();
    let mut commands = commands_of(&[]);
    commands.retain(|command| !WITHOUT_JSON.contains(&command.as_str()));
    for command in commands {
        let below = commands_of(&[&command]);
        let leaves: Vec<String> = if below.is_empty() {
            vec![command]
        } else {
            below
                .iter()
                .map(|name| format!("{command} {name}"))
                .filter(|leaf| !WITHOUT_JSON.contains(&leaf.as_str()))
                .collect()
        };
        missing.extend(
            leaves
                .into_iter()
                .filter(|leaf| !lines.iter().any(|line| is_of(line, leaf))),
        );
    }
    assert!(missing.is_empty(), "no run of {missing:?}");
}

/// Walks every schema of a file, with its pointer.
fn each_schema(at: &str, schema: &Value, visit: &mut dyn FnMut(&str, &Value)) {
    match schema {
        Value::Object(fields) => {
            visit(at, schema);
            for (key, value) in fields {
                match key.as_str() {
                    "properties" | "$defs" => {
                        for (name, schema) in value.as_object().unwrap() {
                            each_schema(&format!("{at}/{key}/{name}"), schema, visit);
                        }
                    }
                    "const" | "enum" | "required" | "dependentRequired" | "type" => {}
                    _ => each_schema(&format!("{at}/{key}"), value, visit),
                }
            }
        }
        Value::Array(items) => {
            for (index, schema) in items.iter().enumerate() {
                each_schema(&format!("{at}/{index}"), schema, visit);
            }
        }
        _ => {}
    }
}

#[test]
fn every_field_is_described_and_every_object_closed() {
    let mut faults = Vec::new();
    for (name, schema) in files() {
        assert!(schema["title"].is_string(), "{name}");
        each_schema(&name, &schema, &mut |at, schema| {
            for (field, of) in schema["properties"].as_object().into_iter().flatten() {
                if of["description"].as_str().is_none_or(str::is_empty) {
                    faults.push(format!("{at}: `{field}` has no description"));
                }
            }
            let required = schema["required"].as_array().into_iter().flatten();
            for field in required.filter(|_| schema["properties"].is_object()) {
                if schema["properties"].get(field.as_str().unwrap()).is_none() {
                    faults.push(format!("{at}: {field} is required and not described"));
                }
            }
            let closed =
                schema["additionalProperties"] == false || schema["unevaluatedProperties"] == false;
            if schema["properties"].is_object() && !closed {
                faults.push(format!("{at} is open"));
            }
        });
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The keywords that go with one type, as ajv's strict mode has it.
const OF_TYPE: [(&str, &[&str]); 5] = [
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "propertyNames",
            "minProperties",
            "dependentRequired",
        ],
    ),
    ("array", &["items", "minItems"]),
    ("string", &["pattern", "minLength"]),
    ("integer", &["minimum"]),
    ("null", &[]),
];

/// The keywords that go with any type.
const OF_ANY: [&str; 11] = [
    "$schema",
    "$defs",
    "$ref",
    "title",
    "description",
    "type",
    "const",
    "enum",
    "anyOf",
    "oneOf",
    "allOf",
];

/// Strict mode refuses keywords that say nothing: unknown ones, those of another type than the schema's,
/// fields that are required and not described, and lists of types other than one and null.
#[test]
fn schemas_are_strict() {
    let mut faults = Vec::new();
    for (name, schema) in files() {
        each_schema(&name, &schema, &mut |at, schema| {
            let types: Vec<&str> = match &schema["type"] {
                Value::String(name) => vec![name],
                Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            if types.len() > 2 || types.len() == 2 && !types.contains(&"null") {
                faults.push(format!("{at}: the types {types:?}"));
            }
            for keyword in schema.as_object().unwrap().keys() {
                let mut homes = OF_TYPE.iter();
                let home = homes.find(|(_, keywords)| keywords.contains(&keyword.as_str()));
                let fits = match home {
                    Some((of, _)) => types.contains(of),
                    None => OF_ANY.contains(&keyword.as_str()),
                };
                if !fits {
                    faults.push(format!("{at}: `{keyword}` with type {types:?}"));
                }
            }
        });
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The names of all fields in a document.
fn fields_of(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                found.insert(name.clone());
                fields_of(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| fields_of(item, found)),
        _ => {}
    }
}

/// The parts of a schema by name, with itself.
fn parts_of(name: &str, schema: &Value) -> Vec<(String, Value)> {
    let mut whole = schema.clone();
    let parts = whole.as_object_mut().unwrap().remove("$defs");
    let parts = parts.as_ref().and_then(Value::as_object).cloned();
    let parts = parts.into_iter().flatten();
    parts.chain([(name.to_owned(), whole)]).collect()
}

/// A part is one type, whatever the answers that have it: each of its fields is printed by one of them.
#[test]
fn every_field_that_is_described_is_printed() {
    let files = files();
    let mut printed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for answered in answers() {
        let name = answered.name();
        for (part, _) in parts_of(&name, &files[&name]) {
            let fields = printed.entry(part).or_default();
            fields_of(&answered.document, fields);
        }
    }
    let mut stale = BTreeSet::new();
    for (name, schema) in &files {
        for (part, schema) in parts_of(name, schema) {
            each_schema(&part, &schema, &mut |at, schema| {
                for (field, _) in schema["properties"].as_object().into_iter().flatten() {
                    if !printed[&part].contains(field) {
                        stale.insert(format!("{at}: no run prints `{field}`"));
                    }
                }
            });
        }
    }
    let stale: Vec<String> = stale.into_iter().collect();
    assert!(stale.is_empty(), "{}", stale.join("\n"));
}

#[test]
fn the_folder_lists_its_schemas() {
    let page = fs::read_to_string(folder().join("README.md")).unwrap();
    for (name, schema) in files() {
        assert!(page.contains(&format!("]({name}-")), "{name}");
        if let Some(value) = schema["properties"]["schema"]["const"].as_str() {
            assert!(page.contains(&format!("`{value}`")), "{value}");
        }
    }
}
