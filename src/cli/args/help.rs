//! Holds the help of every command, and the commands on the pages, to what the parser takes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Arg, Command, CommandFactory, Parser};

use saphyr::{LoadableYamlNode, Yaml};

use super::{Cli, described};

/// Every command but the `help` that clap adds, with its path, the program itself first.
fn commands() -> Vec<(String, Command)> {
    let mut root = described(Cli::command());
    root.build();
    let mut found = Vec::new();
    let mut open = vec![(String::from("rolecall"), root)];
    while let Some((path, command)) = open.pop() {
        for below in command.get_subcommands() {
            if below.get_name() != "help" && !below.is_hide_set() {
                open.push((format!("{path} {}", below.get_name()), below.clone()));
            }
        }
        found.push((path, command));
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found
}

/// The arguments of a command that people see.
fn arguments(command: &Command) -> impl Iterator<Item = &Arg> {
    let own = ["help", "version"];
    command
        .get_arguments()
        .filter(move |arg| !arg.is_hide_set() && !own.contains(&arg.get_id().as_str()))
}

/// The simple commands of a text, as words: quotes, continued lines, pipes, redirections.
fn shell(text: &str) -> Vec<Vec<String>> {
    let (mut lines, mut words, mut word) = (Vec::new(), Vec::new(), None::<String>);
    let mut chars = text.chars().peekable();
    let mut quote = None;
    let mut redirected = false;
    while let Some(c) = chars.next() {
        let ends = quote.is_none() && (c.is_whitespace() || "|;&><".contains(c));
        if ends {
            match word.take() {
                // `2>` and what a redirection names are no words of the command.
                Some(number) if c == '>' && number.parse::<u8>().is_ok() => {}
                Some(_) if std::mem::take(&mut redirected) => {}
                Some(whole) => words.push(whole),
                None => {}
            }
        }
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some('\''), c) => word.get_or_insert_default().push(c),
            (_, '\\') if chars.peek() == Some(&'\n') => {
                chars.next();
            }
            (_, '\\') => word.get_or_insert_default().extend(chars.next()),
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '>' | '<') => redirected = true,
            // `>&1`
            (None, '&') if redirected => {}
            (None, '#') if word.is_none() => while chars.next_if(|next| *next != '\n').is_some() {},
            (None, '\n' | '|' | ';' | '&') => {
                redirected = false;
                if !words.is_empty() {
                    lines.push(std::mem::take(&mut words));
                }
            }
            (None, c) if c.is_whitespace() => {}
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    if !redirected {
        words.extend(word);
    }
    if !words.is_empty() {
        lines.push(words);
    }
    lines
}

/// The calls of this program in a text, each beginning with its name.
fn calls(text: &str) -> Vec<Vec<String>> {
    let named = |words: Vec<String>| {
        let at = words.iter().position(|word| word == "rolecall")?;
        // A prompt, a variable or `!` may stand before the program.
        let plain = |word: &String| word == "$" || word == "!" || word.contains('=');
        words[..at].iter().all(plain).then(|| words[at..].to_vec())
    };
    shell(text).into_iter().filter_map(named).collect()
}

/// What the parser says against a call; help and version are no faults.
fn fault(call: &[String]) -> Option<String> {
    let error = Cli::try_parse_from(call).err()?;
    error
        .use_stderr()
        .then(|| format!("{}\n{error}", call.join(" ")))
}

#[test]
fn lines_are_split_as_a_shell_does() {
    let split = shell("a 'b c' \"d\" \\\n  e 2>&1 | f > g && h; i < j k # m\n l");
    let expected: [&[&str]; 5] = [&["a", "b c", "d", "e"], &["f"], &["h"], &["i", "k"], &["l"]];
    assert_eq!(split, expected);
    let found = calls("$ rolecall x\nX=1 rolecall y\nsudo rolecall z\nanswer");
    assert_eq!(found, [["rolecall", "x"], ["rolecall", "y"]]);
}

#[test]
fn the_commands_are_sound() {
    Cli::command().debug_assert();
    assert!(commands().len() > 30);
}

/// What a command shows as examples, as it is written.
fn examples(path: &str, command: &Command) -> String {
    let after = command
        .get_after_long_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let (_, rest) = after
        .split_once("Examples:\n")
        .unwrap_or_else(|| panic!("`{path} --help` shows no examples"));
    rest.split("\n\n").next().unwrap().to_owned()
}

#[test]
fn every_command_has_examples_that_it_takes() {
    for (path, mut command) in commands() {
        let examples = examples(&path, &command);
        let calls = calls(&examples);
        let faults: Vec<String> = calls.iter().filter_map(|call| fault(call)).collect();
        assert!(faults.is_empty(), "{path}: {}", faults.join("\n"));
        let own: Vec<String> = path.split(' ').map(str::to_owned).collect();
        assert!(
            calls.iter().any(|call| call.starts_with(&own)),
            "{path}: {examples}"
        );
        // What a terminal of 80 columns would wrap breaks when it is pasted.
        for line in examples.lines() {
            let width = line.chars().count();
            assert!(line.starts_with("  ") && width <= 78, "{path}: {line}");
        }
        let short = command.render_help().to_string();
        assert!(!short.contains("Examples:"), "`{path} -h` is short");
        assert!(short.contains("see more with '--help'"), "{path}: {short}");
    }
}

