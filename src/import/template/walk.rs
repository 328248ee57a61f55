//! The walk through a template: its resources, their loops and conditions, and the templates within it.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::names::{Names, count_of};
use super::place::{GROUPS, Parent, full_type, named_scope, place, subscription_of};
use super::value::{Budget, Evaluated, size};
use super::{DEPLOYMENTS, Deployed, Placed, Resource, Visitor, Within, brief, target_of};
use crate::span::Diagnostic;
use crate::text;

/// Tells of every resource of a template that stands at a pointer.
pub(in crate::import) fn walk(
    template: &Value,
    pointer: &str,
    deployed: &Deployed,
    visitor: &mut dyn Visitor,
) {
    let budget = Budget::new();
    let mut walk = Walk {
        visitor,
        budget: &budget,
    };
    let target = Ok(target_of(template).to_owned());
    let names = names_of(template, Some(HashMap::new()), None, &target, &budget);
    walk.template(template, &names, &target, deployed, pointer);
    if budget.is_spent() {
        let message =
            "the loops and expressions of the template are too many: the rest was left out";
        let note = Diagnostic::warning("template-too-large", message);
        visitor.note(pointer, note.grant_lost());
    }
}

fn names_of<'t>(
    template: &'t Value,
    given: Option<HashMap<String, Evaluated>>,
    outer: Option<&'t Names<'t>>,
    target: &Result<String, String>,
    budget: &'t Budget,
) -> Names<'t> {
    let own = target.as_deref().unwrap_or_default();
    let target = outer.map_or(own, |outer| outer.target.as_str());
    Names::new(template, given, outer, target, budget)
}

struct Walk<'v> {
    visitor: &'v mut dyn Visitor,
    budget: &'v Budget,
}

