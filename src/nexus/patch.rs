//! The body of a PATCH of a cluster as a change of identities and settings (nexus.md §3).

use serde_json::Value;

use super::identity_set::{IdentityChange, IdentityPatch};
use super::setting::{SettingChange, SettingKind};
use crate::span::Diagnostic;

/// What the body of a PATCH asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClusterPatch {
    /// The `identity` block, if the body has one.
    pub identity: Option<IdentityPatch>,
    /// The settings blocks named under `properties`.
    pub settings: Vec<(SettingKind, SettingChange)>,
    /// What is odd about the body.
    pub diagnostics: Vec<Diagnostic>,
}

/// A text that is no PATCH body.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ParsePatchError {
    /// It is not JSON.
    #[error("the body is not JSON: {reason}")]
    NotJson {
        /// What the reader says, with line and column.
        reason: String,
    },
    /// It is JSON of another form.
    #[error("the body is not a change of a cluster: {reason}")]
    OtherForm {
        /// What is wrong.
        reason: String,
    },
}

impl ClusterPatch {
    /// Reads a body, as text.
    ///
    /// # Errors
    ///
    /// When it is not JSON, or not of the form of a cluster.
    pub fn parse(input: &str) -> Result<Self, ParsePatchError> {
        let body = input.trim_start_matches('\u{feff}');
        let value = serde_json::from_str(body).map_err(|error| ParsePatchError::NotJson {
            reason: error.to_string(),
        })?;
        Self::from_json(&value)
    }

    /// Reads a body.
    ///
    /// # Errors
    ///
    /// When it is not of the form of a cluster.
    pub fn from_json(body: &Value) -> Result<Self, ParsePatchError> {
        let other = |reason: &str| ParsePatchError::OtherForm {
            reason: reason.to_owned(),
        };
        let fields = body.as_object().ok_or_else(|| other("it is no object"))?;
        let mut diagnostics = Vec::new();
        let identity = match fields.get("identity") {
            None | Some(Value::Null) => None,
            Some(block) => Some(
                IdentityPatch::from_json(block)
                    .map_err(|reason| ParsePatchError::OtherForm { reason })?,
            ),
        };
        let properties = match fields.get("properties") {
            None | Some(Value::Null) => None,
            Some(Value::Object(properties)) => Some(properties),
            Some(_) => return Err(other("`properties` is no object")),
        };
        let mut settings = Vec::new();
        for kind in SettingKind::ALL {
            let name = kind.json_name();
            if fields.contains_key(name) {
                diagnostics.push(
                    Diagnostic::warning(
                        "misplaced-setting",
                        format!("`{name}` stands outside `properties`: the service ignores it"),
                    )
                    .help(format!("write {{\"properties\":{{\"{name}\":…}}}}")),
                );
            }
            if let Some(block) = properties.and_then(|properties| properties.get(name)) {
                settings.push((kind, SettingChange::from_json(kind, block)));
            }
        }
        for name in ["type", "userAssignedIdentities"] {
            if fields.contains_key(name) {
                diagnostics.push(
                    Diagnostic::warning(
                        "misplaced-identity",
                        format!("`{name}` stands outside `identity`: the service ignores it"),
                    )
                    .help("a real body is {\"identity\":{…}}"),
                );
            }
        }
        if identity.is_none() && settings.is_empty() {
            diagnostics.push(Diagnostic::info(
                "empty-change",
                "the body changes neither the identities nor a setting that uses one",
            ));
        }
        Ok(Self {
            identity,
            settings,
            diagnostics,
        })
    }

    /// The change of the identity set.
    pub fn identity_change(&self) -> IdentityChange {
        IdentityChange::Patch(self.identity.clone())
    }
}
