//! Reads a log, or a part of one: cut into records, each read and passed to whoever wants its calls.

use std::borrow::Cow;
use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memmem};
use serde::Deserialize;

use super::access_event::{self, AccessEvent};
use super::call::{self, Call, CallSource, Meaning};
use super::event::Event;
use super::field::{self, Field, Part, TextField};
use super::row::{self, UsageLine};
use super::split::{Found, Piece, Shape, Splitter, shape};
use crate::import::query_counts::QueryCounts;
use crate::model::ActivityStatus;
use crate::text;

/// What a log is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReadFor {
    /// The calls that ended.
    Usage,
    /// The changes of access as well, with what was sent and answered.
    Changes,
}

/// What a log has.
pub(crate) enum Logged<'r> {
    /// A change of access, which is a call too.
    Change(AccessEvent<'r>),
    /// A call.
    Call(Call<'r>),
    /// A row of a usage table.
    Row(UsageLine<'r>),
}

/// What to do with what is read. It says why an item can't be taken, if so.
pub(crate) type Sink<'s> = dyn FnMut(Logged<'_>) -> Result<(), Fault> + 's;

/// Why a record, or the rest of a log, is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is no JSON, or ends in the middle.
    Torn(String),
    /// It is of another kind, or lacks what every event has.
    Foreign,
    /// It is a row of a usage table, which has no changes.
    Reduced,
    /// It changes access, and doesn't say of what.
    WithoutResource,
    /// Its time is none, or in a form that is not read.
    WithoutTime,
    /// It calls what no action is known for.
    UnknownOperation(String),
    /// A call failed, and the log does not say whether for want of a role.
    Unexplained,
    /// How a call ended is not said, or in a word that is not known.
    UnknownStatus,
    /// The log can't be read further.
    Unreadable(String),
    /// A link leads to a further page, which is not there.
    NextPage,
    /// A query says that it failed, or gave a part of what it found.
    CutShort,
}

/// How many faults of a log are kept; the rest are counted.
pub(crate) const KEPT: usize = 5;

/// What a log holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Records.
    pub(crate) records: u64,
    /// Records about what nobody called: health, alerts, what policies found.
    pub(crate) not_calls: u64,
    /// Calls that no role decides.
    pub(crate) without_role: u64,
    /// Calls that don't say who made them, in a field that is read, where that is asked.
    pub(crate) without_caller: u64,
    /// Lines that were begun here.
    pub(crate) lines: u64,
    /// Up to which byte the log was read.
    pub(crate) bytes: u64,
    /// The first faults, with the lines that they are on, from 1.
    pub(crate) faults: Vec<(u64, Fault)>,
    /// How many more there are.
    pub(crate) more_faults: u64,
    /// What the pages of queries say.
    pub(super) queries: QueryCounts,
}

impl Tally {
    fn note(&mut self, line: u64, fault: Fault) {
        if self.faults.len() < KEPT {
            self.faults.push((line, fault));
        } else {
            self.more_faults += 1;
        }
    }
}

/// Reads logs one after the other.
pub(crate) struct LogReader<'s> {
    sink: &'s mut Sink<'s>,
    what: ReadFor,
    tally: Tally,
    buffer: Vec<u8>,
}

/// How much is read at a time.
const BLOCK: usize = 256 << 10;
/// The longest record that is read.
const LONGEST: usize = 64 << 20;
/// How deep lists of records stand in each other.
const DEEPEST: usize = 4;

impl<'s> LogReader<'s> {
    pub(crate) fn new(what: ReadFor, sink: &'s mut Sink<'s>) -> Self {
        Self {
            sink,
            what,
            tally: Tally::default(),
            buffer: Vec::new(),
        }
    }

    /// Reads a log whose beginning is known.
    pub(crate) fn read(mut self, start: &[u8], log: impl Read) -> Tally {
        match shape(start) {
            Shape::Lines => self.lines(log, None),
            Shape::Document => self.document(log),
            Shape::Table => self.table(log),
        }
        self.tally
    }

    /// Reads the lines that begin in the first bytes of a log; without a number, all of them.
    pub(crate) fn read_lines(mut self, log: impl Read, most: Option<u64>) -> Tally {
        self.lines(log, most);
        self.tally
    }

