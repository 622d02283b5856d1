//! Sixels (DEC VT340): six rows of pixels in a character, one colour after the other. For each row of cells a picture of its
//! own, so that any row can be left out.

use std::collections::BTreeSet;
use std::io::Write as _;

use color_quant::NeuQuant;

use crate::model::Pixels;

/// Rows of pixels in a band.
const BAND: u32 = 6;
/// One pixel in so many is looked at to choose the colours.
const SAMPLE: i32 = 10;
/// With fewer colours than this, errors are spread over the neighbours.
const FEW: u16 = 64;

/// A picture in numbered colours.
struct Indexed {
    width: u32,
    height: u32,
    colors: Vec<[u8; 3]>,
    indices: Vec<u8>,
}

/// The sequence that shows each row of cells at the cursor.
pub fn strips(pixels: &Pixels, rows: u16, colors: u16) -> Vec<Vec<u8>> {
    let height = pixels.height / u32::from(rows.max(1));
    let indexed = index(pixels, colors);
    (0..u32::from(rows)).map(|row| strip(&indexed, row * height, height)).collect()
}

/// The colours of a picture.
enum Palette {
    /// All that it has, in order.
    All(Vec<[u8; 3]>),
    /// Those that a network learnt. Looking up is slow and is remembered; colours that differ only in the last three bits
    /// look the same.
    Learnt { network: Box<NeuQuant>, seen: Vec<Option<u8>> },
}

impl Palette {
    /// At most `most` colours.
    fn of(pixels: &Pixels, most: u16) -> Palette {
        let mut distinct = BTreeSet::new();
        for rgb in pixels.rgb.chunks_exact(3) {
            distinct.insert([rgb[0], rgb[1], rgb[2]]);
            if distinct.len() > usize::from(most) {
                let rgba: Vec<u8> = pixels.rgb.chunks_exact(3).flat_map(|rgb| [rgb[0], rgb[1], rgb[2], 255]).collect();
                let network = Box::new(NeuQuant::new(SAMPLE, usize::from(most), &rgba));
                return Palette::Learnt { network, seen: vec![None; 1 << 15] };
            }
        }
        Palette::All(distinct.into_iter().collect())
    }

    fn colors(&self) -> Vec<[u8; 3]> {
        match self {
            Palette::All(colors) => colors.clone(),
            Palette::Learnt { network, .. } => {
                network.color_map_rgb().chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect()
            }
        }
    }

    /// The number of the nearest colour.
    fn nearest(&mut self, rgb: [u8; 3]) -> u8 {
        match self {
            Palette::All(colors) => colors.binary_search(&rgb).unwrap_or_default() as u8,
            Palette::Learnt { network, seen } => {
                let [red, green, blue] = rgb;
                let key = (usize::from(red >> 3) << 10) | (usize::from(green >> 3) << 5) | usize::from(blue >> 3);
                *seen[key].get_or_insert_with(|| network.index_of(&[red, green, blue, 255]) as u8)
            }
        }
    }
}

/// Brings a picture down to `most` colours, 2 to 256.
fn index(pixels: &Pixels, most: u16) -> Indexed {
    let mut palette = Palette::of(pixels, most);
    let indices = match (&palette, most) {
        (Palette::Learnt { .. }, ..FEW) => dithered(pixels, &mut palette),
        _ => pixels.rgb.chunks_exact(3).map(|rgb| palette.nearest([rgb[0], rgb[1], rgb[2]])).collect(),
    };
    Indexed { width: pixels.width, height: pixels.height, colors: palette.colors(), indices }
}

/// Spreads what a colour lacks over the pixels to the right and below (Floyd and Steinberg, 1976).
fn dithered(pixels: &Pixels, palette: &mut Palette) -> Vec<u8> {
    let colors = palette.colors();
    let width = pixels.width as usize;
    let mut indices = Vec::with_capacity(width * pixels.height as usize);
    // With a cell to spare at both ends.
    let (mut here, mut below) = (vec![[0i32; 3]; width + 2], vec![[0i32; 3]; width + 2]);
    for y in 0..pixels.height {
        for x in 0..width {
            let wanted = pixels.at(x as u32, y);
            let wish: [i32; 3] = std::array::from_fn(|i| i32::from(wanted[i]) + here[x + 1][i] / 16);
            let index = palette.nearest(wish.map(|channel| channel.clamp(0, 255) as u8));
            let got = colors.get(usize::from(index)).copied().unwrap_or_default();
            for i in 0..3 {
                let lack = wish[i] - i32::from(got[i]);
                here[x + 2][i] += 7 * lack;
                below[x][i] += 3 * lack;
                below[x + 1][i] += 5 * lack;
                below[x + 2][i] += lack;
            }
            indices.push(index);
        }
        here = std::mem::replace(&mut below, vec![[0; 3]; width + 2]);
    }
    indices
}

