//! Feeds as they are found: a corpus of real, odd, broken and hostile ones, where it lies beside the project.
//!
//! `DATELINE_CORPUS` names another place for it. `corpus/reference_is_wrong.tsv` lists where its reference readings err.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use dateline::feed::{self, FeedError, Hints, Limits};
use dateline::model::FeedDocument;
use dateline::safe;
use serde_json::Value;
use url::Url;

fn corpus() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let corpus = std::env::var_os("DATELINE_CORPUS").map_or_else(beside, PathBuf::from);
    if !corpus.join("MANIFEST.tsv").exists() {
        println!("skipped: no corpus at {}", corpus.display());
        return None;
    }
    Some(corpus)
}

/// A line of the manifest.
struct Case {
    columns: HashMap<String, String>,
    corpus: PathBuf,
}

impl Case {
    fn all(corpus: &Path) -> Vec<Case> {
        let manifest = fs::read_to_string(corpus.join("MANIFEST.tsv")).expect("a manifest");
        let mut lines = manifest.lines().map(|line| line.split('\t').map(str::to_owned));
        let names: Vec<String> = lines.next().expect("a head").collect();
        let cases =
            lines.map(|line| Case { columns: names.iter().cloned().zip(line).collect(), corpus: corpus.into() });
        cases.collect()
    }

    fn get(&self, column: &str) -> Option<&str> {
        self.columns.get(column).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn id(&self) -> &str {
        self.get("id").expect("every case has one")
    }

    /// `real`, `malformed/real`, …
    fn group(&self) -> String {
        let category = self.get("category").unwrap_or_default();
        let origin = self.get("origin").filter(|_| category == "malformed").map(|origin| format!("/{origin}"));
        format!("{category}{}", origin.unwrap_or_default())
    }

    fn read(&self) -> Result<FeedDocument, FeedError> {
        let bytes = fs::read(self.corpus.join(self.get("file").unwrap_or_default())).expect("a file");
        let hints = Hints { url: self.get("content_location"), content_type: self.get("content_type") };
        feed::parse_within(&bytes, hints, Limits::NONE)
    }

    fn expected(&self) -> Value {
        let path = self.corpus.join("expected").join(self.id()).with_extension("json");
        serde_json::from_slice(&fs::read(path).expect("a reference reading")).expect("JSON")
    }
}

/// No text of a document may hold anything that a terminal would obey.
fn assert_safe(name: &str, document: &FeedDocument) {
    let report = serde_json::to_value(feed::report(document)).expect("plain data");
    let mut open = vec![&report];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => assert!(safe::is_safe(text), "{name}: {text:?}"),
            Value::Array(list) => open.extend(list),
            Value::Object(fields) => open.extend(fields.values()),
            _ => {}
        }
    }
    for entry in &document.entries {
        let lines = [&entry.title, &entry.lead].into_iter().chain(&entry.categories).chain(&entry.comments);
        for line in lines.chain(&entry.language) {
            assert!(safe::is_safe(line), "{name}: {line:?}");
        }
    }
}

#[test]
fn every_file_is_read_or_refused_and_what_is_read_is_safe() {
    let Some(corpus) = corpus() else { return };
    let base = Hints { url: Some("https://example.org/feed.xml"), content_type: None };
    for folder in ["hostile/files", "opml", "pages/trafilatura"] {
        for file in fs::read_dir(corpus.join(folder)).expect("a folder") {
            let path = file.expect("an entry").path();
            let Ok(bytes) = fs::read(&path) else { continue };
            let name = path.display().to_string();
            if let Ok(document) = feed::parse_within(&bytes, base, Limits::NONE) {
                assert_safe(&name, &document);
                assert!(folder.starts_with("hostile"), "{name} is no feed");
                let leaked = document.entries.iter().any(|entry| entry.body.contains("root:"));
                assert!(!leaked, "{name} read a file");
            }
            let _ = feed::import(&bytes);
        }
    }
}

