//! A picture as it is shown: rows of colours, made for one size on the screen.

/// Opaque pixels in rows from the top, three bytes each: red, green, blue.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    pub width: u32,
    pub height: u32,
    /// `3 * width * height` bytes.
    pub rgb: Vec<u8>,
}

impl Pixels {
    /// The colour of a pixel; black beyond the edge.
    pub fn at(&self, x: u32, y: u32) -> [u8; 3] {
        let start = 3 * (y as usize * self.width as usize + x as usize);
        self.rgb.get(start..start + 3).filter(|_| x < self.width).map_or([0; 3], |rgb| [rgb[0], rgb[1], rgb[2]])
    }

    /// The rows from `top` on, at most `height` of them.
    pub fn rows(&self, top: u32, height: u32) -> Pixels {
        let stride = 3 * self.width as usize;
        let (top, end) = (top.min(self.height), top.saturating_add(height).min(self.height));
        Pixels {
            width: self.width,
            height: end - top,
            rgb: self.rgb[stride * top as usize..stride * end as usize].into(),
        }
    }
}

impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pixels({}×{})", self.width, self.height)
    }
}
