//! Articles that are cut into several pages: where the next page is, and how the parts become one text.

use std::collections::HashSet;

use dom_query::{Document as Tree, NodeRef};
use url::Url;

use crate::html::token::{Tag, Token, tokens};
use crate::safe;

/// What pages call the number of the page in a query.
const NAMES: &[&str] = &["page", "p", "pg", "pageno", "pagenum", "page_number", "seite", "pagina", "página"];
/// What stands before the number in a path.
const WORDS: &[&str] = &["", "page", "p", "pg", "seite", "s", "pagina"];
/// What a link to the next page says, beside its number.
const NEXT: &[&str] = &[
    "next",
    "next page",
    "continue",
    "continue reading",
    "weiter",
    "nächste",
    "nächste seite",
    "suivant",
    "page suivante",
    "siguiente",
    "página siguiente",
    "successiva",
    "próxima",
    "volgende",
    "nästa",
    "次へ",
    "次のページ",
    "下一页",
    "下一頁",
    "»",
    "›",
    ">",
    ">>",
    "→",
];
/// A longer one leads elsewhere.
const MAX_LABEL: usize = 40;
/// Shorter lines may well stand on several pages of one text.
const TELLING: usize = 40;

/// The address of page `number` of an article, where the page before it says that there is one. `first` is the address of
/// the article's first page; the addresses of the others differ from it in the number of the page alone, so that a link
/// to another article is not taken for one.
pub fn next_page(html: &str, here: &Url, first: &Url, number: u32) -> Option<Url> {
    let leads = |tag: &Tag, label: &str| {
        let target = here.join(tag.attribute("href")?.trim()).ok().filter(|target| is_page(first, target, number))?;
        let says = has_next(tag) || says_next(label, number);
        says.then_some(target)
    };
    let mut open: Option<(Tag, String)> = None;
    for token in tokens(html) {
        match token {
            Token::Open(tag) if tag.name.eq_ignore_ascii_case("link") => {
                if let Some(target) = leads(&tag, "") {
                    return Some(target);
                }
            }
            Token::Open(tag) if tag.name.eq_ignore_ascii_case("a") => open = Some((tag, String::new())),
            Token::Text(text) => {
                if let Some((_, label)) = open.as_mut().filter(|(_, label)| label.len() <= MAX_LABEL) {
                    label.push_str(&text[..text.floor_char_boundary(2 * MAX_LABEL)]);
                }
            }
            Token::Close(name) if name.eq_ignore_ascii_case("a") => {
                if let Some(target) = open.take().and_then(|(tag, label)| leads(&tag, &label)) {
                    return Some(target);
                }
            }
            Token::Open(_) | Token::Close(_) => {}
        }
    }
    None
}

fn has_next(tag: &Tag) -> bool {
    tag.attribute("rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("next")))
}

fn says_next(label: &str, number: u32) -> bool {
    let label = safe::one_line(&crate::html::entity::decode(label)).to_lowercase();
    let bare = label.trim_end_matches([' ', '»', '›', '>', '→', '…', '.']);
    let digits = label.rsplit(' ').next().unwrap_or_default();
    let numbered = label.chars().count() <= 12 && digits.parse() == Ok(number);
    numbered || NEXT.contains(&label.as_str()) || NEXT.contains(&bare)
}

/// Whether an address is that of page `number` of the article at `first`.
fn is_page(first: &Url, target: &Url, number: u32) -> bool {
    let same_server = first.origin() == target.origin();
    if !same_server {
        return false;
    }
    let known: HashSet<_> = first.query_pairs().collect();
    let added: Vec<_> = target.query_pairs().filter(|pair| !known.contains(pair)).collect();
    if first.path().trim_end_matches('/') == target.path().trim_end_matches('/') {
        return matches!(added.as_slice(), [(name, value)]
            if NAMES.contains(&name.to_lowercase().as_str()) && value.parse() == Ok(number));
    }
    let Some(rest) = stem(first.path()).and_then(|stem| target.path().strip_prefix(stem)) else { return false };
    added.is_empty() && is_numbered(rest, number)
}

/// A path without what may stand behind the number of a page; none for that of a site's front page.
fn stem(path: &str) -> Option<&str> {
    let path = path.trim_end_matches('/');
    let name = path.rfind('/')? + 1;
    let dot = path[name..].rfind('.').map_or(path.len(), |dot| name + dot);
    let is_extension = (2..=6).contains(&(path.len() - dot)) && !path[dot + 1..].contains(|c: char| c.is_ascii_digit());
    let stem = if is_extension { &path[..dot] } else { path };
    (stem.len() > 1).then_some(stem)
}

/// `-2.html`, `/2/`, `/page/2`, `,page=2`.
fn is_numbered(rest: &str, number: u32) -> bool {
    let rest = stem(rest).unwrap_or(rest.trim_end_matches('/'));
    let rest = rest.split('.').next().unwrap_or_default();
    let separators = ['/', '-', '_', ',', '='];
    if !rest.starts_with(separators) {
        return false;
    }
    let parts: Vec<&str> = rest.split(separators).filter(|part| !part.is_empty()).collect();
    let is_number = |text: &str| text.parse() == Ok(number);
    match parts.as_slice() {
        [one] => {
            let digits = one.find(|c: char| c.is_ascii_digit()).unwrap_or(one.len());
            let (word, digits) = one.split_at(digits);
            WORDS.contains(&word.to_lowercase().as_str()) && is_number(digits)
        }
        [word, digits] => WORDS.contains(&word.to_lowercase().as_str()) && is_number(digits),
        _ => false,
    }
}

/// The parts of an article as one: what a later part repeats of the earlier ones (headline, standfirst, lead picture) is
/// left out of it. The first part stays as it is.
pub fn join(parts: &[String]) -> String {
    let Some((first, later)) = parts.split_first() else { return String::new() };
    if later.is_empty() {
        return first.clone();
    }
    let mut seen = HashSet::new();
    note(&Tree::from(first.as_str()), &mut seen);
    let mut joined = first.clone();
    for part in later {
        let tree = Tree::from(part.as_str());
        for node in leaves(&tree) {
            if marks(&node).is_some_and(|marks| seen.contains(&marks)) {
                node.remove_from_parent();
            }
        }
        note(&tree, &mut seen);
        if let Some(body) = tree.body() {
            joined.push('\n');
            joined.push_str(&body.inner_html());
        }
    }
    joined
}

fn note(tree: &Tree, seen: &mut HashSet<String>) {
    seen.extend(leaves(tree).iter().filter_map(marks));
}

fn leaves(tree: &Tree) -> Vec<NodeRef<'_>> {
    let names = ["p", "h1", "h2", "h3", "h4", "li", "figcaption", "blockquote", "img"];
    let nodes = tree.root().descendants().into_iter();
    nodes.filter(|node| names.iter().any(|name| node.has_name(name))).collect()
}

