//! Reads exports into a [`Tenant`]. The kind of each document is told by its content.
//!
//! Importers never fail on data: what can't be read becomes a diagnostic with its place, and the
//! rest is read.

mod convert;
mod detect;
mod document;
mod files;
mod fragment;
mod record;
mod written;

pub use files::{InputSource, Stdin};
pub use written::{WrittenEntry, WrittenRole, WrittenScope, read_roles};

use crate::model::Tenant;

/// Reads all sources, in order, into one snapshot.
pub fn read(sources: &[InputSource]) -> Tenant {
    let mut fragment = fragment::Fragment::default();
    files::for_each(sources, |file| match file {
        Ok(file) => document::read(&file, &mut fragment),
        Err(diagnostic) => fragment.tenant.diagnostics.push(diagnostic),
    });
    fragment.finish()
}
