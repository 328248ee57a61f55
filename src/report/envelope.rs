use crate::catalog::Catalog;
use crate::model::Tenant;
use crate::span::Diagnostic;

/// Whether nothing that could change the answer was missing or not understood.
pub(crate) fn is_complete(diagnostics: &[Diagnostic]) -> bool {
    !diagnostics.iter().any(Diagnostic::limits_answer)
}

/// What an answer was found in, settled by the time that it is written.
pub(crate) struct Setting<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) tenant: &'a Tenant,
    /// Sorted, each once.
    pub(crate) diagnostics: &'a [Diagnostic],
    /// Whether what the inputs lack could turn the exit code of the answer.
    pub(crate) is_turned: bool,
}
