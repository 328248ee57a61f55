//! `what`: everything that a principal holds.

use serde::{Deserialize, Serialize};

use super::counts::PlaneCounts;
use super::delegation::DelegationAt;
use super::given::Given;
use super::refs::{Group, Principal, Role};
use super::roles::texts;
use super::text::{Guid, Id, ScopePath};
use super::why_not::{Missing, missing};
use super::words::{Outcome, Plane};
use crate::catalog::Catalog;
use crate::effective::{self, EffectiveGrant};
use crate::ids::OperationIx;
use crate::model::{ConditionText, Tenant};
use crate::report::WhatReport;

/// The `result` of `rolecall/what/1`: everything that a principal holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct WhatResult {
    /// The principal that was asked about.
    pub(crate) principal: Principal,
    /// What it holds, in short.
    pub(crate) grants: Vec<Grant>,
    /// How many operations of the catalogue it holds somewhere, by activation too.
    pub(crate) operations: PlaneCounts,
    /// What it may do with role assignments, by scope.
    pub(crate) delegations: Vec<DelegationAt>,
    /// The scope that was asked about, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<ScopePath>,
    /// What was known of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) given: Option<Given>,
    /// With --expand: the operations by scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expanded: Option<Vec<Expanded>>,
}

impl WhatResult {
    /// What a principal holds, with the names of operations and groups.
    pub(crate) fn new(report: &WhatReport, catalog: &Catalog, tenant: &Tenant) -> Self {
        let [control, data] = report.operations;
        let grants = report.grants.iter();
        let expanded = report.expanded.as_ref();
        Self {
            principal: (&report.principal).into(),
            grants: grants.map(|grant| Grant::new(grant, tenant)).collect(),
            operations: PlaneCounts { control, data },
            delegations: report.delegations.iter().map(DelegationAt::from).collect(),
            at: report.at.as_ref().map(ScopePath::from),
            given: Given::of(&report.given),
            expanded: expanded.map(|expanded| {
                let each = expanded.iter();
                each.map(|at| Expanded::new(at, catalog)).collect()
            }),
        }
    }
}

/// What an assignment gives in a plane.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Grant {
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// The plane; null where the role is not known.
    pub(crate) plane: Option<Plane>,
    /// Patterns that grant.
    pub(crate) actions: Vec<String>,
    /// Patterns that are taken back.
    pub(crate) not_actions: Vec<String>,
    /// The role.
    pub(crate) role: Role,
    /// The assignment or schedule instance.
    pub(crate) role_assignment: Id,
    /// The groups on the way, the principal's own first.
    pub(crate) via: Vec<Group>,
    /// What it comes to.
    pub(crate) outcome: Outcome,
    /// The conditions it depends on, joined by AND.
    pub(crate) condition: Option<String>,
    /// Where it was read: a file and, after `#`, a JSON pointer into it.
    pub(crate) source: String,
    /// What the inputs lack to say that the principal holds it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) missing: Vec<Missing>,
}

impl Grant {
    fn new(grant: &EffectiveGrant, tenant: &Tenant) -> Self {
        let via = grant.via.iter().map(|hop| Group {
            id: (&hop.group).into(),
            name: tenant
                .principal(&hop.group)
                .and_then(|group| group.display_name.as_deref())
                .map(str::to_owned),
        });
        Self {
            scope: (&grant.scope).into(),
            plane: grant.plane.map(Plane::from),
            actions: texts(grant.patterns.granted()),
            not_actions: texts(grant.patterns.excluded()),
            role: Role {
                id: grant.role_id.map(Guid::from),
                name: grant.role.to_string(),
            },
            role_assignment: (&grant.assignment).into(),
            via: via.collect(),
            outcome: grant.outcome.into(),
            condition: joined(&grant.conditions),
            source: grant.place.to_string(),
            missing: missing(&grant.missing),
        }
    }
}

/// Conditions that must all be met, as one.
fn joined(conditions: &[ConditionText]) -> Option<String> {
    match conditions {
        [] => None,
        [one] => Some(one.text.to_string()),
        _ => {
            let each = conditions.iter().map(|one| format!("({})", one.text));
            Some(each.collect::<Vec<_>>().join(" AND "))
        }
    }
}

/// The operations at a scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Expanded {
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// Of the control plane.
    pub(crate) control: Vec<String>,
    /// Of the data plane.
    pub(crate) data: Vec<String>,
}

impl Expanded {
    fn new(at: &effective::ExpandedScope, catalog: &Catalog) -> Self {
        let names = |operations: &[OperationIx]| {
            let each = operations.iter();
            each.map(|&at| catalog.operation(at).name).collect()
        };
        Self {
            scope: (&at.scope).into(),
            control: names(&at.control),
            data: names(&at.data),
        }
    }
}
