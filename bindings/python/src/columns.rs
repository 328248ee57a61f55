//! JSON in columns, typed by a JSON Schema: the same types whatever the rows hold.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, ListArray, RecordBatch, StringArray,
    StructArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema};
use serde_json::Value;

/// How deep objects stand in each other before they become text: types may hold themselves.
const DEEPEST: usize = 4;

/// Rows of the type that a schema defines under a name.
///
/// # Errors
///
/// When the schema has no such object.
pub(crate) fn batch(schema: &Value, name: &str, rows: &[Value]) -> Result<RecordBatch, ArrowError> {
    let of = &schema["$defs"][name];
    let (DataType::Struct(fields), _) = data_type(schema, of, 0) else {
        let message = format!("`{name}` is no object of the schema");
        return Err(ArrowError::SchemaError(message));
    };
    let rows: Vec<Option<&Value>> = rows.iter().map(Some).collect();
    let columns = fields.iter().map(|field| member(field, &rows));
    let columns: Vec<ArrayRef> = columns.collect::<Result<_, _>>()?;
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

/// The type of values that a schema describes, and whether null is one of them. What is one of several
/// objects is text in JSON.
fn data_type(root: &Value, schema: &Value, depth: usize) -> (DataType, bool) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/$defs/");
        return data_type(root, &root["$defs"][name], depth);
    }
    if let Some(any) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        let is_null = |schema: &&Value| schema["type"] == "null";
        let others: Vec<&Value> = any.iter().filter(|schema| !is_null(schema)).collect();
        let has_null = others.len() < any.len();
        return match others[..] {
            [one] => {
                let (of, may_be_null) = data_type(root, one, depth);
                (of, may_be_null || has_null)
            }
            _ if others.iter().all(|one| is_text(root, one)) => (DataType::Utf8, has_null),
            _ => (DataType::Utf8, true),
        };
    }
    let words: Vec<&str> = match &schema["type"] {
        Value::String(word) => vec![word],
        Value::Array(words) => words.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let has_null = words.contains(&"null");
    let mut kinds = words.into_iter().filter(|word| *word != "null");
    let of = match (kinds.next(), kinds.next()) {
        (Some("boolean"), None) => DataType::Boolean,
        (Some("integer"), None) => DataType::Int64,
        (Some("number"), None) => DataType::Float64,
        (Some("array"), None) if schema["items"].is_object() => {
            let (item, is_nullable) = data_type(root, &schema["items"], depth + 1);
            DataType::List(Arc::new(Field::new("item", item, is_nullable)))
        }
        (Some("object"), None) if depth < DEEPEST => match schema["properties"].as_object() {
            Some(properties) if !properties.is_empty() => {
                let required = schema["required"].as_array();
                let fields = properties.iter().map(|(name, schema)| {
                    let is_required =
                        required.is_some_and(|names| names.iter().any(|known| known == name));
                    let (of, is_nullable) = data_type(root, schema, depth + 1);
                    Field::new(name, of, is_nullable || !is_required)
                });
                DataType::Struct(fields.collect::<Fields>())
            }
            _ => DataType::Utf8,
        },
        _ => DataType::Utf8,
    };
    (of, has_null)
}

fn is_text(root: &Value, schema: &Value) -> bool {
    match schema["$ref"].as_str() {
        Some(name) => is_text(root, &root["$defs"][name.trim_start_matches("#/$defs/")]),
        None => schema["type"] == "string",
    }
}

/// A field of objects as a column.
fn member(field: &Field, objects: &[Option<&Value>]) -> Result<ArrayRef, ArrowError> {
    let objects = objects.iter().copied();
    let values = objects.map(|object| object.and_then(|object| object.get(field.name())));
    let values: Vec<Option<&Value>> = values.map(|value| value.and_then(present)).collect();
    column(field.data_type(), &values)
}

/// Values as a column; `None` is null.
fn column(of: &DataType, values: &[Option<&Value>]) -> Result<ArrayRef, ArrowError> {
    let each = values.iter().copied();
    Ok(match of {
        DataType::Boolean => {
            let each = each.map(|value| value.and_then(Value::as_bool));
            Arc::new(each.collect::<BooleanArray>())
        }
        DataType::Int64 => {
            let each = each.map(|value| value.and_then(Value::as_i64));
            Arc::new(each.collect::<Int64Array>())
        }
        DataType::Float64 => {
            let each = each.map(|value| value.and_then(Value::as_f64));
            Arc::new(each.collect::<Float64Array>())
        }
        DataType::List(item) => {
            let lists = each.map(|value| value.and_then(Value::as_array));
            let lists: Vec<Option<&Vec<Value>>> = lists.collect();
            let lengths = lists.iter().map(|list| list.map_or(0, Vec::len));
            let offsets = OffsetBuffer::from_lengths(lengths);
            let inner = lists.iter().flatten().flat_map(|list| list.iter());
            let inner: Vec<Option<&Value>> = inner.map(present).collect();
            let inner = column(item.data_type(), &inner)?;
            let nulls = NullBuffer::from_iter(lists.iter().map(Option::is_some));
            Arc::new(ListArray::try_new(
                Arc::clone(item),
                offsets,
                inner,
                Some(nulls),
            )?)
        }
        DataType::Struct(fields) => {
            let columns = fields.iter().map(|field| member(field, values));
            let columns: Vec<ArrayRef> = columns.collect::<Result<_, _>>()?;
            let nulls = NullBuffer::from_iter(values.iter().map(Option::is_some));
            Arc::new(StructArray::try_new(fields.clone(), columns, Some(nulls))?)
        }
        _ => {
            let text = |value: &Value| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            Arc::new(each.map(|value| value.map(text)).collect::<StringArray>())
        }
    })
}

fn present(value: &Value) -> Option<&Value> {
    Some(value).filter(|value| !value.is_null())
}
