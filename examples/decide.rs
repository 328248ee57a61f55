//! May this principal do this, there? `cargo run --example decide`

use std::error::Error;
use std::io::Write;

use rolecall::{
    AccessIndex, ActionPattern, Catalog, InputSource, Plane, Request, Scope, Target, Wildcards,
    decide, look_up_principal, read_inputs,
};

/// Asks one question about the sample tenant.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let tenant = read_inputs(&[InputSource::Path("tests/fixtures/tenant".into())]);
    let mut catalog = Catalog::core(Wildcards::Azure);
    catalog.add_roles(&tenant.role_definitions);
    let index = AccessIndex::new(&tenant, &catalog);

    let request = Request::new(
        look_up_principal(&tenant, "cecilie.dahl@fjordnett.example")?,
        Target {
            action: ActionPattern::parse("Microsoft.NetworkCloud/clusters/deploy/action")?,
            plane: Plane::Control,
        },
        Scope::parse("/subscriptions/89fbd25e-30e9-5e89-bb34-21146f4313e1/resourceGroups/rg-osl1")?,
    );
    let decision = decide(&index, &request);
    writeln!(out, "{}", decision.outcome().as_str())?;
    writeln!(out, "{} ways to it", decision.derivations().len())?;
    writeln!(out, "{} doubts", decision.doubts().len())?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut std::io::stdout().lock())
}
