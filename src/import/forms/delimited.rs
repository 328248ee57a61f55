//! Tables with a header: the portal's download of role assignments, `Export-Csv`, steampipe, spreadsheets
//! saved as CSV.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::places::Places;
use super::table::{leave_condition_open, notes_of_steampipe};
use super::unwrapped::{Part, Unwrapped, twice};
use super::yaml::is_yaml;
use crate::import::record::{folded_field, is_known_field};
use crate::span::{Diagnostic, Position};

/// What separates the cells of the header, where the text begins with a header of what is read.
pub(super) fn delimiter(text: &[u8]) -> Option<u8> {
    let header = header(text);
    // The first key of a mapping may hold commas.
    if is_yaml(text) {
        return None;
    }
    [b',', b';', b'\t', b'|'].into_iter().find(|delimiter| {
        let names = fields(cells(header, *delimiter));
        let known = names.iter().filter(|name| is_known_field(name)).count();
        let has = |word: &&str| names.iter().any(|name| name.eq_ignore_ascii_case(word));
        // Resource Graph's own columns, of whatever type the resources are.
        let is_of_resources = ["id", "type", "properties"].iter().all(has);
        known > 1 && (is_of_resources || names.iter().any(|name| is_telling(name)))
    })
}

/// What the portal calls the application id in its list of app registrations.
const PORTAL_APP_ID: &str = "Application (client) ID";

/// Whether a header is that of the portal's list of app registrations.
fn is_of_registrations(names: &[String]) -> bool {
    let mut names = names.iter();
    names.any(|name| name.eq_ignore_ascii_case(PORTAL_APP_ID))
}

/// The columns of a header as the fields that they are: the portal's list of app registrations has headings.
fn fields(names: Vec<String>) -> Vec<String> {
    const HEADINGS: [(&str, &str); 4] = [
        (PORTAL_APP_ID, "appId"),
        ("Object ID", "id"),
        ("Display name", "displayName"),
        ("Name", "displayName"),
    ];
    if !is_of_registrations(&names) {
        return names;
    }
    let field = |name: String| {
        let mut headings = HEADINGS.into_iter();
        let found = headings.find(|(heading, _)| name.eq_ignore_ascii_case(heading));
        found.map_or(name, |(_, field)| field.to_owned())
    };
    names.into_iter().map(field).collect()
}

/// Whether a column is one of those that name a role, who holds it or is denied it, or a principal.
fn is_telling(name: &str) -> bool {
    const TELLING: [&str; 13] = [
        "appid",
        "roleassignmentid",
        "roledefinitionid",
        "roledefinitionname",
        "rolename",
        "principalid",
        "objectid",
        "userprincipalname",
        "serviceprincipaltype",
        "denyassignmentid",
        "denyassignmentname",
        "excludeprincipals",
        "notactions",
    ];
    TELLING.contains(&folded_field(name).as_str())
}

/// How many lines stand before the header: PowerShell 5 prints the class, Excel may ask for a separator.
fn before_header(text: &[u8]) -> usize {
    let mut lines = text.split(|byte| *byte == b'\n');
    let is_aside = |line: &[u8]| {
        let line = line.trim_ascii();
        let line = line.strip_prefix(b"\"").unwrap_or(line);
        line.is_empty() || line.starts_with(b"#TYPE ") || line.starts_with(b"sep=")
    };
    lines
        .by_ref()
        .take(3)
        .take_while(|line| is_aside(line))
        .count()
}

fn header(text: &[u8]) -> &[u8] {
    let mut lines = text.split(|byte| *byte == b'\n');
    lines.nth(before_header(text)).unwrap_or_default()
}

fn cells(line: &[u8], delimiter: u8) -> Vec<String> {
    let mut reader = reader(line, delimiter);
    let mut record = csv::StringRecord::new();
    match reader.read_record(&mut record) {
        Ok(true) => record.iter().map(|cell| cell.trim().to_owned()).collect(),
        _ => Vec::new(),
    }
}

fn reader(text: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text)
}

