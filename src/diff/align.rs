//! What only one of two snapshots describes at all: taken for unchanged, and said.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::records::Side;
use super::tree::parents;
use crate::ids::PrincipalId;
use crate::model::{
    GroupMembers, InputKind, ManagementGroup, ManagementGroupChild, Principal, RoleDefinition,
    RoleKind, RoleReference, Tenant,
};
use crate::scope::{Scope, ScopeKind};
use crate::span::{Diagnostic, Place};
use crate::text::{NameSet, first_of};

/// How many names a diagnostic gives.
const NAMED: usize = 5;

/// A kind of record that access depends on.
struct Kind {
    input: InputKind,
    words: &'static str,
    count: fn(&Tenant) -> usize,
    copy: fn(&Tenant, &mut Tenant),
    /// Whether any of it is the tenant's to change.
    may_change: fn(&Tenant) -> bool,
}

const KINDS: [Kind; 6] = [
    Kind {
        input: InputKind::RoleAssignments,
        words: "role assignments",
        count: |t| t.role_assignments.len(),
        copy: |from, to| to.role_assignments.clone_from(&from.role_assignments),
        may_change: |_| true,
    },
    Kind {
        input: InputKind::RoleDefinitions,
        words: "role definitions",
        count: |t| t.role_definitions.len(),
        copy: |from, to| to.role_definitions.clone_from(&from.role_definitions),
        may_change: |t| {
            let assigned = t.role_assignments.iter().map(|held| &held.role);
            let assigned = assigned.chain(t.schedules.iter().map(|held| &held.role));
            let assigned: NameSet<&RoleReference> = assigned.collect();
            let is_assigned = |role: &RoleDefinition| {
                let by_name = RoleReference::Name(Arc::clone(&role.name));
                role.id
                    .is_some_and(|id| assigned.contains(&RoleReference::Id(id)))
                    || assigned.contains(&by_name)
            };
            let mut roles = t.role_definitions.iter();
            roles.any(|role| role.kind != RoleKind::BuiltIn && is_assigned(role))
        },
    },
    Kind {
        input: InputKind::DenyAssignments,
        words: "deny assignments",
        count: |t| t.deny_assignments.len(),
        copy: |from, to| to.deny_assignments.clone_from(&from.deny_assignments),
        may_change: |_| true,
    },
    Kind {
        input: InputKind::Schedules,
        words: "schedule instances",
        count: |t| t.schedules.len(),
        copy: |from, to| to.schedules.clone_from(&from.schedules),
        may_change: |_| true,
    },
    Kind {
        input: InputKind::GroupMembers,
        words: "members of groups",
        count: |t| t.group_members.len(),
        copy: |from, to| to.group_members.clone_from(&from.group_members),
        may_change: |_| true,
    },
    Kind {
        input: InputKind::ManagementGroups,
        words: "management groups",
        count: |t| t.management_groups.len(),
        copy: |from, to| to.management_groups.clone_from(&from.management_groups),
        may_change: |_| true,
    },
];

/// Something that only one of two snapshots describes.
#[derive(Debug)]
pub(crate) struct OneSided {
    /// The snapshot that does.
    pub(crate) side: Side,
    pub(crate) diagnostic: Diagnostic,
    /// Whether access may have been gained there: what is taken for unchanged may have changed, and a
    /// subscription that is not exported again may not be gone.
    pub(crate) may_hide_gain: bool,
}

