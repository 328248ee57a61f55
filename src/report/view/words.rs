//! Steps, reasons and repairs in words.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::access::{
    ConditionOwner, DenyInTheWay, Derivation, Doubt, Outcome, Reason, Repair, Step, WhyNot,
};
use crate::audit::fetch_definition;
use crate::catalog::Catalog;
use crate::condition::{Truth, Verdict};
use crate::model::{Plane, Protection, RoleGap, ScheduleKind, Tenant};
use crate::pattern::ActionPattern;
use crate::rule::Finding;
pub(crate) use crate::rule::counted;
use crate::scope::{Scope, ScopeKind};
use crate::span::Diagnostic;
use crate::text::{NameMap, brief};

use crate::report::page::Tone;

pub(crate) fn tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Allowed => Tone::Good,
        Outcome::Partial | Outcome::Conditional | Outcome::Undetermined | Outcome::Eligible => {
            Tone::Open
        }
        Outcome::NotGranted | Outcome::Denied => Tone::Bad,
    }
}

pub(crate) fn schedule_word(kind: ScheduleKind) -> &'static str {
    match kind {
        ScheduleKind::Eligible => "Eligible",
        ScheduleKind::Activated => "Activated",
        ScheduleKind::Assigned => "Assigned",
    }
}

/// How many memberships of one path a sentence names: the first half and the last. JSON has all.
const MEMBERSHIPS_SHOWN: usize = 12;

/// How many patterns a sentence names.
const PATTERNS_SHOWN: usize = 3;

/// A derivation as one readable sentence.
pub(crate) fn derivation_sentence(derivation: &Derivation, asked: Option<&Scope>) -> String {
    let pattern = derivation.steps.iter().find_map(granting_pattern);
    said(derivation, asked, &pattern.unwrap_or_default())
}

/// Derivations as sentences: those that differ in the pattern alone are one.
pub(crate) fn derivation_sentences(
    derivations: &[Derivation],
    asked: Option<&Scope>,
) -> Vec<String> {
    let mut known: NameMap<String, usize> = NameMap::default();
    let mut groups: Vec<(&Derivation, Vec<String>)> = Vec::new();
    for derivation in derivations {
        let at = *known.entry(said(derivation, asked, "")).or_insert_with(|| {
            groups.push((derivation, Vec::new()));
            groups.len() - 1
        });
        let pattern = derivation.steps.iter().find_map(granting_pattern);
        groups[at].1.extend(pattern);
    }
    let sentence = |(derivation, patterns): (&Derivation, Vec<String>)| {
        let shown = &patterns[..patterns.len().min(PATTERNS_SHOWN)];
        let more = patterns.len() - shown.len();
        let mut grants = shown.join(", ");
        if more > 0 {
            grants.push_str(&format!(" and {more} more patterns"));
        }
        said(derivation, asked, &grants)
    };
    groups.into_iter().map(sentence).collect()
}

fn granting_pattern(step: &Step) -> Option<String> {
    match step {
        Step::RoleDefinition { pattern, rule, .. } => {
            Some(format!("`{pattern}` [{}]", rule.clause()))
        }
        _ => None,
    }
}

