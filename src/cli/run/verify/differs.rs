//! Where an answer differs from the one that the same question gets now.

use serde_json::Value;

use crate::text::brief;

/// What differs.
pub(super) struct Difference {
    /// JSON pointer below the result.
    pub(super) at: String,
    /// Both values, in words.
    pub(super) what: String,
}

/// Parts that are not compared, by the end of their pointers; a star is any one part. They say where
/// something was read, which moves with the files, or quote what is not among the inputs.
const APART: [&[&str]; 6] = [
    // Places: files are moved and renamed.
    &["steps", "*", "source"],
    &["grants", "*", "source"],
    // An error message, which was pasted.
    &["answers", "*", "error"],
    // What stood in a deployment.
    &["derived"],
    // What was asked in words, and what they were taken for.
    &["words"],
    // Refusals in a paste that are about no role.
    &["otherRefusals"],
];

/// The first difference; lists may be in another order where their records stand in other files.
pub(super) fn difference(claimed: &Value, own: &Value, is_moved: bool) -> Option<Difference> {
    let (mut claimed, mut own) = (claimed.clone(), own.clone());
    for value in [&mut claimed, &mut own] {
        strip(value, &mut Vec::new());
        if is_moved {
            sort(value);
        }
    }
    first(&claimed, &own, &mut Vec::new())
}

fn is_apart(path: &[String]) -> bool {
    APART.iter().any(|end| {
        let tail = path.len().checked_sub(end.len()).map(|from| &path[from..]);
        tail.is_some_and(|tail| {
            let mut pairs = tail.iter().zip(*end);
            pairs.all(|(part, wanted)| *wanted == "*" || part == wanted)
        })
    })
}

fn strip(value: &mut Value, path: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, field| {
                path.push(name.clone());
                let is_kept = !is_apart(path);
                if is_kept {
                    strip(field, path);
                }
                path.pop();
                is_kept
            });
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                path.push(index.to_string());
                strip(item, path);
                path.pop();
            }
        }
        _ => {}
    }
}

fn sort(value: &mut Value) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(sort),
        Value::Array(items) => {
            items.iter_mut().for_each(sort);
            items.sort_by_cached_key(Value::to_string);
        }
        _ => {}
    }
}

fn first(claimed: &Value, own: &Value, path: &mut Vec<String>) -> Option<Difference> {
    if claimed == own {
        return None;
    }
    let here = |path: &[String], what: String| {
        let parts = path
            .iter()
            .map(|part| part.replace('~', "~0").replace('/', "~1"));
        Some(Difference {
            at: parts.map(|part| format!("/{part}")).collect(),
            what,
        })
    };
    match (claimed, own) {
        (Value::Object(said), Value::Object(found)) => {
            let names = found.keys().chain(said.keys());
            for name in names {
                path.push(name.clone());
                let differs = match (said.get(name), found.get(name)) {
                    (Some(said), Some(found)) => first(said, found, path),
                    (None, Some(found)) => {
                        here(path, format!("it is missing, and is {}", shown(found)))
                    }
                    (Some(said), None) => {
                        here(path, format!("it is {}, and there is none", shown(said)))
                    }
                    (None, None) => None,
                };
                path.pop();
                if differs.is_some() {
                    return differs;
                }
            }
            None
        }
        (Value::Array(said), Value::Array(found)) => {
            for (index, (said, found)) in said.iter().zip(found).enumerate() {
                path.push(index.to_string());
                let differs = first(said, found, path);
                path.pop();
                if differs.is_some() {
                    return differs;
                }
            }
            here(
                path,
                format!("it has {} entries, not {}", said.len(), found.len()),
            )
        }
        _ => here(
            path,
            format!("it is {}, not {}", shown(claimed), shown(own)),
        ),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Object(_) => "an object".to_owned(),
        Value::Array(items) => format!("a list of {}", items.len()),
        plain => format!("`{}`", brief(&plain.to_string())),
    }
}
