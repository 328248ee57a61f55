//! Answers for people that are longer than the screen go through a pager, as in git.

use std::env;
use std::io::{self, BufWriter, Write};
use std::process::{Child, Command, Stdio};

use super::complain::Complaint;
use super::output::{self, Writing};
use super::unfinished::outlive_interrupts;

/// How `less` behaves where the environment doesn't say: it ends at once where all fits the screen, shows
/// colours, and leaves the text there.
const LESS: &str = "FRX";

/// Writes to the pager, where there is one and standard output is a terminal; else as
/// [`output::print_by`]. Says whether somebody could read to the end.
pub(crate) fn print_by(write: Writing<'_>) -> Result<bool, Complaint> {
    let Some(mut pager) = chosen().and_then(|pager| started(&pager)) else {
        return output::print_by(write);
    };
    // Ctrl-C is a command of the pager.
    outlive_interrupts();
    let written = pager.stdin.take().map_or(Ok(()), |stdin| {
        let mut stdin = BufWriter::new(stdin);
        write(&mut stdin)?;
        stdin.flush()
    });
    let _ = pager.wait();
    match written {
        // It was left before the end: the reader has seen enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Complaint::input(format!(
            "can't write the answer: {}",
            error.to_string().to_lowercase()
        ))),
        _ => Ok(true),
    }
}

/// The pager that the environment names, else `less`; none where standard output is no terminal, or is
/// one that can't be moved in.
fn chosen() -> Option<String> {
    let dumb = env::var_os("TERM").is_none_or(|term| term == "dumb");
    if dumb || !output::is_terminal() {
        return None;
    }
    let named = ["ROLECALL_PAGER", "PAGER"]
        .into_iter()
        .find_map(|name| env::var(name).ok());
    let pager = named.unwrap_or_else(|| "less".to_owned());
    let is_none = pager.trim().is_empty() || pager.trim() == "cat";
    (!is_none).then_some(pager)
}

/// Starts it by the shell, which splits its words; none where it isn't there.
fn started(pager: &str) -> Option<Child> {
    let program = pager.split_whitespace().next()?;
    if !is_there(program) {
        return None;
    }
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell.args(["-c", pager]);
        shell
    } else {
        let mut words = pager.split_whitespace();
        let mut command = Command::new(words.next()?);
        command.args(words);
        command
    };
    if env::var_os("LESS").is_none() {
        command.env("LESS", LESS);
    }
    command.stdin(Stdio::piped()).spawn().ok()
}

fn is_there(program: &str) -> bool {
    if program.contains(std::path::is_separator) {
        return true;
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let names = [
        program.to_owned(),
        format!("{program}{}", env::consts::EXE_SUFFIX),
    ];
    let mut folders = env::split_paths(&path);
    folders.any(|folder| names.iter().any(|name| folder.join(name).is_file()))
}
