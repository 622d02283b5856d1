//! Lowered and raised text, and the signs that pages put behind their headings.

#[derive(Debug, Clone, Copy)]
pub enum Script {
    Sub,
    Super,
}

impl Script {
    /// Digits and signs as Unicode has them raised or lowered; none if it lacks one of them.
    pub fn write(self, text: &str) -> Option<String> {
        text.trim().chars().map(|c| self.of(c)).collect()
    }

    fn of(self, c: char) -> Option<char> {
        let (digits, signs) = match self {
            Script::Super => ("⁰¹²³⁴⁵⁶⁷⁸⁹", "⁺⁻⁽⁾"),
            Script::Sub => ("₀₁₂₃₄₅₆₇₈₉", "₊₋₍₎"),
        };
        match c {
            '0'..='9' => digits.chars().nth(c.to_digit(10)? as usize),
            '+' => signs.chars().next(),
            '-' | '−' => signs.chars().nth(1),
            '(' => signs.chars().nth(2),
            ')' => signs.chars().nth(3),
            _ => None,
        }
    }
}

/// The sign by which headings link to themselves and notes to where they are called.
pub fn is_page_mark(text: &str) -> bool {
    matches!(text.trim_end_matches('\u{fe0e}'), "#" | "¶" | "§" | "🔗" | "↩" | "↵" | "^")
}
