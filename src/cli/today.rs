//! The day of the clock. Nothing but the shell reads it.

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

use super::complain::Complaint;
use crate::model::Timestamp;

/// The day to judge by: the one that is given, else that of `SOURCE_DATE_EPOCH`, else today.
pub(crate) fn day(given: Option<&str>) -> Result<String, Complaint> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let epoch = env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty());
    let Some(epoch) = epoch else {
        return Ok(today());
    };
    let seconds: Option<i64> = epoch.to_str().and_then(|text| text.trim().parse().ok());
    let seconds = seconds.filter(|seconds| (0..END_OF_YEAR_9999).contains(seconds));
    seconds.map(day_of).ok_or_else(|| {
        Complaint::usage(format!(
            "`SOURCE_DATE_EPOCH` is `{}`, no number of seconds since 1970",
            epoch.display()
        ))
    })
}

/// A day of the command line.
pub(crate) fn parse_day(text: &str) -> Result<String, String> {
    if is_day(text) {
        Ok(text.to_owned())
    } else {
        Err("expected a day like 2027-01-31".to_owned())
    }
}

/// Today in UTC, `YYYY-MM-DD`.
pub(crate) fn today() -> String {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    day_of(i64::try_from(since.as_secs()).unwrap_or_default())
}

/// Seconds since 1970; later years have no four digits.
const END_OF_YEAR_9999: i64 = 253_402_300_800;

fn day_of(seconds: i64) -> String {
    let time = Timestamp::from_unix_seconds(seconds);
    time.to_string().chars().take(10).collect()
}

/// Whether a text is a day, `YYYY-MM-DD`.
pub(crate) fn is_day(text: &str) -> bool {
    text.len() == 10 && Timestamp::parse(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_told_from_other_text() {
        assert!(is_day("2026-08-22") && is_day(&today()));
        assert!(!is_day("2026-13-01") && !is_day("today") && !is_day("2026-08-22T00:00"));
    }
}
