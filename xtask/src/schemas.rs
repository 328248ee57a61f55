//! `docs/schemas/`: the JSON Schemas of all answers, made from the types that are printed.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;

/// The folder, below the root of the project.
pub(crate) const TARGET: &str = "docs/schemas";

/// Each file with the text it should have.
pub(crate) fn files() -> Vec<(String, String)> {
    let each = rolecall::schemas().into_iter();
    each.map(|(name, schema)| {
        let mut text = String::new();
        write_value(&schema, 0, &mut text);
        text.push('\n');
        (name, text)
    })
    .collect()
}

/// How long a line may be.
const WIDTH: usize = 110;

/// Writes what fits into a line as a line.
fn write_value(value: &Value, indent: usize, text: &mut String) {
    let line = one_line(value);
    let column = text.len() - text.rfind('\n').map_or(0, |at| at + 1);
    let is_whole = indent == 0;
    let (open, close, entries): (_, _, Vec<(Option<&String>, &Value)>) = match value {
        Value::Object(fields) if is_whole || column + line.len() > WIDTH => {
            let entries = fields.iter().map(|(name, value)| (Some(name), value));
            ('{', '}', entries.collect())
        }
        Value::Array(items) if column + line.len() > WIDTH => {
            ('[', ']', items.iter().map(|item| (None, item)).collect())
        }
        _ => {
            text.push_str(&line);
            return;
        }
    };
    text.push(open);
    for (at, (name, value)) in entries.into_iter().enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        text.push_str(&"  ".repeat(indent + 1));
        if let Some(name) = name {
            text.push_str(&format!("{}: ", Value::from(name.as_str())));
        }
        write_value(value, indent + 1, text);
    }
    text.push('\n');
    text.push_str(&"  ".repeat(indent));
    text.push(close);
}

/// A value on one line, with blanks where people put them.
fn one_line(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let each = fields.iter();
            let each = each.map(|(name, value)| {
                format!("{}: {}", Value::from(name.as_str()), one_line(value))
            });
            format!("{{ {} }}", each.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            format!(
                "[{}]",
                items.iter().map(one_line).collect::<Vec<_>>().join(", ")
            )
        }
        other => other.to_string(),
    }
}

/// Writes the files below `root`, and removes those that no answer has.
pub(crate) fn write(root: &Path) -> io::Result<()> {
    let target = root.join(TARGET);
    let stale = stale(root)?;
    let files = files();
    for (name, text) in files.iter().filter(|(name, _)| stale.contains(name)) {
        fs::write(target.join(name), text)?;
    }
    let is_known = |name: &&String| files.iter().any(|(known, _)| known == *name);
    for name in stale.iter().filter(|name| !is_known(name)) {
        fs::remove_file(target.join(name))?;
    }
    Ok(())
}

/// The files that are missing, not as they should be, or of no answer.
pub(crate) fn stale(root: &Path) -> io::Result<Vec<String>> {
    let target = root.join(TARGET);
    let files = files();
    let is_fresh = |(name, text): &&(String, String)| {
        fs::read_to_string(target.join(name)).ok().as_ref() == Some(text)
    };
    let changed = files.iter().filter(|file| !is_fresh(file));
    let mut stale: Vec<String> = changed.map(|(name, _)| name.clone()).collect();
    for entry in fs::read_dir(&target)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let is_known = files.iter().any(|(known, _)| *known == name);
        if name.ends_with(".schema.json") && !is_known {
            stale.push(name);
        }
    }
    stale.sort();
    Ok(stale)
}
