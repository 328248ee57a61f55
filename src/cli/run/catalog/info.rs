use crate::cli::answer::Made;
use crate::cli::args::{Global, InfoArgs};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::report::{InfoResult, info_page};

pub(in crate::cli::run) fn run(global: &Global, args: &InfoArgs) -> Result<Exit, Complaint> {
    let mut context = Context::open(global)?;
    context.read(&args.inputs)?;
    let answer = Made::new(
        "catalog-info",
        info_page(&context.catalog),
        InfoResult::from(&*context.catalog),
    );
    context.answer(&answer, Exit::Yes)
}
