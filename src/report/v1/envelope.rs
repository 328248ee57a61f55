//! The object around every answer (docs/output.md).

use std::io::{self, BufWriter, Write as _};

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::text::{Code, Day, Sentence, Sha256};
use super::words::Wildcards;
use crate::catalog::{Catalog, CatalogSource};
use crate::model::{self, Timestamp};
use crate::report::envelope::{Setting, is_complete};
use crate::report::hostile::CleanJson;
use crate::span;

/// The version of a command's result. It rises when a field is renamed or gone.
pub(super) fn version(command: &str) -> u32 {
    match command {
        "audit/paths" => 2,
        _ => 1,
    }
}

/// What `schema` says: `rolecall/can/1`.
pub(super) fn schema_id(command: &str) -> String {
    format!("rolecall/{command}/{}", version(command))
}

/// What was answered, in what, and what limits it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Envelope<R> {
    /// The command and the version of its result.
    pub(crate) schema: String,
    /// The version of the program.
    #[cfg_attr(
        feature = "schema",
        schemars(regex(pattern = "^[0-9]+\\.[0-9]+\\.[0-9]+"))
    )]
    pub(crate) rolecall: String,
    /// The catalogue that was used; null where nothing was judged by one.
    pub(crate) catalog: Option<Catalogue>,
    /// What was read.
    pub(crate) inputs: Vec<Input>,
    /// The earlier moment to which logs took back what was read; left out where it is as exported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) as_of: Option<String>,
    /// False when something that could change the answer was missing or not understood; the
    /// diagnostics say what.
    pub(crate) complete: bool,
    /// What is odd about the inputs or limits the answer, in order.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The answer.
    pub(crate) result: R,
}

impl<R: Serialize> Envelope<R> {
    /// Wraps the result of a command.
    pub(crate) fn new(command: &str, setting: &Setting<'_>, result: R) -> Self {
        let Setting {
            catalog,
            tenant,
            diagnostics,
            is_turned: _,
        } = setting;
        Self {
            catalog: Some((*catalog).into()),
            inputs: tenant.inputs.iter().map(Input::from).collect(),
            as_of: tenant.past.as_ref().map(|past| past.moment.to_string()),
            ..Self::without_inputs(command, diagnostics, result)
        }
    }

    /// Wraps the result of a command that judges nothing.
    pub(crate) fn without_inputs(
        command: &str,
        diagnostics: &[span::Diagnostic],
        result: R,
    ) -> Self {
        Self {
            schema: schema_id(command),
            rolecall: env!("CARGO_PKG_VERSION").to_owned(),
            catalog: None,
            inputs: Vec::new(),
            as_of: None,
            complete: is_complete(diagnostics),
            diagnostics: diagnostics.iter().map(Diagnostic::from).collect(),
            result,
        }
    }

    /// Writes it, indented, with a newline at its end.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub(crate) fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        // Text comes in pieces of a few bytes: many are looked at together. None is cut in two.
        let mut pieces = BufWriter::with_capacity(PIECES, CleanJson(out));
        serde_json::to_writer_pretty(&mut pieces, self)?;
        pieces.write_all(b"\n")?;
        pieces.flush()
    }
}

/// How many bytes of JSON are looked at together.
const PIECES: usize = 64 << 10;

/// The result of any command.
pub(crate) trait AnyResult {
    /// Writes it in its envelope.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    fn write(
        &self,
        command: &str,
        setting: &Setting<'_>,
        out: &mut dyn io::Write,
    ) -> io::Result<()>;

    /// As a tree, to take parts of it.
    fn value(&self) -> Value;
}

impl<R: Serialize> AnyResult for R {
    fn write(
        &self,
        command: &str,
        setting: &Setting<'_>,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        Envelope::new(command, setting, self).write(out)
    }

    fn value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// A list that is made item by item while it is written.
pub(crate) struct OneByOne<F>(pub(crate) F);

impl<I: Iterator<Item: Serialize>, F: Fn() -> I> Serialize for OneByOne<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// A catalogue of roles and operations.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Catalogue {
    /// Inside the program, or imported.
    pub(crate) source: Source,
    /// The day of its facts.
    pub(crate) date: Day,
    /// How many roles it holds, with those of the inputs.
    pub(crate) roles: usize,
    /// How many operations it holds, with those of the inputs.
    pub(crate) operations: usize,
    /// How patterns with a star between slashes are read: `strict` turns clause WC-5 off.
    pub(crate) wildcards: Wildcards,
    /// What of it comes from the inputs; left out where nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from_inputs: Option<FromInputs>,
}

impl From<&Catalog> for Catalogue {
    fn from(catalog: &Catalog) -> Self {
        let share = catalog.input_share();
        Self {
            source: catalog.source().into(),
            date: catalog.date().into(),
            roles: catalog.role_count(),
            operations: catalog.operation_count(),
            wildcards: catalog.wildcards().into(),
            from_inputs: (!share.is_empty()).then(|| FromInputs {
                roles: share.roles,
                operations: share.operations,
                newest: share.newest.map(Timestamp::day).map(Day::from),
            }),
        }
    }
}

/// Whether a catalogue is inside the program, or imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) enum Source {
    Core,
    Imported,
}

impl From<&CatalogSource> for Source {
    fn from(source: &CatalogSource) -> Self {
        match source {
            CatalogSource::Core => Self::Core,
            CatalogSource::Imported(_) => Self::Imported,
        }
    }
}

