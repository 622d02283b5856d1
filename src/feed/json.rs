//! JSON Feed (jsonfeed.org, 1 and 1.1) as it is found, made what the parser takes: ids as text, wrong types dropped.

use serde_json::{Map, Value};

use super::FeedError;

/// What JSON is that is no feed.
const OTHER: &str = "other JSON";

const TEXTS: &[&str] = &["home_page_url", "feed_url", "language", "description", "icon", "favicon"];
const ITEM_TEXTS: &[&str] = &[
    "id",
    "url",
    "external_url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "date_published",
    "date_modified",
];

/// The feed with every field of the type that the specification gives it.
pub fn normalise(text: &str) -> Result<String, FeedError> {
    // Deserialised one value from the front: what follows it does not matter.
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut feed = match values.next() {
        Some(Ok(Value::Object(feed))) => feed,
        Some(Err(error)) => return Err(FeedError::Broken(error.to_string())),
        _ => return Err(FeedError::Unknown(OTHER)),
    };
    let named = feed.get("version").and_then(Value::as_str).is_some_and(|version| version.contains("jsonfeed.org"));
    let Some(Value::Array(items)) = feed.remove("items").filter(|items| items.is_array()) else {
        return Err(if named { FeedError::Broken("it has no items".to_owned()) } else { FeedError::Unknown(OTHER) });
    };
    feed.insert("version".to_owned(), "https://jsonfeed.org/version/1.1".into());
    let title = feed.get("title").and_then(as_text).unwrap_or_default();
    feed.insert("title".to_owned(), title.into());
    keep_texts(&mut feed, TEXTS);
    keep_authors(&mut feed);
    let items = items.into_iter().filter_map(|item| match item {
        Value::Object(item) => Some(Value::Object(normalise_item(item))),
        _ => None,
    });
    let items: Vec<Value> = items.collect();
    feed.insert("items".to_owned(), items.into());
    Ok(Value::Object(feed).to_string())
}

fn normalise_item(mut item: Map<String, Value>) -> Map<String, Value> {
    keep_texts(&mut item, ITEM_TEXTS);
    keep_authors(&mut item);
    if let Some(tags) = item.remove("tags") {
        let tags: Vec<Value> = as_list(tags).iter().filter_map(as_text).map(Value::String).collect();
        item.insert("tags".to_owned(), tags.into());
    }
    if let Some(attachments) = item.remove("attachments") {
        let attachments: Vec<Value> = as_list(attachments).into_iter().filter_map(normalise_attachment).collect();
        item.insert("attachments".to_owned(), attachments.into());
    }
    item
}

fn normalise_attachment(attachment: Value) -> Option<Value> {
    let Value::Object(mut attachment) = attachment else { return None };
    keep_texts(&mut attachment, &["url", "mime_type", "title"]);
    if !attachment.contains_key("url") {
        return None;
    }
    attachment.entry("mime_type").or_insert_with(|| "".into());
    let size = attachment.remove("size_in_bytes").as_ref().and_then(as_text).and_then(|size| size.parse::<u64>().ok());
    attachment.insert("size_in_bytes".to_owned(), size.into());
    Some(Value::Object(attachment))
}

/// Makes these fields texts; what cannot be one goes.
fn keep_texts(object: &mut Map<String, Value>, fields: &[&str]) {
    for &field in fields {
        if let Some(value) = object.remove(field)
            && let Some(text) = as_text(&value)
        {
            object.insert(field.to_owned(), text.into());
        }
    }
}

/// `author` (1.0) and `authors` (1.1), each an object with texts; a bare text is taken for a name.
fn keep_authors(object: &mut Map<String, Value>) {
    let single = object.remove("author").into_iter();
    let several = object.remove("authors").map(as_list).unwrap_or_default();
    let authors: Vec<Value> = single
        .chain(several)
        .filter_map(|author| match author {
            Value::Object(mut author) => {
                keep_texts(&mut author, &["name", "url"]);
                Some(Value::Object(author))
            }
            Value::String(name) => Some(serde_json::json!({ "name": name })),
            _ => None,
        })
        .collect();
    if !authors.is_empty() {
        object.insert("authors".to_owned(), authors.into());
    }
}

fn as_list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list,
        Value::Null => Vec::new(),
        single => vec![single],
    }
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_types_are_mended() {
        let feed = r#"{"items":[{"id":7,"title":null,"tags":"one","author":"A","attachments":[{"url":"u","size_in_bytes":"9"},{}]},3]}"#;
        let mended: Value = serde_json::from_str(&normalise(feed).unwrap()).unwrap();
        let item = &mended["items"][0];
        assert_eq!(mended["items"].as_array().unwrap().len(), 1);
        assert_eq!(item["id"], "7");
        assert_eq!(item["tags"][0], "one");
        assert_eq!(item["authors"][0]["name"], "A");
        assert_eq!(item["attachments"][0]["size_in_bytes"], 9);
        assert_eq!(mended["title"], "");
    }

    #[test]
    fn other_json_is_no_feed() {
        assert_eq!(normalise("{\"a\":1}"), Err(FeedError::Unknown(OTHER)));
        assert!(matches!(normalise("{\"a\":"), Err(FeedError::Broken(_))));
    }
}
