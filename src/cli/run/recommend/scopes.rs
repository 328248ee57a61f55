//! What `recommend` is asked for, and where each of it is required.

use super::words::{is_action, named_task};
use super::{require, require_listed};
use crate::access::{is_known, targets_of};
use crate::catalog::{Task, WordsFound};
use crate::cli::args::{RecommendArgs, Word};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::scoping::typed_scope;
use crate::minimize::{
    AssignmentBar, CustomRole, PlacedTask, Recommendation, Requirement, place_task,
};
use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::scope::{Scope, ScopeKind};
use crate::span::Diagnostic;

/// Options that stand together, and the scopes they are for.
#[derive(Default)]
struct Group {
    words: Vec<Word>,
    scopes: Vec<Scope>,
}

/// The requirement, with the tasks that it came from. What words found stands where the first of them
/// stands.
pub(in crate::cli::run) fn requirement(
    context: &mut Context,
    args: &RecommendArgs,
    found: Option<&WordsFound>,
) -> Result<(Vec<Task>, Requirement), Complaint> {
    let mut found = found;
    let mut tasks = Vec::new();
    let mut requirement = Requirement::default();
    for group in groups(args)? {
        let mut loose = Requirement::default();
        for word in &group.words {
            match *word {
                Word::Task(at) => {
                    let task = context.catalog.task(&args.task[at])?;
                    require_task(context, &mut requirement, &task, &group.scopes)?;
                    tasks.push(task);
                }
                Word::Wanted(at) if is_action(&args.wanted[at]) => {
                    require_known(context, &mut loose, &args.wanted[at])?;
                }
                Word::Wanted(at) if named_task(&context.catalog, &args.wanted[at]).is_some() => {
                    let task = context.catalog.task(&args.wanted[at])?;
                    require_task(context, &mut requirement, &task, &group.scopes)?;
                    tasks.push(task);
                }
                Word::Wanted(_) => {
                    for clause in found.take().iter().flat_map(|found| found.required()) {
                        if let Some(task) = &clause.task {
                            require_task(context, &mut requirement, task, &group.scopes)?;
                            tasks.push(task.clone());
                            continue;
                        }
                        for found in &clause.actions {
                            let plane = found.plane.unwrap_or(Plane::Control);
                            loose.add(found.action.clone(), plane);
                        }
                    }
                }
                Word::Action(at) => require(&mut loose, &args.action[at..=at], Plane::Control)?,
                Word::DataAction(at) => {
                    require(&mut loose, &args.data_action[at..=at], Plane::Data)?;
                }
                Word::ActionsFrom(at) => {
                    let whose = args.receiver.as_deref();
                    require_listed(context, &mut loose, &args.actions_from[at], whose)?;
                }
                Word::At(_) => {}
            }
        }
        if group.scopes.is_empty() {
            requirement.add_all_at(&loose, None);
        }
        for scope in &group.scopes {
            requirement.add_all_at(&loose, Some(scope));
        }
    }
    Ok((tasks, requirement))
}

fn require_task(
    context: &mut Context,
    requirement: &mut Requirement,
    task: &Task,
    scopes: &[Scope],
) -> Result<(), Complaint> {
    let placed = placed(context, task, scopes)?.requirement;
    requirement.documented_roles.extend(placed.documented_roles);
    requirement.add_assigned(task);
    for required in placed.actions {
        requirement.add_at(required.action, required.plane, required.scope.as_ref());
    }
    Ok(())
}

/// Adds an action in the planes in which the catalogue knows it, as `can` does; in the control plane
/// where that settles nothing.
fn require_known(
    context: &mut Context,
    requirement: &mut Requirement,
    text: &str,
) -> Result<(), Complaint> {
    let action = ActionPattern::parse(text)?;
    let targets = targets_of(&context.catalog, &action, None);
    let known = targets
        .iter()
        .any(|target| is_known(&context.catalog, target));
    if !known && targets.len() > 1 {
        context.diagnostics.push(
            Diagnostic::info(
                "uncertain-plane",
                format!("`{action}` is taken for the control plane"),
            )
            .help("for the data plane give it with `--data-action`"),
        );
    }
    for target in targets.iter().take(if known { targets.len() } else { 1 }) {
        requirement.add(action.clone(), target.plane);
    }
    Ok(())
}

