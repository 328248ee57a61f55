//! `--redact` over tenants in which every name, id and text is one that stands nowhere else: no
//! output of any command in any format holds one of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::json;

use super::redact::{out, text_of};
use super::*;

const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const DELEGATE: &str = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/// Makes marks and remembers them.
struct Marks {
    seed: u32,
    made: Vec<String>,
}

impl Marks {
    fn word(&mut self, kind: &str) -> String {
        let word = format!("zq{:x}{kind}{}qz", self.seed, self.made.len());
        self.made.push(word.clone());
        word
    }

    fn guid(&mut self) -> String {
        let guid = format!(
            "{:08x}-5eed-4000-8000-{:012x}",
            self.seed | 0xa000_0000,
            self.made.len()
        );
        self.made.push(guid.clone());
        guid
    }
}

struct Marked {
    folder: PathBuf,
    marks: Vec<String>,
    user: String,
    sign_in: String,
    group_name: String,
    role_name: String,
    scope: String,
}

/// A tenant with a record of every kind, `size` of some.
#[expect(clippy::too_many_lines, reason = "one document after the other")]
fn tenant(seed: u32, size: usize) -> Marked {
    let mut m = Marks {
        seed,
        made: Vec::new(),
    };
    let folder = out(&format!("marked-{seed}-{size}"));
    let _ = fs::remove_dir_all(&folder);
    let inner = folder.join(m.word("folder"));
    fs::create_dir_all(&inner).unwrap();
    let write = |m: &mut Marks, kind: &str, json: &Value| {
        fs::write(
            inner.join(format!("{}.json", m.word(kind))),
            json.to_string(),
        )
        .unwrap();
    };
    let subscription = format!("/subscriptions/{}", m.guid());
    let group_scope = format!("{subscription}/resourceGroups/{}", m.word("rg"));
    let account = m.word("account");
    let storage = format!("{group_scope}/providers/Microsoft.Storage/storageAccounts/{account}");
    let vault_name = m.word("vault");
    let vault = format!("{group_scope}/providers/Microsoft.KeyVault/vaults/{vault_name}");
    let identity = format!(
        "{group_scope}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{}",
        m.word("uami")
    );
    let (mg, mg_child) = (m.word("mg"), m.word("mgc"));
    let mg_scope = |name: &str| format!("/providers/Microsoft.Management/managementGroups/{name}");
    let auth = "providers/Microsoft.Authorization";
    let mut users = Vec::new();
    let mut assignments = Vec::new();
    let role = m.guid();
    let role_name = m.word("Role");
    let condition = |m: &mut Marks, allowed: &str| {
        format!(
            "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals '{}' AND @Principal[Microsoft.Directory/CustomSecurityAttributes/Id:{}] StringEquals '{}' AND @Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:{}<$key_case_sensitive$>] StringLike '{}*' AND @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{allowed}}}",
            m.word("container"),
            m.word("set"),
            m.word("team"),
            m.word("tag"),
            m.word("like")
        )
    };
    let definition = json!([{
        "id": format!("{subscription}/{auth}/roleDefinitions/{role}"), "name": role,
        "roleName": role_name, "roleType": "CustomRole", "description": m.word("about"),
        "type": "Microsoft.Authorization/roleDefinitions",
        "assignableScopes": [subscription, group_scope],
        "createdBy": m.guid(), "updatedBy": m.guid(),
        "permissions": [
            {"actions": ["Microsoft.Authorization/*", "Microsoft.Compute/*"], "notActions": [], "dataActions": [], "notDataActions": [],
             "condition": condition(&mut m, CONTRIBUTOR), "conditionVersion": "2.0"},
            {"actions": ["Microsoft.Storage/*/read", "Microsoft.Authorization/roleAssignments/write"], "notActions": [], "dataActions": ["Microsoft.Storage/*"], "notDataActions": []},
        ],
    }]);
    write(&mut m, "roles", &definition);
    let mut assign = |m: &mut Marks,
                      principal: &str,
                      kind: &str,
                      name: &str,
                      role: &str,
                      scope: &str,
                      condition: Option<String>| {
        let guid = m.guid();
        assignments.push(json!({
            "id": format!("{scope}/{auth}/roleAssignments/{guid}"), "name": guid,
            "type": "Microsoft.Authorization/roleAssignments",
            "principalId": principal, "principalType": kind, "principalName": name,
            "roleDefinitionId": format!("{subscription}/{auth}/roleDefinitions/{role}"),
            "scope": scope, "description": m.word("why"), "createdBy": m.guid(),
            "condition": condition, "conditionVersion": condition.as_ref().map(|_| "2.0"),
        }));
    };
    for n in 0..size {
        let (id, upn) = (
            m.guid(),
            format!("{}@{}.example", m.word("upn"), m.word("domain")),
        );
        let guest = if n % 2 == 0 { "Guest" } else { "Member" };
        users.push(json!({
            "@odata.type": "#microsoft.graph.user", "id": id, "displayName": format!("{} {}", m.word("Given"), m.word("Family")),
            "userPrincipalName": upn, "mail": format!("{}@mail.example", m.word("mail")), "userType": guest,
            "jobTitle": m.word("job"),
        }));
        let bound = condition(&mut m, OWNER);
        assign(
            &mut m,
            &id,
            "User",
            &upn,
            [OWNER, DELEGATE, &role][n % 3],
            [&subscription, &group_scope, &storage][n % 3],
            (n % 3 == 1).then_some(bound),
        );
        assign(&mut m, &id, "User", &upn, &role, &mg_scope(&mg), None);
    }
    let (group, group_name) = (m.guid(), m.word("Group"));
    assign(
        &mut m,
        &group,
        "Group",
        &group_name,
        CONTRIBUTOR,
        &group_scope,
        None,
    );
    let (service, app, service_name) = (m.guid(), m.guid(), m.word("Service"));
    assign(
        &mut m,
        &service,
        "ServicePrincipal",
        &app,
        OWNER,
        &subscription,
        None,
    );
    // Neither a definition nor a principal is known for these.
    let (lost_role, orphan) = (m.guid(), m.guid());
    assign(&mut m, &orphan, "User", "", &lost_role, &subscription, None);
    write(&mut m, "assignments", &Value::from(assignments));
    let groups = json!({"value": [{"id": group, "displayName": group_name, "description": m.word("purpose"), "mailNickname": m.word("nick"), "members": users}]});
    write(&mut m, "groups", &groups);
    let principals = json!([{
        "@odata.type": "#microsoft.graph.servicePrincipal", "id": service, "appId": app,
        "appDisplayName": service_name, "displayName": service_name, "servicePrincipalType": "ManagedIdentity",
        "servicePrincipalNames": [app, format!("https://{}.example", m.word("spn"))],
        "alternativeNames": ["isExplicit=True", identity], "appOwnerOrganizationId": m.guid(),
    }]);
    write(&mut m, "principals", &principals);
    let deny = m.guid();
    let denies = json!([{
        "id": format!("{subscription}/{auth}/denyAssignments/{deny}"), "name": deny,
        "type": "Microsoft.Authorization/denyAssignments",
        "properties": {
            "denyAssignmentName": m.word("Deny"), "description": m.word("hold"), "scope": subscription,
            "permissions": [{"actions": ["*/delete"], "notActions": [], "dataActions": [], "notDataActions": []}],
            "principals": [{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}],
            "excludePrincipals": [{"id": group, "type": "Group", "displayName": group_name}],
            "isSystemProtected": true, "doNotApplyToChildScopes": false,
        }
    }]);
    write(&mut m, "denies", &denies);
    let eligible = m.guid();
    let user = users_id(&groups);
    let schedules = json!({"value": [{
        "id": format!("{subscription}/{auth}/roleEligibilityScheduleInstances/{eligible}"), "name": eligible,
        "type": "Microsoft.Authorization/roleEligibilityScheduleInstances",
        "properties": {
            "scope": subscription, "roleDefinitionId": format!("{subscription}/{auth}/roleDefinitions/{OWNER}"),
            "principalId": user, "principalType": "User", "memberType": "Direct",
            "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": null,
            "expandedProperties": {"principal": {"id": user, "displayName": m.word("expanded"), "email": m.word("email"), "type": "User"},
                "roleDefinition": {"id": OWNER, "displayName": "Owner", "type": "BuiltInRole"},
                "scope": {"id": subscription, "displayName": m.word("subname"), "type": "subscription"}},
        }
    }]});
    write(&mut m, "eligible", &schedules);
    let tree = json!({
        "id": mg_scope(&mg), "name": mg, "type": "Microsoft.Management/managementGroups", "displayName": m.word("MgName"),
        "tenantId": m.guid(),
        "children": [{"id": mg_scope(&mg_child), "name": mg_child, "type": "Microsoft.Management/managementGroups", "displayName": m.word("MgChild"),
            "children": [{"id": subscription, "name": subscription.rsplit('/').next().unwrap(), "type": "/subscriptions", "displayName": m.word("Sub"), "children": null}]}],
    });
    write(&mut m, "tree", &tree);
    let resources = json!([
        {"id": storage, "name": account, "type": "Microsoft.Storage/storageAccounts", "location": "westeurope", "kind": "StorageV2",
         "tags": {m.word("tagkey"): m.word("tagvalue")},
         "properties": {"allowSharedKeyAccess": true, "primaryEndpoints": {"blob": format!("https://{account}.blob.core.windows.net/")}}},
        {"id": vault, "name": vault_name, "type": "Microsoft.KeyVault/vaults", "location": "westeurope",
         "properties": {"vaultUri": format!("https://{vault_name}.vault.azure.net/"), "enableRbacAuthorization": false, "tenantId": m.guid(),
            "accessPolicies": [{"tenantId": m.guid(), "objectId": user, "permissions": {"secrets": ["all"], "keys": [], "certificates": []}}]}},
        {"id": format!("{group_scope}/providers/Microsoft.Compute/virtualMachines/{}", m.word("vm")), "name": m.word("vmname"),
         "type": "Microsoft.Compute/virtualMachines", "location": "westeurope",
         "identity": {"type": "SystemAssigned, UserAssigned", "principalId": service, "tenantId": m.guid(),
            "userAssignedIdentities": {identity.clone(): {"principalId": m.guid(), "clientId": m.guid()}}},
         "properties": {"osProfile": {"computerName": m.word("computer"), "adminUsername": m.word("admin")}}},
    ]);
    write(&mut m, "resources", &resources);
    let clusters = json!([{
        "id": format!("{group_scope}/providers/Microsoft.NetworkCloud/clusters/{}", m.word("cluster")), "name": m.word("clustername"),
        "type": "Microsoft.NetworkCloud/clusters", "location": "eastus",
        "extendedLocation": {"name": format!("{group_scope}/providers/Microsoft.ExtendedLocation/customLocations/{}", m.word("location")), "type": "CustomLocation"},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {identity.clone(): {"principalId": service, "clientId": app}}},
        "properties": {
            "clusterType": "SingleRack", "clusterVersion": "4.1", "detailedStatus": "Running", "clusterLocation": m.word("street"),
            "clusterServicePrincipal": {"applicationId": m.guid(), "principalId": m.guid(), "tenantId": m.guid(), "password": m.word("password")},
            "analyticsOutputSettings": {"analyticsWorkspaceId": format!("{group_scope}/providers/Microsoft.OperationalInsights/workspaces/{}", m.word("workspace")),
                "associatedIdentity": {"identityType": "UserAssignedIdentity", "userAssignedIdentityResourceId": identity}},
            "commandOutputSettings": {"containerUrl": format!("https://{account}.blob.core.windows.net/{}", m.word("output")),
                "associatedIdentity": {"identityType": "UserAssignedIdentity", "userAssignedIdentityResourceId": identity}},
            "secretArchive": {"keyVaultId": vault, "useKeyVault": "True"},
            "managedResourceGroupConfiguration": {"name": m.word("managed"), "location": "eastus"},
        }
    }]);
    write(&mut m, "clusters", &clusters);
    let events = json!([{
        "authorization": {"action": "Microsoft.Storage/storageAccounts/listKeys/action", "scope": storage, "role": m.word("evrole")},
        "caller": format!("{}@caller.example", m.word("caller")),
        "claims": {"name": m.word("claim"), "ipaddr": m.word("address"), "http://schemas.microsoft.com/identity/claims/objectidentifier": user},
        "correlationId": m.guid(), "eventDataId": m.guid(), "eventTimestamp": "2026-02-01T00:00:00Z",
        "operationName": {"value": "Microsoft.Storage/storageAccounts/listKeys/action", "localizedValue": m.word("localized")},
        "resourceId": storage, "resourceGroupName": m.word("evrg"), "status": {"value": "Succeeded"},
        "subscriptionId": subscription.rsplit('/').next().unwrap(), "properties": {"message": m.word("message")},
    }]);
    write(&mut m, "events", &events);
    // Files that can't be understood, and records that are odd.
    let strange = json!([{m.word("field"): m.word("value")}]);
    write(&mut m, "strange", &strange);
    let odd = json!([{"id": format!("{subscription}/{auth}/roleAssignments/{}", m.guid()), "type": "Microsoft.Authorization/roleAssignments",
        "principalId": m.word("nobody"), "roleDefinitionId": m.word("norole"), "scope": m.word("noscope"), "condition": m.word("nocondition"), "principalType": m.word("nokind")}]);
    write(&mut m, "odd", &odd);
    let broken = format!("{{\"{}\": [", m.word("broken"));
    fs::write(inner.join(format!("{}.json", m.word("brokenfile"))), broken).unwrap();
    let first = &groups["value"][0]["members"][0];
    Marked {
        user,
        sign_in: first["userPrincipalName"].as_str().unwrap().to_owned(),
        group_name,
        role_name,
        scope: group_scope,
        folder,
        marks: m.made,
    }
}

