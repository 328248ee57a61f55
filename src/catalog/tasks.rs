//! The task catalogue: what an operator does, and the operations it takes.

use serde::Deserialize;

use crate::near::near;
use crate::text;

/// How the operations of a task are known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// A page states the list.
    Stated,
    /// The list was worked out from what pages say.
    Inferred,
}

impl Evidence {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Inferred => "inferred",
        }
    }
}

/// A task with the operations it needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Task {
    /// Kebab-case id.
    pub id: String,
    /// What is done.
    pub title: String,
    /// Operations or patterns of the control plane.
    #[serde(default)]
    pub actions: Vec<String>,
    /// Operations or patterns of the data plane.
    #[serde(default)]
    pub data_actions: Vec<String>,
    /// On what kind of scope.
    #[serde(default)]
    pub scope: Option<String>,
    /// Who does it.
    #[serde(default)]
    pub principal: Option<String>,
    /// How the list is known.
    pub evidence: Evidence,
    /// Where the list is documented.
    #[serde(default)]
    pub source: Option<String>,
    /// The role that documentation names for it, where that is all it says.
    #[serde(default)]
    pub documented_role: Option<String>,
    /// The roles that whoever does it gives to others, by their names, where it is assigning roles.
    #[serde(default)]
    pub assigns: Vec<String>,
    /// What to know before relying on it.
    #[serde(default)]
    pub notes: Option<String>,
}

/// A task id that the catalogue doesn't hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no task `{input}` in the catalogue")]
pub struct UnknownTaskError {
    /// The text as given.
    pub input: String,
    /// Ids that look like it, nearest first.
    pub near: Vec<String>,
}

pub(super) fn read(json: &[u8]) -> Vec<Task> {
    serde_json::from_slice(json).unwrap_or_default()
}

pub(super) fn find(tasks: Vec<Task>, id: &str) -> Result<Task, UnknownTaskError> {
    let wanted = id.trim();
    let mut near_ids = near(wanted, tasks.iter().map(|task| task.id.as_str()), 3);
    if near_ids.is_empty() {
        let words: Vec<String> = wanted
            .split(['-', ' '])
            .map(|word| text::fold(word).into_owned())
            .collect();
        let mut scored: Vec<(usize, &str)> = tasks
            .iter()
            .map(|task| {
                (
                    words
                        .iter()
                        .filter(|w| task.id.contains(w.as_str()))
                        .count(),
                    &*task.id,
                )
            })
            .filter(|(score, _)| *score > 0)
            .collect();
        scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        near_ids = scored.into_iter().take(3).map(|(_, id)| id).collect();
    }
    let near = near_ids.into_iter().map(str::to_owned).collect();
    tasks
        .into_iter()
        .find(|task| text::same(&task.id, wanted))
        .ok_or(UnknownTaskError {
            input: id.to_owned(),
            near,
        })
}
