//! Moments and days, as Azure and people write them. The jiff crate lives only here.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::Pieces;

/// An instant in UTC, to a ten-millionth of a second, in the years 1 to 9999. A day is its first
/// instant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(DateTime);

/// A text that is not a moment, or not a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseTimestampError {
    /// The text as given.
    pub input: String,
    /// What is wrong with it.
    pub fault: TimestampFault,
}

/// What is wrong with a text that is to be a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFault {
    /// It has another form.
    Form,
    /// The calendar has no such day.
    Day,
    /// The day has no such time.
    TimeOfDay,
    /// It is in the year 1, which stands for "unknown" (G7).
    Unknown,
    /// It is not in the years 1 to 9999 of UTC.
    Range,
    /// It has a time of the day, where a day is asked for.
    NotADay,
}

/// How many digits of the fraction of a second count.
const FRACTION_DIGITS: usize = 7;

/// The nanoseconds of a second.
const NANOSECONDS: i128 = 1_000_000_000;

/// The nanoseconds of the last digit that counts.
const NANOSECONDS_COUNTED: i64 = 100;

/// The length of `YYYY-MM-DD`.
const DAY_LENGTH: usize = 10;

/// The shift of an offset is less than a day.
const SECONDS_PER_DAY: i32 = 86_400;

const UNIX_EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
const FIRST: DateTime = DateTime::constant(1, 1, 1, 0, 0, 0, 0);

impl Timestamp {
    /// What to write instead of a text that can't be read.
    pub const FORMS: &str = "write it as `2026-08-22T09:30:00Z`, or a day as `2026-08-22`";

    /// Reads ISO 8601 as Azure writes it: `YYYY-MM-DD`, then `T` or a blank, the time of the day with
    /// any number of digits of a fraction, of which seven count, and `Z`, an offset, or nothing,
    /// which is UTC. A day alone is its midnight UTC.
    ///
    /// Azure's clocks show no leap second: `:60` is read as `:59`. `24:00` is an error, for midnight
    /// is `00:00` of the next day.
    ///
    /// # Errors
    ///
    /// For another form, days and times that don't exist, and the year 1, which stands for "unknown"
    /// (G7).
    pub fn parse(input: &str) -> Result<Self, ParseTimestampError> {
        Self::of(input, |text| match read(text)? {
            known if known.year() > 1 => Ok(known),
            _ => Err(TimestampFault::Unknown),
        })
    }

    /// The same, of any year: in a condition the year 1 is a year.
    pub(crate) fn parse_of_any_year(input: &str) -> Result<Self, ParseTimestampError> {
        Self::of(input, read)
    }

    /// Reads a day, `YYYY-MM-DD`: its midnight UTC.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and where there is a time of the day.
    pub fn parse_day(input: &str) -> Result<Self, ParseTimestampError> {
        let found = Self::parse(input)?;
        if input.len() == DAY_LENGTH {
            return Ok(found);
        }
        Err(ParseTimestampError {
            input: input.to_owned(),
            fault: TimestampFault::NotADay,
        })
    }

    fn of(
        input: &str,
        read: impl FnOnce(&str) -> Result<DateTime, TimestampFault>,
    ) -> Result<Self, ParseTimestampError> {
        read(input.trim())
            .map(Self)
            .map_err(|fault| ParseTimestampError {
                input: input.to_owned(),
                fault,
            })
    }

    /// The midnight of a day that is written in the code.
    pub(crate) const fn midnight(year: i16, month: i8, day: i8) -> Self {
        Self(DateTime::constant(year, month, day, 0, 0, 0, 0))
    }

