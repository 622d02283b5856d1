//! How long things are kept, as the user writes it: `keep = "90d"`, `entries = 2000`, `bodies = "30d"`.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::model::{Limit, Retention};

/// What stands for no limit of age, and for no limit of number.
const FOREVER: &str = "forever";
const ALL: &str = "all";

/// Days in each unit.
const UNITS: &[(char, u32)] = &[('y', 365), ('w', 7), ('d', 1)];
const LONGEST: u32 = 100 * 365;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    keep: Option<Age>,
    entries: Option<Number>,
    bodies: Option<Age>,
}

impl From<Written> for Retention {
    fn from(Written { keep, entries, bodies }: Written) -> Retention {
        let days = |age: Option<Age>| age.map(|age| age.0);
        Retention { keep: days(keep), entries: entries.map(|number| number.0), bodies: days(bodies) }
    }
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Age(Limit);

impl TryFrom<String> for Age {
    type Error = String;

    fn try_from(text: String) -> Result<Age, String> {
        age(&text).map(Age)
    }
}

#[derive(Deserialize)]
#[serde(try_from = "toml::Value")]
struct Number(Limit);

impl TryFrom<toml::Value> for Number {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Number, String> {
        let number = value.as_integer().and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0);
        match (number, value.as_str()) {
            (Some(number), _) => Ok(Number(Limit::Of(number))),
            (None, Some(ALL)) => Ok(Number(Limit::All)),
            _ => Err(format!("{value} is not a number of entries; write 2000, or \"{ALL}\" for no limit")),
        }
    }
}

/// The limit that `text` names, in days.
pub(super) fn age(text: &str) -> Result<Limit, String> {
    if text == FOREVER {
        return Ok(Limit::All);
    }
    let wrong = || format!("`{text}` is not an age; write `30d`, `12w`, `2y`, or `{FOREVER}` for no limit");
    let (unit, days) = UNITS.iter().find(|(unit, _)| text.ends_with(*unit)).ok_or_else(wrong)?;
    let number = text.strip_suffix(*unit).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    let total = number.and_then(|number| number.parse::<u32>().ok()).and_then(|number| number.checked_mul(*days));
    total.filter(|total| (1..=LONGEST).contains(total)).map(Limit::Of).ok_or_else(wrong)
}

/// A limit of age as it is written, in the largest unit that needs no fraction.
pub(super) fn print_age(limit: Limit) -> String {
    let Limit::Of(days) = limit else { return FOREVER.to_owned() };
    let (unit, size) = UNITS.iter().find(|(_, size)| days.is_multiple_of(*size)).unwrap_or(&('d', 1));
    format!("{}{unit}", days / size)
}

/// A limit of number as it is written.
pub(super) fn print_number(limit: Limit) -> toml_edit::Value {
    match limit {
        Limit::All => ALL.into(),
        Limit::Of(number) => i64::from(number).into(),
    }
}

/// The table `[retention]` of `config.toml`; what it does not name has no limit.
pub(super) fn usual<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Retention, D::Error> {
    Written::deserialize(deserializer).map(|written| Retention::from(written).or(Retention::ALL))
}

/// `retention` of a feed or folder: a table, or `"forever"` for all of it.
pub(super) fn own<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Retention, D::Error> {
    match toml::Value::deserialize(deserializer)? {
        toml::Value::String(text) if text == FOREVER => Ok(Retention::ALL),
        toml::Value::Table(table) => {
            table.try_into::<Written>().map(Retention::from).map_err(|error| D::Error::custom(error.message()))
        }
        _ => Err(D::Error::custom(format!(
            "write \"{FOREVER}\", or {{ keep = \"90d\", entries = 2000, bodies = \"30d\" }}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_read_back_as_written() {
        for text in ["1d", "90d", "12w", "2y", "100y", FOREVER] {
            assert_eq!(age(text).map(print_age), Ok(text.to_owned()));
        }
        assert_eq!(age("14d").map(print_age).as_deref(), Ok("2w"));
        for text in ["", "d", "0d", "-1d", "30", "1.5y", "101y", "9999999999w", "30 d", "6m", "ever"] {
            assert!(age(text).is_err(), "{text:?}");
        }
    }
}
