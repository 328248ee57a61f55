//! Every operator and quantifier, with values, with a missing and with an unsupplied attribute.

use super::{Request, condition};
use rolecall::condition::{Completeness, Verdict};

const X: &str = "@Resource[x]";
const Y: &str = "@Request[y]";

fn verdict(text: &str, attributes: &[(&str, &str)], others: Completeness) -> Verdict {
    let request = Request {
        action: Some("A.B/c/read"),
        suboperation: None,
        attributes,
        others,
    };
    request.verdict(&condition(text))
}

/// Operator, right side, a left value that satisfies it, one that doesn't.
#[rustfmt::skip]
const SCALARS: &[(&str, &str, &str, &str)] = &[
    ("StringEquals", "'Ab'", "Ab", "ab"),
    ("StringNotEquals", "'Ab'", "ab", "Ab"),
    ("StringEqualsIgnoreCase", "'Ab'", "aB", "abc"),
    ("StringNotEqualsIgnoreCase", "'Ab'", "abc", "aB"),
    ("StringStartsWith", "'Ab'", "Abc", "abc"),
    ("StringNotStartsWith", "'Ab'", "abc", "Abc"),
    ("StringStartsWithIgnoreCase", "'Ab'", "aBc", "a"),
    ("StringNotStartsWithIgnoreCase", "'Ab'", "a", "aBc"),
    ("StringLike", "'A?*'", "Ab/c", "A"),
    ("StringNotLike", "'A?*'", "A", "Ab/c"),
    ("StringLikeIgnoreCase", "'A?*'", "ab", "ba"),
    ("StringNotLikeIgnoreCase", "'A?*'", "ba", "ab"),
    ("NumericEquals", "5", "5", "6"),
    ("NumericNotEquals", "5", "6", "5"),
    ("NumericLessThan", "5", "4", "5"),
    ("NumericLessThanEquals", "5", "5", "6"),
    ("NumericGreaterThan", "-5", "-4", "-5"),
    ("NumericGreaterThanEquals", "5", "5", "4"),
    ("DateTimeEquals", "'2022-06-01T00:00:00.10Z'", "2022-06-01T00:00:00.1Z", "2022-06-01T00:00:00.01Z"),
    ("DateTimeNotEquals", "'2022-06-01T00:00:00.10Z'", "2022-06-01T00:00:00Z", "2022-06-01T00:00:00.1Z"),
    ("DateTimeLessThan", "'2022-06-01T00:00:00Z'", "2022-05-31T23:59:59.9999999Z", "2022-06-01T00:00:00.0Z"),
    ("DateTimeLessThanEquals", "'2022-06-01T00:00:00Z'", "2022-06-01T00:00:00.0Z", "2022-06-01T00:00:00.0000001Z"),
    ("DateTimeGreaterThan", "'2022-06-01T00:00:00Z'", "2022-06-01T00:00:00.0000001Z", "2022-06-01T00:00:00.0Z"),
    ("DateTimeGreaterThanEquals", "'2022-06-01T00:00:00Z'", "2022-06-01T00:00:00.0Z", "2022-05-31T23:59:59.9Z"),
    ("GuidEquals", "«A»", "5E467623BB1F42F4A55D6E525E11384B", "«B»"),
    ("GuidEquals", "'«A»'", "«A»", "«B»"),
    ("GuidNotEquals", "5E467623BB1F42F4A55D6E525E11384B", "«B»", "«A»"),
    ("BoolEquals", "true", "true", "false"),
    ("BoolNotEquals", "true", "false", "true"),
];

#[test]
fn every_operator_with_every_state_of_its_operand() {
    for (operator, right, holds, fails) in SCALARS {
        for text in [
            format!("{X} {operator} {right}"),
            format!("{X} {} {{{right}}}", operator.to_lowercase()),
            format!("{X} ForAnyOfAnyValues:{operator} {right}"),
        ] {
            let given = |word: &str| verdict(&text, &[(X, word)], Completeness::Open);
            assert_eq!(given(holds), Verdict::Met, "{text} for {holds}");
            assert_eq!(given(fails), Verdict::NotMet, "{text} for {fails}");
            assert_eq!(given("none"), Verdict::NotMet, "{text}, missing");
            assert_eq!(
                verdict(&text, &[], Completeness::Closed),
                Verdict::NotMet,
                "{text}"
            );
            assert_eq!(
                verdict(&text, &[], Completeness::Open),
                Verdict::Unknown,
                "{text}"
            );
            let negated = format!("NOT ({text})");
            let given = |word: &str| verdict(&negated, &[(X, word)], Completeness::Open);
            assert_eq!(given(holds), Verdict::NotMet, "{negated}");
            assert_eq!(given(fails), Verdict::Met, "{negated}");
            // AB-40: the negation of what is missing isn't met either.
            assert_eq!(given("none"), Verdict::NotMet, "{negated}");
            assert_eq!(
                verdict(&negated, &[], Completeness::Open),
                Verdict::Unknown,
                "{negated}"
            );
        }
    }
}

