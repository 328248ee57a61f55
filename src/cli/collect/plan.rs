//! What to collect, in stages: each stage follows from what the one before found.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::call::Call;
use super::table::{self, Ask};
use crate::ids::PrincipalId;
use crate::model::{PrincipalKind, ResourceKind, Tenant};
use crate::text;

/// One file to fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Its path in the folder, with `/`.
    pub(crate) file: String,
    /// What it will hold, for people.
    pub(crate) what: String,
    pub(crate) ask: &'static Ask,
    /// The address; `{since}` and `{until}` are filled in when it is asked.
    url: String,
    query: String,
    /// The object ids whose names are wanted.
    pub(crate) ids: Vec<String>,
}

/// A subscription to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    pub(crate) name: String,
}

impl Step {
    /// The question with what stands for the words in braces, in a folder of the collection.
    fn new(ask: &'static Ask, folder: &str, what: String, values: &[(&str, &str)]) -> Self {
        Self {
            file: format!("{folder}{}.json", filled(ask.file, values)),
            what,
            ask,
            url: filled(ask.url, values),
            query: filled(ask.query, values),
            ids: Vec::new(),
        }
    }

    /// The address of the first page.
    pub(crate) fn url(&self, since: &str, until: &str) -> String {
        filled(&self.url, &[("since", since), ("until", until)])
    }

    /// The call for a page.
    pub(crate) fn call(&self, url: &str) -> Call {
        let (url, query) = (url.to_owned(), self.query.clone());
        if self.ids.is_empty() {
            return Call::Get { url, query };
        }
        Call::Post {
            url,
            query,
            body: body(&self.ids),
        }
    }
}

/// A text with what stands for its words in braces.
pub(crate) fn filled(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = template.to_owned();
    for (word, value) in values {
        text = text.replace(&format!("{{{word}}}"), value);
    }
    text
}

fn body(ids: &[String]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    format!("{{\"ids\":[{}]}}", quoted.join(","))
}

/// How many object ids one call asks about: Graph takes 1,000, the command line of Windows 8,191
/// characters.
pub(crate) const IDS_PER_CALL: usize = 150;

/// Said of what shows at every scope, where none is known.
pub(crate) const NO_SCOPE: &str = "no scope is known that could be asked about";

/// The subscriptions that can be seen.
pub(crate) fn subscriptions(tenant: &str) -> Step {
    let what = table::SUBSCRIPTIONS.what.to_owned();
    Step::new(&table::SUBSCRIPTIONS, "", what, &[("tenant", tenant)])
}

/// The management groups that can be seen.
pub(crate) fn visible_groups() -> Step {
    let what = table::VISIBLE_GROUPS.what.to_owned();
    Step::new(&table::VISIBLE_GROUPS, "", what, &[])
}

/// The tree of management groups from its root.
pub(crate) fn tree(tenant: &str) -> Step {
    let scope = filled(table::MANAGEMENT_GROUP, &[("management-group", tenant)]);
    let what = table::TREE.what.to_owned();
    Step::new(&table::TREE, "", what, &[("scope", &scope)])
}

/// Where the whole tree may not be read: each group that may.
pub(crate) fn of_visible_groups(names: &[String]) -> Vec<Step> {
    let step = |group: &String| in_group(&table::TREE, group, 0);
    names.iter().map(step).collect()
}

/// What the whole tenant has in common.
pub(crate) fn of_tenant() -> Vec<Step> {
    let asks: &'static [Ask] = &table::OF_TENANT;
    let step = |ask: &'static Ask| Step::new(ask, "", ask.what.to_owned(), &[]);
    asks.iter().map(step).collect()
}

/// All that subscriptions and management groups hold.
pub(crate) fn of_scopes(subscriptions: &[Subscription], groups: &BTreeSet<String>) -> Vec<Step> {
    let own: &'static [Ask] = &table::OF_SUBSCRIPTION;
    let of_groups: &'static [Ask] = &table::OF_MANAGEMENT_GROUP;
    let mut steps = Vec::new();
    for subscription in subscriptions {
        let asks = own.iter().chain([&table::STORAGE_ACCOUNTS]);
        steps.extend(asks.map(|ask| in_subscription(ask, subscription, 0)));
    }
    for group in groups {
        steps.extend(of_groups.iter().map(|ask| in_group(ask, group, 0)));
    }
    steps
}

fn in_subscription(ask: &'static Ask, subscription: &Subscription, days: u32) -> Step {
    let Subscription { id, name } = subscription;
    let scope = filled(table::SUBSCRIPTION, &[("subscription", id)]);
    let what = format!("{} of {name}", ask.what);
    let values = [("scope", scope.as_str()), ("days", &days.to_string())];
    Step::new(ask, &folder_of_subscription(id), what, &values)
}

