//! What a deployment needs: the operations that follow from the resources of a Terraform plan or
//! an ARM template and from what is to happen to them.
//!
//! A resource that is written needs `write` and `read` of its type, and for every resource that it
//! links to what Azure checks there: `join`, `assign` and their like (`links`). What a tool does
//! beside that, and what depends on what the document doesn't say, is uncertain, each with its
//! reason. A type that is not understood makes the answer incomplete.

mod links;
mod plan_references;
mod resource;
mod template;
mod template_names;
mod template_resource;
mod terraform_plan;
mod terraform_resource;
mod terraform_types;
mod what_if;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::scope::Scope;
use crate::span::{Diagnostic, Place, Position};
use crate::text;

/// An operation that a deployment needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedOperation {
    /// The operation.
    pub action: ActionPattern,
    /// Its plane.
    pub plane: Plane,
    /// The resource it follows from: an address of Terraform, a type and name of a template.
    pub from: Arc<str>,
    /// Why.
    pub because: Because,
    /// Whether the deployment is sure to need it.
    pub certainty: Certainty,
    /// Where it is checked, as far as the document says it. What only the deployment knows stands
    /// in braces.
    pub scope: Option<Scope>,
    /// Where the resource stands.
    pub place: Place,
}

/// Whether a deployment is sure to need an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// It is.
    Certain,
    /// It depends on what the document doesn't say.
    Uncertain,
}

impl Certainty {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Uncertain => "uncertain",
        }
    }
}

/// Why a deployment needs an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// The resource is created.
    Creates,
    /// The resource is changed.
    Updates,
    /// The resource is deleted.
    Deletes,
    /// The resource is read.
    Reads,
    /// The resource may be deleted with the rest.
    MayDelete,
    /// A condition of the template decides whether the resource is deployed at all.
    MayDeploy,
    /// A property links to another resource, at whose scope it is checked.
    Links {
        /// The property.
        property: String,
    },
    /// An expression of the template calls a function.
    Calls {
        /// The function.
        function: String,
    },
    /// The template is deployed.
    Deploys,
    /// What deploys the template follows it.
    FollowsDeployment,
    /// A parameter is a secret of a vault.
    ReadsSecret,
    /// The resource provider is registered where it isn't yet.
    Registers,
    /// The tool does it beside writing the resource; the reason, where there is one to tell.
    Tool(Option<String>),
}

/// The operations of a deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DerivedOperations {
    /// Each operation with each resource that it follows from, in the order of the document.
    pub operations: Vec<DerivedOperation>,
    /// What is not understood.
    pub diagnostics: Vec<Diagnostic>,
}

/// A document that is no deployment of the kind that was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadDeploymentError {
    /// It is no JSON.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// It is JSON, but neither a plan nor a state.
    #[error("neither a Terraform plan nor a state")]
    NotTerraform,
    /// It is JSON, but neither a template nor the answer of what-if.
    #[error("neither an ARM template nor the answer of what-if")]
    NotArm,
}

/// Whether the catalogue holds an operation of the control plane.
pub type KnowsOperation<'k> = &'k dyn Fn(&str) -> bool;

/// The operations that a Terraform plan or state needs (azure-rbac.md §4.5): `terraform show -json`
/// of either, or the state file; `source` names it in places. A state stands for building what it
/// holds.
///
/// # Errors
///
/// When the text is no such document.
pub fn operations_of_terraform(
    text: &str,
    source: &str,
    knows: KnowsOperation<'_>,
) -> Result<DerivedOperations, ReadDeploymentError> {
    let document = parse(text)?;
    let mut found = Collector::new(source, knows);
    if !terraform_plan::read(&document, &mut found) {
        return Err(ReadDeploymentError::NotTerraform);
    }
    Ok(found.finish())
}

/// The operations that an ARM template needs (azure-rbac.md §4.4), or the changes that
/// `az deployment … what-if --no-pretty-print` lists; `source` names it in places.
///
/// # Errors
///
/// When the text is no such document.
pub fn operations_of_arm(
    text: &str,
    source: &str,
    knows: KnowsOperation<'_>,
) -> Result<DerivedOperations, ReadDeploymentError> {
    let document = parse(text)?;
    let mut found = Collector::new(source, knows);
    if !what_if::read(&document, &mut found) && !template::read(&document, &mut found) {
        return Err(ReadDeploymentError::NotArm);
    }
    Ok(found.finish())
}

