//! Rules for sites whose pages say too little of themselves: those that ship with the program, and the user's own.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use dom_query::Matcher;
use serde::Deserialize;
use toml::Spanned;
use url::{Host, Url};

/// What ships with the program.
const BUILT_IN: &str = include_str!("../../../assets/extraction-rules.toml");

static BY_HOST: LazyLock<Rules> = LazyLock::new(|| Rules::read(BUILT_IN).unwrap_or_default());

/// CSS selectors for the pages of a host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// The article itself.
    pub content: Option<String>,
    /// What is taken out of it.
    pub strip: Vec<String>,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub date: Option<String>,
}

/// The user's rules; what they do not speak of goes by those that ship with the program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules(HashMap<String, Rule>);

/// What is wrong with rules, and at which bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub at: Option<Range<usize>>,
    pub message: String,
}

/// A rule as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    content: Option<Spanned<String>>,
    #[serde(default)]
    strip: Vec<Spanned<String>>,
    title: Option<Spanned<String>>,
    byline: Option<Spanned<String>>,
    date: Option<Spanned<String>>,
}

impl Rules {
    /// Reads rules in TOML, a table for each host.
    pub fn read(text: &str) -> Result<Rules, Fault> {
        let written: BTreeMap<Spanned<String>, Written> = toml::from_str(text)
            .map_err(|error: toml::de::Error| Fault { at: error.span(), message: error.message().to_owned() })?;
        let rules = written.into_iter().map(|(host, written)| Ok((name(host)?, written.read()?)));
        rules.collect::<Result<_, _>>().map(Rules)
    }

    /// The rule for a page's host, or for the nearest domain above it, the user's own before that of the program.
    pub fn of(&self, url: &Url) -> Option<&Rule> {
        let mut host = url.host_str()?;
        loop {
            if let Some(rule) = self.0.get(host).or_else(|| BY_HOST.0.get(host)) {
                return Some(rule);
            }
            host = host.split_once('.')?.1;
        }
    }
}

fn name(host: Spanned<String>) -> Result<String, Fault> {
    match Host::parse(host.get_ref()) {
        Ok(name) => Ok(name.to_string()),
        Err(_) => {
            let message = format!("`{}` is not a host; write its name alone, such as \"example.org\"", host.get_ref());
            Err(Fault { at: Some(host.span()), message })
        }
    }
}

impl Written {
    fn read(self) -> Result<Rule, Fault> {
        let one = |written: Option<Spanned<String>>| written.map(selector).transpose();
        Ok(Rule {
            content: one(self.content)?,
            strip: self.strip.into_iter().map(selector).collect::<Result<_, _>>()?,
            title: one(self.title)?,
            byline: one(self.byline)?,
            date: one(self.date)?,
        })
    }
}

fn selector(written: Spanned<String>) -> Result<String, Fault> {
    if Matcher::new(written.get_ref()).is_ok() {
        return Ok(written.into_inner());
    }
    let message = format!("`{}` is not a CSS selector", written.get_ref());
    Err(Fault { at: Some(written.span()), message })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(address: &str) -> Url {
        Url::parse(address).unwrap()
    }

    #[test]
    fn the_rules_of_the_program_can_be_read() {
        assert!(Rules::read(BUILT_IN).unwrap().0.len() > 3);
    }

    #[test]
    fn a_rule_holds_for_the_hosts_below() {
        let rules = Rules::default();
        let rule = |address: &str| rules.of(&url(address));
        assert!(rule("https://en.wikipedia.org/wiki/Moon").is_some());
        assert_eq!(rule("https://wikipedia.org/"), rule("https://de.m.wikipedia.org/"));
        assert!(rule("https://notwikipedia.org/").is_none());
    }

    #[test]
    fn the_users_own_rules_come_first() {
        let rules =
            Rules::read("[\"wikipedia.org\"]\ncontent = \".mine\"\n[\"Example.org\"]\nstrip = [\".box\"]").unwrap();
        let content = |address: &str| rules.of(&url(address)).and_then(|rule| rule.content.clone());
        assert_eq!(content("https://en.wikipedia.org/wiki/Moon").as_deref(), Some(".mine"));
        assert_eq!(rules.of(&url("https://www.example.org/")).unwrap().strip, [".box"]);
        assert!(content("https://github.com/a/b").is_some());
    }

    #[test]
    fn faults_are_located() {
        for (text, at, part) in [
            ("[\"a.example\"]\ncontent = \"p[\"", 24, "not a CSS selector"),
            ("[\"a.example\"]\nstrip = [\".ok\", \"::\"]", 30, "not a CSS selector"),
            ("[\"https://a.example/x\"]", 1, "its name alone"),
            ("[\"a.example\"]\ncontents = \"p\"", 14, "unknown field"),
        ] {
            let fault = Rules::read(text).unwrap_err();
            assert_eq!(fault.at.as_ref().map(|at| at.start), Some(at), "{fault:?}");
            assert!(fault.message.contains(part), "{fault:?}");
        }
    }
}
