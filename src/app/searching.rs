//! Searching and filtering while one types, and the way back to the list that was left for it.

use jiff::tz::TimeZone;

use crate::app::complete;
use crate::app::effect::Effects;
use crate::app::prompt::{Ask, Prompt};
use crate::app::state::{ArticlePane, ListPane, Pane, State};
use crate::app::{article, front, list, pictures, view};
use crate::model::{ListSpec, PageAt, Search, Sort, Time, View};
use crate::search::{self, SearchError};

/// A list as it was when the reader left it for a search or a filter.
#[derive(Debug, Clone, PartialEq)]
pub struct Left {
    list: ListPane,
    article: ArticlePane,
    focus: Pane,
    zen: bool,
}

/// Asks for words to search everything for; a search that is open is edited.
pub fn search(state: &mut State, out: &mut Effects) {
    let text = match &state.list.spec.view {
        View::Search(search) => search.text.clone(),
        _ => String::new(),
    };
    begin(state, Ask::Search, text, out);
}

/// Asks for words to filter the list by; a filter that is on is edited.
pub fn filter(state: &mut State, out: &mut Effects) {
    if front::refuses(state) {
        return;
    }
    let text = state.list.spec.filter.as_ref().map(|filter| filter.text.clone()).unwrap_or_default();
    begin(state, Ask::Filter, text, out);
}

fn begin(state: &mut State, ask: Ask, mut text: String, out: &mut Effects) {
    // The last word is open anyway while one types.
    if text.ends_with('*') && !text.ends_with("\"*") {
        text.pop();
    }
    let (list, article) = (state.list.clone(), state.article.clone());
    state.left.push(Left { list, article, focus: state.focus, zen: state.zen });
    state.zen = false;
    state.focus = Pane::List;
    state.prompt = Some(Prompt::new(ask).with(text));
    complete::offer(state, out);
}

/// Shows what the text in the prompt finds; one that cannot be read is marked, and the list stays.
pub fn typed(state: &mut State, out: &mut Effects) {
    complete::offer(state, out);
    let Some(prompt) = &mut state.prompt else { return };
    let ask = prompt.ask.clone();
    let text = prompt.input.value().to_owned();
    (prompt.error, prompt.wrong) = (None, 0..0);
    match wanted(state, &ask, &text, search::typed) {
        Ok(spec) => show(state, spec, out),
        Err(error) => blame(state, error),
    }
}

/// Leaves the prompt with the list that it asks for. The words are whole from now on, but for the last one if it finds
/// nothing as it is.
pub fn submit(state: &mut State, out: &mut Effects) {
    let Some(prompt) = &state.prompt else { return };
    let ask = prompt.ask.clone();
    let text = prompt.input.value().trim().to_owned();
    let whole =
        |text: &str, now, zone: &_| search::parse(text, now, zone).map(|query| Search { text: text.to_owned(), query });
    match wanted(state, &ask, &text, whole) {
        _ if text.is_empty() && ask == Ask::Search => cancel(state, out),
        Err(error) => blame(state, error),
        Ok(spec) => {
            let open = Some(state.list.spec.clone()).filter(|_| !state.list.rows.is_empty());
            state.histories.remember(&ask, &text);
            state.prompt = None;
            settle(state, &ask, spec, out);
            state.list.instead = open.filter(|_| state.list.loading.is_some()).map(Box::new);
        }
    }
}

/// The list that a prompt asks for. Without a text that is the one which was left, without a filter.
fn wanted(
    state: &State,
    ask: &Ask,
    text: &str,
    read: impl Fn(&str, Time, &TimeZone) -> Result<Search, SearchError>,
) -> Result<ListSpec, SearchError> {
    let before = state.left.last().map_or(&state.list.spec, |left| &left.list.spec);
    let search = match text.trim().is_empty() {
        true => None,
        false => Some(read(text, state.now, &state.settings.zone)?),
    };
    Ok(match (ask, search) {
        (Ask::Filter, filter) => ListSpec { filter, ..before.clone() },
        (_, Some(search)) => ordered_like(before, view::spec(state, View::Search(search))),
        (_, None) => before.clone(),
    })
}

/// A search that does not say how it is to be ordered is ordered like the one that it takes the place of.
fn ordered_like(before: &ListSpec, spec: ListSpec) -> ListSpec {
    match &before.view {
        View::Search(_) if (spec.sort, spec.reversed) == (Sort::Newest, false) => {
            ListSpec { sort: before.sort, reversed: before.reversed, ..spec }
        }
        _ => spec,
    }
}

fn blame(state: &mut State, error: SearchError) {
    if let Some(prompt) = &mut state.prompt {
        (prompt.error, prompt.wrong) = (Some(error.message), error.span);
    }
}

/// Shows a list; the one that was left comes as it was.
fn show(state: &mut State, spec: ListSpec, out: &mut Effects) {
    match state.left.last().filter(|left| left.list.spec == spec).cloned() {
        _ if spec == state.list.spec => {}
        Some(left) => put_back(state, left, out),
        None => list::narrow(state, spec, PageAt::First, out),
    }
}

/// Shows the list that was asked for in the end. What a search that was edited was before is forgotten.
fn settle(state: &mut State, ask: &Ask, spec: ListSpec, out: &mut Effects) {
    let edited = |left: &mut Left| match ask {
        Ask::Filter => left.list.spec.filter.is_some(),
        _ => matches!(left.list.spec.view, View::Search(_)),
    };
    if state.left.len() > 1 {
        state.left.pop_if(edited);
    }
    match state.left.pop_if(|left| left.list.spec == spec) {
        Some(same) => put_back(state, same, out),
        None => show(state, spec, out),
    }
}

/// Closes the prompt and brings the list back from which it was opened.
pub fn cancel(state: &mut State, out: &mut Effects) {
    state.prompt = None;
    if let Some(left) = state.left.pop() {
        (state.focus, state.zen) = (left.focus, left.zen);
        put_back(state, left, out);
    }
}

/// Goes back from a search or a filter to the list that was left for it; false: none was.
pub fn back(state: &mut State, out: &mut Effects) -> bool {
    let Some(left) = state.left.pop() else { return false };
    put_back(state, left, out);
    // What was read or starred meanwhile shows.
    list::reload(state, out);
    true
}

/// Takes the filter off the list; false: there is none.
pub fn unfilter(state: &mut State, out: &mut Effects) -> bool {
    if state.list.spec.filter.is_none() {
        return false;
    }
    let spec = ListSpec { filter: None, ..state.list.spec.clone() };
    let at = state.list.here();
    list::narrow(state, spec, at, out);
    true
}

fn put_back(state: &mut State, left: Left, out: &mut Effects) {
    article::leave(state);
    pictures::forget(state);
    // What was on its way then does not come any more.
    state.article = ArticlePane { loading: None, ..left.article };
    state.list = left.list;
    state.list.title = list::title(state, &state.list.spec);
    list::resume(state, out);
    list::scroll_to_cursor(state);
    list::count_new(state, out);
    article::fit(state, out);
    pictures::ask(state, out);
}
