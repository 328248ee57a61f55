use crate::access::{Outcome, RoleHolder, Target, roles_holding};
use crate::catalog::{AzurePart, Catalog};
use crate::cli::answer::Made;
use crate::cli::args::{Format, Global, Limit, RolesListArgs, RolesSearchArgs};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::unknown_action::{UnknownAction, asked_action};
use crate::glob::Glob;
use crate::ids::RoleIx;
use crate::model::{Plane, RoleKind};
use crate::pattern::ActionPattern;
use crate::report::{
    HoldersReport, RoleSearchResult, RolesResult, holders_page, holders_table, roles_page,
    search_page,
};
use crate::span::Effect;

pub(in crate::cli::run) fn list(global: &Global, args: &RolesListArgs) -> Result<Exit, Complaint> {
    let name = args.name.as_deref().map(Glob::of_names).transpose()?;
    let mut context = Context::open(global)?;
    context.read(&args.inputs)?;
    let kind = args.kind.or(args.custom.then_some(RoleKind::Custom));
    if kind != Some(RoleKind::Custom) {
        context.core_is_too_small(
            AzurePart::Roles,
            "Azure publishes more roles than are listed here",
        );
    }
    let fits = |catalog: &Catalog, role: RoleIx| {
        kind.is_none_or(|kind| catalog.role_kind(role) == kind)
            && (name.as_ref()).is_none_or(|name| name.matches(&catalog.role_name(role)))
    };
    let Some(action) = &args.grants else {
        let catalog = &context.catalog;
        let mut roles: Vec<RoleIx> = catalog.roles().filter(|&at| fits(catalog, at)).collect();
        by_name(catalog, &mut roles);
        let answer = Made::new(
            "roles-list",
            roles_page(catalog, &roles),
            RolesResult::new(&roles, catalog),
        )
        .with_list("roles");
        let exit = if roles.is_empty() && name.is_some() {
            Exit::No
        } else {
            Exit::Yes
        };
        return context.answer(&answer, exit);
    };
    let action = asked_action(action)?;
    let mut reports = Vec::new();
    for plane in planes(&mut context, &action, args.plane) {
        let target = Target {
            action: action.clone(),
            plane,
        };
        let catalog = &context.catalog;
        let mut holders = roles_holding(catalog, &target);
        holders.retain(|holder| fits(catalog, holder.role));
        reports.push(HoldersReport {
            operations: catalog.count_matching(&action, plane),
            target,
            holders,
        });
    }
    let holders = || reports.iter().flat_map(|report| &report.holders);
    let is_certain = |holder: &RoleHolder| holder.outcome != Outcome::Undetermined;
    let (any, certain) = (holders().next().is_some(), holders().any(is_certain));
    let answer = Made::new(
        "roles-list",
        holders_page(&context.catalog, &reports),
        RolesResult::of_holders(&reports, &context.catalog),
    )
    .with_list("roles")
    .with_table(holders_table(&context.catalog, &reports));
    // Of a role that may grant it, nothing says that it does.
    let exit = if any && !certain {
        Exit::Undetermined
    } else {
        found(&mut context, any)
    };
    context.answer(&answer, exit)
}

/// Whether there is a role; one that was lost may be one.
fn found(context: &mut Context, any: bool) -> Exit {
    if any {
        Exit::Yes
    } else {
        context.is_turned_by(Effect::GrantLost);
        Exit::No
    }
}

/// The order of names: roles of inputs stand behind those of the image.
fn by_name(catalog: &Catalog, roles: &mut [RoleIx]) {
    roles.sort_by_cached_key(|&role| {
        let name = catalog.role_name(role);
        (crate::text::fold(&name).into_owned(), role)
    });
}

/// PL-2: the planes that the catalogue knows the action in, both where it knows none.
fn planes(context: &mut Context, action: &ActionPattern, fixed: Option<Plane>) -> Vec<Plane> {
    let catalog = &context.catalog;
    let known: Vec<Plane> = Plane::BOTH
        .into_iter()
        .filter(|&plane| catalog.count_matching(action, plane) > 0)
        .collect();
    if known.is_empty() {
        context.note_unknown_action(
            UnknownAction::new(action).then("the answer goes by the text of the roles' patterns"),
        );
    }
    match (fixed, known.is_empty()) {
        (Some(plane), _) => vec![plane],
        (None, true) => Plane::BOTH.to_vec(),
        (None, false) => known,
    }
}

pub(in crate::cli::run) fn search(
    global: &Global,
    args: &RolesSearchArgs,
) -> Result<Exit, Complaint> {
    let mut context = Context::open(global)?;
    context.read(&args.inputs)?;
    context.core_is_too_small(
        AzurePart::Roles,
        "Azure publishes more roles than were searched",
    );
    let query = args.words.join(" ");
    let mut hits = context.catalog.search_roles(&query);
    let total = hits.len();
    hits.truncate(limit(&context, &args.limit, global.all));
    let answer = Made::new(
        "roles-search",
        search_page(&context.catalog, &hits, total),
        RoleSearchResult::new(&query, &hits, &context.catalog),
    )
    .with_list("roles");
    let exit = found(&mut context, total > 0);
    context.answer(&answer, exit)
}

/// How many hits to give: a screen of them for people, unless they ask for all; all for programs.
pub(in crate::cli::run) fn limit(context: &Context, limit: &Limit, is_all: bool) -> usize {
    limit.limit.unwrap_or(match context.format() {
        Format::Human | Format::Markdown if !is_all => 20,
        _ => usize::MAX,
    })
}
