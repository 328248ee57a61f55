//! JUnit XML, read back by a parser.

use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};

use super::hostile;
use crate::cli::{PRODUCTION, TENANT, rolecall, rolecall_in};

/// An element with its attributes; the text of failures counts as `text`.
#[derive(Debug, Clone, PartialEq)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    fn get(&self, key: &str) -> &str {
        let found = self.attributes.iter().find(|(known, _)| known == key);
        &found.unwrap_or_else(|| panic!("{key} of {self:?}")).1
    }
}

fn elements(text: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(text);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => found.push(Element {
                name: String::from_utf8(tag.name().as_ref().to_vec()).unwrap(),
                attributes: tag
                    .attributes()
                    .map(|attribute| {
                        let attribute = attribute.unwrap();
                        let key = String::from_utf8(attribute.key.as_ref().to_vec()).unwrap();
                        let value = attribute.normalized_value(XmlVersion::Explicit1_0).unwrap();
                        (key, value.into_owned())
                    })
                    .collect(),
            }),
            Event::Eof => return found,
            _ => {}
        }
    }
}

fn named<'a>(elements: &'a [Element], name: &str) -> Vec<&'a Element> {
    elements
        .iter()
        .filter(|element| element.name == name)
        .collect()
}

#[test]
fn a_suite_a_rule_and_a_test_a_finding() {
    let run = rolecall(&["audit", "-i", TENANT, "--format", "junit"]);
    assert_eq!(run.code, 1);
    let all = elements(&run.stdout);
    let suites: Vec<&str> = named(&all, "testsuite")
        .iter()
        .map(|s| s.get("name"))
        .collect();
    let mut rules: Vec<&str> = rolecall::audit::rules()
        .iter()
        .map(|rule| rule.id)
        .collect();
    rules.push("inputs");
    assert_eq!(suites, rules);
    let findings = rolecall(&["audit", "-i", TENANT, "--format", "jsonl"]);
    let count = findings.stdout.lines().count();
    assert_eq!(named(&all, "failure").len(), count);
    let whole = &named(&all, "testsuites")[0];
    assert_eq!(whole.get("failures"), count.to_string());
    assert_eq!(
        whole.get("tests"),
        named(&all, "testcase").len().to_string()
    );
    for finding in findings.stdout.lines() {
        let finding: serde_json::Value = serde_json::from_str(finding).unwrap();
        let id = finding["id"].as_str().unwrap();
        assert!(
            named(&all, "testcase")
                .iter()
                .any(|case| case.get("name").contains(id))
        );
    }
}

#[test]
fn a_rule_that_was_not_run_is_skipped_and_not_passed() {
    let run = rolecall(&[
        "audit",
        "-i",
        TENANT,
        "--format",
        "junit",
        "--rule",
        "unparsable-condition",
    ]);
    let all = elements(&run.stdout);
    let skipped = named(&all, "skipped");
    let not_run = skipped
        .iter()
        .filter(|s| s.get("message").starts_with("not run"));
    assert_eq!(not_run.count(), rolecall::audit::rules().len() - 1);
}

#[test]
fn names_that_would_do_harm_stay_text() {
    let folder = hostile();
    let run = rolecall_in(folder.path(), &["audit", "-i", ".", "-o", "report.xml"]);
    assert_eq!(run.code, 1, "{}", run.told());
    let text = std::fs::read_to_string(folder.path().join("report.xml")).unwrap();
    assert!(!text.contains("<img") && !text.contains('\u{1}') && !text.contains('\u{ffff}'));
    let all = elements(&text);
    let names: Vec<&str> = named(&all, "testcase")
        .iter()
        .map(|case| case.get("name"))
        .collect();
    assert!(
        names
            .iter()
            .any(|name| name.contains("<img src=x onerror=alert(1)>"))
    );
    assert!(
        names
            .iter()
            .any(|name| name.contains("]]> & \"quoted\" 'too' \\u{1}"))
    );
}

#[test]
fn expectations_are_tests() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("questions.json");
    let question = |expect: &str| {
        format!(
            r#"{{"role":"Reader","action":"Microsoft.Storage/storageAccounts/read","scope":"{PRODUCTION}"{expect}}}"#
        )
    };
    let lines = [
        question(r#","expect":"allowed""#),
        question(r#","expect":"denied""#),
        question(""),
    ];
    std::fs::write(&file, lines.join("\n")).unwrap();
    let run = rolecall(&[
        "can",
        "--questions",
        file.to_str().unwrap(),
        "-i",
        TENANT,
        "--format",
        "junit",
    ]);
    assert_eq!(run.code, 1, "{}", run.told());
    let all = elements(&run.stdout);
    let suite = &named(&all, "testsuite")[0];
    assert_eq!(
        [
            suite.get("tests"),
            suite.get("failures"),
            suite.get("skipped")
        ],
        ["3", "1", "1"]
    );
    assert_eq!(
        named(&all, "failure")[0].get("message"),
        "allowed, not denied"
    );
}
