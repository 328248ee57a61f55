//! Each rule: when it speaks and when it is silent.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

mod lint;
