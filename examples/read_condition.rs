//! What does a condition say, and is it met? `cargo run --example read_condition`

use std::error::Error;
use std::io::Write;

use rolecall::condition::{
    AttributeMap, AttributeRef, Completeness, Condition, ConditionContext, Demand,
};

const TEXT: &str = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR \
     (@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'ServicePrincipal'))";

/// Explains a condition and evaluates it, first knowing nothing of the request, then all.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let condition = Condition::parse(TEXT)?;
    for block in condition.explain(|_| None).blocks {
        let actions: Vec<&str> = block
            .applies_to
            .iter()
            .map(|a| a.pattern.as_str())
            .collect();
        writeln!(out, "for {}:", actions.join(", "))?;
        if let Demand::Holds { sentence, .. } = block.demand {
            writeln!(out, "  {sentence}")?;
        }
    }

    let context = ConditionContext::new().action("Microsoft.Authorization/roleAssignments/write");
    let mut attributes = AttributeMap::new(Completeness::Open);
    let evaluation = condition.evaluate(&context.attributes(&attributes));
    writeln!(out, "{}", evaluation.verdict.as_str())?;
    for need in &evaluation.needs {
        writeln!(out, "  needs {need}")?;
    }

    let kind =
        AttributeRef::parse("@Request[Microsoft.Authorization/roleAssignments:PrincipalType]")?;
    attributes.insert(kind, Some("User".into()));
    let evaluation = condition.evaluate(&context.attributes(&attributes));
    writeln!(out, "{} for a user", evaluation.verdict.as_str())?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut std::io::stdout().lock())
}
