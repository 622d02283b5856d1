//! Pictures: off until asked for, loaded only for what is opened, kept out where they are not wanted.

use std::sync::Arc;

use super::reader::Reader;
use crate::app::Images;
use crate::app::effect::{Effect, Ticket};
use crate::app::event::Event;
use crate::app::msg::MsgKind;
use crate::app::pictures::Graphics;
use crate::model::{EntryId, Pixels};
use crate::text::layout::{Layout, Picture};

const GRAPHICS: Graphics = Graphics { cell: (10, 20), dots: (1, 2) };

/// A reader whose every article has a picture.
fn reader() -> Reader {
    let mut reader = Reader::with(9);
    reader.body = "<p>Text.</p><img src=/p.png alt=boat>";
    reader
}

/// The articles whose pictures were asked for, with the tickets.
fn asked(reader: &Reader) -> Vec<(i64, Ticket)> {
    let pictures = reader.asked.iter().filter_map(|effect| match effect {
        Effect::LoadPictures { ticket, entry, addresses, dots: (1, 2), .. } => {
            assert_eq!(*addresses, ["https://example.org/p.png"]);
            Some((entry.0, *ticket))
        }
        _ => None,
    });
    pictures.collect()
}

fn terminal_was_asked(reader: &Reader) -> bool {
    reader.asked.contains(&Effect::AskGraphics)
}

fn turned_on() -> Reader {
    let mut reader = reader();
    reader.press("i");
    reader.send(MsgKind::Graphics(Some(GRAPHICS)));
    reader
}

/// S31.
#[test]
fn nothing_is_loaded_until_the_reader_asks_for_pictures() {
    let mut reader = reader();
    reader.send(MsgKind::Graphics(Some(GRAPHICS)));
    reader.press("enter n n q j");
    assert_eq!(asked(&reader), []);
    assert!(!terminal_was_asked(&reader));
    reader.press("enter i");
    assert_eq!(asked(&reader).len(), 1);
    reader.press("i");
    assert!(!crate::app::pictures::wanted(&reader.state));
    assert_eq!(asked(&reader).len(), 1);
}

#[test]
fn pictures_are_asked_for_where_an_article_is_opened_and_not_where_it_is_previewed() {
    let mut reader = turned_on();
    assert!(terminal_was_asked(&reader));
    reader.press("j j");
    assert_eq!(asked(&reader), []);
    reader.press("enter");
    assert_eq!(asked(&reader).iter().map(|(entry, _)| *entry).collect::<Vec<_>>(), [7]);
    reader.press("q k");
    assert_eq!(asked(&reader).len(), 1);
}

#[test]
fn pictures_and_the_article_around_them_are_shown_where_they_are_still_awaited() {
    let mut reader = turned_on();
    reader.press("enter");
    let (_, ticket) = asked(&reader)[0];
    let pixels = Arc::new(Pixels { width: 2, height: 4, rgb: vec![0; 24] });
    let mut laid = reader.state.article.laid.clone().unwrap();
    let address = "https://example.org/p.png".to_owned();
    let place = Picture { address: address.clone(), line: 2, column: 0, columns: 2, rows: 2 };
    laid.layout = Arc::new(Layout { pictures: vec![place.clone()], ..(*laid.layout).clone() });
    let event = |ticket| Event::Pictures {
        ticket,
        entry: EntryId(9),
        laid: Some(laid.clone()),
        came: vec![(address.clone(), pixels.clone())],
    };
    reader.tell(event(Ticket(0)));
    assert!(reader.state.pictures.came.is_empty(), "nobody awaits it");
    reader.tell(event(ticket));
    assert_eq!(reader.state.pictures.came.len(), 1);
    assert_eq!(reader.state.article.laid.as_ref().unwrap().layout.pictures, [place]);
    reader.press("n");
    assert!(reader.state.pictures.came.is_empty(), "another article has others");
    reader.tell(event(ticket));
    assert!(reader.state.pictures.came.is_empty());
}

#[test]
fn over_ssh_pictures_are_on_for_this_run_only() {
    let mut reader = reader();
    reader.state.settings.remote = true;
    reader.state.pictures.kept = Some(true);
    reader.press("enter");
    assert!(!terminal_was_asked(&reader));
    reader.press("i");
    assert!(terminal_was_asked(&reader));
    assert_eq!(reader.state.pictures.kept, Some(true));
    reader.press("i");
    assert_eq!(reader.state.pictures.kept, Some(true));
    // Named in the configuration, they are wanted there too.
    reader.state.settings.images = Images::Sixel;
    assert!(crate::app::pictures::wanted(&reader.state));
}

#[test]
fn turned_off_in_the_configuration_they_stay_off() {
    let mut reader = reader();
    reader.state.settings.images = Images::Off;
    reader.press("i");
    assert!(reader.notice().contains("config.toml"));
    assert!(!terminal_was_asked(&reader));
}
