//! Trying again.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use super::az::{Az, Clock};
use super::decode;
use super::failure::{Failure, FailureKind};

/// How often a call is made before it counts as failed.
pub(crate) const TRIES: u32 = 7;
/// The wait after the first failure; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// No wait is longer, whatever Azure asks.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// How long a run waits in vain for one kind of failure to pass. What is left to ask when that is
/// over may be much, so then each call is made once more, after the first wait.
pub(crate) const IN_VAIN: Duration = Duration::from_secs(120);
/// A call that took longer to fail isn't made once more then.
pub(crate) const PROMPT: Duration = Duration::from_secs(20);

/// How patient a run still is.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    /// How long it has waited for calls that failed in the end, by the kind of the failure. Waiting
    /// that helped doesn't count.
    in_vain: BTreeMap<FailureKind, Duration>,
}

impl Patience {
    /// Makes one call, and makes it again when the failure may pass. `say` is reported every wait.
    ///
    /// # Errors
    ///
    /// The outer when `az` can't be started, the inner when the call failed.
    pub(crate) fn try_call(
        &mut self,
        az: &mut dyn Az,
        clock: &mut dyn Clock,
        arguments: &[String],
        say: &mut dyn FnMut(&str),
    ) -> io::Result<Result<Vec<u8>, Failure>> {
        let mut wait = FIRST_WAIT;
        let mut waited = Duration::ZERO;
        let mut tries = 0;
        loop {
            let begun = clock.now();
            let reply = az.run(arguments)?;
            if reply.success {
                return Ok(decode::text(reply.stdout, &reply.stderr));
            }
            let took = clock.now().seconds_since(begun);
            waited += Duration::from_secs(u64::try_from(took).unwrap_or_default());
            let mut failure = Failure::of(&reply.stderr);
            tries += 1;
            if !failure.kind.is_passing() {
                return Ok(Err(failure));
            }
            let before = self.in_vain.get(&failure.kind).copied().unwrap_or_default();
            let is_over = before + waited >= IN_VAIN;
            if tries == TRIES || is_over && (tries > 1 || waited > PROMPT) {
                self.in_vain.insert(failure.kind, before + waited);
                if before >= IN_VAIN {
                    failure.message += &format!(
                        " (not waited for: the run had waited {} s for such failures to pass)",
                        before.as_secs()
                    );
                }
                return Ok(Err(failure));
            }
            let time = match is_over {
                true => FIRST_WAIT,
                false => failure.wait.unwrap_or(wait).min(LONGEST_WAIT),
            };
            let why = match failure.kind {
                FailureKind::Throttled => "throttled",
                _ => "unavailable",
            };
            say(&format!("{why}, waiting {} s … ", time.as_secs()));
            clock.pause(time);
            waited += time;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::az::Reply;
    use super::*;
    use crate::time::Timestamp;

    struct Stub {
        failures: u32,
        stderr: &'static str,
        runs: u32,
    }

    impl Az for Stub {
        fn run(&mut self, _: &[String]) -> io::Result<Reply> {
            self.runs += 1;
            let success = self.runs > self.failures;
            Ok(Reply {
                success,
                stdout: if success { b"[]".to_vec() } else { Vec::new() },
                stderr: if success {
                    String::new()
                } else {
                    self.stderr.to_owned()
                },
            })
        }
    }

    #[derive(Default)]
    struct Watch(Vec<u64>);

    impl Clock for Watch {
        fn pause(&mut self, time: Duration) {
            self.0.push(time.as_secs());
        }

        fn now(&self) -> Timestamp {
            Timestamp::midnight(2026, 1, 2)
        }
    }

    fn waits(failures: u32, stderr: &'static str) -> (Vec<u64>, u32, Result<Vec<u8>, Failure>) {
        let mut az = Stub {
            failures,
            stderr,
            runs: 0,
        };
        let mut watch = Watch::default();
        let done = Patience::default()
            .try_call(&mut az, &mut watch, &[], &mut |_| {})
            .unwrap();
        (watch.0, az.runs, done)
    }

    #[test]
    fn throttling_is_waited_out_for_longer_each_time() {
        let (waits, runs, done) = waits(3, "ERROR: Too Many Requests");
        assert_eq!((waits, runs), (vec![2, 4, 8], 4));
        assert_eq!(done, Ok(b"[]".to_vec()));
    }

    #[test]
    fn the_wait_that_azure_names_counts_up_to_a_limit() {
        assert_eq!(
            waits(1, "ERROR: Too Many Requests, try again after 41 seconds").0,
            [41]
        );
        assert_eq!(
            waits(1, "ERROR: Too Many Requests, Retry-After: 86400").0,
            [300]
        );
    }

    #[test]
    fn patience_ends() {
        let (waits, runs, done) = waits(u32::MAX, "ERROR: Too Many Requests");
        assert_eq!(waits, [2, 4, 8, 16, 32, 64]);
        assert_eq!(runs, TRIES);
        assert_eq!(done.unwrap_err().kind, FailureKind::Throttled);
    }

    #[test]
    fn a_refusal_is_final() {
        let (waits, runs, done) = waits(u32::MAX, "ERROR: Forbidden");
        assert_eq!((waits, runs), (Vec::new(), 1));
        assert_eq!(done.unwrap_err().kind, FailureKind::Refused);
    }

    /// The waits of each of so many calls in one run, and what the last one says.
    fn waits_of_a_run(
        failures: impl IntoIterator<Item = (u32, &'static str)>,
    ) -> (Vec<Vec<u64>>, String) {
        let mut patience = Patience::default();
        let mut last = String::new();
        let waits = failures.into_iter().map(|(failures, stderr)| {
            let mut az = Stub {
                failures,
                stderr,
                runs: 0,
            };
            let mut watch = Watch::default();
            let done = patience.try_call(&mut az, &mut watch, &[], &mut |_| {});
            last = done.unwrap().err().map_or_else(String::new, |f| f.message);
            watch.0
        });
        let waits = waits.collect();
        (waits, last)
    }

    const THROTTLED: &str = "ERROR: Too Many Requests";
    const BROKEN: &str = "ERROR: Internal Server Error";
    const LATER: &str = "ERROR: Too Many Requests, try again after 50 seconds";

    #[test]
    fn a_run_waits_in_vain_only_so_long_for_each_kind_of_failure() {
        let (waits, last) = waits_of_a_run([
            (u32::MAX, THROTTLED),
            (u32::MAX, THROTTLED),
            (u32::MAX, LATER),
            (1, THROTTLED),
            (u32::MAX, BROKEN),
            (u32::MAX, BROKEN),
        ]);
        let long = [2, 4, 8, 16, 32, 64];
        assert_eq!(
            waits,
            [&long[..], &[2], &[2], &[2], &long[..], &[2]],
            "once more is always tried"
        );
        assert!(last.contains("not waited for"), "{last}");
        assert!(last.contains("waited 126 s"), "{last}");
        let (waits, _) = waits_of_a_run([(u32::MAX, LATER), (u32::MAX, LATER)]);
        assert_eq!(waits, [&[50, 50, 50][..], &[2]], "as long as Azure says");
    }

    #[test]
    fn waiting_that_helped_does_not_count() {
        let (waits, _) = waits_of_a_run([(6, THROTTLED), (6, THROTTLED), (6, THROTTLED)]);
        assert!(waits.iter().all(|waits| waits.len() == 6), "{waits:?}");
    }
}
