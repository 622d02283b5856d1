//! Which address of a picture is the best one, how large it is, and which pictures are none.

use super::attribute::{has_class, number};
use super::links::Links;
use super::token::Tag;

/// Pictures up to this many pixels stand in the line: emoji, formulas, icons.
const INLINE_PIXELS: u32 = 32;
/// No more is taken than a large window shows.
const MAX_WIDTH: u32 = 1_600;
/// The width, in pixels, of a picture of which only the density is known.
const PLAIN_WIDTH: f32 = 800.0;
/// More candidates of one picture are not looked at.
const MAX_CANDIDATES: usize = 40;

/// Attributes in which pages keep the address of a picture that they load late.
const LATE: &[&str] =
    &["data-src", "data-lazy-src", "data-original", "data-orig-file", "data-full-src", "data-image", "data-hi-res-src"];
const LATE_SETS: &[&str] = &["srcset", "data-srcset", "data-lazy-srcset"];
/// Pictures of these kinds are seldom shown by a terminal.
const UNFIT: &[&str] = &["image/avif", "image/jxl", "image/svg+xml", "image/heic"];
/// Endings of the names of files that are pictures.
const IMAGE_FILES: &[&str] = &["jpg", "jpeg", "png", "webp", "gif", "avif"];
const INLINE: &[&str] = &["emoji", "wp-smiley", "latex", "icon"];

/// The addresses under which a picture can be had, with their widths in pixels.
#[derive(Debug, Default)]
pub struct Candidates(Vec<(String, u32)>);

impl Candidates {
    /// A `source` or `img` with several addresses.
    pub fn add(&mut self, tag: &Tag<'_>, links: &Links) {
        let kind = tag.attribute("type").unwrap_or_default();
        if UNFIT.iter().any(|unfit| kind.eq_ignore_ascii_case(unfit)) {
            return;
        }
        for name in LATE_SETS {
            let Some(set) = tag.attribute(name) else { continue };
            for (address, width) in addresses(&set) {
                if self.0.len() == MAX_CANDIDATES {
                    return;
                }
                self.0.extend(links.resolve_image(address).map(|address| (address, width)));
            }
        }
    }

    /// The largest that is not too large; else the smallest.
    fn best(self) -> Option<String> {
        let fits = self.0.iter().filter(|(_, width)| *width <= MAX_WIDTH).max_by_key(|(_, width)| *width);
        let best = fits.or_else(|| self.0.iter().min_by_key(|(_, width)| *width));
        best.map(|(address, _)| address.clone())
    }
}

/// The parts of a `srcset` (HTML Living Standard, 4.8.4.2.1).
fn addresses(set: &str) -> impl Iterator<Item = (&str, u32)> {
    let mut rest = set;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        if address.is_empty() {
            return None;
        }
        // An address may hold commas, but does not end with one.
        if address.ends_with(',') {
            rest = after;
            return Some((address.trim_end_matches(','), PLAIN_WIDTH as u32));
        }
        let (descriptor, after) = after.split_once(',').unwrap_or((after, ""));
        rest = after;
        Some((address, width(descriptor.trim())))
    })
}

fn width(descriptor: &str) -> u32 {
    if let Some(pixels) = descriptor.strip_suffix('w') {
        return pixels.parse().unwrap_or_default();
    }
    let density: f32 = descriptor.strip_suffix('x').and_then(|density| density.parse().ok()).unwrap_or(1.0);
    (PLAIN_WIDTH * density.clamp(0.0, 10.0)) as u32
}

/// The address of a picture, the candidates being those of the `picture` around it.
pub fn source(tag: &Tag<'_>, mut candidates: Candidates, links: &Links) -> Option<String> {
    candidates.add(tag, links);
    let named = |name: &&str| links.resolve_image(&tag.attribute(name)?);
    candidates.best().or_else(|| LATE.iter().find_map(named)).or_else(|| named(&"src"))
}

