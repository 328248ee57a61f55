//! Answers for people that are longer than the screen go through a pager, as in git.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::complain::Complaint;
use super::output::{self, Writing};
use super::unfinished::outlive_interrupts;

/// How `less` behaves where the environment doesn't say: it ends at once where all fits the screen, shows
/// colours, and leaves the text there.
const LESS: &str = "FRX";

/// The exit codes by which a shell says that it could not run a command.
const NOT_RUN: [i32; 2] = [126, 127];

/// Writes to the pager, where there is one and standard output is a terminal; else, and where the pager
/// does not run, as [`output::print_by`]. Says whether somebody could read to the end.
pub(crate) fn print_by(write: Writing<'_>) -> Result<bool, Complaint> {
    let Some(pager) = chosen() else {
        return output::print_by(write);
    };
    let mut text = Vec::new();
    write(&mut text).map_err(|error| {
        Complaint::input(format!(
            "can't write the answer: {}",
            error.to_string().to_lowercase()
        ))
    })?;
    match shows(&pager, &text) {
        true => Ok(true),
        false => output::print(&text),
    }
}

/// Whether the pager took the text. What a reader left before the end was taken.
fn shows(pager: &str, text: &[u8]) -> bool {
    let Some(mut pager) = started(pager) else {
        return false;
    };
    // Ctrl-C is a command of the pager.
    outlive_interrupts();
    let written = pager.stdin.take().map_or(Ok(()), |mut stdin| {
        stdin.write_all(text)?;
        stdin.flush()
    });
    let is_read = match written {
        Ok(()) => true,
        Err(error) => error.kind() == io::ErrorKind::BrokenPipe,
    };
    let ended = pager.wait().ok().and_then(|status| status.code());
    is_read && ended.is_none_or(|code| !NOT_RUN.contains(&code))
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

/// Whether a program is a file, by its path or on the PATH. Of a word that the shell reads otherwise than
/// it is written only the shell knows.
fn is_there(program: &str) -> bool {
    let is_of_shell = |c: char| "'\"\\$`~*?[({<>|&;=#".contains(c);
    if cfg!(unix) && program.contains(is_of_shell) {
        return true;
    }
    if program.contains(std::path::is_separator) {
        return Path::new(program).is_file();
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let names = [
        program.to_owned(),
        format!("{program}{}", env::consts::EXE_SUFFIX),
    ];
    let mut folders = env::split_paths(&path);
    folders.any(|folder| names.iter().any(|name| folder.join(name).is_file()))
}
