//! What a publisher changed in an article, word by word.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};

use super::document::{Block, Cell, Document, Emphasis, Inline, bare};

/// Two texts that have little in common take long to compare; after this time the comparison may be coarse.
const PATIENCE: Duration = Duration::from_millis(200);
/// Parts the paragraphs of the compared texts.
const PARAGRAPH: char = '\u{2029}';

/// The newer text, with what was taken out of the older one struck through and what was put in underlined. Paragraphs
/// stay; links, pictures and emphasis are left out. None where no word differs.
pub fn changes(older: &Document, newer: &Document) -> Option<Document> {
    let (older, newer) = (text(older), text(newer));
    if older == newer {
        return None;
    }
    let diff = TextDiff::configure().timeout(PATIENCE).diff_unicode_words(&older, &newer);
    let mut blocks = vec![Vec::new()];
    for change in diff.iter_all_changes() {
        let style = match change.tag() {
            ChangeTag::Equal => Emphasis::default(),
            ChangeTag::Delete => Emphasis { strike: true, ..Emphasis::default() },
            ChangeTag::Insert => Emphasis { underline: true, ..Emphasis::default() },
        };
        for (index, part) in change.value().split(PARAGRAPH).enumerate() {
            if index > 0 {
                blocks.push(Vec::new());
            }
            push(blocks.last_mut()?, part, style);
        }
    }
    let blocks = blocks.into_iter().filter(|inlines| inlines.iter().any(|inline| !inline.text.trim().is_empty()));
    Some(Document { blocks: blocks.map(Block::Paragraph).collect(), links: Vec::new() })
}

/// Text struck through, as a paragraph after a few words about it.
pub fn struck(about: &str, text: &str) -> Block {
    let style = Emphasis { strike: true, ..Emphasis::default() };
    Block::Paragraph(vec![Inline::plain(format!("{about} ")), Inline::styled(text, style)])
}

fn push(inlines: &mut Vec<Inline>, text: &str, style: Emphasis) {
    if text.is_empty() {
        return;
    }
    // What was taken out and what stands in its place must not look like one word.
    if style.underline && inlines.last().is_some_and(|last| last.style.strike && !last.text.ends_with(' ')) {
        inlines.push(Inline::plain(" "));
    }
    match inlines.last_mut().filter(|last| last.style == style) {
        Some(last) => last.text.push_str(text),
        None => inlines.push(Inline::styled(text, style)),
    }
}

/// The text of a document, its paragraphs parted.
fn text(document: &Document) -> String {
    let mut paragraphs = Vec::new();
    gather(&document.blocks, &mut paragraphs);
    paragraphs.join(&String::from(PARAGRAPH))
}

fn gather(blocks: &[Block], paragraphs: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) | Block::Heading(_, inlines) => paragraphs.push(bare(inlines)),
            Block::Quote(blocks) => gather(blocks, paragraphs),
            Block::List(_, items) => items.iter().for_each(|blocks| gather(blocks, paragraphs)),
            Block::Definitions(definitions) => definitions.iter().for_each(|definition| {
                paragraphs.extend(definition.terms.iter().map(|term| bare(term)));
                gather(&definition.meaning, paragraphs);
            }),
            Block::Details { summary, blocks } => {
                paragraphs.push(bare(summary));
                gather(blocks, paragraphs);
            }
            Block::Code { text, .. } => paragraphs.push(text.clone()),
            Block::Figure(figure) => paragraphs.extend([figure.alt.clone(), bare(&figure.caption)]),
            Block::Embed(embed) => paragraphs.push(embed.label()),
            Block::Table(table) => {
                let row = |cells: &Vec<Cell>| cells.iter().map(|cell| bare(&cell.text)).collect::<Vec<_>>().join("  ");
                paragraphs.extend(table.header.iter().chain(&table.rows).map(row));
            }
            Block::Rule => {}
        }
    }
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::convert;

    /// The changes in brackets: [-out-], [+in+].
    fn shown(older: &str, newer: &str) -> Option<Vec<String>> {
        let document = changes(&convert(older, None), &convert(newer, None))?;
        let shown = document.blocks.iter().map(|block| {
            let Block::Paragraph(inlines) = block else { panic!("a paragraph") };
            let inline = |inline: &Inline| match (inline.style.strike, inline.style.underline) {
                (true, _) => format!("[-{}-]", inline.text),
                (_, true) => format!("[+{}+]", inline.text),
                _ => inline.text.clone(),
            };
            inlines.iter().map(inline).collect()
        });
        Some(shown.collect())
    }

    #[test]
    fn words_that_changed_are_marked_and_paragraphs_stay() {
        let older = "<p>The comet passed on Monday.</p><p>It will return in 2061.</p>";
        let newer = "<p>The comet passed on Tuesday.</p><p>It will <b>return</b> in 2061.</p>";
        assert_eq!(
            shown(older, newer).unwrap(),
            ["The comet passed on [-Monday-] [+Tuesday+].", "It will return in 2061."]
        );
    }

    #[test]
    fn whole_paragraphs_come_and_go() {
        assert_eq!(shown("<p>One.</p><p>Two.</p>", "<p>One.</p>").unwrap(), ["One.", "[-Two.-]"]);
        assert_eq!(
            shown("<p>One.</p>", "<p>One.</p><ul><li>Two<li>Three</ul>").unwrap(),
            ["One.", "[+Two+]", "[+Three+]"]
        );
        assert_eq!(shown("", "<p>All new.</p>").unwrap(), ["[+All new.+]"]);
    }

    #[test]
    fn markup_alone_is_no_change() {
        assert_eq!(shown("<p>Same <i>words</i></p>", "<div>Same <b>words</b></div>"), None);
    }

    #[test]
    fn scripts_without_spaces_are_compared_word_by_word_too() {
        let shown = shown("<p>彗星は月曜日に通過した。</p>", "<p>彗星は火曜日に通過した。</p>").unwrap();
        assert_eq!(shown, ["彗星は[-月-] [+火+]曜日に通過した。"]);
    }
}
