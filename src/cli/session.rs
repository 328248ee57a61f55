//! Questions without a terminal: other programs put them in the words of the command line, and get the
//! JSON of the answer. A tenant is read once for all questions about it.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::PathBuf;
use std::sync::OnceLock;

use super::args::{Cli, Inputs, ScopeArgs};
use super::asker::{Answered, Asker, World};
use super::complain::Complaint;
use super::context::Context;
use super::run::{self, Refusal};
use super::scoping::scope_of;
use super::{progress, spared};
use crate::catalog::Catalog;
use crate::directory::{ScopeNames, look_up_principal};
use crate::ids::PrincipalId;
use crate::model::Tenant;
use crate::report::diagnostics_in_json;
use crate::scope::Scope;
use crate::span::Diagnostic;

/// A tenant that was read, to ask about it as often as wanted, from any thread.
///
/// ```
/// use rolecall::Session;
///
/// let folder = "tests/fixtures/tenant".into();
/// let session = Session::read(&[], &[folder])?;
/// let answered = session.ask(&["who", "Microsoft.NetworkCloud/clusters/read"])?;
/// assert!(answered.json.contains("rolecall/who/1"));
/// # Ok::<(), rolecall::Refused>(())
/// ```
#[derive(Debug)]
pub struct Session {
    /// Options of all commands, and the inputs.
    options: Vec<OsString>,
    inputs: Vec<OsString>,
    world: World,
    /// What scopes are called, made when a question names one.
    scopes: OnceLock<ScopeNames>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The exit code of the command: 2 wrong usage, 3 input that can't be read, 4 undetermined.
    pub exit: u8,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// What was odd about the inputs by then: a JSON array as in the envelope of answers.
    pub diagnostics: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refused {}

impl Refused {
    fn new(complaint: Complaint, diagnostics: &[Diagnostic]) -> Self {
        Self {
            exit: complaint.exit.code(),
            message: complaint.message,
            help: complaint.help,
            diagnostics: diagnostics_in_json(diagnostics),
        }
    }
}

impl Session {
    /// Reads exports, with options that all commands have, as `--catalog FILE`. No configuration is taken
    /// unless `--config` names one.
    ///
    /// # Errors
    ///
    /// When nothing can be read, or an option is none.
    pub fn read(options: &[OsString], inputs: &[PathBuf]) -> Result<Self, Refused> {
        let words: Vec<OsString> = inputs.iter().map(OsString::from).collect();
        let asker = Asker::default();
        let mut context = quietly(&asker, || {
            // Any command does: what is taken of it are the options.
            let cli = parsed(&["tasks", "list"], options, &asker)?;
            let mut context = Context::open(&cli.global)?;
            context.read(&Inputs {
                input: inputs.to_vec(),
            })?;
            Ok(context)
        })?;
        let world = World {
            catalog: context.catalog.shared(),
            tenant: context.tenant.shared(),
            diagnostics: std::mem::take(&mut context.diagnostics).into(),
        };
        Ok(Self {
            options: options.to_vec(),
            inputs: words,
            world,
            scopes: OnceLock::new(),
        })
    }

    /// Asks in the words of a command, without its inputs: `["can", "ada@contoso.com", "…/read", "--at", "/…"]`.
    ///
    /// # Errors
    ///
    /// When there is no such question, or no answer to it.
    pub fn ask(&self, words: &[impl AsRef<OsStr>]) -> Result<Answered, Refused> {
        let asker = Asker::about(self.world.clone());
        let mut rest = self.options.clone();
        for input in &self.inputs {
            rest.extend(["-i".into(), input.clone()]);
        }
        answer(words, &rest, &asker)
    }

    /// Asks in the words of a command that reads everything itself.
    ///
    /// # Errors
    ///
    /// When there is no such question, or no answer to it.
    pub fn ask_once(words: &[impl AsRef<OsStr>]) -> Result<Answered, Refused> {
        answer(words, &[], &Asker::default())
    }

