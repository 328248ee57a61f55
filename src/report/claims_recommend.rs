//! Recommendations read back from their JSON.

use super::claims::{About, Malformed, ReadAnswer, ReadAnswerError, malformed, read_scope};
use super::v1::{self, RecommendResult};
use crate::minimize::{ClaimedRole, Excess, SetClaim};
use crate::model::Plane;
use crate::scope::Scope;

/// A recommendation, with what it was made from.
#[derive(Clone, Debug)]
pub(crate) struct ReadSet {
    /// What it is for, in a few words.
    pub(crate) what: String,
    pub(crate) tasks: Vec<String>,
    pub(crate) required: Vec<(String, Plane, Option<Scope>)>,
    pub(crate) chosen_from: v1::ChosenFrom,
    pub(crate) also_at: Vec<Scope>,
    /// What it says, each role by its GUID, or by its name where it has none.
    pub(crate) claim: SetClaim<String>,
    /// Who gets the roles, where what they hold counts, and when that is.
    pub(crate) receiver: Option<(String, Option<String>)>,
}

pub(super) fn read_recommend(result: RecommendResult) -> Result<Vec<ReadAnswer>, ReadAnswerError> {
    let part = |set: v1::Recommended, at: String| {
        let read = read_set(set).map_err(|field| field.in_document(&at))?;
        Ok(ReadAnswer {
            at,
            given: v1::Given::default(),
            about: About::Set(Box::new(read)),
        })
    };
    match result {
        RecommendResult::Asked(set) => Ok(vec![part(*set, "/result".to_owned())?]),
        RecommendResult::AllTasks(all) => {
            let tasks = all.tasks.into_iter().enumerate();
            tasks
                .map(|(at, task)| part(task.found, format!("/result/tasks/{at}")))
                .collect()
        }
        RecommendResult::Unconfirmed(_) => Err(malformed("recommendation").in_document("/result")),
    }
}

fn read_set(set: v1::Recommended) -> Result<ReadSet, Malformed> {
    let scope = |scope: &Option<v1::ScopePath>| scope.as_ref().map(read_scope).transpose();
    let mut required = Vec::new();
    for row in &set.required {
        required.push((row.action.clone(), row.plane.into(), scope(&row.scope)?));
    }
    let mut uncovered = Vec::new();
    for row in &set.uncovered {
        uncovered.push((row.action.clone(), row.plane.into(), scope(&row.scope)?));
    }
    let mut roles = Vec::new();
    for role in set.recommendation.roles {
        roles.push(ClaimedRole {
            role: role.id.map_or(role.name, |id| id.0),
            scope: scope(&role.scope)?,
            covers: role.covers,
            is_foreign: role.foreign,
        });
    }
    let also_at = set.chosen_from.also_at.iter().map(read_scope);
    let also_at = also_at.collect::<Result<_, _>>()?;
    let excess = &set.recommendation.excess;
    let tasks: Vec<&str> = set.tasks.iter().map(|task| task.0.as_str()).collect();
    let what = match tasks.is_empty() {
        true => format!("{} required operations", required.len()),
        false => tasks.join(", "),
    };
    Ok(ReadSet {
        what,
        tasks: set.tasks.iter().map(|task| task.0.clone()).collect(),
        required,
        also_at,
        claim: SetClaim {
            objective: set.minimize.into(),
            advice: set.advice.what.into(),
            roles,
            excess: Excess {
                escalation: excess.escalation,
                write: excess.write,
                data: excess.data,
                read: excess.read,
            },
            uncovered,
            is_optimal: set.recommendation.optimal,
            lower_bound: set.recommendation.certificate.lower_bound,
            custom_roles: set.custom_roles.iter().map(v1::CustomRole::read).collect(),
            needed: set.roles_needed.map(|needed| needed.least),
        },
        receiver: set.given.map(|given| (given.principal.id.0, given.when)),
        chosen_from: set.chosen_from,
    })
}
