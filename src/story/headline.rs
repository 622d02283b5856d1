//! Which of the headlines of a story is shown for it.

use std::collections::{HashMap, HashSet};

use unicode_segmentation::UnicodeSegmentation;

/// What is left of a headline's nearness for each thing that is wrong with it.
const FAULT: f64 = 0.5;
/// A headline so near to the best, as a part of it, is as good as the best: the earliest of those is shown, so that the
/// choice stands while others join.
const NEARLY: f64 = 0.9;
/// Words of fewer letters count less, for they say less, and of more letters no more.
const LONG: usize = 6;
/// Fewer words tell nothing.
const FEW: usize = 3;
/// What stands in front of or behind headlines of what is no report of the news.
const LABELS: &[&str] = &[
    "live",
    "liveblog",
    "liveticker",
    "ticker",
    "watch",
    "video",
    "audio",
    "podcast",
    "photos",
    "gallery",
    "opinion",
    "comment",
    "analysis",
    "explainer",
    "meinung",
    "kommentar",
    "vidéo",
    "direct",
    "opinión",
    "vídeo",
    "видео",
    "фото",
    "мнение",
    "онлайн",
    "ویدیو",
    "ویدئو",
    "فیديو",
    "视频",
    "直播",
    "動画",
];

/// The place of the headline that is nearest to the others and complete: no question, not clipped, not in capitals, no
/// film or opinion, unless all are. `titles` are in the order in which they came; none if none of them says anything.
pub fn headline(titles: &[&str]) -> Option<usize> {
    let words: Vec<HashSet<String>> = titles.iter().map(|title| words(title)).collect();
    let mut told: HashMap<&str, f64> = HashMap::new();
    for word in words.iter().flatten() {
        *told.entry(word).or_default() += 1.0;
    }
    let nearness = |words: &HashSet<String>| {
        let shared: f64 = words.iter().map(|word| told.get(word.as_str()).unwrap_or(&0.0) * weight(word).powi(2)).sum();
        let length = words.iter().map(|word| weight(word).powi(2)).sum::<f64>().sqrt();
        if length > 0.0 { shared / length } else { 0.0 }
    };
    let scores: Vec<f64> =
        titles.iter().zip(&words).map(|(title, words)| nearness(words) * FAULT.powi(faults(title, words))).collect();
    let best = scores.iter().copied().fold(0.0, f64::max);
    scores.iter().position(|score| *score > 0.0 && *score >= best * NEARLY)
}

fn words(title: &str) -> HashSet<String> {
    title.unicode_words().map(str::to_lowercase).collect()
}

/// Between 0 and 1, by length.
fn weight(word: &str) -> f64 {
    word.chars().take(LONG).count() as f64 / LONG as f64
}

/// How many things are wrong with a headline.
fn faults(title: &str, words: &HashSet<String>) -> i32 {
    let end = title.trim_end_matches(|c: char| c.is_whitespace() || "\"'”’»)]".contains(c));
    let clipped = end.ends_with('…') || end.ends_with("...");
    let question = end.ends_with(['?', '？', '؟']);
    let capitals = title.chars().any(char::is_uppercase) && !title.chars().any(char::is_lowercase);
    [clipped, question, capitals, is_labelled(title), words.len() < FEW].into_iter().map(i32::from).sum()
}

/// By a word at either end, or by a part that a sign sets apart, for words stand without spaces in some languages.
fn is_labelled(title: &str) -> bool {
    let mut words = title.unicode_words();
    let mut parts =
        title.split(|c: char| !c.is_alphanumeric() && c != ' ').map(str::trim).filter(|part| !part.is_empty());
    let ends = [words.next(), words.next_back(), parts.next(), parts.next_back()];
    ends.into_iter().flatten().any(|end| LABELS.contains(&end.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headline_is_complete_and_near_to_the_others() {
        for (titles, shown) in [
            (&["Voyager 1 sends readable data again after chip fault"][..], Some(0)),
            (
                &[
                    "What happened to Voyager 1?",
                    "LIVE: NASA on Voyager 1's readable data",
                    "VOYAGER 1 SENDS READABLE DATA AGAIN",
                    "Voyager 1 sends readable data to NASA again",
                    "NASA: Voyager 1 sends readable data for first time in …",
                    "How a spacecraft of 1977 is kept alive from Pasadena",
                ],
                Some(3),
            ),
            // Nothing but what is wrong: the least wrong.
            (&["Is Voyager 1 lost?", "VOYAGER 1 …"], Some(0)),
            // Scripts without capitals and without spaces.
            (&["زمین‌لرزه شدید غرب کرمان را لرزاند؟", "زمین‌لرزه شدید غرب کرمان را لرزاند"], Some(1)),
            (&["视频：嫦娥六号返回地球", "嫦娥六号返回器携带月背样品返回地球", "嫦娥六号返回地球…"], Some(1)),
            (&["", "?", "—"], None),
            (&[], None),
        ] {
            assert_eq!(headline(titles), shown, "{titles:#?}");
        }
    }

    #[test]
    fn the_headline_stands_while_others_join() {
        let titles = [
            "Voyager 1 sends readable data again after chip fault",
            "NASA's Voyager 1 sends readable data after chip fault",
            "Voyager 1 is sending readable data again after fault of a chip",
            "Chip fault overcome: Voyager 1 sends data again",
        ];
        for count in 1..=titles.len() {
            assert_eq!(headline(&titles[..count]), Some(0), "of {count}");
        }
    }

    #[test]
    fn thousands_of_the_same_headline_take_no_square_of_time() {
        let titles = vec!["Service notice for line 12"; 50_000];
        assert_eq!(headline(&titles), Some(0));
    }
}
