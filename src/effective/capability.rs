//! What an operation is good for, in seven words, and which of them a role gives.

use crate::bits::OperationSet;
use crate::catalog::{Catalog, EscalationKind};
use crate::model::{Operation, Plane, RoleDefinition};

/// What somebody can do to a tenant, gravest first. An operation may count under several.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Capability {
    /// Get to more rights: the escalation list's classes granting, identity, execution and guard.
    Escalation,
    /// Get keys and secrets: the escalation list's class secrets.
    Secrets,
    /// Read or alter protected data: the data plane, and the escalation list's class data.
    Data,
    /// Delete, on the control plane.
    Destroy,
    /// Change networks, fabrics among them, on the control plane.
    Network,
    /// Change or run anything else on the control plane.
    Write,
    /// Read the control plane.
    Read,
}

impl Capability {
    /// All of them, gravest first.
    pub const ALL: [Self; 7] = [
        Self::Escalation,
        Self::Secrets,
        Self::Data,
        Self::Destroy,
        Self::Network,
        Self::Write,
        Self::Read,
    ];

    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Escalation => "escalation",
            Self::Secrets => "secrets",
            Self::Data => "data",
            Self::Destroy => "destroy",
            Self::Network => "network",
            Self::Write => "write",
            Self::Read => "read",
        }
    }
}

/// A set of capabilities.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Capabilities(u8);

impl Capabilities {
    /// Whether one is in the set.
    pub(crate) fn contains(self, capability: Capability) -> bool {
        self.0 & (1 << capability as u8) != 0
    }

    fn insert(&mut self, capability: Capability) {
        self.0 |= 1 << capability as u8;
    }

    /// Those of the set, gravest first.
    pub(crate) fn iter(self) -> impl Iterator<Item = Capability> {
        Capability::ALL
            .into_iter()
            .filter(move |capability| self.contains(*capability))
    }
}

/// What a role gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct RoleCapabilities {
    /// Without a condition.
    pub free: Capabilities,
    /// Only under a condition of the role's own.
    pub bound: Capabilities,
    /// Whether it may give more: a pattern of it matches nothing in the catalogue.
    pub may_give_more: bool,
}

/// The operations of a catalogue by capability, to look roles up in. Made once.
#[derive(Debug)]
pub(crate) struct CapabilityTable<'c> {
    catalog: &'c Catalog,
    sets: [OperationSet; 7],
}

/// Namespaces and resource types whose operations are about networks.
const NETWORKS: [&str; 6] = [
    "microsoft.network/",
    "microsoft.managednetworkfabric/",
    "microsoft.networkcloud/l2networks/",
    "microsoft.networkcloud/l3networks/",
    "microsoft.networkcloud/trunkednetworks/",
    "microsoft.networkcloud/cloudservicesnetworks/",
];

impl<'c> CapabilityTable<'c> {
    /// Sorts the operations of a catalogue.
    pub(crate) fn new(catalog: &'c Catalog) -> Self {
        let mut sets = Capability::ALL.map(|_| OperationSet::new(catalog.operation_count()));
        catalog.for_each_operation(|at, name, plane| {
            let capability = match plane {
                Plane::Data => Capability::Data,
                Plane::Control if Operation::is_read(name) => Capability::Read,
                Plane::Control if crate::text::ends_with(name, "/delete") => Capability::Destroy,
                Plane::Control => Capability::Write,
            };
            sets[capability as usize].insert(at);
            if plane == Plane::Control
                && capability != Capability::Read
                && NETWORKS
                    .iter()
                    .any(|start| crate::text::starts_with(name, start))
            {
                sets[Capability::Network as usize].insert(at);
            }
        });
        for entry in catalog.risk().escalation() {
            let capability = match entry.kind {
                EscalationKind::Secrets => Capability::Secrets,
                EscalationKind::Data => Capability::Data,
                EscalationKind::Grants
                | EscalationKind::Identity
                | EscalationKind::Execution
                | EscalationKind::Guard => Capability::Escalation,
            };
            sets[capability as usize].union_with(&catalog.expand(&entry.action, entry.plane));
        }
        Self { catalog, sets }
    }

    /// What a role gives by its permissions, whatever its name.
    pub(crate) fn of_role(&self, role: &RoleDefinition) -> RoleCapabilities {
        let mut found = RoleCapabilities::default();
        for permission in &role.permissions {
            for plane in Plane::BOTH {
                let patterns = permission.plane(plane);
                let operations = self.catalog.expand_set(patterns, plane);
                let unheard_of = |pattern| self.catalog.count_matching(pattern, plane) == 0;
                if patterns.granted().iter().any(unheard_of) {
                    found.may_give_more = true;
                }
                let side = match permission.condition {
                    None => &mut found.free,
                    Some(_) => &mut found.bound,
                };
                for capability in Capability::ALL {
                    if !self.sets[capability as usize].is_disjoint(&operations) {
                        side.insert(capability);
                    }
                }
            }
        }
        found
    }
}
