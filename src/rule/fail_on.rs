use super::Severity;

/// From which severity on an open finding makes a command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    /// This one.
    From(Severity),
    /// None does.
    Never,
}

impl FailOn {
    /// Whether a finding of this severity makes it fail.
    pub(crate) fn holds(self, severity: Severity) -> bool {
        match self {
            Self::From(least) => severity >= least,
            Self::Never => false,
        }
    }

    /// The word of the command line.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::From(least) => least.as_str(),
            Self::Never => "none",
        }
    }
}
