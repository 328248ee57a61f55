pub(in crate::cli::run) mod among;
pub(in crate::cli::run) mod deployments;
pub(in crate::cli::run) mod emit;
pub(in crate::cli::run) mod for_principal;
pub(in crate::cli::run) mod named;
pub(in crate::cli::run) mod places;
pub(in crate::cli::run) mod role_name;
pub(in crate::cli::run) mod scopes;
pub(in crate::cli::run) mod without;
pub(in crate::cli::run) mod words;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::access::targets_of;
use crate::catalog::{AzurePart, Catalog};
use crate::cli::answer::Made;
use crate::cli::args::{Global, RecommendArgs};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output::Reply;
use crate::cli::scoping::check;
use crate::cli::sources::{one_stdin, read_file};
use crate::cli::unknown_action::{UnknownAction, asked_action};
use crate::directory::Hierarchy;
use crate::import::{ListedAction, actions_of_caller};
use crate::minimize::{
    Among, Candidates, Objective, OtherSets, Recommendation, Requirement, SearchLimits, other_sets,
    recommend,
};
use crate::model::{Plane, RoleGap};
use crate::pattern::ActionPattern;
use crate::report::{
    Assignee, ChosenFrom, RecommendReport, RecommendResult, Words, recommend_findings,
    recommend_page, roles_table, tasks_page, tasks_rows, unknown_caution,
};
use crate::span::{Diagnostic, Effect};
use among::among;
use deployments::require_deployments;
use emit::{deliver, open};
use for_principal::{Receiver, principal_named, receiver};
use role_name::role_name;
use scopes::{bars, placed, requirement, scopes};
use without::leave_out;
use words::{ask, by_words, confirmed};

/// Nodes of branch and bound after which a search ends with the best found: no requirement met so
/// far needs a tenth of it.
const NODES: u64 = 50_000;

/// The same for requirements at several scopes: many scopes of one kind have as many optima as there
/// are ways to combine theirs, and a bound is soon better than a proof.
const NODES_OF_SCOPES: u64 = 20_000;

/// How far the search for a shorter custom role goes.
const COMPACTION: SearchLimits<'_> = SearchLimits {
    nodes: Some(2_000),
    stop: None,
};

/// Every option that takes a file, with its files.
fn files(args: &RecommendArgs) -> impl Iterator<Item = (&'static str, &PathBuf)> {
    let each = [
        ("-i", &args.inputs.input),
        ("--actions-from", &args.actions_from),
        ("--from-terraform", &args.deployments.from_terraform),
        ("--from-arm", &args.deployments.from_arm),
    ];
    each.into_iter()
        .flat_map(|(option, paths)| paths.iter().map(move |path| (option, path)))
}