/// Gives each snapshot what only the other describes, so that a file that is missing on one side
/// looks neither like lost nor like gained access. Every such thing is said, since it may have
/// changed; but for what Azure publishes, roles and operations, which nobody in the tenant changes.
pub(crate) fn align(old: &mut Tenant, new: &mut Tenant) -> Vec<OneSided> {
    let mut found = Vec::new();
    // What the old snapshot describes alone, the new one is given below.
    let may_not_be_gone = new.management_groups.is_empty();
    let placed = [&*old, &*new].map(|tenant| parents(tenant).into_keys().collect());
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
            // What is denied now alone gives nobody more.
            let is_new_denial = kind.input == InputKind::DenyAssignments && side == Side::New;
            let may_hide_gain = !is_new_denial && (kind.may_change)(has);
            let message = format!(
                "only {} holds {}; taken for unchanged",
                word(side),
                kind.words
            );
            let diagnostic = Diagnostic::warning("missing-on-one-side", message)
                .help(format!("export them for {} too", word(side.other())))
                .may_change_answer();
            found.push(OneSided {
                side,
                diagnostic,
                may_hide_gain,
            });
        }
    }
    for side in [Side::Old, Side::New] {
        let (has, lacks) = match side {
            Side::Old => (&*old, &mut *new),
            Side::New => (&*new, &mut *old),
        };
        definitions(has, lacks, side, &mut found);
        member_lists(has, lacks, side, &mut found);
        tree(has, lacks, side, &mut found);
    }
    subscriptions([old, new], placed, may_not_be_gone, &mut found);
    operations(old, new);
    found
}

/// Operations are Azure's and not the tenant's: what either side lists counts for both, so that an
/// operation that one list lacks is not taken for access that somebody gained (WC-10).
fn operations(old: &mut Tenant, new: &mut Tenant) {
    let of_old = old.operations.clone();
    old.operations.extend_from_slice(&new.operations);
    new.operations.extend(of_old);
}

