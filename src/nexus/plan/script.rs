//! A plan as a script that runs: names at the top, ids asked for with `az` where they are first needed,
//! loops over the people and addresses that are to be let in. What shell it is in, the report says.

use super::step::PlanStep;
use crate::ids::PrincipalId;
use crate::nexus::command_line::{UnclosedQuoteError, words_of};
use crate::nexus::commands::ClusterName;
use crate::nexus::requirement::{NeededBy, PLATFORM_APPLICATION};
use crate::nexus::resource_id::ResourceId;
use crate::nexus::setting::SettingKind;
use crate::text::same;

/// The names that a plan's commands are made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ScriptNames {
    pub(super) cluster: ClusterName,
    pub(super) location: String,
    /// The identities planned, each with the object id that stands in the commands.
    pub(super) identities: Vec<(ResourceId, String)>,
    pub(super) places: Vec<ScriptPlace>,
    pub(super) platform: Option<PrincipalId>,
}

/// A resource of the plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ScriptPlace {
    pub(super) kind: SettingKind,
    pub(super) name: String,
    pub(super) id: String,
    pub(super) container: String,
    pub(super) holder: NeededBy,
}

/// A script, in no shell yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PlanScript {
    /// What the person fills in or the plan knows, for the top.
    pub(crate) variables: Vec<Variable>,
    /// Whether it passes its own arguments on to `az networkcloud cluster create`.
    pub(crate) takes_arguments: bool,
    /// The steps, those that are done with nothing to run.
    pub(crate) parts: Vec<Part>,
}

/// A name with its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Variable {
    /// In upper case with underscores.
    pub(crate) name: String,
    /// What it is, for people.
    pub(crate) about: String,
    pub(crate) value: Value,
}

/// What a variable holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Value {
    /// A value that is known when the script is written.
    Text(String),
    /// To be given before the script runs.
    Missing,
    /// A list that may stay empty.
    List,
}

/// A step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Part {
    pub(crate) title: String,
    /// What to know, and what comes of leaving it out.
    pub(crate) comments: Vec<String>,
    pub(crate) is_done: bool,
    pub(crate) statements: Vec<Statement>,
}

/// A line of a script, or a loop.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Statement {
    /// Asks for an id and keeps it.
    Ask { name: String, command: Vec<Word> },
    /// Runs a command.
    Run(Vec<Word>),
    /// Runs a command for each entry of a list, which `ITEM` stands for.
    Each {
        list: &'static str,
        command: Vec<Word>,
    },
    /// Runs a command if one of the lists has an entry.
    IfAny {
        lists: [&'static str; 2],
        command: Vec<Word>,
    },
    /// A command for the person to decide on, with what it asks for first.
    Offer {
        asks: Vec<Statement>,
        command: Vec<Word>,
    },
}

/// A word of a command.
pub(crate) type Word = Vec<Piece>;

/// A part of a word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Piece {
    Text(String),
    /// The value of a variable.
    Name(String),
    /// The arguments that the script was given.
    Arguments,
}

/// The entry of a list within a loop.
pub(crate) const ITEM: &str = "ITEM";

/// The lists of people and addresses to let in.
const USERS: &str = "OUTPUT_USERS";
const GROUPS: &str = "OUTPUT_GROUPS";
const ADDRESSES: &str = "ALLOWED_ADDRESSES";
const SUBNETS: &str = "ALLOWED_SUBNETS";

fn name(text: &str) -> Piece {
    Piece::Name(text.to_owned())
}

fn text(text: &str) -> Piece {
    Piece::Text(text.to_owned())
}

fn is_placeholder(word: &str) -> bool {
    word.contains('<') && word.contains('>')
}

/// The script of a plan.
pub(super) fn of(
    steps: &[PlanStep],
    names: &ScriptNames,
) -> Result<PlanScript, UnclosedQuoteError> {
    let mut writer = Writer {
        names,
        variables: Vec::new(),
        asked: Vec::new(),
        takes_arguments: false,
    };
    let parts = steps.iter().enumerate();
    let parts = parts.map(|(at, step)| writer.part(at + 1, step));
    let parts = parts.collect::<Result<_, _>>()?;
    Ok(PlanScript {
        variables: writer.variables,
        takes_arguments: writer.takes_arguments,
        parts,
    })
}

