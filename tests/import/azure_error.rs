//! Authorization errors as they are pasted. The texts are written after the public shapes of the
//! messages; ids and names are invented.

use rolecall::Position;
use rolecall::import::{QuotedRequest, azure_errors};
use rolecall::model::Plane;

const SUB: &str = "/subscriptions/5b000000-0000-0000-0000-000000000001";
const ALICE: &str = "a0000000-0000-0000-0000-000000000001";

/// Code, object id, client, action, scope; `-` for what is absent.
fn rows(text: &str) -> Vec<[String; 5]> {
    quoted_requests(text, "error.txt").iter().map(row).collect()
}

fn quoted_requests(text: &str, source: &str) -> Vec<QuotedRequest> {
    azure_errors(text, source).requests
}

fn unread(text: &str) -> Vec<String> {
    let unread = azure_errors(text, "error.txt").unread.into_iter();
    unread.map(|part| part.text.to_string()).collect()
}

fn row(request: &QuotedRequest) -> [String; 5] {
    let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    [
        request.code.to_string(),
        or(request.principal.as_ref().map(ToString::to_string)),
        or(request.client.as_ref().map(ToString::to_string)),
        or(request.action.as_ref().map(ToString::to_string)),
        or(request
            .scope
            .as_ref()
            .map(|s| s.to_string().replace(SUB, "SUB"))),
    ]
}

#[track_caller]
fn assert_rows(text: &str, expected: &[[&str; 5]]) {
    assert_eq!(rows(text), expected, "{text}");
    assert_eq!(unread(text), [""; 0], "{text}");
}

fn plain(action: &str, scope: &str) -> String {
    format!(
        "The client 'alice@contoso.com' with object id '{ALICE}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials."
    )
}

const READ: &str = "Microsoft.Storage/storageAccounts/read";

fn plain_row() -> [&'static str; 5] {
    [
        "AuthorizationFailed",
        ALICE,
        "alice@contoso.com",
        READ,
        "SUB/resourceGroups/rg",
    ]
}

#[test]
fn the_azure_cli_says_it_twice() {
    let message = plain(READ, &format!("{SUB}/resourceGroups/rg"));
    let text =
        format!("(AuthorizationFailed) {message}\nCode: AuthorizationFailed\nMessage: {message}\n");
    assert_rows(&text, &[plain_row()]);
    let [request] = &quoted_requests(&text, "error.txt")[..] else {
        panic!()
    };
    assert_eq!(request.place.to_string(), "error.txt:1:23");
    assert_eq!(request.plane, None);
}

