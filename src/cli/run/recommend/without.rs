//! `recommend --without`: what must not be granted is not required either.

use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::minimize::{Ban, RequiredAction, Requirement};
use crate::pattern::ActionPattern;
use crate::span::Diagnostic;

/// Takes what must not be granted off the patterns that are required; an operation that is required
/// and must not be granted is a contradiction.
pub(in crate::cli::run) fn leave_out(
    context: &mut Context,
    requirement: &mut Requirement,
    without: &[ActionPattern],
) -> Result<(), Complaint> {
    if without.is_empty() {
        return Ok(());
    }
    let catalog = &context.catalog;
    let ban = Ban::new(catalog, without);
    let mut kept = Requirement::default();
    let mut narrowed: Vec<String> = Vec::new();
    for RequiredAction {
        action,
        plane,
        scope,
    } in &requirement.actions
    {
        if action.is_concrete() {
            if ban.holds(action.as_str()) {
                return Err(Complaint::usage(format!(
                    "`{action}` is required, and must not be granted"
                )));
            }
            kept.add_at(action.clone(), *plane, scope.as_ref());
            continue;
        }
        if ban.may_hold(action) {
            return Err(Complaint::usage(format!(
                "the catalogue doesn't hold what `{action}` and what must not be granted have in common"
            ))
            .help("name the operations that are required"));
        }
        let under = catalog.expand(action, *plane);
        if under.is_disjoint(ban.operations(*plane)) {
            kept.add_at(action.clone(), *plane, scope.as_ref());
            continue;
        }
        narrowed.push(format!("`{action}`"));
        for operation in under.minus(ban.operations(*plane)).iter() {
            let name = catalog.operation(operation).name;
            kept.add_at(ActionPattern::literal(&name), *plane, scope.as_ref());
        }
    }
    if !narrowed.is_empty() {
        narrowed.dedup();
        context.diagnostics.push(Diagnostic::info(
            "narrowed-requirement",
            format!(
                "of {} only what may be granted is required",
                narrowed.join(", ")
            ),
        ));
    }
    requirement.actions = kept.actions;
    Ok(())
}
