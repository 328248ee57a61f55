//! `recommend`: each set is chosen again from what it says it was chosen from.

use serde_json::Value;

use crate::cli::answer::Made;
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::run::recommend::for_principal::{Receiver, principal_named};
use crate::cli::run::recommend::{note, solve};
use crate::cli::run::verify::recommended::{Wanted, wanted};
use crate::ids::{PrincipalId, parse_guid};
use crate::minimize::CustomRole;
use crate::model::{RoleDefinition, Timestamp};
use crate::report::{
    About, Assignee, AssignmentForm, ChosenFrom, EmittedForm, ExportForm, Page, ReadDocument,
    ReadSet, RecommendReport, RecommendResult, Recommended, emit, export_all,
};

pub(super) fn answer(
    context: &mut Context,
    document: &ReadDocument,
    claimed: &RecommendResult,
) -> Result<Value, Complaint> {
    let sets = document
        .answers
        .iter()
        .filter_map(|answer| match &answer.about {
            About::Set(set) => Some(&**set),
            _ => None,
        });
    let result = match claimed {
        RecommendResult::Asked(said) => {
            let Some(set) = sets.into_iter().next() else {
                return Ok(Value::Null);
            };
            let report = chosen(context, set, said)?;
            match &said.emitted {
                Some(said) => {
                    let text = emitted(&report, said.form, &said.text);
                    RecommendResult::with_text(&report, said.form, text)
                }
                None => RecommendResult::from(&report),
            }
        }
        RecommendResult::AllTasks(all) => {
            let mut reports = Vec::new();
            for (set, said) in sets.zip(&all.tasks) {
                reports.push(chosen(context, set, &said.found)?);
            }
            // Every task of the catalogue has a set: those that are left out are missing.
            for task in context.catalog.tasks() {
                let has =
                    |report: &RecommendReport| report.tasks.iter().any(|own| own.id == task.id);
                if !reports.iter().any(has)
                    && let Some(first) = reports.first().cloned()
                {
                    reports.push(RecommendReport {
                        tasks: vec![task],
                        ..first
                    });
                }
            }
            RecommendResult::of_tasks(&reports)
        }
        RecommendResult::Unconfirmed(_) => return Ok(Value::Null),
    };
    context.result_of(&Made::new("recommend", Page::default(), result))
}

fn chosen(
    context: &mut Context,
    set: &ReadSet,
    said: &Recommended,
) -> Result<RecommendReport, Complaint> {
    let Wanted {
        candidates,
        requirement,
        given,
    } = wanted(context, set)?;
    let asked = (set.claim.objective, set.chosen_from.max_roles);
    let (found, others) = solve(&context.catalog, &requirement, asked, &candidates)?;
    note(context, &requirement, &found);
    let mut found = found.with_role_name(&said.custom_role.name);
    let receiver = match &set.receiver {
        Some((who, when)) => {
            let when = when.as_deref().map(Timestamp::parse).transpose()?;
            let principal = principal_named(&context.tenant, who)?;
            Some(Receiver::exported(principal, when))
        }
        None => None,
    };
    let assignee = match &receiver {
        Some(receiver) => receiver.assignee(),
        None => assignee_in(context, &said.commands),
    };
    let given = receiver
        .zip(given)
        .map(|(who, given)| who.report(context, given, &mut found));
    let tasks = set.tasks.iter().map(|id| context.catalog.task(id));
    Ok(RecommendReport {
        tasks: tasks.collect::<Result<_, _>>()?,
        words: None,
        chosen_from: ChosenFrom::new(
            &candidates,
            set.chosen_from.max_roles,
            found.withheld.len(),
            &context.catalog,
        ),
        recommendation: found,
        others,
        derived: Vec::new(),
        assignee,
        given,
        unknown: Vec::new(),
    })
}

/// Whom commands give the roles, where the answer names nobody else: it was asked without exports of
/// what they hold.
fn assignee_in(context: &Context, commands: &[String]) -> Assignee {
    let mut words = commands.iter().flat_map(|command| command.split(' '));
    let _ = words.find(|word| *word == "--assignee-object-id");
    let id = words.next().map(PrincipalId::new);
    let id = id.filter(|id| parse_guid(id.as_str()).is_some());
    let known = id.as_ref().and_then(|id| context.tenant.principal(id));
    Assignee {
        kind: known.map(|known| known.kind).unwrap_or_default(),
        id,
    }
}

/// The text for other tools. A custom role comes in several forms: the one that it is said to be, or
/// the first.
fn emitted(report: &RecommendReport, form: EmittedForm, said: &str) -> String {
    let found = &report.recommendation;
    let form = match form {
        EmittedForm::Az => AssignmentForm::Az,
        EmittedForm::Bicep => AssignmentForm::Bicep,
        EmittedForm::Terraform => AssignmentForm::Terraform,
        EmittedForm::CustomRole => {
            let roles: Vec<RoleDefinition> = found
                .custom_roles
                .iter()
                .map(CustomRole::definition)
                .collect();
            let texts = ExportForm::ALL.map(|form| export_all(&roles, form));
            let same = texts.iter().find(|text| *text == said);
            return same.unwrap_or(&texts[0]).clone();
        }
    };
    emit(found, &report.assignee, form).unwrap_or_default()
}
