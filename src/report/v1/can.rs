//! `can`: may this principal, or this role, do it.

use serde::{Deserialize, Serialize};

use super::derivation::Derivation;
use super::given::Given;
use super::refs::{Principal, Role};
use super::text::{Guid, ScopePath};
use super::why_not::{Missing, Repair, WhyNot, missing};
use super::words::{Outcome, Plane};
use crate::access::{self, Future};
use crate::catalog::Catalog;
use crate::import::{LinkedFrom as Linked, OtherRefusal as Other, QuotedRequest};
use crate::report::{
    CanAnswer, CanReport, NameField as Field, Question, QuotedAnswer, UnknownName as Misnamed,
};

/// The `result` of `rolecall/can/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct CanResult {
    /// Who was asked about; null for roles, questions and error messages.
    pub(crate) principal: Option<Principal>,
    /// The roles that were asked about, together.
    pub(crate) roles: Vec<Role>,
    /// That of all answers together.
    pub(crate) outcome: Outcome,
    /// One for each action and plane, question, or quoted request.
    pub(crate) answers: Vec<AskedAnswer>,
    /// Error messages that no role changes, where there are some.
    #[serde(
        rename = "otherRefusals",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(crate) other_refusals: Vec<OtherRefusal>,
}

impl CanResult {
    /// The answers about a principal, or about roles.
    pub(crate) fn new(report: &CanReport, catalog: &Catalog) -> Self {
        let answers = report.answers.iter();
        Self {
            principal: report.principal.as_ref().map(Principal::from),
            roles: roles(&report.roles),
            outcome: report.outcome().into(),
            answers: answers
                .map(|answer| Answer::new(answer, catalog).into())
                .collect(),
            other_refusals: Vec::new(),
        }
    }

    /// An answer for each question, in their order. A question in both planes gets the answer of the
    /// first with the other as `otherPlane`; `outcome` is then that of both together and
    /// `planeOutcome` that of the first.
    pub(crate) fn of_questions(questions: &[Question], catalog: &Catalog) -> Self {
        let answer = |question: &Question| {
            let mut planes = question.report.answers.iter();
            let mut answer = AskedAnswer::from(Answer::new(planes.next()?, catalog));
            if let Some(other) = planes.next() {
                answer.plane_outcome = Some(answer.answer.outcome);
                answer.other_plane = Some(Answer::new(other, catalog));
                answer.answer.outcome = question.report.outcome().into();
            }
            answer.who = Some(Who::Named(question.who.clone()));
            answer.expect = question.expect.map(Outcome::from);
            answer.met = question.met();
            answer.unknown = question.unknown.iter().map(UnknownName::from).collect();
            Some(answer)
        };
        let outcome = access::Outcome::overall(questions.iter().map(|q| q.report.outcome()));
        Self {
            principal: None,
            roles: Vec::new(),
            outcome: outcome.unwrap_or(access::Outcome::Allowed).into(),
            answers: questions.iter().filter_map(answer).collect(),
            other_refusals: Vec::new(),
        }
    }

    /// An answer for each request that an error message quotes, and each plane, and what no role
    /// changes.
    pub(crate) fn of_quoted(quoted: &[QuotedAnswer], others: &[Other], catalog: &Catalog) -> Self {
        let mut answers = Vec::new();
        for QuotedAnswer { request, report } in quoted {
            let found = report.principal.as_ref().map(|found| &found.id);
            let who = found.or(request.principal.as_ref());
            for answer in &report.answers {
                let mut answer = AskedAnswer::from(Answer::new(answer, catalog));
                answer.who = Some(who.map_or(Who::Nobody, |id| Who::Named(id.to_string())));
                answer.error = Some(request.into());
                answers.push(answer);
            }
        }
        let parts = quoted.iter().flat_map(|quoted| &quoted.report.answers);
        let refused = others.iter().map(|_| access::Outcome::NotGranted);
        let outcomes = parts.map(|answer| answer.outcome).chain(refused);
        let outcome = access::Outcome::overall(outcomes);
        Self {
            principal: None,
            roles: Vec::new(),
            outcome: outcome.unwrap_or(access::Outcome::NotGranted).into(),
            answers,
            other_refusals: others.iter().map(OtherRefusal::from).collect(),
        }
    }
}

impl CanResult {
    /// These answers as those to the error messages that another result quotes: what it says of the
    /// messages is taken from there.
    pub(crate) fn quoting(mut self, quoted: &Self) -> Self {
        self.principal = None;
        self.roles.clear();
        for (answer, quoted) in self.answers.iter_mut().zip(&quoted.answers) {
            answer.who.clone_from(&quoted.who);
            answer.error.clone_from(&quoted.error);
        }
        let outcomes = self
            .answers
            .iter()
            .map(|answer| answer.answer.outcome.into());
        let refused = quoted.other_refusals.iter();
        let refused = refused.map(|_| access::Outcome::NotGranted);
        let outcome = access::Outcome::overall(outcomes.chain(refused));
        self.outcome = outcome.unwrap_or(access::Outcome::NotGranted).into();
        self.other_refusals.clone_from(&quoted.other_refusals);
        self
    }
}

