//! The screen, drawn from states made by hand: snapshots at three sizes, and no size that makes drawing panic.

mod paper;

use dateline::app::coverage::{Covered, Member};
use dateline::app::effect::Ticket;
use dateline::app::event::Event;
use dateline::app::front::Story;
use dateline::app::front::columns::columns;
use dateline::app::hints::hints;
use dateline::app::key::Key;
use dateline::app::notice::{Level, Notice};
use dateline::app::state::{Pane, State};
use dateline::app::theme::{Color, Style, Theme};
use dateline::app::{msg, update};
use dateline::config::theme;
use dateline::model::{
    Action, Coverage, EntryId, EntryRow, FeedId, Field, Folder, HiddenBy, Page, Rule, RuleId, StandingRule, Step,
    StepId, StoryId, Telling, Time, Trait, Traits, Weight, first_hour,
};
use dateline::story::front::{News, Ranked, Why};
use dateline::story::news::news;
use dateline::story::pulse::{Pulse, Rising, Span};
use dateline::ui;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use paper::{NOW, ailing, at_start, empty, hostile, morning, newcomer, resized};

fn drawn(state: &State) -> Buffer {
    let backend = TestBackend::new(state.size.width, state.size.height);
    let mut terminal = Terminal::new(backend).unwrap();
    terminal.draw(|frame| ui::draw(state, &hints(state), frame)).unwrap().buffer.clone()
}

