//! `can --from-error`: the requests that error messages quote, as questions.

use std::path::Path;

use super::can::{exit_of, exit_of_expected, note_unknown_targets, report};
use crate::access::{AccessIndex, Circumstances, Outcome, Question, Repairs, Subject, Target};
use crate::catalog::Catalog;
use crate::cli::args::{CanArgs, Global};
use crate::cli::attributes::circumstances;
use crate::cli::complain::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::documents::read_file;
use crate::cli::exit::Exit;
use crate::directory::{LookUpPrincipalError, look_up_principal};
use crate::ids::PrincipalId;
use crate::import::{AzureErrorCode, QuotedRequest, quoted_requests};
use crate::model::{Plane, Tenant, Timestamp};
use crate::pattern::ActionPattern;
use crate::report::{CanReport, CanResult, QuotedAnswer, can_csv, quoted_page};
use crate::scope::Scope;
use crate::span::Diagnostic;

pub(super) fn run(global: &Global, args: &CanArgs, file: &Path) -> Result<Exit, Complaint> {
    let fill = Fill::of(args)?;
    let pasted = read_file(file)?.text;
    let quoted = quoted_requests(&pasted, &file.display().to_string());
    if quoted.is_empty() {
        return Err(nothing_recognised(file));
    }
    let circumstances = circumstances(&args.attributes)?;
    let time = args.when;
    let mut context = Context::open(global)?;
    context.is_about(time);
    context.read(&args.inputs)?;
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
    if complete.is_empty() {
        return Err(first_of(open));
    }
    context.diagnostics.extend(open);
    let plane = args.plane.map(Plane::from);
    let mut answers = Vec::new();
    let mut strangers = Vec::new();
    {
        let index = AccessIndex::new(&context.tenant, &context.catalog);
        for request in complete {
            let report = if asks_tenant {
                match principal_of(&context.tenant, &request) {
                    Ok(who) => {
                        let given = (plane, &circumstances, time);
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
        if answers.is_empty() {
            return Err(complaint);
        }
        let mut note = Diagnostic::warning("unknown-principal", complaint.message)
            .at(place)
            .may_change_answer();
        note.help = complaint.help;
        context.diagnostics.push(note);
    }
    finish(context, args, &answers, asks_tenant)
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
    answers: &[QuotedAnswer],
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
        if asks_tenant && quoted.report.outcome() == Outcome::Allowed {
            said.push(
                Diagnostic::info(
                    "refused-but-allowed",
                    "the exports allow what Azure refused",
                )
                .at(quoted.request.place.clone())
                .help("they may be of another time than the error: a grant takes up to ten minutes to count, and a token keeps what it was issued with"),
            );
        }
    }
    context.diagnostics.extend(said);
    if asks_tenant {
        let scopes = parts().filter_map(|answer| answer.scope.as_ref());
        super::needed::assignments_of_subscriptions(&mut context, scopes);
    }
    let outcomes: Vec<Outcome> = parts().map(|answer| answer.outcome).collect();
    let outcome = Outcome::overall(outcomes.iter().copied());
    let exit = match args.expect {
        Some(expected) => exit_of_expected(expected, outcome.unwrap_or(Outcome::NotGranted)),
        None => exit_of(&outcomes),
    };
    let page = quoted_page(answers, &context.catalog);
    let json = CanResult::of_quoted(answers, &context.catalog);
    let mut answer = Answer::new("can", page, json);
    answer.csv = Some(can_csv(answers.iter().map(|quoted| &quoted.report)));
    answer.lines = Some("answers");
    context.answer(&answer, exit)
}

/// What the command line adds where a message is silent.
struct Fill {
    who: Option<String>,
    actions: Vec<(ActionPattern, Option<Plane>)>,
    scope: Option<Scope>,
}

impl Fill {
    fn of(args: &CanArgs) -> Result<Self, Complaint> {
        if !args.role.is_empty() || args.questions.is_some() {
            return Err(Complaint::usage(
                "`--from-error` takes its questions from the message alone",
            )
            .help("ask about a role with `rolecall can --role ROLE ACTION`"));
        }
        // An action has slashes, a principal none.
        let (actions, who): (Vec<&String>, Vec<&String>) =
            args.words.iter().partition(|word| word.contains('/'));
        if let [_, second, ..] = who[..] {
            return Err(Complaint::usage(format!(
                "`{second}` is a second principal; a message has one"
            )));
        }
        let mut filled = Vec::new();
        for action in actions {
            filled.push((ActionPattern::parse(action)?, None));
        }
        for action in &args.data_action {
            filled.push((ActionPattern::parse(action)?, Some(Plane::Data)));
        }
        Ok(Self {
            who: who.first().map(|who| (*who).clone()),
            actions: filled,
            scope: args.at.as_deref().map(Scope::parse).transpose()?,
        })
    }

    /// The request with what is silent filled in: one for each action given.
    fn complete(&self, quoted: &QuotedRequest) -> Vec<QuotedRequest> {
        let mut request = quoted.clone();
        if request.principal.is_none()
            && let Some(who) = &self.who
        {
            request.client = Some(who.as_str().into());
        }
        request.scope = request.scope.or_else(|| self.scope.clone());
        if request.action.is_some() || self.actions.is_empty() {
            return vec![request];
        }
        let each = self.actions.iter().map(|(action, plane)| QuotedRequest {
            action: Some(action.clone()),
            plane: plane.or(request.plane),
            ..request.clone()
        });
        each.collect()
    }
}

/// What a request still lacks to be a question.
fn lacks(request: &QuotedRequest, asks_tenant: bool) -> Vec<Lacking> {
    let mut lacking = Vec::new();
    if request.action.is_none() {
        lacking.push(Lacking::Action);
    }
    if asks_tenant && request.scope.is_none() {
        lacking.push(Lacking::Scope);
    }
    if asks_tenant && request.principal.is_none() && request.client.is_none() {
        lacking.push(Lacking::Principal);
    }
    lacking
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lacking {
    Action,
    Scope,
    Principal,
}

fn lacking_note(request: &QuotedRequest, lacking: &[Lacking]) -> Diagnostic {
    let names: Vec<&str> = lacking
        .iter()
        .map(|lacking| match lacking {
            Lacking::Action => "no action",
            Lacking::Scope => "no scope",
            Lacking::Principal => "no principal",
        })
        .collect();
    let helps: Vec<&str> = lacking
        .iter()
        .map(|lacking| match (lacking, request.plane) {
            (Lacking::Action, Some(Plane::Data)) => "the action with `--data-action`",
            (Lacking::Action, _) => "the action as a word",
            (Lacking::Scope, _) => "the scope with `--at`",
            (Lacking::Principal, _) => "the principal as a word",
        })
        .collect();
    Diagnostic::warning(
        "incomplete-error-message",
        format!("this {} names {}", request.code, names.join(" and ")),
    )
    .at(request.place.clone())
    .may_change_answer()
    .help(format!("give {}", helps.join(", ")))
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

fn nothing_recognised(file: &Path) -> Complaint {
    let codes: Vec<&str> = AzureErrorCode::ALL
        .iter()
        .map(|code| code.as_str())
        .collect();
    Complaint::input(format!(
        "`{}` holds no authorization error that is recognised",
        file.display()
    ))
    .help(format!(
        "paste the whole message; recognised are {}, in sentences like\n    {}",
        codes.join(", "),
        SENTENCES.join("\n    ")
    ))
}

/// What the recognised messages look like.
const SENTENCES: [&str; 4] = [
    "The client 'NAME' with object id 'ID' does not have authorization to perform action 'ACTION' over scope 'SCOPE'",
    "… however, it does not have permission to perform action(s) 'ACTION' on the linked scope(s) 'SCOPE'",
    "… however, the access is denied because of the deny assignment",
    "Caller is not authorized to perform action on resource. … Action: 'ACTION' Resource: 'SCOPE'",
];

/// Which roles would allow it: Azure has said that it isn't granted.
fn by_catalog(
    catalog: &Catalog,
    request: &QuotedRequest,
    plane: Option<Plane>,
) -> Result<CanReport, Complaint> {
    let questions = questions(request, Subject::Roles(Vec::new()), plane, None);
    let empty = Tenant::default();
    let mut report = report(&AccessIndex::new(&empty, catalog), &questions);
    for answer in &mut report.answers {
        answer.scope.clone_from(&request.scope);
        if request.code == AzureErrorCode::DenyAssignmentAuthorizationFailed {
            // Azure says that a role is held already; one more changes nothing.
            answer.outcome = Outcome::Denied;
            answer.repairs.clear();
        }
    }
    Ok(report)
}

fn by_tenant(
    index: &AccessIndex<'_>,
    request: &QuotedRequest,
    principal: &PrincipalId,
    (plane, circumstances, time): (Option<Plane>, &Circumstances, Option<Timestamp>),
) -> CanReport {
    let scope = request.scope.clone().unwrap_or_else(Scope::root);
    let subject = Subject::Principal(principal.clone(), scope);
    let mut questions = questions(request, subject, plane, time);
    for question in &mut questions {
        question.circumstances.clone_from(circumstances);
    }
    report(index, &questions)
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