fn word(side: Side) -> &'static str {
    match side {
        Side::Old => "the old snapshot",
        Side::New => "the new snapshot",
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

/// Role definitions: nobody but Azure takes away those it publishes, and none can be deleted while
/// it is assigned.
fn definitions(has: &Tenant, lacks: &mut Tenant, side: Side, found: &mut Vec<OneSided>) {
    let known: BTreeSet<_> = lacks.role_definitions.iter().map(|role| role.id).collect();
    let unknown = has.role_definitions.iter();
    let unknown: Vec<&RoleDefinition> = unknown.filter(|role| !known.contains(&role.id)).collect();
    if unknown.is_empty() {
        return;
    }
    let assigned = lacks.role_assignments.iter().map(|a| &a.role);
    let assigned: NameSet<&RoleReference> = assigned
        .chain(lacks.schedules.iter().map(|s| &s.role))
        .collect();
    let is_assigned = |role: &RoleDefinition| {
        role.id
            .is_some_and(|id| assigned.contains(&RoleReference::Id(id)))
    };
    let missing = unknown.into_iter();
    let missing = missing.filter(|role| role.kind == RoleKind::BuiltIn || is_assigned(role));
    let missing: Vec<RoleDefinition> = missing.cloned().collect();
    let custom = missing.iter().filter(|role| role.kind != RoleKind::BuiltIn);
    let names: Vec<String> = custom.map(|role| format!("`{}`", role.name)).collect();
    note_missing(&names, (side, true), found, |names| {
        format!(
            "only {} defines {names}, which {} assigns; taken for unchanged",
            word(side),
            word(side.other())
        )
    });
    lacks.role_definitions.extend(missing);
}

/// Member lists of groups that the other snapshot still names, and of the groups in those.
fn member_lists(has: &Tenant, lacks: &mut Tenant, side: Side, found: &mut Vec<OneSided>) {
    let listed: NameSet<&PrincipalId> = lacks.group_members.iter().map(|l| &l.group).collect();
    let mut open: BTreeMap<&PrincipalId, Vec<&GroupMembers>> = BTreeMap::new();
    for list in has
        .group_members
        .iter()
        .filter(|list| !listed.contains(&list.group))
    {
        open.entry(&list.group).or_default().push(list);
    }
    if open.is_empty() {
        return;
    }
    let mut named: BTreeSet<&PrincipalId> = BTreeSet::new();
    named.extend(lacks.role_assignments.iter().map(|a| &a.principal));
    named.extend(lacks.schedules.iter().map(|s| &s.principal));
    named.extend(lacks.group_members.iter().flat_map(|list| &list.members));
    for deny in &lacks.deny_assignments {
        let subjects = deny.principals.iter().chain(&deny.exclude_principals);
        named.extend(subjects.map(|subject| &subject.id));
    }
    let mut missing: Vec<GroupMembers> = Vec::new();
    let mut next: Vec<&PrincipalId> = named.into_iter().collect();
    while let Some(group) = next.pop() {
        for list in open.remove(group).into_iter().flatten() {
            next.extend(&list.members);
            missing.push(list.clone());
        }
    }
    missing.sort_by(|a, b| a.group.cmp(&b.group));
    let label = |list: &GroupMembers| {
        let label = has.principal(&list.group).map(Principal::label);
        format!("`{}`", label.unwrap_or(list.group.as_str()))
    };
    let mut names: Vec<String> = missing.iter().map(label).collect();
    names.sort();
    names.dedup();
    note_missing(&names, (side, true), found, |names| {
        format!(
            "only {} lists the members of {names}; taken for unchanged",
            word(side)
        )
    });
    lacks.group_members.extend(missing);
}

/// Subscriptions and management groups that the other snapshot still names and doesn't place in its
/// tree.
fn tree(has: &Tenant, lacks: &mut Tenant, side: Side, found: &mut Vec<OneSided>) {
    let placed: BTreeMap<Scope, Option<Scope>> = parents(lacks);
    let mut named = Scope::subscriptions_of(lacks.scopes());
    let groups = lacks
        .scopes()
        .filter(|scope| scope.kind() == ScopeKind::ManagementGroup);
    named.extend(groups.chain(placed.keys()).cloned());
    let place = has.management_groups.first().map(|g| g.place.clone());
    let mut names = Vec::new();
    for (scope, parent) in parents(has) {
        let Some(parent) = parent.as_ref().and_then(Scope::management_group_id) else {
            continue;
        };
        let known = placed.get(&scope).is_some_and(Option::is_some);
        if known || !named.contains(&scope) {
            continue;
        }
        names.push(format!("`{scope}`"));
        let child = match scope.management_group_id() {
            Some(id) => ManagementGroupChild::Group(id.into()),
            None => ManagementGroupChild::Subscription(scope.clone()),
        };
        lacks.management_groups.push(ManagementGroup {
            id: parent.into(),
            display_name: None,
            parent: None,
            children: vec![child],
            place: place
                .clone()
                .unwrap_or_else(|| Place::whole(&std::sync::Arc::from("-"))),
        });
    }
    note_missing(&names, (side, true), found, |names| {
        format!(
            "only {} places {names} below a management group; taken for unchanged",
            word(side)
        )
    });
}

/// Subscriptions that one snapshot names and the other doesn't: new or gone, or not exported. One is gone where
/// the new snapshot has a tree that leaves it out. `placed` is what the tree of each places, but for what the
/// other lent it.
fn subscriptions(
    [old, new]: [&Tenant; 2],
    placed: [Vec<Scope>; 2],
    may_not_be_gone: bool,
    found: &mut Vec<OneSided>,
) {
    let [of_old, of_new] = placed;
    let [before, after] = [(old, of_old), (new, of_new)].map(|(tenant, placed)| {
        let mut known = Scope::subscriptions_of(tenant.scopes());
        let placed = placed.into_iter();
        known.extend(placed.filter(|scope| scope.kind() == ScopeKind::Subscription));
        known
    });
    if before.is_empty() || after.is_empty() {
        return;
    }
    for (side, own, others) in [(Side::Old, &before, &after), (Side::New, &after, &before)] {
        let names = own.difference(others).map(|scope| format!("`{scope}`"));
        let names: Vec<String> = names.collect();
        let may_hide_gain = side == Side::Old && may_not_be_gone;
        note_missing(&names, (side, may_hide_gain), found, |names| {
            let way = match side {
                Side::Old => "lost",
                Side::New => "gained",
            };
            format!(
                "only {} knows {names}: if {} merely lacks the export, what is shown as {way} there is not",
                word(side),
                word(side.other()),
            )
        });
    }
}

/// Says once of some names, the first of them by name, what the other snapshot lacks.
fn note_missing(
    names: &[String],
    (side, may_hide_gain): (Side, bool),
    found: &mut Vec<OneSided>,
    sentence: impl Fn(&str) -> String,
) {
    if names.is_empty() {
        return;
    }
    let list = first_of(names, NAMED);
    let diagnostic = Diagnostic::warning("missing-on-one-side", sentence(&list));
    found.push(OneSided {
        side,
        diagnostic: diagnostic.may_change_answer(),
        may_hide_gain,
    });
}
