//! The project's own role and operation files.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::catalog::source::{SourceOperation, SourcePermission, SourceRole};
use crate::ids::parse_guid;
use crate::model::{Plane, RoleKind};
use crate::text;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RoleFile {
    id: Option<String>,
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    status: Status,
    published_as: Option<String>,
    #[serde(rename = "source")]
    _source: String,
    permissions: Vec<PermissionFile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Published,
    Documented,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PermissionFile {
    #[serde(default)]
    actions: Vec<String>,
    #[serde(default)]
    not_actions: Vec<String>,
    #[serde(default)]
    data_actions: Vec<String>,
    #[serde(default)]
    not_data_actions: Vec<String>,
    condition: Option<String>,
    condition_version: Option<String>,
}

/// Reads a file of `roles/nexus` or `roles/azure`.
pub(crate) fn read_role(text: &str) -> Result<SourceRole, serde_json::Error> {
    let file: RoleFile = serde_json::from_str(text)?;
    let guid = |id: Option<String>| id.as_deref().and_then(parse_guid);
    Ok(SourceRole {
        id: guid(file.id),
        name: file.name,
        aliases: file.aliases,
        kind: match file.status {
            Status::Published => RoleKind::BuiltIn,
            Status::Documented => RoleKind::Documented,
        },
        published_as: guid(file.published_as),
        description: None,
        assignable_scopes: vec!["/".to_owned()],
        updated_on: None,
        permissions: file
            .permissions
            .into_iter()
            .map(|p| SourcePermission {
                lists: [p.actions, p.not_actions, p.data_actions, p.not_data_actions],
                condition: p.condition.map(|text| {
                    (
                        text,
                        p.condition_version.unwrap_or_else(|| "2.0".to_owned()),
                    )
                }),
            })
            .collect(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OperationFile {
    #[serde(rename = "namespace")]
    _namespace: String,
    #[serde(rename = "source")]
    _source: String,
    #[serde(default, rename = "partial")]
    _partial: bool,
    #[serde(default)]
    control: Vec<String>,
    #[serde(default)]
    data: Vec<String>,
    #[serde(default)]
    uncertain: Vec<String>,
}

/// Reads a file of `roles/operations`.
pub(crate) fn read_operations(text: &str) -> Result<Vec<SourceOperation>, serde_json::Error> {
    let file: OperationFile = serde_json::from_str(text)?;
    let of = |names: &[String], plane| -> Vec<SourceOperation> {
        names
            .iter()
            .map(|name| SourceOperation {
                name: name.clone(),
                plane,
                plane_is_uncertain: file.uncertain.contains(name),
                description: None,
            })
            .collect()
    };
    let mut operations = of(&file.control, Plane::Control);
    operations.extend(of(&file.data, Plane::Data));
    Ok(operations)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DescriptionFile {
    #[serde(rename = "rule")]
    _rule: String,
    operations: BTreeMap<String, Description>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    does: String,
    remark: Option<String>,
}

/// Gives operations what `roles/descriptions.json` says of them, and returns the remarks as JSON, by
/// folded name.
pub(crate) fn describe(
    operations: &mut [SourceOperation],
    text: &str,
) -> Result<String, serde_json::Error> {
    let file: DescriptionFile = serde_json::from_str(text)?;
    let mut remarks: BTreeMap<String, String> = BTreeMap::new();
    for (name, description) in file.operations {
        let known = operations.iter_mut().filter(|own| own.name == name);
        for operation in known {
            operation.description = Some(description.does.clone());
        }
        if let Some(remark) = description.remark {
            remarks.insert(text::fold(&name).into_owned(), remark);
        }
    }
    serde_json::to_string(&remarks)
}
