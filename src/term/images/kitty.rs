//! The kitty graphics protocol: a picture is sent once, then cells stand for its parts (Unicode placeholders), so that it
//! is scrolled, covered and cleared like text. <https://sw.kovidgoyal.net/kitty/graphics-protocol/>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use super::iterm::png;
use crate::app::pictures::MARK;
use crate::model::Pixels;

/// Bytes of base64 in one command, as the protocol demands.
const CHUNK: usize = 4096;
/// The numbers that pictures may have: they are told by the foreground colour of a cell, of which the first sixteen are
/// written in another form.
pub const IDS: std::ops::RangeInclusive<u8> = 16..=255;
/// The rows and columns that can be told apart.
pub const MOST_CELLS: u16 = 297;

/// The characters that stand for 0, 1, 2… as ranges: combining marks of class 230 (the protocol's own table).
const MARKS: &[(u32, u32)] = &[
    (0x305, 0x305),
    (0x30d, 0x30e),
    (0x310, 0x310),
    (0x312, 0x312),
    (0x33d, 0x33f),
    (0x346, 0x346),
    (0x34a, 0x34c),
    (0x350, 0x352),
    (0x357, 0x357),
    (0x35b, 0x35b),
    (0x363, 0x36f),
    (0x483, 0x487),
    (0x592, 0x595),
    (0x597, 0x599),
    (0x59c, 0x5a1),
    (0x5a8, 0x5a9),
    (0x5ab, 0x5ac),
    (0x5af, 0x5af),
    (0x5c4, 0x5c4),
    (0x610, 0x617),
    (0x657, 0x65b),
    (0x65d, 0x65e),
    (0x6d6, 0x6dc),
    (0x6df, 0x6e2),
    (0x6e4, 0x6e4),
    (0x6e7, 0x6e8),
    (0x6eb, 0x6ec),
    (0x730, 0x730),
    (0x732, 0x733),
    (0x735, 0x736),
    (0x73a, 0x73a),
    (0x73d, 0x73d),
    (0x73f, 0x741),
    (0x743, 0x743),
    (0x745, 0x745),
    (0x747, 0x747),
    (0x749, 0x74a),
    (0x7eb, 0x7f1),
    (0x7f3, 0x7f3),
    (0x816, 0x819),
    (0x81b, 0x823),
    (0x825, 0x827),
    (0x829, 0x82d),
    (0x951, 0x951),
    (0x953, 0x954),
    (0xf82, 0xf83),
    (0xf86, 0xf87),
    (0x135d, 0x135f),
    (0x17dd, 0x17dd),
    (0x193a, 0x193a),
    (0x1a17, 0x1a17),
    (0x1a75, 0x1a7c),
    (0x1b6b, 0x1b6b),
    (0x1b6d, 0x1b73),
    (0x1cd0, 0x1cd2),
    (0x1cda, 0x1cdb),
    (0x1ce0, 0x1ce0),
    (0x1dc0, 0x1dc1),
    (0x1dc3, 0x1dc9),
    (0x1dcb, 0x1dcc),
    (0x1dd1, 0x1de6),
    (0x1dfe, 0x1dfe),
    (0x20d0, 0x20d1),
    (0x20d4, 0x20d7),
    (0x20db, 0x20dc),
    (0x20e1, 0x20e1),
    (0x20e7, 0x20e7),
    (0x20e9, 0x20e9),
    (0x20f0, 0x20f0),
    (0x2cef, 0x2cf1),
    (0x2de0, 0x2dff),
    (0xa66f, 0xa66f),
    (0xa67c, 0xa67d),
    (0xa6f0, 0xa6f1),
    (0xa8e0, 0xa8f1),
    (0xaab0, 0xaab0),
    (0xaab2, 0xaab3),
    (0xaab7, 0xaab8),
    (0xaabe, 0xaabf),
    (0xaac1, 0xaac1),
    (0xfe20, 0xfe26),
    (0x10a0f, 0x10a0f),
    (0x10a38, 0x10a38),
    (0x1d185, 0x1d189),
    (0x1d1aa, 0x1d1ad),
    (0x1d242, 0x1d244),
];

/// The commands that send a picture, one after the other; `cells`: to be shown by so many columns and rows of cells.
pub fn send(pixels: &Pixels, id: u8, cells: Option<(u16, u16)>, wrapped: bool) -> Vec<Vec<u8>> {
    let body = STANDARD.encode(png(pixels));
    let chunks: Vec<&[u8]> = body.as_bytes().chunks(CHUNK).collect();
    let last = chunks.len().saturating_sub(1);
    let command = |(index, chunk): (usize, &&[u8])| {
        let more = u8::from(index < last);
        let head = match index {
            0 => match cells {
                Some((columns, rows)) => format!("a=T,U=1,q=2,f=100,i={id},c={columns},r={rows},m={more}"),
                None => format!("a=t,q=2,f=100,i={id},m={more}"),
            },
            _ => format!("q=2,m={more}"),
        };
        wrap([b"\x1b_G", head.as_bytes(), b";", chunk, b"\x1b\\"].concat(), wrapped)
    };
    chunks.iter().enumerate().map(command).collect()
}

