use std::sync::Arc;

use super::{ConditionText, Permission, PrincipalKind};
use crate::ids::PrincipalId;
use crate::scope::Scope;
use crate::span::Place;
use crate::time::Timestamp;

/// Whether a deny assignment blocks (DN-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum DenyEffect {
    /// It blocks.
    #[default]
    Enforced,
    /// It only logs.
    Audit,
}

/// How far down a deny assignment reaches (DN-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum DenyReach {
    /// Its scope and everything below.
    #[default]
    SelfAndChildren,
    /// Its scope alone (`doNotApplyToChildScopes`).
    SelfOnly,
}

/// Who may change a deny assignment (DN-7, DN-8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Protection {
    /// Made by Azure; nobody edits it directly.
    System,
    /// Made by a person, who can lift it, as can anyone with the same rights.
    #[default]
    User,
}

/// A principal named by a deny assignment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DenySubject {
    /// The object id; [`PrincipalId::is_all_principals`] for everyone (PR-5).
    pub id: PrincipalId,
    /// The kind the source prints.
    pub kind: PrincipalKind,
}

/// A deny assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DenyAssignment {
    /// The full id.
    pub id: Arc<str>,
    /// The display name.
    pub name: Arc<str>,
    /// The scope that it is made at.
    pub scope: Scope,
    /// How far down it reaches.
    pub reach: DenyReach,
    /// Whom it binds.
    pub principals: Vec<DenySubject>,
    /// Whom it spares.
    pub exclude_principals: Vec<DenySubject>,
    /// What it denies: the granted side of each set is denied, the excluded side is spared (DN-3).
    pub permissions: Vec<Permission>,
    /// The condition of the whole (DN-6).
    pub condition: Option<ConditionText>,
    /// Whether it blocks.
    pub effect: DenyEffect,
    /// Who may change it.
    pub protection: Protection,
    /// Another export gives this record with different content, so what it denies is not certain.
    /// Both are kept.
    pub contradicted: bool,
    /// The export cut off whom or what it denies, or doesn't tell whether it does. Of permissions that were cut off, `permissions`
    /// has one for everything.
    pub cut_off: bool,
    /// When it was made, where the source says so.
    pub created_on: Option<Timestamp>,
    /// When it was changed last, where the source says so.
    pub updated_on: Option<Timestamp>,
    /// Where it was read.
    pub place: Place,
}

impl DenyAssignment {
    /// Whether it blocks a principal that is, itself or through its groups, among these (DN-2,
    /// DN-5).
    pub(crate) fn binds(&self, among: impl Fn(&PrincipalId) -> bool) -> bool {
        let is_bound = |id: &PrincipalId| id.is_all_principals() || among(id);
        self.effect == DenyEffect::Enforced
            && !self.exclude_principals.iter().any(|s| among(&s.id))
            && self.principals.iter().any(|s| is_bound(&s.id))
    }
}
