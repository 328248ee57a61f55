//! A condition as the solver reads it: which ids it tells apart, and what it says of a proposal.

use super::proposal::{Act, Proposal, ProposedId};
use crate::access::Circumstances;
use crate::condition::{
    AttributeRef, AttributeSource, Attributes, ComparedBy, ComparedIds, Condition,
    ConditionContext, RoleAssignmentAttribute, Suboperation, Supplied, ValueRef, Verdict,
};
use crate::ids::RoleId;
use crate::model::ConditionText;
use crate::pattern::Wildcards;
use crate::text;

/// What judging takes besides conditions and proposals.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) circumstances: &'a Circumstances,
    pub(super) wildcards: Wildcards,
}

#[derive(Clone, Debug)]
pub(super) struct Clause {
    /// `None` where the text can't be read: unknown, never absent (AB-19).
    parsed: Option<Readable>,
}

#[derive(Clone, Debug)]
struct Readable {
    condition: Condition,
    roles: ComparedIds,
    principals: ComparedIds,
    /// Ids that no constant of the condition equals.
    stranger: u128,
}

impl Clause {
    pub(super) fn new(text: &ConditionText, act: Act) -> Self {
        let parsed = Condition::parse(&text.text).ok().map(|condition| {
            let compared = |attribute| condition.ids_compared_with(act.source(), attribute);
            let roles = compared(RoleAssignmentAttribute::RoleDefinitionId);
            let principals = compared(RoleAssignmentAttribute::PrincipalId);
            let listed = |id: &u128| roles.ids.contains(id) || principals.ids.contains(id);
            let stranger = (1..).find(|id| !listed(id)).unwrap_or_default();
            Readable {
                condition,
                roles,
                principals,
                stranger,
            }
        });
        Self { parsed }
    }

    /// Roles that the condition names.
    pub(super) fn roles(&self) -> &[u128] {
        self.parsed.as_ref().map_or(&[], |p| &p.roles.ids)
    }

    /// Principals that the condition names.
    pub(super) fn principals(&self) -> &[u128] {
        self.parsed.as_ref().map_or(&[], |p| &p.principals.ids)
    }

    /// Whether the condition may treat this role otherwise than one that nobody knows yet.
    pub(super) fn tells_role_apart(&self, id: u128) -> bool {
        tells_apart(self.parsed.as_ref().map(|p| &p.roles), id)
    }

    /// The same of a principal.
    pub(super) fn tells_principal_apart(&self, id: u128) -> bool {
        tells_apart(self.parsed.as_ref().map(|p| &p.principals), id)
    }

    /// Whether the condition is met by an operation on a role assignment.
    pub(super) fn verdict(&self, act: Act, proposal: &Proposal, given: Given<'_>) -> Verdict {
        let Some(readable) = &self.parsed else {
            return Verdict::Unknown;
        };
        let role = Value::of(proposal.role, &readable.roles, readable.stranger);
        let principal = Value::of(proposal.principal, &readable.principals, readable.stranger);
        let stated = &given.circumstances.attributes;
        let attributes = |attribute: &AttributeRef| {
            match (attribute.as_role_assignment(), attribute.source()) {
                (Some(which), source) if source == act.source() => match which {
                    RoleAssignmentAttribute::RoleDefinitionId => role.supplied(),
                    RoleAssignmentAttribute::PrincipalId => principal.supplied(),
                    RoleAssignmentAttribute::PrincipalType => {
                        Supplied::Value(ValueRef::Text(proposal.principal_type.as_str()))
                    }
                },
                // What is written isn't there yet, and what is deleted isn't asked for.
                (Some(_), AttributeSource::Request | AttributeSource::Resource) => {
                    Supplied::Missing
                }
                _ => stated.get(attribute),
            }
        };
        let context = context(act.operation(), given).attributes(attributes);
        readable.condition.verdict(&context)
    }

    /// Whether the condition is met by another operation, of which only the circumstances are
    /// known. It carries no role assignment; whether a schedule request shows its own as one isn't
    /// documented (AB-7).
    pub(super) fn verdict_of(&self, operation: &str, given: Given<'_>) -> Verdict {
        let Some(readable) = &self.parsed else {
            return Verdict::Unknown;
        };
        let of_role_assignment = if text::ends_with(operation, "ScheduleRequests/write") {
            Supplied::NotSupplied
        } else {
            Supplied::Missing
        };
        let stated = &given.circumstances.attributes;
        let attributes =
            |attribute: &AttributeRef| match (attribute.as_role_assignment(), attribute.source()) {
                (Some(_), AttributeSource::Request | AttributeSource::Resource) => {
                    of_role_assignment
                }
                _ => stated.get(attribute),
            };
        let context = context(operation, given).attributes(attributes);
        readable.condition.verdict(&context)
    }
}

fn context<'a>(operation: &'a str, given: Given<'a>) -> ConditionContext<'a> {
    let named = given.circumstances.suboperation.as_deref();
    ConditionContext::new()
        .action(operation)
        .suboperation(named.map_or(Suboperation::Absent, Suboperation::Named))
        .wildcards(given.wildcards)
}

fn tells_apart(compared: Option<&ComparedIds>, id: u128) -> bool {
    compared.is_some_and(|compared| {
        compared.by == ComparedBy::Pattern || compared.ids.binary_search(&id).is_ok()
    })
}

/// An id as the operators of a condition can read it.
enum Value {
    Guid(u128),
    Text(String),
    /// An unlisted id before operators that tell more than the listed ones apart, or one that the condition
    /// spells otherwise than requests do.
    Open,
}

impl Value {
    fn of(id: ProposedId, compared: &ComparedIds, stranger: u128) -> Self {
        let id = match (id, compared.by) {
            (ProposedId::Unlisted, ComparedBy::Pattern) => return Self::Open,
            (ProposedId::Unlisted, _) => stranger,
            (ProposedId::Named(id), _) => id,
        };
        if compared.spelt_otherwise.binary_search(&id).is_ok() {
            return Self::Open;
        }
        match compared.by {
            ComparedBy::Guid => Self::Guid(id),
            ComparedBy::Text | ComparedBy::Pattern => Self::Text(RoleId::from_u128(id).to_string()),
        }
    }

    fn supplied(&self) -> Supplied<'_> {
        match self {
            Self::Guid(id) => Supplied::Value(ValueRef::Guid(*id)),
            Self::Text(text) => Supplied::Value(ValueRef::Text(text)),
            Self::Open => Supplied::NotSupplied,
        }
    }
}
