//! Texts cut to what is kept of one entry, with a word at the end where it was the page that was cut.

use crate::feed::Limits;

/// The end of a text of which not all was read.
const CUT: &str = "\n<p><em>[Cut here: of one page or file 10 MiB are read.]</em></p>";
/// A text nearer to the bound than this counts as cut when it is shown (`article::text_of`), and says so then.
const NEAR: usize = 4;

/// Cuts a text to the bound. `is_cut`: there was more of the page than was read. Either is told once.
pub fn to_bound(html: &mut String, is_cut: bool) {
    let bound = Limits::FETCH.body;
    if html.len() > bound {
        html.truncate(html.floor_char_boundary(bound));
    } else if is_cut {
        html.truncate(html.floor_char_boundary(bound - CUT.len() - NEAR));
        html.push_str(CUT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_within_the_bound_and_is_marked_once() {
        let bound = Limits::FETCH.body;
        for (length, is_cut, marked) in
            [(10, false, false), (10, true, true), (bound, false, false), (bound, true, true), (bound + 1, true, false)]
        {
            let mut html = "x".repeat(length);
            to_bound(&mut html, is_cut);
            assert!(html.len() <= bound, "{length}");
            assert_eq!(html.contains(CUT), marked, "{length} {is_cut}");
            assert_eq!(html.len() + 3 >= bound, length >= bound && !marked, "{length} {is_cut}");
        }
    }
}
