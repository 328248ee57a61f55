//! The resources that a resource links to, and what Azure checks there.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::collector::{Collector, Origin};
use super::derived::{Because, Certainty};
use crate::text;

/// `roles/deployments/links.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct KnownLinks {
    /// What a link to a type takes, beyond what the catalogue tells.
    links: BTreeMap<String, String>,
    /// What a link between two certain types takes.
    checks: Vec<KnownCheck>,
    /// The types that approve private endpoints.
    private_endpoints: Vec<String>,
    /// The type that a property of a template links to, whatever its value.
    properties: BTreeMap<String, String>,
}

/// What Azure checks at `to` when `from` links to it.
#[derive(Debug, Deserialize)]
struct KnownCheck {
    from: String,
    to: String,
    operation: String,
    #[serde(default = "certain")]
    certain: bool,
}

fn certain() -> bool {
    true
}

fn known() -> &'static KnownLinks {
    static KNOWN: OnceLock<KnownLinks> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let json = include_str!("../../../roles/deployments/links.json");
        serde_json::from_str(json).unwrap_or_default()
    })
}

/// The actions that Azure checks at resources that others link to.
pub(crate) fn linked_actions() -> impl Iterator<Item = String> {
    let links = known().links.iter();
    links.map(|(kind, how)| format!("{kind}/{how}"))
}

/// The type that a property of a template links to when its value is open.
pub(super) fn type_of_property(path: &[&str]) -> Option<&'static str> {
    // `subnet/id`, `subnets/0/id` and `subnetId` alike.
    let mut names = path.iter().rev();
    names
        .find(|name| **name != "id" && name.parse::<usize>().is_err())
        .and_then(|name| {
            let known = &known().properties;
            let found = known
                .iter()
                .find(|(property, _)| text::same(property, name));
            found.map(|(_, kind)| kind.as_str())
        })
}

/// The resource type that an id spells; `None` for what is no id of a resource.
pub(super) fn type_of_id(id: &str) -> Option<String> {
    let id = id.strip_prefix('/')?;
    let segments: Vec<&str> = id.trim_end_matches('/').split('/').collect();
    if segments
        .iter()
        .any(|segment| segment.is_empty() || segment.contains(char::is_whitespace))
    {
        return None;
    }
    let providers = segments
        .iter()
        .rposition(|segment| text::same(segment, "providers"));
    let Some(at) = providers else {
        let is = |at: usize, name: &str| segments.get(at).is_some_and(|s| text::same(s, name));
        return match segments.len() {
            2 if is(0, "subscriptions") => Some("Microsoft.Resources/subscriptions".to_owned()),
            4 if is(0, "subscriptions") && is(2, "resourceGroups") => {
                Some("Microsoft.Resources/subscriptions/resourceGroups".to_owned())
            }
            _ => None,
        };
    };
    let rest = &segments[at + 1..];
    // A namespace, then pairs of type and name.
    if rest.len() < 3 || rest.len().is_multiple_of(2) || !rest[0].contains('.') {
        return None;
    }
    let kinds = rest[1..].iter().step_by(2);
    Some(kinds.fold(rest[0].to_owned(), |kind, next| format!("{kind}/{next}")))
}

/// The id above an id: the parent resource, the group, the subscription.
pub(super) fn parent_of_id(id: &str) -> Option<&str> {
    let up = |id: &str| id.rfind('/').filter(|at| *at > 0);
    let mut parent = &id[..up(&id[..up(id)?])?];
    // An extension of a resource, or a resource of a group: the namespace goes too.
    if let Some(at) = text::rfind(parent, "/providers/")
        && !parent[at + "/providers/".len()..].contains('/')
    {
        parent = &parent[..at];
    }
    (!parent.is_empty()).then_some(parent)
}

/// A property that holds the id of another resource.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// The names of fields and the positions in lists that lead to it.
    pub(super) path: Vec<String>,
    /// The resource type.
    pub(super) resource_type: String,
    /// The id, where it is known.
    pub(super) id: Option<String>,
    /// Whether the private endpoint that holds it waits for somebody to approve it.
    pub(super) manual: bool,
}

/// What is called with a text: its path, and the object that holds it.
type Visit<'f, 'v> = dyn FnMut(&[&str], &'v str, Option<&'v Map<String, Value>>) + 'f;

