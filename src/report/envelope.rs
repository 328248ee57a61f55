use crate::catalog::Catalog;
use crate::model::Tenant;
use crate::span::Diagnostic;

/// Whether something that could change the answer was missing or not understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Completeness {
    /// Nothing.
    Complete,
    /// Something; the diagnostics say what.
    Incomplete,
}

impl Completeness {
    /// Incomplete when any diagnostic may change an answer.
    pub(crate) fn of(diagnostics: &[Diagnostic]) -> Self {
        if diagnostics.iter().any(Diagnostic::limits_answer) {
            Self::Incomplete
        } else {
            Self::Complete
        }
    }
}

/// What an answer was found in, settled by the time that it is written.
pub(crate) struct Setting<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) tenant: &'a Tenant,
    /// Sorted, each once.
    pub(crate) diagnostics: &'a [Diagnostic],
}
