/// Whether `X/*/Y` also matches `X/Y` (WC-5).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Wildcards {
    /// The middle may vanish together with one slash, as Azure's own roles require.
    #[default]
    Azure,
    /// A plain glob: both slashes must be there.
    Strict,
}

impl Wildcards {
    /// The other reading.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Azure => Self::Strict,
            Self::Strict => Self::Azure,
        }
    }

    /// The word used in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Azure => "azure",
            Self::Strict => "strict",
        }
    }
}

/// The clause of the matching rules by which a pattern matched.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum MatchRule {
    /// The pattern spells the operation out (WC-2).
    Exact,
    /// `*` matched a run of characters (WC-3).
    Star,
    /// The pattern is `*` alone (WC-6).
    Everything,
    /// `/*/` matched a single slash (WC-5).
    VanishingMiddle,
}

impl MatchRule {
    /// The clause of the specification.
    pub fn clause(self) -> &'static str {
        match self {
            Self::Exact => "WC-2",
            Self::Star => "WC-3",
            Self::Everything => "WC-6",
            Self::VanishingMiddle => "WC-5",
        }
    }
}
