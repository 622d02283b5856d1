//! `dateline doctor --vacuum`: deletes what has expired, and says what that freed.

use std::time::Duration;

use super::super::output::{Output, counted};
use super::super::{Failure, Result, Session};
use crate::engine::upkeep;

/// How long the store may take to fold in its log.
const LONGEST_CLOSE: Duration = Duration::from_secs(60);

pub(super) fn run(session: &Session) -> Result {
    let store = session.writable_store()?;
    let usual = session.loaded()?.config.retention;
    let file = session.paths()?.feeds_file();
    let before = store.weight().wait()?;
    let runtime = session.runtime()?;
    let swept = runtime.block_on(upkeep::sweep(&store, &file, usual, session.now)).map_err(Failure::Failed)?;
    runtime.block_on(upkeep::give_back(&store, 0)).map_err(Failure::Failed)?;
    let after = store.weight().wait()?;
    store.close(LONGEST_CLOSE);
    let mut output = Output::new();
    output.line(&format!(
        "deleted {} and the texts of {}",
        counted(swept.entries, "entry", "entries"),
        counted(swept.texts, "other", "others")
    ))?;
    output.line(&format!(
        "freed {} kB; the store weighs {} kB",
        before.saturating_sub(after).div_ceil(1_000),
        after.div_ceil(1_000)
    ))?;
    Ok(output.finish()?)
}
