//! The marks of the screen, each one cell wide everywhere, and their ASCII twins.

pub struct Marks {
    pub unread: &'static str,
    pub read: &'static str,
    /// Unread, but another that tells the same was read.
    pub seen: &'static str,
    /// Of a story that the reader follows.
    pub followed: &'static str,
    pub star: &'static str,
    pub selected: &'static str,
    pub failing: &'static str,
    pub folded: &'static str,
    pub unfolded: &'static str,
    pub new: &'static str,
    pub between: &'static str,
    pub ellipsis: &'static str,
    pub upright: &'static str,
    pub level: &'static str,
    /// At the edge of an article: how far it is read.
    pub thumb: &'static str,
    /// Top left, top right, bottom left, bottom right.
    pub corners: [&'static str; 4],
    /// From nothing to much.
    pub bars: [&'static str; 8],
    /// A whole cell of a bar that goes on above.
    pub block: &'static str,
}

const PRINTED: Marks = Marks {
    unread: "●",
    read: "○",
    seen: "◐",
    followed: "◆",
    star: "★",
    selected: "▌",
    failing: "⚠",
    folded: "▸",
    unfolded: "▾",
    new: "↑",
    between: "·",
    ellipsis: "…",
    upright: "│",
    level: "─",
    thumb: "▕",
    corners: ["┌", "┐", "└", "┘"],
    bars: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇"],
    block: "█",
};

const TYPED: Marks = Marks {
    unread: "*",
    read: ".",
    seen: "o",
    followed: "=",
    star: "+",
    selected: ">",
    failing: "!",
    folded: ">",
    unfolded: "v",
    new: "^",
    between: "-",
    ellipsis: "~",
    upright: "|",
    level: "-",
    thumb: "|",
    corners: ["+", "+", "+", "+"],
    bars: [" ", ".", ":", "-", "=", "+", "*", "#"],
    block: "#",
};

pub fn of(ascii: bool) -> &'static Marks {
    if ascii { &TYPED } else { &PRINTED }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::picker::legend;
    use crate::text::width;

    #[test]
    fn every_mark_is_one_cell() {
        for marks in [&PRINTED, &TYPED] {
            let Marks {
                unread,
                read,
                seen,
                followed,
                star,
                selected,
                failing,
                folded,
                unfolded,
                new,
                between,
                ellipsis,
                upright,
                level,
                thumb,
                corners,
                bars,
                block,
            } = marks;
            let all = [
                unread, read, seen, followed, star, selected, failing, folded, unfolded, new, between, ellipsis,
                upright, level, thumb, block,
            ];
            for mark in all.into_iter().chain(corners).chain(bars) {
                assert_eq!(width::of(mark), 1, "{mark}");
            }
        }
    }

    #[test]
    fn the_legend_has_the_marks_of_entries() {
        for ascii in [false, true] {
            let Marks { unread, read, seen, followed, star, .. } = of(ascii);
            for (mark, word) in
                [(unread, "unread"), (read, "read"), (seen, "seen"), (followed, "followed"), (star, "starred")]
            {
                assert!(legend(ascii).contains(&format!("{mark} {word}")), "{word}");
            }
        }
    }
}
