//! YAML, as `az -o yaml` prints JSON. Only this module writes it; the importer reads it.

use std::borrow::Cow;

use saphyr::{Mapping, Scalar, ScalarStyle, Yaml, YamlEmitter};
use serde_json::Value;

use crate::report::hostile::clean_json;

/// A JSON value as a YAML document.
pub(crate) fn to_yaml(value: &Value) -> String {
    let mut text = String::new();
    // Writing to memory can't fail, and no node is an alias or a broken value.
    let _ = YamlEmitter::new(&mut text).dump(&node(value));
    let body = text.strip_prefix("---\n").unwrap_or(&text);
    format!("{}\n", body.trim_end())
}

fn node(value: &Value) -> Yaml<'_> {
    match value {
        Value::Null => Yaml::Value(Scalar::Null),
        Value::Bool(yes) => Yaml::Value(Scalar::Boolean(*yes)),
        Value::Number(number) => match number.as_f64() {
            Some(value) if number.is_f64() => Yaml::Value(Scalar::FloatingPoint(value.into())),
            // As it is, however great.
            _ => Yaml::Representation(Cow::Owned(number.to_string()), ScalarStyle::Plain, None),
        },
        Value::String(text) => string(text),
        Value::Array(list) => Yaml::Sequence(list.iter().map(node).collect()),
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| (string(name), node(value)));
            Yaml::Mapping(fields.collect::<Mapping<'_>>())
        }
    }
}

/// A string that readers of YAML 1.1 take for one too. The emitter leaves dates, `1_000` and `0b101` without quotes, which
/// PyYAML, and so what people read `az -o yaml` with, takes for a date and numbers.
fn string(text: &str) -> Yaml<'_> {
    if is_plain(text) {
        return Yaml::Value(Scalar::String(Cow::Borrowed(text)));
    }
    // A string of JSON is one of YAML, with every character kept.
    let quoted = Value::from(text).to_string();
    let quoted = Cow::Owned(clean_json(&quoted).into_owned());
    Yaml::Representation(quoted, ScalarStyle::Plain, None)
}

/// Whether a string needs no quotes in any version of YAML.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "/._-@() ".contains(c);
    let is_word = WORDS.iter().any(|word| word.eq_ignore_ascii_case(text));
    starts && text.chars().all(is_safe) && !text.ends_with(' ') && !is_word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_some_version_of_yaml_takes_for_something_else_is_quoted() {
        let odd = [
            "2026-01-01",
            "1_000",
            "0b101",
            "0o17",
            "12:34:56",
            "1e3",
            ".inf",
            "~",
            "yes",
            "Off",
            "y",
            "=",
            "<<",
            "",
            "a: b",
            "a #b",
            "- a",
            "a ",
            "{a}",
            "'q'",
            "é",
            "a\tb",
            "a\nb",
            "\u{202e}",
        ];
        for text in odd {
            let yaml = to_yaml(&Value::from(text));
            let line = yaml.trim_end();
            assert!(
                line.starts_with('"') && line.ends_with('"') && line.is_ascii() == (text != "é"),
                "{yaml}"
            );
            let read: Value = serde_json::from_str(line).unwrap();
            assert_eq!(read, text);
        }
        for text in [
            "Reader",
            "/subscriptions/1/resourceGroups/g",
            "alice@contoso.com",
            "Key Vault (x)",
            "a.b-c_d",
        ] {
            assert_eq!(to_yaml(&Value::from(text)), format!("{text}\n"));
        }
        assert_eq!(to_yaml(&Value::from(u64::MAX)), "18446744073709551615\n");
        assert_eq!(to_yaml(&Value::from(1.5)), "1.5\n");
    }
}