fn users_id(groups: &Value) -> String {
    groups["value"][0]["members"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

impl Marked {
    /// The marks that a text holds.
    fn held(&self, text: &str) -> BTreeSet<&str> {
        let lower = text.to_lowercase();
        let held = |mark: &&String| lower.contains(&mark.to_lowercase());
        self.marks.iter().filter(held).map(String::as_str).collect()
    }

    /// Every command that takes `--redact`, without the inputs.
    fn commands(&self) -> Vec<(Vec<&str>, &'static [&'static str])> {
        const PLAIN: &[&str] = &["human", "json", "jsonl", "csv", "markdown"];
        const AUDIT: &[&str] = &[
            "human", "json", "jsonl", "csv", "markdown", "html", "sarif", "junit", "xlsx",
        ];
        const PATHS: &[&str] = &[
            "human", "json", "jsonl", "csv", "markdown", "dot", "mermaid",
        ];
        let action = "Microsoft.Authorization/roleAssignments/write";
        vec![
            (vec!["audit", "--no-config"], AUDIT),
            (vec!["audit", "--no-config", "--paths"], PATHS),
            (vec!["who", action], PLAIN),
            (
                vec!["who", "Microsoft.Storage/*", "--at", &self.scope],
                PLAIN,
            ),
            (vec!["what", &self.sign_in, "--expand"], PLAIN),
            (vec!["what", &self.group_name, "--at", &self.scope], PLAIN),
            (
                vec![
                    "can",
                    &self.user,
                    action,
                    "Microsoft.Compute/*",
                    "--at",
                    &self.scope,
                ],
                PLAIN,
            ),
            (vec!["can", "--role", &self.role_name, action], PLAIN),
        ]
    }
}

impl Marked {
    /// The file whose name holds this word.
    fn file(&self, word: &str) -> String {
        let folder = fs::read_dir(&self.folder).unwrap().next().unwrap().unwrap();
        let mut files = fs::read_dir(folder.path()).unwrap();
        let file = files.find_map(|file| {
            let file = file.unwrap();
            let is_it = file.file_name().to_string_lossy().contains(word);
            is_it.then(|| file.path())
        });
        file.unwrap().to_str().unwrap().to_owned()
    }
}

/// What judges clusters, conditions and role definitions, each with its inputs and the formats it has.
#[test]
fn no_check_and_no_lint_holds_a_mark() {
    const PLAIN: &[&str] = &["human", "json", "jsonl", "csv", "markdown"];
    const LINT: &[&str] = &[
        "human", "json", "jsonl", "csv", "markdown", "sarif", "junit",
    ];
    // Answers that are no lists have no table.
    const PAGES: &[&str] = &["human", "json", "jsonl", "markdown"];
    let marked = tenant(11, 3);
    let [assignments, roles, clusters] =
        ["assignments", "roles", "clusters"].map(|word| marked.file(word));
    let task = "manage-all-keysets";
    let commands: [(&[&str], &[&str]); 8] = [
        (
            &[
                "recommend",
                "--for",
                &marked.sign_in,
                "--task",
                task,
                "--at",
                &marked.scope,
                "--also-at",
                &marked.scope,
                "--exclude",
                &marked.role_name,
                "-i",
                ".",
            ],
            LINT,
        ),
        (&["nexus", "check", "-i", "."], LINT),
        (&["nexus", "check", "--cluster", &clusters, "-i", "."], LINT),
        (&["roles", "lint", &roles], LINT),
        (&["conditions", "lint", &assignments], LINT),
        (&["conditions", "explain", &assignments], PAGES),
        (&["conditions", "eval", &assignments, "-i", "."], PAGES),
        (
            &["conditions", "delegation", &marked.user, "-i", "."],
            PLAIN,
        ),
    ];
    for (command, formats) in commands {
        for format in formats {
            let run = |redact: &[&str]| {
                let words = [command, &["--format", format], redact].concat();
                let run = rolecall_in(&marked.folder, &words);
                assert!([0, 1, 4].contains(&run.code), "{words:?} {}", run.told());
                run
            };
            let (plain, hidden) = (run(&[]), run(&["--redact"]));
            assert_eq!(plain.code, hidden.code, "{command:?} as {format}");
            // What speaks against a recommendation names nobody.
            let names = command[0] != "recommend" || ["human", "json"].contains(format);
            assert!(
                !names || !marked.held(&plain.told()).is_empty(),
                "{command:?} as {format}"
            );
            let held = marked.held(&hidden.told());
            assert!(
                held.is_empty(),
                "{command:?} as {format}: {held:?}\n{}",
                hidden.told()
            );
        }
    }
    let refused = [
        "conditions",
        "eval",
        &assignments,
        "--redact",
        "--attr",
        "@Request[a]=b",
    ];
    let run = rolecall_in(&marked.folder, &refused);
    assert_eq!(run.code, 2, "{}", run.told());
    let refused = ["recommend", "--redact", "--actions-from", &assignments];
    assert_eq!(rolecall_in(&marked.folder, &refused).code, 2);
}

fn run(marked: &Marked, command: &[&str], format: &str, redact: &[&str]) -> String {
    let file = out(&format!("marked.{format}"));
    let _ = fs::remove_file(&file);
    let shown = file.to_str().unwrap();
    let inputs = ["-i", ".", "--format", format, "-o", shown];
    let run = rolecall_in(&marked.folder, &[command, &inputs, redact].concat());
    assert!([0, 1, 4].contains(&run.code), "{command:?}: {}", run.told());
    run.stderr.replace(shown, "") + &run.stdout + &text_of(&file)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_output_holds_a_mark(seed in 1..0xffffu32, size in 2..5usize) {
        let marked = tenant(seed, size);
        for (command, formats) in marked.commands() {
            let plain = run(&marked, &command, "json", &[]);
            prop_assert!(marked.held(&plain).len() > 4, "{command:?} shows marks when it may");
            for format in formats {
                let told = run(&marked, &command, format, &["--redact"]);
                let held = marked.held(&told);
                prop_assert!(held.is_empty(), "{command:?} as {format}: {held:?}");
            }
        }
        let other = tenant(seed, size + 1);
        for format in ["human", "json", "jsonl", "csv", "markdown"] {
            let new = other.folder.to_str().unwrap();
            let run = rolecall_in(&marked.folder, &["diff", ".", new, "--redact", "--format", format]);
            // Each has a damaged file.
            prop_assert!(run.code == 4, "{}", run.told());
            let told = run.told();
            let held: Vec<_> = marked.held(&told).into_iter().chain(other.held(&told)).collect();
            prop_assert!(held.is_empty(), "diff as {format}: {held:?}");
        }
    }
}

#[test]
fn a_redacted_answer_says_the_same_and_can_be_verified() {
    let marked = tenant(7, 3);
    for (command, _) in marked.commands().into_iter().skip(2) {
        let of = |redact: &[&str]| -> Value {
            let inputs = ["-i", ".", "--format", "json"];
            rolecall_in(&marked.folder, &[&command[..], &inputs, redact].concat()).json()
        };
        let (plain, hidden) = (of(&[]), of(&["--redact"]));
        assert!(
            shape(&plain["result"]) == shape(&hidden["result"]),
            "{command:?}"
        );
        let file = out("answer.json");
        fs::write(&file, hidden.to_string()).unwrap();
        let file = file.to_str().unwrap();
        let run = rolecall_in(
            &marked.folder,
            &["verify", file, "-i", ".", "--redact", "--format", "json"],
        );
        assert!([0, 4].contains(&run.code), "{command:?}: {}", run.told());
        let held = marked.held(&run.told()).len();
        assert_eq!(held, 0, "{}", run.told());
        assert_ne!(
            rolecall_in(&marked.folder, &["verify", file, "-i", "."]).code,
            0
        );
    }
}

/// The words of the program in an answer, and how much there is of everything.
fn shape(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut shapes: Vec<String> =
                items.iter().map(|item| shape(item).to_string()).collect();
            shapes.sort();
            json!(shapes)
        }
        Value::Object(fields) => {
            let kept = fields.iter().map(|(key, field)| {
                let word = ["outcome", "plane", "kind", "operations"].contains(&key.as_str());
                let field = if word { field.clone() } else { shape(field) };
                (key.clone(), field)
            });
            Value::Object(kept.collect())
        }
        Value::String(_) => json!("text"),
        other => other.clone(),
    }
}

