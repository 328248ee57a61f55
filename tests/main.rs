//! The single integration binary.

mod semantics;
