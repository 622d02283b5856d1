//! The feeds file: what it reads, where it is wrong, and that edits leave the rest alone.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use proptest::prelude::*;

use super::*;
use crate::model::Limit;

const WRITTEN: &str = r#"# My feeds.

# The one I read first.
[[feed]]
url = "https://a.example/feed"   # official
title = 'A'
x-note = "mine"
refresh = "60m"

# Weekly.
[[feed]]
url = "https://b.example/feed"
tags = [ "slow" ]

[[override]]
url = "https://c.example/"

# the end
"#;

fn at(url: &str) -> Subscription {
    Subscription { url: url.to_owned(), ..Subscription::default() }
}

fn edited(edits: &[FileEdit]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("feeds.toml");
    fs::write(&path, WRITTEN).unwrap();
    apply(&path, edits).unwrap();
    fs::read_to_string(&path).unwrap()
}

fn read(text: &str) -> Result<Vec<Subscription>, ConfigError> {
    parse(Path::new("feeds.toml"), text)
}

#[test]
fn feeds_are_read_in_order() {
    let feeds = read(WRITTEN).unwrap();
    assert_eq!(feeds.len(), 2);
    let first = Subscription { title: Some("A".into()), refresh: Some(3_600), ..at("https://a.example/feed") };
    assert_eq!(feeds[0], first);
    assert_eq!(feeds[1].tags, ["slow"]);
    assert_eq!(load(Path::new("/nowhere/feeds.toml")), Ok(vec![]));
}

#[test]
fn faults_are_located() {
    for (text, place, part) in [
        ("[[feed]]\ntitle = \"x\"", (1, 1), "url"),
        ("[[feed]]\nurl = \"example.org\"", (2, 7), "https://"),
        ("[[feed]]\nurl = \"javascript:x\"", (2, 7), "https://"),
        ("[[feed]]\nurl = \"http://a/\"\n[[feed]]\nurl = \"http://a/\"", (4, 7), "line 2"),
        ("[[feed]]\nurl = \"http://a/\"\nrefresh = \"often\"", (3, 11), "30m"),
        ("[[feed]]\nurl = \"http://a/\"\nfull_text = \"yes\"", (3, 13), "on-open"),
        ("[[feed]]\nurl = \"http://a/\"\nretention = 30", (3, 13), "forever"),
        ("[[feed]]\nurl = \"http://a/\"\nretention = { keep = \"soon\" }", (3, 13), "2y"),
        ("[[feed]]\nurl = \"http://a/\"\nretention = { kep = \"9d\" }", (3, 13), "keep"),
        ("[[folder]]\nname = \"W\"\nretention = { entries = 0 }", (3, 13), "all"),
        ("[[feed]\nurl = 1", (1, 8), ""),
        ("feed = 1", (1, 8), "sequence"),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!(error.at, Some(place), "{error}");
        assert!(error.message.contains(part) && !error.message.contains('\n'), "{error}");
    }
}

#[test]
fn what_is_kept_stands_with_feeds_and_folders() {
    let text = "[[feed]]\nurl = \"http://a/\"\nretention = { entries = 500, bodies = \"14d\" }\n\
                [[feed]]\nurl = \"http://b/\"\nretention = \"forever\"\n\
                [[folder]]\nname = \"World\"\n[folder.retention]\nkeep = \"90d\"\n";
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("feeds.toml");
    fs::write(&path, text).unwrap();
    let feeds = load(&path).unwrap();
    let days = |days| Some(Limit::Of(days));
    assert_eq!(feeds[0].retention, Retention { keep: None, entries: days(500), bodies: days(14) });
    assert_eq!(feeds[1].retention, Retention::ALL);
    assert_eq!(
        folders(&path).unwrap(),
        [(Folder("World".into()), Retention { keep: days(90), ..Retention::default() })]
    );
    assert_eq!((check(&path), folders(Path::new("/nowhere"))), (vec![], Ok(vec![])));
    // Another number is written, and nothing else.
    let retention = Retention { entries: days(600), ..feeds[0].retention };
    apply(&path, &[FileEdit::Put(Subscription { retention, ..feeds[0].clone() })]).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), text.replace("500", "600").replace("14d", "2w"));
}

