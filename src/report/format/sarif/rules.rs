use std::collections::BTreeMap;

use super::parts::{
    Configuration, ConfigurationProperties, DefaultConfiguration, Descriptor, DescriptorProperties,
    DescriptorReference, Help, Message, Override,
};
use crate::lint::condition_rules;
use crate::nexus::ClusterRule;
use crate::report::format::markdown::to_markdown;
use crate::report::format::text::{Paint, Width, to_human};
use crate::report::view::findings::{FindingsReport, JudgedRule};
use crate::report::view::rule_page::RulePage;
use crate::report::view::rules::{ListedRule, rule_page};
use crate::report::view::words::capitalised;
use crate::rule::Severity;
use crate::text::same;

/// The rules of a run.
pub(super) struct Rules {
    pub(super) descriptors: Vec<Descriptor>,
    pub(super) left_out: Vec<Override>,
}

/// The place of a rule among the descriptors.
pub(super) fn index_of(rules: &[JudgedRule], id: &str) -> Option<usize> {
    rules.iter().position(|rule| rule.id == id)
}

pub(super) fn of_findings(report: &FindingsReport) -> Rules {
    let mut gravest: BTreeMap<&str, Severity> = BTreeMap::new();
    for finding in &report.findings {
        let known = gravest.entry(finding.rule).or_insert(finding.severity);
        *known = finding.severity.max(*known);
    }
    let descriptors = report
        .rules
        .iter()
        .map(|rule| {
            let found = gravest.get(rule.id).copied();
            let severity = found.or(rule.severity).unwrap_or(Severity::Medium);
            descriptor(rule.id, rule.title, severity)
        })
        .collect();
    let left_out = report
        .rules
        .iter()
        .enumerate()
        .filter_map(|(index, rule)| {
            let reason = rule.state.reason()?;
            Some(Override {
                descriptor: DescriptorReference { id: rule.id, index },
                configuration: Configuration {
                    enabled: false,
                    properties: ConfigurationProperties { reason },
                },
            })
        })
        .collect();
    Rules {
        descriptors,
        left_out,
    }
}

pub(super) fn of_conditions() -> Rules {
    let descriptors = condition_rules()
        .iter()
        .map(|rule| {
            let mut descriptor = descriptor(rule.id, rule.title, Severity::Medium);
            descriptor.properties.clause = rule.clause;
            descriptor
        })
        .collect();
    Rules {
        descriptors,
        left_out: Vec::new(),
    }
}

fn descriptor(id: &'static str, title: &str, severity: Severity) -> Descriptor {
    let page = RulePage::of(id);
    let what = page.and_then(|page| page.part("What."));
    // Code scanning shows no rule that lacks a description or a help.
    let help = match (page, shown_rule(id)) {
        (Some(page), _) => Help {
            text: page.plain(),
            markdown: Some(page.markdown.into()),
        },
        (None, Some(listed)) => {
            let page = rule_page(&listed);
            Help {
                text: to_human(&page, Width::Unlimited, Paint::Plain),
                markdown: Some(to_markdown(&page).into()),
            }
        }
        (None, None) => Help {
            text: format!(
                "{}. Each result says what follows from it and what to do.",
                capitalised(title)
            ),
            markdown: None,
        },
    };
    Descriptor {
        id,
        name: Some(pascal(id)).filter(|name| !same(name, id)),
        short_description: Message::new(title),
        full_description: Message::new(what.as_deref().unwrap_or(title)),
        help,
        help_uri: page.and_then(|_| RulePage::address(id)),
        default_configuration: DefaultConfiguration {
            level: level(severity),
        },
        properties: DescriptorProperties {
            security_severity: score(severity),
            precision: "high",
            tags: ["security", "azure", "rbac"],
            clause: None,
        },
    }
}

/// A rule that has no page of its own, as `rules show` shows it.
fn shown_rule(id: &str) -> Option<ListedRule> {
    let clusters = ClusterRule::ALL
        .iter()
        .map(|rule| (*rule.rule(), "nexus check"));
    let conditions = condition_rules()
        .iter()
        .map(|rule| (*rule, "conditions lint"));
    let mut all = clusters.chain(conditions);
    let (rule, command) = all.find(|(rule, _)| rule.id == id)?;
    Some(ListedRule { rule, command })
}

/// The level of a result.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// What code scanning sorts security results by: 9 and more is critical, 7 high, 4 medium.
pub(super) fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.5",
        Severity::Info => "0.5",
    }
}

fn pascal(id: &str) -> String {
    id.split('-').map(capitalised).collect()
}
