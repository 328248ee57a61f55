use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use super::{ConditionText, PrincipalKind, RoleReference, Timing};
use crate::ids::PrincipalId;
use crate::scope::Scope;
use crate::span::Place;

/// An instant in UTC, to a ten-millionth of a second, as Azure writes it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp {
    /// Days since 1970-01-01.
    days: i64,
    /// Ten-millionths of a second since midnight.
    ticks: i64,
}

impl Timestamp {
    /// Reads ISO 8601 with 0 to 7 (or more) fraction digits and `Z`, an offset, or nothing (UTC).
    /// The year 1, which stands for "unknown" (G7), gives `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.trim().as_bytes();
        let number = |from: usize, to: usize| -> Option<i64> {
            let digits = bytes.get(from..to)?;
            digits.iter().all(u8::is_ascii_digit).then_some(())?;
            std::str::from_utf8(digits).ok()?.parse().ok()
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let separators = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
        if !separators || year <= 1 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let days = days_from_civil(year, month, day);
        if bytes.len() == 10 {
            return Some(Self { days, ticks: 0 });
        }
        if !matches!(bytes.get(10), Some(b'T' | b't' | b' ')) {
            return None;
        }
        let (hour, minute) = (number(11, 13)?, number(14, 16)?);
        let (second, mut at) = match bytes.get(16) {
            Some(b':') => (number(17, 19)?, 19),
            _ => (0, 16),
        };
        if bytes.get(13) != Some(&b':') || hour > 24 || minute > 59 || second > 60 {
            return None;
        }
        let mut ticks = ((hour * 60 + minute) * 60 + second) * 10_000_000;
        if bytes.get(at) == Some(&b'.') {
            at += 1;
            let mut unit = 1_000_000;
            while let Some(digit) = bytes.get(at).filter(|b| b.is_ascii_digit()) {
                ticks += i64::from(digit - b'0') * unit;
                unit /= 10;
                at += 1;
            }
        }
        let offset_minutes = match bytes.get(at) {
            None => 0,
            Some(b'Z' | b'z') if at + 1 == bytes.len() => 0,
            Some(sign @ (b'+' | b'-')) if at + 6 == bytes.len() => {
                let minutes = number(at + 1, at + 3)? * 60 + number(at + 4, at + 6)?;
                if *sign == b'+' { minutes } else { -minutes }
            }
            _ => return None,
        };
        let total = ticks - offset_minutes * 60 * 10_000_000;
        const DAY: i64 = 86_400 * 10_000_000;
        Some(Self {
            days: days + total.div_euclid(DAY),
            ticks: total.rem_euclid(DAY),
        })
    }

    /// How many whole seconds this instant is after another; negative where it is before.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        (self.days - earlier.days) * 86_400 + (self.ticks - earlier.ticks).div_euclid(10_000_000)
    }

    /// The instant this many seconds after 1970-01-01T00:00:00Z.
    pub fn from_unix_seconds(seconds: i64) -> Self {
        Self {
            days: seconds.div_euclid(86_400),
            ticks: seconds.rem_euclid(86_400) * 10_000_000,
        }
    }
}

/// Days since 1970-01-01 of a date of the Gregorian calendar, by Howard Hinnant's algorithm.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let shifted = (month + 9) % 12;
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of a count of days since 1970-01-01, by the same author's algorithm.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

impl fmt::Display for Timestamp {
    /// ISO 8601 in UTC, with as many digits of the fraction as there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.days);
        let (seconds, fraction) = (self.ticks / 10_000_000, self.ticks % 10_000_000);
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )?;
        if fraction > 0 {
            let digits = format!("{fraction:07}");
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a schedule instance of Privileged Identity Management gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScheduleKind {
    /// May be activated; grants nothing until then (PI-1).
    Eligible,
    /// Active: activated from an eligibility (PI-2).
    Activated,
    /// Active: assigned directly, with or without an end (PI-2).
    Assigned,
}

/// A schedule instance of Privileged Identity Management.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The full id.
    pub id: Arc<str>,
    /// What it gives.
    pub kind: ScheduleKind,
    /// Who.
    pub principal: PrincipalId,
    /// What kind the source says the principal is.
    pub principal_kind: PrincipalKind,
    /// The role.
    pub role: RoleReference,
    /// Where.
    pub scope: Scope,
    /// First instant; `None` for since ever.
    pub start: Option<Timestamp>,
    /// First instant after; `None` for permanent (PI-6).
    pub end: Option<Timestamp>,
    /// The source gives a start or an end that can't be read, or an end that is not after the
    /// start: when the instance is current is not known, whatever `start` and `end` hold.
    pub window_unknown: bool,
    /// The role assignment that this instance shows a second time (PI-2). Several instances may
    /// show one, each at its own time.
    pub origin_assignment: Option<Arc<str>>,
    /// The condition that narrows it.
    pub condition: Option<ConditionText>,
    /// Another export gives this record with different content, so what it grants is not certain.
    /// Both are kept.
    pub contradicted: bool,
    /// Where it was read.
    pub place: Place,
}

impl Schedule {
    /// Whether `time` lies in start <= t < end (PI-6): `Less` before, `Greater` after. Says nothing
    /// where the window is unknown.
    pub fn position(&self, time: Timestamp) -> Ordering {
        if self.start.is_some_and(|start| time < start) {
            Ordering::Less
        } else if self.end.is_some_and(|end| time >= end) {
            Ordering::Greater
        } else {
            Ordering::Equal
        }
    }

    /// How its time lies to an instant.
    pub fn timing(&self, time: Timestamp) -> Timing {
        if self.window_unknown {
            return Timing::Unknown;
        }
        match self.position(time) {
            Ordering::Less => Timing::NotYet,
            Ordering::Equal => Timing::Current,
            Ordering::Greater => Timing::Over,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_subtracted() {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        let start = at("2026-02-28T23:00:00Z");
        assert_eq!(at("2026-03-01T07:00:00Z").seconds_since(start), 8 * 3600);
        assert_eq!(start.seconds_since(at("2026-03-01")), -3600);
    }

    #[test]
    fn instants_compare_across_notations() {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        assert_eq!(
            at("2020-09-10T00:32:36.86Z"),
            at("2020-09-10T02:32:36.8600000+02:00")
        );
        assert!(at("2023-05-01T13:00:00.0000001Z") > at("2023-05-01T13:00:00.0Z"));
        assert_eq!(at("1970-01-02"), Timestamp::from_unix_seconds(86_400));
        assert_eq!(
            at("2000-03-01T00:00:00Z"),
            Timestamp::from_unix_seconds(951_868_800)
        );
        for odd in [
            "0001-01-01T08:00:00Z",
            "",
            "yesterday",
            "2020-13-01",
            "2020-01-01T1",
            "é2020",
        ] {
            assert_eq!(Timestamp::parse(odd), None, "{odd}");
        }
    }
}