/// What tells a block from others; none where it may well stand twice.
fn marks(node: &NodeRef) -> Option<String> {
    if node.has_name("img") {
        return node.attr("src").map(|source| source.to_string());
    }
    let is_heading = ["h1", "h2"].iter().any(|name| node.has_name(name));
    let text = safe::one_line(&node.text());
    (text.chars().count() >= TELLING || (is_heading && !text.is_empty())).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn pages_of_one_article_differ_in_their_number_alone() {
        let yes = [
            ("https://a.example/story", "https://a.example/story?page=2"),
            ("https://a.example/story/", "https://a.example/story/2/"),
            ("https://a.example/story", "https://a.example/story/page/2"),
            ("https://a.example/x/story.html", "https://a.example/x/story-2.html"),
            ("https://a.example/x/story.html", "https://a.example/x/story_p2.html"),
            ("https://a.example/x/story.html", "https://a.example/x/story,seite-2.html"),
            ("https://a.example/story?id=7", "https://a.example/story?id=7&p=2"),
            ("https://a.example/story?page=1", "https://a.example/story?page=2"),
        ];
        let no = [
            ("https://a.example/story", "https://a.example/story?page=3"),
            ("https://a.example/story", "https://a.example/other/2"),
            ("https://a.example/story", "https://b.example/story/2"),
            ("https://a.example/story", "http://a.example/story/2"),
            ("https://a.example/", "https://a.example/page/2"),
            ("https://a.example/story", "https://a.example/story2"),
            ("https://a.example/story", "https://a.example/story/comment-page-2"),
            ("https://a.example/story", "https://a.example/story?page=2&sort=new"),
            ("https://a.example/2026/11/story", "https://a.example/2026/12/story"),
        ];
        for (wanted, cases) in [(true, &yes[..]), (false, &no)] {
            for (first, target) in cases {
                assert_eq!(is_page(&url(first), &url(target), 2), wanted, "{first} {target}");
            }
        }
    }

    #[test]
    fn the_page_says_where_the_next_one_is() {
        let here = url("https://a.example/story");
        for (html, wanted) in [
            ("<link rel=next href='/story?page=2'>", true),
            ("<p>x<a class=n rel='nofollow next' href='story/2'>more</a>", true),
            ("<a href='?page=2'><b>2</b></a>", true),
            ("<a href='?page=2'>Page 2</a>", true),
            ("<a href='?page=2'>Next page &raquo;</a>", true),
            ("<a href='?page=2'>Weiter</a>", true),
            ("<a href='?page=2'>What readers say of page 2</a>", false),
            ("<a rel=next href='/the-next-article'>Next</a>", false),
            ("<a href=2>", false),
        ] {
            assert_eq!(next_page(html, &here, &here, 2).is_some(), wanted, "{html}");
        }
    }

    #[test]
    fn what_later_parts_repeat_is_left_out() {
        let long = "The moon pulls at the sea, and twice a day the water rises.";
        let parts = [
            format!("<h1>Tides</h1><p>{long}</p><img src=a.png><p>Short.</p>"),
            format!("<h1>Tides</h1><p>{long}</p><img src=a.png><p>Short.</p><p>The second page.</p>"),
        ];
        let joined = join(&parts);
        assert!(joined.starts_with(&parts[0]));
        assert_eq!(joined[parts[0].len()..].trim(), "<p>Short.</p><p>The second page.</p>");
        assert_eq!(join(&parts[..1]), parts[0]);
    }
}
