//! `verify` of what `recommend` answers.

use crate::access::{AccessIndex, Rejection};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::run::recommend::limits;
use crate::directory::{Hierarchy, look_up_principal};
use crate::ids::RoleIx;
use crate::minimize::{Among, Candidates, Given, Requirement, give, verify_set};
use crate::model::{Moment, Timestamp};
use crate::pattern::ActionPattern;
use crate::report::{CheckStatus, ReadRoleName, ReadSet};

/// What a set was made from.
pub(super) struct Wanted {
    pub(super) candidates: Candidates,
    pub(super) requirement: Requirement,
    /// With what somebody holds taken off the requirement.
    pub(super) given: Option<Given>,
}

/// Gathers what a set was made from.
///
/// # Errors
///
/// When a role is not known, or a field is malformed.
pub(super) fn wanted(context: &Context, set: &ReadSet) -> Result<Wanted, Complaint> {
    let Context {
        tenant, catalog, ..
    } = context;
    let candidates = candidates(context, set)?;
    let mut requirement = Requirement::default();
    for (action, plane, scope) in &set.required {
        requirement.add_at(ActionPattern::parse(action)?, *plane, scope.as_ref());
    }
    let tasks = set.tasks.iter().filter_map(|id| catalog.task(id).ok());
    for task in tasks {
        requirement.add_assigned(&task);
        requirement.documented_roles.extend(task.documented_role);
    }
    requirement.locate(&Hierarchy::new(tenant), &candidates.also_at);
    let mut given = None;
    if let Some((who, when)) = &set.receiver {
        let who = look_up_principal(tenant, who)?;
        let moment = Moment::from(when.as_deref().map(Timestamp::parse).transpose()?);
        let index = AccessIndex::new(tenant, catalog);
        let also_at = &candidates.also_at;
        given = Some(give(&index, &who, &mut requirement, also_at, moment));
    }
    Ok(Wanted {
        candidates,
        requirement,
        given,
    })
}

pub(super) fn check(context: &Context, set: &ReadSet) -> Result<CheckStatus, Complaint> {
    let catalog = &context.catalog;
    if let Err(unknown) = candidates(context, set) {
        return Ok(CheckStatus::Unchecked(unknown.message));
    }
    let Wanted {
        candidates,
        requirement,
        ..
    } = wanted(context, set)?;
    let look_up = |role: &String| context.look_up_role(role).map_err(|_| role.clone());
    let claim = match set.claim.looked_up(look_up) {
        Ok(claim) => claim,
        Err(role) => {
            let unknown = format!("the catalogue holds no role `{role}`");
            return Ok(CheckStatus::Unchecked(unknown));
        }
    };
    let most = set.chosen_from.max_roles;
    let limits = limits(&requirement);
    let found = verify_set(catalog, &requirement, &candidates, most, limits, &claim);
    Ok(match found {
        Ok(None) => CheckStatus::Accepted,
        Ok(Some(open)) => CheckStatus::Unchecked(open),
        Err(Rejection(reason)) => CheckStatus::Rejected(reason),
    })
}

fn candidates(context: &Context, set: &ReadSet) -> Result<Candidates, Complaint> {
    let chosen = &set.chosen_from;
    let roles = |names: &[ReadRoleName]| -> Result<Vec<RoleIx>, Complaint> {
        let name = |role: &ReadRoleName| {
            let id = role.id.as_ref().map_or(&role.name, |id| &id.0);
            context.look_up_role(id)
        };
        names.iter().map(name).collect()
    };
    let actions = chosen
        .without
        .iter()
        .map(|action| ActionPattern::parse(action));
    Ok(Candidates {
        excluded: roles(&chosen.excluded)?,
        among: match &chosen.among {
            None => Among::All,
            Some(names) => Among::Only(roles(names)?),
        },
        with_service_roles: chosen.service_roles,
        published_only: chosen.published_only,
        any_role: chosen.any_role,
        also_at: set.also_at.clone(),
        without: actions.collect::<Result<_, _>>()?,
    })
}
