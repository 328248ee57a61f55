use super::argument::role_argument;
use super::compact::compacted;
use super::show::exit_of;
use crate::cli::answer::Made;
use crate::cli::args::{Global, RolesExportArgs};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::report::{ExportResult, Page, export, export_notes};

pub(in crate::cli::run) fn run(global: &Global, args: &RolesExportArgs) -> Result<Exit, Complaint> {
    let (mut context, product) = Context::open_for_product(global)?;
    context.read(&args.role.inputs)?;
    let mut role = role_argument(&mut context, &args.role.role)?;
    if args.compact {
        role = compacted(&mut context, role, args.overspill).definition();
    }
    let form = args.form;
    context.diagnostics.extend(export_notes(&role, form));
    let text = export(&role, form);
    if global.format.is_none() {
        return context.product(text.as_bytes(), product.as_deref(), exit_of([role.gap]));
    }
    let mut page = Page::default();
    page.code("", &*text);
    let result = ExportResult::new(&role, form, text);
    context.write_to(product);
    context.answer(
        &Made::new("roles-export", page, result),
        exit_of([role.gap]),
    )
}
