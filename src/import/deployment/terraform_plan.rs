//! Terraform plans and states: what happens to each resource, and what it links to.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::collector::{Collector, Origin};
use super::derived::{Because, Certainty};
use super::plan_references::Configuration;
use super::resource::{Standing, Verb, require_verb};
use super::template;
use super::terraform_resource::{Resource, subscription};
use super::terraform_types::terraform_types;
use crate::span::Diagnostic;

/// Reads a plan or state; false for what is neither.
pub(super) fn read(document: &Value, found: &mut Collector<'_>) -> bool {
    let mut reader = Reader {
        found,
        configuration: Configuration::of(document),
        subscription: subscription(document),
        unknown: BTreeMap::new(),
        outside: BTreeMap::new(),
    };
    let list = |field| document.get(field).and_then(Value::as_array);
    let changes = list("resource_changes");
    let planned = document.pointer("/planned_values/root_module");
    let values = document.pointer("/values/root_module");
    if let Some(changes) = changes {
        for (at, change) in changes.iter().enumerate() {
            reader.change(change, &format!("/resource_changes/{at}"));
        }
        if let Some(module) = document.pointer("/prior_state/values/root_module") {
            reader.module(
                module,
                "/prior_state/values/root_module",
                Take::DataSources,
                0,
            );
        }
    } else if let Some((module, pointer)) = planned
        .map(|module| (module, "/planned_values/root_module"))
        .or(values.map(|module| (module, "/values/root_module")))
    {
        reader.module(module, pointer, Take::All, 0);
    } else if let Some(resources) = list("resources").filter(|_| document.get("version").is_some())
    {
        reader.state_file(resources);
    } else {
        return false;
    }
    reader.finish();
    true
}

/// Which resources of a module are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Take {
    All,
    DataSources,
}

/// How deep modules may nest.
const DEPTH: usize = 32;

struct Reader<'d, 'c, 'k> {
    found: &'c mut Collector<'k>,
    configuration: Option<Configuration<'d>>,
    /// The subscription, where the document names one alone.
    subscription: String,
    /// Types that are not understood, with the place of their first resource and their number.
    unknown: BTreeMap<String, (String, usize)>,
    /// The same for types that need nothing of Azure RBAC.
    outside: BTreeMap<String, (String, usize)>,
}

impl<'d> Reader<'d, '_, '_> {
    fn change(&mut self, change: &'d Value, pointer: &str) {
        let before = change.pointer("/change/before").filter(|v| v.is_object());
        let after = change.pointer("/change/after").filter(|v| v.is_object());
        let actions = change.pointer("/change/actions").and_then(Value::as_array);
        let has = |word: &str| {
            let mut actions = actions.into_iter().flatten();
            actions.any(|action| action == word)
        };
        // A resource that Terraform only forgets stays as it is.
        if has("forget") && !has("create") {
            return;
        }
        let mut verbs = Vec::new();
        for (word, verb) in [
            ("delete", Verb::Delete),
            ("create", Verb::Create),
            ("update", Verb::Update),
        ] {
            if has(word) {
                verbs.push(verb);
            }
        }
        verbs.push(Verb::Read);
        let Some(values) = after.or(before) else {
            return self.resource(change, &Value::Null, None, None, &verbs, pointer);
        };
        let id = before.and_then(|before| before.get("id")?.as_str());
        let unknown = change.pointer("/change/after_unknown");
        self.resource(change, values, id, unknown, &verbs, pointer);
    }

    fn module(&mut self, module: &'d Value, pointer: &str, take: Take, depth: usize) {
        let list = |field| module.get(field).and_then(Value::as_array);
        for (at, resource) in list("resources").into_iter().flatten().enumerate() {
            let data = resource.get("mode").and_then(Value::as_str) == Some("data");
            if take == Take::DataSources && !data {
                continue;
            }
            let values = resource.get("values").unwrap_or(&Value::Null);
            self.built(resource, values, &format!("{pointer}/resources/{at}"));
        }
        if depth < DEPTH {
            for (at, child) in list("child_modules").into_iter().flatten().enumerate() {
                let pointer = format!("{pointer}/child_modules/{at}");
                self.module(child, &pointer, take, depth + 1);
            }
        }
    }

    fn state_file(&mut self, resources: &'d [Value]) {
        for (at, resource) in resources.iter().enumerate() {
            let instances = resource.get("instances").and_then(Value::as_array);
            for (n, instance) in instances.into_iter().flatten().enumerate() {
                let values = instance.get("attributes").unwrap_or(&Value::Null);
                self.built(resource, values, &format!("/resources/{at}/instances/{n}"));
            }
        }
    }

