//! What the terminal sends, as messages of the core: keys, pastes, mouse, size, focus.

use std::collections::VecDeque;

use crossterm::event::{
    Event, EventStream, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use futures_util::StreamExt;

use crate::app::key::{Code, Key};
use crate::app::msg::{Mouse, MouseKind, MsgKind};
use crate::term::background::Background;
use crate::term::reply::{Read, Replies};

/// Something that came from the terminal.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    Msg(MsgKind),
    /// The answer to [`Input::expect_background`].
    Background(Background),
}

/// So many errors in a row mean that the terminal is gone.
const MOST_ERRORS: u32 = 16;

/// The reading end of the terminal. While it lives a thread reads standard input: drop it to lend the terminal out.
pub struct Input {
    stream: EventStream,
    replies: Replies,
    ready: VecDeque<Heard>,
}

impl Input {
    #[expect(clippy::new_without_default, reason = "it starts a thread")]
    pub fn new() -> Input {
        Input { stream: EventStream::new(), replies: Replies::default(), ready: VecDeque::new() }
    }

    /// The question about the background (OSC 11) is on its way to the terminal.
    pub fn expect_background(&mut self) {
        self.replies.expect();
    }

    /// Answers about pictures may still come, too late to be of use.
    pub fn expect_graphics(&mut self) {
        self.replies.expect_late();
    }

    /// The next thing heard; none: the terminal is gone. Nothing is lost if the future is dropped.
    pub async fn next(&mut self) -> Option<Heard> {
        let mut errors = 0;
        loop {
            if let Some(heard) = self.ready.pop_front() {
                return Some(heard);
            }
            match self.stream.next().await? {
                Ok(event) => self.take(event),
                Err(_) if errors < MOST_ERRORS => errors += 1,
                Err(_) => return None,
            }
        }
    }

    fn take(&mut self, event: Event) {
        match message(event) {
            Some(MsgKind::Key(key)) => match self.replies.read(key) {
                Read::Held => {}
                Read::Keys(keys) => self.ready.extend(keys.into_iter().map(|key| Heard::Msg(MsgKind::Key(key)))),
                Read::Answer(background) => self.ready.push_back(Heard::Background(background)),
            },
            Some(other) => self.ready.push_back(Heard::Msg(other)),
            None => {}
        }
    }
}

fn message(event: Event) -> Option<MsgKind> {
    match event {
        Event::Key(event) => key(event).map(MsgKind::Key),
        Event::Paste(text) => Some(MsgKind::Paste(text.chars().filter(|c| *c == '\n' || !c.is_control()).collect())),
        Event::Mouse(event) => mouse(event).map(MsgKind::Mouse),
        Event::Resize(width, height) => Some(MsgKind::Resize { width, height }),
        Event::FocusGained => Some(MsgKind::Focus(true)),
        Event::FocusLost => Some(MsgKind::Focus(false)),
    }
}

fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let held = event.modifiers;
    if held.intersects(KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META) {
        return None;
    }
    let (ctrl, alt) = (held.contains(KeyModifiers::CONTROL), held.contains(KeyModifiers::ALT));
    let shift = held.contains(KeyModifiers::SHIFT);
    let code = match event.code {
        KeyCode::Char(c) if c.is_control() => return None,
        KeyCode::Char(c) => {
            let c = if shift { c.to_ascii_uppercase() } else { c };
            return Some(Key { code: Code::Char(c), ctrl, alt, shift: false });
        }
        KeyCode::BackTab => return Some(Key { code: Code::Tab, ctrl, alt, shift: true }),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(n) => Code::F(n),
        _ => return None,
    };
    Some(Key { code, ctrl, alt, shift })
}

fn mouse(event: MouseEvent) -> Option<Mouse> {
    let kind = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseKind::Press,
        MouseEventKind::Drag(MouseButton::Left) => MouseKind::Drag,
        MouseEventKind::Up(MouseButton::Left) => MouseKind::Release,
        MouseEventKind::ScrollUp => MouseKind::WheelUp,
        MouseEventKind::ScrollDown => MouseKind::WheelDown,
        _ => return None,
    };
    Some(Mouse { kind, x: event.column, y: event.row })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(code: KeyCode, held: KeyModifiers) -> Option<String> {
        key(KeyEvent::new(code, held)).map(|key| key.to_string())
    }

    #[test]
    fn keys_are_named_as_in_the_key_table() {
        assert_eq!(typed(KeyCode::Char('J'), KeyModifiers::SHIFT).as_deref(), Some("J"));
        assert_eq!(typed(KeyCode::Char('j'), KeyModifiers::SHIFT).as_deref(), Some("J"));
        assert_eq!(typed(KeyCode::Char('d'), KeyModifiers::CONTROL).as_deref(), Some("ctrl-d"));
        assert_eq!(typed(KeyCode::BackTab, KeyModifiers::SHIFT).as_deref(), Some("shift-tab"));
        assert_eq!(typed(KeyCode::Char(' '), KeyModifiers::NONE).as_deref(), Some("space"));
        assert_eq!(typed(KeyCode::Char('q'), KeyModifiers::SUPER), None);
        assert_eq!(typed(KeyCode::CapsLock, KeyModifiers::NONE), None);
    }

    #[test]
    fn a_released_key_does_nothing_and_a_repeated_one_does() {
        let event = |kind| KeyEvent::new_with_kind(KeyCode::Char('j'), KeyModifiers::NONE, kind);
        assert_eq!(key(event(KeyEventKind::Release)), None);
        assert_eq!(key(event(KeyEventKind::Repeat)), Some(Key::char('j')));
    }

    #[test]
    fn a_paste_brings_no_control_characters() {
        let pasted = message(Event::Paste("https://a\x1b[31m\x07\nb".to_owned()));
        assert_eq!(pasted, Some(MsgKind::Paste("https://a[31m\nb".to_owned())));
    }
}
