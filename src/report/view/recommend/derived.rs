//! What follows from a deployment: each operation with the resources that it follows from.

use crate::import::{Because, Certainty, DerivedOperation};
use crate::report::page::{Page, Table};
use crate::report::view::recommend::mark;

/// Adds the operations as two tables, what is sure and what is not, a row for each operation.
pub(crate) fn add_derived(page: &mut Page, derived: &[DerivedOperation]) {
    let certain = operations(derived, Certainty::Certain);
    let rows = certain
        .iter()
        .map(|(operation, found)| vec![operation.clone(), from(found), because(&found[0].because)]);
    if !certain.is_empty() {
        page.heading("What follows from the deployment");
    }
    page.table(Table {
        caption: "Follows from the deployment".to_owned(),
        columns: vec!["operation", "from", "because"],
        rows: rows.collect(),
    });
    let uncertain = operations(derived, Certainty::Uncertain);
    // What is sure for one resource is required, whatever it is for others.
    let open = uncertain
        .iter()
        .filter(|(operation, _)| certain.iter().all(|(sure, _)| sure != operation));
    let rows = open
        .map(|(operation, found)| vec![operation.clone(), from(found), because(&found[0].because)]);
    let rows: Vec<Vec<String>> = rows.collect();
    if !rows.is_empty() {
        page.heading("What the deployment may need as well");
    }
    page.table(Table {
        caption: "May be needed as well".to_owned(),
        columns: vec!["operation", "from", "because"],
        rows,
    });
}

/// Each operation of a certainty with where it follows from, in the order of the document.
fn operations(
    derived: &[DerivedOperation],
    certainty: Certainty,
) -> Vec<(String, Vec<&DerivedOperation>)> {
    let mut rows: Vec<(String, Vec<&DerivedOperation>)> = Vec::new();
    for found in derived.iter().filter(|found| found.certainty == certainty) {
        let operation = mark(found.action.as_str(), found.plane);
        match rows.iter_mut().find(|(known, _)| *known == operation) {
            Some((_, all)) => all.push(found),
            None => rows.push((operation, vec![found])),
        }
    }
    rows
}

/// Up to three resources, and how many more.
fn from(found: &[&DerivedOperation]) -> String {
    let mut names: Vec<&str> = found.iter().map(|found| &*found.from).collect();
    names.dedup();
    match names.len() {
        0..=3 => names.join("\n"),
        count => format!("{}\nand {} more", names[..3].join("\n"), count - 3),
    }
}

/// Why an operation follows, in words.
pub(crate) fn because(why: &Because) -> String {
    match why {
        Because::Creates => "it is created".to_owned(),
        Because::Updates => "it is changed".to_owned(),
        Because::Deletes => "it is deleted".to_owned(),
        Because::Reads => "it is read".to_owned(),
        Because::MayDelete => "what a state holds may be deleted one day".to_owned(),
        Because::MayDeploy => "a condition decides whether it is deployed".to_owned(),
        Because::Links { property } => format!("`{property}` links to it"),
        Because::Calls { function } => format!("an expression calls `{function}`"),
        Because::Deploys => "the template is deployed".to_owned(),
        Because::FollowsDeployment => "the tool that deploys follows the deployment".to_owned(),
        Because::ReadsSecret => "a parameter is a secret of the vault".to_owned(),
        Because::Registers => "the provider is registered where it is not yet".to_owned(),
        Because::Tool(Some(why)) => why.clone(),
        Because::Tool(None) => "the tool does it".to_owned(),
    }
}
