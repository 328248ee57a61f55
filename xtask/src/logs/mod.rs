//! `gen-logs DIR CALLS [--seed N]`: a made-up tenant as exports, logs of so many calls in it in every form
//! that is read, and the usage tables that they come to.

pub(crate) mod calls;
pub(crate) mod forms;
pub(crate) mod truth;
