use serde::Serialize;
use serde_json::{Value, json};

use super::hostile::clean_json;
use crate::catalog::Catalog;
use crate::model::Tenant;
use crate::span::{Diagnostic, Effect};

/// Whether something that could change the answer was missing or not understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Completeness {
    /// Nothing.
    Complete,
    /// Something; the diagnostics say what.
    Incomplete,
}

impl Completeness {
    /// Incomplete when any diagnostic may change an answer.
    pub(super) fn of(diagnostics: &[Diagnostic]) -> Self {
        if diagnostics
            .iter()
            .any(|d| d.effect == Effect::MayChangeAnswer)
        {
            Self::Incomplete
        } else {
            Self::Complete
        }
    }
}

/// What an answer was found in, settled by the time that it is written.
pub(crate) struct Setting<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) tenant: &'a Tenant,
    /// Sorted, each once.
    pub(crate) diagnostics: &'a [Diagnostic],
}

/// The object around every JSON answer (cli.md §1).
#[derive(Debug, Serialize)]
pub(crate) struct Envelope {
    schema: String,
    rolecall: &'static str,
    catalog: Value,
    inputs: Vec<Value>,
    complete: bool,
    diagnostics: Vec<Value>,
    result: Value,
}

impl Envelope {
    /// Wraps the result of a command.
    pub(crate) fn new(command: &str, setting: &Setting<'_>, result: Value) -> Self {
        let Setting {
            catalog,
            tenant,
            diagnostics,
        } = setting;
        Self {
            schema: format!("rolecall/{command}/1"),
            rolecall: env!("CARGO_PKG_VERSION"),
            catalog: json!({
                "source": catalog.source().as_str(),
                "date": catalog.date(),
                "roles": catalog.role_count(),
                "operations": catalog.operation_count(),
                "wildcards": catalog.wildcards().as_str(),
            }),
            inputs: tenant
                .inputs
                .iter()
                .map(|input| {
                    json!({
                        "path": &*input.path,
                        "kind": input.kind.as_str(),
                        "records": input.records,
                        "sha256": input.sha256,
                    })
                })
                .collect(),
            complete: Completeness::of(diagnostics) == Completeness::Complete,
            diagnostics: diagnostics.iter().map(diagnostic_json).collect(),
            result,
        }
    }

    /// The text, indented, with a newline at its end.
    pub(crate) fn to_text(&self) -> String {
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        let mut text = clean_json(&text).into_owned();
        text.push('\n');
        text
    }
}

/// A diagnostic in JSON.
pub(super) fn diagnostic_json(diagnostic: &Diagnostic) -> Value {
    json!({
        "code": diagnostic.code,
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "source": diagnostic.place.as_ref().map(ToString::to_string),
        "help": diagnostic.help,
    })
}
