//! The day of the clock. Nothing but the shell reads it.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::Timestamp;

/// Today in UTC, `YYYY-MM-DD`.
pub(crate) fn today() -> String {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let now = Timestamp::from_unix_seconds(i64::try_from(since.as_secs()).unwrap_or_default());
    now.to_string().chars().take(10).collect()
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
