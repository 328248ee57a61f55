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
            let contained = wanted.len() >= 4 && folded.contains(wanted.as_ref());
            let score = if contained {
                0.95
            } else {
                strsim::jaro_winkler(&wanted, &folded)
            };
            (score >= 0.85).then_some((score, candidate))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_come_nearest_first() {
        let found = near("Readr", ["Owner", "Reader", "Contributor"], 3);
        assert_eq!(found, ["Reader"]);
    }
}
