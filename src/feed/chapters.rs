//! The chapters of recordings: Podlove Simple Chapters (podlove.org/simple-chapters), which the parser leaves out.

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::html::entity;
use crate::model::Chapter;
use crate::safe;

/// Chapters of one recording that are kept.
const MOST: usize = 200;
/// Characters of a title.
const MAX_TITLE: usize = 200;

/// The chapters of each entry of a feed, in document order; nothing where the feed has none at all.
pub fn of(document: &str) -> Vec<Vec<Chapter>> {
    let mut entries: Vec<Vec<Chapter>> = Vec::new();
    if memmem::find(document.as_bytes(), b":chapter ").is_none() {
        return entries;
    }
    let mut reader = Reader::from_str(document);
    // What is too broken to go on ends the search; the entries before it have theirs.
    while let Ok(event) = reader.read_event() {
        let (Event::Start(tag) | Event::Empty(tag)) = event else {
            if event == Event::Eof {
                break;
            }
            continue;
        };
        match tag.name().as_ref() {
            "item" | "entry" => entries.push(Vec::new()),
            _ if tag.local_name().as_ref() == "chapter" => {
                let chapters = entries.last_mut().filter(|chapters| chapters.len() < MOST);
                if let (Some(chapters), Some(chapter)) = (chapters, chapter(&tag)) {
                    chapters.push(chapter);
                }
            }
            _ => {}
        }
    }
    entries
}

fn chapter(tag: &BytesStart) -> Option<Chapter> {
    let attribute = |name: &str| {
        let found = tag.try_get_attribute(name).ok().flatten()?;
        Some(entity::decode(&found.value).into_owned())
    };
    let start = seconds(attribute("start")?.trim())?;
    let title = safe::one_line_max(&attribute("title").unwrap_or_default(), MAX_TITLE);
    let url = attribute("href").and_then(|href| safe::url(&href));
    (!title.is_empty()).then_some(Chapter { start, title, url })
}

/// Normal play time (RFC 2326, section 3.6): "1:02:03.5", "02:03" or "123.5", without the fraction.
fn seconds(time: &str) -> Option<u64> {
    let whole = time.split('.').next().unwrap_or_default();
    let mut total: u64 = 0;
    for part in whole.split(':') {
        total = total.checked_mul(60)?.checked_add(part.trim().parse::<u32>().ok()?.into())?;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_told_in_hours_minutes_or_seconds() {
        for (time, start) in [
            ("00:00:00", Some(0)),
            ("1:02:03.407", Some(3_723)),
            ("12:42.345", Some(762)),
            ("59.12", Some(59)),
            ("", None),
            ("soon", None),
            ("-1", None),
        ] {
            assert_eq!(seconds(time), start, "{time}");
        }
    }

    #[test]
    fn each_entry_has_its_own() {
        let feed = r#"<rss xmlns:psc="http://podlove.org/simple-chapters"><channel><item><title>None</title></item>
            <item><psc:chapters><psc:chapter start="00:00:10" title="First &amp; last" href="https://a.example/1"/>
            <psc:chapter start="later" title="Lost"/><psc:chapter start="1:00" title="Second" href="javascript:x"/>
            </psc:chapters></item></channel></rss>"#;
        let first = Chapter { start: 10, title: "First & last".into(), url: Some("https://a.example/1".into()) };
        let second = Chapter { start: 60, title: "Second".into(), url: None };
        assert_eq!(of(feed), [vec![], vec![first, second]]);
        assert!(of("<rss><channel><item/></channel></rss>").is_empty());
        assert_eq!(of("<item><a:chapter start='1' title='x'/><item><").len(), 2);
    }
}