/// Rows `top` to `top + height` as a picture.
fn strip(picture: &Indexed, top: u32, height: u32) -> Vec<u8> {
    let (width, bottom) = (picture.width as usize, (top + height).min(picture.height));
    let row = |y: u32| &picture.indices[y as usize * width..(y as usize + 1) * width];
    let mut out = Vec::new();
    // Writing to memory does not fail, here and below.
    let _ = write!(out, "\x1bP0;1;0q\"1;1;{width};{}", bottom.saturating_sub(top));
    let used: BTreeSet<u8> = (top..bottom).flat_map(|y| row(y).iter().copied()).collect();
    for color in &used {
        let percent = |channel: u8| (u32::from(channel) * 100 + 127) / 255;
        let [red, green, blue] = picture.colors.get(usize::from(*color)).copied().unwrap_or_default().map(percent);
        let _ = write!(out, "#{color};2;{red};{green};{blue}");
    }
    let mut bits = vec![0u8; width];
    for band in (top..bottom).step_by(BAND as usize) {
        let lines = band..(band + BAND).min(bottom);
        let in_band: BTreeSet<u8> = lines.clone().flat_map(|y| row(y).iter().copied()).collect();
        for (turn, color) in in_band.iter().enumerate() {
            if turn > 0 {
                out.push(b'$');
            }
            bits.fill(0);
            for (bit, y) in lines.clone().enumerate() {
                for (sum, index) in bits.iter_mut().zip(row(y)) {
                    *sum |= u8::from(index == color) << bit;
                }
            }
            let _ = write!(out, "#{color}");
            runs(&mut out, &bits);
        }
        out.push(b'-');
    }
    out.extend_from_slice(b"\x1b\\");
    out
}

/// Characters for the columns of a band, those alike counted; what is empty at the end is left out.
fn runs(out: &mut Vec<u8>, bits: &[u8]) {
    let end = bits.iter().rposition(|bits| *bits != 0).map_or(0, |last| last + 1);
    for run in bits[..end].chunk_by(|a, b| a == b) {
        let character = run[0] + b'?';
        if run.len() > 3 {
            let _ = write!(out, "!{}", run.len());
            out.push(character);
        } else {
            out.extend(std::iter::repeat_n(character, run.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws sixels as a terminal would: the colour in per cent of each pixel, none where nothing was drawn.
    fn drawn(sequence: &[u8]) -> (u32, u32, Vec<Option<[u32; 3]>>) {
        let text = std::str::from_utf8(sequence).unwrap();
        let body = text.strip_prefix("\x1bP0;1;0q\"1;1;").unwrap().strip_suffix("\x1b\\").unwrap();
        let end = body.find('#').unwrap();
        let (width, height) = body[..end].split_once(';').unwrap();
        let (width, height): (u32, u32) = (width.parse().unwrap(), height.parse().unwrap());
        let mut pixels = vec![None; (width * height) as usize];
        let (mut colors, mut color) = (std::collections::HashMap::new(), 0u32);
        let (mut x, mut top, mut repeat) = (0, 0, 1);
        let mut rest = &body[end..];
        let number = |text: &str| {
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            (text[..end].parse::<u32>().unwrap(), end)
        };
        while let Some(c) = rest.chars().next() {
            rest = &rest[1..];
            match c {
                '#' => {
                    let (n, end) = number(rest);
                    rest = &rest[end..];
                    color = n;
                    if let Some(definition) = rest.strip_prefix(";2;") {
                        let end = definition.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap();
                        let rgb: Vec<u32> = definition[..end].split(';').map(|n| n.parse().unwrap()).collect();
                        colors.insert(n, [rgb[0], rgb[1], rgb[2]]);
                        rest = &definition[end..];
                    }
                }
                '!' => {
                    let (n, end) = number(rest);
                    (repeat, rest) = (n, &rest[end..]);
                }
                '$' => x = 0,
                '-' => (x, top) = (0, top + 6),
                '?'..='~' => {
                    for _ in 0..std::mem::replace(&mut repeat, 1) {
                        for bit in (0..6).filter(|bit| (c as u32 - 63) >> bit & 1 == 1) {
                            pixels[((top + bit) * width + x) as usize] = Some(colors[&color]);
                        }
                        x += 1;
                    }
                }
                other => panic!("{other:?}"),
            }
        }
        (width, height, pixels)
    }

    #[test]
    fn few_colours_are_drawn_exactly_and_every_pixel_is() {
        let palette = [[0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 0, 255]];
        let rgb = (0..20 * 26).flat_map(|n| palette[(n * 7 / 5) % 4]).collect();
        let pixels = Pixels { width: 20, height: 26, rgb };
        let strips = strips(&pixels, 2, 256);
        assert_eq!(strips.len(), 2);
        for (row, strip) in strips.iter().enumerate() {
            let (width, height, drawn) = drawn(strip);
            assert_eq!((width, height), (20, 13));
            let part = pixels.rows(13 * row as u32, 13);
            let wanted: Vec<_> = part
                .rgb
                .chunks_exact(3)
                .map(|rgb| Some([rgb[0], rgb[1], rgb[2]].map(|c| u32::from(c) * 100 / 255)))
                .collect();
            assert_eq!(drawn, wanted);
        }
    }

    #[test]
    fn many_colours_are_brought_down_and_come_near() {
        let rgb = (0..64u32 * 64).flat_map(|n| [(n % 64 * 4) as u8, (n / 64 * 4) as u8, 100]).collect();
        let pixels = Pixels { width: 64, height: 64, rgb };
        for colors in [16, 256] {
            let strip = &strips(&pixels, 1, colors)[0];
            let (_, _, drawn) = drawn(strip);
            let distinct: BTreeSet<_> = drawn.iter().flatten().collect();
            assert!(distinct.len() <= usize::from(colors) && drawn.iter().all(Option::is_some));
            let wrong: u32 = drawn
                .iter()
                .flatten()
                .zip(pixels.rgb.chunks_exact(3))
                .map(|(got, rgb)| (0..3).map(|i| got[i].abs_diff(u32::from(rgb[i]) * 100 / 255)).sum::<u32>())
                .sum();
            let most = if colors == 16 { 45 } else { 12 };
            assert!(wrong / (64 * 64) < most, "{colors}: {}", wrong / (64 * 64));
        }
    }
}
