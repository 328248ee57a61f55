//! The condition language, clause by clause.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod errors;
mod explain;
mod lint;
mod operators;
#[path = "../oracle/condition.rs"]
mod oracle;
mod partial;
mod properties;
mod published;
mod vectors;

use rolecall::condition::{
    AttributeMap, AttributeRef, AttributeValue, Completeness, Condition, ConditionContext,
    Suboperation, Verdict,
};

/// The aliases of azure-rbac.md §3.9, spelt out.
pub(crate) fn spell_out(text: &str) -> String {
    let aliases = [
        ("«RA»", "Microsoft.Authorization/roleAssignments"),
        (
            "«BL»",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs",
        ),
        ("«LT»", "Microsoft.OperationalInsights/workspaces/tables"),
        ("«CSI»", "<$key_case_sensitive$>"),
        ("«A»", "5e467623-bb1f-42f4-a55d-6e525e11384b"),
        ("«B»", "a795c7a0-d4a2-40c1-ae25-d81f01202912"),
        ("«OW»", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
        ("«UAA»", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"),
        ("«RB»", "f58310d9-a9f6-439a-9e8d-f62e7b41a168"),
        ("«RE»", "acdd72a7-3385-48ef-bd42-f606fba81ae7"),
    ];
    let spelt = aliases.iter().fold(text.to_owned(), |text, (alias, full)| {
        text.replace(alias, full)
    });
    assert!(!spelt.contains('«'), "{spelt}");
    spelt
}

pub(crate) fn condition(text: &str) -> Condition {
    let text = spell_out(text);
    Condition::parse(&text).unwrap_or_else(|errors| panic!("{errors:?}"))
}

pub(crate) fn attribute(name: &str) -> AttributeRef {
    AttributeRef::parse(&spell_out(name)).unwrap()
}

/// The value of a word of a table: `none` is missing, `[a,b]` a list, `true` and `false` truth
/// values, digits an integer; what stands in quotes a string.
pub(crate) fn value(word: &str) -> Option<AttributeValue> {
    let word = spell_out(word);
    if word == "none" {
        return None;
    }
    if let Some(list) = word.strip_prefix('[').and_then(|w| w.strip_suffix(']')) {
        let items = list.split(',').filter(|item| !item.is_empty());
        return Some(AttributeValue::List(items.filter_map(value).collect()));
    }
    if let Some(text) = word.strip_prefix('\'').and_then(|w| w.strip_suffix('\'')) {
        return Some(text.into());
    }
    Some(match (word.as_str(), word.parse::<i64>()) {
        ("true", _) => true.into(),
        ("false", _) => false.into(),
        (_, Ok(number)) => number.into(),
        (text, _) => text.into(),
    })
}

/// A request, its attributes, and whether others are missing or not supplied.
pub(crate) struct Request<'a> {
    pub(crate) action: Option<&'a str>,
    pub(crate) suboperation: Option<&'a str>,
    pub(crate) attributes: &'a [(&'a str, &'a str)],
    pub(crate) others: Completeness,
}

impl Request<'_> {
    pub(crate) fn map(&self) -> AttributeMap {
        let mut map = AttributeMap::new(self.others);
        for (name, word) in self.attributes {
            map.insert(attribute(name), value(word));
        }
        map
    }

    pub(crate) fn verdict(&self, condition: &Condition) -> Verdict {
        let map = self.map();
        let action = self.action.map(spell_out);
        let mut context = ConditionContext::new().attributes(&map);
        if let Some(action) = &action {
            context = context.action(action);
        }
        if let Some(name) = self.suboperation {
            context = context.suboperation(Suboperation::Named(name));
        }
        let verdict = condition.verdict(&context);
        assert_eq!(verdict, condition.evaluate(&context).verdict);
        verdict
    }
}
