//! Actions as people list them.

use rolecall::import::{ListedActions, actions_in_text};
use rolecall::model::Plane;

const READ: &str = "Microsoft.Storage/storageAccounts/read";
const BLOB: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";

type Told = Vec<(String, Option<Plane>)>;

/// Each action with its plane, and the codes of the diagnostics.
fn told(text: &str) -> (Told, Vec<&'static str>) {
    let ListedActions {
        actions,
        diagnostics,
        roles,
    } = actions_in_text(text, "list");
    assert!(roles.is_empty());
    let actions = actions
        .into_iter()
        .map(|a| (a.action.to_string(), a.plane))
        .collect();
    (actions, diagnostics.iter().map(|d| d.code).collect())
}

fn of(list: &[(&str, Option<Plane>)]) -> Told {
    list.iter()
        .map(|(action, plane)| ((*action).to_owned(), *plane))
        .collect()
}

#[test]
fn one_a_line_however_it_is_written() {
    for text in [
        format!("{READ}\n{BLOB}\n"),
        format!("# what we need\r\n  - {READ}   # accounts\r\n  - \"{BLOB}\",\r\n\r\n"),
        format!("• `{READ}`\n// a remark\n'{BLOB}';\n"),
        format!("[\n  \"{READ}\",\n  \"{BLOB}\",\n]"),
        format!("[\"{READ}\", \"{BLOB}\"]"),
    ] {
        assert_eq!(
            told(&text),
            (of(&[(READ, None), (BLOB, None)]), vec![]),
            "{text}"
        );
    }
    let place = |text: &str, at: usize| actions_in_text(text, "list").actions[at].place.to_string();
    assert_eq!(place(&format!("\n\n{READ}"), 0), "list:3");
    assert_eq!(place(&format!("[\"*\", \"{READ}\"]"), 1), "list#/1");
}

#[test]
fn headings_and_keys_say_the_plane() {
    let expected = of(&[(READ, Some(Plane::Control)), (BLOB, Some(Plane::Data))]);
    for text in [
        format!("actions:\n  - {READ}\ndataActions:\n  - {BLOB}\n"),
        format!("actions = [\n  \"{READ}\",\n]\ndata_actions = [\n  \"{BLOB}\"\n]\n"),
        format!("{{\"actions\":[\"{READ}\"],\"DATAACTIONS\":[\"{BLOB}\"]}}"),
    ] {
        assert_eq!(told(&text), (expected.clone(), vec![]), "{text}");
    }
}

#[test]
fn exclusions_in_a_bare_list_are_not_silently_lost() {
    for text in [
        format!("actions:\n- {READ}\nnotActions:\n- {BLOB}\n"),
        format!("{{\"actions\":[\"{READ}\"],\"notActions\":[\"{BLOB}\"]}}"),
    ] {
        let expected = (
            of(&[(READ, Some(Plane::Control))]),
            vec!["not-actions-in-list"],
        );
        assert_eq!(told(&text), expected, "{text}");
    }
}

#[test]
fn what_is_no_action_is_named() {
    let wrong = ["not-an-action", "not-an-action"].to_vec();
    assert_eq!(
        told(&format!("{READ}\nplease grant us this\nReader\n")),
        (of(&[(READ, None)]), wrong)
    );
    assert_eq!(told("{\"hello\": 1"), (vec![], vec!["not-an-action"]));
    assert_eq!(told(""), (vec![], vec![]));
}

#[test]
fn role_definitions_stand_for_what_they_grant() {
    let az = format!(
        r#"[{{"roleName":"Mine","roleType":"CustomRole","permissions":[{{"actions":["{READ}"],"notActions":[],"dataActions":["{BLOB}"],"notDataActions":[]}}],"assignableScopes":["/"]}}]"#
    );
    let create = format!(
        r#"{{"Name":"Mine","Actions":["{READ}"],"DataActions":["{BLOB}"],"AssignableScopes":["/"]}}"#
    );
    for text in [az, create] {
        let listed = actions_in_text(&text, "role.json");
        assert!(listed.actions.is_empty());
        assert_eq!(listed.roles.len(), 1, "{text}");
        assert_eq!(&*listed.roles[0].name, "Mine");
    }
}

#[test]
fn errors_require_what_a_role_can_give() {
    let refused = |action: &str| {
        format!(
            "The client 'a' with object id 'b' does not have authorization to perform action '{action}' over scope '/subscriptions/s' or the scope is invalid."
        )
    };
    let denied = "The client 'a' with object id 'b' has permission to perform action 'A.B/c/delete' on scope '/subscriptions/s'; however, the access is denied because of the deny assignment with name 'x'.";
    let text = format!(
        "{{\"error\":{{\"message\":\"{}\"}}}}\n{denied}\nAuthorizationPermissionMismatch\n{}",
        refused(READ),
        refused("A.B/c/write")
    );
    let codes = ["denied-action", "incomplete-error-message"].to_vec();
    assert_eq!(
        told(&text),
        (of(&[(READ, None), ("A.B/c/write", None)]), codes)
    );
}

/// Parts of a paste that require nothing are said, each: what they are, and the diagnostic.
#[test]
fn what_a_paste_holds_besides_requirements_is_said() {
    let refused = "The client 'a' with object id 'b' does not have authorization to perform action 'A.B/c/write' over scope '/subscriptions/s' or the scope is invalid.";
    for (other, code) in [
        (
            "(AuthorizationFailed) tout autre chose, à propos de A.B/d/write et d'autres portées",
            "unrecognised-error-message",
        ),
        (
            "(ScopeLocked) The scope '/subscriptions/s' cannot perform write operation because following scope(s) are locked: '/subscriptions/s'.",
            "no-role-helps",
        ),
        (
            "'Listen' claim(s) are required to perform this operation.",
            "incomplete-error-message",
        ),
    ] {
        let expected = (of(&[("A.B/c/write", None)]), vec![code]);
        assert_eq!(
            told(&format!("{refused}\n\n{other}\n")),
            expected,
            "{other}"
        );
    }
    // A condition that isn't met is required, with a word: another role may not be what is wanted.
    let conditional = refused.replace(
        "does not have authorization",
        "has an authorization with ABAC condition that is not fulfilled",
    );
    let expected = (of(&[("A.B/c/write", None)]), vec!["condition-not-met"]);
    assert_eq!(told(&conditional), expected);
    // Nothing is required where no role would help.
    let locked = "The scope '/subscriptions/s' cannot perform delete operation because following scope(s) are locked: '/subscriptions/s'.";
    assert_eq!(told(locked), (vec![], vec!["no-role-helps"]));
}
