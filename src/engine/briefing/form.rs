//! A briefing in the forms in which it leaves the program.

use jiff::Timestamp;

use super::super::epub::{About, epub};
use super::super::writing::Dates;
use super::Briefing;
use super::document::{body, chapters, title};
use crate::html;
use crate::html::document::{Block, Document, Inline};
use crate::model::Format;
use crate::text::article::{self, Head};
use crate::text::layout::Layout;
use crate::text::manner::Manner;

/// The briefing in a form. Text is set as `manner` asks, but no word is parted, and right-to-left text is put in order by
/// whoever shows it.
pub fn written(briefing: &Briefing, format: Format, manner: &Manner, dates: &Dates) -> Result<Vec<u8>, String> {
    let title = title(briefing, dates);
    Ok(match format {
        Format::Text => {
            let manner = Manner { terminal_bidi: true, hyphenate: false, ..*manner };
            article::to_plain(&set(briefing, &manner, dates)).into_bytes()
        }
        Format::Markdown => html::markdown(&whole(briefing, dates)).into_bytes(),
        Format::Html => {
            let mut page = html::page(&title, language(briefing), &[whole(briefing, dates)]);
            page.push('\n');
            page.into_bytes()
        }
        Format::Epub => epub(&about(briefing, title), &chapters(briefing, dates))?,
    })
}

/// The briefing in lines.
pub fn set(briefing: &Briefing, manner: &Manner, dates: &Dates) -> Layout {
    let head = Head { headline: title(briefing, dates), ..Head::default() };
    article::lay_out(&head, &body(briefing, dates), manner)
}

/// With the title as a heading.
fn whole(briefing: &Briefing, dates: &Dates) -> Document {
    let mut out = body(briefing, dates);
    out.blocks.insert(0, Block::Heading(1, vec![Inline::plain(title(briefing, dates))]));
    out
}

/// The language of the leads, if all have the same.
fn language(briefing: &Briefing) -> Option<&str> {
    let mut languages = briefing.leads.iter().map(|lead| lead.article.language.as_deref());
    let first = languages.next()??;
    languages.all(|language| language == Some(first)).then_some(first)
}

fn about(briefing: &Briefing, title: String) -> About {
    let made = Timestamp::from_second(briefing.made.0).unwrap_or_default();
    About {
        title,
        identifier: format!("urn:dateline:briefing:{}", briefing.made.0),
        language: language(briefing).map(str::to_owned),
        authors: Vec::new(),
        modified: made.to_string(),
    }
}
