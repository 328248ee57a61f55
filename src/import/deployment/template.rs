//! ARM templates: resources with their children, nested deployments, and what expressions call.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::collector::{Collector, Origin};
use super::derived::{Because, Certainty};
use super::links::{parent_of_id, type_of_id};
use super::resource::{Standing, Verb, require_verb};
use super::template_names::{
    Condition, condition, full_id, full_type, nested_target, scope_of, symbols, with_values,
};
use super::template_resource::{calls_of, links_of};
use crate::import::arm::target;
use crate::import::arm_expression::Names;
use crate::span::Diagnostic;
use crate::text;

/// Reads a template; false for what is none.
pub(super) fn read(document: &Value, found: &mut Collector<'_>) -> bool {
    let schema = document
        .get("$schema")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let is_schema = text::fold(schema).contains("deploymenttemplate.json");
    let looks = document.get("contentVersion").is_some() && document.get("resources").is_some();
    if !is_schema && !looks {
        return false;
    }
    let target = target(schema).to_owned();
    let origin = Origin {
        from: Arc::from("the template"),
        pointer: Arc::from(""),
        certainty: Certainty::Certain,
    };
    require_deployment(found, &origin, Some(&target));
    Reader { found, depth: 0 }.template(document, &Map::new(), &target, "", Certainty::Certain);
    found.register("the deployment");
    true
}

/// Reads the template that a resource of another document deploys.
pub(super) fn read_nested(template: &Value, found: &mut Collector<'_>, origin: &Origin) {
    let schema = template
        .get("$schema")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut reader = Reader { found, depth: 0 };
    reader.template(
        template,
        &Map::new(),
        target(schema),
        &origin.pointer,
        origin.certainty,
    );
}

/// The links in the body of a resource in the shape of REST.
pub(super) fn links_of_body(body: &Value, kind: &str, found: &mut Collector<'_>, origin: &Origin) {
    let names = Names {
        parameters: None,
        variables: None,
    };
    links_of(body, kind, names, found, origin);
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

/// How deep deployments and children may nest.
const DEPTH: usize = 24;

struct Reader<'c, 'k> {
    found: &'c mut Collector<'k>,
    depth: usize,
}

/// What a resource stands in.
#[derive(Clone, Copy)]
struct Surroundings<'t> {
    names: Names<'t>,
    /// The scope of the deployment.
    target: &'t str,
    /// The type and id of the resource that holds this one as a child.
    parent: Option<(&'t str, &'t str)>,
    /// Types by symbolic name.
    symbols: &'t BTreeMap<String, String>,
    certainty: Certainty,
}

impl Reader<'_, '_> {
    /// Reads a template with the values that its parameters get from outside.
    fn template(
        &mut self,
        template: &Value,
        given: &Map<String, Value>,
        target: &str,
        pointer: &str,
        certainty: Certainty,
    ) {
        if self.depth > DEPTH {
            return;
        }
        self.depth += 1;
        let parameters = with_values(template.get("parameters"), given);
        let names = Names {
            parameters: Some(&parameters),
            variables: template.get("variables"),
        };
        let symbols = symbols(template.get("resources"));
        let around = Surroundings {
            names,
            target,
            parent: None,
            symbols: &symbols,
            certainty,
        };
        if let Some(resources) = template.get("resources") {
            self.resources(resources, around, &format!("{pointer}/resources"));
        }
        if let Some(outputs) = template.get("outputs") {
            let origin = Origin {
                from: Arc::from("the outputs"),
                pointer: Arc::from(format!("{pointer}/outputs")),
                certainty,
            };
            calls_of(outputs, names, &symbols, self.found, &origin);
        }
        self.depth -= 1;
    }

    fn resources(&mut self, resources: &Value, around: Surroundings<'_>, pointer: &str) {
        match resources {
            Value::Array(list) => {
                for (at, resource) in list.iter().enumerate() {
                    self.resource(resource, around, &format!("{pointer}/{at}"));
                }
            }
            // Templates with symbolic names hold an object.
            Value::Object(named) => {
                for (key, resource) in named {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    self.resource(resource, around, &format!("{pointer}/{key}"));
                }
            }
            _ => {}
        }
    }

    fn resource(&mut self, resource: &Value, around: Surroundings<'_>, pointer: &str) {
        let Some(written) = resource.get("type").and_then(Value::as_str) else {
            return;
        };
        let text = |field: &str| {
            let text = resource.get(field).and_then(Value::as_str)?;
            Some(around.names.evaluate(text).text)
        };
        let extension = ["import", "extension", "provider"]
            .iter()
            .any(|field| resource.get(field).is_some());
        if extension || text::starts_with(written, "Microsoft.Graph/") {
            let message = format!(
                "`{written}` needs no role of Azure: an extension of the template makes it"
            );
            return self
                .found
                .note(pointer, Diagnostic::info("outside-azure-rbac", message));
        }
        let certainty = match condition(resource, around.names) {
            Condition::Never => return,
            Condition::Always => around.certainty,
            Condition::Open => Certainty::Uncertain,
        };
        let name = text("name").unwrap_or_default();
        let kind = full_type(written, &name, around.parent.map(|(kind, _)| kind));
        let is_deployment = text::same(&kind, DEPLOYMENTS);
        let target = if is_deployment {
            nested_target(resource, around.names, around.target)
        } else {
            around.target.to_owned()
        };
        let scope = scope_of(
            text("scope").filter(|_| !is_deployment),
            &target,
            around.parent,
        );
        let id = full_id(written, &kind, &name, &scope, around.parent);
        let existing = resource.get("existing").and_then(Value::as_bool) == Some(true);
        let origin = Origin {
            from: Arc::from(format!("{kind} {name}").trim()),
            pointer: Arc::from(pointer),
            certainty,
        };
        if existing {
            require_verb(
                self.found,
                &kind,
                Standing::Own,
                Verb::Read,
                &origin,
                Some(&id),
            );
        } else {
            self.deployed(resource, &kind, &id, &origin);
            self.contents(resource, &kind, around, &origin);
        }
        if is_deployment && !existing {
            self.nested(resource, &target, around, &origin, pointer);
        }
        if let Some(children) = resource.get("resources") {
            let around = Surroundings {
                parent: Some((&kind, &id)),
                certainty,
                ..around
            };
            self.depth += 1;
            if self.depth <= DEPTH {
                self.resources(children, around, &format!("{pointer}/resources"));
            }
            self.depth -= 1;
        }
    }

