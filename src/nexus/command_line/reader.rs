//! Reads the words of a command, flag by flag.

use super::flags::{OTHER_FLAGS, SYSTEM, USER, is_flag, known_flags};
use super::rest::ReadBody;
use super::words::{Word, WordStart};
use super::{ClusterCommand, ClusterVerb, CommandContext, ParseCommandError, shorthand};
use serde_json::Value;

use crate::ids::parse_guid;
use crate::near::near;
use crate::nexus::identity_set::IdentityFlags;
use crate::nexus::resource_id::ResourceId;
use crate::nexus::setting::{SettingChange, SettingIdentityType, SettingKind};
use crate::span::Diagnostic;
use crate::text;

#[derive(Default)]
pub(super) struct Reader {
    name: Option<String>,
    resource_group: Option<String>,
    subscription: Option<String>,
    ids: Option<ResourceId>,
    system: bool,
    user: Vec<String>,
    blocks: Vec<(SettingKind, Vec<String>)>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    pub(super) fn new(diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            diagnostics,
            ..Self::default()
        }
    }

    pub(super) fn read(&mut self, words: &[Word]) -> Result<(), ParseCommandError> {
        let words = self.without_ellipses(words);
        let end = words.iter().position(|word| self.ends_before(word));
        let words = &words[..end.unwrap_or(words.len())];
        let mut at = 0;
        while at < words.len() {
            let word = &words[at];
            at += 1;
            if !is_flag(&word.text) {
                self.diagnostics.push(Diagnostic::warning(
                    "unexpected-word",
                    format!("`{}` belongs to no flag and is ignored", word.text),
                ));
                continue;
            }
            let (flag, attached) = match word.text.split_once('=') {
                Some((flag, value)) if word.text.starts_with("--") => (flag, Some(value)),
                _ => (word.text.as_str(), None),
            };
            let mut values: Vec<String> = attached.map(str::to_owned).into_iter().collect();
            while let Some(next) = words.get(at).filter(|next| !is_flag(&next.text)) {
                values.push(next.text.clone());
                at += 1;
            }
            self.flag(flag, values)?;
        }
        Ok(())
    }

    /// Pages write `...` on a line of its own for parameters that they don't show; the command goes on
    /// after it.
    fn without_ellipses(&mut self, words: &[Word]) -> Vec<Word> {
        let mut kept: Vec<Word> = Vec::with_capacity(words.len());
        let mut follows = false;
        for word in words {
            if matches!(word.text.as_str(), "..." | "\u{2026}") {
                self.diagnostics.push(Diagnostic::info(
                    "left-out-parameters",
                    format!(
                        "`{}` on line {} stands for parameters that aren't shown",
                        word.text, word.line
                    ),
                ));
                follows = true;
                continue;
            }
            let mut word = word.clone();
            if std::mem::take(&mut follows) {
                word.start = WordStart::Inside;
            }
            kept.push(word);
        }
        kept
    }

    /// Whether the command is over before this word. A line that plainly goes on with it after a
    /// lost continuation is still read, with a word about it.
    fn ends_before(&mut self, word: &Word) -> bool {
        match word.start {
            WordStart::Inside => false,
            WordStart::NewCommand => true,
            WordStart::NewLine if is_flag(&word.text) || word.text.contains('=') => {
                let message = format!(
                    "line {} follows a line without a continuation mark",
                    word.line
                );
                self.diagnostics.push(
                    Diagnostic::warning("missing-continuation", message)
                        .help("it is read as part of the command; a shell would run the command without it")
                        .may_change_answer(),
                );
                false
            }
            WordStart::NewLine => {
                self.diagnostics.push(Diagnostic::info(
                    "further-command",
                    format!(
                        "what follows the command from line {} on is ignored",
                        word.line
                    ),
                ));
                true
            }
        }
    }

    fn flag(&mut self, given: &str, values: Vec<String>) -> Result<(), ParseCommandError> {
        let name = self.full_name(given);
        let first = || {
            values
                .first()
                .filter(|value| !value.is_empty())
                .cloned()
                .ok_or_else(|| ParseCommandError::MissingValue {
                    flag: given.to_owned(),
                })
        };
        for value in values.iter().filter(|value| value.contains('$')) {
            self.diagnostics.push(
                Diagnostic::warning(
                    "shell-variable",
                    format!(
                        "`{value}` in `{given}` is for a shell to fill in: its value is not known"
                    ),
                )
                .help("paste the command with the values in place")
                .may_change_answer(),
            );
        }
        match name {
            "--name" | "-n" | "--cluster-name" => self.name = Some(first()?),
            "--resource-group" | "-g" => self.resource_group = Some(first()?),
            "--subscription" => self.subscription = Some(first()?),
            "--ids" => self.ids = Some(ResourceId::new(&first()?)),
            SYSTEM => self.system = boolean(given, &values)?,
            USER => self.user.extend(shorthand::list(&values)),
            _ => match SettingKind::ALL.iter().find(|kind| kind.flag() == name) {
                Some(&kind) => self.block(kind, given, values)?,
                None if OTHER_FLAGS.contains(&name) => {}
                None => self.unknown(given),
            },
        }
        Ok(())
    }

    fn block(
        &mut self,
        kind: SettingKind,
        given: &str,
        values: Vec<String>,
    ) -> Result<(), ParseCommandError> {
        if values.is_empty() {
            return Err(ParseCommandError::MissingValue {
                flag: given.to_owned(),
            });
        }
        match self.blocks.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, words)) => words.extend(values),
            None => self.blocks.push((kind, values)),
        }
        Ok(())
    }

    /// The flag meant: in any case, or by the start of its name, as the CLI takes it.
    fn full_name<'a>(&mut self, given: &'a str) -> &'a str {
        let known = known_flags();
        if let Some(found) = known.iter().find(|flag| text::same(flag, given)) {
            return found;
        }
        if given.len() < 3 || !given.starts_with("--") {
            return given;
        }
        let mut meant = known.iter().filter(|flag| text::starts_with(flag, given));
        match (meant.next(), meant.next()) {
            (Some(flag), None) => {
                self.diagnostics.push(Diagnostic::info(
                    "abbreviated-flag",
                    format!("`{given}` is read as `{flag}`"),
                ));
                flag
            }
            _ => given,
        }
    }

    fn unknown(&mut self, given: &str) {
        let known = known_flags();
        let like = near(given, known.iter().copied(), 1);
        let mut diagnostic = Diagnostic::warning(
            "unknown-flag",
            format!("`{given}` is not a flag known here and is ignored: the CLI refuses flags that it does not know"),
        )
        .grant_lost();
        if let Some(like) = like.first() {
            diagnostic = diagnostic.help(format!("did you mean `{like}`?"));
        }
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn finish(
        mut self,
        verb: ClusterVerb,
        context: &CommandContext,
        read: &mut ReadBody<'_>,
    ) -> Result<ClusterCommand, ParseCommandError> {
        let from_ids = |part: fn(&ResourceId) -> Option<&str>| {
            self.ids.as_ref().and_then(part).map(str::to_owned)
        };
        let name = self.name.clone().or_else(|| from_ids(|id| Some(id.name())));
        let resource_group = self
            .resource_group
            .clone()
            .or_else(|| from_ids(ResourceId::resource_group));
        let subscription = self
            .subscription
            .clone()
            .or_else(|| from_ids(ResourceId::subscription));
        let home = CommandContext {
            // The CLI turns a subscription's name into its id; here only the context knows that.
            subscription: subscription
                .clone()
                .filter(|text| parse_guid(text).is_some() || context.subscription.is_none())
                .or_else(|| context.subscription.clone()),
            resource_group: resource_group
                .clone()
                .or_else(|| context.resource_group.clone()),
        };
        let given = std::mem::take(&mut self.user);
        let user = given
            .iter()
            .map(|text| self.identity_id(text, &home))
            .collect();
        let mut settings = Vec::new();
        for kind in SettingKind::ALL {
            let Some((_, words)) = self.blocks.iter().find(|(known, _)| *known == kind) else {
                continue;
            };
            let words = words_or_files(kind, words, read)?;
            let malformed = |refused: shorthand::Refused| ParseCommandError::Malformed {
                flag: kind.flag().to_owned(),
                word: refused.word,
                why: refused.why,
            };
            let value = shorthand::object(&words).map_err(malformed)?;
            refuse_service_names(kind, &value)?;
            self.diagnostics.extend(commas(kind, &words));
            let mut change = SettingChange::from_json(kind, &value);
            blank_system_ids(kind, &mut change, &mut self.diagnostics);
            settings.push((kind, change));
        }
        Ok(ClusterCommand {
            verb,
            name,
            resource_group,
            subscription,
            identity: IdentityFlags {
                system: self.system,
                user,
            },
            settings,
            diagnostics: self.diagnostics,
        })
    }

    fn identity_id(&mut self, given: &str, home: &CommandContext) -> ResourceId {
        if given.contains('/') || given.contains('$') {
            return ResourceId::new(given);
        }
        match (&home.subscription, &home.resource_group) {
            (Some(subscription), Some(group)) => {
                let id = ResourceId::user_assigned(subscription, group, given);
                self.diagnostics.push(Diagnostic::info(
                    "bare-identity-name",
                    format!("`{given}` stands for `{id}`"),
                ));
                id
            }
            _ => {
                self.diagnostics.push(
                    Diagnostic::warning(
                        "bare-identity-name",
                        format!(
                            "`{given}` is a bare name in an unknown subscription or resource group"
                        ),
                    )
                    .help("add `--subscription` and `--resource-group`, or write the whole id")
                    .may_change_answer(),
                );
                ResourceId::new(given)
            }
        }
    }
}