    /// Notes what the objects around lists of records say of these.
    fn end_of_list(&mut self, splitter: &Splitter, line: u64) {
        for (found, given) in &splitter.queries {
            self.tally.queries.add(*found, *given);
        }
        if splitter.has_next_page {
            self.tally.note(line, Fault::NextPage);
        }
        if splitter.has_error {
            self.tally.note(line, Fault::CutShort);
        }
    }

    fn lines(&mut self, mut log: impl Read, most: Option<u64>) {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.resize(BLOCK, 0);
        let (mut filled, mut is_end) = (0, false);
        let is_mine = |begun: u64| most.is_none_or(|most| begun < most);
        while !is_end && is_mine(self.tally.bytes) {
            if filled == buffer.len() {
                if filled >= LONGEST {
                    let line = self.tally.lines + 1;
                    return self.tally.note(
                        line,
                        Fault::Unreadable("a line is longer than 64 MiB".to_owned()),
                    );
                }
                buffer.resize(filled * 2, 0);
            }
            match log.read(&mut buffer[filled..]) {
                Ok(0) => is_end = true,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    is_end = true;
                    let line = self.tally.lines + 1;
                    self.tally.note(
                        line,
                        Fault::Unreadable(crate::import::files::reason(&error)),
                    );
                }
            }
            let mut from = 0;
            while is_mine(self.tally.bytes)
                && let Some(length) = memchr(b'\n', &buffer[from..filled])
            {
                self.tally.lines += 1;
                let line = &buffer[from..from + length];
                self.line(line);
                self.tally.bytes += length as u64 + 1;
                from += length + 1;
            }
            buffer.copy_within(from..filled, 0);
            filled -= from;
        }
        let last = &buffer[..filled];
        if is_end && is_mine(self.tally.bytes) && !last.trim_ascii().is_empty() {
            self.tally.lines += 1;
            // A line that is not whole may be when the log is read again.
            if self.line(last) {
                self.tally.bytes += last.len() as u64;
            }
        }
    }

    /// Reads a line; whether it is whole.
    fn line(&mut self, line: &[u8]) -> bool {
        let line = line.trim_ascii();
        let number = self.tally.lines;
        if self.what == ReadFor::Usage && only_began(line) {
            self.tally.records += 1;
            return true;
        }
        line.is_empty() || self.record(line, number, 0)
    }

    /// Reads a record that begins on this line; whether it is whole.
    fn record(&mut self, record: &[u8], line: u64, depth: usize) -> bool {
        if depth == DEEPEST {
            self.tally.note(line, Fault::Foreign);
            return true;
        }
        match record.first() {
            Some(b'{' | b'[') => {}
            // A record, or several, as the text of their JSON.
            Some(b'"') => {
                return match serde_json::from_slice::<String>(record) {
                    Ok(text) if text.trim_start().starts_with(['{', '[']) => {
                        self.record(text.trim().as_bytes(), line, depth + 1)
                    }
                    Ok(_) => self.foreign(line),
                    Err(error) => {
                        self.tally.records += 1;
                        let fault = Fault::Torn(text::without_place(&error));
                        self.tally.note(line, fault);
                        false
                    }
                };
            }
            _ if serde_json::from_slice::<serde_json::Value>(record).is_ok() => {
                return self.foreign(line);
            }
            _ => {}
        }
        if row::is_one(record) {
            self.tally.records += 1;
            let taken = match row::read(record) {
                Ok(row) => (self.sink)(Logged::Row(row)),
                Err(error) => Err(Fault::Torn(error)),
            };
            let is_whole = !matches!(taken, Err(Fault::Torn(_)));
            if let Err(fault) = taken {
                self.tally.note(line, fault);
            }
            return is_whole;
        }
        match self.events(record, line, depth) {
            Ok(()) => true,
            Err(error) => {
                self.tally.records += 1;
                self.tally.note(line, Fault::Torn(error));
                false
            }
        }
    }

    /// Notes what is whole, and no record.
    fn foreign(&mut self, line: u64) -> bool {
        self.tally.records += 1;
        self.tally.note(line, Fault::Foreign);
        true
    }

    /// Reads the record, or the records that stand one behind the other.
    fn events(&mut self, records: &[u8], line: u64, depth: usize) -> Result<(), String> {
        let text = str::from_utf8(records).map_err(|error| error.to_string())?;
        let mut json = serde_json::Deserializer::from_str(text);
        loop {
            let event = Event::keeping(self.what == ReadFor::Changes);
            let event = event
                .filled(&mut json)
                .map_err(|error| text::without_place(&error))?;
            let is_last = json.end().is_ok();
            if event.is_list && depth == 0 && !is_last {
                return Err("several lists stand on one line".to_owned());
            }
            match event.is_list {
                true => self.inner(records, line, depth + 1),
                false => self.event(&event, line),
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// Reads the records that stand in a record.
    fn inner(&mut self, list: &[u8], line: u64, depth: usize) {
        let mut splitter = Splitter::default();
        let mut columns = Vec::new();
        let mut counted = (0, line);
        while let Some(found) = splitter.next(list) {
            let line = line_at(list, found.start, &mut counted);
            self.found(
                &list[found.start..found.end],
                found,
                line,
                &mut columns,
                depth,
            );
        }
        self.end_of_list(&splitter, line);
    }

    fn event(&mut self, event: &Event<'_>, line: u64) {
        self.tally.records += 1;
        let mut fault = None;
        let sink = &mut *self.sink;
        if self.what == ReadFor::Changes
            && let Some(change) = access_event::read(event, line)
            && let Err(why) = sink(Logged::Change(change))
        {
            fault = Some(why);
        }
        let mut has_caller = true;
        let meaning = call::calls(event, &mut |call| {
            let has_ended = matches!(
                call.status,
                ActivityStatus::Succeeded | ActivityStatus::Failed | ActivityStatus::Denied
            );
            has_caller &=
                call.principal.is_some() || !has_ended || call.source != CallSource::Activity;
            if let Err(why) = sink(Logged::Call(call)) {
                fault.get_or_insert(why);
            }
        });
        let of_meaning = match meaning {
            Meaning::Calls | Meaning::List => {
                let is_asked = self.what == ReadFor::Usage;
                self.tally.without_caller += u64::from(!has_caller && is_asked);
                None
            }
            Meaning::NotACall => {
                self.tally.not_calls += 1;
                None
            }
            Meaning::WithoutRole => {
                self.tally.without_role += 1;
                None
            }
            // What failed changed nothing.
            Meaning::Unexplained | Meaning::UnknownOperation if self.what == ReadFor::Changes => {
                None
            }
            Meaning::Unexplained => Some(Fault::Unexplained),
            Meaning::Foreign => Some(Fault::Foreign),
            Meaning::UnknownOperation => {
                let operation = event.text(TextField::Operation).unwrap_or_default();
                Some(Fault::UnknownOperation(operation.to_owned()))
            }
        };
        if let Some(fault) = fault.or(of_meaning) {
            self.tally.note(line, fault);
        }
    }

    fn found(
        &mut self,
        bytes: &[u8],
        found: Found,
        line: u64,
        columns: &mut Vec<Field>,
        depth: usize,
    ) {
        match found.what {
            Piece::Record => {
                self.record(bytes, line, depth);
            }
            Piece::Head => *columns = columns_of(bytes),
            Piece::Row => match read_row(self.what, bytes, columns) {
                Ok(event) => self.event(&event, line),
                Err(error) => {
                    self.tally.records += 1;
                    self.tally.note(line, Fault::Torn(error));
                }
            },
        }
    }

    /// Reads documents, a part of the bytes at a time.
    fn document(&mut self, mut log: impl Read) {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let mut splitter = Splitter::default();
        let mut columns = Vec::new();
        // The line of the first byte in the buffer.
        let mut line = 1;
        loop {
            let before = buffer.len();
            let read = log.by_ref().take(BLOCK as u64).read_to_end(&mut buffer);
            self.tally.bytes += (buffer.len() - before) as u64;
            let mut counted = (0, line);
            while let Some(found) = splitter.next(&buffer) {
                let at = line_at(&buffer, found.start, &mut counted);
                let bytes = &buffer[found.start..found.end];
                self.found(bytes, found, at, &mut columns, 0);
            }
            let gone = splitter.needed_from();
            line = line_at(&buffer, gone, &mut counted);
            buffer.drain(..gone);
            splitter.drop_front(gone);
            let fault = match read {
                Ok(0) if splitter.unfinished().is_some() => {
                    // What is not whole may be when the log is read again.
                    self.tally.bytes -= buffer.len() as u64;
                    Some(Fault::Torn(
                        "the document ends before what it opens is closed".to_owned(),
                    ))
                }
                Ok(0) if !splitter.has_begun => Some(Fault::Foreign),
                Ok(0) => None,
                Ok(_) if buffer.len() >= LONGEST => Some(Fault::Unreadable(
                    "a record is longer than 64 MiB".to_owned(),
                )),
                Ok(_) => continue,
                Err(error) => Some(Fault::Unreadable(crate::import::files::reason(&error))),
            };
            match fault {
                Some(fault) => self.tally.note(line, fault),
                None => self.end_of_list(&splitter, line),
            }
            self.tally.lines = line;
            return;
        }
    }

    /// Reads a table with a header.
    fn table(&mut self, log: impl Read) {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(log);
        let header = reader.headers().cloned().unwrap_or_default();
        let columns: Vec<Field> = header
            .iter()
            .map(|name| column(name.trim_start_matches('\u{feff}')))
            .collect();
        let names_operation = |field: &Field| {
            matches!(
                field,
                Field::Text(TextField::Operation) | Field::Second(TextField::Operation)
            )
        };
        if !columns.iter().any(names_operation) {
            return self.tally.note(1, Fault::Foreign);
        }
        let mut row = csv::StringRecord::new();
        loop {
            let line = reader.position().line();
            match reader.read_record(&mut row) {
                Ok(false) => break,
                Ok(true) if row.len() != columns.len() => {
                    self.tally.records += 1;
                    let message = format!("{} cells under {} columns", row.len(), columns.len());
                    self.tally.note(line, Fault::Torn(message));
                }
                Ok(true) => {
                    let mut event = Event::keeping(self.what == ReadFor::Changes);
                    for (field, cell) in columns.iter().zip(&row) {
                        event.take_cell(*field, Cow::Borrowed(cell));
                    }
                    self.event(&event, line);
                }
                Err(error) => {
                    self.tally.records += 1;
                    self.tally.note(line, Fault::Torn(error.to_string()));
                    if error.is_io_error() {
                        break;
                    }
                }
            }
        }
    }
}

/// Whether a line says no more than that a call began or was accepted: more than half of an activity log,
/// which counts for nothing and is not read further. Its own keys stand before the first object in it, and
/// in a string each quote has a backslash before it.
fn only_began(line: &[u8]) -> bool {
    const BEGUN: [&[u8]; 5] = [b"Start", b"Started", b"Begin", b"Accept", b"Accepted"];
    let own = line.get(1..).unwrap_or_default();
    let own = &own[..memchr(b'{', own).unwrap_or(own.len())];
    let Some(at) = memmem::find(own, b"\"resultType\"") else {
        return false;
    };
    let value = own[at + 12..].trim_ascii_start();
    let value = value
        .strip_prefix(b":")
        .unwrap_or_default()
        .trim_ascii_start();
    let word = value.strip_prefix(b"\"").unwrap_or_default();
    let word = &word[..memchr(b'"', word).unwrap_or(0)];
    // Another record may stand behind it.
    let is_alone = line.starts_with(b"{")
        && line.ends_with(b"}")
        && !memchr_iter(b'}', line).any(|at| line[at + 1..].trim_ascii_start().starts_with(b"{"));
    BEGUN.contains(&word) && is_alone
}

/// The line of a byte, counted on from a byte before.
fn line_at(bytes: &[u8], at: usize, counted: &mut (usize, u64)) -> u64 {
    let (from, line) = *counted;
    let newlines = memchr_iter(b'\n', &bytes[from..at]).count() as u64;
    *counted = (at, line + newlines);
    line + newlines
}

fn read_row<'a>(what: ReadFor, row: &'a [u8], columns: &[Field]) -> Result<Event<'a>, String> {
    let mut json = serde_json::Deserializer::from_slice(row);
    let event = Event::keeping(what == ReadFor::Changes);
    event
        .filled_by_row(columns, &mut json)
        .map_err(|error| text::without_place(&error))
}

fn column(name: &str) -> Field {
    field::of(Part::Record, name)
}

/// The columns of a table whose rows follow.
fn columns_of(head: &[u8]) -> Vec<Field> {
    #[derive(Deserialize)]
    struct Head {
        #[serde(alias = "Columns")]
        columns: Vec<Column>,
    }
    #[derive(Deserialize)]
    struct Column {
        #[serde(alias = "Name", alias = "ColumnName")]
        name: String,
    }
    let whole = [head, b"]}"].concat();
    let head: Result<Head, _> = serde_json::from_slice(&whole);
    let columns = head.map(|head| head.columns).unwrap_or_default();
    columns.iter().map(|known| column(&known.name)).collect()
}
