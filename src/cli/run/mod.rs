mod audit;
mod can;
mod catalog;
mod collect;
mod completions;
mod conditions;
mod demo;
mod diff;
mod effective;
mod from_error;
mod history;
mod init;
mod man;
mod needed;
mod nexus;
mod operations;
mod questions;
mod recommend;
mod replay;
mod rightsize;
mod roles;
mod rules;
mod tasks;
mod usage;
mod vault_policies;
mod verify;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};

use super::args::{
    CatalogCommand, Cli, Command, NexusCommand, OperationsCommand, RolesCommand, RulesCommand,
    TasksCommand, example, instead, program,
};
use super::complain::Complaint;
use super::config::{self, Choice};
use super::exit::Exit;
use super::output;
use crate::report::clean;
use crate::text::brief;

#[cfg(test)]
pub(crate) use rules::ids as rule_ids;

/// Runs the program and gives its exit code.
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let cli = match command_line_of(words.iter().cloned()) {
        Ok(cli) => cli,
        Err(Refusal::Words(error)) => {
            let exit = refuse(&error);
            if error.use_stderr()
                && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
                && let Some(example) = example(&error, &words)
            {
                output::warn(&format!("\nExample: {example}\n"));
            }
            return exit.into();
        }
        Err(Refusal::Complaint(complaint)) => {
            write_complaint(&complaint);
            return complaint.exit.into();
        }
    };
    match run(&cli) {
        Ok(exit) => exit.into(),
        Err(complaint) => {
            write_complaint(&complaint);
            complaint.exit.into()
        }
    }
}

/// Runs a command.
pub(crate) fn run(cli: &Cli) -> Result<Exit, Complaint> {
    match &cli.command {
        Command::Can(args) => can::run(&cli.global, args),
        Command::Who(args) => effective::who(&cli.global, args),
        Command::What(args) => effective::what(&cli.global, args),
        Command::Recommend(args) => recommend::run(&cli.global, args),
        Command::Verify(args) => verify::run(&cli.global, args),
        Command::Audit(args) => audit::run(&cli.global, args),
        Command::Diff(args) => diff::run(&cli.global, args),
        Command::Usage(args) => usage::run(&cli.global, args),
        Command::Replay(args) => replay::run(&cli.global, args),
        Command::History(args) => history::run(&cli.global, args),
        Command::Rightsize(args) => rightsize::run(&cli.global, args),
        Command::Demo(args) => demo::run(&cli.global, args),
        Command::Collect(args) => collect::run(&cli.global, args),
        Command::Completions(args) => completions::script(&cli.global, args),
        Command::Man(args) => man::run(&cli.global, args),
        Command::Complete(args) => completions::at_cursor(args),
        Command::Init(args) => init::init(&cli.global, args),
        Command::Suppress(args) => init::suppress(&cli.global, args),
        Command::Conditions(args) => conditions::run(&cli.global, args),
        Command::Roles(roles) => match &roles.command {
            RolesCommand::List(args) => roles::list::list(&cli.global, args),
            RolesCommand::Search(args) => roles::list::search(&cli.global, args),
            RolesCommand::Show(args) => roles::show::show(&cli.global, args),
            RolesCommand::Expand(args) => roles::show::expand(&cli.global, args),
            RolesCommand::Compare(args) => roles::compare::run(&cli.global, args),
            RolesCommand::Lint(args) => roles::lint::run(&cli.global, args),
            RolesCommand::Compact(args) => roles::compact::run(&cli.global, args),
            RolesCommand::Export(args) => roles::export::run(&cli.global, args),
        },
        Command::Rules(rules) => match &rules.command {
            RulesCommand::List(args) => rules::list(&cli.global, args),
            RulesCommand::Show(args) => rules::show(&cli.global, args),
        },
        Command::Explain(args) => rules::explain(&cli.global, args),
        Command::Operations(operations) => match &operations.command {
            OperationsCommand::List(args) => operations::list(&cli.global, args),
            OperationsCommand::Search(args) => operations::search(&cli.global, args),
        },
        Command::Tasks(tasks) => match &tasks.command {
            TasksCommand::List => tasks::list(&cli.global),
            TasksCommand::Show(args) => tasks::show(&cli.global, args),
        },
        Command::Catalog(catalog) => match &catalog.command {
            CatalogCommand::Info(args) => catalog::info::run(&cli.global, args),
            CatalogCommand::Import(args) => catalog::import::run(&cli.global, args),
            CatalogCommand::Update(args) => catalog::update::run(&cli.global, args),
            CatalogCommand::Reset => catalog::reset::run(&cli.global),
            CatalogCommand::Diff(args) => catalog::diff::run(&cli.global, args),
        },
        Command::Nexus(nexus) => match &nexus.command {
            NexusCommand::Check(args) => nexus::check::run(&cli.global, args),
            NexusCommand::Plan(args) => nexus::plan::run(&cli.global, args),
            NexusCommand::Simulate(args) => nexus::simulate::run(&cli.global, args),
        },
    }
}

