//! `who` and `what`.

use std::borrow::Cow;

use super::can::note_unknown_targets;
use super::needed;
use super::vault_policies::{VaultPolicies, may_be_of_vault};
use crate::access::{
    AccessIndex, Authorizer, Circumstances, Doubt, Outcome, Target, Uncounted, past_gaps,
    targets_of,
};
use crate::bits::OperationSet;
use crate::catalog::effects::{ASSIGNS_ROLES, REMOVES_ROLES};
use crate::cli::answer::Answer;
use crate::cli::args::{Global, WhatArgs, WhoArgs};
use crate::cli::attributes::{circumstances, name_roles_by_guid};
use crate::cli::complain::{Complaint, GATHER, NAME_INPUTS};
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::progress::Progress;
use crate::cli::run::conditions::delegation::{delegations_of, unknown_roles};
use crate::cli::scoping::check;
use crate::cli::unknown_action::asked_action;
use crate::directory::look_up_principal;
use crate::effective::{
    EffectiveGrant, denials_of, expand_grants, grants_of, holders_at, who_can_anywhere,
};
use crate::ids::PrincipalId;
use crate::model::{Moment, Plane, Principal, Timestamp};
use crate::report::{
    AnyResult, Given, Page, Rows, Setting, WhatReport, WhatResult, WhoFound, WhoReport, WhoResult,
    denial_diagnostic, doubt_diagnostics, what_page, what_rows, who_page, who_rows,
};
use crate::scope::Scope;
use crate::span::{Diagnostic, Effect};

pub(super) fn who(global: &Global, args: &WhoArgs) -> Result<Exit, Complaint> {
    let action = given(
        args.action.as_deref(),
        &args.inputs.input,
        ("which action?", "rolecall who ACTION -i PATH"),
    )?;
    let action = asked_action(action)?;
    check(&args.scope)?;
    let time = args.moment();
    let mut circumstances = circumstances(&args.attributes)?;
    let mut context = Context::open(global)?;
    context.is_about(time);
    let mut names = context.read_as_of(&args.inputs, &args.as_of, &args.redact)?;
    needed::assignments(&mut context)?;
    if args.attributes.is_given() {
        names.refuse("attributes")?;
    }
    let scope = names.scope(&args.scope, &context.tenant)?;
    let resolved = name_roles_by_guid(&mut circumstances, &context.catalog)?;
    context.diagnostics.extend(resolved);
    let targets = targets_of(&context.catalog, &action, args.plane);
    let given = Given {
        when: time,
        circumstances,
    };
    let (mut answer, exit) = find_who(&mut context, targets, scope.as_ref(), &given);
    answer.all = global.all;
    context.is_turned_by(turned_by_access(exit));
    context.answer(&answer, exit)
}

/// Finds everyone who can, and notes what limits the answer.
pub(super) fn find_who(
    context: &mut Context,
    targets: Vec<Target>,
    scope: Option<&Scope>,
    given: &Given,
) -> (WhoAnswer, Exit) {
    let time = given.when;
    note_unseen_assignments(context, scope);
    note_unknown_targets(context, &targets);
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let mut doubts: Vec<Doubt> = Vec::new();
    let mut reports = Vec::new();
    let progress = Progress::judging("access", context.tenant.role_assignments.len());
    for target in &targets {
        let circumstances = &given.circumstances;
        let found = match scope {
            Some(scope) => {
                let found = holders_at(&index, target, scope, time.into(), circumstances);
                doubts.extend(found.doubts);
                WhoFound::At(scope.clone(), found.holders)
            }
            None => {
                let found = who_can_anywhere(&index, target, time.into(), circumstances);
                doubts.extend(found.doubts);
                WhoFound::Anywhere(found.holders)
            }
        };
        if scope.is_some() || !found.outcomes().is_empty() {
            reports.push(WhoReport {
                target: target.clone(),
                given: given.clone(),
                found,
            });
        }
    }
    drop(progress);
    let mut rows = RowsFound::default();
    for report in &reports {
        let moment = (time.into(), &given.circumstances);
        rows.count(&report.found, |of, scope| {
            grants_some(&index, &report.target, (of, scope), moment)
        });
    }
    let mut said = doubt_diagnostics(&doubts, &context.tenant);
    said.extend(past_gaps(&index, scope));
    let policies = VaultPolicies::new(index.tenant());
    said.extend(scope.and_then(|at| policies.note(at, &targets)));
    said.extend(Uncounted::new(&index).of(None, scope, &targets));
    drop(index);
    context.diagnostics.extend(said);
    let exit = rows.exit(doubts.is_empty());
    let answer = WhoAnswer {
        reports,
        targets,
        all: false,
    };
    (answer, exit)
}

/// What `who` answers.
pub(super) struct WhoAnswer {
    reports: Vec<WhoReport>,
    targets: Vec<Target>,
    /// Whether the page lists every path.
    all: bool,
}

