use rolecall::audit::{
    self, AccessLost, FixAction, RankedFix, RiskParts, Thresholds, ranked_fixes, rules,
};
use rolecall::model::{Moment, OperationClass};
use rolecall::rule::{Finding, Severity};

use super::*;

fn fixes(records: Vec<Value>) -> (Vec<Finding>, Vec<RankedFix>) {
    let world = World::of(records);
    let index = world.index();
    let findings = audit::run(&index, rules(), &Thresholds::default());
    let fixes = ranked_fixes(&index, &findings, Moment::AsExported);
    (findings, fixes)
}

/// The fix that removes the assignment of this name's principal and role.
fn removal<'a>(fixes: &'a [RankedFix], who: &str, role: &str) -> &'a RankedFix {
    let is = |fix: &&RankedFix| {
        matches!(&fix.action, FixAction::RemoveAssignment { principal, role: of, .. }
            if principal.name == who && of.name == role)
    };
    fixes.iter().find(is).expect("the fix is there")
}

#[test]
fn one_removal_resolves_all_that_is_found_on_the_assignment() {
    let (findings, fixes) = fixes(vec![assigned(1, "ann@contoso.com", OWNER, SUBSCRIPTION)]);
    assert!(findings.len() >= 2, "an owner, and directly");
    let fix = removal(&fixes, "ann@contoso.com", "Owner");
    assert_eq!(fix.risk, fix.marginal);
    assert!(fix.risk.of(Severity::High) >= 1);
    assert_eq!(fix.resolves.len(), fix.risk.total());
    assert_eq!(
        fix.commands.last(),
        Some(&format!(
            "az role assignment delete --ids {SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-8000-000000000001"
        ))
    );
}

#[test]
fn an_only_owner_is_not_removed_before_there_is_another() {
    let (findings, fixes) = fixes(vec![assigned(1, "ann@contoso.com", OWNER, SUBSCRIPTION)]);
    let alone = findings.iter().position(|f| f.rule == "too-few-owners");
    let alone = alone.expect("ann owns it alone");
    let fix = removal(&fixes, "ann@contoso.com", "Owner");
    assert!(!fix.resolves.contains(&alone), "removing makes it none");
    assert!(fix.commands[0].starts_with("# before that: add a second"));
    assert!(fix.advice[0].starts_with("before that: add a second"));
    let other = fixes.iter().find(|fix| fix.resolves.contains(&alone));
    assert!(matches!(other.unwrap().action, FixAction::Follow { .. }));
}

#[test]
fn every_finding_is_resolved_by_exactly_one_fix_for_the_first_time() {
    let (findings, fixes) = fixes(vec![
        assigned(1, "ann@contoso.com", OWNER, SUBSCRIPTION),
        assigned(2, "ann@contoso.com", OWNER, GROUP),
        assigned(3, "", READER, GROUP),
        assigned(4, "", READER, SUBSCRIPTION),
        assigned(5, "ben@contoso.com", ACCESS_ADMINISTRATOR, GROUP),
    ]);
    let marginal: usize = fixes.iter().map(|fix| fix.marginal.total()).sum();
    assert_eq!(marginal, findings.len());
    for (at, finding) in findings.iter().enumerate() {
        assert!(
            fixes.iter().any(|fix| fix.resolves.contains(&at)),
            "{}",
            finding.title
        );
    }
}

#[test]
fn what_is_held_otherwise_is_not_lost() {
    let (_, fixes) = fixes(vec![
        assigned(1, "ann@contoso.com", ACCESS_ADMINISTRATOR, GROUP),
        assigned(2, "Platform", OWNER, REGION),
        group("Platform", &["ann@contoso.com"]),
        json!({"id": REGION, "name": "region", "type": "Microsoft.Management/managementGroups",
            "properties": {"displayName": "Region", "children": [
                {"id": SUBSCRIPTION, "type": "/subscriptions", "name": "11111111-0000-4000-8000-000000000001"}]}}),
    ]);
    let own = removal(&fixes, "ann@contoso.com", "User Access Administrator");
    assert_eq!(own.lost, AccessLost::Nothing, "the group's Owner stays");
    assert_eq!(own.lost.divisor(), 1);
    let group = removal(&fixes, "Platform", "Owner");
    let AccessLost::Operations { counts, .. } = group.lost else {
        panic!("the group has nothing else");
    };
    assert!(counts.of(OperationClass::Write) > 100);
}

