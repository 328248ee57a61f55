//! What code scanning takes of a file: more is refused, or dropped without a word.

use std::cmp::Reverse;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::locations::Locator;
use super::parts::RunResult;
use crate::span::Place;

/// How many results of a run it keeps; it takes 25,000, and of those the gravest.
pub(super) const RESULTS: usize = 5_000;
/// How many locations a result may have, the related ones among them.
const LOCATIONS: usize = 1_000;
/// How large a compressed file may be.
const COMPRESSED: usize = 10 * 1024 * 1024;

/// Leaves out the evidence of a result that is too much; how many places of it.
pub(super) fn cut(result: &mut RunResult<'_>) -> usize {
    let related = &mut result.related_locations;
    let cut = related.len().saturating_sub(LOCATIONS - 1);
    related.truncate(LOCATIONS - 1);
    cut
}

/// The results that matter most, in their order.
pub(super) fn gravest(results: Vec<Candidate<'_>>, most: usize) -> Vec<Candidate<'_>> {
    if results.len() <= most {
        return results;
    }
    let mut order: Vec<usize> = (0..results.len()).collect();
    order.sort_by_key(|&at| (results[at].weight, at));
    let mut is_kept = vec![false; results.len()];
    for &at in &order[..most] {
        is_kept[at] = true;
    }
    let numbered = results.into_iter().zip(is_kept);
    numbered
        .filter_map(|(result, kept)| kept.then_some(result))
        .collect()
}

/// A result that is made if it is kept, and its evidence.
pub(super) struct Candidate<'a> {
    pub(super) weight: Weight,
    pub(super) places: &'a [Place],
    pub(super) make: Box<dyn Fn(&Locator<'_>) -> RunResult<'a> + 'a>,
}

/// How much a result matters; less is more: open ones before those that are accepted or gone, then by level
/// and rank.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight {
    is_gone: bool,
    is_accepted: bool,
    level: u8,
    rank: Reverse<u64>,
}

impl Weight {
    pub(super) fn new(level: &str, rank: f64) -> Self {
        Self {
            is_gone: false,
            is_accepted: false,
            level: match level {
                "error" => 0,
                "warning" => 1,
                _ => 2,
            },
            rank: Reverse(rank.to_bits()),
        }
    }

    /// That of a finding which somebody accepts, if so.
    pub(super) fn accepted_if(self, is_accepted: bool) -> Self {
        Self {
            is_accepted,
            ..self
        }
    }

    /// That of a finding which is no more.
    pub(super) fn gone(self) -> Self {
        Self {
            is_gone: true,
            ..self
        }
    }
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
        let candidate = |level, at: usize| Candidate {
            weight: Weight::new(level, 0.0),
            places: &[],
            make: Box::new(move |_| RunResult {
                rank: Some(at as f64),
                ..result(level, 0)
            }),
        };
        let mut many: Vec<Candidate<'_>> = Vec::new();
        for at in 0..RESULTS + 100 {
            many.push(candidate(["note", "warning", "error"][at % 3], at));
        }
        let (mut gone, mut accepted) = (candidate("error", 1), candidate("error", 2));
        gone.weight = gone.weight.gone();
        accepted.weight = accepted.weight.accepted_if(true);
        many.extend([gone, accepted, candidate("error", 6_000)]);
        let all = many.len();
        let kept = gravest(many, RESULTS);
        assert_eq!(kept.len(), RESULTS);
        let locator = Locator::default();
        let results: Vec<RunResult<'_>> = kept.iter().map(|one| (one.make)(&locator)).collect();
        let of = |level| {
            results
                .iter()
                .filter(|result| result.level == level)
                .count()
        };
        assert_eq!((of("error"), of("warning")), (1701, 1700));
        let ranks: Vec<f64> = results.iter().filter_map(|result| result.rank).collect();
        assert!(ranks.is_sorted(), "{ranks:?}");
        assert_eq!(ranks.last(), Some(&6_000.0));
        let said = said(all - kept.len(), 0).unwrap();
        assert!(
            said.starts_with("103 results of the least severity are left out"),
            "{said}"
        );
    }

    #[test]
    fn a_result_has_no_more_locations_than_are_taken() {
        let mut results = [result("error", 1_500), result("error", 3)];
        let places = results.iter_mut().map(cut).sum();
        assert_eq!(results[0].related_locations.len(), LOCATIONS - 1);
        assert_eq!(results[1].related_locations.len(), 3);
        assert!(
            said(0, places)
                .unwrap()
                .starts_with("501 places of evidence")
        );
        assert_eq!(cut(&mut result("note", 999)), 0);
        assert_eq!(said(0, 0), None);
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
