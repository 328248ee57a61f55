//! One record of an export, whatever tool wrote it.
//!
//! Field names are matched in camelCase, PascalCase and snake_case (G3); fields under
//! `properties` count as fields of the record (G2); null and missing are the same (G5). A value of
//! the wrong type is noted and left out, so that one odd field does not cost the file.

mod fields;
mod values;

pub(crate) use fields::{child, flag, list, text};
pub(super) use fields::{folded_field, is_known_field};
pub(crate) use values::TextSeed;

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use fields::{
    CHILD_FIELDS, FLAG_FIELDS, Key, Kind, LIST_FIELDS, TEXT_FIELDS, is_column_of_properties,
};
use values::{ListSeed, Passed, PassedSeed, Scalar, ScalarSeed, says_eligible};

/// The union of the fields that any known record has.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    pub(crate) texts: [Option<Cow<'a, str>>; TEXT_FIELDS],
    pub(crate) lists: [List<'a>; LIST_FIELDS],
    pub(crate) flags: [Option<bool>; FLAG_FIELDS],
    pub(crate) children: [Option<Vec<Record<'a>>>; CHILD_FIELDS],
    /// Members under keys that are group ids; `None` where no list stands there.
    pub(crate) keyed: Vec<(Cow<'a, str>, Option<Vec<Record<'a>>>)>,
    /// Names of fields whose value has the wrong type.
    pub(crate) odd: Vec<&'static str>,
    /// Names of ids and scopes that had blanks around them.
    pub(crate) trimmed: Vec<&'static str>,
    /// Names of ids and scopes that the record has twice, with different values.
    pub(crate) twice: Vec<&'static str>,
    /// Names of fields that no known record has.
    pub(crate) unknown: Vec<Cow<'a, str>>,
    /// Those of them that seem to hold a condition.
    pub(crate) like_condition: Vec<Cow<'a, str>>,
    /// Those of them that hold a list of objects.
    pub(crate) other_lists: Vec<Cow<'a, str>>,
    /// Whether the record had any field at all.
    pub(crate) fields: usize,
    /// The record is a text alone: an id, or what PowerShell prints of an object that is nested
    /// deeper than it was asked for.
    bare: bool,
    /// Text stands where nested records belong: the export was cut off there.
    pub(crate) cut_off: bool,
    /// A symbol stands where nested records belong: only a deployment knows them, which its reader says.
    pub(crate) is_open: bool,
    /// A list within it goes on elsewhere, by a link of its own.
    pub(crate) has_open_list: bool,
    /// An error stands in it.
    pub(crate) has_errors: bool,
    /// Its condition is given as null.
    has_null_condition: bool,
    /// A field that no known record has says that it is eligible.
    is_eligible: bool,
    /// A query for changes says that it is gone.
    pub(crate) is_removed: bool,
    /// How many records a query found.
    found: Option<u64>,
    /// How many of them are here.
    given: Option<u64>,
    /// What the top-level keys say of the document.
    pub(crate) shape: Shape,
}

impl Default for Record<'_> {
    fn default() -> Self {
        Self {
            texts: std::array::from_fn(|_| None),
            lists: std::array::from_fn(|_| List::default()),
            flags: [None; FLAG_FIELDS],
            children: std::array::from_fn(|_| None),
            keyed: Vec::new(),
            odd: Vec::new(),
            trimmed: Vec::new(),
            twice: Vec::new(),
            unknown: Vec::new(),
            like_condition: Vec::new(),
            other_lists: Vec::new(),
            fields: 0,
            bare: false,
            cut_off: false,
            is_open: false,
            has_open_list: false,
            has_errors: false,
            has_null_condition: false,
            is_eligible: false,
            is_removed: false,
            found: None,
            given: None,
            shape: Shape::Record,
        }
    }
}

/// A list of strings, null and missing alike empty.
#[derive(Debug, Default)]
pub(crate) struct List<'a> {
    pub(crate) present: Presence,
    /// As they are written, blanks and line ends included.
    pub(crate) items: Vec<Cow<'a, str>>,
    /// The text that stood where the list belongs.
    pub(crate) truncated: Option<Cow<'a, str>>,
    /// Whether it held what is not text.
    holds_other: bool,
}

