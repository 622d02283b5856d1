//! Acting on an article: its links, its words, its headings, files.

use std::sync::Arc;

use super::reader::Reader;
use crate::app::effect::{Effect, Ticket};
use crate::app::event::Event;
use crate::app::hyperlinks::hyperlinks;
use crate::app::overlay::Overlay;
use crate::app::programs::{Pipe, Player, Share, ShareBy};
use crate::app::prompt::Ask;
use crate::model::{Enclosure, EntryId, Format};

const LINKS: &str = "<p>One <a href='https://a.example/'>first</a>, <a href='/second'>second</a>, <a href='mailto:d@e.example'>third</a>.</p>";

/// A reader with an open article.
fn reading(body: &'static str) -> Reader {
    let mut reader = Reader::with(3);
    reader.body = body;
    reader.press("j k enter");
    reader.state.notices.shown = None;
    reader
}

fn opened(reader: &Reader) -> Vec<(&str, bool)> {
    let opened = reader.asked.iter().filter_map(|effect| match effect {
        Effect::OpenUrl { url, background } => Some((url.as_str(), *background)),
        _ => None,
    });
    opened.collect()
}

fn follow(reader: &Reader) -> Option<(Vec<String>, Option<u16>)> {
    let follow = reader.state.article.follow.as_ref()?;
    Some((follow.labels.iter().map(|label| label.letters.clone()).collect(), follow.focused))
}

#[test]
fn a_letter_opens_the_link_that_it_stands_at() {
    let mut reader = reading(LINKS);
    reader.press(";");
    assert_eq!(follow(&reader), Some((vec!["f".into(), "d".into(), "s".into()], Some(0))));
    reader.press("d");
    assert_eq!(opened(&reader), [("https://example.org/second", false)]);
    assert_eq!(follow(&reader), None);
}

#[test]
fn a_link_is_chosen_by_tab_number_or_capital_and_then_acted_on() {
    let mut reader = reading(LINKS);
    reader.press("; tab O");
    assert_eq!(opened(&reader), [("https://example.org/second", true)]);
    reader.press("; 3 y");
    assert!(reader.asked.contains(&Effect::Copy("mailto:d@e.example".into())));
    assert_eq!(reader.notice(), "Copied mailto:d@e.example");
    reader.press("; D");
    assert_eq!(follow(&reader).unwrap().1, Some(1));
    reader.press("shift-tab a");
    assert!(reader.asked.iter().any(
        |effect| matches!(effect, Effect::Subscribe { subscription, .. } if subscription.url == "https://a.example/")
    ));
    assert_eq!(reader.state.prompt.as_ref().unwrap().ask, Ask::Subscribe);
}

#[test]
fn hints_are_left_by_escape_and_say_where_there_are_none() {
    let mut reader = reading(LINKS);
    reader.press("; esc");
    assert_eq!(follow(&reader), None);
    reader.press("; x 9 esc");
    assert!(opened(&reader).is_empty());
    let mut reader = reading("<p>Nothing here.</p>");
    reader.press(";");
    assert_eq!(reader.notice(), "This article has no links");
}

#[test]
fn a_note_is_followed_within_the_article_and_back() {
    let between = "<p>Between.</p>".repeat(60);
    let body =
        format!("<p>Text<sup id=r><a href='#n'>1</a></sup>.</p>{between}<p id=n>The note. <a href='#r'>↩</a></p>");
    let mut reader = reading(body.leak());
    reader.press("; f");
    assert!(reader.state.article.top > 60, "{}", reader.state.article.top);
    reader.press("; f");
    assert_eq!(reader.state.article.top, 0);
    assert!(opened(&reader).is_empty());
}

