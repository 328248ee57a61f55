//! # useless-suppression
//!
//! **What.** A suppression of the configuration that names no finding, or whose last day is over
//! while another entry accepts all that it names. An entry for a management group names findings in
//! subscriptions of which the inputs say that they are below it; where they don't say, it says so.
//!
//! **Why it matters.** What it accepted was mended, or it has a typing error and accepts nothing.
//! Left in place it may one day hide a finding that nobody has looked at.
//!
//! **Evidence.** The entry of the configuration.
//!
//! **Remediation.** Take the entry out, or correct what it names.
//!
//! **False positives.** An entry for a tenant whose exports were not read this time. Entries about
//! rules that were not run are not reported.

use super::super::finding::{Confidence, Finding, Remediation, Severity};
use super::super::registry::Rule;
use super::super::suppression::SuppressionEntry;
use super::{finding as about, nothing};

pub(in crate::audit) const RULE: Rule = Rule {
    id: "useless-suppression",
    title: "a suppression names no finding",
    severity: Severity::Low,
    run: nothing,
};

/// The command that exports the whole tree of management groups.
const EXPORTS_TREE: &str = "az account management-group show --name TENANT_ID --expand --recurse";

/// Why an entry can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit) enum Uselessness {
    /// No finding is what it names.
    NamesNothing,
    /// It names no finding of which the inputs say where it lies, and may name others.
    Unplaced {
        /// What it would name, were it below the entry's management group.
        findings: usize,
    },
    /// It has expired, and other entries accept what it names.
    Superseded,
}

pub(in crate::audit) fn finding(entry: &SuppressionEntry, why: Uselessness) -> Finding {
    let mut finding = about(&RULE, entry);
    match why {
        Uselessness::NamesNothing => {
            finding.title = format!("the suppression of {} names no finding", entry.label());
            finding.because = "no rule that was run found what it names".to_owned();
            finding.remediation.text =
                "take the entry out if the finding was mended, or correct what it names".to_owned();
        }
        Uselessness::Unplaced { findings } => {
            let those = match findings {
                1 => "1 finding that it may name lies".to_owned(),
                several => format!("{several} findings that it may name lie"),
            };
            finding.confidence = Confidence::Low;
            finding.title = format!("the suppression of {} names no finding", entry.label());
            finding.because =
                format!("{those} where the inputs don't say which management groups are above");
            finding.remediation = Remediation {
                text: "export the tree of management groups beside the rest; an entry reaches no subscription whose place is not known".to_owned(),
                commands: vec![EXPORTS_TREE.to_owned()],
            };
        }
        Uselessness::Superseded => {
            finding.title = format!("the suppression of {} is superseded", entry.label());
            finding.because =
                "it has expired, and other entries accept all that it names".to_owned();
            finding.remediation.text = "take the entry out".to_owned();
        }
    }
    finding
}
