use super::super::subject::{Report, Subject};
use crate::condition::AttributeSource;
use crate::lint::RoleActions;
use crate::pattern::{ActionPattern, PatternSet};
use crate::rule::{Rule, Severity};
use crate::text;

/// No `ActionMatches`: the condition binds every action of the role, those too whose requests don't have
/// the attribute.
pub(super) const RULE: Rule = Rule::new(
    "no-action-named",
    "a condition that names no action",
    Severity::Medium,
)
.of_clause("ME-3");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    if !subject.condition.targets().is_empty() {
        return;
    }
    let kinds: Vec<&str> = subject
        .root
        .attributes()
        .into_iter()
        .filter(|attribute| {
            matches!(
                attribute.source(),
                AttributeSource::Request | AttributeSource::Resource
            )
        })
        .filter_map(|attribute| attribute.path().split_once([':', '&']))
        .map(|(kind, _)| kind)
        .collect();
    let Some(first) = kinds.first() else {
        return;
    };
    let help = Some("limit it to the actions it is about: `(!(ActionMatches{'ACTION'}) OR (…))`");
    match &subject.context.role {
        None => report.add(
            Severity::Info,
            subject.whole(),
            "the condition names no action: it binds every action of the role".to_owned(),
            help,
        ),
        Some(role) => {
            let Some(other) = other_action(role, &kinds) else {
                return;
            };
            report.add(
                Severity::Medium,
                subject.whole(),
                format!("the condition names no action, so it binds `{other}` too, whose requests have no attribute of `{first}`: they are never met"),
                help,
            );
        }
    }
}

/// An entry of the role that grants something beyond the resource types of the attributes.
fn other_action<'a>(role: &RoleActions<'a>, kinds: &[&str]) -> Option<&'a str> {
    let granted = [role.control, role.data]
        .into_iter()
        .flat_map(PatternSet::granted);
    let mut beyond = granted
        .map(ActionPattern::as_str)
        .filter(|entry| !kinds.iter().any(|kind| text::starts_with(entry, kind)));
    beyond.next()
}