impl List<'_> {
    /// The texts without blanks around them, each on one line.
    pub(crate) fn texts(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.items
            .iter()
            .map(|item| crate::text::one_line(item.trim()))
    }

    /// Whether text stood where it belongs.
    fn is_text(&self) -> bool {
        let text = self.truncated.as_deref();
        text.is_some_and(|text| !text.trim().is_empty())
    }

    fn wrong() -> Self {
        Self {
            present: Presence::Wrong,
            ..Self::default()
        }
    }
}

/// Whether a field was there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Presence {
    #[default]
    Absent,
    Present,
    /// With a value that is no list.
    Wrong,
}

/// Documents that have a reader of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    #[default]
    Record,
    Terraform,
    ArmTemplate,
}

impl<'a> Record<'a> {
    /// What stands where a record belongs and is no object.
    fn none() -> Self {
        Self {
            odd: vec![NO_RECORD],
            ..Self::default()
        }
    }

    fn is_none(&self) -> bool {
        self.odd == [NO_RECORD]
    }

    /// An id alone.
    fn of_id(id: Cow<'a, str>) -> Self {
        let mut record = Self {
            fields: 1,
            bare: true,
            ..Self::default()
        };
        record.texts[text::Id as usize] = Some(on_one_line(trimmed(id).0));
        record
    }

    /// A text field that holds something.
    pub(crate) fn text(&self, slot: text::Slot) -> Option<&str> {
        self.texts[slot as usize]
            .as_deref()
            .filter(|text| !text.trim().is_empty())
    }

    /// A text field that was there, empty or not.
    pub(crate) fn raw_text(&self, slot: text::Slot) -> Option<&str> {
        self.texts[slot as usize].as_deref()
    }

