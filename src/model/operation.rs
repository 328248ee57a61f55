use std::fmt;

use serde::Deserialize;

/// Which of the two disjoint sets of operations (EV-6).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Plane {
    /// Managing resources, through Azure Resource Manager: `actions` and `notActions`.
    Control,
    /// Using what resources hold: `dataActions` and `notDataActions`.
    Data,
}

impl Plane {
    /// Both planes, control first.
    pub const BOTH: [Self; 2] = [Self::Control, Self::Data];

    /// The plane that this one is not.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Control => Self::Data,
            Self::Data => Self::Control,
        }
    }

    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Control => "control",
            Self::Data => "data",
        }
    }
}

impl fmt::Display for Plane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One concrete operation of a catalogue; identified by folded name and plane (PL-1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Operation {
    /// The name as published, for example `Microsoft.Storage/storageAccounts/read`.
    pub name: String,
    /// Its plane.
    pub plane: Plane,
}

/// An operation as its provider lists it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProviderOperation {
    /// The name.
    pub name: String,
    /// Its plane.
    pub plane: Plane,
    /// What it does, where the provider says so.
    pub description: Option<String>,
}

impl Operation {
    /// Whether the last segment of the name is `read`.
    pub fn is_read(name: &str) -> bool {
        name.rsplit('/')
            .next()
            .is_some_and(|verb| crate::text::same(verb, "read"))
    }
}

/// The classes by which excess is counted, gravest first (docs/recommend.md).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum OperationClass {
    /// Matches an entry of the escalation list.
    Escalation,
    /// Another operation of the data plane.
    Data,
    /// Another control operation whose last segment is not `read`.
    Write,
    /// The rest.
    Read,
}

impl OperationClass {
    /// All classes, gravest first.
    pub const ALL: [Self; 4] = [Self::Escalation, Self::Data, Self::Write, Self::Read];

    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Escalation => "escalation",
            Self::Data => "data",
            Self::Write => "write",
            Self::Read => "read",
        }
    }
}
