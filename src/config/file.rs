//! `config.toml`, typed. `assets/config.toml` says what each option is for.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::duration::{self, Length};
use super::env::Env;
use super::front_page::FrontPage;
use super::retention;
use super::size::Size;
use super::targets::{PipeTo, ShareTo, usual_shares};
use super::theme::Paint;
use crate::app::{Images, MarkRead};
use crate::model::{Retention, View};

/// The options of the user, where they are not given those of the program.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `auto`, or the name of a theme.
    pub theme: String,
    /// None: by the locale.
    pub ascii: Option<bool>,
    pub clock: Option<Clock>,
    pub measure: Measure,
    /// Fill lines up to the measure by wider spaces.
    pub justify: bool,
    /// Part words at the ends of lines.
    pub hyphenate: bool,
    /// The terminal puts right-to-left text in order by itself.
    pub terminal_bidi: bool,
    pub scroll_margin: u16,
    pub mouse: bool,
    pub images: Pictures,
    /// MiB of pictures kept on disk.
    pub image_cache: u32,
    #[serde(deserialize_with = "mark_read")]
    pub mark_read: MarkRead,
    pub hide_read: bool,
    pub start: Start,
    /// What full texts may take in the store; beyond it the oldest read ones are dropped.
    pub full_text_budget: Size,
    /// How long what feeds bring is kept where neither the feed nor its folder says so.
    #[serde(deserialize_with = "retention::usual")]
    pub retention: Retention,
    pub keys: Preset,
    /// Program and arguments; `{url}` is replaced, or the address added at the end. Empty: the desktop's browser.
    pub browser: Vec<String>,
    /// Program that reads the clipboard's new text from its input. Empty: by the terminal (OSC 52).
    pub clipboard: Vec<String>,
    /// Whether the terminal is told where links lead.
    pub hyperlinks: Hyperlinks,
    /// Where articles are written to. Empty: the folder for downloads, else the home.
    pub save_dir: String,
    /// Where enclosures and linked files go. Empty: `save_dir`.
    pub download_dir: String,
    /// The largest file that is fetched, in MB.
    pub download_limit: u64,
    /// Programs that get articles, by the names under which they are offered.
    pub pipe: BTreeMap<String, PipeTo>,
    pub share: BTreeMap<String, ShareTo>,
    /// Players by kind of file.
    pub player: BTreeMap<String, Vec<String>>,
    /// Colours of tags.
    pub tags: BTreeMap<String, Paint>,
    pub stories: Stories,
    pub front_page: FrontPage,
    pub network: Network,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            theme: "auto".to_owned(),
            ascii: None,
            clock: None,
            measure: Measure::default(),
            justify: false,
            hyphenate: true,
            terminal_bidi: false,
            scroll_margin: 2,
            mouse: true,
            images: Pictures::Auto,
            image_cache: 50,
            mark_read: MarkRead::Open,
            hide_read: false,
            start: Start::Last,
            full_text_budget: Size(500_000_000),
            retention: Retention::ALL,
            keys: Preset::Vim,
            browser: Vec::new(),
            clipboard: Vec::new(),
            hyperlinks: Hyperlinks::Auto,
            save_dir: String::new(),
            download_dir: String::new(),
            download_limit: 4_000,
            pipe: BTreeMap::new(),
            share: usual_shares(),
            player: BTreeMap::new(),
            tags: BTreeMap::new(),
            stories: Stories::default(),
            front_page: FrontPage::default(),
            network: Network::default(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Clock {
    #[serde(rename = "12h")]
    Twelve,
    #[serde(rename = "24h")]
    TwentyFour,
}

/// The widest line of an article, in cells: 20 to 200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u16")]
pub struct Measure(pub u16);

impl Default for Measure {
    fn default() -> Measure {
        Measure(72)
    }
}

impl TryFrom<u16> for Measure {
    type Error = String;

    fn try_from(cells: u16) -> Result<Measure, String> {
        (20..=200)
            .contains(&cells)
            .then_some(Measure(cells))
            .ok_or_else(|| format!("{cells} cells; allowed are 20 to 200"))
    }
}

/// Whether the terminal is told where links lead (OSC 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hyperlinks {
    /// Where it is known to take them.
    Auto,
    On,
    Off,
}

