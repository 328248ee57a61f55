/// The answer to a request (docs/output.md).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// Granted, and nothing takes it back.
    Allowed,
    /// Of a pattern: some operations under it are granted, be it under a condition, and others are not.
    Partial,
    /// Depends on a condition.
    Conditional,
    /// Something that the inputs lack could turn a no into a yes, or a yes into a no.
    Undetermined,
    /// Only through the activation of an eligible assignment.
    Eligible,
    /// Nothing grants it.
    NotGranted,
    /// A deny assignment blocks it.
    Denied,
}

impl Outcome {
    /// Every outcome, best first.
    pub const ALL: [Self; 7] = [
        Self::Allowed,
        Self::Partial,
        Self::Conditional,
        Self::Undetermined,
        Self::Eligible,
        Self::NotGranted,
        Self::Denied,
    ];

    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Partial => "partial",
            Self::Conditional => "conditional",
            Self::Undetermined => "undetermined",
            Self::Eligible => "eligible",
            Self::NotGranted => "notGranted",
            Self::Denied => "denied",
        }
    }

    /// Reads the word, in any case.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|outcome| crate::text::same(outcome.as_str(), word))
    }

    /// The outcome of several answers together: the one all share; `partial` where some are
    /// allowed and others not; else the worst.
    pub fn overall(outcomes: impl IntoIterator<Item = Self>) -> Option<Self> {
        let outcomes: Vec<Self> = outcomes.into_iter().collect();
        let worst = outcomes.iter().copied().max()?;
        let some_allowed = outcomes
            .iter()
            .any(|o| matches!(o, Self::Allowed | Self::Partial));
        Some(if some_allowed && worst > Self::Undetermined {
            Self::Partial
        } else {
            worst
        })
    }
}
