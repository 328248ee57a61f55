//! `rightsize`: what of the access was used, and the least that would do.

use std::sync::Arc;

use crate::access::AccessIndex;
use crate::minimize::Recommendation;
use crate::model::{PrincipalKind, RoleAssignment};
use crate::report::columns::{Columns, Rows, lines};
use crate::report::hostile::clean;
use crate::report::page::{Page, Tone};
use crate::report::v1::ProposalKind;
use crate::report::view::recommend::assigned::of_set;
use crate::report::view::recommend::emit::{Assignee, Definitions, az_commands, word};
use crate::report::view::roles::export::{self, terraform_quote};
use crate::scope::Scope;
use crate::span::Diagnostic;
use crate::usage::{Count, Evidence, KeepReason, Proposal, Rightsized, SizedAssignment, Unshown};

/// What came of it, with what the tenant says of each assignment.
pub(crate) struct RightsizeReport {
    pub(crate) sized: Rightsized,
    pub(crate) rows: Vec<RightsizeRow>,
}

/// An assignment as it is shown.
pub(crate) struct RightsizeRow {
    pub(crate) record: RoleAssignment,
    pub(crate) principal: Option<crate::model::Principal>,
    pub(crate) role: Arc<str>,
    /// What to run, and what undoes it.
    pub(crate) commands: Vec<String>,
    pub(crate) undo: Vec<String>,
}

impl RightsizeReport {
    pub(crate) fn new(index: &AccessIndex<'_>, sized: Rightsized) -> Self {
        let row = |sized: &SizedAssignment| {
            let grant = index.grant(sized.grant);
            let record = grant.assignment()?.clone();
            let (commands, undo) = commands(&record, &sized.proposal);
            Some(RightsizeRow {
                principal: index.tenant().principal(grant.holder).cloned(),
                role: grant.role_label(),
                record,
                commands,
                undo,
            })
        };
        Self {
            rows: sized.assignments.iter().filter_map(row).collect(),
            sized,
        }
    }

    /// How many assignments something is proposed for.
    pub(crate) fn proposals(&self) -> usize {
        let changes = self.sized.assignments.iter();
        changes.filter(|sized| sized.proposal.is_change()).count()
    }

    /// Each assignment with what is said of it.
    pub(crate) fn each(&self) -> impl Iterator<Item = (&RightsizeRow, &SizedAssignment)> {
        self.rows.iter().zip(&self.sized.assignments)
    }

    /// What the logs say that the exports don't.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        let sized = &self.sized;
        let note = |count: Count, code, what: &str, help: &str| {
            let message = format!("{} calls in {} rows {what}", count.calls, count.rows);
            (count.rows > 0).then(|| Diagnostic::info(code, message).help(help.to_owned()))
        };
        let notes = [
            note(
                sized.by_strangers,
                "unknown-callers",
                "are by callers whom no export knows",
                "add the directory's users and service principals to the inputs",
            ),
            note(
                sized.without_assignment,
                "used-without-assignment",
                "were allowed without an assignment: to classic or elevated administrators",
                "`rolecall audit` lists classic administrators and assignments at the root",
            ),
            note(
                sized.by_gone,
                "used-by-gone-assignment",
                "were allowed by assignments that the exports do not have",
                "they were removed since, or the exports are older than the logs",
            ),
            note(
                sized.disagreeing,
                "log-disagrees",
                "happened, and the exports do not allow them",
                "a group's members, an activation or a delegation may be missing, or the exports be of another day",
            ),
        ];
        notes.into_iter().flatten().collect()
    }
}

