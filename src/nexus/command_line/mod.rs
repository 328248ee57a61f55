//! A pasted `az networkcloud cluster create|update` as a change of identities and settings
//! (nexus.md §3).

mod flags;
mod pasted;
mod reader;
mod rest;
mod shorthand;
mod words;

use super::address::{shown, shown_diagnostic};
use super::identity_set::{IdentityChange, IdentityFlags};
use super::resource_id::ResourceId;
use super::setting::{SettingChange, SettingIdentityType, SettingKind};
use crate::ids::parse_guid;
use crate::span::Diagnostic;
use crate::text;
use reader::Reader;
pub(crate) use words::UnclosedQuoteError;
use words::{Word, WordStart};

/// Which command it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ClusterVerb {
    /// `az networkcloud cluster create`
    Create,
    /// `az networkcloud cluster update`
    Update,
}

/// What a pasted command says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClusterCommand {
    /// Create or update.
    pub verb: ClusterVerb,
    /// `--name`, or the name in `--ids`.
    pub name: Option<String>,
    /// `--resource-group`, or the group in `--ids`.
    pub resource_group: Option<String>,
    /// `--subscription`, or the subscription in `--ids`.
    pub subscription: Option<String>,
    /// The identity flags, bare names filled in.
    pub identity: IdentityFlags,
    /// The settings blocks named, in the order of [`SettingKind::ALL`].
    pub settings: Vec<(SettingKind, SettingChange)>,
    /// What is odd about the command.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a bare identity name in `--mi-user-assigned` is filled in from, where the command itself
/// doesn't say: the CLI takes the cluster's resource group and the subscription (§2.2).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CommandContext {
    /// The subscription of the cluster.
    pub subscription: Option<String>,
    /// Its resource group.
    pub resource_group: Option<String>,
}

/// A text that is no such command.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ParseCommandError {
    /// A quote has no end.
    #[error(transparent)]
    UnclosedQuote(#[from] UnclosedQuoteError),
    /// It is not `az networkcloud cluster create|update`.
    #[error(
        "no `az networkcloud cluster create` or `update` in `{}`",
        shown(input)
    )]
    OtherCommand {
        /// The start of the text.
        input: String,
    },
    /// A flag that needs a value has none.
    #[error("`{flag}` needs a value")]
    MissingValue {
        /// The flag.
        flag: String,
    },
    /// An object argument that can't be read.
    #[error("`az` refuses `{}` in `{flag}`: {why}", shown(word))]
    Malformed {
        /// The flag.
        flag: String,
        /// The word.
        word: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// `az rest` with a method that isn't PATCH.
    #[error("`az rest` with the method {method} is not read here: only PATCH is")]
    OtherMethod {
        /// The method.
        method: String,
    },
    /// `az rest` for something that is no cluster.
    #[error("`{}` is not the address of a cluster", shown(url))]
    OtherResource {
        /// The address, without its query.
        url: String,
    },
    /// The body of an `az rest` can't be read.
    #[error("the body of the request: {}", shown(reason))]
    Body {
        /// Why.
        reason: String,
    },
    /// A file that a flag names can't be read.
    #[error("`{flag}` names a file: {}", shown(reason))]
    File {
        /// The flag.
        flag: String,
        /// Why not.
        reason: String,
    },
    /// A flag that takes true or false has another value.
    #[error("`{}` in `{flag}` is neither true nor false", shown(value))]
    NotABoolean {
        /// The flag.
        flag: String,
        /// The value.
        value: String,
    },
}

impl ClusterCommand {
    /// Reads a command as pasted: quotes, line continuations, a prompt before it.
    ///
    /// # Errors
    ///
    /// When it is no `az networkcloud cluster create|update`, or can't be read.
    pub fn parse(input: &str, context: &CommandContext) -> Result<Self, ParseCommandError> {
        let mut diagnostics = Vec::new();
        let words = words::split(input, &mut diagnostics)?;
        Self::read(&words, input, context, diagnostics, &mut no_file)
    }

    /// Reads a command that a shell has split into words already.
    ///
    /// # Errors
    ///
    /// When it is no `az networkcloud cluster create|update`, or can't be read.
    pub fn from_words(
        words: &[String],
        context: &CommandContext,
    ) -> Result<Self, ParseCommandError> {
        let input = words.join(" ");
        Self::read(
            &plain_words(words),
            &input,
            context,
            Vec::new(),
            &mut no_file,
        )
    }

