//! Commands as people paste them: a long one on several lines.

/// The width from which a command is broken.
const LONG: usize = 120;

/// Commands, one after the other, long ones continued with a backslash: before each flag, and
/// before each `key=value` of a flag that alone is long.
pub(crate) fn on_lines(commands: &[String]) -> String {
    let shown: Vec<String> = commands.iter().map(|command| broken(command)).collect();
    shown.join("\n")
}

/// How many lines of commands are shown where not all are asked for.
const LINES: usize = 6;

/// The same of the first commands, and how many more there are; of all where all are asked for.
pub(crate) fn first_on_lines(commands: &[String], all: bool) -> String {
    let mut shown = 1;
    while shown < commands.len() && (all || on_lines(&commands[..=shown]).lines().count() <= LINES)
    {
        shown += 1;
    }
    // To say that there is one more takes as much room as the one.
    if commands.len() <= shown + 1 {
        return on_lines(commands);
    }
    format!(
        "{}\n# {} more commands with `--all`",
        on_lines(&commands[..shown]),
        commands.len() - shown
    )
}

fn broken(command: &str) -> String {
    if command.chars().count() <= LONG {
        return command.to_owned();
    }
    let mut lines: Vec<String> = Vec::new();
    for flag in split_before(command, |word| word.starts_with("--")) {
        let indent = if lines.is_empty() { "" } else { "  " };
        if flag.chars().count() <= LONG {
            lines.push(format!("{indent}{flag}"));
            continue;
        }
        let values = split_before(flag, is_key_value);
        for (at, value) in values.into_iter().enumerate() {
            let indent = if at == 0 { indent } else { "    " };
            lines.push(format!("{indent}{value}"));
        }
    }
    lines.join(" \\\n")
}

/// Whether a word is `key=value`; a URL or a body in quotes is not.
fn is_key_value(word: &str) -> bool {
    let is_key = |key: &str| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    !word.starts_with('-') && word.split_once('=').is_some_and(|(key, _)| is_key(key))
}

/// The parts of a command, cut at the blanks outside quotes before the words that `starts` names.
fn split_before(command: &str, starts: fn(&str) -> bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut quote) = (0, None);
    let mut chars = command.char_indices();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (None, '\\') => {
                chars.next();
            }
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, ' ') => {
                let rest = &command[at + 1..];
                if starts(rest.split(' ').next().unwrap_or(rest)) {
                    parts.push(&command[from..at]);
                    from = at + 1;
                }
            }
            _ => {}
        }
    }
    parts.push(&command[from..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::shell_word;

    #[test]
    fn a_short_command_stays_on_its_line() {
        let short = ["az account show".to_owned(), "az group list".to_owned()];
        assert_eq!(on_lines(&short), "az account show\naz group list");
    }

    #[test]
    fn a_long_one_is_broken_before_flags_and_values() {
        let id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/u";
        let command = format!(
            "az networkcloud cluster update --name c --secret-archive-settings vault-uri=\"https://kv\" identity-resource-id=\"{id}\""
        );
        assert_eq!(
            on_lines(&[command]),
            format!(
                "az networkcloud cluster update \\\n  --name c \\\n  --secret-archive-settings \\\n    vault-uri=\"https://kv\" \\\n    identity-resource-id=\"{id}\""
            )
        );
    }

    #[test]
    fn what_stands_in_quotes_stays_whole() {
        let body = format!("'{{\"a\":\"x --y k=v {}\"}}'", "z".repeat(LONG));
        let url = format!("\"/clusters/{}?api-version=2025-02-01\"", "c".repeat(LONG));
        let command = format!("az rest --url {url} --body {body}");
        assert_eq!(
            on_lines(&[command]),
            format!("az rest \\\n  --url {url} \\\n  --body {body}")
        );
        let name = shell_word(&format!("it's --x k=v {}", "n".repeat(LONG)));
        let command = format!("az group show --name {name}");
        assert_eq!(
            on_lines(&[command]),
            format!("az group show \\\n  --name {name}")
        );
    }
}
