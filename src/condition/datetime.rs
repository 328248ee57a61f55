//! Instants as conditions write them: `yyyy-mm-ddThh:mm:ss.fffffffZ` (§3.5).

const TICKS_PER_SECOND: i64 = 10_000_000;
const FRACTION_DIGITS: usize = 7;

/// The instant as ticks of 100 ns since the first of January of the year 1; `None` for any other
/// form and for dates that don't exist. Zero to seven digits of fraction count as padded.
pub(super) fn parse(text: &str) -> Option<i64> {
    let text = text.strip_suffix('Z')?;
    let (seconds, fraction) = match text.split_once('.') {
        Some((seconds, fraction)) if !fraction.is_empty() => (seconds, fraction),
        Some(_) => return None,
        None => (text, ""),
    };
    let bytes: &[u8; 19] = seconds.as_bytes().try_into().ok()?;
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if separators.iter().any(|&(at, byte)| bytes[at] != byte) {
        return None;
    }
    let number = |from: usize, to: usize| digits(&bytes[from..to]);
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if year == 0 || hour > 23 || minute > 59 || second > 59 || fraction.len() > FRACTION_DIGITS {
        return None;
    }
    let mut ticks = digits(fraction.as_bytes())?;
    for _ in fraction.len()..FRACTION_DIGITS {
        ticks *= 10;
    }
    let of_day = (hour * 60 + minute) * 60 + second;
    Some((days(year, month, day)? * 86_400 + of_day) * TICKS_PER_SECOND + ticks)
}

fn digits(bytes: &[u8]) -> Option<i64> {
    bytes.iter().try_fold(0, |value, byte| {
        byte.is_ascii_digit()
            .then(|| value * 10 + i64::from(byte - b'0'))
    })
}

fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let february = if leap { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before = usize::try_from(month).ok()?.checked_sub(1)?;
    let length = *lengths.get(before)?;
    if day < 1 || day > length {
        return None;
    }
    let years = year - 1;
    let of_years = years * 365 + years / 4 - years / 100 + years / 400;
    Some(of_years + lengths[..before].iter().sum::<i64>() + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_padded() {
        let whole = parse("2022-06-01T00:00:00Z").unwrap();
        for same in ["2022-06-01T00:00:00.0Z", "2022-06-01T00:00:00.0000000Z"] {
            assert_eq!(parse(same), Some(whole));
        }
        assert_eq!(parse("2022-06-01T00:00:00.0000001Z"), Some(whole + 1));
        assert_eq!(parse("2022-06-01T00:00:00.5Z"), Some(whole + 5_000_000));
        assert_eq!(parse("2022-05-31T23:59:59.9Z"), Some(whole - 1_000_000));
    }

    #[test]
    fn days_are_counted_through_leap_years() {
        // The Unix epoch lies 719,162 days after 0001-01-01.
        let epoch = parse("1970-01-01T00:00:00Z").unwrap();
        assert_eq!(epoch, 719_162 * 86_400 * TICKS_PER_SECOND);
        let day = |text: &str| parse(&format!("{text}T00:00:00Z"));
        assert!(day("2024-02-29").is_some());
        assert!(day("2000-02-29").is_some());
        for missing in [
            "2023-02-29",
            "1900-02-29",
            "2023-04-31",
            "2023-13-01",
            "2023-00-01",
            "2023-01-00",
            "0000-01-01",
        ] {
            assert_eq!(day(missing), None, "{missing}");
        }
        assert!(parse("9999-12-31T23:59:59.9999999Z").is_some());
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "Z",
            "2022-06-01",
            "2022-06-01T00:00:00",
            "2022-06-01 00:00:00Z",
            "2022-06-01T24:00:00Z",
            "2022-06-01T00:00:60Z",
            "2022-06-01T00:00:00.Z",
            "2022-06-01T00:00:00.12345678Z",
            "2022-06-01T00:00:00+02:00",
            "２022-06-01T00:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
