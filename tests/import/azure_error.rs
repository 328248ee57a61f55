//! Authorization errors as they are pasted. The texts are written after the public shapes of the
//! messages; ids and names are invented.

use rolecall::{Plane, Position, QuotedRequest, quoted_requests};

const SUB: &str = "/subscriptions/5b000000-0000-0000-0000-000000000001";
const ALICE: &str = "a0000000-0000-0000-0000-000000000001";

/// Code, object id, client, action, scope; `-` for what is absent.
fn rows(text: &str) -> Vec<[String; 5]> {
    quoted_requests(text, "error.txt").iter().map(row).collect()
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
            "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
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
