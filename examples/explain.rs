//! Why, and if not, what would allow it? `cargo run --example explain`

use std::error::Error;
use std::io::Write;

use rolecall::Scope;
use rolecall::access::{AccessIndex, Request, Step, Target, decide, verify};
use rolecall::catalog::Catalog;
use rolecall::directory::look_up_principal;
use rolecall::import::{self, InputSource};
use rolecall::model::Plane;
use rolecall::pattern::{ActionPattern, Wildcards};

/// Explains one answer about the sample tenant: each path with file and place, or what stopped it.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let tenant = import::read(&[InputSource::Path("tests/fixtures/tenant".into())]);
    let mut catalog = Catalog::core(Wildcards::Azure);
    catalog.add_inputs(&tenant);
    let index = AccessIndex::new(&tenant, &catalog);
    let principal = look_up_principal(&tenant, "cecilie.dahl@fjordnett.example")?;
    let scope = Scope::parse("/subscriptions/89fbd25e-30e9-5e89-bb34-21146f4313e1")?;

    for action in [
        "Microsoft.NetworkCloud/clusters/read",
        "Microsoft.KeyVault/vaults/write",
    ] {
        let target = Target {
            action: ActionPattern::parse(action)?,
            plane: Plane::Control,
        };
        let request = Request::new(principal.clone(), target, scope.clone());
        let decision = decide(&index, &request);
        writeln!(out, "{}: {action}", decision.outcome().as_str())?;
        for step in decision
            .derivations()
            .iter()
            .flat_map(|path| path.steps.iter())
        {
            match step {
                Step::RoleAssignment { scope, place, .. } | Step::Schedule { scope, place, .. } => {
                    writeln!(out, "  assigned at {scope} ({place})")?;
                }
                Step::RoleDefinition {
                    name,
                    pattern,
                    rule,
                    ..
                } => {
                    writeln!(out, "  {name} grants it by {pattern} [{}]", rule.clause())?;
                }
                Step::GroupMembership { name, place, .. } => {
                    writeln!(
                        out,
                        "  member of {} ({place})",
                        name.as_deref().unwrap_or("?")
                    )?;
                }
                Step::DenyAssignment { name, place, .. } => {
                    writeln!(out, "  denied by {name} ({place})")?;
                }
                Step::Condition { verdict, .. } => {
                    writeln!(out, "  under a condition that is {}", verdict.as_str())?;
                }
            }
        }
        for not in decision.why_not() {
            writeln!(out, "  not by {}: {}", not.role, not.because.as_str())?;
        }
        // A second implementation, short enough to read, agrees or says where not.
        let accepted = verify(&tenant, &catalog, &request, &decision).is_ok();
        writeln!(out, "  checked again: {accepted}")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut std::io::stdout().lock())
}
