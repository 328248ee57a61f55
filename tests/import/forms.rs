//! Every form of the table: its example gives the records that the plain form of the same data gives, or is
//! named.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rolecall::import::{self, InputForm, InputSource, Printed, input_forms};
use rolecall::model::{InputKind, Tenant};
use rolecall::{Effect, Position};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/forms")
}

fn fixture(form: &InputForm) -> Tenant {
    import::read(&[InputSource::Path(folder().join(form.fixture))])
}

fn text(text: &str) -> Tenant {
    let command = "command".to_owned();
    let bytes = text.as_bytes().to_vec();
    import::read(&[InputSource::Printed(Printed { command, bytes })])
}

/// What is granted, without the places and the names that only some forms have.
fn assignments(tenant: &Tenant) -> BTreeSet<String> {
    let all = tenant.role_assignments.iter();
    all.map(|a| {
        let condition = a.condition.as_ref().map(|c| (&*c.text, &*c.version));
        let id = a.id.to_lowercase();
        format!("{id} {} {} {} {condition:?}", a.principal, a.role, a.scope).to_lowercase()
    })
    .collect()
}

fn definitions(tenant: &Tenant) -> BTreeSet<String> {
    let all = tenant.role_definitions.iter();
    all.map(|role| {
        format!(
            "{} {:?} {:?}",
            role.name, role.permissions, role.assignable_scopes
        )
    })
    .collect()
}

#[test]
fn the_example_of_each_form_gives_the_records_of_the_plain_form() {
    let plain = import::read(&[InputSource::Path(folder().join("list.json"))]);
    assert_eq!(
        (plain.role_assignments.len(), plain.role_definitions.len()),
        (2, 1)
    );
    let forms = input_forms().iter().filter(|form| form.is_read());
    let mut read = 0;
    for form in forms {
        let tenant = fixture(form);
        let name = form.name;
        assert_eq!(
            assignments(&tenant),
            assignments(&plain),
            "{name}: {:#?}",
            tenant.diagnostics
        );
        // These have no role definitions.
        if !["csv", "azure-hound"].contains(&name) {
            assert_eq!(definitions(&tenant), definitions(&plain), "{name}");
        }
        // What-if never shows all role assignments.
        let notes = tenant.diagnostics.iter();
        let notes = notes.filter(|note| note.code != "what-if-gaps");
        let mut effects = notes.map(|note| note.effect);
        assert!(
            effects.all(|effect| effect == Effect::None),
            "{name}: {:#?}",
            tenant.diagnostics
        );
        for assignment in &tenant.role_assignments {
            assert_ne!(assignment.place.at, Position::Whole, "{name}");
        }
        read += 1;
    }
    let named = input_forms().len() - read;
    println!("{read} forms read, {named} forms named");
    assert!(read >= 18 && named >= 9);
}

#[test]
fn what_is_not_read_is_named_with_a_way_out() {
    for form in input_forms().iter().filter(|form| !form.is_read()) {
        let tenant = fixture(form);
        let [note] = &tenant.diagnostics[..] else {
            panic!("{}: {:#?}", form.name, tenant.diagnostics);
        };
        assert_eq!(note.code, "unreadable-form", "{}", form.name);
        assert_eq!(note.effect, Effect::RecordsLost);
        assert!(note.message.contains(form.title), "{}", note.message);
        assert_eq!(note.help.as_deref(), Some(form.reads));
        assert_eq!(tenant.inputs[0].kind, InputKind::Unrecognised);
    }
}

#[test]
fn names_and_examples_are_of_one_form_each() {
    let names: BTreeSet<_> = input_forms().iter().map(|form| form.name).collect();
    let files: BTreeSet<_> = input_forms()
        .iter()
        .map(|form| form.fixture.to_owned())
        .collect();
    assert_eq!(
        (names.len(), files.len()),
        (input_forms().len(), input_forms().len())
    );
    let there = std::fs::read_dir(folder()).unwrap();
    let there: BTreeSet<_> = there
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(there, files);
}

fn codes(tenant: &Tenant) -> Vec<&str> {
    tenant.diagnostics.iter().map(|d| d.code).collect()
}

