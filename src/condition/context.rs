//! What is known about a request when a condition is evaluated.

use super::attribute::{AttributeRef, AttributeSource};
use super::value::{AttributeValue, ValueRef};
use crate::pattern::Wildcards;
use crate::text;

/// What is known about one attribute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Supplied<'v> {
    /// Nobody said: answers that depend on it stay open (AB-42).
    NotSupplied,
    /// It is known not to be there (AB-40).
    Missing,
    /// Its value.
    Value(ValueRef<'v>),
}

/// A source of attributes: a map, or a closure that is asked for each attribute.
///
/// ```
/// use rolecall::condition::{
///     AttributeRef, Condition, ConditionContext, RoleAssignmentAttribute, Supplied, ValueRef, Verdict,
/// };
///
/// let condition = Condition::parse(
///     "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] \
///      GuidEquals acdd72a7-3385-48ef-bd42-f606fba81ae7",
/// )?;
/// let reader = 0xacdd72a7_3385_48ef_bd42_f606fba81ae7;
/// let assigned = |attribute: &AttributeRef| match attribute.as_role_assignment() {
///     Some(RoleAssignmentAttribute::RoleDefinitionId) => Supplied::Value(ValueRef::Guid(reader)),
///     _ => Supplied::NotSupplied,
/// };
/// let context = ConditionContext::new().attributes(assigned);
/// assert_eq!(condition.verdict(&context), Verdict::Met);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Attributes<'v> {
    /// What is known about the attribute.
    fn get(&self, attribute: &AttributeRef) -> Supplied<'v>;
}

impl<'v, F> Attributes<'v> for F
where
    F: Fn(&AttributeRef) -> Supplied<'v>,
{
    fn get(&self, attribute: &AttributeRef) -> Supplied<'v> {
        self(attribute)
    }
}

/// Whether attributes that nobody named are there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Completeness {
    /// Nothing is known about them (AB-42).
    #[default]
    Open,
    /// They are missing (AB-40).
    Closed,
}

/// Attributes with their values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributeMap {
    entries: Vec<(AttributeRef, Option<AttributeValue>)>,
    completeness: Completeness,
}

impl AttributeMap {
    /// A map that knows nothing, and says of other attributes what `completeness` says.
    pub fn new(completeness: Completeness) -> Self {
        Self {
            entries: Vec::new(),
            completeness,
        }
    }

    /// Sets the value of an attribute; `None` says that it is missing. A later value takes the
    /// place of an earlier one.
    pub fn insert(&mut self, attribute: AttributeRef, value: Option<AttributeValue>) {
        match self.entries.iter_mut().find(|(name, _)| *name == attribute) {
            Some((_, old)) => *old = value,
            None => self.entries.push((attribute, value)),
        }
    }

    /// The attributes named so far with their values, in the order of their first naming; `None`
    /// for what is missing.
    pub fn iter(&self) -> impl Iterator<Item = (&AttributeRef, Option<&AttributeValue>)> {
        let entries = self.entries.iter();
        entries.map(|(name, value)| (name, value.as_ref()))
    }

    /// What it says of attributes that nobody named.
    pub fn completeness(&self) -> Completeness {
        self.completeness
    }

    /// The attributes named so far, in the order of their first naming.
    pub fn names(&self) -> impl Iterator<Item = &AttributeRef> {
        self.entries.iter().map(|(name, _)| name)
    }
}

impl<'v> Attributes<'v> for &'v AttributeMap {
    fn get(&self, attribute: &AttributeRef) -> Supplied<'v> {
        let map: &'v AttributeMap = self;
        let found = map.entries.iter().find(|(name, _)| name == attribute);
        match (found, map.completeness) {
            (Some((_, Some(value))), _) => Supplied::Value(value.into()),
            (Some((_, None)), _) | (None, Completeness::Closed) => Supplied::Missing,
            (None, Completeness::Open) => Supplied::NotSupplied,
        }
    }
}

/// The attributes of a request for an action. Those of a role assignment are the request's where one is made, and
/// the resource's where one is removed: elsewhere they are missing, whatever is said of them (AB-45).
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttributesOf<'a> {
    pub(crate) action: &'a str,
    pub(crate) known: &'a AttributeMap,
}

/// The actions on role assignments, each with the source that has none of their attributes (AB-45).
pub(crate) const WITHOUT_ASSIGNMENT: [(&str, AttributeSource); 2] = [
    (
        "Microsoft.Authorization/roleAssignments/write",
        AttributeSource::Resource,
    ),
    (
        "Microsoft.Authorization/roleAssignments/delete",
        AttributeSource::Request,
    ),
];

impl<'v> Attributes<'v> for AttributesOf<'v> {
    fn get(&self, attribute: &AttributeRef) -> Supplied<'v> {
        let is_missing = attribute.as_role_assignment().is_some()
            && WITHOUT_ASSIGNMENT.iter().any(|(action, source)| {
                attribute.source() == *source && text::same(action, self.action)
            });
        match is_missing {
            true => Supplied::Missing,
            false => self.known.get(attribute),
        }
    }
}

/// What is known about the suboperation of a request (AB-21, AB-22).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Suboperation<'a> {
    /// The request has none. While the action isn't known either, this counts as not supplied.
    #[default]
    Absent,
    /// Nobody said which suboperation it is.
    NotSupplied,
    /// Its name, compared without case.
    Named(&'a str),
}

/// A source that knows nothing about any attribute.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct NothingSupplied;

impl<'v> Attributes<'v> for NothingSupplied {
    fn get(&self, _: &AttributeRef) -> Supplied<'v> {
        Supplied::NotSupplied
    }
}

/// A request as far as it is known.
#[derive(Clone, Copy, Debug)]
pub struct ConditionContext<'a, A = NothingSupplied> {
    pub(super) action: Option<&'a str>,
    pub(super) suboperation: Suboperation<'a>,
    pub(super) wildcards: Wildcards,
    pub(super) attributes: A,
}

impl ConditionContext<'_> {
    /// A request about which nothing is known.
    pub fn new() -> Self {
        Self {
            action: None,
            suboperation: Suboperation::default(),
            wildcards: Wildcards::default(),
            attributes: NothingSupplied,
        }
    }
}

impl Default for ConditionContext<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a, A> ConditionContext<'a, A> {
    /// The same request, with its action; of either plane (AB-20).
    #[must_use]
    pub fn action(mut self, action: &'a str) -> Self {
        self.action = Some(action);
        self
    }

    /// The same request, with its suboperation.
    #[must_use]
    pub fn suboperation(mut self, suboperation: Suboperation<'a>) -> Self {
        self.suboperation = suboperation;
        self
    }

    /// The same request, with the meaning of wildcards in `ActionMatches` (WC-5).
    #[must_use]
    pub fn wildcards(mut self, wildcards: Wildcards) -> Self {
        self.wildcards = wildcards;
        self
    }

    /// The same request, with its attributes.
    #[must_use]
    pub fn attributes<B>(self, attributes: B) -> ConditionContext<'a, B> {
        ConditionContext {
            action: self.action,
            suboperation: self.suboperation,
            wildcards: self.wildcards,
            attributes,
        }
    }
}
