//! The environment that the program was started in, read once, and what it tells of the terminal.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Environment variables; those that are not Unicode are read with replacement characters.
#[derive(Debug, Clone, Default)]
pub struct Env(HashMap<String, String>);

impl Env {
    /// The variables of this process.
    pub fn of_process() -> Env {
        let text = |value: std::ffi::OsString| value.to_string_lossy().into_owned();
        Env(std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect())
    }

    /// Exactly these variables.
    pub fn of<const N: usize>(variables: [(&str, &str); N]) -> Env {
        Env(variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
    }

    /// The same environment on a terminal whose background is known.
    pub fn with_background(mut self, light: bool) -> Env {
        self.0.insert("COLORFGBG".to_owned(), if light { "0;15" } else { "15;0" }.to_owned());
        self
    }

    /// The value, unless it is unset or empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A folder as the user writes it: `~` is the home, and what is not absolute lies there; none for an empty text.
    pub fn folder(&self, written: &str) -> Option<PathBuf> {
        let below = written.strip_prefix("~/").or(written.strip_prefix('~')).unwrap_or(written);
        (!written.is_empty()).then(|| self.home().join(below))
    }

    /// The folder for downloads: by the desktop's word (`XDG_DOWNLOAD_DIR`), else `~/Downloads` if there is one, else
    /// the home.
    pub fn downloads(&self) -> PathBuf {
        let home = self.home();
        let usual = home.join("Downloads");
        match self.get("XDG_DOWNLOAD_DIR") {
            Some(folder) => home.join(folder),
            None if usual.is_dir() => usual,
            None => home,
        }
    }

    /// A folder with `~` for the home, ended by a slash.
    pub fn short(&self, folder: &Path) -> String {
        match folder.strip_prefix(self.home()) {
            Ok(below) if below.as_os_str().is_empty() => "~/".to_owned(),
            Ok(below) => format!("~/{}/", below.display()),
            Err(_) => format!("{}/", folder.display()),
        }
    }

    fn home(&self) -> PathBuf {
        PathBuf::from(self.get("HOME").or(self.get("USERPROFILE")).unwrap_or("."))
    }

    /// Whether no colour is wanted (no-color.org).
    pub fn no_color(&self) -> bool {
        self.get("NO_COLOR").is_some()
    }

    /// Whether the locale's encoding is UTF-8; unset is the C locale, which is not.
    pub fn is_utf8(&self) -> bool {
        let locale = self.locale("LC_CTYPE").to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    }

    /// Whether the locale writes the time of day in twelve hours.
    pub fn has_12h_clock(&self) -> bool {
        let locale = self.locale("LC_TIME");
        ["en_US", "en_CA", "en_AU", "en_NZ", "en_IN", "en_PH", "es_MX", "es_CO", "hi_IN", "ar_EG", "ko_KR"]
            .iter()
            .any(|twelve| locale.starts_with(twelve))
    }

    /// Whether the terminal's background is light; none where `COLORFGBG` does not tell.
    pub fn light_background(&self) -> Option<bool> {
        let background: u8 = self.get("COLORFGBG")?.rsplit(';').next()?.parse().ok()?;
        Some(matches!(background, 7 | 9..=15))
    }

    /// Whether the terminal shows more than sixteen colours.
    pub fn many_colors(&self) -> bool {
        let term = self.get("TERM").unwrap_or_default();
        matches!(self.get("COLORTERM"), Some("truecolor" | "24bit"))
            || ["256color", "direct", "kitty", "alacritty", "ghostty", "foot", "wezterm"]
                .iter()
                .any(|part| term.contains(part))
    }

    /// The locale of a category by the precedence of POSIX.
    fn locale(&self, category: &str) -> &str {
        ["LC_ALL", category, "LANG"].iter().find_map(|name| self.get(name)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_tells_the_encoding() {
        assert!(Env::of([("LANG", "de_DE.UTF-8")]).is_utf8());
        assert!(Env::of([("LANG", "C"), ("LC_CTYPE", "C.utf8")]).is_utf8());
        assert!(!Env::of([("LANG", "de_DE.UTF-8"), ("LC_ALL", "C")]).is_utf8());
        assert!(!Env::default().is_utf8());
    }

    #[test]
    fn an_empty_no_color_counts_as_unset() {
        assert!(Env::of([("NO_COLOR", "1")]).no_color());
        assert!(!Env::of([("NO_COLOR", "")]).no_color());
    }

    #[test]
    fn the_background_is_known_where_the_terminal_tells() {
        assert_eq!(Env::of([("COLORFGBG", "0;15")]).light_background(), Some(true));
        assert_eq!(Env::of([("COLORFGBG", "15;default;0")]).light_background(), Some(false));
        assert_eq!(Env::of([("COLORFGBG", "x")]).light_background(), None);
    }
}