pub(super) fn run(global: &Global, args: &RecommendArgs) -> Result<Exit, Complaint> {
    one_stdin(files(args))?;
    check(&args.scope.scope())?;
    let (mut context, product) = open(global, args)?;
    let mut names = context.read_redacted(&args.inputs, &args.redact)?;
    let mut args = named::arguments(args, &mut names, &context.tenant)?;
    let mut candidates = candidates(&mut context, &args)?;
    if args.all_tasks {
        return all_tasks(context, &args, &candidates);
    }
    let words = by_words(&mut context, &mut args, &names);
    let args = &args;
    if let Some(words) = &words {
        let reply = confirmed(words, args, &context);
        if reply != Reply::Yes {
            return ask(context, words, reply);
        }
    }
    let banned = words.iter().flat_map(|words| words.found.banned());
    candidates.without.extend(banned.cloned());
    let said = context.diagnostics.len();
    let (tasks, mut requirement) =
        requirement(&mut context, args, words.as_ref().map(|words| &words.found))?;
    let derived = require_deployments(&mut context, &mut requirement, args)?;
    let said = &context.diagnostics[said..];
    let may_need_more = said.iter().any(|said| said.effect >= Effect::GrantLost);
    if requirement.actions.is_empty() {
        return Err(Complaint::usage("what is required?")
            .help("say it in words, name a task with `--task`, operations with `--action`, `--data-action` or `--actions-from`, a deployment with `--from-terraform` or `--from-arm`, or ask for `--all-tasks`"));
    }
    leave_out(&mut context, &mut requirement, &candidates.without)?;
    let hierarchy = Hierarchy::new(&context.tenant);
    requirement.locate(&hierarchy, &candidates.also_at);
    let name = role_name(&tasks, &requirement);
    let receiver = receiver(&mut context, args)?;
    let assignee = receiver.as_ref().map(Receiver::assignee);
    let given = (receiver.as_ref())
        .and_then(|who| who.give(&mut context, &mut requirement, &candidates.also_at));
    let (recommendation, others) = solve(
        &context.catalog,
        &requirement,
        (args.minimize, args.max_roles),
        &candidates,
    )?;
    note(&mut context, &requirement, &recommendation);
    for banned in &candidates.without {
        let catalog = &context.catalog;
        if Plane::BOTH
            .iter()
            .all(|&plane| catalog.count_matching(banned, plane) == 0)
        {
            context.note_unknown_action(
                UnknownAction::new(banned).beside(": `--without` rules out nothing that is known"),
            );
        }
    }
    if !candidates.without.is_empty() {
        context.core_is_too_small(
            AzurePart::Operations,
            "roles may grant operations that it doesn't hold, of those that must not be granted",
        );
    }
    let is_blocked = given.as_ref().is_some_and(|own| !own.blocked.is_empty());
    let name = args.role_name.as_ref().unwrap_or(&name);
    let mut recommendation = recommendation.with_role_name(name);
    let given = receiver
        .zip(given)
        .map(|(who, given)| who.report(&context, given, &mut recommendation));
    let needed = recommendation.needed;
    let exit = if recommendation.uncovered.is_empty() && needed.is_none() && !is_blocked {
        Exit::Yes
    } else {
        Exit::No
    };
    // What somebody holds decides what is missing; a custom role may cover what no other does. What is
    // required and not known is covered by nothing for certain.
    if !is_blocked && (exit == Exit::No || assignee.is_some() || may_need_more) {
        context.is_turned_by(Effect::GrantLost);
    }
    let unknown = recommendation.unknown.iter().filter_map(|required| {
        let said = unknown_caution(&required.action, &context.catalog)?;
        Some((required.action.to_string(), said))
    });
    let unknown = unknown.collect();
    let report = RecommendReport {
        tasks,
        words: words.map(|words| Words::new(&words, &context.catalog)),
        chosen_from: ChosenFrom::new(
            &candidates,
            args.max_roles,
            recommendation.withheld.len(),
            &context.catalog,
        ),
        recommendation,
        others,
        derived,
        assignee: assignee.unwrap_or_default(),
        given,
        unknown,
    };
    if let (Some(needed), Some(_), None) = (needed, args.emit, global.format) {
        return Err(too_few_allowed(&needed.to_string()));
    }
    if let Some(form) = args.emit {
        return deliver(context, global, args, form, &report, (product, exit));
    }
    let answer = Made::new(
        "recommend",
        recommend_page(&report),
        RecommendResult::from(&report),
    )
    .with_table(roles_table(&report.recommendation))
    .with_findings(recommend_findings(std::slice::from_ref(&report)));
    context.answer(&answer, exit)
}

