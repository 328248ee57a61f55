//! What the resources of a template need, and what its expressions call.

use std::sync::Arc;

use serde_json::Value;

use super::collector::{Collector, Origin};
use super::derived::{Because, Certainty};
use super::links::{Link, parent_of_id, require_link, type_of_id, type_of_property, walk};
use super::resource::{Standing, Verb, require_verb};
use crate::import::template::{
    self, Deployed, Names, Resource, Visitor, Within, is_template, target_of,
};
use crate::span::Diagnostic;
use crate::text;

/// Reads a template; false for what is none.
pub(super) fn read(document: &Value, found: &mut Collector<'_>) -> bool {
    if !is_template(document) {
        return false;
    }
    let origin = Origin {
        from: Arc::from("the template"),
        pointer: Arc::from(""),
        certainty: Certainty::Certain,
    };
    require_deployment(found, &origin, Some(target_of(document)));
    template::walk(document, "", &Deployed::Always, &mut Needs { found });
    found.register("the deployment");
    true
}

/// Reads the template that a resource of another document deploys.
pub(super) fn read_nested(document: &Value, found: &mut Collector<'_>, origin: &Origin) {
    let deployed = match origin.certainty {
        Certainty::Certain => Deployed::Always,
        Certainty::Uncertain => Deployed::Open("its deployment".into()),
    };
    template::walk(document, &origin.pointer, &deployed, &mut Needs { found });
}

/// The links in the body of a resource in the shape of REST.
pub(super) fn links_of_body(body: &Value, kind: &str, found: &mut Collector<'_>, origin: &Origin) {
    template::without_names(|names| links_of(body, kind, names, found, origin));
}

/// What deploying a template takes by itself.
fn require_deployment(found: &mut Collector<'_>, origin: &Origin, scope: Option<&str>) {
    for (operation, because, certainty) in [
        ("write", Because::Deploys, Certainty::Certain),
        ("read", Because::Deploys, Certainty::Certain),
        ("validate/action", Because::Deploys, Certainty::Certain),
        (
            "operationstatuses/read",
            Because::FollowsDeployment,
            Certainty::Certain,
        ),
        (
            "operations/read",
            Because::FollowsDeployment,
            Certainty::Uncertain,
        ),
        (
            "whatIf/action",
            Because::FollowsDeployment,
            Certainty::Uncertain,
        ),
        (
            "cancel/action",
            Because::FollowsDeployment,
            Certainty::Uncertain,
        ),
    ] {
        let operation = format!("{DEPLOYMENTS}/{operation}");
        found.add(&operation, because, certainty, origin, scope);
    }
}

const DEPLOYMENTS: &str = "Microsoft.Resources/deployments";

struct Needs<'c, 'k> {
    found: &'c mut Collector<'k>,
}

/// Whether what follows from a resource is sure to be needed.
fn certainty(deployed: &Deployed) -> Certainty {
    match deployed {
        Deployed::Always => Certainty::Certain,
        _ => Certainty::Uncertain,
    }
}

impl Visitor for Needs<'_, '_> {
    fn resource(&mut self, resource: &Resource<'_>) {
        let origin = Origin {
            from: Arc::from(resource.label()),
            pointer: Arc::from(resource.pointer),
            certainty: certainty(&resource.deployed),
        };
        let id = resource
            .place
            .as_ref()
            .ok()
            .map(|placed| placed.id.as_str());
        if let Err(why) = resource.place {
            let message = format!("it is not known where `{}` is deployed: {why}", origin.from);
            self.note(
                resource.pointer,
                Diagnostic::info("unresolved-expression", message),
            );
        }
        // The operations of resource groups have the name of what holds them.
        let kind = match text::same(resource.kind, "Microsoft.Resources/resourceGroups") {
            true => "Microsoft.Resources/subscriptions/resourceGroups",
            false => resource.kind,
        };
        if kind != resource.kind && !resource.is_existing {
            self.found.makes_group(id.unwrap_or_default());
        }
        if resource.is_existing {
            let (own, read) = (Standing::Own, Verb::Read);
            return require_verb(self.found, kind, own, read, &origin, id);
        }
        // It is written where it doesn't exist yet, so the scope is the one above it.
        let above = id.map(|id| parent_of_id(id).unwrap_or("/"));
        if resource.is_deployment() {
            require_deployment(self.found, &origin, above);
            self.given_to(resource, &origin);
        } else if origin.certainty == Certainty::Uncertain {
            self.found.writes(kind);
            for what in ["write", "read"] {
                let operation = format!("{kind}/{what}");
                let because = Because::MayDeploy;
                self.found
                    .add(&operation, because, Certainty::Uncertain, &origin, above);
            }
        } else {
            for verb in [Verb::Create, Verb::Read] {
                require_verb(self.found, kind, Standing::Own, verb, &origin, above);
            }
        }
        self.contents(resource, &origin);
    }

    fn outside(&mut self, kind: &str, pointer: &str) {
        let message =
            format!("`{kind}` needs no role of Azure: an extension of the template makes it");
        self.note(pointer, Diagnostic::info("outside-azure-rbac", message));
    }

    fn outputs(&mut self, outputs: &Value, within: &Within<'_>, pointer: &str) {
        let origin = Origin {
            from: Arc::from("the outputs"),
            pointer: Arc::from(pointer),
            certainty: certainty(within.deployed),
        };
        calls_of(outputs, within, self.found, &origin);
    }

