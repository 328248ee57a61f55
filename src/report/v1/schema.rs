//! The schemas of `docs/schemas/`, made from the types.

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde_json::{Map, Value};

use super::envelope::{schema_id, version};
use super::*;

/// The JSON Schemas of all answers, each with the name of its file.
pub fn schemas() -> Vec<(String, Value)> {
    vec![
        of::<FindingsResult>("audit"),
        of::<PathsResult>("audit/paths"),
        of::<CanResult>("can"),
        of::<CatalogDiffResult>("catalog-diff"),
        of::<ImportResult>("catalog-import"),
        of::<InfoResult>("catalog-info"),
        of::<CollectResult>("collect"),
        document::<Collection>(
            "collection",
            "collect.json in the folder of rolecall collect",
        ),
        of::<DelegationResult>("conditions/delegation"),
        of::<EvalResult>("conditions/eval"),
        of::<ExplainResult>("conditions/explain"),
        of::<ConditionsLintResult>("conditions/lint"),
        of::<DiffResult>("diff"),
        of::<NexusCheckResult>("nexus-check"),
        of::<NexusPlanResult>("nexus-plan"),
        of::<NexusSimulateResult>("nexus-simulate"),
        of::<ClauseResult>("explain"),
        of::<OperationsResult>("operations-list"),
        of::<OperationSearchResult>("operations-search"),
        of::<RecommendResult>("recommend"),
        of::<ReplayResult>("replay"),
        of::<HistoryResult>("history"),
        of::<RightsizeResult>("rightsize"),
        of::<CompactResult>("roles-compact"),
        of::<CompareResult>("roles-compare"),
        of::<ExpandResult>("roles-expand"),
        of::<ExportResult>("roles-export"),
        of::<FindingsResult>("roles-lint"),
        of::<RolesResult>("roles-list"),
        of::<RoleSearchResult>("roles-search"),
        of::<RoleResult>("roles-show"),
        of::<RulesResult>("rules-list"),
        of::<RuleResult>("rules-show"),
        of::<TasksResult>("tasks-list"),
        of::<TaskResult>("tasks-show"),
        of::<UsageResult>("usage"),
        of::<VerifyResult>("verify"),
        of::<WhatResult>("what"),
        of::<WhoResult>("who"),
    ]
}

/// The schema of what a command answers.
fn of<R: JsonSchema>(command: &str) -> (String, Value) {
    let title = format!("rolecall {}", command.replace(['/', '-'], " "));
    let (name, mut schema) = document::<Envelope<R>>(command, &title);
    // `collect` asks Azure and judges nothing.
    let catalog = &mut schema["properties"]["catalog"];
    if command == "collect" {
        let description = catalog["description"].take();
        *catalog = json_schema!({ "description": description, "type": "null" }).to_value();
    } else {
        without_null(catalog);
    }
    // Only these answer about an earlier moment.
    if !["audit", "audit/paths", "can", "what", "who"].contains(&command)
        && let Some(properties) = schema["properties"].as_object_mut()
    {
        properties.shift_remove("asOf");
    }
    (name, schema)
}

/// The schema of a document with the name of its file.
fn document<D: JsonSchema>(name: &str, title: &str) -> (String, Value) {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<D>();
    let mut schema = schema.to_value();
    tidy(&mut schema);
    schema["title"] = title.into();
    schema["properties"]["schema"]["const"] = schema_id(name).into();
    let file = format!("{}-{}.schema.json", name.replace('/', "-"), version(name));
    (file, read_from_the_top(&schema))
}

/// The document first, and the parts that it is made of below.
fn read_from_the_top(schema: &Value) -> Value {
    let order = [
        "$schema",
        "title",
        "description",
        "type",
        "required",
        "properties",
        "additionalProperties",
        "$defs",
    ];
    let fields = order.map(|key| (key.to_owned(), schema[key].clone()));
    fields.into_iter().collect()
}

/// What the derive can't say: objects have no other fields than those that are described, what may
/// be left out is never null, the size of a number is not a format, and descriptions are one line.
fn tidy(schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else {
        return;
    };
    fields.remove("format");
    if let Some(Value::String(text)) = fields.get_mut("description") {
        *text = text.replace('\n', " ");
    }
    write_out(fields);
    if let Some(Value::Object(properties)) = fields.remove("properties") {
        let required = fields.get("required").and_then(Value::as_array);
        let required = required.cloned().unwrap_or_default();
        let properties: Map<String, Value> = properties
            .into_iter()
            .map(|(name, mut property)| {
                tidy(&mut property);
                if !required.iter().any(|field| *field == name) {
                    without_null(&mut property);
                }
                if property.get("const").is_some() && property.get("description").is_none() {
                    property["description"] = "Which of the kinds it is".into();
                }
                (name, property)
            })
            .collect();
        fields.insert("properties".to_owned(), properties.into());
        fields.insert("additionalProperties".to_owned(), false.into());
    }
    for (key, below) in fields {
        match (key.as_str(), below) {
            ("$defs", Value::Object(each)) => each.values_mut().for_each(tidy),
            ("anyOf" | "oneOf" | "allOf", Value::Array(each)) => each.iter_mut().for_each(tidy),
            ("items" | "additionalProperties" | "propertyNames", below) => tidy(below),
            _ => {}
        }
    }
}

/// An object whose kinds have fields besides those of all: each kind gets them all, so that each can be
/// closed.
fn write_out(fields: &mut Map<String, Value>) {
    if !fields.contains_key("properties") || !fields.contains_key("oneOf") {
        return;
    }
    let shared = (fields.remove("properties"), fields.remove("required"));
    let Some(Value::Array(kinds)) = fields.get_mut("oneOf") else {
        return;
    };
    for kind in kinds {
        let (properties, required) = shared.clone();
        if let (Some(Value::Object(mut all)), Value::Object(own)) =
            (properties, kind["properties"].take())
        {
            all.extend(own);
            kind["properties"] = all.into();
        }
        if let (Some(Value::Array(mut all)), Value::Array(own)) =
            (required, kind["required"].take())
        {
            all.extend(own);
            kind["required"] = all.into();
        }
    }
}

/// The schema without the alternative that the value is null.
fn without_null(schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else {
        return;
    };
    if let Some(Value::Array(types)) = fields.get_mut("type") {
        types.retain(|name| name != "null");
        if let [name] = &types[..] {
            let name = name.clone();
            fields.insert("type".to_owned(), name);
        }
    }
    if let Some(Value::Array(mut parts)) = fields.remove("anyOf") {
        parts.retain(|part| part["type"] != "null");
        match (parts.len(), parts.pop()) {
            (1, Some(Value::Object(only))) => fields.extend(only),
            (_, last) => {
                parts.extend(last);
                fields.insert("anyOf".to_owned(), parts.into());
            }
        }
    }
}

/// Counts by the id of a rule; a rule without any is left out.
pub(super) fn counts_by_rule(generator: &mut SchemaGenerator) -> Schema {
    let code = generator.subschema_for::<text::Code>();
    json_schema!({
        "type": "object",
        "propertyNames": code,
        "additionalProperties": { "type": "integer", "minimum": 1 },
    })
}

/// Attributes by their full names.
pub(super) fn attributes(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "additionalProperties": {
            "anyOf": [
                { "type": "string" },
                { "type": "integer" },
                { "type": "boolean" },
                { "type": "array" },
                { "type": "null" },
            ],
        },
    })
}
