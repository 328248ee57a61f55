use std::fs;
use std::io;

use crate::cli::args::Global;
use crate::cli::complain::Complaint;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::reading::user_catalog;
use crate::cli::run::completions::{has_no_format, has_no_output};

pub(in crate::cli::run) fn run(global: &Global) -> Result<Exit, Complaint> {
    has_no_format(global)?;
    has_no_output(
        global,
        "it removes the catalogue of the user, and no other file",
    )?;
    let nothing = || output::warn("no catalogue was imported: the core answers\n");
    let Some(path) = user_catalog() else {
        nothing();
        return Ok(Exit::Yes);
    };
    let shown = path.display();
    match fs::remove_file(&path) {
        Ok(()) => output::warn(&format!("removed {shown}: the core answers now\n")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => nothing(),
        Err(error) => {
            let reason = error.to_string().to_lowercase();
            return Err(Complaint::input(format!(
                "can't remove `{shown}`: {reason}"
            )));
        }
    }
    Ok(Exit::Yes)
}