struct Writer<'a> {
    names: &'a ScriptNames,
    variables: Vec<Variable>,
    /// The ids that were asked for already.
    asked: Vec<String>,
    takes_arguments: bool,
}

impl Writer<'_> {
    fn part(&mut self, number: usize, step: &PlanStep) -> Result<Part, UnclosedQuoteError> {
        let mut statements = Vec::new();
        if !step.is_done {
            for command in &step.commands {
                self.command(command, step.is_optional, &mut statements)?;
            }
        }
        let consequence = step.consequence.map(|c| format!("if it is left out: {c}"));
        Ok(Part {
            title: format!("{number}. {}", step.title),
            comments: step.notes.iter().cloned().chain(consequence).collect(),
            is_done: step.is_done,
            statements,
        })
    }

    fn command(
        &mut self,
        command: &str,
        is_optional: bool,
        out: &mut Vec<Statement>,
    ) -> Result<(), UnclosedQuoteError> {
        let words = words_of(command)?;
        let has = |run: &[&str]| words.windows(run.len()).any(|found| found == run);
        // Whatever they print is asked for where it is needed.
        if has(&["az", "ad", "sp", "show"]) || has(&["--query", "identity.principalId"]) {
            return Ok(());
        }
        let list = words.iter().find_map(|word| match word.as_str() {
            "<ip>" => Some([ADDRESSES].as_slice()),
            "<subnet id>" => Some(&[SUBNETS]),
            "<object id>" => Some(&[USERS, GROUPS]),
            _ => None,
        });
        let limits = is_optional && has(&["--default-action", "Deny"]);
        let mut made = Vec::new();
        let words = self.words(&words, &mut made);
        if list.is_none() && is_optional && !limits {
            // A variable that only a comment asks for is not set for the steps behind it.
            let is_made = |known: &String| {
                made.iter()
                    .any(|ask| matches!(ask, Statement::Ask { name, .. } if name == known))
            };
            self.asked.retain(|known| !is_made(known));
            out.push(Statement::Offer {
                asks: made,
                command: words,
            });
            return Ok(());
        }
        let Some(lists) = list else {
            out.append(&mut made);
            out.push(if limits {
                Statement::IfAny {
                    lists: [ADDRESSES, SUBNETS],
                    command: words,
                }
            } else {
                Statement::Run(words)
            });
            return Ok(());
        };
        out.append(&mut made);
        for &list in lists {
            self.list(list);
            let of_kind = |word: &Word| match word.as_slice() {
                [Piece::Text(kind)] if kind == "User" && list == GROUPS => vec![text("Group")],
                _ => word.clone(),
            };
            out.push(Statement::Each {
                list,
                command: words.iter().map(of_kind).collect(),
            });
        }
        Ok(())
    }

    /// The words of a command with variables in them; what has to be asked for first goes to `asks`.
    fn words(&mut self, words: &[String], asks: &mut Vec<Statement>) -> Vec<Word> {
        let mut made: Vec<Word> = Vec::new();
        let mut flag = "";
        let group = words
            .iter()
            .take(4)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" ");
        for word in words {
            if word.starts_with("--") {
                flag = word;
                made.push(vec![text(word)]);
                continue;
            }
            match word.as_str() {
                "<usual" => {
                    self.takes_arguments = true;
                    made.push(vec![Piece::Arguments]);
                }
                "parameters>" => {}
                _ => {
                    let pieces = self.word(&group, flag, word, asks);
                    made.push(pieces);
                }
            }
        }
        let names_subscription = made.iter().any(|word| *word == [text("--subscription")]);
        let is_of_none = group.starts_with("az ad ") || group.starts_with("az rest");
        if !names_subscription && !is_of_none && self.names.cluster.subscription.is_some() {
            made.push(vec![text("--subscription")]);
            made.push(self.own_subscription());
        }
        made
    }

    fn word(&mut self, group: &str, flag: &str, word: &str, asks: &mut Vec<Statement>) -> Word {
        let names = self.names;
        match flag {
            "" => vec![text(word)],
            "--name" | "--account-name" | "--workspace-name" => self.resource(group, flag, word),
            "--resource-group" => self.resource_group(word),
            "--location" => vec![self.known("LOCATION", "the region", &names.location)],
            "--subscription" => self.subscription(word),
            "--assignee-object-id" => self.principal(word, asks),
            "--scope" | "--mi-user-assigned" => self.id(word, asks),
            "--ip-address" | "--subnet" => vec![name(ITEM)],
            "--url" => {
                let version = word.rsplit_once('?').map_or("", |(_, version)| version);
                let id = self.ask("CLUSTER_ID", asks);
                vec![id, text(&format!("?{version}"))]
            }
            _ => match word.split_once('=') {
                Some((key @ "container-url", _)) => {
                    let container = self.container();
                    let endpoint = self.ask("BLOB_ENDPOINT", asks);
                    vec![text(&format!("{key}=")), endpoint, container]
                }
                Some((key @ "vault-uri", _)) => {
                    vec![text(&format!("{key}=")), self.ask("VAULT_URI", asks)]
                }
                Some((key @ ("analytics-workspace-id" | "identity-resource-id"), id)) => {
                    let mut pieces = vec![text(&format!("{key}="))];
                    pieces.extend(self.id(id, asks));
                    pieces
                }
                _ => vec![text(word)],
            },
        }
    }

    /// A variable with a value, or one to be given where the plan has a placeholder.
    fn known(&mut self, variable: &str, about: &str, value: &str) -> Piece {
        if self.variables.iter().all(|known| known.name != variable) {
            let value = match is_placeholder(value) {
                true => Value::Missing,
                false => Value::Text(value.to_owned()),
            };
            self.variables.push(Variable {
                name: variable.to_owned(),
                about: about.to_owned(),
                value,
            });
        }
        name(variable)
    }

    fn list(&mut self, list: &'static str) {
        let about = match list {
            USERS => {
                "object ids of the users who need the output of run-* commands, separated by blanks"
            }
            GROUPS => "object ids of the groups that need it",
            ADDRESSES => {
                "addresses or ranges of everyone who needs access, where networks are limited"
            }
            _ => "ids of subnets that get access",
        };
        if self.variables.iter().all(|known| known.name != list) {
            self.variables.push(Variable {
                name: list.to_owned(),
                about: about.to_owned(),
                value: Value::List,
            });
        }
    }

    fn own_subscription(&mut self) -> Word {
        let id = self.names.cluster.subscription.clone();
        let id = id.unwrap_or_else(|| "<subscription>".to_owned());
        vec![self.known("SUBSCRIPTION", "the subscription", &id)]
    }

    /// The cluster's own as a variable, another one as it is.
    fn subscription(&mut self, id: &str) -> Word {
        let own = self.names.cluster.subscription.as_deref();
        match is_placeholder(id) || own.is_some_and(|own| same(own, id)) {
            true => self.own_subscription(),
            false => vec![text(id)],
        }
    }

    /// Says in which subscription a resource is, where that is known: its own, else the cluster's.
    fn say_subscription(&mut self, of: Option<&ResourceId>, command: &mut Vec<Word>) {
        let own = self.names.cluster.subscription.as_deref();
        let lies = of
            .and_then(ResourceId::subscription)
            .filter(|id| !is_placeholder(id))
            .or(own)
            .map(str::to_owned);
        if let Some(id) = lies {
            command.push(vec![text("--subscription")]);
            command.push(self.subscription(&id));
        }
    }

    fn resource_group(&mut self, group: &str) -> Word {
        let own = &self.names.cluster.resource_group;
        match group == own || is_placeholder(group) {
            true => vec![self.known("RESOURCE_GROUP", "the resource group", own)],
            false => vec![text(group)],
        }
    }

    fn place(&self, kind: SettingKind) -> Option<&ScriptPlace> {
        self.names.places.iter().find(|place| place.kind == kind)
    }

    fn named_place(&mut self, kind: SettingKind) -> Piece {
        let (variable, about) = match kind {
            SettingKind::CommandOutput => ("STORAGE_ACCOUNT", "the storage account"),
            SettingKind::Analytics => ("WORKSPACE", "the Log Analytics workspace"),
            SettingKind::SecretArchive => ("VAULT", "the key vault"),
        };
        let value = self.place(kind).map(|place| place.name.clone());
        self.known(
            variable,
            about,
            &value.unwrap_or_else(|| "<name>".to_owned()),
        )
    }

    fn container(&mut self) -> Piece {
        let value = self
            .place(SettingKind::CommandOutput)
            .map(|place| place.container.clone());
        let value = value.unwrap_or_else(|| "<container>".to_owned());
        self.known(
            "CONTAINER",
            "the container for the output of run-* commands",
            &value,
        )
    }

    fn resource(&mut self, group: &str, flag: &str, word: &str) -> Word {
        vec![if group.starts_with("az identity") {
            let at = self
                .names
                .identities
                .iter()
                .position(|(id, _)| id.name() == word);
            self.identity(at.unwrap_or_default())
        } else if flag == "--account-name" || group.starts_with("az storage account") {
            self.named_place(SettingKind::CommandOutput)
        } else if group.starts_with("az storage container") {
            self.container()
        } else if group.starts_with("az keyvault") {
            self.named_place(SettingKind::SecretArchive)
        } else if flag == "--workspace-name" {
            self.named_place(SettingKind::Analytics)
        } else {
            self.cluster()
        }]
    }

    fn cluster(&mut self) -> Piece {
        let own = self.names.cluster.name.clone();
        self.known("CLUSTER", "the cluster", &own)
    }

    /// What distinguishes the variables of several identities.
    fn suffix(&self, at: usize) -> String {
        match self.names.identities.len() {
            0 | 1 => String::new(),
            _ => format!("_{}", at + 1),
        }
    }

    fn identity(&mut self, at: usize) -> Piece {
        let variable = format!("UAMI{}", self.suffix(at));
        let id = self
            .names
            .identities
            .get(at)
            .map(|(id, _)| id.name().to_owned());
        let id = id.unwrap_or_else(|| "<uami>".to_owned());
        let served: Vec<&str> = (self.names.places.iter())
            .filter(|place| matches!(&place.holder, NeededBy::User(id) if self.names.identities.get(at).is_some_and(|(own, _)| own == id)))
            .map(|place| place.kind.resource())
            .collect();
        let about = match self.names.identities.len() {
            0 | 1 => "the user-assigned identity".to_owned(),
            _ => format!(
                "the user-assigned identity for the {}",
                served.join(" and the ")
            ),
        };
        self.known(&variable, &about, &id)
    }

    fn principal(&mut self, word: &str, asks: &mut Vec<Statement>) -> Word {
        if word == "<object id>" {
            return vec![name(ITEM)];
        }
        let at = self
            .names
            .identities
            .iter()
            .position(|(_, principal)| principal == word);
        let platform = self
            .names
            .platform
            .as_ref()
            .is_some_and(|id| id.as_str() == word);
        vec![match at {
            Some(at) => self.ask(&format!("UAMI{}_PRINCIPAL", self.suffix(at)), asks),
            None if platform || word == "<object id of the platform>" => self.ask("PLATFORM", asks),
            None => self.ask("CLUSTER_PRINCIPAL", asks),
        }]
    }

    /// The id of a resource or identity of the plan; another one as it is.
    fn id(&mut self, word: &str, asks: &mut Vec<Statement>) -> Word {
        let id = ResourceId::new(word);
        if let Some(at) = self.names.identities.iter().position(|(own, _)| *own == id) {
            return vec![self.ask(&format!("UAMI{}_ID", self.suffix(at)), asks)];
        }
        let place = self
            .names
            .places
            .iter()
            .find(|place| ResourceId::new(&place.id) == id);
        match place.map(|place| place.kind) {
            Some(SettingKind::CommandOutput) => vec![self.ask("STORAGE_ID", asks)],
            Some(SettingKind::Analytics) => vec![self.ask("WORKSPACE_ID", asks)],
            Some(SettingKind::SecretArchive) => vec![self.ask("VAULT_ID", asks)],
            None => vec![text(word)],
        }
    }

    /// The variable of something that `az` is asked for, before its first use.
    fn ask(&mut self, variable: &str, asks: &mut Vec<Statement>) -> Piece {
        if !self.asked.iter().any(|known| known == variable) {
            let command = self.question(variable);
            self.asked.push(variable.to_owned());
            asks.push(Statement::Ask {
                name: variable.to_owned(),
                command,
            });
        }
        name(variable)
    }

    fn question(&mut self, variable: &str) -> Vec<Word> {
        let words =
            |words: &str| -> Vec<Word> { words.split(' ').map(|word| vec![text(word)]).collect() };
        let (mut command, query) = match variable {
            "PLATFORM" => (
                words(&format!("az ad sp show --id {PLATFORM_APPLICATION}")),
                "id",
            ),
            "CLUSTER_ID" | "CLUSTER_PRINCIPAL" => {
                let mut command = words("az networkcloud cluster show --name");
                command.push(vec![self.cluster()]);
                command.extend(words("--resource-group"));
                let own = self.names.cluster.resource_group.clone();
                command.push(self.resource_group(&own));
                self.say_subscription(None, &mut command);
                (
                    command,
                    if variable == "CLUSTER_ID" {
                        "id"
                    } else {
                        "identity.principalId"
                    },
                )
            }
            "STORAGE_ID" => (self.show(SettingKind::CommandOutput), "id"),
            "BLOB_ENDPOINT" => (
                self.show(SettingKind::CommandOutput),
                "primaryEndpoints.blob",
            ),
            "WORKSPACE_ID" => (self.show(SettingKind::Analytics), "id"),
            "VAULT_ID" => (self.show(SettingKind::SecretArchive), "id"),
            "VAULT_URI" => (self.show(SettingKind::SecretArchive), "properties.vaultUri"),
            _ => {
                let several = 0..self.names.identities.len();
                let of = |at: &usize| variable.starts_with(&format!("UAMI{}_", self.suffix(*at)));
                let at = several.into_iter().find(of).unwrap_or_default();
                let mut command = words("az identity show --name");
                command.push(vec![self.identity(at)]);
                command.extend(words("--resource-group"));
                let id = self.names.identities.get(at).map(|(id, _)| id.clone());
                let group = id
                    .as_ref()
                    .and_then(ResourceId::resource_group)
                    .unwrap_or("<rg>");
                command.push(self.resource_group(group));
                self.say_subscription(id.as_ref(), &mut command);
                let query = if variable.ends_with("_ID") {
                    "id"
                } else {
                    "principalId"
                };
                (command, query)
            }
        };
        command.extend(words(&format!("--query {query} --output tsv")));
        command
    }

    fn show(&mut self, kind: SettingKind) -> Vec<Word> {
        let start = match kind {
            SettingKind::CommandOutput => "az storage account show --name",
            SettingKind::Analytics => "az monitor log-analytics workspace show --workspace-name",
            SettingKind::SecretArchive => "az keyvault show --name",
        };
        let mut command: Vec<Word> = start.split(' ').map(|word| vec![text(word)]).collect();
        command.push(vec![self.named_place(kind)]);
        let id = self.place(kind).map(|place| ResourceId::new(&place.id));
        let group = id
            .as_ref()
            .and_then(ResourceId::resource_group)
            .unwrap_or("<rg>");
        command.push(vec![text("--resource-group")]);
        command.push(self.resource_group(group));
        self.say_subscription(id.as_ref(), &mut command);
        command
    }
}
