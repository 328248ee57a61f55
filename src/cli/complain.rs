//! Errors of the shell: what is wrong, and what to do.

use crate::access::Outcome;
use crate::catalog::{LookUpRoleError, UnknownTaskError};
use crate::cli::globs::near_rules;
use crate::directory::LookUpPrincipalError;
use crate::glob::ParseGlobError;
use crate::pattern::{ParsePatternError, StateLimit};
use crate::report::WorkbookError;
use crate::rule::UnknownRuleError;
use crate::scope::ParseScopeError;
use crate::time::{ParseTimestampError, Timestamp};

use super::exit::Exit;

/// How to get what a command reads.
pub(crate) const GATHER: &str = "`rolecall collect -o exports/` gathers them with `az`";

/// How to name what a command reads.
pub(crate) const NAME_INPUTS: &str =
    "name exports or a folder of them with `-i`, or for all commands with `rolecall init -i PATH`";

/// A command that can't go on.
#[derive(Debug)]
pub(crate) struct Complaint {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    /// Whether it is about a name that is that of nothing, or of several things.
    pub(crate) is_of_name: bool,
}

impl Complaint {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage,
            message: message.into(),
            help: None,
            is_of_name: false,
        }
    }

    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Input,
            message: message.into(),
            help: None,
            is_of_name: false,
        }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, about a name.
    pub(crate) fn of_name(message: impl Into<String>) -> Self {
        Self {
            is_of_name: true,
            ..Self::usage(message)
        }
    }

    pub(super) fn did_you_mean(self, near: &[String]) -> Self {
        match near {
            [] => self,
            [one] => self.help(format!("did you mean `{one}`?")),
            many => {
                let names: Vec<String> = many.iter().map(|name| format!("`{name}`")).collect();
                self.help(format!("did you mean one of {}?", names.join(", ")))
            }
        }
    }
}

impl From<LookUpRoleError> for Complaint {
    fn from(error: LookUpRoleError) -> Self {
        let complaint = Self::of_name(error.to_string());
        match error {
            LookUpRoleError::Unknown { near, .. } => complaint.did_you_mean(&near),
            LookUpRoleError::Ambiguous { candidates, .. } => {
                let list: Vec<String> = candidates
                    .iter()
                    .map(|c| match c.id {
                        Some(id) => format!("`{}` ({id})", c.name),
                        None => format!("`{}`", c.name),
                    })
                    .collect();
                complaint.help(format!("name one by its id: {}", list.join(", ")))
            }
        }
    }
}

impl From<UnknownTaskError> for Complaint {
    fn from(error: UnknownTaskError) -> Self {
        let complaint = Self::usage(error.to_string());
        if error.near.is_empty() {
            complaint.help("`rolecall tasks list` shows them all")
        } else {
            complaint.did_you_mean(&error.near)
        }
    }
}

impl From<LookUpPrincipalError> for Complaint {
    fn from(error: LookUpPrincipalError) -> Self {
        let complaint = Self::of_name(error.to_string());
        match error {
            LookUpPrincipalError::Unknown { near, .. } if near.is_empty() => {
                complaint.help("give the object id, or add an export that names the principal")
            }
            LookUpPrincipalError::Unknown { near, .. } => complaint.did_you_mean(&near),
            LookUpPrincipalError::Ambiguous { candidates, .. } => {
                let list: Vec<String> = candidates
                    .iter()
                    .map(|p| format!("`{}` ({}, {})", p.id, p.label(), p.kind.as_str()))
                    .collect();
                complaint.help(format!("name one by its object id: {}", list.join(", ")))
            }
            LookUpPrincipalError::Registration {
                object_id: None,
                app_id,
                ..
            } => complaint.help(format!(
                "`az ad sp show --id {app_id} -o json` gets the service principal for the inputs"
            )),
            LookUpPrincipalError::ApplicationId { .. }
            | LookUpPrincipalError::Registration { .. } => {
                complaint.help("assignments name service principals by object id")
            }
        }
    }
}

impl From<ParsePatternError> for Complaint {
    fn from(error: ParsePatternError) -> Self {
        let caret = " ".repeat(error.span.start)
            + &"^".repeat(error.span.end.saturating_sub(error.span.start).max(1));
        Self::usage(format!("{error}\n  {}\n  {caret}", error.input))
            .help("an action looks like `Microsoft.Storage/storageAccounts/read`, with `*` as the only wildcard")
    }
}

impl From<UnknownRuleError> for Complaint {
    fn from(error: UnknownRuleError) -> Self {
        let near = near_rules(&error);
        let complaint = Self::usage(error.to_string());
        if near.is_empty() {
            complaint.help("`rolecall rules list` shows them all")
        } else {
            complaint.did_you_mean(&near)
        }
    }
}

impl From<ParseGlobError> for Complaint {
    fn from(error: ParseGlobError) -> Self {
        Self::usage(error.to_string()).help(ParseGlobError::SIGNS)
    }
}

impl From<WorkbookError> for Complaint {
    fn from(error: WorkbookError) -> Self {
        Self::input(error.to_string())
    }
}

impl From<StateLimit> for Complaint {
    fn from(error: StateLimit) -> Self {
        Self {
            exit: Exit::Undetermined,
            message: error.to_string(),
            help: Some("write the patterns with one `*` each, as Azure demands".to_owned()),
            is_of_name: false,
        }
    }
}

impl From<ParseTimestampError> for Complaint {
    fn from(error: ParseTimestampError) -> Self {
        Self::usage(error.to_string()).help(Timestamp::FORMS)
    }
}

impl From<ParseScopeError> for Complaint {
    fn from(error: ParseScopeError) -> Self {
        Self::usage(error.to_string()).help(ParseScopeError::FORMS)
    }
}

/// Reads an outcome given on the command line.
pub(crate) fn outcome(word: &str) -> Result<Outcome, String> {
    Outcome::parse(word).ok_or_else(|| {
        let words: Vec<&str> = Outcome::ALL
            .iter()
            .map(|outcome| outcome.as_str())
            .collect();
        format!("expected one of {}", words.join(", "))
    })
}
