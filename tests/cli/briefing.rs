//! `briefing`: what was told lately, as a document in each form.

use std::process::Stdio;

use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::home::{Home, Run, fields};
use crate::news;
use crate::server::{Reply, Request, Server};

/// A feed of Atom with one entry, so many hours old.
fn atom(source: &str, site: &str, hours: i64, title: &str, summary: &str, content: &str) -> String {
    let date = Timestamp::now() - hours.hours();
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>{source}</title><link href=\"{site}\"/><entry>\
         <id>{site}huygens</id><title>{title}</title><link href=\"{site}huygens\"/><updated>{date}</updated>\
         <summary>{summary}</summary><content type=\"html\">{content}</content></entry></feed>"
    )
}

const LANDED: &str = "&lt;h2&gt;Down to the ground&lt;/h2&gt;&lt;p&gt;The probe fell through the haze for two and a half \
                      hours and landed on ground like wet sand.&lt;/p&gt;&lt;p&gt;Its batteries lasted longer than anybody \
                      had hoped; see &lt;a href=\"/descent\"&gt;the descent&lt;/a&gt;.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;\
                      &lt;img src=\"/titan.png\" alt=\"Stones\"&gt;";

/// Three tell of the landing on Titan, one of ice; and there are the entries of long ago.
fn publish(request: &Request) -> Reply {
    let feed = match request.path.as_str() {
        "/esa" => atom("ESA", "https://www.esa.int/", 5, "Huygens landed on Titan", "", LANDED),
        "/nasa" => {
            let more = "The probe landed. Cassini relayed three hundred fifty pictures to antennas in Australia.";
            atom("NASA", "https://www.nasa.gov/", 3, "Huygens probe lands on Titan", more, "")
        }
        "/arizona" => {
            let same = "The Huygens probe landed on Titan.";
            atom("Arizona &amp; Co", "https://www.arizona.edu/", 4, "Huygens has landed on Titan", same, "")
        }
        "/ice" => {
            let text = "The drill stopped at 3,270 metres. It took eight sum";
            atom("Dome C", "https://www.ipev.fr/", 6, "Ice of 800,000 years &amp;lt;b&amp;gt; was drilled", text, "")
        }
        _ => return news::publish(request),
    };
    news::feed(&feed)
}

fn home(server: &Server) -> Home {
    let home = Home::new();
    let feed = |path: &str, folder: &str| format!("[[feed]]\nurl = \"{}\"\n{folder}\n", server.url(path));
    let space = "folder = \"World/Space\"";
    let feeds = [("/esa", space), ("/nasa", space), ("/arizona", space), ("/ice", ""), (news::RSS, "")];
    home.configure("feeds.toml", &feeds.map(|(path, folder)| feed(path, folder)).concat());
    home.done(&["refresh"]);
    let database = rusqlite::Connection::open(home.data().join("dateline.db")).expect("a database");
    let story = "update statuses set story = 1, cluster = -1 where entry in (select id from entries where title like '%Titan' and lead not like 'It went on%')";
    assert_eq!(database.execute(story, []).expect("a story"), 3);
    home
}

/// Whether these parts stand in the text in this order.
fn assert_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let Some(place) = rest.find(part) else { panic!("{part} is not there in its place in {text}") };
        rest = &rest[place + part.len()..];
    }
}

