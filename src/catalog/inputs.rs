//! What inputs add to a catalogue: exports carry role definitions and provider operations of their
//! tenant, and answers about them go by those.

use std::borrow::Cow;
use std::collections::HashSet;

use super::image::{self, Image};
use super::source::{Source, SourceOperation};
use super::{Catalog, CatalogSource, Section, import};
use crate::ids::{RoleId, RoleIx};
use crate::model::{
    Permission, Plane, ProviderOperation, RoleDefinition, RoleGap, RoleKind, Tenant, Timestamp,
};
use crate::pattern::{ActionPattern, PatternSet};
use crate::span::Diagnostic;
use crate::text;

/// How much of a catalogue comes from inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InputShare {
    /// Role definitions that the catalogue didn't hold, and those that replace one of its own.
    pub roles: usize,
    /// Pairs of operation and plane that the catalogue didn't hold, or whose plane it only guessed.
    pub operations: usize,
    /// When the last of these role definitions was changed, where they say.
    pub newest: Option<Timestamp>,
}

impl InputShare {
    /// Whether the inputs added nothing.
    pub fn is_empty(&self) -> bool {
        self.roles + self.operations == 0
    }
}

/// A part of what Azure publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AzurePart {
    /// The built-in roles.
    Roles,
    /// The operations of providers.
    Operations,
}

impl Catalog {
    /// Adds what a tenant's exports say of roles and operations, for answers about that tenant.
    ///
    /// A role that the catalogue doesn't hold is added, whatever its kind. A custom role replaces
    /// the catalogue's definition of the same id. A built-in one does so unless it is older: it was
    /// last changed before the catalogue's definition was, or before the day of the catalogue where
    /// that definition has no date. One without a date counts, since the tenant had it.
    ///
    /// An operation that the catalogue doesn't hold is added in the plane that its provider states
    /// (PL-1), and takes the place of one whose plane is only a guess (PL-2). Patterns of all roles
    /// then match it too (WC-10).
    ///
    /// The diagnostics say which definitions replace one of the catalogue, which are too old to do
    /// so, and what is odd about the roles added.
    pub fn add_inputs(&mut self, tenant: &Tenant) -> Vec<Diagnostic> {
        self.add_operations(&tenant.operations);
        let newest_counts = true;
        self.add_roles(&tenant.role_definitions, newest_counts)
    }

    /// The same for one of two snapshots that are compared: a built-in role counts as the snapshot
    /// defines it, whatever its date, since the catalogue's newer definition didn't hold then.
    pub fn add_snapshot(&mut self, tenant: &Tenant) -> Vec<Diagnostic> {
        self.add_operations(&tenant.operations);
        let newest_counts = false;
        self.add_roles(&tenant.role_definitions, newest_counts)
    }

    /// How much of the catalogue comes from inputs.
    pub fn input_share(&self) -> InputShare {
        let changes = self.added.iter().filter_map(RoleDefinition::last_changed);
        InputShare {
            roles: self.added.len(),
            operations: self.operations_added,
            newest: changes.max(),
        }
    }

    /// Whether Azure publishes more of a part than the catalogue may hold: it is the core, and the
    /// inputs don't list that part whole. They do where they hold every built-in role of the core,
    /// or operations of every namespace that it knows, since `az` lists all or few.
    pub fn may_lack(&self, part: AzurePart) -> bool {
        self.source == CatalogSource::Core && !self.listed_whole.contains(&part)
    }

