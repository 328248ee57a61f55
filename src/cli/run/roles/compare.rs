use super::argument::role_argument;
use super::show::exit_of;
use crate::cli::answer::Made;
use crate::cli::args::{CompareArgs, Global};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::report::{CompareReport, CompareResult, compare_csv, compare_page};

pub(in crate::cli::run) fn run(global: &Global, args: &CompareArgs) -> Result<Exit, Complaint> {
    let mut context = Context::open(global)?;
    context.read(&args.inputs)?;
    let a = role_argument(&mut context, &args.a)?;
    let b = role_argument(&mut context, &args.b)?;
    let catalog = &context.catalog;
    let comparison = catalog.compare_roles(&a, &b)?;
    let other = catalog.compare_roles_under(&a, &b, catalog.wildcards().other())?;
    let report = CompareReport {
        a,
        b,
        comparison,
        other,
    };
    let said = report.diagnostics(catalog);
    let answer = Made::new(
        "roles-compare",
        compare_page(&report, catalog),
        CompareResult::new(&report, catalog),
    )
    .with_table(compare_csv(&report, catalog));
    context.diagnostics.extend(said);
    let exit = exit_of([report.a.gap, report.b.gap]);
    context.answer(&answer, exit)
}
