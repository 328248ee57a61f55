use clap::{Args, Subcommand};

/// Commands about the task catalogue.
#[derive(Debug, Args)]
pub(crate) struct TasksArgs {
    #[command(subcommand)]
    pub(crate) command: TasksCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TasksCommand {
    /// Which tasks are there?
    List,
    /// What does a task need, and where is that documented?
    Show(TaskArgs),
}

/// Arguments of `tasks show`.
#[derive(Debug, Args)]
pub(crate) struct TaskArgs {
    /// The id of the task
    #[arg(value_name = "ID")]
    pub(crate) id: String,
}
