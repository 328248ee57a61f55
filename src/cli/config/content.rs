use crate::audit::AuditSettings;
use crate::usage::{AcceptEntry, KeepEntry};

/// A configuration, with the file that it was read from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Config {
    /// As it was named or found; nothing where there is none.
    pub(crate) path: Option<String>,
    pub(crate) settings: AuditSettings,
    /// What `rightsize` keeps whatever logs say.
    pub(crate) keep: Vec<KeepEntry>,
    /// The calls that a change may break.
    pub(crate) accept: Vec<AcceptEntry>,
}