    /// The id of the cluster, where the command says all of it.
    pub(super) fn cluster_id(&self) -> Option<ResourceId> {
        // A subscription that is given by its name has an id that only Azure knows.
        let subscription = self.subscription.as_ref()?;
        parse_guid(subscription)?;
        let group = self.resource_group.as_ref()?;
        let id = ResourceId::new(&format!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/\
             Microsoft.NetworkCloud/clusters/{}",
            self.name.as_ref()?
        ));
        id.scope().is_some().then_some(id)
    }

    /// Whether nothing that the command says speaks against a cluster.
    pub(super) fn may_mean(&self, id: &ResourceId) -> bool {
        let agrees = |said: &Option<String>, own: Option<&str>| {
            let own = own.unwrap_or_default();
            said.as_ref().is_none_or(|said| text::same(said, own))
        };
        agrees(&self.name, Some(id.name()))
            && agrees(&self.resource_group, id.resource_group())
            && agrees(&self.subscription, id.subscription())
    }

    /// The change of the identity set.
    pub fn identity_change(&self) -> IdentityChange {
        match self.verb {
            ClusterVerb::Create => IdentityChange::Create(self.identity.clone()),
            ClusterVerb::Update => IdentityChange::Update(self.identity.clone()),
        }
    }

    /// What the CLI itself refuses, before any request: a settings block without its target (S6) or
    /// taken away as a whole, an identity type that there isn't, and a `UserAssignedIdentity` without
    /// an id (S2).
    pub fn refusals(&self) -> Vec<String> {
        let mut refusals = Vec::new();
        for (kind, change) in &self.settings {
            let flag = kind.flag();
            let SettingChange::Set(setting) = change else {
                refusals.push(format!(
                    "the CLI refuses `null` for `{flag}`: a PATCH of the API takes the block away"
                ));
                continue;
            };
            if setting.target.is_none() {
                refusals.push(format!(
                    "the CLI refuses `{flag}` without `{}`: repeat it even if only the identity changes",
                    kind.target_key()
                ));
            }
            for slot in setting.slots(*kind) {
                if let Some(given) = &slot.identity.identity_type
                    && slot.identity.kind().is_none()
                {
                    refusals.push(format!(
                        "the CLI refuses `identity-type={given}` in `{flag}`: it is \
                         `SystemAssignedIdentity` or `UserAssignedIdentity`"
                    ));
                }
                if slot.identity.kind() == Some(SettingIdentityType::User)
                    && slot.identity.resource_id.is_none()
                {
                    refusals.push(format!(
                        "the CLI refuses `identity-type=UserAssignedIdentity` without \
                         `identity-resource-id` in `{flag}`"
                    ));
                }
            }
        }
        refusals
    }

    fn read(
        words: &[Word],
        input: &str,
        context: &CommandContext,
        diagnostics: Vec<Diagnostic>,
        files: &mut rest::ReadBody<'_>,
    ) -> Result<Self, ParseCommandError> {
        let (verb, from) = find_verb(words).ok_or_else(|| ParseCommandError::OtherCommand {
            input: input.trim().chars().take(60).collect(),
        })?;
        let mut reader = Reader::new(diagnostics);
        reader.read(&words[from..])?;
        let mut command = reader.finish(verb, context, files)?;
        let said = command.diagnostics.into_iter();
        command.diagnostics = said.map(shown_diagnostic).collect();
        Ok(command)
    }
}

/// Files are read where a command is given to be judged, and nowhere else.
fn no_file(_: &str) -> Result<String, String> {
    Err("it is not read here".to_owned())
}

/// The words of a command that this program made.
///
/// # Errors
///
/// When a quote in it has no end.
pub(super) fn words_of(command: &str) -> Result<Vec<String>, UnclosedQuoteError> {
    let words = words::split(command, &mut Vec::new())?;
    Ok(words.into_iter().map(|word| word.text).collect())
}

fn plain_words(words: &[String]) -> Vec<Word> {
    let words = words.iter().map(|text| Word {
        text: text.clone(),
        start: WordStart::Inside,
        line: 1,
    });
    words.collect()
}

fn find_verb(words: &[Word]) -> Option<(ClusterVerb, usize)> {
    let at = words.windows(3).position(|run| {
        text::same(&run[0].text, "networkcloud")
            && text::same(&run[1].text, "cluster")
            && matches!(&*text::fold(&run[2].text), "create" | "update")
    })?;
    let verb = match &*text::fold(&words[at + 2].text) {
        "create" => ClusterVerb::Create,
        _ => ClusterVerb::Update,
    };
    Some((verb, at + 3))
}