#[test]
fn questions_are_asked_by_their_own_names() {
    let marked = tenant(9, 3);
    let file = out("questions.json");
    let questions = json!([
        {"who": marked.sign_in, "action": "Microsoft.Authorization/roleAssignments/write", "scope": marked.scope},
        {"who": marked.group_name, "action": "Microsoft.Compute/virtualMachines/write", "scope": marked.scope, "expect": "allowed"},
        {"role": marked.role_name, "action": "Microsoft.Storage/storageAccounts/read", "expect": "allowed"},
    ]);
    fs::write(&file, questions.to_string()).unwrap();
    let file = file.to_str().unwrap();
    let base = ["can", "--questions", file, "-i", ".", "--redact"];
    let run = rolecall_in(&marked.folder, &base);
    // One of the exports is damaged.
    assert_eq!(run.code, 4, "{}", run.told());
    assert_eq!(marked.held(&run.told()).len(), 0, "{}", run.told());
}

#[test]
fn what_redaction_can_not_translate_is_refused() {
    let marked = tenant(11, 2);
    let action = "Microsoft.Storage/storageAccounts/read";
    let attribute = [
        "--attr",
        "@Resource[Microsoft.Storage/storageAccounts:name]=a",
    ];
    let base = [
        "can",
        &marked.user,
        action,
        "--at",
        &marked.scope,
        "-i",
        ".",
        "--redact",
    ];
    let run = rolecall_in(&marked.folder, &[&base[..], &attribute].concat());
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    let unknown = [
        "can",
        "somebody",
        action,
        "--at",
        &marked.scope,
        "-i",
        ".",
        "--redact",
    ];
    let run = rolecall_in(&marked.folder, &unknown);
    assert_eq!(run.code, 2);
    assert_eq!(marked.held(&run.told()).len(), 0, "{}", run.told());
}
