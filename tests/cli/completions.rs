//! Completions, in the shells that are there. A test of one that isn't says so and ends.

use std::process::{Command as Process, Stdio};

use super::*;

/// What a shell prints for a program on standard input, with the program in its path.
fn shell(name: &str, options: &[&str], program: &str) -> Option<String> {
    let bin = Path::new(env!("CARGO_BIN_EXE_rolecall")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let folder = tempfile::tempdir().unwrap();
    let child = Process::new(name)
        .args(options)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("PATH", format!("{}:{path}", bin.display()))
        .env("HOME", folder.path())
        .env("XDG_CONFIG_HOME", folder.path())
        .env("XDG_DATA_HOME", folder.path())
        .env_remove("ROLECALL_CATALOG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("SKIPPED: there is no `{name}` to complete in");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, program.as_bytes()).unwrap();
    drop(stdin);
    let ran = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(told, "", "{name}");
    Some(String::from_utf8(ran.stdout).unwrap())
}

/// What bash would put in place of the word at the end of a line.
fn bash(line: &str) -> Option<Vec<String>> {
    let program = format!(
        "source <(rolecall completions bash)\n\
         complete -p rolecall >/dev/null\n\
         compopt() {{ :; }}\n\
         COMP_LINE={}\nCOMP_POINT=${{#COMP_LINE}}\n\
         _rolecall rolecall '' ''\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
        quoted(line)
    );
    let printed = shell("bash", &["--norc", "--noprofile"], &program)?;
    Some(lines(&printed))
}

/// What fish offers for a line: the values without what they mean.
fn fish(line: &str) -> Option<Vec<String>> {
    let program = format!(
        "rolecall completions fish | source\ncomplete --do-complete {}\n",
        quoted(line)
    );
    let printed = shell("fish", &["--no-config"], &program)?;
    let value = |line: String| line.split('\t').next().unwrap_or_default().to_owned();
    Some(lines(&printed).into_iter().map(value).collect())
}

/// What zsh's function adds: `compadd` is replaced by one that prints the array it is given.
fn zsh(words: &[&str]) -> Option<Vec<String>> {
    let quoted_words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    let program = format!(
        "source <(rolecall completions zsh)\n\
         compset() {{ PREFIX=${{PREFIX#*=}}; }}\n\
         _files() {{ print -r -- ':files'; }}\n\
         compadd() {{ local name=${{@[-1]}}; print -rl -- \"${{(@P)name}}\"; }}\n\
         words=({})\nCURRENT=$#words\nPREFIX=$words[-1]\n_rolecall\n",
        quoted_words.join(" ")
    );
    let printed = shell("zsh", &["-f"], &program)?;
    Some(lines(&printed))
}

/// What PowerShell offers for a line: the text that it inserts.
fn powershell(line: &str) -> Option<Vec<String>> {
    let program = format!(
        "rolecall completions powershell | Out-String | Invoke-Expression\n\
         $line = '{}'\n\
         [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)\
         .CompletionMatches | ForEach-Object {{ $_.CompletionText }}\n",
        line.replace('\'', "''")
    );
    let printed = shell(
        "pwsh",
        &["-NoProfile", "-NonInteractive", "-Command", "-"],
        &program,
    )?;
    Some(lines(&printed))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

const NETWORK_CLOUD: &str = "Microsoft.NetworkCloud/";

#[test]
fn bash_completes_roles_operations_and_tasks() {
    let Some(roles) = bash("rolecall can --role Stor") else {
        return;
    };
    assert!(
        roles.contains(&"Storage\\ Blob\\ Data\\ Reader".to_owned()),
        "{roles:?}"
    );
    let bash = |line: &str| bash(line).unwrap();
    // After a quote the name stays as it is; after `=` bash takes a new word.
    assert!(bash("rolecall can --role \"Storage B").contains(&"Storage Blob Data Reader".into()));
    assert!(bash("rolecall can --role 'Storage B").contains(&"Storage Blob Data Reader".into()));
    assert!(bash("rolecall can --role=Stor").contains(&"Storage\\ Blob\\ Data\\ Reader".into()));
    assert_eq!(
        bash("rolecall roles show Operator\\ Nexus\\ Own"),
        ["Operator\\ Nexus\\ Owner\\ \\(Preview\\)"]
    );
    assert_eq!(
        bash("rolecall can --role Reader Microsoft.NetworkC"),
        [NETWORK_CLOUD]
    );
    assert_eq!(
        bash("rolecall tasks show deploy-cluster-t"),
        ["deploy-cluster-template"]
    );
    assert_eq!(bash("rolecall roles compa"), ["compare", "compact"]);
}

#[test]
fn zsh_completes_roles_operations_and_tasks() {
    let Some(roles) = zsh(&["rolecall", "can", "--role", "Stor"]) else {
        return;
    };
    assert!(
        roles.contains(&"Storage Blob Data Reader".to_owned()),
        "{roles:?}"
    );
    let zsh = |words: &[&str]| zsh(words).unwrap();
    assert!(zsh(&["rolecall", "can", "--role=Stor"]).contains(&"Storage Blob Data Reader".into()));
    assert_eq!(
        zsh(&["rolecall", "roles", "show", "Operator\\ Nexus\\ Own"]),
        ["Operator Nexus Owner (Preview)"]
    );
    assert_eq!(
        zsh(&["rolecall", "who", "Microsoft.NetworkC"]),
        [NETWORK_CLOUD]
    );
    assert_eq!(
        zsh(&["rolecall", "tasks", "show", "deploy-cluster-t"]),
        ["deploy-cluster-template"]
    );
    assert_eq!(zsh(&["rolecall", "audit", "-i", ""]), [":files"]);
}

#[test]
fn fish_completes_roles_operations_and_tasks() {
    let Some(roles) = fish("rolecall can --role Stor") else {
        return;
    };
    assert!(
        roles.contains(&"Storage Blob Data Reader".to_owned()),
        "{roles:?}"
    );
    let fish = |line: &str| fish(line).unwrap();
    assert!(fish("rolecall can --role=Stor").contains(&"--role=Storage Blob Data Reader".into()));
    assert!(fish("rolecall can --role 'Storage B").contains(&"Storage Blob Data Reader".into()));
    assert_eq!(fish("rolecall who Microsoft.NetworkC"), [NETWORK_CLOUD]);
    assert_eq!(
        fish("rolecall tasks show deploy-cluster-t"),
        ["deploy-cluster-template"]
    );
    assert!(fish("rolecall audit -i Carg").contains(&"Cargo.toml".into()));
}

#[test]
fn powershell_completes_roles_operations_and_tasks() {
    let Some(roles) = powershell("rolecall can --role Stor") else {
        return;
    };
    assert!(
        roles.contains(&"'Storage Blob Data Reader'".to_owned()),
        "{roles:?}"
    );
    let powershell = |line: &str| powershell(line).unwrap();
    assert_eq!(
        powershell("rolecall who Microsoft.NetworkC"),
        [NETWORK_CLOUD]
    );
    assert_eq!(
        powershell("rolecall tasks show deploy-cluster-t"),
        ["deploy-cluster-template"]
    );
}

#[test]
fn a_catalogue_that_is_named_is_asked() {
    let damaged = rolecall(&[
        "__complete",
        "zsh",
        "--",
        "rolecall",
        "--catalog",
        "README.md",
        "tasks",
        "show",
        "deploy-cluster-t",
    ]);
    assert!(
        damaged.stdout.starts_with("deploy-cluster-template\t"),
        "{}",
        damaged.told()
    );
    assert_eq!(damaged.stderr, "");
}

#[test]
fn nothing_typed_breaks_it() {
    for words in [
        &[][..],
        &[""],
        &["rolecall"],
        &["rolecall", "--", "--"],
        &["rolecall", "\u{1}", "é\u{301}"],
        &["rolecall", "can", "--role", "é"],
    ] {
        for shell in ["bash", "zsh", "fish", "powershell"] {
            let run = finish(
                command()
                    .args(["__complete", shell, "--new-word", "--"])
                    .args(words),
            );
            assert_eq!(
                (run.code, run.stderr.as_str()),
                (0, ""),
                "{shell} {words:?}"
            );
        }
    }
}
