//! What may stand at the cursor of a command line. The scripts of the shells ask the hidden command
//! `__complete` at each Tab, so they know the catalogue in use. clap_complete lives only here: its
//! engine finds which argument is at the cursor; the scripts and their quoting are ours, since roles
//! have spaces and parentheses in their names.

mod known;
mod line;
mod values;

use std::ffi::OsString;
use std::sync::Arc;

use clap::CommandFactory;
use clap_complete::engine;

use super::args::{Cli, CompleteArgs, ShellArg};
use super::reading::completing_catalog;
use crate::report::clean;
use known::{Known, inputs_of, value_of};
use line::{Line, Quote};

/// The script of a shell.
pub(crate) fn script(shell: ShellArg) -> &'static str {
    match shell {
        ShellArg::Bash => include_str!("rolecall.bash"),
        ShellArg::Zsh => include_str!("rolecall.zsh"),
        ShellArg::Fish => include_str!("rolecall.fish"),
        ShellArg::PowerShell => include_str!("rolecall.ps1"),
    }
}

/// Something that may stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Candidate {
    value: String,
    help: String,
}

/// What the shell is to offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Offer {
    candidates: Vec<Candidate>,
    /// Whether a path may stand there too, which the shell knows best.
    paths: bool,
}

/// The answer to a script: a line for each candidate, `:files` where paths may stand. A line holds
/// the text that the shell inserts, a tab, and what it means; for PowerShell the name as shown
/// stands between.
pub(crate) fn answer(args: &CompleteArgs) -> String {
    let mut quote = Quote::None;
    let mut words = args.words.clone();
    if args.shell == ShellArg::Bash {
        let text = words.first().map(|line| line.to_string_lossy());
        let line = Line::split(&text.unwrap_or_default());
        words = line.words.into_iter().map(OsString::from).collect();
        quote = line.quote;
    } else if args.shell == ShellArg::Fish
        && let Some(last) = words.last_mut()
    {
        let unquoted = Line::split(&last.to_string_lossy()).words.pop();
        *last = unquoted.unwrap_or_default().into();
    }
    if args.new_word {
        words.push(OsString::new());
    }
    let offer = offer(words);
    let mut text = String::new();
    for Candidate { value, help } in &offer.candidates {
        let line = match args.shell {
            // Bash takes the part after `=` for the word.
            ShellArg::Bash => quote.bash(after_equals(value)),
            ShellArg::Zsh => format!("{}\t{help}", after_equals(value)),
            ShellArg::Fish => format!("{value}\t{help}"),
            ShellArg::PowerShell => format!("{}\t{value}\t{help}", line::powershell(value)),
        };
        text.push_str(&line);
        text.push('\n');
    }
    if offer.paths {
        text.push_str(":files\n");
    }
    text
}

fn after_equals(value: &str) -> &str {
    match value.split_once('=') {
        Some((option, after)) if option.starts_with("--") => after,
        _ => value,
    }
}

