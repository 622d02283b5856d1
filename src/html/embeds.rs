//! What a page shows of other pages: who shows it, and where it is seen by itself.

use url::Url;

use super::document::Medium;

/// Hosts by the end of their name, what they show, and what they are called.
const HOSTS: &[(&str, Medium, &str)] = &[
    ("youtube.com", Medium::Video, "YouTube"),
    ("youtube-nocookie.com", Medium::Video, "YouTube"),
    ("youtu.be", Medium::Video, "YouTube"),
    ("vimeo.com", Medium::Video, "Vimeo"),
    ("dailymotion.com", Medium::Video, "Dailymotion"),
    ("twitch.tv", Medium::Video, "Twitch"),
    ("tiktok.com", Medium::Video, "TikTok"),
    ("rumble.com", Medium::Video, "Rumble"),
    ("odysee.com", Medium::Video, "Odysee"),
    ("bilibili.com", Medium::Video, "Bilibili"),
    ("nicovideo.jp", Medium::Video, "Niconico"),
    ("rutube.ru", Medium::Video, "RuTube"),
    ("vk.com", Medium::Video, "VK"),
    ("ted.com", Medium::Video, "TED"),
    ("wistia.net", Medium::Video, "Wistia"),
    ("wistia.com", Medium::Video, "Wistia"),
    ("brightcove.net", Medium::Video, "Brightcove"),
    ("jwplayer.com", Medium::Video, "JW Player"),
    ("streamable.com", Medium::Video, "Streamable"),
    ("loom.com", Medium::Video, "Loom"),
    ("kickstarter.com", Medium::Video, "Kickstarter"),
    ("videopress.com", Medium::Video, "VideoPress"),
    ("ardmediathek.de", Medium::Video, "ARD"),
    ("arte.tv", Medium::Video, "ARTE"),
    ("soundcloud.com", Medium::Audio, "SoundCloud"),
    ("spotify.com", Medium::Audio, "Spotify"),
    ("music.apple.com", Medium::Audio, "Apple Music"),
    ("podcasts.apple.com", Medium::Audio, "Apple Podcasts"),
    ("bandcamp.com", Medium::Audio, "Bandcamp"),
    ("mixcloud.com", Medium::Audio, "Mixcloud"),
    ("deezer.com", Medium::Audio, "Deezer"),
    ("megaphone.fm", Medium::Audio, "Megaphone"),
    ("acast.com", Medium::Audio, "Acast"),
    ("simplecast.com", Medium::Audio, "Simplecast"),
    ("libsyn.com", Medium::Audio, "Libsyn"),
    ("buzzsprout.com", Medium::Audio, "Buzzsprout"),
    ("transistor.fm", Medium::Audio, "Transistor"),
    ("spreaker.com", Medium::Audio, "Spreaker"),
    ("podigee.io", Medium::Audio, "Podigee"),
    ("npr.org", Medium::Audio, "NPR"),
    ("twitter.com", Medium::Post, "X"),
    ("x.com", Medium::Post, "X"),
    ("bsky.app", Medium::Post, "Bluesky"),
    ("mastodon.social", Medium::Post, "Mastodon"),
    ("instagram.com", Medium::Post, "Instagram"),
    ("facebook.com", Medium::Post, "Facebook"),
    ("threads.net", Medium::Post, "Threads"),
    ("threads.com", Medium::Post, "Threads"),
    ("reddit.com", Medium::Post, "Reddit"),
    ("redditmedia.com", Medium::Post, "Reddit"),
    ("linkedin.com", Medium::Post, "LinkedIn"),
    ("pinterest.com", Medium::Post, "Pinterest"),
    ("tumblr.com", Medium::Post, "Tumblr"),
    ("t.me", Medium::Post, "Telegram"),
    ("flickr.com", Medium::Page, "Flickr"),
    ("imgur.com", Medium::Page, "Imgur"),
    ("giphy.com", Medium::Page, "GIPHY"),
    ("codepen.io", Medium::Page, "CodePen"),
    ("codesandbox.io", Medium::Page, "CodeSandbox"),
    ("jsfiddle.net", Medium::Page, "JSFiddle"),
    ("stackblitz.com", Medium::Page, "StackBlitz"),
    ("github.com", Medium::Page, "GitHub"),
    ("docs.google.com", Medium::Page, "Google Docs"),
    ("google.com", Medium::Page, "Google"),
    ("openstreetmap.org", Medium::Page, "OpenStreetMap"),
    ("datawrapper.de", Medium::Page, "Datawrapper"),
    ("dwcdn.net", Medium::Page, "Datawrapper"),
    ("flourish.studio", Medium::Page, "Flourish"),
    ("infogram.com", Medium::Page, "Infogram"),
    ("documentcloud.org", Medium::Page, "DocumentCloud"),
    ("scribd.com", Medium::Page, "Scribd"),
    ("slideshare.net", Medium::Page, "SlideShare"),
    ("speakerdeck.com", Medium::Page, "Speaker Deck"),
    ("archive.org", Medium::Page, "Internet Archive"),
    ("observablehq.com", Medium::Page, "Observable"),
];

/// Hosts of advertisements and of what counts readers.
const UNWANTED: &[&str] = &[
    "doubleclick.net",
    "googlesyndication.com",
    "googletagmanager.com",
    "amazon-adsystem.com",
    "adnxs.com",
    "taboola.com",
    "outbrain.com",
    "scorecardresearch.com",
    "addthis.com",
    "sharethis.com",
    "recaptcha.net",
];

