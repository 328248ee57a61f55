//! What one evaluation of a typical condition costs.
#![allow(missing_docs, clippy::unwrap_used)]

use divan::{Bencher, black_box};
use rolecall::condition::{
    AttributeMap, AttributeRef, Completeness, Condition, ConditionContext, RoleAssignmentAttribute,
    Supplied, ValueRef,
};

const WRITE: &str = "Microsoft.Authorization/roleAssignments/write";

fn main() {
    divan::main();
}

/// A delegation condition as the portal writes it: a write and a delete block, eight roles and two
/// principal types each.
fn delegation_text() -> String {
    let roles: Vec<String> = (1u128..=8)
        .map(|n| rolecall::RoleId::from_u128(n << 64 | n).to_string())
        .collect();
    let block = |verb: &str, source: &str| {
        format!(
            "((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/{verb}'}})) OR (@{source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{}}} AND @{source}[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {{'User', 'ServicePrincipal'}}))",
            roles.join(", ")
        )
    };
    format!(
        "{} AND {}",
        block("write", "Request"),
        block("delete", "Resource")
    )
}

fn delegation() -> Condition {
    Condition::parse(&delegation_text()).unwrap()
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let text = delegation_text();
    bencher.bench(|| Condition::parse(black_box(&text)));
}

/// A request whose attributes are a map of strings, as a file of attributes gives them.
#[divan::bench]
fn verdict_from_a_map(bencher: Bencher<'_, '_>) {
    let condition = delegation();
    let mut map = AttributeMap::new(Completeness::Closed);
    for (attribute, value) in [
        (RoleAssignmentAttribute::PrincipalType, "ServicePrincipal"),
        (
            RoleAssignmentAttribute::RoleDefinitionId,
            "00000000-0000-0008-0000-000000000008",
        ),
    ] {
        let source = rolecall::condition::AttributeSource::Request;
        let name = AttributeRef::role_assignment(source, attribute);
        map.insert(name, Some(value.into()));
    }
    let context = ConditionContext::new().action(WRITE).attributes(&map);
    assert_eq!(
        condition.verdict(&context),
        rolecall::condition::Verdict::Met
    );
    bencher.bench(|| black_box(&condition).verdict(black_box(&context)));
}

/// A role of thousands, asked for by closure.
#[divan::bench]
fn verdict_from_a_closure(bencher: Bencher<'_, '_>) {
    let condition = delegation();
    let role = black_box(8u128 << 64 | 8);
    let attributes = |attribute: &AttributeRef| match attribute.as_role_assignment() {
        Some(RoleAssignmentAttribute::RoleDefinitionId) => Supplied::Value(ValueRef::Guid(role)),
        Some(RoleAssignmentAttribute::PrincipalType) => Supplied::Value(ValueRef::Text("User")),
        _ => Supplied::NotSupplied,
    };
    let context = ConditionContext::new().action(WRITE).attributes(attributes);
    assert_eq!(
        condition.verdict(&context),
        rolecall::condition::Verdict::Met
    );
    bencher.bench(|| black_box(&condition).verdict(black_box(&context)));
}

#[divan::bench]
fn evaluate_with_residual(bencher: Bencher<'_, '_>) {
    let condition = delegation();
    let context = ConditionContext::new().action(WRITE);
    bencher.bench(|| black_box(&condition).evaluate(black_box(&context)));
}