fn all_tasks(
    mut context: Context,
    args: &RecommendArgs,
    candidates: &Candidates,
) -> Result<Exit, Complaint> {
    let scopes = scopes(&args.at)?;
    let hierarchy = Hierarchy::new(&context.tenant);
    let mut reports = Vec::new();
    let mut notes = Vec::new();
    for task in context.catalog.tasks() {
        let mut requirement = placed(&mut context, &task, &scopes)?.requirement;
        requirement.locate(&hierarchy, &candidates.also_at);
        let (recommendation, others) = solve(
            &context.catalog,
            &requirement,
            (args.minimize, args.max_roles),
            candidates,
        )?;
        notes.push(recommendation.unknown.clone());
        let name = role_name(std::slice::from_ref(&task), &requirement);
        let recommendation = recommendation.with_role_name(&name);
        reports.push(RecommendReport {
            tasks: vec![task],
            words: None,
            chosen_from: ChosenFrom::new(
                candidates,
                args.max_roles,
                recommendation.withheld.len(),
                &context.catalog,
            ),
            recommendation,
            others,
            derived: Vec::new(),
            assignee: Assignee::default(),
            given: None,
            unknown: Vec::new(),
        });
    }
    if notes.iter().any(|unknown| !unknown.is_empty()) {
        context.core_is_too_small(
            AzurePart::Operations,
            "some tasks name operations that the catalogue does not hold",
        );
    }
    let is_open = |found: &Recommendation| !found.uncovered.is_empty() || found.needed.is_some();
    let open = reports.iter().any(|report| is_open(&report.recommendation));
    let exit = if open { Exit::No } else { Exit::Yes };
    if open {
        context.is_turned_by(Effect::GrantLost);
    }
    let answer = Made::new(
        "recommend",
        tasks_page(&reports),
        RecommendResult::of_tasks(&reports),
    )
    .with_list("tasks")
    .with_table(tasks_rows(&reports))
    .with_findings(recommend_findings(&reports));
    context.answer(&answer, exit)
}

/// How long is searched.
pub(super) fn limits(requirement: &Requirement) -> SearchLimits<'static> {
    let nodes = match requirement.scopes().len() {
        0 | 1 => NODES,
        _ => NODES_OF_SCOPES,
    };
    SearchLimits {
        nodes: Some(nodes),
        stop: None,
    }
}

/// The best set of at most so many roles, and what it would be with other candidates.
pub(super) fn solve(
    catalog: &Catalog,
    requirement: &Requirement,
    (objective, most): (Objective, Option<usize>),
    candidates: &Candidates,
) -> Result<(Recommendation, OtherSets), Complaint> {
    let limits = limits(requirement);
    let found = recommend(catalog, requirement, candidates, objective, most, limits);
    let (found, others) = match found {
        Ok(found) => {
            let others = other_sets(catalog, requirement, candidates, &found, most, limits);
            (found, others)
        }
        Err(error) => {
            let fewest = Objective::Roles;
            let found = recommend(catalog, requirement, candidates, fewest, None, limits)
                .map_err(|_| too_few_allowed(&error.to_string()))?;
            let allowed = most.unwrap_or_default();
            let found = found.with_too_few_allowed(allowed, objective);
            (found, OtherSets::default())
        }
    };
    // A pattern might come to grant what must not be granted.
    let found = match candidates.without.is_empty() {
        true => found.with_compact_roles(catalog, COMPACTION),
        false => found,
    };
    Ok((found, others))
}

fn too_few_allowed(message: &str) -> Complaint {
    Complaint {
        exit: Exit::No,
        ..Complaint::usage(message).help("raise `--max-roles`")
    }
}

fn candidates(context: &mut Context, args: &RecommendArgs) -> Result<Candidates, Complaint> {
    let among = among(context, &args.among)?;
    let mut excluded = Vec::new();
    for name in &args.exclude {
        excluded.push(context.look_up_role(name)?);
    }
    if let Among::Only(roles) = &among
        && roles.iter().all(|role| excluded.contains(role))
    {
        return Err(Complaint::usage(
            "`--exclude` leaves out every role that `--among` selects",
        ));
    }
    Ok(Candidates {
        excluded,
        among,
        also_at: scopes(&args.also_at)?,
        with_service_roles: args.include_service_roles,
        published_only: args.published_only,
        any_role: args.any_role,
        without: args
            .without
            .iter()
            .map(|text| asked_action(text))
            .collect::<Result<_, _>>()?,
    })
}

pub(super) fn require(
    requirement: &mut Requirement,
    texts: &[String],
    plane: Plane,
) -> Result<(), Complaint> {
    for text in texts {
        requirement.add(asked_action(text)?, plane);
    }
    Ok(())
}

