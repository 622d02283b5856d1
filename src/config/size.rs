//! Sizes of data as the user writes them: `800 kB`, `500 MB`, `2 GB`.

use std::fmt;

use serde::Deserialize;

/// Decimal, as disks are sold.
const UNITS: &[(&str, u64)] = &[("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000)];

/// Bytes in a configuration file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fits = |(_, bytes): &&(&str, u64)| self.0.is_multiple_of(*bytes) && self.0 >= *bytes;
        let (unit, bytes) = UNITS.iter().rev().find(fits).unwrap_or(&UNITS[0]);
        write!(f, "{} {unit}", self.0 / bytes)
    }
}

impl TryFrom<String> for Size {
    type Error = String;

    fn try_from(text: String) -> Result<Size, String> {
        let wrong = || format!("`{text}` is not a size; write `800 kB`, `500 MB` or `2 GB`");
        let named = |(unit, _): &&(&str, u64)| text.to_ascii_lowercase().ends_with(&unit.to_ascii_lowercase());
        let (unit, bytes) = UNITS.iter().find(named).ok_or_else(wrong)?;
        let number = text[..text.len() - unit.len()].trim();
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        number.parse::<u64>().ok().and_then(|number| number.checked_mul(*bytes)).map(Size).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_decimal() {
        for (text, bytes) in [("500 MB", 500_000_000), ("800kB", 800_000), ("2 gb", 2_000_000_000), ("0 MB", 0)] {
            assert_eq!(Size::try_from(text.to_owned()), Ok(Size(bytes)));
        }
        assert_eq!([500_000_000, 1_500_000_000, 0].map(|bytes| Size(bytes).to_string()), ["500 MB", "1500 MB", "0 kB"]);
        for text in ["", "MB", "500", "1.5 GB", "-1 MB", "5 MiB", "99999999999999999999 GB", "ü"] {
            assert!(Size::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
