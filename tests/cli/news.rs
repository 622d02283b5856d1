//! Feeds of things that happened, and a server that publishes them.

use std::fmt::Write;

use crate::server::{Reply, Request, Server};

/// Where the server has the feed.
pub const RSS: &str = "/far-and-cold.xml";

pub const HUYGENS: &str = "Huygens landed on Titan";
pub const ICE: &str = "Ice of 800,000 years was drilled at Dome C";
pub const HALLEY: &str = "Halley's Comet was nearest to the Sun";

/// Three dated entries, in the order of their dates, newest first.
pub const FAR_AND_COLD: &str = r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
  <title>Far &amp; Cold</title><link>https://example.org/</link><language>en</language>
  <item>
    <guid isPermaLink="false">huygens</guid><title>Huygens <![CDATA[<i>landed</i>]]> on Titan</title>
    <link>https://example.org/huygens</link><dc:creator>European Space Agency</dc:creator>
    <pubDate>Fri, 14 Jan 2005 12:43:00 GMT</pubDate>
    <description>It went on &lt;b&gt;sending&lt;/b&gt; for more than an hour.</description>
    <content:encoded><![CDATA[<h2>Down to the ground</h2><p>The probe fell through the haze for
      <b>two and a half</b> hours; see <a href="/descent">the descent</a>.</p><ul><li>a pilot parachute<li>a main parachute</ul>]]></content:encoded>
    <enclosure url="https://example.org/wind.mp3" type="audio/mpeg" length="4096"/>
  </item>
  <item>
    <guid isPermaLink="false">epica</guid><title>Ice of 800,000 years was drilled at Dome C</title>
    <link>https://example.org/epica</link><pubDate>Tue, 21 Dec 2004 08:00:00 +0800</pubDate>
    <description>The drill stopped at 3,270 metres.</description>
  </item>
  <item>
    <guid isPermaLink="false">halley</guid><title>Halley's Comet was nearest to the Sun</title>
    <pubDate>Sun, 09 Feb 1986 11:00:00 GMT</pubDate>
  </item>
</channel>
</rss>"#;

/// A feed with so many entries, all of the same day.
pub fn long(entries: usize) -> String {
    let mut items = String::new();
    for number in 1..=entries {
        let minute = format!("{:02}:{:02}", number / 60, number % 60);
        write!(
            items,
            "<item><guid isPermaLink=\"false\">picture-{number}</guid><title>Picture {number} from Spirit</title>\
             <pubDate>Sun, 04 Jan 2004 {minute}:00 GMT</pubDate></item>"
        )
        .expect("memory");
    }
    format!("<rss version=\"2.0\"><channel><title>Spirit</title>{items}</channel></rss>")
}

/// A server with the feed at its address, and nothing elsewhere.
pub fn server() -> Server {
    Server::start(publish)
}

pub fn publish(request: &Request) -> Reply {
    match request.path.as_str() {
        RSS if request.is_conditional() => Reply::status("304 Not Modified", &[("ETag", b"\"first\"")]),
        RSS => feed(FAR_AND_COLD),
        "/spirit.xml" => feed(&long(150)),
        _ => Reply::status("404 Not Found", &[]),
    }
}

pub fn feed(text: &str) -> Reply {
    Reply::ok(&[("Content-Type", b"application/rss+xml"), ("ETag", b"\"first\"")], text.as_bytes())
}
