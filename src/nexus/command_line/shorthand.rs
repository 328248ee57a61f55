//! The object arguments of `az`: `key=value` words, and the shorthand syntax
//! (`{key:value,list:[a,b]}`) or JSON as a value.

use serde_json::{Map, Value};

/// The object that a run of words gives: `null`, one object in shorthand or JSON, or
/// `key=value` words whose values may be shorthand, with keys such as `overrides[0].container-url`.
///
/// # Errors
///
/// The word that is neither.
pub(super) fn object(words: &[String]) -> Result<Value, String> {
    let mut result = Value::Object(Map::new());
    for word in words {
        let trimmed = word.trim();
        if trimmed.eq_ignore_ascii_case("null") {
            result = Value::Null;
            continue;
        }
        if trimmed.starts_with('{') {
            result = value(trimmed).ok_or_else(|| word.clone())?;
            continue;
        }
        let (path, text) = trimmed.split_once('=').ok_or_else(|| word.clone())?;
        let parsed = value(text).unwrap_or_else(|| Value::String(text.to_owned()));
        put(&mut result, path, parsed).ok_or_else(|| word.clone())?;
    }
    Ok(result)
}

/// The texts of a list argument: plain words, each or all of them `[a,b]` or JSON.
pub(super) fn list(words: &[String]) -> Vec<String> {
    words
        .iter()
        .flat_map(|word| match value(word) {
            Some(Value::Array(items)) => items
                .into_iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
            Some(Value::Null) => Vec::new(),
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

fn value(text: &str) -> Option<Value> {
    if let Ok(json @ (Value::Object(_) | Value::Array(_) | Value::Null)) =
        serde_json::from_str(text)
    {
        return Some(json);
    }
    let mut reader = Reader { text, depth: 0 };
    let value = reader.value()?;
    reader.text.trim().is_empty().then_some(value)
}

/// Deeper nesting than any argument of `az` has.
const DEEPEST: usize = 16;

struct Reader<'a> {
    text: &'a str,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self) -> Option<Value> {
        self.text = self.text.trim_start();
        match self.text.chars().next() {
            Some('{') => self.nested('}', Self::pair, Value::Object),
            Some('[') => self.nested(']', Self::value, Value::Array),
            _ => Some(match self.string(&[',', '}', ']'])? {
                (text, false) if text == "null" => Value::Null,
                (text, _) => Value::String(text),
            }),
        }
    }

    fn nested<T, C: Default + Extend<T>>(
        &mut self,
        close: char,
        item: fn(&mut Self) -> Option<T>,
        wrap: fn(C) -> Value,
    ) -> Option<Value> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        self.text = &self.text[1..];
        let mut items = C::default();
        loop {
            self.text = self.text.trim_start();
            if self.take(close) {
                self.depth -= 1;
                return Some(wrap(items));
            }
            items.extend([item(self)?]);
            self.text = self.text.trim_start();
            if !self.take(',') && !self.text.starts_with(close) {
                return None;
            }
        }
    }

    fn pair(&mut self) -> Option<(String, Value)> {
        let (key, _) = self.string(&[':', ',', '}'])?;
        self.text = self.text.trim_start();
        if !self.take(':') || key.is_empty() {
            return None;
        }
        Some((key, self.value()?))
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

    /// A text, and whether it is quoted. `az` writes a single quote inside single quotes as `'/`.
    fn string(&mut self, ends: &[char]) -> Option<(String, bool)> {
        let text = self.text;
        let Some(quote @ ('\'' | '"')) = text.chars().next() else {
            let end = text.find(ends).unwrap_or(text.len());
            self.text = &text[end..];
            return Some((text[..end].trim().to_owned(), false));
        };
        let mut found = String::new();
        let mut rest = &text[1..];
        loop {
            let end = rest.find(quote)?;
            found.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('/') {
                Some(after) if quote == '\'' => {
                    found.push('\'');
                    rest = after;
                }
                _ => break,
            }
        }
        self.text = rest;
        Some((found, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(words: &[&str]) -> Result<Value, String> {
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
                vec!["{a:b,c:'d,e',f:https://x/y}"],
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
        assert_eq!(read(&["a=b", "odd"]), Err("odd".to_owned()));
        assert_eq!(read(&["{a:b"]), Err("{a:b".to_owned()));
        let deep = "[".repeat(100_000);
        assert_eq!(value(&deep), None);
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
