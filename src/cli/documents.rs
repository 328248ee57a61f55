//! Files that an option names and a command takes whole: a cluster, a body, a command.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::complain::Complaint;
use super::context::Context;
use super::sources::read_file;
use crate::import::{InputText, on_one_line};
use crate::model::{InputFile, InputKind, ResourceKind};
use crate::nexus::Cluster;
use crate::span::{Place, Position};

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

/// Reads the one cluster that `--cluster` names, and lists its file among the inputs.
pub(crate) fn read_cluster(
    context: &mut Context,
    path: &Path,
) -> Result<ClusterDocument, Complaint> {
    let mut all = read_clusters(context, path)?;
    match (all.pop(), all.is_empty()) {
        (Some(one), true) => Ok(one),
        (last, _) => {
            let names = all.iter().chain(&last);
            let names: Vec<String> = names
                .map(|one| format!("`{}`", one.cluster.label()))
                .collect();
            Err(Complaint::input(format!(
                "`{}`: this is a list of several clusters: {}",
                path.display(),
                names.join(", ")
            ))
            .help(format!("give one of them alone: {SHOW}")))
        }
    }
}

/// Reads the clusters of a file, as `show` or `list` prints them, and lists it among the inputs.
pub(crate) fn read_clusters(
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
