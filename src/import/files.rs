//! Finds and opens input files: folders, gzip, byte order marks and UTF-16.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::span::{Diagnostic, Place};
use crate::text;

/// Something to read.
#[derive(Clone, Debug)]
pub enum InputSource {
    /// A file, or a folder that is read recursively.
    Path(PathBuf),
    /// Bytes that the caller read from standard input.
    Stdin(Stdin),
    /// Bytes that a command printed.
    Printed(Printed),
}

/// What a command printed.
#[derive(Clone, Debug)]
pub struct Printed {
    /// The command, which stands for the path in places and reports.
    pub command: String,
    /// Its standard output.
    pub bytes: Vec<u8>,
}

/// The bytes of standard input.
#[derive(Clone, Debug)]
pub struct Stdin(pub Vec<u8>);

/// A file in memory, decompressed and in UTF-8.
#[derive(Debug)]
pub(crate) struct OpenFile {
    pub(crate) path: Arc<str>,
    pub(crate) stem: String,
    pub(crate) text: Vec<u8>,
    /// The bytes as stored, for their digest; `None` where they are `text`.
    stored: Option<Vec<u8>>,
}

impl OpenFile {
    /// SHA-256 of the bytes as stored, in lower-case hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        let mut sum = Sha256Sum::default();
        sum.add(self.stored.as_deref().unwrap_or(&self.text));
        sum.hex()
    }
}

/// Something of the sources.
pub(super) enum Found<'a> {
    /// A file, not opened yet.
    Path(&'a Path),
    /// What needs no opening, or can't be had.
    Read(Result<OpenFile, Diagnostic>),
}

/// Calls `visit` with every file of the sources: files in the order given, folders sorted by
/// path. One file is in memory at a time.
pub(crate) fn for_each(
    sources: &[InputSource],
    mut visit: impl FnMut(Result<OpenFile, Diagnostic>),
) {
    find_each(sources, |found| match found {
        Found::Path(path) => visit(open(path)),
        Found::Read(file) => visit(file),
    });
}

