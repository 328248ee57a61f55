//! Answers of queries as tables: Resource Graph, Log Analytics, steampipe.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::places::Places;
use super::unwrapped::{Part, UNKNOWN_CONDITION, Unwrapped, field};
use crate::span::{Diagnostic, Position};

/// `{"data": {"columns", "rows"}}` of Resource Graph, with what it says of other pages; the table alone.
pub(super) fn resource_graph(document: &Value) -> Unwrapped {
    let mut unwrapped = Unwrapped::default();
    match document.get("data") {
        Some(data) => table(data, "/data", &mut unwrapped),
        None => table(document, "", &mut unwrapped),
    }
    let given = |name: &str| {
        let value = field(document, name)?;
        value.as_str().filter(|text| !text.is_empty())
    };
    let is_cut = ["$skipToken", "skipToken", "skip_token"]
        .into_iter()
        .any(|name| given(name).is_some())
        || ["resultTruncated", "result_truncated"]
            .into_iter()
            .filter_map(given)
            .any(|text| text.eq_ignore_ascii_case("true"));
    if is_cut {
        unwrapped.notes.push((Position::Whole, more_pages()));
    }
    unwrapped
}

fn more_pages() -> Diagnostic {
    Diagnostic::warning(
        "truncated-page",
        "this is one page of several: the result was truncated",
    )
    .records_lost()
    .help("`az graph query --first 1000`, then again with `--skip-token` until none comes back")
}

/// `{"tables": [{"name", "columns", "rows"}]}` of Log Analytics and Application Insights.
pub(super) fn log_analytics(document: &Value) -> Unwrapped {
    let mut unwrapped = Unwrapped::default();
    let tables = field(document, "tables").and_then(Value::as_array);
    for (at, each) in tables.into_iter().flatten().enumerate() {
        table(each, &format!("/tables/{at}"), &mut unwrapped);
    }
    if let Some(error) = field(document, "error").filter(|error| !error.is_null()) {
        let text = |name: &str| field(error, name).and_then(Value::as_str);
        let message = format!(
            "the query was answered in part: {}",
            text("message").or(text("code")).unwrap_or("an error")
        );
        let note = Diagnostic::warning("truncated-page", message).records_lost();
        unwrapped.notes.push((pointer("/error"), note));
    }
    unwrapped
}

/// `{"columns", "rows": [{…}]}` of steampipe, whose rows are objects.
pub(super) fn steampipe(document: &Value) -> Unwrapped {
    let mut rows = document.get("rows").cloned().unwrap_or_default();
    let first = rows.as_array_mut().and_then(|rows| {
        let mut first = None;
        for (index, row) in rows.iter_mut().enumerate() {
            let row = row.as_object_mut();
            if row.is_some_and(leave_condition_open) {
                first.get_or_insert(index);
            }
        }
        first
    });
    let mut unwrapped = Unwrapped::of(&rows, Places::Below("/rows".to_owned()));
    if let Some(first) = first {
        let at = pointer(&format!("/rows/{first}"));
        unwrapped.notes.extend(notes_of_steampipe(at));
    }
    unwrapped
}

/// Says of a role assignment as steampipe's table `azure_role_assignment` has it that its condition is not
/// known: the table has no column for one. False for anything else.
pub(super) fn leave_condition_open(row: &mut Map<String, Value>) -> bool {
    let has = |column: &str| row.contains_key(column);
    // Others write their fields so too, who read the condition where there is one.
    let is_steampipes = ["akas", "title", "cloud_environment", "_ctx", "sp_ctx"]
        .into_iter()
        .any(has);
    let is_one =
        is_steampipes && has("principal_id") && has("role_definition_id") && !has("condition");
    if is_one {
        row.insert("condition".to_owned(), UNKNOWN_CONDITION.into());
    }
    is_one
}

/// What is not in steampipe's table of role assignments, which asks with `atScope()`.
pub(super) fn notes_of_steampipe(at: Position) -> [(Position, Diagnostic); 2] {
    let help = "export with `az role assignment list --all`";
    let conditions = "these are columns of steampipe's `azure_role_assignment`, which has none for conditions: whether these role assignments have one is not known";
    let condition = Diagnostic::warning("unknown-condition", conditions).may_change_answer();
    let below = "these are columns of steampipe's `azure_role_assignment`, which leaves out role assignments below the subscription";
    let below = Diagnostic::warning("incomplete-export", below).grant_lost();
    [(at.clone(), condition.help(help)), (at, below.help(help))]
}

/// Gives each row the names of its columns.
fn table(table: &Value, above: &str, unwrapped: &mut Unwrapped) {
    let list = |name: &str| field(table, name).and_then(Value::as_array);
    let (Some(columns), Some(rows)) = (list("columns"), list("rows")) else {
        let message = "a table without columns or without rows";
        let note = Diagnostic::warning("unrecognised-record", message).records_lost();
        return unwrapped.notes.push((pointer(above), note));
    };
    let columns: Vec<Option<&str>> = columns.iter().map(name).collect();
    let (mut records, mut at) = (Vec::new(), Vec::new());
    for (index, row) in rows.iter().enumerate() {
        let position = pointer(&format!("{above}/rows/{index}"));
        let Some(cells) = row.as_array() else {
            records.push(row.clone());
            at.push(position);
            continue;
        };
        if cells.len() != columns.len() {
            let message = format!(
                "this row has {} cells, and the table {} columns",
                cells.len(),
                columns.len()
            );
            let note = Diagnostic::warning("malformed-row", message).records_lost();
            unwrapped.notes.push((position.clone(), note));
        }
        let named = columns.iter().zip(cells);
        let record = named.filter_map(|(name, cell)| Some(((*name)?.to_owned(), value(cell))));
        records.push(Value::Object(record.collect::<Map<_, _>>()));
        at.push(position);
    }
    unwrapped.parts.push(Part {
        json: Value::Array(records).to_string().into_bytes(),
        places: Places::Each { list: "", at },
    });
}

/// The name of a column: an object with one, or the name alone.
fn name(column: &Value) -> Option<&str> {
    column.as_str().or_else(|| {
        field(column, "name")
            .or(field(column, "ColumnName"))?
            .as_str()
    })
}

/// Dynamic columns of Log Analytics hold their JSON as text.
fn value(cell: &Value) -> Value {
    cell.as_str()
        .filter(|text| text.starts_with(['[', '{']))
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_else(|| cell.clone())
}

fn pointer(text: &str) -> Position {
    Position::Pointer(Arc::from(text))
}
