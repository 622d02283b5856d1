//! The real program on a real terminal: start, read, quit, signals, suspension, resizing.

mod paper;
#[path = "rig/pty.rs"]
mod pty;

use dateline::app::effect::Effect;
use dateline::app::event::Event;
use dateline::app::programs::Pipe;
use dateline::app::theme::{Style, Theme};
use dateline::config::theme;
use dateline::model::Format;
use dateline::run::{Exit, Parts, ThemeFor, run};
use dateline::term::Background;

use pty::Reader;
use vt100::MouseProtocolMode;

/// Nothing of ours is left on the terminal.
fn is_restored(screen: &vt100::Screen) -> bool {
    !screen.alternate_screen()
        && !screen.hide_cursor()
        && !screen.bracketed_paste()
        && screen.mouse_protocol_mode() == MouseProtocolMode::None
}

fn count(bytes: &[u8], sequence: &str) -> usize {
    bytes.windows(sequence.len()).filter(|window| *window == sequence.as_bytes()).count()
}

/// The loop, the screen and the terminal as the program has them, on a state made by hand: this test program run once
/// more for the stand-in below.
fn reader(size: (u16, u16)) -> Reader {
    let program = std::env::current_exe().expect("a test program");
    let arguments = ["stand_in", "--exact", "--ignored", "--nocapture", "--test-threads=1"];
    let reader = Reader::start(&program, &arguments, &std::env::temp_dir(), size);
    reader.wait_for("the first screen", |screen| screen.alternate_screen() && screen.contents().contains("dateline"));
    reader
}

#[test]
#[ignore = "run by the other tests, on a terminal of theirs"]
fn stand_in() {
    dateline::term::fit().expect("a terminal");
    let (answer, events) = tokio::sync::mpsc::unbounded_channel();
    let (width, height) = dateline::term::size();
    let mut state = paper::resized(paper::morning(), width, height);
    state.settings.theme = theme::built_in("ink").expect("a theme of the program").expect("a good theme");
    let laid = state.article.laid.clone();
    // It says what it got, spoils the terminal, waits for a key, and dies of its own hand.
    let script =
        "printf 'got %s\\r\\n' \"$(cat)\"; stty raw -echo </dev/tty; head -c 1 </dev/tty >/dev/null; kill -9 $$";
    let command = ["sh", "-c", script].map(str::to_owned).into();
    state.settings.pipes = vec![Pipe { name: "rude".to_owned(), command, terminal: true, format: Format::Text }];
    let dispatch = move |effect| match effect {
        Effect::LoadArticle { ticket, entry, .. } => {
            let laid = laid.clone().expect("an article is shown");
            answer.send(Event::Article { ticket, entry, laid }).expect("the loop listens");
        }
        Effect::Pipe { command, .. } => {
            let text = b"the article".as_slice().into();
            answer.send(Event::Piped { command, text }).expect("the loop listens");
        }
        Effect::Undo => panic!("the reader asked for it"),
        Effect::Redo => {
            let worker = std::thread::spawn(|| panic!("a worker was asked for it"));
            worker.join().expect_err("it panicked");
        }
        _ => {}
    };
    let theme_for: Option<ThemeFor> = Some(Box::new(|background| {
        assert_eq!(background, Background::Light);
        let underlined = Style { underline: true, ..Style::default() };
        Theme { base: underlined, ..Theme::default() }
    }));
    let parts = Parts { state, effects: Vec::new(), events, dispatch, log: None, theme_for };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match runtime.block_on(run(parts)).expect("the loop runs") {
        Exit::Signal(signal) => dateline::term::platform::die_by(signal).expect("a signal"),
        // Before the test harness has its word.
        Exit::Quit | Exit::Demo => std::process::exit(0),
    }
}

#[test]
fn it_opens_and_leaves_the_terminal_as_it_was() {
    let mut reader = reader((80, 24));
    reader.wait_for("modes", |screen| {
        screen.bracketed_paste() && screen.hide_cursor() && screen.mouse_protocol_mode() != MouseProtocolMode::None
    });
    let raw = reader.discipline();
    reader.keys("\x03");
    assert!(reader.wait_for_end().success());
    reader.wait_for("the terminal as it was", is_restored);
    assert_ne!(reader.discipline(), raw);
    let bytes = reader.bytes();
    // Leaving closes what may be open.
    assert_eq!(count(&bytes, "\x1b[?2026h") + 1, count(&bytes, "\x1b[?2026l"));
    assert_eq!(count(&bytes, "\x1b[?1004l"), 1);
}

#[test]
fn a_panic_restores_the_terminal_and_its_message_can_be_read() {
    let mut reader = reader((80, 24));
    reader.keys("u");
    assert!(!reader.wait_for_end().success());
    reader.wait_for("the terminal as it was", is_restored);
    reader.wait_for_text("the reader asked for it");
}

#[test]
fn a_panic_of_a_worker_leaves_the_screen_alone() {
    let mut reader = reader((80, 24));
    reader.keys("\x12");
    reader.keys("?");
    reader.wait_for_text("Everywhere");
    reader.keys("\x03");
    assert!(reader.wait_for_end().success());
    assert_eq!(count(&reader.bytes(), "a worker was asked for it"), 0);
}

