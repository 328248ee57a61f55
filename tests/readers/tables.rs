//! Tables in spreadsheets.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{Tenants, installed, python, read, readers, written};

/// The findings of a folder of exports: the answer in JSON.
fn findings(call: &[&str], room: &Path) -> Vec<Value> {
    let file = room.join("findings.json");
    written(call, &file);
    let answer: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    answer["result"]["findings"].as_array().unwrap().clone()
}

/// A spreadsheet that opens a table and saves it changes no id and no name: none is a number or a formula
/// to it.
#[test]
fn libreoffice_keeps_what_tables_hold() {
    let Some(readers) = readers("LibreOffice") else {
        return;
    };
    let Some(office) = installed("LibreOffice", "soffice") else {
        return;
    };
    let tenants = Tenants::new();
    for (called, exports) in tenants.each() {
        let room = tempfile::tempdir().unwrap();
        let tenant = exports.join("tenant").display().to_string();
        let call = ["audit", "-i", &tenant];
        let findings = findings(&call, room.path());
        let [csv, xlsx] = ["findings.csv", "findings.xlsx"].map(|name| room.path().join(name));
        written(&call, &csv);
        written(&call, &xlsx);
        let profile = format!(
            "-env:UserInstallation=file://{}/office",
            room.path().display()
        );
        let convert = |to: &str, from: &Path, into: &str| {
            let seen = read(
                Command::new(&office)
                    .args([&profile, "--headless", "--infilter=CSV:44,34,76"])
                    .args(["--convert-to", to, "--outdir"])
                    .arg(room.path().join(into))
                    .arg(from)
                    .env("HOME", room.path()),
                120,
            );
            assert!(seen.is_well, "{called}: {}", seen.said);
        };
        // A table as text by way of a workbook; a workbook as text, a file for each sheet. 44, 34 and 76:
        // commas, quotes, UTF-8; -1: every sheet.
        convert("xlsx", &csv, "saved");
        let text = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";
        convert(text, &room.path().join("saved/findings.xlsx"), "again");
        convert(text, &xlsx, "sheets");
        let seen = read(
            python(&readers, "tables.py")
                .arg(&csv)
                .arg(room.path().join("again"))
                .arg(room.path().join("sheets/findings-Findings.csv"))
                .arg(room.path().join("findings.json")),
            60,
        );
        assert!(seen.is_well, "{called}: {}", seen.said);
        let count = format!("{} findings kept", findings.len());
        assert!(seen.said.contains(&count), "{called}: {}", seen.said);
    }
}

#[test]
fn openpyxl_and_calamine_read_the_workbook() {
    let Some(readers) = readers("openpyxl and calamine") else {
        return;
    };
    let tenants = Tenants::new();
    for (called, exports) in tenants.each() {
        let room = tempfile::tempdir().unwrap();
        let tenant = exports.join("tenant").display().to_string();
        let call = ["audit", "-i", &tenant];
        let findings = findings(&call, room.path());
        let xlsx = room.path().join("findings.xlsx");
        written(&call, &xlsx);
        let seen = read(
            python(&readers, "workbook.py")
                .arg(&xlsx)
                .arg(room.path().join("findings.json")),
            60,
        );
        assert!(seen.is_well, "{called}: {}", seen.said);
        let count = format!("{} findings in both", findings.len());
        assert!(seen.said.contains(&count), "{called}: {}", seen.said);
    }
}
