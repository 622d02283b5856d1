//! Code: its lines are kept, its words coloured where the page names the language.

mod languages;
mod lex;

use super::flow::{Flow, FlowLine, Look, append};
use super::layout::Role;
use super::setter::{MIN_TEXT, Setter};
use super::width;

/// Code beyond so many bytes is not coloured.
const COLOURED: usize = 200_000;

/// Sets a block of code; what is too long for a line goes on below, further in.
pub fn set(setter: &mut Setter, text: &str, language: Option<&str>) {
    let flow = coloured(text, language);
    setter.hanging("  ".to_owned(), Role::Code, |setter| {
        let room = setter.room();
        let further = if room > 2 * MIN_TEXT { "  " } else { "" };
        let mut start = 0;
        for line in text.split('\n') {
            set_line(setter, &flow, start..start + line.len(), room, further);
            start += line.len() + 1;
        }
        setter.end_block();
    });
}

fn coloured(text: &str, language: Option<&str>) -> Flow {
    let mut flow = Flow::default();
    let Some(language) = language.and_then(languages::find).filter(|_| text.len() <= COLOURED) else {
        return Flow::plain(text, Look::of(Role::Code));
    };
    for (range, role) in lex::runs(text, language) {
        flow.push(&text[range], Look::of(role));
    }
    flow
}

fn set_line(setter: &mut Setter, flow: &Flow, line: std::ops::Range<usize>, room: usize, further: &str) {
    let (mut at, mut before) = (line.start, "");
    loop {
        let (shown, mut cells) = width::head(&flow.text[at..line.end], room - before.len());
        let mut spans = Vec::new();
        append(&mut spans, before, Look::of(Role::Code));
        let byte = at;
        if shown.is_empty() && at < line.end {
            // A grapheme wider than the line.
            at += width::first(&flow.text[at..line.end]).len();
            append(&mut spans, "…", Look::of(Role::Code));
            cells = 1;
        } else {
            at += shown.len();
            flow.add_spans(byte..at, &mut spans);
        }
        setter.line(FlowLine { spans, byte, cells: cells + before.len(), rtl: false });
        if at == line.end {
            return;
        }
        before = further;
    }
}