/// The command that lets the terminal forget a picture.
pub fn forget(id: u8, wrapped: bool) -> Vec<u8> {
    wrap(format!("\x1b_Ga=d,d=I,q=2,i={id}\x1b\\").into_bytes(), wrapped)
}

/// The command that shows rows `top` to `top + height` of a picture's pixels in one row of cells at the cursor. There is one
/// such place of a picture in each line of the screen, which takes the place of the one before.
pub fn place(id: u8, line: u16, top: u32, height: u32, columns: u16, wrapped: bool) -> Vec<u8> {
    let place = u32::from(line) + 1;
    let command = format!("\x1b_Ga=p,q=2,C=1,i={id},p={place},y={top},h={height},c={columns},r=1\x1b\\");
    wrap(command.into_bytes(), wrapped)
}

/// The command that takes away what [`place`] showed in a line of the screen.
pub fn clear(id: u8, line: u16, wrapped: bool) -> Vec<u8> {
    wrap(format!("\x1b_Ga=d,d=i,q=2,i={id},p={}\x1b\\", u32::from(line) + 1).into_bytes(), wrapped)
}

/// The command that takes away all that is shown; the pictures stay known.
pub fn clear_all(wrapped: bool) -> Vec<u8> {
    wrap(b"\x1b_Ga=d,d=a,q=2\x1b\\".to_vec(), wrapped)
}

/// A sequence in the envelope in which tmux passes it on.
fn wrap(sequence: Vec<u8>, wrapped: bool) -> Vec<u8> {
    if !wrapped {
        return sequence;
    }
    let mut out = b"\x1bPtmux;".to_vec();
    for byte in sequence {
        out.extend(if byte == 0x1b { &[0x1b, 0x1b][..] } else { std::slice::from_ref(&byte) });
    }
    out.extend(b"\x1b\\");
    out
}

/// Makes a cell stand for a part of a picture.
pub fn draw(cell: &mut Cell, id: u8, column: u16, row: u16) {
    let mut symbol = MARK.to_owned();
    symbol.extend([mark(row), mark(column)].into_iter().flatten());
    cell.set_symbol(&symbol).set_fg(Color::Indexed(id));
    cell.modifier = Modifier::empty();
}

fn mark(number: u16) -> Option<char> {
    let mut left = u32::from(number);
    for (first, last) in MARKS {
        let count = last - first + 1;
        if left < count {
            return char::from_u32(first + left);
        }
        left -= count;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels() -> Pixels {
        // Noise, so that it does not fit in one command.
        let mut seed = 1u32;
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        Pixels { width: 60, height: 40, rgb: (0..3 * 60 * 40).map(|_| noise()).collect() }
    }

    #[test]
    fn a_picture_is_sent_in_commands_that_give_it_back() {
        let sent = send(&pixels(), 20, Some((6, 2)), false);
        assert!(sent.len() > 1);
        let mut body = String::new();
        for (index, command) in sent.iter().enumerate() {
            let text = std::str::from_utf8(command).unwrap();
            let text = text.strip_prefix("\x1b_G").unwrap().strip_suffix("\x1b\\").unwrap();
            let (head, chunk) = text.split_once(';').unwrap();
            let more = u8::from(index + 1 < sent.len());
            assert_eq!(
                head,
                match index {
                    0 => "a=T,U=1,q=2,f=100,i=20,c=6,r=2,m=1".to_owned(),
                    _ => format!("q=2,m={more}"),
                }
            );
            assert!(chunk.len() <= CHUNK && (more == 0 || chunk.len() % 4 == 0));
            body.push_str(chunk);
        }
        let shown = image::load_from_memory(&STANDARD.decode(body).unwrap()).unwrap().into_rgb8();
        assert_eq!(shown.into_raw(), pixels().rgb);
    }

    #[test]
    fn through_tmux_each_command_goes_in_an_envelope() {
        assert_eq!(forget(16, false), b"\x1b_Ga=d,d=I,q=2,i=16\x1b\\");
        assert_eq!(forget(16, true), b"\x1bPtmux;\x1b\x1b_Ga=d,d=I,q=2,i=16\x1b\x1b\\\x1b\\");
    }

    #[test]
    fn a_row_of_cells_shows_some_rows_of_pixels() {
        assert_eq!(place(20, 0, 36, 18, 6, false), b"\x1b_Ga=p,q=2,C=1,i=20,p=1,y=36,h=18,c=6,r=1\x1b\\");
        assert_eq!(clear(20, 7, false), b"\x1b_Ga=d,d=i,q=2,i=20,p=8\x1b\\");
    }

    #[test]
    fn cells_name_picture_row_and_column() {
        let mut cell = Cell::default();
        draw(&mut cell, 42, 1, 0);
        assert_eq!((cell.symbol(), cell.fg), ("\u{10eeee}\u{305}\u{30d}", Color::Indexed(42)));
        assert_eq!(mark(MOST_CELLS - 1), Some('\u{1d244}'));
        assert_eq!(mark(MOST_CELLS), None);
    }
}
