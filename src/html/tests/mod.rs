//! What `convert` makes of HTML, seen through its Markdown, and that no HTML harms it.

mod blocks;
mod bounds;
mod lines;

use super::document::Document;
use super::{convert, markdown};

fn converted(html: &str) -> Document {
    convert(html, Some("https://example.org/news/today"))
}

fn shown(html: &str) -> String {
    markdown(&converted(html)).trim_end().to_owned()
}
