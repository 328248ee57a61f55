//! The object arguments of `az`: `key=value` words, and the shorthand syntax
//! (`{key:value,list:[a,b]}`) or JSON as a value.

use serde_json::{Map, Value};

/// A word that `az` refuses.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) word: String,
    pub(super) why: &'static str,
}

const NEITHER: &str = "it is neither `key=value`, nor shorthand, nor JSON";

/// The object that a run of words gives: `null`, one object in shorthand or JSON, or
/// `key=value` words whose values may be shorthand, with keys such as `overrides[0].container-url`.
///
/// # Errors
///
/// The word that is neither.
pub(super) fn object(words: &[String]) -> Result<Value, Refused> {
    let mut result = Value::Object(Map::new());
    for word in words {
        let refused = |why| Refused {
            word: word.clone(),
            why,
        };
        let trimmed = word.trim();
        if trimmed == "null" {
            result = Value::Null;
            continue;
        }
        if trimmed.starts_with('{') {
            result = value(trimmed).map_err(refused)?;
            continue;
        }
        let (path, text) = trimmed.split_once('=').ok_or_else(|| refused(NEITHER))?;
        let parsed = match value(text) {
            Ok(parsed) => parsed,
            // The value of a plain key is taken as it is.
            Err(why) if text.starts_with(['{', '[']) => return Err(refused(why)),
            Err(_) => Value::String(text.to_owned()),
        };
        put(&mut result, path, parsed).ok_or_else(|| refused(NEITHER))?;
    }
    Ok(result)
}

/// The texts of a list argument: plain words, each or all of them `[a,b]` or JSON.
pub(super) fn list(words: &[String]) -> Vec<String> {
    words
        .iter()
        .flat_map(|word| match value(word) {
            Ok(Value::Array(items)) => items
                .into_iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
            Ok(Value::Null) => Vec::new(),
            _ => vec![word.clone()],
        })
        .filter(|text| !text.trim().is_empty())
        .collect()
}

fn put(root: &mut Value, path: &str, value: Value) -> Option<()> {
    let mut at = root;
    for key in path.split(['.', '[']) {
        at = match key.strip_suffix(']') {
            Some(position) => element(at, position)?,
            None if key.is_empty() => return None,
            None => {
                if !at.is_object() {
                    *at = Value::Object(Map::new());
                }
                at.as_object_mut()?.entry(key).or_insert(Value::Null)
            }
        };
    }
    *at = value;
    Some(())
}

fn element<'a>(at: &'a mut Value, position: &str) -> Option<&'a mut Value> {
    if !at.is_array() {
        *at = Value::Array(Vec::new());
    }
    let items = at.as_array_mut()?;
    let position: usize = if position.is_empty() {
        items.len()
    } else {
        position.parse().ok()?
    };
    if position > items.len() {
        return None;
    }
    if position == items.len() {
        items.push(Value::Null);
    }
    items.get_mut(position)
}

/// A value in shorthand, else in JSON, as `az` tries them.
fn value(text: &str) -> Result<Value, &'static str> {
    let mut reader = Reader { text, depth: 0 };
    let read = reader.value().and_then(|value| match reader.text {
        "" => Ok(value),
        _ => Err("something follows the value"),
    });
    read.or_else(|why| match serde_json::from_str(text) {
        Ok(json @ (Value::Object(_) | Value::Array(_) | Value::Null)) => Ok(json),
        _ => Err(why),
    })
}

/// Deeper nesting than any argument of `az` has.
const DEEPEST: usize = 16;

