//! What a character may do to a terminal.

use unicode_width::UnicodeWidthChar;

/// How the filter treats a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Shown as it is.
    Plain,
    /// White space of any kind, line ends included.
    Space,
    /// Stands on the character before it and takes no cell of its own.
    Mark,
    /// ZWJ or ZWNJ: kept only between characters that it joins or parts.
    Joiner,
    /// VS16: kept only behind a pictograph.
    EmojiSelector,
    /// Never shown: controls, direction marks, invisible characters, tags.
    Forbidden,
}

/// Sorts a character.
pub fn class(c: char) -> Class {
    match c {
        _ if is_quiet(c) && c != ' ' => Class::Plain,
        '\u{200C}' | '\u{200D}' => Class::Joiner,
        '\u{FE0F}' => Class::EmojiSelector,
        _ if c.is_whitespace() => Class::Space,
        _ if is_forbidden(c) => Class::Forbidden,
        // Skin tones colour the emoji before them.
        '\u{1F3FB}'..='\u{1F3FF}' => Class::Mark,
        _ if c.width() == Some(0) => Class::Mark,
        _ => Class::Plain,
    }
}

/// Letters, digits and signs of the common scripts: one look is enough. A subset of plain, and the space.
pub fn is_quiet(c: char) -> bool {
    matches!(c,
        ' '..='~'
        | '\u{A1}'..='\u{AC}' | '\u{AE}'..='\u{2FF}' | '\u{370}'..='\u{482}' | '\u{48A}'..='\u{590}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{20A0}'..='\u{20CF}' | '\u{2100}'..='\u{25FF}'
        | '\u{3001}'..='\u{3029}' | '\u{3030}'..='\u{3098}' | '\u{309B}'..='\u{3130}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FF01}'..='\u{FF9F}')
}

fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Soft hyphen, grapheme joiner, Arabic letter mark, Khmer inherent vowels, Mongolian separator.
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}'
            // Zero-width space, direction marks; overrides; word joiner, invisible operators, isolates, old format marks.
            | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            // Hangul fillers, variation selectors, byte order mark, annotation marks.
            | '\u{3164}' | '\u{FFA0}' | '\u{FE00}'..='\u{FE0E}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            // Shorthand and musical format controls, tags and selectors of the supplement.
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Characters that can have an emoji form (Extended_Pictographic, a little wider; keycap bases too).
pub fn is_pictograph(c: char) -> bool {
    matches!(c,
        '#' | '*' | '0'..='9' | '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}'
        | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{24C2}' | '\u{25A0}'..='\u{27BF}'
        | '\u{2934}' | '\u{2935}' | '\u{2B00}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}'
        | '\u{1F000}'..='\u{1FAFF}')
}

/// Scripts whose spelling needs joiners: Arabic and its kin, Mongolian, the Indic ones (Persian writes half its verbs with ZWNJ).
pub fn is_joining_script(c: char) -> bool {
    matches!(c,
        '\u{620}'..='\u{8FF}' | '\u{900}'..='\u{DFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{18AF}'
        | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}
