//! Which roles are the least for this, with proof? `cargo run --example least_role`

use std::error::Error;
use std::io::Write;

use rolecall::catalog::Catalog;
use rolecall::minimize::{
    Candidates, Objective, Requirement, SearchLimits, recommend, verify_recommendation,
};
use rolecall::model::Plane;
use rolecall::pattern::{ActionPattern, Wildcards};

/// Finds the least roles that read blobs and list the accounts that hold them.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let catalog = Catalog::core(Wildcards::Azure);
    let mut requirement = Requirement::default();
    requirement.add(
        ActionPattern::parse("Microsoft.Storage/storageAccounts/read")?,
        Plane::Control,
    );
    requirement.add(
        ActionPattern::parse(
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
        )?,
        Plane::Data,
    );

    let candidates = Candidates::default();
    let limits = SearchLimits::default();
    let found = recommend(
        &catalog,
        &requirement,
        &candidates,
        Objective::Excess,
        None,
        limits,
    )?;
    for role in &found.roles {
        writeln!(out, "{}", role.name)?;
    }
    writeln!(
        out,
        "{} operations beyond what is required",
        found.excess.total()
    )?;
    let proven = verify_recommendation(&catalog, &requirement, &candidates, None, &found)?;
    writeln!(out, "{proven:?}")?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut std::io::stdout().lock())
}
