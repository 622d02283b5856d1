//! Words and names that the headlines of the last hours have more of than those before.

use std::cmp::Reverse;
use std::collections::HashMap;

use rust_stemmers::Stemmer;

use super::WORD_HOURS;
use crate::model::{FeedId, HOURS, Headline, Time};
use crate::story::language::Language;
use crate::story::words::{Run, folded, runs, word};

/// The last hours are the fewest of these in which there are enough headlines.
const LATELY: [usize; 3] = [6, 12, 24];
const ENOUGH: usize = 60;
/// What rises is in so many headlines of the last hours at least, and told by so many publishers.
const HEADLINES: u32 = 3;
const PUBLISHERS: usize = 2;
/// What is compared with one another, and what is shown.
const COMPARED: usize = 200;
const SHOWN: usize = 30;
/// Forms of a word that are searched for.
const FORMS: usize = 4;
/// Where words stand without spaces, this many characters at most are taken for one.
const DENSE: usize = 4;

/// A word or a name with its course.
#[derive(Debug, Clone, PartialEq)]
pub struct Rising {
    /// Its commonest form.
    pub shown: String,
    pub name: bool,
    /// The forms in which headlines have it, the commonest first.
    pub forms: Vec<String>,
    /// Headlines of the last hours, and of all those before them, that have it.
    pub lately: u32,
    pub before: u32,
    /// Headlines by the time of their date.
    pub course: [u32; HOURS / WORD_HOURS],
}

/// What is counted of a word.
#[derive(Default)]
struct Tally<'a> {
    forms: Vec<(String, u32)>,
    lately: u32,
    before: u32,
    /// Headlines in which it is a name.
    named: u32,
    /// Those of the last hours, no more than are asked for.
    publishers: Vec<&'a str>,
    course: [u32; HOURS / WORD_HOURS],
}

/// What rises, the steepest first, and within how many hours.
pub(super) fn rising(headlines: &[Headline], publishers: &HashMap<FeedId, &str>, since: Time) -> (Vec<Rising>, u32) {
    let end = since.plus(HOURS as i64 * Time::HOUR);
    let begin = |hours: usize| end.plus(-(hours as i64) * Time::HOUR);
    let told = || headlines.iter().filter_map(|headline| Some((headline, *publishers.get(&headline.feed)?)));
    let dated_since = |moment: Time| told().filter(|(headline, _)| headline.date >= moment).count();
    let lately = LATELY.into_iter().find(|hours| dated_since(begin(*hours)) >= ENOUGH).unwrap_or(LATELY[2]);
    let moment = begin(lately);
    let mut tallies: HashMap<Said, Tally> = HashMap::new();
    for (headline, publisher) in told() {
        let language = Language::of(headline.language.as_deref(), &headline.title);
        for heard in heard(&headline.title, language) {
            let tally = tallies.entry(heard.said).or_default();
            tally.named += u32::from(heard.named);
            tally.count(heard.form, headline.date >= moment, publisher);
            super::count(&mut tally.course, headline.date, since, WORD_HOURS);
        }
    }
    let new = dated_since(moment);
    let share = new as f64 / (told().count() - new).max(1) as f64;
    (steepest(tallies, share), u32::try_from(lately).unwrap_or(u32::MAX))
}

impl<'a> Tally<'a> {
    fn count(&mut self, form: String, lately: bool, publisher: &'a str) {
        match self.forms.iter_mut().find(|(known, _)| *known == form) {
            Some((_, times)) => *times += 1,
            None => self.forms.push((form, 1)),
        }
        match lately {
            true => self.lately += 1,
            false => self.before += 1,
        }
        if lately && self.publishers.len() < PUBLISHERS && !self.publishers.contains(&publisher) {
            self.publishers.push(publisher);
        }
    }

    fn is_told(&self) -> bool {
        self.lately >= HEADLINES && self.publishers.len() >= PUBLISHERS
    }

    /// How far the last hours exceed what those before let expect, in standard deviations. `share`: headlines of the last
    /// hours for each one before.
    fn rise(&self, share: f64) -> f64 {
        let expected = f64::from(self.before) * share;
        (f64::from(self.lately) - expected) / (expected + 1.0).sqrt()
    }
}

fn steepest(tallies: HashMap<Said, Tally>, share: f64) -> Vec<Rising> {
    let mut risen: Vec<(f64, Said, Tally)> = tallies
        .into_iter()
        .filter(|(_, tally)| tally.is_told())
        .map(|(said, tally)| (tally.rise(share), said, tally))
        .filter(|(rise, ..)| *rise > 1.0)
        .collect();
    // Of equals the one that says more, then by the alphabet, so that the order is always the same.
    risen.sort_by(|(one, a, _), (other, b, _)| {
        other.total_cmp(one).then_with(|| Reverse(a.key.len()).cmp(&Reverse(b.key.len()))).then_with(|| a.cmp(b))
    });
    risen.truncate(COMPARED);
    let mut risen: Vec<Rising> = risen.into_iter().map(|(_, _, tally)| shown(tally)).collect();
    let covered: Vec<bool> = risen.iter().map(|one| risen.iter().any(|other| covers(other, one))).collect();
    let mut covered = covered.into_iter();
    risen.retain(|_| !covered.next().unwrap_or(false));
    risen.truncate(SHOWN);
    risen
}

