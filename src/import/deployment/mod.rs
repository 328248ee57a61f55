//! What a deployment needs: the operations that follow from the resources of a Terraform plan or
//! an ARM template and from what is to happen to them.
//!
//! A resource that is written needs `write` and `read` of its type, and for every resource that it
//! links to what Azure checks there: `join`, `assign` and their like (`links`). What a tool does
//! beside that, and what depends on what the document doesn't say, is uncertain, each with its
//! reason. A type that is not understood makes the answer incomplete.

mod collector;
mod derived;
mod links;
mod plan_references;
mod resource;
mod template;
mod terraform_plan;
mod terraform_resource;
mod terraform_types;
mod what_if;

pub use collector::KnowsOperation;
pub use derived::Certainty;
pub use derived::DerivedOperations;
pub(crate) use derived::{Because, DerivedOperation};
pub(crate) use links::linked_actions;

use serde_json::Value;

use super::forms;
use collector::Collector;

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
    serde_json::from_str(text).or_else(|error| {
        // Templates may have comments.
        let plain = forms::without_comments(text.as_bytes());
        let plain = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
        plain.ok_or_else(|| ReadDeploymentError::NotJson(error.to_string()))
    })
}
