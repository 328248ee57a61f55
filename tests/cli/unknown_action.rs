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

const MISSPELT: &str = "Microsoft.Compute/virtualMachine/read";
const MEANT: &str = "Microsoft.Compute/virtualMachines/read";

#[test]
fn the_first_line_says_that_an_operation_is_not_known_and_which_is_near() {
    let restart = "Microsoft.Compute/virtualMachines/restrat/action";
    let restart_meant = "Microsoft.Compute/virtualMachines/restart/action";
    for (words, misspelt, meant) in [
        (&["who", MISSPELT, "-i", TENANT][..], MISSPELT, MEANT),
        (
            &["who", MISSPELT, "--at", PRODUCTION, "-i", TENANT],
            MISSPELT,
            MEANT,
        ),
        (&["can", "--role", "Reader", MISSPELT], MISSPELT, MEANT),
        (
            &[
                "can",
                "astrid.lund@fjordnett.example",
                MISSPELT,
                "--at",
                PRODUCTION,
                "-i",
                TENANT,
            ],
            MISSPELT,
            MEANT,
        ),
        (&["recommend", restart], restart, restart_meant),
        (&["recommend", "--action", restart], restart, restart_meant),
    ] {
        let said = format!(
            "the catalogue holds no operation `{misspelt}`: did you mean `{meant}`? What follows holds if Azure has it, by the text of patterns alone."
        );
        let page = rolecall(words).stdout;
        let first = page.lines().next().unwrap();
        assert_eq!(first, format!("unknown  {said}"), "{words:?}: {page}");
        assert_eq!(
            page.matches("the catalogue holds no operation").count(),
            1,
            "{page}"
        );
        let markdown = rolecall(&[words, &["--format", "markdown"]].concat()).stdout;
        assert!(
            markdown.starts_with("**unknown** the catalogue holds no operation"),
            "{markdown}"
        );
        let json = rolecall(&[words, &["--format", "json"]].concat()).json();
        let diagnostics = json["diagnostics"].as_array().unwrap();
        let unknown = diagnostics
            .iter()
            .find(|one| one["code"] == "unknown-action");
        let help = unknown.unwrap()["help"].as_str().unwrap();
        assert!(help.contains(meant), "{help}");
        // What is known is said without it.
        let known: Vec<&str> = words
            .iter()
            .map(|word| if *word == misspelt { meant } else { word })
            .collect();
        let page = rolecall(&known).stdout;
        assert!(!page.contains("unknown  "), "{page}");
    }
}

#[test]
fn a_recommendation_says_how_much_of_what_is_required_is_not_known() {
    let run = rolecall(&["recommend", MISSPELT]);
    assert_eq!(run.code, 0, "{}", run.told());
    let verdict = run.stdout.lines().nth(2).unwrap();
    assert!(
        verdict.contains("1 required operation that the catalogue doesn't hold"),
        "{}",
        run.stdout
    );
    let two = rolecall(&["recommend", MISSPELT, MEANT]).stdout;
    assert!(
        two.contains("2 required operations, 1 of which the catalogue doesn't hold"),
        "{two}"
    );
}

/// As the name of a role, or a verb alone.
#[test]
fn what_no_operation_can_be_called_by_is_refused_by_every_option() {
    for words in [
        &["recommend", "--action", "Contributor"][..],
        &["recommend", "--data-action", "Contributor"],
        &["recommend", MEANT, "--without", "delete"],
        &["who", "Contributor", "-i", TENANT],
        &["can", "--role", "Reader", "Contributor"],
    ] {
        let run = rolecall(words);
        assert_eq!((run.code, &*run.stdout), (2, ""), "{}", run.told());
        assert!(run.stderr.contains("is not an action"), "{}", run.stderr);
        assert!(
            run.stderr.contains("`rolecall roles show`"),
            "{}",
            run.stderr
        );
    }
}

/// The text for other tools says it where it may hold a comment.
#[test]
fn what_is_emitted_says_it_too() {
    for (form, mark) in [("az", "#"), ("terraform", "#"), ("bicep", "//")] {
        let run = rolecall(&["recommend", MISSPELT, "--emit", form]);
        let said = format!(
            "{mark} the catalogue holds no operation `{MISSPELT}`: did you mean `{MEANT}`?"
        );
        assert!(run.stdout.starts_with(&said), "{}", run.stdout);
    }
}

#[test]
fn a_pattern_without_an_operation_is_said_too() {
    let page = rolecall(&["who", "Microsoft.Compute/virtualMachine/*", "-i", TENANT]).stdout;
    assert!(
        page.starts_with("unknown  no operation of the catalogue is under `Microsoft.Compute/virtualMachine/*`: did you mean `Microsoft.Compute/virtualMachines/*`?"),
        "{page}"
    );
}
