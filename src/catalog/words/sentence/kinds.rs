//! What a noun means where a sentence is about something of which it is the kind: the cluster of AKS.

use crate::catalog::words::vocabulary::{Thing, stems, vocabulary};
use crate::text;

/// A thing that a noun may stand for, by one of its longer names.
pub(super) struct Kind {
    pub(super) thing: &'static Thing,
    /// The words of that name.
    pub(super) words: Vec<String>,
    pub(super) closeness: Closeness,
}

/// How close a thing is to what a sentence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Closeness {
    /// It is that.
    Same,
    /// That is a part of it.
    Above,
    /// It is a part of that.
    Below,
    /// It is of the same provider, and called like that: `policy set definition`.
    Named,
    /// It is of the same provider.
    Beside,
}

/// What a sentence is about, by its resource types and the stems of its words.
pub(super) struct About<'a> {
    pub(super) types: &'a [String],
    pub(super) stems: &'a [String],
}

impl About<'_> {
    /// The things near it whose name ends in a noun.
    pub(super) fn kinds_called(&self, noun: &[String]) -> Vec<Kind> {
        let kind = |thing: &'static Thing| {
            let mut names = thing.words().iter();
            let name = names.find(|name| stems(name).ends_with(noun))?;
            let is_called_alike = || {
                let mut names = thing.words().iter().map(|name| stems(name));
                names.any(|name| {
                    name.ends_with(noun) && name.iter().any(|word| self.stems.contains(word))
                })
            };
            let mut found = thing.types.iter().filter_map(|kind| self.closeness(kind));
            let closeness = match found.next()? {
                Closeness::Beside if is_called_alike() => Closeness::Named,
                other => other,
            };
            Some(Kind {
                thing,
                words: name.split(' ').map(str::to_owned).collect(),
                closeness,
            })
        };
        vocabulary().things().iter().filter_map(kind).collect()
    }

    fn closeness(&self, kind: &str) -> Option<Closeness> {
        let is_below = |one: &str, other: &str| text::starts_with(one, &format!("{other}/"));
        let is = |close: &dyn Fn(&str) -> bool| self.types.iter().any(|own| close(own));
        if is(&|own| text::same(own, kind)) {
            Some(Closeness::Same)
        } else if is(&|own| is_below(own, kind)) {
            Some(Closeness::Above)
        } else if is(&|own| is_below(kind, own)) {
            Some(Closeness::Below)
        } else {
            let space = kind.split('/').next().unwrap_or_default();
            is(&|own| is_below(own, space)).then_some(Closeness::Beside)
        }
    }
}
