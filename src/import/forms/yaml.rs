//! YAML, as `az -o yaml` prints it: made into JSON, each value at its line.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};
use serde_json::{Map, Number, Value};

use super::places::Places;
use super::unwrapped::{Part, Unwrapped, twice};
use crate::span::{Diagnostic, Position};

/// Whether the first bytes are a list or a mapping of YAML, and no other text.
pub(super) fn is_yaml(text: &[u8]) -> bool {
    let mut lines = text
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii_end)
        .filter(|line| !line.is_empty() && !line.starts_with(b"#") && !line.starts_with(b"%"));
    let mut first = lines.next().unwrap_or_default();
    if first == b"---" {
        first = lines.next().unwrap_or_default();
    }
    // Behind a comment or the start of a document it is no JSON.
    let is_flow = first.starts_with(b"[") || first.starts_with(b"{");
    if is_flow && !text.trim_ascii_start().starts_with(first) {
        return true;
    }
    let entry = first.strip_prefix(b"- ");
    let first = entry.unwrap_or(first).trim_ascii_start();
    // `- {id: …, name: …}`
    let first = match entry {
        Some(_) => first.strip_prefix(b"{").unwrap_or(first),
        None => first,
    };
    let key = first.iter().position(|byte| *byte == b':');
    let Some((key, rest)) = key.map(|at| first.split_at(at)) else {
        return false;
    };
    let key = key.trim_ascii();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.@$\"'".contains(byte);
    // A blank before the colon is how PowerShell prints a list, not YAML.
    !key.is_empty()
        && key.iter().all(is_word)
        && !first[..key.len() + 1].ends_with(b" ")
        && (rest == b":" || rest.starts_with(b": "))
}

/// Whether a file in a folder is YAML of what is read, or JSON under a name of YAML, by its first bytes.
pub(super) fn is_export(start: &[u8]) -> bool {
    const TELLING: [&[u8]; 22] = [
        b"\"principalId\"",
        b"\"PrincipalId\"",
        b"\"ObjectId\"",
        b"\"roleDefinitionId\"",
        b"\"RoleDefinitionId\"",
        b"\"userPrincipalName\"",
        b"principalId:",
        b"roleDefinitionId:",
        b"roleName:",
        b"Microsoft.Authorization/",
        b"notDataActions:",
        b"NotDataActions:",
        b"userPrincipalName:",
        b"managementGroups/",
        b"microsoft.authorization/",
        b"servicePrincipalType:",
        b"denyAssignmentName:",
        b"excludePrincipals:",
        b"assignableScopes:",
        b"#microsoft.graph.",
        b"nextLink: http",
        b"@odata.nextLink",
    ];
    const TELLING_TOGETHER: [[&[u8]; 2]; 3] = [
        [b"signInAudience: AzureAD", b"appId: "],
        [b"securityEnabled: true", b"mailEnabled: "],
        [b"securityEnabled: false", b"mailEnabled: "],
    ];
    let has = |word: &&[u8]| memchr::memmem::find(start, word).is_some();
    let is_json = matches!(start.trim_ascii_start().first(), Some(b'[' | b'{'));
    // Words that other documents have too, two of them with values.
    let has_both = |pair: &[&[u8]; 2]| pair.iter().all(has);
    let tells = TELLING.iter().any(has) || TELLING_TOGETHER.iter().any(has_both);
    (is_json || is_yaml(start)) && tells
}

/// How many values anchors and aliases may repeat in all.
const MOST_REPEATED: usize = 1 << 20;
/// How deep values may nest.
const DEPTH: usize = 96;

pub(super) fn unwrap(text: &[u8]) -> Unwrapped {
    let text = String::from_utf8_lossy(text);
    let mut unwrapped = Unwrapped::default();
    let mut builder = Builder::default();
    for event in Parser::new_from_str(&text) {
        let done = match event {
            Ok((event, span)) => builder.take(event, span.start.line()),
            Err(error) => Err(fault(&error)),
        };
        match done {
            Ok(Some((value, lines))) => unwrapped.parts.push(Part {
                json: value.to_string().into_bytes(),
                places: Places::Lines(lines),
            }),
            Ok(None) => {}
            Err(fault) => {
                unwrapped.notes.push(*fault);
                break;
            }
        }
    }
    unwrapped.notes.append(&mut builder.notes);
    unwrapped
}

type Fault = Box<(Position, Diagnostic)>;
/// A document and the lines of its values.
type Document = (Value, HashMap<String, u32>);