    /// The principal that a word of a question means: an object id, a sign-in name or a display name.
    ///
    /// # Errors
    ///
    /// When it is nobody's, or that of several.
    pub fn principal(&self, word: &str) -> Result<PrincipalId, Refused> {
        let found = look_up_principal(&self.world.tenant, word);
        found.map_err(|error| Refused::new(error.into(), &[]))
    }

    /// The scope that a word of a question means: an ARM id, or a name that the inputs hold once.
    ///
    /// # Errors
    ///
    /// When it is none, or that of several.
    pub fn scope(&self, word: &str) -> Result<Scope, Refused> {
        let asked = ScopeArgs {
            at: Some(word.to_owned()),
            ..ScopeArgs::default()
        };
        let names = || {
            let made = || ScopeNames::new(&self.world.tenant);
            self.scopes.get_or_init(made)
        };
        let found = scope_of(&asked, names)
            .and_then(|found| found.ok_or_else(|| Complaint::usage("at which scope?")));
        found.map_err(|complaint| Refused::new(complaint, &[]))
    }

    /// The tenant.
    pub fn tenant(&self) -> &Tenant {
        &self.world.tenant
    }

    /// The catalogue, with what the inputs say of roles and operations.
    pub fn catalog(&self) -> &Catalog {
        &self.world.catalog
    }
}

fn answer(
    words: &[impl AsRef<OsStr>],
    rest: &[OsString],
    asker: &Asker,
) -> Result<Answered, Refused> {
    let exit = quietly(asker, || {
        let cli = parsed(words, rest, asker)?;
        run::run(&cli)
    })?;
    let mut answered = asker.answered();
    answered.exit = exit.code();
    Ok(answered)
}

/// Runs a command without a word on the terminal.
fn quietly<T>(asker: &Asker, run: impl FnOnce() -> Result<T, Complaint>) -> Result<T, Refused> {
    let done = progress::silently(run);
    // Nothing is written that could replace an input.
    spared::release();
    done.map_err(|complaint| Refused::new(complaint, &asker.said()))
}

/// Whether a word is the option for a configuration, in one word with its file or before it.
fn names_configuration(word: &OsStr) -> bool {
    let option = b"--config";
    let rest = word.as_encoded_bytes().strip_prefix(option);
    rest.is_some_and(|rest| matches!(rest, [] | [b'=', ..]))
}

/// The command line that these words make.
fn parsed(words: &[impl AsRef<OsStr>], rest: &[OsString], asker: &Asker) -> Result<Cli, Complaint> {
    let is_stdin = |word: &OsStr| word == "-";
    if words.iter().any(|word| is_stdin(word.as_ref())) || rest.iter().any(|word| is_stdin(word)) {
        return Err(
            Complaint::usage("`-` is standard input, which is not read here").help("name a file"),
        );
    }
    let words = words.iter().map(AsRef::as_ref);
    // Behind `--` nothing is an option.
    let before: Vec<&OsStr> = words.clone().take_while(|word| *word != "--").collect();
    let mut options = before.iter().copied().chain(rest.iter().map(AsRef::as_ref));
    let names_configuration = options.any(names_configuration);
    let behind = words.skip(before.len());
    let mut line: Vec<OsString> = vec!["rolecall".into()];
    line.extend(before.into_iter().map(OsStr::to_owned));
    line.extend(rest.iter().cloned());
    line.extend(["--format".into(), "json".into()]);
    if !names_configuration {
        line.push("--no-config".into());
    }
    line.extend(behind.map(OsStr::to_owned));
    let mut cli = run::command_line_of(line).map_err(|refusal| match refusal {
        Refusal::Words(error) => {
            let text = error.render().to_string();
            let said = text.trim().strip_prefix("error: ").unwrap_or(text.trim());
            Complaint::usage(said)
        }
        Refusal::Complaint(complaint) => complaint,
    })?;
    cli.global.asker = Some(asker.clone());
    Ok(cli)
}
