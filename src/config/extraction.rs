//! `extraction-rules.toml`: where the article is on the pages of some sites, by the user's own word.

use std::path::Path;

use super::error::{ConfigError, with_nearest};
use super::load::read_text;
use crate::html::extract::Rules;

/// The user's rules; none where there is no such file.
pub fn load(path: &Path) -> Result<Rules, ConfigError> {
    let Some(text) = read_text(path)? else { return Ok(Rules::default()) };
    Rules::read(&text).map_err(|fault| ConfigError::at(path, &text, fault.at, with_nearest(&fault.message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_located_and_the_nearest_name_is_offered() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("extraction-rules.toml");
        assert_eq!(load(&path), Ok(Rules::default()));
        for (text, at, part) in [
            ("[\"a.example\"]\ncontnt = \"p\"", (2, 1), "did you mean `content`"),
            ("[\"a.example\"]\nstrip = [\"p >\"]", (2, 10), "not a CSS selector"),
            ("[\"a.example\"]\nstrip = 1", (2, 9), "expected"),
        ] {
            std::fs::write(&path, text).unwrap();
            let problem = load(&path).unwrap_err();
            assert_eq!(problem.at, Some(at), "{problem}");
            assert!(problem.message.contains(part), "{problem}");
        }
    }
}