    /// A resource that is there: to build it again is what the state stands for.
    fn built(&mut self, resource: &'d Value, values: &'d Value, pointer: &str) {
        let verbs = [Verb::Create, Verb::Read, Verb::Delete];
        let id = values.get("id").and_then(Value::as_str);
        self.resource(resource, values, id, None, &verbs, pointer);
    }

    fn resource(
        &mut self,
        resource: &'d Value,
        values: &'d Value,
        id: Option<&'d str>,
        unknown: Option<&'d Value>,
        verbs: &[Verb],
        pointer: &str,
    ) {
        let field = |name: &str| resource.get(name).and_then(Value::as_str);
        let kind = field("type").unwrap_or_default();
        let address = match field("address") {
            Some(address) => address.to_owned(),
            None => [field("module"), Some(kind), field("name")]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("."),
        };
        let of = Resource {
            kind,
            address: &address,
            origin: Origin {
                from: Arc::from(address.as_str()),
                pointer: Arc::from(pointer),
                certainty: Certainty::Certain,
            },
            values,
            id: id.filter(|id| id.starts_with('/')),
            unknown,
        };
        if field("mode") == Some("data") {
            self.data_source(&of, pointer);
        } else if kind.starts_with("azapi_") {
            self.azapi(&of, verbs, pointer);
        } else {
            self.managed(&of, verbs, pointer);
        }
    }

    fn managed(&mut self, of: &Resource<'_>, verbs: &[Verb], pointer: &str) {
        let types = terraform_types();
        let extra = types.operations(of.kind);
        let known = types.resource_type(of.kind);
        if known.is_none() && extra.is_empty() {
            return self.foreign(of.kind, pointer);
        }
        let standing = known.map_or(Standing::Own, |(_, standing)| standing);
        let container = of.container(known.map(|(kind, _)| kind), standing, &self.subscription);
        let name = of.values.get("name").and_then(Value::as_str);
        if let (Some(above), Some(name)) = (&container, name)
            && of.kind == "azurerm_resource_group"
            && verbs.contains(&Verb::Create)
        {
            self.found
                .makes_group(&format!("{above}/resourceGroups/{name}"));
        }
        for &verb in verbs {
            let scope = match (verb, standing, of.id) {
                (Verb::Create, _, _) | (_, Standing::Part, _) | (_, _, None) => {
                    container.as_deref()
                }
                (_, _, Some(id)) => Some(id),
            };
            // What a state holds may go with it.
            let may = verb == Verb::Delete && verbs == [Verb::Create, Verb::Read, Verb::Delete];
            let mut origin = of.origin.clone();
            if may {
                origin.certainty = Certainty::Uncertain;
            }
            if let Some((kind, standing)) = known {
                if may && standing == Standing::Own {
                    let operation = format!("{kind}/delete");
                    self.found.add(
                        &operation,
                        Because::MayDelete,
                        Certainty::Uncertain,
                        &origin,
                        scope,
                    );
                } else {
                    require_verb(self.found, kind, standing, verb, &origin, scope);
                }
            }
            for does in extra.iter().filter(|does| does.is_on(verb)) {
                let because = match does.why {
                    None if does.action.ends_with("/read") => Because::Reads,
                    None => verb.because(),
                    ref why => Because::Tool(why.clone()),
                };
                let (plane, certainty) = (does.plane, does.certainty());
                self.found
                    .add_in(plane, &does.action, because, certainty, &origin, scope);
            }
        }
        if verbs.contains(&Verb::Create) || verbs.contains(&Verb::Update) {
            let own = known.map_or("", |(kind, _)| kind);
            of.links(own, self.configuration, self.found);
            self.template(of);
        }
    }

    /// The template that a resource deploys.
    fn template(&mut self, of: &Resource<'_>) {
        if !of.kind.ends_with("template_deployment") {
            return;
        }
        let content = ["template_content", "template_body"]
            .iter()
            .find_map(|name| {
                let text = of.values.get(name)?.as_str()?;
                serde_json::from_str::<Value>(text).ok()
            });
        match content {
            Some(content) => template::read_nested(&content, self.found, &of.origin),
            None => {
                let message = format!(
                    "the template that `{}` deploys is not in the plan",
                    of.address
                );
                let diagnostic = Diagnostic::warning("template-not-read", message)
                    .help("give the template with `--from-arm`")
                    .grant_lost();
                self.found.note(&of.origin.pointer, diagnostic);
            }
        }
    }