#[test]
fn what_is_no_feed_is_called_by_its_name() {
    let Some(corpus) = corpus() else { return };
    for (file, word) in [
        ("html-instead.xml", "web page"),
        ("html-cloudflare.html", "web page"),
        ("empty.xml", "empty"),
        ("whitespace.xml", "empty"),
        ("just-bom.xml", "empty"),
        ("json-array.json", "JSON"),
        ("json-error.json", "JSON"),
        ("binary.bin", "binary"),
        ("gzip-double.xml.gz", "compressed"),
    ] {
        let bytes = fs::read(corpus.join("hostile/files").join(file)).expect(file);
        let why = feed::parse(&bytes, Hints::default()).expect_err(file).to_string();
        assert!(why.contains(word), "{file}: {why}");
    }
}

#[test]
fn no_shape_takes_time_that_grows_with_its_square() {
    let rss = |part: &str| format!("<rss version='2.0'><channel>{}", part.repeat(20_000));
    for part in [
        "<title><b>x",
        "<title><b>x</b><description><i>y</i>",
        "<title a=b c ",
        "<title a=\"",
        "<description><![CDATA[",
        "<description><![CDATA[a]]>",
        "<item><enclosure url='http://a/'><description>",
        "<!--",
        "</x>",
        "<a>",
        "&",
    ] {
        let _ = feed::parse(rss(part).as_bytes(), Hints::default());
    }
    for part in ["<", "<!--", "<body>", "\u{feff}", "<item>"] {
        let _ = feed::parse(part.repeat(100_000).as_bytes(), Hints::default());
        let _ = feed::parse(format!("<rdf:RDF>{}", part.repeat(20_000)).as_bytes(), Hints::default());
    }
}

/// How much of a field agrees with the reference.
#[derive(Default)]
struct Score {
    right: usize,
    of: usize,
}

/// Fields of a group of feeds, and the disagreements that no list excuses.
#[derive(Default)]
struct Tally {
    feeds: usize,
    lost: Vec<String>,
    fields: BTreeMap<&'static str, Score>,
    wrong: Vec<String>,
}

impl Tally {
    fn put(&mut self, case: &Case, field: &'static str, right: bool, excused: &mut Excused) {
        let excused = !right && excused.covers(case.id(), field);
        let score = self.fields.entry(field).or_default();
        score.of += 1;
        score.right += usize::from(right || excused);
        if !right && !excused {
            self.wrong.push(format!("{} {field}", case.id()));
        }
    }
}

/// The disagreements in which the reference is wrong, and whether each has been met.
struct Excused(BTreeMap<(String, String), bool>);

impl Excused {
    fn read() -> Excused {
        let lines = include_str!("corpus/reference_is_wrong.tsv").lines().skip(1);
        let rows = lines.map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            assert!(columns.len() == 3 && columns[2].len() > 20, "{line}");
            ((columns[0].to_owned(), columns[1].to_owned()), false)
        });
        Excused(rows.collect())
    }

    fn covers(&mut self, id: &str, field: &str) -> bool {
        self.0.get_mut(&(id.to_owned(), field.to_owned())).map(|met| *met = true).is_some()
    }
}

#[test]
fn feeds_are_read_as_the_reference_reads_them() {
    let Some(corpus) = corpus() else { return };
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut excused = Excused::read();
    let mut cases = Case::all(&corpus);
    cases.retain(|case| case.get("not_a_feed") == Some("0"));
    for (case, document) in read_all(&cases) {
        let tally = tallies.entry(case.group()).or_default();
        tally.feeds += 1;
        match document {
            Ok(document) => {
                assert_safe(case.id(), &document);
                score(case, &document, tally, &mut excused);
            }
            Err(error) => tally.lost.push(format!("{}: {error}", case.id())),
        }
    }
    for (group, least, lost) in [
        ("real", 99.0, 0),
        ("malformed/real", 99.0, 0),
        ("malformed/synthetic", 93.0, 0),
        ("synthetic-conformance", 84.0, 2),
    ] {
        let tally = &tallies[group];
        assert!(tally.feeds > 20 && tally.lost.len() <= lost, "{group}: {:?}", tally.lost);
        for (field, score) in &tally.fields {
            let percent = 100.0 * score.right as f64 / score.of as f64;
            println!("{group:24} {field:10} {percent:6.2} % of {}", score.of);
            assert!(percent >= least, "{group}, {field}: {percent:.2} %\n{:?}", tally.wrong);
        }
    }
    let idle: Vec<_> = excused.0.iter().filter(|(_, met)| !**met).collect();
    assert!(idle.is_empty(), "these agree by now: {idle:?}");
}

