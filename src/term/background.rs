//! Whether the terminal is light or dark: what it says of its background.

/// The terminal's background, as far as a theme cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    Light,
    Dark,
}

impl Background {
    /// Reads the body of an answer to OSC 11: `11;rgb:ffff/ffff/ffff` or `11;rgba:…` with 1 to 4 digits a channel.
    pub fn from_answer(answer: &str) -> Option<Background> {
        let color = answer.strip_prefix("11;rgb:").or_else(|| answer.strip_prefix("11;rgba:"))?;
        let mut channels = color.split('/').map(channel);
        let (red, green, blue) = (channels.next()??, channels.next()??, channels.next()??);
        let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        Some(if luminance > 0.5 { Background::Light } else { Background::Dark })
    }
}

/// A channel of 1 to 4 hexadecimal digits, scaled to 0..=1.
fn channel(digits: &str) -> Option<f32> {
    if !(1..=4).contains(&digits.len()) {
        return None;
    }
    let value = u16::from_str_radix(digits, 16).ok()?;
    let most = (1u32 << (4 * digits.len())) - 1;
    Some(f32::from(value) / most as f32)
}

#[cfg(test)]
mod tests {
    use super::Background::{Dark, Light};
    use super::*;

    #[test]
    fn the_answer_tells() {
        assert_eq!(Background::from_answer("11;rgb:ffff/ffff/ffff"), Some(Light));
        assert_eq!(Background::from_answer("11;rgb:1/2/3"), Some(Dark));
        assert_eq!(Background::from_answer("11;rgba:fb/f1/c7/ff"), Some(Light));
        for bad in ["", "11;rgb:", "11;rgb:zz/00/00", "11;rgb:ffffff/0/0", "11;rgb:ff/ff", "10;rgb:0/0/0"] {
            assert_eq!(Background::from_answer(bad), None, "{bad}");
        }
    }
}
