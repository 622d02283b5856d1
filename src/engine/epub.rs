//! Articles as a book for reading devices (EPUB 3.3).

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::html::document::Document;
use crate::html::{STYLE, escape, markup, without_pictures};

/// What the book says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    pub title: String,
    /// The same for the same book: an address, as a rule.
    pub identifier: String,
    /// BCP 47; none counts as undetermined.
    pub language: Option<String>,
    pub authors: Vec<String>,
    /// `2026-11-23T11:58:00Z`
    pub modified: String,
}

/// A chapter: its name in the table of contents, and its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    pub title: String,
    pub text: Document,
}

const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"#;

/// The bytes of the book. An error only where it is larger than memory or the container holds.
pub fn epub(about: &About, chapters: &[Chapter]) -> Result<Vec<u8>, String> {
    write(about, chapters).map_err(|error| format!("the book cannot be put together: {error}"))
}

fn write(about: &About, chapters: &[Chapter]) -> zip::result::ZipResult<Vec<u8>> {
    let mut book = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    // The first file, not compressed, tells by its bytes what the whole is (OCF 3.3, section 4.3).
    book.start_file("mimetype", stored)?;
    book.write_all(b"application/epub+zip")?;
    let mut add = |name: &str, text: &str| -> zip::result::ZipResult<()> {
        book.start_file(name, packed)?;
        let text: String = text.chars().filter(|c| is_xml(*c)).collect();
        Ok(book.write_all(text.as_bytes())?)
    };
    add("META-INF/container.xml", CONTAINER)?;
    add("book/package.opf", &package(about, chapters.len()))?;
    add("book/contents.xhtml", &contents(about, chapters))?;
    add("book/style.css", STYLE)?;
    for (number, chapter) in chapters.iter().enumerate() {
        let text = markup(&without_pictures(chapter.text.clone()));
        add(&format!("book/{}", file(number)), &xhtml(about, &chapter.title, &text))?;
    }
    Ok(book.finish()?.into_inner())
}

fn file(number: usize) -> String {
    format!("article-{}.xhtml", number + 1)
}

fn package(about: &About, chapters: usize) -> String {
    let authors: String =
        about.authors.iter().map(|author| format!("<dc:creator>{}</dc:creator>\n", escape(author))).collect();
    let items: String = (0..chapters)
        .map(|n| format!("<item id=\"a{n}\" href=\"{}\" media-type=\"application/xhtml+xml\"/>\n", file(n)))
        .collect();
    let spine: String = (0..chapters).map(|n| format!("<itemref idref=\"a{n}\"/>\n")).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\">\n\
         <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <dc:identifier id=\"id\">{}</dc:identifier>\n<dc:title>{}</dc:title>\n<dc:language>{}</dc:language>\n\
         {authors}<meta property=\"dcterms:modified\">{}</meta>\n</metadata>\n<manifest>\n\
         <item id=\"contents\" href=\"contents.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n\
         <item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n{items}</manifest>\n\
         <spine>\n{spine}</spine>\n</package>\n",
        escape(&about.identifier),
        escape(named(&about.title)),
        escape(language(about)),
        escape(&about.modified),
    )
}

fn contents(about: &About, chapters: &[Chapter]) -> String {
    let items: String = chapters
        .iter()
        .enumerate()
        .map(|(n, chapter)| format!("<li><a href=\"{}\">{}</a></li>\n", file(n), escape(named(&chapter.title))))
        .collect();
    let list = format!("<nav epub:type=\"toc\"><h1>{}</h1>\n<ol>\n{items}</ol></nav>", escape(named(&about.title)));
    xhtml(about, &about.title, &list)
}

fn xhtml(about: &About, title: &str, body: &str) -> String {
    let language = escape(language(about));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" \
         xml:lang=\"{language}\" lang=\"{language}\">\n<head><title>{}</title>\
         <link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/></head>\n<body>\n{body}\n</body>\n</html>\n",
        escape(named(title)),
    )
}

fn language(about: &About) -> &str {
    about.language.as_deref().filter(|language| !language.trim().is_empty()).unwrap_or("und")
}

/// A title must not be empty.
fn named(title: &str) -> &str {
    if title.trim().is_empty() { "Untitled" } else { title }
}

/// Whether a character may stand in XML 1.0 at all (section 2.2).
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;

    fn book(html: &str) -> Vec<u8> {
        let text = crate::html::convert(html, Some("https://example.org/"));
        let about = About {
            title: "Rivers & <lakes>".into(),
            identifier: "https://example.org/?a&b".into(),
            language: Some("en".into()),
            authors: vec!["A. Author".into()],
            modified: "2026-11-23T11:58:00Z".into(),
        };
        epub(
            &about,
            &[Chapter { title: "One & two".into(), text: text.clone() }, Chapter { title: String::new(), text }],
        )
        .expect("a book")
    }

    /// Every start tag has its end; no entity but those of XML.
    fn assert_well_formed(name: &str, text: &str) {
        let mut reader = Reader::from_str(text);
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}\n{text}")) {
                Event::Eof => return,
                Event::GeneralRef(entity) => {
                    let known = ["amp", "lt", "gt", "quot", "apos"].contains(&entity.as_ref());
                    assert!(known, "{name}: {entity:?}");
                }
                _ => {}
            }
        }
    }

    #[test]
    fn a_book_opens_again_and_all_in_it_is_xml() {
        let html = "<h2>Down &amp; up</h2><p>A<br>B <a href='/x?a&b'>c</a> \u{fffe}</p><ul><li>x<li>y</ul><hr>\
                    <table><tr><th>1<td>2</table><img src='/a.png'><details><summary>s</summary>t</details>\
                    <pre>a &lt; b</pre><dl><dt>t<dd>d</dl>";
        let bytes = book(html);
        assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip", "told by its bytes");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a container");
        let names: Vec<String> = archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).expect("a file");
            let (name, mut text) = (file.name().expect("a name").into_owned(), String::new());
            file.read_to_string(&mut text).expect("text");
            if !name.ends_with(".css") && name != "mimetype" {
                assert_well_formed(&name, &text);
            }
            if name.ends_with(".opf") {
                for part in text.split("href=\"").skip(1) {
                    let wanted = format!("book/{}", part.split('"').next().expect("an address"));
                    assert!(names.contains(&wanted), "{wanted}");
                }
            }
            assert!(!text.contains("src=") && !text.contains("<img"), "{name} fetches something");
        }
        assert_eq!(names.len(), 7, "{names:?}");
    }
}
