//! What each HTML element means for an article.

use super::attribute;
use super::document::Emphasis;
use super::token::Tag;

/// Classes of boxes around a picture and its caption, from the time before `figure`.
const FIGURES: &[&str] = &["wp-caption", "tr-caption-container", "captioned-image-container"];
const CAPTIONS: &[&str] = &["wp-caption-text", "tr-caption"];
/// Tables of which each row is a line of code.
const CODE_TABLES: &[&str] = &["js-file-line-container"];

/// The part that an element plays. What is not named here is `Plain`: its tags go, its text stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    Plain,
    Strong,
    Italic,
    Code,
    Strike,
    Underline,
    Sub,
    Sup,
    /// `q`: quotation marks around the text.
    Quoted,
    Ruby,
    /// `rt`: how the characters before are read, in brackets.
    Reading,
    /// `abbr`
    Abbreviation,
    Picture,
    CheckBox,
    Math,
    /// Part of a formula.
    Formula,
    /// Part of a drawing.
    Drawn,
    /// Part of code that is not copied along.
    Unselectable,
    Link,
    Break,
    Image,
    /// Stands apart from the text around it.
    Group,
    Paragraph,
    Heading(u8),
    Details,
    Summary,
    Definitions,
    Term,
    Meaning,
    Rule,
    Quote,
    BulletList,
    NumberedList,
    Item,
    Pre,
    Figure,
    Caption,
    Table,
    Row,
    Cell,
    HeaderCell,
    Video,
    Audio,
    Frame,
    Source,
    /// `svg`
    Drawing,
    /// `noscript`
    Fallback,
    /// Neither the element nor its content is shown.
    Skip,
}

impl Element {
    pub fn of(name: &str) -> Element {
        match name.to_ascii_lowercase().as_str() {
            "strong" | "b" => Element::Strong,
            "em" | "i" | "cite" | "dfn" | "var" => Element::Italic,
            "code" | "kbd" | "samp" | "tt" => Element::Code,
            "del" | "s" | "strike" => Element::Strike,
            "u" | "ins" | "mark" => Element::Underline,
            "sub" => Element::Sub,
            "sup" => Element::Sup,
            "q" => Element::Quoted,
            "ruby" => Element::Ruby,
            "rt" | "rtc" => Element::Reading,
            "abbr" | "acronym" => Element::Abbreviation,
            "picture" => Element::Picture,
            "math" => Element::Math,
            "svg" => Element::Drawing,
            "noscript" => Element::Fallback,
            "a" => Element::Link,
            "br" => Element::Break,
            "img" => Element::Image,
            "p" => Element::Paragraph,
            "h1" => Element::Heading(1),
            "h2" => Element::Heading(2),
            "h3" => Element::Heading(3),
            "h4" => Element::Heading(4),
            "h5" => Element::Heading(5),
            "h6" => Element::Heading(6),
            "details" => Element::Details,
            "summary" => Element::Summary,
            "dl" => Element::Definitions,
            "dt" => Element::Term,
            "dd" => Element::Meaning,
            "hr" => Element::Rule,
            "blockquote" => Element::Quote,
            "ul" | "menu" | "dir" => Element::BulletList,
            "ol" => Element::NumberedList,
            "li" => Element::Item,
            "pre" | "listing" | "xmp" => Element::Pre,
            "figure" => Element::Figure,
            "figcaption" | "caption" => Element::Caption,
            "table" => Element::Table,
            "tr" => Element::Row,
            "td" => Element::Cell,
            "th" => Element::HeaderCell,
            "video" => Element::Video,
            "audio" => Element::Audio,
            "iframe" | "embed" => Element::Frame,
            "source" => Element::Source,
            "script" | "style" | "template" | "head" | "title" | "button" | "select" | "textarea" | "input"
            | "datalist" | "annotation" | "annotation-xml" | "rp" | "noembed" | "noframes" | "canvas" => Element::Skip,
            "address" | "article" | "aside" | "body" | "center" | "dialog" | "div" | "fieldset" | "footer" | "form"
            | "header" | "hgroup" | "html" | "legend" | "main" | "nav" | "section" | "tbody" | "tfoot" | "thead" => {
                Element::Group
            }
            _ => Element::Plain,
        }
    }