impl Walk<'_> {
    fn wrong(&mut self, pointer: &str, what: &str) {
        let message = format!("`{what}` of the template holds a value of the wrong type");
        let note = Diagnostic::warning("wrong-type", message).grant_lost();
        self.visitor.note(pointer, note);
    }

    fn template(
        &mut self,
        template: &Value,
        names: &Names<'_>,
        target: &Result<String, String>,
        deployed: &Deployed,
        pointer: &str,
    ) {
        let symbols = symbols(template.get("resources"));
        let within = Within {
            names,
            symbols: &symbols,
            target,
            parent: None,
            deployed,
        };
        for section in ["parameters", "variables"] {
            if template
                .get(section)
                .is_some_and(|section| !section.is_object())
            {
                self.wrong(pointer, section);
            }
        }
        match template.get("resources") {
            Some(resources) => self.resources(resources, &within, &format!("{pointer}/resources")),
            None => self.wrong(pointer, "resources"),
        }
        if let Some(outputs) = template.get("outputs") {
            self.visitor
                .outputs(outputs, &within, &format!("{pointer}/outputs"));
        }
    }

    fn resources(&mut self, resources: &Value, within: &Within<'_>, pointer: &str) {
        match resources {
            Value::Array(list) => {
                for (at, resource) in list.iter().enumerate() {
                    self.resource(resource, within, &format!("{pointer}/{at}"));
                }
            }
            // Templates with symbolic names hold an object.
            Value::Object(named) => {
                for (key, resource) in named {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    self.resource(resource, within, &format!("{pointer}/{key}"));
                }
            }
            _ => self.wrong(pointer, "resources"),
        }
    }

    /// A resource, as often as its loop makes it.
    fn resource(&mut self, resource: &Value, within: &Within<'_>, pointer: &str) {
        let Some(body) = resource.as_object() else {
            return self.wrong(pointer, "resources");
        };
        let Some(copy) = body.get("copy").filter(|copy| !copy.is_null()) else {
            return self.one(body, within, pointer);
        };
        let names = within.names;
        let name = copy.get("name").and_then(Value::as_str).unwrap_or_default();
        let written = copy.get("count").unwrap_or(&Value::Null);
        let count = names.value(written);
        let why: Rc<str> = format!("its copies are `{}`", brief(written)).into();
        let deployed = match count_of(&count) {
            Some(times) if times > 0 || !count.by_default => {
                let cost = size(resource);
                for index in (0..times).take_while(|_| self.budget.spend(cost)) {
                    let one = || self.one(body, within, pointer);
                    names.within_loop(name, Some(index), one);
                }
                return;
            }
            Some(_) => Deployed::NotByDefault(why),
            None if count.is_open => Deployed::Open(why),
            None => {
                self.wrong(pointer, "copy");
                Deployed::Open(why)
            }
        };
        let deployed = &deployed.and(within.deployed.clone());
        let within = &Within {
            deployed,
            ..*within
        };
        names.within_loop(name, None, || self.one(body, within, pointer));
    }

    fn one(&mut self, body: &Map<String, Value>, within: &Within<'_>, pointer: &str) {
        let names = within.names;
        let Some(Value::String(written)) = body.get("type") else {
            return self.wrong(pointer, "type");
        };
        let (written, is_open) = (
            names.text(written).text().into_owned(),
            names.text(written).is_open,
        );
        let extensions = ["import", "extension", "provider"];
        if extensions.iter().any(|field| body.contains_key(*field))
            || text::starts_with(&written, "Microsoft.Graph/")
        {
            return self.visitor.outside(&written, pointer);
        }
        let name = match body.get("name") {
            Some(Value::String(name)) => names.text(name),
            None => Evaluated::open("name"),
            Some(_) => return self.wrong(pointer, "name"),
        };
        let above = within.parent.map(|parent| parent.kind);
        let kind = full_type(&written, &name.text(), above).filter(|_| !is_open);
        let Some(kind) = kind else {
            let message = format!("the type of a resource is not known: `{written}`");
            let note = Diagnostic::warning("unresolved-expression", message).grant_lost();
            return self.visitor.note(pointer, note);
        };
        let is_deployment = text::same(&kind, DEPLOYMENTS);
        let is_existing = body.get("existing") == Some(&Value::Bool(true));
        let target = match is_deployment || is_existing {
            true => deployed_to(body, within),
            false => scope_of(body, within).unwrap_or_else(|| within.target.clone()),
        };
        let parent = within.parent.filter(|_| !body.contains_key("scope"));
        let placed = target.clone().map(|above| {
            let (scope, id) = place(&written, &kind, &name.text(), &above, parent);
            Placed { scope, id }
        });
        if let Some(deployed) = self.condition(body, names, pointer) {
            let resource = Resource {
                body,
                kind: &kind,
                name: &name.text(),
                name_is_open: name.is_open,
                place: &placed,
                deployed: deployed.and(within.deployed.clone()),
                is_existing,
                within,
                pointer,
            };
            self.visitor.resource(&resource);
            if is_deployment && !is_existing {
                self.nested(&resource, &target);
            }
            // What a stack deploys is not looked into.
            if text::same(&kind, "Microsoft.Resources/deploymentStacks") && !is_existing {
                self.linked(&Value::Null, &resource);
            }
        }
        // Conditions are for a resource alone, not for its children.
        if let Some(children) = body.get("resources") {
            let placed = placed.as_ref();
            let parent = placed.ok().map(|placed| Parent {
                kind: &kind,
                id: &placed.id,
                scope: &placed.scope,
            });
            let target = &placed.map(|placed| placed.id.clone()).map_err(Clone::clone);
            let within = Within {
                parent,
                target,
                ..*within
            };
            self.resources(children, &within, &format!("{pointer}/resources"));
        }
    }

    /// Whether the condition of a resource lets it be deployed; `None` where it certainly doesn't.
    fn condition(
        &mut self,
        body: &Map<String, Value>,
        names: &Names<'_>,
        pointer: &str,
    ) -> Option<Deployed> {
        let Some(written) = body.get("condition").filter(|written| !written.is_null()) else {
            return Some(Deployed::Always);
        };
        let found = names.value(written);
        let why = || format!("its condition is `{}`", brief(written)).into();
        let is_met = found.whole().and_then(|value| match value {
            Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
            other => other.as_bool(),
        });
        match is_met {
            Some(true) => Some(Deployed::Always),
            Some(false) => found.by_default.then(|| Deployed::NotByDefault(why())),
            None => {
                if !found.is_open {
                    self.wrong(pointer, "condition");
                }
                Some(Deployed::Open(why()))
            }
        }
    }

    /// The template that a deployment within a template deploys.
    fn nested(&mut self, deployment: &Resource<'_>, target: &Result<String, String>) {
        let pointer = format!("{}/properties", deployment.pointer);
        let names = deployment.within.names;
        let properties = deployment.body.get("properties").unwrap_or(&Value::Null);
        let Some(template) = properties
            .get("template")
            .filter(|template| !template.is_null())
        else {
            return self.linked(properties, deployment);
        };
        if !template.is_object() {
            return self.wrong(&pointer, "template");
        }
        let mut given = HashMap::new();
        if let Some(parameters) = properties.get("parameters") {
            let Some(parameters) = parameters.as_object() else {
                return self.wrong(&pointer, "parameters");
            };
            for (name, parameter) in parameters {
                // The entry itself may be an expression; a secret of a vault has no value here.
                let entry = names.value(parameter);
                let is_entry = entry.value.is_object() || entry.is_open;
                if !is_entry && !entry.value.is_null() {
                    self.wrong(&pointer, "parameters");
                }
                let value = entry.value.get("value").map(|value| entry.part(value));
                let value = value.unwrap_or_else(|| Evaluated::open(name));
                given.insert(text::fold(name).into_owned(), value);
            }
        }
        let is_elsewhere = properties
            .get("parametersLink")
            .is_some_and(Value::is_object);
        let given = (!is_elsewhere).then_some(given);
        let options = properties.get("expressionEvaluationOptions");
        let scope = options.map(|options| options.get("scope").and_then(Value::as_str));
        if scope == Some(None) {
            self.wrong(&pointer, "expressionEvaluationOptions");
        }
        let scope = names.text(scope.flatten().unwrap_or("outer"));
        let is_inner = text::same(&scope.text(), "inner");
        let outer = (!is_inner).then_some(names);
        let names = names_of(template, given, outer, target, self.budget);
        let pointer = format!("{pointer}/template");
        self.template(template, &names, target, &deployment.deployed, &pointer);
    }

    /// A template that stands elsewhere.
    fn linked(&mut self, properties: &Value, deployment: &Resource<'_>) {
        let link = ["uri", "relativePath", "id"].iter().find_map(|field| {
            let link = properties.get("templateLink")?.get(*field)?.as_str()?;
            Some(deployment.within.names.text(link))
        });
        let message = match link {
            Some(link) => format!("the linked template `{}` was not read", link.text()),
            None => format!(
                "the deployment `{}` has no template that can be read",
                deployment.name
            ),
        };
        let note = Diagnostic::warning("template-not-read", message)
            .help("read the linked template as well, as a file of its own")
            .grant_lost();
        self.visitor.note(deployment.pointer, note);
    }
}