/// What of a catalogue comes from the inputs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct FromInputs {
    /// Role definitions that it didn't hold, or that replace one of its own.
    pub(crate) roles: usize,
    /// Operations that it didn't hold, or whose plane it only guessed.
    pub(crate) operations: usize,
    /// The day on which the last of these role definitions was changed; null where none says it.
    pub(crate) newest: Option<Day>,
}

/// A document that was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Input {
    /// Its path, as it was found.
    pub(crate) path: Sentence,
    /// What it holds, by its content.
    pub(crate) kind: InputKind,
    /// How many records.
    pub(crate) records: usize,
    /// The hash of its bytes.
    pub(crate) sha256: Sha256,
}

impl From<&model::InputFile> for Input {
    fn from(input: &model::InputFile) -> Self {
        Self {
            path: (&*input.path).into(),
            kind: input.kind.into(),
            records: input.records,
            sha256: (&*input.sha256).into(),
        }
    }
}

/// What a document holds, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) enum InputKind {
    RoleAssignments,
    RoleDefinitions,
    DenyAssignments,
    ScheduleInstances,
    Schedules,
    ScheduleRequests,
    AccessChanges,
    LighthouseDelegations,
    DeploymentStacks,
    Locks,
    Policies,
    Applications,
    DirectoryRoles,
    OtherRoles,
    Questions,
    Answers,
    GroupMembers,
    Principals,
    ManagementGroups,
    Operations,
    CollectManifest,
    ActivityLog,
    Clusters,
    StorageAccounts,
    Containers,
    Vaults,
    Workspaces,
    Identities,
    IdentityHosts,
    Mixed,
    Empty,
    Unrecognised,
}

impl From<model::InputKind> for InputKind {
    fn from(kind: model::InputKind) -> Self {
        use model::{InputKind as Kind, ResourceKind};
        match kind {
            Kind::RoleAssignments => Self::RoleAssignments,
            Kind::RoleDefinitions => Self::RoleDefinitions,
            Kind::DenyAssignments => Self::DenyAssignments,
            Kind::Schedules => Self::ScheduleInstances,
            Kind::ScheduleSeries => Self::Schedules,
            Kind::ScheduleRequests => Self::ScheduleRequests,
            Kind::AccessChanges => Self::AccessChanges,
            Kind::LighthouseDelegations => Self::LighthouseDelegations,
            Kind::DeploymentStacks => Self::DeploymentStacks,
            Kind::Locks => Self::Locks,
            Kind::Policies => Self::Policies,
            Kind::Applications => Self::Applications,
            Kind::DirectoryRoles => Self::DirectoryRoles,
            Kind::OtherRoles => Self::OtherRoles,
            Kind::Questions => Self::Questions,
            Kind::Answers => Self::Answers,
            Kind::GroupMembers => Self::GroupMembers,
            Kind::Principals => Self::Principals,
            Kind::ManagementGroups => Self::ManagementGroups,
            Kind::Operations => Self::Operations,
            Kind::CollectManifest => Self::CollectManifest,
            Kind::ActivityLog => Self::ActivityLog,
            Kind::Resources(ResourceKind::Cluster) => Self::Clusters,
            Kind::Resources(ResourceKind::StorageAccount) => Self::StorageAccounts,
            Kind::Resources(ResourceKind::Container) => Self::Containers,
            Kind::Resources(ResourceKind::Vault) => Self::Vaults,
            Kind::Resources(ResourceKind::Workspace) => Self::Workspaces,
            Kind::Resources(ResourceKind::Identity) => Self::Identities,
            Kind::Hosts => Self::IdentityHosts,
            Kind::Mixed => Self::Mixed,
            Kind::Empty => Self::Empty,
            Kind::Unrecognised => Self::Unrecognised,
        }
    }
}

words! {
    /// How grave a diagnostic is.
    DiagnosticSeverity of span::DiagnosticSeverity {
        Info = "info",
        Warning = "warning",
        Error = "error",
    }
}

/// What is odd about the inputs or limits the answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Diagnostic {
    /// A word to sort by; stable.
    pub(crate) code: Code,
    /// How grave it is.
    pub(crate) severity: DiagnosticSeverity,
    /// What is so, for people.
    pub(crate) message: Sentence,
    /// Where it was read: a file and, after `#`, a JSON pointer into it.
    pub(crate) source: Option<String>,
    /// What to do about it.
    pub(crate) help: Option<String>,
}

impl From<&span::Diagnostic> for Diagnostic {
    fn from(diagnostic: &span::Diagnostic) -> Self {
        Self {
            code: diagnostic.code.into(),
            severity: diagnostic.severity.into(),
            message: (&*diagnostic.message).into(),
            source: diagnostic.place.as_ref().map(ToString::to_string),
            help: diagnostic.help.clone(),
        }
    }
}

/// Diagnostics as the envelope has them, without one.
pub(crate) fn diagnostics_in_json(diagnostics: &[span::Diagnostic]) -> String {
    let mut bytes = Vec::new();
    let said: Vec<Diagnostic> = diagnostics.iter().map(Diagnostic::from).collect();
    // Writing to memory can't fail.
    let _ = serde_json::to_writer(CleanJson(&mut bytes), &said);
    String::from_utf8(bytes).unwrap_or_default()
}
