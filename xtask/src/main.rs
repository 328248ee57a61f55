//! Chores of the project: `cargo xtask gen-tenant DIR ASSIGNMENTS [--shape SHAPE [--seed N]]`,
//! `cargo xtask gen-logs DIR CALLS [--seed N]`, `cargo xtask docs [--check]`, `cargo xtask instructions [--check]`,
//! `cargo xtask growth`, `cargo xtask wheel [--profile NAME] [--target TARGET]`, `cargo xtask dist [--target TARGET]`.

mod docs;
mod gen_logs;
mod gen_tenant;
mod inputs;
mod instructions;
mod logs;
mod python_shared;
mod python_types;
mod schemas;
mod shapes;
mod tasks;
mod wheel;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use docs::Mode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["gen-tenant", folder, assignments] => match assignments.parse() {
            Ok(assignments) => gen_tenant::run(Path::new(folder), assignments),
            Err(_) => return usage(),
        },
        ["gen-tenant", folder, size, "--shape", shape, ref rest @ ..] => {
            let seed = match rest {
                [] => Ok(42),
                ["--seed", seed] => seed.parse(),
                _ => return usage(),
            };
            let (Ok(size), Ok(seed)) = (size.parse(), seed) else {
                return usage();
            };
            match (shape, shapes::Shape::parse(shape)) {
                ("tame", _) => gen_tenant::run(Path::new(folder), size),
                (_, Some(shape)) => shapes::run(Path::new(folder), size, shape, seed),
                (_, None) => return usage(),
            }
        }
        ["gen-logs", folder, calls, ref rest @ ..] => {
            let seed = match rest {
                [] => Ok(42),
                ["--seed", seed] => seed.parse(),
                _ => return usage(),
            };
            let (Ok(calls), Ok(seed)) = (calls.parse(), seed) else {
                return usage();
            };
            gen_logs::run(Path::new(folder), calls, seed)
        }
        ["docs"] => docs_of_rules(Mode::Write)
            .and_then(|()| page(tasks::TARGET, tasks::page(&root()), Mode::Write))
            .and_then(|()| page(inputs::TARGET, inputs::page(), Mode::Write))
            .and_then(|()| schemas::write(&root()))
            .and_then(|()| python_types::write(&root())),
        ["docs", "--check"] => docs_of_rules(Mode::Check)
            .and_then(|()| page(tasks::TARGET, tasks::page(&root()), Mode::Check))
            .and_then(|()| page(inputs::TARGET, inputs::page(), Mode::Check))
            .and_then(|()| check_schemas()),
        ["instructions"] => instructions::run(&root(), Mode::Write),
        ["instructions", "--check"] => instructions::run(&root(), Mode::Check),
        ["wheel", ref rest @ ..] => {
            let Some(wanted) = wanted_wheel(rest) else {
                return usage();
            };
            wheel::wheel(&root(), &wanted)
        }
        ["dist"] => wheel::dist(&root(), "x86_64-unknown-linux-musl"),
        ["dist", "--target", target] => wheel::dist(&root(), target),
        ["growth"] => instructions::growth(&root()),
        _ => return usage(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// The options of `wheel`.
fn wanted_wheel<'w>(words: &[&'w str]) -> Option<wheel::Wanted<'w>> {
    let mut wanted = wheel::Wanted {
        profile: "dist",
        target: None,
    };
    for pair in words.chunks(2) {
        match pair {
            ["--profile", profile] => wanted.profile = profile,
            ["--target", target] => wanted.target = Some(target),
            _ => return None,
        }
    }
    Some(wanted)
}

/// The project that holds this workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The pages of the rules.
fn docs_of_rules(mode: Mode) -> io::Result<()> {
    docs::run(&root(), mode)?.map_err(|stale| {
        let names: Vec<String> = stale
            .iter()
            .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
            .collect();
        io::Error::other(format!(
            "stale pages in docs/rules: {}; run `cargo xtask docs`",
            names.join(", ")
        ))
    })
}

/// A page that is made as a whole.
fn page(target: &str, page: String, mode: Mode) -> io::Result<()> {
    let path = root().join(target);
    if std::fs::read_to_string(&path).ok().as_ref() == Some(&page) {
        return Ok(());
    }
    if mode == Mode::Write {
        return std::fs::write(path, page);
    }
    Err(io::Error::other(format!(
        "{target} is stale; run `cargo xtask docs`"
    )))
}

/// The schemas of the answers, and the types of Python made of them.
fn check_schemas() -> io::Result<()> {
    for (target, stale) in [
        (schemas::TARGET, schemas::stale(&root())?),
        (python_types::TARGET, python_types::stale(&root())),
    ] {
        if !stale.is_empty() {
            return Err(io::Error::other(format!(
                "stale in {target}: {}; run `cargo xtask docs`",
                stale.join(", ")
            )));
        }
    }
    Ok(())
}

fn usage() -> ExitCode {
    complain(
        "usage: cargo xtask gen-tenant DIR ASSIGNMENTS [--shape SHAPE [--seed N]] | gen-logs DIR CALLS [--seed N] | docs [--check] | instructions [--check] | growth | wheel [--profile NAME] [--target TARGET] | dist [--target TARGET]",
    );
    ExitCode::from(2)
}

#[allow(clippy::print_stderr)]
fn complain(text: &str) {
    eprintln!("{text}");
}
