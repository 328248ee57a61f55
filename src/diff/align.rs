//! What only one of two snapshots describes at all: taken for unchanged, and said.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::records::{Side, parents};
use crate::ids::PrincipalId;
use crate::model::{InputKind, ManagementGroup, ManagementGroupChild, RoleKind, Tenant};
use crate::scope::{Scope, ScopeKind};
use crate::span::{Diagnostic, Place};

/// A kind of record that access hangs on.
struct Kind {
    input: InputKind,
    words: &'static str,
    count: fn(&Tenant) -> usize,
    copy: fn(&Tenant, &mut Tenant),
}

const KINDS: [Kind; 6] = [
    Kind {
        input: InputKind::RoleAssignments,
        words: "role assignments",
        count: |t| t.role_assignments.len(),
        copy: |from, to| to.role_assignments.clone_from(&from.role_assignments),
    },
    Kind {
        input: InputKind::RoleDefinitions,
        words: "role definitions",
        count: |t| t.role_definitions.len(),
        copy: |from, to| to.role_definitions.clone_from(&from.role_definitions),
    },
    Kind {
        input: InputKind::DenyAssignments,
        words: "deny assignments",
        count: |t| t.deny_assignments.len(),
        copy: |from, to| to.deny_assignments.clone_from(&from.deny_assignments),
    },
    Kind {
        input: InputKind::Schedules,
        words: "schedule instances",
        count: |t| t.schedules.len(),
        copy: |from, to| to.schedules.clone_from(&from.schedules),
    },
    Kind {
        input: InputKind::GroupMembers,
        words: "members of groups",
        count: |t| t.group_members.len(),
        copy: |from, to| to.group_members.clone_from(&from.group_members),
    },
    Kind {
        input: InputKind::ManagementGroups,
        words: "management groups",
        count: |t| t.management_groups.len(),
        copy: |from, to| to.management_groups.clone_from(&from.management_groups),
    },
];

/// Gives each snapshot what only the other describes, so that a file that is missing on one side
/// looks neither like lost nor like gained access. Every such thing is said, since it may have
/// changed.
pub fn align(old: &mut Tenant, new: &mut Tenant) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for kind in &KINDS {
        for side in [Side::Old, Side::New] {
            let (has, lacks) = match side {
                Side::Old => (&*old, &mut *new),
                Side::New => (&*new, &mut *old),
            };
            if (kind.count)(has) == 0 || (kind.count)(lacks) > 0 || is_empty_list(kind, has, lacks)
            {
                continue;
            }
            (kind.copy)(has, lacks);
            let message = format!(
                "only {} holds {}; they are taken for unchanged",
                word(side),
                kind.words
            );
            diagnostics.push(
                Diagnostic::warning("missing-on-one-side", message)
                    .help(format!("export them for {} too", word(other(side))))
                    .may_change_answer(),
            );
        }
    }
    for side in [Side::Old, Side::New] {
        let (has, lacks) = match side {
            Side::Old => (&*old, &mut *new),
            Side::New => (&*new, &mut *old),
        };
        published_roles(has, lacks);
        member_lists(has, lacks, side, &mut diagnostics);
        tree(has, lacks, side, &mut diagnostics);
    }
    diagnostics
}

fn word(side: Side) -> &'static str {
    match side {
        Side::Old => "the old snapshot",
        Side::New => "the new snapshot",
    }
}

fn other(side: Side) -> Side {
    match side {
        Side::Old => Side::New,
        Side::New => Side::Old,
    }
}

/// Whether the snapshot that has no record of a kind has an empty list in a file of the same name:
/// then there is none, and not no export.
fn is_empty_list(kind: &Kind, has: &Tenant, lacks: &Tenant) -> bool {
    let name = |path: &str| Path::new(path).file_name().map(ToOwned::to_owned);
    let files: BTreeSet<_> = has
        .inputs
        .iter()
        .filter(|input| input.kind == kind.input)
        .filter_map(|input| name(&input.path))
        .collect();
    lacks.inputs.iter().any(|input| {
        input.kind == kind.input
            || (input.kind == InputKind::Empty
                && name(&input.path).is_some_and(|name| files.contains(&name)))
    })
}

/// Definitions of published roles: nobody but Azure takes them away.
fn published_roles(has: &Tenant, lacks: &mut Tenant) {
    let known: BTreeSet<_> = lacks.role_definitions.iter().map(|role| role.id).collect();
    let missing = has
        .role_definitions
        .iter()
        .filter(|role| role.kind == RoleKind::BuiltIn && !known.contains(&role.id));
    lacks.role_definitions.extend(missing.cloned());
}

/// Member lists of groups that the other snapshot still names.
fn member_lists(has: &Tenant, lacks: &mut Tenant, side: Side, diagnostics: &mut Vec<Diagnostic>) {
    let listed: BTreeSet<&PrincipalId> = lacks.group_members.iter().map(|l| &l.group).collect();
    let mut named: BTreeSet<&PrincipalId> = BTreeSet::new();
    named.extend(lacks.role_assignments.iter().map(|a| &a.principal));
    named.extend(lacks.schedules.iter().map(|s| &s.principal));
    named.extend(lacks.group_members.iter().flat_map(|list| &list.members));
    for deny in &lacks.deny_assignments {
        let subjects = deny.principals.iter().chain(&deny.exclude_principals);
        named.extend(subjects.map(|subject| &subject.id));
    }
    let missing: Vec<_> = has
        .group_members
        .iter()
        .filter(|list| !listed.contains(&list.group) && named.contains(&list.group))
        .cloned()
        .collect();
    for list in missing {
        let label = has
            .principal(&list.group)
            .map_or(list.group.as_str(), |p| p.label());
        let message = format!(
            "only {} lists the members of group `{label}`; they are taken for unchanged",
            word(side)
        );
        diagnostics.push(
            Diagnostic::warning("missing-on-one-side", message)
                .at(list.place.clone())
                .may_change_answer(),
        );
        lacks.group_members.push(list);
    }
}

/// Subscriptions that the other snapshot still names and doesn't place in its tree.
fn tree(has: &Tenant, lacks: &mut Tenant, side: Side, diagnostics: &mut Vec<Diagnostic>) {
    let placed: BTreeMap<Scope, Option<Scope>> = parents(lacks);
    let assigned = lacks.role_assignments.iter().map(|a| &a.scope);
    let named: BTreeSet<Scope> = assigned.filter_map(Scope::subscription).collect();
    for (scope, parent) in parents(has) {
        let Some(parent) = parent else { continue };
        let known = placed.get(&scope).is_some_and(Option::is_some);
        let Some(group) = parent.management_group_id() else {
            continue;
        };
        if known || scope.kind() != ScopeKind::Subscription || !named.contains(&scope) {
            continue;
        }
        let message = format!(
            "only {} places `{scope}` below a management group; it is taken for unchanged",
            word(side)
        );
        diagnostics.push(Diagnostic::warning("missing-on-one-side", message).may_change_answer());
        let place = has.management_groups.first().map(|g| g.place.clone());
        lacks.management_groups.push(ManagementGroup {
            id: group.into(),
            display_name: None,
            parent: None,
            children: vec![ManagementGroupChild::Subscription(scope)],
            place: place.unwrap_or_else(|| Place::whole(&std::sync::Arc::from("-"))),
        });
    }
}
