//! Where the sources of a story stand: in columns where there is room for two, else below each other.

use super::{CoverageBox, Member};
use crate::app::areas::Rect;
use crate::text::fit;

/// Cells of the narrowest column, between columns, and before a sentence.
const NARROWEST: u16 = 36;
const GAP: u16 = 3;
pub const INDENT: u16 = 2;
/// From this width there are columns.
const COLUMNS_FROM: u16 = 100;
/// Lines that are kept for the source below the one under the cursor.
const NEXT: usize = 4;
/// The title and an empty line below it.
const HEAD: u16 = 2;

/// What a line of a source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Source,
    /// When it came, and how long after the first.
    When,
    Headline,
    /// Of a sentence; `first`: the line with which it begins.
    Sentence {
        new: bool,
        first: bool,
    },
    /// A line that says that there is no text.
    Nothing,
    Empty,
}

/// A line of a source; those whose words depend on the clock have none here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    pub kind: Kind,
    pub text: &'a str,
}

/// A source on the screen, as far as there is room for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block<'a> {
    /// Which of the members it is.
    pub member: usize,
    pub area: Rect,
    /// One for each line of the area.
    pub lines: Vec<Line<'a>>,
}

/// The sources that there is room for inside of the box.
pub fn blocks(open: &CoverageBox, inside: Rect) -> Vec<Block<'_>> {
    let head = HEAD.min(inside.height);
    let area = Rect { y: inside.y + head, height: inside.height - head, ..inside };
    match columns(open, inside.width) {
        Some(count) => beside(open, area, count),
        None => below(open, area),
    }
}

/// The lines that a box of this width has to show, title included.
pub fn height(open: &CoverageBox, width: u16) -> usize {
    let members = open.members().iter();
    let lines = match columns(open, width) {
        Some(count) => members.map(|member| lines(member, column(width, count)).len()).max().unwrap_or(0),
        None => members.map(|member| lines(member, width).len() + 1).sum::<usize>().saturating_sub(1),
    };
    usize::from(HEAD) + lines
}

/// The source on a cell of the screen.
pub fn at(open: &CoverageBox, inside: Rect, x: u16, y: u16) -> Option<usize> {
    blocks(open, inside).into_iter().find(|block| block.area.contains(x, y)).map(|block| block.member)
}

/// How many columns there are; none: the sources stand below each other.
fn columns(open: &CoverageBox, width: u16) -> Option<u16> {
    if width < COLUMNS_FROM {
        return None;
    }
    let members = u16::try_from(open.members().len()).unwrap_or(u16::MAX);
    Some(((width + GAP) / (NARROWEST + GAP)).min(members).max(1))
}

fn column(width: u16, count: u16) -> u16 {
    (width + GAP) / count - GAP
}

fn beside(open: &CoverageBox, area: Rect, count: u16) -> Vec<Block<'_>> {
    let width = column(area.width, count);
    let shown = usize::from(count);
    // The cursor keeps to the middle.
    let first = open.cursor.saturating_sub(shown / 2).min(open.members().len().saturating_sub(shown));
    let members = open.members().iter().enumerate().skip(first);
    let block = |(place, (member, told))| {
        let mut lines = lines(told, width);
        lines.truncate(usize::from(area.height));
        let area = Rect { x: area.x + place * (width + GAP), width, height: lines.len() as u16, ..area };
        Block { member, area, lines }
    };
    (0..count).zip(members).map(block).collect()
}

fn below(open: &CoverageBox, area: Rect) -> Vec<Block<'_>> {
    let all: Vec<Vec<Line>> = open.members().iter().map(|member| lines(member, area.width)).collect();
    let heights: Vec<usize> = all.iter().map(|lines| lines.len() + 1).collect();
    let first = first_below(&heights, open.cursor, usize::from(area.height) + 1);
    let mut blocks = Vec::new();
    let (mut y, end) = (area.y, area.y + area.height);
    for (member, mut lines) in all.into_iter().enumerate().skip(first) {
        lines.truncate(usize::from(end.saturating_sub(y)));
        if lines.is_empty() {
            break;
        }
        let height = lines.len() as u16;
        blocks.push(Block { member, area: Rect { y, height, ..area }, lines });
        y += height + 1;
    }
    blocks
}

/// The first source on the screen: as many as leave room for the one under the cursor and the head of the next.
fn first_below(heights: &[usize], cursor: usize, room: usize) -> usize {
    let next = heights.get(cursor + 1).copied().unwrap_or(0).min(NEXT);
    let through = |first: usize| heights.get(first..=cursor).map_or(0, |heights| heights.iter().sum::<usize>());
    (0..cursor).find(|first| through(*first) + next <= room).unwrap_or(cursor)
}

/// The lines of a source: who, when, the headline, and what it says.
fn lines(member: &Member, width: u16) -> Vec<Line<'_>> {
    let line = |kind, text| Line { kind, text };
    let mut out = vec![line(Kind::Source, ""), line(Kind::When, "")];
    out.extend(fit::lines(&member.row.title, usize::from(width)).map(|text| line(Kind::Headline, text)));
    out.push(line(Kind::Empty, ""));
    if member.news.said.is_empty() {
        out.push(line(Kind::Nothing, ""));
    }
    for said in &member.news.said {
        let sentence = fit::lines(&said.text, usize::from(width.saturating_sub(INDENT)));
        out.extend(sentence.enumerate().map(|(at, text)| line(Kind::Sentence { new: said.new, first: at == 0 }, text)));
    }
    out
}
