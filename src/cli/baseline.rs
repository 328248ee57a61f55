//! An earlier report of the audit, as `--format json` wrote it.

use std::path::Path;

use serde_json::Value;

use super::complain::Complaint;
use super::documents::read_file;
use crate::rule::{PastFinding, Severity, finding_id};

const SCHEMA: &str = "rolecall/audit/1";

/// Reads the findings of an earlier report.
pub(crate) fn read(path: &Path) -> Result<Vec<PastFinding>, Complaint> {
    let file = read_file(path)?;
    let shown = &file.path;
    let wrong = |message: String| {
        Complaint::input(format!("`{shown}` is no report of an audit: {message}"))
            .help("make one with `rolecall audit -i exports/ -o baseline.json`")
    };
    let document: Value = serde_json::from_str(&file.text)
        .map_err(|error| wrong(format!("it is not JSON: {error}")))?;
    match document["schema"].as_str() {
        Some(SCHEMA) => {}
        Some(other) => return Err(wrong(format!("its schema is `{other}`"))),
        None => return Err(wrong("it has no `schema`".to_owned())),
    }
    let findings = document["result"]["findings"].as_array();
    let findings = findings.ok_or_else(|| wrong("it has no list of findings".to_owned()))?;
    (0usize..)
        .zip(findings)
        .map(|(at, value)| {
            past(value).ok_or_else(|| wrong(format!("finding {at} lacks its id, rule or severity")))
        })
        .collect()
}

fn past(value: &Value) -> Option<PastFinding> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Some(PastFinding {
        id: text(&value["id"]).map(|id| finding_id(&id).unwrap_or(id))?,
        rule: text(&value["rule"])?,
        severity: severity(value["severity"].as_str()?)?,
        title: text(&value["title"]).unwrap_or_default(),
        principal: text(&value["principal"]["name"]),
        role: text(&value["role"]["name"]),
        scope: text(&value["scope"]),
    })
}

fn severity(word: &str) -> Option<Severity> {
    let all = [
        Severity::Critical,
        Severity::High,
        Severity::Medium,
        Severity::Low,
        Severity::Info,
    ];
    all.into_iter().find(|severity| severity.as_str() == word)
}
