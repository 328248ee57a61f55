//! A record of a log as it is written, in any of its forms: the texts that count, borrowed where they can
//! be.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::field::{self, Field, Part, TEXT_FIELDS, TextField};
use crate::text;

/// A text of a record.
pub(super) type Text<'a> = Cow<'a, str>;

/// What a record says.
#[derive(Debug)]
pub(super) struct Event<'a> {
    texts: [Option<Text<'a>>; TEXT_FIELDS],
    /// Whether what was sent and answered is kept.
    keeps_bodies: bool,
    /// The texts that a key of more weight would replace.
    seconds: u64,
    /// What was checked: an entry for each action, in the logs of storage.
    pub(super) checks: Vec<Check<'a>>,
    /// Whether it is a list of records, or holds one, and is no record itself.
    pub(super) is_list: bool,
    /// Whether that is a list, be it empty.
    pub(super) has_checks: bool,
    /// Whether a field that counts holds a value of the wrong type, or one that was cut off.
    pub(super) is_garbled: bool,
}

/// A check of an action.
#[derive(Debug, Default)]
pub(super) struct Check<'a> {
    pub(super) action: Option<Text<'a>>,
    pub(super) assignment: Option<Text<'a>>,
    pub(super) role: Option<Text<'a>>,
    pub(super) result: Option<Text<'a>>,
}

impl Default for Event<'_> {
    fn default() -> Self {
        Self {
            texts: [const { None }; TEXT_FIELDS],
            keeps_bodies: false,
            seconds: 0,
            checks: Vec::new(),
            has_checks: false,
            is_list: false,
            is_garbled: false,
        }
    }
}

impl<'a> Event<'a> {
    /// Reads the record that a deserializer has.
    pub(super) fn read<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        Self::default().filled(deserializer)
    }

    /// An event that keeps what was sent and answered, where that is wanted.
    pub(super) fn keeping(keeps_bodies: bool) -> Self {
        Self {
            keeps_bodies,
            ..Self::default()
        }
    }

    /// Takes what the record says that a deserializer has.
    pub(super) fn filled<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self, D::Error> {
        let mut event = self;
        event
            .value(Field::Part(Part::Record))
            .deserialize(deserializer)?;
        Ok(event)
    }

    /// Takes a row of a table with these columns.
    pub(super) fn filled_by_row<D: Deserializer<'a>>(
        self,
        columns: &[Field],
        deserializer: D,
    ) -> Result<Self, D::Error> {
        let mut event = self;
        deserializer.deserialize_seq(Row {
            event: &mut event,
            columns,
        })?;
        Ok(event)
    }

    /// Takes a cell of a table of texts.
    pub(super) fn take_cell(&mut self, column: Field, cell: Text<'a>) {
        self.value(column).text(cell);
    }

    /// A text that is not empty.
    pub(super) fn text(&self, field: TextField) -> Option<&str> {
        let text = self.texts[field as usize].as_deref()?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The first text of these fields.
    pub(super) fn first(&self, fields: &[TextField]) -> Option<&str> {
        fields.iter().find_map(|field| self.text(*field))
    }

    fn value(&mut self, field: Field) -> Value<'_, 'a> {
        Value { event: self, field }
    }

    fn set(&mut self, field: TextField, is_second: bool, text: Text<'a>) {
        let bit = 1 << field as u64;
        let slot = &mut self.texts[field as usize];
        if slot.is_none() || !is_second && self.seconds & bit != 0 {
            *slot = Some(text);
            self.seconds = if is_second {
                self.seconds | bit
            } else {
                self.seconds & !bit
            };
        }
    }
}

/// A value of a record, and what it is.
struct Value<'e, 'a> {
    event: &'e mut Event<'a>,
    field: Field,
}

