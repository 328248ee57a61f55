//! SARIF 2.1.0, the format of code scanning (OASIS, "Static Analysis Results Interchange Format").

mod limits;
mod locations;
mod parts;
mod results;
mod rules;

use std::io;

use serde::Serialize;

use self::limits::Candidate;
use self::locations::{Locator, uri_of};
use self::parts::{
    Artifact, ArtifactProperties, Driver, Hashes, Id, Invocation, Location, Log, Message,
    Notification, Run, Tool,
};
use self::rules::Rules;
use crate::nexus::CheckedCluster;
use crate::report::envelope::Setting;
use crate::report::hostile::CleanJson;
use crate::report::v1::OneByOne;
use crate::report::view::conditions::LintedCondition;
use crate::report::view::findings::FindingsReport;
use crate::report::view::nexus::findings::nexus_findings;
use crate::rule::Rule;
use crate::span::{Diagnostic, DiagnosticSeverity};

/// A log, and what it leaves out, for those who don't read it.
pub(crate) struct Sarif {
    pub(crate) text: Vec<u8>,
    pub(crate) left_out: Option<String>,
}

/// The findings of `audit` or `roles lint`.
pub(crate) fn findings_to_sarif(report: &FindingsReport, setting: &Setting<'_>) -> Sarif {
    logged(
        report.command,
        || rules::of_findings(report),
        results::of_findings(report),
        setting,
    )
}

/// A log that code scanning takes: where it is too large, with fewer results.
fn logged(
    command: &str,
    rules: impl Fn() -> Rules,
    results: Vec<Candidate<'_>>,
    setting: &Setting<'_>,
) -> Sarif {
    let all = results.len();
    let mut kept = limits::gravest(results, limits::RESULTS);
    let locator = Locator::new(setting, kept.iter().flat_map(|one| one.places));
    loop {
        // All of them at once would be as large as the text.
        let each = || kept.iter().map(|one| (one.make)(&locator));
        let cut = each().map(|mut result| limits::cut(&mut result)).sum();
        let left_out = limits::said(all - kept.len(), cut);
        let results = OneByOne(|| {
            each().map(|mut result| {
                limits::cut(&mut result);
                result
            })
        });
        let text = log(
            command,
            rules(),
            results,
            setting,
            &locator,
            left_out.as_deref(),
        );
        if kept.is_empty() || limits::is_taken(&text) {
            return Sarif { text, left_out };
        }
        let fewer = kept.len() / 2;
        kept = limits::gravest(kept, fewer);
    }
}

/// The findings of `conditions lint`.
pub(crate) fn conditions_to_sarif(linted: &[LintedCondition], setting: &Setting<'_>) -> Sarif {
    logged(
        "conditions/lint",
        rules::of_conditions,
        results::of_conditions(linted),
        setting,
    )
}

/// What fails on clusters of Operator Nexus; what can't be judged is among the notifications.
pub(crate) fn clusters_to_sarif(
    checked: &[CheckedCluster],
    chosen: &[Rule],
    setting: &Setting<'_>,
) -> Sarif {
    findings_to_sarif(&nexus_findings(checked, chosen), setting)
}

/// A log with one run.
fn log(
    command: &str,
    rules: Rules,
    results: impl Serialize,
    setting: &Setting<'_>,
    locator: &Locator<'_>,
    left_out: Option<&str>,
) -> Vec<u8> {
    let said = setting.diagnostics.iter();
    let said = said.map(|said| notification(said, locator));
    let left_out = left_out.map(|left_out| {
        let left_out = Diagnostic::warning("results-left-out", left_out.to_owned());
        notification(&left_out, locator)
    });
    let inputs = setting.tenant.inputs.iter();
    let home = env!("CARGO_PKG_REPOSITORY");
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "rolecall",
                semantic_version: env!("CARGO_PKG_VERSION"),
                short_description: Message::new(
                    "who can do what in Azure, judged offline from exports",
                ),
                rules: rules.descriptors,
                information_uri: Some(home).filter(|home| !home.is_empty()),
            },
        },
        automation_details: Id {
            id: format!("rolecall/{command}/"),
        },
        column_kind: "unicodeCodePoints",
        invocations: [Invocation {
            execution_successful: true,
            tool_execution_notifications: said.chain(left_out).collect(),
            rule_configuration_overrides: rules.left_out,
        }],
        artifacts: inputs
            .filter_map(|input| {
                Some(Artifact {
                    location: uri_of(&input.path)?,
                    roles: ["analysisTarget"],
                    hashes: Hashes {
                        sha256: &input.sha256,
                    },
                    properties: ArtifactProperties {
                        kind: input.kind.as_str(),
                        records: input.records,
                    },
                })
            })
            .collect(),
        results,
    };
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [run],
    };
    // Written twice, so that the text is in memory once and no larger than it is.
    let mut size = Size(0);
    let _ = serde_json::to_writer_pretty(CleanJson(&mut size), &log);
    let mut text = Vec::with_capacity(size.0 + 1);
    // Writing to memory can't fail.
    let _ = serde_json::to_writer_pretty(CleanJson(&mut text), &log);
    text.push(b'\n');
    text
}

/// Counts the bytes that are written.
struct Size(usize);

impl io::Write for Size {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn notification(diagnostic: &Diagnostic, locator: &Locator<'_>) -> Notification {
    let said = match &diagnostic.help {
        Some(help) => format!("{}; {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let place = diagnostic.place.as_ref();
    let location = place.and_then(|place| {
        Some(Location {
            physical_location: Some(locator.physical(place)?),
            logical_locations: Vec::new(),
        })
    });
    Notification {
        descriptor: Id {
            id: diagnostic.code,
        },
        level: match diagnostic.severity {
            DiagnosticSeverity::Error => "error",
            DiagnosticSeverity::Warning => "warning",
            DiagnosticSeverity::Info => "note",
        },
        message: Message::new(&said),
        locations: location.map(|location| [location]),
    }
}
