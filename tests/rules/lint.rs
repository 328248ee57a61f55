//! The rules about role definitions: each fires on one definition, at the entry it names, and is
//! silent on another that looks like it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rolecall::catalog::Catalog;
use rolecall::import::{InputSource, Stdin, WrittenRole, read_roles};
use rolecall::lint::{self, FixFault, fix};
use rolecall::model::{Plane, RoleDefinition};
use rolecall::pattern::{PatternLanguage, PatternSet, RelationKind, Wildcards};
use rolecall::rule::{Finding, Rule};

use crate::semantics::naive;

/// A definition in create format: the fields given, and good ones for the rest.
fn definition(fields: &str) -> String {
    let mut value: serde_json::Value = serde_json::from_str(
        r#"{"Name":"Tested","Description":"For tests","Actions":["Microsoft.KeyVault/vaults/read"],
            "AssignableScopes":["/subscriptions/5e467623-0000-4000-8000-000000000001"]}"#,
    )
    .unwrap();
    let given: serde_json::Value = serde_json::from_str(&format!("{{{fields}}}")).unwrap();
    for (key, field) in given.as_object().unwrap() {
        value[key] = field.clone();
    }
    value.to_string()
}

fn read(json: &str) -> Vec<WrittenRole> {
    let source = InputSource::Stdin(Stdin(json.as_bytes().to_vec()));
    let (tenant, roles) = read_roles(&[source]);
    assert!(tenant.diagnostics.is_empty(), "{:?}", tenant.diagnostics);
    roles
}

fn findings(rule: Rule, json: &str) -> Vec<Finding> {
    let catalog = Catalog::core(Wildcards::Azure);
    let found = lint::run(&catalog, &read(json), &[rule]);
    assert!(found.diagnostics.is_empty());
    found.findings
}

/// Rule, a definition on which it fires, severity and evidence of its findings, and a definition
/// on which it is silent.
type Row = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

const MANAGEMENT_GROUPS: &str = r#""AssignableScopes":["/providers/Microsoft.Management/managementGroups/a","/subscriptions/5e467623-0000-4000-8000-000000000001"]"#;

