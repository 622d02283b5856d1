//! One feed: ask, read the answer, and say what is to be stored of it.

use url::Url;

use crate::feed::{self, FeedError, Hints};
use crate::html::plain;
use crate::model::{Aftermath, FeedId, FetchJob, FetchRecord, Freshness, Moved, Outcome, Time, Validators};
use crate::net::schedule::freshness::{self, Quota};
use crate::net::schedule::{self, Attempt, Failure, Rules, Seen, publisher};
use crate::net::{Answer, FetchError, moved};
use crate::safe;

/// Bytes of what came in place of a feed from which a line is shown.
const EXCERPT: usize = 2 << 10;
/// Characters of that line.
const LINE: usize = 200;

/// What an answer means for its feed.
pub struct Verdict {
    pub outcome: Outcome,
    pub http_status: Option<u16>,
    /// A web page came in place of a feed.
    pub is_page: bool,
    seen: Seen,
    validators: Option<Validators>,
    /// The way in which a network that wants a login answers for everybody.
    door: bool,
    /// Nothing was reached at all.
    unreached: bool,
    quota: Option<Quota>,
    host: Option<String>,
    after: Aftermath,
}

impl Verdict {
    /// Reads what came of asking. Parses the body, so it belongs on a thread that may block.
    pub fn of(job: &FetchJob, at: Time, asked: &Result<Answer, FetchError>) -> Verdict {
        match asked {
            Ok(answer) => {
                let verdict = weigh(job, answer, at);
                let is_web = answer.url.has_host();
                let quota = Quota::of_answer(&answer.headers, at);
                let spent = quota.filter(|quota| quota.left == 0).map(|quota| quota.reset);
                let moved = match verdict.seen.attempt {
                    Attempt::Good => moved::judge(job, answer.moved.as_ref(), at),
                    _ => Moved::Silent,
                };
                Verdict {
                    // A file has none.
                    http_status: is_web.then_some(answer.status),
                    door: verdict.is_page || answer.status == 511 || was_led_to_a_door(job, answer),
                    host: answer.url.host_str().map(str::to_owned),
                    seen: Seen { spent, ..verdict.seen },
                    quota,
                    after: Aftermath { unconditional: !answer.conditional, moved, ..verdict.after },
                    ..verdict
                }
            }
            Err(error) => Verdict {
                door: matches!(error, FetchError::Certificate(_)),
                unreached: error.is_network(),
                ..Verdict::failed(error.to_string())
            },
        }
    }

    /// What is to be stored.
    pub fn record(self, job: &FetchJob, feed: FeedId, at: Time, rules: Rules) -> FetchRecord {
        let next = schedule::next(job, at, &self.seen, rules);
        let gone = match self.seen.attempt {
            Attempt::Good => false,
            Attempt::Failed(Failure::Gone) => true,
            _ => job.gone,
        };
        let good = self.seen.attempt == Attempt::Good;
        FetchRecord {
            feed,
            at,
            outcome: self.outcome,
            http_status: self.http_status,
            validators: self.validators,
            next_poll: next.poll,
            not_before: next.not_before,
            after: Aftermath {
                strain: next.strain,
                freshness: (good && self.seen.freshness != job.freshness).then_some(self.seen.freshness),
                gone,
                host: (next.host != job.host).then_some(next.host),
                host_pause: next.host_pause.map(|until| (until, next.why.clone())),
                host_name: self.host.or_else(|| host_of(&job.url)).unwrap_or_default(),
                why_next: Some(next.why),
                ..self.after
            },
        }
    }

    /// Whether the answer may be a captive portal's.
    pub(super) fn is_door(&self) -> bool {
        self.door
    }

    /// Whether the reader's own network may be down.
    pub(super) fn is_unreached(&self) -> bool {
        self.unreached
    }

    /// The host that answered.
    pub(super) fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// What the host says that is left for us.
    pub(super) fn quota(&self) -> Option<Quota> {
        self.quota
    }

    fn failed(why: impl AsRef<str>) -> Verdict {
        let outcome = Outcome::Failed(safe::one_line_max(why.as_ref(), 300));
        Verdict::new(outcome, Seen::failed(Failure::Trouble), None)
    }

    fn good(outcome: Outcome, freshness: Freshness, validators: Option<Validators>, conditional: bool) -> Verdict {
        let seen = Seen { attempt: Attempt::Good, freshness, validators: conditional, spent: None };
        Verdict::new(outcome, seen, validators)
    }

    fn new(outcome: Outcome, seen: Seen, validators: Option<Validators>) -> Verdict {
        Verdict {
            outcome,
            http_status: None,
            is_page: false,
            seen,
            validators,
            door: false,
            unreached: false,
            quota: None,
            host: None,
            after: Aftermath::default(),
        }
    }

    fn saying(self, body: &[u8]) -> Verdict {
        let after = Aftermath { error_body: first_line(body), ..self.after };
        Verdict { after, ..self }
    }
}

