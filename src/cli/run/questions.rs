//! `can --questions`: many questions over inputs that are read and indexed once.

use std::path::Path;

use serde_json::{Map, Value};

use super::can::{answer_for, by_roles, exit_of, note_unknown_targets, parse_time, targets_of};
use crate::access::{AccessIndex, Circumstances, Repairs, Request, Standing};
use crate::cli::args::{CanArgs, Format, Global};
use crate::cli::attributes::{self, circumstances};
use crate::cli::complain::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::documents::read_file;
use crate::cli::exit::Exit;
use crate::cli::redaction::Names;
use crate::directory::look_up_principal;
use crate::import::on_one_line;
use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::report::{CanReport, Question, questions_json, questions_page, questions_to_junit};
use crate::scope::Scope;
use crate::span::Diagnostic;

pub(super) fn run(global: &Global, args: &CanArgs, file: &Path) -> Result<Exit, Complaint> {
    if !args.words.is_empty() || !args.role.is_empty() || !args.data_action.is_empty() {
        return Err(Complaint::usage(
            "`--questions` takes its questions from the file alone",
        ));
    }
    let mut questions = read(file)?;
    let base = circumstances(&args.attributes)?;
    let time = args.when.as_deref().map(parse_time).transpose()?;
    let mut context = Context::open_offering(global, &[Format::Junit])?;
    let mut names = context.read_redacted(&args.inputs, &args.redact)?;
    if args.attributes.is_given() || questions.iter().any(|q| q.contains_key("attributes")) {
        names.refuse("attributes")?;
    }
    for (at, question) in questions.iter_mut().enumerate() {
        rename(question, &mut names).map_err(|complaint| located(complaint, file, at))?;
    }
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let mut answers = Vec::new();
    let mut asked = Vec::new();
    let mut said = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let answer = one(&context, &index, question, &base, time, &mut said)
            .map_err(|complaint| located(complaint, file, at))?;
        asked.extend(answer.report.answers.iter().map(|a| crate::access::Target {
            action: ActionPattern::literal(&a.action),
            plane: a.plane,
        }));
        answers.push(answer);
    }
    drop(index);
    asked.sort_by(|a, b| (&a.action, a.plane).cmp(&(&b.action, b.plane)));
    asked.dedup();
    note_unknown_targets(&mut context, &asked);
    for answer in &answers {
        said.extend(answer.report.diagnostics(&context.tenant, &context.catalog));
    }
    context.diagnostics.extend(said);
    let judged: Vec<bool> = answers.iter().filter_map(Question::met).collect();
    let exit = if judged.is_empty() {
        exit_of(
            answers
                .iter()
                .flat_map(|q| &q.report.answers)
                .map(|answer| answer.outcome),
        )
    } else if judged.iter().all(|met| *met) {
        Exit::Yes
    } else {
        Exit::No
    };
    let page = questions_page(&answers);
    let json = questions_json(&answers, &context.catalog);
    let mut answer = Answer::new("can", page, json);
    answer.lines = Some("answers");
    answer.offer(Format::Junit, |setting| {
        questions_to_junit(&answers, setting)
    });
    context.answer(&answer, exit)
}

/// Puts the names of a question into those of the snapshot.
fn rename(question: &mut Map<String, Value>, names: &mut Names) -> Result<(), Complaint> {
    if let Some(Value::String(who)) = question.get_mut("who") {
        *who = names.principal(who)?;
    }
    if let Some(Value::String(role)) = question.get_mut("role") {
        *role = names.role(role);
    }
    if let Some(Value::String(scope)) = question.get_mut("scope") {
        *scope = names.scope(Scope::parse(scope)?).to_string();
    }
    Ok(())
}

fn located(mut complaint: Complaint, file: &Path, at: usize) -> Complaint {
    complaint.message = format!(
        "question {at} of `{}`: {}",
        file.display(),
        complaint.message
    );
    complaint.exit = Exit::Input;
    complaint
}

/// One JSON array, or one object a line.
fn read(file: &Path) -> Result<Vec<Map<String, Value>>, Complaint> {
    let shown = file.display().to_string();
    let text = read_file(file)?.text;
    let invalid = |error: serde_json::Error| {
        Complaint::input(format!("`{shown}` holds no questions: {error}"))
            .help("write a JSON array, or one object a line, of {\"who\" or \"role\", \"action\", \"scope\", \"plane\", \"attributes\", \"expect\"}")
    };
    let values: Vec<Value> = serde_json::Deserializer::from_str(&text)
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
            _ => Err(Complaint::input(format!(
                "question {at} of `{shown}` is not an object"
            ))),
        })
        .collect()
}

fn one(
    context: &Context,
    index: &AccessIndex<'_>,
    question: &Map<String, Value>,
    base: &Circumstances,
    time: Option<crate::model::Timestamp>,
    said: &mut Vec<Diagnostic>,
) -> Result<Question, Complaint> {
    let text = |key: &str| question.get(key).and_then(Value::as_str);
    let action = text("action").ok_or_else(|| Complaint::usage("`action` is missing"))?;
    let action = ActionPattern::parse(action)?;
    let plane = text("plane").map(plane).transpose()?;
    let expect = text("expect")
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
    let targets = targets_of(&context.catalog, &action, plane);
    let report = match (text("who"), text("role")) {
        (Some(who), _) => {
            let scope = text("scope").ok_or_else(|| Complaint::usage("`scope` is missing"))?;
            let scope = Scope::parse(scope)?;
            let principal = look_up_principal(index.tenant(), who)?;
            let standing = Standing::new(index, &principal, &scope, time, circumstances.clone());
            let answers = targets
                .into_iter()
                .map(|target| {
                    let request = Request {
                        principal: principal.clone(),
                        target,
                        scope: scope.clone(),
                        time,
                        circumstances: circumstances.clone(),
                    };
                    answer_for(index, &standing, &request, Repairs::Skipped)
                })
                .collect();
            let known = index.tenant().principal(&principal).cloned();
            let principal = known.unwrap_or_else(|| crate::model::Principal::new(principal));
            CanReport {
                principal: Some(principal),
                roles: Vec::new(),
                answers,
            }
        }
        (None, Some(role)) => by_roles(
            &context.catalog,
            &[role.to_owned()],
            &targets,
            &circumstances,
            Repairs::Skipped,
        )?,
        (None, None) => return Err(Complaint::usage("neither `who` nor `role` is given")),
    };
    let who = text("who")
        .or_else(|| text("role"))
        .unwrap_or_default()
        .to_owned();
    Ok(Question {
        who,
        report,
        expect,
    })
}

fn plane(word: &str) -> Result<Plane, Complaint> {
    Plane::BOTH
        .into_iter()
        .find(|plane| crate::text::same(plane.as_str(), word))
        .ok_or_else(|| Complaint::usage(format!("`{word}` is no plane: say control or data")))
}
