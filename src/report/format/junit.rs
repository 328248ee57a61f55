//! JUnit XML, which build servers read: a suite a rule, a test a finding. The quick-xml crate lives
//! only here.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::access::Outcome;
use crate::lint::{ConditionFinding, condition_rules};
use crate::nexus::{CheckedCluster, ClusterCheck, RuleStatus};
use crate::report::envelope::Setting;
use crate::report::hostile::clean;
use crate::report::v1::RuleSeverity;
use crate::report::view::can::questions::Question;
use crate::report::view::conditions::LintedCondition;
use crate::report::view::findings::page::not_shown_in_words;
use crate::report::view::findings::{FindingsReport, JudgedRule};
use crate::report::view::words::begun_by;
use crate::rule::{Finding, Rule, Severity};

/// Tests that belong together.
struct Suite {
    name: String,
    cases: Vec<Case>,
}

/// A test.
struct Case {
    name: String,
    result: CaseResult,
}

enum CaseResult {
    Passed,
    /// Neither: not run, or accepted.
    Skipped(String),
    Failed {
        kind: String,
        message: String,
        text: String,
    },
    /// It could not be judged.
    Error {
        kind: String,
        message: String,
        text: String,
    },
}

/// The findings of `audit` or `roles lint`.
pub(crate) fn findings_to_junit(report: &FindingsReport, setting: &Setting<'_>) -> Vec<u8> {
    let mut suites: Vec<Suite> = report
        .rules
        .iter()
        .map(|rule| suite_of(rule, report))
        .collect();
    suites.push(inputs(setting));
    document(&format!("rolecall {}", report.command), &suites)
}

fn suite_of(rule: &JudgedRule, report: &FindingsReport) -> Suite {
    let found = report.findings.iter().filter(|f| f.rule == rule.id);
    let mut cases: Vec<Case> = found.map(|finding| case_of(finding, report)).collect();
    cases.extend(not_shown(rule, report));
    if cases.is_empty() {
        cases.push(Case {
            name: rule.title.to_owned(),
            result: match rule.state.reason() {
                Some(reason) => CaseResult::Skipped(format!("not run: {reason}")),
                None => CaseResult::Passed,
            },
        });
    }
    Suite {
        name: rule.id.to_owned(),
        cases,
    }
}

/// The findings of a rule that are too little severe to be shown: it has not passed, and they fail like others.
fn not_shown(rule: &JudgedRule, report: &FindingsReport) -> Option<Case> {
    let is_its = |finding: &Finding| finding.rule == rule.id;
    let said = not_shown_in_words(report, is_its)?;
    let mut failing = report
        .not_shown()
        .filter(|finding| is_its(finding) && report.fail_on.holds(finding.severity));
    let result = match failing.next() {
        Some(finding) => CaseResult::Failed {
            kind: finding.severity.as_str().to_owned(),
            message: rule.title.to_owned(),
            text: said,
        },
        None => CaseResult::Skipped(said),
    };
    Some(Case {
        name: format!("{} (not shown)", rule.title),
        result,
    })
}

fn case_of(finding: &Finding, report: &FindingsReport) -> Case {
    let result = match report.accepted(finding) {
        Some(why) => CaseResult::Skipped(why),
        None if !report.counts(finding) => {
            CaseResult::Skipped("known: the baseline has it".to_owned())
        }
        // What lets the command pass fails no build.
        None if !report.fail_on.holds(finding.severity) => CaseResult::Skipped(format!(
            "{}, below what fails (`--fail-on {}`): {}",
            finding.severity.as_str(),
            report.fail_on.as_str(),
            finding.because
        )),
        None => CaseResult::Failed {
            kind: finding.severity.as_str().to_owned(),
            message: finding.title.clone(),
            text: failure_text(finding),
        },
    };
    Case {
        name: format!("{} ({})", finding.title, finding.id()),
        result,
    }
}

fn failure_text(finding: &Finding) -> String {
    let mut lines = vec![format!("{}.", begun_by(finding, &finding.because))];
    lines.push(format!("What to do: {}", finding.remediation.text));
    lines.extend(finding.remediation.commands.iter().cloned());
    lines.extend(
        finding
            .evidence
            .iter()
            .map(|place| format!("Evidence: {place}")),
    );
    lines.join("\n")
}

/// Whether all was there that an answer depends on: with inputs missing, a pass says less.
fn inputs(setting: &Setting<'_>) -> Suite {
    let notes = setting.diagnostics.iter();
    let notes: Vec<String> = notes
        .filter(|d| d.limits_answer())
        .map(|d| d.message.clone())
        .collect();
    let result = if notes.is_empty() {
        CaseResult::Passed
    } else {
        CaseResult::Skipped(format!("incomplete: {}", notes.join("; ")))
    };
    Suite {
        name: "inputs".to_owned(),
        cases: vec![Case {
            name: "the inputs are complete".to_owned(),
            result,
        }],
    }
}