/// The host of an address.
pub(super) fn host_of(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

fn weigh(job: &FetchJob, answer: &Answer, at: Time) -> Verdict {
    match answer.status {
        200 | 203 => full(job, answer, at),
        226 => delta(job, answer, at),
        304 => unchanged(job, answer, at),
        status => {
            let until = answer.retry_after(at);
            let attempt = match status {
                429 | 503 => Attempt::Refused { status, until },
                // Who asks for time is given it, whatever else went wrong.
                400..=599 if until.is_some() && status != 410 => Attempt::Refused { status, until },
                404 => Attempt::Failed(Failure::Missing),
                // Of another site's word a feed is not given up.
                410 if moved::same_host(&job.url, &answer.url) => Attempt::Failed(Failure::Gone),
                408 | 425 => Attempt::Failed(Failure::Trouble),
                400..=499 => Attempt::Failed(Failure::Denied),
                _ => Attempt::Failed(Failure::Trouble),
            };
            let failed = Verdict::failed(reason(status));
            Verdict { seen: Seen { attempt, ..failed.seen }, ..failed }.saying(&answer.excerpt)
        }
    }
}

fn full(job: &FetchJob, answer: &Answer, at: Time) -> Verdict {
    if answer.body.iter().all(u8::is_ascii_whitespace) {
        return Verdict::failed("the server sent an empty answer");
    }
    match read(answer) {
        Ok(document) if document.entries.is_empty() && job.entries > 0 => {
            Verdict::failed("the feed came without entries; the old ones are kept")
        }
        Ok(document) => {
            let validators = answer.validators();
            let (feed, skips) = publisher::wishes(&answer.body, document.ttl);
            let http = freshness::of_answer(&answer.headers, at).flatten();
            let conditional = is_any(&validators);
            let outcome = Outcome::Full(Box::new(document));
            let verdict = Verdict::good(outcome, Freshness { http, feed, skips }, Some(validators), conditional);
            let after = Aftermath { size: Some(answer.body.len() as u64), ..verdict.after };
            Verdict { after, ..verdict }
        }
        Err(failed) => *failed,
    }
}

fn read(answer: &Answer) -> Result<crate::model::FeedDocument, Box<Verdict>> {
    // Links of a feed in a file do not become names of files.
    let base = answer.url.has_host().then_some(answer.url.as_str());
    let hints = Hints { url: base, content_type: answer.content_type() };
    feed::parse(&answer.body, hints).map_err(|error| {
        let verdict = match error {
            FeedError::Html => Verdict {
                is_page: true,
                ..Verdict::failed(
                    "a web page came in place of the feed: the feed has moved, or this network wants you to log in \
                     first",
                )
            },
            error => Verdict::failed(error.to_string()),
        };
        Box::new(verdict.saying(&answer.body))
    })
}

/// What is new or changed since the validators that were sent (RFC 3229). The new ones are those of the whole feed.
fn delta(job: &FetchJob, answer: &Answer, at: Time) -> Verdict {
    if !answer.conditional {
        return Verdict::failed("the server sent a part of the feed without having been asked for it");
    }
    let outcome = match read(answer) {
        Ok(document) if document.entries.is_empty() => Outcome::Unchanged,
        Ok(document) => Outcome::Partial(Box::new(document)),
        Err(failed) => return *failed,
    };
    let validators = answer.validators();
    Verdict::good(outcome, renewed(job, answer, at), is_any(&validators).then_some(validators), true)
}

/// What a 304 says of validators replaces what is known; what it does not say stays (RFC 9111, section 4.3.4).
fn unchanged(job: &FetchJob, answer: &Answer, at: Time) -> Verdict {
    let Validators { url, etag, last_modified } = answer.validators();
    if !answer.conditional || job.validators.url != url {
        return Verdict::failed("the server said \u{201c}unchanged\u{201d} without having been asked whether");
    }
    let validators = (etag.is_some() || last_modified.is_some()).then(|| Validators {
        url,
        etag: etag.or_else(|| job.validators.etag.clone()),
        last_modified: last_modified.or_else(|| job.validators.last_modified.clone()),
    });
    Verdict::good(Outcome::Unchanged, renewed(job, answer, at), validators, true)
}

fn renewed(job: &FetchJob, answer: &Answer, at: Time) -> Freshness {
    let http = freshness::of_answer(&answer.headers, at).unwrap_or(job.freshness.http);
    Freshness { http, ..job.freshness }
}

fn is_any(validators: &Validators) -> bool {
    validators.etag.is_some() || validators.last_modified.is_some()
}

fn was_led_to_a_door(job: &FetchJob, answer: &Answer) -> bool {
    !moved::same_host(&job.url, &answer.url) && moved::is_door(&answer.url)
}

/// The first line of text in what came in place of a feed.
fn first_line(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&body[..body.len().min(EXCERPT)]);
    let text = if text.trim_start().starts_with('<') { plain::text(&text, None) } else { text.into_owned() };
    let line = text.lines().map(|line| safe::one_line_max(line, LINE)).find(|line| !line.is_empty())?;
    Some(line)
}

fn reason(status: u16) -> String {
    let words = match status {
        401 => "the server wants a user name and password",
        403 => "the server refuses access",
        404 => "there is nothing at this address; the feed may have moved",
        410 => "the feed is gone for good",
        429 => "the server says it is asked too often",
        503 => "the server is not available for now",
        511 => "this network wants you to log in first",
        500..=599 => "the server is in trouble",
        _ => "the server sent no feed",
    };
    format!("{words} (HTTP {status})")
}
