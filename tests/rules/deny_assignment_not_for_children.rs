use rolecall::rule::Severity;

use super::*;

const RULE: &str = "deny-assignment-not-for-children";

#[test]
fn fires_where_it_stops_at_its_scope() {
    let tenant = Exports::default().deny(&[], json!({"doNotApplyToChildScopes": true}));
    assert_eq!(tenant.severities(RULE), [Severity::Low]);
}

#[test]
fn does_not_fire_where_it_reaches_down_or_nothing_lies_below() {
    let resource = format!("{GROUP}/providers/Microsoft.NetworkCloud/clusters/c");
    let tenant = Exports::default()
        .deny(&[], json!({}))
        .deny(
            &[],
            json!({"doNotApplyToChildScopes": true, "scope": resource}),
        )
        .deny(
            &[],
            json!({"doNotApplyToChildScopes": true, "denyAssignmentEffect": "audit"}),
        );
    assert!(tenant.find(RULE).is_empty());
}
