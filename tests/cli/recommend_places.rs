//! `recommend` from words that say where, or that name a role.

use super::*;

fn asked(sentence: &str, more: &[&str]) -> Value {
    let run = rolecall(&[&["recommend", sentence, "--format", "json"], more].concat());
    run.json()
}

fn said<'a>(json: &'a Value, code: &str) -> Option<&'a Value> {
    let diagnostics = json["diagnostics"].as_array().unwrap();
    diagnostics.iter().find(|one| one["code"] == code)
}

#[test]
fn a_scope_of_the_inputs_in_a_sentence_is_the_place() {
    let group = format!("{PRODUCTION}/resourceGroups/rg-osl1");
    let full = format!("restart VMs in {}", group.to_lowercase());
    for (sentence, scope) in [
        ("restart VMs in rg-osl1", &*group),
        ("restart VMs in the RG-OSL1 resource group.", &group),
        ("restart VMs in resource group `rg-osl1`", &group),
        ("restart VMs within my rg rg-osl1 and read metrics", &group),
        ("in rg-osl1, restart VMs", &group),
        ("restart VMs in rg-osl1, read metrics", &group),
        ("restart VMs in subscription Nexus production", PRODUCTION),
        (
            "restart VMs in the subscription Nexus production and read metrics",
            PRODUCTION,
        ),
        (
            &full,
            &group
                .to_lowercase()
                .replace("resourcegroups", "resourceGroups"),
        ),
    ] {
        let json = asked(sentence, &["-i", TENANT]);
        let words = &json["result"]["words"];
        assert_eq!(words["understood"], true, "{sentence}: {json}");
        assert_eq!(words["sentence"], sentence);
        let command = json["result"]["command"].as_str().unwrap();
        assert!(
            command.ends_with(&format!(" --at '{scope}' -i {TENANT}"))
                || command.ends_with(&format!(" --at {scope} -i {TENANT}")),
            "{command}"
        );
        let place = said(&json, "place-in-words").unwrap()["message"]
            .as_str()
            .unwrap();
        assert!(place.contains(&format!("`{scope}`")), "{place}");
        let taken = asked(sentence, &["-i", TENANT, "--yes"]);
        assert_eq!(
            taken["result"]["recommendation"]["roles"][0]["scope"], *scope,
            "{taken}"
        );
    }
    let page = rolecall(&["recommend", "restart VMs in rg-osl1", "-i", TENANT]).stdout;
    assert!(page.contains(&format!("\nThe place: {group}.\n")), "{page}");
}

/// An assignment holds for all below its scope: what leaves a place out is not understood, whether or not the
/// place is known.
#[test]
fn a_place_that_is_left_out_is_not_where_to_assign() {
    for (sentence, left_out) in [
        ("restart VMs but not in rg-osl1", "not in rg-osl1"),
        ("restart VMs except in rg-osl1", "except in rg-osl1"),
        (
            "restart VMs, never in the rg-osl1 resource group",
            "never in rg-osl1 resource group",
        ),
        ("restart VMs except those in rg-osl1", "except in rg-osl1"),
        ("restart VMs without access to rg-osl1", "access to rg-osl1"),
        ("restart VMs outside rg-osl1", "outside rg-osl1"),
        (
            "restart VMs outside of subscription Nexus production",
            "outside of subscription nexus production",
        ),
        ("restart VMs except rg-osl1", "rg-osl1"),
        ("restart VMs except in production", "except in production"),
        (
            "restart VMs but not the production subscription",
            "production subscription",
        ),
        (
            "read blobs except in container secrets",
            "except in container secrets",
        ),
        (
            "restart VMs, and not in rg-osl1, and read metrics",
            "not in rg-osl1",
        ),
    ] {
        for inputs in [&[][..], &["-i", TENANT], &["-i", TENANT, "--redact"]] {
            let run = rolecall(
                &[
                    &["recommend", sentence, "--yes", "--format", "json"],
                    inputs,
                ]
                .concat(),
            );
            assert_eq!(run.code, 2, "{sentence}: {}", run.stdout);
            let json = run.json();
            assert!(
                said(&json, "place-in-words").is_none(),
                "{sentence}: {json}"
            );
            let note =
                said(&json, "place-left-out").unwrap_or_else(|| panic!("{sentence}: {json}"));
            let message = note["message"].as_str().unwrap();
            assert!(
                message.contains(&format!("`{left_out}`")),
                "{sentence}: {message}"
            );
            assert!(message.contains("can't leave a place out"), "{message}");
        }
    }
    let both = asked(
        "restart VMs in rg-osl1 but not in rg-osl1-managed",
        &["-i", TENANT],
    );
    assert_eq!(both["result"]["words"]["understood"], false, "{both}");
    // A ban of something done is none of a place.
    let deletes = asked("restart VMs but not delete in rg-osl1", &["-i", TENANT]);
    assert!(said(&deletes, "place-left-out").is_none(), "{deletes}");
    for sentence in [
        "manage everything but resource groups",
        "restart VMs, deletion is not in scope",
    ] {
        let json = asked(sentence, &[]);
        assert!(
            said(&json, "place-left-out").is_none(),
            "{sentence}: {json}"
        );
    }
}

