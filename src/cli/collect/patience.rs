//! Trying again.

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

/// Makes one call, and makes it again when the failure may pass. `say` is reported every wait.
///
/// # Errors
///
/// The outer when `az` can't be started, the inner when the call failed.
pub(crate) fn try_call(
    az: &mut dyn Az,
    clock: &mut dyn Clock,
    arguments: &[String],
    say: &mut dyn FnMut(&str),
) -> io::Result<Result<Vec<u8>, Failure>> {
    let mut wait = FIRST_WAIT;
    let mut tries = 0;
    loop {
        let reply = az.run(arguments)?;
        if reply.success {
            return Ok(decode::text(reply.stdout, &reply.stderr));
        }
        let failure = Failure::of(&reply.stderr);
        tries += 1;
        if !failure.kind.is_passing() || tries == TRIES {
            return Ok(Err(failure));
        }
        let time = failure.wait.unwrap_or(wait).min(LONGEST_WAIT);
        let why = match failure.kind {
            FailureKind::Throttled => "throttled",
            _ => "unavailable",
        };
        say(&format!("{why}, waiting {} s … ", time.as_secs()));
        clock.pause(time);
        wait = (wait * 2).min(LONGEST_WAIT);
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
        let done = try_call(&mut az, &mut watch, &[], &mut |_| {}).unwrap();
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
}
