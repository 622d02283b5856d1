//! Names for files, made of titles and addresses that come from outside.

use nucleo_matcher::chars::normalize;

/// The longest name, in bytes.
const LONGEST: usize = 120;
/// The longest ending that is taken for one.
const LONGEST_ENDING: usize = 8;

/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "com", "lpt"];

/// A name for a file: `[A-Za-z0-9._-]`, at most 120 bytes with its ending, neither hidden nor an option. `otherwise` is
/// taken where nothing of the title is left.
pub fn file_name(title: &str, ending: &str, otherwise: &str) -> String {
    let ending = slug(ending, LONGEST_ENDING);
    let room = LONGEST - ending.len() - usize::from(!ending.is_empty());
    let mut stem = slug(title, room);
    if stem.is_empty() {
        stem = slug(otherwise, room);
    }
    if stem.is_empty() || is_device(&stem) {
        stem = format!("file-{stem}");
        stem.truncate(room);
    }
    let stem = stem.trim_matches(['-', '.']);
    if ending.is_empty() { stem.to_owned() } else { format!("{stem}.{ending}") }
}

/// The name of what lies at an address, by the last part of its path: stem and ending.
pub fn name_at(address: &str) -> (String, String) {
    let path = url::Url::parse(address).map(|url| url.path().to_owned()).unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let last: String = decoded(last);
    match last.rsplit_once('.') {
        Some((stem, ending)) if is_ending(ending) => (stem.to_owned(), ending.to_owned()),
        _ => (last, String::new()),
    }
}

fn is_ending(text: &str) -> bool {
    (1..=LONGEST_ENDING).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Words of letters and figures joined by `-`, cut between words where that leaves enough.
fn slug(text: &str, room: usize) -> String {
    let mut out = String::new();
    for c in text.chars().map(normalize) {
        let c = match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => c,
            '.' if out.chars().last().is_some_and(|last| last.is_ascii_alphanumeric()) => c,
            // What is written inside of words does not part them.
            '\'' | '\u{2019}' => continue,
            _ => '-',
        };
        if c != '-' || !(out.is_empty() || out.ends_with(['-', '.'])) {
            out.push(c);
        }
        if out.len() > room {
            let whole = out[..room].rfind('-').filter(|at| *at > room / 2).unwrap_or(room);
            out.truncate(whole);
            break;
        }
    }
    out.truncate(out.trim_end_matches(['-', '.']).len());
    out
}

fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let name = first.trim_end_matches(|c: char| c.is_ascii_digit());
    DEVICES.contains(&name) && first.len() <= name.len() + 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// S32.
    #[test]
    fn names_from_outside_stay_in_their_folder() {
        for (title, name) in [
            ("Rivers at record low", "Rivers-at-record-low.txt"),
            ("../../etc/passwd", "etc-passwd.txt"),
            ("/absolute/path", "absolute-path.txt"),
            ("~/.ssh/authorized_keys", "ssh-authorized_keys.txt"),
            (".hidden", "hidden.txt"),
            ("-rf", "rf.txt"),
            ("--help me", "help-me.txt"),
            ("a\0b\nc", "a-b-c.txt"),
            ("CON", "file-CON.txt"),
            ("nul.tar", "file-nul.tar.txt"),
            ("com1", "file-com1.txt"),
            ("Contents", "Contents.txt"),
            ("..", "entry-7.txt"),
            ("", "entry-7.txt"),
            ("日本語", "entry-7.txt"),
            ("Çà et là: l’été", "Ca-et-la-lete.txt"),
            ("a...b", "a.b.txt"),
            ("trailing. . .", "trailing.txt"),
        ] {
            assert_eq!(file_name(title, "txt", "entry-7"), name, "{title:?}");
        }
        assert_eq!(file_name("", "", ""), "file");
        assert_eq!(file_name(&"long ".repeat(60), "epub", "x").len(), 119);
    }

    #[test]
    fn what_lies_at_an_address_is_called_by_its_path() {
        for (address, stem, ending) in [
            ("https://e.example/a/episode-12.mp3?token=x", "episode-12", "mp3"),
            ("https://e.example/a/episode%2012.MP3", "episode 12", "MP3"),
            ("https://e.example/%2e%2e%2f%2e%2e%2fpasswd", "../../passwd", ""),
            ("https://e.example/download", "download", ""),
            ("https://e.example/v1.5-final", "v1.5-final", ""),
            ("https://e.example/", "", ""),
            ("nonsense", "", ""),
        ] {
            assert_eq!(name_at(address), (stem.to_owned(), ending.to_owned()), "{address}");
        }
    }

    proptest! {
        #[test]
        fn every_name_is_fit(title in "\\PC{0,300}|[./\\\\~ -]{0,20}|(con|nul|aux|lpt[0-9])\\PC{0,3}", ending in "\\PC{0,12}") {
            let name = file_name(&title, &ending, "entry");
            prop_assert!((1..=LONGEST).contains(&name.len()), "{name}");
            prop_assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)), "{name}");
            prop_assert!(!name.starts_with(['.', '-']) && !name.contains("..") && !name.ends_with('.'), "{name}");
            prop_assert!(!is_device(&name), "{name}");
        }
    }
}
