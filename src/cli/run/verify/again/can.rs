//! `can`: about a principal, about roles, questions of a file, and error messages.

use serde_json::Value;

use super::given_of;
use crate::access::{AccessIndex, Question, Repairs, Subject};
use crate::cli::answer::Made;
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::run::can::{find, report, role_subject, uncounted};
use crate::cli::run::from_error::as_refused;
use crate::cli::run::needed;
use crate::cli::run::questions::{misspelt, note, undecided};
use crate::directory::look_up_principal;
use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::report::{
    AskedAnswer, CanReport, CanResult, NameField, Page, Question as Answered, ReadGiven,
    UnknownName, Who,
};
use crate::scope::Scope;

/// The answers to the questions that a result answers.
pub(super) fn answer(context: &mut Context, claimed: &CanResult) -> Result<Value, Complaint> {
    let quotes = |answer: &AskedAnswer| answer.error.is_some();
    if claimed.answers.iter().any(quotes) || !claimed.other_refusals.is_empty() {
        return quoted(context, claimed);
    }
    if claimed.answers.iter().any(|answer| answer.who.is_some()) {
        return questions(context, claimed);
    }
    let subject = match &claimed.principal {
        Some(principal) => {
            needed::assignments(context)?;
            Of::Principal(principal.id.0.clone())
        }
        None => {
            let id = |role: &crate::report::ReadRoleName| {
                role.id.as_ref().map_or(&role.name, |id| &id.0).clone()
            };
            Of::Roles(claimed.roles.iter().map(id).collect())
        }
    };
    let mut asked = Vec::new();
    for answer in &claimed.answers {
        let plane = Some(answer.answer.plane.into());
        asked.push(question(context, &subject, answer, plane, Repairs::Sought)?);
    }
    if asked.is_empty() {
        return Ok(serde_json::to_value(claimed).unwrap_or_default());
    }
    let scopes: Vec<Scope> = scopes(claimed)?;
    if claimed.principal.is_some() {
        needed::assignments_of_subscriptions(context, &scopes);
    }
    let found = find(context, &asked, lists_all(claimed));
    context.result_of(&found)
}

/// Whom a question is about.
enum Of {
    Principal(String),
    Roles(Vec<String>),
}

fn scopes(claimed: &CanResult) -> Result<Vec<Scope>, Complaint> {
    let scopes = claimed.answers.iter();
    let scopes = scopes.filter_map(|answer| answer.answer.scope.as_ref());
    Ok(scopes
        .map(|at| Scope::parse(&at.0))
        .collect::<Result<_, _>>()?)
}

/// Whether all assignments were asked for that are elsewhere: the same list, where it is short.
fn lists_all(claimed: &CanResult) -> bool {
    let other = claimed
        .answers
        .iter()
        .filter_map(|asked| asked.other_plane.as_ref());
    let mut each = claimed
        .answers
        .iter()
        .map(|asked| &asked.answer)
        .chain(other);
    each.all(|answer| answer.assigned_elsewhere.is_none())
}

fn question(
    context: &Context,
    subject: &Of,
    asked: &AskedAnswer,
    plane: Option<Plane>,
    repairs: Repairs,
) -> Result<Question, Complaint> {
    let answer = &asked.answer;
    let given: Option<&ReadGiven> = answer.given.as_ref();
    let given = given_of(given)?;
    let subject = match subject {
        Of::Principal(who) => {
            let at = answer.scope.as_ref().map_or("/", |scope| &scope.0);
            Subject::Principal(look_up_principal(&context.tenant, who)?, Scope::parse(at)?)
        }
        Of::Roles(roles) => role_subject(&context.catalog, roles)?,
    };
    Ok(Question {
        subject,
        action: ActionPattern::parse(&answer.action)?,
        plane,
        moment: given.when.into(),
        circumstances: given.circumstances,
        repairs,
    })
}

fn questions(context: &mut Context, claimed: &CanResult) -> Result<Value, Complaint> {
    if claimed
        .answers
        .iter()
        .any(|asked| asked.answer.scope.is_some())
    {
        needed::assignments(context)?;
    }
    let all = lists_all(claimed);
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let mut answers = Vec::new();
    for asked in &claimed.answers {
        answers.push(one(context, &index, asked, all)?);
    }
    let uncounted = uncounted(&index, answers.iter().map(|answer| &answer.report));
    drop(index);
    note(context, &answers, uncounted);
    context.result_of(&answers)
}

fn one(
    context: &Context,
    index: &AccessIndex<'_>,
    asked: &AskedAnswer,
    lists_all: bool,
) -> Result<Answered, Complaint> {
    let answer = &asked.answer;
    let plane = asked.other_plane.is_none().then(|| answer.plane.into());
    let action = ActionPattern::parse(&answer.action)?;
    let at = answer
        .scope
        .as_ref()
        .map(|at| Scope::parse(&at.0))
        .transpose()?;
    let who = match &asked.who {
        Some(Who::Named(who)) => who.clone(),
        Some(Who::Nobody) | None => String::new(),
    };
    let names = asked.unknown.iter().map(|name| UnknownName {
        field: name.field.into(),
        message: name.message.clone(),
        help: name.help.clone(),
    });
    let mut unknown: Vec<UnknownName> = names
        .filter(|name| name.field != NameField::Action)
        .collect();
    let catalog = &context.catalog;
    let report = if unknown.is_empty() {
        let subject = match at.is_some() {
            true => Of::Principal(who.clone()),
            false => Of::Roles(vec![who.clone()]),
        };
        let question = question(context, &subject, asked, plane, Repairs::Skipped)?;
        report(index, &[question], lists_all)
    } else {
        undecided(catalog, &action, plane, at.as_ref())
    };
    if asked.expect.is_some() {
        unknown.extend(misspelt(catalog, &action));
    }
    Ok(Answered {
        who,
        report,
        expect: asked.expect.map(Into::into),
        unknown,
    })
}

/// What error messages quote. What limits their answers stands in the paste, which is not among the
/// inputs.
fn quoted(context: &Context, claimed: &CanResult) -> Result<Value, Complaint> {
    let asks_tenant = !context.tenant.inputs.is_empty();
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let mut together = CanReport {
        principal: None,
        roles: Vec::new(),
        answers: Vec::new(),
    };
    for asked in &claimed.answers {
        let subject = match &asked.who {
            Some(Who::Named(who)) if asks_tenant => Of::Principal(who.clone()),
            _ => Of::Roles(Vec::new()),
        };
        let plane = Some(asked.answer.plane.into());
        let question = question(context, &subject, asked, plane, Repairs::Sought)?;
        let mut found = report(&index, &[question], !asks_tenant || lists_all(claimed));
        if let Some(error) = asked.error.as_ref().filter(|_| !asks_tenant) {
            let at = asked.answer.scope.as_ref().map(|at| Scope::parse(&at.0));
            as_refused(&mut found, at.transpose()?.as_ref(), error.reason.into());
        }
        together.answers.append(&mut found.answers);
    }
    drop(index);
    let found = CanResult::new(&together, &context.catalog).quoting(claimed);
    context.result_of(&Made::new("can", Page::default(), found))
}
