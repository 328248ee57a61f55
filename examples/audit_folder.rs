//! What is wrong with the access in a folder of exports? `cargo run --example audit_folder`

use std::error::Error;
use std::io::Write;

use rolecall::access::AccessIndex;
use rolecall::audit::{self, Thresholds, rules};
use rolecall::catalog::Catalog;
use rolecall::import::{self, InputSource};
use rolecall::pattern::Wildcards;
use rolecall::rule::Severity;

/// Prints the findings at `high` or above, and how complete the inputs are.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let tenant = import::read(&[InputSource::Path("tests/fixtures/tenant".into())]);
    let mut catalog = Catalog::core(Wildcards::Azure);
    catalog.add_inputs(&tenant);
    let index = AccessIndex::new(&tenant, &catalog);

    let findings = audit::run(&index, rules(), &Thresholds::default());
    let grave = findings
        .iter()
        .filter(|found| found.severity >= Severity::High);
    for finding in grave {
        let who = finding
            .principal
            .as_ref()
            .map_or("", |who| who.name.as_str());
        writeln!(
            out,
            "{:8} {} {who}",
            finding.severity.as_str(),
            finding.rule
        )?;
    }
    writeln!(
        out,
        "{} files, {} diagnostics",
        tenant.inputs.len(),
        tenant.diagnostics.len()
    )?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut std::io::stdout().lock())
}
