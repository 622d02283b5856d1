//! The links of an article: resolved, vetted, numbered.

use std::collections::HashMap;

use url::Url;

use crate::safe;

/// Longer addresses are left as text.
const MAX_ADDRESS: usize = 2_083;

#[derive(Debug, Default)]
pub struct Links {
    base: Option<Url>,
    addresses: Vec<String>,
    numbers: HashMap<String, u16>,
}

impl Links {
    pub fn new(base: Option<&str>) -> Links {
        let base = base.and_then(|base| Url::parse(base).ok()).filter(|base| matches!(base.scheme(), "http" | "https"));
        Links { base, ..Links::default() }
    }

    /// The absolute address of a target that may be opened: http, https and mailto, and not a place in the same page.
    pub fn resolve(&self, target: &str) -> Option<String> {
        let target = target.trim_matches(|c: char| c.is_ascii_control() || c == ' ');
        if target.is_empty() || target.starts_with('#') || target.len() > MAX_ADDRESS {
            return None;
        }
        let url = Url::options().base_url(self.base.as_ref()).parse(target).ok()?;
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

    pub fn into_addresses(self) -> Vec<String> {
        self.addresses
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
        assert_eq!(links.into_addresses(), ["a", "b"]);
    }
}
