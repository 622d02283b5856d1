//! The clipboard through the terminal (OSC 52), which works across ssh too.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Longer texts are cut: terminals drop sequences of more than about 100 kB.
const MOST_BYTES: usize = 64 * 1024;

/// The sequence that puts `text`, without control characters other than line breaks, on the clipboard.
pub fn copy(text: &str) -> String {
    let mut clean: String = text.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).collect();
    if clean.len() > MOST_BYTES {
        clean.truncate(clean.floor_char_boundary(MOST_BYTES));
    }
    format!("\x1b]52;c;{}\x07", STANDARD.encode(clean))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_encoded_and_bare_of_controls() {
        assert_eq!(copy("https://a.example/"), "\x1b]52;c;aHR0cHM6Ly9hLmV4YW1wbGUv\x07");
        assert_eq!(copy("a\x1b]0;x\x07b"), copy("a]0;xb"));
        assert!(copy(&"é".repeat(MOST_BYTES)).len() < 2 * MOST_BYTES);
    }
}
