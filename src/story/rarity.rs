//! How rare a term is: in what came before, and in the stories that are told now.

/// Times that a term's occurrences before the window count, against those in it.
const BEFORE: f64 = 1.5;
/// What the most common term still counts.
const LEAST: f64 = 0.05;

/// How much a term tells, by how many texts have it: the logarithm of its inverse document frequency.
///
/// `before`: texts with the term before the window, of `all_before`; `live`: the term's occurrences in the window, of
/// `all_live` texts. Within one story the k-th occurrence counts 1/k (see [`harmonic`]), so that a story told by many does not
/// take the weight from its own key words.
pub(super) fn weight(before: u32, all_before: u32, live: f64, all_live: usize) -> f32 {
    let having = BEFORE * f64::from(before) + live;
    ((texts(all_before, all_live) + 1.0) / (having + 0.5)).ln().max(LEAST) as f32
}

/// The weight of a term that nothing had before.
pub(super) fn greatest(all_before: u32, all_live: usize) -> f32 {
    weight(0, all_before, 0.0, all_live)
}

fn texts(all_before: u32, all_live: usize) -> f64 {
    BEFORE * f64::from(all_before) + all_live as f64
}

/// 1 + 1/2 + … + 1/n.
pub(super) fn harmonic(n: u32) -> f64 {
    /// Euler and Mascheroni's constant: beyond a few terms the sum is the logarithm and it.
    const GAMMA: f64 = 0.577_215_664_901_532_9;
    match n {
        0..16 => (1..=n).map(|k| 1.0 / f64::from(k)).sum(),
        _ => f64::from(n).ln() + GAMMA + 0.5 / f64::from(n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rare_tells_more() {
        let of = |before, live| weight(before, 1000, live, 100);
        assert!(of(0, 0.0) > of(5, 0.0) && of(5, 0.0) > of(5, 3.0));
        assert_eq!(of(1000, 100.0), LEAST as f32);
        assert!(weight(0, 0, 0.0, 0) > 0.0);
    }

    #[test]
    fn the_sum_goes_on_smoothly() {
        assert_eq!(harmonic(0), 0.0);
        assert_eq!(harmonic(2), 1.5);
        let by_hand: f64 = (1..=16).map(|k| 1.0 / f64::from(k)).sum();
        assert!((harmonic(16) - by_hand).abs() < 0.001);
    }
}
