use std::io::{self, IsTerminal, Read};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::catalog_import::{Faults, date, make};
use crate::cli::args::{Global, UpdateArgs};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::import::{self, InputSource, Printed};

const AZ: &str = if cfg!(windows) { "az.cmd" } else { "az" };

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

pub(super) fn run(global: &Global, args: &UpdateArgs) -> Result<Exit, Complaint> {
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
    make(
        context,
        import::read(&sources),
        &date,
        product,
        Faults::Refused,
    )
}

/// Runs `az` and gives what it prints, with a line of progress on standard error.
fn print(what: &str, command: &str, words: &[&str]) -> Result<Vec<u8>, Complaint> {
    let child = Command::new(AZ)
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let child = child.map_err(|error| not_started(&error))?;
    let begun = Instant::now();
    let said = wait(child, |done| progress(what, command, begun, done))
        .map_err(|error| Complaint::input(format!("`{command}` could not be read: {error}")))?;
    if said.success {
        return Ok(said.stdout);
    }
    let stderr = String::from_utf8_lossy(&said.stderr);
    let reason = stderr.trim();
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
        complaint.help(super::catalog_import::COMMANDS)
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
        super::catalog_import::COMMANDS
    ))
}

struct Said {
    success: bool,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

fn wait(mut child: Child, mut tell: impl FnMut(Done)) -> io::Result<Said> {
    fn drain<R: Read + Send + 'static>(pipe: Option<R>) -> thread::JoinHandle<io::Result<Vec<u8>>> {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            if let Some(mut pipe) = pipe {
                pipe.read_to_end(&mut bytes)?;
            }
            Ok(bytes)
        })
    }
    let (stdout, stderr) = (drain(child.stdout.take()), drain(child.stderr.take()));
    tell(Done::No);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        thread::sleep(Duration::from_millis(20));
        tell(Done::No);
    };
    let joined = |handle: thread::JoinHandle<io::Result<Vec<u8>>>| {
        handle
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("a reader stopped")))
    };
    let said = Said {
        success: status.success(),
        stdout: joined(stdout)?,
        stderr: joined(stderr)?,
    };
    tell(Done::Yes);
    Ok(said)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    No,
    Yes,
}

/// On a terminal one line that counts seconds; elsewhere a line at the start.
fn progress(what: &str, command: &str, begun: Instant, done: Done) {
    let line = format!("{what}: {command}");
    if io::stderr().is_terminal() {
        let end = if done == Done::Yes { "\n" } else { "" };
        output::warn(&format!("\r{line} ({} s){end}", begun.elapsed().as_secs()));
    } else if done == Done::Yes {
        output::warn(&format!("{line}\n"));
    }
}
