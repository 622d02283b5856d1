//! Addresses that seem to hold a secret: private feeds carry a token that is worth as much as a password.

use url::Url;

/// What stands for a secret.
const MASK: &str = "REDACTED";

/// A parameter so named is a secret whatever its value.
const NAMES: &[&str] = &[
    "auth",
    "credential",
    "hash",
    "jwt",
    "key",
    "pass",
    "passwd",
    "password",
    "pwd",
    "secret",
    "session",
    "sid",
    "sig",
    "signature",
    "token",
    "utoken",
];

/// A parameter so named is none, however random it looks: channels and lists have such names.
const PUBLIC: &[&str] = &["id", "list", "channel", "playlist", "user", "username", "uuid", "guid", "v", "q"];

/// A random part of a path is at least so long; a parameter somewhat less, since words do not look like it there.
const LONG_SEGMENT: usize = 20;
const LONG_VALUE: usize = 16;

/// The address with its secrets masked; none if it seems to hold none.
pub fn masked(address: &str) -> Option<String> {
    let mut url = Url::parse(address).ok()?;
    let mut found = mask_user(&mut url);
    found |= mask_path(&mut url);
    found |= mask_query(&mut url);
    found.then(|| url.into())
}

fn mask_user(url: &mut Url) -> bool {
    let named = !url.username().is_empty() || url.password().is_some();
    // An address that has a user name has a host, so that both can be set.
    named && url.set_username(MASK).is_ok() && url.set_password(None).is_ok()
}

fn mask_path(url: &mut Url) -> bool {
    let Some(segments) = url.path_segments() else { return false };
    let mut found = false;
    let masked: Vec<String> = segments
        .map(|segment| {
            let (name, end) = segment.rsplit_once('.').unwrap_or((segment, ""));
            if !looks_random(name, LONG_SEGMENT) {
                return segment.to_owned();
            }
            found = true;
            if end.is_empty() { MASK.to_owned() } else { format!("{MASK}.{end}") }
        })
        .collect();
    if found {
        url.set_path(&masked.join("/"));
    }
    found
}

fn mask_query(url: &mut Url) -> bool {
    let Some(query) = url.query() else { return false };
    let mut found = false;
    let masked: Vec<String> = query
        .split('&')
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or(("", pair));
            if value.is_empty() || !is_secret(name, value) {
                return pair.to_owned();
            }
            found = true;
            if name.is_empty() { MASK.to_owned() } else { format!("{name}={MASK}") }
        })
        .collect();
    if found {
        url.set_query(Some(&masked.join("&")));
    }
    found
}

fn is_secret(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words = || name.split(['_', '-', '.']);
    // "apikey", "accesstoken" and "authkey" run two words together.
    let named =
        words().any(|word| NAMES.contains(&word)) || ["key", "token", "secret"].iter().any(|end| name.ends_with(end));
    named || (words().all(|word| !PUBLIC.contains(&word)) && looks_random(value, LONG_VALUE))
}

/// Letters and digits mixed as no word or number mixes them.
fn looks_random(text: &str, least: usize) -> bool {
    if text.len() < least || !text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        return false;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    // A headline in an address has a digit here and there, and a word between any two hyphens.
    let changes = text.as_bytes().windows(2).filter(|w| w[0].is_ascii_digit() != w[1].is_ascii_digit()).count();
    digits >= 3 && letters >= 3 && changes >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_the_rest_stays() {
        for (address, wanted) in [
            ("https://me:pw@a.example/f", "https://REDACTED@a.example/f"),
            ("https://a.example/f?auth=abc&page=2", "https://a.example/f?auth=REDACTED&page=2"),
            ("https://a.example/f?api_key=abc", "https://a.example/f?api_key=REDACTED"),
            ("https://a.example/f?feedtoken=1x", "https://a.example/f?feedtoken=REDACTED"),
            ("https://a.example/f?x=9f86d081884c7d659a2f", "https://a.example/f?x=REDACTED"),
            ("https://a.example/rss/9f86d081884c7d659a2feaa0c55ad015.xml", "https://a.example/rss/REDACTED.xml"),
            (
                "https://a.example/private/550e8400-e29b-41d4-a716-446655440000/feed",
                "https://a.example/private/REDACTED/feed",
            ),
        ] {
            assert_eq!(masked(address).as_deref(), Some(wanted), "{address}");
        }
    }

    #[test]
    fn what_holds_no_secret_is_left_alone() {
        for address in [
            "https://www.youtube.com/feeds/videos.xml?channel_id=UCXuqSBlHAE6Xw-yeJA0Tunw",
            "https://a.example/2026/11/01/ten-things-we-learned-in-2025-and-2026/feed",
            "https://www.rferl.org/api/zpiqmiquq",
            "https://feeds.bbci.co.uk/news/business/rss.xml?edition=int",
            "https://a.example/?p=12345678901234567890",
            "https://a.example/feed?token=",
            "not an address",
        ] {
            assert_eq!(masked(address), None, "{address}");
        }
    }
}
