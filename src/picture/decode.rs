//! Reads the format and the size off the first bytes, and decodes the first frame for a size on the screen.

use std::io::Cursor;

use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Rgb, RgbImage};

use super::limits::{BYTES, PIXELS, SIDE, SMALLEST, of_decoders};
use crate::model::Pixels;

/// Why a picture cannot be shown, in words that go behind "cannot be shown:".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("the file is larger than {} MiB", BYTES >> 20)]
    TooLarge,
    #[error("neither PNG, JPEG, GIF nor WebP")]
    Format,
    #[error("it has {0} × {1} pixels, too many")]
    TooManyPixels(u32, u32),
    #[error("it has a single pixel, which shows nothing")]
    Tracker,
    #[error("it would take too much memory")]
    Memory,
    #[error("the file is damaged")]
    Damaged,
}

/// A file whose format and size are known and within the limits; its pixels may still turn out to be damaged.
#[derive(Debug, Clone)]
pub struct Source {
    bytes: Vec<u8>,
    format: ImageFormat,
    /// Width and height as it is shown, turned as its EXIF data asks.
    pub size: (u32, u32),
}

impl Source {
    /// Looks at the beginning of a file: what it says it is does not matter, only what it is.
    pub fn read(bytes: Vec<u8>) -> Result<Source, Flaw> {
        if bytes.len() > BYTES {
            return Err(Flaw::TooLarge);
        }
        let format = format(&bytes).ok_or(Flaw::Format)?;
        let size = size(&bytes, format)?;
        Ok(Source { bytes, format, size })
    }

    /// The file as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The first frame in exactly this size. What is transparent is white: such pictures are drawn for a white page.
    pub fn pixels(&self, width: u32, height: u32) -> Result<Pixels, Flaw> {
        let mut decoder = reader(&self.bytes, self.format).into_decoder().map_err(|error| flaw(&error))?;
        let turn = decoder.orientation().map_err(|error| flaw(&error))?;
        let mut limits = of_decoders();
        limits.reserve(decoder.total_bytes()).map_err(|_| Flaw::Memory)?;
        decoder.set_limits(limits).map_err(|error| flaw(&error))?;
        let mut whole = DynamicImage::from_decoder(decoder).map_err(|error| flaw(&error))?;
        whole.apply_orientation(turn);
        let (width, height) = (width.clamp(1, SIDE), height.clamp(1, SIDE));
        let scaled = scale(&whole, width, height);
        let rgb = if scaled.color().has_alpha() { on_white(&scaled) } else { scaled.into_rgb8() };
        Ok(Pixels { width, height, rgb: rgb.into_raw() })
    }
}

fn size(bytes: &[u8], format: ImageFormat) -> Result<(u32, u32), Flaw> {
    let mut decoder = reader(bytes, format).into_decoder().map_err(|error| flaw(&error))?;
    let (width, height) = decoder.dimensions();
    if width.max(height) > SIDE || u64::from(width) * u64::from(height) > PIXELS {
        return Err(Flaw::TooManyPixels(width, height));
    }
    if width.min(height) < SMALLEST {
        return Err(Flaw::Tracker);
    }
    let turned = decoder.orientation().is_ok_and(|turn| turn.to_exif() >= 5);
    Ok(if turned { (height, width) } else { (width, height) })
}

/// In two steps where there is much to take away: the first is quick, the second is smooth.
fn scale(whole: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    if whole.width() > 3 * width && whole.height() > 3 * height {
        let halfway = whole.thumbnail_exact(2 * width, 2 * height);
        return halfway.resize_exact(width, height, FilterType::Triangle);
    }
    if (whole.width(), whole.height()) == (width, height) {
        return whole.clone();
    }
    whole.resize_exact(width, height, FilterType::CatmullRom)
}

fn on_white(image: &DynamicImage) -> RgbImage {
    let rgba = image.to_rgba8();
    let over = |channel: u8, alpha: u8| {
        let (channel, alpha) = (u16::from(channel), u16::from(alpha));
        ((channel * alpha + 255 * (255 - alpha)) / 255) as u8
    };
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0;
        Rgb([over(red, alpha), over(green, alpha), over(blue, alpha)])
    })
}

/// The format by its first bytes.
fn format(bytes: &[u8]) -> Option<ImageFormat> {
    let known = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP];
    image::guess_format(bytes).ok().filter(|format| known.contains(format))
}

fn reader(bytes: &[u8], format: ImageFormat) -> ImageReader<Cursor<&[u8]>> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(of_decoders());
    reader
}

fn flaw(error: &ImageError) -> Flaw {
    match error {
        ImageError::Limits(_) => Flaw::Memory,
        _ => Flaw::Damaged,
    }
}
