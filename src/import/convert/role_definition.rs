use std::sync::Arc;

use super::{condition, incomplete};
use crate::ids::RoleId;
use crate::import::fragment::Fragment;
use crate::import::record::{List, Presence, Record, child, flag, list, text};
use crate::model::{InputKind, Permission, RoleDefinition, RoleGap, RoleKind};
use crate::pattern::{ActionPattern, PatternSet};
use crate::span::{Diagnostic, Place};
use crate::text as names;

/// Takes a role definition of `az`, REST, Resource Graph, PowerShell or a create file (§4.1 to
/// §4.3, §4.8).
pub(crate) fn role_definition(fragment: &mut Fragment, record: &Record<'_>, place: Place) {
    fragment.count(InputKind::RoleDefinitions);
    let id = record
        .text(text::Id)
        .and_then(RoleId::parse)
        .or_else(|| record.text(text::Name).and_then(RoleId::parse));
    let given = record
        .text(text::Name)
        .filter(|name| RoleId::parse(name).is_none());
    let name = record
        .text(text::RoleName)
        .or(given)
        .or_else(|| record.text(text::DisplayName));
    let name = match (name, id) {
        (Some(name), _) => name.to_owned(),
        (None, Some(id)) => id.to_string(),
        (None, None) => {
            return fragment
                .note(incomplete("a role definition", "a name or an id", place).grant_lost());
        }
    };
    let role_type = record.text(text::RoleType).unwrap_or_default();
    let kind = match record.flag(flag::IsCustom) {
        Some(false) => RoleKind::BuiltIn,
        Some(true) => RoleKind::Custom,
        None if names::starts_with(role_type, "BuiltIn") => RoleKind::BuiltIn,
        None => RoleKind::Custom,
    };
    note_unknown_fields(fragment, record, name.as_str(), &place);
    let mut permissions: Vec<Permission> = Vec::new();
    let mut truncated = is_cut(record, &["permissions"]);
    let mut is_said = is_cut(record, &GRANTING);
    let label = format!("role definition `{}`", name.trim());
    let owner = Owner {
        label: &label,
        place: &place,
    };
    for entry in record.children(child::Permissions) {
        if !entry.odd.is_empty() {
            let fields: Vec<String> = entry.odd.iter().map(|field| format!("`{field}`")).collect();
            let message = format!(
                "{} of role definition `{name}` holds a value of the wrong type; it was left out",
                fields.join(", ")
            );
            let diagnostic = Diagnostic::error("wrong-type", message).at(place.clone());
            fragment.note(diagnostic.may_change_answer());
            is_said |= is_cut(entry, &GRANTING);
        }
        permissions.push(permission(fragment, entry, owner, &mut truncated));
    }
    // PowerShell before Az 16 and create files put one permission on the role itself (§4.2).
    let flat = [
        list::Actions,
        list::NotActions,
        list::DataActions,
        list::NotDataActions,
    ];
    if permissions.is_empty()
        && flat.iter().any(|slot| {
            !record.list(*slot).items.is_empty() || record.list(*slot).truncated.is_some()
        })
    {
        permissions.push(permission(fragment, record, owner, &mut truncated));
    }
    // An export without a field for them says nothing about permissions, nor does an empty list of a published role.
    let is_listed = record.listed(child::Permissions).is_some();
    let is_unlisted = permissions.is_empty()
        && (!is_listed || kind == RoleKind::BuiltIn)
        && flat
            .iter()
            .all(|slot| record.list(*slot).present == Presence::Absent);
    if truncated && !is_said && !record.is_open {
        fragment.note(
            Diagnostic::error(
                "truncated-by-depth",
                format!("what `{name}` grants is cut off, or missing"),
            )
            .at(place.clone())
            .may_change_answer()
            .help("lists were written as text, as PowerShell does with what is nested deep, and tables with lists: export as JSON, from PowerShell with `ConvertTo-Json -Depth 10`"),
        );
    }
    let assignable_scopes = record
        .list(list::AssignableScopes)
        .texts()
        .map(|scope| fragment.pool(&scope))
        .collect();
    fragment.tenant.role_definitions.push(RoleDefinition {
        id,
        name: Arc::from(name.trim()),
        aliases: Vec::new(),
        kind,
        published_as: None,
        description: record.text(text::Description).map(Arc::from),
        permissions,
        assignable_scopes,
        updated_on: record.text(text::UpdatedOn).map(Arc::from),
        gap: match truncated || is_said {
            true => Some(RoleGap::CutOff),
            false => is_unlisted.then_some(RoleGap::Unlisted),
        },
        place: Some(place),
    });
}

/// Fields that ARM, Resource Graph and the SDKs put beside those of a role definition.
const BESIDE: [&str; 14] = [
    "apiVersion",
    "createdBy",
    "createdOn",
    "dependsOn",
    "extendedLocation",
    "identity",
    "kind",
    "managedBy",
    "plan",
    "resourceGroup",
    "sku",
    "systemData",
    "updatedBy",
    "updatedOn",
];

