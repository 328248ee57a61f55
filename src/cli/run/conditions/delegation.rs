//! `conditions delegation`.

use crate::access::{AccessIndex, Circumstances};
use crate::catalog::AzurePart;
use crate::cli::answer::Made;
use crate::cli::args::{DelegationArgs, Global};
use crate::cli::attributes::circumstances;
use crate::cli::complain::{Complaint, GATHER};
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::redaction::Names;
use crate::condition::Verdict;
use crate::delegation::{self, Activation, Delegation, RoleReach, Roster};
use crate::directory::look_up_principal;
use crate::ids::PrincipalId;
use crate::model::{Moment, Principal};
use crate::report::{
    DelegationAt, DelegationReport, DelegationResult, UNKNOWN_ASSIGNABLE, delegation_page,
    doubt_diagnostics, unresolved_roles,
};
use crate::scope::Scope;
use crate::span::{Diagnostic, Effect};

pub(in crate::cli::run) fn run(global: &Global, args: &DelegationArgs) -> Result<Exit, Complaint> {
    let mut context = Context::open(global)?;
    let mut names = context.read_redacted(&args.inputs, &args.redact)?;
    if args.attributes.is_given() {
        names.refuse("attributes")?;
    }
    let report = match &args.who {
        Some(who) => by_principal(&context, args, who, &mut names)?,
        None => by_roles(&context, args, &mut names)?,
    };
    let doubts: Vec<_> = report
        .answers
        .iter()
        .flat_map(|at| at.current.doubts.clone())
        .collect();
    let mut said = doubt_diagnostics(&doubts, &context.tenant);
    said.extend(unknown_roles(&report.answers));
    context.diagnostics.extend(said);
    if report.depends_on_the_catalogue() {
        context.core_is_too_small(
            AzurePart::Roles,
            "roles that the catalogue doesn't hold were not judged",
        );
    }
    let exit = match report.breaks_out() {
        Verdict::NotMet => Exit::Yes,
        Verdict::Met => Exit::No,
        Verdict::Unknown => Exit::Undetermined,
    };
    // Of roles alone, another role may be a way out; what a principal can do, a deny assignment may stop.
    match exit {
        Exit::Yes => context.is_turned_by(Effect::GrantLost),
        _ if args.who.is_some() => context.is_turned_by(Effect::RecordsLost),
        _ => {}
    }
    let page = delegation_page(&report, context.is_whole());
    let json = DelegationResult::from(&report);
    let mut answer = Made::new("conditions/delegation", page, json).with_list("delegations");
    if let Some(table) = delegation_page(&report, true).first_table() {
        answer = answer.with_table(table.clone());
    }
    context.answer(&answer, exit)
}

fn by_roles(
    context: &Context,
    args: &DelegationArgs,
    names: &mut Names,
) -> Result<DelegationReport, Complaint> {
    let circumstances = circumstances(&args.attributes)?;
    let catalog = &context.catalog;
    let mut roles = Vec::new();
    for name in &args.role {
        roles.push(catalog.look_up_role(&names.role(name))?);
    }
    let found = delegation::of_roles(catalog, &Roster::of(catalog), &roles, &circumstances);
    let answer = (!is_idle(&found)).then_some(DelegationAt {
        scope: None,
        current: found,
        activated: None,
    });
    let named = roles.into_iter().map(|role| {
        let id = catalog.role_id(role).map(|id| id.to_string());
        (id, catalog.role_name(role))
    });
    Ok(DelegationReport {
        principal: None,
        roles: named.collect(),
        answers: answer.into_iter().collect(),
    })
}

fn by_principal(
    context: &Context,
    args: &DelegationArgs,
    who: &str,
    names: &mut Names,
) -> Result<DelegationReport, Complaint> {
    if args.inputs.input.is_empty() {
        return Err(Complaint::usage(format!(
            "what `{who}` may assign is in exports, and none is given"
        ))
        .help(format!(
            "name them with `-i`, or ask about a role with `--role ROLE`; {GATHER}"
        )));
    }
    let circumstances = circumstances(&args.attributes)?;
    let id = look_up_principal(&context.tenant, &names.principal(who)?)?;
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let at = names.scope(&args.scope, &context.tenant)?;
    let answers = delegations_of(&index, &id, at.as_ref(), &circumstances);
    let known = context.tenant.principal(&id).cloned();
    Ok(DelegationReport {
        principal: Some(known.unwrap_or_else(|| Principal::new(id))),
        roles: Vec::new(),
        answers,
    })
}

/// What a principal may do with role assignments at a scope, or wherever it holds a role; only
/// where there is something, or a doubt.
pub(in crate::cli::run) fn delegations_of(
    index: &AccessIndex<'_>,
    id: &PrincipalId,
    at: Option<&Scope>,
    circumstances: &Circumstances,
) -> Vec<DelegationAt> {
    let roster = Roster::of(index.catalog());
    let scopes = match at {
        Some(scope) => vec![scope.clone()],
        None => scopes_of(index, id),
    };
    let mut answers = Vec::new();
    for scope in scopes {
        let by = |activation| {
            delegation::of_principal(index, &roster, id, &scope, circumstances, activation)
        };
        let (current, activated) = (by(Activation::Current), by(Activation::Activated));
        let more = activated.assign != current.assign
            || activated.remove != current.remove
            || activated.breakouts != current.breakouts;
        let idle = is_idle(&activated);
        if idle && current.doubts.is_empty() {
            continue;
        }
        answers.push(DelegationAt {
            scope: Some(scope),
            activated: more.then_some(activated),
            current,
        });
    }
    answers
}

/// Whether role assignments are out of reach, and what would stand in for them too.
fn is_idle(found: &Delegation) -> bool {
    found.assign == RoleReach::Nothing
        && found.remove == RoleReach::Nothing
        && found.breakouts.is_empty()
}

/// Says which roles may be assigned of which it isn't known what they grant.
pub(in crate::cli::run) fn unknown_roles(answers: &[DelegationAt]) -> Vec<Diagnostic> {
    let each = answers
        .iter()
        .flat_map(|at| [Some(&at.current), at.activated.as_ref()]);
    let roles = each
        .flatten()
        .flat_map(Delegation::unknown_roles)
        .map(|(gap, role)| {
            let name = role.name.clone();
            (gap, name.unwrap_or_else(|| role.id.to_string().into()))
        });
    unresolved_roles(&roles.collect(), UNKNOWN_ASSIGNABLE)
}

/// The scopes at which the principal or one of its groups holds or can activate a role.
fn scopes_of(index: &AccessIndex<'_>, id: &PrincipalId) -> Vec<Scope> {
    let closure = index.groups().closure(id);
    let grants = index.grants_through(&closure, Moment::AsExported);
    let mut scopes: Vec<Scope> = grants.map(|(_, grant)| grant.scope.clone()).collect();
    scopes.sort();
    scopes.dedup();
    scopes
}
