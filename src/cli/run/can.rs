use std::borrow::Cow;
use std::collections::BTreeSet;

use super::needed;
use super::vault_policies::VaultPolicies;
use crate::access::{
    AccessIndex, Outcome, Question, Repairs, Subject, Target, Uncounted, answer, is_known,
    keep_nearest, past_gaps,
};
use crate::catalog::Catalog;
use crate::cli::answer::Answer;
use crate::cli::args::{CanArgs, Global};
use crate::cli::attributes::{circumstances, name_roles_by_guid};
use crate::cli::complain::{Complaint, GATHER};
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::redaction::Names;
use crate::cli::scoping::check;
use crate::cli::unknown_action::{UnknownAction, asked_action};
use crate::directory::look_up_principal;
use crate::ids::RoleIx;
use crate::model::{Plane, Principal};
use crate::pattern::ActionPattern;
use crate::report::{
    AnyResult, CanAnswer, CanReport, CanResult, Given, Page, Rows, Setting, can_page, can_rows,
};
use crate::scope::Scope;
use crate::span::{Diagnostic, Effect};

pub(super) fn run(global: &Global, args: &CanArgs) -> Result<Exit, Complaint> {
    if let Some(file) = &args.from_error {
        if args.redact.redact {
            return Err(Complaint::usage("`--redact` takes no error messages")
                .help("it replaces the names that they hold"));
        }
        return super::from_error::run(global, args, file);
    }
    if let Some(file) = &args.questions {
        return super::questions::run(global, args, file);
    }
    check(&args.scope)?;
    let (who, words) = split(args)?;
    let asked = asked(args, words)?;
    let mut circumstances = circumstances(&args.attributes)?;
    let mut context = Context::open(global)?;
    context.is_about(args.moment());
    let mut names = context.read_as_of(&args.inputs, &args.as_of, &args.redact)?;
    if who.is_some() {
        needed::assignments(&mut context)?;
    }
    if args.attributes.is_given() {
        names.refuse("attributes")?;
    }
    let resolved = name_roles_by_guid(&mut circumstances, &context.catalog)?;
    context.diagnostics.extend(resolved);
    let subject = match who {
        None => role_subject(&context.catalog, &roles(&mut names, &args.role))?,
        Some(who) => {
            let id = look_up_principal(&context.tenant, &names.principal(who)?)?;
            let at = names
                .scope(&args.scope, &context.tenant)?
                .ok_or_else(which_scope)?;
            needed::assignments_of_subscriptions(&mut context, [&at]);
            Subject::Principal(id, at)
        }
    };
    let questions: Vec<Question> = asked
        .into_iter()
        .map(|(action, plane)| Question {
            subject: subject.clone(),
            action,
            plane: plane.or(args.plane),
            moment: args.moment().into(),
            circumstances: circumstances.clone(),
            repairs: Repairs::Sought,
        })
        .collect();
    let report = find(&mut context, &questions, global.all);
    let outcomes: Vec<Outcome> = report.answers.iter().map(|a| a.outcome).collect();
    let exit = match args.expect {
        Some(expected) => exit_of_expected(expected, report.outcome()),
        None => exit_of(&outcomes),
    };
    if report.principal.is_some() {
        context.is_turned_by(turned_by(exit, &outcomes, args.expect));
    }
    context.answer(&report, exit)
}

/// Answers questions about one subject, and notes what limits the answers.
pub(super) fn find(context: &mut Context, questions: &[Question], lists_all: bool) -> CanReport {
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let report = report(&index, questions, lists_all);
    let uncounted = uncounted(&index, [&report]);
    drop(index);
    note_unknown_targets(context, &report.targets());
    let said = report.diagnostics(&context.tenant, &context.catalog);
    context.diagnostics.extend(said);
    context.diagnostics.extend(uncounted);
    report
}

/// The answers to questions about one subject, as they are reported: with all assignments that are
/// elsewhere, or the nearest.
pub(super) fn report(
    index: &AccessIndex<'_>,
    questions: &[Question],
    lists_all: bool,
) -> CanReport {
    let mut answers = Vec::new();
    for question in questions {
        let given = Given {
            when: question.moment.time(),
            circumstances: question.circumstances.clone(),
        };
        for plane in answer(index, question).planes {
            let mut answer = CanAnswer::new(plane, &given);
            if let Some(scope) = answer.scope.as_ref().filter(|_| !lists_all) {
                let rows = &mut answer.why_not;
                answer.assigned_elsewhere = keep_nearest(index, scope, rows);
            }
            answers.push(answer);
        }
    }
    let subject = questions.first().map(|question| &question.subject);
    let (principal, roles) = match subject {
        Some(Subject::Principal(id, _)) => {
            let known = index.tenant().principal(id).cloned();
            (
                known.or_else(|| Some(Principal::new(id.clone()))),
                Vec::new(),
            )
        }
        Some(Subject::Roles(roles)) => {
            let catalog = index.catalog();
            let named = roles.iter().map(|&role| {
                let id = catalog.role_id(role).map(|id| id.to_string());
                (id, catalog.role_name(role))
            });
            (None, named.collect())
        }
        None => (None, Vec::new()),
    };
    CanReport {
        principal,
        roles,
        answers,
    }
}

