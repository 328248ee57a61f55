//! `can --from-error`: the requests that error messages quote, as questions.
pub(in crate::cli::run) mod fill;

use std::path::Path;

use super::can::{exit_of, exit_of_expected, note_unknown_targets, report, turned_by, uncounted};
use crate::access::{AccessIndex, Circumstances, Outcome, Question, Repairs, Subject, Target};
use crate::catalog::Catalog;
use crate::cli::answer::Made;
use crate::cli::args::{CanArgs, Format, Global};
use crate::cli::attributes::circumstances;
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::redaction::Names;
use crate::cli::scoping::check;
use crate::cli::sources::read_file;
use crate::directory::{LookUpPrincipalError, look_up_principal};
use crate::ids::PrincipalId;
use crate::import::{
    AzureErrorCode, AzureErrors, OtherRefusal, QuotedRequest, RefusalReason, UnreadError,
    azure_errors,
};
use crate::model::{Plane, Tenant, Timestamp};
use crate::pattern::ActionPattern;
use crate::report::{CanReport, CanResult, QuotedAnswer, can_rows, quoted_page};
use crate::scope::Scope;
use crate::span::Diagnostic;
use fill::{Fill, lacking_note, lacks};

pub(super) fn run(global: &Global, args: &CanArgs, file: &Path) -> Result<Exit, Complaint> {
    check(&args.scope)?;
    let mut fill = Fill::of(args)?;
    let (pasted, named) = message(file)?;
    let AzureErrors {
        requests: quoted,
        others,
        unread,
    } = azure_errors(&pasted, &named);
    if quoted.is_empty() && others.is_empty() {
        return Err(nothing_recognised(file, &unread));
    }
    let circumstances = circumstances(&args.attributes)?;
    let time = args.when;
    let mut context = Context::open(global)?;
    context.is_about(time);
    context.read(&args.inputs)?;
    fill.scope = Names::default().scope(&args.scope, &context.tenant)?;
    let asks_tenant = !args.inputs.input.is_empty();
    if asks_tenant {
        super::needed::assignments(&mut context)?;
    }
    let mut open = Vec::new();
    let mut complete = Vec::new();
    for request in quoted.iter().flat_map(|request| fill.complete(request)) {
        match lacks(&request, asks_tenant)[..] {
            [] => complete.push(request),
            ref lacking => open.push(lacking_note(&request, lacking)),
        }
    }
    open.extend(unread.iter().map(UnreadError::diagnostic));
    if complete.is_empty() && others.is_empty() {
        return Err(first_of(open));
    }
    context.diagnostics.extend(open);
    let plane = args.plane;
    let mut answers = Vec::new();
    let mut strangers = Vec::new();
    {
        let index = AccessIndex::new(&context.tenant, &context.catalog);
        for request in complete {
            let report = if asks_tenant {
                match principal_of(&context.tenant, &request) {
                    Ok(who) => {
                        let given = (plane, &circumstances, time, global.all);
                        by_tenant(&index, &request, &who, given)
                    }
                    Err(complaint) => {
                        strangers.push((complaint, request.place));
                        continue;
                    }
                }
            } else {
                by_catalog(&context.catalog, &request, plane)?
            };
            answers.push(QuotedAnswer { request, report });
        }
    }
    for (complaint, place) in strangers {
        if answers.is_empty() && others.is_empty() {
            return Err(complaint);
        }
        let mut note = Diagnostic::warning("unknown-principal", complaint.message)
            .at(place)
            .may_change_answer();
        note.help = complaint.help;
        context.diagnostics.push(note);
    }
    // Tables and lines have room for answers only.
    if matches!(global.format, Some(Format::Csv | Format::Jsonl)) {
        let said = others.iter().map(OtherRefusal::diagnostic);
        context.diagnostics.extend(said);
    }
    finish(context, args, (&answers, &others), asks_tenant)
}

