//! Rules: hiding what is like an entry, the list of rules, and what is said of what is hidden.

use super::reader::Reader;
use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::mute::TERMS;
use crate::app::overlay::{MuteBox, Overlay};
use crate::app::prompt::Ask;
use crate::app::rules;
use crate::model::*;

fn weight(found: u64) -> Weight {
    Weight { found, of: 500 }
}

fn traits() -> Traits {
    Traits {
        words: Some(("storm ireland".into(), weight(12))),
        story: None,
        named: vec![
            named(Field::Author, &["A. Writer"], 3),
            named(Field::Feed, &["https://example.org/1"], 300),
            named(Field::Category, &["World news"], 40),
        ],
    }
}

fn named(field: Field, names: &[&str], found: u64) -> Trait {
    Trait { field, names: names.iter().map(|name| (*name).to_owned()).collect(), weight: weight(found) }
}

/// Answers what was asked last about the entry.
fn answer_traits(reader: &mut Reader) {
    answer_with(reader, traits());
}

/// Answers what was asked last about entries; those that it was asked about.
fn answer_with(reader: &mut Reader, traits: Traits) -> Vec<EntryId> {
    let asked = reader.asked.iter().rev().find_map(|effect| match effect {
        Effect::LoadTraits { ticket, entries } => Some((*ticket, entries.clone())),
        _ => None,
    });
    let (ticket, entries) = asked.expect("a question");
    reader.tell(Event::Traits { ticket, traits });
    entries
}

/// Answers what was asked last about a query.
fn answer_preview(reader: &mut Reader, found: u64) {
    let ticket = reader.asked.iter().rev().find_map(|effect| match effect {
        Effect::Preview { ticket, .. } => Some(*ticket),
        _ => None,
    });
    reader.tell(Event::Previewed { ticket: ticket.expect("a question"), weight: weight(found) });
}

fn open(reader: &Reader) -> &MuteBox {
    match &reader.state.overlay {
        Some(Overlay::Mute(open)) => open,
        other => panic!("{other:?}"),
    }
}

fn made(reader: &Reader) -> Option<Rule> {
    reader.asked.iter().rev().find_map(|effect| match effect {
        Effect::AddRule(rule) => Some(rule.clone()),
        _ => None,
    })
}

fn mute(query: &str, until: Option<Time>) -> Rule {
    Rule { query: query.into(), action: Action::Mute, until }
}

#[test]
fn two_keys_hide_the_words_of_a_headline_for_a_month() {
    let mut reader = Reader::with(3);
    reader.press("M enter");
    assert_eq!(made(&reader), None, "it is not known yet how much that hides");
    answer_traits(&mut reader);
    assert_eq!(made(&reader), Some(mute("storm ireland", Some(reader.now.plus(30 * Time::DAY)))));
    assert_eq!(reader.state.overlay, None);
}

#[test]
fn the_author_or_the_feed_is_hidden_for_as_long_as_was_chosen() {
    let mut reader = Reader::with(3);
    reader.press("M");
    answer_traits(&mut reader);
    reader.press("down tab enter");
    assert_eq!(made(&reader), Some(mute("author:\"A. Writer\"", None)));
    // What was chosen last is proposed.
    reader.press("M");
    answer_traits(&mut reader);
    assert_eq!(TERMS[open(&reader).term].0, "for ever");
    reader.press("down down enter");
    assert!(open(&reader).said.as_deref().unwrap().contains("300 of the last 500"));
    assert_eq!(made(&reader).map(|rule| rule.until), Some(None), "nothing new was made");
    assert_eq!(open(&reader).row().unwrap().input.value(), "Feed 1");
    reader.press("shift-tab enter");
    assert_eq!(made(&reader).map(|rule| rule.query), Some("feed:\"https://example.org/1\"".into()));
}

