//! What a question about principals needs of the inputs: that they hold records, and among them
//! role assignments.

use crate::cli::complain::{Complaint, GATHER};
use crate::cli::context::Context;
use crate::model::Tenant;
use crate::span::Diagnostic;

/// Refuses to answer from inputs without a record, and says where no assignment is among them:
/// "nobody may" would then be said of a tenant that nobody saw.
///
/// # Errors
///
/// When the inputs hold no record at all.
pub(super) fn assignments(context: &mut Context) -> Result<(), Complaint> {
    holds_records(
        &context.tenant,
        "the inputs hold no record: nothing says who may do what",
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

/// Refuses inputs without a record.
///
/// # Errors
///
/// When there is none; `message` says what that means.
pub(super) fn holds_records(tenant: &Tenant, message: &str) -> Result<(), Complaint> {
    if tenant.inputs.iter().any(|input| input.records > 0) {
        return Ok(());
    }
    Err(Complaint::input(message.to_owned())
        .help(format!("name exports or a folder of them; {GATHER}")))
}
