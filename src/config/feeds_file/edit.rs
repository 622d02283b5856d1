//! Changes to the text of `feeds.toml` that leave everything else in it as it was.

use std::collections::HashMap;

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

use super::FULL_TEXTS;
use crate::config::{duration, retention};
use crate::model::{FileEdit, Folder, FullText, Limit, Retention, Subscription};

/// The text with the changes made; the error says what about it cannot be edited.
pub(super) fn edit(text: &str, edits: &[FileEdit]) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    let before = places(&document);
    for edit in edits {
        match edit {
            FileEdit::Put(subscription) => put(&mut document, &subscription.url, subscription)?,
            FileEdit::Replace { old_url, subscription } => put(&mut document, old_url, subscription)?,
            FileEdit::Remove { url } => remove(&mut document, url)?,
        }
    }
    follow_folders(&mut document, &before);
    Ok(document.to_string())
}

/// The folder of each feed, by address.
fn places(document: &DocumentMut) -> HashMap<String, Folder> {
    let feeds = document.get("feed").and_then(Item::as_array_of_tables);
    let text = |table: &Table, key| table.get(key).and_then(Item::as_str).unwrap_or_default().to_owned();
    feeds.into_iter().flatten().map(|table| (text(table, "url"), Folder(text(table, "folder")))).collect()
}

/// Gives a `[[folder]]` another name where all the feeds in it have gone to a folder of that name.
fn follow_folders(document: &mut DocumentMut, before: &HashMap<String, Folder>) {
    let after = places(document);
    let folders = document.get_mut("folder").and_then(Item::as_array_of_tables_mut);
    for table in folders.into_iter().flat_map(|folders| folders.iter_mut()) {
        let Some(name) = table.get("name").and_then(Item::as_str).map(|name| Folder(name.to_owned())) else { continue };
        let mut moved = before.iter().filter(|(_, place)| place.within(&name)).map(|(url, place)| {
            let below = place.0.get(name.0.len()..)?;
            after.get(url)?.0.strip_suffix(below)
        });
        let Some(Some(to)) = moved.next() else { continue };
        if !name.is_top() && !to.is_empty() && to != name.0 && moved.all(|other| other == Some(to)) {
            put_key(table, "name", Some(to.into()));
        }
    }
}

fn feeds(document: &mut DocumentMut) -> Result<&mut ArrayOfTables, String> {
    if document.get("feed").is_some_and(|item| item.as_array().is_some_and(Array::is_empty)) {
        document.remove("feed");
    }
    let item = document.entry("feed").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    item.as_array_of_tables_mut().ok_or_else(|| {
        "the feeds stand in one list; write each as a [[feed]] of its own, so that it can be edited".to_owned()
    })
}

fn index(feeds: &ArrayOfTables, url: &str) -> Option<usize> {
    feeds.iter().position(|table| table.get("url").and_then(Item::as_str) == Some(url))
}

fn put(document: &mut DocumentMut, url: &str, subscription: &Subscription) -> Result<(), String> {
    let feeds = feeds(document)?;
    match index(feeds, url).and_then(|index| feeds.get_mut(index)) {
        Some(table) => set(table, subscription),
        None => append(document, subscription)?,
    }
    Ok(())
}

fn append(document: &mut DocumentMut, subscription: &Subscription) -> Result<(), String> {
    // Comments at the end of the file stay before what is added at the end.
    let alone = document.len() == 1;
    let mut above = if alone { document.trailing().as_str().unwrap_or_default().to_owned() } else { String::new() };
    let empty = feeds(document)?.is_empty() && above.is_empty();
    if !empty && !above.ends_with("\n\n") {
        above.push('\n');
    }
    if alone {
        document.set_trailing("");
    }
    let mut table = Table::new();
    table.decor_mut().set_prefix(above);
    set(&mut table, subscription);
    feeds(document)?.push(table);
    Ok(())
}

