//! Pictures inside the text: what is asked for and what is not, and what reaches the terminal.

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{ImageFormat, Rgb, RgbImage};

use crate::pty::Reader;
use crate::server::{Reply, Server};
use crate::{PROGRAM, open};

/// What no terminal may ever be sent.
const EVIL: &str = "\x1b]0;EVIL\x07";

const ARTICLE: &str = "<p>Before it.</p><figure><img src='/boat.png' alt='A boat'><figcaption>A boat at sea.</figcaption>\
    </figure><p>Between.</p><img src='/bad.png' alt='A chart'><img src='/pixel.gif' width=1 height=1>\
    <img src='/seen.png' alt='A dot'><p>After it.</p>";

/// A feed of one article with pictures of every kind.
fn site() -> Server {
    Server::start(|request| match request.path.as_str() {
        "/feed" => {
            let item = format!(
                "<item><guid>1</guid><title>Ships</title><description><![CDATA[{ARTICLE}]]></description></item>"
            );
            Reply::ok(&[], format!("<rss version='2.0'><channel><title>Sea</title>{item}</channel></rss>").as_bytes())
        }
        "/boat.png" => Reply::ok(&[("Content-Type", b"text/html")], &boat()),
        // Says that it is a picture, and is none.
        "/bad.png" => Reply::ok(&[("Content-Type", b"image/png")], format!("{EVIL}{EVIL}").as_bytes()),
        // Shows nothing but that somebody looked.
        "/seen.png" => Reply::ok(&[("Content-Type", b"image/png")], &png(1, 1, Rgb([0, 0, 0]))),
        _ => Reply::status("404 Not Found", &[]),
    })
}

fn png(width: u32, height: u32, color: Rgb<u8>) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, color).write_to(&mut bytes, ImageFormat::Png).expect("a PNG");
    bytes.into_inner()
}

/// A red picture of 200 × 100 with something evil behind its end.
fn boat() -> Vec<u8> {
    [png(200, 100, Rgb([200, 30, 30])), EVIL.as_bytes().to_vec()].concat()
}

fn home(server: &Server, config: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a home");
    let config_dir = home.path().join("config");
    fs::create_dir(&config_dir).expect("a folder");
    fs::write(config_dir.join("feeds.toml"), format!("[[feed]]\nurl = \"{}\"\n", server.url("/feed")))
        .expect("written");
    fs::write(config_dir.join("config.toml"), config).expect("written");
    home
}

fn opened(home: &Path) -> Reader {
    // The article is there before the reader is: these tests are not about when feeds are fetched.
    let fetched = Command::new(PROGRAM)
        .args(["refresh", "--config-dir"])
        .arg(home.join("config"))
        .arg("--data-dir")
        .arg(home.join("data"))
        .output()
        .expect("a refresh");
    assert!(fetched.status.success(), "{fetched:?}");
    let mut reader = open(home);
    reader.wait_for_text("Ships");
    reader.keys("\r");
    reader.wait_for_text("After it.");
    reader
}

/// The paths of pictures that were asked for, in order of their names.
fn asked(server: &Server) -> Vec<String> {
    let paths = server.tape().into_iter().map(|request| request.path).filter(|path| path != "/feed");
    let mut paths: Vec<_> = paths.collect();
    paths.sort();
    paths
}

fn quit(mut reader: Reader) -> Vec<u8> {
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
    let bytes = reader.bytes();
    let has = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    assert!(!has(EVIL.as_bytes()) && !has(b"EVIL"), "nothing of a file reaches the terminal");
    bytes
}

