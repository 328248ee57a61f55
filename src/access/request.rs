use super::Circumstances;
use crate::ids::PrincipalId;
use crate::model::{Moment, Plane};
use crate::pattern::ActionPattern;
use crate::scope::Scope;

/// May this principal do this, there?
#[derive(Clone, Debug)]
pub struct Request {
    /// The principal that asks.
    pub principal: PrincipalId,
    /// What, and in which plane.
    pub target: Target,
    /// The scope that is asked about.
    pub scope: Scope,
    /// The moment that is asked about.
    pub moment: Moment,
    /// What conditions may ask for.
    pub circumstances: Circumstances,
}

impl Request {
    /// A request at the moment of the exports of which nothing else is known.
    pub fn new(principal: PrincipalId, target: Target, scope: Scope) -> Self {
        Self {
            principal,
            target,
            scope,
            moment: Moment::AsExported,
            circumstances: Circumstances::default(),
        }
    }
}

/// An operation or pattern in one plane.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// The operation's name, or a pattern with `*`.
    pub action: ActionPattern,
    /// Its plane.
    pub plane: Plane,
}