    fn note(&mut self, pointer: &str, note: Diagnostic) {
        self.found.note(pointer, note);
    }
}

impl Needs<'_, '_> {
    /// What the resource links to, and what its expressions call.
    fn contents(&mut self, resource: &Resource<'_>, origin: &Origin) {
        const PLAIN: [&str; 11] = [
            "type",
            "name",
            "apiVersion",
            "dependsOn",
            "resources",
            "copy",
            "condition",
            "scope",
            "tags",
            "comments",
            "metadata",
        ];
        for (name, value) in resource.body {
            let is_template = resource.is_deployment() && name == "properties";
            if !PLAIN.contains(&name.as_str()) && !is_template {
                let value = Value::Object([(name.clone(), value.clone())].into_iter().collect());
                links_of(
                    &value,
                    resource.kind,
                    resource.within.names,
                    self.found,
                    origin,
                );
                calls_of(&value, resource.within, self.found, origin);
            }
        }
    }

    /// What the parameters and the link of a deployment within a template take.
    fn given_to(&mut self, resource: &Resource<'_>, origin: &Origin) {
        let properties = resource.body.get("properties").unwrap_or(&Value::Null);
        let names = resource.within.names;
        let parameters = properties.get("parameters").and_then(Value::as_object);
        for parameter in parameters.into_iter().flat_map(|given| given.values()) {
            let secret = parameter.pointer("/reference/keyVault/id");
            if let Some(secret) = secret.and_then(Value::as_str) {
                let vault = names.text(secret);
                let operation = "Microsoft.KeyVault/vaults/deploy/action";
                let (because, certain) = (Because::ReadsSecret, Certainty::Certain);
                let vault = vault.text();
                let scope = vault.starts_with('/').then_some(&*vault);
                self.found.add(operation, because, certain, origin, scope);
            }
            if let Some(value) = parameter.get("value") {
                calls_of(value, resource.within, self.found, origin);
            }
        }
        let spec = properties
            .pointer("/templateLink/id")
            .and_then(Value::as_str);
        if let Some(spec) = spec.filter(|_| properties.get("template").is_none()) {
            let operation = "Microsoft.Resources/templateSpecs/versions/read";
            let because = Because::Links {
                property: "properties.templateLink.id".to_owned(),
            };
            let spec = names.text(spec).text().into_owned();
            let scope = type_of_id(&spec).map(|_| spec.as_str());
            self.found
                .add(operation, because, Certainty::Certain, origin, scope);
        }
    }
}

/// Adds what the links below a value take.
fn links_of(
    value: &Value,
    own: &str,
    names: &Names<'_>,
    found: &mut Collector<'_>,
    origin: &Origin,
) {
    let mut links = Vec::new();
    walk(value, &mut Vec::new(), None, &mut |path, text, _| {
        if is_no_link(path) {
            return;
        }
        let evaluated = names.text(text);
        let is_open = evaluated.is_open;
        let evaluated = evaluated.text();
        let by_value = type_of_id(&evaluated);
        let id = by_value.is_some().then(|| evaluated.to_string());
        // What only the deployment knows links to what the property is for.
        let by_property = || {
            let open = is_open && evaluated.starts_with('{');
            let for_id = path.last().is_some_and(|last| {
                text::ends_with(last, "id") || type_of_property(&[last]).is_some()
            });
            (open && for_id)
                .then(|| type_of_property(path).map(str::to_owned))
                .flatten()
        };
        let Some(resource_type) = by_value.or_else(by_property) else {
            return;
        };
        let manual = path
            .iter()
            .any(|name| text::starts_with(name, "manualPrivateLink"));
        links.push(Link {
            path: path.iter().map(|step| (*step).to_owned()).collect(),
            resource_type,
            id,
            manual,
        });
    });
    for link in &links {
        require_link(found, link, own, origin);
    }
}

fn is_no_link(path: &[&str]) -> bool {
    const NAMES: [&str; 6] = [
        "roleDefinitionId",
        "policyDefinitionId",
        "assignableScopes",
        "scope",
        "scopes",
        "parent_id",
    ];
    path.iter()
        .any(|name| NAMES.iter().any(|known| text::same(known, name)))
}

/// Adds what the functions take that the expressions below a value call: `reference` reads a
/// resource, `list…` is an operation of it.
fn calls_of(value: &Value, within: &Within<'_>, found: &mut Collector<'_>, origin: &Origin) {
    let wanted = |function: &str| {
        let is_list = text::starts_with(function, "list");
        (is_list && !text::same(function, "listPropertyKeys")) || text::same(function, "reference")
    };
    walk(value, &mut Vec::new(), None, &mut |_, text, _| {
        for (function, arguments) in within.names.calls(text, wanted) {
            let Some(what) = arguments.first().map(|what| what.text()) else {
                continue;
            };
            let symbol = within.symbols.get(&*text::fold(&what)).cloned();
            let Some(kind) = type_of_id(&what).or(symbol) else {
                continue;
            };
            let scope = what.starts_with('/').then_some(&*what);
            let operation = match text::same(&function, "reference") {
                true => format!("{kind}/read"),
                false => format!("{kind}/{function}/action"),
            };
            let because = Because::Calls { function };
            found.add(&operation, because, Certainty::Certain, origin, scope);
        }
    });
}