/// Checks of clusters: a suite a cluster, a test a judgement. What can't be judged is an error where the
/// verdict depends on it; what only warns is neither passed nor failed, as the verdict is not.
pub(crate) fn clusters_to_junit(checked: &[CheckedCluster], setting: &Setting<'_>) -> Vec<u8> {
    let mut suites: Vec<Suite> = checked
        .iter()
        .map(|one| Suite {
            name: one.name.clone(),
            cases: one.result.checks.iter().map(case_of_check).collect(),
        })
        .collect();
    suites.push(inputs(setting));
    document("rolecall nexus-check", &suites)
}

fn case_of_check(check: &ClusterCheck) -> Case {
    let kind = RuleSeverity::from(check.severity).as_str();
    let text = || {
        let must = format!("must hold: {}", check.rule.rule().title);
        let mut lines = vec![check.message.clone(), must];
        lines.extend(
            check
                .consequence
                .iter()
                .map(|c| format!("if it stays so: {c}")),
        );
        lines.extend(check.fix.iter().cloned());
        lines.join("\n")
    };
    let decides = check.severity == Severity::High;
    Case {
        name: format!("{}: {}", check.rule, check.subject),
        result: match check.status {
            RuleStatus::Pass => CaseResult::Passed,
            RuleStatus::Fail if decides => CaseResult::Failed {
                kind: kind.to_owned(),
                message: check.message.clone(),
                text: text(),
            },
            RuleStatus::Unknown if decides => CaseResult::Error {
                kind: "unknown".to_owned(),
                message: check.message.clone(),
                text: text(),
            },
            RuleStatus::Fail => CaseResult::Skipped(format!("{kind}: {}", check.message)),
            RuleStatus::Unknown => CaseResult::Skipped(format!("not known: {}", check.message)),
        },
    }
}

/// The findings of `conditions lint`: a suite a rule, a test a finding. What only remarks is neither passed
/// nor failed, as it fails nothing.
pub(crate) fn conditions_to_junit(
    linted: &[LintedCondition],
    chosen: &[Rule],
    setting: &Setting<'_>,
) -> Vec<u8> {
    let mut suites: Vec<Suite> = condition_rules()
        .iter()
        .map(|rule| {
            let found = linted.iter().flat_map(|one| {
                let own = one
                    .findings
                    .iter()
                    .filter(|finding| finding.rule == rule.id);
                own.map(move |finding| (one, finding))
            });
            let mut cases: Vec<Case> = found
                .map(|(one, finding)| case_of_condition(one, finding))
                .collect();
            if cases.is_empty() {
                let result = match chosen.contains(rule) {
                    true => CaseResult::Passed,
                    false => CaseResult::Skipped("not run: left out by `--rule`".to_owned()),
                };
                cases.push(Case {
                    name: rule.title.to_owned(),
                    result,
                });
            }
            Suite {
                name: rule.id.to_owned(),
                cases,
            }
        })
        .collect();
    suites.push(inputs(setting));
    document("rolecall conditions-lint", &suites)
}

fn case_of_condition(one: &LintedCondition, finding: &ConditionFinding) -> Case {
    let carrier = &one.carrier;
    let place = carrier
        .place
        .iter()
        .map(|place| format!("Evidence: {place}"));
    let text: Vec<String> = std::iter::once(finding.message.clone())
        .chain(place)
        .collect();
    let name = match carrier.label.is_empty() {
        true => finding.message.clone(),
        false => format!("{}: {}", carrier.label, finding.message),
    };
    Case {
        name,
        result: match finding.severity >= Severity::Medium {
            true => CaseResult::Failed {
                kind: finding.severity.as_str().to_owned(),
                message: finding.message.clone(),
                text: text.join("\n"),
            },
            false => CaseResult::Skipped(finding.message.clone()),
        },
    }
}

