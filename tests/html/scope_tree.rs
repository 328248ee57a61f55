use rolecall::audit::{self, Thresholds, rules, scope_tree};

use super::*;

#[test]
fn parents_stand_before_children_and_count_what_is_below() {
    let world = World::of(vec![
        json!({"id": REGION, "name": "region", "type": "Microsoft.Management/managementGroups",
            "properties": {"displayName": "Region North", "children": [
                {"id": SUBSCRIPTION, "type": "/subscriptions", "name": "11111111-0000-4000-8000-000000000001"}]}}),
        assigned(1, "ann@contoso.com", OWNER, GROUP),
        assigned(2, "ben@contoso.com", READER, SUBSCRIPTION),
        assigned(
            3,
            "cat@contoso.com",
            READER,
            &format!("{GROUP}/providers/Microsoft.KeyVault/vaults/kv"),
        ),
    ]);
    let index = world.index();
    let findings = audit::run(&index, rules(), &Thresholds::default());
    let rows = scope_tree(&index, &findings);
    let seen: Vec<(usize, String, usize, usize)> = rows
        .iter()
        .map(|row| {
            let text = row.name.clone().unwrap_or_else(|| row.scope.to_string());
            (row.depth, text, row.assignments, row.assignments_below)
        })
        .collect();
    assert_eq!(
        seen,
        [
            (0, "/".to_owned(), 0, 3),
            (1, "Region North".to_owned(), 0, 3),
            (2, SUBSCRIPTION.to_owned(), 1, 2),
            (3, GROUP.to_owned(), 1, 1),
            (
                4,
                format!("{GROUP}/providers/Microsoft.KeyVault/vaults/kv"),
                1,
                0
            ),
        ]
    );
    let here: usize = rows.iter().map(|row| row.here.total()).sum();
    assert_eq!(here, findings.iter().filter(|f| f.scope.is_some()).count());
    assert_eq!(rows[0].below.total(), here);
}