/// The commands that do what is proposed, and those that undo it.
fn commands(record: &RoleAssignment, proposal: &Proposal) -> (Vec<String>, Vec<String>) {
    let assignee = assignee(record);
    let remove = format!("az role assignment delete --ids {}", word(&record.id));
    let restore = create(record, &record.scope, Some(record.name()));
    match proposal {
        Proposal::Keep(_) => (Vec::new(), Vec::new()),
        Proposal::Remove => (vec![remove], vec![restore]),
        Proposal::Narrow(scope) => {
            let undo = delete(record.principal.as_str(), &record.role.to_string(), scope);
            (
                vec![create(record, scope, None), remove],
                vec![restore, undo],
            )
        }
        Proposal::Eligible => {
            let request = |verb: &str| {
                let body = format!(
                    "{{\"properties\":{{\"principalId\":\"{}\",\"roleDefinitionId\":\"/providers/Microsoft.Authorization/roleDefinitions/{}\",\"requestType\":\"{verb}\"}}}}",
                    record.principal.as_str(),
                    record.role
                );
                let scope = record.scope.as_str().trim_end_matches('/');
                format!(
                    "az rest --method put --url \"https://management.azure.com{scope}/providers/Microsoft.Authorization/roleEligibilityScheduleRequests/$(uuidgen)?api-version=2020-10-01\" --body {}",
                    word(&body)
                )
            };
            (
                vec![request("AdminAssign"), remove],
                vec![restore, request("AdminRemove")],
            )
        }
        Proposal::Replace(replacement) => {
            let (mut commands, mut undo) = (Vec::new(), vec![restore]);
            if replacement.is_custom {
                let custom = custom_role(record, &replacement.found);
                let definition =
                    serde_json::to_string(&export::az(&custom.definition())).unwrap_or_default();
                commands.push(format!(
                    "az role definition create --role-definition {}",
                    word(&definition)
                ));
                commands.push(create_of(
                    &assignee,
                    &word(&custom.name),
                    &replacement.scope,
                ));
                undo.push(delete(
                    record.principal.as_str(),
                    &custom.name,
                    &replacement.scope,
                ));
                undo.push(format!(
                    "az role definition delete --name {}",
                    word(&custom.name)
                ));
            } else {
                commands.extend(az_commands(
                    &of_set(&replacement.found),
                    &assignee,
                    Definitions::Inline,
                ));
                for role in &replacement.found.roles {
                    let name = role
                        .id
                        .map_or_else(|| role.name.clone(), |id| id.to_string());
                    undo.push(delete(record.principal.as_str(), &name, &replacement.scope));
                }
            }
            commands.push(remove);
            (commands, undo)
        }
    }
}

/// The custom role in place of an assignment, with a name of its own.
fn custom_role(record: &RoleAssignment, found: &Recommendation) -> crate::minimize::CustomRole {
    let mut custom = found.custom_role.clone();
    custom.name = format!("As used by {}", record.name());
    custom
}

fn assignee(record: &RoleAssignment) -> Assignee {
    Assignee {
        id: Some(record.principal.clone()),
        kind: record.principal_kind,
    }
}

fn create_of(assignee: &Assignee, role: &str, scope: &Scope) -> String {
    let id = assignee.id.as_ref().map_or("", |id| id.as_str());
    let kind = match assignee.kind {
        PrincipalKind::Unknown => String::new(),
        PrincipalKind::ManagedIdentity => " --assignee-principal-type ServicePrincipal".to_owned(),
        kind => format!(" --assignee-principal-type {}", kind.as_str()),
    };
    format!(
        "az role assignment create --assignee-object-id {}{kind} --role {role} --scope {}",
        word(id),
        word(scope.as_str())
    )
}

/// The command that makes an assignment like this one.
fn create(record: &RoleAssignment, scope: &Scope, name: Option<&str>) -> String {
    let mut command = create_of(&assignee(record), &word(&record.role.to_string()), scope);
    if let Some(name) = name {
        command.push_str(&format!(" --name {}", word(name)));
    }
    if let Some(description) = &record.description {
        command.push_str(&format!(" --description {}", word(description)));
    }
    command
}

fn delete(principal: &str, role: &str, scope: &Scope) -> String {
    format!(
        "az role assignment delete --assignee {} --role {} --scope {}",
        word(principal),
        word(role),
        word(scope.as_str())
    )
}

/// What is proposed, in a few words.
pub(crate) fn proposal_text(proposal: &Proposal) -> String {
    match proposal {
        Proposal::Keep(_) => "keep".to_owned(),
        Proposal::Narrow(scope) => format!("assign it at {scope}"),
        Proposal::Replace(instead) if instead.is_custom => {
            let role = &instead.found.custom_role;
            let count = role.actions.len() + role.data_actions.len();
            format!("a custom role of {count} actions at {}", instead.scope)
        }
        Proposal::Replace(instead) => {
            let names: Vec<&str> = instead
                .found
                .roles
                .iter()
                .map(|role| role.name.as_str())
                .collect();
            format!("{} at {}", names.join(" and "), instead.scope)
        }
        Proposal::Eligible => "make it eligible".to_owned(),
        Proposal::Remove => "remove".to_owned(),
    }
}