fn shown(tally: Tally) -> Rising {
    let Tally { mut forms, lately, before, named, course, .. } = tally;
    // In headlines of capitals nothing tells that it is one.
    let name = named * 3 >= lately + before;
    forms.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    let forms: Vec<String> = forms.into_iter().map(|(form, _)| form).take(FORMS).collect();
    Rising { shown: forms.first().cloned().unwrap_or_default(), name, forms, lately, before, course }
}

/// Whether at least half of the headlines that have `part` have it as part of `whole`, so that it need not be shown as
/// well.
fn covers(whole: &Rising, part: &Rising) -> bool {
    let [long, short] = [whole, part].map(|word| word.shown.to_lowercase());
    long.len() > short.len() && whole.lately * 2 >= part.lately && long.contains(&short)
}

/// A word by its stem, or several that stand together.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Said {
    key: String,
    several: bool,
}

/// A word or name of a headline.
struct Heard {
    said: Said,
    /// As it stands there.
    form: String,
    /// It has a capital where none is due.
    named: bool,
}

/// The words and names of a headline, each once.
fn heard(title: &str, language: Language) -> Vec<Heard> {
    let stemmer = language.stemmer().map(Stemmer::create);
    let mut out: Vec<Heard> = Vec::new();
    let mut add = |said: Said, form: &str, named: bool| match out.iter_mut().find(|known| known.said == said) {
        Some(known) => known.named |= named,
        None => out.push(Heard { said, form: form.to_owned(), named }),
    };
    let key = |run: &str| word(&folded(run), language, stemmer.as_ref()).filter(|word| is_word(&word.shown));
    for phrase in phrases(title) {
        let mut before: Option<(String, &str)> = None;
        for run in runs(phrase) {
            match run {
                Run::Word(run) => {
                    let here = key(run).map(|word| (word.key, trimmed(run)));
                    if let (Some((one, first)), Some((other, second))) = (&before, &here) {
                        let said = Said { key: format!("{one} {other}"), several: true };
                        add(said, &format!("{first} {second}"), false);
                    }
                    if let Some((key, form)) = &here {
                        add(Said { key: key.clone(), several: false }, form, false);
                    }
                    before = here;
                }
                Run::Dense(run) => {
                    pieces(run).for_each(|piece| add(Said { key: piece.to_owned(), several: false }, piece, false));
                    before = None;
                }
            }
        }
    }
    for name in names(title, language) {
        let keys: Vec<String> = name.split(' ').filter_map(&key).map(|word| word.key).collect();
        add(Said { several: keys.len() > 1, key: keys.join(" ") }, &name, true);
    }
    out
}

/// Numbers rise and fall by themselves.
fn is_word(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Every piece of two to four characters.
fn pieces(run: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    let bounds = (2..=DENSE).flat_map(move |length| {
        starts.windows(length + 1).filter_map(|ends| Some((*ends.first()?, *ends.last()?))).collect::<Vec<_>>()
    });
    bounds.filter_map(move |(start, end)| run.get(start..end))
}

/// Words with a capital where none is due: in the middle of a headline that is not set in capitals throughout.
fn names(title: &str, language: Language) -> Vec<String> {
    if is_title_case(title) {
        return Vec::new();
    }
    phrases(title).flat_map(|phrase| names_of(phrase, language)).collect()
}

/// The parts of a headline between signs.
fn phrases(title: &str) -> impl Iterator<Item = &str> {
    title.split([',', ':', ';', '!', '?', '|', '(', ')', '"', '“', '”', '„', '«', '»', '—', '–', '/', '·'])
}

fn names_of(phrase: &str, language: Language) -> Vec<String> {
    let words: Vec<&str> = words(phrase).collect();
    let telling = |run: &&str| word(&folded(run), language, None).is_some_and(|word| is_word(&word.shown));
    let mut names = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let length = words[at..].iter().take_while(|word| is_capital(word)).count();
        let (start, run) = (at, &words[at..at + length]);
        at += length.max(1);
        // "The White House", "Merkel Monday"
        let Some(first) = run.iter().position(telling) else { continue };
        let Some(last) = run.iter().rposition(telling) else { continue };
        let mut name = &run[first..=last];
        if name.len() > 3 {
            name = &name[name.len() - 2..];
        }
        // The first word has its capital anyway.
        if name.len() > 1 || (start + first > 0 && !language.has_capital_nouns()) {
            names.push(name.join(" "));
        }
    }
    names
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = runs(text).into_iter().filter_map(|run| match run {
        Run::Word(run) => Some(trimmed(run)),
        Run::Dense(_) => None,
    });
    words.filter(|word| word.len() > 1)
}

/// Without what belongs to the sentence and not to the word.
fn trimmed(run: &str) -> &str {
    let run = run.trim_matches(['\'', '’', '.', ',']);
    run.strip_suffix("'s").or(run.strip_suffix("’s")).unwrap_or(run)
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Whether nearly every longer word behind the first has a capital.
fn is_title_case(title: &str) -> bool {
    let longer = words(title).skip(1).filter(|word| word.chars().count() > 3 && is_word(word));
    let (all, capital) = longer.fold((0, 0), |(all, capital), word| (all + 1, capital + usize::from(is_capital(word))));
    all >= 3 && capital * 5 >= all * 4
}
