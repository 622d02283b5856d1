//! Raised and lowered text as Unicode has it, else marked by `^` and `_`.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    Sub,
    Super,
}

/// Longer texts are set as they are: notes in small type, whole sentences.
const MAX_MARKED: usize = 16;
/// What is raised for its looks alone, so that the word would not be found any more if it were.
const ENDINGS: [&str; 24] = [
    "st", "nd", "rd", "th", "er", "re", "ère", "ere", "e", "ème", "eme", "es", "o", "a", "os", "as", "ma", "mo", "tm",
    "sm", "r", "me", "lle", "mme",
];
/// Each character and its raised form.
const RAISED: (&str, &str) = (
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδεθφ",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᵋᶿᵠ",
);
/// Each character and its lowered form.
const LOWERED: (&str, &str) = ("0123456789+-−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ");

impl Script {
    /// A text as it stands in a line, `before` being what stands before it.
    pub fn set(self, text: &str, before: Option<char>) -> String {
        let text = text.trim();
        let plain = !text.contains(char::is_alphanumeric)
            || text.chars().count() > MAX_MARKED
            || text.contains(char::is_whitespace)
            || (self == Script::Super && is_ending(text, before));
        if plain { text.to_owned() } else { self.formula(text) }
    }

    /// The same within a formula, where all that is raised means something.
    pub fn formula(self, text: &str) -> String {
        let (from, to) = match self {
            Script::Super => RAISED,
            Script::Sub => LOWERED,
        };
        let shifted = |c| from.chars().position(|plain| plain == c).and_then(|at| to.chars().nth(at));
        let shifted: Option<String> = text.chars().map(shifted).collect();
        shifted.unwrap_or_else(|| self.marked(text))
    }

    /// A text marked as raised or lowered.
    pub fn marked(self, text: &str) -> String {
        match self {
            Script::Super => format!("^({})", text.trim()),
            Script::Sub => format!("_({})", text.trim()),
        }
    }
}

/// "1st", "XIVe", "Mme", "Acme (TM)".
fn is_ending(text: &str, before: Option<char>) -> bool {
    before.is_some_and(|c| c.is_ascii_digit() || c.is_uppercase() || text.len() > 1)
        && ENDINGS.iter().any(|ending| text.eq_ignore_ascii_case(ending) && (ending.len() > 1 || before != Some('e')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_unicode_has_is_shifted_and_the_rest_marked() {
        use Script::{Sub, Super};
        for (script, before, text, set) in [
            (Super, 'm', "2", "²"),
            (Super, 'x', "n+1", "ⁿ⁺¹"),
            (Super, 'x', "2/3", "^(2/3)"),
            (Sub, 'x', "ij", "ᵢⱼ"),
            (Sub, 'E', "kin", "ₖᵢₙ"),
            (Sub, 'v', "max.", "_(max.)"),
            (Super, '1', "st", "st"),
            (Super, 'V', "e", "e"),
            (Super, 'e', "x", "ˣ"),
            (Super, 'm', "†", "†"),
            (Super, 's', "a longer remark in small type", "a longer remark in small type"),
        ] {
            assert_eq!(script.set(text, Some(before)), set, "{before}{text}");
        }
    }

    #[test]
    fn the_tables_are_of_one_length() {
        for (from, to) in [RAISED, LOWERED] {
            assert_eq!(from.chars().count(), to.chars().count());
        }
    }
}
