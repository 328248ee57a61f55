use std::sync::Arc;

use super::Plane;
use crate::pattern::PatternSet;

/// One element of a definition's `permissions`: four lists and a condition, judged on their own
/// (EV-5, ME-2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permission {
    /// `actions` less `notActions`.
    pub control: PatternSet,
    /// `dataActions` less `notDataActions`.
    pub data: PatternSet,
    /// The condition that binds this element alone.
    pub condition: Option<ConditionText>,
}

impl Permission {
    /// The patterns of one plane.
    pub fn plane(&self, plane: Plane) -> &PatternSet {
        match plane {
            Plane::Control => &self.control,
            Plane::Data => &self.data,
        }
    }
}

/// A condition as written, with its version (AB-1).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConditionText {
    /// The text as written.
    pub text: Arc<str>,
    /// `conditionVersion`, `2.0` where the source gives none.
    pub version: Arc<str>,
}

impl ConditionText {
    /// A condition of the version that Azure assumes.
    pub fn new(text: &str) -> Self {
        Self {
            text: Arc::from(text),
            version: Arc::from("2.0"),
        }
    }
}