/// Parts of addresses of pictures that are there to count readers.
const COUNTERS: &[&str] = &[
    "://feeds.feedburner.com/~r/",
    "://feeds.feedburner.com/~ff/",
    "://feedsportal.com/",
    ".feedsportal.com/",
    "://pixel.",
    "://stats.wordpress.com/",
    "://feeds.wordpress.com/1.0/",
    "/b.gif?",
    "/pixel.gif",
    "/pixel.png",
    "/track.gif",
    "/tracking.gif",
    "/1x1.gif",
    "/1x1.png",
    "/spacer.gif",
    "/blank.gif",
    "/matomo.php",
    "/piwik.php",
    "://www.google-analytics.com/",
    "://www.facebook.com/tr?",
    "://blogger.googleusercontent.com/tracker/",
    ".doubleclick.net/",
    ".scorecardresearch.com/",
    "://analytics.",
    "://count.",
    "://counter.",
    "://track.",
    "://tracking.",
];

/// A picture that counts readers or keeps a place.
pub fn is_counter(address: &str) -> bool {
    COUNTERS.iter().any(|part| address.contains(part))
}

/// Addresses of players, by host and the beginning of the path, and the page that shows the same.
const PLAYERS: &[(&str, &str, &str)] = &[
    ("youtube.com", "/embed/", "https://www.youtube.com/watch?v="),
    ("youtube-nocookie.com", "/embed/", "https://www.youtube.com/watch?v="),
    ("youtube.com", "/v/", "https://www.youtube.com/watch?v="),
    ("player.vimeo.com", "/video/", "https://vimeo.com/"),
    ("dailymotion.com", "/embed/video/", "https://www.dailymotion.com/video/"),
    ("open.spotify.com", "/embed/", "https://open.spotify.com/"),
    ("open.spotify.com", "/embed-podcast/", "https://open.spotify.com/"),
];

/// Elements of the web that stand for a film: their name, the attribute with its number, and its page.
pub const ELEMENTS: &[(&str, &str, &str)] = &[
    ("lite-youtube", "videoid", "https://www.youtube.com/watch?v="),
    ("amp-youtube", "data-videoid", "https://www.youtube.com/watch?v="),
    ("lite-vimeo", "videoid", "https://vimeo.com/"),
    ("amp-vimeo", "data-videoid", "https://vimeo.com/"),
];

/// Titles that say nothing.
const EMPTY_TITLES: &[&str] = &[
    "youtube video player",
    "vimeo video player",
    "embedded content",
    "embedded post",
    "embedded youtube video",
    "video player",
    "youtube video",
    "spotify embed",
    "iframe",
    "embed",
    "video",
    "audio",
    "youtube",
    "twitter tweet",
    "x post",
];

/// Who shows what lies at an address. None for what nobody wants to see.
pub fn source(address: &str) -> Option<(Medium, String)> {
    let url = Url::parse(address).ok()?;
    let host = url.host_str()?;
    if UNWANTED.iter().any(|unwanted| is_within(host, unwanted)) {
        return None;
    }
    let known = HOSTS.iter().find(|(name, ..)| is_within(host, name));
    Some(match known {
        Some((_, medium, name)) => (*medium, (*name).to_owned()),
        None => (Medium::Page, host.trim_start_matches("www.").to_owned()),
    })
}

/// Whether the source is known by a name of its own.
pub fn is_known(source: &str) -> bool {
    HOSTS.iter().any(|(_, _, name)| *name == source)
}

fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// The page that shows what a player would.
pub fn page(address: String) -> String {
    let found = Url::parse(&address).ok().and_then(|url| {
        let host = url.host_str()?.trim_start_matches("www.");
        PLAYERS.iter().find_map(|(player, path, page)| {
            let rest = url.path().strip_prefix(path).filter(|_| host == *player)?;
            let id = rest.split('/').take(if *page == "https://open.spotify.com/" { 2 } else { 1 });
            let id = id.collect::<Vec<_>>().join("/");
            (!id.is_empty() && id != "videoseries").then(|| format!("{page}{id}"))
        })
    });
    found.unwrap_or(address)
}

/// A title that says something.
pub fn title(title: Option<String>) -> String {
    let says = |title: &String| !EMPTY_TITLES.iter().any(|empty| title.eq_ignore_ascii_case(empty));
    title.filter(says).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_called_by_their_names() {
        for (address, medium, name) in [
            ("https://www.youtube-nocookie.com/embed/x", Medium::Video, "YouTube"),
            ("https://w.soundcloud.com/player/?url=x", Medium::Audio, "SoundCloud"),
            ("https://x.com/a/status/1", Medium::Post, "X"),
            ("https://www.netflix.com/x", Medium::Page, "netflix.com"),
        ] {
            assert_eq!(source(address), Some((medium, name.to_owned())), "{address}");
        }
        assert_eq!(source("https://ad.doubleclick.net/x"), None);
    }

    #[test]
    fn players_lead_to_pages() {
        for (player, shown) in [
            ("https://www.youtube.com/embed/abc?feature=oembed", "https://www.youtube.com/watch?v=abc"),
            ("https://www.youtube.com/embed/videoseries?list=x", "https://www.youtube.com/embed/videoseries?list=x"),
            ("https://player.vimeo.com/video/12?h=1", "https://vimeo.com/12"),
            ("https://open.spotify.com/embed/episode/1?utm=2", "https://open.spotify.com/episode/1"),
            ("https://example.org/embed/1", "https://example.org/embed/1"),
        ] {
            assert_eq!(page(player.to_owned()), shown);
        }
    }
}
