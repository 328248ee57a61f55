use std::cmp::Ordering;
use std::sync::Arc;

use super::permissions::{PermissionContent, contents, spelling};
use super::versions::{RecordKey, Versioned, first_text};
use crate::ids::IdKey;
use crate::model::{RoleDefinition, RoleGap, RoleKind, Tenant};
use crate::span::{Diagnostic, Place};
use crate::text;
use crate::text::NameMap;
use crate::time::Timestamp;

impl Versioned for RoleDefinition {
    type Content = (Vec<PermissionContent>, String, Vec<String>);

    fn key(&self) -> RecordKey {
        RecordKey::Named(match self.id {
            Some(id) => IdKey::Guid(id.to_u128()),
            None => IdKey::Name(text::fold(&self.name).into()),
        })
    }

    fn order_of_namesakes(&self, _: &Self) -> Ordering {
        Ordering::Equal
    }

    fn content(&self) -> Self::Content {
        let scopes = self.assignable_scopes.iter();
        let scope = |text: &Arc<str>| text::fold(text.trim_end_matches('/')).into_owned();
        let mut scopes: Vec<String> = scopes.map(scope).collect();
        scopes.sort();
        scopes.dedup();
        let name = text::fold(&self.name).into_owned();
        (contents(&self.permissions), name, scopes)
    }

    fn order_of_versions(&self, other: &Self) -> Ordering {
        let rest = |of: &Self| {
            let texts = (of.name.clone(), of.assignable_scopes.clone());
            (texts, spelling(&of.permissions), of.place.clone())
        };
        rest(self).cmp(&rest(other))
    }

    /// A list without permissions takes those of an export that has them, unless it is the newer one: then the
    /// role may have been changed since.
    fn reconcile(versions: &mut [(Self, Option<Timestamp>)]) {
        let is_unlisted = |role: &Self| role.gap == Some(RoleGap::Unlisted);
        let listed = versions.iter().filter(|(role, _)| !is_unlisted(role));
        let newest = listed.max_by(|(a, changed), (b, other)| {
            let by_date = changed.cmp(other);
            by_date.then_with(|| b.content().cmp(&a.content()))
        });
        let Some((whole, changed)) = newest.cloned() else {
            return;
        };
        for (role, own) in versions {
            if is_unlisted(role) && *own <= changed {
                role.permissions.clone_from(&whole.permissions);
                role.assignable_scopes.clone_from(&whole.assignable_scopes);
                role.name = Arc::clone(&whole.name);
                role.gap = whole.gap;
            }
        }
    }

    fn complete_from(&mut self, others: Vec<Self>) {
        // What is cut off here and whole there, with the same content, lost nothing.
        if others.iter().any(|other| other.gap.is_none()) {
            self.gap = None;
        }
        // An export that leaves the type out says "custom" by that.
        if others.iter().any(|other| other.kind == RoleKind::BuiltIn) {
            self.kind = RoleKind::BuiltIn;
        }
        let changed = others.iter().map(|other| other.updated_on.clone());
        let newest = |text: &Option<Arc<str>>| {
            let time = text.as_deref().map(|text| Timestamp::parse(text).ok());
            (time, text.clone())
        };
        self.updated_on = changed
            .chain([self.updated_on.clone()])
            .max_by_key(newest)
            .flatten();
        let descriptions = others.into_iter().map(|other| other.description);
        first_text(&mut self.description, descriptions);
    }

    fn label(&self) -> String {
        format!("role definition `{}`", self.name)
    }

    fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    fn difference(&self, other: &Self) -> &'static str {
        if contents(&self.permissions) != contents(&other.permissions) {
            "permissions"
        } else if !text::same(&self.name, &other.name) {
            "names"
        } else {
            "assignable scopes"
        }
    }
}

/// Keeps one of the versions that contradict each other, marked if they grant different things.
pub(super) fn keep_one(versions: Vec<RoleDefinition>) -> Vec<RoleDefinition> {
    let permissions = versions
        .iter()
        .map(|version| contents(&version.permissions));
    let mut permissions: Vec<_> = permissions.collect();
    permissions.dedup();
    let is_cut_off = versions.iter().any(|version| version.gap.is_some());
    let gap = match permissions.len() {
        ..2 => None,
        _ if is_cut_off => Some(RoleGap::CutOff),
        _ => Some(RoleGap::Contradicted),
    };
    let mut kept: Vec<RoleDefinition> = versions.into_iter().take(1).collect();
    for role in &mut kept {
        role.gap = role.gap.or(gap);
    }
    kept
}

/// Names are unique in a tenant (§2.2); two roles of one name come from two tenants, or from
/// before and after a role was made anew.
pub(super) fn clashing_names(tenant: &mut Tenant) {
    let mut first: NameMap<String, usize> = NameMap::default();
    for (at, role) in tenant.role_definitions.iter().enumerate() {
        let Some(earlier) = first.insert(text::fold(&role.name).into_owned(), at) else {
            continue;
        };
        let message = format!(
            "two role definitions with different ids are called `{}`; ask for them by id",
            role.name
        );
        let mut diagnostic = Diagnostic::warning("role-name-clash", message);
        diagnostic.place = role.place.clone();
        if let Some(place) = &tenant.role_definitions[earlier].place {
            diagnostic = diagnostic.help(format!("the other is at {place}"));
        }
        tenant.diagnostics.push(diagnostic);
    }
}