/// A derivation with what is said of the pattern that grants.
fn said(derivation: &Derivation, asked: Option<&Scope>, pattern: &str) -> String {
    let mut parts = Vec::new();
    let hops = derivation.steps.iter();
    let hops = hops.take_while(|step| matches!(step, Step::GroupMembership { .. }));
    let hops = hops.count();
    let skipped = if hops > MEMBERSHIPS_SHOWN {
        MEMBERSHIPS_SHOWN / 2..hops - MEMBERSHIPS_SHOWN / 2
    } else {
        0..0
    };
    for (at, step) in derivation.steps.iter().enumerate() {
        if skipped.contains(&at) {
            if at == skipped.start {
                parts.push(format!("through {} groups more", skipped.len()));
            }
            continue;
        }
        parts.push(match step {
            Step::GroupMembership { to, name, .. } => {
                format!("member of group {}", name.as_deref().unwrap_or(to.as_str()))
            }
            Step::RoleAssignment { scope, place, .. } => {
                let how = if asked == Some(scope) {
                    "assigned at"
                } else {
                    "inherited from"
                };
                format!("{how} {scope} ({place})")
            }
            Step::Schedule {
                kind, scope, place, ..
            } => {
                let how = match kind {
                    ScheduleKind::Eligible => "eligible at",
                    ScheduleKind::Activated => "activated at",
                    ScheduleKind::Assigned => "assigned for a time at",
                };
                format!("{how} {scope} ({place})")
            }
            Step::DenyAssignment {
                name,
                scope,
                pattern,
                rule,
                place,
                ..
            } => format!(
                "denied by `{name}` at {scope}: `{pattern}` matches [{}] ({place})",
                rule.clause()
            ),
            Step::RoleDefinition {
                name, permission, ..
            } => {
                let which = if *permission == 0 {
                    String::new()
                } else {
                    format!(", permission {}", permission + 1)
                };
                format!("{name}{which} grants it by {pattern}")
            }
            Step::Condition {
                on,
                verdict,
                residual,
                deciding,
                undocumented,
                ..
            } => condition_clause(*on, *verdict, residual.as_deref(), deciding, undocumented),
        });
    }
    parts.join(" -> ")
}

fn condition_clause(
    on: ConditionOwner,
    verdict: Verdict,
    residual: Option<&str>,
    deciding: &[(String, Truth)],
    undocumented: &[&str],
) -> String {
    let owner = match on {
        ConditionOwner::Permission => "the role's permission",
        ConditionOwner::RoleAssignment => "the assignment",
        ConditionOwner::Schedule => "the schedule instance",
        ConditionOwner::DenyAssignment => "the deny assignment",
    };
    let silent = if undocumented.is_empty() {
        String::new()
    } else {
        format!(
            " (the documentation is silent here: {})",
            undocumented.join(", ")
        )
    };
    match (verdict, residual) {
        (Verdict::Unknown, Some(residual)) => {
            format!("only if the condition of {owner} is met: {residual}{silent}")
        }
        _ => {
            let parts: Vec<String> = deciding
                .iter()
                .map(|(text, truth)| format!("{text} is {}", truth.as_str()))
                .collect();
            let met = if verdict == Verdict::Met {
                "is met"
            } else {
                "is not met"
            };
            format!(
                "the condition of {owner} {met}, since {}{silent}",
                parts.join(" and ")
            )
        }
    }
}

pub(crate) fn why_not_sentence(row: &WhyNot) -> String {
    let pattern = row
        .pattern
        .as_ref()
        .map(|p| format!("`{p}`"))
        .unwrap_or_default();
    let what = match row.because {
        Reason::Scope => "is assigned elsewhere".to_owned(),
        Reason::Plane => format!("matches only in the other plane, by {pattern}"),
        Reason::NoMatch => "has no pattern that matches".to_owned(),
        Reason::NotAction => format!("excludes it by its not action {pattern}"),
        Reason::Condition => {
            format!("grants it by {pattern}, but its condition is not met or open")
        }
        Reason::Expired => "is not active at that time".to_owned(),
        Reason::EligibleOnly => format!("would grant it by {pattern} once activated"),
        Reason::DeniedBy => format!("grants it by {pattern}, but a deny assignment blocks it"),
        Reason::UnresolvedRole => {
            role_gap_words(row.gap.unwrap_or(RoleGap::Undefined)).to_owned()
        }
        Reason::UnknownHierarchy => {
            "is assigned at a management group that may hold the scope: the tree is not in the inputs"
                .to_owned()
        }
        Reason::UnknownTime => "has a start or an end that can't be read or placed".to_owned(),
        Reason::Contradicted => "is given with different content by another export".to_owned(),
    };
    match &row.scope {
        Some(scope) => format!("{} at {scope} {what}", row.role),
        None => format!("{} {what}", row.role),
    }
}