/// A text of a resource; the reason for which it is not known, where it is none.
fn text_of(
    body: &Map<String, Value>,
    field: &str,
    names: &Names<'_>,
) -> Result<Option<String>, String> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(names.text(text).text().into_owned())),
        Some(_) => Err(format!("`{field}` holds a value of the wrong type")),
    }
}

/// The scope that a resource names, where it names one.
fn scope_of(body: &Map<String, Value>, within: &Within<'_>) -> Option<Result<String, String>> {
    let given = text_of(body, "scope", within.names).transpose()?;
    let named = given.and_then(|given| match within.target {
        Err(reason) if !given.starts_with('/') => Err(reason.clone()),
        target => {
            let target = target.as_deref().unwrap_or_default();
            let scope = named_scope(&given, target);
            scope.ok_or_else(|| format!("`scope` is `{}`", brief(&body["scope"])))
        }
    });
    Some(named)
}

/// The scope of a deployment within a template: the one that it names, or that of the template.
fn deployed_to(body: &Map<String, Value>, within: &Within<'_>) -> Result<String, String> {
    if let Some(scope) = scope_of(body, within) {
        return scope;
    }
    let text = |field| text_of(body, field, within.names);
    let (subscription, group) = (text("subscriptionId")?, text("resourceGroup")?);
    let subscription = match (&subscription, &group) {
        (None, None) => return within.target.clone(),
        (Some(subscription), _) => subscription,
        (None, Some(_)) => subscription_of(within.target.as_ref().map_err(Clone::clone)?),
    };
    let group = group.map(|group| format!("{GROUPS}{group}"));
    let group = group.unwrap_or_default();
    Ok(format!("/subscriptions/{subscription}{group}"))
}

fn symbols(resources: Option<&Value>) -> BTreeMap<String, String> {
    let named = resources.and_then(Value::as_object);
    let kind = |resource: &Value| Some(resource.get("type")?.as_str()?.to_owned());
    named
        .into_iter()
        .flatten()
        .filter_map(|(name, resource)| Some((text::fold(name).into_owned(), kind(resource)?)))
        .collect()
}
