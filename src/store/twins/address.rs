//! Addresses of pages, written in the one way that all links to a page share.

use url::Url;

/// Parameters that tell where a reader came from, by how their names begin.
const TRACKING_STARTS: &[&str] = &[
    "utm_",
    "at_",
    "mc_",
    "pk_",
    "mtm_",
    "matomo_",
    "piwik_",
    "hsa_",
    "_hs",
    "wt_",
    "ga_",
    "fb_",
    "ns_",
    "oly_",
    "vero_",
    "trk_",
    "itm_",
    "__twitter",
    "stm_",
];
/// The same, by their whole names.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "mkt_tok",
    "cmpid",
    "cmp",
    "ocid",
    "ftag",
    "xtor",
    "ito",
    "maca",
    "smid",
    "smtyp",
    "emc",
    "ncid",
    "spm",
    "s_cid",
    "icid",
    "sr_share",
    "guccounter",
    "__source",
    "traffic_source",
    "rss",
    "mod",
    "intcmp",
    "ns_campaign",
    "taid",
    "tpcc",
];
/// These tell of it too, but on some sites they name the page: only where they hold a word and no number.
const WORDS: &[&str] = &[
    "ref", "referrer", "referer", "source", "src", "from", "via", "feature", "partner", "campaign", "medium", "feed",
    "share",
];

/// The canonical form of an address on the web; none for any other, and for one that names a site and no page. The text is
/// taken as it stands, without a parser: every entry is asked, and addresses have been parsed when they were read.
pub(super) fn canonical(address: &str) -> Option<String> {
    let rest = after(address.trim(), "https://").or_else(|| after(address.trim(), "http://"))?;
    let rest = rest.split('#').next().unwrap_or_default();
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = place.split_at(place.find('/').unwrap_or(place.len()));
    let mut text = bare_host(authority)?.to_ascii_lowercase();
    let site = text.len();
    let path = path.trim_end_matches('/');
    text.push_str(path.strip_suffix("/amp").unwrap_or(path));
    let mut mark = '?';
    for pair in query.split('&').filter(|pair| !pair.is_empty() && !tracks(pair)) {
        text.push(mark);
        text.push_str(pair);
        mark = '&';
    }
    (text.len() > site).then_some(text)
}

/// What comes after a beginning, in whatever case.
fn after<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    text.get(..start.len()).filter(|text| text.eq_ignore_ascii_case(start)).and_then(|_| text.get(start.len()..))
}

/// The host without what is the same with it or without it.
fn bare_host(authority: &str) -> Option<&str> {
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.strip_suffix(":80").or_else(|| host.strip_suffix(":443")).unwrap_or(host);
    let host = after(host, "www.").unwrap_or(host);
    Some(host).filter(|host| !host.is_empty())
}

fn tracks(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = name.to_ascii_lowercase();
    let value = value.to_ascii_lowercase();
    let word = || !value.bytes().any(|byte| byte.is_ascii_digit());
    TRACKING_STARTS.iter().any(|start| name.starts_with(start))
        || TRACKING.contains(&name.as_str())
        || (WORDS.contains(&name.as_str()) && word())
        || value == "rss"
        || value.starts_with("rss-")
        || value.ends_with("-rss")
}

/// The domain to which an address belongs: the part of its host that somebody has registered, as far as its form tells.
pub(super) fn domain(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    let labels: Vec<&str> = url.domain()?.split('.').collect();
    // "bbc.co.uk", but "t.co".
    let country = matches!(labels.as_slice(), [.., _, second, top] if top.len() == 2 && second.len() <= 3);
    let kept = if country { 3 } else { 2 };
    Some(labels[labels.len().saturating_sub(kept)..].join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_one_page_have_one_form() {
        for (address, form) in [
            (
                "https://www.bbc.co.uk/news/articles/c5y?at_medium=RSS&at_campaign=rss",
                Some("bbc.co.uk/news/articles/c5y"),
            ),
            ("http://BBC.co.uk:80/news/articles/c5y/#0", Some("bbc.co.uk/news/articles/c5y")),
            ("https://www.dw.com/en/a/a-1?maca=en-rss-en-all-1573-rdf", Some("dw.com/en/a/a-1")),
            ("https://a.example/one/amp/?fbclid=1&utm_source=x", Some("a.example/one")),
            ("https://a.example/?p=12", Some("a.example?p=12")),
            ("https://a.example/item?id=12&ref=rss", Some("a.example/item?id=12")),
            ("https://a.example/item?ref=12", Some("a.example/item?ref=12")),
            ("https://a.example:8080/One", Some("a.example:8080/One")),
            ("https://a.example/", None),
            ("https://www.a.example?utm_source=rss", None),
            ("urn:uuid:1", None),
            ("mailto:a@b.example", None),
            ("no address", None),
        ] {
            assert_eq!(canonical(address).as_deref(), form, "{address}");
        }
    }

    #[test]
    fn a_domain_is_what_was_registered() {
        for (address, wanted) in [
            ("https://feeds.bbci.co.uk/news/rss.xml", Some("bbci.co.uk")),
            ("https://www.theguardian.com/uk", Some("theguardian.com")),
            ("https://t.co/x", Some("t.co")),
            ("https://localhost/x", Some("localhost")),
            ("https://127.0.0.1/x", None),
        ] {
            assert_eq!(domain(address).as_deref(), wanted, "{address}");
        }
    }
}
