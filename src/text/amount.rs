//! Sizes of files and lengths of recordings in words.

/// "12 MB", in decimal units.
pub fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    match bytes / unit {
        whole @ 0..10 => format!("{whole}.{} {name}", bytes % unit * 10 / unit),
        whole => format!("{whole} {name}"),
    }
}

/// "12,345"
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "42 min", "1 h 5 min"
pub fn length(seconds: u64) -> String {
    match seconds.div_ceil(60) {
        minutes @ ..60 => format!("{minutes} min"),
        minutes => format!("{} h {} min", minutes / 60, minutes % 60),
    }
}

/// "1:02:03", "12:42": a place in a recording.
pub fn clock(seconds: u64) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    match minutes / 60 {
        0 => format!("{minutes}:{seconds:02}"),
        hours => format!("{hours}:{:02}:{seconds:02}", minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_recording_is_told_as_players_do() {
        assert_eq!([0, 59, 762, 3_723].map(clock), ["0:00", "0:59", "12:42", "1:02:03"]);
    }

    #[test]
    fn amounts_are_short() {
        assert_eq!(
            [0, 1_500, 45_000, 2_300_000, 9_000_000_000].map(size),
            ["0.0 kB", "1.5 kB", "45 kB", "2.3 MB", "9.0 GB"]
        );
        assert_eq!([0, 999, 1_500, 1_234_567].map(grouped), ["0", "999", "1,500", "1,234,567"]);
        assert_eq!([30, 2_520, 3_900].map(length), ["1 min", "42 min", "1 h 5 min"]);
    }
}
