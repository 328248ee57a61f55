//! The catalogue: role definitions and operations, from the image inside the binary or one that
//! was imported, with those that the inputs carry.

mod compare;
mod container;
mod diff;
pub(crate) mod effects;
pub(crate) mod expand;
pub(crate) mod image;
mod import;
mod inputs;
mod kinship;
mod likely;
mod lookup;
mod misplaced;
mod overview;
mod purpose;
mod risk;
mod search;
pub(crate) mod source;
mod tasks;
mod words;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

pub(crate) use compare::{ByPlane, PlaneComparison, RoleComparison};
pub(crate) use container::BuiltInContainers;
pub(crate) use diff::changed_patterns;
pub(crate) use diff::{
    ActionList, CatalogDiff, ChangeCause, ChangedRole, ClassCounts, ListedPattern,
};
use image::Image;
pub use image::ImageError;
use image::format::{Meta, Section};
pub(crate) use import::ImportCatalogError;
pub use import::import_catalog;
pub(crate) use inputs::AzurePart;
pub(crate) use kinship::{Kinship, RequiredOperations};
pub use lookup::LookUpRoleError;
pub(crate) use overview::{HeldEscalation, PermissionOverview, PublishedDifference, RoleOverview};
pub(crate) use purpose::Purposes;
pub(crate) use risk::{EscalationEntry, EscalationKind, Risk, ServiceRole};
pub(crate) use search::{OperationHit, RoleHit, WordFound, WordPlace};
#[doc(hidden)]
pub use tasks::Evidence;
#[doc(hidden)]
pub use tasks::Task;
pub(crate) use tasks::UnknownTaskError;
pub(crate) use words::{ClauseFound, FoundAction, WordsFound, leaves_out_what_follows};

use crate::bits::OperationSet;
use crate::ids::{OperationIx, RoleId, RoleIx};
use crate::model::{Operation, Plane, RoleDefinition, RoleGap, RoleKind};
use crate::pattern::{ActionPattern, PatternSet, Wildcards};
use crate::text;

static CORE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/core.image"));

/// Where a catalogue comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CatalogSource {
    /// The image inside the binary: Operator Nexus and the roles met every day.
    Core,
    /// An image that was imported, read from this path.
    Imported(Arc<str>),
}

impl CatalogSource {
    /// The word used in JSON output.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Imported(_) => "imported",
        }
    }
}

/// Role definitions and operations to answer from.
#[derive(Debug)]
pub struct Catalog {
    image: Image,
    source: CatalogSource,
    date: String,
    wildcards: Wildcards,
    /// Roles of the inputs, behind those of the image.
    added: Vec<RoleDefinition>,
    added_ids: HashMap<RoleId, RoleIx>,
    /// Roles of the image that one of the inputs replaces.
    shadowed: BTreeSet<RoleIx>,
    /// How many operations of the image come from inputs.
    operations_added: usize,
    /// What the inputs list whole.
    listed_whole: Vec<AzurePart>,
    expander: OnceLock<expand::Expander>,
    risk: OnceLock<Risk>,
    purposes: OnceLock<Purposes>,
    remarks: OnceLock<BTreeMap<String, String>>,
}

impl Clone for Catalog {
    /// The same catalogue; what is worked out when it is first needed is worked out again.
    fn clone(&self) -> Self {
        Self {
            image: self.image.clone(),
            source: self.source.clone(),
            date: self.date.clone(),
            wildcards: self.wildcards,
            added: self.added.clone(),
            added_ids: self.added_ids.clone(),
            shadowed: self.shadowed.clone(),
            operations_added: self.operations_added,
            listed_whole: self.listed_whole.clone(),
            expander: OnceLock::new(),
            risk: OnceLock::new(),
            purposes: OnceLock::new(),
            remarks: OnceLock::new(),
        }
    }
}