/// Reads on all cores: unoptimised, one alone takes long.
fn read_all(cases: &[Case]) -> Vec<(&Case, Result<FeedDocument, FeedError>)> {
    let share = cases.len().div_ceil(thread::available_parallelism().map_or(2, usize::from));
    thread::scope(|scope| {
        let shares = cases
            .chunks(share)
            .map(|share| scope.spawn(move || share.iter().map(|case| (case, case.read())).collect::<Vec<_>>()));
        let shares: Vec<_> = shares.collect();
        shares.into_iter().flat_map(|share| share.join().expect("no feed makes the reader panic")).collect()
    })
}

fn score(case: &Case, document: &FeedDocument, tally: &mut Tally, excused: &mut Excused) {
    let (expected, report) = (case.expected(), serde_json::to_value(feed::report(document)).expect("plain data"));
    let list = |of: &Value| of["entries"].as_array().cloned().unwrap_or_default();
    let (wanted, found) = (list(&expected), list(&report));
    tally.put(case, "count", wanted.len() == found.len(), excused);
    if let Some(title) = text(&expected, "title") {
        tally.put(case, "feed title", text(&report, "title").is_some_and(|found| found == title), excused);
    }
    for (wanted, found) in wanted.iter().zip(&found) {
        if let Some(title) = text(wanted, "title") {
            tally.put(case, "title", text(found, "title").is_some_and(|found| found == title), excused);
        }
        if let Some(link) = text(wanted, "link") {
            let same = text(found, "link").is_some_and(|found| address(&found) == address(&link));
            tally.put(case, "link", same, excused);
        }
        if let Some(date) = wanted["published"].as_i64().or(wanted["updated"].as_i64()) {
            let same = found["published"].as_i64().is_some_and(|found| found.abs_diff(date) <= 1);
            tally.put(case, "published", same, excused);
        }
        if let Some(content) = text(wanted, "content_text") {
            let same = agreement(&content, &text(found, "content_text").unwrap_or_default()) >= 0.9;
            tally.put(case, "content", same, excused);
        }
    }
}

/// A text with its white space folded; none if it is empty.
fn text(of: &Value, field: &str) -> Option<String> {
    let words = of[field].as_str()?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(words).filter(|text| !text.is_empty())
}

fn address(url: &str) -> String {
    Url::parse(url).map_or_else(|_| url.to_owned(), String::from)
}

/// How much the first 500 characters of two texts have in common: the F1 of their words, or characters where a script
/// writes no spaces.
fn agreement(one: &str, other: &str) -> f64 {
    let (one, other) = (words(one), words(other));
    let total: usize = one.values().chain(other.values()).sum();
    let common: usize = one.iter().map(|(word, count)| other.get(word).map_or(0, |other| *count.min(other))).sum();
    if total == 0 { 1.0 } else { 2.0 * common as f64 / total as f64 }
}

fn words(text: &str) -> HashMap<String, usize> {
    let unspaced = |c: char| matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    let mut words = HashMap::new();
    let text: String = text.chars().take(500).collect::<String>().to_lowercase();
    for run in text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|run| !run.is_empty()) {
        for part in run.split_inclusive(unspaced) {
            *words.entry(part.to_owned()).or_insert(0) += 1;
        }
    }
    words
}