/// The same, leaving to `visit` how a file is opened.
pub(super) fn find_each(sources: &[InputSource], mut visit: impl FnMut(Found<'_>)) {
    let held = |path: &str, bytes: &[u8]| Found::Read(decode(path, "", bytes.to_vec()));
    for source in sources {
        match source {
            InputSource::Stdin(stdin) => visit(held("-", &stdin.0)),
            InputSource::Printed(printed) => visit(held(&printed.command, &printed.bytes)),
            InputSource::Path(path) if path.is_dir() => {
                let mut diagnostics = Vec::new();
                let files = files_below(path, is_input_name, &mut diagnostics);
                for diagnostic in diagnostics {
                    visit(Found::Read(Err(diagnostic)));
                }
                files.iter().for_each(|file| visit(Found::Path(file)));
            }
            InputSource::Path(path) => visit(Found::Path(path)),
        }
    }
}

/// A file that a command takes whole: decompressed, in UTF-8.
#[cfg(feature = "cli")]
#[derive(Clone, Debug)]
pub(crate) struct InputText {
    /// The path as given, `-` for standard input.
    pub(crate) path: Arc<str>,
    /// What it holds.
    pub(crate) text: String,
    /// SHA-256 of its bytes as stored, in lower-case hexadecimal.
    pub(crate) sha256: String,
}

/// Reads one file as text.
///
/// # Errors
///
/// When it can't be read or is a folder; the diagnostic says which.
#[cfg(feature = "cli")]
pub(crate) fn read_text(source: &InputSource) -> Result<InputText, Diagnostic> {
    let file = match source {
        InputSource::Path(path) => open(path)?,
        InputSource::Stdin(stdin) => decode("-", "", stdin.0.clone())?,
        InputSource::Printed(printed) => decode(&printed.command, "", printed.bytes.clone())?,
    };
    let sha256 = file.sha256();
    let OpenFile { path, text, .. } = file;
    let text = String::from_utf8(text)
        .unwrap_or_else(|odd| String::from_utf8_lossy(odd.as_bytes()).into_owned());
    Ok(InputText { path, text, sha256 })
}

/// The files below a folder that are to be read by their names.
pub(super) fn files_below(
    folder: &Path,
    is_input_name: fn(&Path) -> bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut skipped = 0usize;
    let root = fs::canonicalize(folder).ok();
    let mut walk = WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter();
    while let Some(entry) = walk.next() {
        match entry {
            Ok(entry) if entry.depth() > 0 && leads_outside(&entry, root.as_deref()) => {
                if entry.file_type().is_dir() {
                    walk.skip_current_dir();
                } else if !is_input_name(entry.path()) {
                    continue;
                }
                let path = shown(entry.path());
                let message =
                    format!("`{path}` is a link that leads out of the folder; it was not followed");
                diagnostics.push(
                    Diagnostic::warning("link-outside", message)
                        .at(Place::whole(&Arc::from(path)))
                        .help("name the file or folder itself with `-i`")
                        .records_lost(),
                );
            }
            Ok(entry) if entry.file_type().is_file() => {
                if is_input_name(entry.path()) {
                    files.push(entry.into_path());
                } else {
                    skipped += 1;
                    diagnostics.extend(holds_records(entry.path()).then(|| unread(entry.path())));
                }
            }
            Ok(_) => {}
            Err(error) => {
                let path = shown(error.path().unwrap_or(folder));
                // What a loop leads back to is read where it is.
                let is_loop = error.loop_ancestor().is_some();
                let what = if is_loop {
                    "a symbolic link leads back to a folder above it".to_owned()
                } else {
                    error.io_error().map_or_else(|| error.to_string(), reason)
                };
                let fault =
                    Diagnostic::error("unreadable-file", format!("can't read `{path}`: {what}"))
                        .at(Place::whole(&Arc::from(path)));
                diagnostics.push(if is_loop { fault } else { fault.records_lost() });
            }
        }
    }
    if files.is_empty() {
        let path = shown(folder);
        diagnostics.push(
            Diagnostic::warning(
                "empty-folder",
                format!("no file that is read in `{path}` ({skipped} others)"),
            )
            .at(Place::whole(&Arc::from(path))),
        );
    }
    files
}

/// Whether a name is that of a format for records that isn't read.
fn holds_records(path: &Path) -> bool {
    const FORMATS: [&str; 9] = [
        "parquet", "avro", "orc", "arrow", "feather", "zst", "bz2", "xz", "lz4",
    ];
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    FORMATS.iter().any(|format| text::same(&extension, format))
}

/// The code of what says that a file of a folder isn't read.
pub(super) const UNREAD: &str = "unread-file";

fn unread(path: &Path) -> Diagnostic {
    let path = shown(path);
    let message = format!("`{path}` is in a format that is not read: what it holds is not seen");
    Diagnostic::warning(UNREAD, message)
        .at(Place::whole(&Arc::from(path)))
        // By its name it may be an export, or anything else: an answer stays, and isn't called complete.
        .may_change_answer()
        .help("make JSON, JSON Lines or CSV of it, or gzip it; the Python package reads logs in Parquet")
}

/// A path as reports show it: on one line.
pub(super) fn shown(path: &Path) -> String {
    text::one_line(&path.display().to_string()).into_owned()
}

/// Whether an entry is a link to what does not lie in the folder. A folder that came from elsewhere
/// names its own files, not others.
fn leads_outside(entry: &walkdir::DirEntry, root: Option<&Path>) -> bool {
    entry.path_is_symlink()
        && match (fs::canonicalize(entry.path()), root) {
            (Ok(target), Some(root)) => !target.starts_with(root),
            _ => true,
        }
}

pub(crate) fn is_input_name(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    !name.starts_with('.')
        && (ends(&[".json", ".jsonl", ".ndjson", ".jsonc", ".tfstate"])
            || ends(&[".csv", ".yaml", ".yml"]) && holds_an_export(path))
}

/// Whether a table or YAML, which may be about anything, holds what is read.
fn holds_an_export(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = fs::File::open(path).map(|file| file.take(64 << 10).read_to_end(&mut start));
    if !matches!(read, Ok(Ok(_))) {
        return false;
    }
    if is_gzip(&start) {
        let mut plain = Vec::new();
        // It ends early, where what was read does.
        let _ = MultiGzDecoder::new(start.as_slice())
            .take(64 << 10)
            .read_to_end(&mut plain);
        start = plain;
    }
    let start = recoded(&start).unwrap_or(start);
    // A command that fails leaves nothing, or what went wrong.
    start.trim_ascii().is_empty() || start.starts_with(b"ERROR:") || super::forms::is_export(&start)
}

pub(super) fn open(path: &Path) -> Result<OpenFile, Diagnostic> {
    let shown = shown(path);
    let failed = |error: &io::Error| {
        Diagnostic::error(
            "unreadable-file",
            format!("can't read `{shown}`: {}", reason(error)),
        )
        .at(Place::whole(&Arc::from(shown.as_str())))
        .records_lost()
    };
    let bytes = fs::read(path).map_err(|e| failed(&e))?;
    decode(&shown, &stem_of(path), bytes)
}

/// The name of a file up to its first dot.
pub(super) fn stem_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

/// What went wrong, in words without the operating system's number.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string().to_lowercase(),
    }
}

