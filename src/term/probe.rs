//! What the terminal says of itself when it is asked how it shows pictures.
//!
//! The answers are read here, and not by crossterm, which drops what it does not know. That takes 100 ms at most: DA1,
//! which every terminal answers, is asked last and ends it. Keys typed meanwhile are picked out and given back.

use std::io::{self, Read};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::app::key::{Code, Key};
use crate::term::background::Background;
use crate::term::platform;

/// How long answers are waited for; later ones are picked out of the keys by `reply`.
const PATIENCE: Duration = Duration::from_millis(100);
/// More than all answers together, and than anybody types in the time.
const MOST_BYTES: usize = 16 * 1024;

/// The kitty graphics protocol: may a pixel be sent? Terminals that do not know APC may print it, or take it for a title.
const KITTY: &str = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\";
/// XTVERSION, the size of a cell in pixels, the number of colour registers for sixels (XTSMGRAPHICS), DA1.
const OTHERS: &str = "\x1b[>q\x1b[16t\x1b[?1;1;0S\x1b[c";

/// The questions; `plain`: not those that may leave junk on a terminal within the terminal.
pub fn questions(plain: bool) -> String {
    if plain { OTHERS.to_owned() } else { format!("{KITTY}{OTHERS}") }
}

/// What came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    pub kitty: bool,
    /// DA1 has attribute 4.
    pub sixel: bool,
    /// Name and version.
    pub name: String,
    /// Width and height of a cell, in pixels.
    pub cell: Option<(u16, u16)>,
    /// Colours that a sixel picture may have.
    pub registers: Option<u16>,
    /// Nothing is to come any more.
    pub complete: bool,
    /// Where it was asked for.
    pub background: Option<Background>,
    /// What the user typed meanwhile, the oldest first.
    pub typed: Vec<Key>,
}

/// Waits for the answers, on a thread of its own. Nobody else may read the terminal meanwhile. Of a terminal that cannot be
/// read nothing comes.
pub fn listen() -> oneshot::Receiver<Answers> {
    let (tell, told) = oneshot::channel();
    let hear = move || {
        // Whether or not anybody still waits.
        let _ = tell.send(hear().unwrap_or_default());
    };
    // Without a thread the sender is gone, which says the same as no answer.
    let _ = thread::Builder::new().name("answers".to_owned()).spawn(hear);
    told
}

fn hear() -> io::Result<Answers> {
    let mut terminal = platform::keyboard()?;
    let begun = Instant::now();
    let mut heard = Vec::new();
    loop {
        let left = PATIENCE.saturating_sub(begun.elapsed());
        if left.is_zero() || heard.len() > MOST_BYTES || !platform::wait_readable(&terminal, left)? {
            return Ok(read(&heard));
        }
        let mut chunk = [0; 1024];
        let length = terminal.read(&mut chunk)?;
        heard.extend_from_slice(&chunk[..length]);
        let answers = read(&heard);
        if answers.complete || length == 0 {
            return Ok(answers);
        }
    }
}

/// Reads what was heard from the beginning: answers and, between them, keys.
pub fn read(heard: &[u8]) -> Answers {
    let mut answers = Answers::default();
    let mut rest = heard;
    while let Some(first) = rest.first() {
        rest = match (first, rest.get(1)) {
            (0x1b, Some(b'[')) => sequence(&rest[2..], &mut answers),
            (0x1b, Some(kind @ (b'P' | b']' | b'_'))) => string(*kind, &rest[2..], &mut answers),
            _ => typed(rest, &mut answers.typed),
        };
    }
    answers
}

/// A control sequence after `ESC [`; gives what is behind it.
fn sequence<'a>(rest: &'a [u8], answers: &mut Answers) -> &'a [u8] {
    let Some(end) = rest.iter().position(|byte| (0x40..=0x7e).contains(byte)) else { return &[] };
    let (body, behind) = (&rest[..end], &rest[end + 1..]);
    let numbers: Vec<u16> = body
        .split(|byte| *byte == b';')
        .map(|number| number.strip_prefix(b"?").unwrap_or(number))
        .filter_map(|number| std::str::from_utf8(number).ok()?.parse().ok())
        .collect();
    match (rest[end], body.first(), numbers.as_slice()) {
        (b'c', Some(b'?'), numbers) => {
            answers.sixel = numbers.iter().skip(1).any(|attribute| *attribute == 4);
            answers.complete = true;
        }
        (b'S', Some(b'?'), [1, 0, registers, ..]) => answers.registers = Some(*registers),
        (b't', _, [6, height, width]) if *height > 0 && *width > 0 => answers.cell = Some((*width, *height)),
        // A paste is no keys.
        (b'~', _, [200]) => {
            let end = b"\x1b[201~";
            let at = behind.windows(end.len()).position(|window| window == end);
            return at.map_or(&[], |at| &behind[at + end.len()..]);
        }
        (last, ..) => answers.typed.extend(named(last, &numbers).map(plain_key)),
    }
    behind
}

