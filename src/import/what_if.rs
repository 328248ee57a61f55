//! The answer of what-if: what a deployment, or a deployment stack, would do to each resource.

use serde_json::Value;

use super::forms::field;
use super::stack::DenySettings;
use crate::span::Diagnostic;
use crate::text;

/// What would be done.
#[derive(Debug)]
pub(super) struct WhatIf<'d> {
    pub(super) changes: Vec<Change<'d>>,
    /// The stack; `None` for a deployment alone.
    pub(super) stack: Option<Stack<'d>>,
    /// What is not understood, each with its pointer.
    pub(super) notes: Vec<(String, Diagnostic)>,
}

/// A deployment stack.
#[derive(Debug)]
pub(super) struct Stack<'d> {
    /// After the change.
    pub(super) deny_settings: DenySettings<'d>,
    /// Whether it has deny settings, before the change or after it.
    pub(super) denies: bool,
}

/// What would be done to a resource.
#[derive(Debug)]
pub(super) struct Change<'d> {
    pub(super) id: &'d str,
    pub(super) pointer: String,
    pub(super) does: Does,
    /// Whether what-if is sure of it.
    pub(super) is_certain: bool,
    /// What is there before and after it; what stays as it is need not be shown twice.
    pub(super) before: Option<&'d Value>,
    pub(super) after: Option<&'d Value>,
    /// What the stack denies at the resource after it.
    pub(super) denies: Option<&'d str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    Create,
    /// What stays the same is written all the same.
    Write,
    Delete,
    /// The template doesn't hold it, and it stays as it is.
    Leave,
    /// The stack lets go of it, and it stays as it is.
    Detach,
    /// What-if can't tell, or says a word that is not known.
    Unknown,
}

impl Does {
    fn of(word: &str) -> Self {
        let is = |words: &[&str]| words.iter().any(|known| text::same(known, word));
        if is(&["Create"]) {
            Self::Create
        } else if is(&["Modify", "Deploy", "NoChange", "NoEffect"]) {
            Self::Write
        } else if is(&["Delete"]) {
            Self::Delete
        } else if is(&["Ignore"]) {
            Self::Leave
        } else if is(&["Detach"]) {
            Self::Detach
        } else {
            Self::Unknown
        }
    }
}

/// The lists of changes, and whether those in them are certain.
const LISTS: [(&[&str], bool); 4] = [
    (&["changes"], true),
    (&["resourceChanges"], true),
    (&["changes", "resourceChanges"], true),
    (&["potentialChanges"], false),
];

/// Reads the answer of what-if; `None` for what is none.
pub(super) fn read(document: &Value) -> Option<WhatIf<'_>> {
    let properties = field(document, "properties").filter(|value| value.is_object());
    let (root, above) = match properties {
        Some(properties) => (properties, "/properties"),
        None => (document, ""),
    };
    let mut lists = Vec::new();
    let mut notes = Vec::new();
    for (path, is_certain) in LISTS {
        let found = path.iter().try_fold(root, |value, name| field(value, name));
        let pointer = format!("{above}/{}", path.join("/"));
        match found {
            Some(Value::Array(list)) => lists.push((pointer, list, is_certain)),
            // That of a deployment stack.
            Some(changes) if field(changes, "resourceChanges").is_some() => {}
            None | Some(Value::Null) => {}
            Some(_) => {
                let message = "the changes of what-if hold a value of the wrong type";
                let note = Diagnostic::warning("wrong-type", message);
                notes.push((pointer, note.records_lost()));
            }
        }
    }
    let is_change = |change: &Value| field(change, "changeType").is_some();
    let are_changes = |(_, list, _): &(String, &Vec<Value>, bool)| list.iter().any(is_change);
    if lists.is_empty() || (!lists.iter().any(are_changes) && lists.iter().any(|l| !l.1.is_empty()))
    {
        return None;
    }
    let mut found = WhatIf {
        changes: Vec::new(),
        stack: stack(document, root),
        notes,
    };
    for (pointer, list, is_certain) in lists {
        for (at, change) in list.iter().enumerate() {
            found.change(change, format!("{pointer}/{at}"), is_certain);
        }
    }
    found.said(document, root, above);
    Some(found)
}

