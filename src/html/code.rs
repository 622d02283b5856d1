//! Which language code is in, and what of it are the numbers of its lines.

use super::token::Tag;

/// What stands before the name of a language in a class.
const PREFIXES: &[&str] = &["language-", "lang-", "highlight-source-", "brush:", "source-", "code-"];
/// Classes behind or before which the name of the language stands alone.
const HIGHLIGHTERS: &[&str] =
    &["hljs", "brush:", "sourceCode", "highlight", "prettyprint", "syntax", "crayon", "chroma"];
/// Words beside a highlighter's that name no language.
const NO_LANGUAGE: &[&str] = &[
    "code",
    "default",
    "highlighter-rouge",
    "highlighttable",
    "language",
    "nohighlight",
    "none",
    "plain",
    "plaintext",
    "text",
    "txt",
    "wrap",
    "linenums",
    "rouge",
    "notranslate",
    "js-file-line-container",
    "undefined",
    "example",
];
/// Longer words are no names of languages.
const MAX_NAME: usize = 24;

/// The programming language that `pre`, `code` or a wrapper names.
pub fn language(tag: &Tag<'_>) -> Option<String> {
    if !tag.has_attributes() {
        return None;
    }
    let named = ["data-lang", "data-language"].iter().find_map(|name| fit(&tag.attribute(name)?));
    named.or_else(|| from_class(&tag.attribute("class")?))
}

fn from_class(class: &str) -> Option<String> {
    let words: Vec<&str> = class.split_ascii_whitespace().take(12).collect();
    let prefixed =
        words.iter().find_map(|word| PREFIXES.iter().find_map(|prefix| word.strip_prefix(prefix))).map(str::to_owned);
    if let Some(name) = prefixed.filter(|name| !name.trim_matches(';').is_empty()) {
        return fit(&name);
    }
    let at = words.iter().position(|word| HIGHLIGHTERS.contains(word))?;
    // Only where the name of a language is all that is beside it.
    let beside: Vec<&&str> = words.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, word)| word).collect();
    match beside.as_slice() {
        [name, ..] if words.len() == 2 || words[at] == "brush:" => fit(name),
        _ => None,
    }
}

fn fit(name: &str) -> Option<String> {
    let name = name.trim().trim_end_matches(';').to_ascii_lowercase();
    let fits = !name.is_empty()
        && name.len() <= MAX_NAME
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "+#-_.".contains(c))
        && !NO_LANGUAGE.contains(&name.as_str());
    fits.then_some(name)
}

/// Nothing but numbers, each one more than that before it: the column of line numbers beside some code.
pub fn is_line_numbers(text: &str) -> bool {
    let mut numbers = text.split_ascii_whitespace().map(str::parse::<u32>);
    let Some(Ok(first)) = numbers.next() else { return false };
    let mut count = 1;
    for number in numbers {
        if number != Ok(first.saturating_add(count)) {
            return false;
        }
        count += 1;
    }
    count > 1 || (first == 1 && text.trim() == "1")
}

/// Takes a number that stands alone in the last line of some code off it.
pub fn drop_line_number(code: &mut String) {
    let start = code.rfind('\n').map_or(0, |at| at + 1);
    let number = code[start..].trim();
    if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        code.truncate(start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::token::{Token, tokens};

    #[test]
    fn languages_are_named_in_many_ways() {
        for (html, name) in [
            ("<code class='language-Rust'>", Some("rust")),
            ("<div class='highlight-source-c'>", Some("c")),
            ("<pre class='brush: js; title: x'>", Some("js")),
            ("<pre class='brush:python'>", Some("python")),
            ("<code class='hljs ruby'>", Some("ruby")),
            ("<code class='go hljs'>", Some("go")),
            ("<figure class='highlight rust'>", Some("rust")),
            ("<pre class='sourceCode haskell'>", Some("haskell")),
            ("<code data-lang=c++>", Some("c++")),
            ("<div class='language-plaintext highlighter-rouge'>", None),
            ("<div class='highlight'>", None),
            ("<pre class='wp-block-code'>", None),
            ("<div class='one two three'>", None),
        ] {
            let Some(Token::Open(tag)) = tokens(html).next() else { panic!("a tag") };
            assert_eq!(language(&tag).as_deref(), name, "{html}");
        }
    }

    #[test]
    fn numbers_of_lines_are_told_from_figures() {
        for text in ["1\n2\n3\n", "1", "10 11 12"] {
            assert!(is_line_numbers(text), "{text}");
        }
        for text in ["", "7", "1 2 4", "1 two", "3 2 1"] {
            assert!(!is_line_numbers(text), "{text}");
        }
    }
}