    /// The instant this many seconds after 1970-01-01T00:00:00Z; `None` outside the years 1 to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        Self(UNIX_EPOCH).plus_seconds(seconds)
    }

    /// The instant this many nanoseconds after 1970-01-01T00:00:00Z; `None` outside the years 2 to 9999,
    /// for the year 1 stands for "unknown" (G7).
    pub fn from_unix_nanoseconds(nanoseconds: i128) -> Option<Self> {
        let seconds = i64::try_from(nanoseconds.div_euclid(NANOSECONDS)).ok()?;
        let rest = i64::try_from(nanoseconds.rem_euclid(NANOSECONDS)).ok()?;
        let of_second = rest - rest % NANOSECONDS_COUNTED;
        let found = Self::from_unix_seconds(seconds)?.0;
        let found = found
            .checked_add(SignedDuration::from_nanos(of_second))
            .ok()?;
        (found.year() > 1).then_some(Self(found))
    }

    /// How many whole seconds this instant is after another; negative where it is before.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        let between = self.0.duration_since(earlier.0);
        between.as_secs() - i64::from(between.subsec_nanos() < 0)
    }

    /// The moment that an ISO 8601 duration such as `P365D` or `PT8H` later is; `None` where the text
    /// is none, or beyond the year 9999.
    pub fn after(self, duration: &str) -> Option<Self> {
        let span: jiff::Span = duration.parse().ok()?;
        self.0.checked_add(span).ok().map(Self)
    }

    /// The instant this many seconds later; `None` outside the years 1 to 9999.
    pub fn plus_seconds(self, seconds: i64) -> Option<Self> {
        let found = self
            .0
            .checked_add(SignedDuration::from_secs(seconds))
            .ok()?;
        (found >= FIRST).then_some(Self(found))
    }

    /// How many whole hours it is after 1970-01-01T00:00:00Z.
    pub(crate) fn hour(self) -> i64 {
        self.seconds_since(Self(UNIX_EPOCH)).div_euclid(3600)
    }

    /// Whether the day of this moment, in UTC, is over at another: an entry holds on the last day that it names.
    pub(crate) fn is_day_over(self, now: Self) -> bool {
        self.start_of_day() < now.start_of_day()
    }

    /// The midnight of its day.
    #[must_use]
    pub fn start_of_day(self) -> Self {
        Self(self.0.start_of_day())
    }

    /// Its day, `YYYY-MM-DD`.
    pub fn day(self) -> String {
        self.0.date().to_string()
    }
}

fn read(text: &str) -> Result<DateTime, TimestampFault> {
    // The crate reads more than Azure writes: years of six digits, names of zones in brackets.
    if !begins_with_day(text) || text.as_bytes().contains(&b'[') {
        return Err(TimestampFault::Form);
    }
    let kept = within_digits(text);
    let pieces = Pieces::parse(kept.as_bytes()).map_err(|_| fault_of(text))?;
    if pieces.date().year() < 1 {
        return Err(TimestampFault::Day);
    }
    let time = pieces.time().unwrap_or(Time::midnight());
    let local = DateTime::from_parts(pieces.date(), time);
    let offset = pieces
        .to_numeric_offset()
        .map_or(0, jiff::tz::Offset::seconds);
    match offset {
        0 => Ok(local),
        _ if offset.abs() >= SECONDS_PER_DAY => Err(TimestampFault::Form),
        _ => {
            let shift = SignedDuration::from_secs(i64::from(offset));
            let utc = local.checked_sub(shift);
            // What the shift takes out of the year 1 is as unknown as the rest of it.
            utc.map(|utc| utc.max(FIRST))
                .map_err(|_| TimestampFault::Range)
        }
    }
}

/// Whether a text begins as `YYYY-MM-DD`.
fn begins_with_day(text: &str) -> bool {
    let day = text.as_bytes().get(..DAY_LENGTH);
    day.is_some_and(|day| {
        day.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    })
}

/// The text without the digits of the fraction that don't count.
fn within_digits(text: &str) -> Cow<'_, str> {
    let is_mark = |byte| matches!(byte, b'.' | b',');
    let Some(mark) = text.bytes().position(is_mark) else {
        return Cow::Borrowed(text);
    };
    let fraction = &text[mark + 1..];
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    if digits <= FRACTION_DIGITS {
        return Cow::Borrowed(text);
    }
    let kept = &text[..=mark + FRACTION_DIGITS];
    Cow::Owned(format!("{kept}{}", &fraction[digits..]))
}

/// Why a text that begins as a day is not a moment.
fn fault_of(text: &str) -> TimestampFault {
    if day_of(text).parse::<Date>().is_err() {
        return TimestampFault::Day;
    }
    let time = time_of_day(text);
    let has_form = matches!(time.len(), 5 | 8)
        && time.bytes().enumerate().all(|(at, byte)| match at {
            2 | 5 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
    if has_form && time.parse::<Time>().is_err() {
        TimestampFault::TimeOfDay
    } else {
        TimestampFault::Form
    }
}

/// The day of a text that begins with one.
fn day_of(text: &str) -> &str {
    text.get(..DAY_LENGTH).unwrap_or(text)
}

/// The digits and colons after the day and what separates them from it.
fn time_of_day(text: &str) -> &str {
    let rest = text.get(DAY_LENGTH + 1..).unwrap_or_default();
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ':');
    &rest[..end.unwrap_or(rest.len())]
}

impl fmt::Display for Timestamp {
    /// ISO 8601 in UTC, with as many digits of the fraction as there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Z", self.0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(input: &str) -> Result<Self, Self::Err> {
        Self::parse(input)
    }
}

