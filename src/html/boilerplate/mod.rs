//! What feeds put around an article and nobody reads: "The post … appeared first on …", rows of links by which it is
//! passed on, calls to subscribe, and what the head of the article shows already.
//!
//! Each rule wants a whole block that is nothing else; a sentence of the article is never taken for boilerplate because
//! of a word in it. Where all would go, all stays.

mod phrases;

use self::phrases::{
    APPEARED, CONTINUE, FORM_LINES, LABELS, NEWSLETTER, REMARKS, SHARE_ADDRESSES, SHARE_LABELS, SHARE_NAMES,
    SHARE_VERBS, SUBSCRIBE,
};
use super::document::{Block, Document, Figure, Inline, bare};

/// Of an article, so many blocks are its end.
const END: usize = 4;
/// Longer lines are no rows of links, nor calls for anything.
const MAX_LINE: usize = 240;
const MAX_CREDIT: usize = 500;
/// A picture shown again this far from the top is one that the article means to show.
const TOP: usize = 4;

/// What stands above the text and is not to be repeated by it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown<'a> {
    pub headline: &'a str,
    pub standfirst: Option<&'a str>,
    /// The address of the lead picture.
    pub image: Option<&'a str>,
}

/// The document without boilerplate, and without what the head shows already.
pub fn trimmed(mut document: Document, shown: &Shown<'_>) -> Document {
    let mut blocks = document.blocks.clone();
    trim_top(&mut blocks, shown);
    let count = blocks.len();
    let mut index = 0;
    blocks.retain(|block| {
        index += 1;
        let at_end = index + END > count;
        let around = is_share_row(block, &document.links) || is_form_line(block) || (at_end && is_end(block));
        !around
    });
    drop_share_labels(&mut blocks);
    while matches!(blocks.last(), Some(Block::Rule)) {
        blocks.pop();
    }
    if blocks.is_empty() || blocks.len() == document.blocks.len() {
        return document;
    }
    document.blocks = blocks;
    document.drop_unused_links();
    document
}

// --- the top

fn trim_top(blocks: &mut Vec<Block>, shown: &Shown<'_>) {
    let mut seen = shown.image.map(picture);
    let mut index = 0;
    while index < blocks.len().min(TOP) {
        let repeats = match &blocks[index] {
            Block::Heading(_, text) => is_same(&bare(text), shown.headline),
            Block::Paragraph(text) => {
                let text = bare(text);
                is_same(&text, shown.headline) || shown.standfirst.is_some_and(|standfirst| is_same(&text, standfirst))
            }
            Block::Figure(figure) => is_seen(figure, &mut seen),
            _ => false,
        };
        let only_picture = matches!(&blocks[index], Block::Figure(_)) && shown.image.is_none() && blocks.len() == 1;
        if repeats && !only_picture {
            blocks.remove(index);
        } else if matches!(blocks[index], Block::Figure(_) | Block::Rule) || index == 0 && blocks.len() > 1 {
            index += 1;
        } else {
            break;
        }
    }
}

/// Whether a picture without a caption is the one shown before it.
fn is_seen(figure: &Figure, seen: &mut Option<String>) -> bool {
    let Some(image) = figure.image.as_deref().map(picture) else { return false };
    if seen.as_ref() == Some(&image) {
        return figure.caption.is_empty();
    }
    *seen = Some(image);
    false
}

/// What pictures of different sizes have in common: the address without its query and the size in its name.
fn picture(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let (stem, end) = path.rsplit_once('.').unwrap_or((path, ""));
    let size = stem.rsplit_once('-').filter(|(_, size)| {
        size.split_once('x').is_some_and(|(width, height)| {
            [width, height].iter().all(|side| !side.is_empty() && side.bytes().all(|b| b.is_ascii_digit()))
        }) || *size == "scaled"
    });
    format!("{}.{end}", size.map_or(stem, |(name, _)| name))
}

/// The same letters and figures; none is never the same.
fn is_same(text: &str, other: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let text = letters(text);
    !text.is_empty() && text == letters(other)
}

// --- rows of links

