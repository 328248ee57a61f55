//! Files that an option names and a command takes whole: a cluster, a body, a command.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::complain::Complaint;
use super::context::Context;
use super::sources::read_file;
use crate::import::{InputText, on_one_line};
use crate::model::{InputFile, InputKind, ResourceKind, ResourceRecord};
use crate::nexus::{Cluster, ResourceId};
use crate::span::{Diagnostic, Place, Position};
use crate::text;

/// What is written by two options goes to two files.
pub(crate) fn two_outputs(
    (one, to): (&str, Option<&PathBuf>),
    (other, also_to): (&str, Option<&PathBuf>),
) -> Result<(), Complaint> {
    let whole = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    match (to.map(whole), also_to.map(whole)) {
        (Some(to), Some(also_to)) if to == also_to => Err(Complaint::usage(format!(
            "`{one}` and `{other}` name the same file"
        ))
        .help("name a file for each")),
        _ => Ok(()),
    }
}

const SHOW: &str =
    "`az networkcloud cluster show --name NAME --resource-group GROUP -o json` gives it";

/// A cluster with the JSON it was read from, and where that stands.
pub(crate) struct ClusterDocument {
    pub(crate) cluster: Cluster,
    pub(crate) json: Value,
    pub(crate) place: Place,
}

impl ClusterDocument {
    /// A cluster that the inputs describe, as its record has it.
    pub(crate) fn of_record(cluster: Cluster, record: &ResourceRecord) -> Self {
        Self {
            cluster,
            json: serde_json::from_str(&record.json).unwrap_or_default(),
            place: record.place.clone(),
        }
    }
}

/// Reads the one cluster that `--cluster` names: a file, which is listed among the inputs, or the name or
/// the id of a cluster of the inputs.
pub(crate) fn read_cluster(
    context: &mut Context,
    path: &Path,
) -> Result<ClusterDocument, Complaint> {
    let mut all = read_clusters(context, path)?;
    match (all.pop(), all.is_empty()) {
        (Some(one), true) => Ok(one),
        (last, _) => {
            let all: Vec<&ClusterDocument> = all.iter().chain(&last).collect();
            let is_one_name = all
                .iter()
                .all(|one| text::same(one.cluster.label(), all[0].cluster.label()));
            let shown = |one: &&ClusterDocument| match &one.cluster.id {
                Some(id) if is_one_name => format!("`{id}`"),
                _ => format!("`{}`", one.cluster.label()),
            };
            let names: Vec<String> = all.iter().map(shown).collect();
            let names = names.join(", ");
            Err(match is_file(path) {
                true => Complaint::input(format!(
                    "`{}`: this is a list of several clusters: {names}",
                    path.display()
                ))
                .help(format!(
                    "give one of them alone: {SHOW}; or give the list with `-i` and name one with `--cluster`"
                )),
                false => Complaint::usage(format!(
                    "several clusters of the inputs are called `{}`: {names}",
                    path.display()
                ))
                .help("name one of them by its id"),
            })
        }
    }
}

/// Whether `--cluster` names a file, or standard input, and no cluster.
fn is_file(path: &Path) -> bool {
    path.as_os_str() == "-" || path.exists()
}

/// Reads the clusters that `--cluster` names: those of a file, as `show` or `list` prints them, which is
/// listed among the inputs, or those of the inputs that have this name or id.
pub(crate) fn read_clusters(
    context: &mut Context,
    path: &Path,
) -> Result<Vec<ClusterDocument>, Complaint> {
    if is_file(path) {
        let read = read_file_of_clusters(context, path)?;
        note_other_descriptions(context, &read);
        return Ok(read);
    }
    let described = clusters_of_inputs(context);
    let name = path.to_str().unwrap_or_default();
    let is_meant = |cluster: &Cluster| {
        let wanted = ResourceId::new(name);
        text::same(cluster.label(), name) || cluster.id.as_ref() == Some(&wanted)
    };
    let mut known: Vec<String> = Vec::new();
    let mut named = Vec::new();
    for one in described {
        known.push(format!("`{}`", one.cluster.label()));
        if is_meant(&one.cluster) {
            named.push(one);
        }
    }
    match (named.is_empty(), known.is_empty()) {
        (false, _) => Ok(named),
        // The complaint is that of a file that isn't there.
        (true, true) => read_file_of_clusters(context, path),
        (true, false) => Err(Complaint::input(format!(
            "`{name}` is neither a file nor a cluster of the inputs"
        ))
        .help(format!("the inputs describe {}", known.join(", ")))),
    }
}

/// The clusters that the inputs describe.
pub(crate) fn clusters_of_inputs(context: &Context) -> Vec<ClusterDocument> {
    let described = Cluster::described(&context.tenant).into_iter();
    described
        .map(|(cluster, record)| ClusterDocument::of_record(cluster, record))
        .collect()
}

