//! iTerm2's inline pictures (OSC 1337): for each row of cells a PNG of its own, so that any row can be left out.

use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use crate::model::Pixels;

/// The sequence that shows each row of cells at the cursor.
pub fn strips(pixels: &Pixels, columns: u16, rows: u16) -> Vec<Vec<u8>> {
    let height = pixels.height / u32::from(rows.max(1));
    (0..u32::from(rows)).map(|row| strip(&pixels.rows(row * height, height), columns)).collect()
}

fn strip(pixels: &Pixels, columns: u16) -> Vec<u8> {
    let file = png(pixels);
    let mut out = String::with_capacity(file.len() * 4 / 3 + 100);
    // Writing to a String does not fail.
    let _ = write!(out, "\x1b]1337;File=inline=1;width={columns};height=1;preserveAspectRatio=0;size={}:", file.len());
    STANDARD.encode_string(&file, &mut out);
    out.push('\x07');
    out.into_bytes()
}

/// The pixels as a PNG, packed fast rather than small; empty if there are none.
pub fn png(pixels: &Pixels) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Sub);
    match encoder.write_image(&pixels.rgb, pixels.width, pixels.height, ExtendedColorType::Rgb8) {
        Ok(()) => file,
        Err(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_a_file_of_its_own() {
        let rgb: Vec<u8> = (0..3 * 8 * 6).map(|n| (n % 251) as u8).collect();
        let pixels = Pixels { width: 8, height: 6, rgb };
        let strips = strips(&pixels, 4, 3);
        assert_eq!(strips.len(), 3);
        for (row, strip) in strips.iter().enumerate() {
            let text = std::str::from_utf8(strip).unwrap();
            let body =
                text.strip_prefix("\x1b]1337;File=inline=1;width=4;height=1;preserveAspectRatio=0;size=").unwrap();
            let (size, body) = body.strip_suffix('\x07').unwrap().split_once(':').unwrap();
            let file = STANDARD.decode(body).unwrap();
            assert_eq!(size, file.len().to_string());
            let shown = image::load_from_memory(&file).unwrap().into_rgb8();
            assert_eq!(shown.into_raw(), pixels.rows(2 * row as u32, 2).rgb);
        }
    }
}
