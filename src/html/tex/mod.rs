//! Formulas written in TeX as one line of readable text: "\frac{a}{b^2} \le \alpha" is "a/b² ≤ α". What is not known
//! stays as it is written.

mod symbols;

use self::symbols::{FUNCTIONS, SYMBOLS};
use super::script::Script;

/// Deeper groups stay as they are written.
const MAX_DEPTH: usize = 24;
/// Longer formulas stay as they are written.
const MAX_BYTES: usize = 1_000;

/// A formula in one line.
pub fn readable(tex: &str) -> String {
    let tex = tex.trim();
    if tex.len() > MAX_BYTES {
        return tex.to_owned();
    }
    let mut reader = Reader { rest: tex, depth: 0 };
    let text = reader.until(None);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text with the formulas in it made readable: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`. None if it has none.
pub fn within_text(text: &str) -> Option<String> {
    memchr::memchr2(b'$', b'\\', text.as_bytes())?;
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut found) = (text, false);
    while let Some(at) = memchr::memchr2(b'$', b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match formula(rest) {
            Some((tex, used)) => {
                out.push_str(&readable(tex));
                rest = &rest[used..];
                found = true;
            }
            None => {
                out.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    found.then_some(out)
}

/// The formula at the beginning of a text, and the bytes that it takes with its marks.
fn formula(text: &str) -> Option<(&str, usize)> {
    for (open, close) in [("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]")] {
        if let Some(body) = text.strip_prefix(open) {
            let body = &body[..body.floor_char_boundary(MAX_BYTES)];
            let end = body.find(close).filter(|end| *end > 0)?;
            return Some((&body[..end], open.len() + end + close.len()));
        }
    }
    // A single dollar is money unless what it encloses is clearly a formula.
    let body = text.strip_prefix('$')?;
    let body = &body[..body.floor_char_boundary(200)];
    let end = body.find('$')?;
    let (inner, after) = (&body[..end], body[end + 1..].chars().next());
    let tight = !inner.starts_with(char::is_whitespace) && !inner.ends_with(char::is_whitespace);
    let marked = inner.contains(['\\', '^', '_', '=']) || inner.chars().count() == 1;
    let letters = inner.contains(|c: char| c.is_alphabetic());
    let money = after.is_some_and(|c| c.is_ascii_digit());
    (tight && marked && letters && !money).then_some((inner, end + 2))
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// The text up to the end of a group, or to the end of all.
    fn until(&mut self, end: Option<char>) -> String {
        let mut out = String::new();
        while let Some(c) = self.rest.chars().next() {
            if Some(c) == end {
                self.rest = &self.rest[c.len_utf8()..];
                break;
            }
            self.piece(c, &mut out);
        }
        out
    }

    fn piece(&mut self, c: char, out: &mut String) {
        if c == '\\' {
            return self.command(out);
        }
        self.rest = &self.rest[c.len_utf8()..];
        match c {
            '{' => out.push_str(&self.group('}')),
            '^' => self.script(Script::Super, out),
            '_' => self.script(Script::Sub, out),
            '~' | '&' => out.push(' '),
            '}' | '$' => {}
            '-' => out.push('−'),
            '\'' => out.push('′'),
            _ => out.push(c),
        }
    }

    fn group(&mut self, end: char) -> String {
        if self.depth == MAX_DEPTH {
            return "{".to_owned();
        }
        self.depth += 1;
        let text = self.until(Some(end));
        self.depth -= 1;
        text.trim().to_owned()
    }

    fn script(&mut self, script: Script, out: &mut String) {
        let text = self.argument();
        match text.as_str() {
            "∘" if script == Script::Super => out.push('°'),
            "′" | "″" | "*" | "†" => out.push_str(&text),
            "" => {}
            text => out.push_str(&script.formula(text)),
        }
    }

    /// A group, or the next character or command.
    fn argument(&mut self) -> String {
        self.rest = self.rest.trim_start();
        let mut out = String::new();
        if self.depth < MAX_DEPTH
            && let Some(c) = self.rest.chars().next()
        {
            self.depth += 1;
            self.piece(c, &mut out);
            self.depth -= 1;
        }
        out.trim().to_owned()
    }

    /// An argument in square brackets, if one stands here.
    fn option(&mut self) -> Option<String> {
        self.rest = self.rest.strip_prefix('[')?;
        Some(self.group(']'))
    }

    fn command(&mut self, out: &mut String) {
        let body = &self.rest[1..];
        let length = body.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(body.len());
        if length == 0 {
            let sign = body.chars().next();
            self.rest = &body[sign.map_or(0, char::len_utf8)..];
            return match sign {
                Some('\\' | ',' | ';' | ':' | ' ' | '>') => out.push(' '),
                Some('!') | None => {}
                Some('|') => out.push('‖'),
                Some(sign) => out.push(sign),
            };
        }
        let name: &'a str = &body[..length];
        self.rest = &body[length..];
        self.named(name, out);
    }

    fn named(&mut self, name: &str, out: &mut String) {
        match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" => {
                let (over, under) = (self.argument(), self.argument());
                out.push_str(&format!("{}/{}", grouped(&over), grouped(&under)));
            }
            "binom" | "dbinom" | "tbinom" => {
                let (over, under) = (self.argument(), self.argument());
                out.push_str(&format!("C({over}, {under})"));
            }
            "sqrt" => {
                let root = match self.option().as_deref() {
                    None | Some("2") => "√".to_owned(),
                    Some("3") => "∛".to_owned(),
                    Some("4") => "∜".to_owned(),
                    Some(degree) => format!("{}√", Script::Super.formula(degree)),
                };
                out.push_str(&format!("{root}{}", grouped(&self.argument())));
            }
            "text" | "textrm" | "textbf" | "textit" | "mbox" | "mathrm" | "operatorname" | "mathbf" | "mathit"
            | "mathsf" | "mathtt" | "boldsymbol" | "bm" | "rm" | "hbox" | "textsf" | "texttt" => {
                if name == "rm" || self.rest.starts_with('*') {
                    self.rest = self.rest.trim_start_matches('*');
                }
                out.push_str(&self.words());
            }
            "mathbb" => out.extend(self.argument().chars().map(doubled)),
            "hat" | "widehat" => self.accented('\u{302}', out),
            "bar" | "overline" => self.accented('\u{304}', out),
            "vec" => self.accented('\u{20d7}', out),
            "tilde" | "widetilde" => self.accented('\u{303}', out),
            "dot" => self.accented('\u{307}', out),
            "ddot" => self.accented('\u{308}', out),
            "begin" => {
                let kind = self.argument();
                if matches!(kind.as_str(), "array" | "tabular" | "alignedat" | "alignat*" | "alignat") {
                    self.argument();
                }
                out.push(' ');
            }
            "end" => {
                self.argument();
                out.push(' ');
            }
            "tag" | "eqref" | "ref" => {
                out.push_str(&format!(" ({})", self.argument()));
            }
            "pmod" => out.push_str(&format!(" (mod {})", self.argument())),
            "label" | "hspace" | "vspace" | "color" | "phantom" | "hphantom" | "vphantom" => {
                self.argument();
            }
            "left" | "right" | "middle" | "bigl" | "bigr" | "big" | "Big" | "Bigl" | "Bigr" | "bigg" | "Bigg" => {
                self.rest = self.rest.trim_start();
                self.rest = self.rest.strip_prefix('.').unwrap_or(self.rest);
            }
            "displaystyle" | "textstyle" | "limits" | "nolimits" | "nonumber" | "notag" | "scriptstyle" | "bf"
            | "it" | "cal" | "mathcal" | "mathscr" | "mathfrak" | "underbrace" | "overbrace" | "underline"
            | "boxed" => {}
            "quad" | "qquad" => out.push(' '),
            "not" => {
                out.push_str(&self.argument());
                out.push('\u{338}');
            }
            _ => self.symbol(name, out),
        }
    }

    fn symbol(&mut self, name: &str, out: &mut String) {
        if let Ok(at) = SYMBOLS.binary_search_by_key(&name, |(name, _)| name) {
            out.push_str(SYMBOLS[at].1);
        } else if FUNCTIONS.binary_search(&name).is_ok() {
            if out.ends_with(char::is_alphanumeric) {
                out.push(' ');
            }
            out.push_str(name);
        } else {
            out.push('\\');
            out.push_str(name);
        }
    }

    /// An argument that is text: its spaces stay.
    fn words(&mut self) -> String {
        if let Some(body) = self.rest.strip_prefix('{')
            && let Some(end) = body.find('}').filter(|end| !body[..*end].contains(['{', '\\', '$']))
        {
            self.rest = &body[end + 1..];
            return body[..end].to_owned();
        }
        self.argument()
    }

    fn accented(&mut self, accent: char, out: &mut String) {
        let text = self.argument();
        out.push_str(&text);
        if text.chars().count() == 1 {
            out.push(accent);
        }
    }
}

/// In brackets, unless it is a single number or name.
pub fn grouped(text: &str) -> String {
    let single = text.chars().count() <= 1
        || text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | '′' | '\u{302}'..='\u{308}') || is_raised(c));
    if single { text.to_owned() } else { format!("({text})") }
}

fn is_raised(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '⁰'..='₎')
}

fn doubled(c: char) -> char {
    match c {
        'C' => 'ℂ',
        'E' => '𝔼',
        'H' => 'ℍ',
        'N' => 'ℕ',
        'P' => 'ℙ',
        'Q' => 'ℚ',
        'R' => 'ℝ',
        'Z' => 'ℤ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_become_a_line() {
        for (tex, line) in [
            ("x^2", "x²"),
            ("x_i^{n+1}", "xᵢⁿ⁺¹"),
            (r"\frac{a}{b}", "a/b"),
            (r"\frac{a+1}{2b}", "(a+1)/2b"),
            (r"\sqrt{x+1} \le \sqrt[3]{y}", "√(x+1) ≤ ∛y"),
            (r"\int_0^1 f(x)\,dx", "∫₀¹ f(x) dx"),
            (r"\sum_{k=0}^{\infty} a_k", "∑ₖ₌₀^(∞) aₖ"),
            (r"x^2 \exp (-a\,x)", "x² exp (−a x)"),
            (r"\left( \alpha \right)", "( α )"),
            (r"\text{if } x \in \mathbb{R}", "if x ∈ ℝ"),
            (r"90^\circ", "90°"),
            (r"\hat{x} \unknown{y}", "x\u{302} \\unknowny"),
            (r"\begin{cases} a & b \\ c \end{cases}", "a b c"),
            ("a}b", "ab"),
        ] {
            assert_eq!(readable(tex), line, "{tex}");
        }
    }

    #[test]
    fn money_is_no_formula() {
        for (text, set) in [
            (r"see \(y = f(x)\) and \[z\]", Some("see y = f(x) and z")),
            ("where $x_1 < y$ holds, $n$ times", Some("where x₁ < y holds, n times")),
            ("$$E = mc^2$$", Some("E = mc²")),
            ("It cost $5 and $10 more", None),
            ("US$20 = A$30", None),
            ("$HOME and $PATH", None),
            (r"C:\new and a \ b", None),
        ] {
            assert_eq!(within_text(text).as_deref(), set, "{text}");
        }
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(SYMBOLS.is_sorted_by_key(|(name, _)| name));
        assert!(FUNCTIONS.is_sorted());
    }

    proptest! {
        #[test]
        fn takes_anything(tex in r"[\\{}$^_a-z\[\]()∞ 0-9&]{0,80}") {
            readable(&tex);
            within_text(&tex);
        }
    }
}
