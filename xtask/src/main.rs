//! Chores of the project: `cargo xtask gen-tenant DIR ASSIGNMENTS`.

mod gen_tenant;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["gen-tenant", folder, assignments] => match assignments.parse() {
            Ok(assignments) => gen_tenant::run(Path::new(folder), assignments),
            Err(_) => return usage(),
        },
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

fn usage() -> ExitCode {
    complain("usage: cargo xtask gen-tenant DIR ASSIGNMENTS");
    ExitCode::from(2)
}

#[allow(clippy::print_stderr)]
fn complain(text: &str) {
    eprintln!("{text}");
}
