use super::breakout::{Breakout, by_assigning, by_removing};
use super::clause::Given;
use super::holder::Holder;
use super::proposal::{Act, PrincipalType};
use super::reach::{RoleReach, reach};
use super::roster::{DelegatedRole, Roster};
use super::ways::{Activation, Authority};
use crate::access::{AccessIndex, Circumstances, Doubt};
use crate::catalog::Catalog;
use crate::catalog::effects::past_conditions;
use crate::condition::Verdict;
use crate::ids::{PrincipalId, RoleId, RoleIx};
use crate::model::{Grant, PrincipalKind, RoleDefinition, RoleGap};
use crate::scope::Scope;

/// What somebody may do with role assignments.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Delegation {
    /// The roles it may assign.
    pub assign: RoleReach,
    /// The roles whose assignments it may remove.
    pub remove: RoleReach,
    /// The ways to more than it was granted, gravest first.
    pub breakouts: Vec<Breakout>,
    /// What the inputs don't say.
    pub doubts: Vec<Doubt>,
}

impl Delegation {
    /// Whether it can get to more than it was given (AB-46, AB-47).
    pub fn breaks_out(&self) -> Verdict {
        let each = self.breakouts.iter().map(Breakout::gains);
        each.fold(Verdict::NotMet, Verdict::or)
    }

    /// The roles that it may assign, or perhaps may, of which it isn't known what they grant.
    pub(crate) fn unknown_roles(&self) -> impl Iterator<Item = (RoleGap, &DelegatedRole)> {
        let each = self.assign.reached();
        each.filter_map(|reached| Some((reached.role.gap?, &reached.role)))
    }
}

/// What a principal may do with role assignments at a scope, by all its assignments together.
/// Attributes of role assignments among the circumstances are disregarded: they are what is asked.
pub fn of_principal(
    index: &AccessIndex<'_>,
    roster: &Roster,
    principal: &PrincipalId,
    scope: &Scope,
    circumstances: &Circumstances,
    activation: Activation,
) -> Delegation {
    let authority = Authority::Principal {
        index,
        principal,
        scope,
        activation,
    };
    Question {
        authority,
        catalog: index.catalog(),
        roster,
        holder: Holder::of(index, principal, PrincipalKind::Unknown),
        kind_of: &|id| {
            index
                .tenant()
                .principal(id)
                .and_then(|p| PrincipalType::of(p.kind))
        },
        circumstances,
    }
    .answer()
}

/// What one grant, activated where it must be, lets its holder do with role assignments.
pub(super) fn by_grant(
    index: &AccessIndex<'_>,
    roster: &Roster,
    grant: &Grant<'_>,
    role: &RoleDefinition,
) -> Delegation {
    let wildcards = index.catalog().wildcards();
    Question {
        authority: Authority::Grant(grant.condition, role, wildcards),
        catalog: index.catalog(),
        roster,
        holder: Holder::of(index, grant.holder, grant.principal_kind()),
        kind_of: &|id| {
            index
                .tenant()
                .principal(id)
                .and_then(|p| PrincipalType::of(p.kind))
        },
        circumstances: &Circumstances::default(),
    }
    .answer()
}

/// What some roles together let their holder do with role assignments, whoever that is.
pub fn of_roles(
    catalog: &Catalog,
    roster: &Roster,
    roles: &[RoleIx],
    circumstances: &Circumstances,
) -> Delegation {
    let definitions: Vec<RoleDefinition> = roles.iter().map(|&at| catalog.role(at)).collect();
    Question {
        authority: Authority::Roles(&definitions, catalog.wildcards()),
        catalog,
        roster,
        holder: Holder::Anybody,
        kind_of: &|_| None,
        circumstances,
    }
    .answer()
}

struct Question<'a, 't> {
    authority: Authority<'a, 't>,
    catalog: &'a Catalog,
    roster: &'a Roster,
    holder: Holder<'a>,
    kind_of: &'a dyn Fn(&PrincipalId) -> Option<PrincipalType>,
    circumstances: &'a Circumstances,
}

