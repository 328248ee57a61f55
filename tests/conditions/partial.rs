//! Residuals, needs, deciding parts and undocumented corners.

use super::{attribute, condition, spell_out};
use rolecall::condition::{
    AttributeMap, Completeness, Condition, ConditionContext, Evaluation, Need, Suboperation, Truth,
    Verdict,
};

const DELEGATION: &str = "(!(ActionMatches{'«RA»/write'}) OR (@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«A»} AND @Request[«RA»:PrincipalType] StringEqualsIgnoreCase 'User')) AND (!(ActionMatches{'«RA»/delete'}) OR @Resource[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«A»})";

fn evaluate(text: &str, action: &str, attributes: &[(&str, &str)]) -> (Condition, Evaluation) {
    let condition = condition(text);
    let mut map = AttributeMap::new(Completeness::Open);
    for (name, word) in attributes {
        map.insert(attribute(name), super::value(word));
    }
    let action = spell_out(action);
    let evaluation = condition.evaluate(&ConditionContext::new().action(&action).attributes(&map));
    (condition, evaluation)
}

fn decided<'c>(condition: &'c Condition, evaluation: &Evaluation) -> Vec<(&'c str, Truth)> {
    let parts = evaluation.deciding.iter();
    parts
        .map(|part| {
            (
                &condition.text()[part.span.start..part.span.end],
                part.truth,
            )
        })
        .collect()
}

#[test]
fn the_residual_is_what_the_answer_still_depends_on() {
    let (_, evaluation) = evaluate(DELEGATION, "«RA»/write", &[]);
    assert_eq!(evaluation.verdict, Verdict::Unknown);
    assert_eq!(
        evaluation.residual.unwrap(),
        spell_out(
            "@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«A»} AND @Request[«RA»:PrincipalType] StringEqualsIgnoreCase 'User'"
        )
    );
    let role = attribute("@Request[«RA»:RoleDefinitionId]");
    let kind = attribute("@Request[«RA»:PrincipalType]");
    assert_eq!(
        evaluation.needs,
        [Need::Attribute(role.clone()), Need::Attribute(kind.clone())]
    );
    let known = [("@Request[«RA»:RoleDefinitionId]", "«A»")];
    let (_, evaluation) = evaluate(DELEGATION, "«RA»/write", &known);
    assert_eq!(evaluation.needs, [Need::Attribute(kind)]);
    let known = [("@Request[«RA»:RoleDefinitionId]", "«B»")];
    let (_, evaluation) = evaluate(DELEGATION, "«RA»/write", &known);
    assert_eq!(evaluation.verdict, Verdict::NotMet);
    assert_eq!((evaluation.residual, evaluation.needs), (None, Vec::new()));
}

#[test]
fn missing_parts_leave_the_residual() {
    let text = "@Resource[a] StringEquals '1' OR @Resource[b] StringEquals '1'";
    let (_, evaluation) = evaluate(text, "a.b/c", &[("@Resource[a]", "none")]);
    assert_eq!(
        evaluation.residual.unwrap(),
        "@Resource[b] StringEquals '1'"
    );
    let negated = format!("NOT ({})", text.replace("OR", "AND"));
    let (_, evaluation) = evaluate(&negated, "a.b/c", &[("@Resource[a]", "none")]);
    assert_eq!(
        evaluation.residual.unwrap(),
        "NOT (@Resource[b] StringEquals '1')"
    );
}

#[test]
fn an_action_nobody_named_is_needed() {
    let condition =
        condition("!(ActionMatches{'a.b/c'} AND SubOperationMatches{'S'}) OR Exists @Resource[x]");
    let evaluation = condition.evaluate(&ConditionContext::new());
    assert_eq!(
        evaluation.needs,
        [
            Need::Action,
            Need::Suboperation,
            Need::Attribute(attribute("@Resource[x]"))
        ]
    );
    let context = ConditionContext::new().action("a.b/c");
    assert_eq!(condition.verdict(&context), Verdict::Met);
    let context = context.suboperation(Suboperation::NotSupplied);
    assert_eq!(condition.verdict(&context), Verdict::Unknown);
    assert!(condition.is_guarded_for("A.B/c"));
    assert!(!condition.is_guarded_for("a.b/d"));
    let targets = condition.targets();
    assert_eq!(
        targets.iter().map(|t| t.as_str()).collect::<Vec<_>>(),
        ["a.b/c"]
    );
}

#[test]
fn the_parts_that_decided_are_named() {
    let (condition, evaluation) = evaluate(DELEGATION, "«RA»/read", &[]);
    assert_eq!(evaluation.verdict, Verdict::Met);
    assert_eq!(
        decided(&condition, &evaluation),
        [
            (
                spell_out("ActionMatches{'«RA»/write'}").as_str(),
                Truth::False
            ),
            (
                spell_out("ActionMatches{'«RA»/delete'}").as_str(),
                Truth::False
            ),
        ]
    );
    let known = [("@Request[«RA»:RoleDefinitionId]", "«OW»")];
    let (condition, evaluation) = evaluate(DELEGATION, "«RA»/write", &known);
    assert_eq!(
        decided(&condition, &evaluation),
        [
            (
                spell_out("ActionMatches{'«RA»/write'}").as_str(),
                Truth::True
            ),
            (
                spell_out("@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«A»}")
                    .as_str(),
                Truth::False
            ),
        ]
    );
}

#[test]
fn undocumented_corners_that_matter_are_named() {
    for (text, attributes, clauses) in [
        (
            r"@Resource[a] StringEquals 'it\'s'",
            &[("@Resource[a]", "it's")][..],
            &["AB-16"][..],
        ),
        (
            "@Resource[a] StringContains 'x'",
            &[("@Resource[a]", "x")],
            &["AB-31"],
        ),
        (
            "@Resource[a] ForAnyOfAnyValues:StringStartsWith {'x'}",
            &[("@Resource[a]", "x")],
            &["AB-32"],
        ),
        (
            "@Resource[a] NumericEquals 5",
            &[("@Resource[a]", "x")],
            &["AB-33"],
        ),
        (
            "@Resource[a] ForAllOfAnyValues:StringEquals {'x'}",
            &[("@Resource[a]", "[]")],
            &["AB-36"],
        ),
        (
            "NOT (@Resource[a] StringEquals 'x')",
            &[("@Resource[a]", "none")],
            &["AB-40"],
        ),
        // Not where they don't bear on the answer.
        (
            "@Resource[a] NumericEquals 5 OR Exists @Resource[a]",
            &[("@Resource[a]", "x")],
            &[],
        ),
        (
            "@Resource[a] StringEquals 'x'",
            &[("@Resource[a]", "none")],
            &[],
        ),
    ] {
        let (_, evaluation) = evaluate(text, "a.b/c", attributes);
        let met: Vec<&str> = evaluation
            .undocumented
            .iter()
            .map(|u| u.corner.clause())
            .collect();
        assert_eq!(met, clauses, "{text}");
    }
}
