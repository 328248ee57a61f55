//! A pasted text as the changes that its commands make, one after the other.

use super::rest::{self, ReadBody};
use super::words::{self, Word, WordStart};
use super::{ClusterCommand, CommandContext, ParseCommandError, find_verb, plain_words};
use crate::nexus::address::shown_diagnostic;
use crate::nexus::simulate::ClusterChange;
use crate::span::Diagnostic;
use crate::text;

impl ClusterChange {
    /// Reads a text as pasted: `az networkcloud cluster create|update` and `az rest --method PATCH`,
    /// as many as there are. Other commands are named and left out.
    ///
    /// # Errors
    ///
    /// When there is no such command, or one can't be read.
    pub fn all_of(
        input: &str,
        context: &CommandContext,
        read: &mut ReadBody<'_>,
    ) -> Result<(Vec<Self>, Vec<Diagnostic>), ParseCommandError> {
        let mut diagnostics = Vec::new();
        let words = words::split(input, &mut diagnostics)?;
        Self::of_commands(&commands(&words), input, context, read, diagnostics)
    }

    /// Reads words that a shell has split already; `;`, `&&` and the next `az` end a command.
    ///
    /// # Errors
    ///
    /// When there is no such command, or one can't be read.
    pub fn all_of_words(
        words: &[String],
        context: &CommandContext,
        read: &mut ReadBody<'_>,
    ) -> Result<(Vec<Self>, Vec<Diagnostic>), ParseCommandError> {
        let plain = plain_words(words);
        let is_break = |word: &Word| matches!(word.text.as_str(), ";" | "&&" | "||" | "|");
        let mut commands: Vec<&[Word]> = Vec::new();
        for part in plain.split(is_break) {
            let starts = (1..part.len()).filter(|&at| part[at].text == "az");
            let mut from = 0;
            for start in starts {
                commands.push(&part[from..start]);
                from = start;
            }
            commands.push(&part[from..]);
        }
        commands.retain(|command| !command.is_empty());
        Self::of_commands(&commands, &words.join(" "), context, read, Vec::new())
    }

    fn of_commands(
        commands: &[&[Word]],
        input: &str,
        context: &CommandContext,
        read: &mut ReadBody<'_>,
        mut diagnostics: Vec<Diagnostic>,
    ) -> Result<(Vec<Self>, Vec<Diagnostic>), ParseCommandError> {
        let mut changes = Vec::new();
        for command in commands {
            if find_verb(command).is_some() {
                let mut command = ClusterCommand::read(command, input, context, Vec::new(), read)?;
                diagnostics.append(&mut command.diagnostics);
                changes.push(Self::Command(command));
            } else if let Some(at) = position(command, &["az", "rest"]) {
                match rest::read(&command[at + 2..], read) {
                    Ok(mut patch) => {
                        diagnostics.append(&mut patch.diagnostics);
                        changes.push(Self::Patch(patch));
                    }
                    Err(ParseCommandError::OtherMethod { .. }) if commands.len() > 1 => {
                        diagnostics.push(left_out(command));
                    }
                    Err(error) => return Err(error),
                }
            } else if position(command, &["az"]).is_some() && commands.len() > 1 {
                diagnostics.push(left_out(command));
            }
        }
        if changes.is_empty() {
            return Err(ParseCommandError::OtherCommand {
                input: input.trim().chars().take(60).collect(),
            });
        }
        Ok((changes, diagnostics))
    }
}

fn left_out(command: &[Word]) -> Diagnostic {
    let words = command.iter().map(|word| word.text.as_str());
    let start: Vec<&str> = words.skip_while(|word| *word != "az").take(4).collect();
    let said = Diagnostic::info(
        "further-command",
        format!("`{}` changes no cluster and is left out", start.join(" ")),
    );
    shown_diagnostic(said)
}

fn position(words: &[Word], wanted: &[&str]) -> Option<usize> {
    words.windows(wanted.len()).position(|run| {
        let mut pairs = run.iter().zip(wanted);
        pairs.all(|(word, wanted)| text::same(&word.text, wanted))
    })
}

/// The commands of a text: each from its `az`, a prompt before it or not, to the next.
fn commands(words: &[Word]) -> Vec<&[Word]> {
    let mut cuts = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let is_prompt = at > 0
            && words[at - 1].start == WordStart::NewLine
            && words[at - 1].text.ends_with(['$', '>', '#', '%']);
        let begins = word.start == WordStart::NewCommand
            || word.text == "az" && word.start == WordStart::NewLine;
        if begins {
            cuts.push((at, at));
        } else if word.text == "az" && is_prompt {
            cuts.push((at - 1, at));
        }
    }
    let mut found = Vec::new();
    let mut from = 0;
    for (end, next) in cuts {
        found.push(&words[from..end]);
        from = next;
    }
    found.push(&words[from..]);
    found.retain(|command: &&[Word]| !command.is_empty());
    found
}
