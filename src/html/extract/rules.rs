//! Rules for sites whose pages say too little of themselves.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use url::Url;

/// What ships with the program.
const RULES: &str = include_str!("../../../assets/extraction-rules.toml");

/// CSS selectors for the pages of a host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The article itself.
    pub content: Option<String>,
    /// What is taken out of it.
    #[serde(default)]
    pub strip: Vec<String>,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub date: Option<String>,
}

static BY_HOST: LazyLock<HashMap<String, Rule>> = LazyLock::new(|| toml::from_str(RULES).unwrap_or_default());

/// The rule for a page's host, or for the nearest domain above it.
pub fn of(url: &Url) -> Option<&'static Rule> {
    let mut host = url.host_str()?;
    loop {
        if let Some(rule) = BY_HOST.get(host) {
            return Some(rule);
        }
        host = host.split_once('.')?.1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Matcher;

    #[test]
    fn the_rules_can_be_read() {
        let rules: HashMap<String, Rule> = toml::from_str(RULES).unwrap();
        for (host, rule) in &rules {
            let single = [&rule.content, &rule.title, &rule.byline, &rule.date];
            let selectors = single.into_iter().flatten().chain(&rule.strip);
            for selector in selectors {
                assert!(Matcher::new(selector).is_ok(), "{host}: {selector}");
            }
        }
    }

    #[test]
    fn a_rule_holds_for_the_hosts_below() {
        let rule = |address: &str| of(&Url::parse(address).unwrap());
        assert!(rule("https://en.wikipedia.org/wiki/Moon").is_some());
        assert_eq!(rule("https://wikipedia.org/"), rule("https://de.m.wikipedia.org/"));
        assert!(rule("https://notwikipedia.org/").is_none());
    }
}