impl<'a> Value<'_, 'a> {
    fn text(self, text: Text<'a>) {
        match self.field {
            Field::Text(field) => self.set(field, false, text),
            Field::Second(field) => self.set(field, true, text),
            Field::Body(field) => self.event.set(field, false, text),
            Field::Part(_) if text.trim().is_empty() => {}
            // Tables hold objects as JSON text. Read from bytes, so that nothing is borrowed of the text.
            Field::Part(part) => {
                let mut json = serde_json::Deserializer::from_reader(text.as_bytes());
                let value = self.event.value(self.field);
                let is_read = value.deserialize(&mut json).is_ok();
                let is_object = text.trim_start().starts_with(['{', '[']);
                // Of the properties little counts, and Azure cuts long ones off.
                let is_cut_off = part == Part::Properties && is_object;
                self.event.is_garbled |= !is_object || !(is_read || is_cut_off);
            }
            Field::List | Field::Other => {}
        }
    }

    fn set(self, field: TextField, is_second: bool, text: Text<'a>) {
        if field != TextField::Message && text::is_cut_off(&text) {
            return self.note_odd();
        }
        self.event.set(field, is_second, text);
    }

    /// Takes a number, which few fields have.
    fn number(self, number: impl fmt::Display) {
        match self.field {
            Field::Text(TextField::StatusCode) => self.text(Cow::Owned(number.to_string())),
            _ => self.note_odd(),
        }
    }

    /// Notes a value of the wrong type, if the field counts.
    fn note_odd(self) {
        let counts = matches!(
            self.field,
            Field::Text(_) | Field::Second(_) | Field::Part(_)
        );
        self.event.is_garbled |= counts;
    }
}

impl<'a> DeserializeSeed<'a> for Value<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.field {
            Field::Body(_) if !self.event.keeps_bodies => {
                deserializer.deserialize_ignored_any(IgnoredAny).map(drop)
            }
            Field::Other => deserializer.deserialize_ignored_any(IgnoredAny).map(drop),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'a> Visitor<'a> for Value<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a log record")
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<(), E> {
        self.text(Cow::Borrowed(text));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.text(Cow::Owned(text.to_owned()));
        Ok(())
    }

    fn visit_string<E>(self, text: String) -> Result<(), E> {
        self.text(Cow::Owned(text));
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.number(number);
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.number(number);
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.number(number);
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.note_odd();
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let Value { event, field } = self;
        match field {
            Field::Body(body) => {
                let map = MapAccessDeserializer::new(map);
                let document = serde_json::Value::deserialize(map)?;
                event.set(body, false, Cow::Owned(document.to_string()));
            }
            Field::Part(part) => {
                while let Some(field) = map.next_key_seed(KeyOf(part))? {
                    map.next_value_seed(event.value(field))?;
                }
            }
            // REST wraps texts: `{"value", "localizedValue"}`.
            Field::Text(_) | Field::Second(_) => {
                let mut has_value = false;
                while let Some(is_value) = map.next_key_seed(IsValue)? {
                    has_value |= is_value;
                    let field = if is_value { field } else { Field::Other };
                    map.next_value_seed(event.value(field))?;
                }
                event.is_garbled |= !has_value;
            }
            Field::List | Field::Other => {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        let Value { event, field } = self;
        match field {
            Field::List | Field::Part(Part::Record) => event.is_list = true,
            Field::Part(Part::Authorization) => {
                event.has_checks = true;
                while let Some((check, is_garbled)) = list.next_element_seed(CheckSeed)? {
                    event.checks.push(check);
                    event.is_garbled |= is_garbled;
                }
                return Ok(());
            }
            _ => event.value(field).note_odd(),
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// Reads the cells of a row.
struct Row<'e, 'a> {
    event: &'e mut Event<'a>,
    columns: &'e [Field],
}

impl<'a> Visitor<'a> for Row<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row of a table")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut cells: A) -> Result<(), A::Error> {
        let mut columns = self.columns.iter();
        loop {
            let field = *columns.next().unwrap_or(&Field::Other);
            if cells.next_element_seed(self.event.value(field))?.is_none() {
                return Ok(());
            }
        }
    }
}

/// Reads an entry of the list of checks, and whether it is garbled.
struct CheckSeed;

impl<'a> DeserializeSeed<'a> for CheckSeed {
    type Value = (Check<'a>, bool);

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let mut event = Event::default();
        event
            .value(Field::Part(Part::Authorization))
            .deserialize(deserializer)?;
        let mut take = |field: TextField| event.texts[field as usize].take();
        let check = Check {
            action: take(TextField::Action),
            assignment: take(TextField::Assignment),
            role: take(TextField::Definition),
            result: take(TextField::CheckResult),
        };
        Ok((check, event.is_garbled || event.has_checks))
    }
}

/// Reads a key of a part.
struct KeyOf(Part);

impl<'a> DeserializeSeed<'a> for KeyOf {
    type Value = Field;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Field, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyOf {
    type Value = Field;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Field, E> {
        Ok(field::of(self.0, key))
    }
}

/// Whether a key is `value`.
struct IsValue;

impl<'a> DeserializeSeed<'a> for IsValue {
    type Value = bool;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for IsValue {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(key.eq_ignore_ascii_case("value"))
    }
}
