//! Lines of a text: which of them were broken to fit a page, and what the others are.

/// Widths to which programs and people break text.
const MEASURES: std::ops::RangeInclusive<usize> = 56..=90;
/// A line longer than this is a paragraph of its own.
pub const LONG: usize = 100;

/// The lines of a text, and how wide it was set.
pub struct Lines<'a> {
    pub all: Vec<&'a str>,
    /// The width at which lines were broken; none where they end with their paragraphs.
    measure: Option<usize>,
}

impl<'a> Lines<'a> {
    pub fn new(all: Vec<&'a str>) -> Lines<'a> {
        let measure = measure(&all);
        Lines { all, measure }
    }

    /// The same text with other lines.
    pub fn with(&self, all: Vec<&'a str>) -> Lines<'a> {
        let measure = measure(&all).or(self.measure);
        Lines { all, measure }
    }

    /// Whether the line goes on in the next: its first word would not have fitted.
    pub fn goes_on(&self, line: &str, next: &str) -> bool {
        let Some(measure) = self.measure else { return false };
        let first = next.split_whitespace().next().unwrap_or_default();
        let length = line.chars().count();
        length <= LONG && length + 1 + first.chars().count() > measure
    }
}

/// The width of the longest run of lines that cannot all be lines of their own: some begin in the middle of a sentence.
fn measure(lines: &[&str]) -> Option<usize> {
    let runs = lines.split(|line| line.is_empty()).filter(|run| run.len() > 1);
    let of_run = |run: &[&str]| {
        let width = run.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        let broken = run.windows(2).any(|pair| continues(pair[1]) && pair[0].chars().count() * 4 > width * 3);
        (broken && MEASURES.contains(&width)).then_some(width)
    };
    runs.filter_map(of_run).max()
}

/// Whether a line begins as no sentence does: with a small letter, or in a script that has none.
fn continues(line: &str) -> bool {
    let first = line.trim_start().chars().next();
    first.is_some_and(|c| c.is_alphabetic() && !c.is_uppercase())
}

/// Characters and words that tell what a line may be.
pub fn words(line: &str) -> usize {
    line.split_whitespace().count()
}

/// Dashes, stars or the like alone.
pub fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next().filter(|c| "-*_=~#•·—–".contains(*c)) else { return false };
    marks.clone().count() >= 2 && marks.all(|c| c == first)
}

/// A line below a heading.
pub fn is_underline(line: &str, of: &str) -> bool {
    let length = line.len();
    let marks = length >= 3 && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-'));
    marks && length + 3 >= of.chars().count().min(length + 3) && length <= of.chars().count() + 3
}

/// A line that names something: no sentence, no address, no list item.
pub fn is_label(line: &str, most: usize) -> bool {
    let line = line.trim();
    let first = line.chars().next();
    let opens = first.is_some_and(|c| (c.is_alphabetic() && !c.is_lowercase()) || c.is_numeric());
    let closes = line.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, ')' | '?' | '!' | '%'));
    opens && closes && line.chars().count() <= most && line.chars().any(char::is_alphabetic) && !line.contains("://")
}

/// What stands behind the mark of a quoted line.
pub fn quoted(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix('>')?;
    Some(rest.strip_prefix(' ').unwrap_or(rest))
}

/// The number of a list's item, if it has one, and its text.
pub fn item(line: &str) -> Option<(Option<u32>, &str)> {
    let line = line.trim_start();
    for mark in ["- ", "* ", "• ", "+ "] {
        if let Some(text) = line.strip_prefix(mark) {
            return Some((None, text.trim_start())).filter(|(_, text)| !text.is_empty());
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let number = line.get(..digits).filter(|_| (1..=3).contains(&digits))?.parse().ok()?;
    let text = line.get(digits..)?.strip_prefix(['.', ')'])?.strip_prefix(' ')?;
    Some((Some(number), text.trim_start())).filter(|(_, text)| !text.is_empty())
}

pub fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
