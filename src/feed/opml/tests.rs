//! OPML of every shape, and the way out and back.

use proptest::prelude::*;

use super::*;

#[test]
fn folders_titles_tags_and_odd_attributes() {
    let file = r#"<?xml version="1.0"?><OPML><head><title>x</title></head><body>
        <outline text="World &amp; co"><outline TEXT="Asia">
          <outline type="rss" text="One" XMLURL="https://a.example/?x=1&y=2" category="/news/asia,tech"/>
        </outline><outline title="Two" url='https://b.example/'></outline></outline>
        <outline text="https://c.example/" xmlUrl="https://c.example/"/>
        <outline type="link" text="A page" url="https://d.example/"/>
        <outline text="bad" xmlUrl="exec:rm -rf /"/>
        </body>"#;
    let imported = read(file.as_bytes()).unwrap();
    let subscriptions = imported.subscriptions();
    let [one, two, three] = subscriptions.as_slice() else { panic!("{imported:?}") };
    assert_eq!((one.url.as_str(), one.folder.0.as_str()), ("https://a.example/?x=1&y=2", "World & co/Asia"));
    assert_eq!(one.tags, ["news/asia", "tech"]);
    assert_eq!((two.title.as_deref(), two.folder.0.as_str()), (Some("Two"), "World & co"));
    assert_eq!((three.title.as_deref(), three.folder.0.as_str()), (None, ""));
    assert_eq!(imported.skipped.len(), 1);
}

#[test]
fn other_files_are_refused() {
    assert_eq!(read(b"<feed/>"), Err(ImportError::Feed));
    assert_eq!(read(b"hello"), Err(ImportError::Unknown));
    assert_eq!(read(b"<opml/>"), Ok(Imported::default()));
}

#[test]
fn what_other_readers_write_beside_is_read_or_does_no_harm() {
    let file = r#"<opml><body xmlns:miniflux="x">
        <outline text="A" title="ignored"><outline text="a" xmlUrl="https://a.example/" filtercmd="~/x.pl"
            miniflux:crawler="true" miniflux:userAgent="Mine/1.0" miniflux:blocklistRules="x" unheard='of'/></outline>
        <outline text="b" xmlUrl="https://b.example/" frss:cssFullContent="article" frss:CURLOPT_USERAGENT="Other"/>
        <outline text="c" xmlUrl="|cat /etc/passwd"/></body></opml>"#;
    let imported = read(file.as_bytes()).unwrap();
    let subscriptions = imported.subscriptions();
    let [a, b] = subscriptions.as_slice() else { panic!("{imported:?}") };
    assert_eq!((a.folder.0.as_str(), a.full_text, a.user_agent.as_deref()), ("A", FullText::OnOpen, Some("Mine/1.0")));
    assert_eq!((b.full_text, b.user_agent.as_deref()), (FullText::OnOpen, Some("Other")));
    assert!(imported.notes[0].why.contains("filtercmd"), "{:?}", imported.notes);
    assert!(imported.skipped[0].why.contains("commands are not imported"), "{:?}", imported.skipped);
}

#[test]
fn broken_files_give_what_they_hold() {
    for (file, feeds) in [
        ("<opml><body><outline text=\"A & B\" xmlUrl=\"https://a.example/?x=1&y=2\"/>", 1),
        (
            "?xml version=\"1.0\"?>\n<!-- <outline xmlUrl='https://no.example/'/> -->\n<opml><outline url='https://a.example/'/>",
            1,
        ),
        ("<opml version=\"1.0\"><head/></opml>", 0),
    ] {
        assert_eq!(read(file.as_bytes()).unwrap().feeds.len(), feeds, "{file}");
    }
    let external = "<!DOCTYPE opml [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><opml>\
                    <outline text=\"&x;\" xmlUrl=\"https://a.example/\"/></opml>";
    assert_eq!(read(external.as_bytes()).unwrap().subscriptions()[0].title.as_deref(), Some("&x;"));
}

#[test]
fn a_file_that_is_cut_is_no_list_and_its_end_is_named() {
    let cut = "<opml><outline text=\"x\">\n<outline xmlUrl=\"https://a.example/\"/>\n<outline xmlUrl=\"https://b.exa";
    let Err(ImportError::Damaged { line, why }) = read(cut.as_bytes()) else { panic!("it was read") };
    assert_eq!((line, why.as_str()), (3, "the file is cut in the middle of a tag"));
}

