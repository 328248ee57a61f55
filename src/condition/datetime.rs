//! Instants as conditions write them: `yyyy-mm-ddThh:mm:ss.fffffffZ` (§3.5).

use crate::time::Timestamp;

const FRACTION_DIGITS: usize = 7;

/// The instant; `None` for any other form and for dates and times that don't exist. Zero to seven
/// digits of fraction count as padded.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let has_separators = separators
        .iter()
        .all(|&(at, byte)| text.as_bytes().get(at) == Some(&byte));
    // No clock that a condition is judged by shows a leap second.
    if !has_separators || text.get(17..19) == Some("60") {
        return None;
    }
    let fraction = text.get(19..)?.strip_suffix('Z')?;
    let is_fraction = match fraction.strip_prefix('.') {
        Some(digits) => {
            (1..=FRACTION_DIGITS).contains(&digits.len())
                && digits.bytes().all(|digit| digit.is_ascii_digit())
        }
        None => fraction.is_empty(),
    };
    is_fraction
        .then(|| Timestamp::parse_of_any_year(text).ok())
        .flatten()
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
        let order = [
            "2022-05-31T23:59:59.9Z",
            "2022-06-01T00:00:00Z",
            "2022-06-01T00:00:00.0000001Z",
            "2022-06-01T00:00:00.05Z",
            "2022-06-01T00:00:00.5Z",
        ];
        assert!(order.map(|text| parse(text).unwrap()).is_sorted());
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        let day = |text: &str| parse(&format!("{text}T00:00:00Z"));
        for there in ["2024-02-29", "2000-02-29", "0001-01-01"] {
            assert!(day(there).is_some(), "{there}");
        }
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
