//! The one loop: wait, update, dispatch, draw if dirty.

mod wait;

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

use self::wait::{answers, at, at_once, frame, hear, next_minute, now};
use crate::app::effect::{Effect, Effects};
use crate::app::event::Event;
use crate::app::hints::{Hint, hints};
use crate::app::hyperlinks::hyperlinks;
use crate::app::keymap::Keymap;
use crate::app::msg::{Msg, MsgKind};
use crate::app::scope::{self, Scope};
use crate::app::theme::Theme;
use crate::app::{Images, pictures};
use crate::app::{State, update};
use crate::engine;
use crate::term::platform::{self, Signal, Signals};
use crate::term::{self, Answers, Background, Drawn, Guard, Heard, Input, Screen, Setup, Terminal, Way};
use crate::ui;

/// In a burst of messages, a frame no oftener than this.
const FRAME: Duration = Duration::from_millis(8);
/// How long leaving waits for a slow terminal to take in the last frame.
const PATIENCE: Duration = Duration::from_millis(200);
/// After another program had the terminal, how long signals of keys may still come that were for it.
const DEAF: Duration = Duration::from_millis(500);
/// A cell in pixels, where the terminal does not tell: its proportions are about right everywhere.
const CELL: (u16, u16) = (10, 20);
/// Messages taken in one turn, so that no flood keeps a frame from being drawn.
const TURN: usize = 256;

/// The theme for a terminal's background.
pub type ThemeFor = Box<dyn FnOnce(Background) -> Theme>;

/// What the loop runs on.
pub struct Parts<D> {
    pub state: State,
    /// What the state asked for when it was made.
    pub effects: Effects,
    pub events: UnboundedReceiver<Event>,
    /// Carries out every effect that is not the terminal's.
    pub dispatch: D,
    /// Where standard error goes while the screen is open.
    pub log: Option<File>,
    /// Set where the theme is to follow the terminal's background.
    pub theme_for: Option<ThemeFor>,
}

/// Why the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Quit,
    /// The demo edition is to start in this program's place.
    Demo,
    /// To be handed to [`platform::die_by`] once everything is stored.
    Signal(i32),
}

/// Opens the screen and runs until the reader leaves. When it returns, or panics, the terminal is as it was.
pub async fn run<D: FnMut(Effect)>(mut parts: Parts<D>) -> io::Result<Exit> {
    term::install_panic_hook();
    let signals = Signals::listen()?;
    parts.effects.drain(..).for_each(&mut parts.dispatch);
    let size = parts.state.size;
    let parts_images = parts.state.settings.images;
    let setup = Setup { mouse: parts.state.settings.mouse, log: parts.log };
    let mut running = Running {
        guard: Guard::enter(setup)?,
        screen: Screen::new(size.width, size.height)?,
        hints: Hints::default(),
        state: parts.state,
        dispatch: parts.dispatch,
        input: None,
        theme_for: None,
        deadline: None,
        drawn: None,
        dirty: true,
        exit: None,
        deaf_until: None,
        listening: None,
        answers: None,
        images: parts_images,
    };
    // The first frame comes before everything else, also before the question about the background.
    running.draw();
    if let Some(theme_for) = parts.theme_for {
        running.screen.ask_background();
        (running.theme_for, running.dirty) = (Some(theme_for), true);
    }
    match pictures::wanted(&running.state) {
        true => running.ask_graphics(),
        false => running.hear_again(),
    }
    // Only from now on is a change of size heard of; there may have been one since the size was read.
    let (width, height) = term::size();
    if (width, height) != (size.width, size.height) {
        running.take(MsgKind::Resize { width, height });
    }
    let exit = running.turn(signals, parts.events).await;
    drop(running.input.take());
    running.say_goodbye();
    Ok(exit)
}

/// The loop's own things; `guard` comes last to be dropped last.
struct Running<D> {
    state: State,
    dispatch: D,
    screen: Screen,
    hints: Hints,
    /// None while the terminal is lent out.
    input: Option<Input>,
    theme_for: Option<ThemeFor>,
    deadline: Option<Instant>,
    /// When the last frame was drawn.
    drawn: Option<Instant>,
    dirty: bool,
    exit: Option<Exit>,
    /// Until when signals that keys make are not for us.
    deaf_until: Option<Instant>,
    /// The terminal is being asked how it shows pictures.
    listening: Option<oneshot::Receiver<Answers>>,
    /// What it answered.
    answers: Option<Answers>,
    /// The way of showing pictures that the user wanted when one was last chosen.
    images: Images,
    guard: Guard,
}

/// What the loop woke up for.
enum Woken {
    Signal(Signal),
    Heard(Option<Heard>),
    Event(Event),
    Minute,
    Deadline,
    /// A frame can be drawn.
    Frame,
    /// A picture can be drawn that could not before.
    Picture,
    Answers(Answers),
}

