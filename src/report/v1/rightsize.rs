//! `rightsize`: what of the access was used, and the least that would do.

use serde::{Deserialize, Serialize};

use super::operations::OperationClass;
use super::refs::ListedPrincipal;
use super::text::{Id, ScopePath};
use super::usage::LogKind;
use crate::report::view::rightsize::{
    self, RightsizeReport, RightsizeRow, because, proposal_text, unshown_text,
};
use crate::usage::{self, SizedAssignment};

/// The `result` of `rolecall/rightsize/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RightsizeResult {
    /// The time that counts.
    pub(crate) window: UsageWindow,
    /// Every assignment that was judged, those with a proposal first.
    pub(crate) assignments: Vec<SizedAssignmentResult>,
    /// How much of what is granted was not seen used.
    pub(crate) score: UsageScore,
}

impl From<&RightsizeReport> for RightsizeResult {
    fn from(report: &RightsizeReport) -> Self {
        let window = &report.sized.window;
        Self {
            window: UsageWindow {
                from: window.from.to_string(),
                to: window.until.to_string(),
                first: window.logged.map(|(first, _)| first.to_string()),
                last: window.logged.map(|(_, last)| last.to_string()),
                sources: window.sources.iter().map(|kind| (*kind).into()).collect(),
                complete: window.holds_all,
            },
            assignments: report.each().map(SizedAssignmentResult::from).collect(),
            score: UsageScore::new(report),
        }
    }
}

/// The time that counts, and what logs have of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct UsageWindow {
    /// Where it begins.
    pub(crate) from: String,
    /// Where it ends.
    pub(crate) to: String,
    /// The first event of the logs in it; null where there is none.
    pub(crate) first: Option<String>,
    /// When the last call was made.
    pub(crate) last: Option<String>,
    /// The kinds of logs that have events in it.
    pub(crate) sources: Vec<LogKind>,
    /// Whether the logs were said to hold every call of it (`--logs-complete`).
    pub(crate) complete: bool,
}

words! {
    /// How well it is known whether an assignment was used: a log names it; a logged call needed it;
    /// a logged call may have been allowed by it; logs would show its use and don't; no log that is
    /// there would show it.
    UsageEvidence of usage::Evidence {
        Named = "usedByEvidence",
        Needed = "usedByEngine",
        MaybeUsed = "maybeUsed",
        NotSeen = "notSeen",
        NotObservable = "notObservable",
    }
}

words! {
    /// What to do with an assignment.
    ProposalKind {
        Keep = "keep",
        Narrow = "narrow",
        Replace = "replace",
        CustomRole = "customRole",
        Eligible = "eligible",
        Remove = "remove",
    }
}

impl From<&usage::Proposal> for ProposalKind {
    fn from(proposal: &usage::Proposal) -> Self {
        match proposal {
            usage::Proposal::Keep(_) => Self::Keep,
            usage::Proposal::Narrow(_) => Self::Narrow,
            usage::Proposal::Replace(instead) if instead.is_custom => Self::CustomRole,
            usage::Proposal::Replace(_) => Self::Replace,
            usage::Proposal::Eligible => Self::Eligible,
            usage::Proposal::Remove => Self::Remove,
        }
    }
}

/// An assignment, with what logs say of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SizedAssignmentResult {
    /// Its id.
    pub(crate) role_assignment: Id,
    /// Who holds it.
    pub(crate) principal: ListedPrincipal,
    /// The name of its role.
    pub(crate) role: String,
    /// The scope of the assignment.
    pub(crate) scope: ScopePath,
    /// How well it is known whether it was used.
    pub(crate) evidence: UsageEvidence,
    /// The other records that allow something that was used through it, or may have been.
    pub(crate) also_granted_by: Vec<Id>,
    /// What was used through it, or may have been.
    pub(crate) used: Used,
    /// What logs can't show of it.
    pub(crate) not_shown: Vec<String>,
    /// What to do with it.
    pub(crate) proposal: ProposalResult,
}

/// What was used through an assignment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Used {
    /// How many operations, each at each of its scopes.
    pub(crate) operations: usize,
    /// The time of the last; null where none was.
    pub(crate) last: Option<String>,
}

/// What to do with an assignment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ProposalResult {
    /// What kind of thing.
    pub(crate) kind: ProposalKind,
    /// The same in words.
    pub(crate) what: String,
    /// Why it is proposed, in a sentence.
    pub(crate) because: String,
    /// The commands that do it, in their order.
    pub(crate) commands: Vec<String>,
    /// The commands that undo it.
    pub(crate) undo: Vec<String>,
    /// The records that it adds: what is assigned or eligible instead, and the definition of the custom role.
    pub(crate) adds: Vec<AddedRecord>,
}

/// A record that a proposal adds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub(crate) enum AddedRecord {
    /// A role assignment.
    #[serde(rename = "Microsoft.Authorization/roleAssignments")]
    Assignment {
        /// Its id.
        id: String,
        /// Who gets the role.
        principal_id: Id,
        /// The GUID of the role; null for the custom role of the same proposal.
        role_definition_id: Option<String>,
        /// The name of that role.
        role_definition_name: Option<String>,
        /// The scope to assign at.
        scope: ScopePath,
    },
    /// An eligible assignment.
    #[serde(rename = "Microsoft.Authorization/roleEligibilityScheduleInstances")]
    Eligibility {
        /// Its id.
        id: String,
        /// Who may activate the role.
        principal_id: Id,
        /// The role.
        role_definition_id: String,
        /// The scope of the eligibility.
        scope: ScopePath,
    },
    /// The definition of a custom role.
    #[serde(rename = "Microsoft.Authorization/roleDefinitions")]
    Definition {
        /// Its name.
        role_name: String,
        /// The actions that it grants.
        actions: Vec<String>,
        /// The data actions.
        data_actions: Vec<String>,
        /// Where it can be assigned.
        assignable_scopes: Vec<String>,
    },
}