#[test]
fn help_is_worded_alike() {
    let mut faults = Vec::new();
    let mut values: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (path, command) in commands() {
        let about = command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default();
        if about.is_empty() || about.ends_with('.') {
            faults.push(format!("{path}: about `{about}`"));
        }
        for arg in arguments(&command) {
            let name = arg
                .get_long()
                .map_or_else(|| arg.get_id().to_string(), |long| format!("--{long}"));
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            let first = help.chars().next();
            if !first.is_some_and(|c| c.is_uppercase() || !c.is_alphabetic()) || help.ends_with('.')
            {
                faults.push(format!("{path} {name}: help `{help}`"));
            }
            if let Some([value]) = arg
                .get_value_names()
                .filter(|_| arg.get_action().takes_values())
            {
                let value = value.as_str();
                if value.len() == 1 && !["N", "A", "B"].contains(&value) {
                    faults.push(format!("{path} {name}: `{value}` says nothing"));
                }
                if arg.get_long().is_some() {
                    values
                        .entry(name)
                        .or_default()
                        .insert(value.to_owned(), path.clone());
                }
            }
        }
    }
    // An option means one thing everywhere, so its value has one name, with what is known to differ.
    let differ = [
        "--output",
        "--subscription",
        "--resource-group",
        "--name",
        "--only",
        "--emit",
    ];
    for (name, said) in values {
        if said.len() > 1 && !differ.contains(&name.as_str()) {
            faults.push(format!("{name}: values are called {said:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The rules and tasks that a call names in full.
fn named(call: &[String]) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut words = call.iter().peekable();
    let mut above = "";
    while let Some(word) = words.next() {
        let kind = match (above, word.as_str()) {
            (_, "--rule") | ("rules", "show") => "rule",
            (_, "--task") | ("tasks", "show") => "task",
            _ => "",
        };
        if let Some(name) = words
            .peek()
            .filter(|name| !kind.is_empty() && !name.contains('*'))
        {
            found.push((kind, (*name).clone()));
        }
        above = word;
    }
    found
}

#[test]
fn what_examples_name_is_there() {
    use crate::cli::run::rule_ids;

    let catalog = crate::catalog::Catalog::core(crate::pattern::Wildcards::Azure);
    let mut texts: Vec<String> = commands()
        .iter()
        .map(|(path, command)| examples(path, command))
        .collect();
    texts.extend(
        pages()
            .iter()
            .map(|page| std::fs::read_to_string(page).unwrap()),
    );
    let mut seen = 0;
    for (kind, name) in texts
        .iter()
        .flat_map(|text| calls(text))
        .flat_map(|call| named(&call))
    {
        seen += 1;
        let is_there = match kind {
            "rule" => rule_ids().contains(&&*name),
            _ => catalog.task(&name).is_ok(),
        };
        // Capitals stand for a name.
        let is_meant = name.chars().all(|c| c.is_ascii_uppercase());
        assert!(is_there || is_meant, "there is no {kind} `{name}`");
    }
    assert!(seen > 10, "{seen}");
}

/// The README and the pages, without those of the rules.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("README.md")];
    for entry in std::fs::read_dir(root.join("docs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
    pages.sort();
    pages
}

#[test]
fn every_command_in_a_block_of_a_page_is_taken() {
    let (mut faults, mut seen) = (Vec::new(), 0);
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        // Every second part stands between fences.
        for block in text.split("```").skip(1).step_by(2) {
            // Those of workflows are read as what they are.
            let Some((language, block)) = block.split_once('\n') else {
                continue;
            };
            if language == "yaml" {
                continue;
            }
            // A block that waits for its command.
            if let Some(name) = language.strip_prefix("console ")
                && Cli::command().find_subcommand(name).is_none()
            {
                continue;
            }
            for call in calls(block) {
                seen += 1;
                let at = page.display();
                faults.extend(fault(&call).map(|fault| format!("{at}: {fault}")));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen > 10, "the pages were read: {seen}");
}

/// The texts that a workflow runs: `run` or `script` of a step, the lines of a `script`, `entry` of a hook, to which
/// file names are added.
fn runs(yaml: &Yaml<'_>, found: &mut Vec<String>) {
    if let Some(map) = yaml.as_mapping() {
        let text = |key: &str| yaml.as_mapping_get(key).and_then(|value| value.as_str());
        found.extend(text("run").map(str::to_owned));
        found.extend(text("script").map(str::to_owned));
        let lines = yaml.as_mapping_get("script").and_then(Yaml::as_sequence);
        let lines = lines.into_iter().flatten().filter_map(Yaml::as_str);
        found.extend(lines.map(str::to_owned));
        if let Some(entry) = text("entry") {
            let bare = yaml
                .as_mapping_get("pass_filenames")
                .and_then(Yaml::as_bool)
                == Some(false);
            found.push(if bare {
                entry.to_owned()
            } else {
                format!("{entry} file.json")
            });
        }
        for below in map.values() {
            runs(below, found);
        }
    }
    for below in yaml.as_sequence().into_iter().flatten() {
        runs(below, found);
    }
}

#[test]
fn every_command_of_a_workflow_is_taken() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ci.md");
    let text = std::fs::read_to_string(page).unwrap();
    let mut texts = Vec::new();
    let mut blocks = 0;
    for block in text.split("```yaml\n").skip(1) {
        let block = block.split("\n```").next().unwrap();
        for yaml in Yaml::load_from_str(block).unwrap() {
            runs(&yaml, &mut texts);
        }
        blocks += 1;
    }
    assert_eq!(blocks, 5);
    let calls: Vec<Vec<String>> = texts.iter().flat_map(|text| calls(text)).collect();
    assert!(calls.len() >= 16, "{calls:?}");
    let has_diff = Cli::command().find_subcommand("diff").is_some();
    let known = |call: &&Vec<String>| has_diff || call[1] != "diff";
    let faults: Vec<String> = calls
        .iter()
        .filter(known)
        .filter_map(|call| fault(call))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