    fn add_roles(&mut self, roles: &[RoleDefinition], newest_counts: bool) -> Vec<Diagnostic> {
        self.note_whole_roles(roles);
        let mut diagnostics = Vec::new();
        for role in roles {
            let added = role.id.and_then(|id| self.added_ids.get(&id));
            if added.is_some_and(|&at| same_definition(&self.definition(at), role)) {
                continue;
            }
            let known = role.id.and_then(|id| self.image.find_role_id(id));
            if role.gap == Some(RoleGap::Unlisted) {
                let by_name = || self.image.find_role_name(&role.name).into_iter().next();
                let own = match role.id {
                    Some(_) => known,
                    None => by_name(),
                };
                let own = own.map(|at| self.image.role(at));
                diagnostics.push(self.without_permissions(role, own.as_ref(), newest_counts));
                if own.is_some() {
                    continue;
                }
            }
            if let Some(known) = known.filter(|at| !self.shadowed.contains(at)) {
                let own = self.image.role(known);
                if role.gap.is_none() && same_definition(&own, role) {
                    continue;
                }
                let is_older = newest_counts && self.is_older(role, &own);
                let lacks_condition = !is_older && lacks_condition(role, &own);
                if lacks_condition && same_patterns(&own.permissions, &role.permissions) {
                    diagnostics.push(without_condition(role));
                    continue;
                }
                diagnostics.push(self.replacement(role, &own, is_older));
                if is_older {
                    continue;
                }
                if lacks_condition {
                    let differs = Diagnostic::warning(
                        "role-definition-without-condition",
                        format!(
                            "the definition of `{}` in the inputs has no condition, and the catalogue's has one: it may have been left out",
                            role.name
                        ),
                    );
                    diagnostics.push(placed(differs, role).may_change_answer());
                }
                self.shadowed.insert(known);
            }
            diagnostics.extend(self.name_clash(role));
            // Nobody but Azure can put right what a role that it publishes has in the wrong list.
            if role.kind != RoleKind::BuiltIn {
                let found = self.misplaced_patterns(role);
                diagnostics.extend(found.iter().map(|pattern| pattern.diagnostic(role)));
            }
            let next = RoleIx::new(self.image.role_count() + self.added.len());
            if let Some(id) = role.id {
                self.added_ids.entry(id).or_insert(next);
            }
            self.added.push(role.clone());
        }
        diagnostics
    }

    /// Whether a definition of the inputs was certainly replaced by what the catalogue holds.
    fn is_older(&self, role: &RoleDefinition, own: &RoleDefinition) -> bool {
        let Some(changed) = role
            .last_changed()
            .filter(|_| role.kind != RoleKind::Custom)
        else {
            return false;
        };
        let recorded = own
            .last_changed()
            .or_else(|| Timestamp::parse(self.date()).ok());
        recorded.is_some_and(|recorded| changed < recorded)
    }

    /// Says which of two definitions counts, and by which dates.
    fn replacement(
        &self,
        role: &RoleDefinition,
        own: &RoleDefinition,
        is_older: bool,
    ) -> Diagnostic {
        let name = &role.name;
        let theirs = match own.last_changed() {
            Some(changed) => format!("the catalogue's, changed on {}", changed.day()),
            None => format!("the catalogue's of {}", self.date()),
        };
        let (code, message) = match role.last_changed() {
            Some(changed) if is_older => (
                "role-definition-older",
                format!(
                    "the definition of `{name}` in the inputs, changed on {}, is older than {theirs}, which is used",
                    changed.day()
                ),
            ),
            Some(changed) => (
                "role-definition-replaced",
                format!(
                    "the definition of `{name}` in the inputs, changed on {}, differs from {theirs}; the inputs' is used",
                    changed.day()
                ),
            ),
            None => (
                "role-definition-replaced",
                format!(
                    "the definition of `{name}` in the inputs, which gives no date, differs from {theirs}; the inputs' is used"
                ),
            ),
        };
        placed(Diagnostic::info(code, message), role)
    }

