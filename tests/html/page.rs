//! The HTML report as a text. What a browser makes of it is tested in `in_browser`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::*;

/// A name that a careless page would run.
pub(super) const NASTY: &str =
    "<img src=x onerror=alert(1)>\"'`</script><script>alert(2)</script>@contoso.com";

/// The report on inputs, made by the program.
pub(super) fn report(arguments: &[&str], stdin: Option<&str>) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env(
            "XDG_DATA_HOME",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-catalogue"),
        )
        .env_remove("ROLECALL_CATALOG")
        .args(arguments)
        .args(["--format", "html"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(stdin.unwrap_or_default().as_bytes())
        .unwrap();
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The report on records, as a file.
pub(super) fn file_of(name: &str, html: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, html).unwrap();
    path
}

pub(super) fn of_records(records: &[Value]) -> String {
    let text = Value::Array(records.to_vec()).to_string();
    report(&["audit", "-i", "-"], Some(&text))
}

/// Many users with too much, below many subscriptions.
pub(super) fn crowd(users: u32) -> Vec<Value> {
    let mut records = Vec::new();
    for number in 0..users {
        let subscription = format!(
            "/subscriptions/11111111-0000-4000-8000-{:012}",
            number % 700
        );
        let site = format!("{subscription}/resourceGroups/site-{number}");
        let name = format!("user{number}@contoso.com");
        records.push(assigned(number, &name, OWNER, &subscription));
        records.push(assigned(users + number, &name, ACCESS_ADMINISTRATOR, &site));
    }
    records
}

#[test]
fn names_stay_text() {
    let html = of_records(&[
        assigned(1, NASTY, OWNER, SUBSCRIPTION),
        assigned(
            2,
            NASTY,
            OWNER,
            &format!("{SUBSCRIPTION}/resourceGroups/<b>\"x' onclick=y"),
        ),
    ]);
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert!(!html.contains("<img"));
    assert!(!html.contains("<b>\"x"));
    assert_eq!(html.matches("<script").count(), 1, "the page's own");
    assert_eq!(html.matches("</script").count(), 1);
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let html = of_records(&[assigned(1, "ann@contoso.com", OWNER, SUBSCRIPTION)]);
    for loads in [
        "src=\"", "@import", "url(", "http://", "https://", "<link", "style=\"", "<iframe",
    ] {
        assert!(!html.contains(loads), "{loads}");
    }
    assert!(html.contains(
        "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"
    ));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let of = || report(&["audit", "-i", "tests/fixtures/tenant"], None);
    assert_eq!(of(), of());
}

#[test]
fn every_finding_stands_there_with_its_id() {
    let world = World::of(vec![
        assigned(1, "ann@contoso.com", OWNER, REGION),
        assigned(2, "", READER, GROUP),
    ]);
    let index = world.index();
    let findings = rolecall::audit::run(
        &index,
        rolecall::audit::rules(),
        &rolecall::audit::Thresholds::default(),
    );
    let html = of_records(&[
        assigned(1, "ann@contoso.com", OWNER, REGION),
        assigned(2, "", READER, GROUP),
    ]);
    assert!(!findings.is_empty());
    for finding in findings {
        assert!(
            html.contains(&format!("id=\"f-{}\"", finding.id())),
            "{}",
            finding.title
        );
    }
}

#[test]
fn what_is_missing_comes_before_what_was_found() {
    let html = of_records(&[assigned(
        1,
        "Platform",
        "c0570000-0000-4000-8000-000000000000",
        SUBSCRIPTION,
    )]);
    let gap = html
        .find("could change findings")
        .expect("a role is missing");
    assert!(gap < html.find("id=\"fixes\"").unwrap());
    assert!(html.contains(">incomplete</span>"));
}

#[test]
fn a_clean_tenant_says_so() {
    let html = of_records(&[assigned(1, "ann@contoso.com", READER, GROUP)]);
    assert!(html.contains("No open findings"));
    assert!(html.contains("Nothing to fix."));
}

#[test]
fn a_crowd_is_summed_up_and_nothing_is_dropped_silently() {
    let html = of_records(&crowd(4_000));
    assert!(html.len() < 5_000_000, "{} bytes", html.len());
    let rows = html.matches("id=\"f-").count();
    assert!((700..=1_000).contains(&rows), "{rows}");
    for said in [
        "findings of this rule left out here",
        "more fixes for",
        "more principals left out here",
        "rolecall audit -i … -o findings.csv",
    ] {
        assert!(html.contains(said), "{said}");
    }
    // Anchors of findings that are not listed would lead nowhere.
    let ids: std::collections::HashSet<&str> = html
        .split("id=\"f-")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    for target in html
        .split("href=\"#f-")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(ids.contains(target), "{target}");
    }
}
