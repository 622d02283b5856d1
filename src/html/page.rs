//! Articles as a page that stands by itself: readable in light and dark, fit for printing, without scripts and without
//! anything that a browser would have to fetch.

use super::document::{Block, Definition, Document, Figure, Inline};
use super::markup::{escape, markup};

/// The style of pages and books.
pub const STYLE: &str = include_str!("../../assets/article.css");

/// One document of several articles. `language` as BCP 47.
pub fn page(title: &str, language: Option<&str>, articles: &[Document]) -> String {
    let language = language.map(|language| format!(" lang=\"{}\"", escape(language))).unwrap_or_default();
    let articles: Vec<_> = articles.iter().map(|article| markup(&without_pictures(article.clone()))).collect();
    format!(
        "<!doctype html>\n<html{language}>\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n\
         <meta name=\"referrer\" content=\"no-referrer\"/>\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n{}\n</body>\n</html>",
        escape(title),
        articles.join("\n<hr/>\n"),
    )
}

/// The document with a link in the place of each picture.
pub fn without_pictures(document: Document) -> Document {
    let Document { blocks, mut links } = document;
    let blocks = linked(blocks, &mut links);
    Document { blocks, links }
}

fn linked(blocks: Vec<Block>, links: &mut Vec<String>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Figure(figure) => out.extend(picture(figure, links)),
            Block::Quote(inner) => out.push(Block::Quote(linked(inner, links))),
            Block::List(kind, items) => {
                out.push(Block::List(kind, items.into_iter().map(|item| linked(item, links)).collect()));
            }
            Block::Details { summary, blocks } => {
                out.push(Block::Details { summary, blocks: linked(blocks, links) });
            }
            Block::Definitions(all) => {
                let all = all.into_iter().map(|one| Definition { meaning: linked(one.meaning, links), ..one });
                out.push(Block::Definitions(all.collect()));
            }
            other => out.push(other),
        }
    }
    out
}

/// A link to the picture, and its caption.
fn picture(figure: Figure, links: &mut Vec<String>) -> Vec<Block> {
    let Figure { image, alt, link, caption, .. } = figure;
    let alt = if alt.is_empty() { "Picture".to_owned() } else { format!("Picture: {alt}") };
    let number = match image {
        Some(address) => match u16::try_from(links.len()) {
            Ok(number) => {
                links.push(address);
                Some(number)
            }
            Err(_) => link,
        },
        None => link,
    };
    let shown = Block::Paragraph(vec![Inline { link: number, ..Inline::plain(alt) }]);
    let caption = (!caption.is_empty()).then_some(Block::Paragraph(caption));
    std::iter::once(shown).chain(caption).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_needs_nothing_from_elsewhere() {
        let html = "<p>One <img src='/a.png' alt='A hill'></p><ul><li><figure><img src='/b.png'><figcaption>B</figcaption></figure></ul>\
                    <script>x()</script><iframe src='https://video.example/1'></iframe>";
        let document = crate::html::convert(html, Some("https://example.org/"));
        let page = page("A <title>", Some("en"), &[document]);
        assert!(page.contains("<title>A &lt;title&gt;</title>") && page.contains("<html lang=\"en\">"), "{page}");
        assert!(page.contains("<a href=\"https://example.org/a.png\">Picture: A hill</a>"), "{page}");
        for part in ["<img", "src=", "<script", "<iframe", "url(", "@import", "<link"] {
            assert!(!page.contains(part), "{part} in {page}");
        }
    }
}