/// What the names of the fields that decide what a role grants have in common.
const TELLING: [&str; 3] = ["action", "permission", "condition"];

/// Says which fields no role definition has; one that looks like a list of actions may be one.
fn note_unknown_fields(fragment: &mut Fragment, record: &Record<'_>, role: &str, place: &Place) {
    let entries = record.children(child::Permissions).iter();
    let records = std::iter::once(record).chain(entries);
    let unknown = records.clone().flat_map(|r| r.unknown.iter());
    let like_condition: Vec<_> = records.flat_map(|r| r.like_condition.iter()).collect();
    for field in unknown.filter(|field| !BESIDE.iter().any(|known| names::same(known, field))) {
        let folded = names::fold(field);
        let mut diagnostic = Diagnostic::info(
            "unknown-field",
            format!(
                "`{field}` of role definition `{role}` is not a field of role definitions; it was left out"
            ),
        );
        if TELLING.iter().any(|word| folded.contains(word)) || like_condition.contains(&field) {
            diagnostic = Diagnostic::warning(diagnostic.code, diagnostic.message)
                .help("the lists are `actions`, `notActions`, `dataActions` and `notDataActions`, directly or in `permissions`")
                .may_change_answer();
        }
        fragment.note(diagnostic.at(place.clone()));
    }
}

/// The record that a permission belongs to.
#[derive(Clone, Copy)]
pub(super) struct Owner<'o> {
    /// As messages name it.
    pub(super) label: &'o str,
    pub(super) place: &'o Place,
}

/// The fields of a permission.
const GRANTING: [&str; 6] = [
    "actions",
    "notActions",
    "dataActions",
    "notDataActions",
    "condition",
    "conditionVersion",
];

/// Whether one of these fields holds a value of the wrong type.
pub(super) fn is_cut(record: &Record<'_>, fields: &[&str]) -> bool {
    record.odd.iter().any(|field| fields.contains(field))
}

pub(super) fn permission(
    fragment: &mut Fragment,
    record: &Record<'_>,
    owner: Owner<'_>,
    truncated: &mut bool,
) -> Permission {
    // A permission without a field of one says as little as one that was cut off.
    *truncated |= is_cut(record, &GRANTING) || record.fields == record.unknown.len();
    let mut of = |slot| patterns(fragment, record.list(slot), owner, truncated);
    let control = PatternSet::new(of(list::Actions), of(list::NotActions));
    let data = PatternSet::new(of(list::DataActions), of(list::NotDataActions));
    Permission {
        control,
        data,
        condition: condition(fragment, record, owner.place),
    }
}

fn patterns(
    fragment: &mut Fragment,
    list: &List<'_>,
    owner: Owner<'_>,
    truncated: &mut bool,
) -> Vec<ActionPattern> {
    let mut items: Vec<&str> = list.items.iter().map(AsRef::as_ref).collect();
    if let Some(text) = list.truncated.as_deref() {
        // A single action printed without its list is an action; anything else was cut off.
        let text = text.trim();
        let is_one = !text.contains(char::is_whitespace);
        if is_one && (text.contains('/') || text == "*") {
            items.push(text);
        } else if !text.is_empty() {
            *truncated = true;
        }
    }
    let count = items.len();
    items.retain(|item| !names::is_cut_off(item) && !is_of_several(item));
    *truncated |= items.len() < count;
    let items = items.into_iter().filter(|item| !item.trim().is_empty());
    items.map(|item| pattern(fragment, item, owner)).collect()
}

/// Whether an entry is a list that was written as text, by `;` between its entries or as a program shows a list: no
/// operation has such a character in its name.
fn is_of_several(item: &str) -> bool {
    item.starts_with(['[', '(', '<', '{', '\'', '"']) || item.contains([';', ',', '|'])
}

/// The pattern that an entry means. Blanks and line ends around it don't count; inside it they are
/// part of a name that no operation has (WC-7, WC-8).
fn pattern(fragment: &mut Fragment, item: &str, owner: Owner<'_>) -> ActionPattern {
    let trimmed = item.trim();
    let pattern = ActionPattern::literal(&names::one_line(trimmed));
    let Owner { label, place } = owner;
    if trimmed.len() < item.len() && !fragment.spelling_is_kept {
        let message = format!("blanks or line ends around `{pattern}` of {label} were left out");
        fragment.note(Diagnostic::info("trimmed-text", message).at(place.clone()));
    }
    if trimmed.contains(|c: char| c.is_whitespace() || c.is_control()) {
        let message = format!(
            "`{pattern}` of {label} has a blank or a line end inside, so that it matches no operation"
        );
        fragment.note(
            Diagnostic::warning("blank-inside-action", message)
                .at(place.clone())
                .help("where two actions were joined into one text, give each an entry of its own"),
        );
    }
    pattern
}