/// The answers of `can --questions`: a test each, passed where the expectation is met.
pub(crate) fn questions_to_junit(questions: &[Question], setting: &Setting<'_>) -> Vec<u8> {
    let cases = questions.iter().enumerate().map(|(at, question)| {
        let outcome = question.report.outcome().as_str();
        let expected = question.expect.map(Outcome::as_str).unwrap_or_default();
        let first = question.report.answers.first();
        let action = first.map(|a| a.action.as_str()).unwrap_or_default();
        let scope = first.and_then(|a| a.scope.as_ref());
        let scope = scope
            .map(|scope| format!(" at {scope}"))
            .unwrap_or_default();
        let asked = format!("{} {action}{scope}", question.who);
        Case {
            result: match question.met() {
                Some(true) => CaseResult::Passed,
                Some(false) if question.is_open() => CaseResult::Error {
                    kind: outcome.to_owned(),
                    message: question.misnamed().unwrap_or_else(|| {
                        format!("{outcome}, so it is not known whether it is {expected}")
                    }),
                    text: format!("{asked}: expected {expected}, the answer is {outcome}"),
                },
                Some(false) => CaseResult::Failed {
                    kind: outcome.to_owned(),
                    message: format!("{outcome}, not {expected}"),
                    text: format!("{asked}: expected {expected}, the answer is {outcome}"),
                },
                None => CaseResult::Skipped(match question.misnamed() {
                    Some(said) => format!("nothing is expected; {said}"),
                    None => format!("nothing is expected; the answer is {outcome}"),
                }),
            },
            name: format!("{}: {asked}", at + 1),
        }
    });
    let suites = [
        Suite {
            name: "questions".to_owned(),
            cases: cases.collect(),
        },
        inputs(setting),
    ];
    document("rolecall can", &suites)
}

fn document(name: &str, suites: &[Suite]) -> Vec<u8> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory can't fail.
    let _ = write(&mut writer, name, suites);
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    bytes
}

fn write(writer: &mut Writer<Vec<u8>>, name: &str, suites: &[Suite]) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all: Vec<&Case> = suites.iter().flat_map(|suite| &suite.cases).collect();
    let counted = counts(&all);
    // The xunit plugin of Jenkins refuses a file that counts skipped tests here.
    let counted = counted.iter().filter(|(key, _)| *key != "skipped");
    let counted = counted.map(|(key, value)| (*key, value.as_str()));
    writer
        .create_element("testsuites")
        .with_attribute(("name", name))
        .with_attributes(counted)
        .write_inner_content(|writer| {
            suites
                .iter()
                .try_for_each(|suite| write_suite(writer, suite))
        })?;
    Ok(())
}

fn counts(cases: &[&Case]) -> [(&'static str, String); 5] {
    let of = |wanted: fn(&CaseResult) -> bool| {
        let found = cases.iter().filter(|case| wanted(&case.result));
        found.count().to_string()
    };
    [
        ("tests", of(|_| true)),
        (
            "failures",
            of(|result| matches!(result, CaseResult::Failed { .. })),
        ),
        (
            "errors",
            of(|result| matches!(result, CaseResult::Error { .. })),
        ),
        (
            "skipped",
            of(|result| matches!(result, CaseResult::Skipped(_))),
        ),
        ("time", "0".to_owned()),
    ]
}

fn write_suite(writer: &mut Writer<Vec<u8>>, suite: &Suite) -> io::Result<()> {
    let all: Vec<&Case> = suite.cases.iter().collect();
    let counted = counts(&all);
    let counted = counted.iter().map(|(key, value)| (*key, value.as_str()));
    let name = plain(&suite.name);
    writer
        .create_element("testsuite")
        .with_attribute(("name", &*name))
        .with_attributes(counted)
        .write_inner_content(|writer| {
            suite
                .cases
                .iter()
                .try_for_each(|case| write_case(writer, &name, case))
        })?;
    Ok(())
}

fn write_case(writer: &mut Writer<Vec<u8>>, suite: &str, case: &Case) -> io::Result<()> {
    let class = format!("rolecall.{suite}");
    let name = plain(&case.name);
    let element = writer
        .create_element("testcase")
        .with_attribute(("classname", &*class))
        .with_attribute(("name", &*name))
        .with_attribute(("time", "0"));
    match &case.result {
        CaseResult::Passed => element.write_empty()?,
        CaseResult::Skipped(why) => element.write_inner_content(|writer| {
            let why = plain(why);
            writer
                .create_element("skipped")
                .with_attribute(("message", &*why))
                .write_empty()?;
            Ok(())
        })?,
        CaseResult::Failed {
            kind,
            message,
            text,
        } => element.write_inner_content(|w| problem(w, "failure", [kind, message, text]))?,
        CaseResult::Error {
            kind,
            message,
            text,
        } => element.write_inner_content(|w| problem(w, "error", [kind, message, text]))?,
    };
    Ok(())
}

fn problem(
    writer: &mut Writer<Vec<u8>>,
    element: &str,
    [kind, message, text]: [&String; 3],
) -> io::Result<()> {
    let message = plain(message);
    writer
        .create_element(element)
        .with_attribute(("type", &**kind))
        .with_attribute(("message", &*message))
        .write_text_content(BytesText::new(&plain(text)))?;
    Ok(())
}

/// A text that XML may hold: control characters are shown, the two that no document may have go.
fn plain(text: &str) -> String {
    clean(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