impl Answer for WhoAnswer {
    fn command(&self) -> &'static str {
        "who"
    }

    fn page(&self, setting: &Setting<'_>) -> Cow<'_, Page> {
        Cow::Owned(who_page(
            &self.reports,
            &self.targets,
            setting.catalog,
            setting.tenant,
            self.all,
        ))
    }

    fn result<'s>(&'s self, setting: &'s Setting<'_>) -> Box<dyn AnyResult + 's> {
        Box::new(WhoResult::new(&self.reports, &self.targets, setting.tenant))
    }

    fn list(&self) -> Option<&'static str> {
        Some(if self.reports.len() > 1 {
            "answers"
        } else {
            "principals"
        })
    }

    fn rows<'s>(&'s self, setting: &'s Setting<'_>) -> Option<Rows<'s>> {
        Some(who_rows(&self.reports, setting.catalog, setting.tenant))
    }
}

/// What the rows of a list say together.
#[derive(Clone, Copy, Debug, Default)]
struct RowsFound {
    /// Whether one is certain.
    is_certain: bool,
    /// Whether one depends on a condition.
    is_conditional: bool,
}

impl RowsFound {
    /// Takes rows into account; of a pattern that is granted in part, `grants_some` says whether something of
    /// it is granted without a condition.
    fn count(&mut self, found: &WhoFound, grants_some: impl Fn(&PrincipalId, &Scope) -> bool) {
        let mut add = |outcome, of: &PrincipalId, mut scopes: &mut dyn Iterator<Item = &Scope>| {
            // One that is certain is enough.
            if self.is_certain {
                return;
            }
            let is_partial = outcome == Outcome::Partial;
            let is_sure = outcome == Outcome::Allowed
                || is_partial && Iterator::any(&mut scopes, |scope| grants_some(of, scope));
            self.is_certain |= is_sure;
            self.is_conditional |= outcome == Outcome::Conditional || is_partial && !is_sure;
        };
        match found {
            WhoFound::At(scope, holders) => {
                for row in holders {
                    add(row.outcome, &row.principal, &mut std::iter::once(scope));
                }
            }
            WhoFound::Anywhere(holders) => {
                for row in holders {
                    let scopes = &mut row.scopes.iter().map(|held| held.scope);
                    add(row.outcome, &row.principal, scopes);
                }
            }
        }
    }

    /// 0 when a row is certain, 1 when there is none and nothing is open or missing, else 4 (docs/output.md).
    /// What must be activated first is no yes, as for `can`.
    fn exit(self, is_complete: bool) -> Exit {
        match self {
            Self {
                is_certain: true, ..
            } => Exit::Yes,
            Self {
                is_conditional: false,
                ..
            } if is_complete => Exit::No,
            _ => Exit::Undetermined,
        }
    }
}

/// Whether some of a pattern is granted without a condition.
fn grants_some(
    index: &AccessIndex<'_>,
    target: &Target,
    (principal, scope): (&PrincipalId, &Scope),
    (moment, circumstances): (Moment, &Circumstances),
) -> bool {
    let authorizer = Authorizer::new(index, principal, scope, moment, circumstances.clone());
    let decision = authorizer.decide(target);
    decision
        .coverage()
        .is_none_or(|coverage| coverage.operations.is_empty() || !coverage.granted.is_empty())
}

/// What could turn an answer that somebody has access: a deny assignment, and where nobody has, a grant.
fn turned_by_access(exit: Exit) -> Effect {
    match exit {
        Exit::Yes => Effect::RecordsLost,
        _ => Effect::GrantLost,
    }
}

/// Who holds neither of these has no role assignments to make or remove.
const ASSIGNMENT_WRITERS: [&str; 2] = [ASSIGNS_ROLES, REMOVES_ROLES];

fn note_unseen_assignments(context: &mut Context, at: Option<&Scope>) {
    match at {
        Some(scope) => needed::assignments_of_subscriptions(context, [scope]),
        None => needed::assignments_of_tree(context),
    }
}

pub(super) fn what(global: &Global, args: &WhatArgs) -> Result<Exit, Complaint> {
    let who = given(
        args.who.as_deref(),
        &args.inputs.input,
        ("about whom?", "rolecall what WHO -i PATH"),
    )?;
    check(&args.scope)?;
    let time = args.moment();
    let mut context = Context::open(global)?;
    context.is_about(time);
    if args.expand {
        context.expands();
    }
    let mut names = context.read_as_of(&args.inputs, &args.as_of, &args.redact)?;
    needed::assignments(&mut context)?;
    let scope = names.scope(&args.scope, &context.tenant)?;
    let id = look_up_principal(&context.tenant, &names.principal(who)?)?;
    let (report, exit) = find_what(&mut context, &id, scope.as_ref(), (time, args.expand));
    context.is_turned_by(turned_by_access(exit));
    context.answer(&report, exit)
}

