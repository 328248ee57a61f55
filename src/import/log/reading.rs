//! Reads logs side by side, and says what of them was not read.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use super::files::{LogFile, Opened, find_logs};
use super::reader::{Fault, KEPT, LogReader, Logged, ReadFor, Tally};
use crate::import::InputSource;
use crate::import::query_counts::QueryCounts;
use crate::span::{Diagnostic, Place, Position};

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Files that were read.
    pub(crate) files: u64,
    /// Files of hours that were read before.
    pub(crate) hours_skipped: u64,
    pub(crate) bytes: u64,
    pub(crate) records: u64,
    /// Records about what nobody called: health, alerts, what policies found.
    pub(crate) not_calls: u64,
    /// Calls that no role decides: with a key, a signature, or none.
    pub(crate) without_role: u64,
    /// Records that were not understood.
    pub(crate) not_read: u64,
    /// The hours whose files were read, each with how many bytes of it.
    pub(crate) hours: BTreeMap<String, u64>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// A log, or the part of it that begins at a byte.
#[derive(Clone, Copy, Debug)]
struct Work {
    log: usize,
    part: Option<u64>,
}

/// What came of it.
struct Done {
    work: Work,
    read: Result<Tally, Diagnostic>,
}

/// What takes what a log has: the log, and whether it is read in parts. It is called by several threads.
pub(crate) type Taker<'s> = dyn Fn(&LogFile, bool, Logged<'_>) -> Result<(), Fault> + Sync + 's;

/// Reads logs with so many threads. Of the hours that were read before, with so many bytes, only what was
/// added is read.
pub(crate) fn read_logs(
    sources: &[InputSource],
    before: &BTreeMap<String, u64>,
    threads: usize,
    (what, take): (ReadFor, &Taker<'_>),
) -> Reading {
    let (mut logs, diagnostics) = find_logs(sources);
    let mut reading = Reading {
        diagnostics,
        ..Reading::default()
    };
    logs.retain_mut(|log| is_new(log, before, &mut reading));
    // Of an hour that can't be unpacked to its end nothing counts: it is read when it can be.
    logs.retain(|log| {
        let is_whole = log.hour.is_none() || !log.is_compressed();
        let checked = if is_whole { Ok(()) } else { log.check() };
        let is_readable = checked.is_ok();
        reading.diagnostics.extend(checked.err());
        is_readable
    });
    let works = Mutex::new(planned(&logs));
    let done = Mutex::new(Vec::new());
    let next = || {
        works
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front()
    };
    let work_off = || {
        while let Some(work) = next() {
            let read = read(&logs[work.log], work.part, (what, take));
            done.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(Done { work, read });
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work_off);
        }
        work_off();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|done| (done.work.log, done.work.part));
    for done in done.chunk_by(|one, other| one.work.log == other.work.log) {
        reading.add(&logs[done[0].work.log], done);
    }
    reading
}

