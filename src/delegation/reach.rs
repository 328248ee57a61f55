//! Which roles may be assigned, and to whom: every role of the roster, those that conditions name
//! and one that nobody knows yet, put to the conditions.

use std::collections::HashMap;
use std::sync::Arc;

use super::audience::{Audience, Candidates, NamedCandidate};
use super::clause::{Clause, Given};
use super::holder::Holder;
use super::proposal::{Act, PrincipalType, Proposal, ProposedId};
use super::roster::{DelegatedRole, Roster};
use super::ways::Ways;
use crate::condition::Verdict;
use crate::ids::{PrincipalId, RoleId};

/// The roles that may be assigned, or whose assignments may be removed.
#[derive(Clone, Debug, PartialEq)]
pub enum RoleReach {
    /// No role may be assigned.
    Nothing,
    /// Every role there is and will be, to the same principals.
    AnyRole {
        /// To whom.
        to: Arc<Audience>,
    },
    /// Depends on what isn't known, for every role alike.
    Undetermined {
        /// To whom it may be.
        to: Arc<Audience>,
    },
    /// Some roles and not others.
    Roles {
        /// The roles that may be assigned to somebody.
        allowed: Vec<ReachedRole>,
        /// The roles of which it isn't known.
        unknown: Vec<ReachedRole>,
        /// The roles that may not be assigned to anybody.
        refused: Vec<DelegatedRole>,
        /// To whom a role may be assigned that no condition names: a custom role made later.
        unlisted: Arc<Audience>,
    },
}

/// A role with those to whom it may be assigned.
#[derive(Clone, Debug, PartialEq)]
pub struct ReachedRole {
    /// The role.
    pub role: DelegatedRole,
    /// To whom.
    pub to: Arc<Audience>,
}

impl RoleReach {
    /// To whom a role may be assigned that no condition names.
    pub fn unlisted(&self) -> Option<&Audience> {
        match self {
            Self::Nothing => None,
            Self::AnyRole { to } | Self::Undetermined { to } => Some(to),
            Self::Roles { unlisted, .. } => Some(unlisted),
        }
    }

    /// The roles that may be assigned to somebody, or perhaps may, where others may not.
    pub(super) fn reached(&self) -> impl Iterator<Item = &ReachedRole> {
        let lists = match self {
            Self::Roles {
                allowed, unknown, ..
            } => Some([allowed, unknown]),
            _ => None,
        };
        lists.into_iter().flatten().flatten()
    }

    /// To whom this role may be assigned; `None` when to nobody.
    pub fn audience_of(&self, role: RoleId) -> Option<&Audience> {
        match self {
            Self::Roles {
                allowed,
                unknown,
                refused,
                unlisted,
            } => {
                let listed = allowed.iter().chain(unknown).find(|r| r.role.id == role);
                match listed {
                    Some(reached) => Some(&reached.to),
                    None if refused.iter().any(|other| other.id == role) => None,
                    None => Some(unlisted),
                }
            }
            _ => self.unlisted(),
        }
    }
}

/// Puts every role to the ways of an act.
pub(super) fn reach(
    ways: &Ways,
    act: Act,
    roster: &Roster,
    holder: &Holder<'_>,
    kind_of: &dyn Fn(&PrincipalId) -> Option<PrincipalType>,
    given: Given<'_>,
) -> RoleReach {
    let candidates = candidates(ways, holder, kind_of);
    let mut answers = Answers {
        ways,
        act,
        given,
        candidates: &candidates,
        known: HashMap::new(),
    };
    let unlisted = answers.of(ProposedId::Unlisted);
    let mut named: Vec<RoleId> = ways
        .clauses()
        .flat_map(Clause::roles)
        .map(|id| RoleId::from_u128(*id))
        .filter(|id| roster.roles().iter().all(|role| role.id != *id))
        .collect();
    named.sort_unstable();
    named.dedup();
    let unheard_of = named.into_iter().map(|id| roster.role(id));
    let all = roster.roles().iter().cloned().chain(unheard_of);
    let reached: Vec<ReachedRole> = all
        .map(|role| ReachedRole {
            to: answers.of(ProposedId::Named(role.id.to_u128())),
            role,
        })
        .collect();
    if reached.iter().all(|other| other.to == unlisted) {
        return match unlisted.best() {
            Verdict::Met => RoleReach::AnyRole { to: unlisted },
            Verdict::Unknown => RoleReach::Undetermined { to: unlisted },
            Verdict::NotMet => RoleReach::Nothing,
        };
    }
    let (mut allowed, mut unknown, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for reached in reached {
        match reached.to.best() {
            Verdict::Met => allowed.push(reached),
            Verdict::Unknown => unknown.push(reached),
            Verdict::NotMet => refused.push(reached.role),
        }
    }
    RoleReach::Roles {
        allowed,
        unknown,
        refused,
        unlisted,
    }
}

fn candidates(
    ways: &Ways,
    holder: &Holder<'_>,
    kind_of: &dyn Fn(&PrincipalId) -> Option<PrincipalType>,
) -> Candidates {
    let apart = |id: u128| {
        ways.clauses()
            .any(|clause| clause.tells_principal_apart(id))
    };
    let mut named: Vec<u128> = ways
        .clauses()
        .flat_map(Clause::principals)
        .copied()
        .collect();
    named.sort_unstable();
    named.dedup();
    Candidates {
        guises: holder
            .guises()
            .into_iter()
            .map(|guise| {
                let id = match guise.id {
                    Some(id) if apart(id) => ProposedId::Named(id),
                    _ => ProposedId::Unlisted,
                };
                (id, guise.types, guise.is_one_unknown)
            })
            .collect(),
        named: named
            .into_iter()
            .map(|guid| {
                let id = PrincipalId::new(&RoleId::from_u128(guid).to_string());
                NamedCandidate {
                    kind: kind_of(&id),
                    own: holder.is(&id),
                    guid,
                    id,
                }
            })
            .collect(),
    }
}

/// Answers by role; roles that no condition tells apart share one.
struct Answers<'a> {
    ways: &'a Ways,
    act: Act,
    given: Given<'a>,
    candidates: &'a Candidates,
    known: HashMap<ProposedId, Arc<Audience>>,
}

impl Answers<'_> {
    fn of(&mut self, role: ProposedId) -> Arc<Audience> {
        let role = match role {
            ProposedId::Named(id) if !self.ways.clauses().any(|c| c.tells_role_apart(id)) => {
                ProposedId::Unlisted
            }
            other => other,
        };
        if let Some(known) = self.known.get(&role) {
            return Arc::clone(known);
        }
        let audience = Audience::ask(self.candidates, |principal, principal_type| {
            let proposal = Proposal {
                role,
                principal,
                principal_type,
            };
            self.ways.verdict(self.act, &proposal, self.given)
        });
        let audience = Arc::new(audience);
        self.known.insert(role, Arc::clone(&audience));
        audience
    }
}