#[test]
fn a_lead_is_told_in_full_and_the_rest_in_brief() {
    let server = Server::start(publish);
    let home = home(&server);
    let text = home.done(&["briefing", "--max", "1"]);
    assert_order(
        &text,
        &[
            "Briefing, ",
            "\n\nHuygens landed on Titan[1]\n\nESA · ",
            " · 1 min · also: ",
            "Down to the ground\n",
            "Its batteries lasted longer",
            "the descent[",
            "\nNASA[3]: Cassini relayed three hundred fifty pictures to antennas\nin Australia.\n",
            "Also: Arizona & Co[",
            "\nIn brief\n\nDome C[",
            "Ice of 800,000 years <b> was drilled. The drill stopped at\n3,270 metres.\n",
            "\nMade on ",
            " out of 4 entries of 4 feeds since ",
            "\n[1] https://www.esa.int/huygens\n",
        ],
    );
    assert!(!text.contains("eight sum"), "half a sentence in {text}");
    let widest = text.lines().filter(|line| !line.contains("https://")).map(|line| line.chars().count()).max();
    assert!(widest <= Some(72), "{text}");
    let narrow = home.done(&["briefing", "--width", "30"]);
    assert!(narrow.lines().all(|line| line.chars().count() <= 30), "{narrow}");
    let brief = home.done(&["briefing", "--max", "0"]);
    assert_order(
        &brief,
        &["\n\nWorld\n\nESA[1]: Huygens landed on Titan. The probe fell", "\nNASA[2]: Cassini", "\nAlso: Arizona"],
    );
}

#[test]
fn a_query_and_a_time_narrow_it() {
    let server = Server::start(publish);
    let home = home(&server);
    let ice = home.done(&["briefing", "drilled"]);
    assert!(ice.starts_with("Briefing on drilled, ") && !ice.contains("Titan"), "{ice}");
    assert_order(&ice, &["out of 1 entry of 1 feed that `drilled` finds\nsince"]);
    let of_nasa = home.done(&["briefing", "feed:nasa", "-ice"]);
    assert!(of_nasa.contains("NASA[1]: Huygens") && !of_nasa.contains("ESA"), "{of_nasa}");
    let of_old = home.done(&["briefing", "--since", "1986-01-01", "halley"]);
    assert!(of_old.contains("Halley's Comet was nearest to the Sun"), "{of_old}");
    let none = home.done(&["briefing", "halley"]);
    assert!(none.starts_with("Nothing that `halley` finds was told since ") && none.lines().count() == 1, "{none}");
    home.done(&["mark", "read", "drilled"]);
    assert!(!home.done(&["briefing", "is:unread"]).contains("drilled"));
}

#[test]
fn weights_of_the_configuration_count_and_leave_out() {
    let server = Server::start(publish);
    let home = home(&server);
    let why = |name: &str| {
        let [briefing] = &home.json(&["briefing", "--max", "0", "--format", "json"])[..] else { panic!("one value") };
        let sections = briefing["sections"].as_array().expect("sections").clone();
        let section = sections.into_iter().find(|section| section["folder"] == name).expect("the section");
        section["stories"][0]["why"].as_str().expect("words").to_owned()
    };
    assert_eq!(why(""), "6 h ago");
    home.configure("config.toml", "[front_page]\nweights = { \"Dome C\" = 20, world = 0.5 }\n");
    assert_eq!((why(""), why("World")), ("6 h ago, weight 20".into(), "3 sources, newest 3 h ago, weight 0.5".into()));
    home.configure("config.toml", "[front_page]\nweights = { World = 0 }\n");
    let text = home.done(&["briefing"]);
    assert!(text.contains("Dome C") && !text.contains("Titan"), "{text}");
}

