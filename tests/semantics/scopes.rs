//! Scopes by clause: SCP-1 to SCP-7, and their laws.

use proptest::prelude::*;
use proptest::sample::select;
use rolecall::directory::Hierarchy;
use rolecall::import::{self, InputSource, Stdin};
use rolecall::{Scope, ScopeKind};
use serde_json::json;

fn scope(text: &str) -> Scope {
    Scope::parse(text).unwrap()
}

#[test]
fn every_form_is_read() {
    let rows = [
        ("/", ScopeKind::Root),
        (
            "/providers/Microsoft.Management/managementGroups/top",
            ScopeKind::ManagementGroup,
        ),
        (
            "/providers/Microsoft.Capacity/reservationOrders/o",
            ScopeKind::TenantResource,
        ),
        ("/subscriptions/s", ScopeKind::Subscription),
        (
            "/subscriptions/s/resourceGroups/g",
            ScopeKind::ResourceGroup,
        ),
        (
            "/subscriptions/s/resourcegroups/g/providers/A.B/c/d",
            ScopeKind::Resource,
        ),
        (
            "/subscriptions/s/resourceGroups/g/providers/A.B/c/d/e/f",
            ScopeKind::Resource,
        ),
        (
            "/subscriptions/s/resourceGroups/g/providers/A.B/c/d/providers/E.F/g/h",
            ScopeKind::Resource,
        ),
        ("/subscriptions/s/providers/A.B/c/d", ScopeKind::Resource),
    ];
    for (text, kind) in rows {
        assert_eq!(scope(text).kind(), kind, "{text}");
        assert_eq!(scope(&text.to_uppercase()).kind(), kind, "{text}");
    }
}

#[test]
fn what_has_no_form_is_refused() {
    for text in [
        "",
        "subscriptions/s",
        "/subscriptions",
        "/subscriptions//resourceGroups/g",
        "/resourceGroups/g",
        "/subscriptions/s/resourceGroups",
        "/subscriptions/s/resourceGroups/g/A.B/c/d",
        "/subscriptions/s/resourceGroups/g/providers/A.B/c",
        "/providers",
        "//",
        "/tenants/t",
        "/subscriptions/s /",
        "/subscriptions/s/resourceGroups/ g",
        "/subscriptions/s\u{a0}/resourceGroups/g",
        "/providers/Microsoft.Management/managementGroups",
    ] {
        assert!(Scope::parse(text).is_err(), "{text}");
    }
}

#[test]
fn scp_1_case_and_a_trailing_slash_do_not_count() {
    let plain = scope("/subscriptions/S/resourceGroups/G");
    assert_eq!(plain, scope("/SUBSCRIPTIONS/s/RESOURCEGROUPS/g/"));
    assert_eq!(
        plain.to_string(),
        "/subscriptions/S/resourceGroups/G",
        "printed as written"
    );
}

#[test]
fn scp_2_a_segment_is_whole() {
    let one = scope("/subscriptions/s/resourceGroups/rg1");
    let ten = scope("/subscriptions/s/resourceGroups/rg10");
    assert!(!one.contains(&ten) && !ten.contains(&one));
    assert!(scope("/subscriptions/s").contains(&one));
    assert!(Scope::root().contains(&one));
}

#[test]
fn scp_3_what_a_management_group_holds_is_not_in_the_text() {
    let top = scope("/providers/Microsoft.Management/managementGroups/top");
    assert!(!top.contains(&scope("/subscriptions/s")));
}

#[test]
fn scp_4_child_resources_inherit() {
    let account =
        scope("/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a");
    let container = scope(
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a/blobServices/default/containers/c",
    );
    assert!(account.contains(&container) && !container.contains(&account));
}

