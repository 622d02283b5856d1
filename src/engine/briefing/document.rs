//! A briefing as blocks of text: the leads in full, then the sections in brief, at the end what it was made of.

use super::super::article::{head_of, text_of};
use super::super::epub::Chapter;
use super::super::writing::{Dates, headed};
use super::{Briefing, Lead, Section, Story, Voice};
use crate::html::document::{Block, Document, Emphasis, Inline};
use crate::safe;
use crate::text::article::standfirst;
use crate::text::time;

/// The headings of leads and sections, below that of the whole.
const HEADING: u8 = 2;
/// Stands for a section of feeds that lie in no folder.
const ELSEWHERE: &str = "In brief";

/// "Briefing, 23 Nov 2026", with the query that it was narrowed by; where nothing was told, a sentence that says so.
pub fn title(briefing: &Briefing, dates: &Dates) -> String {
    let date = time::date(briefing.made, &dates.zone);
    let since = time::date_time(briefing.since, &dates.zone, dates.clock_24h);
    match (&briefing.about, briefing.is_empty()) {
        (None, false) => format!("Briefing, {date}"),
        (Some(query), false) => format!("Briefing on {query}, {date}"),
        (None, true) => format!("Nothing was told since {since}."),
        (Some(query), true) => format!("Nothing that `{query}` finds was told since {since}."),
    }
}

/// All of it below the title; empty where nothing was told.
pub fn body(briefing: &Briefing, dates: &Dates) -> Document {
    let mut out = Document::default();
    if briefing.is_empty() {
        return out;
    }
    for chapter in chapters(briefing, dates) {
        if !out.blocks.is_empty() {
            out.blocks.push(Block::Rule);
        }
        out.append(chapter.text);
    }
    out
}

/// Its leads and sections, each for itself, and last what it was made of.
pub(super) fn chapters(briefing: &Briefing, dates: &Dates) -> Vec<Chapter> {
    let leads = briefing.leads.iter().map(|lead| self::lead(lead, dates));
    let sections = briefing.sections.iter().map(section);
    let made = Document { blocks: vec![italic(made(briefing, dates))], links: Vec::new() };
    let made = Chapter { title: "About this briefing".to_owned(), text: made };
    leads.chain(sections).chain([made]).collect()
}

fn made(briefing: &Briefing, dates: &Dates) -> String {
    let at = |moment| time::date_time(moment, &dates.zone, dates.clock_24h);
    let about = briefing.about.as_ref().map(|query| format!(" that `{query}` finds")).unwrap_or_default();
    let entries = if briefing.entries == 1 { "1 entry" } else { &format!("{} entries", briefing.entries) };
    let feeds = if briefing.feeds == 1 { "1 feed" } else { &format!("{} feeds", briefing.feeds) };
    format!("Made on {} out of {entries} of {feeds}{about} since {}.", at(briefing.made), at(briefing.since))
}

fn lead(lead: &Lead, dates: &Dates) -> Chapter {
    let mut head = head_of(&lead.article, &dates.zone, dates.clock_24h);
    let standfirst = standfirst(&head, &text_of(&lead.article)).map(str::to_owned);
    let parts = [std::mem::take(&mut head.byline), std::mem::take(&mut head.facts)];
    head.byline = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    if head.headline.is_empty() {
        head.headline = lead.story.voices.first().map(|voice| voice.source.clone()).unwrap_or_default();
    }
    let mut text = headed(&lead.article, &head);
    lower(&mut text.blocks);
    if let Some(standfirst) = standfirst {
        text.blocks.insert(2, italic(standfirst));
    }
    let others = lead.story.voices.get(1..).unwrap_or_default();
    if let Some(others) = further(others, &mut text.links, Vec::new()) {
        text.blocks.push(others);
    }
    Chapter { title: head.headline, text }
}

/// Puts the headings of an article below that of the whole: its own at [`HEADING`], those in its text below it.
fn lower(blocks: &mut [Block]) {
    for (index, block) in blocks.iter_mut().enumerate() {
        if let Block::Heading(level, _) = block {
            *level = if index == 0 { HEADING } else { (*level + 1).clamp(HEADING + 1, 6) };
        }
    }
}

fn section(section: &Section) -> Chapter {
    let name = if section.folder.is_top() { ELSEWHERE } else { section.folder.name() };
    let title = safe::one_line(name);
    let mut text =
        Document { blocks: vec![Block::Heading(HEADING, vec![Inline::plain(title.clone())])], links: Vec::new() };
    for story in &section.stories {
        let block = brief(story, &mut text.links);
        text.blocks.extend(block);
    }
    match section.more {
        0 => {}
        1 => text.blocks.push(italic("One more story is left out.".to_owned())),
        more => text.blocks.push(italic(format!("{more} more stories are left out."))),
    }
    Chapter { title, text }
}

/// "Source: first sentences", and in lines of their own what other sources add.
fn brief(story: &Story, links: &mut Vec<String>) -> Option<Block> {
    let [first, others @ ..] = &story.voices[..] else { return None };
    let line = said(first, links);
    further(others, links, line)
}

/// What further sources add, a line each, and the names of the rest; none where nothing is said.
fn further(voices: &[Voice], links: &mut Vec<String>, mut text: Vec<Inline>) -> Option<Block> {
    let (adding, silent): (Vec<&Voice>, Vec<&Voice>) = voices.iter().partition(|voice| !voice.words.is_empty());
    for voice in adding {
        new_line(&mut text);
        text.extend(said(voice, links));
    }
    for (index, voice) in silent.into_iter().enumerate() {
        if index == 0 {
            new_line(&mut text);
        }
        text.push(Inline::plain(if index == 0 { "Also: " } else { ", " }));
        text.push(Inline { link: link(voice, links), ..strong(&voice.source) });
    }
    (!text.is_empty()).then_some(Block::Paragraph(text))
}

fn new_line(text: &mut Vec<Inline>) {
    if !text.is_empty() {
        text.push(Inline::plain("\n"));
    }
}

/// "Source: what it says", its name leading to the original.
fn said(voice: &Voice, links: &mut Vec<String>) -> Vec<Inline> {
    let name = Inline { link: link(voice, links), ..strong(&voice.source) };
    vec![name, strong(":"), Inline::plain(format!(" {}", voice.words))]
}

fn link(voice: &Voice, links: &mut Vec<String>) -> Option<u16> {
    let address = voice.row.url.as_deref().and_then(safe::url)?;
    let number = u16::try_from(links.len()).ok()?;
    links.push(address);
    Some(number)
}

fn strong(text: &str) -> Inline {
    Inline::styled(text, Emphasis { strong: true, ..Emphasis::default() })
}

fn italic(text: String) -> Block {
    Block::Paragraph(vec![Inline::styled(text, Emphasis { italic: true, ..Emphasis::default() })])
}
