//! `verify`: each part of an answer, accepted or rejected.

use crate::report::page::{Page, Table, Tone};
use crate::report::v1::{Status, Verifiable};

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
    /// What came of it, in a word.
    pub(crate) fn word(&self) -> Status {
        match self {
            Self::Accepted => Status::Accepted,
            Self::Rejected(_) => Status::Rejected,
            Self::Unchecked(_) => Status::Unchecked,
        }
    }

    /// Why it isn't accepted.
    pub(crate) fn because(&self) -> Option<&str> {
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
    pub(crate) schema: Verifiable,
    pub(crate) checks: Vec<Check>,
}

impl VerifyReport {
    fn count(&self, word: Status) -> usize {
        let same = |check: &&Check| check.status.word() == word;
        self.checks.iter().filter(same).count()
    }

    /// Rejected if any part is, else unchecked if any part is, else accepted.
    pub(crate) fn verdict(&self) -> Status {
        let words = [Status::Rejected, Status::Unchecked];
        let worst = words.into_iter().find(|word| self.count(*word) > 0);
        worst.unwrap_or(Status::Accepted)
    }
}

/// The verdict, then what was not accepted.
pub(crate) fn verify_page(report: &VerifyReport) -> Page {
    let mut page = Page::default();
    let all = report.checks.len();
    let walked: usize = report.checks.iter().map(|check| check.walked).sum();
    let noun = if all == 1 { "answer" } else { "answers" };
    let (tone, text) = match report.verdict() {
        Status::Accepted => (
            Tone::Good,
            format!("{all} {noun}, {walked} derivations or grants walked again"),
        ),
        word => {
            let tone = if word == Status::Rejected {
                Tone::Bad
            } else {
                Tone::Open
            };
            (tone, format!("{} of {all} {noun}", report.count(word)))
        }
    };
    page.verdict(tone, report.verdict().as_str(), text);
    let rows = report
        .checks
        .iter()
        .filter_map(|check| {
            let because = check.status.because()?;
            Some(vec![
                check.status.word().as_str().to_owned(),
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
