//! `verify`: each part of an answer, accepted or rejected.

use serde_json::{Value, json};

use super::page::{Page, Table, Tone};

/// What came of checking one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CheckStatus {
    /// Everything it says holds.
    Accepted,
    /// Something does not hold.
    Rejected(String),
    /// There was nothing to check it by.
    Unchecked(String),
}

impl CheckStatus {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected(_) => "rejected",
            Self::Unchecked(_) => "unchecked",
        }
    }

    fn because(&self) -> Option<&str> {
        match self {
            Self::Accepted => None,
            Self::Rejected(reason) | Self::Unchecked(reason) => Some(reason),
        }
    }
}

/// A part of an answer with what came of it.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    /// JSON pointer in the document.
    pub(crate) at: String,
    /// What the part is about.
    pub(crate) subject: String,
    /// How many derivations, or grants, were walked.
    pub(crate) walked: usize,
    pub(crate) status: CheckStatus,
}

/// A document with its parts checked.
#[derive(Clone, Debug)]
pub(crate) struct VerifyReport {
    /// Its `schema`.
    pub(crate) schema: String,
    pub(crate) checks: Vec<Check>,
}

impl VerifyReport {
    fn count(&self, word: &str) -> usize {
        let same = |check: &&Check| check.status.as_str() == word;
        self.checks.iter().filter(same).count()
    }

    /// Rejected if any part is, else unchecked if any part is, else accepted.
    pub(crate) fn verdict(&self) -> &'static str {
        let words = ["rejected", "unchecked"];
        let worst = words.into_iter().find(|word| self.count(word) > 0);
        worst.unwrap_or("accepted")
    }
}

/// The `result` of `rolecall/verify/1`.
pub(crate) fn verify_json(report: &VerifyReport) -> Value {
    let checks: Vec<Value> = report
        .checks
        .iter()
        .map(|check| {
            json!({
                "at": check.at,
                "subject": check.subject,
                "status": check.status.as_str(),
                "walked": check.walked,
                "because": check.status.because(),
            })
        })
        .collect();
    json!({ "schema": report.schema, "verdict": report.verdict(), "checks": checks })
}

/// The verdict, then what was not accepted.
pub(crate) fn verify_page(report: &VerifyReport) -> Page {
    let mut page = Page::default();
    let all = report.checks.len();
    let walked: usize = report.checks.iter().map(|check| check.walked).sum();
    let noun = if all == 1 { "answer" } else { "answers" };
    let (tone, text) = match report.verdict() {
        "accepted" => (
            Tone::Good,
            format!("{all} {noun}, {walked} derivations or grants walked again"),
        ),
        word => {
            let tone = if word == "rejected" {
                Tone::Bad
            } else {
                Tone::Open
            };
            (tone, format!("{} of {all} {noun}", report.count(word)))
        }
    };
    page.verdict(tone, report.verdict(), text);
    let rows = report
        .checks
        .iter()
        .filter_map(|check| {
            let because = check.status.because()?;
            Some(vec![
                check.status.as_str().to_owned(),
                check.subject.clone(),
                because.to_owned(),
                check.at.clone(),
            ])
        })
        .collect();
    page.table(Table {
        caption: "Not accepted".to_owned(),
        columns: vec!["status", "answer", "because", "at"],
        rows,
    });
    page
}
