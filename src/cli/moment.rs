//! The moment that a command is about, and that of the clock. Nothing but the shell reads the clock.

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

use super::complain::Complaint;
use crate::time::Timestamp;

/// The moment to judge by: the one that is given, else that of `SOURCE_DATE_EPOCH`, else now.
pub(crate) fn moment(given: Option<Timestamp>) -> Result<Timestamp, Complaint> {
    if let Some(given) = given {
        return Ok(given);
    }
    let epoch = env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty());
    let Some(epoch) = epoch else {
        return Ok(now());
    };
    let seconds: Option<i64> = epoch.to_str().and_then(|text| text.trim().parse().ok());
    let seconds = seconds.filter(|seconds| *seconds >= 0);
    seconds
        .and_then(Timestamp::from_unix_seconds)
        .ok_or_else(|| {
            Complaint::usage(format!(
                "`SOURCE_DATE_EPOCH` is `{}`, which is not a number of seconds since 1970",
                epoch.display()
            ))
        })
}

/// A moment of the command line.
pub(crate) fn parse_moment(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).map_err(|error| format!("{error}; {}", Timestamp::FORMS))
}

/// The moment of the clock.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs())
        .ok()
        .and_then(Timestamp::from_unix_seconds)
        .unwrap_or(Timestamp::midnight(1970, 1, 1))
}