#[test]
fn a_folder_that_is_renamed_keeps_what_is_said_of_it() {
    let text = "[[feed]]\nurl = \"http://a/\"\nfolder = \"World/Asia\"\n\n[[feed]]\nurl = \"http://b/\"\nfolder = \"World\"\n\n\
                [[folder]]\nname = \"World\" # all of it\nretention = \"forever\"\n";
    let put = |url: &str, folder: &str| FileEdit::Put(Subscription { folder: Folder(folder.into()), ..at(url) });
    let renamed = edit::edit(text, &[put("http://a/", "Earth/Asia"), put("http://b/", "Earth")]).unwrap();
    assert_eq!(renamed, text.replace("World", "Earth"));
    let one_moved = edit::edit(text, &[put("http://b/", "Earth")]).unwrap();
    assert!(one_moved.contains("name = \"World\" # all of it"), "{one_moved}");
    let dissolved = edit::edit(text, &[put("http://a/", "Asia"), put("http://b/", "")]).unwrap();
    assert!(dissolved.contains("name = \"World\""), "{dissolved}");
}

#[test]
fn unread_keys_are_told_but_do_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("feeds.toml");
    fs::write(&path, "[[feed]]\nurl = \"http://a/\"\nfoldr = \"x\"").unwrap();
    assert_eq!(load(&path).unwrap().len(), 1);
    let problems = check(&path);
    assert_eq!(problems[0].at, Some((3, 1)));
    assert!(problems[0].message.contains("did you mean `folder`"), "{}", problems[0]);
}

#[test]
fn a_change_touches_only_what_differs() {
    let same = Subscription { title: Some("A".into()), refresh: Some(3_600), ..at("https://a.example/feed") };
    assert_eq!(edited(&[FileEdit::Put(same.clone())]), WRITTEN);
    let moved = Subscription { url: "https://a.example/new".into(), title: None, ..same };
    let text = edited(&[FileEdit::Replace { old_url: "https://a.example/feed".into(), subscription: moved }]);
    assert_eq!(text, WRITTEN.replace("a.example/feed", "a.example/new").replace("title = 'A'\n", ""));
}

#[test]
fn a_new_feed_stands_behind_the_others() {
    let text = edited(&[FileEdit::Put(at("https://n.example/"))]);
    assert_eq!(text, WRITTEN.replace("\n[[override]]", "\n[[feed]]\nurl = \"https://n.example/\"\n\n[[override]]"));
}

#[test]
fn a_removed_feed_takes_its_own_comment_along() {
    let text = edited(&[FileEdit::Remove { url: "https://a.example/feed".into() }]);
    let start = WRITTEN.find("# The one").unwrap();
    let end = WRITTEN.find("# Weekly").unwrap();
    assert_eq!(text, format!("{}{}", &WRITTEN[..start], &WRITTEN[end..]));
    let none = ["a", "b"].map(|name| FileEdit::Remove { url: format!("https://{name}.example/feed") });
    let text = edited(&none);
    assert!(text.contains("# My feeds.") && text.contains("[[override]]") && text.contains("# the end"), "{text}");
}

#[test]
fn comments_of_a_file_without_feeds_stay_on_top() {
    let text = edit::edit("# Mine.\n", &[FileEdit::Put(at("http://a/"))]).unwrap();
    assert_eq!(text, "# Mine.\n\n[[feed]]\nurl = \"http://a/\"\n");
    let text = edit::edit("", &[FileEdit::Put(at("http://a/")), FileEdit::Put(at("http://b/"))]).unwrap();
    assert_eq!(text, "[[feed]]\nurl = \"http://a/\"\n\n[[feed]]\nurl = \"http://b/\"\n");
}

#[test]
fn a_broken_file_is_never_written() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("feeds.toml");
    for text in ["[[feed]]\nurl =", "feed = [{ url = \"http://a/\" }]"] {
        fs::write(&path, text).unwrap();
        assert!(apply(&path, &[FileEdit::Put(at("http://b/"))]).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    fs::write(&path, WRITTEN).unwrap();
    let twice =
        FileEdit::Replace { old_url: "https://a.example/feed".into(), subscription: at("https://b.example/feed") };
    assert!(apply(&path, &[twice]).is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), WRITTEN);
}

