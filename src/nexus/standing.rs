//! How a resource stands by its descriptions: whether it is in order, and where they contradict each other.

use serde_json::Value;

use super::json::{changed_at, filled, property};
use crate::text;
use crate::time::Timestamp;

/// Whether a resource is in order, by its `provisioningState`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum ResourceState {
    /// Its last operation succeeded.
    Settled,
    /// An operation goes on, failed or was given up: what holds may not be what its description says.
    Unsettled(String),
    /// It is deleted, or being deleted.
    Gone(String),
}

impl ResourceState {
    fn of(value: &Value) -> Option<Self> {
        let word = property(value, "provisioningState").and_then(filled)?;
        let is = |words: &[&str]| words.iter().any(|known| text::same(known, word));
        Some(if is(&["Succeeded"]) {
            Self::Settled
        } else if is(&["Deleting", "Deleted"]) {
            Self::Gone(word.to_owned())
        } else {
            Self::Unsettled(word.to_owned())
        })
    }
}

/// What the descriptions of a resource come to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Standing {
    /// Whether it is in order; `None` where no description says.
    pub(crate) state: Option<ResourceState>,
    /// The fields that descriptions give differently, where no date says which of them is right.
    pub(crate) disputed: Vec<&'static str>,
    changed: Option<Timestamp>,
    /// Whether a description doesn't say when the resource was changed: it may be newer than any.
    has_undated: bool,
}

/// A description of a resource that is added to those before it.
pub(super) struct Description<'a> {
    standing: &'a mut Standing,
    /// Whether the resource was changed after all that was taken before: then this one counts.
    pub(super) is_newer: bool,
}

impl<'a> Description<'a> {
    pub(super) fn new(standing: &'a mut Standing, value: &Value) -> Self {
        let (before, now) = (standing.changed, changed_at(value));
        standing.changed = now.or(before);
        let was_later = before.zip(now).is_some_and(|(before, now)| before < now);
        let is_newer = was_later && !standing.has_undated;
        standing.has_undated |= now.is_none();
        let mut description = Self { standing, is_newer };
        description.state(ResourceState::of(value));
        description
    }

    /// Takes a listing of what was deleted.
    pub(super) fn is_deleted(&mut self) {
        self.state(Some(ResourceState::Gone("Deleted".to_owned())));
    }

    fn state(&mut self, said: Option<ResourceState>) {
        let mut state = self.standing.state.take();
        self.take("provisioningState", &mut state, said, PartialEq::eq);
        self.standing.state = state;
    }

    /// Takes a field. What a description leaves out, it doesn't deny.
    pub(super) fn take<T>(
        &mut self,
        field: &'static str,
        known: &mut Option<T>,
        said: Option<T>,
        same: impl Fn(&T, &T) -> bool,
    ) {
        let Some(said) = said else { return };
        let differs = known.as_ref().is_some_and(|known| !same(known, &said));
        let disputed = &mut self.standing.disputed;
        if self.is_newer {
            disputed.retain(|other| *other != field);
        } else if differs && !disputed.contains(&field) {
            disputed.push(field);
        }
        *known = Some(said);
    }
}

impl Standing {
    /// Whether it is deleted, or being deleted.
    pub(super) fn is_gone(&self) -> bool {
        matches!(self.state, Some(ResourceState::Gone(_)))
    }

    /// Whether descriptions give the field differently.
    pub(super) fn is_disputed(&self, field: &str) -> bool {
        self.disputed.contains(&field)
    }
}
