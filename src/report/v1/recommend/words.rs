//! What words found.

use serde::{Deserialize, Serialize};

use super::super::text::Code;
use super::super::words::Plane;
use crate::catalog::{Catalog, ClauseFound};
use crate::ids::OperationIx;
use crate::report::AskedWords;
use crate::report::view::recommend::words::description;

/// What words found, before it is confirmed: exit code 2.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Unconfirmed {
    /// What they found.
    pub(crate) words: Words,
    /// The command that asks for the same without words; null where not all is understood.
    pub(crate) command: Option<String>,
}

impl Unconfirmed {
    /// What is to be confirmed.
    pub(crate) fn new(asked: &AskedWords, catalog: &Catalog) -> Self {
        Self {
            words: Words::new(asked, catalog),
            command: asked.command(),
        }
    }
}

/// A sentence with what it asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Words {
    /// As it was said.
    pub(crate) sentence: String,
    /// Whether every part of it found something.
    pub(crate) understood: bool,
    /// Its parts, in order.
    pub(crate) clauses: Vec<Clause>,
}

impl Words {
    /// A sentence, with what its operations do.
    pub(crate) fn new(asked: &AskedWords, catalog: &Catalog) -> Self {
        let clauses = asked.found.clauses.iter();
        Self {
            sentence: asked.sentence.clone(),
            understood: asked.is_understood(),
            clauses: clauses.map(|clause| Clause::new(clause, catalog)).collect(),
        }
    }
}

/// A part of a sentence.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Clause {
    /// The words of the sentence that it is about.
    pub(crate) said: String,
    /// Whether it must not be granted.
    pub(crate) without: bool,
    /// What it means; none where nothing was found.
    pub(crate) actions: Vec<Meant>,
    /// The task that it means in place of single operations.
    pub(crate) task: Option<Code>,
    /// What it could also mean, the best first.
    pub(crate) others: Vec<Meant>,
    /// Tasks that require what was found, with more besides.
    pub(crate) tasks: Vec<Code>,
    /// Words that were taken for where it is, which `--at` says.
    pub(crate) places: Vec<String>,
    /// Words without regard to which it was understood: they only say which one is meant, or nobody knows.
    pub(crate) passed_over: Vec<String>,
}

impl Clause {
    fn new(clause: &ClauseFound, catalog: &Catalog) -> Self {
        let other = |&at: &OperationIx| {
            let operation = catalog.operation(at);
            Meant {
                action: operation.name,
                plane: Some(operation.plane.into()),
                description: catalog.description(at),
            }
        };
        Self {
            said: clause.said.clone(),
            without: clause.is_banned,
            actions: (clause.actions.iter())
                .map(|found| Meant {
                    action: found.action.to_string(),
                    plane: found.plane.map(Plane::from),
                    description: description(found, catalog),
                })
                .collect(),
            task: clause.task.as_ref().map(|task| Code::from(&*task.id)),
            others: clause.others.iter().map(other).collect(),
            tasks: clause
                .tasks
                .iter()
                .map(|task| Code::from(&*task.id))
                .collect(),
            places: clause.places.clone(),
            passed_over: clause.passed_over.clone(),
        }
    }
}

/// An operation, or a pattern, that words mean.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Meant {
    /// The operation or pattern.
    pub(crate) action: String,
    /// The plane; null for both.
    pub(crate) plane: Option<Plane>,
    /// What it does, where that is known.
    pub(crate) description: Option<String>,
}
