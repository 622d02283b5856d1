//! The blocks of a plain text, and the HTML that they are written as.

use std::borrow::Cow;

use linkify::{LinkFinder, LinkKind};

use super::Written;
use super::lines::{LONG, Lines, indent, is_label, is_rule, is_underline, item, quoted, words};

/// Quotes within quotes.
const MAX_DEPTH: usize = 8;
const MAX_SUBHEAD: usize = 70;
/// A subhead stands between paragraphs no shorter than this.
const PARAGRAPH: usize = 80;
/// Words before the colon of a brief.
const MAX_SOURCE: usize = 4;
const MAX_SOURCE_LENGTH: usize = 40;
/// The text of a brief is no shorter.
const BRIEF: usize = 40;

enum Block<'a> {
    /// Its lines; one that goes on in the next ends with a space, any other with a line break.
    Paragraph(String),
    Subhead(String),
    /// Paragraphs whose source stands before a colon.
    Brief(String, String),
    Quote(Vec<&'a str>),
    /// The number of the first item of a numbered list.
    List(Option<u32>, Vec<String>),
    /// Lines set as they are.
    Set(Vec<&'a str>),
    Rule,
}

/// The lines as HTML.
pub fn html(lines: &Lines, written: Written) -> String {
    let mut out = String::new();
    write(lines, written, 0, &mut out);
    out
}

fn write(lines: &Lines, written: Written, depth: usize, out: &mut String) {
    for block in blocks(lines) {
        match block {
            Block::Paragraph(text) => element(out, "p", &text, written),
            Block::Subhead(text) => element(out, "h2", &text, written),
            Block::Brief(source, text) => {
                out.push_str("<p><strong>");
                push(out, &source, written);
                out.push_str(":</strong> ");
                push(out, &text, written);
                out.push_str("</p>\n");
            }
            Block::Quote(inner) if depth < MAX_DEPTH => {
                out.push_str("<blockquote>\n");
                write(&lines.with(inner), written, depth + 1, out);
                out.push_str("</blockquote>\n");
            }
            Block::Quote(inner) => element(out, "p", &inner.join("\n"), written),
            Block::List(first, items) => {
                let name = if first.is_some() { "ol" } else { "ul" };
                out.push_str(&match first {
                    Some(first) => format!("<ol start=\"{first}\">\n"),
                    None => "<ul>\n".to_owned(),
                });
                items.iter().for_each(|item| element(out, "li", item, written));
                out.push_str(&format!("</{name}>\n"));
            }
            Block::Set(lines) => {
                out.push_str("<pre>");
                lines.iter().for_each(|line| {
                    push(out, line, written);
                    out.push('\n');
                });
                out.push_str("</pre>\n");
            }
            Block::Rule => out.push_str("<hr>\n"),
        }
    }
}

fn element(out: &mut String, name: &str, text: &str, written: Written) {
    out.push_str(&format!("<{name}>"));
    let mut lines = text.trim().split('\n');
    if let Some(first) = lines.next() {
        push(out, first, written);
    }
    for line in lines {
        out.push_str("<br>");
        push(out, line, written);
    }
    out.push_str(&format!("</{name}>\n"));
}

/// Adds a line; the addresses in it are links.
fn push(out: &mut String, text: &str, written: Written) {
    let mut finder = LinkFinder::new();
    for span in finder.kinds(&[LinkKind::Url]).spans(text) {
        if span.kind().is_none() {
            push_plain(out, span.as_str(), written);
            continue;
        }
        out.push_str("<a href=\"");
        push_plain(out, &span.as_str().replace('"', "%22"), written);
        out.push_str("\">");
        push_plain(out, span.as_str(), written);
        out.push_str("</a>");
    }
}

fn push_plain(out: &mut String, text: &str, written: Written) {
    let escaped = match written {
        Written::Text if text.contains(['&', '<', '>']) => {
            Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
        }
        _ => Cow::Borrowed(text),
    };
    out.push_str(&escaped);
}

fn blocks<'a>(lines: &Lines<'a>) -> Vec<Block<'a>> {
    let mut blocks = Vec::new();
    for run in lines.all.split(|line| line.is_empty()).filter(|run| !run.is_empty()) {
        match set_as_is(lines, run) {
            true => blocks.push(Block::Set(run.to_vec())),
            false => of_run(lines, run, &mut blocks),
        }
    }
    briefs(&mut blocks);
    subheads(&mut blocks);
    blocks
}

/// Verse, tables and listings: all lines stand in from the edge, or have gaps within them.
fn set_as_is(lines: &Lines, run: &[&str]) -> bool {
    let is_flowing = run.windows(2).any(|pair| lines.goes_on(pair[0], pair[1]));
    let is_item = run.iter().any(|line| item(line).is_some() || quoted(line).is_some());
    let stands_in = run.len() > 1 && run.iter().all(|line| indent(line) >= 4);
    let gaps = run.iter().filter(|line| line.trim().contains("   ") || line.trim().contains("  |")).count();
    (stands_in && !is_flowing && !is_item) || (gaps > 1 && gaps * 3 > run.len() * 2)
}