/// A paragraph, a list or a picture that only passes the article on.
fn is_share_row(block: &Block, links: &[String]) -> bool {
    match block {
        Block::Paragraph(text) => is_share_line(text, links),
        Block::List(_, items) => {
            let mut lines = items.iter().map(|item| match item.as_slice() {
                [Block::Paragraph(text)] => is_share_line(text, links) || is_share_name(text),
                [Block::Figure(figure)] => leads_to_sharing(figure.link, links),
                _ => false,
            });
            !items.is_empty() && lines.all(|only_shares| only_shares)
        }
        Block::Figure(figure) => figure.caption.is_empty() && leads_to_sharing(figure.link, links),
        _ => false,
    }
}

/// All of its text is links, and these pass the article on: by their addresses, or two at least by their names.
fn is_share_line(text: &[Inline], links: &[String]) -> bool {
    let linked: Vec<&Inline> = text.iter().filter(|inline| inline.link.is_some()).collect();
    let between = text.iter().filter(|inline| inline.link.is_none());
    let between: String = between.map(|inline| inline.text.as_str()).collect();
    let between = between.trim().to_lowercase();
    let apart =
        !between.contains(char::is_alphanumeric) || SHARE_LABELS.contains(&between.trim_end_matches([' ', '|', '·']));
    if linked.is_empty() || !apart || bare(text).len() > MAX_LINE {
        return false;
    }
    let by_address = linked.iter().all(|inline| leads_to_sharing(inline.link, links));
    let by_name = linked.len() > 1 && linked.iter().all(|inline| is_name(&inline.text));
    by_address || by_name
}

fn is_share_name(text: &[Inline]) -> bool {
    text.iter().any(|inline| inline.link.is_some()) && is_name(&bare(text))
}

fn is_name(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let text = text.split(" (opens in").next().unwrap_or_default();
    let name = SHARE_VERBS.iter().find_map(|verb| text.strip_prefix(verb)).unwrap_or(text);
    SHARE_NAMES.contains(&name)
}

fn leads_to_sharing(link: Option<u16>, links: &[String]) -> bool {
    let address = link.and_then(|link| links.get(usize::from(link))).map(|address| address.to_ascii_lowercase());
    address.is_some_and(|address| SHARE_ADDRESSES.iter().any(|part| address.contains(part)))
}

/// A label of a form that is not shown.
fn is_form_line(block: &Block) -> bool {
    match block {
        Block::Paragraph(text) => FORM_LINES.contains(&bare(text).trim().to_lowercase().as_str()),
        Block::Figure(figure) => FORM_LINES.contains(&figure.alt.to_lowercase().as_str()),
        _ => false,
    }
}

/// "Share this:" below which nothing is left.
fn drop_share_labels(blocks: &mut Vec<Block>) {
    let is_label = |block: &Block| match block {
        Block::Paragraph(text) | Block::Heading(_, text) => {
            SHARE_LABELS.contains(&bare(text).trim().to_lowercase().as_str())
        }
        _ => false,
    };
    while blocks.last().is_some_and(is_label) {
        blocks.pop();
    }
}

// --- the end

/// A line that says where the article comes from or goes on, or calls for subscribers.
fn is_end(block: &Block) -> bool {
    let Block::Paragraph(text) = block else { return false };
    let is_linked = text.iter().all(|inline| inline.link.is_some() || !inline.text.contains(char::is_alphanumeric));
    let any_link = text.iter().any(|inline| inline.link.is_some());
    let text = bare(text).trim().to_lowercase();
    let begins = |phrases: &[&str]| phrases.iter().any(|phrase| text.starts_with(phrase));
    // A star or an arrow that leads to the page.
    let sign = any_link && is_linked && !text.contains(char::is_alphanumeric);
    let remark = text.len() <= MAX_LINE && begins(REMARKS);
    let appeared = text.len() <= MAX_CREDIT
        && APPEARED.iter().any(|(start, middle)| text.strip_prefix(start).is_some_and(|rest| rest.contains(middle)))
        && sentences(&text) <= 1;
    let goes_on = is_linked && text.len() <= MAX_LINE && (begins(CONTINUE) || LABELS.contains(&text.as_str()));
    let subscribe = text.len() <= MAX_LINE
        && begins(SUBSCRIBE)
        && NEWSLETTER.iter().any(|word| text.contains(word))
        && sentences(&text) <= 1;
    sign || remark || appeared || goes_on || subscribe
}

/// Sentences, as far as full stops with something behind them show.
fn sentences(text: &str) -> usize {
    [". ", "! ", "? "].iter().map(|end| text.matches(end).count()).sum::<usize>() + 1
}

#[cfg(test)]
mod tests;
