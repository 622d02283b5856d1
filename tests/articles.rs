//! Articles as feeds carry them: every word that a browser would show is in the document.
//!
//! The articles are those of the corpus that lies beside the project, where it does; `DATELINE_CORPUS` names another place.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use dateline::html::{convert, markup};
use dom_query::{Document, NodeRef};
use proptest::prelude::*;

/// Not shown by a browser, or shown by the reader as something else (films, drawings, formulas).
const UNSEEN: &str = "script, style, template, noscript, head, title, textarea, select, button, datalist, iframe, video, \
    audio, canvas, svg, math, object, rp, [hidden], [style*='display:none'], [style*='display: none'], \
    [style*='visibility:hidden'], span[aria-hidden=true], .invisible, .sr-only, .screen-reader-text, .visually-hidden, \
    .kg-audio-player-container, .kg-video-player-container, pre [style*='user-select:none']";

const BLOCKS: &str = "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset \
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html img legend li main menu nav ol optgroup p pre \
    section summary table tbody td tfoot th thead tr ul picture";

fn articles() -> Vec<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = std::env::var_os("DATELINE_CORPUS").map_or_else(beside, PathBuf::from).join("html");
    let Ok(files) = fs::read_dir(&folder) else {
        println!("skipped: no corpus at {}", folder.display());
        return Vec::new();
    };
    let paths = files.map(|file| file.expect("a file").path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|end| end == "html")).collect();
    paths.sort();
    paths
}

/// How often each word is seen. Characters that a browser does not show are no part of words.
fn words(html: &str) -> BTreeMap<String, usize> {
    let tree = Document::from(html);
    tree.select(UNSEEN).remove();
    let mut text = String::new();
    gather(&tree.root(), &mut text);
    let mut words = BTreeMap::new();
    for word in folded(&without_formulas(&text)).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        // Words are not parted by spaces in every script.
        if word.is_ascii() {
            *words.entry(word.to_owned()).or_default() += 1;
        } else {
            word.chars().for_each(|c| *words.entry(c.to_string()).or_default() += 1);
        }
    }
    words
}

fn gather(node: &NodeRef, text: &mut String) {
    for child in node.children() {
        if child.is_text() {
            text.push_str(&child.text());
            continue;
        }
        let name = child.node_name().unwrap_or_default();
        let apart = BLOCKS.split_whitespace().any(|block| *block == *name);
        let apart = if apart { " " } else { "" };
        text.push_str(apart);
        let start = text.len();
        gather(&child, text);
        if *name == *"sup" {
            // The number of a note is raised without its brackets.
            let note = text.split_off(start).replace(['[', ']'], "");
            text.push_str(&note);
        }
        text.push_str(apart);
    }
}

/// The text without what is written in TeX, which is shown as formulas.
fn without_formulas(text: &str) -> String {
    let mut text = text.to_owned();
    for (open, close) in [("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("$", "$")] {
        let mut rest = std::mem::take(&mut text);
        while let Some((before, after)) =
            rest.split_once(open).map(|(before, after)| (before.to_owned(), after.to_owned()))
        {
            text.push_str(&before);
            let formula =
                after.split_once(close).filter(|(formula, _)| open.len() > 1 || formula.contains(['\\', '^', '_']));
            rest = match formula {
                Some((formula, after)) if formula.len() < 1_000 => after.to_owned(),
                _ => {
                    text.push(' ');
                    after
                }
            };
        }
        text.push_str(&rest);
    }
    text
}

/// Raised and lowered characters as plain ones.
fn folded(text: &str) -> String {
    const SHIFTED: (&str, &str) = (
        "⁺⁻⁼⁽⁾₊₋₌₍₎⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ",
        "+-=()+-=()01234567890123456789abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWaehijklmnoprstuvx",
    );
    let plain = |c: char| SHIFTED.0.chars().position(|shifted| shifted == c).and_then(|at| SHIFTED.1.chars().nth(at));
    text.chars().filter(|c| !is_unseen(*c)).map(|c| plain(c).unwrap_or(c)).collect()
}

/// Marks without a width, and what is no character.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{202a}'..='\u{202e}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}')
        || matches!(c, '\u{300}'..='\u{36f}')
}

/// The words of `html` that its document lacks.
fn lost(html: &str) -> Vec<String> {
    let written = markup(&convert(html, Some("https://example.org/a")));
    // What Unicode has no raised form of is set as "^(…)".
    let joined = written.replace(")^(", "").replace("^(", "").replace("_(", "");
    let (written, joined) = (words(&written), words(&joined));
    let missing = words(html).into_iter().filter_map(|(word, count)| {
        let kept =
            [&written, &joined].into_iter().filter_map(|words| words.get(&word).copied()).max().unwrap_or_default();
        (kept < count).then(|| format!("{word} ({kept} of {count})"))
    });
    missing.collect()
}

#[test]
fn no_word_of_a_real_article_is_lost() {
    let mut report = Vec::new();
    for path in articles() {
        let html = String::from_utf8_lossy(&fs::read(&path).expect("a readable file")).into_owned();
        let lost = lost(&html);
        if !lost.is_empty() {
            report.push(format!("{}: {}", path.display(), lost.join(", ")));
        }
    }
    assert!(report.is_empty(), "{}", report.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever tags stand between and around them, and whichever are never closed.
    #[test]
    fn no_word_of_a_tag_soup_is_lost(parts in prop::collection::vec((tag(), "[a-z]{3,9}"), 0..40)) {
        let html: String = parts.iter().map(|(tag, word)| format!("{tag} {word} ")).collect();
        prop_assert_eq!(lost(&html), Vec::<String>::new(), "{}", html);
    }
}

fn tag() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "</?(p|b|i|a|div|ul|ol|li|table|tr|td|th|blockquote|h2|h4|pre|code|figure|figcaption|caption|dl|dt|dd|span)>",
        3 => "</?(details|summary|sup|sub|q|section|small|mark|kbd|del|ins|center|font|article|aside|tbody|thead|main)>",
        1 => "<(br|hr|img src=/a alt=b|a href=/x|a href=#x|td colspan=3|td rowspan=2|ol type=a|li value=7|p id=x)/?>",
        1 => "(<!-- no -->|<p class=wp-caption>|<div class='highlight rust'>|<table role=presentation>)",
    ]
}
