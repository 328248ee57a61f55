//! Of which times a log has events, and whether that may be all that happened.

use crate::time::Timestamp;

const DAY: i64 = 86_400;
/// A log without events for longer, or for a tenth of the time asked about, may have a hole.
pub(crate) const LONGEST_HOLE: i64 = 7 * DAY;

/// The times of which a log has events, each from a first to a last one.
#[derive(Clone, Debug, Default)]
pub(crate) struct LoggedTimes(Vec<(Timestamp, Timestamp)>);

impl LoggedTimes {
    /// Takes times between which the log is whole.
    pub(crate) fn add(&mut self, first: Timestamp, last: Timestamp) {
        self.0.push((first, last));
    }

    /// Whether it reaches over a time, but for a day at either end, without a hole.
    pub(crate) fn reaches_over(mut self, from: Timestamp, until: Timestamp) -> bool {
        self.0.sort_unstable();
        let longest = LONGEST_HOLE.max(until.seconds_since(from) / 10);
        let mut reached: Option<Timestamp> = None;
        for (first, last) in self.0 {
            // What is long before says nothing of the time.
            if from.seconds_since(last) > DAY {
                continue;
            }
            let hole = first.seconds_since(reached.unwrap_or(from));
            if hole > if reached.is_none() { DAY } else { longest } {
                return false;
            }
            reached = Some(reached.map_or(last, |reached| reached.max(last)));
        }
        reached.is_some_and(|reached| until.seconds_since(reached) <= DAY)
    }
}
