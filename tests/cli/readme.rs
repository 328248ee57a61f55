//! What the README shows is what the program prints, and its commands are real.

use super::*;

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The fenced blocks of a language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let fence = format!("```{language}\n");
    text.split(fence.as_str())
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect()
}

/// The words of a command line, with double quotes.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn shown_answers_are_printed_answers() {
    let text = readme();
    let shown = blocks(&text, "console");
    assert!(!shown.is_empty());
    for block in shown {
        let (line, answer) = block
            .strip_prefix("$ rolecall ")
            .unwrap()
            .split_once('\n')
            .unwrap();
        let run = finish(command().args(words(line)));
        assert_eq!(run.stdout, answer, "$ rolecall {line}");
    }
}

#[test]
fn two_commands_run_it_and_test_it() {
    let text = readme();
    let commands = blocks(&text, "sh");
    let [run, test] = commands[..] else {
        panic!("{commands:?}");
    };
    assert_eq!(test, "cargo test --workspace\n");
    let arguments = run
        .strip_prefix("cargo run --release -- ")
        .unwrap()
        .trim_end();
    let run = finish(command().args(words(arguments)));
    assert_eq!(run.code, 1, "the sample tenant has faults");
    assert!(run.stdout.contains("findings"));
}
