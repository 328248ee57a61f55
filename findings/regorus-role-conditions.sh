#!/usr/bin/env bash
# regorus 0.14.1, feature `azure-rbac`, which evaluates "Azure RBAC conditions" (`ConditionInterpreter`): it has a language of its own and
# doesn't read the conditions that role assignments hold. `!(ActionMatches{'…'})`, which the portal writes into each
# condition, is an invalid character, `ForAnyOfAnyValues:GuidEquals {…}` an unexpected token; `@Environment[UtcNow]` is unknown
# (it is `utcNow`). `NOT ActionMatches('…')` and `GuidEquals '…'` are read. In `ActionMatches` a `*` stands for one
# segment, and case counts: `Microsoft.Authorization/*` doesn't match `Microsoft.Authorization/roleAssignments/write`, as Azure's
# patterns of actions do.
#
# Guess: an engine for Azure's conditions reads what `az role assignment list` prints as `condition`.
# Seen: portal: invalid character | each value: Unexpected token | time: expects string arguments | GuidEquals: true | *: false | case: false
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "conditions"
version = "0.1.0"
edition = "2021"
[dependencies]
regorus = { version = "=0.14.1", default-features = false, features = ["std", "arc", "azure-rbac"] }
serde_json = "1"
[profile.dev]
debug = false
[workspace]
TOML
cat >src/main.rs <<'RUST'
use regorus::languages::azure_rbac::{ast::EvaluationContext, interpreter::ConditionInterpreter};

const CONTEXT: &str = r#"{
  "principal": {"id": "p", "principal_type": "User", "custom_security_attributes": {}},
  "resource": {"id": "/s", "resource_type": "t", "scope": "/s", "attributes": {}},
  "request": {"action": "Microsoft.Authorization/roleAssignments/write", "data_action": null,
    "attributes": {"Microsoft.Authorization/roleAssignments:RoleDefinitionId": "acdd72a7-3385-48ef-bd42-f606fba81ae7"}},
  "environment": {"is_private_link": null, "private_endpoint": null, "subnet": null, "utc_now": "2026-03-01T07:14:03Z"},
  "action": "Microsoft.Authorization/roleAssignments/write", "suboperation": null}"#;

fn main() {
    let context: EvaluationContext = serde_json::from_str(CONTEXT).unwrap();
    let role = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]";
    let id = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    for (what, condition) in [
        ("portal", format!("((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/write'}})) OR ({role} GuidEquals '{id}'))")),
        ("each value", format!("{role} ForAnyOfAnyValues:GuidEquals {{{id}}}")),
        ("time", "@Environment[UtcNow] DateTimeGreaterThan '2023-05-01T13:00:00.000Z'".to_string()),
        ("GuidEquals", format!("{role} GuidEquals '{id}'")),
        ("*", "ActionMatches('Microsoft.Authorization/*')".to_string()),
        ("case", "ActionMatches('microsoft.authorization/roleassignments/write')".to_string()),
    ] {
        println!("{what}: {:?}", ConditionInterpreter::new(&context).evaluate_str(&condition));
    }
}
RUST
CARGO_TARGET_DIR="$folder/target" cargo run --quiet >out 2>log || { cat log; exit 1; }
seen=$(grep -oE '^[^:]+:|invalid character|Unexpected token|expects string arguments|Ok\((true|false)\)' out | sed 's/Ok(\(.*\))/\1/' |
    paste -sd ' ' | sed -E 's/ (each value|time|GuidEquals|\*|case):/ | \1:/g')
echo "$seen"
[ "$seen" = 'portal: invalid character | each value: Unexpected token | time: expects string arguments | GuidEquals: true | *: false | case: false' ]