impl<D: FnMut(Effect)> Running<D> {
    async fn turn(&mut self, mut signals: Signals, mut events: UnboundedReceiver<Event>) -> Exit {
        let mut minute = next_minute();
        loop {
            match self.wait(&mut signals, &mut events, minute).await {
                Woken::Signal(signal) => self.on_signal(signal),
                Woken::Heard(heard) => self.on_heard(heard),
                Woken::Event(event) => self.take(MsgKind::Event(event)),
                Woken::Minute => {
                    minute = next_minute();
                    self.take(MsgKind::Tick);
                }
                Woken::Deadline => {
                    self.deadline = None;
                    self.take(MsgKind::Deadline);
                }
                Woken::Frame => {}
                Woken::Picture => self.dirty = true,
                Woken::Answers(answers) => self.on_answers(answers),
            }
            self.take_queued(&mut events).await;
            if let Some(exit) = self.exit {
                return exit;
            }
            if self.dirty && self.next_frame().is_none_or(|at| at <= Instant::now()) {
                self.draw();
            }
        }
    }

    /// Waits for the next thing to do. Keys come before events: what the reader does is never behind what arrives.
    async fn wait(&mut self, signals: &mut Signals, events: &mut UnboundedReceiver<Event>, minute: Instant) -> Woken {
        let next_frame = self.next_frame();
        let dirty = self.dirty;
        let (ready, picture) = self.screen.waits();
        tokio::select! {
            biased;
            signal = signals.next() => Woken::Signal(signal),
            heard = hear(self.input.as_mut()) => Woken::Heard(heard),
            Some(event) = events.recv() => Woken::Event(event),
            answers = answers(self.listening.as_mut()) => Woken::Answers(answers),
            () = frame(ready, next_frame), if dirty => Woken::Frame,
            () = picture => Woken::Picture,
            () = at(self.deadline) => Woken::Deadline,
            () = sleep_until(minute) => Woken::Minute,
        }
    }

    /// Takes in what else has come, so that one frame shows it all.
    async fn take_queued(&mut self, events: &mut UnboundedReceiver<Event>) {
        for _ in 0..TURN {
            if self.exit.is_some() {
                return;
            }
            if let Some(heard) = at_once(hear(self.input.as_mut())).await {
                self.on_heard(heard);
            } else if let Ok(event) = events.try_recv() {
                self.take(MsgKind::Event(event));
            } else {
                return;
            }
        }
    }

    fn on_signal(&mut self, signal: Signal) {
        let deaf = self.deaf_until.is_some_and(|until| Instant::now() < until);
        match signal {
            Signal::Quit(signal) if deaf && platform::is_typed(signal) => {}
            Signal::Stop if deaf => {}
            Signal::Quit(signal) => self.exit = Some(Exit::Signal(signal)),
            Signal::Stop => self.suspend(),
            Signal::Continue => self.resume(),
            Signal::Resize => {
                let (width, height) = term::size();
                self.on_resize(width, height);
            }
        }
    }

    /// Both the signal and the input tell of a new size: crossterm drops it where a key comes in the same moment.
    fn on_resize(&mut self, width: u16, height: u16) {
        if (width, height) != (self.state.size.width, self.state.size.height) {
            self.take(MsgKind::Resize { width, height });
        }
        if self.answers.is_some() {
            // The cells may have another size.
            self.choose_way();
        }
    }

    fn on_heard(&mut self, heard: Option<Heard>) {
        match heard {
            Some(Heard::Msg(MsgKind::Resize { width, height })) => self.on_resize(width, height),
            Some(Heard::Msg(kind)) => self.take(kind),
            Some(Heard::Background(background)) => self.on_background(background),
            None => self.exit = Some(Exit::Signal(platform::HANGUP)),
        }
    }

    fn on_background(&mut self, background: Background) {
        if let Some(theme_for) = self.theme_for.take() {
            self.state.settings.theme = theme_for(background);
            self.dirty = true;
        }
    }

    /// Asks the terminal how it shows pictures. Until it has answered, or 100 ms long, nobody else reads what it sends.
    fn ask_graphics(&mut self) {
        if self.listening.is_none() {
            drop(self.input.take());
            self.screen.ask_pictures(&term::questions(Terminal::from_environment().plain));
            self.dirty = true;
            self.listening = Some(term::listen());
        }
    }

    fn on_answers(&mut self, mut answers: Answers) {
        self.listening = None;
        self.hear_again();
        if let Some(background) = answers.background {
            self.on_background(background);
        }
        if let (false, Some(input)) = (answers.complete, &mut self.input) {
            input.expect_graphics();
        }
        let typed = std::mem::take(&mut answers.typed);
        self.answers = Some(answers);
        self.choose_way();
        typed.into_iter().for_each(|key| self.take(MsgKind::Key(key)));
    }