/// What a compressed file may unpack to in any case, in bytes.
const MOST_UNPACKED: usize = 64 << 20;
/// How many times its size a larger one may unpack to: exports pack ten to forty times.
const MOST_RATIO: usize = 100;

pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// What a compressed file holds, as it is read.
pub(super) fn unzipped(file: Box<dyn Read>) -> Box<dyn Read> {
    Box::new(MultiGzDecoder::new(file))
}

pub(super) fn decode(path: &str, stem: &str, bytes: Vec<u8>) -> Result<OpenFile, Diagnostic> {
    let place = Place::whole(&Arc::from(path));
    let mut plain = None;
    if is_gzip(&bytes) {
        let limit = MOST_UNPACKED.max(bytes.len().saturating_mul(MOST_RATIO));
        let mut unpacked = Vec::new();
        MultiGzDecoder::new(bytes.as_slice())
            .take(u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1))
            .read_to_end(&mut unpacked)
            .map_err(|error| {
                let message = format!("can't decompress `{path}`: {}", reason(&error));
                Diagnostic::error("damaged-gzip", message)
                    .at(place.clone())
                    .records_lost()
            })?;
        if unpacked.len() > limit {
            let message = format!(
                "`{path}` unpacks to more than {MOST_RATIO} times its size; it was not read"
            );
            return Err(Diagnostic::error("unreadable-gzip", message)
                .at(place)
                .help("exports don't pack that well; if this one is sound, unpack it first")
                .records_lost());
        }
        plain = Some(unpacked);
    }
    let text = recoded(plain.as_deref().unwrap_or(&bytes)).or(plain);
    let (text, stored) = match text {
        Some(text) => (text, Some(bytes)),
        None => (bytes, None),
    };
    Ok(OpenFile {
        path: Arc::from(path),
        stem: stem.to_owned(),
        text,
        stored,
    })
}

/// Bytes that are not plain UTF-8 as such.
pub(super) fn recoded(bytes: &[u8]) -> Option<Vec<u8>> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Some(rest.to_vec()),
        [0xff, 0xfe, rest @ ..] => Some(from_utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Some(from_utf16(rest, u16::from_be_bytes)),
        all @ [first, 0, ..] if first.is_ascii() => Some(from_utf16(all, u16::from_le_bytes)),
        _ => None,
    }
}

/// PowerShell 5 redirects output as UTF-16 (azure-rbac.md G8).
fn from_utf16(bytes: &[u8], order: fn([u8; 2]) -> u16) -> Vec<u8> {
    let units = bytes.chunks_exact(2).map(|pair| order([pair[0], pair[1]]));
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect::<String>()
        .into_bytes()
}

/// SHA-256 of bytes that come one after the other.
#[derive(Default)]
pub(super) struct Sha256Sum(Sha256);

impl Sha256Sum {
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The sum, in lower-case hexadecimal.
    pub(super) fn hex(self) -> String {
        use std::fmt::Write;
        let sum = self.0.finalize();
        sum.iter()
            .fold(String::with_capacity(64), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            })
    }
}
