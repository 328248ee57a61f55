use crate::catalog::AzurePart;
use crate::cli::answer::Made;
use crate::cli::args::{Global, OperationsListArgs, OperationsSearchArgs};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::globs::is_no_azure_pattern;
use crate::cli::run::roles::list::limit;
use crate::cli::unknown_action::UnknownAction;
use crate::glob::Glob;
use crate::ids::OperationIx;
use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::report::{OperationSearchResult, OperationsResult, operations_page};
use crate::span::Effect;

pub(super) fn list(global: &Global, args: &OperationsListArgs) -> Result<Exit, Complaint> {
    let mut context = Context::open(global)?;
    context.read(&args.inputs)?;
    let wanted = args.pattern.as_deref().unwrap_or("*");
    let (pattern, glob) = if is_no_azure_pattern(wanted) {
        (ActionPattern::literal("*"), Some(Glob::of_paths(wanted)?))
    } else {
        (ActionPattern::parse(wanted)?, None)
    };
    let catalog = &context.catalog;
    let mut operations: Vec<OperationIx> = Plane::BOTH
        .into_iter()
        .filter(|&plane| args.plane.is_none_or(|wanted| wanted == plane))
        .flat_map(|plane| catalog.expand(&pattern, plane).iter().collect::<Vec<_>>())
        .collect();
    if let Some(glob) = glob {
        operations.retain(|&at| glob.matches(&catalog.operation(at).name));
    }
    operations.sort_unstable();
    let wanted = wanted.trim();
    if operations.is_empty()
        && !is_no_azure_pattern(wanted)
        && !catalog.may_mean(&pattern).is_empty()
    {
        context.note_unknown_action(UnknownAction::new(&pattern).changes_nothing());
    }
    let catalog = &context.catalog;
    if !catalog.knows_namespace(wanted) || wanted.starts_with('*') {
        context.core_is_too_small(
            AzurePart::Operations,
            "Azure has more operations than are listed here",
        );
    }
    let answer = Made::new(
        "operations-list",
        operations_page(&context.catalog, &operations, operations.len()),
        OperationsResult::new(&operations, &context.catalog),
    )
    .with_list("operations");
    let exit = found(&mut context, !operations.is_empty());
    context.answer(&answer, exit)
}

pub(super) fn search(global: &Global, args: &OperationsSearchArgs) -> Result<Exit, Complaint> {
    let mut context = Context::open(global)?;
    context.read(&args.inputs)?;
    context.core_is_too_small(
        AzurePart::Operations,
        "Azure has more operations than were searched",
    );
    let query = args.words.join(" ");
    let mut hits = context.catalog.search_operations(&query);
    if let Some(plane) = args.plane {
        hits.retain(|hit| context.catalog.operation(hit.operation).plane == plane);
    }
    let total = hits.len();
    hits.truncate(limit(&context, &args.limit, global.all));
    let shown: Vec<OperationIx> = hits.iter().map(|hit| hit.operation).collect();
    let answer = Made::new(
        "operations-search",
        operations_page(&context.catalog, &shown, total),
        OperationSearchResult::new(&query, &hits, &context.catalog),
    )
    .with_list("operations");
    let exit = found(&mut context, total > 0);
    context.answer(&answer, exit)
}

/// Whether there is an operation; what was lost may hold one.
fn found(context: &mut Context, any: bool) -> Exit {
    if any {
        Exit::Yes
    } else {
        context.is_turned_by(Effect::RecordsLost);
        Exit::No
    }
}
