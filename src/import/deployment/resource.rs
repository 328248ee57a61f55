//! A resource that a deployment touches, whatever document names it.

use super::collector::{Collector, Origin};
use super::derived::{Because, Certainty};

/// What happens to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Create,
    Update,
    Delete,
    Read,
}

impl Verb {
    /// The word that the data file uses.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Read => "read",
        }
    }

    pub(super) fn because(self) -> Because {
        match self {
            Self::Create => Because::Creates,
            Self::Update => Because::Updates,
            Self::Delete => Because::Deletes,
            Self::Read => Because::Reads,
        }
    }
}

/// Whether a resource is one of Azure, or settings within another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is a resource of Azure.
    Own,
    /// It is part of another, which is written even to take it away.
    Part,
}

/// The operation of the type itself.
pub(super) fn require_verb(
    found: &mut Collector<'_>,
    resource_type: &str,
    standing: Standing,
    verb: Verb,
    origin: &Origin,
    scope: Option<&str>,
) {
    let what = match (verb, standing) {
        (Verb::Read, _) => "read",
        (Verb::Delete, Standing::Own) => "delete",
        _ => "write",
    };
    if what != "read" {
        found.writes(resource_type);
    }
    let operation = format!("{resource_type}/{what}");
    found.add(
        &operation,
        verb.because(),
        Certainty::Certain,
        origin,
        scope,
    );
}
