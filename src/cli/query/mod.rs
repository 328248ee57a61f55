//! `--query`: the part of an answer's JSON that is printed, in JMESPath as in `az`.

mod compare;
mod order;

use std::borrow::Cow;

use jmespath::Expression;
use serde_json::Value;

use order::{as_asked, whole};

use super::args::Format;
use super::complain::Complaint;
use crate::report::{self, Width};
use crate::text::shell_word;

/// Where the language is described.
const LANGUAGE: &str = "JMESPath is described at https://jmespath.org; \
    `--query 'result'` is the answer, `--query 'keys(@)'` names the parts of its envelope";

/// A query that was understood.
#[derive(Debug)]
pub(crate) struct Query {
    expression: Expression<'static>,
    /// As it was asked.
    asked: String,
}

impl Query {
    /// Reads a query.
    pub(crate) fn parse(text: &str) -> Result<Self, Complaint> {
        let plain = plain_literals(text);
        let expression = jmespath::parse(&plain).map(|mut query| {
            compare::compare_texts(&mut query);
            Expression::new(&*plain, query, &compare::RUNTIME)
        });
        let asked = text.to_owned();
        expression
            .map(|expression| Self { expression, asked })
            .map_err(|error| {
                let caret = " ".repeat(error.column) + "^";
                Complaint::usage(format!(
                    "`--query` is not JMESPath: {}\n  {plain}\n  {caret}",
                    error.reason
                ))
                .help(LANGUAGE)
            })
    }

    /// Whether what it finds can be written in a format.
    pub(crate) fn goes_with(format: Format) -> bool {
        matches!(
            format,
            Format::Human
                | Format::Json
                | Format::Jsonl
                | Format::Yaml
                | Format::Tsv
                | Format::None
        )
    }

    /// What it finds in an answer, as text in a format.
    pub(crate) fn answer(
        &self,
        answer: &Value,
        format: Format,
        width: Width,
    ) -> Result<String, Complaint> {
        let found = self.find(answer)?;
        let text = match format {
            Format::Jsonl => {
                let lines = found
                    .as_array()
                    .map_or(std::slice::from_ref(&found), Vec::as_slice);
                lines.iter().map(|line| format!("{line}\n")).collect()
            }
            Format::Yaml => return Ok(report::to_yaml(&found)),
            Format::Tsv => {
                let rows = Grid::of(&found).rows;
                return Ok(rows.iter().map(|row| report::tsv_line(row)).collect());
            }
            Format::Human => {
                let Grid { columns, rows } = Grid::of(&found);
                let columns = columns.iter().map(String::as_str);
                return Ok(report::grid_of(columns, &rows, width));
            }
            _ => format!("{found:#}\n"),
        };
        Ok(report::clean_json(&text).into_owned())
    }

    /// What to say where it finds nothing in an answer, as where a name is misspelt, or where it is meant for what
    /// the answer's envelope holds, whose list has this name.
    pub(crate) fn note_of_nothing(&self, answer: &Value, list: Option<&str>) -> Option<String> {
        if !self.find(answer).is_ok_and(|found| found.is_null()) {
            return None;
        }
        let text = &self.asked;
        let below = match list {
            Some(list) if text.starts_with('[') => format!("result.{list}{text}"),
            _ => format!("result.{text}"),
        };
        let finds = |query: &Self| query.find(answer).is_ok_and(|found| !found.is_null());
        let is_meant = Self::parse(&below).is_ok_and(|query| finds(&query));
        Some(match is_meant {
            true => format!(
                "note: the query finds nothing; did you mean `--query {}`?\n",
                shell_word(&below)
            ),
            false => {
                "note: the query finds nothing; `--query 'keys(@)'` names the parts of an answer\n"
                    .to_owned()
            }
        })
    }

    fn find(&self, answer: &Value) -> Result<Value, Complaint> {
        let found = self.expression.search(answer).map_err(|error| {
            Complaint::usage(format!("`--query`: {}", error.reason)).help(LANGUAGE)
        })?;
        let found = serde_json::to_value(&*found)
            .map_err(|error| Complaint::usage(format!("`--query`: {error}")))?;
        Ok(whole(as_asked(found, self.expression.as_ast(), None)))
    }
}

/// A query whose literals are JSON: `az` takes a literal that is none for a text.
fn plain_literals(text: &str) -> Cow<'_, str> {
    if !text.contains('`') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::new();
    let mut quoted: Option<char> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, quoted) {
            ('\\', Some(_)) => {
                plain.push(c);
                plain.extend(chars.next());
                continue;
            }
            ('`', None) => {
                let (literal, is_closed) = literal(&mut chars);
                let is_json = serde_json::from_str::<Value>(&literal.replace("\\`", "`")).is_ok();
                let text = match is_json {
                    true => literal,
                    false => Value::String(literal.trim().to_owned()).to_string(),
                };
                plain.push_str(&format!("`{text}"));
                plain.extend(is_closed.then_some('`'));
                continue;
            }
            ('\'' | '"', None) => quoted = Some(c),
            (end, Some(open)) if end == open => quoted = None,
            _ => {}
        }
        plain.push(c);
    }
    Cow::Owned(plain)
}

/// What stands up to the next backtick, and whether there is one.
fn literal(chars: &mut std::str::Chars<'_>) -> (String, bool) {
    let mut literal = String::new();
    while let Some(c) = chars.next() {
        match c {
            '`' => return (literal, true),
            '\\' => {
                literal.push(c);
                literal.extend(chars.next());
            }
            _ => literal.push(c),
        }
    }
    (literal, false)
}

/// What was found, as a table: a row for each element of a list.
struct Grid {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    fn of(found: &Value) -> Self {
        let elements = match found {
            Value::Array(elements) => &elements[..],
            Value::Null => &[],
            one => std::slice::from_ref(one),
        };
        let mut columns: Vec<String> = Vec::new();
        for element in elements {
            let names: Vec<String> = match element {
                Value::Object(fields) => fields.keys().cloned().collect(),
                Value::Array(cells) => (1..=cells.len()).map(|n| format!("column{n}")).collect(),
                _ => vec!["result".to_owned()],
            };
            for name in names {
                if !columns.contains(&name) {
                    columns.push(name);
                }
            }
        }
        let row = |element: &Value| -> Vec<String> {
            let cell = |(at, name): (usize, &String)| match element {
                Value::Object(fields) => fields.get(name).map(cell).unwrap_or_default(),
                Value::Array(cells) if *name == format!("column{}", at + 1) => {
                    cells.get(at).map(cell).unwrap_or_default()
                }
                Value::Array(_) => String::new(),
                scalar if name == "result" => cell(scalar),
                _ => String::new(),
            };
            columns.iter().enumerate().map(cell).collect()
        };
        let rows = elements.iter().map(row).collect();
        Self { columns, rows }
    }
}

/// A value in a cell: a text as it is, what has parts as JSON.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
