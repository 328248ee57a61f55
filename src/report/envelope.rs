use std::cell::RefCell;
use std::io;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Value, json};

use super::hostile::CleanJson;
use crate::catalog::Catalog;
use crate::model::{Tenant, Timestamp};
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
#[derive(Serialize)]
pub(crate) struct Envelope<'r> {
    schema: String,
    rolecall: &'static str,
    catalog: Value,
    inputs: Vec<Value>,
    complete: bool,
    diagnostics: Vec<Value>,
    result: JsonResult<'r>,
}

impl<'r> Envelope<'r> {
    /// Wraps the result of a command.
    pub(crate) fn new(command: &str, setting: &Setting<'_>, result: JsonResult<'r>) -> Self {
        let Setting {
            catalog,
            tenant,
            diagnostics,
        } = setting;
        Self {
            schema: format!("rolecall/{command}/1"),
            rolecall: env!("CARGO_PKG_VERSION"),
            catalog: catalog_json(catalog),
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

    /// Writes it, indented, with a newline at its end.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub(crate) fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(CleanJson(out), self)?;
        out.write_all(b"\n")
    }
}

/// Which catalogue an answer goes by.
fn catalog_json(catalog: &Catalog) -> Value {
    let mut value = json!({
        "source": catalog.source().as_str(),
        "date": catalog.date(),
        "roles": catalog.role_count(),
        "operations": catalog.operation_count(),
        "wildcards": catalog.wildcards().as_str(),
    });
    let share = catalog.input_share();
    if !share.is_empty() {
        value["fromInputs"] = json!({
            "roles": share.roles,
            "operations": share.operations,
            "newest": share.newest.map(Timestamp::day),
        });
    }
    value
}

/// Items of a list, made one by one.
pub(crate) type Items<'a> = Box<dyn Iterator<Item = Value> + 'a>;

/// The result of a command, of which one list may come item by item.
pub(crate) struct JsonResult<'r> {
    frame: &'r Value,
    list: &'static str,
    items: RefCell<Option<Items<'r>>>,
}

impl<'r> JsonResult<'r> {
    /// A result; the items replace the list of that name, which is empty in `frame`. They are
    /// written once.
    pub(crate) fn new(frame: &'r Value, items: Option<(&'static str, Items<'r>)>) -> Self {
        let (list, items) = items.unzip();
        Self {
            frame,
            list: list.unwrap_or_default(),
            items: RefCell::new(items),
        }
    }
}

impl Serialize for JsonResult<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (Some(items), Value::Object(frame)) = (self.items.take(), self.frame) else {
            return self.frame.serialize(serializer);
        };
        let items = RefCell::new(items);
        let mut map = serializer.serialize_map(Some(frame.len()))?;
        for (key, value) in frame {
            if key == self.list {
                map.serialize_entry(key, &OneByOne(&items))?;
            } else {
                map.serialize_entry(key, value)?;
            }
        }
        map.end()
    }
}

struct OneByOne<'i, 'r>(&'i RefCell<Items<'r>>);

impl Serialize for OneByOne<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.borrow_mut().as_mut())
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
