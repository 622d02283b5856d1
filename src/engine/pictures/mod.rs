//! The pictures of the article that is opened: from the disk, else from their sites, made for the boxes they stand in.

mod album;
mod shelf;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt};
use futures_util::stream::{self, StreamExt};
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use url::Url;

pub use self::album::Album;
use self::shelf::Shelf;
use super::article;
use super::core::{Core, lock};
use crate::app::effect::Ticket;
use crate::app::event::{Event, Laid};
use crate::model::{Access, EntryId, Pixels};
use crate::net::{self, Accept, FetchError, Request};
use crate::picture::Source;
use crate::safe;
use crate::text::layout::Picture;
use crate::text::manner::Manner;

/// Pictures of one article that are on their way at once; the pace of each host holds besides.
const AT_ONCE: usize = 4;
/// How long decoding one may take.
const DEADLINE: Duration = Duration::from_secs(10);

/// `Effect::LoadPictures`.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub ticket: Ticket,
    pub entry: EntryId,
    pub manner: Manner,
    /// The article is shown with its changes marked.
    pub changes: bool,
    /// Pixels in a cell.
    pub dots: (u16, u16),
    pub addresses: Vec<String>,
}

/// A picture whose size is known, or why it cannot be shown.
type Found = Result<Arc<Source>, String>;
type Arriving = BoxFuture<'static, Found>;

/// Loads pictures and tells the screen of each as soon as it is there.
pub async fn load(core: Arc<Core>, wanted: Wanted) {
    let cached = if wanted.changes { None } else { core.laid.get(wanted.entry, wanted.manner) };
    let Some(mut laid) = (match cached {
        Some(laid) => Some(laid),
        None => lay_out(&core, &wanted).await,
    }) else {
        return;
    };
    // Where the reader subscribed, pictures may lie as well as the feed.
    if let Some(host) = Url::parse(&laid.article.entry.feed_url).ok().as_ref().and_then(Url::host_str) {
        core.client.guard().trust(host);
    }
    let mut arriving = stream::iter(wanted.addresses.clone())
        .map(|address| {
            let core = core.clone();
            async move { (arriving(&core, &address).await, address) }
        })
        .buffer_unordered(AT_ONCE);
    while let Some((found, address)) = arriving.next().await {
        let fact = found.as_ref().map(|source| source.size).map_err(Clone::clone);
        let is_news = core.album.learn(&address, fact, core.now());
        if is_news {
            match lay_out(&core, &wanted).await {
                Some(anew) => laid = anew,
                None => return,
            }
        }
        let came = match found {
            Ok(source) => show(&core, &wanted, &laid, &address, source).await,
            Err(_) => Vec::new(),
        };
        core.tell(Event::Pictures {
            ticket: wanted.ticket,
            entry: wanted.entry,
            laid: is_news.then(|| laid.clone()),
            came,
        });
    }
}

/// The article with boxes for the pictures whose size is known by now.
async fn lay_out(core: &Arc<Core>, wanted: &Wanted) -> Option<Laid> {
    let article = match wanted.entry {
        page if page.is_loose() => core.loose.get(page)?.article(page),
        entry if wanted.changes => core.store.feed_article(entry).await.ok()??,
        entry => core.store.article_aside(entry).await.ok()??,
    };
    article::with_pictures(core, article, wanted.manner, wanted.changes).await
}

/// A picture in the sizes of the boxes that it has in the article.
async fn show(
    core: &Arc<Core>,
    wanted: &Wanted,
    laid: &Laid,
    address: &str,
    source: Arc<Source>,
) -> Vec<(String, Arc<Pixels>)> {
    let sizes = laid.layout.pictures.iter().filter(|place| place.address == address).map(|place| dots(place, wanted));
    // One that stands in an article twice is shown in the size of the first.
    let Some((width, height)) = sizes.into_iter().next() else { return Vec::new() };
    if let Some(pixels) = core.album.pixels(address, width, height) {
        return vec![(address.to_owned(), pixels)];
    }
    let work = spawn_blocking(move || source.pixels(width, height));
    let made = match timeout(DEADLINE, work).await {
        Ok(Ok(made)) => made.map_err(|flaw| flaw.to_string()),
        Ok(Err(_)) => Err("decoding it went wrong".to_owned()),
        Err(_) => Err(format!("decoding it takes longer than {} s", DEADLINE.as_secs())),
    };
    match made {
        Ok(pixels) => {
            let pixels = Arc::new(pixels);
            core.album.keep(address, pixels.clone());
            vec![(address.to_owned(), pixels)]
        }
        Err(why) => {
            core.album.learn(address, Err(why), core.now());
            if let Some(laid) = lay_out(core, wanted).await {
                let (ticket, entry) = (wanted.ticket, wanted.entry);
                core.tell(Event::Pictures { ticket, entry, laid: Some(laid), came: Vec::new() });
            }
            Vec::new()
        }
    }
}

