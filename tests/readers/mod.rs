//! What others read with: each format is opened by readers that people have, as a tenant like any other and
//! one whose names are markup. They run where `ROLECALL_READERS` names the folder that `install.sh` makes, as
//! in `.ci/run`; elsewhere each is skipped. Each has so many seconds.

mod accessibility;
mod graphs;
mod markdown;
mod results;
mod tables;
mod workflows;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::cli::{command, finish};

/// A name that readers of HTML, Markdown, spreadsheets, XML and graphs would each take for something else.
const MARKUP: &str = "=1+1 <img src=x onerror=alert(1)> \"q\" 'a' &amp; ]]> --> `code` [x](http://x.example) | $$a$$ @all #7 ~~s~~ **b** \\n;";

/// The folder of the readers; nothing, with a line that says what is skipped, where there is none.
fn readers(what: &str) -> Option<PathBuf> {
    let named = std::env::var_os("ROLECALL_READERS").map(PathBuf::from);
    if named.is_none() {
        eprintln!("SKIPPED: reader {what}: `ROLECALL_READERS` names no folder");
    }
    named
}

/// A program of the system, if it is there.
fn installed(what: &str, program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(program));
    let found = found.into_iter().find(|file| file.is_file());
    if found.is_none() {
        eprintln!("SKIPPED: reader {what}: there is no `{program}`");
    }
    found
}

/// A program in the Python of the readers.
fn python(readers: &Path, script: &str) -> Command {
    let mut command = Command::new(readers.join("venv/bin/python"));
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers");
    command.arg(scripts.join(script));
    command
}

/// What a reader said and how it ended. It is stopped when its time is over.
struct Read {
    is_well: bool,
    said: String,
}

/// Runs a reader for so many seconds at most.
fn read(reader: &mut Command, seconds: u64) -> Read {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let out = File::create(&log).unwrap();
    let mut child = reader
        .stdin(Stdio::null())
        .stdout(out.try_clone().unwrap())
        .stderr(out)
        .spawn()
        .unwrap_or_else(|error| panic!("{reader:?}: {error}"));
    let end = Instant::now() + Duration::from_secs(seconds);
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if Instant::now() > end {
            child.kill().ok();
            child.wait().ok();
            panic!("{reader:?} took longer than {seconds} s");
        }
        thread::sleep(Duration::from_millis(20));
    };
    Read {
        is_well: status.success(),
        said: String::from_utf8_lossy(&std::fs::read(&log).unwrap()).into_owned(),
    }
}

/// Exports to write reports of: a tenant like any other, and one whose names are markup.
struct Tenants {
    nasty: TempDir,
}

impl Tenants {
    fn new() -> Self {
        Self {
            nasty: crate::cli::planted(MARKUP),
        }
    }

    /// The folders that hold exports of tenants, normal ones first, with what they are called here.
    fn each(&self) -> [(&'static str, PathBuf); 2] {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        [
            ("normal", fixtures),
            ("nasty", self.nasty.path().to_path_buf()),
        ]
    }
}

/// Writes an answer to a file; its extension picks the format.
fn written(arguments: &[&str], file: &Path) {
    let run = finish(command().args(arguments).arg("-o").arg(file));
    assert!(
        matches!(run.code, 0 | 1 | 4),
        "{arguments:?}: {}",
        run.told()
    );
    assert!(file.is_file(), "{arguments:?}: {}", run.told());
}