/// A string after its introducer; gives what is behind its end.
fn string<'a>(kind: u8, rest: &'a [u8], answers: &mut Answers) -> &'a [u8] {
    let ends = |at: usize| rest[at] == 0x07 || rest[at..].starts_with(b"\x1b\\");
    let Some(end) = (0..rest.len()).find(|at| ends(*at)) else { return &[] };
    let body = &rest[..end];
    match kind {
        b'_' => answers.kitty |= body == b"Gi=31;OK",
        b'P' => {
            if let Some(name) = body.strip_prefix(b">|") {
                answers.name = String::from_utf8_lossy(name).chars().filter(|c| !c.is_control()).take(80).collect();
            }
        }
        _ => {
            let answer = std::str::from_utf8(body).ok().and_then(Background::from_answer);
            answers.background = answer.or(answers.background);
        }
    }
    &rest[end + if rest[end] == 0x07 { 1 } else { 2 }..]
}

/// A key that is no control sequence; gives what is behind it.
fn typed<'a>(rest: &'a [u8], keys: &mut Vec<Key>) -> &'a [u8] {
    let ctrl = |c: u8| Key { ctrl: true, ..Key::char(char::from(c)) };
    let (key, length) = match rest[0] {
        b'\r' => (Some(plain_key(Code::Enter)), 1),
        b'\t' => (Some(plain_key(Code::Tab)), 1),
        0x7f => (Some(plain_key(Code::Backspace)), 1),
        0x1b => (Some(plain_key(Code::Esc)), 1),
        control @ 0x01..=0x1a => (Some(ctrl(control - 1 + b'a')), 1),
        _ => {
            let text = &rest[..rest.len().min(4)];
            let whole = match std::str::from_utf8(text) {
                Ok(text) => text,
                Err(error) => std::str::from_utf8(&text[..error.valid_up_to()]).unwrap_or_default(),
            };
            let first = whole.chars().next();
            (first.filter(|c| !c.is_control()).map(Key::char), first.map_or(1, char::len_utf8))
        }
    };
    keys.extend(key);
    &rest[length..]
}

fn named(last: u8, numbers: &[u16]) -> Option<Code> {
    Some(match (last, numbers) {
        (b'A', []) => Code::Up,
        (b'B', []) => Code::Down,
        (b'C', []) => Code::Right,
        (b'D', []) => Code::Left,
        (b'H', []) => Code::Home,
        (b'F', []) => Code::End,
        (b'~', [5]) => Code::PageUp,
        (b'~', [6]) => Code::PageDown,
        _ => return None,
    })
}

fn plain_key(code: Code) -> Key {
    Key { code, ctrl: false, alt: false, shift: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_are_told_by_their_answers() {
        let kitty = read(b"\x1b_Gi=31;OK\x1b\\\x1bP>|kitty(0.26.5)\x1b\\\x1b[6;18;9t\x1b[?62;c");
        assert_eq!(
            kitty,
            Answers {
                kitty: true,
                name: "kitty(0.26.5)".to_owned(),
                cell: Some((9, 18)),
                complete: true,
                ..Answers::default()
            }
        );
        let xterm = read(b"\x1bP>|XTerm(379)\x1b\\\x1b[6;13;6t\x1b[?1;0;16S\x1b[?63;1;2;4;6;9;15;22c");
        assert_eq!((xterm.sixel, xterm.registers, xterm.cell), (true, Some(16), Some((6, 13))));
        assert!(!xterm.kitty && xterm.complete && xterm.typed.is_empty());
        let plain = read(b"\x1b[?6c");
        assert_eq!(plain, Answers { complete: true, ..Answers::default() });
        // The first number of DA1 is a class of terminals, not an attribute.
        assert!(!read(b"\x1b[?4;6c").sixel);
    }

    #[test]
    fn what_was_typed_meanwhile_comes_back() {
        let heard = b"j\x1bP>|foot(1.13)\x1b\\\x1b[Bk\xc3\xa9\r\x1b[?62;4;22c\x03q";
        let answers = read(heard);
        assert_eq!(answers.name, "foot(1.13)");
        let typed: Vec<_> = answers.typed.iter().map(Key::to_string).collect();
        assert_eq!(typed, ["j", "down", "k", "é", "enter", "ctrl-c", "q"]);
    }

    #[test]
    fn a_paste_and_other_reports_are_no_keys() {
        let heard = b"\x1b[I\x1b[<0;3;4M\x1b[200~quit\x1b[201~\x1b]11;rgb:0/0/0\x07\x1b[?62c";
        let answers = read(heard);
        assert_eq!((answers.typed, answers.background), (vec![], Some(Background::Dark)));
        assert_eq!(read(b"\x1b[200~Q").typed, []);
    }

    #[test]
    fn a_broken_answer_is_no_key_and_no_panic() {
        let whole = b"\x1b_Gi=31;OK\x1b\\\x1bP>|kitty(0.26.5)\x1b\\\x1b[6;18;9t\x1b[?1;0;256S\x1b[?62;4c";
        for end in 0..whole.len() {
            let answers = read(&whole[..end]);
            assert!(!answers.complete);
            assert!(answers.typed.iter().all(|key| key.code == Code::Esc), "{:?}", answers.typed);
        }
        read(b"\x1b[999999;99999999t\x1b[;;;c\xff\xfe\x80\x1b");
    }

    #[test]
    fn nothing_that_may_leave_junk_is_asked_of_a_terminal_within_the_terminal() {
        assert!(!questions(true).contains("\x1b_"));
        assert!(questions(false).starts_with("\x1b_G") && questions(false).ends_with("\x1b[c"));
    }
}