fn fault(error: &ScanError) -> Fault {
    let message = format!("this is not YAML here: {}", error.info());
    let help = "export as JSON, with `-o json`";
    let at = line(error.marker().line());
    let note = Diagnostic::error("malformed-yaml", message).records_lost();
    Box::new((at, note.help(help)))
}

fn fault_at(at: usize, what: &str) -> Fault {
    let note = Diagnostic::error("malformed-yaml", format!("{what} can't be read"));
    Box::new((line(at), note.records_lost()))
}

fn line(line: usize) -> Position {
    Position::Line {
        line: u32::try_from(line).unwrap_or(u32::MAX),
        column: 0,
    }
}

/// What is open: a list, or an object with the key whose value comes next.
enum Open {
    List(Vec<Value>, usize),
    Object(Map<String, Value>, Option<String>, usize),
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    /// The pointer of what is open, and where each part of it begins.
    pointer: String,
    starts: Vec<usize>,
    lines: HashMap<String, u32>,
    anchors: HashMap<usize, (Value, usize)>,
    repeated: usize,
    whole: Option<Value>,
    /// What is odd of what was read.
    notes: Vec<(Position, Diagnostic)>,
}

impl Builder {
    /// Takes an event; gives the document that it ends.
    fn take(&mut self, event: Event<'_>, at: usize) -> Result<Option<Document>, Fault> {
        match event {
            Event::DocumentEnd => {
                let lines = std::mem::take(&mut self.lines);
                self.anchors.clear();
                return Ok(self.whole.take().map(|value| (value, lines)));
            }
            Event::SequenceStart(anchor, _) => self.begin(Open::List(Vec::new(), anchor), at)?,
            Event::MappingStart(anchor, _) => {
                self.begin(Open::Object(Map::new(), None, anchor), at)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(at)?,
            Event::Scalar(text, style, anchor, tag) => {
                if let Some(Open::Object(_, key @ None, _)) = self.open.last_mut() {
                    *key = Some(text.into_owned());
                    return Ok(None);
                }
                let is_text = tag.is_some_and(|tag| tag.suffix == "str");
                let value = match style {
                    ScalarStyle::Plain if !is_text => plain(&text),
                    _ => Value::String(text.into_owned()),
                };
                self.step();
                self.note(at);
                self.put(value, anchor, at)?;
            }
            Event::Alias(anchor) => {
                let Some((value, size)) = self.anchors.get(&anchor) else {
                    return Err(fault_at(at, "an alias of something that is not whole"));
                };
                self.repeated = self.repeated.saturating_add(*size);
                if self.repeated > MOST_REPEATED {
                    return Err(fault_at(at, "aliases of so much"));
                }
                let value = value.clone();
                self.step();
                self.note(at);
                self.put(value, 0, at)?;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {}
        }
        Ok(None)
    }

    /// Goes to the place of the value that comes next.
    fn step(&mut self) {
        let token = match self.open.last() {
            Some(Open::List(list, _)) => list.len().to_string(),
            Some(Open::Object(_, Some(key), _)) => key.replace('~', "~0").replace('/', "~1"),
            _ => return self.starts.push(self.pointer.len()),
        };
        self.starts.push(self.pointer.len());
        self.pointer.push('/');
        self.pointer.push_str(&token);
    }

    /// Notes the line of records and of what stands in them; deeper is not asked for.
    fn note(&mut self, at: usize) {
        if self.open.len() <= 4 {
            let line = u32::try_from(at).unwrap_or(u32::MAX);
            self.lines.entry(self.pointer.clone()).or_insert(line);
        }
    }

    fn begin(&mut self, open: Open, at: usize) -> Result<(), Fault> {
        if let Some(Open::Object(_, None, _)) = self.open.last() {
            return Err(fault_at(at, "a key that is not text"));
        }
        if self.open.len() >= DEPTH {
            return Err(fault_at(at, "what is nested so deep"));
        }
        self.step();
        self.note(at);
        self.open.push(open);
        Ok(())
    }

    fn end(&mut self, at: usize) -> Result<(), Fault> {
        let (value, anchor) = match self.open.pop() {
            Some(Open::List(list, anchor)) => (Value::Array(list), anchor),
            Some(Open::Object(object, _, anchor)) => (Value::Object(object), anchor),
            None => return Ok(()),
        };
        self.put(value, anchor, at)
    }

    /// Puts a value where it belongs, and remembers it by its anchor.
    fn put(&mut self, value: Value, anchor: usize, at: usize) -> Result<(), Fault> {
        if let Some(start) = self.starts.pop() {
            self.pointer.truncate(start);
        }
        if anchor > 0 {
            let size = count(&value);
            self.repeated = self.repeated.saturating_add(size);
            if self.repeated > MOST_REPEATED {
                return Err(fault_at(at, "anchors of so much"));
            }
            self.anchors.insert(anchor, (value.clone(), size));
        }
        match self.open.last_mut() {
            Some(Open::List(list, _)) => list.push(value),
            Some(Open::Object(object, key, _)) => {
                if let Some(key) = key.take() {
                    let before = object.get(&key);
                    if before.is_some_and(|before| *before != value) {
                        self.notes.push((line(at), twice(&key)));
                    }
                    object.insert(key, value);
                }
            }
            None => self.whole = Some(value),
        }
        Ok(())
    }
}

fn count(value: &Value) -> usize {
    match value {
        Value::Array(list) => list.iter().map(count).sum::<usize>() + 1,
        Value::Object(object) => object.values().map(count).sum::<usize>() + 1,
        _ => 1,
    }
}

/// A scalar without quotes, by the core schema. Of numbers only those that every version of YAML takes for one: PyYAML,
/// which writes `az -o yaml`, leaves the strings `1e3` and `08` without quotes.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let (part, power) = part.split_once("e+").unwrap_or((part, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_octal = whole.len() > 1 && whole.starts_with('0');
    let is_number = [whole, part, power].into_iter().all(is_digits) && !is_octal;
    if !is_number {
        return None;
    }
    let integer = text.parse::<i64>().ok().map(Number::from);
    integer.or_else(|| Number::from_f64(text.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Vec<Value> {
        let unwrapped = unwrap(text.as_bytes());
        assert!(unwrapped.notes.is_empty(), "{:?}", unwrapped.notes);
        let parts = unwrapped.parts.iter();
        parts
            .map(|part| serde_json::from_slice(&part.json).unwrap())
            .collect()
    }

    #[test]
    fn yaml_is_read_with_its_lines() {
        let text = "- canDelegate: null\n  condition: '(a\n\n    b)'\n  n: 3\n  s: '3'\n- x: &a [p, \"q/r\"]\n  y: *a\n";
        let value = json!([{"canDelegate": null, "condition": "(a\nb)", "n": 3, "s": "3"}, {"x": ["p", "q/r"], "y": ["p", "q/r"]}]);
        assert_eq!(read(text), [value]);
        let unwrapped = unwrap(text.as_bytes());
        let at = |pointer: &str| {
            unwrapped.parts[0]
                .places
                .outside(&Position::Pointer(pointer.into()))
        };
        assert_eq!(at("/0"), line(1));
        assert_eq!(at("/1"), line(7));
        assert_eq!(at("/1/y/0"), line(8));
        assert_eq!(
            read("---\na: 1\n---\nb: ~\n"),
            [json!({"a": 1}), json!({"b": null})]
        );
    }

    #[test]
    fn what_pyyaml_leaves_without_quotes_is_a_string() {
        for text in [
            "1e3", "12e03", "08", "0o17", "1.", ".5", "1.2.3", "1_0", "-e+1",
        ] {
            assert_eq!(read(&format!("- x: {text}\n")), [json!([{"x": text}])]);
        }
        let numbers = "- [3, -4, 0, 1.5, -0.25, 1.0e+16]\n";
        assert_eq!(read(numbers), [json!([[3, -4, 0, 1.5, -0.25, 1.0e16]])]);
    }

    #[test]
    fn what_grows_without_end_is_refused() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..9 {
            let line = format!(
                "a{n}: &a{n} [{}]\n",
                vec![format!("*a{}", n - 1); 10].join(", ")
            );
            text.push_str(&line);
        }
        let unwrapped = unwrap(text.as_bytes());
        assert!(unwrapped.parts.is_empty() && unwrapped.notes.len() == 1);
        let deep = unwrap("[".repeat(10_000).as_bytes());
        assert!(deep.parts.is_empty() && deep.notes.len() == 1);
    }

    #[test]
    fn yaml_is_known_by_its_first_line() {
        for text in [
            "- id: x\n",
            "---\n- id: x",
            "# c\nvalue:\n- a",
            "Name: x",
            "- \"id\": x",
            "# c\n[\n  {id: x}\n]",
            "---\n{\"id\": \"x\"}",
        ] {
            assert!(is_yaml(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "Name   : x",
            "param x string",
            "a,b\n1,2",
            "{a: 1}",
            "http://x",
            "RoleName : x",
        ] {
            assert!(!is_yaml(text.as_bytes()), "{text}");
        }
    }
}
