//! A line of text as it is gathered: white space folded, runs of one style joined.

use crate::html::document::{Emphasis, Inline};

const NO_BREAK_SPACE: char = '\u{a0}';
/// Stands at the beginning of indented lines: a space of one cell that is not folded.
const INDENT: char = '\u{2007}';
const MAX_INDENT: usize = 24;

#[derive(Debug, Default)]
pub struct Run {
    inlines: Vec<Inline>,
    /// White space stands between what is gathered and what comes.
    gap: bool,
    /// The link that leads to the text that comes next.
    place: Option<u16>,
}

impl Run {
    /// Adds text, its white space folded.
    pub fn push(&mut self, text: &str, style: Emphasis, link: Option<u16>) {
        self.gap |= text.starts_with(|c: char| c.is_ascii_whitespace());
        for word in text.split_ascii_whitespace() {
            self.space();
            self.append(word, style, link);
            self.gap = true;
        }
        self.gap = text.ends_with(|c: char| c.is_ascii_whitespace()) || (self.gap && text.trim_ascii().is_empty());
    }

    /// The text that comes next is where a link leads. If it was already where another one leads, gives that.
    pub fn begin_place(&mut self, link: u16) -> Option<u16> {
        if self.place.is_none() {
            self.place = Some(link);
            return None;
        }
        self.place.filter(|pending| *pending != link)
    }

    /// The last character, if no white space stands behind it.
    pub fn last(&self) -> Option<char> {
        self.inlines.last().filter(|_| !self.gap).and_then(|inline| inline.text.chars().next_back())
    }

    pub fn ends_with(&self, text: &str) -> bool {
        self.inlines.last().is_some_and(|inline| inline.text.ends_with(text))
    }

    pub fn is_at_line_start(&self) -> bool {
        self.inlines.last().is_none_or(|inline| inline.text.ends_with('\n'))
    }

    /// Indents the line that begins here.
    pub fn indent(&mut self, cells: usize) {
        self.append(&String::from(INDENT).repeat(cells.min(MAX_INDENT)), Emphasis::default(), None);
    }

    /// Adds a line break; false where a second one in a row asks for a new paragraph.
    pub fn line_break(&mut self) -> bool {
        self.gap = false;
        match self.inlines.last_mut() {
            Some(last) if last.text.ends_with('\n') => false,
            Some(last) => {
                last.text.push('\n');
                true
            }
            None => true,
        }
    }

    /// What was gathered, without white space at its ends; empty if there was nothing else.
    pub fn take(&mut self) -> Vec<Inline> {
        self.gap = false;
        let mut inlines = settled(std::mem::take(&mut self.inlines));
        while let Some(last) = inlines.last_mut() {
            last.text.truncate(last.text.trim_end().len());
            if !last.text.is_empty() {
                break;
            }
            inlines.pop();
        }
        if let Some(first) = inlines.first_mut().filter(|first| first.text.starts_with(char::is_whitespace)) {
            first.text = first.text.trim_start().to_owned();
        }
        inlines.retain(|inline| !inline.text.is_empty());
        inlines
    }

    /// Puts the space that is due at the end of what stands, so that a link or code never begins with it.
    fn space(&mut self) {
        if let Some(last) = self.inlines.last_mut().filter(|last| self.gap && !last.text.ends_with('\n')) {
            last.text.push(' ');
        }
    }

    fn append(&mut self, text: &str, style: Emphasis, link: Option<u16>) {
        match self.inlines.last_mut() {
            Some(last) if last.style == style && last.link == link && self.place.is_none() => last.text.push_str(text),
            _ => self.inlines.push(Inline { link, place: self.place.take(), ..Inline::styled(text, style) }),
        }
    }
}

/// Makes one space of several, and an ordinary one of a no-break space between two words: editors leave those behind,
/// where they mean something a figure or a mark is beside them.
fn settled(inlines: Vec<Inline>) -> Vec<Inline> {
    if !inlines.iter().any(|inline| inline.text.contains(NO_BREAK_SPACE)) {
        return inlines;
    }
    let mut out: Vec<Inline> = Vec::with_capacity(inlines.len());
    let (mut gap, mut before) = (None, '\n');
    for inline in inlines {
        let mut text = String::with_capacity(inline.text.len());
        for c in inline.text.chars() {
            if matches!(c, ' ' | NO_BREAK_SPACE) {
                gap = Some(if gap.is_some() { ' ' } else { c });
                continue;
            }
            let space = gap.take().filter(|_| before != '\n' && c != '\n');
            let space = space.map(|space| if before.is_alphabetic() && c.is_alphabetic() { ' ' } else { space });
            match out.last_mut().filter(|_| text.is_empty()) {
                Some(last) => last.text.extend(space),
                None => text.extend(space),
            }
            text.push(c);
            before = c;
        }
        out.push(Inline { text, ..inline });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_break_spaces_stay_only_where_they_mean_something() {
        let mut run = Run::default();
        let em = Emphasis { italic: true, ..Emphasis::default() };
        for (text, style) in
            [("\u{a0} solve\u{a0}", Emphasis::default()), ("some", em), ("\u{a0}in 5\u{a0}km.\u{a0} End\u{a0}", em)]
        {
            run.push(text, style, None);
        }
        let texts: Vec<String> = run.take().into_iter().map(|inline| inline.text).collect();
        assert_eq!(texts, ["solve ", "some in 5\u{a0}km. End"]);
    }
}