/// Why there is no command line to run.
#[derive(Debug)]
pub(crate) enum Refusal {
    Words(clap::Error),
    Complaint(Complaint),
}

impl From<clap::Error> for Refusal {
    fn from(error: clap::Error) -> Self {
        Self::Words(error)
    }
}

impl From<Complaint> for Refusal {
    fn from(complaint: Complaint) -> Self {
        Self::Complaint(complaint)
    }
}

/// The command line, with what a configuration gives where it says nothing.
pub(crate) fn command_line_of(words: impl IntoIterator<Item = OsString>) -> Result<Cli, Refusal> {
    let words: Vec<OsString> = words.into_iter().collect();
    let mut matches = match asks_for_help(&words) {
        true => program(is_long(&words)).try_get_matches_from(&words)?,
        false => Cli::command()
            .try_get_matches_from(&words)
            .map_err(|error| match instead(&error, &words) {
                Some(complaint) => Refusal::Complaint(complaint),
                None => Refusal::Words(with_all_help(error, &words)),
            })?,
    };
    let mut cli = Cli::from_arg_matches(&matches)?;
    let is_product = cli.command.output_is_product();
    cli.global.resolve_output(is_product)?;
    if !cli.command.reads_configuration() {
        return Ok(cli);
    }
    let Some(mut defaults) = config::defaults(&Choice::of(&cli.global))? else {
        return Ok(cli);
    };
    // The parser knows best what was said and what wasn't.
    matches = defaults
        .applied(Cli::command())
        .try_get_matches_from(&words)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    cli.global.resolve_output(is_product)?;
    cli.global.configured = defaults.taken(&matches)?;
    Ok(cli)
}

/// Whether a word of the command line may ask for help.
fn asks_for_help(words: &[OsString]) -> bool {
    let mut words = words.iter().skip(1).peekable();
    words.peek().is_none() || words.any(|word| word == "-h" || word == "--help" || word == "help")
}

/// Whether it is the long one.
fn is_long(words: &[OsString]) -> bool {
    words.iter().any(|word| word == "--help" || word == "help")
}

/// Help is made when it is asked for: what it derives takes time.
fn with_all_help(error: clap::Error, words: &[OsString]) -> clap::Error {
    let shows_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    match shows_help {
        true => program(is_long(words))
            .try_get_matches_from(words)
            .err()
            .unwrap_or(error),
        false => error,
    }
}

fn write_complaint(complaint: &Complaint) {
    let mut text = format!("error: {}\n", complaint.message);
    if let Some(help) = &complaint.help {
        text.push_str(&format!("  help: {help}\n"));
    }
    output::write_message(&harmless(&text));
}

/// What the parser of the command line has to say. Its errors quote the words they are about.
fn refuse(error: &clap::Error) -> Exit {
    let plain = error.to_string();
    let exit = match error.use_stderr() {
        true => Exit::Usage,
        false => Exit::Yes,
    };
    if clean(&plain) != plain {
        output::warn(&harmless(&plain));
        return exit;
    }
    // Help and version go to standard output; a closed pipe there is not an error.
    match error.print().and_then(|()| io::stdout().flush()) {
        Err(fault) if exit == Exit::Yes && fault.kind() != io::ErrorKind::BrokenPipe => {
            let complaint = output::not_printed(&fault);
            write_complaint(&complaint);
            complaint.exit
        }
        _ => exit,
    }
}

/// Complaints quote files and arguments: nothing in them acts on the terminal or fills it.
fn harmless(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| clean(&brief(line)))
        .collect()
}
