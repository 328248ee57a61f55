//! What the parser refuses, with message, underlined text and help; and what it puts up with.

use super::{condition, spell_out};
use rolecall::condition::{Condition, ConditionFault};

/// Of each error: its message, the text underlined, and a word of its help.
type Fault = (&'static str, &'static str, &'static str);

#[rustfmt::skip]
const REFUSED: &[(&str, &[Fault])] = &[
    ("", &[("the condition is empty", "", "")]),
    (" \n", &[("the condition is empty", " \n", "")]),
    ("@Resource[x] null", &[("unexpected `null`", "null", "write `Exists @Resource[x]`")]),
    ("@Resource[x] StringEquals {'a','b'}", &[("`StringEquals` takes one value, not 2", "{'a','b'}", "ForAnyOfAnyValues:StringEquals")]),
    ("@Resource[x] ForAnyOfAnyValues:StringEquals {}", &[("the set is empty", "{}", "")]),
    ("@Resource[x] StringEqual 'a'", &[("unknown operator `StringEqual`", "StringEqual", "did you mean `StringEquals`?")]),
    ("@Resource[x] == 'a'", &[("unknown operator `==`", "==", "spelt out")]),
    ("@Resource[x] ForAnyValues:StringEquals {'a'}", &[("unknown quantifier `ForAnyValues`", "ForAnyValues", "")]),
    ("@Subject[x] StringEquals 'a'", &[("unknown attribute source `Subject`", "Subject", "")]),
    ("@Resource[] StringEquals 'a'", &[("the attribute has no name", "[]", "")]),
    ("@Resource[x StringEquals 'a'", &[("the bracket is not closed", "[x StringEquals 'a'", "")]),
    ("(@Resource[x] StringEquals 'a", &[("the string is not closed", "'a", "")]),
    ("@Resource[x] StringEquals \"a\"", &[("unexpected character `\"`", "\"a\"", "single quotes")]),
    ("@Resource[x] StringEquals ‘a’", &[("unexpected character `‘`", "‘a’", "single quotes")]),
    ("@Resource[x] StringEquals abc", &[("unexpected `abc`", "abc", "'abc'")]),
    ("@Resource[x] StringEquals null", &[("unexpected `null`", "null", "NOT Exists")]),
    ("@Resource[x] NumericEquals 1.5", &[("unexpected `1.5`", "1.5", "")]),
    ("@Resource[x] NumericEquals 99999999999999999999", &[("`99999999999999999999` is not an integer of 64 bits", "99999999999999999999", "")]),
    ("(@Resource[x] StringEquals 'a'", &[("unexpected end", "", "still open")]),
    ("@Resource[x] StringEquals 'a')", &[("unexpected `)`", ")", "never opened")]),
    ("(Exists @Resource[x]) (Exists @Resource[y])", &[("unexpected `(`", "(", "")]),
    ("@Resource[x] AND Exists @Resource[y]", &[("unknown operator `AND`", "AND", "Exists")]),
    ("Exists @Resource[x] AND", &[("unexpected end", "", "")]),
    ("AND Exists @Resource[x]", &[("unexpected `AND`", "AND", "")]),
    ("Exists (@Resource[x])", &[("unexpected `(`", "(", "without parentheses")]),
    ("@Request[x] GuidEquals /subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7", &[("unexpected character `/`", "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7", "write `acdd72a7-3385-48ef-bd42-f606fba81ae7`")]),
    ("@Resource[x] ForAnyOfAnyValues:StringEquals {/a/b, 'c'}", &[("unexpected character `/`", "/a/b", "single quotes")]),
    ("ActionMatches 'a.b/c'", &[("unexpected `'a.b/c'`", "'a.b/c'", "braces")]),
    ("ActionMatches{'a b'}", &[("unexpected character in action `a b`", "'a b'", "")]),
    ("ActionMatches{5}", &[("unexpected `5`", "5", "")]),
    ("Frob(@Resource[x]) StringEquals 'a'", &[("unknown function `Frob`", "Frob", "")]),
    ("Exists @Resource[x] & Exists @Resource[y]", &[("unexpected character `&`", "&", "`&&`"), ("unexpected `Exists`", "Exists", "")]),
    ("(@Resource[x] Equals 'a') OR (@Resource[y] StringEquals {}) AND (Exists y)", &[
        ("unknown operator `Equals`", "Equals", ""),
        ("the set is empty", "{}", ""),
        ("unexpected `y`", "y", ""),
    ]),
];

#[test]
fn faults_are_named_underlined_and_fixed() {
    for (text, expected) in REFUSED {
        let errors = Condition::parse(text).expect_err(text);
        let found: Vec<(String, &str)> = errors
            .errors()
            .iter()
            .map(|e| (e.to_string(), &text[e.span.start..e.span.end]))
            .collect();
        let wanted: Vec<(String, &str)> = expected
            .iter()
            .map(|(message, at, _)| ((*message).to_owned(), *at))
            .collect();
        assert_eq!(found, wanted, "{text}");
        for (error, (_, _, help)) in errors.errors().iter().zip(*expected) {
            let given = error.help.as_deref().unwrap_or_default();
            assert!(given.contains(help), "{text}: {given}");
        }
    }
}

#[test]
fn an_error_shows_its_line() {
    let text = "Exists @Resource[x]\n  AND @Resource[y] StringEqual 'a'\n";
    let errors = Condition::parse(text).unwrap_err();
    let (error, excerpt) = errors.excerpts().next().unwrap();
    assert_eq!((excerpt.line, excerpt.column), (2, 20));
    assert_eq!(excerpt.source, "  AND @Resource[y] StringEqual 'a'");
    assert_eq!(&excerpt.source[excerpt.caret], "StringEqual");
    assert_eq!(
        error.expected,
        Some("an operator, for example `StringEquals`")
    );
}

#[test]
fn depth_and_length_are_limited_without_overflow() {
    let nested = |depth: usize| {
        format!(
            "{}Exists @Resource[x]{}",
            "(".repeat(depth),
            ")".repeat(depth)
        )
    };
    assert!(Condition::parse(&nested(128)).is_ok());
    for text in [
        nested(129),
        nested(20_000),
        "(".repeat(8_000),
        "!".repeat(8_000),
        "NOT ".repeat(8_000),
        "ToLower(".repeat(8_000),
        "!(".repeat(8_000),
    ] {
        let errors = Condition::parse(&text).unwrap_err();
        assert!(
            errors
                .errors()
                .iter()
                .any(|e| matches!(e.fault, ConditionFault::TooDeep { .. })),
            "{errors}"
        );
        assert_eq!(errors.errors().len(), 1, "{errors:?}");
    }
    let long = vec!["Exists @Resource[x]"; 1000].join(" AND ");
    assert!(long.len() > Condition::AZURE_LIMIT);
    assert_eq!(Condition::parse(&long).unwrap().to_string(), long);
    let errors = Condition::parse(&" x".repeat(Condition::LIMIT)).unwrap_err();
    assert!(matches!(
        errors.errors()[0].fault,
        ConditionFault::TooLong { .. }
    ));
}

#[test]
fn the_number_of_errors_is_limited() {
    let errors = Condition::parse(&"x OR ".repeat(1000)).unwrap_err();
    assert_eq!(errors.errors().len(), 20);
}

/// AB-10, AB-11, AB-15, AB-16: spellings that mean the same print the same.
#[test]
fn spellings_are_normalised() {
    for (spelling, canonical) in [
        (
            "resource[x]stringequals'a'",
            "@Resource[x] StringEquals 'a'",
        ),
        (
            "@Resource[x] StringEquals {'a'}",
            "@Resource[x] StringEquals 'a'",
        ),
        ("not exists @resource[x]", "NOT Exists @Resource[x]"),
        ("!!Exists @Resource[x]", "NOT NOT Exists @Resource[x]"),
        (
            "((@Resource[x] foranyofanyvalues:guidequals{'5E467623BB1F42F4A55D6E525E11384B',«B»}))",
            "@Resource[x] ForAnyOfAnyValues:GuidEquals {«A», «B»}",
        ),
        (
            "Exists @Resource[a] && (Exists @Resource[b] || Exists @Resource[c])",
            "Exists @Resource[a] AND (Exists @Resource[b] OR Exists @Resource[c])",
        ),
        (
            r"Exists @Request[t:K<\$key_case_sensitive\$>]",
            "Exists @Request[t:K<$key_case_sensitive$>]",
        ),
        (
            "@Resource[x] NumericEquals -007",
            "@Resource[x] NumericEquals -7",
        ),
    ] {
        assert_eq!(condition(spelling).to_string(), spell_out(canonical));
    }
}

#[test]
fn repairs_are_reported() {
    let text = "Exists @Request[t:K<`$key_case_sensitive`$>] AND @Resource[x] StringEquals '\\$5'";
    let condition = Condition::parse(text).unwrap();
    let repaired: Vec<&str> = condition
        .repairs()
        .iter()
        .map(|span| &text[span.start..span.end])
        .collect();
    assert_eq!(repaired, ["[t:K<`$key_case_sensitive`$>]", "'\\$5'"]);
    assert!(condition.to_string().ends_with("'$5'"));
}
