//! Reading the JSON of clusters and resources, in the form of the CLI (properties at the top) and
//! of REST (properties nested), and of the keys that the command line takes.

use serde_json::Value;

use super::cluster::{AttachedIdentity, Cluster, ClusterIdentity, Deployment};
use super::identity_set::{EntryChange, IdentityPatch, IdentityType};
use super::resource_id::ResourceId;
use super::setting::{
    AssociatedIdentity, ClusterSetting, OutputOverride, SettingChange, SettingKind,
};
use crate::ids::PrincipalId;
use crate::text;
use crate::time::Timestamp;

/// A JSON document that holds no cluster.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadClusterError {
    /// It is no object, or one of something else.
    #[error("this is not a cluster: {reason}")]
    NotACluster {
        /// What speaks against it.
        reason: &'static str,
    },
    /// It is a list of several.
    #[error("this is a list of several clusters: {}", names.join(", "))]
    SeveralClusters {
        /// Their names.
        names: Vec<String>,
    },
}

const CLUSTER_TYPE: &str = "Microsoft.NetworkCloud/clusters";

impl Cluster {
    /// Whether a JSON value looks like a cluster: by its type, its id, or its settings.
    pub fn is_cluster(value: &Value) -> bool {
        let by_type = text_of(value, "type").is_some_and(|kind| text::same(kind, CLUSTER_TYPE));
        let by_id =
            text_of(value, "id").is_some_and(|id| ResourceId::new(id).is_of_type(CLUSTER_TYPE));
        by_type
            || by_id
            || SettingKind::ALL
                .iter()
                .any(|kind| property(value, kind.json_name()).is_some())
    }

    /// Reads `az networkcloud cluster show`, flattened or in the form of REST (§2.1).
    ///
    /// # Errors
    ///
    /// When the value is not a cluster.
    pub fn from_json(value: &Value) -> Result<Self, ReadClusterError> {
        let not = |reason| Err(ReadClusterError::NotACluster { reason });
        let list = value.as_array().or_else(|| value.get("value")?.as_array());
        let value = match list.map(Vec::as_slice) {
            None => value,
            Some([]) => return not("it is an empty list"),
            Some([one]) => one,
            Some(rows) if rows.iter().all(Self::is_cluster) => {
                let names = rows.iter().map(|row| {
                    let id = text_of(row, "id").map(|id| ResourceId::new(id).name().to_owned());
                    let name = text_of(row, "name").map(str::to_owned).or(id);
                    format!("`{}`", name.unwrap_or_else(|| "?".to_owned()))
                });
                let names = names.collect();
                return Err(ReadClusterError::SeveralClusters { names });
            }
            Some(_) => return not("it is a list of other records"),
        };
        if !value.is_object() {
            return not("it is not an object");
        }
        if !Self::is_cluster(value) && given(value, "identity").is_none() {
            return not("it has neither the id of a cluster, nor its settings, nor an identity");
        }
        let owned = |name| text_of(value, name).map(str::to_owned);
        let block = |kind: SettingKind| {
            property(value, kind.json_name()).map(|block| ClusterSetting::from_json(kind, block))
        };
        let archive = property(value, "secretArchive");
        Ok(Self {
            id: text_of(value, "id").map(ResourceId::new),
            name: owned("name"),
            location: owned("location"),
            deployment: deployment(value),
            identity: given(value, "identity")
                .filter(|identity| identity.is_object())
                .map(ClusterIdentity::from_json)
                .unwrap_or_default(),
            command_output: block(SettingKind::CommandOutput),
            analytics: block(SettingKind::Analytics),
            secret_archive: block(SettingKind::SecretArchive),
            legacy_workspace: property(value, "analyticsWorkspaceId")
                .and_then(filled)
                .map(str::to_owned),
            legacy_vault: archive
                .and_then(|archive| text_of(archive, "keyVaultId"))
                .map(str::to_owned),
            named: SettingKind::ALL
                .into_iter()
                .filter(|kind| is_named(value, kind.json_name()))
                .collect(),
            changed: changed_at(value),
            has_undated: changed_at(value).is_none(),
            disputed: Vec::new(),
            otherwise: Vec::new(),
            simulated: None,
        })
    }
}

fn deployment(value: &Value) -> Deployment {
    match property(value, "detailedStatus").and_then(filled) {
        None => Deployment::Unknown,
        Some(status) if text::same(status, "PendingDeployment") => Deployment::Pending,
        Some(_) => Deployment::Deployed,
    }
}

impl ClusterIdentity {
    fn from_json(value: &Value) -> Self {
        let attached = given(value, "userAssignedIdentities")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(key, entry)| AttachedIdentity {
                id: ResourceId::new(key),
                client: text_of(entry, "clientId").map(str::to_owned),
                principal: principal_of(entry),
            });
        Self {
            type_text: text_of(value, "type").map(str::to_owned),
            principal: principal_of(value),
            is_new_system: false,
            attached: attached.collect(),
        }
    }
}

