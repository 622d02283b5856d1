//! What the headlines of one publisher have in common: the names of columns and series, which say nothing of the story.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

/// A part of a headline that came so often before is left out.
const OFTEN: u8 = 3;
/// Parts remembered; beyond, all begins anew.
const REMEMBERED: usize = 50_000;
/// What parts the parts of a headline.
const BREAKS: [&str; 7] = [": ", " - ", " – ", " — ", " | ", " · ", "："];

/// How often each part of a headline came from its publisher.
#[derive(Debug, Default)]
pub(super) struct Templates(HashMap<u64, u8>);

impl Templates {
    /// The headline without the parts that its publisher has used often. If nothing else is left, the whole headline.
    pub fn strip(&mut self, publisher: &str, title: &str) -> String {
        let parts = parts(title);
        if parts.len() < 2 {
            return title.to_owned();
        }
        if self.0.len() > REMEMBERED {
            self.0.clear();
        }
        let kept = parts.iter().filter(|part| {
            let seen = self.0.entry(xxh3_64(format!("{publisher}\n{part}").as_bytes())).or_default();
            *seen = seen.saturating_add(1);
            *seen <= OFTEN
        });
        let kept: Vec<&str> = kept.copied().collect();
        if kept.is_empty() { title.to_owned() } else { kept.join(" ") }
    }
}

fn parts(title: &str) -> Vec<&str> {
    let mut parts = vec![title];
    for mark in BREAKS {
        parts = parts.into_iter().flat_map(|part| part.split(mark)).collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_series_is_left_out_once_it_is_known() {
        let mut templates = Templates::default();
        let stripped: Vec<String> =
            (1..=5).map(|day| templates.strip("A", &format!("Sector update: word{day} - Blog"))).collect();
        assert_eq!(stripped[2], "Sector update word3 Blog");
        assert_eq!(stripped[3], "word4");
        assert_eq!(templates.strip("B", "Sector update: word"), "Sector update word");
        assert_eq!(templates.strip("A", "Sector update: Blog"), "Sector update: Blog");
    }
}
