//! Files of every kind, whole, broken and malicious.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgba, RgbaImage};

use super::*;

fn picture(width: u32, height: u32) -> DynamicImage {
    let paint = |x, y| Rgba([(x % 256) as u8, (y % 256) as u8, 128, 255]);
    DynamicImage::ImageRgba8(RgbaImage::from_fn(width, height, paint))
}

fn file(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = if format == ImageFormat::Jpeg { DynamicImage::ImageRgb8(image.to_rgb8()) } else { image.clone() };
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PNG that claims a size and has no pixels.
fn claims(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 6, 0, 0, 0]);
    let mut check = flate2::Crc::new();
    check.update(&header);
    bytes.extend(13u32.to_be_bytes());
    bytes.extend(&header);
    bytes.extend(check.sum().to_be_bytes());
    let data = b"IDAT\x78\x9c\x03\x00\x00\x00\x00\x01";
    let mut check = flate2::Crc::new();
    check.update(data);
    bytes.extend(8u32.to_be_bytes());
    bytes.extend(data);
    bytes.extend(check.sum().to_be_bytes());
    bytes
}

#[test]
fn the_four_formats_are_told_by_their_content() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let source = Source::read(file(&picture(64, 48), format)).unwrap();
        assert_eq!(source.size, (64, 48), "{format:?}");
        let pixels = source.pixels(32, 24).unwrap();
        assert_eq!((pixels.width, pixels.height, pixels.rgb.len()), (32, 24, 3 * 32 * 24), "{format:?}");
    }
}

#[test]
fn other_formats_are_refused() {
    for bytes in [
        &b""[..],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><title>404</title>",
        b"II*\0\x08\0\0\0",
        b"BM\x3a\0\0\0",
        b"\0\0\x01\0\x01\0",
        b"v/1\x01",
    ] {
        assert_eq!(Source::read(bytes.to_vec()).unwrap_err(), Flaw::Format);
    }
}

#[test]
fn what_is_transparent_is_white() {
    let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0])));
    let pixels = Source::read(file(&clear, ImageFormat::Png)).unwrap().pixels(8, 8).unwrap();
    assert_eq!(pixels.at(3, 3), [255; 3]);
}

/// S29.
#[test]
fn a_bomb_is_known_by_its_header() {
    assert_eq!(Source::read(claims(65_535, 65_535)).unwrap_err(), Flaw::Memory);
    assert_eq!(Source::read(claims(8_193, 1)).unwrap_err(), Flaw::Memory);
    assert_eq!(Source::read(claims(8_000, 8_000)).unwrap_err(), Flaw::TooManyPixels(8_000, 8_000));
    // Within the pixels allowed, but four bytes each.
    assert_eq!(Source::read(claims(6_000, 6_000)).unwrap().pixels(60, 60).unwrap_err(), Flaw::Memory);
    assert_eq!(Source::read(vec![0; limits::BYTES + 1]).unwrap_err(), Flaw::TooLarge);
}

/// S31.
#[test]
fn a_tracker_is_no_picture() {
    for (width, height) in [(1, 1), (1, 40), (40, 1)] {
        assert_eq!(Source::read(file(&picture(width, height), ImageFormat::Png)).unwrap_err(), Flaw::Tracker);
    }
}

#[test]
fn of_ten_thousand_frames_the_first_is_decoded() {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
    for n in 0..10_000 {
        let color = if n == 0 { Rgba([255, 0, 0, 255]) } else { Rgba([0, 0, 255, 255]) };
        encoder.encode_frame(Frame::new(RgbaImage::from_pixel(4, 4, color))).unwrap();
    }
    drop(encoder);
    let [red, _, blue] = Source::read(bytes).unwrap().pixels(4, 4).unwrap().at(1, 1);
    assert!(red > 200 && blue < 60);
}

#[test]
fn a_truncated_or_garbled_file_is_damaged_and_no_panic() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let whole = file(&picture(64, 64), format);
        for keep in (0..whole.len()).step_by(7) {
            // Some decoders show what there is; none may do anything else than that or fail.
            let _ = Source::read(whole[..keep].to_vec()).and_then(|source| source.pixels(16, 16));
            let mut garbled = whole.clone();
            garbled[keep] ^= 0x55;
            let _ = Source::read(garbled).and_then(|source| source.pixels(16, 16));
        }
    }
    let png = file(&picture(64, 64), ImageFormat::Png);
    let half = Source::read(png[..png.len() / 2].to_vec()).unwrap();
    assert_eq!(half.pixels(16, 16).unwrap_err(), Flaw::Damaged);
}

#[test]
fn an_excerpt_of_rows_is_the_same_pixels() {
    let source = Source::read(file(&picture(16, 16), ImageFormat::Png)).unwrap();
    let whole = source.pixels(16, 16).unwrap();
    let part = whole.rows(4, 8);
    assert_eq!((part.width, part.height), (16, 8));
    assert_eq!(part.at(5, 0), whole.at(5, 4));
    assert_eq!(whole.rows(12, 100).height, 4);
    assert_eq!(whole.rows(40, 4).height, 0);
}
