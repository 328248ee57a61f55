//! What is kept whatever the logs say.

use crate::access::AccessIndex;
use crate::directory::Placement;
use crate::ids::{PrincipalId, RoleId};
use crate::model::Grant;
use crate::scope::Scope;
use crate::text::{self, NameSet};
use crate::time::Timestamp;
use crate::usage::accept::named;

/// An entry of `[[rightsize.keep]]`: an assignment that is all that it names is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeepEntry {
    /// The object id, client id, sign-in name or display name of who holds it, or is in the group that does.
    pub(crate) principal: Option<String>,
    /// The name, GUID or id of the role.
    pub(crate) role: Option<String>,
    /// Where it is assigned, or above or below that; a management group that may be above, for all that the
    /// exports say, counts.
    pub(crate) scope: Option<Scope>,
    pub(crate) owner: String,
    pub(crate) reason: String,
    /// The last day on which it counts.
    pub(crate) expires: Option<Timestamp>,
}

/// An entry, with who it names.
#[derive(Debug)]
pub(super) struct Kept<'e> {
    pub(super) entry: &'e KeepEntry,
    /// Whether its last day is over, so that it keeps nothing any more.
    pub(super) is_over: bool,
    /// Who it names, and the groups of that: what a group of somebody holds is theirs.
    who: Option<NameSet<PrincipalId>>,
}

impl<'e> Kept<'e> {
    /// The entries, and which of them are over at a moment.
    pub(super) fn all(
        entries: &'e [KeepEntry],
        index: &AccessIndex<'_>,
        moment: Timestamp,
    ) -> Vec<Self> {
        let kept = entries.iter().map(|entry| Self {
            entry,
            is_over: entry
                .expires
                .is_some_and(|expires| expires.is_day_over(moment)),
            who: entry.principal.as_ref().map(|who| holders(who, index)),
        });
        kept.collect()
    }

    /// Whether it names an assignment.
    pub(super) fn names(&self, grant: &Grant<'_>, index: &AccessIndex<'_>) -> bool {
        let is_role = |wanted: &String| {
            let id = RoleId::parse(wanted);
            text::same(wanted, &grant.role_label())
                || text::same(wanted, &grant.reference.to_string())
                || id.is_some_and(|id| index.is_role(grant.reference, id))
        };
        let is_where = |scope: &Scope| {
            let place = |below, above| index.hierarchy().placement(below, above);
            place(grant.scope, scope) != Placement::Outside
                || place(scope, grant.scope) != Placement::Outside
        };
        // Who it names may be in a group whose members are not all listed.
        let is_open = || {
            let is_group = index.tenant().group_knowledge(grant.holder).may_be_group();
            is_group && index.groups().gap(grant.holder).is_some()
        };
        self.who
            .as_ref()
            .is_none_or(|who| who.contains(grant.holder) || is_open())
            && self.entry.role.as_ref().is_none_or(is_role)
            && self.entry.scope.as_ref().is_none_or(is_where)
    }
}

/// The principals that a word may mean, by object id, client id or name, and their groups.
fn holders(word: &str, index: &AccessIndex<'_>) -> NameSet<PrincipalId> {
    let found = named(word, index.tenant());
    let closures = found.iter().map(|who| index.groups().closure(who));
    closures
        .flat_map(|closure| closure.ids().cloned().collect::<Vec<_>>())
        .collect()
}
