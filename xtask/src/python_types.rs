//! `bindings/python/python/rolecall/v1/`: the answers as types of Python, made from `docs/schemas/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;

use super::python_shared::{Shared, definitions, shared};
use super::schemas;

/// The folder, below the root of the project.
pub(crate) const TARGET: &str = "bindings/python/python/rolecall/v1";

/// The schemas that the package gives, each with the name of its module.
const MODULES: [(&str, &str); 21] = [
    ("audit-1", "audit"),
    ("audit-paths-2", "audit_paths"),
    ("can-1", "can"),
    ("catalog-info-1", "catalog_info"),
    ("conditions-explain-1", "conditions_explain"),
    ("conditions-lint-1", "conditions_lint"),
    ("diff-1", "diff"),
    ("history-1", "history"),
    ("nexus-check-1", "nexus_check"),
    ("nexus-plan-1", "nexus_plan"),
    ("nexus-simulate-1", "nexus_simulate"),
    ("recommend-1", "recommend"),
    ("replay-1", "replay"),
    ("rightsize-1", "rightsize"),
    ("roles-lint-1", "roles_lint"),
    ("roles-show-1", "roles_show"),
    ("tasks-list-1", "tasks_list"),
    ("tasks-show-1", "tasks_show"),
    ("usage-1", "usage"),
    ("what-1", "what"),
    ("who-1", "who"),
];

/// Words that no field of a class may have in Python.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// The module of the types that several answers have.
const SHARED: &str = "shared";

/// Each file with the text it should have: the types, and beside them the schema that tables are made by.
pub(crate) fn files() -> Vec<(String, String)> {
    let mut schemas: Vec<(&str, String, String, Value)> = Vec::new();
    for (name, text) in schemas::files() {
        let stem = name.trim_end_matches(".schema.json");
        if let Some((_, module)) = MODULES.iter().find(|(known, _)| *known == stem) {
            let schema = serde_json::from_str(&text).unwrap_or_default();
            schemas.push((module, name, text, schema));
        }
    }
    let shared = shared(schemas.iter().map(|(.., schema)| schema));
    let mut files = vec![(format!("{SHARED}.py"), Types::of_several(&shared))];
    for (module, name, text, schema) in schemas {
        files.push((format!("{module}.py"), Types::of(&schema, &name, &shared)));
        files.push((format!("{module}.json"), text));
    }
    files
}

/// Writes the files below `root`.
pub(crate) fn write(root: &Path) -> io::Result<()> {
    let target = root.join(TARGET);
    fs::create_dir_all(&target)?;
    let stale = stale(root);
    let mut changed = files().into_iter().filter(|(name, _)| stale.contains(name));
    changed.try_for_each(|(name, text)| fs::write(target.join(name), text))
}

/// The files that are missing, or not as they should be.
pub(crate) fn stale(root: &Path) -> Vec<String> {
    let target = root.join(TARGET);
    let is_stale = |(name, text): &(String, String)| {
        fs::read_to_string(target.join(name)).ok().as_ref() != Some(text)
    };
    let stale = files().into_iter().filter(is_stale);
    stale.map(|(name, _)| name).collect()
}

/// The text of a module in the making.
#[derive(Default)]
struct Types {
    text: String,
    /// Classes that stand in no list of definitions, with their schemas.
    inner: Vec<(String, Value)>,
}

impl Types {
    /// The module of an answer.
    fn of(schema: &Value, file: &str, shared: &BTreeMap<String, Shared>) -> String {
        let mut types = Self::default();
        let mut imported = BTreeSet::new();
        for (name, of) in definitions(schema) {
            match shared.get(name).is_some_and(|one| one.is_in(schema, name)) {
                true => {
                    imported.insert(name);
                }
                false => types.define(name, of),
            }
        }
        let imported = imported.into_iter().map(|name| format!("    {name},\n"));
        let imported: String = imported.collect();
        types.define("Envelope", schema);
        let names = definitions(schema)
            .map(|(name, _)| name)
            .chain(["Envelope"]);
        let id = schema["properties"]["schema"]["const"].as_str();
        let id = id.unwrap_or_default();
        types.module(
            &format!("The types of `{id}`, made of `docs/schemas/{file}` by `cargo xtask docs`."),
            &format!("from .{SHARED} import (\n{imported})\n"),
            names.collect(),
        )
    }

    /// The module of the types that several answers have.
    fn of_several(shared: &BTreeMap<String, Shared>) -> String {
        let mut types = Self::default();
        for (name, one) in shared {
            types.define(name, &one.of);
        }
        types.module(
            "The types that several answers have, made of `docs/schemas/` by `cargo xtask docs`.",
            "",
            shared.keys().map(String::as_str).collect(),
        )
    }