    /// A list field.
    pub(crate) fn list(&self, slot: list::Slot) -> &List<'a> {
        &self.lists[slot as usize]
    }

    /// A boolean field.
    pub(crate) fn flag(&self, slot: flag::Slot) -> Option<bool> {
        self.flags[slot as usize]
    }

    /// Whether a field says of an assignment that it is eligible, whatever the field is called.
    pub(crate) fn says_eligible(&self) -> bool {
        let slots = [
            text::AssignmentState,
            text::AssignmentType,
            text::Status,
            text::MemberType,
        ];
        let mut said = slots.into_iter().filter_map(|slot| self.text(slot));
        self.is_eligible || said.any(says_eligible)
    }

    /// How many records a query found, and how many of them are in a list of so many.
    pub(crate) fn found_and_given(&self, listed: u64) -> Option<(u64, u64)> {
        let given = self.given.map_or(listed, |given| given.min(listed));
        self.found.map(|found| (found, given))
    }

    /// Nested records.
    pub(crate) fn children(&self, slot: child::Slot) -> &[Record<'a>] {
        self.listed(slot).unwrap_or_default()
    }

    /// Nested records, where the list was there at all.
    pub(crate) fn listed(&self, slot: child::Slot) -> Option<&[Record<'a>]> {
        self.children[slot as usize].as_deref()
    }

    fn read_map<A: MapAccess<'a>>(&mut self, mut map: A, depth: usize) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(TextSeed)? {
            self.read_value(&mut map, key.unwrap_or_default(), depth)?;
        }
        Ok(())
    }

    /// Reads the value that follows `key` into the field it names.
    pub(crate) fn read_value<A: MapAccess<'a>>(
        &mut self,
        map: &mut A,
        key: Cow<'a, str>,
        depth: usize,
    ) -> Result<(), A::Error> {
        self.fields += 1;
        let known = Key::exact(&key);
        let (kind, slot, name) = known.slot();
        match kind {
            Kind::Text => match map.next_value_seed(ScalarSeed)? {
                Scalar::Text(text) if spans_lines(slot) => {
                    let is_condition = slot == text::Condition as usize;
                    self.twice
                        .extend((is_condition && self.has_null_condition).then_some(name));
                    self.note_contradiction(slot, &text);
                    self.texts[slot] = Some(text);
                }
                Scalar::Text(text) => {
                    let (text, had_blanks) = trimmed(text);
                    if had_blanks && is_reference(slot) {
                        self.trimmed.push(name);
                    }
                    let is_column = is_column_of_properties(&key);
                    if is_column && self.texts[slot].is_some() {
                        self.note_contradiction(slot, &text);
                        return Ok(());
                    }
                    let before = self.texts[slot].replace(on_one_line(text));
                    // Spelt otherwise, it may be another field of the export.
                    let is_same_field = key == name || names_access(slot).is_some();
                    if let Some(before) = before
                        && is_same_field
                        && is_reference(slot)
                        && !agree(slot, Some(&before), self.texts[slot].as_deref())
                    {
                        self.twice.push(name);
                    }
                }
                // Beside a text: which of the two was meant can't be told.
                Scalar::Null if slot == text::Condition as usize => {
                    let is_column = is_column_of_properties(&key);
                    let is_twice = self.texts[slot].is_some() && !is_column;
                    self.twice.extend(is_twice.then_some(name));
                    self.has_null_condition |= !is_column;
                }
                Scalar::Null => {}
                Scalar::Flag(_) | Scalar::Other => self.odd.push(name),
            },
            Kind::List => {
                let list = map.next_value_seed(ListSeed)?;
                match list.present {
                    Presence::Present => {
                        if list.holds_other || (list.is_text() && !decides_actions(slot)) {
                            self.odd.push(name);
                        }
                        self.lists[slot] = list;
                    }
                    Presence::Wrong => self.odd.push(name),
                    Presence::Absent => {}
                }
            }
            Kind::Flag => match map.next_value_seed(ScalarSeed)? {
                Scalar::Flag(flag) => self.flags[slot] = Some(flag),
                Scalar::Text(text) if text.eq_ignore_ascii_case("true") => {
                    self.flags[slot] = Some(true);
                }
                Scalar::Text(text) if text.eq_ignore_ascii_case("false") => {
                    self.flags[slot] = Some(false);
                }
                Scalar::Null => {}
                Scalar::Text(_) | Scalar::Other => self.odd.push(name),
            },
            Kind::Children => {
                let nested = self.nested(map, name, depth)?;
                if let Some(nested) = nested {
                    self.children[slot].get_or_insert_default().extend(nested);
                }
            }
            Kind::None => match known {
                Key::Properties => {
                    let nested = map.next_value_seed(RecordSeed { depth })?;
                    // Tables keep an object as its JSON.
                    let object = nested.json_text().filter(serde_json::Value::is_object);
                    let object =
                        object.and_then(|object| RecordSeed { depth }.deserialize(object).ok());
                    if let Some(object) = object {
                        self.absorb(object);
                    } else if nested.bare {
                        let is_empty = nested.text(text::Id).is_none();
                        self.cut_off |= !is_empty;
                        self.odd.extend((!is_empty).then_some("properties"));
                    } else if nested.is_none() {
                        self.odd.push("properties");
                    } else {
                        self.absorb(nested);
                    }
                }
                Key::Terraform | Key::ArmTemplate => {
                    self.shape = if known == Key::Terraform {
                        Shape::Terraform
                    } else {
                        Shape::ArmTemplate
                    };
                    map.next_value::<IgnoredAny>()?;
                }
                _ if crate::ids::parse_guid(key.trim()).is_some() => {
                    let members = self.nested(map, "members", depth)?;
                    self.keyed.push((key, members));
                }
                Key::FoundCount | Key::GivenCount => {
                    let count: serde_json::Value = map.next_value()?;
                    let text = count.as_str().and_then(|text| text.trim().parse().ok());
                    let count = count.as_u64().or(text);
                    match known {
                        Key::FoundCount => self.found = count,
                        _ => self.given = count,
                    }
                    self.unknown.push(on_one_line(key));
                }
                Key::Errors => {
                    let said: serde_json::Value = map.next_value()?;
                    self.has_errors |= says_something(&said);
                    self.unknown.push(on_one_line(key));
                }
                Key::Unknown => {
                    let passed = map.next_value_seed(PassedSeed { in_list: false })?;
                    let is_list = passed == Passed::Objects;
                    // What changed of a list is not all of it.
                    self.has_open_list |= key.ends_with("embers@odata.nextLink")
                        || is_list && key.ends_with("embers@delta");
                    self.is_removed |= key == "@removed";
                    let key = on_one_line(key);
                    let like_condition = match passed {
                        Passed::Condition => true,
                        Passed::Nothing => false,
                        Passed::Yes | Passed::Eligible | Passed::Objects | Passed::Other => {
                            is_named_like_condition(&key)
                        }
                    };
                    self.is_eligible |= match passed {
                        Passed::Eligible => true,
                        Passed::Yes => ["eligible", "isEligible", "isPimEligible", "pimEligible"]
                            .iter()
                            .any(|name| crate::text::same(name, &key)),
                        _ => false,
                    };
                    self.like_condition
                        .extend(like_condition.then(|| key.clone()));
                    // Counts of what was found, by a field each.
                    let is_other = is_list && key != "facets";
                    self.other_lists.extend(is_other.then(|| key.clone()));
                    self.unknown.push(key);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            },
        }
        Ok(())
    }

    /// Adds the odd fields of the record and of those within it.
    pub(crate) fn note_odd(&self, odd: &mut Vec<&'static str>) {
        odd.extend(&self.odd);
        self.note_odd_within(odd);
    }

    /// Whether the export was cut off somewhere within the record.
    pub(crate) fn is_cut_off(&self) -> bool {
        let nested = self.children.iter().flatten().flatten();
        self.cut_off || nested.clone().any(Self::is_cut_off)
    }

    /// Adds the odd fields of the records within it. Members under the ids of groups are not among
    /// them, nor is what Privileged Identity Management shows of what a record names.
    pub(crate) fn note_odd_within(&self, odd: &mut Vec<&'static str>) {
        for (slot, children) in self.children.iter().enumerate() {
            if slot != child::Expanded as usize {
                let nested = children.iter().flatten();
                nested.for_each(|nested| nested.note_odd(odd));
            }
        }
    }

    /// Reads nested records; what is none is noted.
    fn nested<A: MapAccess<'a>>(
        &mut self,
        map: &mut A,
        name: &'static str,
        depth: usize,
    ) -> Result<Option<Vec<Self>>, A::Error> {
        let mut nested = map.next_value_seed(RecordsSeed { depth })?;
        if let Some(records) = &mut nested {
            // Some writers keep the list as its JSON.
            if let [only] = &records[..]
                && let Some(written) = only.json_text()
                && let Ok(Some(listed)) = (RecordsSeed { depth }).deserialize(written)
            {
                *records = listed;
            }
            let before = records.len();
            // Members may be given by their ids alone.
            let is_id = |record: &Self| {
                let id = record.text(text::Id).and_then(crate::ids::parse_guid);
                name.to_ascii_lowercase().ends_with("members") && id.is_some()
            };
            let (mut cut_off, mut is_open) = (false, false);
            records.retain(|record| {
                let is_text = record.bare && !is_id(record);
                let is_symbol = record.text(text::Id) == Some(OPEN_PERMISSIONS);
                is_open |= is_text && is_symbol;
                cut_off |= is_text && !is_symbol;
                !is_text && !record.is_none()
            });
            self.is_open |= is_open;
            self.cut_off |= cut_off;
            if records.len() < before {
                self.odd.push(name);
            }
        }
        Ok(nested)
    }

    /// The list or object that a record which is a text alone holds as its JSON.
    fn json_text(&self) -> Option<serde_json::Value> {
        let text = self.text(text::Id).filter(|_| self.bare)?;
        let text = text.trim_start().starts_with(['[', '{']).then_some(text)?;
        serde_json::from_str(text).ok()
    }

    /// Notes that a record says of itself something else than its `properties` do.
    fn note_contradiction(&mut self, slot: usize, text: &str) {
        if let Some(name) = names_access(slot)
            && !agree(slot, self.texts[slot].as_deref(), Some(text))
        {
            self.twice.push(name);
        }
    }

    /// Takes over the fields of `properties`; the outer `type` and `id` stay.
    fn absorb(&mut self, nested: Self) {
        for (slot, text) in nested.texts.into_iter().enumerate() {
            let Some(text) = text else { continue };
            if slot == text::Type as usize && self.texts[slot].is_some() {
                // REST calls a role's type `properties.type` and the CLI `roleType` (§4.3).
                self.texts[text::RoleType as usize].get_or_insert(text);
            } else if self.texts[slot].is_none() {
                self.texts[slot] = Some(text);
            } else {
                self.note_contradiction(slot, &text);
            }
        }
        for (slot, list) in nested.lists.into_iter().enumerate() {
            if list.present == Presence::Present {
                self.lists[slot] = list;
            }
        }
        for (slot, flag) in nested.flags.into_iter().enumerate() {
            if flag.is_some() {
                self.flags[slot] = flag;
            }
        }
        for (slot, children) in nested.children.into_iter().enumerate() {
            if let Some(children) = children {
                self.children[slot].get_or_insert_default().extend(children);
            }
        }
        self.odd.extend(nested.odd);
        self.cut_off |= nested.cut_off;
        self.is_open |= nested.is_open;
        self.has_open_list |= nested.has_open_list;
        self.trimmed.extend(nested.trimmed);
        self.twice.extend(nested.twice);
        self.unknown.extend(nested.unknown);
        self.like_condition.extend(nested.like_condition);
        self.is_eligible |= nested.is_eligible;
        self.fields += nested.fields;
    }
}

