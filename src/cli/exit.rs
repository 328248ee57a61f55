use std::process::ExitCode;

/// The exit codes of docs/output.md.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    /// Yes, clean or done.
    Yes,
    /// No, or findings, or an expectation not met.
    No,
    /// Wrong usage.
    Usage,
    /// Input that can't be read or is invalid.
    Input,
    /// The answer depends on something the inputs don't say.
    Undetermined,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Yes => 0,
            Exit::No => 1,
            Exit::Usage => 2,
            Exit::Input => 3,
            Exit::Undetermined => 4,
        })
    }
}
