//! `who`: everyone who can.

use serde::{Deserialize, Serialize};

use super::derivation::Derivation;
use super::given::Given;
use super::refs::ListedPrincipal;
use super::text::ScopePath;
use super::why_not::{Missing, missing};
use super::words::{Outcome, Plane};
use crate::access::{self, Target};
use crate::effective;
use crate::model::Tenant;
use crate::report::WhoReport;

/// The `result` of `rolecall/who/1`: everyone who can, in the first plane and at the first scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct WhoResult {
    /// The operation or pattern, as asked.
    pub(crate) action: String,
    /// The plane; null where nobody was found in either.
    pub(crate) plane: Option<Plane>,
    /// Where; null where nobody was found anywhere.
    pub(crate) scope: Option<ScopePath>,
    /// Everyone who can, with the paths by which.
    pub(crate) principals: Vec<Holder>,
    /// What was known of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) given: Option<Given>,
    /// Where there are several planes or scopes: the answer for each, the first too.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(min = 2)))]
    pub(crate) answers: Option<Vec<Holders>>,
}

impl WhoResult {
    /// Several planes or scopes give `answers` beside the first. Where nobody was found anywhere, it
    /// says what was `asked`.
    pub(crate) fn new(reports: &[WhoReport], asked: &[Target], tenant: &Tenant) -> Self {
        let each = |report: &WhoReport| Holders::new(report, tenant);
        let Some(first) = reports.first().map(each) else {
            return Self {
                action: asked
                    .first()
                    .map(|target| target.action.to_string())
                    .unwrap_or_default(),
                plane: match asked {
                    [target] => Some(target.plane.into()),
                    _ => None,
                },
                scope: None,
                principals: Vec::new(),
                given: None,
                answers: None,
            };
        };
        Self {
            action: first.action,
            plane: Some(first.plane),
            scope: Some(first.scope),
            principals: first.principals,
            given: first.given,
            answers: (reports.len() > 1).then(|| reports.iter().map(each).collect()),
        }
    }
}

/// Everyone who can, in one plane at one scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Holders {
    /// The operation or pattern, as asked.
    pub(crate) action: String,
    /// The plane.
    pub(crate) plane: Plane,
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// Everyone who can, with the paths by which.
    pub(crate) principals: Vec<Holder>,
    /// What was known of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) given: Option<Given>,
}

impl Holders {
    fn new(report: &WhoReport, tenant: &Tenant) -> Self {
        let holders = report.holders.iter();
        Self {
            action: report.target.action.to_string(),
            plane: report.target.plane.into(),
            scope: (&report.scope).into(),
            principals: holders
                .map(|holder| Holder::new(holder, report, tenant))
                .collect(),
            given: Given::of(&report.given),
        }
    }
}

/// A principal that can.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Holder {
    /// Who.
    #[serde(flatten)]
    pub(crate) principal: ListedPrincipal,
    /// Its answer.
    pub(crate) outcome: Outcome,
    /// The paths by which it can.
    pub(crate) derivations: Vec<Derivation>,
    /// Where the outcome is undetermined: what the inputs lack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) missing: Option<Vec<Missing>>,
}

impl Holder {
    fn new(holder: &effective::Holder, report: &WhoReport, tenant: &Tenant) -> Self {
        let derivations = holder.derivations.iter();
        let undetermined = holder.outcome == access::Outcome::Undetermined;
        Self {
            principal: ListedPrincipal::new(&holder.principal, tenant.principal(&holder.principal)),
            outcome: holder.outcome.into(),
            derivations: derivations
                .map(|derivation| Derivation::new(derivation, Some(&report.scope)))
                .collect(),
            missing: undetermined.then(|| missing(&holder.doubts)),
        }
    }
}