fn stack<'d>(document: &'d Value, root: &'d Value) -> Option<Stack<'d>> {
    let changes = field(root, "changes").filter(|changes| changes.is_object())?;
    let settings = [changes, root]
        .into_iter()
        .find_map(|value| field(value, "denySettingsChange"));
    let side = |name| {
        settings
            .and_then(|settings| field(settings, name))
            .filter(|side| !side.is_null())
    };
    let denies = |side: Option<&Value>| {
        let mode = side.and_then(|side| field(side, "mode")?.as_str());
        mode.is_some_and(|mode| !text::same(mode, "none"))
    };
    let id = field(root, "deploymentStackResourceId").or_else(|| field(document, "id"));
    let id = id.and_then(Value::as_str).unwrap_or("stack");
    Some(Stack {
        deny_settings: DenySettings {
            stack: id.rsplit('/').next().unwrap_or(id),
            settings: side("after"),
        },
        denies: denies(side("before")) || denies(side("after")),
    })
}

impl<'d> WhatIf<'d> {
    /// The ids of what would be deleted.
    pub(super) fn deleted(&self) -> impl Iterator<Item = &'d str> {
        let deleted = self.changes.iter();
        deleted
            .filter(|change| change.does == Does::Delete && change.is_certain)
            .map(|change| change.id)
    }

    fn change(&mut self, change: &'d Value, pointer: String, is_certain: bool) {
        let text = |name: &str| field(change, name).and_then(Value::as_str);
        let id = ["resourceId", "id", "fullyQualifiedResourceId"]
            .iter()
            .find_map(|name| text(name));
        let (Some(id), Some(does)) = (id, text("changeType")) else {
            let message = "a change without an id or without what changes was left out";
            let note = Diagnostic::warning("incomplete-record", message).records_lost();
            return self.notes.push((pointer, note));
        };
        let whole = field(change, "resourceConfigurationChanges").unwrap_or(change);
        let side = |name: &str| field(whole, name).filter(|side| side.is_object());
        let certainty = text("changeCertainty");
        let stays = ["NoChange", "NoEffect", "Ignore", "Detach"];
        let stays = stays.iter().any(|word| text::same(word, does));
        let (before, after) = (side("before"), side("after"));
        self.changes.push(Change {
            id,
            pointer,
            does: Does::of(does),
            is_certain: is_certain && certainty.is_none_or(|word| text::same(word, "definite")),
            before,
            after: after.or(before.filter(|_| stays)),
            denies: field(change, "denyStatusChange")
                .and_then(|status| field(status, "after")?.as_str()),
        });
    }

    /// What the answer says of itself, and what it never says.
    fn said(&mut self, document: &Value, root: &Value, above: &str) {
        let of_error = |error: &Value| {
            let text = |name: &str| field(error, name).and_then(Value::as_str);
            let said = [text("code"), text("message")].into_iter().flatten();
            let said: Vec<String> = said.map(|said| text::one_line(said).into_owned()).collect();
            said.join(": ")
        };
        for (place, value) in [("", document), (above, root)] {
            if let Some(error) = field(value, "error").filter(|error| error.is_object()) {
                let message = format!("what-if failed: {}", of_error(error));
                let note = Diagnostic::warning("failed-response", message).records_lost();
                self.notes.push((format!("{place}/error"), note));
                break;
            }
        }
        let diagnostics = field(root, "diagnostics").and_then(Value::as_array);
        for (at, said) in diagnostics.into_iter().flatten().enumerate() {
            let level = field(said, "level").and_then(Value::as_str);
            let is_info = level.is_some_and(|level| text::same(level, "info"));
            let message = format!("what-if says: {}", of_error(said));
            let note = match is_info {
                true => Diagnostic::info("what-if-remark", message),
                false => Diagnostic::warning("what-if-remark", message).grant_lost(),
            };
            self.notes.push((format!("{above}/diagnostics/{at}"), note));
        }
        // Azure/arm-template-whatif#157, #399.
        let message =
            "what-if leaves out role assignments whose names are known only when they are deployed";
        let note = Diagnostic::info("what-if-gaps", message)
            .help("read the template too: of Bicep, `az bicep build` makes it");
        self.notes.push((String::new(), note.may_change_answer()));
    }
}