/// S31.
#[test]
fn an_opened_article_asks_for_no_picture_until_pictures_are_turned_on() {
    let server = site();
    let home = home(&server, "start = \"all\"\n");
    let mut reader = opened(home.path());
    reader.wait_for_text("▣ A boat");
    assert_eq!(asked(&server), [""; 0]);
    reader.keys("i");
    // The terminal says that it is an ordinary one.
    reader.wait_for_bytes("a question", |bytes| bytes.ends_with(b"\x1b[c") || bytes.windows(3).any(|w| w == b"\x1b[c"));
    reader.keys("\x1b[?62;22c");
    reader.wait_for_text("▀▀▀▀▀▀");
    reader.keys("z");
    reader.wait_for_text("A chart (cannot be shown: neither PNG, JPEG, GIF nor WebP)");
    assert_eq!(asked(&server), ["/bad.png", "/boat.png", "/seen.png"]);
    assert!(
        server.tape().iter().all(|request| request.header("Referer").is_none() && request.header("Cookie").is_none())
    );
    let red = reader.look(|screen| {
        let cells = (0..24).flat_map(|row| (0..80).map(move |column| (row, column)));
        let block = cells.filter_map(|(row, column)| screen.cell(row, column)).find(|cell| cell.contents() == "▀");
        block.map(|cell| cell.fgcolor())
    });
    assert_eq!(red, Some(vt100::Color::Rgb(200, 30, 30)));
    quit(reader);
    // The choice is kept, and so are the pictures; what could not be shown is tried again.
    let reader = opened(home.path());
    reader.wait_for_text("▀▀▀▀▀▀");
    quit(reader);
    assert_eq!(asked(&server).iter().filter(|path| *path == "/boat.png").count(), 1);
}

/// S30.
#[test]
fn the_terminal_gets_pixels_that_were_packed_anew() {
    let server = site();
    let home = home(&server, "images = \"kitty\"\n");
    let reader = opened(home.path());
    let body = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let (_, command) = text.split_once("a=T,U=1,")?;
        Some(command.split_once("\x1b\\")?.0.split_once(';')?.1.to_owned())
    };
    reader.wait_for_bytes("a picture", |bytes| body(bytes).is_some());
    reader.wait_for("cells that stand for it", |screen| screen.contents().contains("\u{10eeee}\u{305}\u{305}"));
    let bytes = quit(reader);
    let file = STANDARD.decode(body(&bytes).expect("a picture")).expect("base64");
    let shown = image::load_from_memory(&file).expect("a PNG").into_rgb8();
    assert_eq!(shown.get_pixel(3, 3), &Rgb([200, 30, 30]));
    assert!(String::from_utf8_lossy(&bytes).contains("\x1b_Ga=d,d=I"), "it is forgotten at the end");
}

/// Whether the screen was drawn in this height: the last line has the hints.
fn is_drawn(screen: &vt100::Screen, height: u16) -> bool {
    screen.size().0.get() == height && screen.rows(0, 80).last().is_some_and(|line| line.contains("help"))
}

#[test]
fn an_article_scrolled_past_its_picture_leaves_nothing_of_it_behind() {
    let server = site();
    let home = home(&server, "images = \"blocks\"\n");
    let mut reader = opened(home.path());
    reader.wait_for_text("▀▀▀▀▀▀");
    let rows = |screen: &vt100::Screen| screen.contents().lines().filter(|line| line.contains("▀▀")).count();
    let whole = reader.look(rows);
    // An overlay covers it and gives it back.
    reader.keys("?");
    reader.wait_for("less of it", |screen| rows(screen) < whole || !screen.contents().contains("Before it."));
    reader.keys("\x1b");
    reader.wait_for("all of it", |screen| rows(screen) == whole);
    reader.keys("z");
    reader.wait_for("only the article", |screen| !screen.contents().contains("── Sea"));
    reader.resize(80, 12);
    reader.wait_for("a part of it", |screen| is_drawn(screen, 12) && (1..whole).contains(&rows(screen)));
    reader.keys("G");
    reader.wait_for("its end", |screen| screen.contents().contains("A dot") && rows(screen) < whole);
    reader.resize(80, 24);
    reader.resize(80, 24);
    reader.wait_for("all of it", |screen| is_drawn(screen, 24) && rows(screen) == whole);
    reader.keys("i");
    reader.wait_for("none", |screen| rows(screen) == 0 && screen.contents().contains("▣ A boat"));
    quit(reader);
}