/// Says where the inputs describe a cluster otherwise than the file that `--cluster` names: that file counts.
fn note_other_descriptions(context: &mut Context, file: &[ClusterDocument]) {
    let by_id = file
        .iter()
        .filter_map(|named| Some((named.cluster.id.as_ref()?, named)));
    let by_id: HashMap<&ResourceId, &ClusterDocument> = by_id.collect();
    let own = file.first().map(|named| &named.place.file);
    let is_elsewhere = |record: &&ResourceRecord| own != Some(&record.place.file);
    let records = context.tenant.resources.iter();
    let mut said = Vec::new();
    for record in records.filter(is_elsewhere) {
        let Some(other) = Cluster::of_description(record) else {
            continue;
        };
        let Some(named) = other.id.as_ref().and_then(|id| by_id.get(id)) else {
            continue;
        };
        let fields = named.cluster.differences(&other);
        if fields.is_empty() {
            continue;
        }
        let fields: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
        let message = format!(
            "the inputs describe `{}` with different {}; what `--cluster` names counts",
            named.cluster.label(),
            fields.join(", ")
        );
        let diagnostic = match named.cluster.is_newer_than(&other) {
            true => Diagnostic::info("superseded-export", message),
            false => Diagnostic::warning("contradicting-exports", message).may_change_answer(),
        };
        said.push(diagnostic.at(record.place.clone()));
    }
    context.diagnostics.extend(said);
}

/// Reads the clusters of a file, as `show` or `list` prints them, and lists it among the inputs.
fn read_file_of_clusters(
    context: &mut Context,
    path: &Path,
) -> Result<Vec<ClusterDocument>, Complaint> {
    let file = read_file(path)?;
    let shown = &file.path;
    if file.text.trim().is_empty() {
        return Err(Complaint::input(format!("`{shown}` is empty")).help(SHOW));
    }
    let mut value: Value =
        serde_json::from_str(&file.text).map_err(|error| not_json(&file, &error).help(SHOW))?;
    on_one_line(&mut value);
    let is_list = |rows: &&Vec<Value>| rows.len() > 1 && rows.iter().all(Cluster::is_cluster);
    let (list, rows) = match (
        value.as_array(),
        value.get("value").and_then(Value::as_array),
    ) {
        (Some(rows), _) if is_list(&rows) => ("", rows.clone()),
        (_, Some(rows)) if is_list(&rows) => ("/value", rows.clone()),
        _ => ("", vec![value]),
    };
    let is_alone = rows.len() == 1;
    let read = |(index, json): (u32, Value)| {
        let cluster = Cluster::from_json(&json)
            .map_err(|error| Complaint::input(format!("`{shown}`: {error}")).help(SHOW))?;
        let at = match is_alone {
            true => Position::Whole,
            false => Position::Element {
                list: list.into(),
                index,
            },
        };
        let file = Arc::from(&**shown);
        let place = Place { file, at };
        Ok(ClusterDocument {
            cluster,
            json,
            place,
        })
    };
    let clusters = (0..)
        .zip(rows)
        .map(read)
        .collect::<Result<Vec<_>, Complaint>>()?;
    let inputs = &mut context.tenant.inputs;
    if inputs.iter().all(|input| input.path != file.path) {
        let input = InputFile {
            path: file.path,
            kind: InputKind::Resources(ResourceKind::Cluster),
            records: clusters.len(),
            sha256: file.sha256,
        };
        inputs.insert(0, input);
    }
    Ok(clusters)
}

/// A file that should be JSON, with the place where it isn't.
pub(crate) fn not_json(file: &InputText, error: &serde_json::Error) -> Complaint {
    let reason = crate::text::without_place(error);
    let path = &file.path;
    let (line, column) = (error.line(), error.column().max(1));
    let message = if error.is_eof() {
        format!("`{path}` ends in the middle of its JSON")
    } else {
        format!("`{path}` is not JSON: {reason}")
    };
    Complaint::input(format!("{message}\n  at {path}:{line}:{column}"))
}

/// Reads an earlier answer of a command, as `--format json` wrote it.
///
/// # Errors
///
/// When it is no JSON, or the answer of something else; `what` says what is wanted, and `how` how to make it.
pub(crate) fn read_answer(
    path: &Path,
    schema: &str,
    what: &str,
    how: &str,
) -> Result<Value, Complaint> {
    let file = read_file(path)?;
    let wrong = |message: String| no_answer(&file.path, what, &message).help(how.to_owned());
    let document: Value = serde_json::from_str(&file.text)
        .map_err(|error| wrong(format!("it is not JSON: {error}")))?;
    match document["schema"].as_str() {
        Some(own) if own == schema => Ok(document),
        Some(other) => Err(wrong(format!("its schema is `{other}`"))),
        None => Err(wrong("it has no `schema`".to_owned())),
    }
}

/// Says that a file is not the answer that is wanted.
pub(crate) fn no_answer(shown: &str, what: &str, message: &str) -> Complaint {
    Complaint::input(format!("`{shown}` is not {what}: {message}"))
}
