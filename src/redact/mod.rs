//! Stable pseudonyms for everything that names somebody or something of a tenant.
//!
//! The snapshot itself is rewritten before anything is judged, so that no report can forget a
//! name. What belongs to Azure stays readable: published roles, operations, namespaces, types.

mod conditions;
mod pseudonym;
mod resources;
mod scopes;
mod tenant;
mod texts;

pub(crate) use pseudonym::{Published, RedactionKey, Redactor};
pub(crate) use tenant::redact;
