//! How much a picture may take: the image crate by itself allows 512 MiB and any number of pixels.

use image::Limits;

/// Bytes of a file.
pub const BYTES: usize = 20 << 20;
/// Pixels on a side, and in all.
pub const SIDE: u32 = 8_192;
pub const PIXELS: u64 = 40_000_000;
/// Bytes that decoding may take.
const ALLOC: u64 = 64 << 20;
/// A picture of fewer pixels on a side counts readers, it shows nothing.
pub const SMALLEST: u32 = 2;

/// The limits as the decoders know them.
pub fn of_decoders() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(ALLOC);
    limits
}
