/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// It is worth knowing, and no fault.
    Info,
    /// It is untidy: it counts against quotas and hides what matters.
    Low,
    /// It should be fixed, but other access has to come together with it to do harm.
    Medium,
    /// Should be fixed soon.
    High,
    /// Should be fixed now.
    Critical,
}

impl Severity {
    /// All of them, gravest first.
    pub const ALL: [Self; 5] = [
        Self::Critical,
        Self::High,
        Self::Medium,
        Self::Low,
        Self::Info,
    ];

    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// One severity higher, if there is one.
    pub(crate) fn graver(self) -> Self {
        match self {
            Self::Info => Self::Low,
            Self::Low => Self::Medium,
            Self::Medium => Self::High,
            Self::High | Self::Critical => Self::Critical,
        }
    }

    /// One severity lower; what is untidy stays so.
    pub(crate) fn milder(self) -> Self {
        match self {
            Self::Critical => Self::High,
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
            Self::Info => Self::Info,
        }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// It depends on something the inputs don't say.
    Low,
    /// It depends on an inference.
    Medium,
    /// The inputs say it.
    High,
}

impl Confidence {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}
