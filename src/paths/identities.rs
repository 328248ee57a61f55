//! Managed identities: the resources that run as them, the identities that are resources themselves,
//! and those whose resource the inputs don't name.

use super::effects::{ANY_CODE, EffectSet, Effects};
use super::useful::UsefulEffects;
use crate::access::AccessIndex;
use crate::catalog::effects::EffectKind;
use crate::directory::{ScopeIx, ScopeTree};
use crate::ids::PrincipalId;
use crate::model::{HostKind, Moment, PrincipalKind, Tenant};
use crate::scope::{Scope, ScopeKind};
use crate::span::Place;
use crate::text::{NameMap, NameSet};

/// A resource that runs as identities.
#[derive(Debug)]
pub(super) struct Host {
    pub(super) id: Scope,
    pub(super) kind: HostKind,
    pub(super) identities: Vec<PrincipalId>,
    pub(super) place: Option<Place>,
}

/// The identities of all managed identities.
#[derive(Debug, Default)]
pub(super) struct Identities {
    pub(super) hosts: Vec<Host>,
    /// User-assigned identities, each with its resource.
    pub(super) user_assigned: Vec<(Scope, PrincipalId)>,
    /// Identities on no known resource, each with a scope at which it holds a role: its resource
    /// is assumed to be there.
    pub(super) assumed: Vec<(Scope, PrincipalId)>,
}

impl Identities {
    pub(super) fn of(index: &AccessIndex<'_>, moment: Moment) -> Self {
        let tenant = index.tenant();
        let mut all = Self {
            hosts: hosts(tenant),
            ..Self::default()
        };
        let mut hosted: NameSet<PrincipalId> = NameSet::default();
        for host in &all.hosts {
            hosted.extend(host.identities.iter().cloned());
        }
        for principal in tenant.principals.values() {
            if principal.kind != PrincipalKind::ManagedIdentity {
                continue;
            }
            let resource = principal.resource_id.as_deref();
            if let Some(resource) = resource.and_then(|id| Scope::parse(id).ok()) {
                if is_user_assigned(&resource) {
                    all.user_assigned.push((resource, principal.id.clone()));
                } else if hosted.insert(principal.id.clone()) {
                    all.hosts.push(Host {
                        kind: HostKind::of_id(&resource),
                        id: resource,
                        identities: vec![principal.id.clone()],
                        place: None,
                    });
                }
            }
            if hosted.contains(&principal.id) {
                continue;
            }
            for grant in index.grants_of(&principal.id, moment) {
                let scope = grant.scope;
                if matches!(
                    scope.kind(),
                    ScopeKind::Subscription | ScopeKind::ResourceGroup | ScopeKind::Resource
                ) {
                    all.assumed.push((scope.clone(), principal.id.clone()));
                }
            }
        }
        all.hosts.sort_by(|a, b| a.id.cmp(&b.id));
        all.user_assigned.sort();
        all.assumed.sort();
        all.assumed.dedup();
        all
    }

    /// The scopes of resources that have or are identities.
    pub(super) fn scopes(&self) -> impl Iterator<Item = Scope> + '_ {
        let hosts = self.hosts.iter().flat_map(Host::reached_at);
        let named = self.user_assigned.iter().chain(&self.assumed);
        hosts.chain(named.map(|(scope, _)| scope.clone()))
    }
}

impl Host {
    /// Where a right to run code on it can be held: on itself, and for a Nexus cluster on its bare
    /// metal machines, which are elsewhere in its subscription.
    fn reached_at(&self) -> Vec<Scope> {
        let metal = (self.kind == HostKind::NexusCluster).then(|| self.id.subscription());
        [Some(self.id.clone()), metal.flatten()]
            .into_iter()
            .flatten()
            .collect()
    }
}

fn hosts(tenant: &Tenant) -> Vec<Host> {
    let mut by_resource: NameMap<&str, &PrincipalId> = NameMap::default();
    for principal in tenant.principals.values() {
        if let Some(resource) = &principal.resource_id {
            by_resource.insert(resource, &principal.id);
        }
    }
    tenant
        .identity_hosts
        .iter()
        .map(|host| {
            let identity = |found: &crate::model::HostedIdentity| {
                let by_id = || by_resource.get(found.resource.as_ref()?.as_str());
                found
                    .principal
                    .clone()
                    .or_else(|| by_id().map(|id| (*id).clone()))
            };
            let mut identities: Vec<PrincipalId> =
                host.identities.iter().filter_map(identity).collect();
            identities.sort();
            identities.dedup();
            Host {
                id: host.id.clone(),
                kind: host.kind,
                identities,
                place: Some(host.place.clone()),
            }
        })
        .collect()
}

fn is_user_assigned(resource: &Scope) -> bool {
    let kind = resource.resource_type().unwrap_or_default();
    crate::text::same(&kind, "Microsoft.ManagedIdentity/userAssignedIdentities")
}

/// The identities and their resources at each scope of the tree.
#[derive(Debug, Default)]
pub(super) struct IdentitiesByScope {
    pub(super) hosts: NameMap<ScopeIx, Vec<usize>>,
    pub(super) metal: NameMap<ScopeIx, Vec<usize>>,
    pub(super) user_assigned: NameMap<ScopeIx, Vec<PrincipalId>>,
    pub(super) assumed: NameMap<ScopeIx, Vec<PrincipalId>>,
}

impl IdentitiesByScope {
    /// Finds each in the tree, and notes which effects apply to it there.
    pub(super) fn new(
        identities: &Identities,
        effects: &Effects,
        (scope_tree, useful): (&ScopeTree, &mut UsefulEffects),
    ) -> Self {
        let mut found = Self::default();
        let runs = |on| effects.which(|effect| effect.kind == EffectKind::RunsCode(on));
        let mut any_code = EffectSet::default();
        any_code.add(ANY_CODE);
        let metal = effects.which(|effect| effect.kind == EffectKind::RunsCodeOnMetal);
        let takes = effects.which(|l| {
            matches!(
                l.kind,
                EffectKind::FederatesIdentity | EffectKind::AttachesIdentity
            )
        });
        let mut put = |scope: &Scope, effects: EffectSet| {
            let at = scope_tree.find(scope)?;
            useful.note(scope_tree, at, effects);
            Some(at)
        };
        for (number, host) in identities.hosts.iter().enumerate() {
            if let Some(at) = put(&host.id, runs(host.kind)) {
                found.hosts.entry(at).or_default().push(number);
            }
            if host.kind == HostKind::NexusCluster
                && let Some(subscription) = host.id.subscription()
                && let Some(at) = put(&subscription, metal)
            {
                found.metal.entry(at).or_default().push(number);
            }
        }
        for (scope, identity) in &identities.user_assigned {
            if let Some(at) = put(scope, takes) {
                found
                    .user_assigned
                    .entry(at)
                    .or_default()
                    .push(identity.clone());
            }
        }
        for (scope, identity) in &identities.assumed {
            if let Some(at) = put(scope, any_code) {
                found.assumed.entry(at).or_default().push(identity.clone());
            }
        }
        found
    }
}
