use super::argument::role_argument;
use crate::catalog::AzurePart;
use crate::cli::answer::Made;
use crate::cli::args::{CompactArgs, Global};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::minimize::{SearchLimits, compact_role};
use crate::model::RoleDefinition;
use crate::report::{CompactReport, CompactResult, compact_page};

/// How far the search for the shortest list goes: a number, so that every machine gives one answer.
const NODES: u64 = 2_000;

pub(in crate::cli::run) fn run(global: &Global, args: &CompactArgs) -> Result<Exit, Complaint> {
    let mut context = Context::open(global)?;
    context.read(&args.inputs)?;
    let role = role_argument(&mut context, &args.role)?;
    let report = compacted(&mut context, role, args.overspill);
    let answer = Made::new(
        "roles-compact",
        compact_page(&report, &context.catalog),
        CompactResult::new(&report, &context.catalog),
    );
    context.answer(&answer, Exit::Yes)
}

/// A role in its fewest patterns; what that depends on goes to the diagnostics.
pub(in crate::cli::run) fn compacted(
    context: &mut Context,
    role: RoleDefinition,
    overspill: usize,
) -> CompactReport {
    let limits = SearchLimits {
        nodes: Some(NODES),
        stop: None,
    };
    let compact = compact_role(&context.catalog, &role, overspill, limits);
    let report = CompactReport { role, compact };
    let said = report.diagnostics(&context.catalog);
    context.diagnostics.extend(said);
    context.core_is_too_small(
        AzurePart::Operations,
        "a pattern may grant operations that the catalogue doesn't know",
    );
    report
}