impl Answer for CanReport {
    fn command(&self) -> &'static str {
        "can"
    }

    fn page(&self, setting: &Setting<'_>) -> Cow<'_, Page> {
        Cow::Owned(can_page(self, setting.catalog))
    }

    fn result<'s>(&'s self, setting: &'s Setting<'_>) -> Box<dyn AnyResult + 's> {
        Box::new(CanResult::new(self, setting.catalog))
    }

    fn failures(&self, setting: &Setting<'_>) -> Vec<String> {
        // The first certain no decides, else the first open answer.
        let first = |is_it: fn(Outcome) -> bool| {
            let mut outcomes = self.answers.iter().map(|answer| answer.outcome);
            outcomes.position(is_it)
        };
        let decisive = first(|outcome| outcome != Outcome::Allowed && !is_open(outcome))
            .or_else(|| first(is_open))
            .unwrap_or_default();
        let page = self.page(setting);
        page.verdicts_in_words().nth(decisive).into_iter().collect()
    }

    fn list(&self) -> Option<&'static str> {
        Some("answers")
    }

    fn rows<'s>(&'s self, _: &'s Setting<'_>) -> Option<Rows<'s>> {
        Some(can_rows([self]))
    }
}

/// What the answers don't count of the principals asked about, beyond what is allowed for certain.
pub(super) fn uncounted<'a>(
    index: &AccessIndex<'_>,
    reports: impl IntoIterator<Item = &'a CanReport>,
) -> Vec<Diagnostic> {
    let uncounted = Uncounted::new(index);
    let policies = VaultPolicies::new(index.tenant());
    let mut notes = Vec::new();
    for report in reports {
        let Some(principal) = &report.principal else {
            continue;
        };
        let scopes: BTreeSet<&Scope> = report
            .answers
            .iter()
            .filter_map(|answer| answer.scope.as_ref())
            .collect();
        let targets = report.targets();
        for at in scopes {
            notes.extend(past_gaps(index, Some(at)));
            notes.extend(policies.note(at, &targets));
        }
        let open = report.answers.iter();
        for answer in open.filter(|answer| answer.outcome != Outcome::Allowed) {
            let target = Target {
                action: ActionPattern::literal(&answer.action),
                plane: answer.plane,
            };
            let at = answer.scope.as_ref();
            notes.extend(uncounted.of(Some(&principal.id), at, &[target]));
        }
    }
    notes.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    notes.dedup();
    notes
}

fn roles(names: &mut Names, words: &[String]) -> Vec<String> {
    words.iter().map(|word| names.role(word)).collect()
}

/// 0 when every answer is allowed, 4 when one is open and none is certain to be a no, else 1
/// (docs/output.md).
pub(super) fn exit_of(outcomes: &[Outcome]) -> Exit {
    if outcomes.iter().all(|outcome| *outcome == Outcome::Allowed) {
        Exit::Yes
    } else if outcomes
        .iter()
        .all(|outcome| *outcome == Outcome::Allowed || is_open(*outcome))
    {
        Exit::Undetermined
    } else {
        Exit::No
    }
}

/// Whether an answer met what was expected: an open one meets nothing else, and breaks nothing for
/// certain.
pub(super) fn exit_of_expected(expected: Outcome, outcome: Outcome) -> Exit {
    if outcome == expected {
        Exit::Yes
    } else if is_open(outcome) {
        Exit::Undetermined
    } else {
        Exit::No
    }
}

