//! The program `az`, and what stands in for it in tests.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use crate::cli::{moment, output};
use crate::time::Timestamp;

/// What one run of `az` gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// Whether it ended with 0.
    pub(crate) success: bool,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

/// Something that runs `az`.
pub(crate) trait Az {
    /// Runs it to its end.
    ///
    /// # Errors
    ///
    /// When it can't be started at all.
    fn run(&mut self, arguments: &[String]) -> io::Result<Reply>;
}

/// Something that knows the time, and waits.
pub(crate) trait Clock {
    fn pause(&mut self, time: Duration);
    fn now(&self) -> Timestamp;
}

/// The program found on the path.
pub(crate) struct AzProgram;

/// Windows has `az` as a batch file.
const PROGRAM: &str = if cfg!(windows) { "az.cmd" } else { "az" };

/// What the environment of `az` must say, whatever the user's says.
pub(crate) const ENVIRONMENT: [(&str, &str); 4] = [
    // A missing extension is an answer, not a question to the terminal.
    ("AZURE_EXTENSION_USE_DYNAMIC_INSTALL", "no"),
    // That letters were lost on output is a warning.
    ("AZURE_CORE_ONLY_SHOW_ERRORS", "no"),
    ("AZURE_CORE_NO_COLOR", "yes"),
    // Into a pipe, Python writes in the code page of the system; some installers of `az` start it so
    // that it doesn't look here.
    ("PYTHONIOENCODING", "utf-8"),
];

impl Az for AzProgram {
    fn run(&mut self, arguments: &[String]) -> io::Result<Reply> {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).envs(ENVIRONMENT);
        run_for(&mut command, LIMIT)
    }
}

/// How long one call may take: Azure answers within a minute or not at all, and `az` would wait for
/// ever.
pub(crate) const LIMIT: Duration = Duration::from_secs(120);
/// How long nothing is said of a call that takes its time.
const SILENCE: Duration = Duration::from_secs(20);
/// How often a program that has closed its output is looked at.
const GLANCE: Duration = Duration::from_millis(20);

/// What is said of a call that was ended, as `az` says what it fails of.
pub(crate) fn no_answer(limit: Duration) -> String {
    format!("ERROR: no answer came within {} s\n", limit.as_secs())
}

/// Runs a program to its end, or to that of its time. Says on standard error how long it has taken
/// when it takes long: some requests are slow.
fn run_for(command: &mut Command, limit: Duration) -> io::Result<Reply> {
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let stdout = read_aside(child.stdout.take());
    let stderr = read_aside(child.stderr.take());
    let mut quiet_until = SILENCE;
    // What it started may hold its output open, so neither is waited for without an end.
    let mut by_then = |of: &Receiver<Vec<u8>>| loop {
        let spent = begun.elapsed();
        let left = limit.saturating_sub(spent);
        match of.recv_timeout(left.min(quiet_until.saturating_sub(spent).max(GLANCE))) {
            Ok(bytes) => return Some(bytes),
            Err(_) if left.is_zero() => return None,
            Err(_) if spent >= quiet_until => {
                output::warn(&format!("{} s … ", spent.as_secs()));
                quiet_until += SILENCE;
            }
            Err(_) => {}
        }
    };
    let said = by_then(&stdout).and_then(|stdout| Some((stdout, by_then(&stderr)?)));
    let ended = ended_by(&mut child, begun + limit)?;
    let (Some((stdout, stderr)), Some(status)) = (said, ended) else {
        end(&mut child);
        return Ok(Reply {
            success: false,
            stdout: Vec::new(),
            stderr: no_answer(limit),
        });
    };
    Ok(Reply {
        success: status.success(),
        stdout,
        stderr: String::from_utf8_lossy(&stderr).into_owned(),
    })
}

/// Reads a stream to its end beside all else.
fn read_aside(stream: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (done, bytes) = mpsc::channel();
    thread::spawn(move || {
        let mut read = Vec::new();
        if let Some(mut stream) = stream {
            // What was cut short is no JSON, and is reported as such.
            let _ = stream.read_to_end(&mut read);
        }
        let _ = done.send(read);
    });
    bytes
}

/// How a program ended; none where it runs on.
fn ended_by(child: &mut Child, end: Instant) -> io::Result<Option<ExitStatus>> {
    loop {
        let status = child.try_wait()?;
        if status.is_some() || Instant::now() >= end {
            return Ok(status);
        }
        thread::sleep(GLANCE);
    }
}

/// Ends a program, and what it started: some installers make of `az` a script that starts it.
fn end(child: &mut Child) {
    let id = child.id().to_string();
    let mut program = match cfg!(windows) {
        true => Command::new("taskkill"),
        false => Command::new("pkill"),
    };
    let words: &[&str] = match cfg!(windows) {
        true => &["/T", "/F", "/PID", &id],
        false => &["-KILL", "-P", &id],
    };
    let quiet = program.args(words).stdin(Stdio::null());
    let _ = quiet.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let _ = child.kill();
    let _ = child.wait();
}

impl Clock for AzProgram {
    fn pause(&mut self, time: Duration) {
        thread::sleep(time);
    }

    fn now(&self) -> Timestamp {
        moment::now()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Option<Reply> {
        run_for(Command::new("/bin/sh").args(["-c", script]), limit).ok()
    }

    #[test]
    fn what_a_program_says_is_taken_with_how_it_ended() {
        let reply = shell("echo out; echo err >&2; exit 3", LIMIT).unwrap();
        assert_eq!(reply.stdout, b"out\n");
        assert_eq!((reply.success, reply.stderr.as_str()), (false, "err\n"));
        assert!(shell("true", LIMIT).unwrap().success);
        let long = shell(
            "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2",
            LIMIT,
        )
        .unwrap();
        assert_eq!((long.stdout.len(), long.stderr.len()), (300_000, 300_000));
    }

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let begun = Instant::now();
        for script in [
            "sleep 60",
            "echo half; sleep 60; true",
            "exec >/dev/null 2>/dev/null; sleep 60; true",
        ] {
            let reply = shell(script, Duration::from_millis(200)).unwrap();
            assert!(!reply.success, "{script}");
            assert!(reply.stderr.contains("no answer"), "{script}");
        }
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
}
