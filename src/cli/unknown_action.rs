//! What every command that takes an operation says where the catalogue holds none of that name.

use super::complain::Complaint;
use super::context::Context;
use crate::catalog::AzurePart;
use crate::pattern::ActionPattern;
use crate::report::not_held;
use crate::span::Diagnostic;

/// An operation, or a pattern, for which the catalogue holds none.
pub(super) struct UnknownAction<'a> {
    action: &'a ActionPattern,
    beside: String,
    then: Option<&'static str>,
    may_change_answer: bool,
    is_on_page: bool,
}

impl<'a> UnknownAction<'a> {
    pub(super) fn new(action: &'a ActionPattern) -> Self {
        Self {
            action,
            beside: String::new(),
            then: None,
            may_change_answer: true,
            is_on_page: false,
        }
    }

    /// Leaves it to the page, where that is what is shown.
    pub(super) fn on_page(mut self) -> Self {
        self.is_on_page = true;
        self
    }

    /// Adds words to the sentence.
    pub(super) fn beside(mut self, words: impl Into<String>) -> Self {
        self.beside = words.into();
        self
    }

    /// Says what the answer goes by.
    pub(super) fn then(mut self, help: &'static str) -> Self {
        self.then = Some(help);
        self
    }

    /// Leaves the answer as it is: the name alone decides.
    pub(super) fn changes_nothing(mut self) -> Self {
        self.may_change_answer = false;
        self
    }
}

/// The action that a word of the command line names.
///
/// # Errors
///
/// When no operation can have that name: each has a namespace and a slash. A role's name is none.
pub(super) fn asked_action(word: &str) -> Result<ActionPattern, Complaint> {
    let action = ActionPattern::parse(word)?;
    match word.contains(['/', '*']) {
        true => Ok(action),
        false => Err(Complaint::usage(format!("`{word}` is not an action"))
            .help("an action looks like `Microsoft.Compute/virtualMachines/read`: `rolecall operations search WORDS` finds it, `*/delete` is all of a kind; `rolecall roles show` says what a role grants")),
    }
}

impl Context {
    /// Says that the catalogue holds no such operation, and what may be meant.
    pub(super) fn note_unknown_action(&mut self, unknown: UnknownAction<'_>) {
        let UnknownAction { action, beside, .. } = unknown;
        let message = format!("{}{beside}", not_held(action));
        let near = self.catalog.may_mean(action);
        let meant = (!near.is_empty()).then(|| format!("did you mean `{}`?", near.join("`, `")));
        let help = match (meant, unknown.then) {
            (Some(meant), Some(then)) => Some(format!("{meant} Else {then}")),
            (meant, then) => meant.or_else(|| then.map(str::to_owned)),
        };
        let mut note = Diagnostic::warning("unknown-action", message);
        if unknown.may_change_answer {
            note = note.may_change_answer();
        }
        note.help = help;
        if unknown.is_on_page {
            self.on_page.push(note.message.clone());
        }
        self.diagnostics.push(note);
        if !self.catalog.knows_namespace(action.as_str()) {
            self.core_is_too_small(
                AzurePart::Operations,
                &format!("nothing is known of the namespace of `{action}`"),
            );
        }
    }
}
