//! What a question about principals needs of the inputs: exports, and in them role assignments.

use crate::cli::complain::{Complaint, GATHER};
use crate::cli::context::Context;
use crate::model::Tenant;
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
    }
    Ok(())
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