#[test]
fn scp_5_an_id_holds_its_scope() {
    let rows = [
        ("/providers/Microsoft.Authorization/roleAssignments/x", "/"),
        (
            "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/x",
            "/subscriptions/s",
        ),
        (
            "/subscriptions/s/PROVIDERS/microsoft.authorization/denyAssignments/x",
            "/subscriptions/s",
        ),
        (
            "/subscriptions/s/resourceGroups/g/providers/A.B/c/d/providers/Microsoft.Authorization/RoleEligibilityScheduleInstances/x",
            "/subscriptions/s/resourceGroups/g/providers/A.B/c/d",
        ),
    ];
    for (id, expected) in rows {
        assert_eq!(Scope::of_assignment_id(id), Some(scope(expected)), "{id}");
    }
    assert_eq!(Scope::of_assignment_id("/subscriptions/s"), None);
}

#[test]
fn scp_7_the_root_group_stands_below_the_root() {
    let export = json!({
        "id": "/providers/Microsoft.Management/managementGroups/tenant", "name": "tenant",
        "type": "Microsoft.Management/managementGroups", "displayName": "Tenant Root Group",
        "children": [{"id": "/subscriptions/s", "name": "s", "type": "/subscriptions"}],
    });
    let tenant = import::read(&[InputSource::Stdin(Stdin(export.to_string().into_bytes()))]);
    let hierarchy = Hierarchy::new(&tenant);
    let group = Scope::management_group("TENANT");
    let reach = |from: &Scope, to: &str| hierarchy.ancestors(&scope(to)).reached_from(from);
    assert!(reach(&group, "/subscriptions/s/resourceGroups/g"));
    assert!(
        reach(&Scope::root(), "/subscriptions/s")
            && reach(
                &Scope::root(),
                "/providers/Microsoft.Capacity/reservationOrders/o"
            )
    );
    assert!(
        !reach(&group, "/") && !reach(&group, "/providers/Microsoft.Capacity/reservationOrders/o")
    );
}

/// Scopes that share beginnings, in mixed case.
fn path() -> impl Strategy<Value = String> {
    let subscription = select(
        &[
            "/subscriptions/s1",
            "/SUBSCRIPTIONS/S1",
            "/subscriptions/s10",
        ][..],
    );
    let group = select(
        &[
            "",
            "/resourceGroups/a",
            "/resourcegroups/A",
            "/resourceGroups/ab",
        ][..],
    );
    let resource = select(
        &[
            "",
            "/providers/A.B/c/d",
            "/providers/A.B/c/d/e/f",
            "/PROVIDERS/a.b/C/D",
            "/providers/A.B/c/dd",
        ][..],
    );
    (subscription, group, resource).prop_map(|(s, g, r)| format!("{s}{g}{r}"))
}

fn segments(text: &str) -> Vec<String> {
    text.to_lowercase().split('/').map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn containing_is_beginning_segment_by_segment(a in path(), b in path()) {
        let expected = segments(&b).starts_with(&segments(&a));
        prop_assert_eq!(scope(&a).contains(&scope(&b)), expected);
        prop_assert_eq!(scope(&a) == scope(&b), segments(&a) == segments(&b));
    }

    #[test]
    fn containing_is_a_partial_order(a in path(), b in path(), c in path()) {
        let [a, b, c] = [scope(&a), scope(&b), scope(&c)];
        prop_assert!(a.contains(&a));
        prop_assert!(!(a.contains(&b) && b.contains(&a)) || a == b);
        prop_assert!(!(a.contains(&b) && b.contains(&c)) || a.contains(&c));
    }

    #[test]
    fn ancestors_are_what_contains_it(a in path(), b in path()) {
        let reached = Hierarchy::default().ancestors(&scope(&b)).reached_from(&scope(&a));
        prop_assert_eq!(reached, scope(&a).contains(&scope(&b)));
    }

    #[test]
    fn printing_and_reading_is_the_identity(a in path()) {
        let first = scope(&a);
        let second = scope(&first.to_string());
        prop_assert_eq!(second.as_str(), first.as_str());
        prop_assert_eq!(second.kind(), first.kind());
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        if let Ok(scope) = Scope::parse(&text) {
            prop_assert!(scope.as_str().starts_with('/'));
        }
    }
}
