//! Who changed anything: with a change Azure may check resources that it links to, and no log has that.

use super::unexplained::{caller, may_be};
use crate::access::AccessIndex;
use crate::ids::PrincipalId;
use crate::model::{Plane, PrincipalKind};
use crate::text::NameSet;
use crate::usage::judge::PlacedRows;
use crate::usage::{Outcome, UsageRow};

/// Who made changes that may link to other resources.
pub(super) struct Writers<'a, 't, 'r> {
    index: &'a AccessIndex<'t>,
    /// Those that the exports know, and the groups that they are in.
    known: NameSet<PrincipalId>,
    /// The callers of other changes, each once.
    others: NameSet<(Option<&'r str>, PrincipalKind)>,
}

impl<'a, 't, 'r> Writers<'a, 't, 'r> {
    pub(super) fn new(index: &'a AccessIndex<'t>, placed: &PlacedRows<'r>) -> Self {
        let rows = placed.rows.iter();
        let callers = rows.filter(|call| may_link(call.row));
        let callers: NameSet<&PrincipalId> = callers.map(|call| placed.principal(call)).collect();
        let closures = callers
            .into_iter()
            .map(|caller| index.groups().closure(caller));
        let known = closures.flat_map(|closure| closure.ids().cloned().collect::<Vec<_>>());
        let others = placed.strangers.iter().chain(&placed.nowhere).copied();
        Self {
            index,
            known: known.collect(),
            others: others.filter(|row| may_link(row)).map(caller).collect(),
        }
    }

    /// Whether the holder of an assignment is one of them, or a group that one of them may be in.
    pub(super) fn may_be(&self, holder: &PrincipalId) -> bool {
        let tenant = self.index.tenant();
        let is_open = || {
            let is_group = tenant.group_knowledge(holder).may_be_group();
            is_group && self.index.groups().gap(holder).is_some() && !self.known.is_empty()
        };
        let is_other = || {
            self.others
                .iter()
                .any(|caller| may_be(tenant, holder, *caller))
        };
        self.known.contains(holder) || is_open() || is_other()
    }
}

/// Whether a call is of a change that may link to other resources.
fn may_link(row: &UsageRow) -> bool {
    row.key.outcome != Outcome::Denied
        && row.key.plane == Plane::Control
        && is_linking(&row.key.action)
}

/// Whether an action, in lower case, may link what it changes to other resources.
pub(super) fn is_linking(action: &str) -> bool {
    const ACTIONS: [&str; 4] = [
        "/moveresources/action",
        "/validate/action",
        "/whatif/action",
        "/importimage/action",
    ];
    action.ends_with("/write") || ACTIONS.iter().any(|known| action.ends_with(known))
}
