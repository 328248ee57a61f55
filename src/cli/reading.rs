//! What a command goes by: the catalogue, the inputs, and where each comes from.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{AsOfArgs, Format, Global, Inputs, RedactArgs, When, Writes};
use super::asker::{Asker, Held};
use super::complain::{Complaint, GATHER};
use super::config::{self, Choice};
use super::context::Context;
use super::output;
use super::past;
use super::progress::Progress;
use super::query::Query;
use super::redaction::Names;
use super::sources::{one_stdin, sources};
use super::spared;
use crate::catalog::Catalog;
use crate::import::{self, InputSource};
use crate::model::Tenant;
use crate::pattern::Wildcards;
use crate::report::Paint;
use crate::span::Diagnostic;

impl Context {
    /// Opens the catalogue; inputs are read with [`Context::read`].
    pub(crate) fn open(global: &Global) -> Result<Self, Complaint> {
        Self::open_offering(global, Writes::PLAIN)
    }

    /// The same, for a command that offers formats which few commands have. It is reported at once, not
    /// after the work, when the format asked for is none of them.
    pub(crate) fn open_offering(global: &Global, offer: Writes) -> Result<Self, Complaint> {
        let format = Format::of(global, offer)?;
        let catalog = open_catalog(global.catalog.as_deref(), wildcards(global))?;
        let configured = global.configured.note.iter();
        let configured =
            configured.map(|note| Diagnostic::info("configured-defaults", note.clone()));
        let query = global.query.as_deref().map(Query::parse).transpose()?;
        let mut context = Self::on(catalog, format, global);
        context.diagnostics.extend(configured);
        context.query = query;
        context.output.clone_from(&global.output);
        context.is_paged = format.is_for_people() && !global.no_pager;
        Ok(context)
    }

    /// Nothing is read yet, and the answer goes to standard output as it is.
    fn on(catalog: Catalog, format: Format, global: &Global) -> Self {
        Self {
            catalog: Held::new(catalog),
            tenant: Held::default(),
            diagnostics: Vec::new(),
            format,
            query: None,
            output: None,
            is_whole: global.all,
            paint: paint(global.color),
            is_paged: false,
            expands: false,
            moment: None,
            turned_by: None,
            is_turned: false,
            is_explained: false,
            is_shown_off: false,
            on_page: Vec::new(),
            configuration: Choice::of(global),
            asker: global.asker.clone(),
        }
    }

    /// Opens the catalogue for a command whose `-o` names its product, not the file of its answer.
    /// Gives that path too.
    pub(crate) fn open_for_product(global: &Global) -> Result<(Self, Option<PathBuf>), Complaint> {
        let mut without = global.clone();
        let product = without.output.take();
        Ok((Self::open(&without)?, product))
    }

    /// The same, but on the core catalogue where the one to use can't be opened: a damaged one is
    /// no reason not to make a new one.
    pub(crate) fn open_or_core(global: &Global) -> Result<(Self, Option<PathBuf>), Complaint> {
        let mut without = global.clone();
        without.output = None;
        let format = Format::of(&without, Writes::PLAIN)?;
        let opened = Self::open_for_product(global);
        spared::release();
        let fault = match opened {
            Ok(opened) => return Ok(opened),
            Err(fault) if global.catalog.is_some() => return Err(fault),
            Err(fault) => fault,
        };
        let mut context = Self::on(Catalog::core(Wildcards::Azure), format, global);
        let fault = Diagnostic::warning("unusable-catalog", fault.message);
        context.diagnostics.push(fault);
        Ok((context, global.output.clone()))
    }

    /// Reads the inputs and adds what they say of roles and operations to the catalogue.
    pub(crate) fn read(&mut self, inputs: &Inputs) -> Result<(), Complaint> {
        if self.share() {
            return Ok(());
        }
        self.take(read_watched(&sources(&paths_of_exports(inputs))?))?;
        self.note_unused_configuration(&inputs.input);
        self.learn();
        Ok(())
    }

    /// Takes what the program that asks had read; whether there is any.
    fn share(&mut self) -> bool {
        let Some(world) = self.asker.as_ref().and_then(Asker::world) else {
            return false;
        };
        self.catalog = Arc::clone(&world.catalog).into();
        self.tenant = Arc::clone(&world.tenant).into();
        self.diagnostics.extend(world.diagnostics.iter().cloned());
        true
    }

    /// Says that a configuration beside exports is not in use.
    fn note_unused_configuration(&mut self, inputs: &[PathBuf]) {
        for path in config::unused(&self.configuration, inputs) {
            let path = path.display();
            let message = format!(
                "`{path}` is not in use: a configuration is looked for in the current folder and above"
            );
            self.diagnostics.push(
                Diagnostic::info("unused-configuration", message)
                    .help(format!("`--config {path}` takes it")),
            );
        }
    }

    /// Adds what the inputs that were read say of roles and operations to the catalogue.
    pub(crate) fn learn(&mut self) {
        let said = self.catalog.add_inputs(&self.tenant);
        self.diagnostics.extend(said);
    }

    /// Reads the inputs and replaces the names in them where that is asked for, before anything
    /// else sees them.
    pub(crate) fn read_redacted(
        &mut self,
        inputs: &Inputs,
        args: &RedactArgs,
    ) -> Result<Names, Complaint> {
        self.read_as_of(inputs, &AsOfArgs::default(), args)
    }

