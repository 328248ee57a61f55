//! The canonical form of a definition, proven to grant what the original does.

use std::sync::Arc;

use super::subject::BOTH;
use crate::model::{Permission, Plane, RoleDefinition};
use crate::pattern::{
    ActionPattern, PatternLanguage, PatternSet, RelationKind, StateLimit, Wildcards,
};
use crate::text;

/// A definition in its canonical form: one permission, its lists sorted and without what could go.
#[derive(Clone, Debug)]
pub struct Fix {
    /// The canonical definition. Proven: it grants what the original grants, in both planes, over
    /// every well-formed operation name, under both readings of WC-5.
    pub role: RoleDefinition,
    /// How many entries of the original are not in it.
    pub removed: usize,
}

/// Why a definition has no canonical form that a create would take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FixFault {
    /// A create drops conditions, so that the written role would grant more (ME-4).
    #[error("permission {} has a condition, which a create drops", permission + 1)]
    Condition {
        /// Which permission, from 0.
        permission: usize,
    },
    /// No single permission was found that grants the same (ME-4).
    #[error("no single permission was found that grants the same as the {count} of the definition")]
    SeveralPermissions {
        /// How many the definition has.
        count: usize,
    },
    /// The question is too hard.
    #[error(transparent)]
    Undecided(#[from] StateLimit),
}

/// Writes a definition in its canonical form.
///
/// # Errors
///
/// When the form can't be had, or can't be proven equal to the original.
pub fn fix(role: &RoleDefinition) -> Result<Fix, FixFault> {
    let permissions = &role.permissions;
    if let Some(permission) = permissions.iter().position(|p| p.condition.is_some()) {
        return Err(FixFault::Condition { permission });
    }
    let mut fixed = Permission::default();
    for plane in Plane::BOTH {
        let sets: Vec<&PatternSet> = permissions.iter().map(|p| p.plane(plane)).collect();
        let single = single(&sets)?.canonical(&BOTH)?;
        for wildcards in BOTH {
            let before = PatternLanguage::new(sets.iter().copied(), wildcards);
            let after = PatternLanguage::new([&single], wildcards);
            if before.relate(&after)?.kind != RelationKind::Equal {
                return Err(FixFault::SeveralPermissions {
                    count: permissions.len(),
                });
            }
        }
        match plane {
            Plane::Control => fixed.control = single,
            Plane::Data => fixed.data = single,
        }
    }
    let removed = entries(permissions).saturating_sub(entries(std::slice::from_ref(&fixed)));
    Ok(Fix {
        role: RoleDefinition {
            permissions: vec![fixed],
            assignable_scopes: scopes(role),
            ..role.clone()
        },
        removed,
    })
}

/// A set that may grant what the sets grant together: all that they grant, less what an exclusion of
/// one takes and none of the others grants.
fn single(sets: &[&PatternSet]) -> Result<PatternSet, StateLimit> {
    if let [set] = sets {
        return Ok((*set).clone());
    }
    let mut granted = Vec::new();
    let mut excluded = Vec::new();
    for (at, set) in sets.iter().enumerate() {
        granted.extend_from_slice(set.granted());
        let others: Vec<&PatternSet> = sets
            .iter()
            .enumerate()
            .filter(|&(other, _)| other != at)
            .map(|(_, set)| *set)
            .collect();
        for pattern in set.excluded() {
            if !any_grants(&others, pattern)? {
                excluded.push(pattern.clone());
            }
        }
    }
    Ok(PatternSet::new(granted, excluded))
}

fn any_grants(sets: &[&PatternSet], pattern: &ActionPattern) -> Result<bool, StateLimit> {
    let meets = |wildcards: Wildcards| {
        let granted = PatternLanguage::new(sets.iter().copied(), wildcards);
        let found = PatternLanguage::of(pattern, wildcards).intersection(&granted);
        found.map(|name| name.is_some())
    };
    Ok(meets(Wildcards::Azure)? || meets(Wildcards::Strict)?)
}

fn entries(permissions: &[Permission]) -> usize {
    let of = |set: &PatternSet| set.granted().len() + set.excluded().len();
    permissions
        .iter()
        .map(|p| of(&p.control) + of(&p.data))
        .sum()
}

/// The assignable scopes, sorted, each once (SCP-1).
fn scopes(role: &RoleDefinition) -> Vec<Arc<str>> {
    let bare = |scope: &Arc<str>| match scope.trim() {
        "/" => Arc::from("/"),
        longer => Arc::from(longer.strip_suffix('/').unwrap_or(longer)),
    };
    let mut scopes: Vec<Arc<str>> = role.assignable_scopes.iter().map(bare).collect();
    scopes.sort_by(|a, b| text::order(a, b));
    scopes.dedup_by(|a, b| text::same(a, b));
    scopes
}
