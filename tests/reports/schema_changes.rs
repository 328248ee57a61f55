//! A schema that takes anything tests nothing: documents with one fault each must be refused.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::schema_runs::answers;
use super::schemas::validators;

/// Fields that a document may lack, by the end of their path.
const OPTIONAL: &[&str] = &[
    "audit/asOf",
    "audit-paths/asOf",
    "can/asOf",
    "what/asOf",
    "who/asOf",
    "/answers[]/assignedElsewhere",
    "/answers[]/coverage",
    "/answers[]/error",
    "/answers[]/given",
    "/answers[]/missing",
    "/answers[]/otherWildcards",
    "/catalog/fromInputs",
    "/given/attributes",
    "/given/closed",
    "/given/suboperation",
    "/grants[]/missing",
    "/principals[]/missing",
    "/principals[]/scopes",
    "/paths[]/members",
    "/principals[]/through",
    "(roles)/refused",
    "/summary/notShown",
    "can/result/otherRefusals",
    "catalog-diff/result/access",
    "recommend/result/emitted",
    "recommend/result/rolesNeeded",
    "roles-list/result/grants",
    "what/result/at",
    "what/result/expanded",
    "what/result/given",
    "who/result/answers",
    "who/result/given",
    "/definition/Id",
    "/planeUncertain",
    "/operations[]/description",
    "/operations[]/remark",
    "/answers[]/remark",
    "/publishedCommands",
    "recommend/result/given/when",
    "recommend/result/words",
];

/// Fields whose values are words of a list.
const WORDS: &[&str] = &[
    "schema",
    "outcome",
    "plane",
    "severity",
    "confidence",
    "kind",
    "status",
    "verdict",
    "relation",
    "today",
    "breaksOut",
    "class",
    "standing",
    "cause",
    "certainty",
    "minimize",
    "open",
    "flow",
    "evidence",
    "assignmentType",
    "in",
    "wildcards",
    "as",
];

/// What is done to a place of a document.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// The field is taken away.
    Without,
    /// Its value is of another type.
    OtherType,
    /// Its word is another.
    OtherWord,
    /// Its object has a field more.
    Added,
}

/// A place: its pointer, and the command with the names and kinds on the way to it.
struct At {
    pointer: String,
    shape: String,
}

/// How many items of a list are kept: a fault is found among few as well as among many.
const KEPT: usize = 4;

fn shortened(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let short = fields
                .iter()
                .map(|(name, of)| (name.clone(), shortened(of)));
            Value::Object(short.collect())
        }
        Value::Array(items) => items.iter().take(KEPT).map(shortened).collect(),
        other => other.clone(),
    }
}

fn places(value: &Value, pointer: &str, shape: &str, found: &mut Vec<At>) {
    found.push(At {
        pointer: pointer.to_owned(),
        shape: shape.to_owned(),
    });
    match value {
        Value::Object(fields) => {
            let kind = fields.get("kind").and_then(Value::as_str);
            let kind = kind.map(|kind| format!("({kind})")).unwrap_or_default();
            for (name, value) in fields {
                let escaped = name.replace('~', "~0").replace('/', "~1");
                let pointer = format!("{pointer}/{escaped}");
                places(value, &pointer, &format!("{shape}{kind}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(
                    item,
                    &format!("{pointer}/{index}"),
                    &format!("{shape}[]"),
                    found,
                );
            }
        }
        _ => {}
    }
}

/// The document with the change; nothing where the change can't be made.
fn changed(document: &Value, at: &str, change: Change) -> Option<Value> {
    let mut document = document.clone();
    let value = document.pointer_mut(at)?;
    match change {
        Change::Without => {
            let (above, name) = at.rsplit_once('/')?;
            let name = name.replace("~1", "/").replace("~0", "~");
            document
                .pointer_mut(above)?
                .as_object_mut()?
                .remove(&name)?;
        }
        Change::OtherType => {
            *value = match value {
                Value::Object(_) => json!("surprise"),
                _ => json!({ "surprise": 1 }),
            }
        }
        Change::OtherWord => {
            value.as_str()?;
            *value = json!("surprise");
        }
        Change::Added => {
            value
                .as_object_mut()?
                .insert("surprise".to_owned(), json!([]));
        }
    }
    Some(document)
}

fn is_wanted(at: &At, change: Change) -> bool {
    let name = at.shape.rsplit('/').next().unwrap_or_default();
    // Attributes and counts by rule have the names of what they count.
    let free = at.shape.contains("/attributes/") || at.shape.contains("/byRule/");
    match change {
        Change::Without => !free && !OPTIONAL.iter().any(|end| at.shape.ends_with(end)),
        Change::OtherType => !at.pointer.is_empty(),
        Change::OtherWord => WORDS.contains(&name),
        Change::Added => !at.shape.ends_with("/attributes"),
    }
}

#[test]
fn a_document_with_a_fault_is_refused() {
    let mut seen = BTreeSet::new();
    let mut accepted = Vec::new();
    let mut of_command = BTreeMap::<String, usize>::new();
    for answered in answers() {
        let name = answered.name();
        let Some(validator) = validators().get(&name) else {
            continue;
        };
        let document = shortened(&answered.document);
        let mut all = Vec::new();
        places(&document, "", &name, &mut all);
        for at in all {
            if !seen.insert(at.shape.clone()) {
                continue;
            }
            for change in [
                Change::Without,
                Change::OtherType,
                Change::OtherWord,
                Change::Added,
            ] {
                if !is_wanted(&at, change) {
                    continue;
                }
                let Some(faulty) = changed(&document, &at.pointer, change) else {
                    continue;
                };
                *of_command.entry(name.clone()).or_default() += 1;
                if validator.is_valid(&faulty) {
                    accepted.push(format!("{}: {change:?}", at.shape));
                }
            }
        }
    }
    assert!(accepted.is_empty(), "{}", accepted.join("\n"));
    for name in validators().keys() {
        assert!(of_command.get(name) > Some(&20), "{name} was hardly tried");
    }
}