    /// The part of a tag whose class may say more than its name.
    pub fn of_tag(tag: &Tag<'_>) -> Element {
        let element = Element::of(tag.name);
        if !tag.has_attributes() {
            return element;
        }
        match element {
            Element::Skip if is_check_box(tag) => Element::CheckBox,
            Element::Pre if attribute::is_verse(tag) => Element::Group,
            Element::Table if attribute::has_class(tag, CODE_TABLES) => Element::Pre,
            Element::Table | Element::Group if attribute::has_class(tag, FIGURES) => Element::Figure,
            Element::Cell | Element::Group | Element::Paragraph if attribute::has_class(tag, CAPTIONS) => {
                Element::Caption
            }
            element => element,
        }
    }

    /// May name the language of the code within.
    pub fn wraps_code(self) -> bool {
        matches!(self, Element::Group | Element::Figure | Element::Table)
    }

    /// Has no content and no end tag.
    pub fn is_void(self, name: &str) -> bool {
        matches!(self, Element::Break | Element::Image | Element::Rule | Element::Source)
            || ["input", "embed", "wbr", "area", "base", "col", "link", "meta", "param", "track"]
                .iter()
                .any(|void| name.eq_ignore_ascii_case(void))
    }

    /// Part of a line of text.
    pub fn is_inline(self) -> bool {
        matches!(
            self,
            Element::Plain
                | Element::Strong
                | Element::Italic
                | Element::Code
                | Element::Strike
                | Element::Underline
                | Element::Sub
                | Element::Sup
                | Element::Quoted
                | Element::Ruby
                | Element::Reading
                | Element::Abbreviation
                | Element::Picture
                | Element::CheckBox
                | Element::Math
                | Element::Formula
                | Element::Link
                | Element::Break
                | Element::Image
                | Element::Source
        )
    }

    /// Holds blocks of its own.
    pub fn is_container(self) -> bool {
        matches!(
            self,
            Element::Quote
                | Element::Details
                | Element::Summary
                | Element::Definitions
                | Element::Term
                | Element::Meaning
                | Element::BulletList
                | Element::NumberedList
                | Element::Item
                | Element::Pre
                | Element::Figure
                | Element::Caption
                | Element::Table
                | Element::Row
                | Element::Cell
                | Element::HeaderCell
                | Element::Video
                | Element::Audio
                | Element::Frame
                | Element::Math
                | Element::Drawing
                | Element::Fallback
                | Element::Skip
        )
    }

    /// Whether looking for the start of `self` to end it must not pass `outer`.
    pub fn stops_at(self, outer: Element) -> bool {
        use Element::{BulletList, Caption, Cell, Definitions, HeaderCell, Item, NumberedList, Row, Table};
        match self {
            Table => false,
            Row | Cell | HeaderCell => outer == Table,
            Element::Term | Element::Meaning => matches!(outer, Definitions | Table | Cell | HeaderCell | Caption),
            Item => matches!(outer, BulletList | NumberedList | Table | Cell | HeaderCell | Caption),
            _ if self.is_inline() => outer.is_container(),
            _ => matches!(outer, Table | Cell | HeaderCell | Caption),
        }
    }

    /// What is put before and behind the text within.
    pub fn marks(self) -> Option<(&'static str, &'static str)> {
        match self {
            Element::Quoted => Some(("“", "”")),
            _ => None,
        }
    }

    /// Changes the style of the text within.
    pub fn apply(self, style: &mut Emphasis) {
        match self {
            Element::Strong => style.strong = true,
            Element::Italic => style.italic = true,
            Element::Code => style.code = true,
            Element::Strike => style.strike = true,
            Element::Underline => style.underline = true,
            _ => {}
        }
    }
}

fn is_check_box(tag: &Tag<'_>) -> bool {
    tag.name.eq_ignore_ascii_case("input")
        && tag.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox"))
}
