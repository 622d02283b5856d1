//! XML that is old or broken, made what the parser takes.

mod mend;
mod names;
mod root;
mod texts;

pub use mend::mend;
pub use root::{modernise, modernise_atom_03};
pub use texts::Texts;

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> String {
        mend(text).replace('"', "'")
    }

    #[test]
    fn old_versions_are_told_as_the_new_ones() {
        assert_eq!(modernise("<rss version='2.0'><channel/></rss>"), "<rss version='2.0'><channel/></rss>");
        assert_eq!(modernise("<rss><channel/></rss>"), "<rss version=\"2.0\"><channel/></rss>");
        assert_eq!(modernise("<rss version=\"0.93\" xmlns=\"x\"/>"), "<rss version=\"2.0\"><channel></channel></rss>");
        assert_eq!(modernise("<channel/>"), "<rss version=\"2.0\"><channel/></rss>");
        assert_eq!(modernise("<rss><item/></rss>"), "<rss version=\"2.0\"><channel><item/></channel></rss>");
        let netscape = "<rdf:RDF xmlns:rdf=\"r\" xmlns=\"http://my.netscape.com/rdf/simple/0.9/\"/>";
        assert!(modernise(netscape).contains("xmlns=\"http://purl.org/rss/1.0/\""));
        let mrss = "<rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss\"/>";
        assert!(modernise(mrss).contains("\"http://search.yahoo.com/mrss/\""));
        assert!(
            modernise("<rss version=\"2.0\"><channel><content:encoded/></channel></rss>").contains("xmlns:content=")
        );
    }

    #[test]
    fn atom_03_becomes_atom_1() {
        let old = "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><issued>2004</issued>\
                   <content type='text/html' mode='escaped'>&lt;p&gt;</content></entry></feed>";
        let new = modernise_atom_03(old);
        assert!(new.contains("http://www.w3.org/2005/Atom"));
        assert!(new.contains("<published>2004</published>"));
        assert!(new.contains("type=\"html\""));
    }

    #[test]
    fn ampersands_and_entities() {
        assert_eq!(
            mended("<rss version='2.0'><t>A & B &nbsp;&lt; AT&T &#8217; &#0; &foo;</t></rss>"),
            "<rss version='2.0'><t>A &amp; B \u{a0}&lt; AT&amp;T ’ \u{fffd} &amp;foo;</t></rss>"
        );
    }

    #[test]
    fn markup_in_texts_becomes_text() {
        assert_eq!(
            mended("<rss version='2.0'><item><description>a <b>b<br> c</description><title>t</item></rss>"),
            "<rss version='2.0'><item><description>a &lt;b&gt;b&lt;br&gt; c</description><title>t</title></item></rss>"
        );
    }

    #[test]
    fn names_in_the_wrong_case_are_put_right() {
        assert_eq!(
            mended("<rss version='2.0'><PubDate>x</PubDate></rss>"),
            "<rss version='2.0'><pubDate>x</pubDate></rss>"
        );
    }

    #[test]
    fn complete_items_survive_a_cut() {
        let cut = "<rss version='2.0'><channel><item><title>1</title></item><item><title>2</ti";
        assert_eq!(mended(cut), "<rss version='2.0'><channel><item><title>1</title></item></channel></rss>");
    }

    #[test]
    fn missing_and_stray_end_tags() {
        assert_eq!(
            mended("<rss version='2.0'><channel><item><title>1</title><item><title>2</b></title></item></x></channel>"),
            "<rss version='2.0'><channel><item><title>1</title></item><item><title>2&lt;/b&gt;</title></item></channel></rss>"
        );
    }
}
