//! How many cells text takes on the screen, counted as the screen's buffer counts them: grapheme by grapheme.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells of one grapheme. Control characters take none: the buffer leaves them out.
pub fn grapheme(grapheme: &str) -> usize {
    if let [byte] = grapheme.as_bytes() {
        return usize::from(!byte.is_ascii_control());
    }
    if grapheme.contains(char::is_control) {
        return 0;
    }
    // Halfwidth sound marks stand in a cell of their own on terminals, though Unicode has them extend a grapheme.
    grapheme.width() + grapheme.chars().filter(|c| matches!(c, '\u{FF9E}' | '\u{FF9F}')).count()
}

/// Cells of a text on one line.
pub fn of(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|byte| !byte.is_ascii_control()).count();
    }
    text.graphemes(true).map(grapheme).sum()
}

/// The longest beginning of `text` that takes at most `cells`, and the cells it takes.
pub fn head(text: &str, cells: usize) -> (&str, usize) {
    let mut used = 0;
    for (start, cluster) in text.grapheme_indices(true) {
        let width = grapheme(cluster);
        if used + width > cells {
            return (&text[..start], used);
        }
        used += width;
    }
    (text, used)
}

/// The first grapheme; empty only for an empty text.
pub fn first(text: &str) -> &str {
    text.graphemes(true).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_those_of_the_screen() {
        for (text, cells) in [
            ("", 0),
            ("news", 4),
            ("été", 3),
            ("e\u{301}te", 3),
            ("日本", 4),
            ("👨‍👩‍👧", 2),
            ("❤️", 2),
            ("🇫🇷", 2),
            ("a\tb", 2),
            ("سلام", 4),
            ("●○★⚠▸▾↑…", 8),
        ] {
            assert_eq!(of(text), cells, "{text}");
        }
    }

    #[test]
    fn a_head_ends_between_graphemes() {
        assert_eq!(head("日本語", 5), ("日本", 4));
        assert_eq!(head("a👨‍👩‍👧b", 2), ("a", 1));
        assert_eq!(head("news", 9), ("news", 4));
    }

    #[test]
    fn the_buffer_agrees() {
        use ratatui::buffer::Buffer;
        use ratatui::layout::Rect;
        use ratatui::style::Style;
        let mut buffer = Buffer::empty(Rect::new(0, 0, 40, 1));
        for text in ["news", "e\u{301}te", "日本", "👨‍👩‍👧", "❤️", "ｶﾞ", "لا إله", "a\u{200b}b", "क्षत्रिय"]
        {
            let (end, _) = buffer.set_stringn(0, 0, text, 40, Style::default());
            assert_eq!(of(text), usize::from(end), "{text}");
        }
    }
}
