//! The rules of the house, read off the sources: who imports whom, what only one layer may do, how files look.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A source file without its tests.
struct Source {
    /// Below `src/`, with slashes.
    name: String,
    /// Without comments and without what is compiled for tests only.
    code: String,
    whole: String,
}

impl Source {
    /// The part of the program that it belongs to.
    fn layer(&self) -> &str {
        let first = self.name.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|end| end == extension) {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut paths = Vec::new();
    files(&src, "rs", &mut paths);
    assert!(paths.len() > 100, "the sources are where they were");
    let sources = paths.into_iter().map(|path| {
        let whole = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        Source { code: code(&name, &whole), name, whole }
    });
    sources.collect()
}

fn code(name: &str, whole: &str) -> String {
    if name.ends_with("tests.rs") || name.contains("/tests/") {
        return String::new();
    }
    let lines =
        whole.lines().take_while(|line| !line.starts_with("#[cfg(test)]") && !line.starts_with("#[cfg(all(test"));
    let code = lines.filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

/// What each layer may import, by the table at the head of `lib.rs`.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let rows =
        text.lines().filter_map(|line| line.strip_prefix("//! ")).filter(|line| line.matches(" | ").count() == 2);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>();
    let table = rows.flat_map(|row| {
        let columns: Vec<_> = row.split(" | ").collect();
        words(columns[0]).into_iter().map(move |layer| (layer, words(columns[2]))).collect::<Vec<_>>()
    });
    table.collect()
}

/// What a piece of code imports of this crate: `layer`, or `layer::module` with the next step of the path.
fn imports(code: &str) -> Vec<(String, String)> {
    let step = |text: &str| text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
    let paths = code.split("crate::").skip(1);
    let paths = paths.flat_map(|rest| match rest.strip_prefix('{') {
        Some(group) => group.split('}').next().unwrap_or_default().split(',').map(str::trim).collect(),
        None => vec![rest],
    });
    let both = paths.map(|path| {
        let layer = step(path);
        let next = path[layer.len()..].strip_prefix("::").map(step).unwrap_or_default();
        (layer.clone(), format!("{layer}::{next}"))
    });
    both.filter(|(layer, _)| !layer.is_empty()).collect()
}

#[test]
fn every_layer_imports_only_what_stands_in_its_row() {
    let allowed = allowed();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !["lib.rs", "main.rs"].contains(&source.name.as_str())) {
        let row = allowed.get(source.layer()).unwrap_or_else(|| panic!("{} has no row in lib.rs", source.name));
        for (layer, path) in imports(&source.code) {
            let may = layer == source.layer() || row.contains("all") || row.contains(&layer) || row.contains(&path);
            if !may {
                wrong.push(format!("{} imports {path}", source.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_layers_have_no_circle() {
    let mut left = allowed();
    assert!(left.len() > 12, "the table is where it was");
    while !left.is_empty() {
        let names: BTreeSet<_> = left.keys().cloned().collect();
        let base = |word: &String| word.split("::").next().unwrap_or_default().to_owned();
        let before = left.len();
        left.retain(|layer, row| {
            let row: BTreeSet<_> = row.iter().map(base).collect();
            let waits = row.iter().any(|other| other != layer && names.contains(other));
            let wires = row.contains("all") && names.iter().any(|name| name != "run" && name != "cli");
            waits || wires
        });
        assert!(left.len() < before, "these layers import each other: {:?}", left.keys());
    }
}

#[test]
fn nothing_in_the_table_is_idle() {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources() {
        let imported = imports(&source.code).into_iter().flat_map(|(layer, path)| [layer, path]);
        used.entry(source.layer().to_owned()).or_default().extend(imported);
    }
    for (layer, row) in allowed() {
        for may in row.iter().filter(|word| !["all", "nothing"].contains(&word.as_str())) {
            assert!(used[&layer].contains(may), "{layer} may import {may} and does not");
        }
    }
}

/// Where alone a thing may be named. The first column is what is looked for in the code.
const ONLY: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("reqwest", &["net"]),
    ("ratatui", &["ui", "term"]),
    ("crossterm", &["term", "ui"]),
    ("feed_rs", &["feed"]),
    ("textwrap", &["text"]),
    // The demo's server; all else is spawned by the engine.
    ("tokio::spawn", &["cli"]),
    ("spawn_blocking", &["engine"]),
    ("std::process::Command", &["engine"]),
    ("SystemTime::now", &["engine", "run"]),
    ("Instant::now", &["engine", "net", "run", "store", "term"]),
    ("Timestamp::now", &["cli"]),
    ("os::unix", &["private", "engine"]),
    ("process::exit", &[]),
];

#[test]
fn what_belongs_to_one_layer_stays_there() {
    for (thing, layers) in ONLY {
        for source in sources() {
            let there = source.code.contains(thing) && !layers.contains(&source.layer());
            assert!(!there, "{} has {thing}, which belongs to {layers:?}", source.name);
        }
    }
}

#[test]
fn the_pure_layers_neither_wait_nor_ask_the_world() {
    let pure = ["model", "safe", "feed", "html", "text", "search", "story", "app", "ui"];
    let worldly = ["tokio", "std::fs", "std::net", "std::env", "std::thread", "std::io", "async fn", ".await"];
    for source in sources().iter().filter(|source| pure.contains(&source.layer())) {
        for thing in worldly {
            assert!(!source.code.contains(thing), "{} has {thing}", source.name);
        }
    }
}

#[test]
fn nothing_panics_or_prints_of_its_own_accord() {
    let banned =
        [".unwrap()", "todo!(", "unimplemented!(", "dbg!(", "panic!(", "println!(", "print!(", "eprint!(", "#[allow("];
    for source in sources() {
        for word in banned {
            assert!(!source.code.contains(word), "{} has {word}", source.name);
        }
        for reason in source.code.split(".expect(").skip(1) {
            let text = reason.trim_start();
            let told = text.starts_with('"') || text.starts_with(')');
            assert!(told, "{}: an `expect` tells its invariant", source.name);
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut paths = Vec::new();
    for folder in ["src", "tests", "benches"] {
        files(&root().join(folder), "rs", &mut paths);
    }
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.len() > 12, "{}: {first}", path.display());
    }
}

#[test]
fn files_stay_small() {
    for source in sources() {
        let lines = source.whole.lines().count();
        assert!(lines <= 600, "{} has {lines} lines", source.name);
    }
}

#[test]
fn the_architecture_tells_of_every_part_and_is_two_pages_at_most() {
    let paper = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(paper.lines().count() <= 120, "{} lines", paper.lines().count());
    for layer in allowed().keys() {
        let named = [format!("`{layer}`"), format!("`{layer}/`"), format!("`{layer}.rs`")];
        assert!(named.iter().any(|name| paper.contains(name)), "ARCHITECTURE.md does not speak of {layer}");
    }
    let mentioned = paper.split('`').skip(1).step_by(2).filter(|word| word.contains('/') && !word.contains(' '));
    for path in mentioned {
        let there = [root().join(path), root().join("src").join(path)].iter().any(|path| path.exists());
        assert!(there, "ARCHITECTURE.md speaks of {path}, which is not there");
    }
}
