//! The body of a PATCH of a cluster as a change of identities and settings (nexus.md §3).

use serde_json::Value;

use super::address::shown_diagnostic;
use super::api_version::ApiVersion;
use super::body_names::as_documented;
use super::identity_set::{IdentityChange, IdentityPatch};
use super::resource_id::ResourceId;
use super::setting::{SettingChange, SettingKind};
use crate::span::Diagnostic;
use crate::text;

/// What the body of a PATCH asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClusterPatch {
    /// The `identity` block, if the body has one.
    pub identity: Option<IdentityPatch>,
    /// The settings blocks named under `properties`.
    pub settings: Vec<(SettingKind, SettingChange)>,
    /// The cluster that the address of the request names, where it is known.
    pub cluster: Option<ResourceId>,
    /// The API version in that address.
    pub api_version: Option<ApiVersion>,
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

    /// Reads what people have of a body: a whole one, or the part that a page shows, without its outer
    /// braces or those at the end, or the `identity` block alone. Says so where it is a part.
    ///
    /// # Errors
    ///
    /// When it is not JSON either way, or not of the form of a cluster.
    pub fn parse_part(input: &str) -> Result<Self, ParsePatchError> {
        let body = input.trim_start_matches('\u{feff}');
        let whole = serde_json::from_str::<Value>(body);
        let (value, is_completed) = match whole {
            Ok(value) => (value, false),
            Err(_) => match completed(body) {
                Some(value) => (value, true),
                None => return Self::parse(input),
            },
        };
        let fields = value.as_object();
        let has = |name: &str| {
            fields.is_some_and(|fields| fields.keys().any(|key| text::same(key, name)))
        };
        let is_block = !has("identity")
            && !has("properties")
            && (has("type") || has("userAssignedIdentities"));
        if !is_completed && !is_block {
            return Self::from_json(&value);
        }
        let value = match is_block {
            true => Value::Object([("identity".to_owned(), value)].into_iter().collect()),
            false => value,
        };
        let mut patch = Self::from_json(&value)?;
        let part = Diagnostic::warning(
            "part-of-a-body",
            "the text is a part of a body, and not a change as it stands",
        );
        let part = part.help(format!("it is read as `{value}`: send it whole"));
        patch.diagnostics.push(shown_diagnostic(part));
        Ok(patch)
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
        let (body, unknown) = as_documented(body).map_err(|reason| other(&reason))?;
        let fields = body
            .as_object()
            .ok_or_else(|| other("it is not an object"))?;
        let mut diagnostics: Vec<Diagnostic> = unknown.into_iter().map(shown_diagnostic).collect();
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
            Some(_) => return Err(other("`properties` is not an object")),
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
            cluster: None,
            api_version: None,
            diagnostics,
        })
    }

    /// The change of the identity set.
    pub fn identity_change(&self) -> IdentityChange {
        IdentityChange::Patch(self.identity.clone())
    }
}

/// A text that lacks its outer braces or those at its end, with them.
fn completed(text: &str) -> Option<Value> {
    let text = text.trim().trim_end_matches(',');
    let mut whole = match text.starts_with('{') {
        true => text.to_owned(),
        false => format!("{{{text}"),
    };
    let mut open: Vec<char> = Vec::new();
    let (mut quoted, mut escaped) = (false, false);
    for c in whole.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' if open.pop() != Some(c) => return None,
            _ => {}
        }
    }
    whole.extend(open.into_iter().rev());
    serde_json::from_str::<Value>(&whole)
        .ok()
        .filter(Value::is_object)
}