/// The least that lost records must hold to turn the exit code that these outcomes about a principal
/// give. A deny assignment that is there stays, whatever else is found.
pub(super) fn turned_by(
    exit: Exit,
    outcomes: &[Outcome],
    expected: Option<Outcome>,
) -> Option<Effect> {
    let wants_allowed = expected.is_none_or(|expected| expected == Outcome::Allowed);
    if exit == Exit::No && wants_allowed && outcomes.contains(&Outcome::Denied) {
        return None;
    }
    let each = outcomes.iter().filter_map(|outcome| match outcome {
        Outcome::Allowed => Some(Effect::RecordsLost),
        Outcome::Denied | Outcome::Undetermined => None,
        Outcome::Partial | Outcome::Conditional | Outcome::Eligible | Outcome::NotGranted => {
            Some(Effect::GrantLost)
        }
    });
    each.min()
}

fn is_open(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Conditional | Outcome::Undetermined)
}

/// WHO and the actions, from the words of the command line.
fn split(args: &CanArgs) -> Result<(Option<&str>, &[String]), Complaint> {
    if !args.role.is_empty() {
        return Ok((None, &args.words));
    }
    let Some((who, actions)) = args.words.split_first() else {
        return Err(Complaint::usage("who, and which action?").help(
            "`rolecall can WHO ACTION --at SCOPE -i PATH`, or `rolecall can --role ROLE ACTION`",
        ));
    };
    let (mut lacking, mut help) = (Vec::new(), Vec::new());
    if actions.is_empty() && args.data_action.is_empty() {
        lacking.push("which action?");
        help.push(if who.contains('/') {
            "the first word is the principal; ask about a role with `--role ROLE`".to_owned()
        } else {
            "name at least one action after the principal".to_owned()
        });
    }
    if !args.scope.is_given() {
        lacking.push("at which scope?");
        help.push(SCOPE_FORMS.to_owned());
    }
    if args.inputs.input.is_empty() {
        lacking.push("from which exports?");
        help.push(format!(
            "what `{who}` may do is in exports: name them with `-i`, or ask about a role with `--role ROLE`; {GATHER}"
        ));
    }
    if lacking.is_empty() {
        return Ok((Some(who), actions));
    }
    Err(Complaint::usage(lacking.join(" ")).help(help.join("\n  help: ")))
}

const SCOPE_FORMS: &str = "name the scope with `--at`: an ARM id, or the name of a subscription, \
    resource group or management group of the inputs";

fn which_scope() -> Complaint {
    Complaint::usage("at which scope?").help(SCOPE_FORMS)
}

/// The actions, each with the plane that the command line fixes for it.
fn asked(
    args: &CanArgs,
    words: &[String],
) -> Result<Vec<(ActionPattern, Option<Plane>)>, Complaint> {
    let mut asked = Vec::new();
    for word in words {
        asked.push((asked_action(word)?, None));
    }
    for word in &args.data_action {
        asked.push((asked_action(word)?, Some(Plane::Data)));
    }
    if asked.is_empty() {
        return Err(Complaint::usage("which action?").help("name one after the options"));
    }
    Ok(asked)
}

/// Says what the catalogue doesn't know of some actions.
pub(super) fn note_unknown_targets(context: &mut Context, targets: &[Target]) {
    if targets.iter().any(|target| !target.action.is_concrete()) {
        context.expands();
    }
    let mut seen: Vec<&ActionPattern> = Vec::new();
    let mut notes = Vec::new();
    for target in targets {
        let is_known = is_known(&context.catalog, target);
        let action = &target.action;
        let at = context.catalog.find_in_plane(action.as_str(), target.plane);
        if at.is_some_and(|at| context.catalog.plane_is_uncertain(at)) {
            notes.push(
                crate::span::Diagnostic::info(
                    "uncertain-plane",
                    format!(
                        "no source states the plane of `{action}`; it is taken for the {} plane",
                        target.plane
                    ),
                )
                .help("`--plane` settles it"),
            );
        }
        if is_known || seen.contains(&action) {
            continue;
        }
        seen.push(action);
        let elsewhere = context.catalog.find_operation(action.as_str());
        if !elsewhere.is_empty() {
            continue;
        }
        // Which patterns match a name is a fact; in which plane it is asked may not be one.
        let in_other_plane =
            |other: &Target| other.action == *action && other.plane != target.plane;
        let is_fact = action.is_concrete() && !targets.iter().any(in_other_plane);
        let unknown = UnknownAction::new(action).on_page();
        context.note_unknown_action(if is_fact {
            unknown.changes_nothing()
        } else {
            unknown
        });
    }
    context.diagnostics.extend(notes);
}

/// The roles with these names, each once.
pub(super) fn role_subject(catalog: &Catalog, names: &[String]) -> Result<Subject, Complaint> {
    let mut roles: Vec<RoleIx> = Vec::new();
    for name in names {
        let role = catalog.look_up_role(name)?;
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    Ok(Subject::Roles(roles))
}