struct Reader<'a> {
    text: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Result<Value, &'static str> {
        match self.text.chars().next() {
            Some('{') => self.object(),
            Some('[') => self.array(),
            _ => {
                let is_quoted = self.text.starts_with('\'');
                let text = self.string()?;
                Ok(match (text.as_str(), is_quoted) {
                    ("null", false) => Value::Null,
                    _ => Value::String(text),
                })
            }
        }
    }

    fn object(&mut self) -> Result<Value, &'static str> {
        let mut fields = Map::new();
        self.open()?;
        while !self.take('}') {
            let key = self.string()?;
            if key.contains(['"', '\'']) {
                return Err("a key holds a quote");
            }
            if fields.contains_key(&key) {
                return Err("a key stands twice in the braces");
            }
            let value = match self.take(':') {
                true => self.value()?,
                // A key alone has its blank value.
                false => Value::Null,
            };
            fields.insert(key, value);
            self.next('}')?;
        }
        self.depth -= 1;
        Ok(Value::Object(fields))
    }

    fn array(&mut self) -> Result<Value, &'static str> {
        let mut items = Vec::new();
        self.open()?;
        while !self.take(']') {
            items.push(self.value()?);
            self.next(']')?;
        }
        self.depth -= 1;
        Ok(Value::Array(items))
    }

    fn open(&mut self) -> Result<(), &'static str> {
        self.depth += 1;
        self.text = &self.text[1..];
        match self.depth > DEEPEST {
            true => Err("it is nested too deep"),
            false => Ok(()),
        }
    }

    /// Takes the comma before a further item; a comma may stand before the end too.
    fn next(&mut self, close: char) -> Result<(), &'static str> {
        if self.take(',') || self.text.starts_with(close) {
            return Ok(());
        }
        Err(match self.text.starts_with(':') {
            true => "a text with `:` in braces stands in single quotes",
            false => "a comma or the closing bracket is missing",
        })
    }

    fn take(&mut self, c: char) -> bool {
        match self.text.strip_prefix(c) {
            Some(rest) => {
                self.text = rest;
                true
            }
            None => false,
        }
    }

    /// A plain text, or one in single quotes, in which `'/` is a single quote.
    fn string(&mut self) -> Result<String, &'static str> {
        let text = self.text;
        let Some(quoted) = text.strip_prefix('\'') else {
            let end = text.find([',', ':', ']', '}']).unwrap_or(text.len());
            let plain = &text[..end];
            if plain.contains(char::is_whitespace) {
                return Err("a text with blanks in braces stands in single quotes");
            }
            if plain.contains(['"', '\'']) {
                return Err("a text with quotes stands in single quotes");
            }
            if plain.is_empty() {
                return Err("a text is empty");
            }
            self.text = &text[end..];
            return Ok(plain.to_owned());
        };
        let mut found = String::new();
        let mut rest = quoted;
        loop {
            let end = rest.find('\'').ok_or("a single quote has no end")?;
            found.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('/') {
                Some(after) => {
                    found.push('\'');
                    rest = after;
                }
                None => break,
            }
        }
        self.text = rest;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(words: &[&str]) -> Result<Value, Refused> {
        object(&words.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn objects_are_read_in_every_syntax() {
        for (words, expected) in [
            (
                vec!["a=b", "c=https://x/y?z=1"],
                json!({"a": "b", "c": "https://x/y?z=1"}),
            ),
            (
                vec!["{a:b,c:'d,e',f:'https://x/y',}"],
                json!({"a": "b", "c": "d,e", "f": "https://x/y"}),
            ),
            (vec![r#"{"a": "b"}"#], json!({"a": "b"})),
            (
                vec!["o=[{a:b},{a:c}]"],
                json!({"o": [{"a": "b"}, {"a": "c"}]}),
            ),
            (
                vec!["o[0].a=b", "o[0].c=d", "o[1]={a:e}"],
                json!({"o": [{"a": "b", "c": "d"}, {"a": "e"}]}),
            ),
            (vec!["null"], json!(null)),
            (vec!["{a:'it'/s'}"], json!({"a": "it's"})),
            (vec!["a=null"], json!({"a": null})),
            (vec![], json!({})),
        ] {
            assert_eq!(read(&words), Ok(expected), "{words:?}");
        }
        for (word, why) in [
            ("odd", NEITHER),
            ("{a:b", "a comma or the closing bracket is missing"),
            (
                "{a:https://x/y}",
                "a text with `:` in braces stands in single quotes",
            ),
            ("{a:b,a:c}", "a key stands twice in the braces"),
            (
                "{a:b, c:d}",
                "a text with blanks in braces stands in single quotes",
            ),
            (
                "o=[{a:https://x/y}]",
                "a text with `:` in braces stands in single quotes",
            ),
            ("{a:b}c", "something follows the value"),
        ] {
            let refused = read(&["x=y", word]).unwrap_err();
            assert_eq!((refused.word.as_str(), refused.why), (word, why));
        }
        let deep = "[".repeat(100_000);
        assert!(value(&deep).is_err());
    }

    #[test]
    fn lists_are_read_in_every_syntax() {
        let read =
            |words: &[&str]| list(&words.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(read(&["a", "b"]), ["a", "b"]);
        assert_eq!(read(&["[a,b]"]), ["a", "b"]);
        assert_eq!(read(&[r#"["a","b"]"#, "c"]), ["a", "b", "c"]);
        assert!(read(&["[]", "", "null"]).is_empty());
    }
}