/// The rows as a list of records, each at its line.
pub(super) fn unwrap(text: &[u8]) -> Unwrapped {
    let mut unwrapped = Unwrapped::default();
    let Some(delimiter) = delimiter(text) else {
        return unwrapped;
    };
    let skipped = before_header(text);
    let start: usize = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(skipped)
        .map(<[u8]>::len)
        .sum();
    let mut reader = reader(&text[start..], delimiter);
    let mut names: Option<Vec<String>> = None;
    let mut kind = None;
    // An empty cell of a column for conditions is none.
    let mut has_conditions = false;
    let mut of_steampipe = None;
    let mut of_twice = BTreeSet::new();
    let (mut rows, mut lines) = (Vec::new(), Vec::new());
    let mut record = csv::ByteRecord::new();
    let mut at = Lines {
        text,
        offset: 0,
        line: 1,
    };
    loop {
        let begins = start + usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let place = at.of(begins);
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let message = format!("the table can't be read further: {error}");
                let fault = Diagnostic::error("malformed-row", message).records_lost();
                unwrapped.notes.push((place, fault));
                break;
            }
        }
        let cells: Vec<String> = record
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned())
            .collect();
        let Some(names) = &names else {
            let trimmed: Vec<String> = cells.iter().map(|name| name.trim().to_owned()).collect();
            kind = is_of_registrations(&trimmed).then_some("#microsoft.graph.application");
            has_conditions = trimmed.iter().any(|name| folded_field(name) == "condition");
            names = Some(fields(trimmed));
            continue;
        };
        // The last line of a file that was cut off, or a cell that holds the separator without quotes.
        if cells.len() != names.len() {
            let message = format!(
                "this row has {} cells, and the header {}",
                cells.len(),
                names.len()
            );
            let fault = Diagnostic::warning("malformed-row", message).records_lost();
            unwrapped.notes.push((place.clone(), fault));
        }
        let mut row = Map::new();
        if let Some(kind) = kind {
            row.insert("@odata.type".to_owned(), kind.into());
        }
        for (name, text) in names.iter().zip(cells) {
            let Some(value) = cell(text) else { continue };
            let is_other = row.get(name).is_some_and(|before| *before != value);
            if is_other && is_known_field(name) && of_twice.insert(name.clone()) {
                unwrapped.notes.push((place.clone(), twice(name)));
            }
            row.insert(name.clone(), value);
        }
        if !has_conditions && leave_condition_open(&mut row) {
            of_steampipe.get_or_insert_with(|| place.clone());
        }
        rows.push(Value::Object(row));
        lines.push(place);
    }
    if let Some(place) = of_steampipe {
        unwrapped.notes.extend(notes_of_steampipe(place));
    }
    unwrapped.parts.push(Part {
        json: Value::Array(rows).to_string().into_bytes(),
        places: Places::Each {
            list: "",
            at: lines,
        },
    });
    unwrapped
}

/// The lines of offsets that grow. The crate counts them too, but not the line end that stands before a row
/// and is still to be read.
struct Lines<'a> {
    text: &'a [u8],
    offset: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, offset: usize) -> Position {
        let rest = self.text.get(offset..).unwrap_or_default();
        let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let end = (offset + ends.count()).min(self.text.len());
        let passed = self.text.get(self.offset..end).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', passed).count();
        self.line = self
            .line
            .saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.offset = end.max(self.offset);
        Position::Line {
            line: self.line,
            column: 0,
        }
    }
}

/// How databases, PowerShell and Python write into a table that there is nothing.
const NOTHING: [&str; 9] = [
    "", "\\N", "NULL", "null", "(null)", "<null>", "None", "nan", "NaN",
];

/// The value of a cell; an empty one is not given. Databases print lists and objects as JSON.
fn cell(text: String) -> Option<Value> {
    let trimmed = text.trim();
    if NOTHING.contains(&trimmed) {
        return None;
    }
    if trimmed.starts_with(['[', '{'])
        && let Ok(value) = serde_json::from_str(trimmed)
    {
        return Some(value);
    }
    Some(Value::String(text))
}

/// Whether a file in a folder is a table of what is read, by its first bytes.
pub(super) fn is_table(start: &[u8]) -> bool {
    delimiter(start).is_some()
}
