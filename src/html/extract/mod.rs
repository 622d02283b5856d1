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

/// All of a page's text, with what it says of itself, for pages that have no article.
pub fn whole(html: &str, url: &str) -> Extracted {
    let address = Url::parse(url).ok();
    let about = || {
        let bounded = bounds::within(html);
        let page = Page::new(&bounded, address.as_ref());
        let rules = Rules::default();
        about::about(&page, address.as_ref().and_then(|url| rules.of(url)))
    };
    let about = catch_unwind(AssertUnwindSafe(about)).unwrap_or_default();
    Extracted { html: html.to_owned(), ..about }
}

fn of_page(html: &str, url: Option<&Url>, rules: &Rules) -> Result<Extracted, NoArticle> {
    let bounded = bounds::within(html);
    let page = Page::new(&bounded, url);
    let rule = url.and_then(|url| rules.of(url));
    let about = about::about(&page, rule);
    let html = article::find(page, rule, &about)?;
    Ok(Extracted { html, ..about })
}
