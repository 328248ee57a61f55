//! Who had access when: the changes of access that activity logs have, and snapshots taken back by
//! them.

mod contradiction;
mod event;
mod moves;
mod read;
mod record_events;
mod requests;
mod scopes;
mod take_back;

pub(crate) use contradiction::{Contradiction, ContradictionKind, contradictions};
pub(crate) use event::{AccessChange, HistoryEvent};
pub(crate) use read::{History, read_history};
pub(crate) use take_back::{TakeBack, take_back};