    /// Decides on the way in which pictures are shown.
    fn choose_way(&mut self) {
        let Some(answers) = &self.answers else { return };
        self.images = self.state.settings.images;
        let way = Way::choose(self.images, &Terminal::from_environment(), answers);
        let cell = term::cell_size().or(answers.cell).unwrap_or(CELL);
        self.screen.show_pictures(way);
        self.take(MsgKind::Graphics(way.map(|way| way.graphics(cell))));
    }

    /// Reads the terminal from now on, again if it was lent out.
    fn hear_again(&mut self) {
        let input = self.input.insert(Input::new());
        if self.theme_for.is_some() {
            input.expect_background();
        }
    }

    fn take(&mut self, kind: MsgKind) {
        let effects = update(&mut self.state, Msg { now: now(), kind });
        if let Some(delay) = self.state.deadline.take() {
            self.deadline = Some(Instant::now() + delay);
        }
        self.dirty = true;
        for effect in effects {
            self.carry_out(effect);
        }
        if self.images != self.state.settings.images {
            self.images = self.state.settings.images;
            match self.answers {
                Some(_) => self.choose_way(),
                None if pictures::wanted(&self.state) => self.ask_graphics(),
                None => {}
            }
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Copy(text) => self.screen.copy(&text),
            Effect::Redraw => self.screen.redraw(),
            Effect::Mouse(on) => {
                self.guard.set_mouse(on);
                self.screen.set_mouse(on);
            }
            Effect::AskGraphics => self.ask_graphics(),
            Effect::Suspend => self.suspend(),
            Effect::Lend { command, text } => self.lend(&command, &text),
            Effect::StartDemo => self.exit = Some(Exit::Demo),
            Effect::Quit => self.exit = Some(Exit::Quit),
            effect => (self.dispatch)(effect),
        }
    }

    /// Gives the terminal back and stops until the shell continues this process.
    fn suspend(&mut self) {
        drop(self.input.take());
        self.say_goodbye();
        self.guard.leave();
        if let Err(error) = platform::stop() {
            self.state.complain(format!("cannot suspend: {error}"));
        }
        self.resume();
    }

    /// Lets another program have the terminal until it ends, however it leaves it.
    fn lend(&mut self, command: &[String], text: &[u8]) {
        drop(self.input.take());
        self.say_goodbye();
        self.guard.leave();
        let modes = platform::Modes::now();
        let outcome = engine::on_terminal(command, text);
        modes.restore();
        // The keys that were meant for the other program came to this one as signals too.
        self.deaf_until = Some(Instant::now() + DEAF);
        self.resume();
        if let Err(why) = outcome {
            self.state.complain(why);
        }
    }

    /// Takes the terminal again, whoever had it meanwhile.
    fn resume(&mut self) {
        if let Err(error) = self.guard.enter_again() {
            tracing::error!(%error, "the terminal cannot be entered again");
            self.exit = Some(Exit::Signal(platform::HANGUP));
            return;
        }
        if self.listening.is_none() && self.input.is_none() {
            self.hear_again();
        }
        self.screen.redraw();
        let (width, height) = term::size();
        self.take(MsgKind::Resize { width, height });
    }

    /// What was drawn is still to be seen, and of pictures nothing is left behind.
    fn say_goodbye(&mut self) {
        self.screen.drain(PATIENCE);
        self.screen.forget_pictures();
        self.screen.drain(PATIENCE);
    }

    /// When the next frame may be drawn; none: at once.
    fn next_frame(&self) -> Option<Instant> {
        self.drawn.map(|drawn| drawn + FRAME)
    }

    fn draw(&mut self) {
        let (state, hints) = (&self.state, self.hints.of(&self.state));
        let size = (state.size.width, state.size.height);
        let placements = ui::pictures(state);
        let links = hyperlinks(state);
        let parked = ui::parked(state);
        let drawn = self.screen.draw(size, parked, &links, &placements, |frame| ui::draw(state, hints, frame));
        if drawn != Drawn::Not {
            self.dirty = drawn == Drawn::Partly;
            self.drawn = Some(Instant::now());
        }
    }
}

/// The hints on the status line, made anew only when the keys go elsewhere or are bound otherwise.
#[derive(Default)]
struct Hints {
    made_for: Option<(&'static [Scope], Arc<Keymap>)>,
    hints: Vec<Hint>,
}

impl Hints {
    fn of(&mut self, state: &State) -> &[Hint] {
        let scopes = scope::active(state);
        let fresh = |(made, keymap): &(&[Scope], Arc<Keymap>)| *made == scopes && Arc::ptr_eq(keymap, &state.keymap);
        if !self.made_for.as_ref().is_some_and(fresh) {
            self.made_for = Some((scopes, state.keymap.clone()));
            self.hints = hints(state);
        }
        &self.hints
    }
}