/// Roles that were asked about: GUID and name.
pub(super) fn roles(roles: &[(Option<String>, String)]) -> Vec<Role> {
    let role = |(id, name): &(Option<String>, String)| Role {
        id: id.as_deref().map(Guid::from),
        name: name.clone(),
    };
    roles.iter().map(role).collect()
}

/// An answer about one action in one plane.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    /// The operation or pattern, as asked.
    pub(crate) action: String,
    /// The plane that this answer is about.
    pub(crate) plane: Plane,
    /// Where; null when only roles were asked about.
    pub(crate) scope: Option<ScopePath>,
    /// Whether the catalogue holds it, or an operation under the pattern.
    pub(crate) known: bool,
    /// What the decision comes to.
    pub(crate) outcome: Outcome,
    /// Every path that grants or denies.
    pub(crate) derivations: Vec<Derivation>,
    /// For anything not allowed: what stopped each assignment that was looked at.
    pub(crate) why_not: Vec<WhyNot>,
    /// How many assignments that are elsewhere `whyNot` leaves out: it has the nearest ten.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub(crate) assigned_elsewhere: Option<usize>,
    /// The attributes to give for an answer.
    pub(crate) needs: Vec<String>,
    /// What is left of the conditions on which the answer depends.
    pub(crate) residual: Option<String>,
    /// The smallest changes that would allow it, the cheapest first.
    pub(crate) repairs: Vec<Repair>,
    /// Where the outcome is undetermined: what the inputs lack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) missing: Option<Vec<Missing>>,
    /// For a pattern: how much of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) coverage: Option<Coverage>,
    /// What to know of the operation that its name doesn't tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remark: Option<String>,
    /// The answer under the other reading of clause WC-5, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) other_wildcards: Option<Outcome>,
    /// What was known of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) given: Option<Given>,
}

impl Answer {
    fn new(answer: &CanAnswer, catalog: &Catalog) -> Self {
        let scope = answer.scope.as_ref();
        let derivations = answer.derivations.iter();
        let undetermined = answer.outcome == access::Outcome::Undetermined;
        Self {
            action: answer.action.clone(),
            plane: answer.plane.into(),
            scope: scope.map(ScopePath::from),
            known: answer.is_known,
            outcome: answer.outcome.into(),
            derivations: derivations
                .map(|derivation| Derivation::new(derivation, scope))
                .collect(),
            why_not: answer.why_not.iter().map(WhyNot::from).collect(),
            assigned_elsewhere: Some(answer.assigned_elsewhere).filter(|count| *count > 0),
            needs: answer.needs.clone(),
            residual: answer.residual.clone(),
            repairs: answer.repairs.iter().map(Repair::from).collect(),
            missing: undetermined.then(|| missing(&answer.doubts)),
            coverage: answer
                .coverage
                .as_ref()
                .map(|coverage| Coverage::new(coverage, catalog)),
            remark: catalog.remark(&answer.action),
            other_wildcards: answer.other_wildcards.map(Outcome::from),
            given: Given::of(&answer.given),
        }
    }
}

/// For a pattern: how much of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Coverage {
    /// Operations of the catalogue under it.
    pub(crate) operations: usize,
    /// Those that are granted.
    pub(crate) granted: usize,
    /// The names of the others.
    pub(crate) missing: Vec<String>,
    /// Whether every operation that could ever come under it is granted.
    pub(crate) future: bool,
}

impl Coverage {
    fn new(coverage: &access::Coverage, catalog: &Catalog) -> Self {
        let missing = coverage.missing();
        Self {
            operations: coverage.operations.len(),
            granted: coverage.granted.len(),
            missing: missing
                .iter()
                .map(|at| catalog.operation(at).name)
                .collect(),
            future: coverage.future == Future::Covered,
        }
    }
}

/// An answer, and what was asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend("dependentRequired" = {
        "expect": ["met", "who"],
        "met": ["expect"],
        "planeOutcome": ["otherPlane"],
        "otherPlane": ["planeOutcome", "who"],
        "error": ["who"],
        "unknown": ["who"],
    }))
)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AskedAnswer {
    /// The answer to the question that the message asks.
    #[serde(flatten)]
    pub(crate) answer: Answer,
    /// Where both planes are answered: the outcome of this one; `outcome` is then that of both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plane_outcome: Option<Outcome>,
    /// The answer in the other plane.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) other_plane: Option<Answer>,
    /// Whom the question or the message names; null if the message names nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) who: Option<Who>,
    /// The outcome that the question expects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expect: Option<Outcome>,
    /// Whether it is the outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) met: Option<bool>,
    /// The names in a question that the inputs or the catalogue don't hold, or hold several times: it meets
    /// nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unknown: Vec<UnknownName>,
    /// The message that the request was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<QuotedError>,
}

