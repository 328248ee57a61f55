//! What counts as escalation (azure-rbac.md §6), and which roles are meant for Microsoft services.

use serde::Deserialize;

use super::Catalog;
use super::image::format::{ESCALATION, READS};
use crate::bits::OperationSet;
use crate::ids::{OperationIx, RoleId};
use crate::model::{Operation, OperationClass, Plane};
use crate::pattern::{ActionPattern, Wildcards};

/// How an operation leads to more rights.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EscalationKind {
    /// It grants rights.
    Grants,
    /// It uses another identity.
    Identity,
    /// It runs code.
    Execution,
    /// It yields keys or secrets.
    Secrets,
    /// It reads or alters protected data.
    Data,
    /// It removes a guard.
    Guard,
}

impl EscalationKind {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Grants => "grants",
            Self::Identity => "identity",
            Self::Execution => "execution",
            Self::Secrets => "secrets",
            Self::Data => "data",
            Self::Guard => "guard",
        }
    }
}

/// One entry of the escalation list.
#[derive(Clone, Debug)]
pub struct EscalationEntry {
    /// Operation or pattern.
    pub action: ActionPattern,
    /// Its plane.
    pub plane: Plane,
    /// How it leads to more rights.
    pub kind: EscalationKind,
    /// Why it matters, in a sentence.
    pub why: String,
}

/// A published role that is meant for a Microsoft service and not for people.
#[derive(Clone, Debug)]
pub struct ServiceRole {
    /// The role.
    pub id: RoleId,
    /// Its name when it was reviewed.
    pub name: String,
    /// Why it is listed.
    pub reason: String,
}

/// The two reviewed lists that guide recommendations.
#[derive(Clone, Debug, Default)]
pub struct Risk {
    entries: Vec<EscalationEntry>,
    service_roles: Vec<ServiceRole>,
}

#[derive(Deserialize)]
struct EscalationFile {
    entries: Vec<EntryFile>,
}

#[derive(Deserialize)]
struct EntryFile {
    action: String,
    plane: Plane,
    class: EscalationKind,
    why: String,
}

#[derive(Deserialize)]
struct ServiceRolesFile {
    roles: Vec<ServiceRoleFile>,
}

#[derive(Deserialize)]
struct ServiceRoleFile {
    id: String,
    name: String,
    reason: String,
}

impl Risk {
    pub(super) fn read(escalation: &[u8], service_roles: &[u8]) -> Self {
        let entries = serde_json::from_slice::<EscalationFile>(escalation)
            .map(|file| file.entries)
            .unwrap_or_default()
            .into_iter()
            .map(|entry| EscalationEntry {
                action: ActionPattern::literal(entry.action.trim()),
                plane: entry.plane,
                kind: entry.class,
                why: entry.why,
            })
            .collect();
        let service_roles = serde_json::from_slice::<ServiceRolesFile>(service_roles)
            .map(|file| file.roles)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|role| {
                let id = RoleId::parse(&role.id)?;
                Some(ServiceRole {
                    id,
                    name: role.name,
                    reason: role.reason,
                })
            })
            .collect();
        Self {
            entries,
            service_roles,
        }
    }

    /// The escalation list.
    pub fn escalation(&self) -> &[EscalationEntry] {
        &self.entries
    }

    /// The roles meant for Microsoft services.
    pub fn service_roles(&self) -> &[ServiceRole] {
        &self.service_roles
    }

    /// The entry that makes an operation count as escalation.
    pub fn entry(
        &self,
        action: &str,
        plane: Plane,
        wildcards: Wildcards,
    ) -> Option<&EscalationEntry> {
        self.entries
            .iter()
            .find(|entry| entry.plane == plane && entry.action.matches(action, wildcards))
    }
}

impl Catalog {
    /// The operations that count as escalation.
    pub fn escalation_operations(&self) -> OperationSet {
        if self.wildcards == Wildcards::Azure {
            return self.image.set(ESCALATION);
        }
        let mut set = OperationSet::new(self.operation_count());
        for entry in self.risk().escalation() {
            set.union_with(&self.expand(&entry.action, entry.plane));
        }
        set
    }

    /// The class of every operation, by index.
    pub fn classes(&self) -> Vec<OperationClass> {
        let escalation = self.escalation_operations();
        let reads = self.image.set(READS);
        (0..self.operation_count())
            .map(OperationIx::new)
            .map(|at| {
                let plane = self.image.plane(at);
                class_of(plane, || escalation.contains(at), || reads.contains(at))
            })
            .collect()
    }

    /// The class of a single operation.
    pub fn class(&self, operation: OperationIx) -> OperationClass {
        let Operation { name, plane } = self.operation(operation);
        class_of(
            plane,
            || self.risk().entry(&name, plane, self.wildcards).is_some(),
            || Operation::is_read(&name),
        )
    }
}

fn class_of(
    plane: Plane,
    escalates: impl FnOnce() -> bool,
    reads: impl FnOnce() -> bool,
) -> OperationClass {
    match plane {
        _ if escalates() => OperationClass::Escalation,
        Plane::Data => OperationClass::Data,
        Plane::Control if reads() => OperationClass::Read,
        Plane::Control => OperationClass::Write,
    }
}
