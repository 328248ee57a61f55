//! Finds and opens logs. Large ones are read in parts, side by side.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::split::{Shape, shape};
use crate::import::files::{self, InputSource};
use crate::span::{Diagnostic, Effect, Place};
use crate::text;

/// A log.
#[derive(Clone, Debug)]
pub(crate) struct LogFile {
    /// As reports show it.
    pub(crate) path: Arc<str>,
    at: At,
    /// The hour that it is the file of, where Azure filed it so: its path from the container on.
    pub(crate) hour: Option<String>,
    /// From which byte on it is read.
    pub(crate) from: u64,
}

#[derive(Clone, Debug)]
enum At {
    Path(PathBuf),
    Held(Arc<[u8]>),
}

/// A log that is open.
pub(crate) struct Opened {
    /// Its first bytes, which are read again.
    pub(crate) start: Vec<u8>,
    pub(crate) log: Box<dyn Read>,
}

/// How much of a log is read as one.
const PART: u64 = 32 << 20;
/// How much shows what a log is made of.
const START: u64 = 1 << 20;

/// The logs of the sources, and what can't be read of them. A folder is searched whole.
pub(crate) fn find_logs(sources: &[InputSource]) -> (Vec<LogFile>, Vec<Diagnostic>) {
    let (mut logs, mut diagnostics) = (Vec::new(), Vec::new());
    for source in sources {
        match source {
            InputSource::Stdin(stdin) => logs.push(LogFile::held("-", &stdin.0)),
            InputSource::Printed(printed) => {
                logs.push(LogFile::held(&printed.command, &printed.bytes));
            }
            InputSource::Path(folder) if folder.is_dir() => {
                let found = files::files_below(folder, is_log, &mut diagnostics);
                // A folder of logs is named for what is in it.
                let unread = diagnostics
                    .iter_mut()
                    .filter(|said| said.code == files::UNREAD);
                unread.for_each(|said| said.effect = Effect::RecordsLost);
                logs.extend(found.into_iter().map(LogFile::at));
            }
            InputSource::Path(path) => logs.push(LogFile::at(path.clone())),
        }
    }
    (logs, diagnostics)
}

/// Whether a file of a folder is read: by its name, or, where that says nothing, by its first byte.
fn is_log(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    let says_nothing = ["", "log", "txt"]
        .iter()
        .any(|end| extension.eq_ignore_ascii_case(end));
    let begins_json = || {
        let mut start = Vec::new();
        let read = File::open(path).map(|file| file.take(64).read_to_end(&mut start));
        let start = start.trim_ascii_start();
        matches!(read, Ok(Ok(_))) && matches!(start.first(), Some(b'{' | b'['))
    };
    is_log_name(path) || (says_nothing && !is_hidden(path) && begins_json())
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b".")
}

pub(crate) fn is_log_name(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let plain = name.strip_suffix(".gz").unwrap_or(&name);
    !name.starts_with('.')
        && [".json", ".jsonl", ".ndjson", ".csv"]
            .iter()
            .any(|end| plain.ends_with(end))
}

impl LogFile {
    fn at(path: PathBuf) -> Self {
        Self {
            path: Arc::from(files::shown(&path)),
            hour: hour_of(&path),
            at: At::Path(path),
            from: 0,
        }
    }

    /// One that was read already. It may be the file of an hour all the same.
    pub(super) fn held(path: &str, bytes: &[u8]) -> Self {
        Self {
            path: Arc::from(path),
            hour: hour_of(Path::new(path)),
            at: At::Held(Arc::from(bytes)),
            from: 0,
        }
    }

    /// How many bytes it has as stored; none where that can't be known.
    pub(crate) fn size(&self) -> Option<u64> {
        match &self.at {
            At::Path(path) => path.metadata().ok().map(|data| data.len()),
            At::Held(bytes) => Some(bytes.len() as u64),
        }
    }

    /// Whether its name says that it is compressed.
    pub(crate) fn is_compressed(&self) -> bool {
        text::ends_with(&self.path, ".gz")
    }

    /// Where the parts begin that a large log of lines is read in; none where it is read as one.
    pub(crate) fn parts(&self) -> Option<Vec<u64>> {
        let At::Path(path) = &self.at else {
            return None;
        };
        let size = self
            .size()
            .filter(|size| size.saturating_sub(self.from) > PART)?;
        let (start, _) = started(Box::new(File::open(path).ok()?)).ok()?;
        if files::is_gzip(&start) || is_recoded(&start) || shape(&start) != Shape::Lines {
            return None;
        }
        let starts = (0..).map(|part| self.from + part * PART);
        Some(starts.take_while(|at| *at < size).collect())
    }

