use std::sync::Arc;

use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::scope::Scope;
use crate::span::{Diagnostic, Place};

/// An operation that a deployment needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedOperation {
    /// The operation.
    pub action: ActionPattern,
    /// Its plane.
    pub plane: Plane,
    /// The resource it follows from: an address of Terraform, a type and name of a template.
    pub from: Arc<str>,
    /// Why the deployment needs it.
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
    /// It is needed for certain.
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
    /// Resource groups that the deployment makes.
    pub created_groups: Vec<Scope>,
    /// What is not understood.
    pub diagnostics: Vec<Diagnostic>,
}
