//! Which subscriptions are asked about.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::plan::Subscription;
use crate::cli::complain::Complaint;
use crate::ids::parse_guid;
use crate::model::{ManagementGroupChild, Tenant};
use crate::text;

/// Said of a subscription that only the tree shows.
pub(super) const NOT_VISIBLE: &str =
    "the tree shows the subscription, but Azure lists it only to those with a role in it";

/// A row of the list of subscriptions, whatever its state: one that is disabled keeps what is
/// assigned in it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    subscription_id: String,
    display_name: String,
}

impl Row {
    pub(super) fn folded(&self) -> String {
        text::fold(&self.subscription_id).into_owned()
    }

    fn subscription(&self) -> Subscription {
        Subscription {
            id: self.folded(),
            name: self.display_name.clone(),
        }
    }
}

/// The subscriptions that were asked for, by id.
///
/// # Errors
///
/// When a name fits none, or several.
pub(super) fn chosen(rows: &[Row], wanted: &[String]) -> Result<Vec<Subscription>, Complaint> {
    let mut own: Vec<&Row> = rows.iter().collect();
    own.sort_by_key(|row| row.folded());
    own.dedup_by_key(|row| row.folded());
    let mut found: Vec<&Row> = Vec::new();
    for name in wanted {
        let fits: Vec<&Row> = own
            .iter()
            .copied()
            .filter(|row| {
                text::same(&row.subscription_id, name) || text::same(&row.display_name, name)
            })
            .collect();
        match fits[..] {
            [row] if found.iter().any(|known| std::ptr::eq(*known, row)) => {}
            [row] => found.push(row),
            [] => {
                let names = own.iter().map(|row| format!("`{}`", row.display_name));
                let names: Vec<String> = names.collect();
                let help = if names.is_empty() {
                    "Azure shows none of this tenant".to_owned()
                } else {
                    format!("this tenant has {}", names.join(", "))
                };
                return Err(Complaint::usage(format!("no subscription `{name}`")).help(help));
            }
            _ => {
                let ids = fits.iter().map(|row| format!("`{}`", row.subscription_id));
                let ids: Vec<String> = ids.collect();
                return Err(Complaint::usage(format!(
                    "`{name}` names {} subscriptions",
                    ids.len()
                ))
                .help(format!("name one by its id: {}", ids.join(", "))));
            }
        }
    }
    if wanted.is_empty() {
        found = own;
    }
    Ok(found.into_iter().map(Row::subscription).collect())
}

/// The ids of the subscriptions in the tree of management groups.
pub(super) fn in_tree(tree: &Tenant) -> BTreeSet<String> {
    let children = tree
        .management_groups
        .iter()
        .flat_map(|group| &group.children);
    let id = |child: &ManagementGroupChild| match child {
        ManagementGroupChild::Subscription(scope) => {
            Some(scope.folded().rsplit('/').next()?.to_owned())
        }
        ManagementGroupChild::Group(_) => None,
    };
    children.filter_map(id).collect()
}

/// Where the list can't be had: what the tree shows, or what was asked for by id.
///
/// # Errors
///
/// When one was asked for by its name.
pub(super) fn unlisted(
    in_tree: BTreeSet<String>,
    wanted: &[String],
) -> Result<Vec<Subscription>, Complaint> {
    let ids: Vec<String> = match wanted {
        [] => in_tree.into_iter().collect(),
        wanted => wanted
            .iter()
            .map(|name| text::fold(name).into_owned())
            .collect(),
    };
    let named = |id: String| match parse_guid(&id) {
        Some(_) => Ok(Subscription {
            name: id.clone(),
            id,
        }),
        None => Err(Complaint::input(format!(
            "the subscriptions can't be listed, so which one is `{id}` is not known"
        ))
        .help("name it by its id")),
    };
    ids.into_iter().map(named).collect()
}
