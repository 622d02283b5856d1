//! Addresses: which may be opened, and in what form.

use url::{Position, Url};

use super::one_line;

/// What a browser or a mail program opens.
const OPEN: &[&str] = &["http", "https", "mailto"];
/// What another program may open if the user says yes.
const ASK: &[&str] = &["gemini", "magnet"];

/// The address in a form fit to be given to a browser as one argument: http, https or mailto, printable ASCII, without
/// user name and password. None for everything else, and for hidden line ends.
pub fn url(address: &str) -> Option<String> {
    openable(address, OPEN)
}

/// Like [`url`] for the schemes that are opened only after a question: gemini and magnet.
pub fn url_to_ask_about(address: &str) -> Option<String> {
    openable(address, ASK)
}

/// The address as it goes to the clipboard: one line, nothing that a shell would run on pasting by itself.
pub fn clip_url(address: &str) -> String {
    url(address).or_else(|| url_to_ask_about(address)).unwrap_or_else(|| one_line(address))
}

/// An address in the parts that a reader has to tell apart; each one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShownAddress {
    /// `https://`
    pub before: String,
    /// In ASCII: names of other scripts as in the DNS (`xn--`), so that no letter passes for another.
    pub host: String,
    pub after: String,
    /// The name for a log-in that stood before the host and is not sent.
    pub left_out: Option<String>,
}

/// An address as it is shown before it is opened. What is no address of a host is all `after`.
pub fn shown_address(address: &str) -> ShownAddress {
    let parsed = Url::parse(address.trim()).ok();
    let left_out = parsed.as_ref().map(Url::username).filter(|name| !name.is_empty()).map(one_line);
    let opened = clip_url(address);
    match Url::parse(&opened) {
        Ok(url) if url.has_host() => ShownAddress {
            before: url[..Position::BeforeHost].to_owned(),
            host: url[Position::BeforeHost..Position::AfterHost].to_owned(),
            after: url[Position::AfterHost..].to_owned(),
            left_out,
        },
        _ => ShownAddress { after: opened, left_out, ..ShownAddress::default() },
    }
}

fn openable(address: &str, schemes: &[&str]) -> Option<String> {
    let address = address.trim();
    if address.starts_with('-') || address.contains(char::is_control) || hides_line_end(address) {
        return None;
    }
    let mut url = Url::parse(address).ok()?;
    if !schemes.contains(&url.scheme()) {
        return None;
    }
    if url.has_host() {
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
    }
    Some(printable(url.as_str()))
}

/// An encoded CR, LF or NUL: programs behind the browser have taken it for a real one.
fn hides_line_end(address: &str) -> bool {
    address.as_bytes().windows(3).any(|w| matches!(w, [b'%', b'0', b'0' | b'a' | b'A' | b'd' | b'D']))
}

fn printable(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_graphic() {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
