use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::import::{date, make};
use crate::cli::args::{Global, UpdateArgs};
use crate::cli::collect::{Az, AzProgram, Reply};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::import::{self, InputSource, Printed};

/// The two lists that make a catalogue, and what a person calls them.
const LISTS: [(&str, &[&str]); 2] = [
    (
        "role definitions",
        &["role", "definition", "list", "-o", "json"],
    ),
    (
        "provider operations",
        &["provider", "operation", "list", "-o", "json"],
    ),
];

pub(in crate::cli::run) fn run(global: &Global, args: &UpdateArgs) -> Result<Exit, Complaint> {
    let date = date(args.dated.date.as_deref())?;
    let (context, product) = Context::open_or_core(global)?;
    let mut sources = Vec::new();
    for (at, (what, words)) in LISTS.into_iter().enumerate() {
        let command = format!("az {}", words.join(" "));
        let bytes = print(
            &format!("{}/{} {what}", at + 1, LISTS.len()),
            &command,
            words,
        )?;
        sources.push(InputSource::Printed(Printed { command, bytes }));
    }
    make(context, import::read(&sources), &date, product, false)
}

/// Runs `az` and gives what it prints, with a line of progress on standard error.
fn print(what: &str, command: &str, words: &[&str]) -> Result<Vec<u8>, Complaint> {
    let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
    let said = with_progress(&format!("{what}: {command}"), || AzProgram.run(&words));
    let said: Reply = said.map_err(|error| not_started(&error))?;
    if said.success {
        return Ok(said.stdout);
    }
    let reason = said.stderr.trim();
    let mut complaint =
        Complaint::input(format!("`{command}` failed; the catalogue stays as it is"));
    if !reason.is_empty() {
        let indented = reason.replace('\n', "\n  ");
        complaint.message.push_str(&format!("\n  {indented}"));
    }
    let login = ["az login", "AADSTS", "not logged in"];
    Err(if login.iter().any(|word| reason.contains(word)) {
        complaint.help("sign in with `az login`, then run `rolecall catalog update` again")
    } else {
        complaint.help(super::import::COMMANDS)
    })
}

fn not_started(error: &io::Error) -> Complaint {
    let complaint = match error.kind() {
        io::ErrorKind::NotFound => Complaint::input("there is no `az` on the PATH"),
        _ => Complaint::input(format!(
            "`az` can't be started: {}",
            error.to_string().to_lowercase()
        )),
    };
    complaint.help(format!(
        "install the Azure CLI, or import what another machine printed: {}; then `rolecall catalog import roles.json operations.json`",
        super::import::COMMANDS
    ))
}

/// Says what is being done; on a terminal the line counts the seconds, since the whole of Azure
/// takes `az` a minute.
fn with_progress<T>(line: &str, work: impl FnOnce() -> T) -> T {
    if !io::stderr().is_terminal() {
        output::warn(&format!("{line}\n"));
        return work();
    }
    let begun = Instant::now();
    let (done, is_done) = mpsc::channel::<()>();
    let made = thread::scope(|scope| {
        scope.spawn(move || {
            while is_done.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                output::warn(&format!("\r{line} ({} s)", begun.elapsed().as_secs()));
            }
        });
        output::warn(line);
        let value = work();
        drop(done);
        value
    });
    output::warn("\n");
    made
}
