//! What a page shows of another: films, recordings, posts, maps.

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Embed {
    pub medium: Medium,
    /// Who shows it: "YouTube", or the host; may be empty.
    pub source: String,
    /// May be empty.
    pub title: String,
    /// Where it can be seen: index into `Document::links`.
    pub link: Option<u16>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Medium {
    Video,
    Audio,
    /// Of a social network.
    Post,
    /// Anything else.
    #[default]
    Page,
}

impl Embed {
    /// "YouTube: Title", "Video: example.org".
    pub fn label(&self) -> String {
        match (self.source.as_str(), self.title.as_str()) {
            ("", "") => self.medium.name().to_owned(),
            ("", title) => format!("{}: {title}", self.medium.name()),
            (source, "") => format!("{}: {source}", self.medium.name()),
            (source, title) => format!("{source}: {title}"),
        }
    }
}

impl Medium {
    pub fn name(self) -> &'static str {
        match self {
            Medium::Video => "Video",
            Medium::Audio => "Audio",
            Medium::Post => "Post",
            Medium::Page => "Embedded",
        }
    }

    /// A sign of one cell that stands before it.
    pub fn mark(self) -> &'static str {
        match self {
            Medium::Video => "▶",
            Medium::Audio => "♫",
            Medium::Post => "❝",
            Medium::Page => "▣",
        }
    }
}
