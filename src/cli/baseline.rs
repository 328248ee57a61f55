//! An earlier report of the audit, as `--format json` wrote it.

use std::path::Path;

use serde_json::Value;

use super::complain::Complaint;
use super::documents::{no_answer, read_answer};
use crate::rule::{PastFinding, Severity, finding_id};

/// Reads the findings of an earlier report.
pub(crate) fn read(path: &Path) -> Result<Vec<PastFinding>, Complaint> {
    let document = read_answer(path, "rolecall/audit/1", REPORT, HELP)?;
    let shown = path.display().to_string();
    let wrong = |message: &str| no_answer(&shown, REPORT, message).help(HELP);
    let findings = document["result"]["findings"].as_array();
    let findings = findings.ok_or_else(|| wrong("it has no list of findings"))?;
    (0usize..)
        .zip(findings)
        .map(|(at, value)| {
            past(value)
                .ok_or_else(|| wrong(&format!("finding {at} lacks its id, rule or severity")))
        })
        .collect()
}

const REPORT: &str = "the report of an audit";
const HELP: &str = "make one with `rolecall audit -i exports/ -o baseline.json`";

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
