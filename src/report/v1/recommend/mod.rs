//! `recommend`: the set, what it is for, and what else there is.

mod chosen_from;
mod given;
mod sets;
mod words;

use serde::{Deserialize, Serialize};

use super::definition::CustomRole;
use super::operations::Evidence;
use super::text::{Code, Guid, ScopePath};
use super::words::Plane;
use crate::catalog;
use crate::import::DerivedOperation;
use crate::minimize;
use crate::report::view::recommend::advice_sentence;
use crate::report::view::recommend::assigned::{advised, of_set};
use crate::report::view::recommend::derived::because;
use crate::report::view::recommend::emit::{Definitions, az_commands};
use crate::report::{AskedWords, AssignmentForm, RecommendReport};
pub(crate) use chosen_from::ChosenFrom;
use given::{GivenAccess, Redundant};
use sets::{FrontierPoint, LeftOut, OtherSet, Recommendation};
use words::Unconfirmed;
pub(crate) use words::Words;

/// The `result` of `rolecall/recommend/1`: a role set, with --all-tasks one for each task of the
/// catalogue, or what words found, before it is confirmed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum RecommendResult {
    Asked(Box<Recommended>),
    AllTasks(AllTasks),
    Unconfirmed(Unconfirmed),
}

impl RecommendResult {
    /// Each task as if it was asked for alone, with what the catalogue says of it.
    pub(crate) fn of_tasks(reports: &[RecommendReport]) -> Self {
        let tasks = reports.iter().filter_map(|report| {
            Some(TaskSet {
                found: report.into(),
                task: report.tasks.first()?.into(),
            })
        });
        Self::AllTasks(AllTasks {
            tasks: tasks.collect(),
        })
    }

    /// What words found, before it is confirmed.
    pub(crate) fn of_words(asked: &AskedWords, catalog: &catalog::Catalog) -> Self {
        Self::Unconfirmed(Unconfirmed::new(asked, catalog))
    }

    /// A set, with the text that other tools take.
    pub(crate) fn with_text(report: &RecommendReport, form: EmittedForm, text: String) -> Self {
        Self::Asked(Box::new(Recommended {
            emitted: Some(Emitted { form, text }),
            ..report.into()
        }))
    }
}

impl From<&RecommendReport> for RecommendResult {
    fn from(report: &RecommendReport) -> Self {
        Self::Asked(Box::new(report.into()))
    }
}

/// A role set for each task.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct AllTasks {
    /// In the order of the catalogue.
    pub(crate) tasks: Vec<TaskSet>,
}

/// The role set of a task.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct TaskSet {
    /// The set.
    #[serde(flatten)]
    pub(crate) found: Recommended,
    /// The task.
    pub(crate) task: TaskHead,
}

/// A task in short.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct TaskHead {
    /// Its id.
    pub(crate) id: Code,
    /// What is done.
    pub(crate) title: String,
    /// How the list is known.
    pub(crate) evidence: Evidence,
    /// Whether it was inferred.
    pub(crate) inferred: bool,
    /// Where it is documented.
    pub(crate) source: Option<String>,
    /// What to know before relying on it.
    pub(crate) notes: Option<String>,
}

impl From<&catalog::Task> for TaskHead {
    fn from(task: &catalog::Task) -> Self {
        Self {
            id: (&*task.id).into(),
            title: task.title.clone(),
            evidence: task.evidence.into(),
            inferred: task.evidence == catalog::Evidence::Inferred,
            source: task.source.clone(),
            notes: task.notes.clone(),
        }
    }
}

words! {
    /// What is made least first.
    Objective of minimize::Objective {
        Risk = "risk",
        Roles = "roles",
        Excess = "excess",
    }
    /// Whether a deployment surely needs an operation.
    Certainty of crate::import::Certainty {
        Certain = "certain",
        Uncertain = "uncertain",
    }
    /// Why a role can't be assigned at a scope.
    AssignmentBar of minimize::AssignmentBar {
        AssignableScopes = "assignableScopes",
        UnknownHierarchy = "unknownHierarchy",
        DataActions = "dataActions",
    }
}

/// The form of a text that other tools take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum EmittedForm {
    Az,
    Bicep,
    Terraform,
    CustomRole,
}

impl From<AssignmentForm> for EmittedForm {
    fn from(form: AssignmentForm) -> Self {
        match form {
            AssignmentForm::Az => Self::Az,
            AssignmentForm::Bicep => Self::Bicep,
            AssignmentForm::Terraform => Self::Terraform,
        }
    }
}

