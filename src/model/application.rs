use std::sync::Arc;

use crate::ids::PrincipalId;

/// The registration of an application. No record of access names it: that is its service principal, which
/// has an object id of its own (PR-1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Application {
    /// The object id of the registration, where the inputs give it.
    pub id: Option<PrincipalId>,
    /// The application id (client id), which its service principal has too.
    pub app_id: Arc<str>,
    /// The display name.
    pub display_name: Option<Arc<str>>,
}
