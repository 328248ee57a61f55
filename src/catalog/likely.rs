//! "Did you mean": operations, and patterns over them, that look like what was asked for.

use std::collections::BTreeSet;

use super::Catalog;
use crate::model::Plane;
use crate::near::{near, slips};
use crate::pattern::ActionPattern;
use crate::text;

/// How many names are offered.
const MOST: usize = 3;

impl Catalog {
    /// Operation names, for "did you mean": of the action's namespace, or of namespaces that look
    /// like it; else names that hold the text.
    pub fn operations_like(&self, name: &str) -> Vec<String> {
        let wanted = text::fold(name.trim()).into_owned();
        let namespace = wanted.split('/').next().unwrap_or_default();
        let mut names: Vec<String> = Vec::new();
        if self.knows_namespace(&wanted) {
            let prefix = format!("{namespace}/");
            self.image
                .for_each_with_prefix(&prefix, |name| names.push(name.to_owned()));
        } else {
            let namespaces = self.image.namespaces();
            for near in near(namespace, namespaces.iter().map(String::as_str), 3) {
                let prefix = format!("{}/", text::fold(near));
                self.image
                    .for_each_with_prefix(&prefix, |name| names.push(name.to_owned()));
            }
        }
        // A namespace has a dot; a text with one that is none stands inside no name.
        if names.is_empty() && wanted.len() >= 4 && !namespace.contains('.') {
            self.image.for_each_operation(|name, _| {
                if text::fold(name).contains(&wanted) {
                    names.push(name.to_owned());
                }
            });
        }
        near(name, names.iter().map(String::as_str), 3)
            .into_iter()
            .map(str::to_owned)
            .collect()
    }

    /// What may be meant by an operation, or a pattern, for which the catalogue holds none.
    pub(crate) fn may_mean(&self, action: &ActionPattern) -> Vec<String> {
        let holds = |pattern: &ActionPattern| {
            let mut planes = Plane::BOTH.into_iter();
            planes.any(|plane| self.count_matching(pattern, plane) > 0)
        };
        if holds(action) {
            return Vec::new();
        }
        if !action.is_concrete() {
            let mut meant = self.patterns_like(action.as_str());
            meant.retain(|pattern| ActionPattern::parse(pattern).is_ok_and(|meant| holds(&meant)));
            meant.truncate(MOST);
            return meant;
        }
        let mut near = self.operations_like(action.as_str());
        if !self.knows_namespace(action.as_str()) {
            // Of a namespace that isn't there, other names than those under a misspelt one are far off.
            near.retain(|name| text::same(below_namespace(name), below_namespace(action.as_str())));
        }
        near
    }

    /// The pattern with other names before its first star and behind its last.
    fn patterns_like(&self, pattern: &str) -> Vec<String> {
        let segments: Vec<&str> = pattern.trim().split('/').collect();
        let has_star = |segment: &&str| segment.contains('*');
        let first = segments.iter().position(has_star).unwrap_or_default();
        let last = segments.iter().rposition(has_star).unwrap_or_default();
        let (head, tail) = (&segments[..first], &segments[last + 1..]);
        let middle = segments[first..=last].join("/");
        let (mut heads, mut tails) = (BTreeSet::new(), BTreeSet::new());
        self.for_each_operation(|_, name, _| {
            let name: Vec<&str> = name.split('/').collect();
            if name.len() > head.len() + tail.len() {
                heads.insert(name[..head.len()].join("/"));
                tails.insert(name[name.len() - tail.len()..].join("/"));
            }
        });
        let head = head.join("/");
        // Names of other providers are far off: a provider that isn't there may be misspelt.
        let namespace = |name: &'_ str| name.split('/').next().unwrap_or_default().to_owned();
        let heads = heads.iter().map(String::as_str);
        let heads: Vec<&str> = if head.is_empty() {
            vec![""]
        } else if self.knows_namespace(pattern) {
            let own = namespace(&head);
            near(
                &head,
                heads.filter(|name| text::same(&namespace(name), &own)),
                MOST,
            )
        } else {
            slips(&head, heads, MOST)
        };
        let tail = tail.join("/");
        let tails = match tail.is_empty() {
            true => vec![""],
            false => near(&tail, tails.iter().map(String::as_str), MOST),
        };
        let joined = heads.iter().flat_map(|head| {
            tails.iter().map(|tail| {
                let parts = [*head, &middle, *tail];
                let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                parts.join("/")
            })
        });
        joined.collect()
    }
}

fn below_namespace(action: &str) -> &str {
    action.split_once('/').map_or(action, |(_, below)| below)
}