/// Calls `visit` with every text below a value, its path, and the object that holds it. The keys of
/// objects count too where they are ids, as the identities of a resource are.
pub(super) fn walk<'v>(
    value: &'v Value,
    path: &mut Vec<&'v str>,
    holder: Option<&'v Map<String, Value>>,
    visit: &mut Visit<'_, 'v>,
) {
    match value {
        Value::String(text) => visit(path, text, holder),
        Value::Array(items) => {
            for item in items {
                walk(item, path, holder, visit);
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                if key.starts_with(['/', '[']) {
                    visit(path, key, Some(fields));
                }
                path.push(key);
                walk(value, path, Some(fields), visit);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Adds what Azure checks at a linked resource. `own` is the type that holds the link.
pub(super) fn require_link(found: &mut Collector<'_>, link: &Link, own: &str, origin: &Origin) {
    let kind = link.resource_type.as_str();
    let id = link.id.as_deref();
    let within = |outer: &str, inner: &str| {
        text::same(outer, inner) || text::starts_with(inner, &format!("{outer}/"))
    };
    // What stands above a resource, or below it, is no link.
    if within(kind, own) || within(own, kind) {
        return;
    }
    let named = |words: &[&str]| {
        let mut names = link.path.iter();
        names.any(|name| words.iter().any(|word| text::same(name, word)))
    };
    let because = || Because::Links {
        property: link.path.join("."),
    };
    let mut check = |operation: &str, certainty| {
        found.add(operation, because(), certainty, origin, id);
    };
    if text::same(kind, SUBNET) && named(SERVICE_ENDPOINTS) {
        return check(
            &format!("{SUBNET}/joinViaServiceEndpoint/action"),
            Certainty::Certain,
        );
    }
    if text::same(kind, "Microsoft.Network/virtualNetworks")
        && named(&["remoteVirtualNetwork", "remote_virtual_network_id"])
    {
        return check(&format!("{kind}/peer/action"), Certainty::Certain);
    }
    if text::same(kind, "Microsoft.Network/applicationSecurityGroups") {
        let how = if within("Microsoft.Network/networkSecurityGroups", own) {
            "joinNetworkSecurityRule"
        } else {
            "joinIpConfiguration"
        };
        return check(&format!("{kind}/{how}/action"), Certainty::Certain);
    }
    if named(&["privateLinkServiceId", "private_connection_resource_id"]) {
        let approves = known()
            .private_endpoints
            .iter()
            .any(|known| text::same(known, kind));
        let operation = format!("{kind}/privateEndpointConnectionsApproval/action");
        if !link.manual && (approves || found.knows(&operation)) {
            found.add(&operation, because(), Certainty::Certain, origin, id);
        }
        return;
    }
    let mut checks = known().checks.iter();
    let between = checks.find(|check| text::same(&check.from, own) && text::same(&check.to, kind));
    if let Some(between) = between {
        let certainty = if between.certain {
            Certainty::Certain
        } else {
            Certainty::Uncertain
        };
        return check(&format!("{kind}/{}", between.operation), certainty);
    }
    let listed = known()
        .links
        .iter()
        .find(|(listed, _)| text::same(listed, kind));
    if let Some((_, how)) = listed {
        return check(&format!("{kind}/{how}"), Certainty::Certain);
    }
    for how in ["join/action", "assign/action"] {
        let operation = format!("{kind}/{how}");
        if found.knows(&operation) {
            return found.add(&operation, because(), Certainty::Certain, origin, id);
        }
    }
    let read = format!("{kind}/read");
    if found.knows(&read) {
        found.add(&read, because(), Certainty::Uncertain, origin, id);
    }
}

const SUBNET: &str = "Microsoft.Network/virtualNetworks/subnets";

/// Properties that open a resource to subnets with a service endpoint.
const SERVICE_ENDPOINTS: &[&str] = &[
    "virtualNetworkRules",
    "virtual_network_rule",
    "virtual_network_rules",
    "virtual_network_subnet_ids",
    "ipSecurityRestrictions",
    "scmIpSecurityRestrictions",
    "ip_restriction",
    "scm_ip_restriction",
    "network_rulesets",
    "network_rule_set",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_tell_their_type_and_parent() {
        let rows = [
            (
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n",
                Some("Microsoft.Network/virtualNetworks/subnets"),
                Some(
                    "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v",
                ),
            ),
            (
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v",
                Some("Microsoft.Network/virtualNetworks"),
                Some("/subscriptions/s/resourceGroups/g"),
            ),
            (
                "/subscriptions/s/resourceGroups/g",
                Some("Microsoft.Resources/subscriptions/resourceGroups"),
                Some("/subscriptions/s"),
            ),
            (
                "/subscriptions/s",
                Some("Microsoft.Resources/subscriptions"),
                None,
            ),
            (
                "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/a",
                Some("Microsoft.Authorization/roleAssignments"),
                Some("/subscriptions/s"),
            ),
            (
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks",
                None,
                Some("/subscriptions/s/resourceGroups/g/providers"),
            ),
            ("/health/providers/check", None, None),
            ("not/an/id", None, None),
            ("/", None, None),
        ];
        for (id, kind, parent) in rows {
            assert_eq!(type_of_id(id).as_deref(), kind, "{id}");
            if kind.is_some() {
                assert_eq!(parent_of_id(id), parent, "{id}");
            }
        }
    }
}
