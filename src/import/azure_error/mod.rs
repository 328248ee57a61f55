//! Authorization errors as people paste them: what was refused, to whom, and where.
//!
//! The sentences are those of Azure Resource Manager and of services that check roles themselves.
//! Around them may stand anything: JSON bodies inside JSON strings, the output of `az`, PowerShell and
//! Terraform, lines broken anywhere, several errors in one text. What looks like a refusal and has none
//! of the known forms is quoted.

mod action;
mod elsewhere;
mod flat;
mod manager;
mod services;
mod unread;

use std::fmt;
use std::sync::Arc;

use crate::ids::PrincipalId;
use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::scope::Scope;
use crate::span::{Diagnostic, Place};

/// What the error messages in a text say, each once, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AzureErrors {
    /// Requests that Azure refused for want of a role, for a condition or for a deny assignment.
    pub requests: Vec<QuotedRequest>,
    /// Refusals that no role changes.
    pub others: Vec<OtherRefusal>,
    /// What looks like a refusal and is not understood.
    pub unread: Vec<UnreadError>,
}

/// A request that Azure refused, as an error message quotes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotedRequest {
    /// Which error it was.
    pub code: AzureErrorCode,
    /// Why Azure refused, as far as the message says.
    pub reason: RefusalReason,
    /// The object id of the principal; a message may leave it out, or a log may mask it.
    pub principal: Option<PrincipalId>,
    /// The name that the message gives the client: a sign-in name, or the application id of a service
    /// principal.
    pub client: Option<Arc<str>>,
    /// The id of the application through which the principal called; it says nothing of who that is.
    pub application: Option<Arc<str>>,
    /// The action that was refused.
    pub action: Option<ActionPattern>,
    /// Where a message names no action: those that it may mean.
    pub candidates: Vec<ActionPattern>,
    /// Its plane, where the kind of error settles it.
    pub plane: Option<Plane>,
    /// Where; of a linked error, the linked scope.
    pub scope: Option<Scope>,
    /// What was allowed, and led to the linked request.
    pub linked_from: Option<LinkedFrom>,
    /// Where the sentence stands in the text.
    pub place: Place,
}

/// Why Azure refused a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RefusalReason {
    /// No role assignment grants it.
    NotGranted,
    /// No role assignment grants it, or one does under a condition that the request doesn't meet.
    NotGrantedOrCondition,
    /// A role assignment grants it under a condition that the request doesn't meet.
    Condition,
    /// A deny assignment blocks it.
    Denied,
}

impl RefusalReason {
    /// The word used in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotGranted => "notGranted",
            Self::NotGrantedOrCondition => "notGrantedOrCondition",
            Self::Condition => "condition",
            Self::Denied => "denied",
        }
    }
}

/// The request that came before a linked one, and was allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedFrom {
    /// The action.
    pub action: ActionPattern,
    /// The scope of that request.
    pub scope: Option<Scope>,
}

/// A refusal that no role changes, with where the answer lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherRefusal {
    /// Which error it was.
    pub code: AzureErrorCode,
    /// What refused the request.
    pub cause: OtherCause,
    /// What the message says: lower case, no full stop.
    pub message: String,
    /// Where to look, and what to do.
    pub help: String,
    /// Where it stands in the text.
    pub place: Place,
}

impl OtherRefusal {
    /// The refusal as a remark on an answer about roles.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::warning("no-role-helps", self.message.as_str())
            .at(self.place.clone())
            .help(self.help.as_str())
    }
}

/// What refuses where roles don't.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OtherCause {
    /// The token is of another tenant.
    OtherTenant,
    /// A lock on the scope.
    Lock,
    /// Azure Policy.
    Policy,
    /// A firewall or other rules about networks.
    Network,
    /// The access policies of a key vault.
    AccessPolicy,
    /// The roles that Cosmos DB keeps itself.
    CosmosRoles,
    /// The RBAC of a Kubernetes cluster.
    Kubernetes,
    /// A role definition names what Azure doesn't take.
    RoleDefinition,
}

impl OtherCause {
    /// The word used in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OtherTenant => "otherTenant",
            Self::Lock => "lock",
            Self::Policy => "policy",
            Self::Network => "network",
            Self::AccessPolicy => "accessPolicy",
            Self::CosmosRoles => "cosmosRoles",
            Self::Kubernetes => "kubernetes",
            Self::RoleDefinition => "roleDefinition",
        }
    }
}

/// A part of a text that looks like a refusal and is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadError {
    /// The line, of a long one the part that looks so.
    pub text: Arc<str>,
    /// Where the message stands in the text.
    pub place: Place,
}

impl UnreadError {
    /// The remark that an answer lacks it.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::warning(
            "unrecognised-error-message",
            format!(
                "an error message that is not understood was left out: `{}`",
                self.text
            ),
        )
        .at(self.place.clone())
        .help("ask about what it refuses with `rolecall can`")
        .may_change_answer()
    }
}

