//! Who can do this, there, and through which group? `cargo run --example who_can`

use std::error::Error;
use std::io::Write;

use rolecall::Scope;
use rolecall::access::{AccessIndex, Circumstances, Step, Target};
use rolecall::catalog::Catalog;
use rolecall::effective::who_can;
use rolecall::import::{self, InputSource};
use rolecall::model::{Moment, Plane};
use rolecall::pattern::{ActionPattern, Wildcards};

/// Lists who may grant roles in a subscription of the sample tenant.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let tenant = import::read(&[InputSource::Path("tests/fixtures/tenant".into())]);
    let mut catalog = Catalog::core(Wildcards::Azure);
    catalog.add_inputs(&tenant);
    let index = AccessIndex::new(&tenant, &catalog);

    let target = Target {
        action: ActionPattern::parse("Microsoft.Authorization/roleAssignments/write")?,
        plane: Plane::Control,
    };
    let scope = Scope::parse("/subscriptions/89fbd25e-30e9-5e89-bb34-21146f4313e1")?;
    let circumstances = Circumstances::default();
    for holder in who_can(&index, &target, &scope, Moment::AsExported, &circumstances) {
        let principal = tenant.principals.get(&holder.principal);
        let name = principal.map_or(holder.principal.as_str(), |principal| principal.label());
        let steps = holder.derivations.iter().flat_map(|path| path.steps.iter());
        let groups: Vec<&str> = steps
            .filter_map(|step| match step {
                Step::GroupMembership { name, .. } => name.as_deref(),
                _ => None,
            })
            .collect();
        let through = if groups.is_empty() {
            String::new()
        } else {
            format!(" through {}", groups.join(", "))
        };
        writeln!(out, "{:12} {name}{through}", holder.outcome.as_str())?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut std::io::stdout().lock())
}