#[test]
fn settings_that_feeds_toml_cannot_hold_are_left() {
    for (attribute, refresh, agent) in [
        ("dateline:refresh='0'", None, None),
        ("dateline:refresh='4294967295'", None, None),
        ("dateline:refresh='-5'", None, None),
        ("dateline:refresh='60'", Some(60), None),
        ("dateline:userAgent='naïve&#10;X: y'", None, None),
        ("miniflux:userAgent='Mine/1.0 (x)'", None, Some("Mine/1.0 (x)")),
    ] {
        let file = format!("<opml><outline xmlUrl='https://a.example/' {attribute}/></opml>");
        let subscription = read(file.as_bytes()).unwrap().subscriptions().remove(0);
        assert_eq!((subscription.refresh, subscription.user_agent.as_deref()), (refresh, agent), "{attribute}");
    }
}

#[test]
fn what_is_written_is_opml_2() {
    let subscription = Subscription {
        url: "https://a.example/?a&b".to_owned(),
        folder: Folder("World/Asia".to_owned()),
        tags: vec!["one".to_owned(), "two".to_owned()],
        refresh: Some(1_800),
        full_text: FullText::Always,
        ..Subscription::default()
    };
    let written = write(
        "dateline",
        &[Exported { subscription: &subscription, title: "A \"B\"", site: Some("https://a.example/") }],
    );
    assert_eq!(
        written,
        r#"<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0" xmlns:dateline="https://github.com/dateline-news/dateline">
  <head>
    <title>dateline</title>
  </head>
  <body>
    <outline text="World" title="World">
      <outline text="Asia" title="Asia">
        <outline type="rss" text="A &quot;B&quot;" title="A &quot;B&quot;" xmlUrl="https://a.example/?a&amp;b" htmlUrl="https://a.example/" category="one,two" dateline:ownTitle="true" dateline:refresh="1800" dateline:fullText="always"/>
      </outline>
    </outline>
  </body>
</opml>
"#
    );
}

fn subscriptions() -> impl Strategy<Value = Vec<Subscription>> {
    let word = "[a-zA-Z&<>\"'é漢][a-zA-Z&;<>\"'é漢]{0,8}";
    let settings = (
        proptest::option::of(1u32..100_000),
        proptest::sample::select(vec![FullText::Never, FullText::OnOpen, FullText::Always]),
        proptest::option::of("[A-Z][a-z/0-9\"&]{0,8}"),
    );
    let feed = (
        proptest::option::of(word),
        proptest::collection::vec("[a-z&]{1,5}", 0..3),
        proptest::collection::hash_set("[a-z\"é,%/]{1,6}", 0..3),
        settings,
    );
    proptest::collection::vec(feed, 0..8).prop_map(|feeds| {
        let numbered = feeds.into_iter().enumerate();
        numbered
            .map(|(number, (title, folder, tags, (refresh, full_text, user_agent)))| Subscription {
                url: format!("https://example.org/{number}?a=1&b=<2>"),
                title,
                folder: Folder(folder.join("/")),
                tags: tags.into_iter().collect(),
                refresh,
                full_text,
                user_agent,
                ..Subscription::default()
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(subscriptions in subscriptions()) {
        let exported: Vec<Exported> = subscriptions
            .iter()
            .map(|s| Exported { subscription: s, title: s.title.as_deref().unwrap_or("Own"), site: None })
            .collect();
        let read = read(write("Feeds", &exported).as_bytes()).unwrap();
        let mut again = read.subscriptions();
        again.sort_by(|a, b| a.url.cmp(&b.url));
        let mut expected = subscriptions.clone();
        expected.sort_by(|a, b| a.url.cmp(&b.url));
        prop_assert_eq!(again, expected);
        prop_assert!(read.skipped.is_empty());
    }

    #[test]
    fn no_input_breaks_it(text in "[<>/=\"' a-z!&;-]{0,200}") {
        let _ = read(format!("<opml>{text}").as_bytes());
        let _ = crate::feed::import(text.as_bytes());
    }
}
