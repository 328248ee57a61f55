//! What was used: logs reduced to a small table, and what that says of the access that there is.

mod accept;
mod judge;
#[cfg(feature = "cli")]
mod part;
mod reduce;
mod replay;
mod rightsize;
mod row;
mod table;

pub(crate) use accept::AcceptEntry;
pub(crate) use judge::Count;
#[cfg(feature = "cli")]
pub(crate) use part::TablePart;
pub(crate) use reduce::{Reduced, RowOrder, reduce};
pub(crate) use replay::{ReplayClass, Replayed, ReplayedCall, replay};
pub(crate) use rightsize::{
    Evidence, HolderScore, KeepEntry, KeepReason, Proposal, RightsizeSettings, Rightsized,
    ScorePart, SizedAssignment, Unshown, rightsize,
};
pub(crate) use row::{Outcome, UsageRow};
