//! Attributes from the command line and from files.

use serde_json::{Map, Value};

use super::args::AttributeArgs;
use super::complain::Complaint;
use super::sources::read_file;
use crate::access::Circumstances;
use crate::catalog::Catalog;
use crate::condition::{
    AttributeMap, AttributeRef, AttributeValue, Completeness, RoleAssignmentAttribute,
};
use crate::ids::RoleId;
use crate::span::Diagnostic;

/// What the arguments say of a request; later attributes take the place of earlier ones, those on
/// the command line that of those in the file.
pub(crate) fn circumstances(args: &AttributeArgs) -> Result<Circumstances, Complaint> {
    let completeness = if args.closed {
        Completeness::Closed
    } else {
        Completeness::Open
    };
    let mut circumstances = Circumstances::new(completeness);
    if let Some(path) = &args.attributes {
        let file = read_file(path)?;
        let shown = &file.path;
        let object: Map<String, Value> = serde_json::from_str(&file.text).map_err(|error| {
            Complaint::input(format!(
                "`{shown}` is not one JSON object of attributes: {error}"
            ))
            .help("write it as `{\"@Request[…]\": \"text\", \"@Resource[…]\": [\"a\", \"b\"]}`")
        })?;
        insert(&mut circumstances.attributes, &object)?;
    }
    for pair in &args.attr {
        let (name, text) = split(pair)?;
        let value = serde_json::from_str(text)
            .ok()
            .filter(|value: &Value| !value.is_object())
            .unwrap_or_else(|| Value::String(text.to_owned()));
        insert_one(&mut circumstances.attributes, name, &value)?;
    }
    circumstances.suboperation.clone_from(&args.suboperation);
    Ok(circumstances)
}

/// Writes the ids of roles among the attributes as requests carry them: a full role definition id
/// is cut to its GUID, and a name is looked up. Each change is said.
pub(crate) fn name_roles_by_guid(
    circumstances: &mut Circumstances,
    catalog: &Catalog,
) -> Result<Vec<Diagnostic>, Complaint> {
    let mut changes = Vec::new();
    let mut diagnostics = Vec::new();
    for (attribute, value) in circumstances.attributes.iter() {
        let of_role = Some(RoleAssignmentAttribute::RoleDefinitionId);
        if let Some(value) = value.filter(|_| attribute.as_role_assignment() == of_role) {
            let guids = role_guids(value, catalog, &mut diagnostics)?;
            changes.push((attribute.clone(), guids));
        }
    }
    for (attribute, value) in changes {
        circumstances.attributes.insert(attribute, Some(value));
    }
    Ok(diagnostics)
}

fn role_guids(
    value: &AttributeValue,
    catalog: &Catalog,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<AttributeValue, Complaint> {
    let text = match value {
        AttributeValue::Text(text) => text,
        AttributeValue::List(items) => {
            let items: Result<Vec<_>, _> = items
                .iter()
                .map(|item| role_guids(item, catalog, diagnostics))
                .collect();
            return Ok(AttributeValue::List(items?));
        }
        other => return Ok(other.clone()),
    };
    let (id, how) = match RoleId::parse(text) {
        Some(_) if !text.contains('/') => return Ok(value.clone()),
        Some(id) => (id, "cut"),
        None => {
            let role = catalog.look_up_role(text)?;
            let id = catalog.role_id(role).ok_or_else(|| {
                Complaint::usage(format!("`{text}` is only documented and has no id"))
                    .help("give the GUID of the role definition")
            })?;
            (id, "resolved")
        }
    };
    diagnostics.push(
        Diagnostic::info("role-id-resolved", format!("`{text}` was {how} to `{id}`"))
            .help("the attribute RoleDefinitionId of a request holds the bare GUID"),
    );
    Ok(AttributeValue::Text(id.to_string()))
}

/// Adds the attributes of a JSON object; null says that one is missing.
pub(crate) fn insert(map: &mut AttributeMap, object: &Map<String, Value>) -> Result<(), Complaint> {
    for (name, value) in object {
        insert_one(map, name, value)?;
    }
    Ok(())
}

fn insert_one(map: &mut AttributeMap, name: &str, value: &Value) -> Result<(), Complaint> {
    let attribute = AttributeRef::parse(name).map_err(|error| {
        Complaint::usage(error.to_string())
            .help("an attribute is written as `@Request[…]`, `@Resource[…]`, `@Principal[…]` or `@Environment[…]`")
    })?;
    let value = match value {
        Value::Null => None,
        value => Some(attribute_value(value).ok_or_else(|| {
            Complaint::usage(format!("`{value}` is not a value of an attribute"))
                .help("give text, an integer, true, false, null or a list of these")
        })?),
    };
    map.insert(attribute, value);
    Ok(())
}

fn attribute_value(value: &Value) -> Option<AttributeValue> {
    match value {
        Value::String(text) => Some(AttributeValue::Text(text.clone())),
        Value::Bool(value) => Some(AttributeValue::Bool(*value)),
        Value::Number(number) => number.as_i64().map(AttributeValue::Integer),
        Value::Array(items) => items
            .iter()
            .map(attribute_value)
            .collect::<Option<_>>()
            .map(AttributeValue::List),
        Value::Null | Value::Object(_) => None,
    }
}

/// The name ends at the bracket that closes it: its path may hold `=`.
fn split(pair: &str) -> Result<(&str, &str), Complaint> {
    let at = pair.find("]=").map(|at| at + 1).or_else(|| pair.find('='));
    at.map(|at| (&pair[..at], &pair[at + 1..])).ok_or_else(|| {
        Complaint::usage(format!("`{pair}` has no value")).help("write it as `@Request[…]=VALUE`")
    })
}
