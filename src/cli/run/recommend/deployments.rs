use std::collections::BTreeSet;

use super::scopes::scopes;
use crate::cli::args::RecommendArgs;
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::sources::read_file;
use crate::import::{
    Certainty, DerivedOperation, DerivedOperations, KnowsOperation, ReadDeploymentError,
    operations_of_arm, operations_of_terraform,
};
use crate::minimize::{DeploymentScopes, Requirement};
use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::span::Diagnostic;

type Read = fn(&str, &str, KnowsOperation<'_>) -> Result<DerivedOperations, ReadDeploymentError>;

/// Requires what deployments need, and gives every operation that follows from them, required or
/// not.
pub(in crate::cli::run) fn require_deployments(
    context: &mut Context,
    requirement: &mut Requirement,
    args: &RecommendArgs,
) -> Result<Vec<DerivedOperation>, Complaint> {
    let at = scopes(&args.at)?;
    let args = &args.deployments;
    let files = args
        .from_terraform
        .iter()
        .map(|path| ("--from-terraform", path));
    let files = files.chain(args.from_arm.iter().map(|path| ("--from-arm", path)));
    let at = match &at[..] {
        [] => None,
        [at] => Some(at),
        _ if files.clone().next().is_none() => None,
        _ => {
            return Err(Complaint::usage("a deployment is for one `--at`")
                .help("ask for what is required elsewhere by itself"));
        }
    };
    let mut derived = Vec::new();
    let mut created = Vec::new();
    for (option, path) in files {
        let (read, other): (Read, &str) = match option {
            "--from-arm" => (operations_of_arm, "--from-terraform"),
            _ => (operations_of_terraform, "--from-arm"),
        };
        let file = read_file(path)?;
        let shown = path.display().to_string();
        let catalog = &context.catalog;
        let knows = |operation: &str| {
            let action = ActionPattern::parse(operation);
            action.is_ok_and(|action| !catalog.expand(&action, Plane::Control).is_empty())
        };
        let found = read(&file.text, &shown, &knows).map_err(|error| {
            let complaint = Complaint::input(format!("`{shown}`: {error}"));
            match error {
                ReadDeploymentError::NotJson(_) if option == "--from-terraform" => complaint.help(
                    "a plan file is binary: `terraform show -json PLAN > plan.json` gives its JSON",
                ),
                ReadDeploymentError::NotJson(_) => {
                    complaint.help("`az bicep build --file main.bicep` gives the JSON of Bicep")
                }
                _ => complaint.help(format!("`{other}` reads the other kind")),
            }
        })?;
        context.diagnostics.extend(found.diagnostics);
        derived.extend(found.operations);
        created.extend(found.created_groups);
    }
    let is_required = |operation: &&DerivedOperation| {
        operation.certainty == Certainty::Certain || args.include_uncertain
    };
    let required = derived.iter().filter(is_required);
    let checked = required.clone().map(|operation| operation.scope.as_ref());
    let scopes = DeploymentScopes::new(at, &created, checked);
    let mut open = BTreeSet::new();
    for operation in required {
        let place = scopes.place(operation.scope.as_ref());
        if place.is_open {
            open.insert(operation.action.as_str());
        }
        let (action, plane) = (operation.action.clone(), operation.plane);
        requirement.add_at(action, plane, place.scope.as_ref());
    }
    if at.is_none() {
        requirement.settle_scope();
    }
    if let (Some(at), Some(first)) = (at, open.first()) {
        let message = format!(
            "only the deployment knows where {} of its operations are checked, `{first}` among them: they are taken to be at `{at}`",
            open.len()
        );
        context.diagnostics.push(
            Diagnostic::info("open-scope", message)
                .help("where that is elsewhere, ask for them by `--action` with that `--at`"),
        );
    }
    let mut left_out: Vec<&str> = Vec::new();
    for operation in &derived {
        let required = requirement.actions.iter().any(|required| {
            required.plane == operation.plane
                && required.action.as_str() == operation.action.as_str()
        });
        if !required && !left_out.contains(&operation.action.as_str()) {
            left_out.push(operation.action.as_str());
        }
    }
    if !left_out.is_empty() {
        let message = format!(
            "{} operations that the deployment may need as well are not required",
            left_out.len()
        );
        context.diagnostics.push(
            Diagnostic::info("uncertain-operations", message)
                .help("`--include-uncertain` requires them; each is listed with its reason"),
        );
    }
    Ok(derived)
}