    /// The text of a module.
    fn module(mut self, about: &str, imports: &str, mut exported: Vec<&str>) -> String {
        while let Some((name, of)) = self.inner.pop() {
            self.define(&name, &of);
        }
        let body = self.text;
        let used = |names: &[&'static str]| {
            let is_used = |name: &&&'static str| {
                body.contains(&format!("{name}["))
                    || body.contains(&format!(": {name} = "))
                    || **name == "TypedDict"
            };
            let used: Vec<&str> = names.iter().filter(is_used).copied().collect();
            used.join(", ")
        };
        exported.sort_unstable();
        let exported = exported
            .into_iter()
            .map(|name| format!("\n    \"{name}\","));
        let blank = if imports.is_empty() { "" } else { "\n" };
        let typing = used(&["Literal", "TypedDict", "Union"]);
        let (checking, extended) = match used(&["NotRequired", "TypeAlias"]) {
            none if none.is_empty() => ("", String::new()),
            names => (
                "TYPE_CHECKING, ",
                format!("if TYPE_CHECKING:\n    from typing_extensions import {names}\n\n"),
            ),
        };
        format!(
            "\"\"\"{about}\"\"\"\n\n\
             from __future__ import annotations\n\n\
             from typing import {checking}{typing}\n\
             {blank}{imports}\n\
             {extended}__all__ = [{}\n]\n{body}",
            exported.collect::<String>(),
        )
    }

    /// Writes a definition.
    fn define(&mut self, name: &str, of: &Value) {
        let text = match of["properties"].as_object() {
            Some(_) if of["oneOf"].is_null() && of["anyOf"].is_null() => self.class(name, of),
            _ => {
                let meant = self.name_of(of, name);
                let doc = of["description"].as_str().map(docstring);
                let alias = match meant.starts_with("Literal[") || meant == "str" {
                    true => format!("\n\n{name} = {meant}\n"),
                    false => format!("\n\n{name}: TypeAlias = \"{}\"\n", meant.replace('"', "'")),
                };
                alias + &doc.map(|doc| format!("{doc}\n")).unwrap_or_default()
            }
        };
        self.text.push_str(&text);
    }

    fn class(&mut self, name: &str, of: &Value) -> String {
        let required = of["required"].as_array();
        let is_required =
            |field: &str| required.is_some_and(|names| names.iter().any(|known| known == field));
        let mut fields = Vec::new();
        for (field, schema) in of["properties"].as_object().into_iter().flatten() {
            let meant = self.name_of(schema, &format!("{name}{}", capital(field)));
            let meant = match is_required(field) {
                true => meant,
                false => format!("NotRequired[{meant}]"),
            };
            fields.push((field, meant, schema["description"].as_str()));
        }
        let mut text = String::new();
        let doc = of["description"].as_str().map(docstring);
        if fields
            .iter()
            .any(|(field, ..)| KEYWORDS.contains(&field.as_str()))
        {
            // Writing to a string can't fail.
            let _ = write!(text, "\n\n{name} = TypedDict(\n    \"{name}\",\n    {{\n");
            for (field, meant, _) in fields {
                let _ = writeln!(
                    text,
                    "        \"{field}\": \"{}\",",
                    meant.replace('"', "'")
                );
            }
            let _ = writeln!(text, "    }},\n)");
            text.push_str(&doc.map(|doc| format!("{doc}\n")).unwrap_or_default());
            return text;
        }
        let _ = write!(text, "\n\nclass {name}(TypedDict):\n");
        text.push_str(
            &doc.map(|doc| format!("    {doc}\n"))
                .unwrap_or_else(|| "    pass\n".to_owned()),
        );
        for (field, meant, description) in fields {
            let _ = write!(text, "\n    {field}: {meant}\n");
            if let Some(description) = description {
                let _ = writeln!(text, "    {}", docstring(description));
            }
        }
        text
    }

    /// The type of a schema in words; `hint` names an object that has no name.
    fn name_of(&mut self, of: &Value, hint: &str) -> String {
        if let Some(words) = of["enum"].as_array() {
            return format!("Literal[{}]", listed(words));
        }
        if !of["const"].is_null() {
            return format!("Literal[{}]", listed(std::slice::from_ref(&of["const"])));
        }
        if let Some(name) = of["$ref"].as_str() {
            return name.trim_start_matches("#/$defs/").to_owned();
        }
        if let Some(several) = of["anyOf"].as_array().or(of["oneOf"].as_array()) {
            let each = (1..).zip(several);
            let names = each.map(|(at, one)| self.name_of(one, &format!("{hint}{at}")));
            return union(names.collect());
        }
        let words: Vec<&str> = match &of["type"] {
            Value::String(word) => vec![word],
            Value::Array(words) => words.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let names = words.into_iter().map(|word| match word {
            "null" => "None".to_owned(),
            "boolean" => "bool".to_owned(),
            "integer" => "int".to_owned(),
            "number" => "float".to_owned(),
            "string" => "str".to_owned(),
            "array" => format!(
                "list[{}]",
                self.name_of(&of["items"], &format!("{hint}Item"))
            ),
            _ if of["properties"].is_object() => {
                self.inner.push((hint.to_owned(), of.clone()));
                hint.to_owned()
            }
            _ => "dict[str, object]".to_owned(),
        });
        union(names.collect())
    }
}

fn union(mut names: Vec<String>) -> String {
    names.dedup();
    match &names[..] {
        [] => "object".to_owned(),
        [one] => one.clone(),
        several => format!("Union[{}]", several.join(", ")),
    }
}

fn listed(words: &[Value]) -> String {
    let words: Vec<String> = words
        .iter()
        .map(|word| match word {
            Value::Null => "None".to_owned(),
            Value::Bool(true) => "True".to_owned(),
            Value::Bool(false) => "False".to_owned(),
            word => word.to_string(),
        })
        .collect();
    words.join(", ")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn docstring(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace("\"\"\"", "'''");
    match text.ends_with('"') {
        true => format!("\"\"\"{text} \"\"\""),
        false => format!("\"\"\"{text}\"\"\""),
    }
}