#[test]
fn a_category_of_the_entry_is_hidden() {
    let mut reader = Reader::with(3);
    reader.press("M");
    answer_traits(&mut reader);
    reader.press("down down down");
    assert_eq!(open(&reader).row().unwrap().label, "this category");
    reader.press("enter");
    assert_eq!(made(&reader).map(|rule| rule.query), Some("category:\"World news\"".into()));
}

#[test]
fn what_selected_entries_have_is_hidden_by_one_rule() {
    let mut reader = Reader::with(9);
    reader.press("v v v M");
    let selected: Vec<EntryId> = reader.state.list.selection.iter().copied().collect();
    let authors = named(Field::Author, &["A. Writer", "Editor"], 7);
    let feeds = named(Field::Feed, &["https://example.org/1", "https://gone.example/"], 20);
    let asked = answer_with(&mut reader, Traits { named: vec![authors, feeds], ..Traits::default() });
    assert_eq!((selected.len(), asked), (3, selected));
    reader.press("down down");
    let row = open(&reader).row().unwrap();
    assert_eq!((row.label, row.input.value()), ("these feeds", "Feed 1, https://gone.example/"));
    reader.press("up enter");
    assert_eq!(made(&reader).map(|rule| rule.query), Some("author:\"A. Writer\" OR author:Editor".into()));
    assert!(reader.state.list.selection.is_empty(), "it has been acted on");
}

#[test]
fn the_words_can_be_edited_and_are_weighed_again() {
    let mut reader = Reader::with(3);
    reader.press("M");
    answer_traits(&mut reader);
    reader.press("ctrl-w").type_text("(");
    assert!(open(&reader).said.is_some(), "said at once");
    reader.press("backspace").type_text("OR flood").press("enter");
    assert_eq!(made(&reader), None);
    answer_preview(&mut reader, 20);
    assert_eq!(made(&reader).map(|rule| rule.query), Some("storm OR flood".into()));
    reader.press("M");
    answer_traits(&mut reader);
    reader.press("ctrl-u enter");
    assert!(open(&reader).said.as_deref().unwrap().contains("needs a query"));
    reader.press("esc");
    assert_eq!(reader.state.overlay, None);
}

#[test]
fn the_box_closes_where_the_entry_is_gone() {
    let mut reader = Reader::with(3);
    reader.press("M");
    let ticket = open(&reader).ticket;
    reader.tell(Event::Failed { ticket, message: "This entry is not in the store any more".into() });
    assert_eq!(reader.state.overlay, None);
}

fn standing(id: i64, rule: Rule) -> StandingRule {
    StandingRule { id: RuleId(id), rule, made: Time(0), entries: 12, busy: false }
}

#[test]
fn rules_are_listed_edited_made_and_removed() {
    let mut reader = Reader::with(3);
    reader.press("g m");
    assert_eq!(reader.asked.last(), Some(&Effect::LoadRules));
    let tag = Rule { query: "comet".into(), action: Action::Tag("space".into()), until: None };
    reader.tell(Event::Rules(vec![standing(1, mute("storm", None)), standing(2, tag.clone())]));
    reader.press("j enter");
    let prompt = reader.state.prompt.clone().unwrap();
    assert_eq!((prompt.ask, prompt.input.value()), (Ask::Rule(Some(RuleId(2))), "tag:space comet"));
    reader.type_text(" OR asteroid").press("enter");
    let changed = Effect::ChangeRule { id: RuleId(2), rule: Rule { query: "comet OR asteroid".into(), ..tag } };
    assert_eq!((reader.asked.last(), reader.state.prompt.is_none()), (Some(&changed), true));
    reader.press("k D");
    assert_eq!(reader.asked.last(), Some(&Effect::RemoveRule(RuleId(1))));
    reader.tell(Event::StoreChanged { elsewhere: true });
    assert!(reader.asked.contains(&Effect::LoadRules));
    reader.tell(Event::Rules(vec![]));
    reader.press("a").type_text("hide x").press("enter");
    assert!(reader.state.prompt.as_ref().unwrap().error.as_ref().unwrap().contains("mute, tag:NAME"));
    reader.press("esc esc");
    assert_eq!((reader.state.overlay.is_none(), reader.state.prompt.is_none()), (true, true));
}

