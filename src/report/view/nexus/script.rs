//! `nexus plan --emit`: the script in the words of a shell.

use crate::nexus::{PlanScript, ScriptPart, ScriptPiece, ScriptStatement, ScriptValue, ScriptWord};
use crate::report::hostile::clean;
use crate::text::shell_word;

/// How a shell says what a script has.
trait Shell {
    const CONTINUED: &'static str;

    fn head(takes_arguments: bool) -> String;
    fn variable(name: &str, about: &str, value: &ScriptValue) -> String;
    fn word(word: &ScriptWord) -> String;
    fn ask(name: &str, command: &str) -> String;
    fn run(words: &[ScriptWord], indent: &str) -> String;
    fn each(list: &str, command: &str) -> String;
    fn if_any(lists: [&str; 2], command: &str) -> String;
}

/// For a POSIX shell.
pub(crate) fn plan_in_sh(script: &PlanScript) -> String {
    written::<Posix>(script)
}

/// For PowerShell 7.3 or later.
pub(crate) fn plan_in_powershell(script: &PlanScript) -> String {
    written::<PowerShell>(script)
}

/// A comment: one line each, whatever the names in it hold.
fn comment(text: &str) -> String {
    text.lines()
        .map(|line| format!("# {}\n", clean(line)))
        .collect()
}

fn written<S: Shell>(script: &PlanScript) -> String {
    let mut out = S::head(script.takes_arguments);
    for variable in &script.variables {
        out.push_str(&S::variable(
            &variable.name,
            &variable.about,
            &variable.value,
        ));
    }
    for part in &script.parts {
        out.push('\n');
        out.push_str(&part_of::<S>(part));
    }
    out
}

fn part_of<S: Shell>(part: &ScriptPart) -> String {
    if part.is_done {
        return comment(&format!("{}: done", part.title));
    }
    let mut out = comment(&part.title);
    for text in &part.comments {
        out.push_str(&comment(text));
    }
    out.extend(part.statements.iter().map(statement::<S>));
    out
}

fn statement<S: Shell>(made: &ScriptStatement) -> String {
    match made {
        ScriptStatement::Ask { name, command } => S::ask(name, &S::run(command, "")),
        ScriptStatement::Run(words) => S::run(words, "") + "\n",
        ScriptStatement::Each { list, command } => S::each(list, &S::run(command, "    ")),
        ScriptStatement::IfAny { lists, command } => S::if_any(*lists, &S::run(command, "    ")),
        ScriptStatement::Offer { asks, command } => {
            let asked = asks
                .iter()
                .map(|ask| comment(statement::<S>(ask).trim_end()));
            asked.collect::<String>() + &comment(&S::run(command, ""))
        }
    }
}

/// A command: on one line, or where that is long with each flag on its own.
fn on_lines<S: Shell>(words: &[ScriptWord], indent: &str) -> String {
    let shown: Vec<String> = words.iter().map(S::word).collect();
    let line = shown.join(" ");
    if indent.len() + line.chars().count() <= 100 {
        return format!("{indent}{line}");
    }
    let mut lines = vec![indent.to_owned()];
    for word in shown {
        let is_flag = word.starts_with("--");
        match lines.last_mut() {
            Some(last) if !is_flag => {
                if !last.trim().is_empty() {
                    last.push(' ');
                }
                last.push_str(&word);
            }
            _ => lines.push(format!("{indent}    {word}")),
        }
    }
    lines.join(&format!(" {}\n", S::CONTINUED))
}

/// The characters that PowerShell takes for themselves.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    !text.is_empty() && text.chars().all(plain)
}

fn only_text(word: &ScriptWord) -> Option<&str> {
    match word.as_slice() {
        [ScriptPiece::Text(text)] => Some(text),
        _ => None,
    }
}

struct Posix;

impl Shell for Posix {
    const CONTINUED: &'static str = "\\";

    fn head(takes_arguments: bool) -> String {
        let mut head = "#!/bin/sh\n# Made by `rolecall nexus plan --emit sh`. Read it before it runs; it stops at the first fault.\nset -eu\n\n".to_owned();
        if takes_arguments {
            head.push_str("# Its arguments are the usual parameters of `az networkcloud cluster create`.\nif [ $# -eq 0 ]; then\n    echo 'give the usual parameters of az networkcloud cluster create as arguments' >&2\n    exit 2\nfi\n\n");
        }
        head
    }

    fn variable(name: &str, about: &str, value: &ScriptValue) -> String {
        let value = match value {
            ScriptValue::Text(text) => shell_word(text),
            ScriptValue::Missing => format!("${{{name}:?{}}}", missing(about)),
            ScriptValue::List => format!("${{{name}:-}}"),
        };
        let value = match value.starts_with("${") {
            true => format!("\"{value}\""),
            false => value,
        };
        format!("{}{name}={value}\n", comment(about))
    }

