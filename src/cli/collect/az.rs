//! The program `az`, and what stands in for it in tests.

use std::io;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
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
        command
            .args(arguments)
            .envs(ENVIRONMENT)
            .stdin(Stdio::null());
        let output = told_as_it_waits(|| command.output())?;
        Ok(Reply {
            success: output.status.success(),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }
}

/// How long nothing is said of a call that takes its time.
const SILENCE: Duration = Duration::from_secs(20);

/// Does work, and says on standard error how long it has taken when it takes long: some requests are
/// slow, and `az` waits in silence where Azure asks it to.
fn told_as_it_waits<T>(work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let (done, is_done) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            while is_done.recv_timeout(SILENCE) == Err(RecvTimeoutError::Timeout) {
                output::warn(&format!("{} s … ", begun.elapsed().as_secs()));
            }
        });
        let value = work();
        drop(done);
        value
    })
}

impl Clock for AzProgram {
    fn pause(&mut self, time: Duration) {
        thread::sleep(time);
    }

    fn now(&self) -> Timestamp {
        moment::now()
    }
}