/// Takes the feed out with the comment right above it; comments further up stay.
fn remove(document: &mut DocumentMut, url: &str) -> Result<(), String> {
    let feeds = feeds(document)?;
    let Some(index) = index(feeds, url) else { return Ok(()) };
    let table = feeds.remove(index);
    let above = table.decor().prefix().and_then(|raw| raw.as_str()).unwrap_or_default();
    let kept = above.rfind("\n\n").map_or("", |end| &above[..=end]).to_owned();
    let kept = if kept.trim().is_empty() { String::new() } else { kept };
    if feeds.is_empty() {
        document.remove("feed");
    } else if let Some(next) = feeds.get_mut(index) {
        let prefix = next.decor().prefix().and_then(|raw| raw.as_str()).unwrap_or_default();
        let prefix = if index == 0 { prefix.trim_start_matches('\n') } else { prefix };
        let separated = if kept.is_empty() || prefix.starts_with('\n') { "" } else { "\n" };
        let prefix = format!("{kept}{separated}{prefix}");
        next.decor_mut().set_prefix(prefix);
        return Ok(());
    }
    let trailing = format!("{kept}{}", document.trailing().as_str().unwrap_or_default());
    document.set_trailing(trailing);
    Ok(())
}

/// Brings a table in line with the subscription, touching only what differs.
fn set(table: &mut Table, subscription: &Subscription) {
    let text = |text: &str| Value::from(text);
    put_key(table, "url", Some(text(&subscription.url)));
    put_key(table, "title", subscription.title.as_deref().map(text));
    put_key(table, "folder", (!subscription.folder.is_top()).then(|| text(&subscription.folder.0)));
    let tags = (!subscription.tags.is_empty()).then(|| subscription.tags.iter().collect::<Array>().into());
    put_key(table, "tags", tags);
    put_key(table, "refresh", subscription.refresh.map(|seconds| text(&duration::print(seconds))));
    let full_text = FULL_TEXTS.iter().find(|(_, known)| *known == subscription.full_text);
    let full_text = full_text.filter(|(_, known)| *known != FullText::Never).map(|(name, _)| text(name));
    put_key(table, "full_text", full_text);
    put_key(table, "user_agent", subscription.user_agent.as_deref().map(text));
    let access = &subscription.access;
    put_key(table, "headers", headers(&access.headers));
    put_key(table, "username", access.username.as_deref().map(text));
    let command =
        (!access.password_command.is_empty()).then(|| access.password_command.iter().collect::<Array>().into());
    put_key(table, "password_command", command);
    put_key(table, "proxy", access.proxy.as_deref().map(text));
    put_key(table, "quiet", subscription.quiet.then(|| Value::from(true)));
    put_key(table, "twins", subscription.alone.then(|| Value::from(false)));
    put_key(table, "retention", kept(subscription.retention));
}

fn kept(retention: Retention) -> Option<Value> {
    if retention == Retention::ALL {
        return Some(retention::print_age(Limit::All).into());
    }
    let mut table = InlineTable::new();
    let Retention { keep, entries, bodies } = retention;
    let keep = keep.map(|limit| ("keep", retention::print_age(limit).into()));
    let entries = entries.map(|limit| ("entries", retention::print_number(limit)));
    let bodies = bodies.map(|limit| ("bodies", retention::print_age(limit).into()));
    table.extend([keep, entries, bodies].into_iter().flatten());
    (!table.is_empty()).then(|| Value::InlineTable(table))
}

fn headers(fields: &[(String, String)]) -> Option<Value> {
    let mut table = InlineTable::new();
    table.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    (!table.is_empty()).then(|| Value::InlineTable(table))
}

fn put_key(table: &mut Table, key: &str, new: Option<Value>) {
    let old = table.get(key).and_then(Item::as_value);
    match (old, new) {
        (_, None) => {
            table.remove(key);
        }
        (Some(old), Some(new)) if means_the_same(old, &new) => {}
        (Some(old), Some(mut new)) => {
            *new.decor_mut() = old.decor().clone();
            table.insert(key, Item::Value(new));
        }
        (None, Some(new)) => {
            table.insert(key, value(new));
        }
    }
}

/// Whether two values differ in nothing but how they are written.
fn means_the_same(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::String(old), Value::String(new)) => {
            let (old, new) = (old.value(), new.value());
            let length = duration::parse(old).is_ok_and(|length| duration::parse(new) == Ok(length));
            old == new || length || retention::age(old).is_ok_and(|age| retention::age(new) == Ok(age))
        }
        (Value::Integer(old), Value::Integer(new)) => old.value() == new.value(),
        (Value::Boolean(old), Value::Boolean(new)) => old.value() == new.value(),
        (Value::InlineTable(old), Value::InlineTable(new)) => {
            let same = |((old_key, old), (new_key, new)): ((&str, &Value), (&str, &Value))| {
                old_key == new_key && means_the_same(old, new)
            };
            old.len() == new.len() && old.iter().zip(new.iter()).all(same)
        }
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new.iter()).all(|(old, new)| old.as_str() == new.as_str())
        }
        _ => false,
    }
}
