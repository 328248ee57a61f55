//! One record in several exports: what is the same is one, what differs is settled by the dates
//! that the exports print, and what no date settles is reported as a contradiction. The order in which
//! the exports are read plays no part.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::ids::IdKey;
use crate::model::Timestamp;
use crate::span::{Diagnostic, Place};

/// What exports know a record by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RecordKey {
    /// Its name, whatever stands before that in its id.
    Named(IdKey),
    /// Its content alone, since the export gives no id.
    Unnamed,
}

/// A record that several exports may give.
pub(super) trait Versioned: Sized {
    /// What the answer depends on, in one form: two versions with the same are one.
    type Content: Ord;

    fn key(&self) -> RecordKey;
    /// Tells records of one name apart that are two all the same: by their scope, for one.
    fn order_of_namesakes(&self, other: &Self) -> Ordering;
    fn content(&self) -> Self::Content;
    /// The order of versions with one content, by whatever else they hold; the place last.
    fn order_of_versions(&self, other: &Self) -> Ordering;
    /// Brings versions of one record into forms that can be compared.
    fn reconcile(_versions: &mut [(Self, Option<Timestamp>)]) {}
    /// Takes over what versions with the same content say and this one doesn't.
    fn complete_from(&mut self, others: Vec<Self>);
    /// The record as a message names it.
    fn label(&self) -> String;
    fn place(&self) -> Option<&Place>;
    /// What makes two versions different.
    fn difference(&self, _other: &Self) -> &'static str {
        "content"
    }
}

impl RecordKey {
    /// A number that sorts as the key does, as far as it tells keys apart.
    fn prefix(&self) -> u64 {
        match self {
            Self::Named(IdKey::Guid(guid)) => u64::try_from(guid >> 65).unwrap_or(u64::MAX),
            Self::Named(IdKey::Name(_)) => 1 << 63,
            Self::Unnamed => u64::MAX,
        }
    }
}

/// When each record of a list was changed last, as its export prints it. It is read only where a
/// record is given several times.
#[derive(Debug, Default)]
pub(crate) struct Dates {
    text: String,
    ends: Vec<usize>,
}

impl Dates {
    /// Adds that of the next record.
    pub(crate) fn push(&mut self, written: Option<&str>) {
        self.text.push_str(written.unwrap_or_default());
        self.ends.push(self.text.len());
    }

    fn get(&self, at: usize) -> Option<Timestamp> {
        let before = at
            .checked_sub(1)
            .map_or(Some(0), |before| self.ends.get(before).copied());
        let written = self.text.get(before?..*self.ends.get(at)?)?;
        Timestamp::parse(written).ok()
    }
}

/// A version with the last change that its export prints.
struct Version<T: Versioned> {
    record: T,
    content: T::Content,
    updated: Option<Timestamp>,
}

/// Puts records into the order of their names, and settles those that are given several times; of
/// these `updates` says when each was changed last. `keep` makes of versions that contradict each
/// other, in an order that no file decides, what stays.
pub(super) fn settle<T: Versioned>(
    records: &mut Vec<T>,
    updates: &Dates,
    diagnostics: &mut Vec<Diagnostic>,
    mut keep: impl FnMut(Vec<T>) -> Vec<T>,
) {
    let keys: Vec<RecordKey> = records.iter().map(T::key).collect();
    let mut order: Vec<(u64, usize)> = keys.iter().map(RecordKey::prefix).zip(0..).collect();
    order.sort_unstable_by(|a, b| {
        let by_prefix = a.0.cmp(&b.0);
        by_prefix.then_with(|| (&keys[a.1], a.1).cmp(&(&keys[b.1], b.1)))
    });
    let same = |a: &(u64, usize), b: &(u64, usize)| a.0 == b.0 && keys[a.1] == keys[b.1];
    if order.windows(2).all(|pair| !same(&pair[0], &pair[1])) {
        return arrange(records, &order);
    }
    let mut slots: Vec<Option<T>> = std::mem::take(records).into_iter().map(Some).collect();
    records.reserve(slots.len());
    for namesakes in order.chunk_by(same) {
        if let [(_, at)] = namesakes {
            records.extend(slots[*at].take());
            continue;
        }
        let namesakes = namesakes.iter().filter_map(|&(_, at)| {
            let record = slots[at].take()?;
            Some((record, updates.get(at)))
        });
        let mut namesakes: Vec<(T, Option<Timestamp>)> = namesakes.collect();
        namesakes.sort_by(|a, b| a.0.order_of_namesakes(&b.0));
        while let Some((first, _)) = namesakes.first() {
            let count = namesakes
                .iter()
                .take_while(|(other, _)| first.order_of_namesakes(other).is_eq())
                .count();
            let rest = namesakes.split_off(count);
            let versions = std::mem::replace(&mut namesakes, rest);
            records.extend(settled(versions, diagnostics, &mut keep));
        }
    }
}