/// What may stand in place of the last word.
fn offer(words: Vec<OsString>) -> Offer {
    let Some(index) = words.len().checked_sub(1) else {
        return Offer::default();
    };
    let catalog = completing_catalog(value_of(&words, "--catalog").as_deref());
    let is_option = words
        .last()
        .is_some_and(|word| word.to_string_lossy().starts_with('-'));
    let known = Arc::new(Known::new(catalog, inputs_of(&words)));
    let mut command = values::attached(Cli::command(), &known);
    let Ok(found) = engine::complete(&mut command, words, index, None) else {
        return Offer::default();
    };
    let mut offer = Offer::default();
    let mut value_expected = false;
    for candidate in found {
        let value = candidate.get_value().to_string_lossy().into_owned();
        if value.ends_with(values::PATH) || value.ends_with(values::TEXT) {
            value_expected = true;
            offer.paths |= value.ends_with(values::PATH);
            continue;
        }
        // A name that would act on the terminal can be given by its id.
        if value.contains('\n') || clean(&value) != value {
            continue;
        }
        let help = candidate.get_help().map(ToString::to_string);
        let help = help.unwrap_or_default();
        offer.candidates.push(Candidate {
            value,
            help: clean(help.lines().next().unwrap_or_default()),
        });
    }
    let option = |candidate: &Candidate| candidate.value.starts_with('-');
    value_expected |= offer.candidates.iter().any(|candidate| !option(candidate));
    if value_expected && !is_option {
        offer.candidates.retain(|candidate| !option(candidate));
    }
    offer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(line: &str) -> (Vec<String>, bool) {
        let words = Line::split(line).words;
        let offer = offer(words.into_iter().map(OsString::from).collect());
        let values = offer.candidates.into_iter().map(|c| c.value).collect();
        (values, offer.paths)
    }

    fn offers(line: &str, expected: &str) {
        let (values, _) = values(line);
        assert!(values.iter().any(|v| v == expected), "{line}: {values:?}");
    }

    #[test]
    fn names_of_the_catalogue_are_offered_where_they_belong() {
        offers("rolecall can --role Stor", "Storage Blob Data Reader");
        offers("rolecall can --role stor", "Storage Blob Data Reader");
        offers(
            "rolecall can --role=Stor",
            "--role=Storage Blob Data Reader",
        );
        offers(
            "rolecall can --role 'Storage Blob",
            "Storage Blob Data Reader",
        );
        offers("rolecall roles show Op", "Operator Nexus Owner (Preview)");
        offers("rolecall roles compare Reader Con", "Contributor");
        offers(
            "rolecall can --role Reader Microsoft.Netw",
            "Microsoft.NetworkCloud/",
        );
        offers(
            "rolecall can --role Reader Microsoft.NetworkCloud/clusters/",
            "Microsoft.NetworkCloud/clusters/deploy/",
        );
        offers(
            "rolecall who Microsoft.NetworkCloud/clusters/deploy/",
            "Microsoft.NetworkCloud/clusters/deploy/action",
        );
        offers("rolecall recommend --task deploy-", "deploy-cluster");
        offers("rolecall tasks show ", "deploy-cluster");
        offers(
            "rolecall audit --rule own",
            "owner-at-subscription-or-above",
        );
        offers("rolecall roles lint x --rule wr", "wrong-plane");
        offers("rolecall audit --format s", "sarif");
        offers("rolecall audit -o ta", "table");
        offers("rolecall audit -o js", "jsonl");
        offers("rolecall explain WC-", "WC-6");
        offers("rolecall --format js", "jsonl");
        offers("rolecall recommend --among ne", "nexus");
        offers("rolecall ro", "roles");
        offers("rolecall can --ro", "--role");
    }

    #[test]
    fn an_option_of_one_plane_gets_operations_of_that_plane() {
        let data = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
        offers(&format!("rolecall recommend --data-action {data}"), data);
        let (values, _) = values(&format!("rolecall recommend --action {data}"));
        assert_eq!(values, [""; 0]);
    }

    #[test]
    fn one_segment_at_a_time() {
        let (values, _) = values("rolecall who Microsoft.");
        assert!(values.len() > 10);
        let whole = |value: &&String| value.matches('/').count() != 1 || !value.ends_with('/');
        assert_eq!(values.iter().find(whole), None);
    }

    #[test]
    fn paths_and_options_come_where_they_may_stand() {
        assert!(values("rolecall audit -i ").1);
        assert!(values("rolecall roles lint ").1);
        assert!(values("rolecall catalog diff core ").1);
        assert!(!values("rolecall can --at ").1);
        assert!(!values("rolecall can --role Stor").1);
        let (options, paths) = values("rolecall catalog info ");
        assert!(options.contains(&"--format".to_owned()) && !paths);
        let (nothing, _) = values("rolecall can --at ");
        assert_eq!(nothing, [""; 0], "no option in place of a scope");
        let (commands, _) = values("rolecall ");
        assert!(
            !commands.iter().any(|name| name.starts_with(['_', '-'])),
            "{commands:?}"
        );
    }
}
