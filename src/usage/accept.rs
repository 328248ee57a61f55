//! Calls that a change may break: the configuration says so.

use crate::access::AccessIndex;
use crate::directory::Placement;
use crate::ids::PrincipalId;
use crate::model::{Moment, Tenant};
use crate::pattern::ActionPattern;
use crate::scope::Scope;
use crate::text::{self, NameSet};
use crate::time::Timestamp;

/// An entry of `[[replay.accept]]`: a call that is all that it names may break.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AcceptEntry {
    /// The object id, client id, sign-in name or display name of who calls, or of a group that they are in.
    pub(crate) principal: Option<String>,
    /// The operation, or a pattern of several.
    pub(crate) action: Option<ActionPattern>,
    /// Where it is called, or above that.
    pub(crate) scope: Option<Scope>,
    pub(crate) owner: String,
    pub(crate) reason: String,
    /// The last day on which it counts.
    pub(crate) expires: Option<Timestamp>,
}

/// Who accepts that a call breaks, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Accepted {
    pub(crate) owner: String,
    pub(crate) reason: String,
}

/// The entries that count at a moment.
pub(super) struct Acceptance<'a, 't> {
    index: &'a AccessIndex<'t>,
    entries: Vec<(&'a AcceptEntry, Option<NameSet<PrincipalId>>)>,
}

impl<'a, 't> Acceptance<'a, 't> {
    pub(super) fn new(
        entries: &'a [AcceptEntry],
        index: &'a AccessIndex<'t>,
        moment: Moment,
    ) -> Self {
        let counts = |entry: &&AcceptEntry| match (entry.expires, moment) {
            (Some(expires), Moment::At(moment)) => !expires.is_day_over(moment),
            (Some(_), Moment::AsExported) => false,
            (None, _) => true,
        };
        let tenant = index.tenant();
        let counting = entries.iter().filter(counts);
        let named = counting.map(|entry| {
            let who = entry.principal.as_ref();
            (entry, who.map(|word| named(word, tenant)))
        });
        Self {
            index,
            entries: named.collect(),
        }
    }

    /// Whether a call may break.
    pub(super) fn of(&self, who: &PrincipalId, action: &str, scope: &Scope) -> Option<Accepted> {
        let wildcards = self.index.catalog().wildcards();
        let (entry, _) = self.entries.iter().find(|(entry, named)| {
            let is_who = |named: &NameSet<PrincipalId>| {
                let closure = self.index.groups().closure(who);
                closure.ids().any(|id| named.contains(id))
            };
            let is_action = |pattern: &ActionPattern| pattern.matches(action, wildcards);
            let is_there =
                |above: &Scope| self.index.hierarchy().placement(scope, above) == Placement::Within;
            named.as_ref().is_none_or(is_who)
                && entry.action.as_ref().is_none_or(is_action)
                && entry.scope.as_ref().is_none_or(is_there)
        })?;
        Some(Accepted {
            owner: entry.owner.clone(),
            reason: entry.reason.clone(),
        })
    }
}

/// The principals that a word may mean, by object id, client id or name.
pub(super) fn named(word: &str, tenant: &Tenant) -> NameSet<PrincipalId> {
    let known = tenant.principals.values();
    let means = known.filter(|known| {
        let names = [&known.app_id, &known.sign_in_name, &known.display_name];
        let mut names = names.into_iter().flatten();
        names.any(|name| text::same(name, word))
    });
    let found = means.map(|known| known.id.clone());
    found.chain([PrincipalId::new(word)]).collect()
}
