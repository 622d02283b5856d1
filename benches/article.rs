//! An article from HTML to lines: what opening one costs.

use dateline::html::{convert, document::Document};
use dateline::text::article::{Head, lay_out};
use dateline::text::manner::Manner;

fn main() {
    divan::main();
}

const PARAGRAPH: &str = "<p>The <em>second crew</em> of the year reached the <a href=\"/station?n=N\">orbiting \
laboratory</a> on Monday after an extraordinarily long night of delays, &ldquo;which nobody had expected&rdquo;, and \
immediately began unloading <strong>approximately three tonnes</strong> of scientific equipment.</p>
<ul><li>communications apparatus<li>international docking adapters</ul>
<blockquote><p>Characteristics of the undertaking were reconsidered.</p></blockquote>
<table><tr><th>Flight<th>Tonnes</tr><tr><td>N<td>3.1</tr></table>
<figure><img src=\"/n.jpg\" alt=\"The station\"><figcaption>Photograph N</figcaption></figure>
<pre><code class=\"language-rust\">fn dock(n: u32) -> bool { n > N }</code></pre>\n";

/// About `bytes` of an article as feeds carry them.
fn article(bytes: usize) -> String {
    let count = bytes / PARAGRAPH.len();
    (0..count).map(|n| PARAGRAPH.replace('N', &n.to_string())).collect()
}

fn document(bytes: usize) -> Document {
    convert(&article(bytes), Some("https://example.org/"))
}

fn head() -> Head {
    Head { headline: "Second crew reaches the station".to_owned(), language: Some("en".to_owned()), ..Head::default() }
}

#[divan::bench(args = [20_000, 200_000])]
fn convert_html(bencher: divan::Bencher, bytes: usize) {
    let html = article(bytes);
    bencher.bench(|| convert(&html, Some("https://example.org/")));
}

#[divan::bench(args = [20_000, 200_000])]
fn set_at_72(bencher: divan::Bencher, bytes: usize) {
    let (head, document) = (head(), document(bytes));
    bencher.bench(|| lay_out(&head, &document, &Manner::of(72)));
}

/// All bodies of the corpus beside the project; without it there is nothing to measure.
#[divan::bench]
fn open_real_articles(bencher: divan::Bencher) {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus/html");
    let files = std::fs::read_dir(corpus).into_iter().flatten().flatten().map(|file| file.path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "html"));
    let bodies: Vec<String> = files
        .filter_map(|path| std::fs::read(path).ok())
        .map(|body| String::from_utf8_lossy(&body).into_owned())
        .collect();
    let head = head();
    bencher.counter(divan::counter::ItemsCount::new(bodies.len())).bench(|| {
        for body in &bodies {
            lay_out(&head, &convert(body, Some("https://example.org/")), &Manner::of(72));
        }
    });
}
