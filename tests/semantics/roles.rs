//! Roles by clause: the table N1 to N7, and where the two readings of WC-5 part.

use rolecall::RoleIx;
use rolecall::access::{
    Circumstances, Decision, Outcome, Reason, Step, Target, decide_roles, verify_roles,
};
use rolecall::catalog::Catalog;
use rolecall::model::Plane;
use rolecall::pattern::{ActionPattern, MatchRule, Wildcards};

fn ask(roles: &[&str], action: &str, plane: Plane, wildcards: Wildcards) -> Decision {
    let catalog = Catalog::core(wildcards);
    let roles: Vec<RoleIx> = roles
        .iter()
        .map(|name| catalog.look_up_role(name).unwrap())
        .collect();
    let target = Target {
        action: ActionPattern::parse(action).unwrap(),
        plane,
    };
    let circumstances = Circumstances::default();
    let answer = decide_roles(&catalog, &roles, &target, &circumstances);
    let verdict = verify_roles(&catalog, &roles, &target, &circumstances, &answer);
    assert_eq!(verdict, Ok(()), "{action}");
    answer
}

#[test]
fn table_n() {
    const BLOB: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
    let (control, data) = (Plane::Control, Plane::Data);
    let none: Option<Reason> = None;
    type Row = (
        &'static str,
        &'static [&'static str],
        &'static str,
        Plane,
        Option<Reason>,
    );
    let rows: [Row; 7] = [
        (
            "N1",
            &["Contributor"],
            "Microsoft.Authorization/roleAssignments/write",
            control,
            Some(Reason::NotAction),
        ),
        (
            "N2",
            &["Contributor", "Role Based Access Control Administrator"],
            "Microsoft.Authorization/roleAssignments/write",
            control,
            none,
        ),
        ("N3", &["Owner"], BLOB, data, Some(Reason::Plane)),
        (
            "N4",
            &["Contributor"],
            "Microsoft.Storage/storageAccounts/listKeys/action",
            control,
            none,
        ),
        (
            "N5",
            &["Reader"],
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            data,
            Some(Reason::NoMatch),
        ),
        (
            "N6",
            &["Contributor"],
            "Microsoft.Authorization/roleAssignments/read",
            control,
            none,
        ),
        (
            "N7",
            &["Contributor"],
            "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
            control,
            Some(Reason::NotAction),
        ),
    ];
    for (row, roles, action, plane, stopped) in rows {
        for wildcards in [Wildcards::Azure, Wildcards::Strict] {
            let answer = ask(roles, action, plane, wildcards);
            let expected = if stopped.is_none() {
                Outcome::Allowed
            } else {
                Outcome::NotGranted
            };
            assert_eq!(answer.outcome(), expected, "{row}");
            assert_eq!(
                answer.why_not().first().map(|w| w.because),
                stopped,
                "{row}"
            );
        }
    }
}

#[test]
fn a_grant_that_depends_on_the_vanishing_middle_says_so() {
    let role = ["Managed Identity Operator"];
    let action = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";
    let answer = ask(&role, action, Plane::Control, Wildcards::Azure);
    assert_eq!(answer.outcome(), Outcome::Allowed);
    let [Step::RoleDefinition { rule, pattern, .. }] = &answer.derivations()[0].steps[..] else {
        panic!("{:?}", answer.derivations());
    };
    assert_eq!((*rule, rule.clause()), (MatchRule::VanishingMiddle, "WC-5"));
    assert_eq!(
        pattern.as_str(),
        "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action"
    );
    let strict = ask(&role, action, Plane::Control, Wildcards::Strict);
    assert_eq!(strict.outcome(), Outcome::NotGranted);
}

#[test]
fn the_owner_of_nexus_is_no_superset_of_its_contributor() {
    let deploy = "Microsoft.ExtendedLocation/customLocations/deploy/action";
    let owner = ask(
        &["Operator Nexus Owner"],
        deploy,
        Plane::Control,
        Wildcards::Azure,
    );
    assert_eq!(owner.outcome(), Outcome::NotGranted);
    let contributor = "4aa368ec-fba9-4e93-81ed-396b3d461cc5";
    let answer = ask(&[contributor], deploy, Plane::Control, Wildcards::Azure);
    assert_eq!(answer.outcome(), Outcome::Allowed);
}

#[test]
fn a_condition_on_a_permission_binds_what_it_grants() {
    let writes = "Microsoft.Authorization/roleAssignments/write";
    let role = ["Key Vault Data Access Administrator"];
    let answer = ask(&role, writes, Plane::Control, Wildcards::Azure);
    assert_eq!(answer.outcome(), Outcome::Conditional);
    let with_owner = ask(
        &[role[0], "Owner"],
        writes,
        Plane::Control,
        Wildcards::Azure,
    );
    assert_eq!(with_owner.outcome(), Outcome::Allowed, "EV-9");
}