/// The message, and what it came from: a file, or the command line itself.
fn message(file: &Path) -> Result<(String, String), Complaint> {
    let word = file.to_string_lossy();
    if word.contains(char::is_whitespace) && !file.exists() {
        return Ok((word.into_owned(), "--from-error".to_owned()));
    }
    Ok((read_file(file)?.text, file.display().to_string()))
}

/// The principal by its object id, else by the name that the message gives it.
fn principal_of(tenant: &Tenant, request: &QuotedRequest) -> Result<PrincipalId, Complaint> {
    if let Some(id) = &request.principal {
        return Ok(id.clone());
    }
    let client = request.client.as_deref().unwrap_or_default();
    match look_up_principal(tenant, client) {
        Err(LookUpPrincipalError::ApplicationId { object_id, .. }) => Ok(object_id),
        found => found.map_err(|error| Complaint {
            exit: Exit::Input,
            ..Complaint::from(error)
        }),
    }
}

fn finish(
    mut context: Context,
    args: &CanArgs,
    (answers, others): (&[QuotedAnswer], &[OtherRefusal]),
    asks_tenant: bool,
) -> Result<Exit, Complaint> {
    let parts = || answers.iter().flat_map(|quoted| &quoted.report.answers);
    let mut asked: Vec<Target> = parts()
        .map(|answer| Target {
            action: ActionPattern::literal(&answer.action),
            plane: answer.plane,
        })
        .collect();
    asked.sort_by(|a, b| (&a.action, a.plane).cmp(&(&b.action, b.plane)));
    asked.dedup();
    note_unknown_targets(&mut context, &asked);
    let mut said = Vec::new();
    for quoted in answers {
        said.extend(quoted.report.diagnostics(&context.tenant, &context.catalog));
        if asks_tenant {
            said.extend(contradiction(quoted));
        }
    }
    context.diagnostics.extend(said);
    if asks_tenant {
        let scopes = parts().filter_map(|answer| answer.scope.as_ref());
        super::needed::assignments_of_subscriptions(&mut context, scopes);
        let index = AccessIndex::new(&context.tenant, &context.catalog);
        let uncounted = uncounted(&index, answers.iter().map(|quoted| &quoted.report));
        drop(index);
        context.diagnostics.extend(uncounted);
    }
    let mut outcomes: Vec<Outcome> = parts().map(|answer| answer.outcome).collect();
    let of_tenant = outcomes.clone();
    outcomes.extend(others.iter().map(|_| Outcome::NotGranted));
    let outcome = Outcome::overall(outcomes.iter().copied());
    let exit = match args.expect {
        Some(expected) => exit_of_expected(expected, outcome.unwrap_or(Outcome::NotGranted)),
        None => exit_of(&outcomes),
    };
    // What no role changes stays refused.
    let is_refused = args.expect.is_none() && !others.is_empty();
    if asks_tenant && !is_refused {
        context.is_turned_by(turned_by(exit, &of_tenant, args.expect));
    }
    let page = quoted_page(answers, others, &context.catalog);
    let json = CanResult::of_quoted(answers, others, &context.catalog);
    let answer = Made::new("can", page, json)
        .with_table(can_rows(answers.iter().map(|quoted| &quoted.report)))
        .with_list("answers");
    context.answer(&answer, exit)
}

/// Where the exports and the message don't go together.
fn contradiction(quoted: &QuotedAnswer) -> Option<Diagnostic> {
    let place = quoted.request.place.clone();
    match (quoted.report.outcome(), quoted.request.reason) {
        (Outcome::Allowed, _) => Some(
            Diagnostic::info("refused-but-allowed", "the exports allow what Azure refused")
                .at(place)
                .help("they may be of another time than the error: a grant takes up to ten minutes to count, and a token keeps what it was issued with"),
        ),
        (Outcome::NotGranted, RefusalReason::Condition) => Some(
            Diagnostic::warning(
                "missing-conditional-grant",
                "by the message a role assignment grants it under a condition, and the exports hold none that does",
            )
            .at(place)
            .help("add the role assignments of the scopes above with `-i`")
            .may_change_answer(),
        ),
        _ => None,
    }
}

