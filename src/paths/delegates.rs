//! Constrained delegates: a principal that may write role assignments under a condition can assign
//! itself exactly what the condition lets through (AB-46). That alone makes it neither an owner nor
//! harmless.

use super::denials::ClassIx;
use super::effects::EffectIx;
use super::graph::{Hop, Node, PathGraph, Source, basis_of};
use super::holdings::GrantedRoleIx;
use super::path::{Basis, PathGrantIx, StepKind};
use crate::catalog::effects::EffectKind;
use crate::condition::Verdict;
use crate::delegation::{self, Audience, Delegation, RoleReach};
use crate::directory::{ReachNode, ScopeIx};

/// What a delegate can assign to itself.
#[derive(Clone, Debug)]
pub(super) struct SelfAssignable {
    /// Any role, on this basis.
    any: Option<Basis>,
    /// Some roles with effects.
    roles: Vec<(GrantedRoleIx, Basis)>,
}

impl PathGraph<'_, '_> {
    /// Links to the roles that the holder of a record may assign to itself by it.
    pub(super) fn assign_by(&mut self, at: ReachNode, grant: PathGrantIx, class: ClassIx) {
        let owns = self.owning();
        if self.holdings.grants_effect(grant, owns) != Verdict::Unknown {
            return;
        }
        let assignable = match self.assignable_by_grant.get(&grant) {
            Some(known) => known.clone(),
            None => {
                let (role, _) = self.holdings.role_at(grant);
                let role = &self.holdings.role(role).definition;
                let record = self.index.grant(self.holdings.number(grant));
                let found = self.delegations.by_grant(self.index, &record, role);
                let assignable = self.self_assignable(&found);
                self.assignable_by_grant.insert(grant, assignable.clone());
                assignable
            }
        };
        let (_, scope) = self.holdings.role_at(grant);
        self.link_assignable(at, &assignable, Some(grant), scope, class);
    }

    /// The same for a role that a step of the path assigns.
    pub(super) fn assign_by_role(
        &mut self,
        at: ReachNode,
        role: GrantedRoleIx,
        scope: ScopeIx,
        class: ClassIx,
    ) {
        let assignable = match self.assignable_by_role.get(&role) {
            Some(known) => known.clone(),
            None => {
                let catalog = self.index.catalog();
                let id = self.holdings.role(role).definition.id;
                let Some(definition) = id.and_then(|id| catalog.find_role_id(id)) else {
                    return;
                };
                let circumstances = Default::default();
                let roster = self.delegations.roster(self.index);
                let found = delegation::of_roles(catalog, roster, &[definition], &circumstances);
                let assignable = self.self_assignable(&found);
                self.assignable_by_role.insert(role, assignable.clone());
                assignable
            }
        };
        self.link_assignable(at, &assignable, None, scope, class);
    }

    /// The effect of an owner: assigning any role.
    pub(super) fn owning(&self) -> EffectIx {
        let owns = self
            .effects
            .which(|effect| effect.kind == EffectKind::AssignsRoles);
        owns.iter().next().unwrap_or(EffectIx(0))
    }

    fn self_assignable(&mut self, found: &Delegation) -> SelfAssignable {
        match &found.assign {
            RoleReach::Nothing => SelfAssignable {
                any: None,
                roles: Vec::new(),
            },
            RoleReach::AnyRole { to } | RoleReach::Undetermined { to } => SelfAssignable {
                any: gain(to),
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
                    let Some(basis) = gain(&reached.to) else {
                        continue;
                    };
                    let id = reached.role.id;
                    let Some(role) = self.holdings.assigned_role(self.index, &self.effects, id)
                    else {
                        continue;
                    };
                    let held = self.holdings.role(role);
                    if held.firm.holds(owns) {
                        owners.push((role, basis));
                    } else if !held.firm.union(held.open).is_empty() {
                        others.push((role, basis));
                    }
                }
                owners.sort_by_key(|(_, basis)| *basis);
                owners.truncate(1);
                // Nothing is missing to a delegate that can make itself an owner.
                if owners.iter().any(|(_, basis)| *basis == Basis::Shown) {
                    others.clear();
                }
                let any = if owners.is_empty() {
                    gain(unlisted).map(|_| Basis::Assumed)
                } else {
                    None
                };
                owners.extend(others);
                SelfAssignable { any, roles: owners }
            }
        }
    }

    fn link_assignable(
        &mut self,
        at: ReachNode,
        assignable: &SelfAssignable,
        grant: Option<PathGrantIx>,
        scope: ScopeIx,
        class: ClassIx,
    ) {
        let owns = self.owning();
        let denied = self.denials.at(&self.scope_tree, owns, scope, class);
        let Some(undenied) = basis_of(Verdict::Met, denied) else {
            return;
        };
        let hop = |basis: Basis| {
            let mut hop = Hop::new(Some(StepKind::AssignsRole), basis.max(undenied)).with(owns);
            hop.grant = grant;
            hop
        };
        if let Some(basis) = assignable.any {
            self.link(at, Node::Own(scope, class), hop(basis));
        }
        for (role, basis) in &assignable.roles {
            let to = Node::Role(*role, scope, class, Source::Path);
            self.link(at, to, hop(*basis));
        }
    }
}

/// How sure it is that the delegate gains by an assignment to these. One to other principals only is a
/// path if the delegate controls one of them, which the inputs don't say.
fn gain(to: &Audience) -> Option<Basis> {
    match (to.own, to.others()) {
        (Verdict::Met, _) => Some(Basis::Shown),
        (Verdict::Unknown, _) => Some(Basis::Conditional),
        (Verdict::NotMet, Verdict::NotMet) => None,
        (Verdict::NotMet, _) => Some(Basis::Assumed),
    }
}
