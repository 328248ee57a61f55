//! Who the delegate is, as far as it can be the principal of the role assignments it makes.

use super::proposal::PrincipalType;
use crate::access::AccessIndex;
use crate::directory::Groups;
use crate::ids::{PrincipalId, parse_guid};
use crate::model::PrincipalKind;

/// The delegate.
pub(super) enum Holder<'a> {
    /// Whoever holds a role: of any type, with an id that nobody knows yet.
    Anybody,
    /// A principal, its groups and, if it is a group, its members.
    Principal(Known<'a>),
}

pub(super) struct Known<'a> {
    groups: &'a Groups<'a>,
    principal: PrincipalId,
    closure: Vec<(PrincipalId, Option<PrincipalType>)>,
}

/// Whether a principal is the delegate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Own {
    Yes,
    Maybe,
    No,
}

/// A principal that may be the delegate itself: an id, and the types it can have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Guise {
    pub(super) id: Option<u128>,
    pub(super) types: Vec<PrincipalType>,
    /// Whether it has one of the types, and nobody knows which; else any of them is enough.
    pub(super) is_one_unknown: bool,
}

impl<'a> Holder<'a> {
    pub(super) fn of(index: &'a AccessIndex<'_>, id: &PrincipalId, printed: PrincipalKind) -> Self {
        let kind = |id: &PrincipalId| {
            let known = index.tenant().principal(id).map(|p| p.kind);
            known.and_then(PrincipalType::of)
        };
        let closure = index.groups().closure(id);
        let closure = closure
            .ids()
            .enumerate()
            .map(|(at, own)| {
                let known = kind(own);
                let kind = if at == 0 {
                    known.or_else(|| PrincipalType::of(printed))
                } else {
                    Some(PrincipalType::Group)
                };
                (own.clone(), kind)
            })
            .collect();
        Self::Principal(Known {
            groups: index.groups(),
            principal: id.clone(),
            closure,
        })
    }

    /// The principals that the delegate is, or is in.
    pub(super) fn guises(&self) -> Vec<Guise> {
        let any = |types: &[PrincipalType]| Guise {
            id: None,
            types: types.to_vec(),
            is_one_unknown: false,
        };
        let Self::Principal(known) = self else {
            return vec![any(&PrincipalType::ALL)];
        };
        let mut guises: Vec<Guise> = known
            .closure
            .iter()
            .map(|(id, kind)| Guise {
                id: parse_guid(id.as_str()),
                types: kind.map_or(PrincipalType::ALL.to_vec(), |kind| vec![kind]),
                is_one_unknown: kind.is_none(),
            })
            .collect();
        if known.is_group() {
            // It is a member who acts.
            guises.push(any(&[PrincipalType::User, PrincipalType::ServicePrincipal]));
        }
        guises
    }

    /// Whether a principal is the delegate, one of its groups or, if it is a group, a member.
    pub(super) fn is(&self, id: &PrincipalId) -> Own {
        match self {
            Self::Anybody => Own::Maybe,
            Self::Principal(known) => {
                if known.closure.iter().any(|(own, _)| own == id)
                    || known
                        .groups
                        .has_member(&known.principal, |member| member == id)
                {
                    Own::Yes
                } else if known.is_group() {
                    Own::Maybe
                } else {
                    Own::No
                }
            }
        }
    }
}

impl Known<'_> {
    fn is_group(&self) -> bool {
        self.closure
            .first()
            .is_some_and(|(_, kind)| *kind == Some(PrincipalType::Group))
    }
}
