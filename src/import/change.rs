//! A change of access that is planned: assignments that it adds, and those that it removes.

use serde_json::Value;

use super::files::{InputSource, Printed};
use super::what_if;
use crate::span::Diagnostic;
use crate::text;

/// What a change adds and removes.
#[derive(Debug, Default)]
pub(crate) struct PlannedChange {
    /// What holds the records that it adds.
    pub(crate) adds: Vec<InputSource>,
    /// The ids of the assignments and schedules that it removes.
    pub(crate) removes: Vec<String>,
    /// Those of them that are removed before anything is added in their place.
    pub(crate) replaced: Vec<String>,
    /// What of it is not read.
    pub(crate) unread: Vec<Diagnostic>,
}

/// Why a document is no change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ReadChangeError {
    /// It is none of the documents that hold one.
    #[error(
        "it is not a change: neither `add` and `remove`, nor what `rightsize`, `terraform show -json` or what-if print"
    )]
    Foreign,
    /// A field does not hold what belongs there.
    #[error("`{0}` does not hold {1}")]
    Wrong(String, &'static str),
}

/// Reads a change: `{"add": […], "remove": […]}`, the answer of `rightsize`, a plan of Terraform in JSON, or
/// the answer of what-if. The path names the document in places.
///
/// # Errors
///
/// For any other document.
pub(crate) fn read_change(document: &Value, path: &str) -> Result<PlannedChange, ReadChangeError> {
    let schema = document["schema"].as_str().unwrap_or_default();
    if schema == "rolecall/rightsize/1" {
        return of_rightsize(document, path);
    }
    if document.get("resource_changes").is_some() {
        return of_terraform(document, path);
    }
    if document.get("add").is_some() || document.get("remove").is_some() {
        return of_lists(document, path);
    }
    let what_if = what_if::read(document).ok_or(ReadChangeError::Foreign)?;
    const REMOVED: [&str; 3] = [
        "/providers/microsoft.authorization/roleassignments/",
        "/providers/microsoft.authorization/roleassignmentscheduleinstances/",
        "/providers/microsoft.authorization/roleeligibilityscheduleinstances/",
    ];
    let is_of_access = |id: &&str| {
        let id = text::fold(id);
        REMOVED.iter().any(|kind| id.contains(kind))
    };
    Ok(PlannedChange {
        adds: vec![printed(document, path)],
        removes: what_if
            .deleted()
            .filter(is_of_access)
            .map(str::to_owned)
            .collect(),
        ..PlannedChange::default()
    })
}

fn printed(document: &Value, path: &str) -> InputSource {
    InputSource::Printed(Printed {
        command: path.to_owned(),
        bytes: document.to_string().into_bytes(),
    })
}

fn list<'d>(document: &'d Value, field: &str) -> Result<&'d [Value], ReadChangeError> {
    match document.get(field) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err(ReadChangeError::Wrong(field.to_owned(), "a list")),
    }
}

fn of_lists(document: &Value, path: &str) -> Result<PlannedChange, ReadChangeError> {
    let fields = document
        .as_object()
        .into_iter()
        .flat_map(|fields| fields.keys());
    for field in fields {
        if !["add", "remove"].contains(&field.as_str()) {
            return Err(ReadChangeError::Wrong(
                field.clone(),
                "anything that is known here: a change has `add` and `remove`",
            ));
        }
    }
    let ids = list(document, "remove")?.iter().enumerate();
    let ids = ids.map(|(at, id)| {
        let id = id.as_str().or_else(|| id["id"].as_str());
        let id = id.filter(|id| id.starts_with('/'));
        id.map(str::to_owned).ok_or_else(|| {
            ReadChangeError::Wrong(format!("remove/{at}"), "the id of an assignment")
        })
    });
    let adds = list(document, "add")?;
    Ok(PlannedChange {
        adds: (!adds.is_empty())
            .then(|| printed(&Value::from(adds), path))
            .into_iter()
            .collect(),
        removes: ids.collect::<Result<_, _>>()?,
        ..PlannedChange::default()
    })
}

fn of_rightsize(document: &Value, path: &str) -> Result<PlannedChange, ReadChangeError> {
    let mut change = PlannedChange::default();
    let mut records = Vec::new();
    let sized = document["result"]["assignments"].as_array();
    let sized = sized.ok_or_else(|| {
        ReadChangeError::Wrong(
            "result/assignments".to_owned(),
            "the assignments of an answer",
        )
    })?;
    for sized in sized {
        let proposal = &sized["proposal"];
        if proposal["kind"] == "keep" {
            continue;
        }
        let id = sized["roleAssignment"].as_str();
        let id = id.ok_or_else(|| ReadChangeError::Wrong("roleAssignment".to_owned(), "an id"))?;
        change.removes.push(id.to_owned());
        records.extend(list(proposal, "adds")?.iter().cloned());
    }
    if !records.is_empty() {
        change.adds.push(printed(&Value::from(records), path));
    }
    Ok(change)
}

/// Resources of Terraform whose creation or update changes access, and is not read. What is deleted takes its
/// assignments with it, whatever it is.
const OTHER_ACCESS: [&str; 8] = [
    "azapi_resource",
    "azapi_update_resource",
    "azuread_group",
    "azuread_group_member",
    "azuread_group_without_members",
    "azurerm_management_group",
    "azurerm_management_group_subscription_association",
    "azurerm_role_definition",
];
/// Those of them whose creation moves what is there.
const MOVES: [&str; 2] = [
    "azurerm_management_group",
    "azurerm_management_group_subscription_association",
];

fn of_terraform(document: &Value, path: &str) -> Result<PlannedChange, ReadChangeError> {
    let mut change = PlannedChange {
        adds: vec![printed(document, path)],
        ..PlannedChange::default()
    };
    for resource in list(document, "resource_changes")? {
        let actions = resource["change"]["actions"]
            .as_array()
            .into_iter()
            .flatten();
        let does: Vec<&str> = actions.filter_map(Value::as_str).collect();
        let kind = resource["type"].as_str().unwrap_or_default();
        let id = resource["change"]["before"]["id"].as_str();
        // Of another tenant the provider writes `id|tenant`.
        let id = id
            .and_then(|id| id.split('|').next())
            .filter(|id| id.starts_with('/'));
        let is_assignment = kind == "azurerm_role_assignment";
        if is_assignment && does.contains(&"delete") {
            match id {
                Some(id) => {
                    change.removes.push(id.to_owned());
                    // With `create_before_destroy` it is `create`, `delete`.
                    let is_replaced = does == ["delete", "create"];
                    change.replaced.extend(is_replaced.then(|| id.to_owned()));
                }
                None => change.unread.push(unread(resource)),
            }
        } else if does.contains(&"delete")
            || does.contains(&"update") && OTHER_ACCESS.contains(&kind)
            || does.contains(&"create") && MOVES.contains(&kind)
        {
            change.unread.push(unread(resource));
        }
    }
    Ok(change)
}

fn unread(resource: &Value) -> Diagnostic {
    let address = resource["address"].as_str().unwrap_or("a resource");
    let message = format!("what becomes of `{address}` is not read: it may change access");
    Diagnostic::warning("unread-change", message)
        .may_change_answer()
        .help("compare with exports of the state after, by `--to`")
}