#[test]
fn json_is_one_document() {
    let server = Server::start(publish);
    let home = home(&server);
    let [briefing] = &home.json(&["briefing", "--max", "1", "--format", "json"])[..] else { panic!("one value") };
    assert_eq!(
        fields(briefing),
        ["entries", "feeds", "leads", "made", "query", "sections", "since", "title"],
        "{briefing}"
    );
    assert_eq!((&briefing["entries"], &briefing["feeds"], &briefing["query"]), (&json!(4), &json!(4), &Value::Null));
    let lead = &briefing["leads"][0];
    assert_eq!(fields(lead), ["members", "story", "why"]);
    assert!(lead["story"].is_i64(), "{lead}");
    assert_eq!(lead["why"], "3 sources, newest 3 h ago");
    let members = lead["members"].as_array().expect("members");
    let sources: Vec<&str> = members.iter().filter_map(|member| member["source"].as_str()).collect();
    assert_eq!(sources, ["ESA", "Arizona & Co", "NASA"], "after the one that speaks for all, the first to tell first");
    assert_eq!(fields(&members[0]), ["author", "id", "published", "source", "text", "title", "url"]);
    assert_eq!(members[0]["url"], "https://www.esa.int/huygens");
    let text = |member: &Value| member["text"].as_str().expect("a text").to_owned();
    assert!(text(&members[0]).contains("Its batteries lasted longer"), "the whole text");
    assert_eq!(text(&members[1]), "");
    let [section] = &briefing["sections"].as_array().expect("sections")[..] else { panic!("one section") };
    assert_eq!((&section["folder"], &section["more"]), (&json!(""), &json!(0)));
    assert_eq!(section["stories"][0]["members"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_page_stands_alone_and_takes_no_markup_from_outside() {
    let server = Server::start(publish);
    let home = home(&server);
    let page = home.done(&["briefing", "--max", "1", "--format", "html"]);
    assert_order(
        &page,
        &[
            "<!doctype html>",
            "color-scheme: light dark",
            "<h1>Briefing, ",
            "<h2><a href=\"https://www.esa.int/huygens\">Huygens landed on Titan</a></h2>",
            "<h3>Down to the ground</h3>",
            "<a href=\"https://www.nasa.gov/huygens\"><strong>NASA</strong></a>",
            "Arizona &amp; Co",
            "<h2>In brief</h2>",
            "Ice of 800,000 years &lt;b&gt; was drilled.",
            "</html>\n",
        ],
    );
    for part in ["<img", "src=", "<script", "x()", "<link", "@import", "url(", "<b>"] {
        assert!(!page.contains(part), "{part} in {page}");
    }
    let markdown = home.done(&["briefing", "--max", "1", "--format", "markdown"]);
    assert_order(
        &markdown,
        &[
            "# Briefing, ",
            "\n\n## [Huygens landed on Titan](https://www.esa.int/huygens)\n\nESA · ",
            "\n\n### Down to the ground\n",
            "[**NASA**](https://www.nasa.gov/huygens)**:** Cassini",
            "\n\n## In brief\n",
        ],
    );
}

#[test]
fn a_book_has_a_chapter_for_each_lead_and_section() {
    let server = Server::start(publish);
    let home = home(&server);
    let output = home.command(&["briefing", "--max", "1", "--format", "epub"]).output().expect("the program runs");
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(output.stdout)).expect("a book");
    let contents = std::io::read_to_string(book.by_name("book/contents.xhtml").expect("contents")).expect("text");
    assert_order(&contents, &[">Huygens landed on Titan<", ">In brief<", ">About this briefing<"]);
    assert_eq!(contents.matches("<li>").count(), 3, "{contents}");
}

#[test]
fn what_is_asked_wrongly_or_cannot_be_written_is_told() {
    let home = Home::new();
    let nothing = home.done(&["briefing"]);
    assert!(nothing.starts_with("Nothing was told since ") && nothing.lines().count() == 1, "{nothing}");
    for form in ["markdown", "html", "json"] {
        assert!(home.done(&["briefing", "--format", form]).contains("Nothing was told since "), "{form}");
    }
    for since in ["soon", "", "-1d", "24"] {
        let why = home.fails(2, &["briefing", &format!("--since={since}")]);
        assert!(why.contains("--since") && why.contains("12h"), "{why}");
    }
    assert!(home.fails(2, &["briefing", "(ice"]).contains("`(`"));
    assert!(home.fails(2, &["briefing", "--max", "few"]).contains("--max"));
    if let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") {
        let run = Run::of(home.command(&["briefing"]).stdout(Stdio::from(full)));
        assert_eq!(run.status, Some(1));
        assert!(run.complaint().contains("space"), "{run:?}");
    }
}
