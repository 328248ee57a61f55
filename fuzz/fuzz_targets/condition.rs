//! Any text is read or refused without a panic; what is read prints to a text that reads the same
//! and evaluates the same; places stay inside the text.
#![cfg_attr(not(test), no_main)]

use rolecall::condition::{
    AttributeMap, Completeness, Condition, ConditionContext, Suboperation, Verdict,
};
use rolecall::lint::LintContext;

#[cfg(not(test))]
libfuzzer_sys::fuzz_target!(|data: &[u8]| run(data));

pub(crate) fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let condition = match Condition::parse(text) {
        Ok(condition) => condition,
        Err(errors) => {
            assert!(!errors.errors().is_empty());
            for (error, excerpt) in errors.excerpts() {
                assert!(text.get(error.span.start..error.span.end).is_some());
                assert!(excerpt.caret.end <= excerpt.source.chars().count() + 1);
            }
            return;
        }
    };
    let printed = condition.to_string();
    let again = Condition::parse(&printed).expect("canonical text is a condition");
    assert!(again == condition);
    assert_eq!(again.to_string(), printed);
    for finding in rolecall::lint::lint_condition(&condition, &LintContext::default()) {
        assert!(text.get(finding.span.start..finding.span.end).is_some());
    }
    condition.explain(|_| None);

    let mut attributes = AttributeMap::new(Completeness::Closed);
    let closed = attributes.clone();
    for (position, attribute) in condition.attributes().into_iter().enumerate() {
        let value = match position % 5 {
            0 => Some("a".into()),
            1 => Some(7.into()),
            2 => Some(true.into()),
            3 => Some(vec!["a", "5e467623-bb1f-42f4-a55d-6e525e11384b"].into()),
            _ => None,
        };
        attributes.insert(attribute.clone(), value);
    }
    let action = "Microsoft.Authorization/roleAssignments/write";
    for map in [&attributes, &closed] {
        let context = ConditionContext::new()
            .action(action)
            .suboperation(Suboperation::Named("Blob.List"))
            .attributes(map);
        let evaluation = condition.evaluate(&context);
        assert_eq!(evaluation.verdict, condition.verdict(&context));
        assert_eq!(evaluation.verdict, again.verdict(&context));
        assert_eq!(
            evaluation.verdict == Verdict::Unknown,
            evaluation.residual.is_some()
        );
        for part in evaluation.deciding {
            assert!(text.get(part.span.start..part.span.end).is_some());
        }
        if let Some(residual) = evaluation.residual {
            let residual = Condition::parse(&residual).expect("a residual is a condition");
            assert_eq!(residual.verdict(&context), Verdict::Unknown);
        }
    }
    let open = condition.evaluate(&ConditionContext::new());
    if open.verdict != Verdict::Unknown {
        let context = ConditionContext::new()
            .action(action)
            .attributes(&attributes);
        assert_eq!(condition.verdict(&context), open.verdict);
    }
}