    /// The same, of an earlier moment where one is asked for.
    pub(crate) fn read_as_of(
        &mut self,
        inputs: &Inputs,
        as_of: &AsOfArgs,
        args: &RedactArgs,
    ) -> Result<Names, Complaint> {
        let exports = inputs.input.iter().map(|path| ("-i", path));
        one_stdin(exports.chain(as_of.logs.iter().map(|path| ("--logs", path))))?;
        // What is taken back or renamed is no longer what was read.
        let is_as_read = as_of.as_of.is_none() && as_of.logs.is_empty() && !args.redact;
        if is_as_read && self.share() {
            return Ok(Names::default());
        }
        let mut tenant = read_watched(&sources(&paths_of_exports(inputs))?);
        past::to_moment(&mut tenant, as_of)?;
        let names = Names::of(args, &self.catalog, &mut tenant);
        self.take(tenant)?;
        if !args.redact {
            self.note_unused_configuration(&inputs.input);
        }
        self.learn();
        Ok(names)
    }

    /// Takes what was read, with its diagnostics.
    pub(crate) fn take(&mut self, tenant: Tenant) -> Result<(), Complaint> {
        self.tenant = Held::new(tenant);
        self.diagnostics.append(&mut self.tenant.diagnostics);
        let nothing_read = self.tenant.inputs.iter().all(|input| input.records == 0);
        if nothing_read
            && let Some(fault) = self.diagnostics.iter().find(|d| {
                d.code.starts_with("unreadable")
                    || d.code == "malformed-json"
                    || d.code == "damaged-gzip"
            })
        {
            self.is_explained = true;
            let mut complaint = Complaint::input(fault.message.clone());
            if let Some(place) = &fault.place {
                complaint.message.push_str(&format!("\n  at {place}"));
            }
            let absent =
                |file: &str| fault.code.starts_with("unreadable") && !Path::new(file).exists();
            if fault
                .place
                .as_ref()
                .is_some_and(|place| absent(&place.file))
            {
                return Err(complaint.help(format!("name exports that are there; {GATHER}")));
            }
            complaint.help = fault
                .help
                .clone()
                .filter(|_| fault.code != "malformed-json")
                .or_else(|| {
                    Some(
                        "expected an export of `az`, REST, PowerShell or Resource Graph in JSON"
                            .to_owned(),
                    )
                });
            return Err(complaint);
        }
        Ok(())
    }
}

/// The paths of exports: a shell that fills in `folder/*` names a configuration among them.
fn paths_of_exports(inputs: &Inputs) -> Vec<PathBuf> {
    let paths = inputs.input.iter();
    paths
        .filter(|path| !config::is_configuration(path))
        .cloned()
        .collect()
}

/// Reads inputs, and says on a terminal how far that is.
pub(crate) fn read_watched(sources: &[InputSource]) -> Tenant {
    let mut progress = Progress::default();
    import::read_watched(sources, |path, bytes| progress.reading(path, bytes))
}

fn paint(when: When) -> Paint {
    let colour = match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
            let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
            let wanted = set("CLICOLOR_FORCE") || (output::is_terminal() && !dumb);
            wanted && !set("NO_COLOR")
        }
    };
    if colour { Paint::Colour } else { Paint::Plain }
}

/// The catalogue that a command opens, a second time.
pub(crate) fn catalog_again(global: &Global) -> Result<Catalog, Complaint> {
    open_catalog(global.catalog.as_deref(), wildcards(global))
}

fn wildcards(global: &Global) -> Wildcards {
    if global.strict_wildcards {
        Wildcards::Strict
    } else {
        Wildcards::Azure
    }
}

/// The catalogue by the order of docs/output.md. What is named is an image, or `core`.
pub(crate) fn open_catalog(
    named: Option<&Path>,
    wildcards: Wildcards,
) -> Result<Catalog, Complaint> {
    let from_env = env::var_os("ROLECALL_CATALOG")
        .filter(|v| !v.is_empty())
        .map(PathBuf::from);
    let chosen = named.map(Path::to_path_buf).or(from_env);
    if let Some(path) = chosen {
        if path.as_os_str() == "core" && !path.exists() {
            return Ok(Catalog::core(wildcards));
        }
        let bytes = fs::read(&path).map_err(|error| {
            Complaint::input(format!(
                "can't read the catalogue `{}`: {}",
                path.display(),
                error.to_string().to_lowercase()
            ))
        })?;
        return open_image(bytes, &path, wildcards);
    }
    if let Some(path) = user_catalog()
        && let Ok(bytes) = fs::read(&path)
    {
        return open_image(bytes, &path, wildcards);
    }
    Ok(Catalog::core(wildcards))
}

fn open_image(bytes: Vec<u8>, path: &Path, wildcards: Wildcards) -> Result<Catalog, Complaint> {
    spared::note(path);
    Catalog::open(bytes, &path.display().to_string(), wildcards).map_err(|error| {
        Complaint::input(format!("`{}`: {error}", path.display()))
            .help("make it again with `rolecall catalog import`")
    })
}

/// The catalogue for a command line that is still being typed: the one that it names, else the one in
/// use. One that can't be read is no reason not to complete.
pub(crate) fn completing_catalog(named: Option<&Path>) -> Catalog {
    open_catalog(named, Wildcards::Azure).unwrap_or_else(|_| Catalog::core(Wildcards::Azure))
}

/// Where an imported catalogue lives: the data folder of the user.
pub(crate) fn user_catalog() -> Option<PathBuf> {
    let from = |name: &str| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let data = from("XDG_DATA_HOME")
        .or_else(|| from("LOCALAPPDATA"))
        .or_else(|| from("HOME").map(|home| home.join(".local").join("share")))?;
    Some(data.join("rolecall").join("catalog.image"))
}
