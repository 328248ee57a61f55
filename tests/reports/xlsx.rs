//! The workbook, read back by another crate, and as the files of its archive.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};

use super::hostile;
use crate::cli::{TENANT, rolecall, rolecall_in};

fn workbook(folder: &Path, input: &str) -> Vec<u8> {
    let run = rolecall_in(folder, &["audit", "-i", input, "-o", "report.xlsx"]);
    assert_eq!(run.code, 1, "{}", run.told());
    std::fs::read(folder.join("report.xlsx")).unwrap()
}

fn opened(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

fn cells(workbook: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<String>> {
    let range = workbook.worksheet_range(sheet).unwrap();
    range
        .rows()
        .map(|row| row.iter().map(Data::to_string).collect())
        .collect()
}

fn tenant() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(TENANT)
        .to_str()
        .unwrap()
        .to_owned()
}

#[test]
fn the_sheets_hold_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let mut workbook = opened(workbook(folder.path(), &tenant()));
    assert_eq!(
        workbook.sheet_names(),
        [
            "Summary",
            "Findings",
            "Fixes",
            "Rules",
            "Principals",
            "Assignments",
            "Diagnostics",
            "Inputs"
        ]
    );
    let json = rolecall(&["audit", "-i", &tenant(), "--format", "json"]).json();
    let findings = json["result"]["findings"].as_array().unwrap();
    let rows = cells(&mut workbook, "Findings");
    assert_eq!(rows.len(), findings.len() + 1);
    for (row, finding) in rows[1..].iter().zip(findings) {
        assert_eq!(
            (row[0].as_str(), row[1].as_str()),
            (
                finding["id"].as_str().unwrap(),
                finding["rule"].as_str().unwrap()
            )
        );
    }
    let inputs = json["inputs"].as_array().unwrap();
    assert_eq!(cells(&mut workbook, "Inputs").len(), inputs.len() + 1);
    let assignments = cells(&mut workbook, "Assignments");
    assert!(assignments.len() > 10 && assignments[1..].iter().all(|row| row[0].starts_with('/')));
    let fixes = cells(&mut workbook, "Fixes");
    let fixed: usize = fixes[1..]
        .iter()
        .map(|row| row[2].parse::<usize>().unwrap())
        .sum();
    assert_eq!(fixed, findings.len(), "every finding has a fix");
}

/// The texts of the files in an archive, by name.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.zip");
    std::fs::write(&path, bytes).unwrap();
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut file, &mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn sheets_have_filters_a_frozen_header_and_links() {
    let folder = tempfile::tempdir().unwrap();
    let parts = parts(&workbook(folder.path(), &tenant()));
    let sheets: Vec<&String> = parts
        .iter()
        .filter(|(name, _)| name.starts_with("xl/worksheets/sheet"))
        .map(|(_, text)| text)
        .collect();
    assert_eq!(sheets.len(), 8);
    for sheet in &sheets {
        assert!(sheet.contains("<autoFilter") && sheet.contains("state=\"frozen\""));
        assert!(!sheet.contains("<f>"), "no formula");
    }
    let linked = |sheet: &str, to: &str| sheet.matches(&format!("location=\"{to}!A")).count();
    let findings = rolecall(&["audit", "-i", &tenant(), "--format", "jsonl"]).stdout;
    let findings: Vec<serde_json::Value> = findings
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let with_principal = findings
        .iter()
        .filter(|f| !f["principal"].is_null())
        .count();
    assert_eq!(linked(sheets[1], "Principals"), with_principal);
    assert_eq!(linked(sheets[1], "Rules"), findings.len());
}

#[test]
fn no_cell_is_a_formula() {
    let folder = hostile();
    let mut workbook = opened(workbook(folder.path(), "."));
    for sheet in workbook.sheet_names() {
        let formulas = workbook.worksheet_formula(&sheet).unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "{sheet}");
    }
    let names: Vec<String> = cells(&mut workbook, "Principals")
        .iter()
        .map(|row| row[1].clone())
        .collect();
    for name in [
        "=HYPERLINK(\"http://x\")",
        "+1",
        "-1",
        "@SUM(A1)",
        "<img src=x onerror=alert(1)>",
    ] {
        assert!(
            names.iter().any(|known| known == name),
            "{name} in {names:?}"
        );
    }
}

/// Of the three places where a workbook holds a time, none holds that of the clock.
#[test]
fn the_same_report_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let first = workbook(folder.path(), &tenant());
    assert!(first == workbook(folder.path(), &tenant()));
    let mut archive = zip::ZipArchive::new(Cursor::new(&first)).unwrap();
    assert!(archive.len() > 8);
    for at in 0..archive.len() {
        let file = archive.by_index(at).unwrap();
        let changed = file.last_modified().unwrap();
        assert_eq!(changed, zip::DateTime::default(), "{:?}", file.name());
    }
    let parts = parts(&first);
    let core = parts.iter().find(|(name, _)| name == "docProps/core.xml");
    let (_, core) = core.unwrap();
    for field in ["created", "modified"] {
        let (_, value) = core.split_once(&format!("<dcterms:{field} ")).unwrap();
        let (_, value) = value.split_once('>').unwrap();
        assert!(
            value.starts_with("2000-01-01T00:00:00Z<"),
            "{field}: {value}"
        );
    }
}
