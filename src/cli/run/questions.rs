//! `can --questions`: many questions over inputs that are read and indexed once.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::can::{
    exit_of, exit_of_expected, note_unknown_targets, report, role_subject, turned_by, uncounted,
};
use crate::access::{self, AccessIndex, Circumstances, Outcome, Repairs, Subject, targets_of};
use crate::catalog::Catalog;
use crate::cli::answer::Answer;
use crate::cli::args::{CanArgs, Format, Global, ScopeArgs, Writes};
use crate::cli::attributes::{self, circumstances};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::redaction::Names;
use crate::cli::sources::read_file;
use crate::cli::unknown_action::asked_action;
use crate::directory::look_up_principal;
use crate::import::no_grant::QUESTION_TEXTS;
use crate::import::{InputText, locate, on_one_line};
use crate::model::{Plane, Tenant};
use crate::near::near;
use crate::pattern::ActionPattern;
use crate::report::{
    AnyResult, CanAnswer, CanReport, CanResult, NameField, Page, Question, Rows, Setting,
    UnknownName, not_held, questions_page, questions_rows, questions_to_junit, unmet,
};
use crate::scope::Scope;
use crate::span::{Diagnostic, Effect};

pub(super) fn run(global: &Global, args: &CanArgs, file: &Path) -> Result<Exit, Complaint> {
    if !args.words.is_empty() || !args.role.is_empty() || !args.data_action.is_empty() {
        return Err(Complaint::usage(
            "`--questions` takes its questions from the file alone",
        ));
    }
    let file = read_file(file)?;
    let mut questions = read(&file)?;
    if questions.is_empty() {
        return Err(Complaint::usage(format!("`{}` holds no question", file.path)).help(FORM));
    }
    for (at, question) in questions.iter().enumerate() {
        check(question).map_err(|complaint| placed(complaint, &file, at))?;
    }
    let base = circumstances(&args.attributes)?;
    let time = args.moment();
    let mut context = Context::open_offering(global, Writes::QUESTIONS)?;
    context.is_about(time);
    let mut names = context.read_as_of(&args.inputs, &args.as_of, &args.redact)?;
    if questions.iter().any(|question| given(question, "who")) {
        super::needed::assignments(&mut context)?;
    }
    if args.attributes.is_given() || questions.iter().any(|q| given(q, "attributes")) {
        names.refuse("attributes")?;
    }
    let mut unknown = Vec::new();
    for (at, question) in questions.iter_mut().enumerate() {
        let lacking = rename(question, &mut names, &context.tenant)
            .map_err(|complaint| located(complaint, &file, at))?;
        unknown.push(lacking);
    }
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let mut answers = Vec::new();
    let mut said = Vec::new();
    for ((at, question), unknown) in questions.iter().enumerate().zip(unknown) {
        let answer = one(
            &context,
            &index,
            question,
            unknown,
            &base,
            time,
            (&mut said, global.all),
        )
        .map_err(|complaint| located(complaint, &file, at))?;
        answers.push(answer);
    }
    let uncounted = uncounted(&index, answers.iter().map(|answer| &answer.report));
    drop(index);
    context.diagnostics.extend(said);
    note(&mut context, &answers, uncounted);
    let judged = judged(&answers);
    let exit = exit_of_questions(&judged);
    context.is_turned_by(turned_by_of(exit, &judged));
    context.answer(&answers, exit)
}

/// Notes what limits the answers, with what they don't count.
pub(super) fn note(context: &mut Context, answers: &[Question], uncounted: Vec<Diagnostic>) {
    let targets = answers.iter().flat_map(|answer| answer.report.targets());
    let mut asked: Vec<_> = targets.collect();
    asked.sort_by(|a, b| (&a.action, a.plane).cmp(&(&b.action, b.plane)));
    asked.dedup();
    note_unknown_targets(context, &asked);
    let parts = answers.iter().flat_map(|answer| &answer.report.answers);
    let scopes = parts.filter_map(|part| part.scope.as_ref());
    super::needed::assignments_of_subscriptions(context, scopes);
    for answer in answers {
        let said = answer.report.diagnostics(&context.tenant, &context.catalog);
        context.diagnostics.extend(said);
    }
    context.diagnostics.extend(uncounted);
    context.diagnostics.extend(unanswered(answers));
}