impl ParseTimestampError {
    /// What is wrong, after the name of a field: "is `2026-02-31`, which is not a day of the calendar".
    pub(crate) fn of_field(&self) -> String {
        match (self.input.trim(), self.part(), self.reason()) {
            (text, part, reason) if part == text => format!("is `{text}`, which {reason}"),
            (text, part, reason) => format!("is `{text}`, of which `{part}` {reason}"),
        }
    }

    /// The part of the text that is wrong.
    fn part(&self) -> &str {
        let text = self.input.trim();
        match self.fault {
            TimestampFault::Day => day_of(text),
            TimestampFault::TimeOfDay => time_of_day(text),
            _ => text,
        }
    }

    fn reason(&self) -> &'static str {
        match self.fault {
            TimestampFault::Form => "is not a time",
            TimestampFault::Day => "is not a day of the calendar",
            TimestampFault::TimeOfDay => "is not a time of the day",
            TimestampFault::Unknown => "is in the year 1, which stands for an unknown time",
            TimestampFault::Range => "is after the year 9999 in UTC",
            TimestampFault::NotADay => "is not a day alone",
        }
    }
}

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.input.trim(), self.part(), self.reason()) {
            (text, part, reason) if part == text => write!(f, "`{text}` {reason}"),
            (text, part, reason) => write!(f, "`{part}` in `{text}` {reason}"),
        }
    }
}