/// Finds everything that a principal holds, at a moment and perhaps by operation, and notes what limits
/// the answer.
pub(super) fn find_what(
    context: &mut Context,
    id: &PrincipalId,
    scope: Option<&Scope>,
    (time, expands): (Option<Timestamp>, bool),
) -> (WhatReport, Exit) {
    note_unseen_assignments(context, scope);
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let grants = grants_of(&index, id, scope, time.into());
    let mut operations = [0, 0];
    let mut activated = [0, 0];
    for (at, plane) in Plane::BOTH.into_iter().enumerate() {
        let held = |is_activated: bool| {
            let mut union = OperationSet::new(context.catalog.operation_count());
            let grants = grants.iter().filter(|grant| grant.counts_in(plane));
            for grant in grants.filter(|grant| (grant.outcome == Outcome::Eligible) == is_activated)
            {
                union.union_with(&context.catalog.expand_set(&grant.patterns, plane));
            }
            union
        };
        let mut union = held(false);
        let active = union.len();
        union.union_with(&held(true));
        operations[at] = union.len();
        activated[at] = union.len() - active;
    }
    let expanded = expands.then(|| expand_grants(&index, id, scope, time.into()));
    let principal = context
        .tenant
        .principal(id)
        .cloned()
        .unwrap_or_else(|| Principal::new(id.clone()));
    let mut doubts: Vec<Doubt> = grants.iter().flat_map(|g| g.missing.clone()).collect();
    let may_delegate = grants.iter().any(|grant| {
        let wildcards = context.catalog.wildcards();
        let mut writers = ASSIGNMENT_WRITERS.iter();
        grant.counts_in(Plane::Control) && writers.any(|o| grant.patterns.matches(o, wildcards))
    });
    let delegations = if may_delegate {
        delegations_of(&index, id, scope, &Circumstances::default())
    } else {
        Vec::new()
    };
    doubts.extend(delegations.iter().flat_map(|at| at.current.doubts.clone()));
    let denials = denials_of(&index, id, scope, &grants);
    doubts.extend(denials.iter().flat_map(|denial| denial.doubts.clone()));
    let certain = denials.iter().filter(|denial| denial.doubts.is_empty());
    let notes: Vec<Diagnostic> = certain.map(denial_diagnostic).collect();
    let report = WhatReport {
        principal,
        denials: notes.len(),
        at: scope.cloned(),
        given: Given {
            when: time,
            ..Given::default()
        },
        grants,
        operations,
        activated,
        expanded,
        delegations,
    };
    let mut said = doubt_diagnostics(&doubts, &context.tenant);
    said.extend(unknown_roles(&report.delegations));
    said.extend(past_gaps(&index, scope));
    let is_of_vault = |grant: &EffectiveGrant| {
        let mut granted = grant.patterns.granted().iter();
        grant.counts_in(Plane::Data) && granted.any(may_be_of_vault)
    };
    let at = scope.filter(|_| report.grants.iter().any(is_of_vault));
    let policies = VaultPolicies::new(index.tenant());
    said.extend(at.and_then(|at| policies.note_of_data(at)));
    said.extend(Uncounted::new(&index).of(Some(id), scope, &[]));
    drop((denials, index));
    context.diagnostics.extend(said);
    context.diagnostics.extend(notes);
    let grants = report.grants.iter();
    let rows = grants.fold(RowsFound::default(), |rows, grant| RowsFound {
        // That somebody holds a role under a condition is certain.
        is_certain: rows.is_certain
            || grant.missing.is_empty()
                && matches!(grant.outcome, Outcome::Allowed | Outcome::Conditional),
        is_conditional: rows.is_conditional,
    });
    let exit = rows.exit(doubts.is_empty());
    (report, exit)
}

impl Answer for WhatReport {
    fn command(&self) -> &'static str {
        "what"
    }

    fn page(&self, setting: &Setting<'_>) -> Cow<'_, Page> {
        Cow::Owned(what_page(self, setting.catalog, setting.tenant))
    }

    fn result<'s>(&'s self, setting: &'s Setting<'_>) -> Box<dyn AnyResult + 's> {
        Box::new(WhatResult::new(self, setting.catalog, setting.tenant))
    }

    fn list(&self) -> Option<&'static str> {
        Some("grants")
    }

    fn rows<'s>(&'s self, setting: &'s Setting<'_>) -> Option<Rows<'s>> {
        Some(what_rows(self, setting.catalog, setting.tenant))
    }
}

/// The word that is asked about, with exports to look in: what is missing is reported together.
fn given<'a>(
    word: Option<&'a str>,
    inputs: &[std::path::PathBuf],
    (question, form): (&str, &str),
) -> Result<&'a str, Complaint> {
    let lacking = [
        (word.is_none(), question, format!("`{form}`")),
        (
            inputs.is_empty(),
            "who holds what is in exports, and none is given",
            format!("{NAME_INPUTS}; {GATHER}"),
        ),
    ];
    let lacking = lacking.into_iter().filter(|(lacks, ..)| *lacks);
    let (said, help): (Vec<&str>, Vec<String>) =
        lacking.map(|(_, said, help)| (said, help)).unzip();
    match word {
        Some(word) if said.is_empty() => Ok(word),
        _ => Err(Complaint::usage(said.join(" ")).help(help.join("\n  help: "))),
    }
}