/// A role set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Recommended {
    /// The tasks asked for.
    pub(crate) tasks: Vec<Code>,
    /// What the words of the question were taken for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) words: Option<Words>,
    /// Those whose operations no page states as a list.
    pub(crate) inferred: Vec<Code>,
    /// What must be granted.
    pub(crate) required: Vec<Required>,
    /// What follows from a deployment, required or not.
    pub(crate) derived: Vec<Derived>,
    /// What is made least first.
    pub(crate) minimize: Objective,
    /// Which roles came into question.
    pub(crate) chosen_from: ChosenFrom,
    /// What to do.
    pub(crate) advice: Advice,
    /// The set.
    pub(crate) recommendation: Recommendation,
    /// The set without roles that can't be assigned as they are, where that is another.
    pub(crate) assignable: Option<OtherSet>,
    /// The set in which roles meant for something else count like any others, where that is better.
    pub(crate) also_covers: Option<OtherSet>,
    /// The set with roles that are meant for Microsoft services, where that is another.
    pub(crate) left_out: Option<LeftOut>,
    /// For each number of roles the least excess, as long as it falls.
    pub(crate) frontier: Vec<FrontierPoint>,
    /// The custom role that grants exactly what is required.
    pub(crate) custom_role: CustomRole,
    /// The same by scope: one for each set of scopes with a requirement of its own.
    pub(crate) custom_roles: Vec<CustomRole>,
    /// What no role grants without a condition.
    pub(crate) uncovered: Vec<PlacedAction>,
    /// With --for: what the principal holds of it.
    pub(crate) given: Option<GivenAccess>,
    /// With --for: its assignments that are needless with the set.
    pub(crate) redundant: Vec<Redundant>,
    /// Roles that were left out as they can't be assigned at a scope.
    pub(crate) not_assignable: Vec<NotAssignable>,
    /// Commands of `az` that do what is advised: they create the roles and assignments.
    pub(crate) commands: Vec<String>,
    /// Where a custom role is advised: those that assign the set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) published_commands: Option<Vec<String>>,
    /// Where no set has as few roles as --max-roles allows, so that the recommended one is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) roles_needed: Option<RolesNeeded>,
    /// With --emit and a format: the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) emitted: Option<Emitted>,
}

impl From<&RecommendReport> for Recommended {
    fn from(report: &RecommendReport) -> Self {
        let found = &report.recommendation;
        let tasks = |list: &mut dyn Iterator<Item = &catalog::Task>| {
            list.map(|task| Code::from(&*task.id)).collect()
        };
        let inferred = |task: &&catalog::Task| task.evidence == catalog::Evidence::Inferred;
        let uncovered = found.uncovered.iter().zip(&found.uncovered_at);
        let given = report.given.as_ref();
        let redundant = given.map(|given| {
            let rows = given.redundant.iter();
            rows.map(|row| Redundant::new(row, given)).collect()
        });
        Self {
            tasks: tasks(&mut report.tasks.iter()),
            words: report.words.clone(),
            inferred: tasks(&mut report.tasks.iter().filter(inferred)),
            required: found.required.iter().map(Required::from).collect(),
            derived: report.derived.iter().map(Derived::from).collect(),
            minimize: found.objective.into(),
            chosen_from: report.chosen_from.clone(),
            advice: found.into(),
            recommendation: found.into(),
            assignable: report.others.assignable.as_ref().map(OtherSet::from),
            also_covers: report.others.any_role.as_ref().map(OtherSet::from),
            left_out: LeftOut::of(&report.others, &found.excess),
            frontier: found.frontier.iter().map(FrontierPoint::from).collect(),
            custom_role: (&found.custom_role).into(),
            custom_roles: found.custom_roles.iter().map(CustomRole::from).collect(),
            uncovered: uncovered
                .map(|((action, plane), scope)| PlacedAction {
                    action: action.clone(),
                    plane: (*plane).into(),
                    scope: scope.as_ref().map(ScopePath::from),
                })
                .collect(),
            given: given.map(GivenAccess::from),
            redundant: redundant.unwrap_or_default(),
            not_assignable: found.unassignable.iter().map(NotAssignable::from).collect(),
            commands: az_commands(&advised(found), &report.assignee, Definitions::Inline),
            published_commands: (found.advice == minimize::Advice::CreateCustomRole)
                .then(|| az_commands(&of_set(found), &report.assignee, Definitions::Inline)),
            roles_needed: found.needed.as_ref().map(|needed| RolesNeeded {
                allowed: needed.allowed,
                least: needed.least,
                bound: needed.bound,
            }),
            emitted: None,
        }
    }
}

