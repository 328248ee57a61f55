use crate::catalog::AzurePart;
use crate::cli::answer::Made;
use crate::cli::args::{Global, RoleArgs};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::ids::RoleIx;
use crate::model::RoleGap;
use crate::report::{ExpandResult, Expansion, RoleResult, show_page};

pub(in crate::cli::run) fn show(global: &Global, args: &RoleArgs) -> Result<Exit, Complaint> {
    let (context, role) = open(global, args)?;
    let overview = context.catalog.role_overview(role);
    let answer = Made::new(
        "roles-show",
        show_page(&context.catalog, &overview),
        RoleResult::new(&overview, &context.catalog),
    );
    let exit = exit_of([context.catalog.role_gap(role)]);
    context.answer(&answer, exit)
}

/// Of a role that the inputs don't give whole nothing is certain.
pub(super) fn exit_of(gaps: impl IntoIterator<Item = Option<RoleGap>>) -> Exit {
    match gaps.into_iter().flatten().next() {
        Some(_) => Exit::Undetermined,
        None => Exit::Yes,
    }
}

pub(in crate::cli::run) fn expand(global: &Global, args: &RoleArgs) -> Result<Exit, Complaint> {
    let (mut context, role) = open(global, args)?;
    context.expands();
    let expansion = Expansion::of(&context.catalog, role);
    let answer = Made::new(
        "roles-expand",
        expansion.page(),
        ExpandResult::from(&expansion),
    )
    .with_table(expansion.table());
    let exit = exit_of([context.catalog.role_gap(role)]);
    context.answer(&answer, exit)
}

/// The catalogue with the inputs, and the role asked about.
fn open(global: &Global, args: &RoleArgs) -> Result<(Context, RoleIx), Complaint> {
    let mut context = Context::open(global)?;
    context.read(&args.inputs)?;
    let role = context.look_up_role(&args.role)?;
    note_namespaces(&mut context, role);
    Ok((context, role))
}

/// Says so when patterns of the role name namespaces that the catalogue does not hold.
fn note_namespaces(context: &mut Context, role: RoleIx) {
    let definition = context.catalog.role(role);
    let mut unknown: Vec<String> = Vec::new();
    for permission in &definition.permissions {
        for plane in crate::model::Plane::BOTH {
            for pattern in permission.plane(plane).granted() {
                let everywhere = pattern.as_str().starts_with('*');
                if everywhere || !context.catalog.knows_namespace(pattern.as_str()) {
                    let namespace = pattern.as_str().split('/').next().unwrap_or_default();
                    unknown.push(namespace.to_owned());
                }
            }
        }
    }
    unknown.sort();
    unknown.dedup();
    match &unknown[..] {
        [] => {}
        [one] if one.starts_with('*') => {
            context.core_is_too_small(
                AzurePart::Operations,
                "the role grants more operations than are counted here",
            );
        }
        names => {
            let names: Vec<&str> = names
                .iter()
                .map(String::as_str)
                .filter(|name| !name.starts_with('*'))
                .collect();
            context.core_is_too_small(
                AzurePart::Operations,
                &format!("the operations of {} are not counted", names.join(", ")),
            );
        }
    }
}
