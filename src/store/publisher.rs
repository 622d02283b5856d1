//! Whose feed a feed is, by its registrable domain.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use url::{Host, Url};

/// Makes the function `publisher(site, url)`.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function(c"publisher", 2, flags, |context| {
        let site: Option<String> = context.get(0)?;
        let url: String = context.get(1)?;
        Ok(publisher(site.as_deref(), &url))
    })
}

/// The registrable domain of a feed's site, else of its address; of one without any the address itself. Many publish by
/// the server of another (FeedBurner), which the site tells apart.
pub(super) fn publisher(site: Option<&str>, url: &str) -> String {
    let domain = |address: &str| match Url::parse(address).ok()?.host()? {
        Host::Domain(name) => Some(psl::domain_str(name).unwrap_or(name).to_owned()),
        number => Some(number.to_string()),
    };
    site.and_then(domain).or_else(|| domain(url)).unwrap_or_else(|| url.to_owned())
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
            (None, "http://127.0.0.1:8080/feed", "127.0.0.1"),
            (None, "http://localhost/feed", "localhost"),
            (None, "dateline:kept", "dateline:kept"),
            (None, "file:///home/x/feed.xml", "file:///home/x/feed.xml"),
        ] {
            assert_eq!(publisher(site, url), expected, "{site:?} {url}");
        }
    }
}