/// Each repair as a sentence. What has to be lifted in any case stands first.
pub(crate) fn repair_sentences(repairs: &[Repair]) -> Vec<String> {
    let denies = repairs.first().map_or(&[][..], Repair::denies);
    let first = denies.iter().map(|deny| format!("first, {}", lifted(deny)));
    let is_choice = repairs.len() > 1;
    let rest = repairs.iter().enumerate().map(|(at, repair)| {
        let then = match (denies.is_empty(), is_choice, at) {
            (true, _, _) => "",
            (false, false, _) => "then ",
            (false, true, 0) => "then either ",
            (false, true, _) => "or ",
        };
        format!("{then}{}", step(repair))
    });
    first.chain(rest).collect()
}

/// A repair as one sentence.
pub(crate) fn repair_sentence(repair: &Repair) -> String {
    repair_sentences(std::slice::from_ref(repair)).join("; ")
}

fn step(repair: &Repair) -> String {
    match repair {
        Repair::ActivateRole { role, scope, .. } => format!("activate {role} at {scope}"),
        Repair::ChangeCondition {
            assignment,
            role,
            scope,
            ..
        } => format!(
            "change the condition of {assignment}, by which {role} is held at {scope} (`az role assignment update`): Azure keeps one assignment of a role at a scope"
        ),
        Repair::AssignRole {
            role,
            excess,
            escalation,
            ..
        } => {
            let grave = match escalation {
                0 => String::new(),
                1 => ", 1 of them leads to more rights".to_owned(),
                n => format!(", {n} of them lead to more rights"),
            };
            format!(
                "assign {role}: {} beyond this one{grave}",
                counted(*excess, "operation")
            )
        }
        Repair::LiftDeny(deny) => lifted(deny),
    }
}

fn lifted(deny: &DenyInTheWay) -> String {
    let name = &deny.name;
    match deny.protection {
        Protection::System => format!(
            "deny assignment `{name}` was made by Azure: change what made it (a deployment stack or managed application)"
        ),
        Protection::User => {
            format!("lift deny assignment `{name}`, or exclude the principal from it")
        }
    }
}

/// What some doubts say, each once.
pub(crate) fn doubt_diagnostics(doubts: &[Doubt], tenant: &Tenant) -> Vec<Diagnostic> {
    let mut doubts = doubts.to_vec();
    doubts.sort();
    doubts.dedup();
    doubts
        .iter()
        .map(|doubt| doubt_diagnostic(doubt, tenant))
        .collect()
}

/// Whether a template or a plan leaves a name to the deployment.
fn is_open(name: &str) -> bool {
    name.starts_with('{')
}

const OPEN: &str =
    "only the deployment knows: export what was deployed with `az role assignment list --all`";

