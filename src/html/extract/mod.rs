//! The main article of a web page: its text freed of what stands around it, and what the page says about it.

mod about;
mod article;
mod bounds;
mod candidates;
mod charset;
mod linked_data;
mod page;
mod pages;
mod phrases;
mod published;
mod rules;
mod text;
mod trim;
mod verdict;

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::ZonedDateTime;
use url::Url;

use page::Page;

pub use charset::decode;
pub use pages::{join, next_page};
pub(super) use published::moment;
pub use rules::{Fault, Rules};
pub use text::text;
pub use verdict::NoArticle;

/// An article and what is known of it. The texts are safe lines; `html` is as the page had it and goes through `convert`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extracted {
    pub title: Option<String>,
    pub byline: Option<String>,
    pub site: Option<String>,
    /// In the zone that the page names, or else UTC.
    pub published: Option<ZonedDateTime>,
    /// A language tag such as `en-GB`.
    pub language: Option<String>,
    pub html: String,
}

/// The article of a page whose text is decoded. `url` is the page's address; one that is none is passed over.
pub fn extract(html: &str, url: &str) -> Result<Extracted, NoArticle> {
    extract_by(html, url, &Rules::default())
}

/// [`extract`] with the user's own rules.
pub fn extract_by(html: &str, url: &str, rules: &Rules) -> Result<Extracted, NoArticle> {
    let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    // The tree is gone when something in it panics: nothing half done is left behind.
    catch_unwind(AssertUnwindSafe(|| of_page(html, url.as_ref(), rules))).unwrap_or(Err(NoArticle::Unreadable))
}

/// What can be read of a page that has no article to take: what comes nearest to one, else all its text.
pub fn remains(html: &str, url: &str) -> Extracted {
    let url = Url::parse(url).ok();
    let seek = || {
        let bounded = bounds::within(html);
        let page = Page::new(&bounded, url.as_ref());
        let about = about::about(&page, None);
        let (html, _) = article::seek(page, None, &about);
        Extracted { html, ..about }
    };
    let found = catch_unwind(AssertUnwindSafe(seek)).unwrap_or_default();
    let text = if found.html.is_empty() { html.to_owned() } else { found.html };
    Extracted { html: text, ..found }
}

/// The address that a page gives itself, for one that was found in a file.
pub fn own_address(html: &str) -> Option<String> {
    let read = || {
        let bounded = bounds::within(html);
        let page = Page::new(&bounded, None);
        let link = page.tree.try_select("link[rel=canonical]").and_then(|found| found.attr("href"));
        let named = link.map(|link| link.to_string()).or_else(|| page.meta(&["og:url"]).map(str::to_owned))?;
        Url::parse(&named).ok().filter(|url| matches!(url.scheme(), "http" | "https")).map(String::from)
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_default()
}

fn of_page(html: &str, url: Option<&Url>, rules: &Rules) -> Result<Extracted, NoArticle> {
    let bounded = bounds::within(html);
    let page = Page::new(&bounded, url);
    let rule = url.and_then(|url| rules.of(url));
    let about = about::about(&page, rule);
    let html = article::find(page, rule, &about)?;
    Ok(Extracted { html, ..about })
}
