//! May this principal do this, there? `cargo run --example decide`

use std::error::Error;
use std::io::Write;

use rolecall::Scope;
use rolecall::access::{AccessIndex, Question, answer};
use rolecall::catalog::Catalog;
use rolecall::directory::look_up_principal;
use rolecall::import::{self, InputSource};
use rolecall::pattern::{ActionPattern, Wildcards};

/// Asks one question about the sample tenant.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let tenant = import::read(&[InputSource::Path("tests/fixtures/tenant".into())]);
    let mut catalog = Catalog::core(Wildcards::Azure);
    catalog.add_inputs(&tenant);
    let index = AccessIndex::new(&tenant, &catalog);

    let who = look_up_principal(&tenant, "cecilie.dahl@fjordnett.example")?;
    let action = ActionPattern::parse("Microsoft.NetworkCloud/clusters/deploy/action")?;
    let scope =
        Scope::parse("/subscriptions/89fbd25e-30e9-5e89-bb34-21146f4313e1/resourceGroups/rg-osl1")?;
    let found = answer(&index, &Question::new(who, action, scope));
    writeln!(out, "{}", found.outcome().as_str())?;
    for plane in &found.planes {
        writeln!(out, "{} ways to it", plane.decision.derivations().len())?;
        writeln!(out, "{} repairs", plane.repairs.len())?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut std::io::stdout().lock())
}