/// The errors that are recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum AzureErrorCode {
    /// No role assignment grants the action, or none whose condition is met.
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
    /// An AI service refuses a data action.
    PermissionDenied,
    /// Service Bus or Event Hubs refuses to send or receive.
    UnauthorizedAccess,
    /// A Kubernetes cluster, Cosmos DB or a key vault refuses.
    Forbidden,
    /// A lock refuses.
    ScopeLocked,
    /// Azure Policy refuses.
    RequestDisallowedByPolicy,
    /// The token is of another tenant than the subscription.
    InvalidAuthenticationTokenTenant,
    /// Storage refuses for its network rules.
    AuthorizationFailure,
    /// A key vault refuses for its firewall.
    ForbiddenByFirewall,
    /// A custom role names an action that doesn't exist.
    InvalidActionOrNotAction,
}

impl AzureErrorCode {
    /// Every code that is recognised.
    pub const ALL: &[Self] = &[
        Self::AuthorizationFailed,
        Self::LinkedAuthorizationFailed,
        Self::LinkedAccessCheckFailed,
        Self::DenyAssignmentAuthorizationFailed,
        Self::AuthorizationPermissionMismatch,
        Self::ForbiddenByRbac,
        Self::PermissionDenied,
        Self::UnauthorizedAccess,
        Self::Forbidden,
        Self::ScopeLocked,
        Self::RequestDisallowedByPolicy,
        Self::InvalidAuthenticationTokenTenant,
        Self::AuthorizationFailure,
        Self::ForbiddenByFirewall,
        Self::InvalidActionOrNotAction,
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
            Self::PermissionDenied => "PermissionDenied",
            Self::UnauthorizedAccess => "UnauthorizedAccess",
            Self::Forbidden => "Forbidden",
            Self::ScopeLocked => "ScopeLocked",
            Self::RequestDisallowedByPolicy => "RequestDisallowedByPolicy",
            Self::InvalidAuthenticationTokenTenant => "InvalidAuthenticationTokenTenant",
            Self::AuthorizationFailure => "AuthorizationFailure",
            Self::ForbiddenByFirewall => "ForbiddenByFirewall",
            Self::InvalidActionOrNotAction => "InvalidActionOrNotAction",
        }
    }
}

impl fmt::Display for AzureErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What readers of sentences find. Places are those of the squeezed text until the end.
#[derive(Default)]
struct Found {
    requests: Vec<(usize, QuotedRequest)>,
    others: Vec<(usize, OtherRefusal)>,
    read: Vec<ReadPart>,
}

/// A part of the squeezed text that is understood.
#[derive(Clone, Copy)]
struct ReadPart {
    start: usize,
    end: usize,
    code: AzureErrorCode,
}

impl Found {
    fn read(&mut self, start: usize, end: usize, code: AzureErrorCode) {
        self.read.push(ReadPart { start, end, code });
    }

    fn request(&mut self, start: usize, end: usize, request: QuotedRequest) {
        self.read(start, end, request.code);
        self.requests.push((start, request));
    }
}

impl QuotedRequest {
    /// One of which only the error is known.
    fn of(code: AzureErrorCode) -> Self {
        Self {
            code,
            reason: RefusalReason::NotGranted,
            principal: None,
            client: None,
            application: None,
            action: None,
            candidates: Vec::new(),
            plane: None,
            scope: None,
            linked_from: None,
            place: Place::whole(&Arc::from("")),
        }
    }

    /// Whether two messages say the same.
    fn repeats(&self, other: &Self) -> bool {
        self.code == other.code
            && self.reason == other.reason
            && self.principal == other.principal
            && self.client == other.client
            && self.action == other.action
            && self.candidates == other.candidates
            && self.scope == other.scope
    }
}

/// Reads the error messages in a text; `source` names the text in places.
pub fn azure_errors(text: &str, source: &str) -> AzureErrors {
    let flat = flat::Flat::new(text);
    let file: Arc<str> = Arc::from(source);
    let mut found = Found::default();
    manager::read(&flat, &mut found);
    services::read(&flat, &mut found);
    elsewhere::read(&flat, &mut found);
    found.requests.sort_by_key(|(at, _)| *at);
    found.others.sort_by_key(|(at, _)| *at);
    let place = |at| Place {
        file: Arc::clone(&file),
        at: flat.position(at, text),
    };
    let mut errors = AzureErrors::default();
    for (at, request) in found.requests {
        if !errors.requests.iter().any(|known| known.repeats(&request)) {
            let place = place(at);
            errors.requests.push(QuotedRequest { place, ..request });
        }
    }
    for (at, other) in found.others {
        let repeats = |known: &OtherRefusal| {
            (known.code, known.cause, &known.message) == (other.code, other.cause, &other.message)
        };
        if !errors.others.iter().any(repeats) {
            let place = place(at);
            errors.others.push(OtherRefusal { place, ..other });
        }
    }
    for (at, quote) in unread::parts(&flat, &found.read) {
        if !errors.unread.iter().any(|known| *known.text == quote) {
            errors.unread.push(UnreadError {
                text: Arc::from(quote),
                place: place(at),
            });
        }
    }
    errors
}
