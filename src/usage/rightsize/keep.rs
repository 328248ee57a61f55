//! What is kept whatever the logs say.

use crate::access::AccessIndex;
use crate::directory::Placement;
use crate::model::Grant;
use crate::scope::Scope;
use crate::text;
use crate::time::Timestamp;

/// An entry of `[[rightsize.keep]]`: an assignment that is all that it names is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeepEntry {
    /// The object id, sign-in name or display name of who holds it.
    pub(crate) principal: Option<String>,
    /// The name or GUID of the role.
    pub(crate) role: Option<String>,
    /// Where it is assigned, or above that; a management group that may be above, for all that the
    /// exports say, counts.
    pub(crate) scope: Option<Scope>,
    pub(crate) owner: String,
    pub(crate) reason: String,
    /// The day from which on it counts no more.
    pub(crate) expires: Option<Timestamp>,
}

impl KeepEntry {
    /// Whether it keeps an assignment at a moment.
    pub(super) fn keeps(
        &self,
        grant: &Grant<'_>,
        index: &AccessIndex<'_>,
        moment: Timestamp,
    ) -> bool {
        if self.expires.is_some_and(|expires| expires <= moment) {
            return false;
        }
        let is_role = |wanted: &String| {
            text::same(wanted, &grant.role_label())
                || text::same(wanted, &grant.reference.to_string())
        };
        let is_who = |wanted: &String| {
            let known = index.tenant().principal(grant.holder).into_iter();
            let mut names = known
                .flat_map(|who| [&who.sign_in_name, &who.display_name])
                .flatten();
            text::same(wanted, grant.holder.as_str()) || names.any(|name| text::same(wanted, name))
        };
        self.principal.as_ref().is_none_or(is_who)
            && self.role.as_ref().is_none_or(is_role)
            && self.scope.as_ref().is_none_or(|scope| {
                index.hierarchy().placement(grant.scope, scope) != Placement::Outside
            })
    }
}
