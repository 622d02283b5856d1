//! Picks the terminal's answers out of the keys.
//!
//! crossterm reads `ESC ] 11;rgb:… ESC \` as alt-] and the characters behind it. While an answer is awaited, keys that
//! continue such an answer are held; what turns out to be typed is given back in order, so that no key is lost and no
//! late answer becomes a command.

use crate::app::key::{Code, Key};
use crate::term::background::Background;

/// An answer that may come: how it begins, and what may follow.
struct Kind {
    /// The character behind ESC.
    opens: char,
    begins: &'static str,
    /// The longest answer, in characters.
    longest: usize,
    continues: fn(char) -> bool,
}

/// The background: `11;rgba:ffff/ffff/ffff/ffff` at the longest.
const BACKGROUND: Kind =
    Kind { opens: ']', begins: "11;rgb", longest: 27, continues: |c| c.is_ascii_hexdigit() || ":/a".contains(c) };
/// The terminal's name (XTVERSION), and what kitty says of a picture. Both come in time to `probe`, or too late.
const NAME: Kind = Kind { opens: 'P', begins: ">|", longest: 120, continues: |c| !c.is_control() };
const PICTURE: Kind = Kind { opens: '_', begins: "Gi=31;", longest: 200, continues: |c| !c.is_control() };

/// What a key turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Read {
    /// Perhaps part of an answer, or one that came too late.
    Held,
    /// Typed, the oldest first.
    Keys(Vec<Key>),
    Answer(Background),
}

/// The state of the reading.
#[derive(Default)]
pub struct Replies {
    background: bool,
    late: bool,
    /// The answer so far, after ESC and the character that opens it.
    held: Option<(&'static Kind, String)>,
}

impl Replies {
    /// From now on an answer about the background may come. It is waited for however long it takes.
    pub fn expect(&mut self) {
        self.background = true;
    }

    /// From now on answers may come that nobody waits for any more.
    pub fn expect_late(&mut self) {
        self.late = true;
    }

    pub fn read(&mut self, key: Key) -> Read {
        match self.held.take() {
            None => {
                let opened = self.awaited().find(|kind| key == opening(kind));
                self.held = opened.map(|kind| (kind, String::new()));
                if opened.is_some() { Read::Held } else { Read::Keys(vec![key]) }
            }
            Some((kind, answer)) => self.go_on(kind, answer, key),
        }
    }

    fn awaited(&self) -> impl Iterator<Item = &'static Kind> {
        let kinds = [(self.background, &BACKGROUND), (self.late, &NAME), (self.late, &PICTURE)];
        kinds.into_iter().filter_map(|(awaited, kind)| awaited.then_some(kind))
    }

    fn go_on(&mut self, kind: &'static Kind, mut answer: String, key: Key) -> Read {
        if ends(key) && answer.starts_with(kind.begins) {
            if kind.opens != BACKGROUND.opens {
                return Read::Held;
            }
            if let Some(background) = Background::from_answer(&answer) {
                self.background = false;
                return Read::Answer(background);
            }
        }
        if let Key { code: Code::Char(c), ctrl: false, alt: false, shift: false } = key
            && continues(kind, &answer, c)
        {
            answer.push(c);
            self.held = Some((kind, answer));
            return Read::Held;
        }
        let mut keys = vec![opening(kind)];
        keys.extend(answer.chars().map(Key::char));
        keys.push(key);
        Read::Keys(keys)
    }
}

/// How crossterm reads the beginning of an answer.
fn opening(kind: &Kind) -> Key {
    Key { alt: true, ..Key::char(kind.opens) }
}

/// Whether `key` is how crossterm reads BEL or `ESC \`.
fn ends(key: Key) -> bool {
    key == Key { ctrl: true, ..Key::char('g') } || key == Key { alt: true, ..Key::char('\\') }
}

fn continues(kind: &Kind, answer: &str, c: char) -> bool {
    match kind.begins.chars().nth(answer.chars().count()) {
        Some(expected) => c == expected,
        None => answer.chars().count() < kind.longest && (kind.continues)(c),
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

    /// S9.
    #[test]
    fn answers_about_pictures_that_come_too_late_are_no_keys() {
        for (opens, body) in [('P', ">|kitty(0.26.5)"), ('_', "Gi=31;OK"), ('_', "Gi=31;ENOTSUPPORTED:no q here")] {
            let mut replies = Replies::default();
            replies.expect_late();
            let mut keys = vec![Key::char('j'), alt(opens)];
            keys.extend(body.chars().map(Key::char));
            keys.extend([alt('\\'), Key::char('k')]);
            assert_eq!(read(&mut replies, keys), (vec![Key::char('j'), Key::char('k')], None));
        }
        let mut replies = Replies::default();
        replies.expect_late();
        let typed = vec![alt('P'), Key::char('>'), Key::char('x')];
        assert_eq!(read(&mut replies, typed.clone()), (typed, None));
    }

    #[test]
    fn nothing_is_held_when_nothing_was_asked() {
        let mut replies = Replies::default();
        assert_eq!(replies.read(alt(']')), Read::Keys(vec![alt(']')]));
    }
}