fn first_of(open: Vec<Diagnostic>) -> Complaint {
    match open.into_iter().next() {
        Some(note) => {
            let place = note.place.map(|place| format!("\n  at {place}"));
            let mut complaint =
                Complaint::input(format!("{}{}", note.message, place.unwrap_or_default()));
            complaint.help = note.help;
            complaint
        }
        None => Complaint::input("no question is left"),
    }
}

fn nothing_recognised(file: &Path, unread: &[UnreadError]) -> Complaint {
    let codes: Vec<&str> = AzureErrorCode::ALL
        .iter()
        .map(|code| code.as_str())
        .collect();
    let mut message = format!(
        "`{}` holds no authorization error that is recognised",
        file.display()
    );
    for part in unread.iter().take(MOST_QUOTED) {
        message.push_str(&format!(
            "\n  not understood: `{}`\n  at {}",
            part.text, part.place
        ));
    }
    Complaint::input(message).help(format!(
        "paste the whole message; recognised are {}, in sentences like\n    {}",
        codes.join(", "),
        SENTENCES.join("\n    ")
    ))
}

/// How many parts of a paste are quoted where nothing of it is understood.
const MOST_QUOTED: usize = 5;

/// What the recognised messages look like.
const SENTENCES: [&str; 6] = [
    "The client 'NAME' with object id 'ID' does not have authorization to perform action 'ACTION' over scope 'SCOPE'",
    "… has an authorization with ABAC condition that is not fulfilled to perform action 'ACTION' over scope 'SCOPE'",
    "… however, it does not have permission to perform action(s) 'ACTION' on the linked scope(s) 'SCOPE'",
    "… however, the access is denied because of the deny assignment",
    "Caller is not authorized to perform action 'ACTION' on resource 'SCOPE'",
    "The principal `ID` lacks the required data action `ACTION`",
];

/// Which roles would allow it: Azure has said that it isn't granted.
fn by_catalog(
    catalog: &Catalog,
    request: &QuotedRequest,
    plane: Option<Plane>,
) -> Result<CanReport, Complaint> {
    let questions = questions(request, Subject::Roles(Vec::new()), plane, None);
    let empty = Tenant::default();
    let mut report = report(&AccessIndex::new(&empty, catalog), &questions, true);
    as_refused(&mut report, request.scope.as_ref(), request.reason);
    Ok(report)
}

/// Where Azure refused, and whether a role changes that.
pub(super) fn as_refused(report: &mut CanReport, at: Option<&Scope>, reason: RefusalReason) {
    for answer in &mut report.answers {
        answer.scope = at.cloned();
        if reason == RefusalReason::Denied {
            // Azure says that a role is held already; one more changes nothing.
            answer.outcome = Outcome::Denied;
            answer.repairs.clear();
        }
    }
}

fn by_tenant(
    index: &AccessIndex<'_>,
    request: &QuotedRequest,
    principal: &PrincipalId,
    (plane, circumstances, time, lists_all): (
        Option<Plane>,
        &Circumstances,
        Option<Timestamp>,
        bool,
    ),
) -> CanReport {
    let scope = request.scope.clone().unwrap_or_else(Scope::root);
    let subject = Subject::Principal(principal.clone(), scope);
    let mut questions = questions(request, subject, plane, time);
    for question in &mut questions {
        question.circumstances.clone_from(circumstances);
    }
    report(index, &questions, lists_all)
}

/// The question that a message puts, if it names an action.
fn questions(
    request: &QuotedRequest,
    subject: Subject,
    plane: Option<Plane>,
    time: Option<Timestamp>,
) -> Vec<Question> {
    let question = request.action.as_ref().map(|action| Question {
        subject,
        action: action.clone(),
        plane: request.plane.or(plane),
        moment: time.into(),
        circumstances: Circumstances::default(),
        repairs: Repairs::Sought,
    });
    question.into_iter().collect()
}
