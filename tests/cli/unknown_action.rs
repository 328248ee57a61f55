//! Every command that takes an operation says where the catalogue holds none, and what may be meant.

use super::*;

/// The commands, each with the operation that it is asked about.
fn asked(action: &str) -> Vec<Vec<&str>> {
    let read = "Microsoft.NetworkCloud/clusters/read";
    vec![
        vec!["can", "--role", "Owner", action],
        vec!["who", action, "-i", TENANT],
        vec!["who", action, "--at", PRODUCTION, "-i", TENANT],
        vec!["recommend", action],
        vec!["recommend", "--action", action],
        vec!["recommend", read, "--without", action],
        vec!["roles", "list", "--grants", action],
        vec!["operations", "list", action],
    ]
}

#[test]
fn a_misspelt_operation_is_offered_by_every_command() {
    for (action, meant) in [
        (
            "Microsoft.NetworkCloud/clusters/delet",
            "Microsoft.NetworkCloud/clusters/delete",
        ),
        (
            "Microsoft.NetworkClod/clusters/delete",
            "Microsoft.NetworkCloud/clusters/delete",
        ),
        (
            "Microsoft.NetworkClod/clusters/*",
            "Microsoft.NetworkCloud/clusters/*",
        ),
        (
            "Microsoft.NetworkCloud/clustrs/*",
            "Microsoft.NetworkCloud/clusters/*",
        ),
        ("Microsoft.NetworkClod/*", "Microsoft.NetworkCloud/*"),
        (
            "Microsoft.NetworkCloud/*/delet",
            "Microsoft.NetworkCloud/*/delete",
        ),
    ] {
        for arguments in asked(action) {
            let run = rolecall(&arguments);
            let said = format!("did you mean `{meant}`").to_lowercase();
            let told = run.stderr.to_lowercase();
            assert!(told.contains(&said), "{arguments:?}: {told}");
        }
    }
    let eval = ["conditions", "eval", "!(ActionMatches{'a/b'})", "--action"];
    let run = rolecall(&[&eval[..], &["Microsoft.NetworkCloud/clusters/delet"]].concat());
    assert!(run.stderr.contains("did you mean"), "{}", run.stderr);
}

#[test]
fn what_the_catalogue_holds_is_not_doubted() {
    for action in [
        "Microsoft.NetworkCloud/clusters/delete",
        "Microsoft.NetworkCloud/*",
        "*/delete",
    ] {
        for arguments in asked(action) {
            let run = rolecall(&arguments);
            assert!(
                !run.stderr.contains("did you mean"),
                "{arguments:?}: {}",
                run.stderr
            );
        }
    }
    // Of a provider that isn't there and is like none, nothing else is meant.
    let run = rolecall(&["can", "--role", "Owner", "Contoso.Unheard/*"]);
    assert!(!run.stderr.contains("did you mean"), "{}", run.stderr);
}
