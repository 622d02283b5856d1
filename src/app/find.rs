//! Finding a text in the article: across the ends of lines and hyphens, whatever the case and the accents.

use unicode_segmentation::UnicodeSegmentation;

use crate::app::article;
use crate::app::state::State;
use crate::search::fold;
use crate::text::layout::{Layout, Role};
use crate::text::width;

/// Matches that are counted.
const MOST: usize = 9_999;

/// What is looked for, and where it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Find {
    pub wanted: String,
    pub matches: Vec<Match>,
    /// The match that is shown: an index into `matches`.
    pub at: usize,
    /// The first line on the screen when the search began.
    from: usize,
}

/// The cells of one match, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match(pub Vec<Piece>);

/// Cells of a line, counted from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    pub line: usize,
    pub start: u16,
    pub end: u16,
}

/// A letter of the article, and the cells of the grapheme that it belongs to.
struct Letter {
    letter: char,
    /// Stands only at the end of a line: a hyphen that may not be the word's own, or the end itself.
    optional: bool,
    piece: Piece,
}

/// Begins to look for something.
pub fn begin(state: &mut State) {
    let from = state.article.top;
    state.article.find = Some(Find { from, ..Find::default() });
}

/// Looks for what has been typed, from where the search began.
pub fn typed(state: &mut State, wanted: &str) {
    let Some(find) = &mut state.article.find else { return };
    find.wanted = wanted.to_owned();
    let from = find.from;
    search(state);
    if let Some(find) = &mut state.article.find {
        let below = find.matches.iter().position(|found| found.line() >= from);
        find.at = below.unwrap_or(0);
        if find.matches.is_empty() {
            state.article.top = from;
        }
    }
    article::scroll_by(state, 0);
    show(state);
}

/// The article was set anew: its lines are others.
pub fn search(state: &mut State) {
    let (Some(find), Some(laid)) = (&mut state.article.find, &state.article.laid) else { return };
    find.matches = matches(&laid.layout, &find.wanted);
    find.at = find.at.min(find.matches.len().saturating_sub(1));
}

/// Goes on by matches, round the ends of the article.
pub fn step(state: &mut State, by: isize) {
    let Some(find) = &mut state.article.find else { return };
    let Ok(count @ 1..) = isize::try_from(find.matches.len()) else {
        let text = format!("`{}` is not in this article", find.wanted);
        return state.inform(text);
    };
    find.at = (find.at.cast_signed() + by).rem_euclid(count).cast_unsigned();
    show(state);
}

/// Ends the search; `back`: at the place where it began.
pub fn end(state: &mut State, back: bool) {
    if let Some(find) = state.article.find.take()
        && back
    {
        state.article.top = find.from;
        article::scroll_by(state, 0);
    }
}

fn show(state: &mut State) {
    let Some(line) = state.article.find.as_ref().and_then(|find| find.matches.get(find.at)).map(Match::line) else {
        return;
    };
    article::bring(state, line);
}

impl Match {
    fn line(&self) -> usize {
        self.0.first().map_or(0, |piece| piece.line)
    }
}

