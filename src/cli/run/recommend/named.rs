//! What `recommend` is asked with the names of people, put into those of the snapshot: scopes by their ids,
//! and with `--redact` everything by its pseudonym.

use crate::cli::args::{RecommendArgs, ScopeArgs};
use crate::cli::complain::Complaint;
use crate::cli::redaction::Names;
use crate::model::Tenant;

/// The arguments in the names of the snapshot that was read.
///
/// # Errors
///
/// When they name a text with names of its own, which nothing translates.
pub(in crate::cli::run) fn arguments(
    args: &RecommendArgs,
    names: &mut Names,
    tenant: &Tenant,
) -> Result<RecommendArgs, Complaint> {
    let mut renamed = args.clone();
    for at in renamed.at.iter_mut().chain(&mut renamed.also_at) {
        let asked = ScopeArgs {
            at: Some(at.clone()),
            ..ScopeArgs::default()
        };
        if let Some(meant) = names.scope(&asked, tenant)? {
            *at = meant.spelled().to_string();
        }
    }
    if let Some(meant) = names.scope(&args.scope.scope(), tenant)? {
        renamed.at.push(meant.spelled().to_string());
    }
    if let Some(name) = &mut renamed.role_name {
        *name = name.trim().to_owned();
        if name.is_empty() {
            return Err(Complaint::usage("`--role-name` says nothing")
                .help("name the role, or leave the option out"));
        }
        names.refuse("name for a role")?;
    }
    if !args.redact.redact {
        return Ok(renamed);
    }
    if !args.actions_from.is_empty() {
        names.refuse("texts with operations")?;
    }
    if !args.deployments.from_arm.is_empty() || !args.deployments.from_terraform.is_empty() {
        names.refuse("deployments")?;
    }
    let words = ["nexus", "azure", "custom"];
    if args
        .among
        .iter()
        .any(|word| !words.contains(&word.as_str()))
    {
        names.refuse("files of roles")?;
    }
    if let Some(who) = &mut renamed.receiver {
        *who = names.principal(who)?;
    }
    for role in &mut renamed.exclude {
        *role = names.role(role);
    }
    Ok(renamed)
}
