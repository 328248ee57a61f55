//! "Did you mean": names that look like the one asked for.

use crate::text::{fold, order, same};

/// The longest text that is compared with names, in bytes.
const LONGEST: usize = 1024;

/// Up to `limit` of `candidates` that look like `wanted`, nearest first, for "did you mean".
pub(crate) fn near<'a>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    limit: usize,
) -> Vec<&'a str> {
    // No name is that long, and likeness takes time by the product of the lengths.
    if wanted.len() > LONGEST {
        return Vec::new();
    }
    let wanted = fold(wanted);
    let mut scored: Vec<(f64, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let folded = fold(candidate);
            let score = likeness(&wanted, &folded);
            (score >= LEAST).then_some((score, candidate))
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| order(a.1, b.1)));
    scored.dedup_by(|a, b| same(a.1, b.1));
    scored
        .into_iter()
        .take(limit)
        .map(|(_, candidate)| candidate)
        .collect()
}

/// Up to `limit` of `candidates` that differ from `wanted` by a slip of one or two keys, nearest first.
pub(crate) fn slips<'a>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    limit: usize,
) -> Vec<&'a str> {
    let folded = fold(wanted);
    let mut found = near(wanted, candidates, usize::MAX);
    found.retain(|name| is_slip(strsim::osa_distance(&folded, &fold(name)), &folded));
    found.truncate(limit);
    found
}

/// From which likeness on a name is worth showing.
const LEAST: f64 = 0.85;

/// How much a name looks like the wanted one, both folded: a slip of one or two keys before a name
/// that holds the wanted one, that before one that merely begins alike; of several that hold it, the
/// one of which it is the greater part. Long operations of one namespace begin alike, whatever
/// they do.
fn likeness(wanted: &str, name: &str) -> f64 {
    let slips = strsim::osa_distance(wanted, name);
    if is_slip(slips, wanted) {
        return 3.0 - f64::from(u8::try_from(slips).unwrap_or(u8::MAX)) / 10.0;
    }
    if wanted.len() >= LEAST_PART && name.contains(wanted) {
        return 1.0 + share(wanted.len(), name.len());
    }
    strsim::jaro_winkler(wanted, name)
}

/// Whether so many wrong keys make a slip of a text that long.
fn is_slip(keys: usize, wanted: &str) -> bool {
    keys <= 2 && keys * 3 < wanted.chars().count()
}

/// From how many letters on a part of a name says which name is meant.
const LEAST_PART: usize = 3;

fn share(part: usize, whole: usize) -> f64 {
    let [part, whole] = [part, whole].map(|n| f64::from(u32::try_from(n).unwrap_or(u32::MAX)));
    part / whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_come_nearest_first() {
        let found = near("Readr", ["Owner", "Reader", "Contributor"], 3);
        assert_eq!(found, ["Reader"]);
    }

    #[test]
    fn a_slip_of_the_pen_comes_before_a_common_beginning() {
        let all = [
            "Microsoft.NetworkCloud/clusters/read",
            "Microsoft.NetworkCloud/clusters/write",
            "Microsoft.NetworkCloud/clusters/deploy/action",
            "Microsoft.NetworkCloud/clusters/delete",
        ];
        let found = near("microsoft.networkcloud/clusters/delet", all, 3);
        assert_eq!(found[0], "Microsoft.NetworkCloud/clusters/delete");
    }

    #[test]
    fn of_names_that_hold_the_word_the_shortest_comes_first() {
        let found = near("Tom", ["Automation Team", "Tom Becker", "Owner"], 3);
        assert_eq!(found, ["Tom Becker", "Automation Team"]);
    }
}