    /// Unpacks a compressed log without reading it.
    ///
    /// # Errors
    ///
    /// When it can't be unpacked to its end.
    pub(crate) fn check(&self) -> Result<(), Diagnostic> {
        let mut log = self.open()?.log;
        let unpacked = io::copy(&mut log, &mut io::sink());
        unpacked.map(drop).map_err(|error| self.unreadable(&error))
    }

    /// Opens it.
    ///
    /// # Errors
    ///
    /// When it can't be opened or read.
    pub(crate) fn open(&self) -> Result<Opened, Diagnostic> {
        let open = || {
            let log: Box<dyn Read> = match &self.at {
                At::Path(path) => {
                    let mut file = File::open(path)?;
                    file.seek(SeekFrom::Start(self.from))?;
                    Box::new(file)
                }
                At::Held(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
            };
            let (start, log) = started(log)?;
            if files::is_gzip(&start) {
                let (start, log) = started(files::unzipped(log))?;
                return plain(start, log);
            }
            plain(start, log)
        };
        open().map_err(|error| self.unreadable(&error))
    }

    /// Opens the part that begins at a byte, at its first line; also gives in how many bytes from there
    /// lines of it begin.
    ///
    /// # Errors
    ///
    /// When it can't be opened or read.
    pub(crate) fn open_part(&self, start: u64) -> Result<(Box<dyn Read>, u64), Diagnostic> {
        let open = || -> io::Result<(Box<dyn Read>, u64)> {
            let At::Path(path) = &self.at else {
                return Err(io::ErrorKind::NotFound.into());
            };
            let mut file = BufReader::with_capacity(4096, File::open(path)?);
            let mut most = PART;
            if start > self.from {
                // The line that the part begins in belongs to the part before.
                file.seek(SeekFrom::Start(start - 1))?;
                let skipped = file.skip_until(b'\n')? as u64;
                most = (PART + 1).saturating_sub(skipped);
            } else {
                file.seek(SeekFrom::Start(start))?;
            }
            let at = file.stream_position()?;
            let mut file = file.into_inner();
            file.seek(SeekFrom::Start(at))?;
            Ok((Box::new(file), most))
        };
        open().map_err(|error| self.unreadable(&error))
    }

    fn unreadable(&self, error: &io::Error) -> Diagnostic {
        let message = format!("can't read `{}`: {}", self.path, files::reason(error));
        Diagnostic::error("unreadable-file", message)
            .at(Place::whole(&self.path))
            .records_lost()
    }
}

/// A log with its first bytes, which are read again.
fn started(mut log: Box<dyn Read>) -> io::Result<(Vec<u8>, Box<dyn Read>)> {
    let mut start = Vec::new();
    // What can't be read of it is noted where all of it is.
    let read = log.by_ref().take(START).read_to_end(&mut start);
    if start.is_empty() {
        read?;
    }
    Ok((start.clone(), Box::new(Cursor::new(start).chain(log))))
}

const UTF8: [u8; 3] = [0xef, 0xbb, 0xbf];

/// Whether a text is in UTF-16.
fn is_recoded(start: &[u8]) -> bool {
    start.starts_with(&UTF8) || files::recoded(start).is_some()
}

/// A log in UTF-8 without a mark.
fn plain(mut start: Vec<u8>, mut log: Box<dyn Read>) -> io::Result<Opened> {
    if start.starts_with(&UTF8) {
        start.drain(..UTF8.len());
        log.read_exact(&mut [0; UTF8.len()])?;
    } else if is_recoded(&start) {
        let mut bytes = Vec::new();
        log.read_to_end(&mut bytes)?;
        start = files::recoded(&bytes).unwrap_or(bytes);
        log = Box::new(Cursor::new(start.clone()));
    }
    Ok(Opened { start, log })
}

/// What names the hour of a file of `insights-…/resourceId=/…/y=/m=/d=/h=/m=00/PT1H.json`: its path from
/// the container on, which is the same wherever the container was copied to; else the whole path.
fn hour_of(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    if !text::starts_with(name, "PT1H.json") {
        return None;
    }
    let whole = std::path::absolute(path).ok()?;
    let parts = whole
        .components()
        .map(|part| text::fold(&part.as_os_str().to_string_lossy()).into_owned());
    let parts: Vec<String> = parts.collect();
    let begins = |start: &'static str| move |part: &String| part.starts_with(start);
    if !parts.iter().any(begins("h=")) {
        return None;
    }
    let container = parts
        .windows(2)
        .position(|pair| begins("insights-")(&pair[0]) && begins("resourceid=")(&pair[1]));
    Some(parts[container.unwrap_or(0)..].join("/"))
}
