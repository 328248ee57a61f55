//! What was known of a request beyond who, what and where, as answers carry it.

use crate::access::Circumstances;
use crate::model::Timestamp;

/// The moment and the circumstances of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    pub(crate) when: Option<Timestamp>,
    pub(crate) circumstances: Circumstances,
}
