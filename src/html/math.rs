//! Formulas in MathML as one line of readable text.

use super::script::Script;
use super::tex::{self, grouped};

/// Deeper elements are read as one.
const MAX_DEPTH: usize = 64;

/// A formula as it is gathered.
#[derive(Debug, Default)]
pub struct Math {
    /// TeX that the page gives besides.
    tex: Option<String>,
    open: Vec<Node>,
    done: Vec<String>,
    /// Elements open beyond `MAX_DEPTH`.
    deeper: usize,
}

#[derive(Debug, Default)]
struct Node {
    name: String,
    parts: Vec<String>,
}

impl Math {
    pub fn new(alternative: Option<String>) -> Math {
        Math { tex: alternative.filter(|tex| !tex.trim().is_empty()), ..Math::default() }
    }

    pub fn open(&mut self, name: &str, is_tex: bool) {
        if self.open.len() == MAX_DEPTH {
            self.deeper += 1;
            return;
        }
        let name = if is_tex { "tex".to_owned() } else { name.to_ascii_lowercase() };
        self.open.push(Node { name, parts: Vec::new() });
    }

    pub fn text(&mut self, text: &str) {
        // The signs for "applied to" and "times" that are not seen.
        let text = text.trim().replace(['\u{2061}', '\u{2062}', '\u{2063}', '\u{2064}'], "");
        if !text.is_empty() {
            self.push(text);
        }
    }

    pub fn close(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(node) = self.open.pop() else { return };
        match node.name.as_str() {
            "tex" => self.tex = self.tex.take().or(Some(node.parts.concat())),
            "annotation" | "annotation-xml" => {}
            _ => {
                let line = node.line();
                // An empty part counts: what is raised is found by its place.
                self.push(line);
            }
        }
    }

    fn push(&mut self, part: String) {
        match self.open.last_mut() {
            Some(node) => node.parts.push(part),
            None => self.done.push(part),
        }
    }

    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.deeper = 0;
            self.close();
        }
        match self.tex {
            Some(tex) => tex::readable(&tex),
            None => self.done.concat(),
        }
    }
}

impl Node {
    fn line(self) -> String {
        let part = |index: usize| self.parts.get(index).map(String::as_str).unwrap_or_default();
        match self.name.as_str() {
            "mfrac" => format!("{}/{}", grouped(part(0)), grouped(part(1))),
            "msqrt" => format!("√{}", grouped(&self.parts.concat())),
            "mroot" => format!("{}√{}", Script::Super.formula(part(1)), grouped(part(0))),
            "msup" => format!("{}{}", part(0), raised(part(1))),
            "msub" => format!("{}{}", part(0), lowered(part(1))),
            "munder" => format!("{}{}", part(0), lowered(part(1))),
            "mover" => format!("{}{}", part(0), raised(part(1))),
            "msubsup" | "munderover" => format!("{}{}{}", part(0), lowered(part(1)), raised(part(2))),
            "mo" => operator(&self.parts.concat()),
            "mspace" => " ".to_owned(),
            "mtr" | "mlabeledtr" => self.parts.join(" "),
            "mtable" => self.parts.join("; "),
            "mfenced" => format!("({})", self.parts.join(", ")),
            _ => self.parts.concat(),
        }
    }
}

fn raised(text: &str) -> String {
    match text.trim() {
        "" => String::new(),
        text @ ("′" | "″" | "*" | "†" | "°") => text.to_owned(),
        "∘" => "°".to_owned(),
        "¯" | "‾" | "→" | "^" | "~" => String::new(),
        text => Script::Super.formula(text),
    }
}

fn lowered(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() { String::new() } else { Script::Sub.formula(text) }
}

/// Signs of relation stand apart.
fn operator(sign: &str) -> String {
    match sign {
        "=" | "≠" | "<" | ">" | "≤" | "≥" | "≈" | "≡" | "∈" | "→" | "⇒" | "∼" | "±" | "+" | "−" => {
            format!(" {sign} ")
        }
        "-" => " − ".to_owned(),
        "," => ", ".to_owned(),
        _ => sign.to_owned(),
    }
}
