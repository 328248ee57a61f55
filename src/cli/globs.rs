//! What people type to choose rules, roles and operations: a name or a glob.

use crate::cli::complain::Complaint;
use crate::glob::{Glob, SIGNS};
use crate::near::near;
use crate::rule::{Rule, UnknownRuleError, find_rule};
use crate::text::{fold, order, same};

/// Whether a text can only be meant as a glob, where names without signs are plain names.
pub(crate) fn is_glob(text: &str) -> bool {
    text.contains('*') || is_no_azure_pattern(text)
}

/// Whether a text can only be meant as a glob, where Azure's patterns are taken too: those have no sign
/// but `*`.
pub(crate) fn is_no_azure_pattern(text: &str) -> bool {
    text.contains(['?', '[', '{']) || text.split('/').any(|part| part == "**")
}

/// The rules that some texts choose, each once: an id one rule, a glob all that it matches.
pub(crate) fn choose_rules(rules: &[Rule], wanted: &[String]) -> Result<Vec<Rule>, Complaint> {
    let mut chosen: Vec<Rule> = Vec::new();
    for text in wanted.iter().flat_map(|text| listed(text)) {
        for rule in rules_of(rules, text)? {
            if !chosen.contains(&rule) {
                chosen.push(rule);
            }
        }
    }
    Ok(chosen)
}

/// The texts between the commas of a list. Those within braces or brackets are of a glob.
pub(crate) fn listed(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let parts = text.split(|c: char| {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    let parts: Vec<&str> = parts.map(str::trim).collect();
    // Of nothing but commas the complaint quotes what was written.
    match parts.iter().any(|part| !part.is_empty()) {
        true => parts.into_iter().filter(|part| !part.is_empty()).collect(),
        false => vec![text],
    }
}

fn rules_of(rules: &[Rule], text: &str) -> Result<Vec<Rule>, Complaint> {
    let unknown = match find_rule(rules, text) {
        Ok(rule) => return Ok(vec![rule]),
        Err(unknown) if !is_glob(text) => return Err(unknown.into()),
        Err(unknown) => unknown,
    };
    let glob = Glob::of_names(text)?;
    let found = rules.iter().filter(|rule| glob.matches(rule.id));
    let found: Vec<Rule> = found.copied().collect();
    if found.is_empty() {
        return Err(unknown.into());
    }
    Ok(found)
}

/// Up to three ids that look like the one asked for, or that hold what looks like the longest plain
/// part of the glob.
pub(crate) fn near_rules(unknown: &UnknownRuleError) -> Vec<String> {
    let known = unknown.known.iter().copied();
    let found = if is_glob(&unknown.input) {
        let parts = unknown.input.split(SIGNS);
        let longest = parts.max_by_key(|part| part.len()).unwrap_or_default();
        holding(longest, known)
    } else {
        match near(&unknown.input, known.clone(), 3) {
            near if near.is_empty() => beginning_alike(&unknown.input, known),
            near => near,
        }
    };
    found.into_iter().map(str::to_owned).collect()
}

/// Up to three of the names that share the most words at their beginning.
fn beginning_alike<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let shared = |name: &str| {
        let pairs = name.split('-').zip(wanted.trim().split('-'));
        pairs.take_while(|(a, b)| same(a, b)).count()
    };
    let mut alike: Vec<(usize, &str)> = names.map(|name| (shared(name), name)).collect();
    let most = alike.iter().map(|(shared, _)| *shared).max().unwrap_or(0);
    alike.retain(|(shared, _)| *shared == most && most > 0);
    alike.into_iter().map(|(_, name)| name).take(3).collect()
}

/// Up to three of the names that hold a part which is `wanted` but for a slip or two, those with the
/// fewest slips first.
fn holding<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted: Vec<char> = fold(wanted).chars().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let slips = |name: &str| {
        let name: Vec<char> = fold(name).chars().collect();
        let parts = name.windows(wanted.len());
        let slips = parts.map(|part| part.iter().zip(&wanted).filter(|(a, b)| a != b).count());
        slips.min()
    };
    let mut scored: Vec<(usize, &str)> = names
        .filter_map(|name| Some((slips(name)?, name)))
        .filter(|(slips, _)| *slips <= 2 && slips * 3 < wanted.len())
        .collect();
    scored.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| order(a.1, b.1)));
    scored.into_iter().map(|(_, name)| name).take(3).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_with_a_slip_is_near() {
        let all = ["orphaned-principal", "nexus-keyset-writer", "my-nexus-rule"];
        let found = holding("nexuz-", all.into_iter());
        assert_eq!(found, ["my-nexus-rule", "nexus-keyset-writer"]);
        assert!(holding("zzzzzz", all.into_iter()).is_empty());
    }

    #[test]
    fn signs_tell_what_is_meant() {
        for (text, glob, no_azure_pattern) in [
            ("Microsoft.Compute/disks/read", false, false),
            ("Microsoft.Compute/*/read", true, false),
            ("Microsoft.Compute/**", true, true),
            ("Microsoft.Compute/disk**", true, false),
            ("Microsoft.{Compute,Network}/read", true, true),
            ("site-?", true, true),
            ("site-[ab]", true, true),
            ("Reader (Preview)", false, false),
        ] {
            let seen = (is_glob(text), is_no_azure_pattern(text));
            assert_eq!(seen, (glob, no_azure_pattern), "{text}");
        }
    }
}