#[test]
fn links_and_modes_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("dotfiles.toml");
    let path = dir.path().join("feeds.toml");
    symlink("dotfiles.toml", &path).unwrap();
    apply(&path, &[FileEdit::Put(at("http://a/"))]).unwrap();
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    apply(&path, &[FileEdit::Put(at("http://b/"))]).unwrap();
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(load(&path).unwrap().len(), 2);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "a draft was left behind");
}

#[test]
fn edits_at_the_same_time_are_all_kept() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("feeds.toml");
    std::thread::scope(|scope| {
        for number in 0..8 {
            let path = &path;
            scope.spawn(move || apply(path, &[FileEdit::Put(at(&format!("http://{number}/")))]).unwrap());
        }
    });
    assert_eq!(load(&path).unwrap().len(), 8);
}

fn subscriptions() -> impl Strategy<Value = Subscription> {
    let text = || prop::option::of("\\PC{0,6}|[\"'#\\\\ \n]{0,6}");
    let full_text = prop::sample::select(FULL_TEXTS.iter().map(|(_, value)| *value).collect::<Vec<_>>());
    let tags = prop::collection::vec("[a-z\" ]{0,3}", 0..3);
    let refresh = prop::option::of(1..31_622_400_u32);
    let headers = prop::collection::btree_map("[a-z]{1,3}", "[ -~]{0,6}", 0..3);
    let words = prop::collection::vec("[ -~é]{0,5}", 0..3);
    let proxy = prop::option::of(Just("socks5://127.0.0.1:9050".to_owned()));
    let access = (headers, text(), words, proxy).prop_map(|(headers, username, password_command, proxy)| Access {
        headers: headers.into_iter().collect(),
        username,
        password_command,
        proxy,
    });
    let limit = || prop_oneof![Just(None), Just(Some(Limit::All)), (1..36_500_u32).prop_map(|n| Some(Limit::Of(n)))];
    let retention = (limit(), limit(), limit()).prop_map(|(keep, entries, bodies)| Retention { keep, entries, bodies });
    (0..6, text(), "[a-z/]{0,4}", tags, refresh, full_text, text(), access, any::<(bool, bool)>(), retention).prop_map(
        |(number, title, folder, tags, refresh, full_text, user_agent, access, (quiet, alone), retention)| {
            Subscription {
                url: format!("http://{number}.example/"),
                title,
                folder: Folder(folder),
                tags,
                refresh,
                full_text,
                user_agent,
                access,
                quiet,
                retention,
                alone,
            }
        },
    )
}

fn edits() -> impl Strategy<Value = FileEdit> {
    prop_oneof![
        4 => subscriptions().prop_map(FileEdit::Put),
        1 => (0..6).prop_map(|number| FileEdit::Remove { url: format!("http://{number}.example/") }),
        1 => (0..6, subscriptions()).prop_map(|(number, subscription)| FileEdit::Replace {
            old_url: format!("http://{number}.example/"),
            subscription,
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_was_edited_reads_back(edits in prop::collection::vec(edits(), 1..10), written in prop::bool::ANY) {
        let text = if written { WRITTEN } else { "" };
        let mut wanted = read(text).unwrap();
        let mut text = text.to_owned();
        for edit in edits {
            let mut next = wanted.clone();
            edit.apply(&mut next);
            let mut urls: Vec<_> = next.iter().map(|feed| &feed.url).collect();
            urls.sort();
            urls.dedup();
            if urls.len() < next.len() {
                continue;
            }
            text = edit::edit(&text, &[edit]).unwrap();
            prop_assert_eq!(&read(&text), &Ok(next.clone()), "{}", text);
            wanted = next;
        }
        if written {
            prop_assert!(text.contains("# My feeds.") && text.contains("# the end"), "{}", text);
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}|[\\[\\]feed=\"\n ]{0,40}") {
        let _ = read(&text);
        let _ = unknown_keys(Path::new("x"), &text);
        let _ = edit::edit(&text, &[FileEdit::Remove { url: "x".into() }]);
    }
}