const ROWS: &[Row] = &[
    (
        "condition-lost-on-create",
        r#""Actions":[],"Permissions":[{"Actions":["Microsoft.KeyVault/vaults/read"],"Condition":"(1 = 1)"}]"#,
        &[("high", "-")],
        r#""Actions":[],"Permissions":[{"Actions":["Microsoft.KeyVault/vaults/read"],"Condition":null}]"#,
    ),
    (
        "contained-in-built-in-role",
        r#""Actions":["*/read"]"#,
        &[("medium", "-")],
        // Only Owner holds it, and roles with a bare star are not named.
        r#""Actions":["Microsoft.Compute/galleries/share/action"]"#,
    ),
    (
        "contained-in-built-in-role",
        r#""Actions":["Microsoft.NetworkCloud/*/read"]"#,
        &[("info", "-")],
        r#""Actions":["*"],"NotActions":["Microsoft.KeyVault/*"]"#,
    ),
    (
        "data-actions-with-management-group",
        r#""DataActions":["Microsoft.KeyVault/vaults/secrets/getSecret/action"],"AssignableScopes":["/providers/Microsoft.Management/managementGroups/a"]"#,
        &[("medium", "-#/AssignableScopes/0 -#/DataActions/0")],
        r#""DataActions":["Microsoft.KeyVault/vaults/secrets/getSecret/action"]"#,
    ),
    (
        "description-limit",
        r#""Description":"  ""#,
        &[("low", "-")],
        r#""Description":"x""#,
    ),
    (
        "escalation-capable",
        r#""Actions":["Microsoft.KeyVault/vaults/read","Microsoft.Authorization/roleAssignments/*"]"#,
        &[("high", "-#/Actions/1")],
        r#""Actions":["*/read"]"#,
    ),
    (
        "escalation-capable",
        r#""Actions":["Microsoft.Compute/virtualMachines/runCommand/action"]"#,
        &[("medium", "-#/Actions/0")],
        r#""Actions":["Microsoft.Compute/virtualMachines/*"],"NotActions":["*"]"#,
    ),
    (
        "idle-not-action",
        r#""Actions":["Microsoft.KeyVault/*"],"NotActions":["*/delete","Microsoft.Storage/*"]"#,
        &[("medium", "-#/NotActions/1")],
        // Granted in the other plane counts for nothing, later operations do.
        r#""Actions":["Microsoft.KeyVault/*"],"NotActions":["Microsoft.KeyVault/notYet/*"]"#,
    ),
    (
        "other-system-data-action",
        r#""Actions":[],"DataActions":["Microsoft.DocumentDB/databaseAccounts/readMetadata","microsoft.documentdb/databaseAccounts/sqlDatabases/containers/items/*"]"#,
        &[("high", "-#/DataActions/0 -#/DataActions/1")],
        r#""DataActions":["Microsoft.DocumentDB/garnetClusters/acl/get/read"]"#,
    ),
    (
        "redundant-action",
        r#""Actions":["Microsoft.KeyVault/vaults/read","Microsoft.KeyVault/*","microsoft.keyvault/VAULTS/read"]"#,
        &[("low", "-#/Actions/0 -#/Actions/1 -#/Actions/2")],
        r#""Actions":["Microsoft.KeyVault/vaults/*/read","Microsoft.KeyVault/vaults/read"]"#,
    ),
    (
        "redundant-action",
        r#""Actions":["Microsoft.KeyVault/*","Microsoft.Storage/*"],"NotActions":["Microsoft.Storage/*"]"#,
        &[("medium", "-#/Actions/1")],
        r#""Actions":["Microsoft.KeyVault/*","Microsoft.Storage/*"],"NotActions":["Microsoft.Storage/*/read"]"#,
    ),
    (
        "several-management-groups",
        r#""AssignableScopes":["/providers/Microsoft.Management/managementGroups/a","/providers/Microsoft.Management/managementGroups/b/"]"#,
        &[("high", "-#/AssignableScopes/0 -#/AssignableScopes/1")],
        MANAGEMENT_GROUPS,
    ),
    (
        "several-permissions",
        r#""Actions":[],"Permissions":[{"Actions":["*/read"]},{"Actions":["*/write"]}]"#,
        &[("high", "-")],
        r#""Actions":[],"Permissions":[{"Actions":["*/read","*/write"]}]"#,
    ),
    (
        "several-stars",
        r#""Actions":["Microsoft.KeyVault/*/secrets/*"]"#,
        &[("high", "-#/Actions/0")],
        r#""Actions":["Microsoft.KeyVault/*"],"NotActions":["*/write"]"#,
    ),
    (
        "star-inside-segment",
        r#""NotActions":["Microsoft.KeyVault/vaults/re*"]"#,
        &[("medium", "-#/NotActions/0")],
        r#""NotActions":["*/read","Microsoft.KeyVault/*"]"#,
    ),
    (
        "stray-blank-or-slash",
        r#""Actions":["Microsoft.KeyVault/vaults/read ","Microsoft.Storage/storageAccounts/"]"#,
        &[("medium", "-#/Actions/1"), ("low", "-#/Actions/0")],
        r#""Actions":["Microsoft.KeyVault/vaults/read"]"#,
    ),
    (
        "subtractive-role-leaves-sensitive",
        r#""Actions":["*"],"NotActions":["Microsoft.Authorization/*/write"]"#,
        &[("high", "-#/NotActions/0")],
        r#""Actions":["*"],"NotActions":["Microsoft.Authorization/*"]"#,
    ),
    (
        "unassignable-scope",
        r#""AssignableScopes":["/","/subscriptions/*","subscriptions/x","/subscriptions/5e467623-0000-4000-8000-000000000001/resourceGroups/a/providers/Microsoft.KeyVault/vaults/v"]"#,
        &[
            ("high", "-#/AssignableScopes/0"),
            ("high", "-#/AssignableScopes/1"),
            ("high", "-#/AssignableScopes/2"),
            ("low", "-#/AssignableScopes/3"),
        ],
        MANAGEMENT_GROUPS,
    ),
    (
        "unassignable-scope",
        r#""AssignableScopes":[]"#,
        &[("high", "-")],
        r#""AssignableScopes":["[subscription().id]"]"#,
    ),
    (
        "unassignable-scope",
        r#""AssignableScopes":["${open","{scope}"]"#,
        &[
            ("high", "-#/AssignableScopes/0"),
            ("high", "-#/AssignableScopes/1"),
        ],
        r#""AssignableScopes":["${scope_id}","/subscriptions/${sub}","{{ scope }}","$(scope)","<scope>"]"#,
    ),
    (
        "unknown-operation",
        r#""Actions":["Microsoft.KeyVault/vaults/reed","Microsoft.KeyVault/volts/*"]"#,
        &[("high", "-#/Actions/0"), ("low", "-#/Actions/1")],
        // The core catalogue can't judge a provider that it doesn't hold.
        r#""Actions":["microsoft.keyvault/vaults/READ","Contoso.Foo/bars/read"]"#,
    ),
    (
        "whole-namespace-wildcard",
        r#""Actions":["*","Microsoft.KeyVault/*","*/read"]"#,
        &[
            ("high", "-#/Actions/0"),
            ("medium", "-#/Actions/1"),
            ("low", "-#/Actions/2"),
        ],
        r#""Actions":["Microsoft.KeyVault/vaults/*"],"NotActions":["*/write"]"#,
    ),
    (
        "wrong-plane",
        r#""Actions":["Microsoft.KeyVault/vaults/secrets/getSecret/action"],"DataActions":["Microsoft.KeyVault/vaults/write"]"#,
        &[("high", "-#/Actions/0"), ("high", "-#/DataActions/0")],
        r#""Actions":["Microsoft.KeyVault/vaults/write"],"DataActions":["Microsoft.KeyVault/vaults/secrets/getSecret/action"]"#,
    ),
];