impl IdentityPatch {
    /// Reads the `identity` block of a PATCH body.
    ///
    /// # Errors
    ///
    /// The reason, when the block is not of the documented form.
    pub(super) fn from_json(value: &Value) -> Result<Self, String> {
        let Some(fields) = value.as_object() else {
            return Err("`identity` is not an object".to_owned());
        };
        let kind = match fields.get("type").filter(|kind| !kind.is_null()) {
            None => None,
            Some(kind) => {
                let word = kind.as_str().ok_or("`identity.type` is not text")?;
                Some(IdentityType::parse(word).ok_or_else(|| not_a_type(word))?)
            }
        };
        let entries = match fields.get("userAssignedIdentities") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Object(map)) => map
                .iter()
                .map(|(key, entry)| match entry {
                    Value::Null => Ok((ResourceId::new(key), EntryChange::Detach)),
                    Value::Object(_) => Ok((ResourceId::new(key), EntryChange::Attach)),
                    _ => Err(format!("the value of `{key}` is neither `{{}}` nor `null`")),
                })
                .collect::<Result<_, _>>()?,
            Some(_) => return Err("`identity.userAssignedIdentities` is not an object".to_owned()),
        };
        Ok(Self { kind, entries })
    }

    /// The whole body of a PATCH with this block.
    pub(super) fn body(&self) -> String {
        let mut block = serde_json::Map::new();
        if let Some(kind) = self.kind {
            block.insert("type".to_owned(), kind.as_str().into());
        }
        if !self.entries.is_empty() {
            let entries = self.entries.iter().map(|(id, change)| {
                let value = match change {
                    EntryChange::Attach => Value::Object(serde_json::Map::new()),
                    EntryChange::Detach => Value::Null,
                };
                (id.as_str().to_owned(), value)
            });
            block.insert(
                "userAssignedIdentities".to_owned(),
                Value::Object(entries.collect()),
            );
        }
        let body = [("identity".to_owned(), Value::Object(block))];
        Value::Object(body.into_iter().collect()).to_string()
    }
}

/// The message for a text that is no `identity.type`; tells the two vocabularies apart.
pub(super) fn not_a_type(word: &str) -> String {
    let hint = match super::SettingIdentityType::parse(word) {
        Some(_) => "; that is the `identityType` of a setting, a vocabulary of its own",
        None => "",
    };
    format!(
        "`{word}` is not one of `None`, `SystemAssigned`, `UserAssigned`, \
         `SystemAssigned,UserAssigned`{hint}"
    )
}

impl ClusterSetting {
    /// Reads a settings block, with the field names of JSON or the keys of the command line.
    pub(super) fn from_json(kind: SettingKind, value: &Value) -> Self {
        Self {
            target: loose(value, kind.target_name())
                .and_then(filled)
                .map(str::to_owned),
            identity: associated(value),
            overrides: match kind {
                SettingKind::CommandOutput => given(value, "overrides").map(overrides),
                SettingKind::Analytics | SettingKind::SecretArchive => None,
            },
        }
    }
}

/// A list of overrides; `null` is one without any.
fn overrides(list: &Value) -> Vec<OutputOverride> {
    let entries = list.as_array().into_iter().flatten();
    let text = |entry, name| loose(entry, name).and_then(filled).map(str::to_owned);
    entries
        .map(|entry| OutputOverride {
            command_type: text(entry, "commandOutputType"),
            target: text(entry, "containerUrl"),
            identity: associated(entry),
        })
        .collect()
}

impl SettingChange {
    /// Reads a settings block of a change; `null` clears it.
    pub(super) fn from_json(kind: SettingKind, value: &Value) -> Self {
        match value {
            Value::Null => Self::Clear,
            _ => Self::Set(ClusterSetting::from_json(kind, value)),
        }
    }
}

fn associated(value: &Value) -> AssociatedIdentity {
    let nested = loose(value, "associatedIdentity").filter(|nested| nested.is_object());
    let find = |name| {
        nested
            .and_then(|nested| loose(nested, name))
            .or_else(|| loose(value, name))
            .and_then(filled)
    };
    AssociatedIdentity {
        identity_type: find("identityType").map(str::to_owned),
        resource_id: find("userAssignedIdentityResourceId")
            .or_else(|| find("identityResourceId"))
            .map(ResourceId::new),
    }
}

fn principal_of(value: &Value) -> Option<PrincipalId> {
    text_of(value, "principalId")
        .map(PrincipalId::new)
        .filter(|id| !id.is_all_principals())
}

/// Text that is not blank.
pub(super) fn filled(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.trim().is_empty())
}

/// A text field of an object.
pub(super) fn text_of<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    filled(given(value, name)?)
}

/// A field under `properties`, or else at the top; `null` counts as absent.
pub(super) fn property<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let found = given(value, "properties").and_then(|properties| given(properties, name));
    found
        .or_else(|| given(value, name))
        .filter(|found| !found.is_null())
}

/// Whether a field is there, be it as `null`.
fn is_named(value: &Value, name: &str) -> bool {
    let properties = given(value, "properties");
    properties.is_some_and(|properties| given(properties, name).is_some())
        || given(value, name).is_some()
}

/// When a resource was last changed, by its own description.
pub(super) fn changed_at(value: &Value) -> Option<Timestamp> {
    let data = property(value, "systemData")?;
    text_of(data, "lastModifiedAt")?.parse().ok()
}

/// A field by its name in JSON (`containerUrl`), in Python (`container_url`) or on the command line
/// (`container-url`); `null` counts as absent.
fn loose<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    given(value, name).filter(|found| !found.is_null())
}

/// The same, with `null` as it stands there.
fn given<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    if let Some(found) = value.get(name) {
        return Some(found);
    }
    let bare = |key: &str| -> String { key.chars().filter(|c| !matches!(c, '-' | '_')).collect() };
    let fields = value.as_object()?;
    fields
        .iter()
        .find(|(key, _)| text::same(&bare(key), name))
        .map(|(_, found)| found)
}