#[test]
fn many_links_have_two_letters_and_follow_the_scrolling() {
    let body: String = (0..100).map(|n| format!("<p>Read <a href='https://e.example/{n}'>part {n}</a>.</p>")).collect();
    let mut reader = reading(body.leak());
    reader.press("ctrl-d ctrl-u ;");
    let (labels, _) = follow(&reader).unwrap();
    assert!(labels.len() < 20 && labels.iter().all(|label| label.len() == 1), "{labels:?}");
    reader.press("ctrl-d");
    assert!(reader.state.article.top > 0);
    reader.press("f");
    assert!(opened(&reader)[0].0 != "https://e.example/0");
    reader.press("; 9 9");
    assert_eq!(follow(&reader).unwrap().1, Some(98));
    assert!(reader.state.article.follow.as_ref().unwrap().labels.iter().any(|label| label.link == 98));
    let narrow: String = (0..40).map(|n| format!("<a href='https://e.example/{n}'>{n}</a> ")).collect();
    let mut reader = reading(format!("<p>{narrow}</p>").leak());
    reader.press(";");
    let (labels, _) = follow(&reader).unwrap();
    assert!(labels.len() >= 40 && labels.iter().all(|label| label.len() == 2));
    reader.press("d f");
    assert_eq!(opened(&reader), [("https://e.example/15", false)]);
}

#[test]
fn another_article_has_no_hints_of_the_one_before() {
    let mut reader = reading(LINKS);
    reader.press(";");
    let laid = reader.state.article.laid.clone().unwrap();
    reader.press("esc q j");
    assert_ne!(reader.state.article.laid.as_ref().unwrap().article.entry.row.id, laid.article.entry.row.id);
    assert_eq!(follow(&reader), None);
}

#[test]
fn a_linked_file_is_fetched_and_the_reader_is_told() {
    let mut reader = reading(LINKS);
    reader.press("; w");
    let Some(Effect::Download { ticket, url, .. }) = reader.asked.last().cloned() else { panic!("{:?}", reader.asked) };
    assert_eq!(url, "https://a.example/");
    reader.tell(Event::DownloadProgress { ticket, done: 500_000, total: Some(2_000_000) });
    assert_eq!(reader.state.downloads[0].done, 500_000);
    reader.tell(Event::Downloaded { ticket, outcome: Ok("/home/x/a.mp3".into()) });
    assert_eq!(reader.notice(), "Saved /home/x/a.mp3");
    assert!(reader.state.downloads.is_empty());
    reader.press("; 3 w");
    assert!(reader.notice().starts_with("Not fetched"), "{}", reader.notice());
}

#[test]
fn a_download_can_be_stopped() {
    let mut reader = reading(LINKS);
    reader.press("g d");
    assert_eq!(reader.notice(), "Nothing is being fetched");
    reader.press("; w g d enter");
    let Some(Effect::CancelDownload(ticket)) = reader.asked.last().cloned() else { panic!("{:?}", reader.asked) };
    assert!(reader.state.downloads.is_empty());
    let before = reader.notice().to_owned();
    // Its end, which was on the way, is no news.
    reader.tell(Event::Downloaded { ticket, outcome: Err("stopped".into()) });
    assert_eq!(reader.notice(), before);
    reader.tell(Event::Downloaded { ticket: Ticket(9), outcome: Ok("x".into()) });
    assert_eq!(reader.notice(), before);
}

#[test]
fn a_citation_is_one_line() {
    let mut reader = Reader::with(3);
    reader.press("Y");
    let citation = "Entry 3 · Feed 1 · 1 Jan 1970 · https://example.org/1/3";
    assert!(reader.asked.contains(&Effect::Copy(citation.into())), "{:?}", reader.asked);
}

#[test]
fn a_text_is_found_while_it_is_typed() {
    let body: String =
        (0..60).map(|n| format!("<p>Paragraph {n}{}</p>", if n % 20 == 19 { " Élan" } else { "" })).collect();
    let mut reader = reading(body.leak());
    reader.press("/").type_text("ela");
    let find = reader.state.article.find.clone().unwrap();
    assert_eq!((find.matches.len(), find.at), (3, 0));
    assert!(reader.state.article.top > 0);
    reader.press("enter n");
    assert_eq!(reader.state.article.find.as_ref().unwrap().at, 1);
    let second = reader.state.article.top;
    reader.press("n n N N");
    assert_eq!(reader.state.article.find.as_ref().unwrap().at, 1);
    assert_eq!(reader.state.article.top, second);
    reader.press("esc");
    assert_eq!((reader.state.article.find.is_some(), reader.state.article.top), (false, second));
    // Now `n` is the next unread entry again.
    let before = reader.state.article.entry;
    reader.press("n");
    assert_ne!(reader.state.article.entry, before);
}