/// What to do about a requirement.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Advice {
    /// What to do.
    #[serde(rename = "do")]
    pub(crate) what: AdviceKind,
    /// The same in a sentence.
    pub(crate) sentence: Option<String>,
}

/// A thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) enum AdviceKind {
    /// Assign the roles of the set.
    Assign,
    /// Create the custom role.
    CreateCustomRole,
    /// Nothing is to be done: all that is required is held.
    Nothing,
}

impl From<AdviceKind> for minimize::Advice {
    fn from(kind: AdviceKind) -> Self {
        match kind {
            AdviceKind::Assign => Self::Assign,
            AdviceKind::CreateCustomRole => Self::CreateCustomRole,
            AdviceKind::Nothing => Self::Nothing,
        }
    }
}

impl From<&minimize::Recommendation> for Advice {
    fn from(found: &minimize::Recommendation) -> Self {
        Self {
            what: match found.advice {
                minimize::Advice::Assign => AdviceKind::Assign,
                minimize::Advice::CreateCustomRole => AdviceKind::CreateCustomRole,
                minimize::Advice::Nothing => AdviceKind::Nothing,
            },
            sentence: advice_sentence(found),
        }
    }
}

/// A required operation or pattern.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Required {
    /// The operation or pattern.
    pub(crate) action: String,
    /// The plane.
    pub(crate) plane: Plane,
    /// How many operations of the catalogue it stands for.
    pub(crate) operations: usize,
    /// Where, where that is known.
    pub(crate) scope: Option<ScopePath>,
}

impl From<&(minimize::RequiredAction, usize)> for Required {
    fn from((required, operations): &(minimize::RequiredAction, usize)) -> Self {
        Self {
            action: required.action.to_string(),
            plane: required.plane.into(),
            operations: *operations,
            scope: required.scope.as_ref().map(ScopePath::from),
        }
    }
}

/// An operation that follows from a deployment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Derived {
    /// The operation.
    pub(crate) operation: String,
    /// The plane.
    pub(crate) plane: Plane,
    /// The resource that it follows from.
    pub(crate) from: String,
    /// Why it follows.
    pub(crate) because: String,
    /// Whether the deployment surely needs it.
    pub(crate) certainty: Certainty,
    /// Where, where that is known.
    pub(crate) scope: Option<ScopePath>,
    /// Where it was read: a file and, after `#`, a JSON pointer into it.
    pub(crate) source: String,
}

impl From<&DerivedOperation> for Derived {
    fn from(found: &DerivedOperation) -> Self {
        Self {
            operation: found.action.to_string(),
            plane: found.plane.into(),
            from: found.from.to_string(),
            because: because(&found.because),
            certainty: found.certainty.into(),
            scope: found.scope.as_ref().map(ScopePath::from),
            source: found.place.to_string(),
        }
    }
}

/// An operation in its plane, at a scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PlacedAction {
    /// The operation.
    pub(crate) action: String,
    /// The plane.
    pub(crate) plane: Plane,
    /// Where, where that is known.
    pub(crate) scope: Option<ScopePath>,
}

/// A role that can't be assigned at a scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct NotAssignable {
    /// Its GUID; null for a role that has none.
    pub(crate) id: Option<Guid>,
    /// Its name.
    pub(crate) name: String,
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// Why it can't be assigned.
    pub(crate) because: AssignmentBar,
}

impl From<&minimize::Unassignable> for NotAssignable {
    fn from(row: &minimize::Unassignable) -> Self {
        Self {
            id: row.id.map(Guid::from),
            name: row.name.clone(),
            scope: (&row.scope).into(),
            because: row.because.into(),
        }
    }
}

/// How many roles it takes where --max-roles allows fewer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RolesNeeded {
    /// How many were allowed.
    pub(crate) allowed: usize,
    /// The size of the smallest set found, which is the first of the frontier.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub(crate) least: usize,
    /// No set is smaller than this: where it is `least`, that is proven.
    pub(crate) bound: usize,
}

/// The set as a text that other tools take.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Emitted {
    /// The form that was asked for.
    #[serde(rename = "as")]
    pub(crate) form: EmittedForm,
    /// The text.
    pub(crate) text: String,
}