fn places(tenant: &Tenant) -> Vec<String> {
    let all = tenant.role_assignments.iter();
    all.map(|assignment| assignment.place.to_string()).collect()
}

const ROW: &str = r#"{"principalId":"f1000000-0000-4000-8000-000000000001","roleDefinitionId":"acdd72a7-3385-48ef-bd42-f606fba81ae7","scope":"/subscriptions/f0000000-0000-4000-8000-000000000001"}"#;

#[test]
fn records_have_their_place_in_the_file() {
    for (name, expected) in [
        ("csv", "csv.csv:3"),
        ("yaml", "yaml.yaml:16"),
        (
            "resource-graph-table",
            "resource-graph-table.json#/data/rows/1",
        ),
        ("batch", "batch.json#/responses/1/content/value/0"),
        ("rest-method", "rest-method.json#/Content"),
        ("steampipe", "steampipe.json#/rows/1"),
        ("comments", "comments.jsonc#/1"),
        ("messages", "messages.json#/1"),
        ("pulumi", "pulumi.json#/deployment/resources/2"),
        (
            "azure-hound",
            "azure-hound.json#/data/5/data/roleAssignments/0/roleAssignment",
        ),
    ] {
        let form = input_forms().iter().find(|form| form.name == name).unwrap();
        let places = places(&fixture(form));
        assert!(places[0].ends_with(expected), "{name}: {places:?}");
    }
}

