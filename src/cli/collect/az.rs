//! The program `az`, and what stands in for it in tests.

use std::io;
use std::process::{Command, Stdio};
use std::time::Duration;

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

/// Something that waits.
pub(crate) trait Pause {
    fn pause(&mut self, time: Duration);
}

/// The program found on the path.
pub(crate) struct AzProgram;

/// Windows has `az` as a batch file.
const PROGRAM: &str = if cfg!(windows) { "az.cmd" } else { "az" };

impl Az for AzProgram {
    fn run(&mut self, arguments: &[String]) -> io::Result<Reply> {
        let output = Command::new(PROGRAM)
            .args(arguments)
            // A missing extension is an answer, not a question to the terminal.
            .env("AZURE_EXTENSION_USE_DYNAMIC_INSTALL", "no")
            .stdin(Stdio::null())
            .output()?;
        Ok(Reply {
            success: output.status.success(),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }
}

impl Pause for AzProgram {
    fn pause(&mut self, time: Duration) {
        std::thread::sleep(time);
    }
}
