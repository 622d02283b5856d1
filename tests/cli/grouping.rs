//! `story-eval`: headlines put into stories.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::home::Home;

const HEADLINES: &str = "\
a\t1000\tOne\tVoyager 1 sends readable data again after memory chip fault\t
b\t2000\tTwo\tHarvest festival opens in the valley\t\tfurther
c\t3000\tThree\tEngineers repair Voyager 1 memory chip: data readable again\t\tcolumns
";

#[test]
fn each_headline_is_printed_with_its_story() {
    let home = Home::new();
    let file = home.write("headlines.tsv", HEADLINES);
    assert_eq!(home.done(&["story-eval", &file]), "a\ta\nb\tb\nc\ta\n");
    let older = home.write("older.tsv", "Harvest festival\nvoyager\n");
    assert_eq!(home.done(&["story-eval", &file, "--background", &older]), "a\ta\nb\tb\nc\ta\n");
}

#[test]
fn a_line_that_is_no_headline_is_named() {
    let home = Home::new();
    let file = home.write("headlines.tsv", "a\t1000\tOne\tTitle\t\nb\tsoon\tTwo\tTitle\t\n");
    let complaint = home.fails(1, &["story-eval", &file]);
    assert!(complaint.contains("line 2 has no id, time, publisher and title"), "{complaint}");
}

/// B-cubed precision and recall (Bagga and Baldwin, 1998) of the stories printed for a labelled file.
fn scores(home: &Home, stories: &Path, name: &str) -> (f64, f64) {
    let file = stories.join(format!("{name}.tsv"));
    let background = stories.join("bg.tsv");
    let [file, background] = [&file, &background].map(|path| path.to_str().unwrap());
    let printed = home.done(&["story-eval", file, "--background", background]);
    let gold = fs::read_to_string(file).unwrap();
    let pairs: Vec<(String, String)> = gold
        .lines()
        .zip(printed.lines())
        .map(|(gold, made)| (gold.split('\t').nth(5).unwrap().to_owned(), made.split('\t').nth(1).unwrap().to_owned()))
        .collect();
    let (mut told, mut made, mut both) = (HashMap::new(), HashMap::new(), HashMap::new());
    for pair in &pairs {
        *told.entry(&pair.0).or_insert(0.0) += 1.0;
        *made.entry(&pair.1).or_insert(0.0) += 1.0;
        *both.entry(pair).or_insert(0.0) += 1.0;
    }
    let mean = |of: &dyn Fn(&(String, String)) -> f64| pairs.iter().map(of).sum::<f64>() / pairs.len() as f64;
    (mean(&|pair| both[pair] / made[&pair.1]), mean(&|pair| both[pair] / told[&pair.0]))
}

#[test]
fn labelled_headlines_are_grouped_as_people_grouped_them() {
    let stories = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/stories");
    if !stories.is_dir() {
        return println!("skipped: the labelled headlines are not here");
    }
    let home = Home::new();
    let samples: Vec<_> = (0..10).map(|sample| scores(&home, &stories, &format!("uci_dev_sub{sample}"))).collect();
    let precision = samples.iter().map(|(precision, _)| precision).sum::<f64>() / 10.0;
    let recall = samples.iter().map(|(_, recall)| recall).sum::<f64>() / 10.0;
    let whole = scores(&home, &stories, "uci_dev");
    println!("samples: precision {precision:.4}, recall {recall:.4}; whole: {:.4}, {:.4}", whole.0, whole.1);
    assert!(precision >= 0.95 && recall >= 0.62 && whole.0 >= 0.95 && whole.1 >= 0.55);
}
