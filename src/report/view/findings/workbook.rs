//! A report as a workbook: the sheets, and which cells lead where.

use crate::report::envelope::{Setting, is_complete};
use crate::report::format::xlsx::{Link, Sheet, WorkbookError, to_xlsx};
use crate::report::page::Table;
use crate::report::view::findings::FindingsReport;
use crate::report::view::findings::tables::findings_tables;
use crate::rule::Severity;

/// The sheets in their order, by the names of their tables.
const SHEETS: [(&str, &str); 7] = [
    ("findings", "Findings"),
    ("fixes", "Fixes"),
    ("rules", "Rules"),
    ("principals", "Principals"),
    ("assignments", "Assignments"),
    ("diagnostics", "Diagnostics"),
    ("inputs", "Inputs"),
];

const LINKS: [(&str, Link); 4] = [
    ("Findings", link("rule", "rule", "Rules")),
    (
        "Findings",
        link("principalName", "principalId", "Principals"),
    ),
    ("Fixes", link("findingIds", "findingIds", "Findings")),
    (
        "Assignments",
        link("principalName", "principalId", "Principals"),
    ),
];

const fn link(column: &'static str, by: &'static str, sheet: &'static str) -> Link {
    Link { column, by, sheet }
}

/// The workbook of an audit or a lint.
///
/// # Errors
///
/// When no workbook can be made.
pub(crate) fn findings_to_xlsx(
    report: &FindingsReport,
    setting: &Setting<'_>,
) -> Result<Vec<u8>, WorkbookError> {
    let is_wanted = |name: &str| SHEETS.iter().any(|(table, _)| *table == name);
    let mut tables = findings_tables(report, setting, is_wanted);
    let mut sheets = vec![Sheet {
        name: "Summary",
        table: summary(report, setting),
        links: Vec::new(),
        struck: Vec::new(),
    }];
    for (table, name) in SHEETS {
        let Some(at) = tables.iter().position(|(known, _)| *known == table) else {
            continue;
        };
        let (_, table) = tables.swap_remove(at);
        let links = LINKS.iter().filter(|(from, _)| *from == name);
        let struck = if name == "Findings" {
            (0..report.findings.len())
                .filter(|&at| !report.is_open(&report.findings[at]))
                .collect()
        } else {
            Vec::new()
        };
        sheets.push(Sheet {
            name,
            table,
            links: links.map(|(_, link)| *link).collect(),
            struck,
        });
    }
    to_xlsx(sheets)
}

fn summary(report: &FindingsReport, setting: &Setting<'_>) -> Table {
    let open = || report.findings.iter().filter(|f| report.is_open(f));
    let mut rows = vec![vec!["open findings".to_owned(), open().count().to_string()]];
    for severity in Severity::ALL {
        let count = open().filter(|f| f.severity == severity).count();
        rows.push(vec![format!("… {}", severity.as_str()), count.to_string()]);
    }
    let accepted = report.findings.len() - open().count();
    rows.push(vec!["suppressed findings".to_owned(), accepted.to_string()]);
    let left_out = report
        .rules
        .iter()
        .filter(|rule| rule.state.reason().is_some());
    let left_out = left_out.count();
    rows.push(vec![
        "rules run".to_owned(),
        (report.rules.len() - left_out).to_string(),
    ]);
    rows.push(vec!["rules not run".to_owned(), left_out.to_string()]);
    let complete = match is_complete(setting.diagnostics) {
        true => "yes",
        false => "no: the diagnostics say what is missing",
    };
    let tenant = setting.tenant;
    let catalog = setting.catalog;
    for (name, value) in [
        ("complete", complete.to_owned()),
        (
            "role assignments",
            tenant.role_assignments.len().to_string(),
        ),
        ("inputs", tenant.inputs.len().to_string()),
        (
            "catalogue",
            format!("{} of {}", catalog.source().as_str(), catalog.date()),
        ),
        ("rolecall", env!("CARGO_PKG_VERSION").to_owned()),
    ] {
        rows.push(vec![name.to_owned(), value]);
    }
    Table {
        caption: "Summary".to_owned(),
        columns: vec!["what", "value"],
        rows,
    }
}