#[test]
fn a_terminal_that_takes_nothing_holds_up_neither_keys_nor_leaving() {
    // A frame of this size is more than the system keeps for a terminal that does not read.
    let mut reader = reader((500, 200));
    let before = reader.bytes().len();
    reader.stall();
    reader.keys("\x0c");
    reader.wait_for_bytes("the beginning of a frame", |bytes| bytes.len() > before);
    reader.keys(&"jk".repeat(100));
    reader.keys("\x03");
    assert!(reader.wait_for_process().success());
}

#[test]
fn signals_end_it_cleanly_and_are_seen_by_the_parent() {
    for (name, told) in [("TERM", "Terminated"), ("INT", "Interrupt"), ("HUP", "Hangup"), ("QUIT", "Quit")] {
        let mut reader = reader((80, 24));
        reader.signal(name);
        let status = reader.wait_for_end();
        assert!(status.signal().is_some_and(|signal| signal.starts_with(told)), "{name}: {status:?}");
        reader.wait_for("the terminal as it was", is_restored);
    }
}

#[test]
fn suspended_it_gives_the_terminal_back_and_takes_it_again() {
    let mut reader = reader((80, 24));
    reader.keys("\x1a");
    reader.wait_for("the terminal as it was", is_restored);
    reader.wait_until_stopped();
    reader.resize(100, 30);
    reader.signal("CONT");
    reader.wait_for("the screen again, in the new size", |screen| {
        screen.alternate_screen() && screen.contents().lines().next().is_some_and(|line| line.len() > 90)
    });
    reader.keys("?");
    reader.wait_for_text("Everywhere");
    // Stopped from outside, where nothing can be given back.
    reader.signal("STOP");
    reader.wait_until_stopped();
    let before = count(&reader.bytes(), "\x1b[2J");
    reader.signal("CONT");
    reader.wait_for_bytes("a full redraw", |bytes| count(bytes, "\x1b[2J") > before);
    reader.wait_for_text("Everywhere");
    reader.keys("\x03");
    assert!(reader.wait_for_end().success());
}

#[test]
fn a_storm_of_sizes_ends_in_the_right_frame() {
    let mut reader = reader((80, 24));
    for step in 0..1_000u16 {
        reader.resize(20 + step * 7 % 180, 5 + step * 3 % 45);
    }
    reader.resize(3, 2);
    reader.resize(120, 40);
    reader.wait_for("the last size", |screen| {
        let lines: Vec<String> = screen.rows(0, 120).collect();
        lines.len() == 40 && lines[0].starts_with(" dateline") && lines[39].contains("help")
    });
    reader.keys("\x03");
    assert!(reader.wait_for_end().success());
}

#[test]
fn an_answer_about_the_background_is_no_key() {
    let mut reader = reader((80, 24));
    reader.wait_for_bytes("the question", |bytes| count(bytes, "\x1b]11;?\x1b\\") == 1);
    reader.keys("\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
    // That is what the light theme of the stand-in looks like.
    reader.wait_for("another theme", |screen| screen.cell(0, 0).is_some_and(|cell| cell.underline()));
    reader.wait_for_text("1/40");
    reader.keys("\x03");
    assert!(reader.wait_for_end().success());
}

#[test]
fn a_key_that_changes_nothing_writes_nothing() {
    let mut reader = reader((80, 24));
    reader.wait_for_bytes("the question", |bytes| count(bytes, "\x1b]11;?\x1b\\") == 1);
    reader.keys("?");
    reader.wait_for_text("Everywhere");
    let before = reader.bytes().len();
    reader.keys("\x1b[1;5P\x1b[I");
    reader.keys("\x03");
    assert!(reader.wait_for_end().success());
    let bytes = reader.bytes();
    let after = bytes.len() - before - "\x1b[?2026l".len();
    assert!(count(&bytes[before..], "\x1b[?2026h") == 0, "{after} bytes");
}

#[test]
fn a_step_in_the_list_writes_little() {
    let mut reader = reader((60, 24));
    let mut step = |step: u32| {
        reader.keys("j");
        reader.wait_for_text(&format!(" {step}/40"));
        reader.bytes().len()
    };
    // The first steps may still meet frames of the start.
    let before = step(2).max(step(3));
    let after = (4..=13).map(step).last().expect("ten steps");
    let average = (after - before) / 10;
    assert!(average <= 500, "{average} bytes a step");
}

/// T27: another program has the whole terminal, and whatever it does to it, the screen comes back and the modes with it.
#[test]
fn a_program_that_takes_the_terminal_gives_it_back_whatever_it_does() {
    let mut reader = reader((80, 24));
    let ours = reader.discipline();
    reader.keys("|");
    reader.wait_for("the program's own screen", |screen| {
        !screen.alternate_screen() && screen.contents().contains("got the article")
    });
    reader.keys("x");
    reader.wait_for("the screen again", |screen| {
        screen.alternate_screen() && screen.contents().contains("dateline") && screen.contents().contains("ended with")
    });
    assert_eq!(reader.discipline(), ours);
    reader.keys("?");
    reader.wait_for_text("Everywhere");
    reader.keys("\x03");
    assert!(reader.wait_for_end().success());
    reader.wait_for("the terminal as it was", is_restored);
    assert_ne!(reader.discipline(), ours);
}
