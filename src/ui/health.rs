//! Feed health: a table of feeds, the worst first, and what is to be said of the selected one.

use crate::app::areas::Rect;
use crate::app::boxes::HEALTH_DETAIL;
use crate::app::health::{Standing, heights};
use crate::app::overlay::HealthList;
use crate::app::state::State;
use crate::app::theme::Style;
use crate::model::{Activity, Feed, WEEKS};
use crate::text::{fit, time, width};
use crate::ui::canvas::Canvas;

/// From this width there is room for the activity.
const BAR_FROM: u16 = 60;

pub fn draw(state: &State, list: &HealthList, inside: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    let failing =
        list.feeds.iter().filter(|(_, standing)| matches!(standing, Standing::Failing(_) | Standing::Gone)).count();
    let silent = list.feeds.iter().filter(|(_, standing)| matches!(standing, Standing::Silent(_))).count();
    canvas.cut(inside.x, inside.y, inside.width, "Feed health", Style { bold: true, ..theme.accent });
    let sums = format!("{} feeds, {failing} failing, {silent} silent", list.feeds.len());
    let title = width::of("Feed health") as u16 + 2;
    canvas.cut_right(inside.x + inside.width, inside.y, inside.width.saturating_sub(title), &sums, theme.meta);
    let detail = HEALTH_DETAIL.min(inside.height.saturating_sub(5));
    let rows = inside.height.saturating_sub(2 + detail);
    draw_rows(
        state,
        list,
        Rect { y: inside.y + 2.min(inside.height), height: rows.saturating_sub(1), ..inside },
        canvas,
    );
    if detail > 0 {
        let foot = Rect { y: inside.y + inside.height - detail, height: detail, ..inside };
        draw_detail(state, list, foot, canvas);
    }
}

fn draw_rows(state: &State, list: &HealthList, area: Rect, canvas: &mut Canvas) {
    let height = usize::from(area.height);
    let top = list.cursor.saturating_sub(height / 2).min(list.feeds.len().saturating_sub(height));
    for (y, (index, (id, standing))) in (area.y..area.y + area.height).zip(list.feeds.iter().enumerate().skip(top)) {
        let Some(feed) = state.feed(*id) else { continue };
        if index == list.cursor {
            canvas.fill(Rect { x: area.x - 1, y, width: area.width + 2, height: 1 }, canvas.theme.selection);
        }
        let activity = list.activity.iter().find(|activity| activity.feed == *id);
        draw_row(state, feed, *standing, activity, Rect { y, height: 1, ..area }, canvas);
    }
}

fn draw_row(
    state: &State,
    feed: &Feed,
    standing: Standing,
    activity: Option<&Activity>,
    line: Rect,
    canvas: &mut Canvas,
) {
    let theme = canvas.theme;
    let (mark, style) = match standing {
        Standing::Gone | Standing::Failing(_) => (canvas.marks.failing, theme.warning),
        Standing::Silent(_) | Standing::Waiting => (canvas.marks.read, theme.meta),
        Standing::Well => (canvas.marks.unread, theme.meta),
    };
    canvas.text(line.x, line.y, line.width, mark, style);
    let mut end = line.x + line.width;
    if line.width >= BAR_FROM {
        let rate = format!("{:.1}/wk", feed.health.posts_per_week);
        canvas.cut_right(end, line.y, 9, &rate, theme.meta);
        end -= 11;
        let bar = activity.map(|activity| bar(activity, canvas)).unwrap_or_default();
        canvas.cut_right(end, line.y, WEEKS as u16, &bar, theme.accent);
        end -= WEEKS as u16 + 2;
    }
    let words = standing.words(state.now, &state.settings.zone);
    canvas.cut_right(end, line.y, 18, &words, style);
    end = end.saturating_sub(20);
    canvas.cut(line.x + 2, line.y, end.saturating_sub(line.x + 2), &feed.title, theme.base);
}

/// A column a week.
fn bar(activity: &Activity, canvas: &Canvas) -> String {
    let bars = canvas.marks.bars;
    heights(activity, bars.len() - 1).map(|height| bars[height]).concat()
}

/// What is known of the selected feed, as far as there are lines for it.
fn draw_detail(state: &State, list: &HealthList, area: Rect, canvas: &mut Canvas) {
    let Some(feed) = list.selected().and_then(|id| state.feed(id)) else { return };
    let theme = canvas.theme;
    canvas.level(Rect { height: 1, ..area }, false);
    let activity = list.activity.iter().find(|activity| activity.feed == feed.id);
    let texts = detail(state, feed, activity);
    let lines = texts.iter().flat_map(|(text, warns)| {
        let style = if *warns { theme.warning } else { theme.base };
        fit::lines(text, usize::from(area.width)).map(move |line| (line, style))
    });
    for (y, (line, style)) in (area.y + 1..area.y + area.height).zip(lines) {
        canvas.text(area.x, y, area.width, line, style);
    }
}

/// Sentences on a feed, and whether each is bad news.
fn detail(state: &State, feed: &Feed, activity: Option<&Activity>) -> Vec<(String, bool)> {
    let health = &feed.health;
    let (zone, clock) = (&state.settings.zone, state.settings.clock_24h);
    let date = |moment| time::date_time(moment, zone, clock);
    let mut said = vec![(feed.subscription.url.clone(), false)];
    if let Some(error) = &health.last_error {
        said.push((format!("{error}."), true));
    }
    if let Some(body) = &health.error_body {
        said.push((format!("It sent: {body}"), false));
    }
    let success = health.last_success.map_or("never".to_owned(), date);
    let latest = activity.and_then(|activity| activity.latest);
    let latest = latest.map_or(String::new(), |moment| format!("; its latest entry is of {}", date(moment)));
    said.push((format!("Last success: {success}{latest}."), false));
    let why = health.why_next.as_deref().map_or(String::new(), |why| format!(" ({why})"));
    said.push(match health.next_poll {
        Some(next) => (format!("Asked next {}{why}.", time::moment(next, state.now, zone, clock)), false),
        None => ("Asked by hand only.".to_owned(), false),
    });
    said
}
