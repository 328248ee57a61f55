//! Reads the values of a record's fields, and passes over those that nobody asks for.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{List, Presence, reads_like_condition};

/// What stands in a value that is passed over; of several, the last of these counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Passed {
    /// Null, a number, or what says that there is nothing.
    Nothing,
    /// What says that there is something.
    Yes,
    /// A text that says that an assignment is eligible.
    Eligible,
    Other,
    /// A text that reads like a condition.
    Condition,
    /// A list that holds objects.
    Objects,
}

/// Passes over a value.
pub(super) struct PassedSeed {
    pub(super) in_list: bool,
}

impl<'a> DeserializeSeed<'a> for PassedSeed {
    type Value = Passed;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Passed, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for PassedSeed {
    type Value = Passed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<Passed, A::Error> {
        let mut found = Passed::Nothing;
        while let Some(next) = seq.next_element_seed(Self { in_list: true })? {
            found = found.max(next);
        }
        Ok(found)
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Passed, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(match self.in_list {
            true => Passed::Objects,
            false => Passed::Other,
        })
    }

    fn visit_str<E>(self, text: &str) -> Result<Passed, E> {
        let is = |words: &[&str]| {
            words
                .iter()
                .any(|word| crate::text::same(word, text.trim()))
        };
        Ok(if is(&["true", "yes"]) {
            Passed::Yes
        } else if is(&["false", "no", "none", "null"]) || !text.contains(char::is_alphabetic) {
            Passed::Nothing
        } else if reads_like_condition(text) {
            Passed::Condition
        } else if says_eligible(text) {
            Passed::Eligible
        } else {
            Passed::Other
        })
    }

    fn visit_bool<E>(self, is_so: bool) -> Result<Passed, E> {
        Ok(match is_so {
            true => Passed::Yes,
            false => Passed::Nothing,
        })
    }

    fn visit_i64<E>(self, _: i64) -> Result<Passed, E> {
        Ok(Passed::Nothing)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Passed, E> {
        Ok(Passed::Nothing)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Passed, E> {
        Ok(Passed::Nothing)
    }

    fn visit_unit<E>(self) -> Result<Passed, E> {
        Ok(Passed::Nothing)
    }
}

/// Whether a text says of an assignment that it is eligible, as `Eligible time-bound`: other words are part of a
/// sentence about something else.
pub(super) fn says_eligible(text: &str) -> bool {
    const BESIDE: [&str; 12] = [
        "eligible",
        "permanent",
        "permanently",
        "time",
        "bound",
        "timebound",
        "assigned",
        "assignment",
        "pim",
        "direct",
        "group",
        "member",
    ];
    let words = || {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| !word.is_empty())
    };
    let is_known = |word: &str| BESIDE.iter().any(|known| crate::text::same(known, word));
    words().any(|word| crate::text::same(word, "eligible")) && words().all(is_known)
}

/// A value that is a text, or what it is else.
pub(super) enum Scalar<'a> {
    Text(Cow<'a, str>),
    Flag(bool),
    Null,
    Other,
}

/// Reads a text or a boolean.
pub(super) struct ScalarSeed;

impl<'a> DeserializeSeed<'a> for ScalarSeed {
    type Value = Scalar<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for ScalarSeed {
    type Value = Scalar<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Flag(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Scalar::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Scalar::Other)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Null)
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }
}

/// Reads a key or a list element as text, borrowed where the JSON has no escapes.
pub(crate) struct TextSeed;

impl<'a> DeserializeSeed<'a> for TextSeed {
    type Value = Option<Cow<'a, str>>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Ok(match deserializer.deserialize_any(ScalarSeed)? {
            Scalar::Text(text) => Some(text),
            Scalar::Flag(_) | Scalar::Null | Scalar::Other => None,
        })
    }
}

/// Reads a list of texts.
pub(super) struct ListSeed;

impl<'a> DeserializeSeed<'a> for ListSeed {
    type Value = List<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for ListSeed {
    type Value = List<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of strings")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut list = List {
            present: Presence::Present,
            ..List::default()
        };
        while let Some(item) = seq.next_element_seed(ScalarSeed)? {
            match item {
                Scalar::Text(text) => list.items.push(text),
                Scalar::Null => {}
                Scalar::Flag(_) | Scalar::Other => list.holds_other = true,
            }
        }
        Ok(list)
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        let mut list = List {
            present: Presence::Present,
            ..List::default()
        };
        // Some writers keep the list as its JSON.
        match serde_json::from_str::<Vec<String>>(text) {
            Ok(items) => list.items = items.into_iter().map(Cow::Owned).collect(),
            Err(_) => list.truncated = Some(Cow::Owned(text.to_owned())),
        }
        Ok(list)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(List::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(List::wrong())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(List::wrong())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(List::wrong())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(List::wrong())
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        // Windows PowerShell writes a list as an object with its elements and their number.
        let mut list = None;
        let mut is_counted = true;
        while let Some(key) = map.next_key_seed(TextSeed)? {
            match key.as_deref() {
                Some("value") => list = Some(map.next_value_seed(Self)?),
                Some("Count") => drop(map.next_value::<IgnoredAny>()?),
                _ => {
                    is_counted = false;
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(list.filter(|_| is_counted).unwrap_or_else(List::wrong))
    }
}