impl Answer for Vec<Question> {
    fn command(&self) -> &'static str {
        "can"
    }

    fn page(&self, _: &Setting<'_>) -> Cow<'_, Page> {
        Cow::Owned(questions_page(self))
    }

    fn result<'s>(&'s self, setting: &'s Setting<'_>) -> Box<dyn AnyResult + 's> {
        Box::new(CanResult::of_questions(self, setting.catalog))
    }

    fn failures(&self, _: &Setting<'_>) -> Vec<String> {
        unmet(self)
    }

    fn list(&self) -> Option<&'static str> {
        Some("answers")
    }

    fn rows<'s>(&'s self, _: &'s Setting<'_>) -> Option<Rows<'s>> {
        Some(questions_rows(self))
    }

    fn document(
        &self,
        format: Format,
        setting: &Setting<'_>,
    ) -> Result<Option<Vec<u8>>, Complaint> {
        Ok((format == Format::Junit).then(|| questions_to_junit(self, setting)))
    }
}

/// What a question says of the exit code.
struct Judged {
    exit: Exit,
    /// The least that lost records must hold to turn it.
    turned_by: Option<Effect>,
}

/// The questions that say what they expect; all of them, where none does.
fn judged(answers: &[Question]) -> Vec<Judged> {
    let any_expects = answers.iter().any(|question| question.expect.is_some());
    let counted = answers
        .iter()
        .filter(|question| question.expect.is_some() || !any_expects);
    counted
        .map(|question| {
            let each = question.report.answers.iter();
            let outcomes: Vec<Outcome> = each.map(|answer| answer.outcome).collect();
            let exit = match question.expect {
                Some(_) if !question.unknown.is_empty() => Exit::Undetermined,
                Some(expected) => exit_of_expected(expected, question.report.outcome()),
                None => exit_of(&outcomes),
            };
            let is_of_tenant = question.report.principal.is_some();
            let turned_by = turned_by(exit, &outcomes, question.expect);
            Judged {
                exit,
                turned_by: turned_by.filter(|_| is_of_tenant),
            }
        })
        .collect()
}

/// 1 if something is certainly not met, 4 if the only ones not met are open (docs/output.md).
fn exit_of_questions(judged: &[Judged]) -> Exit {
    let worst = [Exit::No, Exit::Undetermined].into_iter();
    let worst = worst
        .into_iter()
        .find(|exit| judged.iter().any(|each| each.exit == *exit));
    worst.unwrap_or(Exit::Yes)
}

/// A no is turned where each no is, anything else where one question is.
fn turned_by_of(exit: Exit, judged: &[Judged]) -> Option<Effect> {
    let of = |exit| judged.iter().filter(move |each| each.exit == exit);
    if exit != Exit::No {
        return judged.iter().filter_map(|each| each.turned_by).min();
    }
    if of(Exit::No).any(|each| each.turned_by.is_none()) {
        return None;
    }
    of(Exit::No).filter_map(|each| each.turned_by).max()
}

/// Puts the names of a question into those of the snapshot, and gives those that are not known.
fn rename(
    question: &mut Map<String, Value>,
    names: &mut Names,
    tenant: &Tenant,
) -> Result<Vec<UnknownName>, Complaint> {
    let mut unknown = Vec::new();
    if let Some(Value::String(who)) = question.get_mut("who") {
        match names.principal(who) {
            Ok(meant) => *who = meant,
            Err(complaint) => {
                unknown.push(unknown_name(NameField::Who, complaint)?);
                *who = names.shown("principal", who);
            }
        }
    }
    if let Some(Value::String(role)) = question.get_mut("role") {
        *role = names.role(role);
    }
    if let Some(Value::String(scope)) = question.get_mut("scope") {
        let asked = ScopeArgs {
            at: Some(scope.clone()),
            ..ScopeArgs::default()
        };
        match names.scope(&asked, tenant) {
            Ok(Some(meant)) => *scope = meant.to_string(),
            Ok(None) => {}
            Err(complaint) => unknown.push(unknown_name(NameField::Scope, complaint)?),
        }
    }
    Ok(unknown)
}

/// A complaint about a name, as part of an answer. Others are about the question as it is written.
fn unknown_name(field: NameField, complaint: Complaint) -> Result<UnknownName, Complaint> {
    if !complaint.is_of_name {
        return Err(complaint);
    }
    Ok(UnknownName {
        field,
        message: complaint.message,
        help: complaint.help,
    })
}

/// How many questions are named that share an unknown name.
const MOST_NAMED: usize = 5;