    /// The operations of the resource itself: it is written where it doesn't exist yet, so the
    /// scope is the one above it.
    fn deployed(&mut self, resource: &Value, kind: &str, id: &str, origin: &Origin) {
        let above = parent_of_id(id).unwrap_or(id);
        if text::same(kind, DEPLOYMENTS) {
            return require_deployment(self.found, origin, Some(above));
        }
        if origin.certainty == Certainty::Uncertain && resource.get("condition").is_some() {
            for what in ["write", "read"] {
                self.found.writes(kind);
                let operation = format!("{kind}/{what}");
                self.found.add(
                    &operation,
                    Because::MayDeploy,
                    Certainty::Uncertain,
                    origin,
                    Some(above),
                );
            }
            return;
        }
        for verb in [Verb::Create, Verb::Read] {
            require_verb(self.found, kind, Standing::Own, verb, origin, Some(above));
        }
    }

    /// What the resource links to, and what its expressions call.
    fn contents(
        &mut self,
        resource: &Value,
        kind: &str,
        around: Surroundings<'_>,
        origin: &Origin,
    ) {
        let Some(fields) = resource.as_object() else {
            return;
        };
        let is_deployment = text::same(kind, DEPLOYMENTS);
        for (name, value) in fields {
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
            if PLAIN.contains(&name.as_str()) || (is_deployment && name == "properties") {
                continue;
            }
            let value = json!({ name: value });
            links_of(&value, kind, around.names, self.found, origin);
            calls_of(&value, around.names, around.symbols, self.found, origin);
        }
    }

    /// The template of a nested deployment, at its own scope, with the parameters that it is given.
    fn nested(
        &mut self,
        resource: &Value,
        target: &str,
        around: Surroundings<'_>,
        origin: &Origin,
        pointer: &str,
    ) {
        let properties = resource.get("properties").unwrap_or(&Value::Null);
        let given = properties.get("parameters").and_then(Value::as_object);
        let given = given.cloned().unwrap_or_default();
        let mut values = Map::new();
        for (name, parameter) in &given {
            if let Some(secret) = parameter
                .pointer("/reference/keyVault/id")
                .and_then(Value::as_str)
            {
                let vault = around.names.evaluate(secret).text;
                let operation = "Microsoft.KeyVault/vaults/deploy/action";
                let scope = vault.starts_with('/').then_some(vault.as_str());
                self.found.add(
                    operation,
                    Because::ReadsSecret,
                    Certainty::Certain,
                    origin,
                    scope,
                );
            }
            if let Some(value) = parameter.get("value") {
                calls_of(value, around.names, around.symbols, self.found, origin);
                let value = match value {
                    Value::String(text) => Value::String(around.names.evaluate(text).text),
                    other => other.clone(),
                };
                values.insert(name.clone(), value);
            }
        }
        let Some(template) = properties.get("template") else {
            return self.linked_template(properties, around, origin, pointer);
        };
        let pointer = format!("{pointer}/properties/template");
        let inner = properties
            .pointer("/expressionEvaluationOptions/scope")
            .and_then(Value::as_str);
        if inner.is_some_and(|scope| text::same(scope, "inner")) {
            return self.template(template, &values, target, &pointer, origin.certainty);
        }
        // Evaluated outside: the names are those of the outer template.
        let symbols = symbols(template.get("resources"));
        let around = Surroundings {
            target,
            symbols: &symbols,
            parent: None,
            certainty: origin.certainty,
            ..around
        };
        self.depth += 1;
        if self.depth <= DEPTH
            && let Some(resources) = template.get("resources")
        {
            let own = template.get("parameters").and_then(Value::as_object);
            // A template of a module that is compiled without the option still has its own names.
            if own.is_some_and(|own| !own.is_empty()) {
                self.template(template, &values, target, &pointer, origin.certainty);
            } else {
                self.resources(resources, around, &format!("{pointer}/resources"));
            }
        }
        self.depth -= 1;
    }

    /// A template elsewhere, which this document doesn't hold.
    fn linked_template(
        &mut self,
        properties: &Value,
        around: Surroundings<'_>,
        origin: &Origin,
        pointer: &str,
    ) {
        let Some(link) = properties.get("templateLink") else {
            return;
        };
        let text = |field: &str| {
            let text = link.get(field).and_then(Value::as_str)?;
            Some(around.names.evaluate(text).text)
        };
        let mut what = text("uri").or(text("relativePath")).unwrap_or_default();
        if let Some(spec) = text("id") {
            let operation = "Microsoft.Resources/templateSpecs/versions/read";
            let because = Because::Links {
                property: "properties.templateLink.id".to_owned(),
            };
            let scope = type_of_id(&spec).map(|_| spec.as_str());
            self.found
                .add(operation, because, Certainty::Certain, origin, scope);
            what = spec;
        }
        let message = format!("the linked template `{what}` was not read");
        let diagnostic = Diagnostic::warning("template-not-read", message)
            .help("give it with another `--from-arm`")
            .may_change_answer();
        self.found.note(pointer, diagnostic);
    }
}
