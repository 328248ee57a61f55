//! Truth of expressions: three values, and sets of them for what isn't known yet.

/// What an expression comes to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Truth {
    /// It holds.
    True,
    /// It doesn't hold.
    False,
    /// A comparison with an attribute that isn't there (AB-40).
    Missing,
    /// It depends on something that wasn't supplied or isn't documented (AB-42).
    Open,
}

impl Truth {
    /// The word used in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Missing => "missing",
            Self::Open => "open",
        }
    }
}

/// What a condition as a whole comes to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// It holds: what it is attached to applies.
    Met,
    /// It doesn't hold, whatever else may be supplied. A missing attribute leads here (AB-40).
    NotMet,
    /// It depends on what wasn't supplied, or on what isn't documented.
    Unknown,
}

impl Verdict {
    /// The word used in output: `true`, `false` or `unknown`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "true",
            Self::NotMet => "false",
            Self::Unknown => "unknown",
        }
    }

    /// Both conditions together: that of the permission and that of the assignment (EV-8).
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::NotMet, _) | (_, Self::NotMet) => Self::NotMet,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Met, Self::Met) => Self::Met,
        }
    }

    /// One of two is enough: two role assignments, each with its condition (EV-9).
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Met, _) | (_, Self::Met) => Self::Met,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::NotMet, Self::NotMet) => Self::NotMet,
        }
    }
}

/// The values of Kleene's logic an expression can still take, false < missing < true.
///
/// A known expression has one; the others are sets, so that what is open and what is missing
/// combine exactly: `open AND missing` is never true.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Outcomes(u8);

impl Outcomes {
    const F: u8 = 1;
    const M: u8 = 2;
    const T: u8 = 4;

    pub(crate) const FALSE: Self = Self(Self::F);
    pub(crate) const MISSING: Self = Self(Self::M);
    pub(crate) const TRUE: Self = Self(Self::T);
    /// True or false, never missing.
    pub(crate) const EITHER: Self = Self(Self::T | Self::F);
    pub(crate) const ANY: Self = Self(Self::T | Self::M | Self::F);

    pub(crate) fn known(value: bool) -> Self {
        if value { Self::TRUE } else { Self::FALSE }
    }

    pub(crate) fn can_be(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn and(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        let not_false = Self::M | Self::T;
        let mut set = (a | b) & Self::F | (a & b) & Self::T;
        if (a & Self::M != 0 && b & not_false != 0) || (b & Self::M != 0 && a & not_false != 0) {
            set |= Self::M;
        }
        Self(set)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    pub(crate) fn not(self) -> Self {
        let swapped = (self.0 & Self::F) << 2 | (self.0 & Self::T) >> 2;
        Self(swapped | self.0 & Self::M)
    }

    pub(crate) fn truth(self) -> Truth {
        match self {
            Self::TRUE => Truth::True,
            Self::FALSE => Truth::False,
            Self::MISSING => Truth::Missing,
            _ => Truth::Open,
        }
    }

    pub(crate) fn verdict(self) -> Verdict {
        match self {
            Self::TRUE => Verdict::Met,
            open if open.can_be(Self::TRUE) => Verdict::Unknown,
            _ => Verdict::NotMet,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The set operations by definition: the image of the pairs of values under min and max.
    fn image(a: Outcomes, b: Outcomes, combine: impl Fn(u8, u8) -> u8) -> Outcomes {
        let mut set = 0;
        for x in [1u8, 2, 4] {
            for y in [1u8, 2, 4] {
                if a.0 & x != 0 && b.0 & y != 0 {
                    set |= combine(x, y);
                }
            }
        }
        Outcomes(set)
    }

    #[test]
    fn connectives_are_the_images_of_min_and_max() {
        for a in 1..8 {
            for b in 1..8 {
                let (a, b) = (Outcomes(a), Outcomes(b));
                assert_eq!(a.and(b), image(a, b, u8::min), "{a:?} and {b:?}");
                assert_eq!(a.or(b), image(a, b, u8::max), "{a:?} or {b:?}");
            }
        }
    }

    #[test]
    fn missing_is_not_met_either_way_round() {
        assert_eq!(Outcomes::MISSING.verdict(), Verdict::NotMet);
        assert_eq!(Outcomes::MISSING.not().verdict(), Verdict::NotMet);
        assert_eq!(
            Outcomes::MISSING.and(Outcomes::ANY).verdict(),
            Verdict::NotMet
        );
        assert_eq!(
            Outcomes::MISSING.or(Outcomes::ANY).verdict(),
            Verdict::Unknown
        );
    }

    #[test]
    fn verdicts_combine_without_turning_unknown_into_an_answer() {
        use Verdict::{Met, NotMet, Unknown};
        assert_eq!(Met.and(Met), Met);
        assert_eq!(Met.and(Unknown), Unknown);
        assert_eq!(Unknown.and(NotMet), NotMet);
        assert_eq!(Unknown.or(NotMet), Unknown);
        assert_eq!(Unknown.or(Met), Met);
        assert_eq!(NotMet.or(NotMet), NotMet);
    }
}