/// What a record may not say twice, of itself and in its `properties`.
const WHO_AND_WHAT: [(text::Slot, &str); 4] = [
    (text::PrincipalId, "principalId"),
    (text::RoleDefinitionId, "roleDefinitionId"),
    (text::Scope, "scope"),
    (text::Condition, "condition"),
];

/// The name of a field that says who has what, where, or under which condition.
fn names_access(slot: usize) -> Option<&'static str> {
    let mut fields = WHO_AND_WHAT.iter();
    let found = fields.find(|(known, _)| *known as usize == slot);
    found.map(|(_, name)| *name)
}

/// Whether two texts of a field say the same: empty ones say nothing, case and a slash at the end don't
/// count, and the id of a role ends in its GUID.
fn agree(slot: usize, one: Option<&str>, other: Option<&str>) -> bool {
    let plain = |text: &str| {
        let text = crate::text::fold(text.trim().trim_end_matches('/')).into_owned();
        match slot == text::RoleDefinitionId as usize {
            true => text.rsplit('/').next().map(str::to_owned).unwrap_or(text),
            false => text,
        }
    };
    let (one, other) = (one.map(plain), other.map(plain));
    let (one, other) = (one.unwrap_or_default(), other.unwrap_or_default());
    one.is_empty() || other.is_empty() || one == other
}