impl From<Answer> for AskedAnswer {
    fn from(answer: Answer) -> Self {
        Self {
            answer,
            plane_outcome: None,
            other_plane: None,
            who: None,
            expect: None,
            met: None,
            unknown: Vec::new(),
            error: None,
        }
    }
}

/// A name in a question that is that of nothing, or of several things.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct UnknownName {
    /// The field of the question.
    pub(crate) field: NameField,
    /// What is wrong with it.
    pub(crate) message: String,
    /// What may be meant, or what to do.
    pub(crate) help: Option<String>,
}

impl From<&Misnamed> for UnknownName {
    fn from(name: &Misnamed) -> Self {
        Self {
            field: name.field.into(),
            message: name.message.clone(),
            help: name.help.clone(),
        }
    }
}

/// Whom a question or a message names: null where it names nobody.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum Who {
    Named(String),
    Nobody,
}

/// An error message of Azure.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuotedError {
    /// The code of the error, as Azure writes it.
    pub(crate) code: ErrorCode,
    /// Why Azure refused, as far as the message says.
    pub(crate) reason: RefusalReason,
    /// Where it is in the text.
    pub(crate) place: String,
    /// The name of the client, or the id of its application, as the message gives it.
    pub(crate) client: Option<String>,
    /// For a linked check: the request that entails it.
    pub(crate) linked_from: Option<LinkedFrom>,
}

impl From<&QuotedRequest> for QuotedError {
    fn from(request: &QuotedRequest) -> Self {
        Self {
            code: request.code.into(),
            reason: request.reason.into(),
            place: request.place.to_string(),
            client: request
                .client
                .as_deref()
                .or(request.application.as_deref())
                .map(str::to_owned),
            linked_from: request.linked_from.as_ref().map(LinkedFrom::from),
        }
    }
}

words! {
    /// The field of a question that holds a name.
    NameField of Field {
        Who = "who",
        Role = "role",
        Scope = "scope",
        Action = "action",
    }
    /// The code of an error message.
    ErrorCode of crate::import::AzureErrorCode {
        AuthorizationFailed = "AuthorizationFailed",
        LinkedAuthorizationFailed = "LinkedAuthorizationFailed",
        LinkedAccessCheckFailed = "LinkedAccessCheckFailed",
        DenyAssignmentAuthorizationFailed = "DenyAssignmentAuthorizationFailed",
        AuthorizationPermissionMismatch = "AuthorizationPermissionMismatch",
        ForbiddenByRbac = "ForbiddenByRbac",
        PermissionDenied = "PermissionDenied",
        UnauthorizedAccess = "UnauthorizedAccess",
        Forbidden = "Forbidden",
        ScopeLocked = "ScopeLocked",
        RequestDisallowedByPolicy = "RequestDisallowedByPolicy",
        InvalidAuthenticationTokenTenant = "InvalidAuthenticationTokenTenant",
        AuthorizationFailure = "AuthorizationFailure",
        ForbiddenByFirewall = "ForbiddenByFirewall",
        InvalidActionOrNotAction = "InvalidActionOrNotAction",
    }
    /// Why Azure refused, as far as the message says.
    RefusalReason of crate::import::RefusalReason {
        NotGranted = "notGranted",
        NotGrantedOrCondition = "notGrantedOrCondition",
        Condition = "condition",
        Denied = "denied",
    }
    /// What refuses where no role does.
    OtherCause of crate::import::OtherCause {
        OtherTenant = "otherTenant",
        Lock = "lock",
        Policy = "policy",
        Network = "network",
        AccessPolicy = "accessPolicy",
        CosmosRoles = "cosmosRoles",
        Kubernetes = "kubernetes",
        RoleDefinition = "roleDefinition",
    }
}

/// A refusal that no role changes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct OtherRefusal {
    /// The code of the error, as Azure writes it.
    pub(crate) code: ErrorCode,
    /// What refused the request, which no role changes.
    pub(crate) cause: OtherCause,
    /// Where it is in the text.
    pub(crate) place: String,
    /// What it says.
    pub(crate) message: String,
    /// Where to look, and what to do.
    pub(crate) help: String,
}

impl From<&Other> for OtherRefusal {
    fn from(other: &Other) -> Self {
        Self {
            code: other.code.into(),
            cause: other.cause.into(),
            place: other.place.to_string(),
            message: other.message.clone(),
            help: other.help.clone(),
        }
    }
}

/// The request that entails another.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct LinkedFrom {
    /// The action that was asked for on that resource.
    pub(crate) action: String,
    /// The scope of that resource.
    pub(crate) scope: Option<ScopePath>,
}

impl From<&Linked> for LinkedFrom {
    fn from(from: &Linked) -> Self {
        Self {
            action: from.action.to_string(),
            scope: from.scope.as_ref().map(ScopePath::from),
        }
    }
}
