use rolecall::rule::{Confidence, Severity};

use super::*;

const RULE: &str = "constrained-delegate-breakout";
const RBAC_ADMINISTRATOR: &str = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";
const RA: &str = "Microsoft.Authorization/roleAssignments";

/// A block for writing and one for deleting that list what may be assigned.
fn fenced(test: &str) -> String {
    format!(
        "(!(ActionMatches{{'{RA}/write'}}) OR (@Request[{RA}:RoleDefinitionId] {test})) AND \
         (!(ActionMatches{{'{RA}/delete'}}) OR (@Resource[{RA}:RoleDefinitionId] {test}))"
    )
}

fn found(role: &str, scope: &str, condition: &str) -> Vec<Finding> {
    let tenant = Exports::default().assign_with("alice@contoso.com", role, scope, Some(condition));
    tenant.find(RULE)
}

#[test]
fn a_sound_delegation_is_left_alone() {
    let condition = fenced(&format!("ForAnyOfAnyValues:GuidEquals {{{READER}}}"));
    assert!(found(RBAC_ADMINISTRATOR, SUBSCRIPTION, &condition).is_empty());
    let unbound = Exports::default().assign("alice@contoso.com", RBAC_ADMINISTRATOR, SUBSCRIPTION);
    assert!(
        unbound.find(RULE).is_empty(),
        "told by role-assignment-writer"
    );
}

#[test]
fn a_forbidden_list_is_escaped() {
    let condition = fenced(&format!("ForAnyOfAllValues:GuidNotEquals {{{OWNER}}}"));
    for (scope, severity) in [
        ("/", Severity::Critical),
        (SUBSCRIPTION, Severity::High),
        (GROUP, Severity::High),
    ] {
        let findings = found(RBAC_ADMINISTRATOR, scope, &condition);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].severity, severity);
        assert!(
            findings[0].because.contains("every role but Owner"),
            "{}",
            findings[0].because
        );
        assert!(
            findings[0].because.contains("User Access Administrator"),
            "{}",
            findings[0].because
        );
        assert!(
            findings[0].because.contains("custom roles made later"),
            "{}",
            findings[0].because
        );
    }
}

#[test]
fn wider_roles_have_other_doors() {
    let condition = fenced(&format!("ForAnyOfAnyValues:GuidEquals {{{READER}}}"));
    let findings = found(ACCESS_ADMINISTRATOR, SUBSCRIPTION, &condition);
    assert_eq!(findings[0].severity, Severity::High);
    assert!(
        findings[0]
            .because
            .contains("`Microsoft.Authorization/roleDefinitions/write`")
    );
    assert!(
        findings[0].because.contains("may assign Reader to anyone"),
        "{}",
        findings[0].because
    );
}

#[test]
fn what_depends_on_the_unknown_is_said_so() {
    let condition = fenced(&format!(
        "ForAnyOfAnyValues:GuidEquals {{{OWNER}}} AND @Resource[HasObotoken] BoolEquals true"
    ));
    let findings = found(RBAC_ADMINISTRATOR, SUBSCRIPTION, &condition);
    assert_eq!(
        (findings[0].severity, findings[0].confidence),
        (Severity::Medium, Confidence::Low)
    );
}

#[test]
fn an_open_delete_locks_others_out() {
    let condition = format!(
        "!(ActionMatches{{'{RA}/write'}}) OR (@Request[{RA}:RoleDefinitionId] GuidEquals {READER})"
    );
    let findings = found(RBAC_ADMINISTRATOR, SUBSCRIPTION, &condition);
    assert_eq!(findings[0].severity, Severity::Medium);
    assert!(
        findings[0].because.contains("locked out"),
        "{}",
        findings[0].because
    );
}

#[test]
fn a_condition_that_is_never_met_leaves_other_doors_open() {
    // What is written isn't there yet, so that the block for writing lets nothing through (AB-45).
    let condition = format!(
        "(!(ActionMatches{{'{RA}/write'}}) OR (@Resource[{RA}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{OWNER}}}))"
    );
    let findings = found(ACCESS_ADMINISTRATOR, SUBSCRIPTION, &condition);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::High);
    assert!(
        findings[0]
            .because
            .contains("`Microsoft.Authorization/roleAssignmentScheduleRequests/write`"),
        "{}",
        findings[0].because
    );
    assert!(found(RBAC_ADMINISTRATOR, SUBSCRIPTION, &condition).is_empty());
}

#[test]
fn a_role_that_nobody_defines_may_lead_to_more() {
    let unknown = "dddd0000-0000-4000-8000-000000000001";
    let findings = found(
        RBAC_ADMINISTRATOR,
        SUBSCRIPTION,
        &fenced(&format!("GuidEquals {unknown}")),
    );
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Medium);
    assert_eq!(findings[0].confidence, Confidence::Low);
    assert!(
        findings[0]
            .because
            .contains(&format!("the unknown role {unknown}")),
        "{}",
        findings[0].because
    );
}

/// Whether a request spells the id of a role as the condition does isn't documented.
#[test]
fn an_id_that_is_spelt_otherwise_may_be_the_same() {
    let of = |test: &str| found(RBAC_ADMINISTRATOR, SUBSCRIPTION, &fenced(test));
    assert_eq!(
        of(&format!("StringEquals '{OWNER}'"))[0].severity,
        Severity::High
    );
    for spelt in [OWNER.to_uppercase(), OWNER.replace('-', "")] {
        let findings = of(&format!("StringEquals '{spelt}'"));
        assert_eq!(findings[0].severity, Severity::Medium, "{spelt}");
        assert_eq!(findings[0].confidence, Confidence::Low, "{spelt}");
    }
    let ignoring = of(&format!(
        "StringEqualsIgnoreCase '{}'",
        OWNER.to_uppercase()
    ));
    assert_eq!(ignoring[0].severity, Severity::High);
}
