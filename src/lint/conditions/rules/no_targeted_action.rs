use super::super::subject::{Report, RoleActions, Subject};
use crate::pattern::{ActionPattern, Wildcards};
use crate::rule::{Rule, Severity};
use crate::text;

/// A target that no action of the role has: what it guards never happens.
pub(super) const RULE: Rule = Rule::new(
    "no-targeted-action",
    "a target that no action of the role has",
    Severity::High,
)
.of_clause("AB-4");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(role) = subject.context.role else {
        return;
    };
    let targets = subject.condition.targets();
    let idle: Vec<&&ActionPattern> = targets
        .iter()
        .filter(|target| !may_hit(target, &role))
        .collect();
    if targets.is_empty() || idle.is_empty() {
        return;
    }
    let names: Vec<String> = idle.iter().map(|target| format!("`{target}`")).collect();
    let names = names.join(", ");
    if idle.len() == targets.len() {
        report.add(
            Severity::High,
            subject.whole(),
            format!("the condition targets no action of the role: it names {names}"),
            Some("name actions that the role grants, or assign the role without condition"),
        );
    } else {
        report.add(
            Severity::Info,
            subject.whole(),
            format!("the role grants no action that matches {names}"),
            None,
        );
    }
}

fn may_hit(target: &ActionPattern, role: &RoleActions<'_>) -> bool {
    if target.is_concrete() {
        return role.grants(target.as_str());
    }
    [role.control, role.data]
        .iter()
        .flat_map(|set| set.granted())
        .any(|granted| may_overlap(target, granted))
}

/// Whether some name might match both; never wrongly no. The common start of two patterns is
/// compared without its last slash, which WC-5 lets vanish.
fn may_overlap(a: &ActionPattern, b: &ActionPattern) -> bool {
    if b.is_concrete() {
        return a.matches(b.as_str(), Wildcards::Azure);
    }
    let start = |pattern: &ActionPattern| {
        let start = pattern.folded().split('*').next().unwrap_or_default();
        start.trim_end_matches('/').to_owned()
    };
    let (a, b) = (start(a), start(b));
    text::starts_with(&a, &b) || text::starts_with(&b, &a)
}
