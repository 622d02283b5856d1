//! The forms in which an article leaves the program.

/// A form of an article outside of the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    Text,
    #[default]
    Markdown,
    Html,
    Epub,
}

const ENDINGS: &[(&str, Format)] = &[
    ("txt", Format::Text),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("epub", Format::Epub),
];

impl Format {
    /// The form that a file's name asks for by its ending.
    pub fn of_name(name: &str) -> Option<Format> {
        let (_, ending) = name.rsplit_once('.')?;
        ENDINGS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known)).map(|(_, format)| *format)
    }
}
