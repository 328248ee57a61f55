//! The synthetic tenant with its 400 questions.

use rolecall::access::{AccessIndex, BulkIndex, Circumstances, Request, Target};
use rolecall::access::{decide, verify};
use rolecall::model::Moment;
use rolecall::model::Plane;
use rolecall::pattern::{ActionPattern, Wildcards};
use rolecall::{PrincipalId, Scope};

use crate::shared::shared;
use crate::support::{azure, tenant};

#[test]
fn every_question_gets_its_outcome_and_verifies() {
    let (Some(folder), Some(questions)) = (
        shared("vectors/tenant-a"),
        shared("vectors/tenant-a.questions.json"),
    ) else {
        return;
    };
    let Some(mut catalog) = azure(Wildcards::Azure) else {
        return;
    };
    let tenant = tenant(&[&folder]);
    assert!(tenant.diagnostics.is_empty(), "{:#?}", tenant.diagnostics);
    catalog.add_inputs(&tenant);
    let index = AccessIndex::new(&tenant, &catalog);
    let text = std::fs::read_to_string(questions).unwrap();
    let questions: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(questions.len(), 400);
    let bulk = BulkIndex::new(&index, Moment::AsExported);
    let mut in_bulk = 0;
    let mut wrong = Vec::new();
    for question in &questions {
        let text = |key: &str| question[key].as_str().unwrap();
        let request = Request {
            principal: PrincipalId::new(text("who")),
            target: Target {
                action: ActionPattern::parse(text("action")).unwrap(),
                plane: if text("plane") == "data" {
                    Plane::Data
                } else {
                    Plane::Control
                },
            },
            scope: Scope::parse(text("scope")).unwrap(),
            moment: Moment::AsExported,
            circumstances: Circumstances::default(),
        };
        let decision = decide(&index, &request);
        let operation = bulk.operation(text("action"), request.target.plane);
        if let (Some(principal), Some(operation)) =
            (bulk.principal(request.principal.as_str()), operation)
        {
            let chain = bulk.chain(&request.scope);
            let outcome = bulk.outcome(principal, operation, &chain, &request.scope);
            in_bulk += 1;
            if outcome != decision.outcome() {
                wrong.push(format!("in bulk {}: {question}", outcome.as_str()));
            }
        }
        if let Err(rejection) = verify(&tenant, &catalog, &request, &decision) {
            wrong.push(format!("{rejection}: {question}"));
        }
        if decision.outcome().as_str() != text("outcome") {
            wrong.push(format!("{}: {question}", decision.outcome().as_str()));
        }
    }
    assert!(
        in_bulk > 350,
        "{in_bulk} of the questions are asked in bulk"
    );
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