/// Says which questions have no answer for want of a name, each name once.
fn unanswered(answers: &[Question]) -> Vec<Diagnostic> {
    let mut by_name: BTreeMap<&UnknownName, Vec<usize>> = BTreeMap::new();
    for (question, at) in answers.iter().zip(1..) {
        let names = question.unknown.iter();
        for name in names.filter(|name| name.field != NameField::Action) {
            by_name.entry(name).or_default().push(at);
        }
    }
    let said = by_name.into_iter().map(|(name, asked)| {
        let mut numbers: Vec<String> = asked
            .iter()
            .take(MOST_NAMED)
            .map(usize::to_string)
            .collect();
        if asked.len() > MOST_NAMED {
            numbers.push(format!("{} more", asked.len() - MOST_NAMED));
        }
        let questions = match numbers.as_slice() {
            [one] => format!("question {one} has"),
            _ => format!("questions {} have", numbers.join(", ")),
        };
        let message = format!("{}: {questions} no answer", name.message);
        let said = Diagnostic::warning("unknown-name", message).may_change_answer();
        Diagnostic {
            help: name.help.clone(),
            ..said
        }
    });
    said.collect()
}

/// Says which question a complaint is about, counted from 1, and on which line it stands.
fn placed(mut complaint: Complaint, file: &InputText, at: usize) -> Complaint {
    let line = line_of(file, at).map(|line| format!(" (line {line})"));
    complaint.message = format!(
        "question {} of `{}`{}: {}",
        at + 1,
        file.path,
        line.unwrap_or_default(),
        complaint.message
    );
    complaint
}

fn located(mut complaint: Complaint, file: &InputText, at: usize) -> Complaint {
    complaint.exit = Exit::Input;
    placed(complaint, file, at)
}

/// The line on which a question begins, where that is known.
fn line_of(file: &InputText, at: usize) -> Option<usize> {
    let mut documents = serde_json::Deserializer::from_str(&file.text).into_iter::<Value>();
    let mut before = 0;
    loop {
        let (head, rest) = file.text.split_at_checked(documents.byte_offset())?;
        match documents.next()?.ok()? {
            Value::Array(items) if at < before + items.len() => {
                let pointer = format!("/{at}");
                let wanted = std::slice::from_ref(&pointer);
                let found = locate(Path::new(&*file.path), &file.sha256, wanted);
                let line = found.get(&pointer)?.region.start_line;
                return usize::try_from(line).ok();
            }
            Value::Array(items) => before += items.len(),
            _ if at == before => {
                let blank = rest.len() - rest.trim_start().len();
                let lines = head.matches('\n').count() + rest[..blank].matches('\n').count();
                return Some(lines + 1);
            }
            _ => before += 1,
        }
    }
}

/// How a file of questions is written.
const FORM: &str = "write a JSON array, or one object a line, of {\"who\" or \"role\", \"action\", \"scope\", \"plane\", \"attributes\", \"suboperation\", \"expect\"}";

/// Whether a question has a field. Null is none.
fn given(question: &Map<String, Value>, field: &str) -> bool {
    question.get(field).is_some_and(|value| !value.is_null())
}

/// Refuses a question that would be understood only in part: an `expect` that is spelt otherwise would
/// never be judged.
fn check(question: &Map<String, Value>) -> Result<(), Complaint> {
    for (field, value) in question {
        let is_known = QUESTION_TEXTS.contains(&field.as_str());
        if !is_known && field != "attributes" {
            let near = near(field, QUESTION_TEXTS.into_iter().chain(["attributes"]), 3);
            let near: Vec<String> = near.into_iter().map(str::to_owned).collect();
            return Err(
                Complaint::usage(format!("`{field}` is not a field of a question"))
                    .help(FORM)
                    .did_you_mean(&near),
            );
        }
        let fits =
            value.is_null() || value.is_string() == is_known && value.is_object() != is_known;
        if !fits {
            let wanted = if is_known { "a text" } else { "an object" };
            return Err(Complaint::usage(format!("`{field}` is not {wanted}")));
        }
    }
    for (one, other) in [("who", "role"), ("expect", "outcome")] {
        if given(question, one) && given(question, other) {
            return Err(Complaint::usage(format!(
                "`{one}` and `{other}` are both given"
            )));
        }
    }
    Ok(())
}

/// One JSON array, or one object a line.
fn read(file: &InputText) -> Result<Vec<Map<String, Value>>, Complaint> {
    let invalid = |error: serde_json::Error| {
        Complaint::input(format!("`{}` holds no questions: {error}", file.path)).help(FORM)
    };
    let values: Vec<Value> = serde_json::Deserializer::from_str(&file.text)
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(invalid)?;
    let values = values.into_iter().map(|mut value| {
        on_one_line(&mut value);
        value
    });
    let flat = values.flat_map(|value| match value {
        Value::Array(items) => items,
        other => vec![other],
    });
    flat.enumerate()
        .map(|(at, value)| match value {
            Value::Object(question) => Ok(question),
            _ => Err(placed(Complaint::input("it is not an object"), file, at)),
        })
        .collect()
}

