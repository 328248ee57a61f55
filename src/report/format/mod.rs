//! Formats: how a page, a table or a report is written.

pub(crate) mod csv;
pub(crate) mod diagnostics;
pub(crate) mod graph;
pub(crate) mod html;
pub(crate) mod junit;
pub(crate) mod markdown;
pub(crate) mod sarif;
pub(crate) mod terminal_table;
pub(crate) mod text;
pub(crate) mod wrap;
pub(crate) mod xlsx;
pub(crate) mod yaml;
