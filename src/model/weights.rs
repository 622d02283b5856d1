//! How much the reader cares for folders and feeds.

use std::collections::BTreeMap;

use super::{Feed, Folder};

/// Factors by folder path, feed title or feed address; 1 for what is not named, 0 keeps off the front page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights(pub BTreeMap<String, f64>);

impl Weights {
    /// The factor of a feed by its address, else by its title.
    pub fn of_feed(&self, feed: &Feed) -> f64 {
        self.named(&feed.subscription.url).or_else(|| self.named(&feed.title)).unwrap_or(1.0)
    }

    /// The factor of a folder, or of the nearest one around it that has one.
    pub fn of_folder(&self, folder: &Folder) -> f64 {
        let mut path = folder.0.as_str();
        loop {
            match (self.named(path), path.rsplit_once('/')) {
                (Some(weight), _) => return weight,
                (None, Some((around, _))) => path = around,
                (None, None) => return 1.0,
            }
        }
    }

    /// Names are the same in small and capital letters.
    fn named(&self, name: &str) -> Option<f64> {
        if self.0.is_empty() {
            return None;
        }
        let name = name.to_lowercase();
        self.0.iter().find(|(key, _)| key.to_lowercase() == name).map(|(_, weight)| *weight)
    }
}
