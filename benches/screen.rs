//! What a frame costs: the drawing of the state, and the bytes of what changed.

#[path = "../tests/paper/mod.rs"]
mod paper;

use dateline::app::hints::hints;
use dateline::app::key::Key;
use dateline::app::msg::{Msg, MsgKind};
use dateline::app::{State, update};
use dateline::config::theme;
use dateline::ui;
use divan::Bencher;
use ratatui::backend::TestBackend;
use ratatui::{Terminal, TerminalOptions, Viewport};

fn main() {
    divan::main();
}

const SIZES: [(u16, u16); 3] = [(80, 24), (160, 50), (240, 70)];

fn state((width, height): (u16, u16)) -> State {
    let mut state = paper::resized(paper::morning(), width, height);
    state.settings.theme = theme::built_in("ink").expect("a theme of the program").expect("a good theme");
    state
}

fn terminal((width, height): (u16, u16)) -> Terminal<TestBackend> {
    let viewport = Viewport::Fixed(ratatui::layout::Rect::new(0, 0, width, height));
    Terminal::with_options(TestBackend::new(width, height), TerminalOptions { viewport }).expect("a terminal")
}

/// The same frame again: drawing and comparing, nothing written.
#[divan::bench(args = SIZES)]
fn draw(bencher: Bencher, size: (u16, u16)) {
    let (state, mut terminal) = (state(size), terminal(size));
    let hints = hints(&state);
    bencher.bench_local(|| terminal.draw(|frame| ui::draw(&state, &hints, frame)).map(|frame| frame.count));
}

/// A key, its update, and the frame that shows it.
#[divan::bench(args = SIZES)]
fn step(bencher: Bencher, size: (u16, u16)) {
    let (mut state, mut terminal) = (state(size), terminal(size));
    let hints = hints(&state);
    let mut keys = [Key::char('j'), Key::char('k')].into_iter().cycle();
    bencher.bench_local(|| {
        let kind = MsgKind::Key(keys.next().expect("an endless cycle"));
        let effects = update(&mut state, Msg { now: paper::NOW, kind });
        terminal.draw(|frame| ui::draw(&state, &hints, frame)).map(|frame| (frame.count, effects.len()))
    });
}
