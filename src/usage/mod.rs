//! What was used: logs reduced to a small table, and what that says of the access that there is.

mod reduce;
mod row;
mod table;

pub(crate) use reduce::{Reading, Reduced, reduce};
pub(crate) use row::{Outcome, UsageRow};
