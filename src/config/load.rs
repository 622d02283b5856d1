//! The configuration as a whole, read at the start and when a file of it changes.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;

use super::file::Siblings;
use super::{Clock, Config, ConfigError, Env, Paths, extraction, keys, targets, theme};
use crate::app::keymap::Keymap;
use crate::app::{Manner, Settings};

use crate::app::theme::Theme;
use crate::html::extract::Rules;
use crate::private;

/// What the files of the configuration say; a broken one counts as not written and is in `problems`.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub config: Config,
    /// What of it concerns the screen; `settings.problem` is the first of `problems`.
    pub settings: Settings,
    pub keymap: Keymap,
    /// Where articles are written to, and where fetched files go.
    pub save_dir: PathBuf,
    pub download_dir: PathBuf,
    /// The user's own rules for the pages of sites.
    pub rules: Arc<Rules>,
    pub problems: Vec<ConfigError>,
}

/// Reads `config.toml`, `keys.toml`, `extraction-rules.toml` and the theme.
pub fn load(paths: &Paths, env: &Env) -> Loaded {
    let mut problems = Vec::new();
    let mut config: Config = or_default(read(&paths.config_file()), &mut problems);
    refuse_commands_of_others(&mut config, &paths.config_file(), &mut problems);
    let theme = resolve_theme(&config, paths, env, &mut problems);
    let mut bindings = keys::preset(config.keys);
    bindings.extend(or_default(keys::load(&paths.keys_file()), &mut problems));
    // The names were checked with their places in the file.
    let (keymap, _) = Keymap::new(&bindings);
    let rules = Arc::new(or_default(extraction::load(&paths.extraction_rules_file()), &mut problems));
    let save_dir = env.folder(&config.save_dir).unwrap_or_else(|| env.downloads());
    let download_dir = env.folder(&config.download_dir).unwrap_or_else(|| save_dir.clone());
    let settings = Settings {
        theme,
        ascii: config.ascii.unwrap_or(!env.is_utf8()),
        manner: Manner {
            width: config.measure.0,
            justify: config.justify,
            hyphenate: config.hyphenate,
            terminal_bidi: config.terminal_bidi,
            pictures: None,
        },
        images: config.images.into(),
        remote: env.is_remote(),
        mark_read: config.mark_read,
        read_siblings: config.stories.siblings == Siblings::Read,
        mouse: config.mouse,
        clock_24h: config.clock.map_or(!env.has_12h_clock(), |clock| clock == Clock::TwentyFour),
        zone: TimeZone::system(),
        scroll_margin: config.scroll_margin,
        clipboard: config.clipboard.clone(),
        hyperlinks: config.hyperlinks.on(env),
        save_dir: env.short(&save_dir),
        download_dir: env.short(&download_dir),
        pipes: targets::pipes(&config.pipe),
        shares: targets::shares(&config.share),
        players: targets::players(&config.player),
        tag_colors: config.tags.iter().map(|(tag, paint)| (tag.clone(), paint.0)).collect(),
        problem: problems.first().map(ToString::to_string),
    };
    Loaded { config, settings, keymap, rules, save_dir, download_dir, problems }
}

/// What everybody may write is not the user's word: no command of it is run.
fn refuse_commands_of_others(config: &mut Config, path: &Path, problems: &mut Vec<ConfigError>) {
    let commands = [&mut config.browser, &mut config.clipboard];
    let named = !config.pipe.is_empty() || !config.player.is_empty() || config.share != targets::usual_shares();
    if (commands.iter().all(|command| command.is_empty()) && !named) || !private::is_writable_by_all(path) {
        return;
    }
    commands.into_iter().for_each(Vec::clear);
    (config.pipe, config.player, config.share) = (BTreeMap::new(), BTreeMap::new(), targets::usual_shares());
    problems
        .push(ConfigError::whole(path, "everybody may write it, so no command in it is run; `chmod o-w` mends that"));
}

/// The file's content, or the default where there is none.
pub(super) fn read<T: DeserializeOwned + Default>(path: &Path) -> Result<T, ConfigError> {
    match read_text(path)? {
        Some(text) => toml::from_str(&text).map_err(|error| ConfigError::toml(path, &text, &error)),
        None => Ok(T::default()),
    }
}

