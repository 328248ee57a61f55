use crate::cli::args::{CompleteArgs, CompletionsArgs, Global};
use crate::cli::complain::Complaint;
use crate::cli::complete;
use crate::cli::exit::Exit;
use crate::cli::output;

pub(super) fn script(global: &Global, args: &CompletionsArgs) -> Result<Exit, Complaint> {
    has_no_format(global)?;
    let script = complete::script(args.shell).as_bytes();
    match &global.output {
        Some(path) => {
            output::write_file(path, script)?;
            output::wrote(&path.display().to_string());
        }
        None => {
            output::print(script)?;
        }
    }
    Ok(Exit::Yes)
}

pub(super) fn at_cursor(args: &CompleteArgs) -> Result<Exit, Complaint> {
    output::print(complete::answer(args).as_bytes())?;
    Ok(Exit::Yes)
}

/// What a shell or `man` reads comes as it is.
pub(super) fn has_no_format(global: &Global) -> Result<(), Complaint> {
    match global.format {
        Some(_) => {
            Err(Complaint::usage("this command has one format").help("leave `--format` out"))
        }
        None => Ok(()),
    }
}

/// What writes no answer takes no file for one.
pub(super) fn has_no_output(global: &Global, help: &str) -> Result<(), Complaint> {
    match global.output {
        Some(_) => Err(Complaint::usage("this command takes no `-o`").help(help)),
        None => Ok(()),
    }
}
