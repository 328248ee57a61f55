use crate::cli::answer::Made;
use crate::cli::args::{Global, TaskArgs};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::report::{TaskResult, TasksResult, task_list_page, task_page};

pub(super) fn list(global: &Global) -> Result<Exit, Complaint> {
    let context = Context::open(global)?;
    let tasks = context.catalog.tasks();
    let answer = Made::new(
        "tasks-list",
        task_list_page(&tasks),
        TasksResult::from(&*tasks),
    )
    .with_list("tasks");
    context.answer(&answer, Exit::Yes)
}

pub(super) fn show(global: &Global, args: &TaskArgs) -> Result<Exit, Complaint> {
    let context = Context::open(global)?;
    let task = context.catalog.task(&args.id)?;
    let answer = Made::new(
        "tasks-show",
        task_page(&context.catalog, &task),
        TaskResult::new(&task, &context.catalog),
    );
    context.answer(&answer, Exit::Yes)
}
