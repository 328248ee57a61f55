mod audit;
mod can;
mod effective;
mod questions;
mod recommend;
mod role_argument;
mod roles_compact;
mod roles_compare;
mod roles_lint;

use std::process::ExitCode;

use clap::Parser;

use super::args::{Cli, Command, RolesCommand};
use super::complain::Complaint;
use super::exit::Exit;
use super::output;

/// Runs the program and gives its exit code.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output; a closed pipe there is not an error.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage.into()
            } else {
                Exit::Yes.into()
            };
        }
    };
    let done = match &cli.command {
        Command::Can(args) => can::run(&cli.global, args),
        Command::Who(args) => effective::who(&cli.global, args),
        Command::What(args) => effective::what(&cli.global, args),
        Command::Recommend(args) => recommend::run(&cli.global, args),
        Command::Audit(args) => audit::run(&cli.global, args),
        Command::Roles(roles) => match &roles.command {
            RolesCommand::Compare(args) => roles_compare::run(&cli.global, args),
            RolesCommand::Compact(args) => roles_compact::run(&cli.global, args),
            RolesCommand::Lint(args) => roles_lint::run(&cli.global, args),
        },
    };
    match done {
        Ok(exit) => exit.into(),
        Err(complaint) => {
            tell(&complaint);
            complaint.exit.into()
        }
    }
}

fn tell(complaint: &Complaint) {
    let mut text = format!("error: {}\n", complaint.message);
    if let Some(help) = &complaint.help {
        text.push_str(&format!("  help: {help}\n"));
    }
    output::warn(&text);
}