fn doubt_diagnostic(doubt: &Doubt, tenant: &Tenant) -> Diagnostic {
    match doubt {
        Doubt::MissingMembers { group, assignment } => {
            let label = tenant.principal(group).map_or(group.as_str(), |p| p.label());
            Diagnostic::warning(
                "missing-group-members",
                format!("the members of group `{label}` are not in the inputs; `{assignment}` would matter if the principal is one of them"),
            )
            .help(match is_open(group.as_str()) {
                true => OPEN.to_owned(),
                false => format!("export them with `az rest --method get --url 'https://graph.microsoft.com/v1.0/groups/{group}/transitiveMembers'` into `{group}.json`"),
            })
            .may_change_answer()
        }
        Doubt::UnknownKind {
            principal,
            assignment,
        } => {
            let label = brief(tenant.principal(principal).map_or(principal.as_str(), |p| p.label()));
            let principal = brief(principal.as_str());
            Diagnostic::warning(
                "unknown-principal-type",
                format!("whether `{label}` is a group is not known; `{assignment}` would matter if the principal is one of its members"),
            )
            .help(match is_open(&principal) {
                true => OPEN.to_owned(),
                false => format!("export its members with `az rest --method get --url 'https://graph.microsoft.com/v1.0/groups/{principal}/transitiveMembers'` into `{principal}.json`, or the directory object with `az rest --method get --url 'https://graph.microsoft.com/v1.0/directoryObjects/{principal}'`"),
            })
            .may_change_answer()
        }
        Doubt::UnknownIdentity {
            principal,
            assignment,
        } => Diagnostic::warning(
            "unknown-principal-identity",
            format!("whose name `{principal}` in `{assignment}` is, is not known; it may be the principal's"),
        )
        .help("add the users to the inputs: `az rest --method get --url 'https://graph.microsoft.com/v1.0/users?$select=id,displayName,userPrincipalName'`")
        .may_change_answer(),
        Doubt::UnknownTime { assignment } => Diagnostic::warning(
            "unknown-time",
            format!("whether `{assignment}` counts at that time is not known: its start or end can't be read, it is to start after all else in the inputs, or no log says when it was made or changed"),
        )
        .help("export schedule instances again, or name the moment with `--when`; for an earlier one, add the activity log from before it")
        .may_change_answer(),
        Doubt::Contradicted { assignment } => Diagnostic::warning(
            "contradicting-record",
            format!("what `{assignment}` does is not known: the exports contradict each other about it, or no log has what it was"),
        )
        .help("export it again, and leave out the older file")
        .may_change_answer(),
        Doubt::CutOff { record } => Diagnostic::warning(
            "cut-off-record",
            format!("what `{record}` does is not known: an export cut it off or lists it without its permissions, several contradict each other about it, or it was changed since"),
        )
        .help("export it again; with PowerShell: `ConvertTo-Json -Depth 10`")
        .may_change_answer(),
        Doubt::UnknownHierarchy { scope, assignment } => Diagnostic::warning(
            "unknown-hierarchy",
            format!("it is not known whether `{scope}` holds the scope; `{assignment}` would matter then"),
        )
        .help("export the tree with `az account management-group show -n ROOT --expand --recurse`")
        .may_change_answer(),
        Doubt::UnresolvedRole {
            gap,
            role,
            assignment,
            ..
        } => Diagnostic::warning(
            "unresolved-role",
            format!("role `{role}` of `{assignment}` {}", role_gap_words(*gap)),
        )
        .help(match is_open(role) {
            true => OPEN.to_owned(),
            false => role_gap_advice(*gap, &[role]),
        })
        .may_change_answer(),
        Doubt::AuditDeny { assignment } => Diagnostic::warning(
            "audit-deny",
            format!("deny assignment `{assignment}` matches but only audits (DN-5)"),
        )
        .help("during the preview of this effect an audit deny may still block")
        .may_change_answer(),
    }
}

/// Why it is not known what a role grants, with the role as the subject.
pub(crate) fn role_gap_words(gap: RoleGap) -> &'static str {
    match gap {
        RoleGap::Undefined => "is in neither the catalogue nor the inputs",
        RoleGap::Unlisted => {
            "is listed in the inputs without its permissions, so what it grants is not known"
        }
        RoleGap::CutOff => "is cut off in the inputs, so what it grants is not known",
        RoleGap::Contradicted => {
            "is defined differently by several exports, so what it grants is not known"
        }
        RoleGap::Changed => "was changed since, and no log has what it granted then",
    }
}

/// How to learn what roles grant.
pub(crate) fn role_gap_advice(gap: RoleGap, roles: &[&str]) -> String {
    match gap {
        RoleGap::Undefined | RoleGap::Unlisted => definitions_advice(roles),
        RoleGap::CutOff => {
            "export it again, a role that is only planned once it is deployed; from PowerShell with `ConvertTo-Json -Depth 10`".to_owned()
        }
        RoleGap::Contradicted => "export it again, and leave out the older file".to_owned(),
        RoleGap::Changed => "add the activity log from before the moment asked about".to_owned(),
    }
}

