//! Conditions in plain sentences.

use std::fmt::Write;

use super::{condition, spell_out};
use rolecall::RoleId;
use rolecall::condition::{Demand, Explanation};

/// The explanation as indented lines.
fn lines(explanation: &Explanation) -> String {
    let mut out = String::new();
    for block in &explanation.blocks {
        let targets: Vec<String> = block
            .applies_to
            .iter()
            .map(|action| format!("{} {}", action.pattern, action.suboperations.join(", ")))
            .collect();
        writeln!(out, "[{}]", targets.join("; ").trim_end()).unwrap();
        demand(&mut out, &block.demand, 1);
    }
    out
}

fn demand(out: &mut String, node: &Demand, depth: usize) {
    let indent = "  ".repeat(depth);
    let mut list = |word: &str, children: &[Demand]| {
        writeln!(out, "{indent}{word}:").unwrap();
        for child in children {
            demand(out, child, depth + 1);
        }
    };
    match node {
        Demand::Forbidden => list("never", &[]),
        Demand::Holds { sentence, .. } => list(sentence, &[]),
        Demand::All(children) => list("all of", children),
        Demand::Any(children) => list("one of", children),
        Demand::Not(child) => list("not", std::slice::from_ref(child)),
    }
}

#[test]
fn delegation_is_explained_block_by_block() {
    let condition = condition(
        "(!(ActionMatches{'«RA»/write'}) OR (@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«RE», «A»} AND @Request[«RA»:PrincipalType] StringEqualsIgnoreCase 'User')) AND (!(ActionMatches{'«RA»/delete'}) OR @Resource[«RA»:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {«OW», «UAA»})",
    );
    let reader = RoleId::parse(&spell_out("«RE»")).unwrap();
    let explanation = condition.explain(|role| (role == reader).then(|| "Reader".to_owned()));
    let expected = "\
[«RA»/write]
  all of:
    the role of the new role assignment is one of Reader (`«RE»`), `«A»`:
    the principal type of the new role assignment is `User`, in any case:
[«RA»/delete]
  the role of the existing role assignment is none of `«OW»`, `«UAA»`:
";
    assert_eq!(lines(&explanation), spell_out(expected));
}

/// §3.6 in words.
#[test]
fn quantifiers_are_put_into_words() {
    for (operator, sentence) in [
        (
            "ForAnyOfAnyValues:StringEquals",
            "the resource's `x` is one of `a`, `b`",
        ),
        (
            "ForAnyOfAnyValues:StringNotEquals",
            "the resource's `x` is other than at least one of `a`, `b`",
        ),
        (
            "ForAnyOfAllValues:StringNotEquals",
            "the resource's `x` is none of `a`, `b`",
        ),
        (
            "ForAllOfAnyValues:StringLikeIgnoreCase",
            "every value of the resource's `x` is like one of `a`, `b`, in any case",
        ),
        (
            "ForAllOfAllValues:StringNotLike",
            "every value of the resource's `x` is like none of `a`, `b`",
        ),
        (
            "ForAnyOfAllValues:StringStartsWith",
            "the resource's `x` starts with every one of `a`, `b`",
        ),
    ] {
        let condition = condition(&format!("@Resource[x] {operator} {{'a','b'}}"));
        let explained = lines(&condition.explain(|_| None));
        assert_eq!(explained, format!("[]\n  {sentence}:\n"));
    }
}

#[test]
fn suboperations_tags_and_bare_blocks_are_explained() {
    let condition = condition(
        "(!(ActionMatches{'«BL»/read'} AND NOT SubOperationMatches{'Blob.List'}) AND !(ActionMatches{'«BL»/write'})) OR @Resource[«BL»/tags:Project«CSI»] StringLike 'a*' OR NOT Exists @Principal[Id:Team]",
    );
    let expected = "\
[«BL»/read without suboperation `Blob.List`; «BL»/write]
  one of:
    the resource's tag `Project` is like `a*`:
    the principal's `Id:Team` is missing:
";
    assert_eq!(lines(&condition.explain(|_| None)), spell_out(expected));
    let bare = super::condition(
        "@Environment[UtcNow] DateTimeGreaterThan '2024-01-01T00:00:00Z' AND !(ActionMatches{'a.b/c'})",
    );
    let expected = "\
[]
  the time of the request is after `2024-01-01T00:00:00Z`:
[a.b/c]
  never:
";
    assert_eq!(lines(&bare.explain(|_| None)), expected);
}
