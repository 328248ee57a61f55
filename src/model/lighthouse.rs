use std::sync::Arc;

use super::{RoleReference, Standing};
use crate::ids::PrincipalId;
use crate::scope::Scope;
use crate::span::Place;

/// Access that Azure Lighthouse gives principals of another tenant: a registration assignment, with
/// what its registration definition says. It is no role assignment of this tenant (PR-6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LighthouseDelegation {
    /// The full id of the registration assignment.
    pub id: Arc<str>,
    /// The subscription or resource group that is delegated.
    pub scope: Scope,
    /// What the inputs say of its definition; `None` where it isn't in them.
    pub offer: Option<LighthouseOffer>,
    /// Where the assignment was read.
    pub place: Place,
}

impl LighthouseDelegation {
    /// Where the assignment and its definition were read, which may be one record.
    pub(crate) fn places(&self) -> Vec<Place> {
        let definition = self.offer.as_ref().map(|offer| offer.place.clone());
        let mut places = vec![self.place.clone()];
        places.extend(definition.filter(|place| *place != self.place));
        places
    }
}

/// A registration definition of Azure Lighthouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LighthouseOffer {
    /// Its name.
    pub name: Option<Arc<str>>,
    /// The tenant whose principals get access.
    pub managing_tenant: Option<Arc<str>>,
    /// The name of that tenant.
    pub managing_tenant_name: Option<Arc<str>>,
    /// Who gets which role.
    pub authorizations: Vec<LighthouseAuthorization>,
    /// Where it was read.
    pub place: Place,
}

impl LighthouseOffer {
    /// Whether it says of anybody that a role must be activated.
    pub(crate) fn lists_eligible(&self) -> bool {
        let mut entries = self.authorizations.iter();
        entries.any(|entry| entry.standing == Standing::Eligible)
    }

    /// Takes in what another export says of the same definition.
    pub(crate) fn join(&mut self, other: Self) {
        self.name = std::mem::take(&mut self.name).max(other.name);
        self.managing_tenant = std::mem::take(&mut self.managing_tenant).max(other.managing_tenant);
        let name = std::mem::take(&mut self.managing_tenant_name);
        self.managing_tenant_name = name.max(other.managing_tenant_name);
        self.place = self.place.clone().min(other.place);
        self.authorizations.extend(other.authorizations);
        let key =
            |one: &LighthouseAuthorization| (one.principal.clone(), one.role.clone(), one.standing);
        self.authorizations.sort_by_cached_key(key);
        self.authorizations.dedup();
    }

    /// The tenant whose principals get access, as a name to show.
    pub fn tenant(&self) -> &str {
        let id = || self.managing_tenant.as_deref();
        let name = self.managing_tenant_name.as_deref().or_else(id);
        name.unwrap_or("another tenant")
    }
}

/// A role that Azure Lighthouse gives a principal of another tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LighthouseAuthorization {
    /// The user, group or service principal, by its object id in the managing tenant.
    pub principal: PrincipalId,
    /// Its name.
    pub principal_name: Option<Arc<str>>,
    /// The role: a built-in one.
    pub role: RoleReference,
    /// Whether it must be activated first.
    pub standing: Standing,
    /// The roles that the principal may assign to managed identities here.
    pub assignable_roles: Vec<RoleReference>,
}

impl LighthouseAuthorization {
    /// The name of the principal to show.
    pub fn who(&self) -> &str {
        let name = self.principal_name.as_deref();
        name.unwrap_or_else(|| self.principal.as_str())
    }
}