#[test]
fn a_json_body() {
    let message = plain(READ, &format!("{SUB}/resourceGroups/rg"));
    assert_rows(
        &format!(r#"{{"error":{{"code":"AuthorizationFailed","message":"{message}"}}}}"#),
        &[plain_row()],
    );
}

#[test]
fn json_inside_json_inside_json() {
    let message = plain(READ, &format!("{SUB}/resourceGroups/rg"));
    let inner = serde_json::json!({"error": {"code": "AuthorizationFailed", "message": message}});
    let middle = serde_json::json!({"code": "Forbidden", "message": format!("{inner:#}").replace('\n', "\r\n")});
    let outer = serde_json::json!({"status": "Failed", "error": {"code": "DeploymentFailed", "details": [middle.to_string()]}});
    assert_rows(&outer.to_string(), &[plain_row()]);
    // PowerShell 5 writes an apostrophe as \u0027.
    assert_rows(&outer.to_string().replace('\'', "\\u0027"), &[plain_row()]);
}

#[test]
fn lines_broken_anywhere() {
    let message = plain(READ, &format!("{SUB}/resourceGroups/rg"));
    for width in [7, 20, 33, 60, 80] {
        for margin in ["", "    ", "│ ", "     | ", "> "] {
            let chars: Vec<char> = message.chars().collect();
            let lines: Vec<String> = chars
                .chunks(width)
                .map(|line| format!("{margin}{}", line.iter().collect::<String>()))
                .collect();
            assert_rows(&lines.join("\r\n"), &[plain_row()]);
        }
    }
}

#[test]
fn powershell_with_its_line_numbers() {
    let text = format!(
        "New-AzRoleAssignment: \nLine |\n   2 |  New-AzRoleAssignment -ObjectId $id -RoleDefinitionName Reader\n     |  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n     | The client 'alice@contoso.com' with object id '{ALICE}' does not have authorization\n     | to perform action 'Microsoft.Authorization/roleAssignments/write' over scope\n     | '{SUB}/providers/Microsoft.Authorization/roleAssignments/0a000000-0000-0000-0000-000000000001' or the\n     | scope is invalid. If access was recently granted, please refresh your credentials.\n     | Status: 403 (Forbidden)\n     | ErrorCode: AuthorizationFailed\n"
    );
    assert_rows(
        &text,
        &[[
            "AuthorizationFailed",
            ALICE,
            "alice@contoso.com",
            "Microsoft.Authorization/roleAssignments/write",
            "SUB/providers/Microsoft.Authorization/roleAssignments/0a000000-0000-0000-0000-000000000001",
        ]],
    );
}

#[test]
fn a_condition_that_is_not_fulfilled() {
    let text = format!(
        "The client 'bob@contoso.com' with object id '{ALICE}' does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '{SUB}/providers/Microsoft.Authorization/roleAssignments/x' or the scope is invalid."
    );
    assert_rows(
        &text,
        &[[
            "AuthorizationFailed",
            ALICE,
            "bob@contoso.com",
            "Microsoft.Authorization/roleAssignments/write",
            "SUB/providers/Microsoft.Authorization/roleAssignments/x",
        ]],
    );
}

#[test]
fn a_template_that_is_checked_beforehand() {
    let text = format!(
        "{{\"code\":\"InvalidTemplateDeployment\",\"message\":\"Deployment failed with multiple errors: 'Authorization failed for template resource 'vault1' of type 'Microsoft.KeyVault/vaults'. The client 'c0000000-0000-0000-0000-000000000009' with object id 'c0000000-0000-0000-0000-000000000001' does not have permission to perform action 'Microsoft.KeyVault/vaults/write' at scope '{SUB}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/vault1'.:Authorization failed for template resource 'st1' of type 'Microsoft.Storage/storageAccounts'. The client 'c0000000-0000-0000-0000-000000000009' with object id 'c0000000-0000-0000-0000-000000000001' does not have permission to perform action 'Microsoft.Storage/storageAccounts/write' at scope '{SUB}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st1'.'\"}}"
    );
    let who = [
        "c0000000-0000-0000-0000-000000000001",
        "c0000000-0000-0000-0000-000000000009",
    ];
    assert_rows(
        &text,
        &[
            [
                "AuthorizationFailed",
                who[0],
                who[1],
                "Microsoft.KeyVault/vaults/write",
                "SUB/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/vault1",
            ],
            [
                "AuthorizationFailed",
                who[0],
                who[1],
                "Microsoft.Storage/storageAccounts/write",
                "SUB/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st1",
            ],
        ],
    );
}

#[test]
fn a_linked_scope_is_what_was_refused() {
    let vm = format!("{SUB}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1");
    let subnet =
        format!("{SUB}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/s");
    let text = format!(
        "Error: LinkedAuthorizationFailed: The client 'alice@contoso.com' with object id '{ALICE}' has permission to perform action 'Microsoft.Compute/virtualMachines/write' on scope '{vm}'; however, it does not have permission to perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '{subnet}' (respectively) or the linked scope(s) are invalid."
    );
    assert_rows(
        &text,
        &[[
            "LinkedAuthorizationFailed",
            ALICE,
            "alice@contoso.com",
            "Microsoft.Network/virtualNetworks/subnets/join/action",
            "SUB/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/s",
        ]],
    );
    let [request] = &quoted_requests(&text, "-")[..] else {
        panic!()
    };
    let from = request.linked_from.as_ref().unwrap();
    assert_eq!(
        from.action.as_str(),
        "Microsoft.Compute/virtualMachines/write"
    );
    assert_eq!(from.scope.as_ref().unwrap().as_str(), vm);
}

#[test]
fn linked_lists_are_read_one_to_one_or_each_with_each() {
    let text = |actions: &str, scopes: &str| {
        format!(
            "The client has permission to perform action 'A.B/c/write' on scope '{SUB}'; however, it does not have permission to perform action(s) '{actions}' on the linked scope(s) '{scopes}' (respectively) or the linked scope(s) are invalid."
        )
    };
    let row = |action, scope| ["LinkedAuthorizationFailed", "-", "-", action, scope];
    assert_rows(
        &text(
            "A.B/d/read,A.B/e/read",
            &format!("{SUB}/resourceGroups/d,{SUB}/resourceGroups/e"),
        ),
        &[
            row("A.B/d/read", "SUB/resourceGroups/d"),
            row("A.B/e/read", "SUB/resourceGroups/e"),
        ],
    );
    assert_rows(
        &text(
            "A.B/d/read",
            &format!("{SUB}/resourceGroups/d, {SUB}/resourceGroups/e"),
        ),
        &[
            row("A.B/d/read", "SUB/resourceGroups/d"),
            row("A.B/d/read", "SUB/resourceGroups/e"),
        ],
    );
}

#[test]
fn a_linked_action_without_a_type_has_that_of_its_scope() {
    let text = |scope: &str| {
        format!(
            "The client has permission to perform action 'Microsoft.Insights/activityLogAlerts/write' on scope '{SUB}/resourceGroups/rg'; however, it does not have permission to perform action(s) '/read' on the linked scope(s) '{scope}' (respectively) or the linked scope(s) are invalid."
        )
    };
    for (scope, action) in [
        (SUB.to_owned(), "Microsoft.Resources/subscriptions/read"),
        (
            format!("{SUB}/resourceGroups/rg"),
            "Microsoft.Resources/subscriptions/resourceGroups/read",
        ),
        (
            format!(
                "{SUB}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
            ),
            "Microsoft.Network/virtualNetworks/subnets/read",
        ),
    ] {
        assert_eq!(rows(&text(&scope))[0][3], action);
    }
}

#[test]
fn a_provider_checks_a_linked_resource() {
    let text = format!(
        "performing CreateOrUpdate: unexpected status 400 (400 Bad Request) with error: LinkedAccessCheckFailed: The client with object id '{ALICE}' does not have authorization to perform action 'Microsoft.Network/publicIPAddresses/join/action' over scope '{SUB}/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/ip' or the scope is invalid"
    );
    assert_rows(
        &text,
        &[[
            "LinkedAccessCheckFailed",
            ALICE,
            "-",
            "Microsoft.Network/publicIPAddresses/join/action",
            "SUB/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/ip",
        ]],
    );
}

#[test]
fn a_deny_assignment_with_quotes_in_its_name() {
    let text = format!(
        "ERROR: (DenyAssignmentAuthorizationFailed) The client 'alice@contoso.com' with object id '{ALICE}' has permission to perform action 'Microsoft.Network/networkSecurityGroups/delete' on scope '{SUB}/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg1'; however, the access is denied because of the deny assignment with name 'Deny assignment 'd0000000-0000-0000-0000-000000000001' created by Deployment Stack '{SUB}/providers/Microsoft.Resources/deploymentStacks/s'.' and Id 'd0000000000000000000000000000001' at scope '{SUB}/resourceGroups/rg'."
    );
    assert_rows(
        &text,
        &[[
            "DenyAssignmentAuthorizationFailed",
            ALICE,
            "alice@contoso.com",
            "Microsoft.Network/networkSecurityGroups/delete",
            "SUB/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg1",
        ]],
    );
}

#[test]
fn storage_names_nothing() {
    let xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>AuthorizationPermissionMismatch</Code><Message>This request is not authorized to perform this operation using this permission.\nRequestId:4f4010b3-601e-00ee-3f7b-b8399d000000\nTime:2026-08-22T22:40:50.2409167Z</Message></Error>";
    let cli = "\nYou do not have the required permissions needed to perform this operation.\nDepending on your operation, you may need to be assigned one of the following roles:\n    \"Storage Blob Data Owner\"\n    \"Storage Blob Data Contributor\"\n\nErrorCode:AuthorizationPermissionMismatch\n";
    for text in [xml, cli] {
        assert_rows(
            text,
            &[["AuthorizationPermissionMismatch", "-", "-", "-", "-"]],
        );
        assert_eq!(quoted_requests(text, "-")[0].plane, Some(Plane::Data));
    }
}

#[test]
fn terraform_names_the_storage_account() {
    let text = "╷\n│ Error: retrieving queue properties for Storage Account (Subscription: \"5b000000-0000-0000-0000-000000000001\"\n│ Resource Group Name: \"rg\"\n│ Storage Account Name: \"st1\"): executing request: unexpected status 403 (403 This request is not authorized to perform this operation using this permission.) with AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission.\n╵\n";
    assert_rows(
        text,
        &[[
            "AuthorizationPermissionMismatch",
            "-",
            "-",
            "-",
            "SUB/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st1",
        ]],
    );
}

#[test]
fn key_vault_names_all() {
    let text = format!(
        "(Forbidden) Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: appid=04b07795-8ddb-461a-bbee-02f9e1bf7b46;oid={ALICE};iss=https://sts.windows.net/7e4a0000-0000-0000-0000-000000000001/\r\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\r\nResource: '{SUB}/resourcegroups/rg/providers/microsoft.keyvault/vaults/kv/secrets/s'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: null \r\nVault: kv;location=westeurope\r\n\nCode: Forbidden\nInner error: {{\n    \"code\": \"ForbiddenByRbac\"\n}}"
    );
    assert_rows(
        &text,
        &[[
            "ForbiddenByRbac",
            ALICE,
            "-",
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            "SUB/resourcegroups/rg/providers/microsoft.keyvault/vaults/kv/secrets/s",
        ]],
    );
}

#[test]
fn several_errors_in_one_text_keep_their_own_principals() {
    let second = plain("Microsoft.Compute/disks/write", SUB)
        .replace("alice", "bob")
        .replace(ALICE, "b0000000-0000-0000-0000-000000000002");
    let text = format!(
        "one:\n{}\n\nThe operation failed.\ntwo: {second}\nthree: AuthorizationPermissionMismatch",
        plain(READ, &format!("{SUB}/resourceGroups/rg"))
    );
    assert_rows(
        &text,
        &[
            plain_row(),
            [
                "AuthorizationFailed",
                "b0000000-0000-0000-0000-000000000002",
                "bob@contoso.com",
                "Microsoft.Compute/disks/write",
                "SUB",
            ],
            ["AuthorizationPermissionMismatch", "-", "-", "-", "-"],
        ],
    );
    let places: Vec<Position> = quoted_requests(&text, "-")
        .into_iter()
        .map(|r| r.place.at)
        .collect();
    assert_eq!(
        places,
        [
            Position::Line { line: 2, column: 1 },
            Position::Line { line: 5, column: 6 },
            Position::Line { line: 6, column: 8 }
        ]
    );
}

#[test]
fn what_a_log_masks_is_absent() {
    let text = "The client '***' with object id '***' does not have authorization to perform action 'Microsoft.Resources/subscriptions/resourcegroups/read' over scope '***' or the scope is invalid.";
    assert_rows(
        text,
        &[[
            "AuthorizationFailed",
            "-",
            "-",
            "Microsoft.Resources/subscriptions/resourcegroups/read",
            "-",
        ]],
    );
}

#[test]
fn a_name_with_an_apostrophe() {
    let text = plain(READ, &format!("{SUB}/resourceGroups/rg"))
        .replace("alice@contoso.com", "o'brien@contoso.com");
    let mut row = plain_row();
    row[2] = "o'brien@contoso.com";
    assert_rows(&text, &[row]);
}

#[test]
fn quotes_of_word_processors_and_of_web_pages_and_colours() {
    let message = plain(READ, &format!("{SUB}/resourceGroups/rg"));
    assert_rows(&message.replace('\'', "&#39;"), &[plain_row()]);
    assert_rows(&message.replace('\'', "’"), &[plain_row()]);
    assert_rows(
        &format!(
            "\u{1b}[31;1mError:\u{1b}[0m \u{1b}[1m{}",
            message.replace("perform", "\u{1b}[0mperform\u{1b}[1m")
        ),
        &[plain_row()],
    );
}

#[test]
fn a_name_with_blanks_keeps_them() {
    let scope = format!(
        "{SUB}/resourceGroups/rg/providers/Microsoft.Insights/activityLogAlerts/All Advisor Alerts"
    );
    assert_eq!(rows(&plain(READ, &scope))[0][4], scope.replace(SUB, "SUB"));
}

#[test]
fn other_texts_quote_nothing() {
    for text in [
        "",
        "AuthorizationFailed",
        "The client does not have authorization to perform action",
        "The client has permission to perform action 'Microsoft.Network/virtualNetworks/subnets/join/action' on scope '/subscriptions/x/resourceGroups/r', however the current tenant 't' is not authorized to access linked subscription 's'.",
        "ERROR: (ResourceNotFound) The Resource 'Microsoft.Compute/virtualMachines/x' under resource group 'rg' was not found.",
        "to perform action '' over scope ''",
        "does not have authorization to perform action 'no slash' over scope '/'",
        "🦀 'toperformaction' \\",
        "does not have to perform action ' to perform action\"\" '",
    ] {
        assert_eq!(rows(text), Vec::<[String; 5]>::new(), "{text}");
    }
}

proptest::proptest! {
    /// Any text is read, and places lie in it.
    #[test]
    fn nothing_breaks_the_reader(parts in proptest::collection::vec(proptest::sample::select(vec![
        "The client '", "' with object id '", "does not have", "has permission", " to perform action", "(s)", " '", "'",
        "A.B/c/read", "/read", " over scope ", " on the linked scope(s) ", "/subscriptions/s", "; however, it ", "\\\"", "\\u0027",
        "\n", "│ ", "é", "’", "&#39;", "\u{1b}[", "\\", ",", "Caller is not authorized to perform action", "oid=", "Action: '",
        "denied because of the deny assignment", "AuthorizationPermissionMismatch",
    ]), 0..40)) {
        let text = parts.concat();
        for request in quoted_requests(&text, "-") {
            let Position::Line { line, column } = request.place.at else { panic!() };
            let found = text.split('\n').nth(line as usize - 1).map(|l| l.chars().count()).unwrap();
            proptest::prop_assert!(column as usize <= found + 1);
        }
    }
}

#[test]
fn a_place_is_counted_in_characters_of_its_line() {
    let text = format!("päivä\n\n  «é» {}", plain(READ, SUB));
    let [request] = &quoted_requests(&text, "log")[..] else {
        panic!()
    };
    assert_eq!(request.place.to_string(), "log:3:7");
}

const CLUSTER: &str = "User \"alice@contoso.com\" cannot list resource \"pods\" in API group \"\" in the namespace \"shop\"";

/// What was read of a message: reason, plane, who, action, scope; `-` for what is absent.
fn read(text: &str) -> Vec<[String; 5]> {
    let requests = quoted_requests(text, "error.txt").into_iter();
    requests
        .map(|request| {
            let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            let id = request.principal.as_ref().map(ToString::to_string);
            let [.., action, scope] = row(&request);
            [
                request.reason.as_str().to_owned(),
                or(request.plane.map(|plane| plane.to_string())),
                or(id.or(request.client.map(|name| name.to_string()))),
                action,
                scope,
            ]
        })
        .collect()
}

/// Messages of Resource Manager and of services, one a row, and what was read of each.
#[test]
fn each_message_and_what_was_read() {
    let assignment = format!(
        "{SUB}/providers/Microsoft.Authorization/roleAssignments/0a000000-0000-0000-0000-000000000002"
    );
    let client = format!("The client 'alice@contoso.com' with object id '{ALICE}'");
    let disk = format!("{SUB}/resourceGroups/rg/providers/Microsoft.Compute/disks/d1");
    let set =
        format!("{SUB}/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/e1");
    let vnet = format!("{SUB}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v1");
    let linked = |action: &str, scope: &str| {
        format!(
            "{client} has permission to perform action 'Microsoft.Compute/disks/write' on scope '{disk}'; however, it does not have permission to perform action {action} on the linked scope(s) {scope} or the linked scope(s) are invalid."
        )
    };
    let table: Vec<(String, Vec<[&str; 5]>)> = vec![
        (
            format!("(AuthorizationFailed) {client} has an authorization with ABAC condition that is not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '{assignment}' or the scope is invalid."),
            vec![["condition", "-", ALICE, "Microsoft.Authorization/roleAssignments/write", "SUB/providers/Microsoft.Authorization/roleAssignments/0a000000-0000-0000-0000-000000000002"]],
        ),
        (
            format!("{client} does not have authorization or an ABAC condition not fulfilled to perform action '{READ}' over scope '{SUB}'."),
            vec![["notGrantedOrCondition", "-", ALICE, READ, "SUB"]],
        ),
        // Bare verbs have the type of the linked scope.
        (linked("'read'", &format!("'{set}'")), vec![["notGranted", "-", ALICE, "Microsoft.Compute/diskEncryptionSets/read", "SUB/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/e1"]]),
        (linked("'peer/action'", &format!("'{vnet}'")), vec![["notGranted", "-", ALICE, "Microsoft.Network/virtualNetworks/peer/action", "SUB/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v1"]]),
        // Deny assignments on linked scopes, with none that lacks a grant and with one.
        (
            format!("{client} has permission to perform action 'Microsoft.Network/virtualNetworks/write' on scope '{vnet}'; however, it does not have permission to perform action 'Microsoft.Network/networkSecurityGroups/join/action' on the '0' linked scope(s) '' or the linked scope(s) are invalid and is blocked by deny assignments on the '2' linked scope(s) '{SUB}/resourceGroups/a,{SUB}/resourceGroups/b'."),
            vec![
                ["denied", "-", ALICE, "Microsoft.Network/networkSecurityGroups/join/action", "SUB/resourceGroups/a"],
                ["denied", "-", ALICE, "Microsoft.Network/networkSecurityGroups/join/action", "SUB/resourceGroups/b"],
            ],
        ),
        (
            format!("{client} has permission to perform action 'A.B/c/write' on scope '{vnet}'; however, it does not have permission to perform action 'A.B/d/join/action' on the '1' linked scope(s) '{SUB}/resourceGroups/a' or the linked scope(s) are invalid and is blocked by deny assignments on the '1' linked scope(s) '{SUB}/resourceGroups/b'."),
            vec![
                ["notGranted", "-", ALICE, "A.B/d/join/action", "SUB/resourceGroups/a"],
                ["denied", "-", ALICE, "A.B/d/join/action", "SUB/resourceGroups/b"],
            ],
        ),
        (
            format!("{client} has permission to perform action 'A.B/c/write' on scope '{vnet}'; however, it does not have permission to perform action 'A.B/d/join/action' on the linked scope(s) '{SUB}/resourceGroups/a'; the access is denied because of the deny assignment with name 'x'."),
            vec![["denied", "-", ALICE, "A.B/d/join/action", "SUB/resourceGroups/a"]],
        ),
        // The action on a resource.
        (
            format!("Caller is not authorized to perform action 'Microsoft.KeyVault/vaults/keys/sign/action' on resource '{SUB}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv/keys/k1'."),
            vec![["notGranted", "data", "-", "Microsoft.KeyVault/vaults/keys/sign/action", "SUB/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv/keys/k1"]],
        ),
        (
            "Authorization failed for request. Caller is not authorized to perform action 'Microsoft.RecoveryServices/vaults/usages/read' on resource.".to_owned(),
            vec![["notGranted", "-", "-", "Microsoft.RecoveryServices/vaults/usages/read", "-"]],
        ),
        // AI services, with and without quotes, by object id and by sign-in name.
        (
            format!("(PermissionDenied) The principal `{ALICE}` lacks the required data action `Microsoft.CognitiveServices/accounts/OpenAI/responses/write` to perform `POST /openai/v1/responses` operation.\nCode: PermissionDenied"),
            vec![["notGranted", "data", ALICE, "Microsoft.CognitiveServices/accounts/OpenAI/responses/write", "-"]],
        ),
        (
            format!("The principal {ALICE} lacks the required data action Microsoft.CognitiveServices/accounts/OpenAI/responses/write to perform POST /openai/v1/responses operation. Status: 401 (PermissionDenied) ErrorCode: PermissionDenied"),
            vec![["notGranted", "data", ALICE, "Microsoft.CognitiveServices/accounts/OpenAI/responses/write", "-"]],
        ),
        (
            "401: The principal `alice@contoso.com` lacks the required data action `A.B/c/d/read` to perform `GET /c` operation.".to_owned(),
            vec![["notGranted", "data", "alice@contoso.com", "A.B/c/d/read", "-"]],
        ),
        (
            "Error: lacks the required data action \nA.B/c/d/read\nto perform GET /c operation.".to_owned(),
            vec![["notGranted", "data", "-", "A.B/c/d/read", "-"]],
        ),
        ("{'code': 'PermissionDenied', 'message': 'Principal does not have access to API/Operation.'}".to_owned(), vec![["notGranted", "data", "-", "-", "-"]]),
        // The short forms of the portal.
        (format!("You do not have authorization to perform action '{READ}' over scope '{SUB}'."), vec![["notGranted", "-", "-", READ, "SUB"]]),
        (format!("You don't have permission to perform action '{READ}'."), vec![["notGranted", "-", "-", READ, "-"]]),
        (format!("You don't have permission to perform '{READ}' at scope '{SUB}'."), vec![["notGranted", "-", "-", READ, "SUB"]]),
        (format!("Access blocked. Missing permissions: {READ}, A.B/c/write."), vec![["notGranted", "-", "-", READ, "-"], ["notGranted", "-", "-", "A.B/c/write", "-"]]),
        // Quotes that a tool dropped.
        (
            format!("The client {ALICE} with object id {ALICE} does not have authorization to perform action {READ} over scope {SUB}/resourceGroups/rg or the scope is invalid."),
            vec![["notGranted", "-", ALICE, READ, "SUB/resourceGroups/rg"]],
        ),
        // Service Bus or Event Hubs; only a consumer group tells which.
        (
            "Unauthorized access. 'Listen' claim(s) are required to perform this operation. Resource: 'sb://n.servicebus.windows.net/hub/consumergroups/$default/partitions/1'.".to_owned(),
            vec![["notGranted", "data", "-", "Microsoft.EventHub/namespaces/messages/receive/action", "-"]],
        ),
        ("amqp:unauthorized-access: Unauthorized access. 'Send' claim(s) are required to perform this operation. Resource: 'sb://n.servicebus.windows.net/q'.".to_owned(), vec![["notGranted", "data", "-", "-", "-"]]),
        // A cluster that asks Azure.
        (format!("Error from server (Forbidden): pods is forbidden: {CLUSTER}: User does not have access to the resource in Azure. Update role assignment to allow access."), vec![["notGranted", "data", "alice@contoso.com", "-", "-"]]),
        ("no - User does not have access to the resource in Azure. Update role assignment to allow access.".to_owned(), vec![["notGranted", "data", "-", "-", "-"]]),
        ("The client with object id does not have authorization to perform action over scope (code: AuthorizationFailed)".to_owned(), vec![["notGranted", "-", "-", "-", "-"]]),
        (format!("You don't have access. Missing permissions: {READ}"), vec![["notGranted", "-", "-", READ, "-"]]),
        ("You do not have the required permissions needed to perform this operation.".to_owned(), vec![["notGranted", "data", "-", "-", "-"]]),
    ];
    for (text, expected) in table {
        assert_eq!(read(&text), expected, "{text}");
        assert_eq!(unread(&text), [""; 0], "{text}");
    }
}

#[test]
fn the_actions_that_a_message_may_mean() {
    let candidates = |text: &str| {
        let [request] = &quoted_requests(text, "-")[..] else {
            panic!("{text}");
        };
        let each = request.candidates.iter().map(ToString::to_string);
        each.collect::<Vec<_>>()
    };
    assert_eq!(
        candidates("'Send' claim(s) are required to perform this operation."),
        [
            "Microsoft.ServiceBus/namespaces/messages/send/action",
            "Microsoft.EventHub/namespaces/messages/send/action"
        ]
    );
    let cluster = |verb: &str, resource: &str, group: &str| {
        candidates(&format!(
            "User \"u\" cannot {verb} resource \"{resource}\" in API group \"{group}\" at the cluster scope: User does not have access to the resource in Azure."
        ))
    };
    for (verb, resource, group, action) in [
        ("list", "pods", "", "pods/read"),
        ("patch", "deployments", "apps", "apps/deployments/write"),
        ("deletecollection", "jobs", "batch", "batch/jobs/delete"),
        ("create", "pods/exec", "", "pods/exec/action"),
    ] {
        assert_eq!(
            cluster(verb, resource, group),
            [
                format!("Microsoft.ContainerService/managedClusters/{action}"),
                format!("Microsoft.Kubernetes/connectedClusters/{action}")
            ]
        );
    }
    assert_eq!(
        cluster("bind", "roles", "rbac.authorization.k8s.io"),
        [""; 0]
    );
}

/// Messages that no role answers: code, cause, and words of what is said.
#[test]
fn refusals_that_no_role_changes() {
    let lock = format!(
        "(ScopeLocked) The scope '{SUB}/resourceGroups/rg/providers/Microsoft.Web/sites/s' cannot perform delete operation because following scope(s) are locked: '{SUB}/resourceGroups/rg'. Please remove the lock and try again.\nCode: ScopeLocked"
    );
    let tenant = format!(
        "ERROR: (LinkedAuthorizationFailed) The client has permission to perform action 'Microsoft.Compute/images/read' on scope '{SUB}/resourceGroups/rg', however the current tenant '7e000000-0000-0000-0000-000000000001' is not authorized to access linked subscription '5b000000-0000-0000-0000-000000000002'.\nCode: LinkedAuthorizationFailed"
    );
    let table = [
        (
            tenant.as_str(),
            "LinkedAuthorizationFailed",
            "otherTenant",
            "`5b000000-0000-0000-0000-000000000002` belongs to another tenant than `7e000000-0000-0000-0000-000000000001`",
        ),
        (
            "InvalidAuthenticationTokenTenant: The access token is from the wrong issuer 'https://sts.windows.net/a/'. It must match the tenant 'https://sts.windows.net/b/'.",
            "InvalidAuthenticationTokenTenant",
            "otherTenant",
            "another tenant",
        ),
        (lock.as_str(), "ScopeLocked", "lock", "stops the delete of"),
        (
            "Forbidden (403); Substatus: 5301; Reason: (Request blocked by Auth acc : Request is blocked because principal [a0000000-0000-0000-0000-000000000001] does not have required RBAC permissions to perform action [Microsoft.DocumentDB/databaseAccounts/readMetadata] on resource [/].",
            "Forbidden",
            "cosmosRoles",
            "`Microsoft.DocumentDB/databaseAccounts/readMetadata` by roles of its own",
        ),
        (
            "Request blocked by Auth acc : The given request [POST /dbs/a/colls] cannot be authorized by AAD token in data plane.",
            "Forbidden",
            "cosmosRoles",
            "`POST /dbs/a/colls` over its data endpoint, from any principal",
        ),
        (
            "(InvalidActionOrNotAction) 'Microsoft.Compute/disks/reed' does not match any of the actions supported by the providers.",
            "InvalidActionOrNotAction",
            "roleDefinition",
            "`Microsoft.Compute/disks/reed` is not an operation",
        ),
        (
            "The resource provider referenced in the action 'A.B/c/read' has not published any data operations.",
            "InvalidActionOrNotAction",
            "roleDefinition",
            "`A.B/c/read` is not a data action",
        ),
        (
            CLUSTER,
            "Forbidden",
            "kubernetes",
            "does not let `alice@contoso.com` list `pods`",
        ),
        (
            "(Forbidden) The user, group or application 'appid=x;oid=y;iss=z' does not have secrets list permission on key vault 'kv1;location=westeurope'.",
            "Forbidden",
            "accessPolicy",
            "`kv1` goes by its access policies, and none gives `secrets list`",
        ),
        (
            "(RequestDisallowedByPolicy) Resource 'st' was disallowed by policy.",
            "RequestDisallowedByPolicy",
            "policy",
            "Azure Policy",
        ),
        (
            "This request is not authorized to perform this operation.\nErrorCode:AuthorizationFailure",
            "AuthorizationFailure",
            "network",
            "network rules",
        ),
        (
            "(Forbidden) Client address is not authorized and caller is not a trusted service. Code: ForbiddenByFirewall",
            "ForbiddenByFirewall",
            "network",
            "firewall",
        ),
    ];
    for (text, code, cause, words) in table {
        let errors = azure_errors(text, "error.txt");
        let [other] = &errors.others[..] else {
            panic!("{text}: {errors:?}");
        };
        assert_eq!((other.code.as_str(), other.cause.as_str()), (code, cause));
        assert!(other.message.contains(words), "{}", other.message);
        assert!(!other.help.is_empty() && !other.message.ends_with('.'));
        assert_eq!((errors.requests, errors.unread), (vec![], vec![]), "{text}");
    }
}

/// Texts, and the parts of them that look like refusals and were not understood.
#[test]
fn what_is_not_understood_is_quoted() {
    let good = plain(READ, SUB);
    let french =
        "(AuthorizationFailed) Le client n'est pas autorisé : A.B/c/write, à cette étendue.";
    let linked = format!(
        "The client 'x' with object id '{ALICE}' has permission to perform action 'A.B/c/write' on scope '{SUB}'; however, the moon is full."
    );
    let table: [(String, Vec<&str>); 7] = [
        (format!("(AuthorizationFailed) {good}\nCode: AuthorizationFailed\nMessage: {good}"), vec![]),
        (format!("{good}\n{french}\n{good}"), vec![french]),
        (format!("{french}\n{good}"), vec![french]),
        (format!("{good}\nLinkedAuthorizationFailed: something else.\nStatus: 403"), vec!["LinkedAuthorizationFailed: something else."]),
        (format!("{good}\n\nThe upload failed: access denied to the lake.\n"), vec!["The upload failed: access denied to the lake."]),
        // A linked action without a scope that is readable has no type.
        ("The client does not have permission to perform action 'run' on scope '/triggers/manual'.".to_owned(), vec!["The client does not have permission to perform action 'run' on scope '/triggers/manual'."]),
        (linked.clone(), vec![]),
    ];
    for (text, expected) in table {
        let quoted = unread(&text);
        if text == linked {
            // Of a long line the part beside the place is quoted.
            let [quote] = &quoted[..] else {
                panic!("{quoted:?}");
            };
            assert!(quote.contains("has permission to perform action 'A.B/c/write'"));
            continue;
        }
        assert_eq!(quoted, expected, "{text}");
    }
    let errors = azure_errors(&format!("{good}\n\n  {french}"), "log");
    assert_eq!(errors.requests.len(), 1);
    assert_eq!(errors.unread[0].place.to_string(), "log:3:4");
}