impl Catalog {
    /// The core catalogue inside the binary.
    pub fn core(wildcards: Wildcards) -> Self {
        let image = Image::trusted(Cow::Borrowed(CORE));
        let image = image.unwrap_or_else(|_| unreachable!("the build wrote this image"));
        let mut catalog = Self::of(image, CatalogSource::Core, wildcards);
        if catalog.meta().source == "imported" {
            catalog.source = CatalogSource::Imported(Arc::from("embedded"));
        }
        catalog
    }

    /// A catalogue from the bytes of an imported image.
    ///
    /// # Errors
    ///
    /// When the bytes are foreign, damaged, or of a newer format.
    pub fn open(bytes: Vec<u8>, path: &str, wildcards: Wildcards) -> Result<Self, ImageError> {
        let image = Image::checked(bytes)?;
        Ok(Self::of(
            image,
            CatalogSource::Imported(Arc::from(path)),
            wildcards,
        ))
    }

    fn of(image: Image, source: CatalogSource, wildcards: Wildcards) -> Self {
        let mut catalog = Self {
            image,
            source,
            date: String::new(),
            wildcards,
            added: Vec::new(),
            added_ids: HashMap::new(),
            shadowed: BTreeSet::new(),
            operations_added: 0,
            listed_whole: Vec::new(),
            expander: OnceLock::new(),
            risk: OnceLock::new(),
            purposes: OnceLock::new(),
            remarks: OnceLock::new(),
        };
        catalog.date = catalog.meta().date;
        catalog
    }

    fn meta(&self) -> Meta {
        serde_json::from_slice(self.image.json(Section::Meta)).unwrap_or_default()
    }

    /// Where the catalogue comes from.
    pub fn source(&self) -> &CatalogSource {
        &self.source
    }

    /// The day of its facts, `YYYY-MM-DD`.
    pub fn date(&self) -> &str {
        &self.date
    }

    /// Whether WC-5 is on.
    pub fn wildcards(&self) -> Wildcards {
        self.wildcards
    }

    /// The number of (operation, plane) pairs, those added from inputs among them.
    pub fn operation_count(&self) -> usize {
        self.image.operation_count()
    }

    /// The size of the image in bytes.
    pub fn image_size(&self) -> usize {
        self.image.size()
    }

    /// The number of roles, those added from inputs among them.
    pub fn role_count(&self) -> usize {
        self.image.role_count() - self.shadowed.len() + self.added.len()
    }

    /// The operation at an index.
    pub fn operation(&self, operation: OperationIx) -> Operation {
        Operation {
            name: self.image.operation_name(operation),
            plane: self.image.plane(operation),
        }
    }

    /// Whether the plane of an operation is only a guess of its source.
    pub fn plane_is_uncertain(&self, operation: OperationIx) -> bool {
        self.image.plane_is_uncertain(operation)
    }

    /// The operations with this name, in any case: none, one, or one in each plane (PL-2).
    pub fn find_operation(&self, name: &str) -> Vec<OperationIx> {
        self.image.find_operation(&text::fold(name.trim()))
    }

    /// The operation with this name in this plane.
    pub fn find_in_plane(&self, name: &str, plane: Plane) -> Option<OperationIx> {
        self.find_operation(name)
            .into_iter()
            .find(|&at| self.image.plane(at) == plane)
    }

    /// Whether any operation lies in the namespace of this action (its first segment).
    pub fn knows_namespace(&self, action: &str) -> bool {
        let Some((namespace, _)) = action.split_once('/') else {
            return false;
        };
        if namespace.contains('*') {
            return true;
        }
        self.image
            .has_prefix(&format!("{}/", text::fold(namespace)))
    }

    /// What an operation does, in a sentence, as its provider or this program describes it.
    pub fn description(&self, operation: OperationIx) -> Option<String> {
        self.image.description(operation)
    }