#[test]
fn a_search_that_is_given_up_leaves_the_article_where_it_was() {
    let body: String = (0..60).map(|n| format!("<p>Paragraph {n}</p>")).collect();
    let mut reader = reading(body.leak());
    reader.press("j j /").type_text("graph 50");
    assert!(reader.state.article.top > 40);
    reader.press("esc");
    assert_eq!((reader.state.article.top, reader.state.article.find.is_none()), (2, true));
    reader.press("/").type_text("nowhere").press("enter");
    assert_eq!(reader.notice(), "`nowhere` is not in this article");
}

#[test]
fn headings_are_jumped_by_and_chosen() {
    let body: String = (0..6).map(|n| format!("<h2>Part {n}</h2>{}", "<p>Text.</p>".repeat(30))).collect();
    let mut reader = reading(body.leak());
    let heading = |reader: &Reader| {
        let laid = reader.state.article.laid.clone().unwrap();
        laid.layout.lines[reader.state.article.top].spans.iter().map(|span| span.text.clone()).collect::<String>()
    };
    reader.press("}");
    let first = heading(&reader);
    reader.press("} } {");
    assert_eq!((first.as_str(), heading(&reader).as_str()), ("Part 0", "Part 1"));
    reader.press("g h down down enter");
    assert_eq!(heading(&reader), "Part 3");
    assert!(!matches!(reader.state.overlay, Some(Overlay::Picker(_))));
    let mut plain = reading("<p>Text.</p>");
    plain.press("}");
    assert_eq!(plain.notice(), "This article has no headings");
}

#[test]
fn an_article_is_written_where_the_user_says() {
    let mut reader = Reader::with(3);
    reader.state.settings.save_dir = "~/Downloads/".into();
    reader.press("w");
    let prompt = |reader: &Reader| reader.state.prompt.clone().map(|prompt| prompt.input.value().to_owned());
    assert_eq!(prompt(&reader).as_deref(), Some("~/Downloads/Entry-3.md"));
    reader.press("backspace backspace").type_text("doc").press("enter");
    assert!(reader.state.prompt.as_ref().unwrap().error.as_ref().unwrap().contains(".epub"));
    reader.press("backspace backspace backspace").type_text("epub").press("enter");
    let Some(Effect::Write { ticket, path, .. }) = reader.asked.last().cloned() else { panic!("{:?}", reader.asked) };
    assert_eq!(path, "~/Downloads/Entry-3.epub");
    reader.tell(Event::Failed { ticket: Some(ticket), message: "no room on the disk".into() });
    assert_eq!(reader.state.prompt.as_ref().unwrap().error.as_deref(), Some("no room on the disk"));
    reader.press("enter");
    let Some(Effect::Write { ticket, .. }) = reader.asked.last().cloned() else { panic!("{:?}", reader.asked) };
    reader.tell(Event::Written { ticket, path: "/home/x/Entry-3.epub".into() });
    assert_eq!((prompt(&reader), reader.notice()), (None, "Written to /home/x/Entry-3.epub"));
    // The ending that was written last is proposed next.
    reader.press("j w");
    assert_eq!(prompt(&reader).as_deref(), Some("~/Downloads/Entry-2.epub"));
}

fn pipe(name: &str, terminal: bool) -> Pipe {
    Pipe { name: name.into(), command: vec![name.into()], terminal, format: Format::Text }
}

#[test]
fn an_article_is_given_to_the_program_that_is_chosen() {
    let mut reader = Reader::with(3);
    reader.press("|");
    assert!(reader.notice().contains("[pipe]"), "{}", reader.notice());
    reader.state.settings.pipes = vec![pipe("less", true)];
    reader.press("|");
    let given = |command: &str, terminal| Effect::Pipe {
        entries: vec![EntryId(3)],
        command: vec![command.into()],
        terminal,
        format: Format::Text,
    };
    assert_eq!(reader.asked.last(), Some(&given("less", true)));
    reader.tell(Event::Piped { command: vec!["less".into()], text: b"text".as_slice().into() });
    assert!(matches!(reader.asked.last(), Some(Effect::Lend { .. })));
    reader.state.settings.pipes.push(pipe("trans", false));
    reader.press("| down enter");
    assert_eq!(reader.asked.last(), Some(&given("trans", false)));
    assert_eq!(reader.notice(), "Given to trans");
}