/// Puts records where they belong without a second copy of them: the usual case of large exports.
fn arrange<T>(records: &mut [T], order: &[(u64, usize)]) {
    for at in 0..records.len() {
        let mut from = order[at].1;
        // What was there has been moved to the place that was filled from there.
        while from < at {
            from = order[from].1;
        }
        records.swap(at, from);
    }
}

/// What stays of the versions of one record.
fn settled<T: Versioned>(
    versions: Vec<(T, Option<Timestamp>)>,
    diagnostics: &mut Vec<Diagnostic>,
    keep: &mut impl FnMut(Vec<T>) -> Vec<T>,
) -> Vec<T> {
    let is_named = versions
        .first()
        .is_some_and(|(record, _)| record.key() != RecordKey::Unnamed);
    let mut versions = distinct(versions);
    let newest = versions.iter().filter_map(|version| version.updated).max();
    if versions.len() < 2 || !is_named {
        return versions.into_iter().map(|version| version.record).collect();
    }
    let older = |version: &Version<T>| version.updated.is_some_and(|own| Some(own) < newest);
    let superseded: Vec<Version<T>> = versions.extract_if(.., |version| older(version)).collect();
    if let ([kept], Some(newest)) = (&versions[..], newest) {
        let places = superseded.iter().map(|version| version.record.place());
        diagnostics.push(superseded_by(&kept.record, newest, places));
        return versions.into_iter().map(|version| version.record).collect();
    }
    let records: Vec<T> = versions.into_iter().map(|version| version.record).collect();
    diagnostics.push(contradiction(&records));
    keep(records)
}

/// The versions that differ, in the order of their content.
fn distinct<T: Versioned>(mut versions: Vec<(T, Option<Timestamp>)>) -> Vec<Version<T>> {
    T::reconcile(&mut versions);
    let mut versions: Vec<Version<T>> = versions
        .into_iter()
        .map(|(record, updated)| Version {
            content: record.content(),
            record,
            updated,
        })
        .collect();
    versions.sort_by(|a, b| {
        let content = a.content.cmp(&b.content);
        content.then_with(|| a.record.order_of_versions(&b.record))
    });
    let mut distinct: Vec<Version<T>> = Vec::with_capacity(versions.len());
    let mut same: Vec<T> = Vec::new();
    for version in versions.into_iter().rev() {
        // The first of those with one content comes last here and stays.
        match distinct.last_mut() {
            Some(later) if later.content == version.content => {
                same.push(std::mem::replace(&mut later.record, version.record));
                later.updated = later.updated.max(version.updated);
            }
            _ => {
                complete(&mut distinct, &mut same);
                distinct.push(version);
            }
        }
    }
    complete(&mut distinct, &mut same);
    distinct.reverse();
    distinct
}

fn complete<T: Versioned>(distinct: &mut [Version<T>], same: &mut Vec<T>) {
    if let Some(last) = distinct.last_mut()
        && !same.is_empty()
    {
        last.record.complete_from(std::mem::take(same));
    }
}

/// What all say that say something; nothing where they differ.
pub(super) fn agreed<V: Copy + PartialEq>(said: impl Iterator<Item = V>, nothing: V) -> V {
    let mut said = said.filter(|value| *value != nothing);
    let first = said.next();
    first
        .filter(|first| said.all(|other| other == *first))
        .unwrap_or(nothing)
}

/// The first by its letters of the texts that there are.
pub(super) fn first_text(
    mine: &mut Option<Arc<str>>,
    others: impl Iterator<Item = Option<Arc<str>>>,
) {
    *mine = std::iter::once(mine.take()).chain(others).flatten().min();
}

fn superseded_by<'p, T: Versioned>(
    kept: &'p T,
    newest: Timestamp,
    places: impl Iterator<Item = Option<&'p Place>>,
) -> Diagnostic {
    let message = format!(
        "{} is given with different content; the version that was updated last, on {newest}, counts",
        kept.label()
    );
    let mut places: Vec<String> = places.flatten().map(ToString::to_string).collect();
    places.sort();
    placed(Diagnostic::info("superseded-export", message), kept)
        .help(format!("older: {}", places.join(", ")))
}

fn contradiction<T: Versioned>(versions: &[T]) -> Diagnostic {
    let mut in_place: Vec<&T> = versions.iter().collect();
    in_place.sort_by_key(|version| version.place());
    let (first, others) = match &in_place[..] {
        [first, others @ ..] => (*first, others),
        [] => return Diagnostic::warning("contradicting-exports", ""),
    };
    let difference = others
        .first()
        .map_or("content", |other| first.difference(other));
    let message = format!(
        "{} is given with different {difference}, and no date says which is right",
        first.label()
    );
    let places = others.iter().filter_map(|other| other.place());
    let places: Vec<String> = places.map(ToString::to_string).collect();
    let diagnostic = Diagnostic::warning("contradicting-exports", message).may_change_answer();
    placed(diagnostic, first).help(format!(
        "also given at {}; export it again into one folder, and leave the older export out",
        places.join(", ")
    ))
}

fn placed<T: Versioned>(mut diagnostic: Diagnostic, record: &T) -> Diagnostic {
    diagnostic.place = record.place().cloned();
    diagnostic
}
