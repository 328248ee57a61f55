//! JSON that is looked into by fields of a known type. A value of another type is put down, so that
//! none is passed over in silence.

use std::cell::RefCell;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::fragment::Fragment;
use crate::span::{Diagnostic, Place, Position};

/// The fields of a document that hold a value of the wrong type: by the pointer of the object they
/// stand in, and by their name.
#[derive(Debug, Default)]
pub(super) struct WrongTypes(RefCell<Vec<(Arc<str>, String)>>);

impl WrongTypes {
    /// A view on a document, or on what stands in one at a pointer.
    pub(super) fn object<'v>(
        &'v self,
        value: &'v Value,
        pointer: impl Into<Arc<str>>,
    ) -> Option<Object<'v>> {
        Some(Object {
            fields: value.as_object()?,
            pointer: pointer.into(),
            wrong: self,
        })
    }

    /// The objects of a document that is a list, or of a list in one at a pointer.
    pub(super) fn objects<'v>(&'v self, list: &'v Value, pointer: &str) -> Vec<Object<'v>> {
        let items = list.as_array().into_iter().flatten().enumerate();
        let objects = items.filter_map(|(index, item)| {
            let at = format!("{pointer}/{index}");
            if !item.is_object() && !item.is_null() {
                self.note(&Arc::from(pointer), &index.to_string());
            }
            self.object(item, at)
        });
        objects.collect()
    }

    fn note(&self, pointer: &Arc<str>, field: &str) {
        let found = (Arc::clone(pointer), field.to_owned());
        self.0.borrow_mut().push(found);
    }

    /// Notes them at the place of the record that they stand in.
    pub(super) fn note_at(self, fragment: &mut Fragment, place: &Place) {
        for (_, note) in self.diagnostics() {
            fragment.note(note.at(place.clone()));
        }
    }

    /// A diagnostic for each object with such fields.
    pub(super) fn diagnostics(self) -> Vec<(Position, Diagnostic)> {
        let mut found = self.0.into_inner();
        found.sort();
        found.dedup();
        let objects = found.chunk_by(|(one, _), (other, _)| one == other);
        let notes = objects.map(|fields| {
            let pointer = Arc::clone(&fields[0].0);
            let fields: Vec<String> = fields.iter().map(|(_, f)| format!("`{f}`")).collect();
            let fields = fields.join(", ");
            let message = format!("{fields} is missing, or holds a value of the wrong type");
            let diagnostic = Diagnostic::warning("wrong-type", message);
            (Position::Pointer(pointer), diagnostic.records_lost())
        });
        notes.collect()
    }
}

/// An object in a document, and where it stands. Null and no value are the same.
#[derive(Clone, Debug)]
pub(super) struct Object<'v> {
    fields: &'v Map<String, Value>,
    pointer: Arc<str>,
    wrong: &'v WrongTypes,
}

impl<'v> Object<'v> {
    pub(super) fn fields(&self) -> &'v Map<String, Value> {
        self.fields
    }

    pub(super) fn pointer(&self) -> &str {
        &self.pointer
    }

    /// A field as it is, its name in camelCase, PascalCase or snake_case (G3); none where it is null.
    pub(super) fn get(&self, field: &str) -> Option<&'v Value> {
        let loose = || {
            let mut fields = self.fields.iter();
            let (_, value) = fields.find(|(name, _)| is_name(name, field))?;
            Some(value)
        };
        let value = self.fields.get(field).or_else(loose);
        value.filter(|value| !value.is_null())
    }

    /// A text that is not empty.
    pub(super) fn text(&self, field: &str) -> Option<&'v str> {
        let text = self.typed(field, Value::as_str)?;
        (!text.is_empty()).then_some(text)
    }

    /// A text that every such object has: where it has none, that is put down too.
    pub(super) fn demanded(&self, field: &str) -> Option<&'v str> {
        let text = self.text(field);
        if text.is_none() {
            self.wrong.note(&self.pointer, field);
        }
        text
    }

    pub(super) fn number(&self, field: &str) -> Option<i64> {
        self.typed(field, Value::as_i64)
    }

    pub(super) fn object(&self, field: &str) -> Option<Object<'v>> {
        let fields = self.typed(field, Value::as_object)?;
        Some(self.at(fields, field))
    }

    /// The objects of a list; what else stands in it is put down.
    pub(super) fn objects(&self, field: &str) -> impl Iterator<Item = Object<'v>> + use<'v> {
        let items = self.typed(field, Value::as_array);
        let (this, field) = (self.clone(), field.to_owned());
        let items = items.into_iter().flatten().enumerate();
        items.filter_map(move |(index, item)| {
            let found = item.as_object();
            if found.is_none() && !item.is_null() {
                this.wrong.note(&this.pointer, &field);
            }
            Some(this.at(found?, &format!("{field}/{index}")))
        })
    }

    /// The texts of a list; what else stands in it is put down.
    pub(super) fn texts(&self, field: &str) -> Vec<&'v str> {
        let items = self.typed(field, Value::as_array);
        let text = |item: &'v Value| {
            let text = item.as_str();
            if text.is_none() && !item.is_null() {
                self.wrong.note(&self.pointer, field);
            }
            text
        };
        items.into_iter().flatten().filter_map(text).collect()
    }

    /// A nested block, which some writers put into a list of one.
    pub(super) fn block(&self, field: &str) -> Option<Object<'v>> {
        match self.get(field)? {
            Value::Array(_) => self.objects(field).next(),
            _ => self.object(field),
        }
    }

    fn typed<T>(&self, field: &str, of: impl Fn(&'v Value) -> Option<T>) -> Option<T> {
        let value = self.get(field)?;
        let found = of(value);
        if found.is_none() {
            self.wrong.note(&self.pointer, field);
        }
        found
    }

    fn at(&self, fields: &'v Map<String, Value>, below: &str) -> Object<'v> {
        Object {
            fields,
            pointer: Arc::from(format!("{}/{below}", self.pointer)),
            wrong: self.wrong,
        }
    }
}

/// Whether names are the same but for case and underscores.
fn is_name(one: &str, other: &str) -> bool {
    let letters = |name: &str| -> Vec<u8> { name.bytes().filter(|b| *b != b'_').collect() };
    letters(one).eq_ignore_ascii_case(&letters(other))
}

/// An object of these fields, without those that have no value.
pub(super) fn record<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let fields = fields.into_iter();
    let there = fields.filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(there.collect())
}
