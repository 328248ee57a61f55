//! A stand-in for `az`: a shell script in a folder of its own that answers the calls it was told
//! of, refuses every other, and writes down what it was called with.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::{Run, command, finish};

/// The stand-in with its answers.
pub(crate) struct Az {
    folder: TempDir,
    answers: Vec<(String, Vec<Answer>)>,
    /// What every other GET gives.
    otherwise: Option<String>,
}

/// What one call gives.
#[derive(Clone)]
pub(crate) enum Answer {
    Gives(String),
    Fails(&'static str),
    /// Gives something, and a word on standard error.
    Warns(String, &'static str),
}

impl Az {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            answers: Vec::new(),
            otherwise: None,
        }
    }

    /// What `az rest --method get` gives for addresses that it wasn't told of.
    pub(crate) fn otherwise(&mut self, json: &str) {
        self.otherwise = Some(pretty(json));
    }

    /// Answers a call; a call that was given before is answered anew.
    pub(crate) fn on(&mut self, call: &str, answers: impl IntoIterator<Item = Answer>) {
        let call = call.to_owned();
        self.answers.retain(|(known, _)| *known != call);
        self.answers.push((call, answers.into_iter().collect()));
    }

    pub(crate) fn gives(&mut self, call: &str, json: &str) {
        self.on(call, [Answer::Gives(pretty(json))]);
    }

    pub(crate) fn fails(&mut self, call: &str, stderr: &'static str) {
        self.on(call, [Answer::Fails(stderr)]);
    }

    pub(crate) fn warns(&mut self, call: &str, json: &str, stderr: &'static str) {
        self.on(call, [Answer::Warns(pretty(json), stderr)]);
    }

    /// Forgets the calls whose words start so.
    pub(crate) fn forget(&mut self, start: &str) {
        self.answers.retain(|(call, _)| !call.starts_with(start));
    }

    /// Puts the script into its folder. The last answer of a call is given from then on.
    fn set_up(&self) {
        let root = self.folder.path();
        let mut script = String::from("#!/bin/sh\n");
        script.push_str(&format!("here='{}'\n", root.display()));
        // A call of `az rest` is known by its method, its address and its body.
        script.push_str(
            "call=$*\nif [ \"$1\" = rest ]; then\n  call=\"$3 $5\"\n\
             if [ \"$6\" = --body ]; then call=\"$call $7\"; fi\nfi\n\
             printf '%s\\n' \"$call\" >>\"$here/log\"\ncase \"$call\" in\n",
        );
        for (at, (call, answers)) in self.answers.iter().enumerate() {
            let quoted = call.replace('\'', "'\\''");
            script.push_str(&format!(
                "'{quoted}') at={at} last={} ;;\n",
                answers.len() - 1
            ));
            for (turn, answer) in answers.iter().enumerate() {
                let (out, error) = match answer {
                    Answer::Gives(text) => (text.as_str(), ""),
                    Answer::Fails(text) => ("", *text),
                    Answer::Warns(text, said) => (text.as_str(), *said),
                };
                fs::write(root.join(format!("{at}.{turn}.out")), out).unwrap();
                fs::write(root.join(format!("{at}.{turn}.err")), error).unwrap();
            }
        }
        if let Some(json) = &self.otherwise {
            fs::write(root.join("otherwise"), json).unwrap();
            script.push_str("'get '*) cat \"$here/otherwise\"; exit ;;\n");
        }
        script.push_str("*) echo \"ERROR: unexpected call: $*\" >&2; exit 2 ;;\nesac\n");
        script.push_str(
            "turn=$(cat \"$here/$at.turn\" 2>/dev/null || echo 0)\n\
             if [ \"$turn\" -lt \"$last\" ]; then echo $((turn + 1)) >\"$here/$at.turn\"; fi\n\
             cat \"$here/$at.$turn.out\"\n\
             if [ -s \"$here/$at.$turn.err\" ]; then cat \"$here/$at.$turn.err\" >&2; fi\n\
             if [ ! -s \"$here/$at.$turn.out\" ]; then exit 1; fi\n",
        );
        program(&root.join("az"), &script);
        for entry in fs::read_dir(root).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|end| end == "turn") {
                fs::remove_file(path).unwrap();
            }
        }
    }

    /// Puts another program beside it, found before that of the system.
    pub(crate) fn beside(&self, name: &str, script: &str) {
        program(&self.folder.path().join(name), script);
    }

    /// The path on which the stand-in is found, and after it what a shell script needs.
    fn path(&self) -> String {
        format!("{}:/usr/bin:/bin", self.folder.path().display())
    }

    /// Runs rolecall with the stand-in on the path.
    pub(crate) fn rolecall(&self, folder: &Path, args: &[&str]) -> Run {
        self.set_up();
        rolecall_with(folder, args, &self.path())
    }

    /// Runs a shell script with the stand-in on the path.
    pub(crate) fn sh(&self, folder: &Path, script: &str, args: &[&str]) -> Run {
        self.set_up();
        let file = folder.join("collect.sh");
        fs::write(&file, script).unwrap();
        finish(
            assert_cmd::Command::new("/bin/sh")
                .arg(&file)
                .args(args)
                .current_dir(folder)
                .env("PATH", self.path()),
        )
    }

    /// The calls since the last time this was asked.
    pub(crate) fn calls(&self) -> Vec<String> {
        let log = self.folder.path().join("log");
        let text = fs::read_to_string(&log).unwrap_or_default();
        let _ = fs::remove_file(&log);
        text.lines().map(str::to_owned).collect()
    }
}

/// Makes a program of a script. Another process writes the file: were it open for writing here, a
/// process that another test starts at the same time would hold it open for a moment too, and what
/// is open for writing can't be run ("text file busy").
pub(crate) fn program(path: &Path, script: &str) {
    let text = path.with_extension("sh");
    fs::write(&text, script).unwrap();
    let made = Command::new("install")
        .args(["-m", "755"])
        .args([&text, path])
        .status();
    assert!(made.unwrap().success());
}

/// Runs rolecall in a folder, with a search path for programs.
pub(super) fn rolecall_with(folder: &Path, args: &[&str], path: &str) -> Run {
    finish(command().current_dir(folder).env("PATH", path).args(args))
}

/// As `az` prints: sorted keys, two blanks for each level.
pub(super) fn pretty(json: &str) -> String {
    fn sorted(value: serde_json::Value) -> serde_json::Value {
        match value {
            serde_json::Value::Object(map) => {
                let mut fields: Vec<_> = map.into_iter().map(|(k, v)| (k, sorted(v))).collect();
                fields.sort_by(|a, b| a.0.cmp(&b.0));
                fields.into_iter().collect()
            }
            serde_json::Value::Array(items) => items.into_iter().map(sorted).collect(),
            other => other,
        }
    }
    match serde_json::from_str(json) {
        Ok(value) => format!("{:#}\n", sorted(value)),
        // Not every answer is JSON: `--output tsv`.
        Err(_) => json.to_owned(),
    }
}