/// Where `wanted` stands in the lines. White space counts as one space.
fn matches(layout: &Layout, wanted: &str) -> Vec<Match> {
    let wanted: Vec<char> =
        wanted.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter_map(fold::letter).collect();
    let mut found = Vec::new();
    if wanted.is_empty() {
        return found;
    }
    let letters = letters(layout);
    let mut at = 0;
    while at < letters.len() && found.len() < MOST {
        match length(&letters[at..], &wanted) {
            Some(length) => {
                found.push(pieces(&letters[at..at + length]));
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// How many letters the match at the beginning takes.
fn length(letters: &[Letter], wanted: &[char]) -> Option<usize> {
    if letters.first()?.letter != *wanted.first()? {
        return None;
    }
    let mut at = 0;
    for letter in wanted {
        while letters.get(at)?.letter != *letter {
            if !letters.get(at)?.optional {
                return None;
            }
            at += 1;
        }
        at += 1;
    }
    Some(at)
}

fn pieces(letters: &[Letter]) -> Match {
    let mut pieces: Vec<Piece> = Vec::new();
    for piece in letters.iter().map(|letter| letter.piece).filter(|piece| piece.start < piece.end) {
        match pieces.last_mut() {
            Some(last) if last.line == piece.line && last.end >= piece.start => last.end = last.end.max(piece.end),
            _ => pieces.push(piece),
        }
    }
    Match(pieces)
}

/// The text of the lines, without what is no text: bullets, bars, the numbers of links.
fn letters(layout: &Layout) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    let mut block = None;
    for (line, set) in layout.lines.iter().enumerate() {
        if block.replace(set.anchor.block) == Some(set.anchor.block) {
            end_line(&mut letters, line);
        } else {
            letters.push(Letter { letter: '\n', optional: false, piece: Piece { line, start: 0, end: 0 } });
        }
        let mut column = 0;
        let begun = letters.len();
        for span in &set.spans {
            for grapheme in span.text.graphemes(true) {
                let start = column;
                column += width::grapheme(grapheme) as u16;
                if span.role != Role::Mark {
                    add(&mut letters, begun, grapheme, Piece { line, start, end: column });
                }
            }
        }
        while letters.len() > begun && letters.last().is_some_and(|last| last.letter == ' ') {
            letters.pop();
        }
    }
    letters
}

fn add(letters: &mut Vec<Letter>, begun: usize, grapheme: &str, piece: Piece) {
    for c in grapheme.chars() {
        let letter = if c.is_whitespace() { Some(' ') } else { fold::letter(c) };
        let Some(letter) = letter else { continue };
        match letters[begun..].last_mut() {
            // A space that was widened to fill the line.
            Some(before) if letter == ' ' && before.letter == ' ' => {
                if before.piece.end == piece.start {
                    before.piece.end = piece.end;
                }
            }
            None if letter == ' ' => {}
            _ => letters.push(Letter { letter, optional: false, piece }),
        }
    }
}

/// Between two lines of a block stands a space, unless a word was broken there. Whether it was, nobody can tell who sees
/// a hyphen or letters of a script without spaces: there both will do.
fn end_line(letters: &mut Vec<Letter>, line: usize) {
    let Some(last) = letters.last_mut() else { return };
    let hyphen = last.letter == '-';
    last.optional |= hyphen;
    let optional = hyphen || !last.letter.is_ascii_alphanumeric();
    letters.push(Letter { letter: ' ', optional, piece: Piece { line, start: 0, end: 0 } });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html;
    use crate::text::article::{Head, lay_out};
    use crate::text::manner::Manner;

    fn found(html: &str, width: u16, wanted: &str) -> Vec<String> {
        found_in(html, &Manner::of(width), wanted)
    }

    fn found_in(html: &str, manner: &Manner, wanted: &str) -> Vec<String> {
        let head = Head { language: Some("en".to_owned()), ..Head::default() };
        let layout = lay_out(&head, &html::convert(html, None), manner);
        let text = |piece: &Piece| {
            let line: String = layout.lines[piece.line].spans.iter().map(|span| span.text.as_str()).collect();
            let (_, before) = width::head(&line, usize::from(piece.start));
            assert_eq!(before, usize::from(piece.start));
            let start = width::head(&line, usize::from(piece.start)).0.len();
            width::head(&line[start..], usize::from(piece.end - piece.start)).0.to_owned()
        };
        matches(&layout, wanted).iter().map(|found| found.0.iter().map(text).collect::<Vec<_>>().join("|")).collect()
    }

    #[test]
    fn words_are_found_whatever_their_case_and_accents() {
        assert_eq!(found("<p>Élysée, ÉLYSÉE, elysee</p>", 60, "elysée"), ["Élysée", "ÉLYSÉE", "elysee"]);
        assert_eq!(found("<p>日本語の新聞</p>", 60, "新聞"), ["新聞"]);
        assert!(found("<p>something</p>", 60, "nothing").is_empty());
        assert!(found("<p>something</p>", 60, " ").is_empty());
    }

    #[test]
    fn words_are_found_across_the_ends_of_lines() {
        assert_eq!(found("<p>an extraordinary hyphenation</p>", 12, "extraordinary"), ["extra-|ordinary"]);
        assert_eq!(found("<p>a well-known fact</p>", 7, "well-known"), ["well-|known"]);
        assert_eq!(found("<p>one two three</p>", 7, "two  THREE"), ["two|three"]);
        assert_eq!(found("<p>日本語の新聞を読む</p>", 8, "語の新聞を"), ["語の|新聞を"]);
        assert!(found("<p>one</p><p>two</p>", 40, "one two").is_empty(), "not across paragraphs");
    }

    #[test]
    fn words_are_found_across_widened_spaces() {
        let text = "A probe that fell through the haze of Titan for two and a half hours came to <b>rest on</b> a plain of ice.";
        let html = format!("<p>{text}</p>");
        let manner = Manner { justify: true, hyphenate: false, ..Manner::of(40) };
        let first = found_in(&html, &manner, "a probe that fell through the haze of");
        assert_eq!(first, ["A probe that  fell through  the haze  of"], "one piece of the line");
        let plain = text.replace("<b>", "").replace("</b>", "");
        for (at, _) in plain.match_indices(' ') {
            assert_eq!(found_in(&html, &manner, &plain[at + 1..]).len(), 1, "{}", &plain[at + 1..]);
        }
    }

    #[test]
    fn marks_are_no_text() {
        let html = "<blockquote><p>sodium <a href='https://e.example/'>borate</a> melts slowly</p></blockquote>";
        assert_eq!(found(html, 18, "borate melts"), ["borate|melts"]);
    }
}
