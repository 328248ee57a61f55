//! What several schemas define alike, down to all that it is made of: it is written once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// A definition that several schemas have.
pub(crate) struct Shared {
    pub(crate) of: Value,
    /// It and all that it is made of, as text: alike where the definition is.
    whole: String,
}

/// The definitions that several of these schemas have alike, by their names. Where they differ under a
/// name, most schemas count.
pub(crate) fn shared<'s>(schemas: impl Iterator<Item = &'s Value>) -> BTreeMap<String, Shared> {
    let mut wholes: BTreeMap<&str, BTreeMap<String, (usize, &Value)>> = BTreeMap::new();
    for schema in schemas {
        for (name, of) in definitions(schema) {
            let forms = wholes.entry(name).or_default();
            forms.entry(whole(schema, name)).or_insert((0, of)).0 += 1;
        }
    }
    let mut shared: BTreeMap<String, Shared> = BTreeMap::new();
    for (name, forms) in wholes {
        let most = forms.into_iter().max_by_key(|(_, (count, _))| *count);
        if let Some((whole, (2.., of))) = most {
            let of = of.clone();
            shared.insert(name.to_owned(), Shared { of, whole });
        }
    }
    // What is made of something that is another in the module of shared types stays where it is.
    loop {
        let is_whole = |one: &Shared| {
            one.whole.lines().all(|line| {
                let known = line.split_once(' ').and_then(|(name, _)| shared.get(name));
                known.is_some_and(|known| known.whole.lines().any(|own| own == line))
            })
        };
        let stays: Vec<String> = shared
            .iter()
            .filter(|(_, one)| !is_whole(one))
            .map(|(name, _)| name.clone())
            .collect();
        if stays.is_empty() {
            return shared;
        }
        for name in stays {
            shared.remove(&name);
        }
    }
}

impl Shared {
    /// Whether a schema has it like this.
    pub(crate) fn is_in(&self, schema: &Value, name: &str) -> bool {
        whole(schema, name) == self.whole
    }
}

pub(crate) fn definitions(schema: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let all = schema["$defs"].as_object().into_iter().flatten();
    all.map(|(name, of)| (name.as_str(), of))
}

/// A definition and all that it is made of, a line each.
fn whole(schema: &Value, name: &str) -> String {
    let mut found = BTreeSet::new();
    let mut open = vec![name];
    while let Some(name) = open.pop() {
        if found.insert(name) {
            references(&schema["$defs"][name], &mut open);
        }
    }
    let lines = found
        .into_iter()
        .map(|name| format!("{name} {}\n", schema["$defs"][name]));
    lines.collect()
}

fn references<'s>(of: &'s Value, found: &mut Vec<&'s str>) {
    match of {
        Value::Object(fields) => {
            let name = fields.get("$ref").and_then(Value::as_str);
            found.extend(name.and_then(|name| name.strip_prefix("#/$defs/")));
            fields.values().for_each(|of| references(of, found));
        }
        Value::Array(items) => items.iter().for_each(|of| references(of, found)),
        _ => {}
    }
}