impl Hyperlinks {
    pub fn on(self, env: &Env) -> bool {
        match self {
            Hyperlinks::Auto => env.takes_hyperlinks(),
            Hyperlinks::On => true,
            Hyperlinks::Off => false,
        }
    }
}

/// How pictures are shown inside the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pictures {
    /// The best way that the terminal has, once the reader asks for them.
    Auto,
    Kitty,
    Iterm,
    Sixel,
    Blocks,
    Off,
}

impl From<Pictures> for Images {
    fn from(written: Pictures) -> Images {
        match written {
            Pictures::Auto => Images::Auto,
            Pictures::Kitty => Images::Kitty,
            Pictures::Iterm => Images::Iterm,
            Pictures::Sixel => Images::Sixel,
            Pictures::Blocks => Images::Blocks,
            Pictures::Off => Images::Off,
        }
    }
}

/// How stories are read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stories {
    pub siblings: Siblings,
}

/// What becomes of the other entries of a story when one is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Siblings {
    /// They stay unread, and are marked as seen.
    #[default]
    Seen,
    /// They are read as well.
    Read,
}

/// What the reader opens on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// Where it was left.
    Last,
    FrontPage,
    Unread,
    All,
    Starred,
}

impl Start {
    /// The view to open on whatever was open before.
    pub fn view(self) -> Option<View> {
        match self {
            Start::Last => None,
            Start::FrontPage => Some(View::Front),
            Start::Unread => Some(View::Unread),
            Start::All => Some(View::All),
            Start::Starred => Some(View::Starred),
        }
    }
}

/// The keys to start from, before those of `keys.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    Vim,
    Newsboat,
}

/// When feeds are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Refresh {
    /// At the start and when a feed's time has come.
    Schedule,
    /// When the reader asks.
    Manual,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    pub offline: bool,
    pub refresh: Refresh,
    /// How often a feed is asked that says nothing of it.
    #[serde(deserialize_with = "length")]
    pub interval: Duration,
    /// One proxy for everything; none: what the system says.
    pub proxy: Option<String>,
    #[serde(deserialize_with = "length")]
    pub connect_timeout: Duration,
    #[serde(deserialize_with = "length")]
    pub idle_timeout: Duration,
    #[serde(deserialize_with = "length")]
    pub total_timeout: Duration,
    /// Treat servers on this machine like any other.
    pub pace_loopback: bool,
    /// A host that says it is asked too often (429) means all its feeds.
    pub refuse_per_host: bool,
    /// Follow redirects from https to plain http.
    pub follow_downgrades: bool,
}

impl Default for Network {
    fn default() -> Network {
        Network {
            offline: false,
            refresh: Refresh::Schedule,
            interval: Duration::from_secs(3_600),
            proxy: None,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(15),
            total_timeout: Duration::from_secs(60),
            pace_loopback: false,
            refuse_per_host: true,
            follow_downgrades: false,
        }
    }
}

fn length<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    Length::deserialize(deserializer).map(Duration::from)
}

fn mark_read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<MarkRead, D::Error> {
    let text = String::deserialize(deserializer)?;
    let dwell = |text: &str| {
        let seconds = duration::parse(text.strip_prefix("dwell")?.trim()).ok()?;
        u16::try_from(seconds).ok().map(MarkRead::Dwell)
    };
    match text.as_str() {
        "open" => Ok(MarkRead::Open),
        "scroll" => Ok(MarkRead::Scroll),
        "manual" => Ok(MarkRead::Manual),
        other => dwell(other).ok_or_else(|| {
            serde::de::Error::custom(format!("`{text}` is not known; write open, dwell 2s, scroll or manual"))
        }),
    }
}