fn parse(text: &str) -> Result<Value, ReadDeploymentError> {
    serde_json::from_str(text).map_err(|error| ReadDeploymentError::NotJson(error.to_string()))
}

/// What has been derived so far.
struct Collector<'k> {
    knows: KnowsOperation<'k>,
    file: Arc<str>,
    found: DerivedOperations,
    /// Where each operation of a resource at a scope stands in `found`.
    seen: BTreeMap<(String, Plane, Arc<str>, Option<String>), usize>,
    /// Namespaces of which something is written.
    namespaces: BTreeSet<String>,
}

/// The resource that operations follow from.
#[derive(Clone, Debug)]
struct Origin {
    from: Arc<str>,
    pointer: Arc<str>,
    /// What becomes of operations that would be certain.
    certainty: Certainty,
}

impl<'k> Collector<'k> {
    fn new(source: &str, knows: KnowsOperation<'k>) -> Self {
        Self {
            knows,
            file: Arc::from(source),
            found: DerivedOperations::default(),
            seen: BTreeMap::new(),
            namespaces: BTreeSet::new(),
        }
    }

    fn knows(&self, operation: &str) -> bool {
        (self.knows)(operation)
    }

    /// Adds an operation of the control plane.
    fn add(
        &mut self,
        operation: &str,
        because: Because,
        certainty: Certainty,
        origin: &Origin,
        scope: Option<&str>,
    ) {
        self.add_in(Plane::Control, operation, because, certainty, origin, scope);
    }

    fn add_in(
        &mut self,
        plane: Plane,
        operation: &str,
        because: Because,
        certainty: Certainty,
        origin: &Origin,
        scope: Option<&str>,
    ) {
        let Ok(action) = ActionPattern::parse(operation) else {
            return;
        };
        let scope = scope.and_then(|scope| Scope::parse(scope).ok());
        let folded = scope.as_ref().map(|scope| scope.folded().to_owned());
        let key = (
            text::fold(operation).into_owned(),
            plane,
            Arc::clone(&origin.from),
            folded,
        );
        let operation = DerivedOperation {
            action,
            plane,
            from: Arc::clone(&origin.from),
            because,
            certainty: certainty.max(origin.certainty),
            scope,
            place: self.place(&origin.pointer),
        };
        let operations = &mut self.found.operations;
        match self.seen.get(&key).and_then(|at| operations.get_mut(*at)) {
            // What is sure once is sure.
            Some(known) if operation.certainty < known.certainty => *known = operation,
            Some(_) => {}
            None => {
                self.seen.insert(key, operations.len());
                operations.push(operation);
            }
        }
    }

    fn place(&self, pointer: &Arc<str>) -> Place {
        Place {
            file: Arc::clone(&self.file),
            at: Position::Pointer(Arc::clone(pointer)),
        }
    }

    fn note(&mut self, pointer: &str, diagnostic: Diagnostic) {
        let place = self.place(&Arc::from(pointer));
        self.found.diagnostics.push(diagnostic.at(place));
    }

    /// Notes that something of a resource type is written.
    fn writes(&mut self, resource_type: &str) {
        if let Some((namespace, _)) = resource_type.split_once('/') {
            let known = self.namespaces.iter();
            if known.clone().all(|known| !text::same(known, namespace)) {
                self.namespaces.insert(namespace.to_owned());
            }
        }
    }

    /// What writes resources registers their providers where they are not yet.
    fn register(&mut self, from: &str) {
        let origin = Origin {
            from: Arc::from(from),
            pointer: Arc::from(""),
            certainty: Certainty::Uncertain,
        };
        for namespace in std::mem::take(&mut self.namespaces) {
            // These are registered in every subscription.
            let always = [
                "Microsoft.Authorization",
                "Microsoft.Resources",
                "Microsoft.Management",
            ];
            if always.iter().any(|known| text::same(known, &namespace)) {
                continue;
            }
            let operation = format!("{namespace}/register/action");
            self.add(
                &operation,
                Because::Registers,
                Certainty::Uncertain,
                &origin,
                None,
            );
        }
    }

    fn finish(self) -> DerivedOperations {
        self.found
    }
}

impl fmt::Debug for Collector<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector")
            .field("found", &self.found)
            .finish_non_exhaustive()
    }
}
