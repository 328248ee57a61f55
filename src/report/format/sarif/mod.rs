//! SARIF 2.1.0, the format of code scanning (OASIS, "Static Analysis Results Interchange Format").

mod locations;
mod results;
mod rules;

use serde_json::{Map, Value, json};

use self::locations::{Locator, uri_of};
use self::rules::Rules;
use crate::report::envelope::Setting;
use crate::report::hostile::{clean, clean_json};
use crate::report::view::conditions::LintedCondition;
use crate::report::view::findings::FindingsReport;
use crate::span::{Diagnostic, DiagnosticSeverity};

/// The findings of `audit` or `roles lint`.
pub(crate) fn findings_to_sarif(report: &FindingsReport, setting: &Setting<'_>) -> Vec<u8> {
    let evidence = report.findings.iter().flat_map(|f| &f.evidence);
    let locator = Locator::new(setting, evidence);
    let rules = rules::of_findings(report);
    let results = results::of_findings(report, &locator);
    log(report.command, &rules, &results, setting, &locator)
}

/// The findings of `conditions lint`.
pub(crate) fn conditions_to_sarif(linted: &[LintedCondition], setting: &Setting<'_>) -> Vec<u8> {
    let places = linted.iter().filter_map(|one| one.carrier.place.as_ref());
    let locator = Locator::new(setting, places);
    let rules = rules::of_conditions();
    let results = results::of_conditions(linted, &locator);
    log("conditions/lint", &rules, &results, setting, &locator)
}

/// A log with one run.
fn log(
    command: &str,
    rules: &Rules,
    results: &[Value],
    setting: &Setting<'_>,
    locator: &Locator<'_>,
) -> Vec<u8> {
    let mut driver = json!({
        "name": "rolecall",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "shortDescription": text("who can do what in Azure, judged offline from exports"),
        "rules": rules.descriptors,
    });
    if let Some(home) = Some(env!("CARGO_PKG_REPOSITORY")).filter(|home| !home.is_empty()) {
        driver["informationUri"] = json!(home);
    }
    let notifications: Vec<Value> = setting
        .diagnostics
        .iter()
        .map(|diagnostic| notification(diagnostic, locator))
        .collect();
    let artifacts: Vec<Value> = setting
        .tenant
        .inputs
        .iter()
        .filter_map(|input| {
            Some(json!({
                "location": uri_of(&input.path)?,
                "roles": ["analysisTarget"],
                "hashes": { "sha-256": input.sha256 },
                "properties": { "kind": input.kind.as_str(), "records": input.records },
            }))
        })
        .collect();
    let run = json!({
        "tool": { "driver": driver },
        "automationDetails": { "id": format!("rolecall/{command}/") },
        "columnKind": "unicodeCodePoints",
        "invocations": [object([
            ("executionSuccessful", Some(json!(true))),
            ("toolExecutionNotifications", Some(json!(notifications))),
            ("ruleConfigurationOverrides", rules.overrides()),
        ])],
        "artifacts": artifacts,
        "results": results,
    });
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    let text = serde_json::to_string_pretty(&log).unwrap_or_default();
    let mut text = clean_json(&text).into_owned();
    text.push('\n');
    text.into_bytes()
}

fn notification(diagnostic: &Diagnostic, locator: &Locator<'_>) -> Value {
    let level = match diagnostic.severity {
        DiagnosticSeverity::Error => "error",
        DiagnosticSeverity::Warning => "warning",
        DiagnosticSeverity::Info => "note",
    };
    let said = match &diagnostic.help {
        Some(help) => format!("{}; {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let location = diagnostic
        .place
        .as_ref()
        .and_then(|place| locator.physical(place));
    object([
        ("descriptor", Some(json!({ "id": diagnostic.code }))),
        ("level", Some(json!(level))),
        ("message", Some(text(&said))),
        (
            "locations",
            location.map(|physical| json!([{ "physicalLocation": physical }])),
        ),
    ])
}

/// A message. Brackets that would make a link of a name from outside are taken as text.
fn text(said: &str) -> Value {
    let mut said = clean(said);
    if said.contains("](") {
        said = said.replace('[', "\\[").replace(']', "\\]");
    }
    json!({ "text": said })
}

/// An object of the members that there are.
fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let members = members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(members.collect::<Map<_, _>>())
}