/// A place that is not used is said, and how to say it.
#[test]
fn a_place_that_is_not_known_is_said() {
    for (sentence, more, message, help) in [
        (
            "restart VMs in rg-prod",
            &[][..],
            "`rg-prod` is taken for a place and was not used: no subscription, resource group or management group `rg-prod` in the inputs",
            "`--at /subscriptions/SUBSCRIPTION/resourceGroups/rg-prod`",
        ),
        (
            "restart VMs in prod-rg",
            &[],
            "`prod-rg` is taken for a place",
            "/resourceGroups/prod-rg`",
        ),
        (
            "restart VMs in subscription prod-1",
            &[],
            "no subscription `prod-1`",
            "`--subscription prod-1`",
        ),
        (
            "restart VMs in rg-osl9",
            &["-i", TENANT],
            "was not used",
            "did you mean `rg-osl1`?",
        ),
        (
            "restart VMs in rg-osl1",
            &["-i", TENANT, "--at", PRODUCTION],
            "an option says where",
            "",
        ),
        (
            "restart VMs in rg-osl1 and read metrics in rg-osl1-managed",
            &["-i", TENANT],
            "one of several places",
            "`--action A --at S --action B --at T`",
        ),
    ] {
        let json = asked(sentence, more);
        assert_eq!(
            json["result"]["words"]["understood"], true,
            "{sentence}: {json}"
        );
        let note = said(&json, "place-not-used").unwrap();
        assert!(
            note["message"].as_str().unwrap().contains(message),
            "{note}"
        );
        assert!(
            note["help"].as_str().unwrap_or_default().contains(help),
            "{note}"
        );
        let command = json["result"]["command"].as_str().unwrap();
        assert_eq!(
            command.contains("--at"),
            more.contains(&"--at"),
            "{command}"
        );
    }
    // What is no name stays what it was.
    for sentence in ["read secrets in vaults", "list keys of storage accounts"] {
        let json = asked(sentence, &["-i", TENANT]);
        assert!(said(&json, "place-not-used").is_none(), "{json}");
        assert!(said(&json, "place-in-words").is_none(), "{json}");
    }
}

#[test]
fn the_name_of_a_role_is_no_operation() {
    for (sentence, role) in [
        ("contributor without delete of storage", "Contributor"),
        ("Virtual Machine Contributor", "Virtual Machine Contributor"),
        (
            "user access administrator and restart VMs",
            "User Access Administrator",
        ),
    ] {
        let json = asked(sentence, &[]);
        let note = said(&json, "role-in-words").unwrap_or_else(|| panic!("{json}"));
        let message = note["message"].as_str().unwrap();
        assert!(
            message.starts_with(&format!("`{role}` is the name of a role")),
            "{message}"
        );
        let help = note["help"].as_str().unwrap();
        assert!(
            help.contains(&format!("`rolecall roles show '{role}'`")),
            "{help}"
        );
        assert!(help.contains("`--without PATTERN`"), "{help}");
    }
    assert!(said(&asked("restart VMs", &[]), "role-in-words").is_none());
}

#[test]
fn scopes_are_spelled_as_azure_does() {
    let at = format!("{}/resourcegroups/RG1", PRODUCTION.to_uppercase());
    let run = rolecall(&[
        "recommend",
        "Microsoft.Compute/virtualMachines/read",
        "--at",
        &at,
    ]);
    let id = PRODUCTION.rsplit('/').next().unwrap().to_uppercase();
    assert!(
        run.stdout
            .contains(&format!("/subscriptions/{id}/resourceGroups/RG1")),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("resourcegroups"), "{}", run.stdout);
}
