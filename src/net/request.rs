//! A GET before it is sent: what it is wanted for, and its header fields.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use crate::model::{Access, FetchJob, Validators};

/// Deltas of feeds (RFC 3229 with the `feed` manipulation): only what is new or changed is sent.
const A_IM: HeaderName = HeaderName::from_static("a-im");

/// What the answer is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accept {
    Feed,
    /// A feed or the page of a site, which may name its feeds.
    Page,
    /// The page of an article.
    Article,
    /// A picture in an article.
    Image,
}

impl Accept {
    /// The `Accept` field.
    fn field(self) -> &'static str {
        match self {
            Accept::Feed => {
                "application/atom+xml, application/rss+xml, application/feed+json, \
                 application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
            }
            Accept::Image => "image/webp, image/png, image/jpeg, image/gif;q=0.9, */*;q=0.1",
            Accept::Page => {
                "application/atom+xml, application/rss+xml, application/feed+json, \
                 text/html;q=0.9, application/xml;q=0.9, */*;q=0.1"
            }
            Accept::Article => "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1",
        }
    }
}

/// A GET.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Sent out as given. `Url` changes only what must be: tabs and line breaks go, spaces and non-ASCII characters
    /// are percent-encoded, the host is lower-cased, `.` and `..` segments are resolved, the default port goes.
    pub url: &'a str,
    /// Sent to the address they belong to, and to no other.
    pub validators: Option<&'a Validators>,
    pub user_agent: Option<&'a str>,
    /// What is sent to the origin of `url`, and to no other.
    pub access: &'a Access,
    pub password: Option<&'a str>,
    pub accept: Accept,
    /// Whether the user named this address: it may then lie in the user's own network, or be that of a file.
    pub typed: bool,
}

impl<'a> Request<'a> {
    /// The poll of a subscribed feed.
    pub fn poll(job: &'a FetchJob) -> Request<'a> {
        Request {
            url: &job.url,
            validators: Some(&job.validators),
            user_agent: job.user_agent.as_deref(),
            access: &job.access,
            password: None,
            accept: Accept::Feed,
            typed: true,
        }
    }

    /// The fields of the request for `url`, which may be another than the first after redirects.
    pub(super) fn headers(&self, url: &Url) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(5);
        headers.insert(header::ACCEPT, HeaderValue::from_static(self.accept.field()));
        if let Some(agent) = self.user_agent.and_then(|agent| HeaderValue::from_str(agent).ok()) {
            headers.insert(header::USER_AGENT, agent);
        }
        if Url::parse(self.url).is_ok_and(|first| first.origin() == url.origin()) {
            self.add_access(&mut headers);
        }
        let own = self.validators.filter(|validators| validators.url == url.as_str());
        let fields = own.map(|v| [(header::IF_NONE_MATCH, &v.etag), (header::IF_MODIFIED_SINCE, &v.last_modified)]);
        for (name, value) in fields.into_iter().flatten() {
            if let Some(value) = value.as_deref().and_then(|bytes| HeaderValue::from_bytes(bytes).ok()) {
                headers.insert(name, value);
                headers.insert(A_IM, HeaderValue::from_static("feed"));
            }
        }
        headers
    }

    /// What the user wants the feed's own server to be told.
    fn add_access(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.access.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
                headers.insert(name, value);
            }
        }
        if let Some(name) = &self.access.username {
            let pair = format!("{name}:{}", self.password.unwrap_or_default());
            if let Ok(mut value) = HeaderValue::from_str(&format!("Basic {}", BASE64_STANDARD.encode(pair))) {
                value.set_sensitive(true);
                headers.insert(header::AUTHORIZATION, value);
            }
        }
    }
}
