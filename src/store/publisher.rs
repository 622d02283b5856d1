//! Whose feed a feed is, by its registrable domain.

use url::{Host, Url};

/// The registrable domain of a feed's site, else of its address: many publish by the server of another (FeedBurner), which
/// the site tells apart. Servers that nobody registered, by number or in a local network, hand on the feeds of others: there
/// the whole address of the site tells, else that of the feed.
pub(super) fn publisher(site: Option<&str>, url: &str) -> String {
    let domain = |address: &str| match Url::parse(address).ok()?.host()? {
        Host::Domain(name) => psl::domain_str(name).map(str::to_owned),
        _ => None,
    };
    let whole = || site.filter(|site| Url::parse(site).is_ok()).unwrap_or(url).to_owned();
    site.and_then(domain).or_else(|| domain(url)).unwrap_or_else(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_publisher_is_a_domain_that_somebody_registered() {
        for (site, url, expected) in [
            (None, "https://feeds.bbci.co.uk/news/rss.xml", "bbci.co.uk"),
            (Some("https://www.bbc.co.uk/news/"), "https://feeds.bbci.co.uk/news/rss.xml", "bbc.co.uk"),
            (Some("/relative"), "https://rss.dw.com/xml/rss", "dw.com"),
            (None, "https://one.github.io/feed", "one.github.io"),
            (None, "http://127.0.0.1:8080/bbc", "http://127.0.0.1:8080/bbc"),
            (Some("http://localhost/one/"), "http://localhost/feeds/1", "http://localhost/one/"),
            (Some("/relative"), "http://localhost/feeds/1", "http://localhost/feeds/1"),
            (None, "dateline:kept", "dateline:kept"),
            (None, "file:///home/x/feed.xml", "file:///home/x/feed.xml"),
        ] {
            assert_eq!(publisher(site, url), expected, "{site:?} {url}");
        }
    }
}
