//! `verify`: an answer walked again.

use serde::{Deserialize, Serialize};

use super::text::Pointer;
use crate::report::{self, VerifyReport};

/// The `result` of `rolecall/verify/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct VerifyResult {
    /// The `schema` of the document.
    pub(crate) schema: Verifiable,
    /// Rejected if any part is, else unchecked if any part is.
    pub(crate) verdict: Status,
    /// Each part of the document.
    pub(crate) checks: Vec<Check>,
}

impl From<&VerifyReport> for VerifyResult {
    fn from(report: &VerifyReport) -> Self {
        Self {
            schema: report.schema,
            verdict: report.verdict(),
            checks: report.checks.iter().map(Check::from).collect(),
        }
    }
}

/// The `schema` of a document that can be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) enum Verifiable {
    #[serde(rename = "rolecall/can/1")]
    Can,
    #[serde(rename = "rolecall/who/1")]
    Who,
    #[serde(rename = "rolecall/what/1")]
    What,
    #[serde(rename = "rolecall/recommend/1")]
    Recommend,
}

words! {
    /// What came of a check.
    Status {
        Accepted = "accepted",
        Rejected = "rejected",
        Unchecked = "unchecked",
    }
}

/// A part of the document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Check {
    /// Its JSON pointer in the document.
    pub(crate) at: Pointer,
    /// What it is about.
    pub(crate) subject: String,
    /// What came of it.
    pub(crate) status: Status,
    /// How many derivations or grants were walked.
    pub(crate) walked: usize,
    /// What does not hold, or why it wasn't checked.
    pub(crate) because: Option<String>,
}

impl From<&report::Check> for Check {
    fn from(check: &report::Check) -> Self {
        Self {
            at: (&*check.at).into(),
            subject: check.subject.clone(),
            status: check.status.word(),
            walked: check.walked,
            because: check.status.because().map(str::to_owned),
        }
    }
}
