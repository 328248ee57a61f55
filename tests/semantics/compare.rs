//! Roles compared plane by plane, and both planes together.

use std::sync::Arc;

use rolecall::catalog::Catalog;
use rolecall::model::{ConditionText, Permission, Plane, RoleDefinition, RoleKind};
use rolecall::pattern::{ActionPattern, PatternSet, RelationKind, Wildcards};

fn patterns(texts: &[&str]) -> Vec<ActionPattern> {
    texts
        .iter()
        .map(|t| ActionPattern::parse(t).unwrap())
        .collect()
}

pub(super) fn role(permissions: Vec<Permission>) -> RoleDefinition {
    RoleDefinition {
        id: None,
        name: Arc::from("tested"),
        aliases: Vec::new(),
        kind: RoleKind::Custom,
        published_as: None,
        description: None,
        permissions,
        assignable_scopes: Vec::new(),
        updated_on: None,
        gap: None,
        place: None,
    }
}

fn entry(control: &[&str], data: &[&str]) -> Permission {
    Permission {
        control: PatternSet::new(patterns(control), Vec::new()),
        data: PatternSet::new(patterns(data), Vec::new()),
        condition: None,
    }
}

#[test]
fn planes_together() {
    use RelationKind::{Disjoint, Equal, Overlapping, Subset, Superset};
    type Lists = (&'static [&'static str], &'static [&'static str]);
    let rows: [(Lists, Lists, RelationKind); 9] = [
        ((&[], &[]), (&[], &[]), Equal),
        ((&["a/b"], &["a/c"]), (&["A/B"], &["a/C"]), Equal),
        ((&["a/b"], &[]), (&["a/*"], &["x/y"]), Subset),
        ((&["a/b"], &["x/y"]), (&["a/b"], &[]), Superset),
        // Each has a plane to itself.
        ((&["a/b"], &[]), (&[], &["a/b"]), Disjoint),
        ((&["a/b"], &["c/d"]), (&["a/c"], &["c/e"]), Disjoint),
        // Less in one plane, more in the other.
        ((&["a/b"], &["x/*"]), (&["a/*"], &["x/y"]), Overlapping),
        ((&["a/b"], &["c/d"]), (&["a/c"], &["c/d"]), Overlapping),
        (
            (&["a/b", "a/c"], &[]),
            (&["a/c", "a/d"], &["q/r"]),
            Overlapping,
        ),
    ];
    let catalog = Catalog::core(Wildcards::Azure);
    for (a, b, expected) in rows {
        let of = |(control, data): Lists| role(vec![entry(control, data)]);
        let there = catalog.compare_roles(&of(a), &of(b)).unwrap();
        let back = catalog.compare_roles(&of(b), &of(a)).unwrap();
        assert_eq!(there.relation, expected, "{a:?} {b:?}");
        assert_eq!(back.relation, expected.reversed(), "{b:?} {a:?}");
        assert!(there.conditional.is_none());
    }
}

#[test]
fn today_and_for_ever_can_differ() {
    let catalog = Catalog::core(Wildcards::Azure);
    let future = role(vec![entry(&["Microsoft.KeyVault/*", "Contoso.Foo/*"], &[])]);
    let today = role(vec![entry(&["Microsoft.KeyVault/*"], &[])]);
    let compared = catalog.compare_roles(&future, &today).unwrap();
    let control = compared.free.plane(Plane::Control);
    assert_eq!(control.relation.kind, RelationKind::Superset);
    assert_eq!(control.relation.only_in_a.as_deref(), Some("Contoso.Foo/a"));
    assert_eq!(control.today, RelationKind::Equal);
}

#[test]
fn a_conditional_entry_counts_apart() {
    let catalog = Catalog::core(Wildcards::Azure);
    let mut bound = entry(&["a/b"], &[]);
    bound.condition = Some(ConditionText::new("(1 = 1)"));
    let compared = catalog
        .compare_roles(&role(vec![entry(&["a/b"], &[])]), &role(vec![bound]))
        .unwrap();
    assert_eq!(compared.relation, RelationKind::Superset);
    let conditional = compared.conditional.unwrap();
    assert_eq!(conditional.control.relation.kind, RelationKind::Subset);
}