#[test]
fn rules_by_example() {
    for (id, fires, expected, silent) in ROWS {
        let rule = lint::find_rule(id).unwrap();
        let mut found: Vec<(String, String)> = findings(rule, &definition(fires))
            .iter()
            .map(|finding| {
                assert_eq!(finding.rule, *id);
                let evidence: Vec<String> =
                    finding.evidence.iter().map(ToString::to_string).collect();
                (finding.severity.as_str().to_owned(), evidence.join(" "))
            })
            .collect();
        found.sort_by(|a, b| a.1.cmp(&b.1));
        let mut expected: Vec<(String, String)> = expected
            .iter()
            .map(|(severity, evidence)| ((*severity).to_owned(), (*evidence).to_owned()))
            .collect();
        expected.sort_by(|a, b| a.1.cmp(&b.1));
        assert_eq!(found, expected, "{id} on {fires}");
        assert_eq!(findings(rule, &definition(silent)), [], "{id} on {silent}");
    }
}

#[test]
fn a_name_has_1_to_512_characters() {
    let rule = lint::find_rule("name-limit").unwrap();
    for (length, expected) in [(1, 0), (512, 0), (513, 1)] {
        let name = "ä".repeat(length);
        let json = definition(&format!(r#""Name":"{name}""#));
        assert_eq!(findings(rule, &json).len(), expected, "{length}");
    }
}

#[test]
fn every_rule_has_a_row() {
    let mut tested: BTreeSet<&str> = ROWS.iter().map(|row| row.0).collect();
    tested.insert("name-limit");
    let all: BTreeSet<&str> = lint::rules().iter().map(|rule| rule.id).collect();
    assert_eq!(tested, all);
}

#[test]
fn limits_of_custom_roles_do_not_bind_built_in_ones() {
    let json = r#"[{"roleName":"Reader","roleType":"BuiltInRole","name":"acdd72a7-3385-48ef-bd42-f606fba81ae7",
        "type":"Microsoft.Authorization/roleDefinitions","assignableScopes":["/"],
        "permissions":[{"actions":["*/read"]},{"actions":["*/write"],"condition":"(1 = 1)"}]}]"#;
    for id in [
        "unassignable-scope",
        "several-permissions",
        "condition-lost-on-create",
        "description-limit",
        "contained-in-built-in-role",
    ] {
        assert_eq!(findings(lint::find_rule(id).unwrap(), json), [], "{id}");
    }
}

