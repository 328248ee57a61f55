use crate::access::{AccessIndex, impact};
use crate::cli::answer::Made;
use crate::cli::args::{CatalogDiffArgs, Global};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::reading::open_catalog;
use crate::report::{CatalogDiffResult, access_csv, catalog_diff_page};
use crate::span::Effect;

pub(in crate::cli::run) fn run(global: &Global, args: &CatalogDiffArgs) -> Result<Exit, Complaint> {
    let mut opened = global.clone();
    opened.catalog = Some(args.new.clone());
    let mut context = Context::open(&opened)?;
    let old = open_catalog(Some(&args.old), context.catalog.wildcards())?;
    let diff = old.changes_to(&context.catalog);
    let asked = !args.inputs.input.is_empty();
    context.read(&args.inputs)?;
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let access = asked.then(|| impact(&index, &diff));
    drop(index);
    let mut answer = Made::new(
        "catalog-diff",
        catalog_diff_page(&diff, access.as_deref(), &context.tenant),
        CatalogDiffResult::new(&diff, access.as_deref(), &context.tenant),
    );
    if let Some(access) = &access {
        context.is_turned_by(Effect::GrantLost);
        let table = access_csv(access, &context.tenant);
        answer = answer.with_list("access").with_table(table);
    }
    context.answer(&answer, Exit::Yes)
}