/// AB-33, and lists before an operator without quantifier.
#[test]
fn values_of_the_wrong_type_leave_it_unknown() {
    for (text, word) in [
        ("NumericEquals 5", "five"),
        ("NumericEquals 5", "true"),
        ("DateTimeEquals '2022-06-01T00:00:00Z'", "yesterday"),
        ("GuidEquals «A»", "Owner"),
        ("BoolEquals true", "maybe"),
        ("StringEquals '5'", "5"),
        ("StringEquals «A»", "«A»"),
        ("StringEquals 'a'", "[a,b]"),
        ("StringEquals 'a'", "[]"),
    ] {
        let text = format!("{X} {text}");
        assert_eq!(
            verdict(&text, &[(X, word)], Completeness::Closed),
            Verdict::Unknown,
            "{text}"
        );
    }
    let text = "@Resource[x] NumericEquals 5";
    assert_eq!(
        verdict(text, &[(X, "'5'")], Completeness::Closed),
        Verdict::Met
    );
}

/// AB-31.
#[test]
fn undocumented_names_leave_it_unknown() {
    for text in [
        "@Resource[x] StringContains 'a'",
        "@Resource[x] ForAnyOfAnyValues:ListContains {'a','b'}",
        "@Environment[ip] ipmatch '10.0.0.0/8'",
        "@Environment[UtcNow] TimeOfDayInRange {'08:00:00', '17:00:00'}",
        "ToLower(@Resource[x]) StringEquals 'a'",
        "@Environment[UtcNow] DateTimeLessThan AddDays(@Resource[x], 3)",
        "@Context[x] StringEquals 'a'",
    ] {
        assert_eq!(
            verdict(text, &[(X, "a")], Completeness::Closed),
            Verdict::Unknown,
            "{text}"
        );
        let settled = format!("{text} AND @Resource[x] StringEquals 'b'");
        assert_eq!(
            verdict(&settled, &[(X, "a")], Completeness::Closed),
            Verdict::NotMet
        );
    }
}

/// §3.6 by its definition; rows: left, right, then f = NumericLessThan under AnyAny, AllAny,
/// AnyAll, AllAll.
#[test]
fn quantifiers_follow_their_definition() {
    for (left, right, expected) in [
        ("[1,9]", "[2,5]", [true, false, true, false]),
        ("[1,3]", "[2,5]", [true, true, true, false]),
        ("[1,0]", "[2,5]", [true, true, true, true]),
        ("[9,8]", "[2,5]", [false, false, false, false]),
        ("[3]", "[2,5]", [true, true, false, false]),
        // AB-36: an empty list on either side.
        ("[]", "[2,5]", [false, true, false, true]),
        ("[1]", "[]", [false, false, true, true]),
        ("[]", "[]", [false, true, false, true]),
        // A scalar counts as a list of one.
        ("1", "2", [true, true, true, true]),
    ] {
        let names = [
            "ForAnyOfAnyValues",
            "ForAllOfAnyValues",
            "ForAnyOfAllValues",
            "ForAllOfAllValues",
        ];
        for (name, expected) in names.into_iter().zip(expected) {
            let text = format!("{X} {name}:NumericLessThan {Y}");
            let expected = if expected {
                Verdict::Met
            } else {
                Verdict::NotMet
            };
            let both = [(X, left), (Y, right)];
            assert_eq!(
                verdict(&text, &both, Completeness::Open),
                expected,
                "{left} {name} {right}"
            );
            // AB-40: a missing side decides, whatever the other one is.
            for known in [&[(X, left)], &[(Y, right)]] {
                assert_eq!(verdict(&text, known, Completeness::Closed), Verdict::NotMet);
                assert_eq!(verdict(&text, known, Completeness::Open), Verdict::Unknown);
            }
            let missing = [(X, "none")];
            assert_eq!(
                verdict(&text, &missing, Completeness::Open),
                Verdict::NotMet
            );
        }
    }
}

#[test]
fn exists_is_never_missing() {
    let text = "Exists @Resource[x]";
    assert_eq!(verdict(text, &[(X, "1")], Completeness::Open), Verdict::Met);
    assert_eq!(
        verdict(text, &[(X, "none")], Completeness::Open),
        Verdict::NotMet
    );
    assert_eq!(verdict(text, &[], Completeness::Open), Verdict::Unknown);
    let negated = "NOT Exists @Resource[x]";
    assert_eq!(verdict(negated, &[], Completeness::Closed), Verdict::Met);
}

/// Missing and not supplied combine without losing an answer.
#[test]
fn missing_and_not_supplied_combine() {
    let a = "@Resource[a] StringEquals '1'";
    let b = "@Resource[b] StringEquals '1'";
    let missing = [("@Resource[a]", "none")];
    for (text, expected) in [
        (format!("{a} AND {b}"), Verdict::NotMet),
        (format!("{a} OR {b}"), Verdict::Unknown),
        (format!("NOT ({a} OR {b})"), Verdict::NotMet),
        (format!("NOT ({a} AND {b})"), Verdict::Unknown),
    ] {
        assert_eq!(
            verdict(&text, &missing, Completeness::Open),
            expected,
            "{text}"
        );
    }
}
