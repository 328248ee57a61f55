//! A resource of a plan or state: where it is made, and what its attributes link to.

use serde_json::Value;

use super::collector::{Collector, Origin};
use super::links::{Link, parent_of_id, require_link, type_of_id, walk};
use super::plan_references::{Configuration, Reference};
use super::resource::Standing;
use super::terraform_types::terraform_types;
use crate::text;

/// A resource with what is known of it.
pub(super) struct Resource<'v> {
    pub(super) kind: &'v str,
    pub(super) address: &'v str,
    pub(super) origin: Origin,
    /// Its attributes after the change, before it where it goes.
    pub(super) values: &'v Value,
    /// Its id, where it is there already.
    pub(super) id: Option<&'v str>,
    /// Which attributes are known only after applying.
    pub(super) unknown: Option<&'v Value>,
}

impl Resource<'_> {
    /// Where a resource is made: its parent, what it extends, its group.
    pub(super) fn container(
        &self,
        kind: Option<&str>,
        standing: Standing,
        subscription: &str,
    ) -> Option<String> {
        let text = |name: &str| {
            let value = self.values.get(name).and_then(Value::as_str);
            value.filter(|value| !value.is_empty())
        };
        if let Some(id) = self
            .id
            .filter(|_| standing == Standing::Own && self.kind.starts_with("azurerm_"))
        {
            return parent_of_id(id).map(str::to_owned);
        }
        let kind = kind.unwrap_or_default();
        if let Some(scope) = text("scope").or(text("target_resource_id")) {
            return Some(scope.to_owned());
        }
        let extends = [
            "Microsoft.Authorization/",
            "Microsoft.PolicyInsights/",
            "Microsoft.Consumption/",
            "Microsoft.CostManagement/",
        ];
        if extends
            .iter()
            .any(|namespace| text::starts_with(kind, namespace))
        {
            let scopes = [
                "resource_id",
                "resource_group_id",
                "subscription_id",
                "management_group_id",
            ];
            if let Some(scope) = scopes.iter().find_map(|name| text(name)) {
                return Some(if scope.starts_with('/') {
                    scope.to_owned()
                } else {
                    format!("/subscriptions/{scope}")
                });
            }
        }
        // What the provider does in the data plane of an account, a vault, a store.
        if kind.is_empty() {
            const HOLDERS: [&str; 3] = [
                "key_vault_id",
                "storage_account_id",
                "configuration_store_id",
            ];
            return HOLDERS
                .iter()
                .find_map(|name| text(name))
                .map(str::to_owned);
        }
        // The parent, or the resource that this is part of, by its id.
        let mut above: Option<&str> = None;
        walk(self.values, &mut Vec::new(), None, &mut |path, value, _| {
            if path.len() > 1 {
                return;
            }
            let is_above = type_of_id(value).is_some_and(|found| match standing {
                Standing::Own => kind
                    .rsplit_once('/')
                    .is_some_and(|(outer, _)| text::same(&found, outer)),
                Standing::Part => text::same(&found, kind),
            });
            if is_above {
                above = above.or(Some(value));
            }
        });
        if let Some(above) = above {
            return Some(above.to_owned());
        }
        if let Some(group) = text("resource_group_name") {
            return Some(format!("{subscription}/resourceGroups/{group}"));
        }
        let group = "Microsoft.Resources/subscriptions/resourceGroups";
        text::same(kind, group).then(|| subscription.to_owned())
    }

    /// What the attributes link to: by their ids, or by what the configuration refers to.
    pub(super) fn links(
        &self,
        own: &str,
        configuration: Option<Configuration<'_>>,
        found: &mut Collector<'_>,
    ) {
        let mut links = Vec::new();
        walk(
            self.values,
            &mut Vec::new(),
            None,
            &mut |path, value, holder| {
                let Some(resource_type) = type_of_id(value) else {
                    return;
                };
                if path.is_empty() || is_no_link(path, self.id, value) {
                    return;
                }
                let manual =
                    holder.and_then(|holder| holder.get("is_manual_connection")?.as_bool());
                links.push(Link {
                    path: path.iter().map(|step| (*step).to_owned()).collect(),
                    resource_type,
                    id: Some(value.to_owned()),
                    manual: manual == Some(true),
                });
            },
        );
        if let Some(unknown) = self.unknown {
            self.unknown_links(configuration, unknown, &mut Vec::new(), &mut links);
        }
        for link in &links {
            require_link(found, link, own, &self.origin);
        }
    }

    /// The links that are known only after applying.
    fn unknown_links(
        &self,
        configuration: Option<Configuration<'_>>,
        unknown: &Value,
        path: &mut Vec<String>,
        links: &mut Vec<Link>,
    ) {
        match unknown {
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    path.push(at.to_string());
                    self.unknown_links(configuration, item, path, links);
                    path.pop();
                }
            }
            Value::Object(fields) => {
                for (name, value) in fields {
                    path.push(name.clone());
                    self.unknown_links(configuration, value, path, links);
                    path.pop();
                }
            }
            Value::Bool(true) => self.unknown_link(configuration, path, links),
            _ => {}
        }
    }

    fn unknown_link(
        &self,
        configuration: Option<Configuration<'_>>,
        path: &[String],
        links: &mut Vec<Link>,
    ) {
        let steps: Vec<&str> = path.iter().map(String::as_str).collect();
        let names = || {
            steps
                .iter()
                .rev()
                .filter(|step| step.parse::<usize>().is_err())
        };
        let Some(last) = names().next().copied() else {
            return;
        };
        if is_no_link(&steps, None, "") {
            return;
        }
        let types = terraform_types();
        let by_name = types.attribute(last).map(str::to_owned);
        let reference = configuration.map(|written| written.reference(self.address, &steps));
        let is_id = ["_id", "_ids"].iter().any(|end| last.ends_with(end));
        let kinds = match reference {
            Some(Reference::Types(kinds)) if is_id || by_name.is_some() => kinds,
            Some(Reference::Open) | None => by_name.into_iter().collect(),
            _ => Vec::new(),
        };
        for resource_type in kinds {
            links.push(Link {
                path: names().rev().map(|name| (*name).to_owned()).collect(),
                resource_type,
                id: None,
                manual: false,
            });
        }
    }
}

