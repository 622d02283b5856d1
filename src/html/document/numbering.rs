//! The numbers of a list (HTML Living Standard, 4.4.5): where they begin, how they are written, which way they run.

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbering {
    pub first: i32,
    pub style: NumberStyle,
    /// Counts down.
    pub reversed: bool,
    /// Items with a number of their own, from which it goes on: index and number, by rising index.
    pub own: Vec<(usize, i32)>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NumberStyle {
    #[default]
    Decimal,
    LowerLetter,
    UpperLetter,
    LowerRoman,
    UpperRoman,
}

impl Default for Numbering {
    fn default() -> Numbering {
        Numbering { first: 1, style: NumberStyle::default(), reversed: false, own: Vec::new() }
    }
}

impl Numbering {
    /// The number of the item of that index (from 0).
    pub fn number(&self, index: usize) -> i64 {
        let before = self.own.partition_point(|(at, _)| *at <= index).checked_sub(1);
        let (from, first) = before.and_then(|last| self.own.get(last)).copied().unwrap_or((0, self.first));
        let steps = i64::try_from(index - from).unwrap_or(i64::MAX);
        let first = i64::from(first);
        if self.reversed { first.saturating_sub(steps) } else { first.saturating_add(steps) }
    }

    /// The number as it stands before the item: "7.", "iv.", "C.".
    pub fn mark(&self, index: usize) -> String {
        format!("{}.", self.style.write(self.number(index)))
    }
}

impl NumberStyle {
    /// A number in this style; in figures where the style has no such number.
    pub fn write(self, number: i64) -> String {
        let written = match self {
            NumberStyle::Decimal => None,
            NumberStyle::LowerLetter => letters(number),
            NumberStyle::UpperLetter => letters(number).map(|letters| letters.to_ascii_uppercase()),
            NumberStyle::LowerRoman => roman(number),
            NumberStyle::UpperRoman => roman(number).map(|roman| roman.to_ascii_uppercase()),
        };
        written.unwrap_or_else(|| number.to_string())
    }
}

/// a to z, aa, ab and so on.
fn letters(number: i64) -> Option<String> {
    let mut rest = u32::try_from(number).ok().filter(|number| *number > 0)?;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from_u32(u32::from(b'a') + rest % 26)?);
        rest /= 26;
    }
    Some(letters.into_iter().rev().collect())
}

/// i to mmmcmxcix.
fn roman(number: i64) -> Option<String> {
    const SIGNS: [(i64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = Some(number).filter(|number| (1..4000).contains(number))?;
    let mut roman = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            roman.push_str(sign);
            rest -= value;
        }
    }
    Some(roman)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_every_style() {
        use NumberStyle::{Decimal, LowerLetter, LowerRoman, UpperLetter, UpperRoman};
        for (style, number, written) in [
            (Decimal, -3, "-3"),
            (LowerLetter, 1, "a"),
            (LowerLetter, 26, "z"),
            (UpperLetter, 27, "AA"),
            (LowerLetter, 703, "aaa"),
            (LowerLetter, 0, "0"),
            (LowerRoman, 4, "iv"),
            (UpperRoman, 1994, "MCMXCIV"),
            (UpperRoman, 4000, "4000"),
        ] {
            assert_eq!(style.write(number), written);
        }
    }

    #[test]
    fn items_count_up_or_down_from_the_last_number_given() {
        let up = Numbering { first: 3, own: vec![(2, 10)], ..Numbering::default() };
        assert_eq!([0, 1, 2, 3].map(|index| up.mark(index)), ["3.", "4.", "10.", "11."]);
        let down = Numbering { first: 2, reversed: true, ..Numbering::default() };
        assert_eq!([0, 1, 2].map(|index| down.number(index)), [2, 1, 0]);
        assert_eq!(Numbering { first: i32::MAX, ..Numbering::default() }.number(1), 2_147_483_648);
    }
}