#[test]
fn a_redundant_assignment_costs_nothing_and_counts_until_it_is_the_last() {
    let (_, fixes) = fixes(vec![
        assigned(1, "ann@contoso.com", ACCESS_ADMINISTRATOR, SUBSCRIPTION),
        assigned(2, "ann@contoso.com", ACCESS_ADMINISTRATOR, GROUP),
    ]);
    assert_eq!(fixes.len(), 2);
    let losses: Vec<bool> = fixes
        .iter()
        .map(|fix| fix.lost == AccessLost::Nothing)
        .collect();
    let first = &fixes[0].action;
    let FixAction::RemoveAssignment { scope, .. } = first else {
        panic!("{first:?}");
    };
    // Whichever goes first, the other is what is left.
    assert_eq!(losses, [scope.as_str() == GROUP, false]);
}

#[test]
fn all_assignments_of_a_principal_that_is_gone_are_one_fix() {
    let (findings, fixes) = fixes(vec![
        assigned(1, "", READER, GROUP),
        assigned(2, "", CONTRIBUTOR, SUBSCRIPTION),
        assigned(3, "ann@contoso.com", READER, GROUP),
    ]);
    assert_eq!(fixes.len(), 1);
    assert!(matches!(
        fixes[0].action,
        FixAction::RemovePrincipal { assignments: 2, .. }
    ));
    assert_eq!(fixes[0].commands.len(), 2);
    assert_eq!(fixes[0].resolves.len(), findings.len());
    assert_eq!(fixes[0].lost, AccessLost::Nothing);
}

#[test]
fn the_worthiest_stands_first() {
    let (_, fixes) = fixes(vec![
        assigned(1, "", READER, GROUP),
        assigned(2, "ann@contoso.com", OWNER, REGION),
        assigned(3, "ben@contoso.com", OWNER, SUBSCRIPTION),
        assigned(4, "cat@contoso.com", ACCESS_ADMINISTRATOR, GROUP),
    ]);
    let worth = |fix: &RankedFix| (fix.marginal.weight(), fix.lost.divisor());
    let worths: Vec<(usize, usize)> = fixes.iter().map(worth).collect();
    assert!(
        worths.windows(2).all(|pair| {
            let [(one, by_one), (two, by_two)] = [pair[0], pair[1]];
            one * by_two >= two * by_one
        }),
        "{worths:?}"
    );
    removal(&fixes[..2], "ann@contoso.com", "Owner");
}

#[test]
fn points_are_the_sum_of_their_parts() {
    let parts: RiskParts = [Severity::Critical, Severity::Low, Severity::Low]
        .into_iter()
        .collect();
    assert_eq!(parts.weight(), 42);
    assert_eq!(parts.total(), 3);
}

#[test]
fn what_two_rules_say_of_one_assignment_is_one_fix() {
    let mut record = assigned(1, "Delegates", ACCESS_ADMINISTRATOR, SUBSCRIPTION);
    record["condition"] = json!(format!(
        "((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/write'}})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {{{OWNER}}}))"
    ));
    record["conditionVersion"] = json!("2.0");
    let (findings, fixes) = fixes(vec![record, group("Delegates", &["ann@contoso.com"])]);
    assert!(
        findings.len() >= 2,
        "it delegates, and gets past its condition"
    );
    assert_eq!(fixes.len(), 1, "{fixes:?}");
    assert!(matches!(
        fixes[0].action,
        FixAction::ChangeAssignment { .. }
    ));
    assert_eq!(fixes[0].marginal.total(), findings.len());
    assert!(fixes[0].advice.len() >= 2);
}

#[test]
fn advice_for_two_principals_is_two_fixes() {
    let world = World::of(vec![
        assigned(1, "ann@contoso.com", OWNER, SUBSCRIPTION),
        assigned(2, "ben@contoso.com", OWNER, SUBSCRIPTION),
    ]);
    let index = world.index();
    let mut findings = audit::run(&index, rules(), &Thresholds::default());
    findings.retain(|finding| finding.principal.is_some());
    // About a principal as a whole, as some rules are: of no scope, with the same advice.
    for finding in &mut findings {
        finding.rule = "some-rule";
        finding.scope = None;
        finding.remediation.text = "do better".to_owned();
    }
    let fixes = ranked_fixes(&index, &findings, Moment::AsExported);
    let whom = |fix: &RankedFix| match &fix.action {
        FixAction::Follow { principal, .. } => principal.as_ref().map(|who| who.name.clone()),
        other => panic!("{other:?}"),
    };
    let mut named: Vec<String> = fixes.iter().filter_map(whom).collect();
    named.sort();
    named.dedup();
    assert_eq!(named, ["ann@contoso.com", "ben@contoso.com"]);
}
