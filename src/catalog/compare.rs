//! How what two roles grant is related: for every operation there could ever be, and for those of
//! the catalogue.

use super::Catalog;
use crate::bits::OperationSet;
use crate::model::{Permission, Plane, RoleDefinition};
use crate::pattern::{PatternLanguage, Relation, RelationKind, StateLimit, Wildcards};

/// Two roles compared, plane by plane.
#[derive(Clone, Debug)]
pub struct RoleComparison {
    /// How all that the first grants without a condition is related to what the second does.
    pub relation: RelationKind,
    /// What permissions without a condition grant.
    pub free: ByPlane,
    /// What permissions with a condition name, compared apart; `None` when neither role has one.
    pub conditional: Option<ByPlane>,
}

/// A comparison of each plane.
#[derive(Clone, Debug)]
pub struct ByPlane {
    /// The control plane.
    pub control: PlaneComparison,
    /// The data plane.
    pub data: PlaneComparison,
}

/// What two roles grant in one plane.
#[derive(Clone, Debug)]
pub struct PlaneComparison {
    /// For every well-formed operation name, with the least witness of each difference.
    pub relation: Relation,
    /// For the operations of the catalogue.
    pub today: RelationKind,
    /// The operations of the catalogue that only the first grants.
    pub only_in_a: OperationSet,
    /// The operations of the catalogue that only the second grants.
    pub only_in_b: OperationSet,
    share_a_name: bool,
}

impl PlaneComparison {
    /// Whether any name is granted by both roles.
    pub fn share_a_name(&self) -> bool {
        self.share_a_name
    }
}

impl ByPlane {
    /// The comparison of one plane.
    pub fn plane(&self, plane: Plane) -> &PlaneComparison {
        match plane {
            Plane::Control => &self.control,
            Plane::Data => &self.data,
        }
    }

    /// The relation of both planes together: an operation of one plane is none of the other.
    fn relation(&self) -> RelationKind {
        use RelationKind::{Disjoint, Equal, Overlapping, Subset, Superset};
        let planes = [&self.control, &self.data];
        let all =
            |kinds: [RelationKind; 2]| planes.iter().all(|p| kinds.contains(&p.relation.kind));
        match (all([Equal, Subset]), all([Equal, Superset])) {
            (true, true) => Equal,
            (true, false) => Subset,
            (false, true) => Superset,
            (false, false) if !planes.iter().any(|p| p.share_a_name()) => Disjoint,
            (false, false) => Overlapping,
        }
    }
}

impl Catalog {
    /// Compares two roles.
    ///
    /// # Errors
    ///
    /// When patterns hold so many stars that the question passes the limit on states.
    pub fn compare_roles(
        &self,
        a: &RoleDefinition,
        b: &RoleDefinition,
    ) -> Result<RoleComparison, StateLimit> {
        self.compare_roles_under(a, b, self.wildcards())
    }

    /// The same under either reading of WC-5.
    ///
    /// # Errors
    ///
    /// Those of [`Catalog::compare_roles`].
    pub fn compare_roles_under(
        &self,
        a: &RoleDefinition,
        b: &RoleDefinition,
        wildcards: Wildcards,
    ) -> Result<RoleComparison, StateLimit> {
        let compare = |bound: fn(&&Permission) -> bool| -> Result<ByPlane, StateLimit> {
            let of = |role: &RoleDefinition, plane| Side::new(self, role, plane, wildcards, bound);
            Ok(ByPlane {
                control: of(a, Plane::Control).compare(&of(b, Plane::Control))?,
                data: of(a, Plane::Data).compare(&of(b, Plane::Data))?,
            })
        };
        let free = compare(|permission| permission.condition.is_none())?;
        let conditional = if a.is_conditional() || b.is_conditional() {
            Some(compare(|permission| permission.condition.is_some())?)
        } else {
            None
        };
        Ok(RoleComparison {
            relation: free.relation(),
            free,
            conditional,
        })
    }
}

/// What some permissions of a role grant in a plane.
struct Side {
    language: PatternLanguage,
    today: OperationSet,
}

impl Side {
    fn new(
        catalog: &Catalog,
        role: &RoleDefinition,
        plane: Plane,
        wildcards: Wildcards,
        wanted: fn(&&Permission) -> bool,
    ) -> Self {
        let sets = || {
            role.permissions
                .iter()
                .filter(wanted)
                .map(|p| p.plane(plane))
        };
        let mut today = OperationSet::new(catalog.operation_count());
        for set in sets() {
            today.union_with(&catalog.expander().expand_set(set, plane, wildcards));
        }
        Self {
            language: PatternLanguage::new(sets(), wildcards),
            today,
        }
    }

    fn compare(&self, other: &Self) -> Result<PlaneComparison, StateLimit> {
        let relation = self.language.relate(&other.language)?;
        let least = match relation.kind {
            RelationKind::Equal | RelationKind::Subset => self.language.least_name()?,
            RelationKind::Superset => other.language.least_name()?,
            RelationKind::Overlapping => relation.only_in_a.clone(),
            RelationKind::Disjoint => None,
        };
        Ok(PlaneComparison {
            relation,
            today: RelationKind::between(&self.today, &other.today),
            only_in_a: self.today.minus(&other.today),
            only_in_b: other.today.minus(&self.today),
            share_a_name: least.is_some(),
        })
    }
}