/// How deep records may nest: a management-group tree has at most six levels below its root, each
/// with a list and an object.
const DEPTH: usize = 64;

/// Reads one record from an object; anything else gives a record with no field. A bare string
/// gives a record whose `id` it is (member lists of ids).
pub(crate) struct RecordSeed {
    pub(crate) depth: usize,
}

impl RecordSeed {
    pub(crate) fn top() -> Self {
        Self { depth: 0 }
    }
}

impl<'a> DeserializeSeed<'a> for RecordSeed {
    type Value = Record<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for RecordSeed {
    type Value = Record<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut record = Record::default();
        if self.depth > DEPTH {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            record.odd.push("nesting");
        } else {
            record.read_map(map, self.depth + 1)?;
        }
        Ok(record)
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Record::none())
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Self::Value, E> {
        Ok(Record::of_id(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Record::of_id(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Record::none())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Record::none())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Record::none())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Record::none())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Record::default())
    }
}

/// Reads a list of records; a single object gives a list of one, null none.
struct RecordsSeed {
    depth: usize,
}

impl<'a> DeserializeSeed<'a> for RecordsSeed {
    type Value = Option<Vec<Record<'a>>>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for RecordsSeed {
    type Value = Option<Vec<Record<'a>>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut records = Vec::new();
        while let Some(record) = seq.next_element_seed(RecordSeed { depth: self.depth })? {
            records.push(record);
        }
        Ok(Some(records))
    }

    fn visit_map<A: MapAccess<'a>>(self, map: A) -> Result<Self::Value, A::Error> {
        let mut record = RecordSeed { depth: self.depth }.visit_map(map)?;
        // Windows PowerShell writes a list as an object with its elements and their number.
        let is_counted = record.fields == 2 && record.given.is_some();
        if is_counted && let Some(elements) = record.children[child::Value as usize].take() {
            return Ok(Some(elements));
        }
        Ok(Some(vec![record]))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        // Nothing, or what PowerShell prints of a list that is nested deeper than it was asked for.
        let is_empty = text.trim().is_empty();
        Ok((!is_empty).then(|| vec![Record::of_id(Cow::Owned(text.to_owned()))]))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Some(vec![Record::none()]))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Some(vec![Record::none()]))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Some(vec![Record::none()]))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Some(vec![Record::none()]))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// What readers of plans and templates put in place of permissions that only the deployment knows.