/// The screen as text, without the space at the ends of lines.
fn screen(state: &State) -> String {
    let buffer = drawn(state);
    let lines = buffer.content.chunks(usize::from(buffer.area.width).max(1)).map(|cells| {
        let mut line = String::new();
        let mut covered = 0;
        for cell in cells {
            if covered == 0 {
                line.push_str(cell.symbol());
                covered = dateline::text::width::of(cell.symbol()).max(1);
            }
            covered -= 1;
        }
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn press(state: &mut State, keys: &str) {
    for key in keys.split(' ') {
        let key: Key = key.parse().unwrap();
        let _ = update(state, msg::Msg { now: NOW, kind: msg::MsgKind::Key(key) });
    }
}

macro_rules! snapshots {
    ($($name:ident: $state:expr;)*) => {
        $(
            #[test]
            fn $name() {
                for (width, height) in [(40, 12), (80, 24), (200, 50)] {
                    let state: State = resized($state, width, height);
                    insta::assert_snapshot!(format!("{}_{width}x{height}", stringify!($name)), screen(&state));
                }
            }
        )*
    };
}

snapshots! {
    list: morning();
    twins: { let mut state = morning(); state.list.rows[0].also = 2; state.list.rows[5].also = 1; state };
    stories: unfolded();
    stories_ascii: { let mut state = unfolded(); state.settings.ascii = true; press(&mut state, "k"); state };
    tree: State { focus: Pane::Tree, ..morning() };
    article: State { focus: Pane::Article, ..morning() };
    hints_of_links: hinted();
    first_frame: at_start();
    no_feeds: empty();
    welcome: newcomer();
    ascii: { let mut state = morning(); state.settings.ascii = true; state };
    notice: { let mut state = morning(); state.notices.shown = Some(broken_config()); state };
    help: { let mut state = morning(); press(&mut state, "?"); state };
    palette: { let mut state = morning(); press(&mut state, ": s t a r"); state };
    changes: {
        let mut state = morning();
        let step = |id, text: &str, undone| Step { id: StepId(id), at: NOW.plus(id * 300 - 2_000), text: text.into(), undone };
        let steps = vec![step(4, "Unsubscribed from Quanta", true), step(3, "Starred 1", false), step(2, "Marked 12 read", false)];
        let _ = update(&mut state, msg::Msg { now: NOW, kind: msg::MsgKind::Event(Event::Steps(steps)) });
        state
    };
    prompt: { let mut state = morning(); press(&mut state, "a h t t p s"); state };
    searching: { let mut state = morning(); press(&mut state, "/ r i v e r space i s : u n"); state };
    grouped: { let mut state = morning(); press(&mut state, "g b"); state };
    tagging: tagged();
    hiding: {
        let mut state = tagged();
        press(&mut state, "M");
        let ticket = Ticket(state.next_ticket);
        tell(&mut state, Event::Traits { ticket, traits: traits() });
        state
    };
    rules: {
        let mut state = morning();
        tell(&mut state, Event::Rules(three_rules()));
        state
    };
    health: ailing();
    pulse: beating();
    coverage: covered();
    coverage_ascii: { let mut state = covered(); state.settings.ascii = true; press(&mut state, "k k m"); state };
    front: front_page();
    front_ascii: { let mut state = front_page(); state.settings.ascii = true; press(&mut state, "v J"); state };
    front_and_article: { let mut state = front_page(); press(&mut state, "enter"); state };
    front_empty: { let mut state = morning(); press(&mut state, "1"); page(&mut state, Vec::new()); state };
    form: { let mut state = State { focus: Pane::Tree, ..morning() }; state.tree.selected = 7; press(&mut state, "E"); state };
}

fn tell(state: &mut State, event: Event) {
    let _ = update(state, msg::Msg { now: NOW, kind: msg::MsgKind::Event(event) });
}

/// The pulse of three days, with what rises in them.
fn beating() -> State {
    let mut state = morning();
    press(&mut state, "g p");
    let ticket = Ticket(state.next_ticket);
    let since = first_hour(NOW);
    let hours = std::array::from_fn(|hour| (hour as u32 % 24).saturating_sub(5) * (hour as u32 % 7) / 4);
    let word = |shown: &str, name, lately| Rising {
        shown: shown.into(),
        name,
        forms: vec![shown.into()],
        lately,
        before: lately / 4,
        course: std::array::from_fn(|part| (part as u32 * lately / 11).saturating_sub(lately / 2)),
    };
    let rising =
        vec![word("Voyager", true, 12), word("chip", false, 7), word("海啸预警", false, 5), word("delays", false, 3)];
    let span = |story, headline: &str, sources, from: usize, to: usize| Span {
        story: StoryId(story),
        headline: headline.into(),
        sources,
        first: since.plus(from as i64 * 3 * Time::HOUR),
        newest: since.plus(to as i64 * 3 * Time::HOUR),
        course: std::array::from_fn(|part| u32::from((from..=to).contains(&part)) * ((part + to) as u32 % 4)),
    };
    let stories = vec![
        span(1, "Voyager 1 sends readable data again after its memory chip failed", 7, 12, 23),
        span(2, "Second crew reaches the station after a night of delays", 4, 3, 20),
        span(3, "Rivers at record low as harvest nears", 2, 0, 5),
    ];
    let pulse = Pulse { since, hours, rising, lately: 6, stories };
    tell(&mut state, Event::Pulse { ticket, pulse: Box::new(pulse) });
    state
}

/// Four sources of one story, the last one chosen.
fn covered() -> State {
    let mut state = morning();
    press(&mut state, ".");
    let ticket = Ticket(state.next_ticket);
    let told = [
        (
            0,
            180,
            false,
            "Voyager 1 sends readable data again",
            "NASA's Voyager 1 has sent data about its own state that \
            can be read, for the first time since November 2023. Engineers traced the fault to one chip of a computer \
            on board. They moved its code elsewhere.",
        ),
        (
            6,
            157,
            false,
            "Voyager-1 is talking sense after five months",
            "Voyager 1 sends readable data again. It is \
            24 billion kilometres from Earth. A command takes 22.5 hours to get there.",
        ),
        (7, 157, true, "Voyager-1 is talking sense after five months", "Voyager 1 sends readable data again."),
        (2, 20, false, "旅行者1号恢复发送可读数据", ""),
    ];
    let news = news(told.iter().map(|(.., title, text)| (*title, *text)));
    let members = told.iter().zip(news).map(|((row, minutes, twin, title, _), news)| {
        let date = NOW.plus(-60 * minutes);
        let row = EntryRow { title: (*title).into(), date, ..state.list.rows[*row].clone() };
        let shares = (*minutes == 157).then(|| "voyager, data".to_owned());
        Member { row, twin: *twin, shares, news }
    });
    let covered = Covered { story: Some(StoryId(1)), followed: true, members: members.collect() };
    tell(&mut state, Event::SourcesCompared { ticket, covered: Box::new(covered) });
    press(&mut state, "j j");
    state
}

fn mute(query: &str, days: Option<i64>) -> Rule {
    Rule { query: query.into(), action: Action::Mute, until: days.map(|days| NOW.plus(days * Time::DAY)) }
}

/// Answers what the front page asked for with these stories: the rows that tell one, where they lie, what is new of it.
fn page(state: &mut State, stories: Vec<(&[usize], &str, News)>) {
    let rows = morning().list.rows;
    let ticket = Ticket(state.next_ticket);
    let story = |(members, folder, news): (&[usize], &str, News)| {
        let members = members.iter().map(|row| &rows[*row]);
        let newest = members.clone().map(|row| row.date).max().unwrap();
        let sources: Vec<FeedId> = members.clone().map(|row| row.feed).collect();
        let why = Why { sources: sources.len(), entries: sources.len(), weight: 1.0, ..Why::default() };
        let telling = |row: &EntryRow| Telling {
            entry: row.id,
            feed: row.feed,
            date: row.date,
            arrived: row.date,
            unread: row.status.unread,
            twin: false,
            shares: None,
        };
        let coverage = Coverage { story: None, followed: false, members: members.clone().map(telling).collect() };
        let lead = coverage.members[0].entry;
        let ranked = Ranked { coverage, sources, newest, score: 1.0, why, news };
        (members.clone().next().unwrap().clone(), Story { folder: Folder(folder.into()), ranked, lead })
    };
    let (rows, stories): (Vec<EntryRow>, Vec<Story>) = stories.into_iter().map(story).unzip();
    let (total, watermark) = (Some(rows.len()), Some(EntryId(40)));
    let page = Page { rows, start: Some(0), total, watermark, ..Page::default() };
    tell(state, Event::Front { ticket, page, stories });
}

/// The front page on the second visit of the day.
fn front_page() -> State {
    let mut state = morning();
    state.visits.latest = Some(NOW.plus(-3 * Time::HOUR));
    press(&mut state, "1");
    let mut stories: Vec<(&[usize], &str, News)> = vec![
        (&[0, 6, 7, 8, 9], "World", News::More { sources: 2, entries: 3 }),
        (&[1], "World", News::New),
        (&[2, 3], "World", News::Same),
        (&[3], "World", News::Same),
        (&[4], "Technology", News::Same),
        (&[5, 10], "Technology", News::More { sources: 0, entries: 1 }),
        (&[11], "", News::Same),
    ];
    let rest: Vec<[usize; 1]> = (12..40).map(|row| [row]).collect();
    stories.extend(rest.iter().map(|row| (row.as_slice(), "", News::Same)));
    page(&mut state, stories);
    state
}

/// A story unfolded below its row, one of its sources selected; one row seen, one followed.
fn unfolded() -> State {
    let mut state = morning();
    let list = &mut state.list;
    (list.rows[0].also, list.rows[3].seen, list.rows[4].followed) = (3, true, true);
    let sources = [(9, "Crew of four docks at the station"), (10, "The station welcomes its second crew this year")];
    let sources = sources.map(|(of, title)| EntryRow {
        id: EntryId(1_000 + of),
        title: title.into(),
        seen: of == 9,
        ..list.rows[of as usize].clone()
    });
    list.unfolded.insert(list.rows[0].id, sources.into());
    press(&mut state, "g g j");
    state
}

/// Some entries with tags, two of them selected, some hidden.
fn tagged() -> State {
    let mut state = morning();
    state.list.rows[1].tags = vec!["later".into(), "far away".into()];
    state.list.rows[2].tags = vec!["law".into()];
    state.list.hidden = vec![HiddenBy { id: RuleId(1), rule: mute("election", Some(14)), entries: 12 }];
    press(&mut state, "v v");
    state
}

fn traits() -> Traits {
    let weight = |found| Weight { found, of: 500 };
    let named = |field, name: &str, found| Trait { field, names: vec![name.to_owned()], weight: weight(found) };
    Traits {
        words: Some(("glacier calving".into(), weight(2))),
        story: Some((StoryId(7), "Greenland's ice sheet loses mass for the 27th year".into(), weight(4))),
        named: vec![
            named(Field::Author, "Carl Sagan", 14),
            named(Field::Feed, "https://example.org/1", 121),
            named(Field::Category, "Climate", 30),
            named(Field::Category, "Greenland & the Arctic", 3),
            named(Field::Folder, "World/Europe", 300),
        ],
    }
}

fn three_rules() -> Vec<StandingRule> {
    let rules = [
        (mute("election OR \"exit poll\"", Some(14)), 12, false),
        (Rule { query: "comet OR asteroid".into(), action: Action::Tag("space".into()), until: None }, 1_204, true),
        (
            Rule { query: "folder:Law title:ruling -feed:Gazette".into(), action: Action::Star, until: Some(NOW) },
            0,
            false,
        ),
    ];
    let rule = |(index, (rule, entries, busy))| StandingRule { id: RuleId(index), rule, made: NOW, entries, busy };
    (1..).zip(rules).map(rule).collect()
}

fn hinted() -> State {
    let mut state = resized(State { focus: Pane::Article, ..morning() }, 80, 24);
    press(&mut state, ";");
    state
}

fn broken_config() -> Notice {
    let text = "config.toml, line 3, column 9: `mouse = 1` is not true or false, so the defaults are used until the file \
                is mended; `dateline config check` tells more";
    Notice { level: Level::Error, text: text.to_owned(), at: NOW }
}

#[test]
fn the_front_page_has_three_columns_on_a_wide_screen() {
    let state = resized(front_page(), 160, 50);
    assert_eq!(columns(&state).count, 3);
    insta::assert_snapshot!("front_160x50", screen(&state));
}

#[test]
fn no_size_makes_drawing_panic() {
    let sizes = (0..=30).flat_map(|width| (0..=12).map(move |height| (width, height)));
    for (width, height) in sizes.chain([(1, 200), (200, 1), (70, 12), (109, 9), (500, 200), (1_000, 30)]) {
        for focus in [Pane::Tree, Pane::List, Pane::Article] {
            for keys in ["", "?", ":", "a", "E", ";", "/ a", "M", "v v", "t a"] {
                let mut state = State { focus, ..hostile() };
                if !keys.is_empty() {
                    press(&mut state, keys);
                }
                let _ = screen(&resized(state, width, height));
            }
            let mut state = State { focus, ..hostile() };
            let _ = update(&mut state, msg::Msg { now: NOW, kind: msg::MsgKind::Event(Event::Activity(Vec::new())) });
            let _ = screen(&resized(state, width, height));
            for keys in ["j", "G", "v J"] {
                let mut state = State { focus, ..front_page() };
                press(&mut state, keys);
                let _ = screen(&resized(state, width, height));
            }
            for keys in ["j", "K", "l G"] {
                let mut state = State { focus, ..beating() };
                press(&mut state, keys);
                let _ = screen(&resized(state, width, height));
            }
            for keys in ["k", "j", "G", "c"] {
                let mut state = State { focus, ..unfolded() };
                press(&mut state, keys);
                let _ = screen(&resized(state, width, height));
            }
            let mut state = State { focus, ..tagged() };
            press(&mut state, "M");
            let ticket = Ticket(state.next_ticket);
            tell(&mut state, Event::Traits { ticket, traits: traits() });
            let _ = screen(&resized(state.clone(), width, height));
            state.overlay = None;
            tell(&mut state, Event::Rules(three_rules()));
            let _ = screen(&resized(state, width, height));
            let _ = screen(&resized(covered(), width, height));
        }
    }
}

#[test]
fn what_is_chosen_to_be_hidden_is_in_sight_on_a_low_screen() {
    let mut state = resized(tagged(), 60, 9);
    press(&mut state, "M");
    let ticket = Ticket(state.next_ticket);
    tell(&mut state, Event::Traits { ticket, traits: traits() });
    assert!(screen(&state).contains("glacier") && !screen(&state).contains("World/Europe"));
    press(&mut state, "down down down down down down");
    assert!(screen(&state).contains("World/Europe"), "{}", screen(&state));
}

#[test]
fn hostile_text_moves_no_border() {
    for (width, height) in [(80, 24), (120, 30)] {
        let state = resized(hostile(), width, height);
        let buffer = drawn(&state);
        let areas = dateline::app::areas::areas(&state);
        for rule in [areas.tree_rule, areas.list_rule].into_iter().flatten() {
            for y in rule.y..rule.y + rule.height {
                assert_eq!(buffer[(rule.x, y)].symbol(), "│", "line {y} at {width}x{height}");
            }
        }
        for cell in &buffer.content {
            assert!(!cell.symbol().contains(char::is_control), "{:?}", cell.symbol());
        }
    }
}

#[test]
fn the_selection_is_the_only_filled_background() {
    for (name, _) in theme::BUILT_IN {
        let mut state = resized(morning(), 120, 30);
        state.settings.theme = built_in(name);
        let buffer = drawn(&state);
        let plain = buffer[(0, 0)].style();
        let filled = |y: u16| {
            (0..120).any(|x| {
                let cell = buffer[(x, y)].style();
                cell.bg != plain.bg || cell.add_modifier.contains(ratatui::style::Modifier::REVERSED)
            })
        };
        let lines: Vec<u16> = (0..30).filter(|y| filled(*y)).collect();
        let list = dateline::app::areas::areas(&state).list.unwrap();
        let y = list.y + 1 + state.list.cursor as u16;
        // The selected row of the tree is marked too, more quietly.
        let tree = 1 + state.tree.selected as u16;
        assert!(lines.contains(&y) && lines.contains(&(y + 1)), "{name}: {lines:?}");
        assert!(lines.iter().all(|line| [y, y + 1, tree].contains(line)), "{name}: {lines:?}");
    }
}

#[test]
fn words_that_were_searched_for_are_marked_in_every_theme() {
    for (name, _) in theme::BUILT_IN {
        let mut state = resized(morning(), 120, 30);
        state.settings.theme = built_in(name);
        press(&mut state, "/ r i v e r");
        let buffer = drawn(&state);
        let list = dateline::app::areas::areas(&state).list.unwrap();
        let marked: String = (list.y + 1..list.y + list.height)
            .flat_map(|y| (list.x..list.x + list.width).map(move |x| (x, y)))
            .map(|at| &buffer[at])
            .filter(|cell| cell.modifier.contains(ratatui::style::Modifier::UNDERLINED) && cell.symbol() != " ")
            .map(|cell| cell.symbol())
            .collect();
        assert!(marked.contains("Rivers"), "{name}: {marked}");
    }
}

#[test]
fn mono_has_no_colour_and_plain_only_the_terminals_own() {
    let colors = |theme: &Theme| -> Vec<Color> {
        parts(theme).iter().flat_map(|(_, style)| [style.fg, style.bg]).flatten().collect()
    };
    assert_eq!(colors(&built_in("mono")), []);
    assert!(colors(&built_in("plain")).iter().all(|color| matches!(color, Color::Ansi(0..=15))));
}

#[test]
fn text_stands_out_from_every_background() {
    for name in ["paper", "ink"] {
        let theme = built_in(name);
        let backgrounds = [theme.base.bg, theme.selection.bg, theme.selection_dim.bg, theme.overlay.bg];
        for (part, style) in parts(&theme).into_iter().filter(|(part, _)| *part != "rule") {
            for background in backgrounds.into_iter().flatten() {
                let text = style.fg.or(theme.base.fg).expect("base has a colour");
                let contrast = contrast(text, background);
                assert!(contrast >= 4.5, "{name}.{part} on {background:?}: {contrast:.2}");
            }
        }
    }
}

fn built_in(name: &str) -> Theme {
    theme::built_in(name).expect("a theme of the program").expect("a good theme")
}

fn parts(theme: &Theme) -> Vec<(&'static str, Style)> {
    macro_rules! list {
        ($($part:ident)*) => { vec![$((stringify!($part), theme.$part)),*] };
    }
    list! {
        base title_bar status_bar rule rule_focused selection selection_dim unread read meta accent star warning error
        folder lead found headline heading quote code link key overlay progress
    }
}

/// WCAG 2.2, "contrast ratio".
fn contrast(one: Color, other: Color) -> f64 {
    let luminance = |color: Color| {
        let Color::Rgb(r, g, b) = color else { panic!("{color:?} is the terminal's own") };
        let [r, g, b] = [r, g, b].map(|channel| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