    fn data_source(&mut self, of: &Resource<'_>, pointer: &str) {
        let types = terraform_types();
        if let Some(operations) = types.data_source(of.kind) {
            for operation in operations {
                self.found.add(
                    operation,
                    Because::Reads,
                    Certainty::Certain,
                    &of.origin,
                    None,
                );
            }
        } else if of.kind.starts_with("azapi_") {
            self.azapi(of, &[Verb::Read], pointer);
        } else {
            self.managed(of, &[Verb::Read], pointer);
        }
    }

    /// The resources of azapi, which say their type themselves.
    fn azapi(&mut self, of: &Resource<'_>, verbs: &[Verb], pointer: &str) {
        let text = |name: &str| of.values.get(name).and_then(Value::as_str);
        let kind = text("type").and_then(|kind| kind.split('@').next());
        let Some(kind) = kind.filter(|kind| kind.contains('/')) else {
            // `azapi_client_config` and its like.
            return;
        };
        if of.kind == "azapi_data_plane_resource" {
            return self.foreign(of.kind, pointer);
        }
        let id = of.id.or(text("resource_id"));
        if of.kind.starts_with("azapi_resource_action") {
            let method = text("method").unwrap_or("POST");
            let action = text("action").unwrap_or_default().trim_matches('/');
            let operation = match (method, action) {
                ("GET", "") => format!("{kind}/read"),
                ("DELETE", "") => format!("{kind}/delete"),
                ("PUT" | "PATCH", "") => format!("{kind}/write"),
                ("GET", action) => format!("{kind}/{action}/read"),
                (_, action) => format!("{kind}/{action}/action"),
            };
            return self.found.add(
                &operation,
                Because::Creates,
                Certainty::Certain,
                &of.origin,
                id,
            );
        }
        let standing = match of.kind {
            "azapi_update_resource" => Standing::Part,
            _ => Standing::Own,
        };
        for &verb in verbs {
            let scope = match (verb, standing) {
                (Verb::Create, Standing::Own) => text("parent_id").or(id),
                _ => id.or(text("parent_id")),
            };
            // What was updated stays as it is when the resource goes.
            if verb == Verb::Delete && standing == Standing::Part {
                continue;
            }
            let mut origin = of.origin.clone();
            if verb == Verb::Delete
                && verbs.contains(&Verb::Create)
                && verbs.len() == 3
                && verbs[0] == Verb::Create
            {
                origin.certainty = Certainty::Uncertain;
            }
            require_verb(self.found, kind, standing, verb, &origin, scope);
        }
        if !verbs.contains(&Verb::Create) && !verbs.contains(&Verb::Update) {
            return;
        }
        let body = match of.values.get("body") {
            Some(Value::String(body)) => serde_json::from_str(body).unwrap_or_default(),
            Some(body) => body.clone(),
            None => Value::Null,
        };
        template::links_of_body(&body, kind, self.found, &of.origin);
        of.links(kind, self.configuration, self.found);
    }

    /// A type that is no resource of Azure that is known.
    fn foreign(&mut self, kind: &str, pointer: &str) {
        let outside = terraform_types().outside(kind);
        // Types of other clouds need nothing here either.
        let list = if outside.is_some() || !kind.starts_with("az") {
            &mut self.outside
        } else {
            &mut self.unknown
        };
        let entry = list
            .entry(kind.to_owned())
            .or_insert_with(|| (pointer.to_owned(), 0));
        entry.1 += 1;
    }

    fn finish(self) {
        for (kind, (pointer, count)) in self.unknown {
            let what = if count == 1 { "resource" } else { "resources" };
            let message = format!("it is not known what `{kind}` needs ({count} {what})");
            let diagnostic = Diagnostic::warning("unknown-resource-type", message)
                .help("add its operations with `--action`")
                .grant_lost();
            self.found.note(&pointer, diagnostic);
        }
        for (kind, (pointer, _)) in self.outside {
            let why = terraform_types().outside(&kind).flatten();
            if let Some(why) = why {
                let message = format!("`{kind}` needs no role of Azure: {why}");
                self.found
                    .note(&pointer, Diagnostic::info("outside-azure-rbac", message));
            }
        }
        self.found.register("azurerm");
    }
}