/// The words of a block, with the content of a file in place of `@FILE` or of the bare path of one that is
/// there, as the CLI takes them.
fn words_or_files(
    kind: SettingKind,
    words: &[String],
    read: &mut ReadBody<'_>,
) -> Result<Vec<String>, ParseCommandError> {
    let mut found = Vec::with_capacity(words.len());
    for word in words {
        let is_text = word.contains('=') || word.trim().starts_with('{') || word.trim() == "null";
        found.push(match word.strip_prefix('@') {
            Some(path) => read(path).map_err(|reason| ParseCommandError::File {
                flag: kind.flag().to_owned(),
                reason,
            })?,
            None if is_text || word.is_empty() => word.clone(),
            None => read(word).unwrap_or_else(|_| word.clone()),
        });
    }
    Ok(found)
}

/// The keys that a block, or an entry in it, has on the command line.
const KEYS: [&str; 5] = [
    "identity-type",
    "identity-resource-id",
    "overrides",
    "command-output-type",
    "associated-identity",
];

/// Refuses the names by which the service calls what the CLI calls otherwise: `vaultUri`.
fn refuse_service_names(kind: SettingKind, value: &Value) -> Result<(), ParseCommandError> {
    let keys = value
        .as_object()
        .into_iter()
        .flat_map(|fields| fields.keys());
    for key in keys {
        let is_known = KEYS
            .iter()
            .chain(&[kind.target_key()])
            .any(|known| text::same(known, &key.replace('_', "-")));
        if !is_known {
            return Err(ParseCommandError::Malformed {
                flag: kind.flag().to_owned(),
                word: key.clone(),
                why: "the block has no key of this name",
            });
        }
    }
    Ok(())
}

