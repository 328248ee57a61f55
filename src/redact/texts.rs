//! Sentences that were worded before a snapshot was rewritten: names in backticks, ids and paths.

use super::pseudonym::Redactor;
use crate::ids::parse_guid;
use crate::span::{Diagnostic, Place, Position};
use crate::text;
use std::sync::Arc;

/// Segments of JSON pointers that the wire formats use themselves.
const POINTERS: [&str; 24] = [
    "value",
    "values",
    "properties",
    "permissions",
    "members",
    "data",
    "resources",
    "children",
    "principals",
    "excludePrincipals",
    "actions",
    "notActions",
    "dataActions",
    "notDataActions",
    "assignableScopes",
    "instances",
    "attributes",
    "root_module",
    "child_modules",
    "planned_values",
    "operations",
    "resourceTypes",
    "identity",
    "condition",
];

impl Redactor {
    pub(super) fn diagnostic(&mut self, diagnostic: &Diagnostic) -> Diagnostic {
        Diagnostic {
            message: self.sentence(&diagnostic.message),
            place: diagnostic.place.as_ref().map(|place| self.place(place)),
            help: diagnostic.help.as_deref().map(|help| self.sentence(help)),
            ..diagnostic.clone()
        }
    }

    /// A place: the path of its file, and the names in its pointer.
    pub fn place(&mut self, place: &Place) -> Place {
        Place {
            file: self.path(&place.file),
            at: match &place.at {
                Position::Element { list, index } => Position::Element {
                    list: self.pointer(list),
                    index: *index,
                },
                Position::Key(key) => Position::Key(self.pointer(key)),
                Position::Pointer(pointer) => Position::Pointer(self.pointer(pointer)),
                same => same.clone(),
            },
        }
    }

    fn pointer(&mut self, pointer: &str) -> Arc<str> {
        let segments = pointer.split('/').map(|segment| {
            let number = segment.bytes().all(|b| b.is_ascii_digit());
            if number || POINTERS.contains(&segment) {
                segment.to_owned()
            } else {
                self.name("key", segment).to_string()
            }
        });
        Arc::from(segments.collect::<Vec<_>>().join("/"))
    }

    fn sentence(&mut self, sentence: &str) -> String {
        let parts: Vec<String> = sentence
            .split('`')
            .enumerate()
            .map(|(at, part)| match at % 2 {
                0 => self.loose(part),
                _ => self.quoted(part),
            })
            .collect();
        parts.join("`")
    }

    /// What stands in backticks is somebody's name, unless it is Azure's or a command's.
    fn quoted(&mut self, part: &str) -> String {
        let command = ["az ", "rolecall ", "--", "ConvertTo-Json"];
        let azure = text::starts_with(part, "Microsoft.") || part.starts_with('*');
        if azure || command.iter().any(|start| part.starts_with(start)) {
            return self.loose(part);
        }
        if let Some(known) = self.given.get(&*text::fold(part)) {
            return known.to_string();
        }
        if part.starts_with('/') {
            return self.arm_id(part).to_string();
        }
        self.name("text", part).to_string()
    }

    /// Paths, ids and known names among words.
    fn loose(&mut self, part: &str) -> String {
        let mut out = String::with_capacity(part.len());
        for word in part.split_inclusive(char::is_whitespace) {
            let bare = word.trim_end();
            let stem = bare.trim_matches(|c: char| ",;()'\"".contains(c));
            let path = stem.split(['#', ':']).next().unwrap_or(stem);
            let rewritten = if let Some(known) = self.given.get(&*text::fold(path)).cloned() {
                let plain = path.len() < 4 || path.bytes().all(|b| b.is_ascii_lowercase());
                if plain {
                    word.to_owned()
                } else {
                    word.replace(path, &known)
                }
            } else if stem.starts_with("/subscriptions/") || stem.starts_with("/providers/") {
                word.replace(stem, &self.arm_id(stem))
            } else {
                word.to_owned()
            };
            out.push_str(&self.guids(&rewritten));
        }
        out
    }

    /// A text with its GUIDs replaced.
    pub(super) fn guids(&self, text: &str) -> String {
        let is_digit = |c: char| c.is_ascii_hexdigit() || c == '-';
        let mut out = String::with_capacity(text.len());
        let mut run = String::new();
        let flush = |run: &mut String, out: &mut String| {
            match parse_guid(run) {
                Some(guid) => out.push_str(&self.guid(guid)),
                None => out.push_str(run),
            }
            run.clear();
        };
        for c in text.chars() {
            if is_digit(c) {
                run.push(c);
            } else {
                flush(&mut run, &mut out);
                out.push(c);
            }
        }
        flush(&mut run, &mut out);
        out
    }
}
