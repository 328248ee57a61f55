//! `operations` and `tasks`.

use serde::{Deserialize, Serialize};

use super::roles::{AskedGrant, WordFound};
use super::text::Code;
use super::words::Plane;
use crate::catalog::{self, Catalog, OperationHit};
use crate::ids::OperationIx;
use crate::model;

words! {
    /// What holding an operation means: a way to more rights, data, a change, or reading.
    OperationClass of model::OperationClass {
        Escalation = "escalation",
        Data = "data",
        Write = "write",
        Read = "read",
    }
    /// Whether a page states the operations of a task as a list, or they were inferred.
    Evidence of catalog::Evidence {
        Stated = "stated",
        Inferred = "inferred",
    }
}

/// The `result` of `rolecall/operations-list/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct OperationsResult {
    /// The operations, in the order of the catalogue.
    pub(crate) operations: Vec<ListedOperation>,
}

impl OperationsResult {
    /// Operations of the catalogue.
    pub(crate) fn new(operations: &[OperationIx], catalog: &Catalog) -> Self {
        let classes = catalog.classes();
        let listed = |&at: &OperationIx| ListedOperation::new(at, &classes, catalog);
        Self {
            operations: operations.iter().map(listed).collect(),
        }
    }
}

/// An operation of a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedOperation {
    /// Its name.
    pub(crate) name: String,
    /// The plane.
    pub(crate) plane: Plane,
    /// What holding it means.
    pub(crate) class: OperationClass,
    /// No source states the plane.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("const" = true)))]
    pub(crate) plane_uncertain: Option<bool>,
    /// What it does, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// What to know of it that its name doesn't tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remark: Option<String>,
}

impl ListedOperation {
    /// An operation with its class; `classes` are those of the whole catalogue.
    fn new(at: OperationIx, classes: &[model::OperationClass], catalog: &Catalog) -> Self {
        let operation = catalog.operation(at);
        Self {
            description: catalog.description(at),
            remark: catalog.remark(&operation.name),
            name: operation.name,
            plane: operation.plane.into(),
            class: classes[at.index()].into(),
            plane_uncertain: catalog.plane_is_uncertain(at).then_some(true),
        }
    }
}

/// The `result` of `rolecall/operations-search/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct OperationSearchResult {
    /// The words that were searched for.
    pub(crate) query: String,
    /// The best first.
    pub(crate) operations: Vec<FoundOperation>,
}

impl OperationSearchResult {
    /// The operations found.
    pub(crate) fn new(query: &str, hits: &[OperationHit], catalog: &Catalog) -> Self {
        let classes = catalog.classes();
        let found = |hit: &OperationHit| FoundOperation {
            operation: ListedOperation::new(hit.operation, &classes, catalog),
            score: hit.score,
            matched: hit.found.iter().map(WordFound::from).collect(),
        };
        Self {
            query: query.to_owned(),
            operations: hits.iter().map(found).collect(),
        }
    }
}

/// An operation that fits.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct FoundOperation {
    /// The operation.
    #[serde(flatten)]
    pub(crate) operation: ListedOperation,
    /// How well it fits.
    pub(crate) score: u32,
    /// Where the words were found.
    pub(crate) matched: Vec<WordFound>,
}

/// The `result` of `rolecall/tasks-list/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct TasksResult {
    /// The tasks, by id.
    pub(crate) tasks: Vec<Task>,
}

impl From<&[catalog::Task]> for TasksResult {
    fn from(tasks: &[catalog::Task]) -> Self {
        Self {
            tasks: tasks.iter().map(Task::from).collect(),
        }
    }
}

/// A task of the catalogue.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Task {
    /// Its id.
    pub(crate) id: Code,
    /// What is done.
    pub(crate) title: String,
    /// Operations or patterns of the control plane.
    pub(crate) actions: Vec<String>,
    /// Operations or patterns of the data plane.
    pub(crate) data_actions: Vec<String>,
    /// On what kind of scope.
    pub(crate) scope: Option<String>,
    /// Who does it.
    pub(crate) principal: Option<String>,
    /// How the list is known.
    pub(crate) evidence: Evidence,
    /// Where it is documented.
    pub(crate) source: Option<String>,
    /// The role that documentation names for it, where that is all it says.
    pub(crate) documented_role: Option<String>,
    /// The roles that whoever does it gives to others, where it is assigning roles.
    pub(crate) assigns: Vec<String>,
    /// What to know before relying on it.
    pub(crate) notes: Option<String>,
}

impl From<&catalog::Task> for Task {
    fn from(task: &catalog::Task) -> Self {
        Self {
            id: (&*task.id).into(),
            title: task.title.clone(),
            actions: task.actions.clone(),
            data_actions: task.data_actions.clone(),
            scope: task.scope.clone(),
            principal: task.principal.clone(),
            evidence: task.evidence.into(),
            source: task.source.clone(),
            documented_role: task.documented_role.clone(),
            assigns: task.assigns.clone(),
            notes: task.notes.clone(),
        }
    }
}

/// The `result` of `rolecall/tasks-show/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct TaskResult {
    /// The task.
    pub(crate) task: Task,
    /// What it needs.
    pub(crate) required: Vec<AskedGrant>,
}

impl TaskResult {
    /// A task with the number of operations that each entry stands for today.
    pub(crate) fn new(task: &catalog::Task, catalog: &Catalog) -> Self {
        let needs = crate::report::view::operations::needs(catalog, task);
        let required = needs
            .into_iter()
            .map(|(action, plane, operations)| AskedGrant {
                action,
                plane: plane.into(),
                operations,
            });
        Self {
            task: task.into(),
            required: required.collect(),
        }
    }
}
