use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use crate::ids::{guid_text, parse_guid};
use crate::import::log::CallSource;
use crate::model::{Plane, PrincipalKind};
use crate::text;
use crate::time::Timestamp;

/// How often somebody called an operation somewhere, by what right, and how that ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UsageRow {
    pub(crate) key: UsageKey<Arc<str>>,
    pub(crate) tally: UsageTally<Arc<str>>,
}

/// What tells a row from others. Names and ids are in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct UsageKey<T> {
    /// The object id of who called; the id or sign-in name that the log has where it has none.
    pub(crate) principal: Option<T>,
    pub(crate) action: T,
    pub(crate) plane: Plane,
    pub(crate) scope: Option<T>,
    /// The assignment that allowed it, as the log names it.
    pub(crate) assignment: Option<T>,
    /// The id of its role, or its name.
    pub(crate) role: Option<T>,
    pub(crate) outcome: Outcome,
    pub(crate) source: CallSource,
}

impl<T> UsageKey<T> {
    /// The same with other texts.
    pub(crate) fn map<U>(self, mut f: impl FnMut(T) -> U) -> UsageKey<U> {
        UsageKey {
            principal: self.principal.map(&mut f),
            action: f(self.action),
            plane: self.plane,
            scope: self.scope.map(&mut f),
            assignment: self.assignment.map(&mut f),
            role: self.role.map(&mut f),
            outcome: self.outcome,
            source: self.source,
        }
    }
}

impl<T: AsRef<str>> UsageKey<T> {
    /// The order of rows.
    pub(crate) fn order(&self) -> impl Ord + '_ {
        (
            self.principal.as_ref().map(T::as_ref),
            self.action.as_ref(),
            self.plane.as_str(),
            self.scope.as_ref().map(T::as_ref),
            self.assignment.as_ref().map(T::as_ref),
            self.role.as_ref().map(T::as_ref),
            self.outcome.as_str(),
            self.source.as_str(),
        )
    }
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    /// It was allowed and succeeded.
    Allowed,
    /// It was not allowed.
    Denied,
    /// It was allowed and failed for another reason.
    Failed,
}

impl Outcome {
    pub(crate) const ALL: [Self; 3] = [Self::Allowed, Self::Denied, Self::Failed];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Failed => "failed",
        }
    }
}

/// What the events of a row come to. Two of them are added in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UsageTally<T> {
    /// How many events.
    pub(crate) count: u64,
    pub(crate) first: Timestamp,
    pub(crate) last: Timestamp,
    /// What the latest event calls the caller; of several at that moment, the least.
    pub(crate) kind: PrincipalKind,
    pub(crate) name: Option<T>,
    /// The three least ids of calls.
    pub(crate) correlations: Vec<Correlation>,
}

/// How many ids of calls a row has.
const CORRELATIONS: usize = 3;

impl<T: Clone + PartialEq> UsageTally<T> {
    /// Adds what other events come to; `is_less` orders names.
    pub(crate) fn add(&mut self, other: &Self, is_less: impl Fn(&T, &T) -> bool) {
        self.count = self.count.saturating_add(other.count);
        self.first = self.first.min(other.first);
        if other.last > self.last {
            (self.kind, self.name) = (other.kind, other.name.clone());
        } else if other.last == self.last {
            if least(other.kind) < least(self.kind) {
                self.kind = other.kind;
            }
            let is_less = match (&other.name, &self.name) {
                (Some(other), Some(own)) => is_less(other, own),
                (Some(_), None) => true,
                (None, _) => false,
            };
            if is_less {
                self.name.clone_from(&other.name);
            }
        }
        self.last = self.last.max(other.last);
        for correlation in &other.correlations {
            if let Err(at) = self.correlations.binary_search(correlation)
                && at < CORRELATIONS
            {
                self.correlations.insert(at, correlation.clone());
                self.correlations.truncate(CORRELATIONS);
            }
        }
    }
}

/// The order of kinds, by their words, what is unknown last.
fn least(kind: PrincipalKind) -> (bool, &'static str) {
    (kind == PrincipalKind::Unknown, kind.as_str())
}

/// The id of a call: most are GUIDs, which are held as such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Correlation {
    // The order of the digits is that of the text.
    Guid([u8; 16]),
    Text(Box<str>),
}

impl Correlation {
    pub(crate) fn of(id: &str) -> Self {
        match parse_guid(id) {
            Some(guid) => Self::Guid(guid.to_be_bytes()),
            None => Self::Text(text::fold(id).into()),
        }
    }
}

impl fmt::Display for Correlation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guid(guid) => f.write_str(&guid_text(u128::from_be_bytes(*guid))),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl PartialOrd for Correlation {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Correlation {
    /// As their texts.
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Guid(one), Self::Guid(other)) => one.cmp(other),
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            _ => self.to_string().cmp(&other.to_string()),
        }
    }
}