/// Adds what a text lists; of a log, what this principal called. An action without a plane is taken for the plane that the catalogue knows
/// it in, for the control plane where that settles nothing.
pub(super) fn require_listed(
    context: &mut Context,
    requirement: &mut Requirement,
    file: &Path,
    whose: Option<&str>,
) -> Result<(), Complaint> {
    let caller = match whose {
        Some(who) => Some(principal_named(&context.tenant, who)?),
        None => None,
    };
    let text = read_file(file)?.text;
    let listed = actions_of_caller(&text, &file.display().to_string(), caller.as_ref());
    if listed.actions.is_empty() && listed.roles.is_empty() {
        let why = listed.diagnostics.first();
        let why = why.map(|first| format!(": {}", first.message));
        return Err(Complaint::input(format!(
            "`{}` lists no action{}",
            file.display(),
            why.unwrap_or_default()
        ))
        .help("expected actions, one a line or as a JSON array, role definitions, or authorization errors that name one"));
    }
    for ListedAction {
        action,
        plane,
        place,
    } in listed.actions
    {
        let known = targets_of(&context.catalog, &action, plane);
        if known.len() > 1 {
            context.diagnostics.push(
                Diagnostic::info(
                    "uncertain-plane",
                    format!("`{action}` is taken for the control plane"),
                )
                .at(place)
                .help("put it under a line `dataActions:`, or give it with `--data-action`"),
            );
        }
        let plane = known.first().map_or(Plane::Control, |target| target.plane);
        requirement.add(spelled(&context.catalog, action, plane), plane);
    }
    for role in &listed.roles {
        if role.gap != Some(RoleGap::Unlisted) {
            requirement.add_role(&context.catalog, role);
            continue;
        }
        let wanted = role.id.map_or(role.name.to_string(), |id| id.to_string());
        match context.catalog.look_up_role(&wanted) {
            Ok(known) => requirement.add_role(&context.catalog, &context.catalog.role(known)),
            Err(_) => {
                return Err(Complaint::input(format!(
                    "`{}` lists `{}` without its permissions, and the catalogue doesn't hold it",
                    file.display(),
                    role.name
                ))
                .help("export whole definitions: `az role definition list -o json`"));
            }
        }
    }
    context.diagnostics.extend(listed.diagnostics);
    Ok(())
}

/// An operation as the catalogue spells it: logs write names in any case.
fn spelled(catalog: &Catalog, action: ActionPattern, plane: Plane) -> ActionPattern {
    if !action.is_concrete() {
        return action;
    }
    let known = catalog.expand(&action, plane).iter().next();
    known.map_or(action, |known| {
        ActionPattern::literal(&catalog.operation(known).name)
    })
}

pub(super) fn note(
    context: &mut Context,
    requirement: &Requirement,
    recommendation: &Recommendation,
) {
    if requirement
        .actions
        .iter()
        .any(|required| !required.action.is_concrete())
    {
        context.expands();
    }
    let required = requirement.actions.iter();
    let remarks = required.filter_map(|required| context.catalog.remark(required.action.as_str()));
    let remarks: BTreeSet<String> = remarks.collect();
    let remarks = remarks.into_iter();
    context
        .diagnostics
        .extend(remarks.map(|remark| Diagnostic::warning("operation-remark", remark)));
    for required in &recommendation.unknown {
        let action = &required.action;
        context.note_unknown_action(
            UnknownAction::new(action)
                .on_page()
                .beside(format!(" in the {} plane", required.plane))
                .then("roles are taken to cover it by the text of their patterns"),
        );
    }
    if !recommendation.uncovered.is_empty() {
        context.core_is_too_small(AzurePart::Roles, "other roles may cover what is left");
    }
    context.diagnostics.extend(bars(recommendation));
    if !recommendation.services_left_out.is_empty() {
        let names: Vec<String> = recommendation
            .services_left_out
            .iter()
            .take(3)
            .map(|role| format!("`{}`", context.catalog.role_name(*role)))
            .collect();
        let count = recommendation.services_left_out.len();
        context.diagnostics.push(
            Diagnostic::info("service-roles-left-out", left_out_sentence(count, &names))
                .help("`--include-service-roles` considers them"),
        );
    }
}

fn left_out_sentence(count: usize, names: &[String]) -> String {
    let names = names.join(", ");
    match count {
        1 => format!("a role that is meant for Microsoft services was not considered, {names}"),
        2 | 3 => format!(
            "{count} roles that are meant for Microsoft services were not considered: {names}"
        ),
        _ => format!(
            "{count} roles that are meant for Microsoft services were not considered, {names} among them"
        ),
    }
}