/// The pixels of a box.
fn dots(place: &Picture, wanted: &Wanted) -> (u32, u32) {
    let (width, height) = wanted.dots;
    (u32::from(place.columns) * u32::from(width), u32::from(place.rows) * u32::from(height))
}

/// A picture that is perhaps on its way already: who asks again, since the pane has changed, waits for the same answer.
async fn arriving(core: &Arc<Core>, address: &str) -> Found {
    let answer = {
        let mut arriving = lock(&core.album.arriving);
        arriving.retain(|_, answer| answer.peek().is_none());
        let ask = || {
            let (tell, told) = oneshot::channel();
            let (asking, name) = (core.clone(), address.to_owned());
            core.spawn(async move {
                let found = find(&asking, &name).await;
                // Whether or not anybody still waits.
                let _ = tell.send(found);
            });
            let answer: Arriving = told.map(|told| told.unwrap_or_else(|_| Err("it was given up".to_owned()))).boxed();
            answer.shared()
        };
        arriving.entry(address.to_owned()).or_insert_with(ask).clone()
    };
    answer.await
}

/// A picture from the disk, else from its site; what could not be shown a while ago is not asked for again.
async fn find(core: &Arc<Core>, address: &str) -> Found {
    if let Some(why) = core.album.failure(address, core.now()) {
        return Err(why);
    }
    let (kept_in, name) = (shelf(core), address.to_owned());
    let kept = spawn_blocking(move || kept_in.take(&name).map(Source::read)).await;
    if let Ok(Some(Ok(source))) = kept {
        return Ok(Arc::new(source));
    }
    let bytes = fetch(core, address).await?;
    let (keep_in, name) = (shelf(core), address.to_owned());
    let read = spawn_blocking(move || {
        let source = Source::read(bytes).map_err(|flaw| flaw.to_string())?;
        if let Err(error) = keep_in.put(&name, source.bytes()) {
            tracing::warn!(%error, "a picture was not kept");
        }
        Ok(Arc::new(source))
    });
    read.await.unwrap_or_else(|_| Err("reading it went wrong".to_owned()))
}

async fn fetch(core: &Core, address: &str) -> Result<Vec<u8>, String> {
    if core.is_offline() {
        return Err("the network is off".to_owned());
    }
    let request = Request {
        url: address,
        validators: None,
        user_agent: None,
        access: &Access::default(),
        password: None,
        accept: Accept::Image,
        typed: false,
    };
    let answer = net::fetch::get(&core.client, request).await.map_err(|error| words(&error))?;
    match answer.status {
        200..=299 if !answer.body.is_empty() => Ok(answer.body),
        200..=299 => Err("the server sent nothing".to_owned()),
        status => Err(format!("the server answers HTTP {status}")),
    }
}

fn words(error: &FetchError) -> String {
    safe::one_line(&error.to_string())
}

fn shelf(core: &Core) -> Shelf {
    Shelf::new(core.paths.pictures_dir(), lock(&core.preferences).picture_cache)
}

/// What is known of pictures without asking anybody: by memory, else by what lies on the disk. It reads files.
pub fn known(core: &Core, addresses: &[String]) -> HashMap<String, Result<(u32, u32), String>> {
    let shelf = shelf(core);
    let known = addresses.iter().filter_map(|address| {
        let fact = core.album.fact(address, core.now()).or_else(|| {
            let source = Source::read(shelf.take(address)?).ok()?;
            core.album.learn(address, Ok(source.size), core.now());
            Some(Ok(source.size))
        })?;
        Some((address.clone(), fact))
    });
    known.collect()
}
