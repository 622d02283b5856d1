//! Lengths of time as the user writes them: `45s`, `30m`, `2h`, `1d`.

use std::time::Duration;

use serde::Deserialize;

const UNITS: &[(char, u64)] = &[('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// The seconds that `text` names; more than a year is an error.
pub fn parse(text: &str) -> Result<u32, String> {
    let wrong = || format!("`{text}` is not a length of time; write `45s`, `30m`, `2h` or `1d`, at most `366d`");
    let (unit, seconds) = UNITS.iter().find(|(unit, _)| text.ends_with(*unit)).ok_or_else(wrong)?;
    let number = text.strip_suffix(*unit).unwrap_or_default();
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    let total = number.parse::<u64>().ok().and_then(|number| number.checked_mul(*seconds)).ok_or_else(wrong)?;
    u32::try_from(total).ok().filter(|total| (1..=366 * 86_400).contains(total)).ok_or_else(wrong)
}

/// Seconds in the largest unit that needs no fraction.
pub fn print(seconds: u32) -> String {
    let seconds = u64::from(seconds);
    let (unit, size) = UNITS.iter().find(|(_, size)| seconds.is_multiple_of(*size)).unwrap_or(&('s', 1));
    format!("{}{unit}", seconds / size)
}

/// A length of time in a configuration file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Length(pub u32);

impl TryFrom<String> for Length {
    type Error = String;

    fn try_from(text: String) -> Result<Length, String> {
        parse(&text).map(Length)
    }
}

impl From<Length> for Duration {
    fn from(length: Length) -> Duration {
        Duration::from_secs(length.0.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_back_as_written() {
        for text in ["1s", "90s", "30m", "2h", "1d", "366d"] {
            assert_eq!(parse(text).map(print), Ok(text.to_owned()));
        }
        assert_eq!(parse("60m").map(print).as_deref(), Ok("1h"));
    }

    #[test]
    fn what_is_no_length_says_so() {
        for text in ["", "m", "0m", "-1m", "+1m", "1.5h", "10", "367d", "99999999999999999999d", "1 h", "١h"] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }
}