/// Why that is proposed.
pub(crate) fn because(sized: &SizedAssignment) -> String {
    match &sized.proposal {
        Proposal::Keep(reason) => match reason {
            KeepReason::Configured { owner, reason } => format!("the configuration keeps it: {reason} ({owner})"),
            KeepReason::Used => "it was used, and nothing less would do".to_owned(),
            KeepReason::Ambiguous => "a logged call may have needed it, or another assignment that allows the same".to_owned(),
            KeepReason::NotObservable => "no log that is there would show its use".to_owned(),
            KeepReason::Young => "it is younger than the window".to_owned(),
            KeepReason::AgeUnknown => "the exports don't say when it was created".to_owned(),
            KeepReason::LogsTooShort => "the logs don't reach over the window".to_owned(),
            KeepReason::NotJudged => "it has a condition or an end, is a classic administrator's, or exports contradict each other about it".to_owned(),
        },
        Proposal::Narrow(_) => "all that was used lies there".to_owned(),
        Proposal::Replace(_) => "it grants what was used, the reads of the same types and what Azure checks at linked resources, and less beside".to_owned(),
        Proposal::Eligible => "its use was not seen, and it leads to more rights".to_owned(),
        Proposal::Remove => "its use was not seen".to_owned(),
    }
}

/// What logs can't show, in words.
pub(crate) fn unshown_text(unshown: Unshown) -> &'static str {
    match unshown {
        Unshown::Reads => "reads of the control plane",
        Unshown::LinkedChecks => "checks at linked resources",
        Unshown::ControlPlane => {
            "the control plane: no activity log of every subscription that it reaches"
        }
        Unshown::DataPlane => "the data plane: no log of what it reaches",
        Unshown::Role => "anything: what the role grants isn't known",
    }
}

/// The word for evidence.
pub(crate) fn evidence_text(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Named => "used: a log names it",
        Evidence::Needed => "used: nothing else allows a logged call",
        Evidence::MaybeUsed => "maybe used",
        Evidence::NotSeen => "not seen",
        Evidence::NotObservable => "not observable",
    }
}

/// The proposals, the score, and every assignment.
pub(crate) fn rightsize_page(report: &RightsizeReport) -> Page {
    let mut page = Page::default();
    let (sized, window) = (&report.sized, &report.sized.window);
    let (all, proposals) = (report.rows.len(), report.proposals());
    let (tone, what) = match proposals {
        0 => (Tone::Good, "nothing is proposed".to_owned()),
        some => (Tone::Bad, format!("{some} can go, or be less")),
    };
    page.verdict(
        tone,
        &proposals.to_string(),
        format!("of {all} assignments: {what}"),
    );
    let logged = window.logged.map_or_else(
        || "the logs hold nothing of it".to_owned(),
        |(first, last)| format!("the logs hold {first} to {last}"),
    );
    page.text(format!(
        "Window: {} to {}; {logged}.",
        window.from, window.until
    ));
    if let Some(score) = sized.score.unused {
        page.text(format!(
            "Granted and not seen used: {score} of 100, by class and scope; {} assignments are left out, since no log would show their use.",
            sized.score.left_out
        ));
    }
    let (changes, kept): (Vec<_>, Vec<_>) = report
        .each()
        .partition(|(_, sized)| sized.proposal.is_change());
    page.table(columns().table("Proposals".to_owned(), changes));
    page.table(columns().table("Kept".to_owned(), kept));
    page
}

type Shown<'a> = (&'a RightsizeRow, &'a SizedAssignment);

/// The whole table, row by row.
pub(crate) fn rightsize_rows(report: &RightsizeReport) -> Rows<'_> {
    columns().rows(report.each())
}

fn columns<'a>() -> Columns<'a, Shown<'a>> {
    let who = |(row, _): &Shown<'a>| {
        row.principal.as_ref().map_or_else(
            || row.record.principal.to_string(),
            |who| who.label().to_owned(),
        )
    };
    Columns::new()
        .data("roleAssignment", |(row, _): &Shown<'a>| {
            row.record.id.to_string()
        })
        .both("who", who)
        .both("role", |(row, _)| row.role.to_string())
        .both("scope", |(row, _)| row.record.scope.to_string())
        .both("evidence", |(_, sized)| {
            evidence_text(sized.evidence).to_owned()
        })
        .both("last", |(_, sized)| {
            sized.last.map(|last| last.to_string()).unwrap_or_default()
        })
        .data("kind", |(_, sized)| {
            ProposalKind::from(&sized.proposal).as_str().to_owned()
        })
        .both("proposal", |(_, sized)| proposal_text(&sized.proposal))
        .both("because", |(_, sized)| because(sized))
        .data("not shown by logs", |(_, sized)| {
            lines(
                sized
                    .unshown
                    .iter()
                    .map(|what| unshown_text(*what).to_owned()),
            )
        })
        .data("also granted by", |(_, sized)| {
            lines(sized.also_granted_by.iter().map(ToString::to_string))
        })
        .data("commands", |(row, _)| row.commands.join("\n"))
        .data("undo", |(row, _)| row.undo.join("\n"))
}

