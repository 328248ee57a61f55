//! Templates of deployments, those that Bicep is compiled to among them: every resource that one deploys,
//! with its type, its name and the scope it is deployed at, nested deployments and loops included. What
//! imports templates and what derives the operations of a deployment both read them here.

mod expression;
mod functions;
mod names;
mod place;
mod value;
mod walk;

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::span::Diagnostic;
use crate::text;
pub(in crate::import) use names::Names;
use place::{Parent, target};
use value::Budget;
pub(in crate::import) use walk::walk;

const DEPLOYMENTS: &str = "Microsoft.Resources/deployments";

/// What is known of the resources of a template.
pub(in crate::import) trait Visitor {
    /// A resource that is deployed, or may be.
    fn resource(&mut self, resource: &Resource<'_>);
    /// A resource of something other than Azure, which an extension of the template makes.
    fn outside(&mut self, kind: &str, pointer: &str);
    /// The outputs of a template.
    fn outputs(&mut self, _: &Value, _: &Within<'_>, _: &str) {}
    /// What is not understood.
    fn note(&mut self, pointer: &str, note: Diagnostic);
}

/// A resource of a template.
#[derive(Debug)]
pub(in crate::import) struct Resource<'t> {
    /// What is written of it.
    pub(in crate::import) body: &'t Map<String, Value>,
    /// The whole type.
    pub(in crate::import) kind: &'t str,
    pub(in crate::import) name: &'t str,
    /// Whether only the deployment knows the name.
    pub(in crate::import) name_is_open: bool,
    /// The scope that it is deployed at and its id, or why they are not known.
    pub(in crate::import) place: &'t Result<Placed, String>,
    /// Whether it is deployed.
    pub(in crate::import) deployed: Deployed,
    /// Whether it is only referred to.
    pub(in crate::import) is_existing: bool,
    pub(in crate::import) within: &'t Within<'t>,
    pub(in crate::import) pointer: &'t str,
}

#[derive(Clone, Debug)]
pub(in crate::import) struct Placed {
    pub(in crate::import) scope: String,
    pub(in crate::import) id: String,
}

impl Resource<'_> {
    /// Its type and its name; an open one as it is written.
    pub(in crate::import) fn label(&self) -> String {
        let written = self.body.get("name").filter(|_| self.name_is_open);
        let name = written.map_or_else(|| self.name.to_owned(), brief);
        format!("{} {name}", self.kind).trim().to_owned()
    }

    pub(in crate::import) fn is_deployment(&self) -> bool {
        text::same(self.kind, DEPLOYMENTS)
    }
}

/// Whether a resource is deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) enum Deployed {
    Always,
    /// Not with the defaults of the parameters: what decides it.
    NotByDefault(Rc<str>),
    /// It is for the deployment to say: what decides it.
    Open(Rc<str>),
}

impl Deployed {
    /// What is deployed if both of them are.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Always, other) | (other, Self::Always) => other,
            // What is not deployed by default is not, whatever else decides it.
            (Self::Open(_), other) => other,
            (first, _) => first,
        }
    }
}

/// What a resource stands in.
#[derive(Clone, Copy, Debug)]
pub(in crate::import) struct Within<'t> {
    pub(in crate::import) names: &'t Names<'t>,
    /// Types by symbolic names.
    pub(in crate::import) symbols: &'t BTreeMap<String, String>,
    /// The scope of the deployment, or why it is not known.
    target: &'t Result<String, String>,
    parent: Option<Parent<'t>>,
    pub(in crate::import) deployed: &'t Deployed,
}

/// Whether a document is a template.
pub(in crate::import) fn is_template(document: &Value) -> bool {
    let is_schema = text::fold(schema(document)).contains("deploymenttemplate.json");
    let has = |field: &str| document.get(field).is_some();
    is_schema || (has("contentVersion") && has("resources"))
}

/// The scope that a template is deployed at, as its schema says.
pub(in crate::import) fn target_of(template: &Value) -> &'static str {
    target(schema(template))
}

fn schema(template: &Value) -> &str {
    let schema = template.get("$schema").and_then(Value::as_str);
    schema.unwrap_or_default()
}

/// The names of what has none: values in which expressions may stand all the same.
pub(in crate::import) fn without_names<T>(read: impl FnOnce(&Names<'_>) -> T) -> T {
    let budget = Budget::new();
    read(&Names::new(&Value::Null, None, None, "", &budget))
}

/// A value as it is written, on one line.
pub(in crate::import) fn brief(value: &Value) -> String {
    let written = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text::one_line(&text::brief(&written)).into_owned()
}
