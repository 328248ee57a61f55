//! Breakouts: how a delegate gets more than it was granted (AB-45 to AB-47).

use super::audience::Audience;
use super::reach::RoleReach;
use super::roster::{DelegatedRole, Roster};
use crate::condition::Verdict;

/// A way to more rights, and whether it is open: `Met` when it is, `Unknown` when that depends on
/// what isn't known.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Breakout {
    /// Roles that lead to more rights may be assigned, or roles of which it isn't known.
    PrivilegedRoles {
        /// The roles, by name, those last of which it isn't known what they grant.
        roles: Vec<DelegatedRole>,
        /// The principal that gets more rights.
        to: Beneficiary,
        /// Whether it is open.
        open: Verdict,
    },
    /// A role that no condition names may be assigned: other privileged ones, and custom roles
    /// made later, escape a list of forbidden roles.
    UnlistedRole {
        /// The principal that gets more rights.
        to: Beneficiary,
        /// Whether it is open.
        open: Verdict,
    },
    /// A role that the delegate may assign to itself delegates in turn, and leads there.
    Chain {
        /// The role.
        through: DelegatedRole,
        /// The privileged roles in its reach; empty for roles that no condition names.
        roles: Vec<DelegatedRole>,
        /// Whether it is open.
        open: Verdict,
    },
    /// Another operation that hands out rights is held, whatever the conditions say of role
    /// assignments.
    OtherOperation {
        /// The operation.
        operation: &'static str,
        /// Whether it is open.
        open: Verdict,
    },
    /// Role assignments may be removed that may not be made: others can be locked out.
    RemovesMore {
        /// Whether it is open.
        open: Verdict,
    },
}

/// Who gets the rights that a delegate hands out against the purpose of its conditions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Beneficiary {
    /// The delegate itself, a group it is in or a member of it.
    Own,
    /// Only other principals: the delegate must hold one of them to profit.
    Others,
}

impl Breakout {
    /// Whether the breakout is open.
    pub fn open(&self) -> Verdict {
        match self {
            Self::PrivilegedRoles { open, .. }
            | Self::UnlistedRole { open, .. }
            | Self::Chain { open, .. }
            | Self::OtherOperation { open, .. }
            | Self::RemovesMore { open } => *open,
        }
    }

    /// Whether the delegate itself gets to more by it.
    pub fn gains(&self) -> Verdict {
        match self {
            Self::PrivilegedRoles {
                to: Beneficiary::Others,
                open,
                ..
            }
            | Self::UnlistedRole {
                to: Beneficiary::Others,
                open,
            } => open.and(Verdict::Unknown),
            Self::RemovesMore { .. } => Verdict::NotMet,
            _ => self.open(),
        }
    }
}

/// Who gains by an assignment to the audience, and whether that is sure; `None` when nobody does.
pub(super) fn profit(audience: &Audience) -> Option<(Beneficiary, Verdict)> {
    match (audience.own, audience.others()) {
        (Verdict::Met, _) => Some((Beneficiary::Own, Verdict::Met)),
        (_, Verdict::Met) => Some((Beneficiary::Others, Verdict::Met)),
        (Verdict::Unknown, _) => Some((Beneficiary::Own, Verdict::Unknown)),
        (_, Verdict::Unknown) => Some((Beneficiary::Others, Verdict::Unknown)),
        (Verdict::NotMet, Verdict::NotMet) => None,
    }
}

/// The breakouts by writing role assignments.
pub(super) fn by_assigning(assign: &RoleReach, roster: &Roster) -> Vec<Breakout> {
    let mut breakouts: Vec<Breakout> = Vec::new();
    let privileged = roster.privileged().filter_map(|role| {
        let (to, open) = assign.audience_of(role.id).and_then(profit)?;
        Some((role, to, open))
    });
    // A role of which nobody knows what it grants may lead to more.
    let unknown = assign.reached().filter_map(|reached| {
        let (to, _) = profit(&reached.to)?;
        let is_unknown = reached.role.gap.is_some() && reached.role.privilege.is_none();
        is_unknown.then_some((&reached.role, to, Verdict::Unknown))
    });
    for (role, to, open) in privileged.chain(unknown) {
        let same = breakouts.iter_mut().find_map(|breakout| match breakout {
            Breakout::PrivilegedRoles {
                roles,
                to: other,
                open: verdict,
            } if (*other, *verdict) == (to, open) => Some(roles),
            _ => None,
        });
        match same {
            Some(roles) => roles.push(role.clone()),
            None => breakouts.push(Breakout::PrivilegedRoles {
                roles: vec![role.clone()],
                to,
                open,
            }),
        }
    }
    if let RoleReach::Roles { unlisted, .. } = assign
        && let Some((to, open)) = profit(unlisted)
    {
        breakouts.push(Breakout::UnlistedRole { to, open });
    }
    breakouts
}

/// Whether assignments may be removed that may not be made (AB-45).
pub(super) fn by_removing(assign: &RoleReach, remove: &RoleReach) -> Option<Breakout> {
    let best = |reach: &RoleReach| reach.unlisted().map_or(Verdict::NotMet, Audience::best);
    let open = match (best(assign), best(remove)) {
        (Verdict::NotMet, open @ (Verdict::Met | Verdict::Unknown)) => open,
        (Verdict::Unknown, Verdict::Met) => Verdict::Unknown,
        _ => return None,
    };
    Some(Breakout::RemovesMore { open })
}
