//! Privileged access: what makes an assignment one that reviews look at first.

use super::holder::{Hold, Holding};
use super::survey::Survey;
use crate::catalog::effects::ASSIGNS_ROLES;
use crate::directory::MembershipHop;
use crate::model::Plane;

/// Why an assignment is privileged, gravest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Privilege {
    /// It gives everything, the assignment of roles included.
    Owns,
    /// It assigns any role.
    Assigns,
    /// It writes everything at a subscription or wider.
    Writes,
}

impl Privilege {
    /// As a clause: `may assign any role`.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Owns => "may do everything",
            Self::Assigns => "may assign any role",
            Self::Writes => "may write everything",
        }
    }
}

impl Holding<'_> {
    /// Why the assignment is privileged, if it is.
    pub(super) fn privilege(&self, survey: &Survey<'_>) -> Option<Privilege> {
        let role = &survey.roles()[self.role_at];
        if self.is_owner_like(survey) {
            Some(Privilege::Owns)
        } else if role.delegates.is_some()
            && self.gives(survey, ASSIGNS_ROLES, Plane::Control) == Some(Hold::Unconditional)
        {
            Some(Privilege::Assigns)
        } else {
            (self.is_broad() && self.writes_everything(survey)).then_some(Privilege::Writes)
        }
    }
}

/// How a membership leads to a group, as a clause: ` as a member of A, which is in B`.
pub(super) fn way_words(survey: &Survey<'_>, hops: &[MembershipHop]) -> String {
    let names = hops.iter().map(|hop| survey.label(&hop.group));
    let names: Vec<String> = names.collect();
    match names.split_first() {
        None => String::new(),
        Some((first, above)) => {
            let above: String = above
                .iter()
                .map(|name| format!(", which is in {name}"))
                .collect();
            format!(" as a member of {first}{above}")
        }
    }
}
