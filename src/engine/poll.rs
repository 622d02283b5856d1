//! One feed: ask, read the answer, and say what is to be stored of it.

use crate::feed::{self, FeedError, Hints};
use crate::model::{FeedId, FetchJob, FetchRecord, Outcome, Time, Validators};
use crate::net::schedule::{self, Attempt, Rules};
use crate::net::{Answer, FetchError};
use crate::safe;

/// What an answer means for its feed.
pub struct Verdict {
    pub outcome: Outcome,
    pub http_status: Option<u16>,
    /// A web page came in place of a feed.
    pub is_page: bool,
    attempt: Attempt,
    validators: Option<Validators>,
}

impl Verdict {
    /// Reads what came of asking. Parses the body, so it belongs on a thread that may block.
    pub fn of(job: &FetchJob, at: Time, asked: &Result<Answer, FetchError>) -> Verdict {
        match asked {
            Ok(answer) => Verdict { http_status: Some(answer.status), ..weigh(job, answer, at) },
            Err(error) => Verdict::failed(error.to_string()),
        }
    }

    /// What is to be stored.
    pub fn record(self, job: &FetchJob, feed: FeedId, at: Time, rules: Rules) -> FetchRecord {
        let next = schedule::next(job, at, self.attempt, rules);
        FetchRecord {
            feed,
            at,
            outcome: self.outcome,
            http_status: self.http_status,
            validators: self.validators,
            next_poll: next.poll,
            not_before: next.not_before,
        }
    }

    fn failed(why: impl AsRef<str>) -> Verdict {
        let outcome = Outcome::Failed(safe::one_line_max(why.as_ref(), 300));
        Verdict { outcome, http_status: None, is_page: false, attempt: Attempt::Failed, validators: None }
    }

    fn good(outcome: Outcome, validators: Option<Validators>) -> Verdict {
        Verdict { outcome, http_status: None, is_page: false, attempt: Attempt::Good, validators }
    }
}

fn weigh(job: &FetchJob, answer: &Answer, at: Time) -> Verdict {
    match answer.status {
        200 | 203 => full(job, answer),
        304 => unchanged(job, answer),
        status @ (429 | 503) => {
            let until = answer.retry_after(at);
            Verdict { attempt: Attempt::Refused(until), ..Verdict::failed(reason(status)) }
        }
        status => Verdict::failed(reason(status)),
    }
}

fn full(job: &FetchJob, answer: &Answer) -> Verdict {
    if answer.body.iter().all(u8::is_ascii_whitespace) {
        return Verdict::failed("the server sent an empty answer");
    }
    let hints = Hints { url: Some(answer.url.as_str()), content_type: answer.content_type() };
    match feed::parse(&answer.body, hints) {
        Ok(document) if document.entries.is_empty() && job.entries > 0 => {
            Verdict::failed("the feed came without entries; the old ones are kept")
        }
        Ok(document) => Verdict::good(Outcome::Full(Box::new(document)), Some(answer.validators())),
        Err(FeedError::Html) => Verdict {
            is_page: true,
            ..Verdict::failed(
                "a web page came in place of the feed: the feed has moved, or this network wants you to log in first",
            )
        },
        Err(error) => Verdict::failed(error.to_string()),
    }
}

/// What a 304 says of validators replaces what is known; what it does not say stays (RFC 9111, section 4.3.4).
fn unchanged(job: &FetchJob, answer: &Answer) -> Verdict {
    let Validators { url, etag, last_modified } = answer.validators();
    if job.validators.url != url {
        return Verdict::failed("the server said \u{201c}unchanged\u{201d} without having been asked whether");
    }
    let validators = (etag.is_some() || last_modified.is_some()).then(|| Validators {
        url,
        etag: etag.or_else(|| job.validators.etag.clone()),
        last_modified: last_modified.or_else(|| job.validators.last_modified.clone()),
    });
    Verdict::good(Outcome::Unchanged, validators)
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
