//! The bytes of a page to the text of its article. Slow enough for a thread that may block.

use url::Url;

use crate::engine::cut;
use crate::html::extract::{self, NoArticle, Rules};
use crate::html::plain;
use crate::model::{PageJob, PageOutcome, PageText, Time};
use crate::net::Answer;
use crate::safe;

/// One page of an article.
pub struct Part {
    pub html: String,
    /// The page was longer than what is read of one.
    pub is_cut: bool,
    /// Where the page says that the next one is.
    pub next: Option<Url>,
}

/// Reads a page. `number` is that of the page that may follow it, `first` the address of the article's first page.
pub fn part(answer: &Answer, first: &Url, number: u32, rules: &Rules) -> Result<Part, NoArticle> {
    let page = extract::decode(&answer.body, answer.content_type());
    if is_plain_text(answer) {
        return Ok(Part { html: paragraphs(&page), is_cut: answer.is_cut, next: None });
    }
    let article = extract::extract_by(&page, answer.url.as_str(), rules)?;
    Ok(Part { html: article.html, is_cut: answer.is_cut, next: extract::next_page(&page, &answer.url, first, number) })
}

/// The parts as one text, and its words. Where a page is missing or was too long, its end says so.
pub fn joined(parts: Vec<Part>, missing: Option<&str>) -> (String, u32) {
    let number = parts.len() + 1;
    let is_cut = parts.iter().any(|part| part.is_cut);
    let parts: Vec<String> = parts.into_iter().map(|part| part.html).collect();
    let mut html = extract::join(&parts);
    cut::to_bound(&mut html, is_cut);
    if let Some(why) = missing {
        let why = escaped(&safe::one_line(why));
        html.push_str(&format!(
            "\n<p><em>[Page {number} did not come: {why}. Open it in a browser to read on.]</em></p>"
        ));
    }
    let words = plain::gist(&html, 0).words;
    (html, words)
}

/// What becomes of a text: less than the feed has is no gain.
pub fn weighed(job: &PageJob, source: Url, html: String, words: u32, at: Time) -> PageOutcome {
    if words < job.words {
        let why = format!("the page has less text than the feed: {words} words, the feed has {}", job.words);
        return PageOutcome::Refused(why);
    }
    PageOutcome::Stored(PageText { html, source: source.into(), fetched: at, words })
}

/// Why an answer cannot be read as an article; none for a page.
pub fn unreadable(answer: &Answer) -> Option<String> {
    if answer.body.iter().all(u8::is_ascii_whitespace) {
        return Some("the server sent an empty page".to_owned());
    }
    let media = media_type(answer)?;
    let is_page = media.contains("html") || media.ends_with("/xml") || media.starts_with("text/");
    let what = match media.split('/').next().unwrap_or_default() {
        "image" => "a picture",
        "audio" => "a recording",
        "video" => "a film",
        _ if media == "application/pdf" => "a PDF file",
        _ => "a file",
    };
    (!is_page).then(|| format!("the link leads to {what}, not to a page ({})", safe::one_line_max(&media, 60)))
}

fn is_plain_text(answer: &Answer) -> bool {
    media_type(answer).is_some_and(|media| matches!(media.as_str(), "text/plain" | "text/markdown"))
}

fn media_type(answer: &Answer) -> Option<String> {
    let media = answer.content_type()?.split(';').next()?.trim().to_ascii_lowercase();
    (!media.is_empty()).then_some(media)
}

fn paragraphs(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    paragraphs.map(|paragraph| format!("<p>{}</p>\n", escaped(paragraph).replace('\n', "<br>"))).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
