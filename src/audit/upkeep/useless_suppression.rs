//! # useless-suppression
//!
//! **What.** A suppression of the configuration that names no finding, or whose last day is over
//! while another entry accepts all that it names. An entry for a management group names findings in
//! subscriptions of which the inputs say that they are below it; where they don't say, it says so.
//!
//! **Why it matters.** What it accepted was fixed, or it has a typing error and accepts nothing.
//! Left in place it may one day hide a finding that nobody has looked at.
//!
//! **Evidence.** The entry of the configuration.
//!
//! **Remediation.** Take the entry out, or correct what it names.
//!
//! **False positives.** An entry for a tenant whose exports were not read this time. Entries about
//! rules that were not run are not reported.

use super::about;
use crate::rule::{
    Confidence, Finding, Remediation, Rule, Severity, SuppressionEntry, SuppressionFault,
};

pub(super) const RULE: Rule = Rule::new(
    "useless-suppression",
    "a suppression names no finding",
    Severity::Low,
);

/// The command that exports the whole tree of management groups.
const EXPORTS_TREE: &str = "az account management-group show --name TENANT_ID --expand --recurse";

pub(super) fn run(entry: &SuppressionEntry, fault: &SuppressionFault) -> Option<Finding> {
    let mut finding = about(&RULE, entry);
    finding.title = format!("the suppression of {} names no finding", entry.label());
    Some(match fault {
        SuppressionFault::Expired { .. } => return None,
        SuppressionFault::NamesNothing => finding.build(
            "no rule that was run found what it names",
            Remediation::advice(
                "take the entry out if the finding was fixed, or correct what it names",
            ),
        ),
        SuppressionFault::Unplaced { findings } => {
            let those = match findings {
                1 => "1 finding that it may name lies".to_owned(),
                several => format!("{several} findings that it may name lie"),
            };
            finding.confidence = Confidence::Low;
            finding.build(
                format!("{those} where the inputs don't say which management groups are above"),
                Remediation {
                    text: "export the tree of management groups beside the rest; an entry reaches no subscription whose place is not known".to_owned(),
                    commands: vec![EXPORTS_TREE.to_owned()],
                },
            )
        }
        SuppressionFault::Superseded => {
            finding.title = format!("the suppression of {} is superseded", entry.label());
            finding.build(
                "it has expired, and other entries accept all that it names",
                Remediation::advice("take the entry out"),
            )
        }
    })
}
