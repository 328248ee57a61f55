//! Every dependency comes under a licence that `deny.toml` allows.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Whether an SPDX expression, or the slashes of old manifests, can be met: by one alternative all
/// of whose parts are allowed. Exceptions only allow more.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let plain = expression.replace(['(', ')'], " ").replace('/', " OR ");
    // In `(A OR B) AND C` each part is asked for by itself.
    let parts: Vec<&str> = if expression.contains('(') {
        plain.split(" AND ").collect()
    } else {
        vec![&plain]
    };
    parts.iter().all(|part| {
        part.split(" OR ").any(|alternative| {
            alternative
                .split(" AND ")
                .map(|licence| licence.split(" WITH ").next().unwrap_or_default().trim())
                .all(|licence| allowed.contains(&licence))
        })
    })
}

#[test]
fn every_dependency_may_be_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("deny.toml")).unwrap();
    let list = text.split_once("\nallow = [").unwrap().1;
    let list = list.split_once(']').unwrap().0;
    let allowed: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    assert!(allowed.contains(&"MIT"));
    hold(&root.join("Cargo.toml"), &allowed);
    // What runs at build time alone, for the tables of Arrow, is in the public domain.
    let of_bindings: Vec<&str> = allowed.into_iter().chain(["CC0-1.0"]).collect();
    hold(&root.join("bindings/python/Cargo.toml"), &of_bindings);
}

/// Holds the dependencies of a project to licences.
fn hold(manifest: &Path, allowed: &[&str]) {
    let told = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--format-version", "1"])
        .arg("--manifest-path")
        .arg(manifest)
        .output();
    let Some(told) = told.ok().filter(|told| told.status.success()) else {
        println!(
            "SKIPPED: there is no cargo that could tell the licences of {} offline",
            manifest.display()
        );
        return;
    };
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    let packages = told["packages"].as_array().unwrap();
    assert!(packages.len() > 50);
    let others: Vec<String> = packages
        .iter()
        .filter(|package| package["source"].is_string())
        .filter(|package| !is_allowed(package["license"].as_str().unwrap_or_default(), allowed))
        .map(|package| format!("{}: {}", package["name"], package["license"]))
        .collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn an_expression_is_met_by_one_alternative() {
    let allowed = ["MIT", "Apache-2.0", "Unicode-3.0"];
    for met in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(is_allowed(met, &allowed), "{met}");
    }
    for not_met in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR Apache-2.0) AND GPL-3.0",
    ] {
        assert!(!is_allowed(not_met, &allowed), "{not_met}");
    }
}
