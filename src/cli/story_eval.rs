//! `dateline story-eval`: puts the headlines of a file into stories, to be compared with those that people made.

use std::path::PathBuf;

use super::output::Output;
use super::{Failure, Result, parse};
use crate::model::Time;
use crate::story::{Grouping, Item};

/// Group the headlines of a file into stories
///
/// FILE holds a headline a line, in the order of arrival: id, seconds since 1970, publisher, title and summary, parted by
/// tabs; further columns are ignored. Printed are the id and the id of the story, which is that of its first headline.
#[derive(Debug, clap::Args)]
pub(super) struct StoryEval {
    /// A file of headlines, or - for standard input
    file: PathBuf,
    /// Older headlines, for knowing which words are common; in the same form, or a title a line
    #[arg(long, value_name = "FILE")]
    background: Option<PathBuf>,
}

impl StoryEval {
    pub(super) fn run(self) -> Result {
        let mut grouping = Grouping::default();
        if let Some(path) = &self.background {
            for line in read(path)?.lines() {
                let title = line.split('\t').nth(3).unwrap_or(line);
                grouping.count(Item { title, ..Item::default() });
            }
        }
        let text = read(&self.file)?;
        let (mut ids, mut stories) = (Vec::new(), Vec::new());
        for (number, line) in (0i64..).zip(text.lines()) {
            let (id, item) = item(line, number).ok_or_else(|| {
                let path = self.file.display();
                Failure::Failed(format!(
                    "{path}: line {} has no id, time, publisher and title, parted by tabs",
                    number + 1
                ))
            })?;
            ids.push(id);
            let placed = grouping.add(item);
            if let Some(absorbed) = placed.absorbed {
                stories.iter_mut().filter(|story| **story == absorbed).for_each(|story| *story = placed.story);
            }
            stories.push(placed.story);
        }
        let mut output = Output::new();
        for (id, story) in ids.iter().zip(stories) {
            let first = usize::try_from(story.0).ok().and_then(|number| ids.get(number)).unwrap_or(id);
            output.columns(&[id, first])?;
        }
        Ok(output.finish()?)
    }
}

fn item(line: &str, number: i64) -> Option<(&str, Item<'_>)> {
    let mut columns = line.split('\t');
    let (id, time, publisher, title) = (columns.next()?, columns.next()?, columns.next()?, columns.next()?);
    let (time, summary) = (Time(time.trim().parse().ok()?), columns.next().unwrap_or_default());
    Some((id, Item { id: number, time, publisher, title, summary, language: None }))
}

fn read(path: &PathBuf) -> Result<String> {
    Ok(String::from_utf8_lossy(&parse::read(path)?).into_owned())
}
