//! Constrained delegates: who may write role assignments under a condition gets what the condition
//! lets through, computed for each, and never all (AB-46). It is never an owner for that, and
//! never harmless.

use super::denials::ClassIx;
use super::effects::EffectIx;
use super::graph::{Hop, Node, RoadGraph, Source, basis_of};
use super::holdings::DutyIx;
use super::road::{Basis, RoadGrantIx, StepKind};
use super::terrain::ScopeIx;
use crate::catalog::effects::EffectKind;
use crate::condition::Verdict;
use crate::delegation::{
    Audience, Delegation, RoleReach, Roster, delegation_by_grant, delegation_of_roles,
};
use crate::directory::ReachNode;

/// What a delegate can hand to itself.
#[derive(Clone, Debug)]
pub(super) struct Hands {
    /// Any role: the condition doesn't bind.
    any: Option<Basis>,
    /// Some roles that lead to more.
    roles: Vec<(DutyIx, Basis)>,
}

impl RoadGraph<'_, '_> {
    /// Links to the roles that the holder of a record may assign to itself by it.
    pub(super) fn assign_by(&mut self, at: ReachNode, grant: RoadGrantIx, class: ClassIx) {
        let owns = self.owning();
        if self.holdings.gives(grant, owns) != Verdict::Unknown {
            return;
        }
        let hands = match self.hands_of_grant.get(&grant) {
            Some(known) => known.clone(),
            None => {
                let (duty, _) = self.holdings.power(grant);
                let duty = self.holdings.duty_of(duty);
                let record = self.index.grant(self.holdings.number(grant));
                let role = duty.role.as_ref().clone();
                let found = delegation_by_grant(self.index, self.roster(), &record, &role);
                let hands = self.hands(&found);
                self.hands_of_grant.insert(grant, hands.clone());
                hands
            }
        };
        let (_, scope) = self.holdings.power(grant);
        self.hand_out(at, &hands, Some(grant), scope, class);
    }

    /// The same for a role that was itself assigned on the way.
    pub(super) fn assign_by_duty(
        &mut self,
        at: ReachNode,
        duty: DutyIx,
        scope: ScopeIx,
        class: ClassIx,
    ) {
        let hands = match self.hands_of_duty.get(&duty) {
            Some(known) => known.clone(),
            None => {
                let catalog = self.index.catalog();
                let role = self.holdings.duty_of(duty).role.id;
                let Some(role) = role.and_then(|id| catalog.find_role_id(id)) else {
                    return;
                };
                let circumstances = Default::default();
                let found = delegation_of_roles(catalog, self.roster(), &[role], &circumstances);
                let hands = self.hands(&found);
                self.hands_of_duty.insert(duty, hands.clone());
                hands
            }
        };
        self.hand_out(at, &hands, None, scope, class);
    }

    fn roster(&self) -> &Roster {
        self.roster.get_or_init(|| Roster::of(self.index.catalog()))
    }

    /// The effect that makes an owner.
    pub(super) fn owning(&self) -> EffectIx {
        let owns = self
            .effects
            .which(|effect| effect.kind == EffectKind::AssignsRoles);
        owns.iter().next().unwrap_or(EffectIx(0))
    }

    fn hands(&mut self, found: &Delegation) -> Hands {
        match &found.assign {
            RoleReach::Nothing => Hands {
                any: None,
                roles: Vec::new(),
            },
            RoleReach::AnyRole { to } | RoleReach::Undetermined { to } => Hands {
                any: profit(to),
                roles: Vec::new(),
            },
            RoleReach::Roles {
                allowed,
                unknown,
                unlisted,
                ..
            } => {
                let owns = self.owning();
                let (mut owners, mut others) = (Vec::new(), Vec::new());
                for reached in allowed.iter().chain(unknown) {
                    let Some(basis) = profit(&reached.to) else {
                        continue;
                    };
                    let id = reached.role.id;
                    let Some(duty) = self.holdings.duty_of_role(self.index, &self.effects, id)
                    else {
                        continue;
                    };
                    let held = self.holdings.duty_of(duty);
                    if held.firm.holds(owns) {
                        owners.push((duty, basis));
                    } else if !held.firm.union(held.open).is_empty() {
                        others.push((duty, basis));
                    }
                }
                owners.sort_by_key(|(_, basis)| *basis);
                owners.truncate(1);
                // Who gets the most by one role needs no lesser one.
                if owners.iter().any(|(_, basis)| *basis == Basis::Shown) {
                    others.clear();
                }
                let any = if owners.is_empty() {
                    profit(unlisted).map(|_| Basis::Assumed)
                } else {
                    None
                };
                owners.extend(others);
                Hands { any, roles: owners }
            }
        }
    }

    fn hand_out(
        &mut self,
        at: ReachNode,
        hands: &Hands,
        grant: Option<RoadGrantIx>,
        scope: ScopeIx,
        class: ClassIx,
    ) {
        let owns = self.owning();
        let denied = self.denials.at(&self.terrain, owns, scope, class);
        let Some(undenied) = basis_of(Verdict::Met, denied) else {
            return;
        };
        let hop = |basis: Basis| {
            let mut hop = Hop::new(Some(StepKind::AssignsRole), basis.max(undenied)).with(owns);
            hop.grant = grant;
            hop
        };
        if let Some(basis) = hands.any {
            self.link(at, Node::Own(scope, class), hop(basis));
        }
        for (duty, basis) in &hands.roles {
            let to = Node::Power(*duty, scope, class, Source::Assigned);
            self.link(at, to, hop(*basis));
        }
    }
}

/// How firmly the delegate profits. An assignment to others only is a road for those who control
/// one of them, of which the inputs say nothing.
fn profit(to: &Audience) -> Option<Basis> {
    match (to.own, to.others()) {
        (Verdict::Met, _) => Some(Basis::Shown),
        (Verdict::Unknown, _) => Some(Basis::Conditional),
        (Verdict::NotMet, Verdict::NotMet) => None,
        (Verdict::NotMet, _) => Some(Basis::Assumed),
    }
}
