//! Operations counted, and operations by name.

use serde::{Deserialize, Serialize};

use crate::bits::OperationSet;
use crate::catalog::{self, Catalog};
use crate::model::{OperationClass, Plane};

/// How many operations there are in each plane.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PlaneCounts {
    /// Of the control plane.
    pub(crate) control: usize,
    /// Of the data plane.
    pub(crate) data: usize,
}

/// Operations by class.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ClassCounts {
    /// All of them.
    pub(crate) total: usize,
    /// Those that lead to more rights.
    pub(crate) escalation: usize,
    /// Of the data plane, the rest.
    pub(crate) data: usize,
    /// Of the control plane, what changes something.
    pub(crate) write: usize,
    /// Operations that read.
    pub(crate) read: usize,
}

impl From<&catalog::ClassCounts> for ClassCounts {
    fn from(counts: &catalog::ClassCounts) -> Self {
        Self {
            total: counts.total(),
            escalation: counts.of(OperationClass::Escalation),
            data: counts.of(OperationClass::Data),
            write: counts.of(OperationClass::Write),
            read: counts.of(OperationClass::Read),
        }
    }
}

/// The names of operations in each plane.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PlaneOperations {
    /// Of the control plane, in order.
    pub(crate) control: Vec<String>,
    /// Of the data plane, in order.
    pub(crate) data: Vec<String>,
}

impl PlaneOperations {
    /// The operations of a set, by plane.
    pub(super) fn of(set: &OperationSet, catalog: &Catalog) -> Self {
        let names = |plane| {
            let operations = set.iter().map(|at| catalog.operation(at));
            let of_plane = operations.filter(|operation| operation.plane == plane);
            of_plane.map(|operation| operation.name).collect()
        };
        Self {
            control: names(Plane::Control),
            data: names(Plane::Data),
        }
    }
}

/// The names of operations, in order.
pub(in crate::report) fn names(set: &OperationSet, catalog: &Catalog) -> Vec<String> {
    set.iter().map(|at| catalog.operation(at).name).collect()
}
