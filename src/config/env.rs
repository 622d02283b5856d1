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

    /// Whether the terminal is at the other end of an ssh connection.
    pub fn is_remote(&self) -> bool {
        ["SSH_CONNECTION", "SSH_TTY"].iter().any(|name| self.get(name).is_some())
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

    /// Whether the terminal is one of those known to take links (OSC 8), and nothing between it and us would spoil them.
    pub fn takes_hyperlinks(&self) -> bool {
        let term = self.get("TERM").unwrap_or_default();
        if self.get("TMUX").is_some() || term.starts_with("tmux") {
            return self.get("TERM_PROGRAM") == Some("tmux") && self.version("TERM_PROGRAM_VERSION") >= (3, 4);
        }
        if self.get("STY").is_some() || term.starts_with("screen") || term == "linux" || term == "dumb" {
            return false;
        }
        let program = self.get("TERM_PROGRAM").unwrap_or_default();
        let vte = self.get("VTE_VERSION").and_then(|version| version.parse::<u32>().ok());
        ["iTerm.app", "WezTerm", "ghostty", "vscode", "rio"].contains(&program)
            || ["kitty", "foot", "ghostty", "wezterm", "contour"].iter().any(|name| term.contains(name))
            || ["KITTY_WINDOW_ID", "WT_SESSION", "WEZTERM_PANE"].iter().any(|name| self.get(name).is_some())
            // Before 0.50 some addresses made it end.
            || vte.is_some_and(|version| version >= 5_000)
    }

    /// The first two numbers of a version.
    fn version(&self, name: &str) -> (u32, u32) {
        let mut numbers = self.get(name).unwrap_or_default().split(|c: char| !c.is_ascii_digit());
        let mut next = || numbers.next().and_then(|number| number.parse().ok()).unwrap_or(0);
        (next(), next())
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

    /// T22.
    #[test]
    fn links_are_told_only_to_terminals_known_to_take_them() {
        for (variables, takes) in [
            (vec![("TERM", "xterm-kitty")], true),
            (vec![("TERM", "xterm-256color"), ("VTE_VERSION", "7200")], true),
            (vec![("TERM", "xterm-256color"), ("VTE_VERSION", "4602")], false),
            (vec![("TERM", "xterm-256color"), ("WT_SESSION", "x")], true),
            (vec![("TERM", "xterm-256color")], false),
            (vec![("TERM", "linux"), ("VTE_VERSION", "7200")], false),
            (vec![("TERM", "screen-256color"), ("KITTY_WINDOW_ID", "1")], false),
            (
                vec![
                    ("TERM", "tmux-256color"),
                    ("TMUX", "x"),
                    ("TERM_PROGRAM", "tmux"),
                    ("TERM_PROGRAM_VERSION", "3.4"),
                ],
                true,
            ),
            (
                vec![
                    ("TERM", "tmux-256color"),
                    ("TMUX", "x"),
                    ("TERM_PROGRAM", "tmux"),
                    ("TERM_PROGRAM_VERSION", "3.3a"),
                ],
                false,
            ),
            (vec![], false),
        ] {
            let env = Env(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
            assert_eq!(env.takes_hyperlinks(), takes, "{variables:?}");
        }
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
