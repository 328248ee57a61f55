//! Which scope a command line means: an ARM id, or a name that the inputs hold once (cli.md §1).

use super::args::ScopeArgs;
use super::complain::Complaint;
use crate::directory::{LookUpScopeError, ScopeNames};
use crate::scope::{ParseScopeError, Scope, ScopeKind};

/// Refuses ids that are none, before the inputs are read.
pub(crate) fn check(args: &ScopeArgs) -> Result<(), Complaint> {
    match args.at.as_deref().filter(|at| !is_name(at)) {
        Some(at) => Ok(Scope::parse(at).map(drop)?),
        None => Ok(()),
    }
}

/// The scope that is meant; `None` where none is given. `names` is asked only for names.
pub(crate) fn scope_of<'n>(
    args: &ScopeArgs,
    names: impl Fn() -> &'n ScopeNames,
) -> Result<Option<Scope>, Complaint> {
    if let Some(at) = &args.at {
        return Ok(Some(if is_name(at) {
            names().look_up(at, None)?
        } else {
            Scope::parse(at)?
        }));
    }
    let subscription = match &args.subscription {
        Some(id) if !is_name(id) => Some(Scope::parse(id)?),
        Some(name) => Some(names().look_up(name, Some(ScopeKind::Subscription))?),
        None => None,
    };
    let Some(group) = &args.resource_group else {
        return Ok(subscription);
    };
    Ok(Some(match subscription {
        Some(subscription) => Scope::parse(&format!("{subscription}/resourceGroups/{group}"))?,
        None => names().look_up(group, Some(ScopeKind::ResourceGroup))?,
    }))
}

fn is_name(word: &str) -> bool {
    !word.trim().is_empty() && !word.trim_start().starts_with('/')
}

impl From<LookUpScopeError> for Complaint {
    fn from(error: LookUpScopeError) -> Self {
        let complaint = Self::usage(error.to_string());
        match error {
            LookUpScopeError::Ambiguous { candidates, .. } => {
                let list: Vec<String> = candidates.iter().map(|at| format!("`{at}`")).collect();
                complaint.help(format!("name one by its id: {}", list.join(", ")))
            }
            LookUpScopeError::Unknown { near, .. } if !near.is_empty() => {
                complaint.did_you_mean(&near)
            }
            LookUpScopeError::Unknown { .. } => complaint.help(ParseScopeError::FORMS),
        }
    }
}