pub(super) const OPEN_PERMISSIONS: &str = "{permissions}";

/// What is odd about a record that is no object at all.
const NO_RECORD: &str = "record";

/// Whether the lines of a text are its own; a name has one.
fn spans_lines(slot: usize) -> bool {
    slot == text::Description as usize || slot == text::Condition as usize
}

/// Whether the reader of a list knows a single action from what was cut off.
fn decides_actions(slot: usize) -> bool {
    [
        list::Actions,
        list::NotActions,
        list::DataActions,
        list::NotDataActions,
    ]
    .iter()
    .any(|actions| *actions as usize == slot)
}

/// Whether a text names something by an id or a scope.
fn is_reference(slot: usize) -> bool {
    [
        text::Id,
        text::PrincipalId,
        text::ObjectId,
        text::RoleDefinitionId,
        text::RoleAssignmentId,
        text::Scope,
        text::OriginAssignment,
    ]
    .iter()
    .any(|reference| *reference as usize == slot)
}

/// A text without blanks and line ends around it, and whether it had any.
fn trimmed(text: Cow<'_, str>) -> (Cow<'_, str>, bool) {
    let is_sharp = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if is_sharp(bytes.first()) && is_sharp(bytes.last()) {
        return (text, false);
    }
    let before = text.len();
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    };
    let had_blanks = text.len() != before;
    (text, had_blanks)
}

/// JSON writes line breaks as escapes, so a borrowed text has none.
fn on_one_line(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Owned(text) => Cow::Owned(crate::text::one_line(&text).into_owned()),
        borrowed => borrowed,
    }
}

/// Whether an error says anything.
fn says_something(error: &serde_json::Value) -> bool {
    use serde_json::Value;
    match error {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// What stands in every condition: how actions and attributes are written (§3.2 and §3.3).
const IN_CONDITIONS: [&str; 5] = [
    "actionmatches",
    "@resource[",
    "@request[",
    "@principal[",
    "@environment[",
];

/// Whether a text reads like a condition.
fn reads_like_condition(text: &str) -> bool {
    let text = crate::text::fold(text);
    IN_CONDITIONS.iter().any(|part| text.contains(part))
}

/// Whether a field that no record has is named like one for conditions, in English or another language.
fn is_named_like_condition(name: &str) -> bool {
    let name = crate::text::fold(name).replace("second", "");
    ["cond", "bedingung"].iter().any(|part| name.contains(part))
}