#[test]
fn an_article_is_shared_by_an_address_or_a_program() {
    let mut reader = Reader::with(3);
    let by_address = ShareBy::Address("https://s.example/?t={title}&u={url}".into());
    reader.state.settings.shares = vec![Share { name: "s".into(), by: by_address }];
    reader.press("b");
    assert_eq!(opened(&reader), [("https://s.example/?t=Entry%203&u=https%3A%2F%2Fexample.org%2F1%2F3", false)]);
    let by_program = ShareBy::Command(["keep", "--", "{url}"].map(str::to_owned).into());
    reader.state.settings.shares.push(Share { name: "keep".into(), by: by_program });
    reader.press("b down enter");
    let command = ["keep", "--", "https://example.org/1/3"].map(str::to_owned).into();
    assert_eq!(reader.asked.last(), Some(&Effect::Run { command }));
    reader.state.list.rows[0].url = Some("javascript:alert(1)".into());
    reader.press("b enter");
    assert_eq!(reader.notice(), "This entry has no link to share");
}

#[test]
fn an_enclosed_file_is_played_fetched_or_copied() {
    let mut reader = Reader::with(3);
    reader.press("e");
    assert_eq!(reader.notice(), "This entry encloses no files");
    let enclosure = |url: &str, media: &str| Enclosure {
        url: url.into(),
        media_type: Some(media.into()),
        title: Some("Part -1".into()),
        ..Enclosure::default()
    };
    let enclose = |reader: &mut Reader, enclosures: Vec<Enclosure>| {
        let laid = reader.state.article.laid.as_mut().unwrap();
        Arc::make_mut(&mut laid.article).enclosures = enclosures;
    };
    enclose(&mut reader, vec![enclosure("https://e.example/a.mp3", "audio/mpeg")]);
    reader.press("e enter");
    assert_eq!(opened(&reader), [("https://e.example/a.mp3", false)]);
    reader.state.settings.players = vec![Player { kind: "audio".into(), command: vec!["mpv".into()] }];
    reader.press("e enter");
    let command = vec!["mpv".into(), "https://e.example/a.mp3".into()];
    assert_eq!(reader.asked.last(), Some(&Effect::Run { command }));
    enclose(&mut reader, vec![enclosure("file:///etc/passwd", "audio/mpeg"), enclosure("https://e.example/b", "x/y")]);
    reader.press("e enter enter");
    assert!(reader.notice().starts_with("Not opened"), "{}", reader.notice());
    reader.press("e down enter down enter");
    assert!(matches!(reader.asked.last(), Some(Effect::Download { url, name, .. })
        if url == "https://e.example/b" && name.as_deref() == Some("Part -1")));
}

#[test]
fn a_link_within_the_article_is_gone_to_and_come_back_from() {
    let text = "<p>Text.</p>".repeat(60);
    let body =
        format!("{0}{0}<p>A claim<a href='#note'>1</a>.</p>{text}<p id='note'>The note.</p>{text}", "<p>Before.</p>");
    let mut reader = reading(body.leak());
    reader.press("j j j ; enter");
    let there = reader.state.article.top;
    assert!(there > 50, "{there}");
    assert!(opened(&reader).is_empty());
    reader.press("'");
    assert_eq!(reader.state.article.top, 3);
    reader.press("; enter backspace");
    assert_eq!(reader.state.article.top, 3);
    reader.press("'");
    assert_eq!(reader.notice(), "No link within the article was followed");
}

/// S7.
#[test]
fn the_terminal_is_told_of_links_only_where_they_are_seen_and_safe() {
    let mut reader =
        reading("<p>A <a href='https://e.example/a b\u{1b};c'>link</a> and <a href='javascript:x'>none</a>.</p>");
    assert!(hyperlinks(&reader.state).is_empty(), "not asked for");
    reader.state.settings.hyperlinks = true;
    let links = hyperlinks(&reader.state);
    assert!(!links.is_empty());
    for link in &links {
        assert!(link.url.starts_with("https://e.example/"), "{links:?}");
        assert!(link.url.bytes().all(|byte| (0x21..=0x7e).contains(&byte)), "{links:?}");
    }
    reader.press("?");
    assert!(hyperlinks(&reader.state).is_empty(), "covered");
}