fn one(
    context: &Context,
    index: &AccessIndex<'_>,
    question: &Map<String, Value>,
    mut unknown: Vec<UnknownName>,
    base: &Circumstances,
    time: Option<crate::model::Timestamp>,
    (said, lists_all): (&mut Vec<Diagnostic>, bool),
) -> Result<Question, Complaint> {
    let text = |key: &str| question.get(key).and_then(Value::as_str);
    let action = text("action").ok_or_else(|| Complaint::usage("`action` is missing"))?;
    let action = asked_action(action)?;
    let plane = text("plane").map(plane).transpose()?;
    // Answers say `outcome`; a list that was made from some expects those.
    let expect = text("expect")
        .or_else(|| text("outcome"))
        .map(|word| crate::cli::complain::outcome(word).map_err(Complaint::usage))
        .transpose()?;
    let mut circumstances = base.clone();
    if let Some(Value::Object(object)) = question.get("attributes") {
        attributes::insert(&mut circumstances.attributes, object)?;
    }
    if let Some(suboperation) = text("suboperation") {
        circumstances.suboperation = Some(suboperation.to_owned());
    }
    said.extend(attributes::name_roles_by_guid(
        &mut circumstances,
        &context.catalog,
    )?);
    let mut at = None;
    let subject = match (text("who"), text("role")) {
        (Some(who), _) => {
            let scope = text("scope").ok_or_else(|| Complaint::usage("`scope` is missing"))?;
            let asked =
                |unknown: &[UnknownName], field| unknown.iter().any(|name| name.field == field);
            let id = match asked(&unknown, NameField::Who) {
                true => None,
                false => {
                    let looked_up = look_up_principal(index.tenant(), who);
                    found(
                        NameField::Who,
                        looked_up.map_err(Complaint::from),
                        &mut unknown,
                    )?
                }
            };
            at = match asked(&unknown, NameField::Scope) {
                true => None,
                false => Some(Scope::parse(scope)?),
            };
            id.zip(at.clone())
                .map(|(id, at)| Subject::Principal(id, at))
        }
        (None, Some(role)) => {
            let roles = role_subject(&context.catalog, &[role.to_owned()]);
            found(NameField::Role, roles, &mut unknown)?
        }
        (None, None) => return Err(Complaint::usage("neither `who` nor `role` is given")),
    };
    let who = text("who").or_else(|| text("role"));
    if expect.is_some() {
        unknown.extend(misspelt(&context.catalog, &action));
    }
    let report = match subject {
        Some(subject) => {
            let question_asked = access::Question {
                subject,
                action,
                plane,
                moment: time.into(),
                circumstances,
                repairs: Repairs::Skipped,
            };
            report(index, &[question_asked], lists_all)
        }
        None => undecided(&context.catalog, &action, plane, at.as_ref()),
    };
    Ok(Question {
        who: who.unwrap_or_default().to_owned(),
        report,
        expect,
        unknown,
    })
}

/// What a name stands for; a name that is not known is noted.
fn found<T>(
    field: NameField,
    looked_up: Result<T, Complaint>,
    unknown: &mut Vec<UnknownName>,
) -> Result<Option<T>, Complaint> {
    match looked_up {
        Ok(found) => Ok(Some(found)),
        Err(complaint) => {
            unknown.push(unknown_name(field, complaint)?);
            Ok(None)
        }
    }
}

/// An operation that the catalogue doesn't hold, where it holds some like it: any answer about a misspelt
/// name could pass.
pub(super) fn misspelt(catalog: &Catalog, action: &ActionPattern) -> Option<UnknownName> {
    let near = catalog.may_mean(action);
    (!near.is_empty()).then(|| UnknownName {
        field: NameField::Action,
        message: not_held(action),
        help: Some(format!("did you mean `{}`?", near.join("` or `"))),
    })
}

/// The answer in each plane, where nothing can be decided.
pub(super) fn undecided(
    catalog: &Catalog,
    action: &ActionPattern,
    plane: Option<Plane>,
    at: Option<&Scope>,
) -> CanReport {
    let targets = targets_of(catalog, action, plane).into_iter();
    let answers = targets.map(|target| {
        let is_known = access::is_known(catalog, &target);
        CanAnswer::undecided(&target, at.cloned(), is_known)
    });
    CanReport {
        principal: None,
        roles: Vec::new(),
        answers: answers.collect(),
    }
}

fn plane(word: &str) -> Result<Plane, Complaint> {
    Plane::BOTH
        .into_iter()
        .find(|plane| crate::text::same(plane.as_str(), word))
        .ok_or_else(|| Complaint::usage(format!("`{word}` is not a plane: say control or data")))
}
