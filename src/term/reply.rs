//! Picks the terminal's answer about its background out of the keys.
//!
//! crossterm reads `ESC ] 11;rgb:… ESC \` as alt-] and the characters behind it. While an answer is awaited, keys that
//! continue such an answer are held; what turns out to be typed is given back in order, so that no key is lost and no
//! late answer becomes a command.

use crate::app::key::{Code, Key};
use crate::term::background::Background;

const OPENING: &str = "11;rgb";
/// The longest answer: `11;rgba:ffff/ffff/ffff/ffff`.
const LONGEST: usize = 27;

/// What a key turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Read {
    /// Perhaps part of an answer.
    Held,
    /// Typed, the oldest first.
    Keys(Vec<Key>),
    Answer(Background),
}

/// The state of the reading.
#[derive(Debug, Default)]
pub struct Replies {
    awaited: bool,
    /// The answer so far, after `ESC ]`.
    held: Option<String>,
}

impl Replies {
    /// From now on an answer may come. It is waited for however long it takes.
    pub fn expect(&mut self) {
        self.awaited = true;
    }

    pub fn read(&mut self, key: Key) -> Read {
        let opens = key == Key { alt: true, ..Key::char(']') };
        match self.held.take() {
            None if self.awaited && opens => {
                self.held = Some(String::new());
                Read::Held
            }
            None => Read::Keys(vec![key]),
            Some(answer) => self.go_on(answer, key),
        }
    }

    fn go_on(&mut self, mut answer: String, key: Key) -> Read {
        if ends(key)
            && let Some(background) = Background::from_answer(&answer)
        {
            self.awaited = false;
            return Read::Answer(background);
        }
        if let Key { code: Code::Char(c), ctrl: false, alt: false, shift: false } = key
            && continues(&answer, c)
        {
            answer.push(c);
            self.held = Some(answer);
            return Read::Held;
        }
        let mut keys = vec![Key { alt: true, ..Key::char(']') }];
        keys.extend(answer.chars().map(Key::char));
        keys.push(key);
        Read::Keys(keys)
    }
}

/// Whether `key` is how crossterm reads BEL or `ESC \`.
fn ends(key: Key) -> bool {
    key == Key { ctrl: true, ..Key::char('g') } || key == Key { alt: true, ..Key::char('\\') }
}

fn continues(answer: &str, c: char) -> bool {
    match OPENING.chars().nth(answer.len()) {
        Some(expected) => c == expected,
        None => answer.len() < LONGEST && (c.is_ascii_hexdigit() || ":/a".contains(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alt(c: char) -> Key {
        Key { alt: true, ..Key::char(c) }
    }

    fn read(replies: &mut Replies, keys: impl IntoIterator<Item = Key>) -> (Vec<Key>, Option<Background>) {
        let (mut typed, mut answer) = (Vec::new(), None);
        for key in keys {
            match replies.read(key) {
                Read::Held => {}
                Read::Keys(keys) => typed.extend(keys),
                Read::Answer(background) => answer = Some(background),
            }
        }
        (typed, answer)
    }

    fn answer(body: &str, end: Key) -> Vec<Key> {
        [alt(']')].into_iter().chain(body.chars().map(Key::char)).chain([end]).collect()
    }

    #[test]
    fn an_answer_is_taken_out_of_the_keys_between_which_it_comes() {
        for end in [Key { ctrl: true, ..Key::char('g') }, alt('\\')] {
            let mut replies = Replies::default();
            replies.expect();
            let mut keys = vec![Key::char('j')];
            keys.extend(answer("11;rgb:ffff/FFFF/ffff", end));
            keys.push(Key::char('k'));
            assert_eq!(read(&mut replies, keys), (vec![Key::char('j'), Key::char('k')], Some(Background::Light)));
        }
    }

    #[test]
    fn what_was_typed_comes_back_in_order() {
        let mut replies = Replies::default();
        replies.expect();
        let typed = vec![alt(']'), Key::char('1'), Key::char('1'), Key::char('j'), Key::char(']')];
        assert_eq!(read(&mut replies, typed.clone()), (typed, None));
    }

    #[test]
    fn nothing_is_held_when_nothing_was_asked() {
        let mut replies = Replies::default();
        assert_eq!(replies.read(alt(']')), Read::Keys(vec![alt(']')]));
    }
}