/// A definition for another system gets no finding of Azure RBAC; one that mixes both does.
#[test]
fn a_definition_of_another_system_is_judged_by_one_rule() {
    let all = |json: &str| {
        let catalog = Catalog::core(Wildcards::Azure);
        let found = lint::run(&catalog, &read(json), lint::rules()).findings;
        found.iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    let cosmos = r#"{"RoleName":"Items","Type":"CustomRole","AssignableScopes":["/"],"Permissions":[{"DataActions":["Microsoft.DocumentDB/databaseAccounts/readMetadata"]}]}"#;
    assert_eq!(all(cosmos), ["other-system-data-action"]);
    let mixed = definition(
        r#""AssignableScopes":["/"],"DataActions":["Microsoft.DocumentDB/databaseAccounts/readMetadata","Microsoft.KeyVault/vaults/secrets/getSecret/action"]"#,
    );
    let mixed = all(&mixed);
    assert!(mixed.contains(&"other-system-data-action"), "{mixed:?}");
    assert!(mixed.contains(&"unassignable-scope"), "{mixed:?}");
}

#[test]
fn evidence_points_into_every_wire_format() {
    let list = r#"["Microsoft.KeyVault/vaults/read "]"#;
    let rows = [
        (
            format!(
                r#"[{{"roleName":"A","roleType":"CustomRole","permissions":[{{"actions":{list}}}],"assignableScopes":["/x"]}}]"#
            ),
            "-#/0/permissions/0/actions/0",
        ),
        (
            format!(
                r#"{{"value":[{{"name":"5e467623-0000-4000-8000-000000000001","type":"Microsoft.Authorization/roleDefinitions","properties":{{"roleName":"A","type":"CustomRole","permissions":[{{"actions":[],"notActions":{list}}}],"assignableScopes":["/x"]}}}}]}}"#
            ),
            "-#/value/0/properties/permissions/0/notActions/0",
        ),
        (
            format!(
                r#"{{"Name":"A","Id":"5e467623-0000-4000-8000-000000000001","IsCustom":true,"Permissions":[{{"Actions":["*"]}},{{"DataActions":{list}}}],"AssignableScopes":["/x"]}}"#
            ),
            "-#/Permissions/1/DataActions/0",
        ),
        (
            format!(
                r#"{{"Name":"A","IsCustom":true,"Actions":["*/read"],"NotDataActions":{list},"AssignableScopes":["/x"]}}"#
            ),
            "-#/NotDataActions/0",
        ),
        (
            format!(
                "{{\"Name\":\"A\",\"Actions\":{list},\"AssignableScopes\":[\"/x\"]}}\n{{\"Name\":\"B\",\"Actions\":[\"*/read\"],\"AssignableScopes\":[\"/x\"]}}\n"
            ),
            "-:1",
        ),
        (
            format!(
                r#"{{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","resources":[{{"type":"Microsoft.Authorization/roleDefinitions","apiVersion":"2022-04-01","name":"5e467623-0000-4000-8000-000000000001","properties":{{"roleName":"A","type":"customRole","permissions":[{{"actions":{list}}}],"assignableScopes":["/x"]}}}}]}}"#
            ),
            "-#/resources/0/properties/permissions/0/actions/0",
        ),
        (
            format!(
                r#"{{"format_version":"1.0","terraform_version":"1.5.0","values":{{"root_module":{{"resources":[{{"address":"azurerm_role_definition.a","mode":"managed","type":"azurerm_role_definition","name":"a","values":{{"role_definition_id":"5e467623-0000-4000-8000-000000000001","name":"A","scope":"/subscriptions/5e467623-0000-4000-8000-000000000002","permissions":[{{"not_actions":{list}}}],"assignable_scopes":["/x"]}}}}]}}}}}}"#
            ),
            "-#/values/root_module/resources/0/values/permissions/0/not_actions/0",
        ),
    ];
    let rule = lint::find_rule("stray-blank-or-slash").unwrap();
    for (json, expected) in rows {
        let found = findings(rule, &json);
        let places: Vec<String> = found[0].evidence.iter().map(ToString::to_string).collect();
        assert_eq!(places, [expected], "{json}");
    }
}

fn canonical(role: &RoleDefinition) -> &PatternSet {
    let [permission] = &role.permissions[..] else {
        panic!("a canonical definition has one permission");
    };
    &permission.control
}

#[test]
fn several_permissions_become_one_where_that_is_the_same() {
    let json = |permissions: &str| {
        let text = definition(&format!(r#""Actions":[],"Permissions":{permissions}"#));
        read(&text).remove(0).role
    };
    let plain = json(
        r#"[{"Actions":["Microsoft.KeyVault/*"]},{"Actions":["Microsoft.KeyVault/vaults/read","Microsoft.Storage/*"],"NotActions":["*/delete"]}]"#,
    );
    // What one takes back of Key Vault, the other grants.
    assert_eq!(
        fix(&plain).unwrap_err(),
        FixFault::SeveralPermissions { count: 2 }
    );
    let apart = json(
        r#"[{"Actions":["Microsoft.KeyVault/*"]},{"Actions":["Microsoft.Storage/*"],"NotActions":["Microsoft.Storage/*/delete"]}]"#,
    );
    let fixed = fix(&apart).unwrap();
    assert_eq!(fixed.removed, 0);
    assert_eq!(canonical(&fixed.role).granted().len(), 2);
    assert_eq!(canonical(&fixed.role).excluded().len(), 1);
    let bound = json(r#"[{"Actions":["*"]},{"Actions":["*"],"Condition":"(1 = 1)"}]"#);
    assert_eq!(
        fix(&bound).unwrap_err(),
        FixFault::Condition { permission: 1 }
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_fixed_definition_grants_what_the_original_does(sets in naive::sets()) {
        let mut role = read(&definition("")).remove(0).role;
        role.permissions = sets
            .iter()
            .map(|set| rolecall::model::Permission { control: set.clone(), data: set.clone(), condition: None })
            .collect();
        let fixed = match fix(&role) {
            Ok(fixed) => fixed.role,
            Err(fault) => {
                prop_assert_eq!(fault, FixFault::SeveralPermissions { count: sets.len() });
                prop_assert!(sets.len() > 1);
                return Ok(());
            }
        };
        let single = canonical(&fixed);
        for wildcards in [Wildcards::Azure, Wildcards::Strict] {
            let before = PatternLanguage::new(&sets, wildcards);
            let after = PatternLanguage::new([single], wildcards);
            prop_assert_eq!(before.relate(&after).unwrap().kind, RelationKind::Equal);
            for name in naive::names(5) {
                prop_assert_eq!(
                    naive::grants(&sets, &name, wildcards),
                    naive::grants(std::slice::from_ref(single), &name, wildcards),
                    "{}", name
                );
            }
        }
        prop_assert_eq!(fixed.permissions[0].plane(Plane::Data), single);
        let again = fix(&fixed).unwrap();
        prop_assert_eq!(again.removed, 0);
        prop_assert_eq!(again.role, fixed);
    }
}