/// Whether two addresses are those of one picture, perhaps in two sizes: then the names of the files agree.
pub fn is_same(one: &str, other: &str) -> bool {
    let file = |address: &str| {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let (stem, end) = path.rsplit('/').next()?.rsplit_once('.')?;
        IMAGE_FILES.iter().any(|name| end.eq_ignore_ascii_case(name)).then(|| without_size(stem).to_owned())
    };
    one == other || file(one).is_some_and(|name| !name.is_empty() && Some(name) == file(other))
}

/// The name of a file without what publishing programs add for a size: "-1024x576", "-scaled".
fn without_size(stem: &str) -> &str {
    let Some((name, size)) = stem.rsplit_once('-') else { return stem };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_size = size.split_once('x').is_some_and(|(width, height)| is_number(width) && is_number(height));
    if is_size || size == "scaled" { name } else { stem }
}

/// Width and height in pixels, where both are given.
pub fn size(tag: &Tag<'_>) -> Option<(u32, u32)> {
    let (width, height) = (number(tag, "width")?, number(tag, "height")?);
    (width > 0 && height > 0).then_some((width, height))
}

/// A picture that is part of the line.
pub fn is_inline(tag: &Tag<'_>) -> bool {
    let size: Option<u32> = number(tag, "height").or_else(|| number(tag, "width"));
    has_class(tag, INLINE) || size.is_some_and(|pixels| pixels <= INLINE_PIXELS)
}

/// A drawing as small as an icon, or of unknown size.
pub fn is_icon(tag: &Tag<'_>) -> bool {
    const ICON_PIXELS: f32 = 64.0;
    let size: Option<u32> = number(tag, "width").or_else(|| number(tag, "height"));
    let drawn = || tag.attribute("viewBox").and_then(|numbers| numbers.split_ascii_whitespace().nth(2)?.parse().ok());
    let pixels = size.map(|pixels| pixels as f32).or_else(drawn);
    pixels.is_none_or(|pixels| pixels <= ICON_PIXELS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::token::{Token, tokens};

    fn found(html: &str) -> Option<String> {
        let links = Links::new(Some("https://example.org/"));
        let mut candidates = Candidates::default();
        for token in tokens(html) {
            match token {
                Token::Open(tag) if tag.name == "source" => candidates.add(&tag, &links),
                Token::Open(tag) => {
                    let address = source(&tag, candidates, &links);
                    return address.map(|address| address.trim_start_matches("https://example.org/").to_owned());
                }
                _ => {}
            }
        }
        None
    }

    #[test]
    fn a_picture_is_known_again_in_another_size() {
        let picture = "https://a.example/2024/tide-5-1024x576.jpg?ssl=1";
        for (other, same) in [
            (picture, true),
            ("https://b.example/a.example/2024/tide-5.JPG", true),
            ("https://a.example/2024/tide-5-scaled.jpg?w=800#x", true),
            ("https://a.example/2024/tide-6.jpg", false),
            ("https://a.example/2024/tide-5", false),
            ("https://a.example/2024/tide-5.html", false),
            ("https://a.example/", false),
        ] {
            assert_eq!(is_same(picture, other), same, "{other}");
        }
    }

    #[test]
    fn the_best_address_is_taken() {
        for (html, address) in [
            ("<img src=a>", Some("a")),
            ("<img src=a data-src=b>", Some("b")),
            ("<img src='data:image/gif;base64,R0' data-lazy-src=b>", Some("b")),
            ("<img src=a srcset='b 400w, c 1200w, d 2400w'>", Some("c")),
            ("<img src=a srcset='d 2400w,e 3000w'>", Some("d")),
            ("<img src=a srcset='b,1.jpg 1x, c,2.jpg 2x'>", Some("c,2.jpg")),
            ("<img src=a srcset='b, c 1.5x'>", Some("c")),
            ("<source srcset='x 900w' type=image/avif><source srcset='y 800w' type=image/webp><img src=a>", Some("y")),
            ("<img src=a srcset='javascript:x 5w'>", Some("a")),
            ("<img>", None),
        ] {
            assert_eq!(found(html).as_deref(), address, "{html}");
        }
    }
}