/// What a proposal adds.
fn added(row: &RightsizeRow, sized: &SizedAssignment) -> Vec<AddedRecord> {
    let (record, change) = (&row.record, &row.change);
    let custom = change.custom_role.as_ref();
    let mut added: Vec<AddedRecord> = custom
        .map(|custom| AddedRecord::Definition {
            role_name: custom.name.clone(),
            actions: custom.actions.clone(),
            data_actions: custom.data_actions.clone(),
            assignable_scopes: custom.scopes.iter().map(ToString::to_string).collect(),
        })
        .into_iter()
        .collect();
    added.extend(change.assigned.iter().map(|new| AddedRecord::Assignment {
        id: new.id(),
        principal_id: (&record.principal).into(),
        role_definition_id: custom.is_none().then(|| new.role.clone()),
        role_definition_name: custom.map(|custom| custom.name.clone()),
        scope: (&new.scope).into(),
    }));
    if let usage::Proposal::Eligible = sized.proposal {
        added.push(AddedRecord::Eligibility {
            id: change.eligible_id(record),
            principal_id: (&record.principal).into(),
            role_definition_id: record.role.to_string(),
            scope: (&record.scope).into(),
        });
    }
    added
}

impl From<(&RightsizeRow, &SizedAssignment)> for SizedAssignmentResult {
    fn from((row, sized): (&RightsizeRow, &SizedAssignment)) -> Self {
        Self {
            role_assignment: (&row.record.id).into(),
            principal: ListedPrincipal::new(&row.record.principal, row.principal.as_ref()),
            role: row.role.to_string(),
            scope: (&row.record.scope).into(),
            evidence: sized.evidence.into(),
            also_granted_by: sized.also_granted_by.iter().map(Id::from).collect(),
            used: Used {
                operations: sized.uses.len(),
                last: sized.last.map(|last| last.to_string()),
            },
            not_shown: sized
                .unshown
                .iter()
                .map(|what| unshown_text(*what).to_owned())
                .collect(),
            proposal: ProposalResult {
                kind: (&sized.proposal).into(),
                what: proposal_text(&sized.proposal),
                because: because(sized),
                commands: row.change.commands.clone(),
                undo: row.change.undo.clone(),
                adds: added(row, sized),
            },
        }
    }
}

/// How much of what is granted was not seen used. Of each assignment whose use logs would show, and each class of
/// its role's operations that they would show: weight of the class (escalation 10, data 4, write 3) × weight of the
/// scope (root 5, management group 4, subscription 3, resource group 2, resource 1) × the share not used; 100 × the
/// sum of that, by the sum with every share 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct UsageScore {
    /// 0 where everything was used, 100 where nothing was; null where logs show nothing.
    pub(crate) unused: Option<f64>,
    /// By class and kind of scope.
    pub(crate) parts: Vec<UsageScorePart>,
    /// Of each principal that holds an assignment which counts, most that was not used first.
    pub(crate) principals: Vec<HolderScore>,
    /// Assignments that it leaves out, since no log would show their use.
    pub(crate) left_out: usize,
    /// What earlier answers came to, the oldest first.
    pub(crate) earlier: Vec<PastScore>,
}

/// What assignments at a kind of scope come to in a class.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct UsageScorePart {
    /// The class of the operations.
    pub(crate) class: OperationClass,
    /// The kind of scope.
    pub(crate) reach: String,
    /// Operations granted, an assignment each.
    pub(crate) granted: u64,
    /// Those of them that were not seen used.
    pub(crate) unused: u64,
}

/// What the assignments of a principal come to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct HolderScore {
    /// The principal that holds the assignments.
    pub(crate) principal: ListedPrincipal,
    /// The score of what it holds itself.
    pub(crate) unused: f64,
    /// Its share of all that was not used, of 100.
    pub(crate) share: f64,
    /// How many of its assignments count.
    pub(crate) assignments: usize,
}

/// What an earlier answer came to (`--earlier`).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PastScore {
    /// Where its window begins.
    pub(crate) from: String,
    /// Where it ends.
    pub(crate) to: String,
    /// Its score; null where logs showed nothing.
    pub(crate) unused: Option<f64>,
    /// How many assignments it judged.
    pub(crate) assignments: usize,
    /// How many of those something was proposed for.
    pub(crate) proposals: usize,
}

impl UsageScore {
    fn new(report: &RightsizeReport) -> Self {
        let score = &report.sized.score;
        let part = |part: &usage::ScorePart| UsageScorePart {
            class: part.class.into(),
            reach: part.reach.as_str().to_owned(),
            granted: part.granted,
            unused: part.unused,
        };
        let known = report.holders();
        let holder = |score: &usage::HolderScore| HolderScore {
            principal: ListedPrincipal::new(&score.holder, known.get(&score.holder).copied()),
            unused: score.unused,
            share: score.share,
            assignments: score.assignments,
        };
        let past = |past: &rightsize::PastScore| PastScore {
            from: past.from.clone(),
            to: past.to.clone(),
            unused: past.unused,
            assignments: past.assignments,
            proposals: past.proposals,
        };
        Self {
            unused: score.unused,
            parts: score.parts.iter().map(part).collect(),
            principals: score.holders.iter().map(holder).collect(),
            left_out: score.left_out,
            earlier: report.earlier.iter().map(past).collect(),
        }
    }
}