#[test]
fn a_rule_that_hides_most_is_asked_about_and_any_other_is_made_at_once() {
    let mut reader = Reader::with(3);
    reader.tell(Event::Rules(vec![]));
    reader.press("a").type_text("mute the").press("enter");
    answer_preview(&mut reader, 400);
    assert!(reader.state.prompt.as_ref().unwrap().error.as_ref().unwrap().contains("400 of the last 500"));
    assert_eq!(made(&reader), None);
    reader.press("enter");
    assert_eq!(made(&reader), Some(mute("the", None)));
    reader.press("a").type_text("mute storm until:1w").press("enter");
    answer_preview(&mut reader, 4);
    assert_eq!(made(&reader), Some(mute("storm", Some(reader.now.plus(7 * Time::DAY)))));
}

#[test]
fn a_feed_in_a_rule_is_shown_by_its_title() {
    let mut reader = Reader::with(3);
    let query = "-x (feed:\"https://example.org/1\" OR feed:\"https://example.org/12\" OR feed:example.org)";
    let shown = "-x (feed:\"Feed 1\" OR feed:\"https://example.org/12\" OR feed:example.org)";
    assert_eq!(rules::named(query, &reader.state.tree.tree), shown);
    // It is edited as it was written.
    reader.tell(Event::Rules(vec![standing(1, mute(query, None))]));
    reader.press("enter");
    assert_eq!(reader.state.prompt.as_ref().unwrap().input.value(), format!("mute {query}"));
}

#[test]
fn a_story_is_hidden_by_its_number_and_shown_by_its_headline() {
    let mut reader = Reader::with(3);
    reader.press("M");
    let story = Some((StoryId(7), "Etna erupts".to_owned(), weight(4)));
    answer_with(&mut reader, Traits { story, ..traits() });
    reader.press("down");
    let row = open(&reader).row().expect("a row");
    assert_eq!((row.label, row.input.value()), ("this story", "Etna erupts"));
    reader.press("enter");
    assert_eq!(made(&reader), Some(mute("story:7", Some(reader.now.plus(30 * Time::DAY)))));
    reader.hidden = vec![HiddenBy { id: RuleId(7), rule: mute("story:7", None), entries: 12 }];
    reader.extra.headlines = vec![(StoryId(7), "Etna erupts".to_owned())];
    reader.tell(Event::StoreChanged { elsewhere: true });
    reader.press("3");
    assert_eq!(rules::hidden(&reader.state).as_deref(), Some("12 hidden by 'story:\"Etna erupts\"'"));
}

#[test]
fn what_is_hidden_from_a_list_is_told_and_lifted() {
    let mut reader = Reader::with(3);
    reader.press("g l");
    assert_eq!(reader.notice(), "No rule hides entries from this list");
    let until = Some(reader.now.plus(20 * Time::DAY));
    reader.hidden = vec![HiddenBy { id: RuleId(7), rule: mute("election", until), entries: 12 }];
    reader.press("3");
    assert_eq!(rules::hidden(&reader.state).as_deref(), Some("12 hidden by 'election' until 1 Feb"));
    reader.press("g l");
    assert_eq!(reader.asked.last(), Some(&Effect::RemoveRule(RuleId(7))));
    reader.hidden.push(HiddenBy { id: RuleId(9), rule: mute("storm", None), entries: 2 });
    reader.press("2 g l");
    assert_eq!(reader.asked.last(), Some(&Effect::LoadRules));
    reader.tell(Event::Rules([1, 9].map(|id| standing(id, mute("x", None))).into()));
    assert!(matches!(&reader.state.overlay, Some(Overlay::Rules(list)) if list.cursor == 1), "at what hides here");
}