/// The attributes that name a resource itself, what it extends or a definition.
fn is_no_link(path: &[&str], own: Option<&str>, value: &str) -> bool {
    const NAMES: [&str; 11] = [
        "id",
        "scope",
        "scopes",
        "parent_id",
        "resource_id",
        "target_resource_id",
        "role_definition_id",
        "role_definition_resource_id",
        "policy_definition_id",
        "assignable_scopes",
        "managed_by",
    ];
    let own = own.is_some_and(|own| text::same(own, value));
    let [name] = path else {
        return own;
    };
    own || NAMES.contains(name)
}

/// `/subscriptions/…` of the only subscription that the document speaks of.
pub(super) fn subscription(document: &Value) -> String {
    let configured = document
        .pointer("/configuration/provider_config/azurerm/expressions/subscription_id")
        .and_then(|expression| {
            let constant = expression.get("constant_value").and_then(Value::as_str);
            constant.or_else(|| {
                let reference = expression.pointer("/references/0")?.as_str()?;
                let variable = reference.strip_prefix("var.")?;
                document
                    .pointer(&format!("/variables/{variable}/value"))?
                    .as_str()
            })
        });
    if let Some(id) = configured {
        return format!("/subscriptions/{id}");
    }
    let mut ids: Vec<String> = Vec::new();
    walk(document, &mut Vec::new(), None, &mut |_, value, _| {
        let id = value
            .strip_prefix("/subscriptions/")
            .and_then(|rest| rest.split('/').next());
        if let Some(id) = id.filter(|id| crate::ids::parse_guid(id).is_some())
            && ids.iter().all(|known| !text::same(known, id))
        {
            ids.push(id.to_owned());
        }
    });
    match &ids[..] {
        [only] => format!("/subscriptions/{only}"),
        _ => "/subscriptions/{subscription}".to_owned(),
    }
}
