//! How help words the formats that a command writes.

use clap::Arg;

use super::Format;
use super::writes::{EVERYWHERE, ONE_FORM, PEOPLE_AND_JSON, Writes};

/// The options about formats, as the help of a command at a path below the program has them.
pub(super) fn options(path: &str, has_commands: bool, all: &[Arg]) -> Vec<Arg> {
    let own = |arg: &Arg| match arg.get_id().as_str() {
        "format" | "query" if ONE_FORM.contains(&path) => Some(arg.clone().hide(true)),
        "format" => Some(arg.clone().help(help(path, has_commands))),
        _ => None,
    };
    all.iter().filter_map(own).collect()
}

fn help(path: &str, has_commands: bool) -> String {
    let formats = match PEOPLE_AND_JSON.contains(&path) {
        true => "human, json".to_owned(),
        false => formats_in_words(path),
    };
    let others = match has_commands {
        true => "; some commands write others too",
        false => "",
    };
    format!("Format of the answer: {formats}{others}")
}

fn formats_in_words(path: &str) -> String {
    let words = |formats: &mut dyn Iterator<Item = Format>| {
        let words: Vec<String> = formats.map(Format::word).collect();
        words.join(", ")
    };
    let mut text = words(&mut EVERYWHERE.into_iter());
    let own = |with: bool| {
        Writes::ALL
            .iter()
            .filter(move |offer| offer.command == path && offer.with.is_some() == with)
    };
    for offer in own(false) {
        text.push_str(&format!(", {}", words(&mut offer.more.iter().copied())));
    }
    for offer in own(true) {
        let more = words(&mut offer.more.iter().copied());
        text.push_str(&format!(
            "; with {}: {more}",
            offer.with.unwrap_or_default()
        ));
    }
    text
}
