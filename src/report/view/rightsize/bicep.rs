//! The proposals as Bicep: a file for each scope that is deployed to.

use std::fmt::Write as _;

use super::changes::NewAssignment;
use super::scripts::{one_line, proposed};
use super::{RightsizeReport, RightsizeRow, Shown};
use crate::minimize::CustomRole;
use crate::model::{RoleAssignment, RoleKind};
use crate::report::view::recommend::emit::{Assignee, EmitError, Target, existing};
use crate::report::view::roles::export::{self, bicep_quote};
use crate::rule::ELIGIBLE_FOR;
use crate::scope::{Scope, ScopeKind};
use crate::usage::Proposal;

/// A file of Bicep.
pub(crate) struct BicepFile {
    pub(crate) name: String,
    pub(crate) text: String,
    /// What it deploys to.
    pub(crate) target: String,
}

/// A file in the making.
struct File {
    target: Target,
    /// The single resources that are assigned at.
    resources: Vec<Scope>,
    parts: Vec<String>,
    custom_roles: usize,
}

/// The new assignments, a file for each scope to deploy to; what is to be removed stands in comments, as
/// what undoes it does.
///
/// # Errors
///
/// When a scope can't be named in Bicep.
pub(crate) fn rightsize_bicep(report: &RightsizeReport) -> Result<Vec<BicepFile>, EmitError> {
    let mut files: Vec<File> = Vec::new();
    for (row, sized) in report
        .each()
        .filter(|(_, sized)| sized.proposal.is_change())
    {
        add(&mut files, (row, sized))?;
    }
    let files = files.into_iter().enumerate();
    files.map(|(at, file)| file.written(at + 1)).collect()
}

fn file<'f>(files: &'f mut Vec<File>, scope: &Scope) -> Result<&'f mut File, EmitError> {
    let target = Target::of(Some(scope))?;
    let at = files.iter().position(|file| file.target == target);
    let at = at.unwrap_or_else(|| {
        files.push(File {
            target,
            resources: Vec::new(),
            parts: Vec::new(),
            custom_roles: 0,
        });
        files.len() - 1
    });
    Ok(&mut files[at])
}

fn add(files: &mut Vec<File>, (row, sized): Shown<'_>) -> Result<(), EmitError> {
    let (record, change) = (&row.record, &row.change);
    let mut first = None;
    if let Proposal::Eligible = sized.proposal {
        let file = file(files, &record.scope)?;
        let part = file.eligible(record);
        first = Some((&record.scope, part));
    }
    let custom = change.custom_role.as_ref().map(CustomRole::definition);
    for (at, new) in change.assigned.iter().enumerate() {
        let file = file(files, &new.scope)?;
        let mut part = String::new();
        let definition = match &custom {
            Some(custom) => {
                file.custom_roles += 1;
                let symbol = format!("customRole{}", file.custom_roles);
                part.push_str(&export::bicep(custom, &symbol, file.target.id()));
                format!("{symbol}.id")
            }
            None => file.target.definition_of(RoleKind::BuiltIn, &new.role),
        };
        part.push_str(&file.assignment(record, new, &definition));
        match at {
            0 => first = Some((&new.scope, part)),
            _ => file.parts.push(part),
        }
    }
    let (scope, part) = first.unwrap_or((&record.scope, String::new()));
    let mut text = format!("// {}\n", proposed(row, sized));
    text.push_str(&part);
    text.push_str(&after(row));
    file(files, scope)?.parts.push(text);
    Ok(())
}

/// What is to be run when the file is deployed, and what undoes it all.
fn after(row: &RightsizeRow) -> String {
    let mut text = String::new();
    if let Some(command) = &row.change.remove {
        let _ = writeln!(text, "// then: {}", one_line(command));
    }
    for command in &row.change.undo {
        let _ = writeln!(text, "// undo: {}", one_line(command));
    }
    text
}

impl File {
    /// The symbol of the resource that is assigned at; none where that is what the file deploys to.
    fn on(&mut self, scope: &Scope) -> Option<String> {
        if scope.kind() != ScopeKind::Resource {
            return None;
        }
        let known = self.resources.iter().position(|known| known == scope);
        let at = known.unwrap_or_else(|| {
            self.resources.push(scope.clone());
            self.resources.len() - 1
        });
        Some(format!("  scope: resource{}\n", at + 1))
    }

    fn assignment(&mut self, record: &RoleAssignment, new: &NewAssignment, role: &str) -> String {
        let NewAssignment { scope, name, .. } = new;
        let assignee = Assignee {
            id: Some(record.principal.clone()),
            kind: record.principal_kind,
        };
        let kind = assignee.kind().map_or_else(String::new, |kind| {
            format!("    principalType: {}\n", bicep_quote(kind))
        });
        let description = record
            .description
            .as_ref()
            .map_or_else(String::new, |text| {
                format!("    description: {}\n", bicep_quote(text))
            });
        format!(
            "resource assignment_{} 'Microsoft.Authorization/roleAssignments@2022-04-01' = {{\n  name: {}\n{}  properties: {{\n    principalId: {}\n{kind}{description}    roleDefinitionId: {role}\n  }}\n}}\n",
            name.replace('-', "_"),
            bicep_quote(name),
            self.on(scope).unwrap_or_default(),
            bicep_quote(record.principal.as_str()),
        )
    }

    fn eligible(&mut self, record: &RoleAssignment) -> String {
        let role = self
            .target
            .definition_of(RoleKind::BuiltIn, &record.role.to_string());
        let name = super::changes::request_name(record);
        format!(
            "resource eligible_{} 'Microsoft.Authorization/roleEligibilityScheduleRequests@2020-10-01' = {{\n  name: {}\n{}  properties: {{\n    principalId: {}\n    roleDefinitionId: {role}\n    requestType: 'AdminAssign'\n    scheduleInfo: {{\n      expiration: {{\n        type: 'AfterDuration'\n        duration: {}\n      }}\n    }}\n  }}\n}}\n",
            name.replace('-', "_"),
            bicep_quote(&name),
            self.on(&record.scope).unwrap_or_default(),
            bicep_quote(record.principal.as_str()),
            bicep_quote(ELIGIBLE_FOR),
        )
    }

    fn written(self, number: usize) -> Result<BicepFile, EmitError> {
        let Self {
            target,
            resources,
            parts,
            ..
        } = self;
        let name = format!("rightsize-{number}.bicep");
        let mut text = format!(
            "// {}\ntargetScope = '{}'\n\n",
            one_line(&target.command(&name)),
            target.word()
        );
        for (at, scope) in resources.iter().enumerate() {
            let _ = writeln!(text, "{}", existing(scope, at)?);
        }
        text.push_str(&parts.join("\n"));
        Ok(BicepFile {
            name,
            text,
            target: target.name(),
        })
    }
}