    /// What to know of an operation that its name doesn't tell, by its name in any case.
    pub fn remark(&self, operation: &str) -> Option<String> {
        let remarks = self.remarks.get_or_init(|| {
            let json = self.image.json(Section::Remarks);
            serde_json::from_slice(json).unwrap_or_default()
        });
        remarks.get(&*text::fold(operation.trim())).cloned()
    }

    /// Calls `visit` with every operation, by folded name, then plane.
    pub fn for_each_operation(&self, mut visit: impl FnMut(OperationIx, &str, Plane)) {
        let mut at = 0;
        self.image.for_each_operation(|name, plane| {
            visit(OperationIx::new(at), name, plane);
            at += 1;
        });
    }

    pub(crate) fn expander(&self) -> &expand::Expander {
        self.expander
            .get_or_init(|| expand::Expander::collect(|add| self.image.for_each_operation(add)))
    }

    /// The operations of one plane that a pattern matches.
    pub fn expand(&self, pattern: &ActionPattern, plane: Plane) -> OperationSet {
        self.expander().expand(pattern, plane, self.wildcards)
    }

    /// How many operations of one plane a pattern matches.
    pub fn count_matching(&self, pattern: &ActionPattern, plane: Plane) -> usize {
        if pattern.is_concrete() {
            usize::from(self.find_in_plane(pattern.as_str(), plane).is_some())
        } else {
            self.expand(pattern, plane).len()
        }
    }

    /// The operations of one plane that a set of patterns grants.
    pub fn expand_set(&self, patterns: &PatternSet, plane: Plane) -> OperationSet {
        self.expander().expand_set(patterns, plane, self.wildcards)
    }

    /// The operations that each permission of a role grants today in a plane, in the order of the
    /// permissions, each with whether it is bound by a condition.
    pub fn granted(&self, role: RoleIx, plane: Plane) -> Vec<(OperationSet, Bound)> {
        if role.index() < self.image.role_count() && self.wildcards == Wildcards::Azure {
            let sets = self.image.granted(role);
            return sets
                .into_iter()
                .map(|sets| {
                    let number = if plane == Plane::Control {
                        sets.control
                    } else {
                        sets.data
                    };
                    (self.image.set(number), Bound::of(sets.conditional))
                })
                .collect();
        }
        let role = self.definition(role);
        role.permissions
            .iter()
            .map(|p| {
                (
                    self.expand_set(p.plane(plane), plane),
                    Bound::of(p.condition.is_some()),
                )
            })
            .collect()
    }

    /// Whether a role grants an operation without a condition.
    pub fn role_grants(&self, role: RoleIx, operation: OperationIx, plane: Plane) -> bool {
        self.any_permission(role, operation, plane, |condition| condition == Bound::Free)
    }

    /// Whether a role grants an operation, be it under a condition.
    pub fn role_reaches(&self, role: RoleIx, operation: OperationIx, plane: Plane) -> bool {
        self.any_permission(role, operation, plane, |_| true)
    }

    fn any_permission(
        &self,
        role: RoleIx,
        operation: OperationIx,
        plane: Plane,
        counts: impl Fn(Bound) -> bool,
    ) -> bool {
        if role.index() < self.image.role_count() && self.wildcards == Wildcards::Azure {
            return self.image.granted(role).iter().any(|sets| {
                let number = if plane == Plane::Control {
                    sets.control
                } else {
                    sets.data
                };
                counts(Bound::of(sets.conditional)) && self.image.set_contains(number, operation)
            });
        }
        let name = self.image.operation_name(operation);
        self.definition(role).permissions.iter().any(|p| {
            counts(Bound::of(p.condition.is_some()))
                && p.plane(plane).matches(&name, self.wildcards)
        })
    }

