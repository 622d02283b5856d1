//! A `Document` as Markdown (CommonMark, with tables as GitHub has them).

use super::document::{Align, Block, Cell, Definition, Document, Figure, Inline, ListKind, NumberStyle, Table, placed};

/// The document as Markdown, its blocks apart by an empty line.
pub fn markdown(document: &Document) -> String {
    let mut writer = Writer { links: &document.links, out: String::new(), indent: String::new(), fresh: true };
    writer.blocks(&document.blocks);
    writer.out
}

struct Writer<'a> {
    links: &'a [String],
    out: String,
    /// What stands before each line here.
    indent: String,
    /// The indent of this line stands already, as a list item's mark.
    fresh: bool,
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 {
                self.line("");
            }
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(text) => self.inlines(text, "  \n").split('\n').for_each(|line| self.line(&literal(line))),
            Block::Heading(level, text) => {
                let marks = "#".repeat(usize::from((*level).clamp(1, 6)));
                self.lines(&format!("{marks} {}", self.inlines(text, " ")));
            }
            Block::Quote(blocks) => self.within("> ", |writer| writer.blocks(blocks)),
            Block::List(kind, items) => self.list(kind, items),
            Block::Definitions(definitions) => self.definitions(definitions),
            Block::Details { summary, blocks } => self.details(summary, blocks),
            Block::Code { text, language } => {
                let fence = fence(text);
                self.line(&format!("{fence}{}", language.as_deref().unwrap_or_default()));
                self.lines(text);
                self.line(&fence);
            }
            Block::Figure(figure) => self.figure(figure),
            Block::Embed(embed) => {
                let text = Inline { link: embed.link, ..Inline::plain(embed.label()) };
                self.lines(&self.inlines(&[text], " "));
            }
            Block::Table(table) => self.table(table),
            Block::Rule => self.line("---"),
        }
    }

    fn list(&mut self, kind: &ListKind, items: &[Vec<Block>]) {
        for (index, item) in items.iter().enumerate() {
            match kind {
                ListKind::Bullet => self.item("- ", "", item),
                // Markdown numbers in figures and upwards alone; other marks are text of the item.
                ListKind::Numbered(numbers) if numbers.style == NumberStyle::Decimal && !numbers.reversed => {
                    self.item(&format!("{}. ", numbers.number(index).max(0)), "", item);
                }
                ListKind::Numbered(numbers) => self.item("- ", &numbers.mark(index), item),
            }
        }
    }

    fn item(&mut self, mark: &str, number: &str, blocks: &[Block]) {
        self.start();
        self.out.push_str(mark);
        self.fresh = true;
        self.within(&" ".repeat(mark.len()), |writer| match blocks {
            _ if number.is_empty() => writer.blocks(blocks),
            [Block::Paragraph(text), rest @ ..] => {
                let mut numbered = vec![Inline::plain(format!("{number} "))];
                numbered.extend(text.iter().cloned());
                writer.block(&Block::Paragraph(numbered));
                rest.iter().for_each(|block| {
                    writer.line("");
                    writer.block(block);
                });
            }
            _ => {
                writer.line(number);
                writer.line("");
                writer.blocks(blocks);
            }
        });
    }

    /// Terms as bold paragraphs, meanings as a list below.
    fn definitions(&mut self, definitions: &[Definition]) {
        for (index, definition) in definitions.iter().enumerate() {
            if index > 0 {
                self.line("");
            }
            for (index, term) in definition.terms.iter().enumerate() {
                if index > 0 {
                    self.line("");
                }
                self.lines(&self.inlines(&strong(term), " "));
            }
            if !definition.terms.is_empty() && !definition.meaning.is_empty() {
                self.line("");
            }
            match definition.meaning.as_slice() {
                [] => {}
                meaning => self.item("- ", "", meaning),
            }
        }
    }

    fn details(&mut self, summary: &[Inline], blocks: &[Block]) {
        if !summary.is_empty() {
            self.lines(&self.inlines(&strong(summary), " "));
        }
        if !summary.is_empty() && !blocks.is_empty() {
            self.line("");
        }
        self.blocks(blocks);
    }

    fn figure(&mut self, figure: &Figure) {
        let alt = escaped(&figure.alt);
        self.lines(&match &figure.image {
            Some(address) => format!("![{alt}]({})", target(address)),
            None => format!("*{}*", if alt.is_empty() { "Picture" } else { &alt }),
        });
        if !figure.caption.is_empty() {
            self.line("");
            self.lines(&self.inlines(&figure.caption, " "));
        }
    }

    fn table(&mut self, table: &Table) {
        if !table.caption.is_empty() {
            self.lines(&self.inlines(&table.caption, " "));
            self.line("");
        }
        let (header, rows) = (placed(&table.header), placed(&table.rows));
        let columns = header.iter().chain(&rows).map(Vec::len).max().unwrap_or_default();
        // There is one row of headers, whether the table has none or several.
        self.row(header.first().map(Vec::as_slice).unwrap_or_default(), columns);
        let first = rows.first().map(Vec::as_slice).unwrap_or_default();
        let rule = |column: usize| match first.get(column).copied().flatten().map(|cell| cell.align) {
            Some(Align::Center) => " :-: |",
            Some(Align::End) => " --: |",
            _ => " --- |",
        };
        self.line(&format!("|{}", (0..columns).map(rule).collect::<String>()));
        // A row may be shorter than its table.
        header.iter().skip(1).chain(&rows).for_each(|row| self.row(row, row.len()));
    }

    fn row(&mut self, cells: &[Option<&Cell>], columns: usize) {
        let mut row = String::from("|");
        for column in 0..columns {
            let cell = cells.get(column).copied().flatten();
            let text = cell.map(|cell| self.inlines(&cell.text, "<br>")).unwrap_or_default();
            row.push_str(&format!(" {} |", text.replace('|', "\\|")));
        }
        self.line(&row);
    }

    fn inlines(&self, inlines: &[Inline], line_break: &str) -> String {
        inlines.iter().map(|inline| self.inline(inline)).collect::<String>().replace('\n', line_break)
    }

    /// Marks stand inside of the white space around a text; outside of it they would not count.
    fn inline(&self, inline: &Inline) -> String {
        let text = inline.text.trim();
        let style = inline.style;
        if text.is_empty() {
            return inline.text.clone();
        }
        let mut marked = if style.code { coded(text) } else { escaped(text) };
        for (on, mark) in [(style.italic, "*"), (style.strong, "**"), (style.strike, "~~")] {
            if on {
                marked = format!("{mark}{marked}{mark}");
            }
        }
        if let Some(address) = inline.link.and_then(|link| self.links.get(usize::from(link))) {
            marked = format!("[{marked}]({})", target(address));
        }
        let start = inline.text.len() - inline.text.trim_start().len();
        let (before, after) = (&inline.text[..start], &inline.text[start + text.len()..]);
        format!("{before}{marked}{after}")
    }

    // --- lines

    fn within(&mut self, indent: &str, write: impl FnOnce(&mut Self)) {
        let before = self.indent.len();
        if self.fresh && indent.trim_end() == ">" {
            self.out.push_str(indent);
        }
        self.indent.push_str(indent);
        write(self);
        self.indent.truncate(before);
        self.end_empty();
    }

    fn lines(&mut self, text: &str) {
        text.split('\n').for_each(|line| self.line(line));
    }

    fn line(&mut self, line: &str) {
        self.start();
        self.out.push_str(line);
        if line.is_empty() {
            self.out.truncate(self.out.trim_end_matches(' ').len());
        }
        self.out.push('\n');
        self.fresh = false;
    }

    fn start(&mut self) {
        if !self.fresh {
            self.out.push_str(&self.indent);
        }
        self.fresh = false;
    }

    /// Ends the line of an item without content.
    fn end_empty(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.fresh = false;
    }
}

fn strong(text: &[Inline]) -> Vec<Inline> {
    let mut text = text.to_vec();
    text.iter_mut().for_each(|inline| inline.style.strong = true);
    text
}

/// A fence longer than any in the code.
fn fence(code: &str) -> String {
    let longest =
        code.lines().map(|line| line.trim_start()).map(|line| line.len() - line.trim_start_matches('`').len());
    "`".repeat(longest.max().unwrap_or_default().max(2) + 1)
}

fn coded(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let marks = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{marks}{space}{text}{space}{marks}")
}

/// Text with the characters escaped that would be marks.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '#' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A line of text that begins no quote, list, rule or heading, whatever it begins with.
fn literal(line: &str) -> String {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = line.split_at(digits);
    let mut chars = rest.chars();
    let (first, second) = (chars.next(), chars.next());
    let apart = second.is_none_or(|c| c == ' ');
    let marks = match first {
        Some('>') => digits == 0,
        Some('-' | '+' | '=') => digits == 0 && (apart || second == first),
        Some('.' | ')') => digits > 0 && apart,
        _ => false,
    };
    if marks { format!("{number}\\{rest}") } else { line.to_owned() }
}

fn target(address: &str) -> String {
    address.replace('(', "%28").replace(')', "%29")
}
