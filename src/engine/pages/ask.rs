//! One page: asked for politely, its further pages too, and what the answers mean.

use tokio::task::spawn_blocking;
use url::Url;

use super::read::{self, Part};
use super::{Pages, again};
use crate::engine::poll::host_of;
use crate::model::{Access, HostRecord, PageJob, PageOutcome, Time};
use crate::net::schedule::{LONGEST, backoff};
use crate::net::{Accept, Answer, FetchError, Request, fetch, moved};

/// Pages that an article may have.
const MOST_PAGES: u32 = 10;
const UNREADABLE: &str = "reading the page failed inside dateline; please report its address";

/// What is now known of a host, where that changed.
type Host = Option<(String, HostRecord)>;

impl Pages {
    /// What came of asking for an entry's page, to be stored.
    pub(super) async fn ask(&self, job: &PageJob, at: Time) -> (PageOutcome, Host) {
        let Some(url) = Url::parse(&job.url).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else {
            return (refused("its link is not of the web"), None);
        };
        let hosts = self.store.hosts().await.unwrap_or_default();
        let known = |name: &str| hosts.get(name).copied().unwrap_or_default();
        let name = url.host_str().unwrap_or_default();
        if self.client.pace().holds(&url) {
            if backoff::is_slow(&known(name), at) {
                self.client.pace().slow_down(name, std::time::Duration::ZERO);
            }
            let rest = known(name).not_before.filter(|until| (1..=LONGEST).contains(&until.since(at)));
            if let Some(until) = rest {
                let why = format!("{name} says that it is asked too often, and is left alone for now");
                return (PageOutcome::PutOff { why, until }, None);
            }
        }
        // The user named the feed's own host, and it may lie in the user's own network.
        if let Some(host) = host_of(&job.feed_url) {
            self.client.guard().trust(&host);
        }
        let answer = match self.get(job, &url).await {
            Ok(answer) => answer,
            Err(error) => return (failed(job, at, &error), None),
        };
        let name = answer.url.host_str().unwrap_or_default().to_owned();
        let host = self.judge_host(&known(&name), &answer, at).map(|host| (name, host));
        match unfit(job, &url, &answer, at, host.as_ref().and_then(|(_, host)| host.not_before)) {
            Some(outcome) => (outcome, host),
            None => (self.read(job, answer, at).await, host),
        }
    }

    /// One GET, with what the feed's own server is to be told if the page is of that server.
    async fn get(&self, job: &PageJob, url: &Url) -> Result<Answer, FetchError> {
        let own = Url::parse(&job.feed_url).is_ok_and(|feed| feed.origin() == url.origin());
        let access = match own {
            true => job.access.clone(),
            false => Access { proxy: job.access.proxy.clone(), ..Access::default() },
        };
        let password = self.secrets.password(&access.password_command).await.map_err(FetchError::Other)?;
        let request = Request {
            url: url.as_str(),
            validators: None,
            user_agent: job.user_agent.as_deref(),
            access: &access,
            password: password.as_deref(),
            accept: Accept::Article,
            typed: false,
        };
        fetch::get(&self.client, request).await
    }

    /// What an answer tells of its host (H20 to H23); none where nothing changed.
    fn judge_host(&self, known: &HostRecord, answer: &Answer, at: Time) -> Option<HostRecord> {
        let host = match answer.status {
            429 if !self.client.settings().rules.refusal_per_feed => {
                backoff::refused(known, at, answer.retry_after(at).map(|until| until.min(at.plus(LONGEST))))
            }
            429 => return None,
            _ => backoff::answered(known, at),
        };
        (host != *known).then_some(host)
    }

    /// Reads a page and those that follow it.
    async fn read(&self, job: &PageJob, answer: Answer, at: Time) -> PageOutcome {
        let first = answer.url.clone();
        let mut parts = Vec::new();
        let mut seen = vec![first.clone()];
        let mut next = Some(answer);
        let mut missing = None;
        while let Some(answer) = next.take() {
            let number = u32::try_from(parts.len()).unwrap_or(u32::MAX).saturating_add(2);
            let (rules, start) = (self.rules.clone(), first.clone());
            let part = spawn_blocking(move || read::part(&answer, &start, number, &rules)).await;
            let part = match part {
                Ok(Ok(part)) => part,
                Ok(Err(why)) if parts.is_empty() => return refused(&why.to_string()),
                Ok(Err(_)) => break,
                Err(_) if parts.is_empty() => return refused(UNREADABLE),
                Err(_) => break,
            };
            // The same text again: the number in the address means something else.
            if parts.iter().any(|known: &Part| known.html == part.html) {
                break;
            }
            let following = part.next.clone().filter(|url| number <= MOST_PAGES && !seen.contains(url));
            parts.push(part);
            if let Some(url) = following {
                match self.get(job, &url).await {
                    Ok(answer) if matches!(answer.status, 200 | 203) => next = Some(answer),
                    Ok(answer) => missing = Some(format!("HTTP {}", answer.status)),
                    Err(error) => missing = Some(error.to_string()),
                }
                seen.push(url);
            }
        }
        let joined = spawn_blocking(move || read::joined(parts, missing.as_deref())).await;
        match joined {
            Ok((html, words)) => read::weighed(job, first, html, words, at),
            Err(_) => refused(UNREADABLE),
        }
    }
}

/// What an answer means that is no page to read; none for one that is.
fn unfit(job: &PageJob, url: &Url, answer: &Answer, at: Time, rest: Option<Time>) -> Option<PageOutcome> {
    let until = answer.retry_after(at).map(|until| until.min(at.plus(LONGEST))).or(rest);
    let trouble = |why: &str| {
        let why = format!("{why} (HTTP {})", answer.status);
        Some(PageOutcome::Failed { why, again: again(job, at, until) })
    };
    match answer.status {
        200 | 203 => {}
        429 => return trouble("the server says it is asked too often"),
        503 => return trouble("the server is not available for now"),
        408 | 425 | 500..=599 => return trouble("the server is in trouble"),
        status => {
            let words = match status {
                401 => "the page wants a user name and password; open it in a browser",
                402 => "the page asks for a subscription; open it in a browser",
                403 => "the server refuses to show the page; open it in a browser",
                404 | 410 => "the page is gone",
                451 => "the page may not be shown for legal reasons",
                _ => "the server sent no page",
            };
            return Some(refused(&format!("{words} (HTTP {status})")));
        }
    }
    if moved::is_door(&answer.url) && !moved::is_door(url) {
        return Some(refused("the page asks for a login before it shows the article; open it in a browser"));
    }
    if answer.url.path() == "/" && answer.url.query().is_none() && url.path() != "/" {
        return Some(refused("the link leads to the site's front page: the article is gone"));
    }
    read::unreadable(answer).map(|why| refused(&why))
}

fn refused(why: &str) -> PageOutcome {
    PageOutcome::Refused(why.to_owned())
}

/// What it means that there is no answer.
fn failed(job: &PageJob, at: Time, error: &FetchError) -> PageOutcome {
    let why = error.to_string();
    match error {
        // These come out the same the next time.
        FetchError::Address(_)
        | FetchError::RedirectTarget(_)
        | FetchError::NowhereToGo
        | FetchError::TooManyRedirects
        | FetchError::Circle
        | FetchError::Downgrade(_)
        | FetchError::File(..)
        | FetchError::Forbidden(_)
        | FetchError::TooLarge(_)
        | FetchError::Encoding => PageOutcome::Refused(why),
        _ => PageOutcome::Failed { why, again: again(job, at, None) },
    }
}
