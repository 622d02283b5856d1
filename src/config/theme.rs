//! Themes: the four that come with the program and the user's own files.

use std::path::Path;
use std::str::FromStr;

use serde::Deserialize;

use super::ConfigError;
use crate::app::theme::{Color, Style, Theme};

/// The themes that come with the program, by name.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("paper", include_str!("../../assets/themes/paper.toml")),
    ("ink", include_str!("../../assets/themes/ink.toml")),
    ("plain", include_str!("../../assets/themes/plain.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
];

/// The theme of that name: a file of the user's, else one that comes with the program.
pub fn load(name: &str, directory: &Path) -> Result<Theme, ConfigError> {
    let path = directory.join(format!("{name}.toml"));
    if name.contains(['/', '\\', '\0']) {
        return Err(ConfigError::whole(&path, "a theme is named by its file without directory and `.toml`"));
    }
    match std::fs::read_to_string(&path) {
        Ok(text) => parse(name, &path, &text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => match built_in(name) {
            Some(theme) => theme,
            None => Err(ConfigError::whole(
                &path,
                "there is no such theme; write the file, or use auto, paper, ink, plain or mono",
            )),
        },
        Err(error) => Err(ConfigError::whole(&path, format!("cannot be read: {error}"))),
    }
}

/// A theme that comes with the program.
pub fn built_in(name: &str) -> Option<Result<Theme, ConfigError>> {
    let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
    Some(parse(name, Path::new(name), text))
}

fn parse(name: &str, path: &Path, text: &str) -> Result<Theme, ConfigError> {
    let file: File = toml::from_str(text).map_err(|error| ConfigError::toml(path, text, &error))?;
    Ok(file.into_theme(name))
}

/// A colour as files write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Number")]
pub struct Paint(pub Color);

#[derive(Deserialize)]
#[serde(untagged, expecting = "a colour is \"#rrggbb\" or one of the terminal's own, 0 to 15")]
enum Number {
    Own(u8),
    Hex(String),
}

impl TryFrom<Number> for Paint {
    type Error = String;

    fn try_from(value: Number) -> Result<Paint, String> {
        match value {
            Number::Own(number @ 0..=15) => Ok(Paint(Color::Ansi(number))),
            Number::Own(number) => Err(format!("{number} is not a colour; the terminal's own are 0 to 15")),
            Number::Hex(text) => text.parse(),
        }
    }
}

impl FromStr for Paint {
    type Err = String;

    fn from_str(text: &str) -> Result<Paint, String> {
        let digits =
            text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] =
            number.ok_or_else(|| format!("`{text}` is not a colour; write \"#rrggbb\" or 0 to 15"))?.to_be_bytes();
        Ok(Paint(Color::Rgb(red, green, blue)))
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Look {
    fg: Option<Paint>,
    bg: Option<Paint>,
    bold: bool,
    dim: bool,
    italic: bool,
    underline: bool,
    reverse: bool,
}

impl From<Look> for Style {
    fn from(look: Look) -> Style {
        Style {
            fg: look.fg.map(|paint| paint.0),
            bg: look.bg.map(|paint| paint.0),
            bold: look.bold,
            dim: look.dim,
            italic: look.italic,
            underline: look.underline,
            reverse: look.reverse,
        }
    }
}

/// Writes the file's shape and its way into [`Theme`] from one list of parts.
macro_rules! parts {
    ($($part:ident)*) => {
        #[derive(Deserialize, Default)]
        #[serde(deny_unknown_fields, default)]
        struct File {
            $($part: Look,)*
            tags: Vec<Look>,
        }

        impl File {
            fn into_theme(self, name: &str) -> Theme {
                let tags = self.tags.into_iter().map(Style::from).collect();
                Theme { name: name.to_owned(), tags, $($part: self.$part.into(),)* }
            }
        }
    };
}

parts! {
    base title_bar status_bar rule rule_focused selection selection_dim unread read meta accent star warning error
    folder lead found headline heading quote code code_keyword code_string code_comment code_number link key overlay progress
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Theme, ConfigError> {
        parse("mine", Path::new("mine.toml"), text)
    }

    #[test]
    fn the_themes_of_the_program_are_right() {
        for (name, _) in BUILT_IN {
            let theme = built_in(name).unwrap().unwrap();
            assert_eq!(theme.name, *name);
            assert_ne!(theme.unread, Style::default(), "{name}");
        }
    }

    #[test]
    fn parts_have_colours_and_weights() {
        let theme = read("unread = { fg = \"#0a141e\", bg = 7, bold = true }").unwrap();
        let (fg, bg) = (Some(Color::Rgb(10, 20, 30)), Some(Color::Ansi(7)));
        assert_eq!(theme.unread, Style { fg, bg, bold: true, ..Style::default() });
    }

    #[test]
    fn faults_are_located() {
        for (text, at, part) in [
            ("unred = {}", (1, 1), "did you mean `unread`"),
            ("read = {}\nunread = { fg = 16 }", (2, 17), "0 to 15"),
            ("unread = { fg = \"#12345\" }", (1, 17), "#rrggbb"),
            ("unread = { fg = true }", (1, 17), "#rrggbb"),
            ("unread = { fog = 1 }", (1, 12), "did you mean `fg`"),
            ("unread = {", (1, 11), ""),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(error.at, Some(at), "{error}");
            assert!(error.message.contains(part) && !error.message.contains('\n'), "{error}");
        }
    }

    #[test]
    fn a_name_is_no_path() {
        assert!(load("../ink", Path::new("/nowhere")).is_err());
        assert!(load("nope", Path::new("/nowhere")).unwrap_err().message.contains("paper"));
    }
}
