//! The audit as one HTML file: no network, no script needed, every value escaped.
//!
//! The page is static: tables, lists and inline SVG. A script adds filters, sorting, copying and a
//! switch of theme, and finds all it needs in the attributes of the rows. The content security
//! policy allows that script and that style sheet by their digests and nothing else. maud escapes
//! what is put between tags and into attributes; `PreEscaped` stands only around the two files of
//! this folder.
//!
//! Long tables are cut at [`limits`]; what is left out is counted, and the page says which export
//! holds it.

mod findings;
mod fixes;
mod limits;
mod matrix;
mod method;
mod page;
mod parts;
mod paths;
mod people;
mod scopes;
mod usage;
mod verdict;

use crate::audit::{RankedFix, ScopeRow};
use crate::catalog::Catalog;
use crate::effective::CapabilityRow;
use crate::model::Tenant;
use crate::report::view::findings::FindingsReport;
use crate::report::view::rightsize::RightsizeReport;
use crate::span::Diagnostic;

pub(crate) use limits::PATHS;
pub(crate) use page::audit_to_html;
pub(crate) use paths::{DrawnHop, DrawnPath};

/// Everything that the page shows.
#[derive(Debug)]
pub(crate) struct AuditReport<'a> {
    /// Findings, with the rules and what an earlier report says of them.
    pub(crate) found: &'a FindingsReport,
    /// What to do, the most worthwhile first.
    pub(crate) fixes: &'a [RankedFix],
    /// Who can do what.
    pub(crate) matrix: &'a [CapabilityRow],
    /// The scopes, parents first.
    pub(crate) scopes: &'a [ScopeRow],
    /// What logs say of the use of assignments, where there are logs.
    pub(crate) usage: Option<&'a RightsizeReport>,
    /// The escalation paths that are drawn.
    pub(crate) paths: &'a [DrawnPath],
    /// How many others there are.
    pub(crate) more_paths: usize,
    /// What was read.
    pub(crate) tenant: &'a Tenant,
    /// Where roles and operations come from.
    pub(crate) catalog: &'a Catalog,
    /// What is odd about the inputs, sorted.
    pub(crate) diagnostics: &'a [Diagnostic],
}
