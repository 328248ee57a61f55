//! The same as a script, for a machine without this program.

mod posix;
mod powershell;

use super::az::{ENVIRONMENT, LIMIT, no_answer};
use super::decode;
use super::failure::{FailureKind, SIGNS};
use super::manifest;
use super::patience::{IN_VAIN, PROMPT, TRIES};
use super::plan::{IDS_PER_CALL, NO_SCOPE};
use super::subscriptions::NOT_VISIBLE;
use super::table::{self, Ask};
use posix::Posix;
use powershell::PowerShell;

/// What a script is to collect.
pub(crate) struct Script<'a> {
    /// The folder that it fills unless it is given another.
    pub(crate) folder: &'a str,
    /// The subscriptions named; all where none is.
    pub(crate) subscriptions: &'a [String],
    /// How many days of the activity logs.
    pub(crate) activity_days: u32,
}

impl Script<'_> {
    /// For a POSIX shell.
    pub(crate) fn posix(&self) -> String {
        self.in_shell::<Posix>()
    }

    /// For PowerShell 7.
    pub(crate) fn powershell(&self) -> String {
        self.in_shell::<PowerShell>()
    }

    fn in_shell<S: Shell>(&self) -> String {
        let mut text = S::FRAME.to_owned();
        let mut fill =
            |name: &str, value: &str| text = text.replace(&format!("{{{{{name}}}}}"), value);
        let of_scope = table::OF_SUBSCRIPTION
            .iter()
            .chain([&table::STORAGE_ACCOUNTS]);
        fill("environment", &lines(ENVIRONMENT.iter().map(S::export)));
        fill("subscriptions", &list::<S>("", &table::SUBSCRIPTIONS));
        fill("tree", &list::<S>("", &table::TREE));
        fill("visible_groups", &list::<S>("", &table::VISIBLE_GROUPS));
        fill("group_tree", &list::<S>(AT, &table::TREE));
        fill("choose", &S::choose(self.subscriptions));
        fill(
            "of_tenant",
            &lines(
                table::OF_TENANT
                    .iter()
                    .map(|ask| S::indented(0, &list::<S>("", ask))),
            ),
        );
        fill(
            "of_subscription",
            &lines(of_scope.map(|ask| S::indented(1, &list::<S>(AT, ask)))),
        );
        fill(
            "of_group",
            &lines(
                table::OF_MANAGEMENT_GROUP
                    .iter()
                    .map(|ask| S::indented(1, &list::<S>(AT, ask))),
            ),
        );
        fill("containers", &list::<S>(AT, &table::CONTAINERS));
        fill("names", &S::names());
        fill("members", &list::<S>(AT, &table::MEMBERS));
        let logs = match self.activity_days {
            0 => String::new(),
            days => S::logs(days),
        };
        fill("logs", &logs);
        fill(
            "without_scopes",
            &lines(table::OF_MANAGEMENT_GROUP.iter().map(|ask| {
                let note = S::note(ask.file, status(FailureKind::Failed), NO_SCOPE);
                S::indented(1, &note)
            })),
        );
        fill("follows", &follows::<S>());
        fill("days", &self.activity_days.to_string());
        fill(
            "signs",
            &lines(
                SIGNS
                    .iter()
                    .map(|(kind, signs)| S::sign(status(*kind), signs)),
            ),
        );
        fill("lost", decode::LOST);
        fill("rest", manifest::REST);
        fill("tries", &TRIES.to_string());
        fill("in_vain", &IN_VAIN.as_secs().to_string());
        fill("prompt", &PROMPT.as_secs().to_string());
        fill("limit", &LIMIT.as_secs().to_string());
        fill("no_answer", no_answer(LIMIT).trim_end());
        fill("ids_per_call", &IDS_PER_CALL.to_string());
        fill("schema", manifest::SCHEMA);
        fill("version", env!("CARGO_PKG_VERSION"));
        fill("folder", &S::word(self.folder));
        text
    }
}

/// What two shells say differently.
trait Shell {
    /// The frame of the script; `{{name}}` stands for what is filled in.
    const FRAME: &str;
    /// The function that asks for a list.
    const LIST: &str;

    /// A word that the shell gives on as it is; `%name%` stands for the variable.
    fn word(text: &str) -> String;
    /// A line as deep as the body of so many loops.
    fn indented(loops: usize, line: &str) -> String;
    fn export(variable: &(&str, &str)) -> String;
    /// The branch that knows a kind of failure by its signs.
    fn sign(status: &str, signs: &[&str]) -> String;
    /// The call that asks for names.
    fn names() -> String;
    /// What says that something is missing.
    fn note(name: &str, status: &str, message: &str) -> String;
    /// What names the folders that are asked only of what a file shows.
    fn follows(file: &str, folders: &[&str]) -> String;
    /// The loops that ask for activity logs.
    fn logs(days: u32) -> String;
    /// What sets the subscriptions.
    fn choose(named: &[String]) -> String;
}

/// Where the files of the scope of a loop are.
const AT: &str = "%at%/";

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