/// The blocks of lines that no empty line parts.
fn of_run<'a>(lines: &Lines<'a>, run: &[&'a str], blocks: &mut Vec<Block<'a>>) {
    let mut at = 0;
    while let Some(&line) = run.get(at) {
        let rest = &run[at..];
        let taken = if is_rule(line) {
            blocks.push(Block::Rule);
            1
        } else if quoted(line).is_some() {
            let inner: Vec<&str> = rest.iter().map_while(|line| quoted(line)).map(str::trim_end).collect();
            let taken = inner.len();
            blocks.push(Block::Quote(inner));
            taken
        } else if let Some((list, taken)) = list(lines, rest) {
            blocks.push(list);
            taken
        } else {
            paragraphs(lines, rest, blocks)
        };
        at += taken;
    }
}

/// Two items or more, one below the other; the lines of one stand in, or were broken to fit.
fn list<'a>(lines: &Lines, run: &[&str]) -> Option<(Block<'a>, usize)> {
    let (first, _) = item(run.first()?)?;
    let mut items: Vec<String> = Vec::new();
    let mut taken = 0;
    let outer = indent(run.first()?);
    for (at, line) in run.iter().enumerate() {
        let goes_on = at > 0 && lines.goes_on(run[at - 1], line);
        match item(line) {
            Some((number, text)) if number.is_some() == first.is_some() && indent(line) <= outer + 1 => {
                // Numbers that are no count are years, verses, scores.
                if number.zip(first).is_some_and(|(number, first)| number as usize != first as usize + items.len()) {
                    return None;
                }
                items.push(text.to_owned());
            }
            _ if indent(line) > outer || goes_on => {
                let last = items.last_mut()?;
                last.push(if goes_on { ' ' } else { '\n' });
                last.push_str(line.trim());
            }
            _ => break,
        }
        taken += 1;
    }
    (items.len() > 1).then_some((Block::List(first, items), taken))
}

/// Paragraphs of prose up to what is none; how many lines they take.
fn paragraphs(lines: &Lines, run: &[&str], blocks: &mut Vec<Block>) -> usize {
    let is_other = |at: usize| {
        let line = run[at];
        at > 0 && (is_rule(line) || quoted(line).is_some() || list(lines, &run[at..]).is_some())
    };
    let end = (0..run.len()).find(|&at| is_other(at)).unwrap_or(run.len());
    let underline = run.get(1).is_some_and(|line| is_underline(line, run[0])) && run[0].chars().count() <= LONG;
    if underline {
        blocks.push(Block::Subhead(run[0].trim().to_owned()));
        return 2;
    }
    let prose = &run[..end];
    let outer = prose.iter().map(|line| indent(line)).min().unwrap_or(0);
    let each = prose.iter().any(|line| line.chars().count() > LONG);
    let are_briefs = prose.iter().filter(|line| brief(line).is_some()).count() > 1;
    let mut text = String::new();
    for (at, line) in prose.iter().enumerate() {
        let goes_on = at > 0 && lines.goes_on(prose[at - 1], line) && indent(line) < outer + 2;
        // Where lines are paragraphs, or are told by their indent, each begins one.
        let begins = each
            || (are_briefs && brief(line).is_some())
            || (indent(line) >= outer + 2 && lines.goes_on(line, prose.get(at + 1).unwrap_or(&"")));
        if begins && !goes_on && !text.is_empty() {
            blocks.push(Block::Paragraph(std::mem::take(&mut text)));
        }
        if !text.is_empty() {
            text.push(if goes_on { ' ' } else { '\n' });
        }
        text.push_str(line.trim());
    }
    if !text.is_empty() {
        blocks.push(Block::Paragraph(text));
    }
    end.max(1)
}

/// Makes briefs of paragraphs of that form, two or more one after the other.
fn briefs(blocks: &mut [Block]) {
    let is_brief = |block: &Block| matches!(block, Block::Paragraph(text) if brief(text).is_some());
    for run in blocks.chunk_by_mut(|one, other| is_brief(one) == is_brief(other)) {
        if run.len() < 2 {
            continue;
        }
        for block in run {
            if let Block::Paragraph(text) = block
                && let Some((source, text)) = brief(text)
            {
                *block = Block::Brief(source.to_owned(), text.to_owned());
            }
        }
    }
}

/// "Source: text", the source a name of few words.
fn brief(text: &str) -> Option<(&str, &str)> {
    let (source, rest) = text.split_once(": ")?;
    let is_name =
        is_label(source, MAX_SOURCE_LENGTH) && words(source) <= MAX_SOURCE && !source.contains(['.', ',', '\n']);
    let first = source.chars().next()?;
    (is_name && !first.is_numeric() && rest.chars().count() >= BRIEF).then_some((source, rest))
}

/// Makes subheads of the short lines between paragraphs.
fn subheads(blocks: &mut [Block]) {
    let length = |block: &Block| match block {
        Block::Paragraph(text) => text.chars().count(),
        Block::Brief(_, text) => text.chars().count() + BRIEF,
        _ => 0,
    };
    for at in 1..blocks.len().saturating_sub(1) {
        let (before, after) = (&blocks[at - 1], &blocks[at + 1]);
        let Block::Paragraph(text) = &blocks[at] else { continue };
        let is_between = match before {
            Block::Paragraph(_) | Block::Brief(..) => length(before) >= PARAGRAPH,
            Block::List(..) | Block::Quote(_) | Block::Rule | Block::Set(_) => true,
            Block::Subhead(_) => false,
        };
        let reads = is_label(text, MAX_SUBHEAD) && words(text) <= 12 && !text.contains('\n');
        if is_between && reads && length(after) >= PARAGRAPH.max(2 * text.chars().count()) {
            blocks[at] = Block::Subhead(text.clone());
        }
    }
}