impl std::error::Error for ParseTimestampError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn nanoseconds_are_the_text_that_they_stand_for() {
        for (nanoseconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_780_317_000_123_456_789, "2026-06-01T12:30:00.1234567Z"),
            (-1, "1969-12-31T23:59:59.9999999Z"),
            (253_402_300_799_000_000_000, "9999-12-31T23:59:59Z"),
            (-62_104_060_800_000_000_000, "0002-01-01T00:00:00Z"),
        ] {
            let found = Timestamp::from_unix_nanoseconds(nanoseconds);
            assert_eq!(found, Some(at(text)), "{nanoseconds}");
        }
        for nanoseconds in [
            253_402_300_800_000_000_000,
            -62_104_060_800_000_000_001,
            i128::MAX,
            i128::MIN,
        ] {
            assert_eq!(Timestamp::from_unix_nanoseconds(nanoseconds), None);
        }
    }

    #[test]
    fn what_azure_writes_is_read() {
        for (text, shown) in [
            // Azure Resource Manager, with 0 to 7 digits of the fraction.
            ("2020-09-10T00:32:36Z", "2020-09-10T00:32:36Z"),
            ("2020-09-10T00:32:36.8Z", "2020-09-10T00:32:36.8Z"),
            ("2020-09-10T00:32:36.86Z", "2020-09-10T00:32:36.86Z"),
            (
                "2026-01-29T20:42:31.3810679Z",
                "2026-01-29T20:42:31.3810679Z",
            ),
            ("2026-01-29T20:42:31.0000000Z", "2026-01-29T20:42:31Z"),
            (
                "2026-01-29T20:42:31.0000001Z",
                "2026-01-29T20:42:31.0000001Z",
            ),
            // az prints offsets.
            (
                "2015-02-02T21:55:09.880642+00:00",
                "2015-02-02T21:55:09.880642Z",
            ),
            (
                "2020-09-10T02:32:36.8600000+02:00",
                "2020-09-10T00:32:36.86Z",
            ),
            ("2020-09-10T02:32:36+0200", "2020-09-10T00:32:36Z"),
            ("2020-09-09T20:02:36-04:30", "2020-09-10T00:32:36Z"),
            ("2020-09-10T14:32:36+14", "2020-09-10T00:32:36Z"),
            // Logs write more digits; the rest is cut, not rounded.
            (
                "2026-01-29T20:42:31.38106799Z",
                "2026-01-29T20:42:31.3810679Z",
            ),
            (
                "2026-01-29T20:42:31.381067999Z",
                "2026-01-29T20:42:31.3810679Z",
            ),
            (
                "2026-01-29T20:42:31.999999999999Z",
                "2026-01-29T20:42:31.9999999Z",
            ),
            (
                "2026-01-29T20:42:31,999999999999+01:00",
                "2026-01-29T19:42:31.9999999Z",
            ),
            // Without an offset it is UTC.
            ("2026-08-22T09:30:00", "2026-08-22T09:30:00Z"),
            ("2026-08-22 09:30:00", "2026-08-22T09:30:00Z"),
            ("2026-08-22 09:30", "2026-08-22T09:30:00Z"),
            ("2026-08-22t09:30z", "2026-08-22T09:30:00Z"),
            (" 2026-08-22T09:30Z\n", "2026-08-22T09:30:00Z"),
            // A day is its midnight.
            ("2026-08-22", "2026-08-22T00:00:00Z"),
            ("2024-02-29", "2024-02-29T00:00:00Z"),
            ("2000-02-29", "2000-02-29T00:00:00Z"),
            // A leap second is the second before it.
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            // The last moment of .NET stands for "never".
            (
                "9999-12-31T23:59:59.9999999Z",
                "9999-12-31T23:59:59.9999999Z",
            ),
            ("0002-01-01T00:00:00Z", "0002-01-01T00:00:00Z"),
        ] {
            assert_eq!(at(text).to_string(), shown, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, said) in [
            ("2026-02-31", "`2026-02-31` is not a day of the calendar"),
            ("2023-02-29", "`2023-02-29` is not a day of the calendar"),
            ("1900-02-29", "`1900-02-29` is not a day of the calendar"),
            ("2026-13-01", "`2026-13-01` is not a day of the calendar"),
            ("2026-00-10", "`2026-00-10` is not a day of the calendar"),
            ("2026-04-00", "`2026-04-00` is not a day of the calendar"),
            ("0000-01-01", "`0000-01-01` is not a day of the calendar"),
            (
                " 2026-04-31T10:00:00Z",
                "`2026-04-31` in `2026-04-31T10:00:00Z` is not a day of the calendar",
            ),
            (
                "2026-08-22T24:00:00Z",
                "`24:00:00` in `2026-08-22T24:00:00Z` is not a time of the day",
            ),
            (
                "2026-08-22T24:00",
                "`24:00` in `2026-08-22T24:00` is not a time of the day",
            ),
            (
                "2026-08-22 09:60+02:00",
                "`09:60` in `2026-08-22 09:60+02:00` is not a time of the day",
            ),
            (
                "2026-08-22T09:30:61.5Z",
                "`09:30:61` in `2026-08-22T09:30:61.5Z` is not a time of the day",
            ),
            (
                "0001-01-01T08:00:00Z",
                "`0001-01-01T08:00:00Z` is in the year 1, which stands for an unknown time",
            ),
            (
                "0001-01-01T00:00:00+05:00",
                "`0001-01-01T00:00:00+05:00` is in the year 1, which stands for an unknown time",
            ),
            (
                "9999-12-31T23:59:59-05:00",
                "`9999-12-31T23:59:59-05:00` is after the year 9999 in UTC",
            ),
            ("", "`` is not a time"),
            ("yesterday", "`yesterday` is not a time"),
        ] {
            assert_eq!(Timestamp::parse(text).unwrap_err().to_string(), said);
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "2026",
            "2026-08",
            "2026-8-2",
            "20260822",
            "20260822T093000Z",
            "+002026-08-22",
            "-002026-08-22",
            "2026-W34-6",
            "2026-234",
            "22.08.2026",
            "2026/08/22",
            "2026-08-22T",
            "2026-08-22T9",
            "2026-08-22T9:30",
            "2026-08-22X09:30",
            "2026-08-22  09:30",
            "2026-08-22Z",
            "2026-08-22+02:00",
            "2026-08-22T09:30:00.Z",
            "2026-08-22T09:30:00.5.5Z",
            "2026-08-22T09:30:00ZZ",
            "2026-08-22T09:30:00Z tomorrow",
            "2026-08-22T09:30:00+24:00",
            "2026-08-22T09:30:00+99:99",
            "2026-08-22T09:30:00+02:00[Europe/Oslo]",
            "2026-08-22[u-ca=iso8601]",
            "2026-08-22T09:30:00 +02:00",
            "２026-08-22",
            "2026-08-2é",
            "2026-08-22é09:30",
        ] {
            let fault = Timestamp::parse(text).unwrap_err().fault;
            assert_eq!(fault, TimestampFault::Form, "{text}");
        }
    }

    #[test]
    fn a_day_has_no_time() {
        let day = Timestamp::parse_day("2026-08-22").unwrap();
        assert_eq!(day, at("2026-08-22T00:00:00Z"));
        assert_eq!(day.day(), "2026-08-22");
        for (text, fault) in [
            ("2026-08-22T00:00:00Z", TimestampFault::NotADay),
            (" 2026-08-22", TimestampFault::NotADay),
            ("2026-02-31", TimestampFault::Day),
            ("2026-02-31T00:00", TimestampFault::Day),
            ("0001-01-01", TimestampFault::Unknown),
            ("today", TimestampFault::Form),
        ] {
            let error = Timestamp::parse_day(text).unwrap_err();
            assert_eq!(error.fault, fault, "{text}");
        }
    }

    #[test]
    fn the_year_1_is_a_year_where_nothing_is_unknown() {
        let first = Timestamp::parse_of_any_year("0001-01-01T00:00:00Z").unwrap();
        assert!(first < at("0002-01-01"));
        assert_eq!(first.to_string(), "0001-01-01T00:00:00Z");
        assert!(Timestamp::parse_of_any_year("0000-12-31T00:00:00Z").is_err());
    }

    #[test]
    fn instants_are_subtracted() {
        let start = at("2026-02-28T23:00:00Z");
        assert_eq!(at("2026-03-01T07:00:00Z").seconds_since(start), 8 * 3600);
        assert_eq!(start.seconds_since(at("2026-03-01")), -3600);
        let (early, late) = (at("2026-03-01T00:00:00.3Z"), at("2026-03-01T00:00:01.2Z"));
        assert_eq!(late.seconds_since(early), 0);
        assert_eq!(early.seconds_since(late), -1, "towards the past");
        assert_eq!(late.start_of_day(), at("2026-03-01"));
        assert_eq!(early.plus_seconds(-1), Some(at("2026-02-28T23:59:59.3Z")));
        assert_eq!(at("9999-12-31").plus_seconds(86_400), None);
    }

    #[test]
    fn seconds_since_1970_are_instants() {
        let of = Timestamp::from_unix_seconds;
        assert_eq!(of(86_400), Some(at("1970-01-02")));
        assert_eq!(of(951_868_800), Some(at("2000-03-01T00:00:00Z")));
        assert_eq!(of(-1), Some(at("1969-12-31T23:59:59Z")));
        assert_eq!(of(253_402_300_799), Some(at("9999-12-31T23:59:59Z")));
        for outside in [253_402_300_800, -62_135_596_801, i64::MAX, i64::MIN] {
            assert_eq!(of(outside), None, "{outside}");
        }
    }

    /// Any instant after the year 1, with ticks.
    fn any() -> impl Strategy<Value = Timestamp> {
        let seconds = -62_104_060_800i64..253_402_300_800;
        (seconds, 0i32..10_000_000).prop_map(|(seconds, ticks)| {
            let whole = Timestamp::from_unix_seconds(seconds).unwrap();
            Timestamp(whole.0 + SignedDuration::from_nanos(i64::from(ticks) * 100))
        })
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read(time in any()) {
            prop_assert_eq!(Timestamp::parse(&time.to_string()), Ok(time));
            prop_assert_eq!(Timestamp::parse_day(&time.day()), Ok(time.start_of_day()));
        }

        #[test]
        fn order_is_that_of_time(a in any(), b in any()) {
            let texts = [a, b].map(|time| format!("{:.7}", time.0));
            prop_assert_eq!(texts[0].cmp(&texts[1]), a.cmp(&b));
            if a >= b {
                prop_assert!(a.seconds_since(b) >= 0);
            }
        }

        #[test]
        fn an_offset_moves_it(time in any(), minutes in -839i64..840) {
            let shift = SignedDuration::from_mins(minutes);
            if let Ok(local) = time.0.checked_add(shift) && local.year() > 1 {
                let sign = if minutes < 0 { '-' } else { '+' };
                let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
                let written = format!("{local}{sign}{hours:02}:{rest:02}");
                prop_assert_eq!(Timestamp::parse(&written), Ok(time));
            }
        }

        #[test]
        fn no_text_is_too_odd(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]?[0-9:.,+Zé-]{0,24}") {
            if let Err(error) = Timestamp::parse(&text) {
                prop_assert!(error.to_string().contains(text.trim()));
            }
        }
    }
}