/// The file's text; none where there is no file.
pub(super) fn read_text(path: &Path) -> Result<Option<String>, ConfigError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == ErrorKind::InvalidData => Err(ConfigError::whole(path, "it is not UTF-8 text")),
        Err(error) => Err(ConfigError::whole(path, format!("cannot be read: {error}"))),
    }
}

fn or_default<T: Default>(read: Result<T, ConfigError>, problems: &mut Vec<ConfigError>) -> T {
    read.unwrap_or_else(|problem| {
        problems.push(problem);
        T::default()
    })
}

fn resolve_theme(config: &Config, paths: &Paths, env: &Env, problems: &mut Vec<ConfigError>) -> Theme {
    let automatic = match (env.no_color(), env.many_colors(), env.light_background()) {
        (true, _, _) => "mono",
        (_, false, _) => "plain",
        (_, _, Some(true)) => "paper",
        _ => "ink",
    };
    let wanted = if config.theme == "auto" || env.no_color() { automatic } else { &config.theme };
    theme::load(wanted, &paths.themes_dir()).unwrap_or_else(|problem| {
        problems.push(problem);
        theme::built_in(automatic).and_then(Result::ok).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::*;
    use crate::app::MarkRead;
    use crate::config::{DEFAULT, Preset};

    fn with(config: &str) -> Loaded {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("config.toml"), config).unwrap();
        let path = dir.path().to_owned();
        load(&Paths { config: path.clone(), data: path.clone(), state: path }, &Env::of([("LANG", "C.UTF-8")]))
    }

    #[test]
    fn nothing_written_means_the_defaults() {
        let loaded = load(&Paths { config: "/no".into(), data: "/no".into(), state: "/no".into() }, &Env::default());
        assert_eq!((loaded.config, loaded.problems), (Config::default(), vec![]));
        assert_eq!(loaded.settings.theme.name, "plain", "nothing is known of the terminal");
        assert!(loaded.settings.ascii);
    }

    #[test]
    fn the_theme_follows_what_the_terminal_can_show() {
        let nowhere = Paths { config: "/no".into(), data: "/no".into(), state: "/no".into() };
        for (term, background, no_color, theme) in [
            ("xterm-256color", "", "", "ink"),
            ("xterm-256color", "0;15", "", "paper"),
            ("xterm-256color", "15;0", "", "ink"),
            ("linux", "", "", "plain"),
            ("xterm", "0;15", "", "plain"),
            ("xterm-256color", "", "1", "mono"),
        ] {
            let env = Env::of([("TERM", term), ("COLORFGBG", background), ("NO_COLOR", no_color)]);
            assert_eq!(load(&nowhere, &env).settings.theme.name, theme, "{term} {background} {no_color}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_everybody_may_write_commands_nothing() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("config.toml");
        fs::write(&file, "browser = [\"w3m\"]\nclipboard = [\"wl-copy\"]").unwrap();
        let path = dir.path().to_owned();
        let paths = Paths { config: path.clone(), data: path.clone(), state: path };
        assert_eq!(load(&paths, &Env::default()).settings.clipboard, ["wl-copy"]);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
        let loaded = load(&paths, &Env::default());
        assert!(loaded.config.browser.is_empty() && loaded.settings.clipboard.is_empty());
        assert!(loaded.settings.problem.is_some_and(|problem| problem.contains("chmod")));
    }

    #[test]
    fn the_commented_default_documents_the_defaults() {
        let mut seen = Vec::new();
        let option = |line: &&str| line.starts_with('#') && line[1..].split(" = ").next().is_some_and(is_name);
        let lines: Vec<_> = DEFAULT.lines().map(|line| if option(&line) { &line[1..] } else { line }).collect();
        let text: Vec<_> = lines
            .into_iter()
            .filter(|line| {
                let name = line.split(" = ").next().unwrap().to_owned();
                let again = line.starts_with("proxy") || line.starts_with("ascii") || line.starts_with("clock =");
                let first = !line.contains(" = ") || line.starts_with('#') || !seen.contains(&name);
                seen.push(name);
                first && !again
            })
            .collect();
        let loaded = with(&text.join("\n"));
        assert_eq!((loaded.config, loaded.problems), (Config::default(), vec![]), "{text:#?}");
        for name in [
            "theme",
            "browser",
            "interval",
            "connect_timeout",
            "start",
            "mark_read",
            "refuse_per_host",
            "follow_downgrades",
            "bodies",
            "weights",
            "siblings",
        ] {
            assert!(seen.iter().any(|seen| seen == name), "{name} is not documented");
        }
    }

    fn is_name(text: &str) -> bool {
        text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    }

    #[test]
    fn options_are_read() {
        let loaded = with(
            "justify = true\nterminal_bidi = true\nhyphenate = false\nmark_read = \"dwell 2s\"\nkeys = \"newsboat\"\n\
             [stories]\nsiblings = \"read\"\n[front_page]\nweights = { \"World/Asia\" = 2, \"https://example.org/feed\" = 0.5 }\n[network]\ninterval = \"30m\"",
        );
        assert_eq!(loaded.problems, vec![]);
        let manner = Manner { width: 72, justify: true, hyphenate: false, terminal_bidi: true, pictures: None };
        assert_eq!(loaded.settings.manner, manner);
        assert_eq!(loaded.settings.mark_read, MarkRead::Dwell(2));
        assert!(loaded.settings.read_siblings);
        assert_eq!(loaded.config.keys, Preset::Newsboat);
        assert_eq!(loaded.config.network.interval, Duration::from_secs(1_800));
        let weights = [("World/Asia", 2.0), ("https://example.org/feed", 0.5)];
        let weights = weights.map(|(name, weight)| (name.to_owned(), weight));
        assert_eq!(loaded.config.front_page.weights.0, weights.into());
    }

    #[test]
    fn a_broken_file_is_located_and_counts_as_not_written() {
        for (text, at, part) in [
            ("mouse = false\nthem = \"ink\"", (2, 1), "did you mean `theme`"),
            ("mouse = 1", (1, 9), "expected a boolean"),
            ("measure = 7", (1, 11), "20 to 200"),
            ("mark_read = \"dwell\"", (1, 13), "dwell 2s"),
            ("[network]\ninterval = \"soon\"", (2, 12), "30m"),
            ("[network]\nrefresh = \"shedule\"", (2, 11), "did you mean `schedule`"),
            ("start = [", (1, 10), ""),
            ("[retention]\nkeep = \"6m\"", (2, 8), "30d"),
            ("[retention]\nentries = \"many\"", (2, 11), "all"),
            ("[front_page]\nweights = { \"World\" = -1 }", (2, 23), "0 (never) to 100"),
            ("[front_page]\nweights = { \"World\" = nan }", (2, 23), "0 (never) to 100"),
            ("[stories]\nsiblings = \"unseen\"", (2, 12), "did you mean `seen`"),
            ("[front_page]\nweight = { \"World\" = 2 }", (2, 1), "did you mean `weights`"),
        ] {
            let loaded = with(text);
            assert_eq!(loaded.config, Config::default());
            assert_eq!(loaded.problems.len(), 1, "{text}");
            assert_eq!(loaded.problems[0].at, Some(at), "{}", loaded.problems[0]);
            assert!(loaded.problems[0].message.contains(part), "{}", loaded.problems[0]);
            assert!(loaded.settings.problem.is_some());
        }
    }

    #[test]
    fn colours_are_chosen_by_the_terminal() {
        let paths = Paths { config: "/no".into(), data: "/no".into(), state: "/no".into() };
        let theme = |env| load(&paths, &env).settings.theme.name;
        assert_eq!(theme(Env::of([("COLORFGBG", "0;15"), ("COLORTERM", "truecolor")])), "paper");
        assert_eq!(theme(Env::of([("COLORFGBG", "0;15"), ("TERM", "xterm")])), "plain");
        assert_eq!(theme(Env::of([("COLORFGBG", "0;15"), ("NO_COLOR", "1")])), "mono");
    }

    #[test]
    fn an_unknown_theme_is_a_problem_and_the_automatic_one_is_used() {
        let loaded = with("theme = \"sepia\"");
        assert_eq!(loaded.settings.theme.name, "plain");
        assert!(loaded.problems[0].message.contains("no such theme"));
    }
}
