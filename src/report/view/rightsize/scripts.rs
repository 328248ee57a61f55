//! The proposals as text for other tools, each with what undoes it.

use super::changes::NewAssignment;
use super::{RightsizeReport, RightsizeRow, Shown, proposal_text};
use crate::minimize::CustomRole;
use crate::model::{Principal, RoleAssignment};
use crate::report::hostile::clean;
use crate::report::view::roles::export::{self, terraform_quote};
use crate::scope::Scope;
use crate::usage::{Proposal, SizedAssignment};

/// A shell script. It ends where a command fails: what replaces an assignment is there before that is
/// removed.
pub(crate) fn rightsize_script(report: &RightsizeReport) -> String {
    let part = |(row, sized): Shown<'_>| {
        let mut part = about(row, sized);
        for command in &row.change.commands {
            part.push_str(&format!("{}\n", one_line(command)));
        }
        part + &undo(row)
    };
    match together(report, part) {
        Some(parts) => format!("#!/bin/sh\nset -eu\n\n{parts}"),
        None => NOTHING.to_owned(),
    }
}

/// The new assignments as resources of Terraform; what is to be removed stands beside them as commands.
pub(crate) fn rightsize_terraform(report: &RightsizeReport) -> String {
    let part = |(row, sized): Shown<'_>| {
        let mut part = about(row, sized);
        part.push_str(&resources(row, &sized.proposal));
        if let Some(command) = &row.change.remove {
            part.push_str(&format!("# then: {}\n", one_line(command)));
        }
        part + &undo(row)
    };
    together(report, part).unwrap_or_else(|| NOTHING.to_owned())
}

const NOTHING: &str = "# nothing is proposed\n";

pub(super) fn together(
    report: &RightsizeReport,
    part: impl FnMut(Shown<'_>) -> String,
) -> Option<String> {
    let changes = report
        .each()
        .filter(|(_, sized)| sized.proposal.is_change());
    let parts: Vec<String> = changes.map(part).collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

pub(super) fn one_line(text: &str) -> String {
    clean(&text.replace(['\n', '\r'], " "))
}

/// What is proposed, in a sentence.
pub(super) fn proposed(row: &RightsizeRow, sized: &SizedAssignment) -> String {
    let id = &row.record.principal;
    let named = row.principal.as_ref().map(Principal::label);
    let who = match named.filter(|name| *name != id.as_str()) {
        Some(name) => format!("{name} ({id})"),
        None => id.to_string(),
    };
    let scope = &row.record.scope;
    let is_instead = matches!(sized.proposal, Proposal::Narrow(_) | Proposal::Replace(_));
    let there = match is_instead && row.change.assigned.is_empty() {
        true => ", which is assigned already",
        false => "",
    };
    one_line(&format!(
        "{who} has {} at {scope}: {}{there}",
        row.role,
        proposal_text(&sized.proposal)
    ))
}

fn about(row: &RightsizeRow, sized: &SizedAssignment) -> String {
    format!("# {}\n", proposed(row, sized))
}

fn undo(row: &RightsizeRow) -> String {
    let undo = row.change.undo.iter();
    let lines = undo.map(|command| format!("# undo: {}\n", one_line(command)));
    lines.collect()
}

/// The resources that a proposal adds.
fn resources(row: &RightsizeRow, proposal: &Proposal) -> String {
    let (record, change) = (&row.record, &row.change);
    if let Proposal::Eligible = proposal {
        let role = scoped_role(&record.role.to_string(), &record.scope);
        return resource(
            "azurerm_pim_eligible_role_assignment",
            record,
            1,
            (&record.scope, role),
            None,
        );
    }
    let definition = change.custom_role.as_ref().map(CustomRole::definition);
    let mut text = definition
        .as_ref()
        .map(export::terraform)
        .unwrap_or_default();
    for (at, NewAssignment { role, scope, name }) in change.assigned.iter().enumerate() {
        let role = match &definition {
            Some(definition) => format!(
                "azurerm_role_definition.{}.role_definition_resource_id",
                export::label(&definition.name)
            ),
            None => scoped_role(role, scope),
        };
        let number = at + 1;
        text.push_str(&resource(
            "azurerm_role_assignment",
            record,
            number,
            (scope, role),
            Some(name),
        ));
    }
    text
}

fn resource(
    kind: &str,
    record: &RoleAssignment,
    number: usize,
    (scope, role): (&Scope, String),
    name: Option<&str>,
) -> String {
    let label = format!("instead_of_{}_{number}", record.name().replace('-', "_"));
    let name = name.map_or_else(String::new, |name| {
        format!("  name               = {}\n", terraform_quote(name))
    });
    format!(
        "resource \"{kind}\" \"{label}\" {{\n{name}  scope              = {}\n  role_definition_id = {role}\n  principal_id       = {}\n}}\n",
        terraform_quote(scope.as_str()),
        terraform_quote(record.principal.as_str()),
    )
}

/// The id of a published role as the provider reads it back.
fn scoped_role(role: &str, scope: &Scope) -> String {
    let around = scope.subscription();
    let around = around.as_ref().map_or("", Scope::as_str);
    terraform_quote(&format!(
        "{around}/providers/Microsoft.Authorization/roleDefinitions/{role}"
    ))
}
