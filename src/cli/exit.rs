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

impl Exit {
    /// The number.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::No => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::Undetermined => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
