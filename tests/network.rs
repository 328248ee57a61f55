//! Nothing is ever sent: the program is built without code that could. `collect` and `catalog
//! update` run the Azure CLI, which is a program of its own.

use std::path::Path;
use std::process::Command;

/// Crates, or the beginnings of their names, that open connections or run those that do.
const CONNECTING: [&str; 24] = [
    "async-std",
    "attohttpc",
    "awc",
    "curl",
    "h2",
    "hickory",
    "hyper",
    "isahc",
    "mio",
    "native-tls",
    "openssl",
    "quinn",
    "reqwest",
    "ring",
    "rustls",
    "schannel",
    "smol",
    "socket2",
    "ssh2",
    "surf",
    "tokio",
    "tungstenite",
    "ureq",
    "webpki",
];

#[test]
fn no_dependency_opens_a_connection() {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "tree",
            "--offline",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--target",
            "all",
        ])
        .output();
    let Some(output) = output.ok().filter(|output| output.status.success()) else {
        println!("SKIPPED: there is no cargo that could tell the dependencies offline");
        return;
    };
    let tree = String::from_utf8(output.stdout).unwrap();
    let names: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(
        names.contains(&"serde_json") && names.contains(&"clap"),
        "the tree was read"
    );
    for name in names {
        let connecting = CONNECTING
            .iter()
            .find(|known| name == **known || name.starts_with(&format!("{known}-")));
        assert!(connecting.is_none(), "`{name}` opens connections");
    }
}

#[test]
fn no_source_opens_a_connection() {
    let mut read = 0;
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                read += 1;
                for word in [
                    "std::net",
                    "TcpStream",
                    "TcpListener",
                    "UdpSocket",
                    "UnixStream",
                    "ToSocketAddrs",
                ] {
                    assert!(!text.contains(word), "{} names `{word}`", path.display());
                }
            }
        }
    }
    assert!(read > 100, "the source was found");
}

/// The programs that are started: the Azure CLI, and the pager of a terminal.
#[test]
fn only_collecting_starts_a_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut starts = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read_to_string(&path).is_ok_and(|text| {
                // Unit tests start the program that they are in.
                let own = text.split("\n#[cfg(test)]\n").next();
                own.is_some_and(|own| own.contains("Command::new("))
            }) {
                let below = path.strip_prefix(&root).unwrap();
                starts.push(below.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    starts.sort();
    assert!(!starts.is_empty());
    for file in &starts {
        assert!(
            file.starts_with("cli/collect/")
                || file == "cli/run/catalog/update.rs"
                // What `$PAGER` names, and nothing goes to it but the answer.
                || file == "cli/pager.rs",
            "{file} starts a program"
        );
    }
}
