//! How a single feed's server is asked, where the user wants it otherwise than usual.

use url::Url;

/// Fields that the program sets itself, or that would break the connection.
const RESERVED: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "if-modified-since",
    "if-none-match",
    "transfer-encoding",
    "user-agent",
];

/// Sent to the feed's own origin only, never along a redirect to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// Header fields: name and value, in the user's order.
    pub headers: Vec<(String, String)>,
    /// For Basic authentication (RFC 7617).
    pub username: Option<String>,
    /// Program and arguments; the first line that it prints is the password.
    pub password_command: Vec<String>,
    /// In place of the proxy for all: http://, https:// or socks5://host:port.
    pub proxy: Option<String>,
}

impl Access {
    pub fn is_usual(&self) -> bool {
        *self == Access::default()
    }

    /// Whether a server can be asked so; the error says what is wrong.
    pub fn check(&self) -> Result<(), String> {
        self.headers.iter().try_for_each(|(name, value)| check_header(name, value))?;
        self.proxy.as_deref().map_or(Ok(()), check_proxy)
    }
}

/// Whether a header field may be sent (RFC 9110, section 5): a token, and a value on one line.
fn check_header(name: &str, value: &str) -> Result<(), String> {
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || !name.chars().all(token) {
        return Err(format!("`{name}` is no name of a header field"));
    }
    if RESERVED.contains(&name.to_ascii_lowercase().as_str()) {
        let hint = if name.eq_ignore_ascii_case("user-agent") { "; write `user_agent`" } else { "" };
        return Err(format!("the header `{name}` is set by the program{hint}"));
    }
    if !value.chars().all(|c| c == '\t' || c == ' ' || c.is_ascii_graphic()) {
        return Err(format!("the value of the header `{name}` must be ASCII on one line"));
    }
    Ok(())
}

/// Whether a proxy can be used.
fn check_proxy(proxy: &str) -> Result<(), String> {
    match Url::parse(proxy) {
        Ok(url) if matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") && url.has_host() => Ok(()),
        _ => Err(format!("`{proxy}` is not a proxy's address; write http://, https:// or socks5://host:port")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_break_a_request_is_refused() {
        let with = |name: &str, value: &str| Access { headers: vec![(name.into(), value.into())], ..Access::default() };
        assert_eq!(with("X-Key", "a b").check(), Ok(()));
        for (name, value) in [("", "x"), ("a b", "x"), ("Host", "x"), ("X", "a\r\nY: b"), ("X", "\u{e9}")] {
            assert!(with(name, value).check().is_err(), "{name:?}: {value:?}");
        }
        assert_eq!(with("Authorization", "Bearer x").check(), Ok(()));
        let by = |proxy: &str| Access { proxy: Some(proxy.into()), ..Access::default() };
        assert_eq!(by("socks5://127.0.0.1:9050").check(), Ok(()));
        for proxy in ["", "proxy:8080", "ftp://proxy", "file:///x"] {
            assert!(by(proxy).check().is_err(), "{proxy}");
        }
    }
}
