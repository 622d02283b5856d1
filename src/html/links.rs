//! The links of an article: resolved, vetted, numbered.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::document::{Block, Document, Part, parts};
use super::places;
use crate::safe;

/// Longer addresses are left as text.
const MAX_ADDRESS: usize = 2_083;

#[derive(Debug, Default)]
pub struct Links {
    base: Option<Url>,
    addresses: Vec<String>,
    numbers: HashMap<String, u16>,
    /// Names of the places in this text to which links may lead.
    wanted: HashSet<String>,
    /// Places that stand at the same spot as another.
    same: HashMap<u16, u16>,
}

impl Links {
    pub fn new(base: Option<&str>) -> Links {
        let base = base.and_then(|base| Url::parse(base).ok()).filter(|base| matches!(base.scheme(), "http" | "https"));
        Links { base, ..Links::default() }
    }

    /// The places in this text to which it has links itself.
    pub fn want(&mut self, places: HashSet<String>) {
        self.wanted = places;
    }

    /// Where a link leads: an address that may be opened, or "#name" for a place in this text.
    pub fn target(&self, target: &str) -> Option<String> {
        if let Some((before, name)) = target.trim().split_once('#').filter(|_| !self.wanted.is_empty()) {
            let name = places::decoded(name);
            if (before.is_empty() || self.is_base(before)) && self.wanted.contains(&name) {
                return Some(format!("#{name}"));
            }
        }
        self.resolve(target)
    }

    fn is_base(&self, address: &str) -> bool {
        let Some(base) = &self.base else { return false };
        let bare = |url: &Url| url.as_str().split('#').next().unwrap_or_default().trim_end_matches('/').to_owned();
        Url::options().base_url(Some(base)).parse(address).is_ok_and(|url| bare(&url) == bare(base))
    }

    /// The number of the place of that name, if a link leads there.
    pub fn place(&mut self, name: &str) -> Option<u16> {
        if self.wanted.contains(name) { self.number(&format!("#{name}")) } else { None }
    }

    /// `other` stands where `place` stands.
    pub fn join(&mut self, place: u16, other: u16) {
        self.same.insert(other, place);
    }

    /// The absolute address of a target that may be opened: http, https and mailto, and not a place in the same page.
    pub fn resolve(&self, target: &str) -> Option<String> {
        let target = target.trim_matches(|c: char| c.is_ascii_control() || c == ' ');
        if target.is_empty() || target.starts_with('#') || target.len() > MAX_ADDRESS {
            return None;
        }
        let mut url = Url::options().base_url(self.base.as_ref()).parse(target).ok()?;
        // Browsers let it pass, RFC 3986 and the readers of books do not.
        if let Some(place) = url.fragment().filter(|place| place.contains('#')).map(|place| place.replace('#', "%23")) {
            url.set_fragment(Some(&place));
        }
        safe::url(url.as_str()).filter(|address| address.len() <= MAX_ADDRESS)
    }

    /// The address of a picture, absolute.
    pub fn resolve_image(&self, source: &str) -> Option<String> {
        self.resolve(source).filter(|address| address.starts_with("http"))
    }

    /// The number of an address, the same each time; none when there are too many.
    pub fn number(&mut self, address: &str) -> Option<u16> {
        if let Some(number) = self.numbers.get(address) {
            return Some(*number);
        }
        let number = u16::try_from(self.addresses.len()).ok()?;
        self.addresses.push(address.to_owned());
        self.numbers.insert(address.to_owned(), number);
        Some(number)
    }

    /// The document of these blocks. Links to places get the last numbers; those whose place is nowhere lead nowhere.
    pub fn finish(self, mut blocks: Vec<Block>) -> Document {
        if self.wanted.is_empty() {
            return Document { blocks, links: self.addresses };
        }
        let mut placed = HashSet::new();
        parts(&mut blocks, &mut |part| {
            if let Part::Line(line) = part {
                placed.extend(line.iter().filter_map(|inline| inline.place));
            }
        });
        let (outer, inner): (Vec<u16>, Vec<u16>) = (0..u16::try_from(self.addresses.len()).unwrap_or(u16::MAX))
            .partition(|number| !self.address(*number).starts_with('#'));
        let inner = inner.into_iter().filter(|number| placed.contains(number));
        let kept: Vec<u16> = outer.into_iter().chain(inner).collect();
        let joined = |number: &mut Option<u16>| {
            *number = number.map(|number| self.same.get(&number).copied().unwrap_or(number));
        };
        parts(&mut blocks, &mut |part| {
            if let Part::Line(line) = part {
                line.iter_mut().for_each(|inline| joined(&mut inline.link));
            }
        });
        let mut document = Document { blocks, links: self.addresses };
        document.renumber_links(&kept);
        document
    }

    fn address(&self, number: u16) -> &str {
        self.addresses.get(usize::from(number)).map(String::as_str).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_opened_resolves() {
        let links = Links::new(Some("https://example.org/news/today"));
        for (target, address) in [
            ("https://a.example/x y", Some("https://a.example/x%20y")),
            ("https://a.example/#a#b", Some("https://a.example/#a%23b")),
            ("/top", Some("https://example.org/top")),
            ("later?p=1", Some("https://example.org/news/later?p=1")),
            ("//cdn.example/a", Some("https://cdn.example/a")),
            (" \n mailto:a@example.org", Some("mailto:a@example.org")),
            ("javascript:alert(1)", None),
            ("java\nscript:alert(1)", None),
            ("file:///etc/passwd", None),
            ("data:text/html,x", None),
            ("ssh://host", None),
            ("#note", None),
            ("", None),
        ] {
            assert_eq!(links.resolve(target).as_deref(), address, "{target}");
        }
        assert_eq!(Links::new(None).resolve("/top"), None);
        assert_eq!(Links::new(Some("file:///home/a")).resolve("b"), None);
    }

    #[test]
    fn an_address_has_one_number() {
        let mut links = Links::new(None);
        assert_eq!([links.number("a"), links.number("b"), links.number("a")], [Some(0), Some(1), Some(0)]);
        assert_eq!(links.finish(Vec::new()).links, ["a", "b"]);
    }
}
