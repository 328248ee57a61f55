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
    // What the gate lets through fails no build.
    let fails = |line: &&str| {
        line.contains(r#""severity":"critical""#) || line.contains(r#""severity":"high""#)
    };
    let count = findings.stdout.lines().filter(fails).count();
    assert!(count > 0 && count < findings.stdout.lines().count());
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

/// What an element may have by the schema of readers that are strict: attributes, those that it must
/// have, and children with their types.
#[derive(Default)]
struct Allowed {
    attributes: Vec<String>,
    required: Vec<String>,
    children: Vec<(String, String)>,
}

/// The types of an XML Schema, by name; elements at the top and types without a name go by their path.
fn types_of(schema: &str) -> std::collections::BTreeMap<String, Allowed> {
    let mut types = std::collections::BTreeMap::<String, Allowed>::new();
    let mut reader = Reader::from_str(schema);
    let mut open: Vec<String> = Vec::new();
    let attribute = |tag: &quick_xml::events::BytesStart<'_>, key: &str| {
        let found = tag.try_get_attribute(key).unwrap()?;
        Some(String::from_utf8(found.value.to_vec()).unwrap())
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                let name = attribute(&tag, "name");
                match tag.local_name().as_ref() {
                    b"complexType" | b"element" if name.is_some() => {
                        let name = name.unwrap();
                        if let Some(outer) = open
                            .last()
                            .filter(|_| tag.local_name().as_ref() == b"element")
                        {
                            let outer = types.entry(outer.clone()).or_default();
                            outer.children.push((name.clone(), name.clone()));
                        }
                        open.push(name);
                    }
                    _ => open.push(open.last().cloned().unwrap_or_default()),
                }
            }
            Event::Empty(tag) => {
                let inner = types
                    .entry(open.last().cloned().unwrap_or_default())
                    .or_default();
                let name = attribute(&tag, "name");
                match tag.local_name().as_ref() {
                    b"attribute" => {
                        let name = name.unwrap();
                        if attribute(&tag, "use").as_deref() == Some("required") {
                            inner.required.push(name.clone());
                        }
                        inner.attributes.push(name);
                    }
                    b"element" => {
                        let name = name.unwrap();
                        let kind = attribute(&tag, "type").unwrap_or_else(|| name.clone());
                        inner.children.push((name, kind));
                    }
                    _ => {}
                }
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Eof => return types,
            _ => {}
        }
    }
}

#[test]
fn strict_readers_take_every_report() {
    let Some(schema) = crate::shared::shared("tools/junit-minimal.xsd") else {
        return;
    };
    let types = types_of(&std::fs::read_to_string(schema).unwrap());
    let cluster = "tests/fixtures/tenant/cluster-osl1.json";
    let reports: [&[&str]; 5] = [
        &["audit", "-i", TENANT],
        &["nexus", "check", "--cluster", cluster, "-i", TENANT],
        &["recommend", "--all-tasks"],
        &["roles", "lint", "tests/fixtures/tenant/custom-roles.json"],
        &["conditions", "lint", "@Request[a:b] StringEquals 'c'"],
    ];
    for report in reports {
        let run = rolecall(&[report, &["--format", "junit"]].concat());
        let mut reader = Reader::from_str(&run.stdout);
        let mut within: Vec<String> = Vec::new();
        let mut elements = 0;
        loop {
            let (tag, is_open) = match reader.read_event().unwrap() {
                Event::Start(tag) => (tag, true),
                Event::Empty(tag) => (tag, false),
                Event::End(_) => {
                    within.pop();
                    continue;
                }
                Event::Eof => break,
                _ => continue,
            };
            let name = String::from_utf8(tag.name().as_ref().to_vec()).unwrap();
            let kind = match within.last() {
                None => name.clone(),
                Some(outer) => {
                    let allowed = types[outer]
                        .children
                        .iter()
                        .find(|(child, _)| *child == name);
                    allowed
                        .unwrap_or_else(|| panic!("{report:?}: {name} in {outer}"))
                        .1
                        .clone()
                }
            };
            let allowed = &types[&kind];
            let has: Vec<String> = tag
                .attributes()
                .map(|attribute| {
                    String::from_utf8(attribute.unwrap().key.as_ref().to_vec()).unwrap()
                })
                .collect();
            for key in &has {
                assert!(
                    allowed.attributes.contains(key),
                    "{report:?}: {key} of {name}"
                );
            }
            for key in &allowed.required {
                assert!(has.contains(key), "{report:?}: {name} lacks {key}");
            }
            elements += 1;
            if is_open {
                within.push(kind);
            }
        }
        assert!(elements > 3, "{report:?}: {}", run.told());
    }
}