    fn word(word: &ScriptWord) -> String {
        if let Some(text) = only_text(word) {
            return shell_word(text);
        }
        let mut out = String::from("\"");
        for piece in word {
            match piece {
                ScriptPiece::Text(text) => {
                    for c in text.chars() {
                        if matches!(c, '"' | '$' | '`' | '\\') {
                            out.push('\\');
                        }
                        out.push(c);
                    }
                }
                ScriptPiece::Name(name) => out.push_str(&format!("${{{name}}}")),
                ScriptPiece::Arguments => out.push_str("$@"),
            }
        }
        out.push('"');
        out
    }

    fn ask(name: &str, command: &str) -> String {
        format!("{name}=$({command})\n")
    }

    fn run(words: &[ScriptWord], indent: &str) -> String {
        on_lines::<Self>(words, indent)
    }

    fn each(list: &str, command: &str) -> String {
        format!("for ITEM in ${list}; do\n{command}\ndone\n")
    }

    fn if_any([one, other]: [&str; 2], command: &str) -> String {
        format!("if [ -n \"${{{one}}}${{{other}}}\" ]; then\n{command}\nfi\n")
    }
}

fn missing(about: &str) -> String {
    format!("set it to {about}")
}

struct PowerShell;

impl PowerShell {
    /// PowerShell takes typographic quotes for quotes.
    fn quoted(text: &str) -> String {
        let mut out = String::from("'");
        for c in text.chars() {
            if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}') {
                out.push(c);
            }
            out.push(c);
        }
        out.push('\'');
        out
    }

    /// `RESOURCE_GROUP` as `ResourceGroup`.
    fn name(name: &str) -> String {
        let parts = name.split('_').map(|part| {
            let (first, rest) = part.split_at(part.len().min(1));
            format!("{first}{}", rest.to_ascii_lowercase())
        });
        parts.collect()
    }
}

impl Shell for PowerShell {
    const CONTINUED: &'static str = "`";

    fn head(takes_arguments: bool) -> String {
        let mut head = "#Requires -Version 7.3\n# Made by `rolecall nexus plan --emit powershell`. Read it before it runs; it stops at the first fault.\nSet-StrictMode -Version Latest\n$ErrorActionPreference = 'Stop'\n$PSNativeCommandUseErrorActionPreference = $true\n\n".to_owned();
        if takes_arguments {
            head.push_str("# Its arguments are the usual parameters of `az networkcloud cluster create`.\nif ($args.Count -eq 0) { throw 'give the usual parameters of az networkcloud cluster create as arguments' }\n\n");
        }
        head
    }

    fn variable(name: &str, about: &str, value: &ScriptValue) -> String {
        let variable = Self::name(name);
        let value = match value {
            ScriptValue::Text(text) => Self::quoted(text),
            ScriptValue::Missing => format!(
                "if ($env:{name}) {{ $env:{name} }} else {{ throw {} }}",
                Self::quoted(&format!("{name}: {}", missing(about)))
            ),
            ScriptValue::List => format!("@(\"$env:{name}\" -split ' ' | Where-Object {{ $_ }})"),
        };
        format!("{}${variable} = {value}\n", comment(about))
    }

    fn word(word: &ScriptWord) -> String {
        if let Some(text) = only_text(word) {
            return match is_plain(text) {
                true => text.to_owned(),
                false => Self::quoted(text),
            };
        }
        if word.as_slice() == [ScriptPiece::Arguments] {
            return "@args".to_owned();
        }
        let mut out = String::from("\"");
        for piece in word {
            match piece {
                ScriptPiece::Text(text) => {
                    for c in text.chars() {
                        if matches!(c, '"' | '$' | '`' | '\u{201c}' | '\u{201d}' | '\u{201e}') {
                            out.push('`');
                        }
                        out.push(c);
                    }
                }
                ScriptPiece::Name(name) => {
                    out.push_str(&format!("${{{}}}", Self::name(name)));
                }
                ScriptPiece::Arguments => out.push_str("$args"),
            }
        }
        out.push('"');
        out
    }

    fn ask(name: &str, command: &str) -> String {
        format!("${} = {command}\n", Self::name(name))
    }

    /// A body goes by a file: on Windows `az` is a batch file, which loses the quotes of JSON.
    fn run(words: &[ScriptWord], indent: &str) -> String {
        let is_body = |word: &ScriptWord| only_text(word).is_some_and(|text| text.starts_with('{'));
        let Some(at) = words.iter().position(is_body) else {
            return on_lines::<Self>(words, indent);
        };
        let mut words = words.to_vec();
        let body = Self::word(&words[at]);
        words[at] = vec![
            ScriptPiece::Text("@".to_owned()),
            ScriptPiece::Name("BODY".to_owned()),
        ];
        format!(
            "{indent}$Body = New-TemporaryFile\n{indent}Set-Content -LiteralPath $Body -Value {body}\n{}\n{indent}Remove-Item -LiteralPath $Body",
            on_lines::<Self>(&words, indent)
        )
    }

    fn each(list: &str, command: &str) -> String {
        format!(
            "foreach ($Item in ${}) {{\n{command}\n}}\n",
            Self::name(list)
        )
    }

    fn if_any([one, other]: [&str; 2], command: &str) -> String {
        let (one, other) = (Self::name(one), Self::name(other));
        format!("if (${one}.Count + ${other}.Count -gt 0) {{\n{command}\n}}\n")
    }
}
