//! What a question about principals needs of the inputs: exports, and in them role assignments.

use std::collections::BTreeSet;

use crate::cli::complain::{Complaint, GATHER};
use crate::cli::context::Context;
use crate::model::{InputFile, InputKind, ScheduleKind, Tenant};
use crate::scope::Scope;
use crate::span::Diagnostic;

/// Refuses to answer from inputs without an export, and says where no assignment is in them:
/// "nobody may" would then be said of a tenant that nobody saw.
///
/// # Errors
///
/// When the inputs hold no export at all.
pub(super) fn assignments(context: &mut Context) -> Result<(), Complaint> {
    holds_exports(
        &context.tenant,
        "the inputs hold no export: nothing says who may do what",
    )?;
    if context.tenant.role_assignments.is_empty() && context.tenant.schedules.is_empty() {
        context.diagnostics.push(
            Diagnostic::warning(
                "no-role-assignments",
                "the inputs hold no role assignment, so that they give nobody any access",
            )
            .help("add the output of `az role assignment list --all -o json`, once a subscription")
            .may_change_answer(),
        );
    } else if let Some(kinds) = not_exported(&context.tenant) {
        context.diagnostics.push(Diagnostic::info(
            "not-exported",
            format!("the inputs hold no {kinds}: those that exist are not seen"),
        ));
    }
    Ok(())
}

/// Says of which subscriptions asked about the inputs hold no role assignment, though they hold some of
/// elsewhere: the export of one subscription of several may be missing.
pub(super) fn assignments_of_subscriptions<'a>(
    context: &mut Context,
    asked_about: impl IntoIterator<Item = &'a Scope>,
) {
    let tenant = &context.tenant;
    let has_none = tenant.role_assignments.is_empty() && tenant.schedules.is_empty();
    if has_none || is_collected(tenant) {
        return;
    }
    let subscriptions: BTreeSet<Scope> = asked_about
        .into_iter()
        .filter_map(Scope::subscription)
        .filter(|subscription| !holds_assignments(tenant, subscription))
        .collect();
    let notes = subscriptions.into_iter().map(|subscription| {
        Diagnostic::info(
            "not-exported",
            format!("the inputs hold no role assignment in `{subscription}`: those that exist are not seen"),
        )
    });
    context.diagnostics.extend(notes);
}

fn holds_assignments(tenant: &Tenant, subscription: &Scope) -> bool {
    let assigned = tenant.role_assignments.iter().map(|a| &a.scope);
    let active = tenant
        .schedules
        .iter()
        .filter(|schedule| schedule.kind != ScheduleKind::Eligible)
        .map(|schedule| &schedule.scope);
    assigned
        .chain(active)
        .any(|scope| subscription.contains(scope))
}

/// Whether a collection, which asks for every kind in every subscription, is among the inputs.
fn is_collected(tenant: &Tenant) -> bool {
    let is_manifest = |input: &InputFile| input.kind == InputKind::CollectManifest;
    tenant.inputs.iter().any(is_manifest)
}

/// Kinds of records of which the inputs hold none, though a tenant may have some.
fn not_exported(tenant: &Tenant) -> Option<String> {
    if is_collected(tenant) {
        return None;
    }
    let denies = tenant
        .deny_assignments
        .is_empty()
        .then_some("deny assignments");
    let schedules = tenant.schedules.is_empty().then_some("schedule instances");
    let kinds: Vec<&str> = denies.into_iter().chain(schedules).collect();
    (!kinds.is_empty()).then(|| kinds.join(" and no "))
}

/// Refuses inputs in which no file was found to read. One with an empty list is an export: it says that
/// there is nothing.
///
/// # Errors
///
/// When there is none; `message` says what that means.
pub(super) fn holds_exports(tenant: &Tenant, message: &str) -> Result<(), Complaint> {
    if !tenant.inputs.is_empty() {
        return Ok(());
    }
    Err(Complaint::input(message.to_owned())
        .help(format!("name exports or a folder of them; {GATHER}")))
}