    /// Says what counts for a role that the inputs list without its permissions.
    fn without_permissions(
        &self,
        role: &RoleDefinition,
        own: Option<&RoleDefinition>,
        newest_counts: bool,
    ) -> Diagnostic {
        let name = &role.name;
        let code = "role-definition-without-permissions";
        let message = format!("the inputs list `{name}` without its permissions");
        let Some(own) = own else {
            let message = format!("{message}, so what it grants is not known");
            return placed(Diagnostic::info(code, message), role)
                .help("export whole definitions: `az role definition list -o json`");
        };
        let is_newer = newest_counts
            && role.last_changed().is_some_and(|changed| {
                let recorded = own.last_changed();
                let recorded = recorded.or_else(|| Timestamp::parse(self.date()).ok());
                recorded.is_some_and(|recorded| recorded < changed)
            });
        match role.last_changed().filter(|_| is_newer) {
            Some(changed) => {
                let message = format!(
                    "{message}, and says that it was changed on {}, after the catalogue's definition, which is used",
                    changed.day()
                );
                placed(Diagnostic::warning(code, message), role)
                    .help("export whole definitions: `az role definition list -o json`")
                    .may_change_answer()
            }
            None => {
                let message = format!("{message}; the catalogue's definition is used");
                placed(Diagnostic::info(code, message), role)
            }
        }
    }

    /// A role of the catalogue that bears the name of a role of the inputs, and another GUID: names
    /// are unique in a tenant (§2.2).
    fn name_clash(&self, role: &RoleDefinition) -> Option<Diagnostic> {
        let mut same = self.image.find_role_name(&role.name).into_iter();
        let other = same.find(|&at| self.image.role_id(at) != role.id)?;
        let id = self.image.role_id(other)?;
        let diagnostic = Diagnostic::warning(
            "role-name-clash",
            format!(
                "the catalogue holds another role called `{}`; ask for them by id",
                role.name
            ),
        )
        .help(format!("the other is {id}"));
        Some(placed(diagnostic, role))
    }

    fn note_whole_roles(&mut self, roles: &[RoleDefinition]) {
        if !self.may_lack(AzurePart::Roles) {
            return;
        }
        let defined = roles
            .iter()
            .filter(|role| role.gap != Some(RoleGap::Unlisted));
        let listed: HashSet<RoleId> = defined.filter_map(|role| role.id).collect();
        let is_whole = (0..self.image.role_count())
            .map(RoleIx::new)
            .filter(|&at| self.image.role_kind(at) == RoleKind::BuiltIn)
            .all(|at| {
                self.image
                    .role_id(at)
                    .is_some_and(|id| listed.contains(&id))
            });
        if is_whole {
            self.listed_whole.push(AzurePart::Roles);
        }
    }