impl Question<'_, '_> {
    fn answer(&self) -> Delegation {
        let (assign, doubts) = self.reach(Act::Write, &[]);
        let (remove, more) = self.reach(Act::Delete, &[]);
        let mut breakouts = Vec::new();
        // A delegate that may give itself any role needs no other way.
        let any = matches!(&assign, RoleReach::AnyRole { to } if to.own == Verdict::Met);
        if assign != RoleReach::Nothing {
            breakouts = by_assigning(&assign, self.roster);
            if !any {
                breakouts.extend(self.chains(&assign));
            }
            breakouts.extend(by_removing(&assign, &remove));
        }
        // A condition that is never met withholds every assignment, and leaves other operations open all
        // the same (AB-45, AB-47).
        if !any && self.authority.is_of_writer() {
            breakouts.extend(self.other_operations());
        }
        breakouts.sort_by_key(|breakout| {
            (
                breakout.gains() != Verdict::Met,
                breakout.open() != Verdict::Met,
            )
        });
        let mut doubts = [doubts, more].concat();
        doubts.sort();
        doubts.dedup();
        Delegation {
            assign,
            remove,
            breakouts,
            doubts,
        }
    }

    fn given(&self) -> Given<'_> {
        Given {
            circumstances: self.circumstances,
            wildcards: self.authority.wildcards(),
        }
    }

    fn reach(&self, act: Act, gained: &[RoleDefinition]) -> (RoleReach, Vec<Doubt>) {
        let ways = self.authority.ways(act, gained);
        let found = reach(
            &ways,
            act,
            self.roster,
            &self.holder,
            self.kind_of,
            self.given(),
        );
        (found, ways.doubts)
    }

    /// Roles that the delegate may assign to itself and that delegate further, followed until
    /// nothing is gained.
    fn chains(&self, assign: &RoleReach) -> Vec<Breakout> {
        let mut breakouts = Vec::new();
        let mut open: Vec<(RoleIx, Verdict)> = Vec::new();
        let mut within = assign.clone();
        loop {
            let next = self.roster.delegates().iter().find_map(|(id, at)| {
                let own = within.audience_of(*id).map_or(Verdict::NotMet, |to| to.own);
                let fresh = own != Verdict::NotMet && open.iter().all(|(known, _)| known != at);
                fresh.then_some((*id, *at, own))
            });
            let Some((id, at, own)) = next else {
                return breakouts;
            };
            open.push((at, own));
            let gained: Vec<RoleDefinition> =
                open.iter().map(|(at, _)| self.catalog.role(*at)).collect();
            let (wider, _) = self.reach(Act::Write, &gained);
            let certain = open.iter().map(|(_, own)| *own);
            let certain = certain.fold(Verdict::Met, Verdict::and);
            breakouts.extend(self.links(id, &within, &wider, certain));
            within = wider;
        }
    }

    /// What a role that delegates adds to the reach of the delegate itself.
    fn links(
        &self,
        id: RoleId,
        before: &RoleReach,
        after: &RoleReach,
        of: Verdict,
    ) -> Vec<Breakout> {
        let own = |reach: &RoleReach, role: RoleId| {
            let to = reach.audience_of(role);
            to.map_or(Verdict::NotMet, |to| to.own)
        };
        let through = self.roster.role(id);
        let chain = |roles, open: Verdict| Breakout::Chain {
            through: through.clone(),
            roles,
            open: open.and(of),
        };
        let mut breakouts = Vec::new();
        for open in [Verdict::Met, Verdict::Unknown] {
            let gained = |role: &&DelegatedRole| {
                own(after, role.id) == open && own(before, role.id) == Verdict::NotMet
            };
            let roles: Vec<DelegatedRole> =
                self.roster.privileged().filter(gained).cloned().collect();
            if !roles.is_empty() {
                breakouts.push(chain(roles, open));
            }
        }
        let unlisted = |reach: &RoleReach| reach.unlisted().map_or(Verdict::NotMet, |to| to.own);
        if unlisted(before) == Verdict::NotMet && unlisted(after) != Verdict::NotMet {
            breakouts.push(chain(Vec::new(), unlisted(after)));
        }
        breakouts
    }

    fn other_operations(&self) -> Vec<Breakout> {
        let open = |operation: &'static str| {
            let ways = self.authority.ways_to(operation, Act::Write, &[]);
            let open = ways.verdict_of(operation, self.given());
            (open != Verdict::NotMet).then_some(Breakout::OtherOperation { operation, open })
        };
        past_conditions().iter().copied().filter_map(open).collect()
    }
}