#[test]
fn forms_stand_in_each_other() {
    let table = format!(
        r#"{{"data":{{"columns":[{{"name":"properties"}},{{"name":"type"}}],"rows":[[{ROW},"microsoft.authorization/roleassignments"]]}},"$skipToken":"more"}}"#
    );
    let content = serde_json::Value::from(table);
    let tenant = text(&format!(r#"[{{"StatusCode":200,"Content":{content}}}]"#));
    assert_eq!(places(&tenant), ["command#/0/Content"]);
    assert_eq!(codes(&tenant), ["truncated-page"]);
}

#[test]
fn a_request_that_failed_is_named() {
    let tenant = text(&format!(
        r#"{{"responses":[{{"id":"1","status":200,"body":{{"value":[{ROW}]}}}},{{"id":"2","status":403,"body":{{"error":{{"code":"Forbidden","message":"no"}}}}}}]}}"#
    ));
    assert_eq!(tenant.role_assignments.len(), 1);
    let said = "request `2` failed with status 403: Forbidden: no";
    assert_eq!(failure(&tenant), [said, "command#/responses/1"]);
}

/// What is said of the one response that failed, and where.
fn failure(tenant: &Tenant) -> [String; 2] {
    let [note] = &tenant.diagnostics[..] else {
        panic!("{:#?}", tenant.diagnostics);
    };
    assert_eq!(
        (note.code, note.effect),
        ("failed-response", Effect::RecordsLost)
    );
    [
        note.message.clone(),
        note.place.as_ref().unwrap().to_string(),
    ]
}

#[test]
fn a_command_that_failed_is_named() {
    let tenant = text(&format!(
        "WARNING: Retrying.\r\n[{ROW}]\r\nERROR: (Forbidden) no\r\n"
    ));
    assert_eq!(tenant.role_assignments.len(), 1);
    let said = "the command failed: (Forbidden) no";
    assert_eq!(failure(&tenant), [said, "command:3:1"]);
    let tenant = text("ERROR: Please run 'az login' to setup account.\n");
    assert_eq!(codes(&tenant)[0], "failed-response");
}

#[test]
fn messages_may_have_colours_and_several_lines() {
    for said in [
        "\u{1b}[33mWARNING: In preview.\u{1b}[0m\n",
        "WARNING: In preview\nand under development: see\nhttps://aka.ms/CLI_refstatus (soon).\n",
        "\u{1b}[33mWARNING: One\ntwo\u{1b}[0m\r\n",
    ] {
        for all in [
            format!("{said}[{ROW}]\n"),
            format!("{said}[{ROW},\n{said}{ROW}]\n{said}"),
        ] {
            let tenant = text(&all);
            assert!(!tenant.role_assignments.is_empty(), "{all}");
            let codes = codes(&tenant);
            assert!(!codes.contains(&"malformed-json"), "{all}: {codes:?}");
        }
    }
    let refused = "ERROR: (AuthorizationFailed) The client may not.\nCode: AuthorizationFailed\nMessage: The client may not.\n";
    assert_eq!(codes(&text(refused)), ["failed-response"]);
}

#[test]
fn output_of_azure_hound_that_counts_more_than_it_holds_is_cut_off() {
    let output = |count: usize| {
        let user = serde_json::json!({ "kind": "AZUser", "data": { "id": "f1000000-0000-4000-8000-000000000001", "displayName": "U" } });
        serde_json::json!({ "data": [user], "meta": { "type": "azure", "version": 5, "count": count } }).to_string()
    };
    assert!(codes(&text(&output(1))).is_empty());
    assert_eq!(codes(&text(&output(2))), ["truncated-page"]);
}

#[test]
fn rows_that_do_not_fit_their_header_are_reported() {
    let head = "principalId,roleDefinitionId,scope\n";
    let row = "f1000000-0000-4000-8000-000000000001,acdd72a7-3385-48ef-bd42-f606fba81ae7,/subscriptions/f0000000-0000-4000-8000-000000000001";
    let tenant = text(&format!("{head}{row}\n{row},x\n\"f1"));
    assert_eq!(
        codes(&tenant),
        ["malformed-row", "malformed-row", "unrecognised-record"]
    );
    assert_eq!(
        tenant.diagnostics[0].place.as_ref().unwrap().to_string(),
        "command:3"
    );
    assert!(codes(&text(&format!("{head}{row}\n"))).is_empty());
}

#[test]
fn json_for_people_is_read_once_and_remarked_on() {
    let tenant = text(&format!(
        "[{ROW},\n // second\n {}, ]",
        ROW.replace("00001\"", "00002\"")
    ));
    assert_eq!(tenant.role_assignments.len(), 2);
    assert_eq!(tenant.inputs[0].records, 2);
    assert_eq!(codes(&tenant), ["relaxed-json"]);
    let tenant = text(&format!("// all\n{{\"value\":[{ROW},]}} // end\n"));
    assert_eq!(
        (tenant.role_assignments.len(), codes(&tenant)),
        (1, vec!["relaxed-json"])
    );
    // What is damaged stays damaged, and what stands before it was read.
    let tenant = text(&format!("[{ROW}, // one\n {{\"a\": }}]"));
    assert_eq!(tenant.role_assignments.len(), 1);
    assert_eq!(codes(&tenant), ["malformed-json", "relaxed-json"]);
    assert_eq!(
        tenant.diagnostics[0].place.as_ref().unwrap().to_string(),
        "command:2:8"
    );
}

#[test]
fn what_stands_in_a_wrapper_and_is_no_list_is_told_of() {
    assert_eq!(
        text(&format!(r#"{{"data":{ROW}}}"#)).role_assignments.len(),
        1
    );
    let tenant = text(r#"{"value":"@{id=x}"}"#);
    assert_eq!(codes(&tenant), ["wrong-type"]);
    assert_eq!(tenant.diagnostics[0].effect, Effect::RecordsLost);
}

#[test]
fn a_folder_gives_its_tables_and_yaml_where_they_are_exports() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("pipeline.yml", "on: push\njobs:\n  a: b\n");
    write("findings.csv", "rule,severity,scope\nx,high,/\n");
    let read = || import::read(&[InputSource::Path(folder.path().to_owned())]);
    assert_eq!(codes(&read()), ["empty-folder"]);
    for form in ["csv.csv", "yaml.yaml", "comments.jsonc"] {
        std::fs::copy(self::folder().join(form), folder.path().join(form)).unwrap();
    }
    assert_eq!(read().inputs.len(), 3);
}

const OF_SUBSCRIPTION: &str = "/subscriptions/5b1e0000-0000-4000-8000-000000000001";
const SOMEBODY: &str = "33333333-3333-4333-8333-333333333333";

/// What a folder with one file comes to.
fn in_folder(name: &str, text: &str) -> Tenant {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    import::read(&[InputSource::Path(folder.path().to_owned())])
}

#[test]
fn tables_of_denials_and_of_resources_are_exports() {
    let id =
        format!("{OF_SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments/{SOMEBODY}");
    let permissions = r#""[{""actions"": [""*/read""], ""notActions"": [], ""dataActions"": [], ""notDataActions"": []}]""#;
    let denied = format!(r#""[{{""id"": ""{SOMEBODY}"", ""type"": ""User""}}]""#);
    let rest = "id,name,denyAssignmentName,permissions,scope,principals,excludePrincipals,isSystemProtected";
    let row = format!("{id},{SOMEBODY},d,{permissions},{OF_SUBSCRIPTION},{denied},[],false");
    let read = in_folder("denials.csv", &format!("{rest}\n{row}\n"));
    assert_eq!(read.deny_assignments.len(), 1, "{:?}", read.diagnostics);

    let id =
        format!("{OF_SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/{SOMEBODY}");
    let properties = format!(
        r#""{{""principalId"": ""{SOMEBODY}"", ""scope"": ""{OF_SUBSCRIPTION}"", ""roleDefinitionId"": ""/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7""}}""#
    );
    let row = format!("{id},{SOMEBODY},microsoft.authorization/roleassignments,{properties}");
    let read = in_folder("graph.csv", &format!("id,name,type,properties\n{row}\n"));
    assert_eq!(read.role_assignments.len(), 1, "{:?}", read.diagnostics);
}

#[test]
fn yaml_is_read_in_a_folder_however_it_is_written() {
    let flow = format!(
        "- {{id: {OF_SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/{SOMEBODY},\n  principalId: {SOMEBODY}, roleDefinitionId: acdd72a7-3385-48ef-bd42-f606fba81ae7,\n  scope: {OF_SUBSCRIPTION}}}\n"
    );
    assert_eq!(in_folder("a.yaml", &flow).role_assignments.len(), 1);
    let programs = format!(
        "- accountEnabled: true\n  appId: {SOMEBODY}\n  displayName: pipe\n  id: {SOMEBODY}\n  servicePrincipalType: Application\n"
    );
    assert_eq!(in_folder("a.yaml", &programs).principals.len(), 1);
    // Its first key holds commas, and is no header of a table.
    let users = format!(
        "'@odata.context': https://graph.microsoft.com/v1.0/$metadata#users(id,displayName,userPrincipalName,userType)\nvalue:\n- id: {SOMEBODY}\n  displayName: Ada\n  userPrincipalName: ada@contoso.example\n"
    );
    for read in [in_folder("a.yaml", &users), text(&users)] {
        assert_eq!(read.principals.len(), 1, "{:?}", read.diagnostics);
    }
}

#[test]
fn a_page_is_known_for_one_in_the_spelling_of_python() {
    let columns = r#"[{"name": "id", "type": "string"}]"#;
    let page = |more: &str| {
        text(&format!(
            r#"{{{more}, "data": {{"columns": {columns}, "rows": [["/x"]]}}}}"#
        ))
    };
    for more in [r#""skip_token": "abc""#, r#""result_truncated": "true""#] {
        assert!(codes(&page(more)).contains(&"truncated-page"), "{more}");
    }
    assert!(!codes(&page(r#""skip_token": null"#)).contains(&"truncated-page"));
}

#[test]
fn lists_that_were_written_as_text_leave_a_role_unknown() {
    let id =
        format!("{OF_SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{SOMEBODY}");
    let table = |cell: &str| {
        let header = "actions,notActions,dataActions,notDataActions,id,roleName,roleType";
        text(&format!("{header}\n*,{cell},[],[],{id},Op,CustomRole\n"))
    };
    for cell in [
        "['Microsoft.Authorization/*/Write']",
        "a/b/write;a/b/delete",
        "a/b/write|a/b/delete",
        "\"a/b/write,a/b/delete\"",
        "a/b/write a/b/delete",
    ] {
        let read = table(cell);
        assert!(read.role_definitions[0].gap.is_some(), "{cell}");
        assert!(codes(&read).contains(&"truncated-by-depth"), "{cell}");
    }
    for cell in ["a/b/write", "", "\"[\"\"a/b/write\"\"]\""] {
        assert_eq!(table(cell).role_definitions[0].gap, None, "{cell}");
    }
}
