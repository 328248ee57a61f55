use serde_json::json;

use super::role_argument::role_argument;
use super::roles_compact::compacted;
use crate::cli::args::{Global, RolesExportArgs};
use crate::cli::complain::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit::Exit;
use crate::report::{ExportForm, Page, export, export_notes};

pub(super) fn run(global: &Global, args: &RolesExportArgs) -> Result<Exit, Complaint> {
    let (mut context, product) = Context::open_for_product(global)?;
    context.read(&args.role.inputs)?;
    let mut role = role_argument(&mut context, &args.role.role)?;
    if args.compact {
        role = compacted(&mut context, role, args.overspill).definition();
    }
    let form = ExportForm::from(args.form);
    context.diagnostics.extend(export_notes(&role, form));
    let text = export(&role, form);
    if global.format.is_none() {
        return context.product(text.as_bytes(), product.as_deref());
    }
    let mut page = Page::default();
    page.code("", &*text);
    let word = clap::ValueEnum::to_possible_value(&args.form);
    let result = json!({
        "role": { "id": role.id.map(|id| id.to_string()), "name": &*role.name },
        "as": word.as_ref().map(clap::builder::PossibleValue::get_name),
        "text": text,
    });
    context.write_to(product);
    context.answer(&Answer::new("roles-export", page, result), Exit::Yes)
}
