//! Whether a deny assignment applies at a scope and binds a principal (DN-1, DN-2).

use std::sync::Arc;

use super::open_groups::Gap;
use super::{AccessIndex, Doubt};
use crate::directory::{Ancestors, Closure, Placement};
use crate::model::{DenyAssignment, DenyReach, DenySubject};
use crate::scope::Scope;

/// A deny assignment that binds a principal at a scope, or may.
#[derive(Debug)]
pub(super) struct Bound<'a> {
    pub(super) deny: &'a DenyAssignment,
    pub(super) binding: Binding,
}

/// How firmly.
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
        let spared = deny.exclude_principals.iter();
        if reach == Placement::Outside || spared.clone().any(|s| closure.contains(&s.id)) {
            return None;
        }
        let mut doubts = Vec::new();
        if reach == Placement::Unknown {
            let assignment = Arc::clone(&deny.id);
            let scope = deny.scope.clone();
            doubts.push(Doubt::UnknownHierarchy { scope, assignment });
        }
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
            Binding::Everyone
        } else if let Some(at) = named.clone().find_map(|s| closure.position(&s.id)) {
            Binding::Through(at)
        } else {
            let open: Vec<Doubt> = named.filter_map(may_hold).collect();
            if open.is_empty() && !deny.cut_off {
                return None;
            }
            Binding::Open(open)
        };
        doubts.extend(spared.filter_map(may_hold));
        let binding = match through {
            Binding::Open(open) => Binding::Open([doubts, open].concat()),
            certain if doubts.is_empty() => certain,
            _ => Binding::Open(doubts),
        };
        Some(Self { deny, binding })
    }
}
