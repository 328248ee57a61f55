//! What code scanning takes of a file: more is refused, or dropped without a word.

use std::cmp::Reverse;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::parts::RunResult;

/// How many results of a run it keeps; it takes 25,000, and of those the gravest.
const RESULTS: usize = 5_000;
/// How many locations a result may have, the related ones among them.
const LOCATIONS: usize = 1_000;
/// How large a compressed file may be.
const COMPRESSED: usize = 10 * 1024 * 1024;

/// Leaves out what is too much: the results that matter least, and further evidence. Says so.
pub(super) fn within(results: Vec<RunResult<'_>>) -> (Vec<RunResult<'_>>, Option<String>) {
    let all = results.len();
    let mut kept = gravest(results, RESULTS);
    let mut cut = 0;
    for result in &mut kept {
        let related = &mut result.related_locations;
        cut += related.len().saturating_sub(LOCATIONS - 1);
        related.truncate(LOCATIONS - 1);
    }
    let said = said(all - kept.len(), cut);
    (kept, said)
}

/// The results that matter most, in their order.
pub(super) fn gravest(results: Vec<RunResult<'_>>, most: usize) -> Vec<RunResult<'_>> {
    if results.len() <= most {
        return results;
    }
    let mut order: Vec<usize> = (0..results.len()).collect();
    order.sort_by_key(|&at| (weight(&results[at]), at));
    let mut is_kept = vec![false; results.len()];
    for &at in &order[..most] {
        is_kept[at] = true;
    }
    let numbered = results.into_iter().zip(is_kept);
    numbered
        .filter_map(|(result, kept)| kept.then_some(result))
        .collect()
}

/// Less is more: open ones before those that are accepted or gone, then by level and rank.
fn weight(result: &RunResult<'_>) -> (bool, bool, u8, Reverse<u64>) {
    let is_gone = result.baseline_state == Some("absent");
    let is_accepted = result
        .suppressions
        .as_ref()
        .is_some_and(|list| !list.is_empty());
    let level = match result.level {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    };
    let rank = result.rank.map_or(0, f64::to_bits);
    (is_gone, is_accepted, level, Reverse(rank))
}

/// What is left out, in a sentence.
pub(super) fn said(results: usize, locations: usize) -> Option<String> {
    let results = (results > 0).then(|| {
        format!("{results} results of the least severity are left out, as code scanning keeps {RESULTS} of a file of 10 MB")
    });
    let locations = (locations > 0).then(|| {
        format!("{locations} places of evidence are left out, as a result has {LOCATIONS}")
    });
    let parts: Vec<String> = results.into_iter().chain(locations).collect();
    (!parts.is_empty()).then(|| format!("{}; `--format json` has all", parts.join("; ")))
}

/// Whether a file is small enough to be taken.
pub(super) fn is_taken(text: &[u8]) -> bool {
    if text.len() <= COMPRESSED {
        return true;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(text).and_then(|()| encoder.finish());
    written.is_ok_and(|packed| packed.len() <= COMPRESSED)
}

#[cfg(test)]
mod tests {
    use super::super::parts::{Message, RelatedLocation};
    use super::*;
    use crate::report::format::sarif::locations::uri_of;
    use crate::report::format::sarif::parts::PhysicalLocation;

    fn result(level: &'static str, related: usize) -> RunResult<'static> {
        let location = |id| RelatedLocation {
            id,
            physical_location: PhysicalLocation {
                artifact_location: uri_of("a.json").unwrap(),
                region: None,
            },
            message: Message::new("evidence"),
        };
        RunResult {
            rule_id: "rule",
            rule_index: None,
            level,
            rank: None,
            message: Message::new("text"),
            locations: None,
            related_locations: (0..related).map(location).collect(),
            partial_fingerprints: None,
            fixes: None,
            baseline_state: None,
            suppressions: None,
            properties: None,
        }
    }

    #[test]
    fn the_gravest_are_kept_in_their_order() {
        let mut many: Vec<RunResult<'_>> = Vec::new();
        for at in 0..RESULTS + 100 {
            many.push(result(["note", "warning", "error"][at % 3], 0));
        }
        let (mut gone, mut open) = (result("error", 0), result("error", 0));
        gone.baseline_state = Some("absent");
        open.rule_id = "open";
        many.push(gone);
        many.push(open);
        let (kept, said) = within(many);
        assert_eq!(kept.len(), RESULTS);
        let of = |level| kept.iter().filter(|result| result.level == level).count();
        assert_eq!((of("error"), of("warning")), (1701, 1700));
        assert!(kept.iter().all(|result| result.baseline_state.is_none()));
        assert_eq!(kept.last().unwrap().rule_id, "open");
        let said = said.unwrap();
        assert!(
            said.starts_with("102 results of the least severity are left out"),
            "{said}"
        );
    }

    #[test]
    fn a_result_has_no_more_locations_than_are_taken() {
        let (kept, said) = within(vec![result("error", 1_500), result("error", 3)]);
        assert_eq!(kept[0].related_locations.len(), LOCATIONS - 1);
        assert_eq!(kept[1].related_locations.len(), 3);
        assert!(said.unwrap().starts_with("501 places of evidence"));
        let (_, nothing) = within(vec![result("note", 999)]);
        assert_eq!(nothing, None);
    }

    #[test]
    fn a_file_is_taken_by_its_compressed_size() {
        assert!(is_taken(&vec![b' '; COMPRESSED * 2]));
        // What doesn't compress.
        let mut state = 1u64;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 56) as u8
        })
        .take(COMPRESSED + 1_000_000)
        .collect();
        assert!(!is_taken(&noise));
    }
}