/// The proposals as a shell script, each with what undoes it.
pub(crate) fn rightsize_script(report: &RightsizeReport) -> String {
    let part = |(row, sized): Shown<'_>| {
        let mut part = about(row, sized);
        for command in &row.commands {
            part.push_str(&format!("{}\n", one_line(command)));
        }
        part + &undo(row)
    };
    together(report, part)
}

/// The new assignments as resources of Terraform; what is to be removed stands beside them as commands.
pub(crate) fn rightsize_terraform(report: &RightsizeReport) -> String {
    let part = |(row, sized): Shown<'_>| {
        let mut part = about(row, sized);
        part.push_str(&resources(&row.record, &sized.proposal));
        let removes = |command: &&String| command.starts_with("az role assignment delete");
        for command in row.commands.iter().filter(removes) {
            part.push_str(&format!("# then: {}\n", one_line(command)));
        }
        part + &undo(row)
    };
    together(report, part)
}

fn together(report: &RightsizeReport, part: impl FnMut(Shown<'_>) -> String) -> String {
    let changes = report
        .each()
        .filter(|(_, sized)| sized.proposal.is_change());
    let parts: Vec<String> = changes.map(part).collect();
    match parts.len() {
        0 => "# nothing is proposed\n".to_owned(),
        _ => parts.join("\n"),
    }
}

fn one_line(text: &str) -> String {
    clean(&text.replace(['\n', '\r'], " "))
}

fn about(row: &RightsizeRow, sized: &SizedAssignment) -> String {
    let (who, scope) = (&row.record.principal, &row.record.scope);
    let about = format!(
        "{who} has {} at {scope}: {}",
        row.role,
        proposal_text(&sized.proposal)
    );
    format!("# {}\n", one_line(&about))
}

fn undo(row: &RightsizeRow) -> String {
    let lines = row
        .undo
        .iter()
        .map(|command| format!("# undo: {}\n", one_line(command)));
    lines.collect()
}

/// The resources that a proposal adds.
fn resources(record: &RoleAssignment, proposal: &Proposal) -> String {
    let label = format!("instead_of_{}", record.name().replace('-', "_"));
    let resource = |kind: &str, number: usize, scope: &Scope, role: String| {
        let around = scope.subscription();
        let around = around.as_ref().map_or("", Scope::as_str);
        let role = match role.contains('.') {
            true => role,
            false => terraform_quote(&format!(
                "{around}/providers/Microsoft.Authorization/roleDefinitions/{role}"
            )),
        };
        format!(
            "resource \"{kind}\" \"{label}_{number}\" {{\n  scope              = {}\n  role_definition_id = {role}\n  principal_id       = {}\n}}\n",
            terraform_quote(scope.as_str()),
            terraform_quote(record.principal.as_str()),
        )
    };
    const ASSIGNMENT: &str = "azurerm_role_assignment";
    match proposal {
        Proposal::Keep(_) | Proposal::Remove => String::new(),
        Proposal::Narrow(scope) => resource(ASSIGNMENT, 1, scope, record.role.to_string()),
        Proposal::Eligible => resource(
            "azurerm_pim_eligible_role_assignment",
            1,
            &record.scope,
            record.role.to_string(),
        ),
        Proposal::Replace(instead) if instead.is_custom => {
            let definition = custom_role(record, &instead.found).definition();
            let role = format!(
                "azurerm_role_definition.{}.role_definition_resource_id",
                export::label(&definition.name)
            );
            export::terraform(&definition) + &resource(ASSIGNMENT, 1, &instead.scope, role)
        }
        Proposal::Replace(instead) => {
            let ids = instead.found.roles.iter().filter_map(|role| role.id);
            let each = ids
                .enumerate()
                .map(|(at, id)| resource(ASSIGNMENT, at + 1, &instead.scope, id.to_string()));
            each.collect()
        }
    }
}