/// Reads lines of logs, whatever the first of them looks like.
pub(crate) fn read_log_lines(
    name: &str,
    lines: &[u8],
    what: ReadFor,
    take: &dyn Fn(Logged<'_>) -> Result<(), Fault>,
) -> Reading {
    let mut sink = |logged: Logged<'_>| take(logged);
    let tally = LogReader::new(what, &mut sink).read_lines(lines, None);
    let mut reading = Reading::default();
    let done = Done {
        work: Work { log: 0, part: None },
        read: Ok(tally),
    };
    reading.add(&LogFile::held(name, &[]), &[done]);
    reading
}

/// Whether there is anything new in a log, which is then read from there.
fn is_new(log: &mut LogFile, before: &BTreeMap<String, u64>, reading: &mut Reading) -> bool {
    let read = log.hour.as_ref().and_then(|hour| before.get(hour));
    let (Some(read), Some(size)) = (read.copied(), log.size()) else {
        return true;
    };
    let may_go_on = size > read && !log.is_compressed();
    if may_go_on {
        log.from = read;
    } else {
        reading.hours_skipped += 1;
        if size != read {
            let message =
                "the hour was read before, and its file is another since: it was not read again";
            reading.diagnostics.push(
                Diagnostic::error("changed-hour", message)
                    .at(Place::whole(&log.path))
                    .records_lost()
                    .help("read all logs into a new table, with a new manifest"),
            );
        }
    }
    may_go_on
}

/// What is to be read, large logs in parts.
fn planned(logs: &[LogFile]) -> VecDeque<Work> {
    let mut works = VecDeque::new();
    for (log, file) in logs.iter().enumerate() {
        match file.parts() {
            Some(parts) => works.extend(parts.into_iter().map(|part| Work {
                log,
                part: Some(part),
            })),
            None => works.push_back(Work { log, part: None }),
        }
    }
    works
}

fn read(
    log: &LogFile,
    part: Option<u64>,
    (what, take): (ReadFor, &Taker<'_>),
) -> Result<Tally, Diagnostic> {
    let mut sink = |logged: Logged<'_>| take(log, part.is_some(), logged);
    let reader = LogReader::new(what, &mut sink);
    match part {
        Some(start) => {
            let (log, most) = log.open_part(start)?;
            Ok(reader.read_lines(log, Some(most)))
        }
        None => {
            let Opened { start, log } = log.open()?;
            Ok(reader.read(&start, log))
        }
    }
}

impl Reading {
    /// Takes what was read of a log, part by part.
    fn add(&mut self, log: &LogFile, parts: &[Done]) {
        self.files += 1;
        let mut line_of_part = 0;
        let (mut kept, mut more, mut read, mut without_caller) = (Vec::new(), 0, 0, 0);
        // The pages of a query may stand in several parts.
        let mut queries = QueryCounts::default();
        for part in parts {
            let tally = match &part.read {
                Ok(tally) => tally,
                Err(diagnostic) => {
                    self.diagnostics.push(diagnostic.clone());
                    continue;
                }
            };
            self.records += tally.records;
            self.not_calls += tally.not_calls;
            self.without_role += tally.without_role;
            without_caller += tally.without_caller;
            let faults = tally.faults.iter();
            kept.extend(faults.map(|(line, fault)| (line_of_part + line, fault)));
            more += tally.more_faults;
            queries.merge(&tally.queries);
            line_of_part += tally.lines;
            read += tally.bytes;
        }
        let is_cut_short = queries.incomplete().is_some();
        kept.extend(is_cut_short.then_some((line_of_part, &Fault::CutShort)));
        self.bytes += read;
        more += kept.len().saturating_sub(KEPT) as u64;
        self.not_read += kept.len().min(KEPT) as u64 + more;
        kept.truncate(KEPT);
        for (line, fault) in kept {
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            let at = Position::Line { line, column: 0 };
            let file = log.path.clone();
            self.diagnostics
                .push(diagnostic(fault).at(Place { file, at }));
        }
        if more > 0 {
            let message = format!("{more} more records of this log are not read");
            self.diagnostics.push(
                Diagnostic::warning("unread-records", message)
                    .at(Place::whole(&log.path))
                    .records_lost(),
            );
        }
        if without_caller > 0 {
            let message = match without_caller {
                1 => "a call doesn't say who made it, in a field that is read".to_owned(),
                several => {
                    format!("{several} calls don't say who made them, in a field that is read")
                }
            };
            self.diagnostics.push(
                Diagnostic::warning("record-without-caller", message)
                    .at(Place::whole(&log.path))
                    .records_lost()
                    .help(
                        "where a program took the records apart, name the logs as Azure wrote them",
                    ),
            );
        }
        if let Some(hour) = &log.hour {
            let whole = log.is_compressed().then(|| log.size()).flatten();
            self.hours
                .insert(hour.clone(), whole.unwrap_or(log.from + read));
        }
    }
}

/// A fault in words.
fn diagnostic(fault: &Fault) -> Diagnostic {
    match fault {
        Fault::Torn(why) => {
            Diagnostic::error("torn-record", format!("a record is not whole: {why}")).records_lost()
        }
        Fault::Foreign => Diagnostic::warning(
            "foreign-record",
            "a record that is not an event of a log that is read",
        )
        .records_lost(),
        Fault::Reduced => {
            let message = "a row of a usage table, which has no changes of access";
            Diagnostic::warning("usage-table", message)
                .records_lost()
                .help("name the logs that it was made of")
        }
        Fault::WithoutResource => {
            let message = "a change of access that does not say of what";
            Diagnostic::warning("change-without-resource", message).records_lost()
        }
        Fault::WithoutTime => {
            Diagnostic::warning("record-without-time", "a call without a time that is read")
                .records_lost()
                .help(crate::time::Timestamp::FORMS)
        }
        Fault::UnknownOperation(operation) => {
            let message = format!("it is not known which action `{operation}` is checked as");
            Diagnostic::warning("unknown-log-operation", message).records_lost()
        }
        Fault::Unexplained => {
            let message = "a call failed, and the log does not say whether a role was missing";
            Diagnostic::warning("unexplained-failure", message).records_lost()
        }
        Fault::UnknownStatus => {
            let message =
                "the log does not say how a call ended, or says it in a word that is not known";
            Diagnostic::warning("unknown-log-status", message).records_lost()
        }
        Fault::Unreadable(why) => Diagnostic::error(
            "unreadable-log",
            format!("the log can't be read further: {why}"),
        )
        .records_lost(),
        Fault::CutShort => {
            let message =
                "the query says beside its rows that it failed, or found more than it gave";
            Diagnostic::warning("truncated-page", message)
                .records_lost()
                .help("ask again for less at a time")
        }
        Fault::NextPage => {
            let message = "this is one page of several: the link to the next page was not followed";
            Diagnostic::warning("truncated-page", message)
                .records_lost()
                .help("export all pages, or all of them into one folder")
        }
    }
}