fn in_group(ask: &'static Ask, group: &str, days: u32) -> Step {
    let scope = filled(table::MANAGEMENT_GROUP, &[("management-group", group)]);
    let what = format!("{} at management group {group}", ask.what);
    let values = [("scope", scope.as_str()), ("days", &days.to_string())];
    Step::new(ask, &folder_of_group(group), what, &values)
}

fn folder_of_subscription(id: &str) -> String {
    format!("subscriptions/{id}/")
}

fn folder_of_group(group: &str) -> String {
    format!("management-groups/{group}/")
}

/// The management groups that are known.
pub(crate) fn groups(tenant: &Tenant) -> BTreeSet<String> {
    let groups = tenant.management_groups.iter();
    groups.map(|group| group.id.to_string()).collect()
}

/// Then: the containers of storage accounts.
pub(crate) fn of_storage_accounts(tenant: &Tenant) -> Vec<Step> {
    let accounts = tenant.resources.iter();
    let accounts = accounts.filter(|found| found.kind == ResourceKind::StorageAccount);
    let ids = accounts.filter_map(|found| id_of(&found.json));
    // Lists of different services spell one id in different ways.
    let ids: BTreeMap<String, String> = ids.map(|id| (text::fold(&id).into_owned(), id)).collect();
    let step = |id: &String| {
        let subscription = id.split('/').nth(2)?;
        let (_, name) = id.rsplit_once('/')?;
        let folder = format!("{}containers/", folder_of_subscription(subscription));
        let what = format!("{} of {name}", table::CONTAINERS.what);
        let values = [("scope", id.as_str()), ("account", name)];
        Some(Step::new(&table::CONTAINERS, &folder, what, &values))
    };
    ids.values().filter_map(step).collect()
}

fn id_of(json: &str) -> Option<String> {
    let record: serde_json::Value = serde_json::from_str(json).ok()?;
    Some(record.get("id")?.as_str()?.to_owned())
}

/// Every principal that an assignment names, sorted.
fn assigned(tenant: &Tenant) -> BTreeSet<&PrincipalId> {
    let roles = tenant.role_assignments.iter().map(|a| &a.principal);
    let schedules = tenant.schedules.iter().map(|s| &s.principal);
    let denies = tenant.deny_assignments.iter().flat_map(|deny| {
        let subjects = deny.principals.iter().chain(&deny.exclude_principals);
        subjects.map(|subject| &subject.id)
    });
    roles
        .chain(schedules)
        .chain(denies)
        .filter(|id| crate::ids::parse_guid(id.as_str()).is_some() && !id.is_all_principals())
        .collect()
}

/// Then: the names and kinds of all principals that hold anything.
pub(crate) fn of_names(tenant: &Tenant, graph: &str) -> Vec<Step> {
    let ids: Vec<String> = assigned(tenant).iter().map(ToString::to_string).collect();
    ids.chunks(IDS_PER_CALL)
        .map(|ids| {
            let digest = Sha256::digest(body(ids).as_bytes());
            // Named by its question, so that a changed question is asked again.
            let name: String = digest[..6].iter().map(|b| format!("{b:02x}")).collect();
            let what = format!("names of {} principals", ids.len());
            let values = [("graph", graph), ("question", name.as_str())];
            let mut step = Step::new(&table::NAMES, "principals/", what, &values);
            step.ids = ids.to_vec();
            step
        })
        .collect()
}

/// Then: the members of every group among them, but of those that the directory doesn't know.
pub(crate) fn of_groups(tenant: &Tenant, graph: &str, not_found: &[String]) -> Vec<Step> {
    assigned(tenant)
        .into_iter()
        .filter(|id| !not_found.iter().any(|gone| text::same(gone, id.as_str())))
        .filter_map(|id| tenant.principal(id))
        .filter(|principal| principal.kind == PrincipalKind::Group)
        .map(|group| {
            let what = format!("{} of {}", table::MEMBERS.what, group.label());
            let values = [("graph", graph), ("group", group.id.as_str())];
            Step::new(&table::MEMBERS, "groups/", what, &values)
        })
        .collect()
}

/// Last, for they may be long: the activity logs of so many days.
pub(crate) fn of_logs(
    subscriptions: &[Subscription],
    groups: &BTreeSet<String>,
    days: u32,
) -> Vec<Step> {
    if days == 0 {
        return Vec::new();
    }
    let of_subscription =
        |subscription| in_subscription(&table::LOG_OF_SUBSCRIPTION, subscription, days);
    let of_group = |group: &String| in_group(&table::LOG_OF_MANAGEMENT_GROUP, group, days);
    let subscriptions = subscriptions.iter().map(of_subscription);
    subscriptions.chain(groups.iter().map(of_group)).collect()
}
