//! Whether a deny assignment applies at a scope and binds a principal (DN-1, DN-2).

use std::sync::Arc;

use super::open_groups::Gap;
use super::{AccessIndex, Doubt};
use crate::directory::{Ancestors, Closure, Placement};
use crate::ids::PrincipalId;
use crate::model::{DenyAssignment, DenyReach, DenySubject};
use crate::scope::Scope;

/// A deny assignment that binds a principal at a scope, or may.
#[derive(Debug)]
pub(super) struct Bound<'a> {
    pub(super) deny: &'a DenyAssignment,
    pub(super) binding: Binding,
}

/// How firmly a deny assignment binds a principal.
#[derive(Debug)]
pub(super) enum Binding {
    /// It names all principals (PR-5).
    Everyone,
    /// It names the principal, or its group at this position of the closure.
    Through(usize),
    /// It may, for all that the inputs say.
    Open(Vec<Doubt>),
}

impl<'a> Bound<'a> {
    /// `None` where it certainly doesn't.
    pub(super) fn of(
        index: &AccessIndex<'_>,
        deny: &'a DenyAssignment,
        scope: &Scope,
        ancestors: &Ancestors,
        closure: &Closure<'_>,
    ) -> Option<Self> {
        let reach = match deny.reach {
            DenyReach::SelfOnly if deny.scope == *scope => Placement::Within,
            DenyReach::SelfOnly => Placement::Outside,
            DenyReach::SelfAndChildren => index.hierarchy().reach(ancestors, &deny.scope),
        };
        if reach == Placement::Outside {
            return None;
        }
        let binding = Binding::of(index, deny, |id| closure.position(id))?;
        let binding = if reach == Placement::Unknown {
            let assignment = Arc::clone(&deny.id);
            let scope = deny.scope.clone();
            binding.doubt(Doubt::UnknownHierarchy { scope, assignment })
        } else {
            binding
        };
        Some(Self { deny, binding })
    }
}

impl Binding {
    /// Whether a deny assignment binds a principal, wherever it applies; `position` is where a subject
    /// is in the principal's closure. `None` where it certainly doesn't.
    pub(super) fn of(
        index: &AccessIndex<'_>,
        deny: &DenyAssignment,
        position: impl Fn(&PrincipalId) -> Option<usize>,
    ) -> Option<Self> {
        let spared = deny.exclude_principals.iter();
        if spared.clone().any(|s| position(&s.id).is_some()) {
            return None;
        }
        let mut doubts = Vec::new();
        if deny.contradicted {
            let assignment = Arc::clone(&deny.id);
            doubts.push(Doubt::Contradicted { assignment });
        }
        if deny.cut_off {
            let record = Arc::clone(&deny.id);
            doubts.push(Doubt::CutOff { record });
        }
        let may_hold = |subject: &DenySubject| {
            let gap = Gap::of(&subject.id, index.tenant(), index.groups());
            gap.map(|gap| gap.doubt(&deny.id))
        };
        let named = deny.principals.iter();
        let through = if named.clone().any(|s| s.id.is_all_principals()) {
            Self::Everyone
        } else if let Some(at) = named.clone().find_map(|s| position(&s.id)) {
            Self::Through(at)
        } else {
            let open: Vec<Doubt> = named.filter_map(may_hold).collect();
            if open.is_empty() && !deny.cut_off {
                return None;
            }
            Self::Open(open)
        };
        doubts.extend(spared.filter_map(may_hold));
        Some(match through {
            Self::Open(open) => Self::Open([doubts, open].concat()),
            certain if doubts.is_empty() => certain,
            _ => Self::Open(doubts),
        })
    }

    fn doubt(self, doubt: Doubt) -> Self {
        match self {
            Self::Open(doubts) => Self::Open([vec![doubt], doubts].concat()),
            Self::Everyone | Self::Through(_) => Self::Open(vec![doubt]),
        }
    }
}