/// The line that asks a question; its file lies in a folder.
fn list<S: Shell>(folder: &str, ask: &Ask) -> String {
    let absent: Vec<&str> = ask.absent.iter().map(|kind| status(*kind)).collect();
    let mark = if ask.list.is_empty() { "id" } else { ask.list };
    let words = [
        format!("{folder}{}.json", variables(ask.file)),
        absent.join(","),
        if ask.may_be_empty { "yes" } else { "no" }.to_owned(),
        mark.to_owned(),
        variables(ask.query),
        variables(ask.url),
    ];
    let words: Vec<String> = words.iter().map(|word| S::word(word)).collect();
    format!("{} {}", S::LIST, words.join(" "))
}

/// The lines that name what is asked only of what is missing.
fn follows<S: Shell>() -> String {
    let mut known = Vec::new();
    for ask in table::every().filter(|ask| !ask.leads_to.is_empty()) {
        // Names lie in files named by what was asked.
        let file = match ask == &table::NAMES {
            true => "principals/[^/]*",
            false => ask.file,
        };
        let line = S::indented(0, &S::follows(file, ask.leads_to));
        if !known.contains(&line) {
            known.push(line);
        }
    }
    lines(known.into_iter())
}

/// A text of the table with the variables of the script for its words in braces.
fn variables(text: &str) -> String {
    const WORDS: [&str; 8] = [
        "scope", "tenant", "graph", "group", "account", "days", "since", "until",
    ];
    let mut text = text.to_owned();
    for word in WORDS {
        text = text.replace(&format!("{{{word}}}"), &format!("%{word}%"));
    }
    text
}

/// The word of the manifest, and of the script for what ends it.
fn status(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Untrusted => "untrusted",
        FailureKind::Unreachable => "unreachable",
        kind => kind.word().as_str(),
    }
}

/// A text with `quoted` for what is between its variables, and `named` for them.
fn parts(
    text: &str,
    quoted: impl Fn(char) -> bool,
    escape: char,
    named: impl Fn(&str) -> String,
) -> String {
    let mut word = String::new();
    for (at, part) in text.split('%').enumerate() {
        if at % 2 == 1 {
            word.push_str(&named(part));
            continue;
        }
        for c in part.chars() {
            if quoted(c) {
                word.push(escape);
            }
            word.push(c);
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script<'a>(folder: &'a str, subscriptions: &'a [String]) -> Script<'a> {
        Script {
            folder,
            subscriptions,
            activity_days: 90,
        }
    }

    #[test]
    fn words_reach_the_program_as_they_are() {
        for (text, posix, powershell) in [
            ("list", "list", "'list'"),
            ("", "''", "''"),
            ("it's", "'it'\\''s'", "'it''s'"),
            ("length(@)", "'length(@)'", "'length(@)'"),
            (
                "/subscriptions/%sub%",
                "\"/subscriptions/$sub\"",
                "\"/subscriptions/${sub}\"",
            ),
            (
                "%graph%/v1.0?$top=9",
                "\"$graph/v1.0?\\$top=9\"",
                "\"${graph}/v1.0?`$top=9\"",
            ),
            (
                "{id: '%group%', \"x\"}",
                "\"{id: '$group', \\\"x\\\"}\"",
                "\"{id: '${group}', `\"x`\"}\"",
            ),
        ] {
            assert_eq!(Posix::word(text), posix, "{text}");
            assert_eq!(PowerShell::word(text), powershell, "{text}");
        }
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        let all = script("exports", &[]);
        let (posix, powershell) = (all.posix(), all.powershell());
        for text in [&posix, &powershell] {
            assert!(
                !text.contains("{{") && !text.replace("${", "").contains("{scope}"),
                "{text}"
            );
        }
        let mut asks = 0;
        for ask in table::every() {
            let url = variables(ask.url);
            assert!(
                posix.contains(&Posix::word(&url)),
                "{} is not asked",
                ask.what
            );
            assert!(
                powershell.contains(&PowerShell::word(&url)),
                "{} is not asked",
                ask.what
            );
            asks += 1;
        }
        assert!(asks > 20);
        let named = ["Production".to_owned(), "a'b".to_owned()];
        let some = script("my exports", &named);
        assert!(
            some.posix()
                .contains("for name in Production 'a'\\''b'; do")
        );
        assert!(some.posix().contains("dir=${1:-'my exports'}"));
        assert!(
            some.powershell()
                .contains("foreach ($name in 'Production', 'a''b') {")
        );
        assert!(
            some.powershell()
                .contains("param([string]$Folder = 'my exports')")
        );
    }

    /// The questions of both, in order, without what the shells spell differently.
    #[test]
    fn both_ask_the_same_in_the_same_order() {
        let all = script("exports", &[]);
        fn asked<S: Shell>(text: &str) -> Vec<String> {
            let plain =
                |line: &str| -> String { line.replace(['\'', '"', '`', '\\', '{', '}'], "") };
            let start = format!("{} ", S::LIST);
            let lines = text.lines().map(str::trim);
            lines
                .filter_map(|line| line.strip_prefix(&start))
                .map(plain)
                .collect()
        }
        let (posix, powershell) = (
            asked::<Posix>(&all.posix()),
            asked::<PowerShell>(&all.powershell()),
        );
        assert_eq!(posix.len(), powershell.len());
        for (one, other) in posix.iter().zip(&powershell) {
            assert_eq!(one, other);
        }
        assert!(posix.len() > 25, "{}", posix.len());
    }
}
