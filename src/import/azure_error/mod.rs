//! Authorization errors as people paste them: what was refused, to whom, and where.
//!
//! The sentences are those of Azure Resource Manager, of storage and of Key Vault. Around them may
//! stand anything: JSON bodies inside JSON strings, the output of `az`, PowerShell and Terraform,
//! lines broken anywhere, several errors in one text.

mod flat;
mod sentences;

use std::fmt;
use std::sync::Arc;

use crate::ids::PrincipalId;
use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::scope::Scope;
use crate::span::Place;

/// A request that Azure refused, as an error message quotes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotedRequest {
    /// Which error it was.
    pub code: AzureErrorCode,
    /// The object id of the principal; a message may leave it out, or a log may mask it.
    pub principal: Option<PrincipalId>,
    /// The name that the message gives the client: a sign-in name or an application id.
    pub client: Option<Arc<str>>,
    /// The action that was refused.
    pub action: Option<ActionPattern>,
    /// Its plane, where the kind of error settles it.
    pub plane: Option<Plane>,
    /// Where; of a linked error, the linked scope.
    pub scope: Option<Scope>,
    /// What was allowed, and led to the linked request.
    pub linked_from: Option<LinkedFrom>,
    /// Where the sentence stands in the text.
    pub place: Place,
}

/// The request that came before a linked one, and was allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedFrom {
    /// The action.
    pub action: ActionPattern,
    /// Where.
    pub scope: Option<Scope>,
}

/// The errors that quote a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AzureErrorCode {
    /// No role assignment grants the action.
    AuthorizationFailed,
    /// The action is granted, but not one that it entails at another scope.
    LinkedAuthorizationFailed,
    /// The same, found by a resource provider.
    LinkedAccessCheckFailed,
    /// A deny assignment blocks it.
    DenyAssignmentAuthorizationFailed,
    /// Storage refuses a data action; the message names nothing.
    AuthorizationPermissionMismatch,
    /// Key Vault refuses a data action.
    ForbiddenByRbac,
}

impl AzureErrorCode {
    /// Every code that is recognised.
    pub const ALL: [Self; 6] = [
        Self::AuthorizationFailed,
        Self::LinkedAuthorizationFailed,
        Self::LinkedAccessCheckFailed,
        Self::DenyAssignmentAuthorizationFailed,
        Self::AuthorizationPermissionMismatch,
        Self::ForbiddenByRbac,
    ];

    /// The code as Azure writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationFailed => "AuthorizationFailed",
            Self::LinkedAuthorizationFailed => "LinkedAuthorizationFailed",
            Self::LinkedAccessCheckFailed => "LinkedAccessCheckFailed",
            Self::DenyAssignmentAuthorizationFailed => "DenyAssignmentAuthorizationFailed",
            Self::AuthorizationPermissionMismatch => "AuthorizationPermissionMismatch",
            Self::ForbiddenByRbac => "ForbiddenByRbac",
        }
    }
}

impl fmt::Display for AzureErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The requests that the error messages in a text quote, in their order, each once. `source` names
/// the text in places.
pub fn quoted_requests(text: &str, source: &str) -> Vec<QuotedRequest> {
    let flat = flat::Flat::new(text);
    let file: Arc<str> = Arc::from(source);
    let mut found: Vec<QuotedRequest> = Vec::new();
    for (at, request) in sentences::requests(&flat) {
        let request = QuotedRequest {
            place: Place {
                file: Arc::clone(&file),
                at: flat.position(at, text),
            },
            ..request
        };
        let repeats = |known: &QuotedRequest| {
            known.code == request.code
                && known.principal == request.principal
                && known.action == request.action
                && known.scope == request.scope
        };
        if !found.iter().any(repeats) {
            found.push(request);
        }
    }
    found
}