/// A task at its scopes; what is odd about them goes to the diagnostics.
pub(in crate::cli::run) fn placed(
    context: &mut Context,
    task: &Task,
    scopes: &[Scope],
) -> Result<PlacedTask, Complaint> {
    let placed = place_task(task, scopes)?;
    let (id, kind) = (&task.id, task.scope.as_deref().unwrap_or("scope"));
    let mut say = |diagnostic: Diagnostic| context.diagnostics.push(diagnostic);
    for (named, taken) in &placed.lifted {
        say(Diagnostic::warning(
            "wider-scope",
            format!("`{id}` is done at the {} around `{named}`: its roles go to `{taken}` and hold for everything in it", taken.kind().as_str()),
        )
        .help("to stay at the narrower scope, name the operations with `--action`"));
    }
    for scope in &placed.foreign {
        say(Diagnostic::warning(
            "other-resource-type",
            format!("`{id}` is done at a {kind}, and `{scope}` is none"),
        ));
    }
    for scope in &placed.idle {
        say(Diagnostic::warning(
            "idle-scope",
            format!("nothing of `{id}` is required at `{scope}`"),
        ));
    }
    Ok(placed)
}

/// The scopes of the command line.
pub(in crate::cli::run) fn scopes(texts: &[String]) -> Result<Vec<Scope>, Complaint> {
    Ok(texts
        .iter()
        .map(|text| typed_scope(text))
        .collect::<Result<_, _>>()?)
}

/// One `--at` is for everything. Of several, each is for the options before it, as far as the
/// `--at` before that; those that stand in a row share theirs.
fn groups(args: &RecommendArgs) -> Result<Vec<Group>, Complaint> {
    let scopes = scopes(&args.at)?;
    if scopes.len() <= 1 {
        return Ok(vec![Group {
            words: args.order.0.clone(),
            scopes,
        }]);
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut group = Group::default();
    for word in &args.order.0 {
        match word {
            Word::At(at) if group.words.is_empty() => {
                return Err(
                    Complaint::usage(format!("what is required at `{}`?", scopes[*at]))
                        .help(GRAMMAR),
                );
            }
            Word::At(at) => group.scopes.push(scopes[*at].clone()),
            _ => {
                if !group.scopes.is_empty() {
                    groups.push(std::mem::take(&mut group));
                }
                group.words.push(*word);
            }
        }
    }
    if group.scopes.is_empty() {
        return Err(
            Complaint::usage("where is what stands after the last `--at` required?").help(GRAMMAR),
        );
    }
    groups.push(group);
    Ok(groups)
}

const GRAMMAR: &str = "with several scopes, each `--at` stands after the operations it is for: `--action A --at S --action B --at T`";

/// The roles that would help and can't be assigned where that is, told by what keeps them away.
pub(in crate::cli::run) fn bars(found: &Recommendation) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    let barred = |because: AssignmentBar| {
        let mut names: Vec<String> = found
            .unassignable
            .iter()
            .filter(|row| row.because == because)
            .map(|row| format!("`{}`", row.name))
            .collect();
        names.dedup();
        let shown = names.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
        (names.len(), shown)
    };
    let among = |count: usize| match count {
        1 => "1 role was".to_owned(),
        count => format!("{count} roles were"),
    };
    let (count, names) = barred(AssignmentBar::AssignableScopes);
    if count > 0 {
        said.push(Diagnostic::info(
            "not-assignable-there",
            format!(
                "{} not considered, since no assignable scope of theirs holds what is required: {names}",
                among(count)
            ),
        ));
    }
    let (count, names) = barred(AssignmentBar::DataActions);
    if count > 0 {
        said.push(Diagnostic::info(
            "data-actions-at-management-group",
            format!(
                "{} not considered, since a custom role with data actions can't be assigned at a management group: {names}",
                among(count)
            ),
        ));
    }
    let (count, names) = barred(AssignmentBar::UnknownHierarchy);
    if count > 0 {
        said.push(
            Diagnostic::warning(
                "unknown-hierarchy",
                format!(
                    "{} not considered, since it is not known whether their management group holds what is required: {names}",
                    among(count)
                ),
            )
            .help("add an export of the management groups with `-i`")
            .may_change_answer(),
        );
    }
    let at_group = |role: &CustomRole| {
        !role.data_actions.is_empty()
            && role
                .scopes
                .iter()
                .any(|scope| scope.kind() == ScopeKind::ManagementGroup)
    };
    if found.custom_roles.iter().any(at_group) {
        said.push(
            Diagnostic::info(
                "data-actions-at-management-group",
                "the custom role that fits has data actions: it can't be assigned at a management group",
            )
            .help("assign it at the subscriptions"),
        );
    }
    said
}