/// What it means that delegates may assign roles of which nobody knows what they grant.
pub(crate) const UNKNOWN_ASSIGNABLE: &str =
    "a delegate may get to more than it was given by roles that it may assign: each of them";

/// What was passed over since it is not known what some roles grant: one diagnostic for each reason.
/// `passed` says what that means, and ends with the roles as a subject: "each of their roles".
pub(crate) fn unresolved_roles(
    roles: &BTreeSet<(RoleGap, Arc<str>)>,
    passed: &str,
) -> Vec<Diagnostic> {
    let roles: Vec<&(RoleGap, Arc<str>)> = roles.iter().collect();
    let each = roles.chunk_by(|a, b| a.0 == b.0).map(|roles| {
        let gap = roles[0].0;
        let names: Vec<&str> = roles.iter().map(|(_, name)| &**name).collect();
        let shown: Vec<String> = names
            .iter()
            .take(5)
            .map(|name| format!("`{name}`"))
            .collect();
        let more = match names.len().saturating_sub(5) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "{passed} {}: {}{more}",
            role_gap_words(gap),
            shown.join(", ")
        );
        Diagnostic::warning("unresolved-role", message)
            .help(role_gap_advice(gap, &names))
            .grant_lost()
    });
    each.collect()
}

/// How to get the definitions of roles that neither the catalogue nor the inputs hold.
fn definitions_advice(roles: &[&str]) -> String {
    let (command, what) = match roles {
        [role] => (fetch_definition(role), "it"),
        _ => (
            "az role definition list -o json > roles.json".to_owned(),
            "those of a subscription",
        ),
    };
    format!(
        "`{command}` fetches {what} for the inputs; `rolecall catalog update` gets the whole of Azure"
    )
}

/// A text with a capital where it starts with a word; the names of things stay as they are.
pub(crate) fn begun(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or(text);
    let is_word = first
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b"',;".contains(&b));
    if is_word {
        capitalised(text)
    } else {
        text.to_owned()
    }
}

/// The same for a text of a finding, which may start with the name of its principal or role.
pub(crate) fn begun_by(finding: &Finding, text: &str) -> String {
    let principal = finding.principal.as_ref().map(|p| p.name.as_str());
    let role = finding.role.as_ref().map(|role| role.name.as_str());
    let named = |name: Option<&str>| name.is_some_and(|name| text.starts_with(name));
    if named(principal) || named(role) {
        text.to_owned()
    } else {
        begun(text)
    }
}

/// The text with its first letter in upper case.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// A scope by its kind and name, where its id stands beside it.
pub(crate) fn scope_in_short(scope: &Scope) -> String {
    let name = scope.as_str().rsplit('/').next().unwrap_or_default();
    match scope.kind() {
        ScopeKind::Root | ScopeKind::TenantResource | ScopeKind::Resource => scope.to_string(),
        kind => format!("{} {name}", kind.as_str()),
    }
}

/// That the catalogue holds no such operation.
pub(crate) fn not_held(action: &ActionPattern) -> String {
    match action.is_concrete() {
        true => format!("the catalogue holds no operation `{action}`"),
        false => format!("no operation of the catalogue is under `{action}`"),
    }
}

/// The same for whoever acts on an answer about it, with what may be meant; none of what the catalogue holds.
pub(crate) fn unknown_caution(action: &ActionPattern, catalog: &Catalog) -> Option<String> {
    let is_held = Plane::BOTH
        .iter()
        .any(|&plane| catalog.count_matching(action, plane) > 0);
    if is_held {
        return None;
    }
    let near = catalog.may_mean(action).into_iter().next();
    let near = near.map_or_else(
        || ".".to_owned(),
        |near| format!(": did you mean `{near}`?"),
    );
    Some(format!(
        "{}{near} What follows holds if Azure has it, by the text of patterns alone.",
        not_held(action)
    ))
}