    /// The operations of a plane that the permissions of a role grant without a condition, and
    /// those that only permissions with a condition grant.
    pub fn granted_by_condition(&self, role: RoleIx, plane: Plane) -> (OperationSet, OperationSet) {
        let mut free = OperationSet::new(self.operation_count());
        let mut bound = OperationSet::new(self.operation_count());
        for (set, condition) in self.granted(role, plane) {
            match condition {
                Bound::Free => free.union_with(&set),
                Bound::ByCondition => bound.union_with(&set),
            }
        }
        bound.subtract(&free);
        (free, bound)
    }

    /// Every role that counts, in the order of index.
    pub fn roles(&self) -> impl Iterator<Item = RoleIx> + '_ {
        let images = self.image.role_count();
        (0..images)
            .map(RoleIx::new)
            .filter(|at| !self.shadowed.contains(at))
            .chain((images..images + self.added.len()).map(RoleIx::new))
    }

    /// The definition at an index.
    pub fn role(&self, role: RoleIx) -> RoleDefinition {
        self.definition(role).into_owned()
    }

    fn definition(&self, role: RoleIx) -> Cow<'_, RoleDefinition> {
        match role.index().checked_sub(self.image.role_count()) {
            None => Cow::Owned(self.image.role(role)),
            Some(added) => Cow::Borrowed(&self.added[added]),
        }
    }

    /// The name of the role at an index.
    pub fn role_name(&self, role: RoleIx) -> String {
        match role.index().checked_sub(self.image.role_count()) {
            None => self.image.role_name(role),
            Some(added) => self.added[added].name.to_string(),
        }
    }

    /// The GUID of the role at an index.
    pub fn role_id(&self, role: RoleIx) -> Option<RoleId> {
        match role.index().checked_sub(self.image.role_count()) {
            None => self.image.role_id(role),
            Some(added) => self.added[added].id,
        }
    }

    /// Where the role at an index comes from.
    pub fn role_kind(&self, role: RoleIx) -> RoleKind {
        match role.index().checked_sub(self.image.role_count()) {
            None => self.image.role_kind(role),
            Some(added) => self.added[added].kind,
        }
    }

    /// Why it isn't certain what the role at an index grants.
    pub fn role_gap(&self, role: RoleIx) -> Option<RoleGap> {
        let added = role.index().checked_sub(self.image.role_count());
        added.and_then(|added| self.added[added].gap)
    }

    /// The role with a GUID.
    pub fn find_role_id(&self, id: RoleId) -> Option<RoleIx> {
        let added = self.added_ids.get(&id).copied();
        added.or_else(|| {
            self.image
                .find_role_id(id)
                .filter(|at| !self.shadowed.contains(at))
        })
    }

    /// What counts as escalation, and which roles are meant for Microsoft services.
    pub fn risk(&self) -> &Risk {
        self.risk.get_or_init(|| {
            Risk::read(
                self.image.json(Section::Escalation),
                self.image.json(Section::ServiceRoles),
            )
        })
    }

    /// What tells nothing of what its published roles are for.
    pub(crate) fn purposes(&self) -> &Purposes {
        self.purposes.get_or_init(|| Purposes::of_roles(self))
    }

    /// The tasks, by id: those of the program, as an image may have been made with an older one.
    pub fn tasks(&self) -> Vec<Task> {
        let core = Image::trusted(Cow::Borrowed(CORE));
        core.map_or_else(
            |_| Vec::new(),
            |core| tasks::read(core.json(Section::Tasks)),
        )
    }

    /// The task with this id.
    ///
    /// # Errors
    ///
    /// When there is none; the error names tasks that look like it.
    pub fn task(&self, id: &str) -> Result<Task, UnknownTaskError> {
        tasks::find(self.tasks(), id)
    }
}

/// Whether a permission is bound by a condition.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[doc(hidden)]
pub enum Bound {
    /// No condition narrows it.
    Free,
    /// A condition narrows it.
    ByCondition,
}

impl Bound {
    fn of(is_some: bool) -> Self {
        if is_some {
            Self::ByCondition
        } else {
            Self::Free
        }
    }
}
