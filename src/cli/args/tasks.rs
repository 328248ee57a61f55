use clap::{Args, Subcommand};

/// Commands about the task catalogue.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall tasks list
  rolecall tasks show deploy-cluster
  rolecall recommend --task deploy-cluster")]
pub(crate) struct TasksArgs {
    #[command(subcommand)]
    pub(crate) command: TasksCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TasksCommand {
    /// Which tasks are there?
    #[command(after_long_help = "Examples:
  rolecall tasks list
  rolecall tasks list --format csv -o tasks.csv")]
    List,
    /// What does a task need, and where is that documented?
    Show(TaskArgs),
}

/// Arguments of `tasks show`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall tasks show deploy-cluster
  rolecall tasks show deploy-cluster --format json")]
pub(crate) struct TaskArgs {
    /// The id of the task
    #[arg(value_name = "TASK")]
    pub(crate) id: String,
}
