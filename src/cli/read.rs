//! `dateline read`: any page, feed or text as an article.

use std::io::{self, IsTerminal};

use super::output::Output;
use super::show::{self, Format};
use super::{Failure, Result, Session, reader};
use crate::engine::reading::{self, By, Piece, Source};
use crate::model::EntryId;
use crate::term;

/// Read any page, feed or text as an article: in the reader's pane on a terminal, printed elsewhere
#[derive(Debug, clap::Args)]
pub(super) struct Read {
    /// An address, a file, or - for standard input
    #[arg(value_name = "URL|FILE|-")]
    what: String,
    /// Print it, with no line wider than so many cells
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(10..=1000))]
    width: Option<u16>,
    /// Print it in this form; without it ansi on a terminal, else text
    #[arg(long)]
    format: Option<Format>,
    /// Keep it for later, as an entry of the feed of kept pages, and print nothing of it
    #[arg(long, conflicts_with_all = ["width", "format"])]
    keep: bool,
}

impl Read {
    pub(super) fn run(self, session: &Session) -> Result {
        let piece = self.piece(session)?;
        if self.keep {
            return keep(&piece, session);
        }
        let is_screen = io::stdout().is_terminal() && self.format.is_none() && self.width.is_none();
        // A terminal without a screen is printed on.
        if is_screen && term::fit_for_pipe().is_ok() {
            return reader::read(session, piece);
        }
        let article = piece.article(EntryId(0));
        let format = self.format.unwrap_or_else(|| Format::usual(session));
        let manner = show::manner(self.width, session)?;
        let mut output = Output::new();
        show::print(&article, format, &manner, session, &mut output)?;
        Ok(output.finish()?)
    }

    /// Reads or fetches what is named.
    fn piece(&self, session: &Session) -> Result<Piece> {
        let source = Source::of(&self.what);
        let by = By { zone: session.zone.clone(), rules: session.loaded()?.rules.clone() };
        let Source::Web(url) = &source else {
            return reading::read(&source, &by).map_err(Failure::Failed);
        };
        let client = session.client()?;
        let fetched = session.runtime()?.block_on(reading::fetch(&client, url, true, &by));
        fetched.map_err(Failure::Failed)
    }
}

fn keep(piece: &Piece, session: &Session) -> Result {
    let kept = session.writable_store()?.keep(piece.kept(), session.now).wait()?;
    let done = if kept.again { "kept as it is now" } else { "kept" };
    let mut output = Output::new();
    output.line(&format!("{done}: {} (entry {})", kept.title, kept.entry))?;
    Ok(output.finish()?)
}