    /// Adds operations of providers. The sets of what roles grant are positions among all
    /// operations, so new ones take a new image.
    fn add_operations(&mut self, operations: &[ProviderOperation]) {
        if operations.is_empty() {
            return;
        }
        self.note_whole_operations(operations);
        let mut listed: Vec<(Cow<'_, str>, &ProviderOperation)> = operations
            .iter()
            .filter(|operation| !operation.name.is_empty())
            .map(|operation| (text::fold(&operation.name), operation))
            .collect();
        listed.sort_by(|a, b| (&a.0, a.1.plane, &a.1.name).cmp(&(&b.0, b.1.plane, &b.1.name)));
        listed.dedup_by(|a, b| a.0 == b.0 && a.1.plane == b.1.plane);
        let lists = |folded: &str, plane: Plane| {
            let found = listed
                .binary_search_by(|(name, other)| (&**name, other.plane).cmp(&(folded, plane)));
            found.ok()
        };
        let mut is_new = vec![true; listed.len()];
        let mut settled = 0;
        let mut all: Vec<SourceOperation> = Vec::with_capacity(self.operation_count());
        self.for_each_operation(|at, name, plane| {
            let folded = text::fold(name);
            let stated = lists(&folded, plane);
            let mut plane_is_uncertain = false;
            if self.plane_is_uncertain(at) {
                match (stated, lists(&folded, plane.other())) {
                    (None, Some(_)) => return,
                    (None, None) => plane_is_uncertain = true,
                    (Some(_), _) => settled += 1,
                }
            }
            if let Some(at) = stated {
                is_new[at] = false;
            }
            // The provider's own spelling goes before another source's.
            let spelt = stated.map_or(name, |at| &listed[at].1.name);
            all.push(SourceOperation {
                name: spelt.to_owned(),
                plane,
                plane_is_uncertain,
                description: stated
                    .and_then(|at| listed[at].1.description.clone())
                    .or_else(|| self.description(at)),
            });
        });
        let added = settled + is_new.iter().filter(|new| **new).count();
        if added == 0 {
            return;
        }
        let new = listed.iter().zip(&is_new).filter(|(_, new)| **new);
        all.extend(new.map(|((_, operation), _)| SourceOperation {
            name: operation.name.clone(),
            plane: operation.plane,
            plane_is_uncertain: false,
            description: operation.description.clone(),
        }));
        self.take_operations(all, added);
    }

    fn take_operations(&mut self, operations: Vec<SourceOperation>, added: usize) {
        let json = |section| String::from_utf8_lossy(self.image.json(section)).into_owned();
        let roles = (0..self.image.role_count()).map(|at| self.image.role(RoleIx::new(at)));
        let source = Source {
            label: self.meta().source,
            date: self.date.clone(),
            operations,
            roles: roles.map(|role| import::source_role(&role)).collect(),
            tasks: json(Section::Tasks),
            escalation: json(Section::Escalation),
            service_roles: json(Section::ServiceRoles),
            remarks: json(Section::Remarks),
        };
        // Roles keep their positions: an image has them by name and id.
        if let Ok(image) = Image::trusted(Cow::Owned(image::write(&source))) {
            self.image = image;
            self.expander.take();
            self.operations_added += added;
        }
    }

    fn note_whole_operations(&mut self, operations: &[ProviderOperation]) {
        if !self.may_lack(AzurePart::Operations) {
            return;
        }
        let namespace =
            |name: &str| text::fold(name.split('/').next().unwrap_or(name)).into_owned();
        let mut listed: HashSet<String> = HashSet::new();
        for operation in operations {
            listed.insert(namespace(&operation.name));
        }
        let known = self.image.namespaces();
        if known.iter().all(|known| listed.contains(&namespace(known))) {
            self.listed_whole.push(AzurePart::Operations);
        }
    }
}

/// Whether two definitions of a role say the same: name and permissions.
fn same_definition(a: &RoleDefinition, b: &RoleDefinition) -> bool {
    a.gap == b.gap
        && text::same(&a.name, &b.name)
        && same_permissions(&a.permissions, &b.permissions)
}

/// Whether a built-in role, which has conditions in the catalogue, has none in the inputs: clients of Azure
/// leave them out, azure-mgmt-authorization 4.0.0 for one.
fn lacks_condition(role: &RoleDefinition, own: &RoleDefinition) -> bool {
    role.kind != RoleKind::Custom && own.is_conditional() && !role.is_conditional()
}

fn without_condition(role: &RoleDefinition) -> Diagnostic {
    let message = format!(
        "the definition of `{}` in the inputs is the catalogue's without its condition, which clients leave out; the catalogue's is used",
        role.name
    );
    placed(
        Diagnostic::info("role-definition-without-condition", message),
        role,
    )
}

fn placed(mut diagnostic: Diagnostic, role: &RoleDefinition) -> Diagnostic {
    diagnostic.place = role.place.clone();
    diagnostic
}

fn same_permissions(a: &[Permission], b: &[Permission]) -> bool {
    let text = |permission: &Permission| permission.condition.as_ref().map(|c| c.text.clone());
    same_patterns(a, b) && a.iter().map(text).eq(b.iter().map(text))
}

/// Whether permissions are the same but for their conditions.
fn same_patterns(a: &[Permission], b: &[Permission]) -> bool {
    let sorted = |patterns: &[ActionPattern]| {
        let mut patterns = patterns.to_vec();
        patterns.sort();
        patterns.dedup();
        patterns
    };
    let same = |a: &PatternSet, b: &PatternSet| {
        sorted(a.granted()) == sorted(b.granted()) && sorted(a.excluded()) == sorted(b.excluded())
    };
    let both =
        |(a, b): (&Permission, &Permission)| same(&a.control, &b.control) && same(&a.data, &b.data);
    a.len() == b.len() && a.iter().zip(b).all(both)
}
