//! `who`: everyone who can.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::derivation::Derivation;
use super::given::Given;
use super::refs::ListedPrincipal;
use super::text::{Id, ScopePath};
use super::why_not::{Missing, missing};
use super::words::{Outcome, Plane};
use crate::access::{self, Target};
use crate::effective;
use crate::ids::PrincipalId;
use crate::model::Tenant;
use crate::report::{WhoFound, WhoReport};
use crate::scope::Scope;

/// The `result` of `rolecall/who/1`: everyone who can, in the first plane, at a scope or wherever that is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct WhoResult {
    /// The operation or pattern, as asked.
    pub(crate) action: String,
    /// The plane; null where nobody was found in either.
    pub(crate) plane: Option<Plane>,
    /// Where; null where no scope was asked about.
    pub(crate) scope: Option<ScopePath>,
    /// Everyone who can, with the paths by which.
    pub(crate) principals: Vec<Holder>,
    /// What was known of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) given: Option<Given>,
    /// Where there are several planes: the answer for each, the first too.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(min = 2)))]
    pub(crate) answers: Option<Vec<Holders>>,
}

impl WhoResult {
    /// Several planes give `answers` beside the first. Where nobody was found anywhere, it says what was
    /// `asked`.
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
            scope: first.scope,
            principals: first.principals,
            given: first.given,
            answers: (reports.len() > 1).then(|| reports.iter().map(each).collect()),
        }
    }
}

/// Everyone who can, in one plane, at a scope or wherever that is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Holders {
    /// The operation or pattern, as asked.
    pub(crate) action: String,
    /// The plane.
    pub(crate) plane: Plane,
    /// Where; null where no scope was asked about.
    pub(crate) scope: Option<ScopePath>,
    /// Everyone who can, with the paths by which.
    pub(crate) principals: Vec<Holder>,
    /// What was known of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) given: Option<Given>,
}

impl Holders {
    fn new(report: &WhoReport, tenant: &Tenant) -> Self {
        Self {
            action: report.target.action.to_string(),
            plane: report.target.plane.into(),
            scope: report.found.scope().map(ScopePath::from),
            principals: match &report.found {
                WhoFound::At(scope, holders) => {
                    let holders = holders.iter();
                    holders
                        .map(|holder| Holder::new(holder, scope, tenant))
                        .collect()
                }
                WhoFound::Anywhere(holders) => {
                    let holders = holders.iter();
                    holders
                        .map(|holder| Holder::anywhere(holder, tenant))
                        .collect()
                }
            },
            given: Given::of(&report.given),
        }
    }
}

/// A principal that can.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Holder {
    /// The principal that can.
    #[serde(flatten)]
    pub(crate) principal: ListedPrincipal,
    /// Its answer; without a scope, the best of those at its scopes.
    pub(crate) outcome: Outcome,
    /// Without a scope: where, the widest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<Vec<HeldScope>>", length(min = 1))
    )]
    pub(crate) scopes: Option<HeldScopes>,
    /// Without a scope: the groups that it stands in and that can, or could, themselves. The paths that
    /// aren't its own are theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) through: Option<Vec<Id>>,
    /// The paths by which it can; without a scope, those by what it holds itself.
    pub(crate) derivations: Vec<Derivation>,
    /// Where the outcome is undetermined: what the inputs lack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) missing: Option<Vec<Missing>>,
}

impl Holder {
    fn new(holder: &effective::Holder, at: &Scope, tenant: &Tenant) -> Self {
        let derivations = holder.derivations.iter();
        Self {
            derivations: derivations
                .map(|derivation| Derivation::new(derivation, Some(at)))
                .collect(),
            ..Self::of(
                &holder.principal,
                holder.outcome,
                || missing(holder.doubts.iter()),
                tenant,
            )
        }
    }

    fn anywhere(holder: &effective::HolderAnywhere, tenant: &Tenant) -> Self {
        let derivations = holder.derivations.iter();
        Self {
            scopes: Some(HeldScopes::Found(holder.scopes.clone())),
            through: Some(holder.through.iter().map(Id::from).collect()),
            derivations: derivations
                .map(|derivation| Derivation::new(derivation, None))
                .collect(),
            ..Self::of(
                &holder.principal,
                holder.outcome,
                || missing(holder.doubts.iter()),
                tenant,
            )
        }
    }

    /// Who, and how sure that is; not yet by what.
    fn of(
        principal: &PrincipalId,
        outcome: access::Outcome,
        missing: impl FnOnce() -> Vec<Missing>,
        tenant: &Tenant,
    ) -> Self {
        let is_open = outcome == access::Outcome::Undetermined;
        Self {
            principal: ListedPrincipal::new(principal, tenant.principal(principal)),
            outcome: outcome.into(),
            scopes: None,
            through: None,
            derivations: Vec::new(),
            missing: is_open.then(missing),
        }
    }
}

/// The scopes of a principal: read from an answer, or made one by one while they are written, since
/// principals share long lists of them.
#[derive(Clone, Debug)]
pub(crate) enum HeldScopes {
    Read(Vec<HeldScope>),
    Found(effective::HeldScopes),
}

impl HeldScopes {
    /// The scopes of an answer that was read; none of one that is written.
    pub(crate) fn read(&self) -> &[HeldScope] {
        match self {
            Self::Read(scopes) => scopes,
            Self::Found(_) => &[],
        }
    }
}

impl Serialize for HeldScopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Read(scopes) => scopes.serialize(serializer),
            Self::Found(scopes) => serializer.collect_seq(scopes.iter().map(HeldScope::from)),
        }
    }
}

impl<'de> Deserialize<'de> for HeldScopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::Read)
    }
}

/// A scope where a principal can, and below. At any scope of the inputs the nearest entry or exception at
/// it or above it counts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct HeldScope {
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// What it comes to.
    pub(crate) outcome: Outcome,
    /// Where it is less, at this scope or below.
    pub(crate) except: Vec<HeldException>,
}

impl From<effective::HeldScope<'_>> for HeldScope {
    fn from(held: effective::HeldScope<'_>) -> Self {
        Self {
            scope: held.scope.into(),
            outcome: held.outcome.into(),
            except: held.except().map(HeldException::from).collect(),
        }
    }
}

/// A scope where a principal can do less than above, and below it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct HeldException {
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// What it comes to.
    pub(crate) outcome: Outcome,
    /// Whether it is so at the scope itself and not below it.
    pub(crate) only_here: bool,
    /// The deny assignments there that take it away, or may.
    pub(crate) deny_assignments: Vec<Id>,
}

impl From<effective::HeldException<'_>> for HeldException {
    fn from(exception: effective::HeldException<'_>) -> Self {
        Self {
            scope: exception.scope.into(),
            outcome: exception.outcome.into(),
            only_here: exception.only_here,
            deny_assignments: exception.denied_by.iter().map(Id::from).collect(),
        }
    }
}