/// What is said of values that hold further keys behind a comma: the CLI takes them for one text.
fn commas(kind: SettingKind, words: &[String]) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    for word in words {
        let Some((key, value)) = word.split_once('=') else {
            continue;
        };
        let holds_key = |known: &&str| text::find(value, &format!(",{known}=")).is_some();
        let known = kind.target_key();
        if !word.trim().starts_with('{') && KEYS.iter().chain(&[known]).any(holds_key) {
            let message = format!(
                "`{}`: the CLI takes `{value}` whole for the value of `{key}`",
                kind.flag()
            );
            said.push(
                Diagnostic::warning("comma-in-value", message)
                    .help("separate the keys by blanks")
                    .grant_lost(),
            );
        }
    }
    said
}

fn boolean(flag: &str, values: &[String]) -> Result<bool, ParseCommandError> {
    match values.first().map(|value| text::fold(value)).as_deref() {
        None | Some("true" | "t" | "yes" | "y" | "1") => Ok(true),
        Some("false" | "f" | "no" | "n" | "0" | "null" | "none") => Ok(false),
        Some(_) => Err(ParseCommandError::NotABoolean {
            flag: flag.to_owned(),
            value: values[0].clone(),
        }),
    }
}

/// The CLI warns and blanks an id beside `SystemAssignedIdentity` (S3).
fn blank_system_ids(
    kind: SettingKind,
    change: &mut SettingChange,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let SettingChange::Set(setting) = change else {
        return;
    };
    let overrides = setting
        .overrides
        .iter_mut()
        .flatten()
        .map(|entry| &mut entry.identity);
    for identity in std::iter::once(&mut setting.identity).chain(overrides) {
        if identity.kind() == Some(SettingIdentityType::System)
            && let Some(id) = identity.resource_id.take()
        {
            diagnostics.push(Diagnostic::warning(
                "identity-id-blanked",
                format!(
                    "S3: `{}` names `{id}` beside `SystemAssignedIdentity`: the CLI blanks it",
                    kind.flag()
                ),
            ));
        }
    }
}
