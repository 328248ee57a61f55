//! What is suspicious about a condition: one rule a file.

mod always_true;
mod ambiguous_precedence;
mod beyond_size_limit;
mod delegates_privileged_role;
mod deny_list_delegation;
mod guid_operator_on_storage;
mod half_guarded_blob_creation;
mod half_guarded_delegation;
mod leftover_escape;
mod misplaced_source;
mod negated_missing;
mod never_true;
mod no_action_named;
mod no_targeted_action;
mod open_side_door;
mod truth_table;
mod undocumented_quantifier;
mod unguarded_super_user;
mod unknown_attribute;
mod unknown_role;
mod unsupported_operator;
mod wrong_type;

pub(super) use always_true::is_always_met;
pub(super) use truth_table::implies;

use super::Condition;
use super::ast::{Expr, Operand};
use super::attribute::{AttributeSource, RoleAssignmentAttribute};
use super::block::{Block, blocks};
use crate::ids::RoleId;
use crate::pattern::{PatternSet, Wildcards};
use crate::span::Span;

/// What is known about the surroundings of a condition. Rules that need what isn't given are
/// silent, or weigh less.
#[derive(Clone, Copy, Default)]
pub struct LintContext<'a> {
    /// The actions of the role the condition narrows.
    pub role: Option<RoleActions<'a>>,
    /// Whether a role with this id exists.
    pub role_exists: Option<&'a dyn Fn(RoleId) -> bool>,
    /// Roles that lead to more rights when assigned (AB-46).
    pub privileged_roles: &'a [RoleId],
}

/// The actions that a role's permissions grant, by plane.
#[derive(Clone, Copy, Debug)]
pub struct RoleActions<'a> {
    /// Of the control plane.
    pub control: &'a PatternSet,
    /// Of the data plane.
    pub data: &'a PatternSet,
}

impl RoleActions<'_> {
    fn grants(&self, action: &str) -> bool {
        [self.control, self.data]
            .iter()
            .any(|set| set.matches(action, Wildcards::Azure))
    }
}

/// How much a finding weighs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum LintSeverity {
    /// Worth knowing.
    Info,
    /// The condition may say something else than it seems to.
    Warning,
    /// The condition doesn't protect what it seems to protect.
    High,
}

impl LintSeverity {
    /// The word used in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::High => "high",
        }
    }
}

/// Something suspicious about a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConditionFinding {
    /// The name of the rule.
    pub rule: &'static str,
    /// The clause of azure-rbac.md behind it.
    pub clause: &'static str,
    /// How much it weighs.
    pub severity: LintSeverity,
    /// The bytes of the text.
    pub span: Span,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<&'static str>,
}

/// A rule: its name, its clause and its check.
struct Rule {
    name: &'static str,
    clause: &'static str,
    check: fn(&Subject<'_>, &mut Report<'_>),
}

const RULES: [&Rule; 21] = [
    &always_true::RULE,
    &ambiguous_precedence::RULE,
    &beyond_size_limit::RULE,
    &delegates_privileged_role::RULE,
    &deny_list_delegation::RULE,
    &guid_operator_on_storage::RULE,
    &half_guarded_blob_creation::RULE,
    &half_guarded_delegation::RULE,
    &leftover_escape::RULE,
    &misplaced_source::RULE,
    &negated_missing::RULE,
    &never_true::RULE,
    &no_action_named::RULE,
    &no_targeted_action::RULE,
    &open_side_door::RULE,
    &undocumented_quantifier::RULE,
    &unguarded_super_user::RULE,
    &unknown_attribute::RULE,
    &unknown_role::RULE,
    &unsupported_operator::RULE,
    &wrong_type::RULE,
];

/// The condition under scrutiny.
struct Subject<'a> {
    condition: &'a Condition,
    root: &'a Expr,
    blocks: Vec<Block<'a>>,
    context: &'a LintContext<'a>,
}

impl Subject<'_> {
    fn whole(&self) -> Span {
        self.root.span
    }

    /// Whether the role grants the action, or isn't known.
    fn may_grant(&self, action: &str) -> bool {
        self.context.role.is_none_or(|role| role.grants(action))
    }
}

/// Where a rule puts its findings.
struct Report<'r> {
    rule: &'static Rule,
    findings: &'r mut Vec<ConditionFinding>,
}

impl Report<'_> {
    fn add(
        &mut self,
        severity: LintSeverity,
        span: Span,
        message: String,
        help: Option<&'static str>,
    ) {
        self.findings.push(ConditionFinding {
            rule: self.rule.name,
            clause: self.rule.clause,
            severity,
            span,
            message,
            help,
        });
    }
}

/// The findings of every rule: gravest first, then in the order of the text and of the rules.
pub(super) fn lint(condition: &Condition, context: &LintContext<'_>) -> Vec<ConditionFinding> {
    let root = condition.root();
    let subject = Subject {
        condition,
        root,
        blocks: blocks(root),
        context,
    };
    let mut findings = Vec::new();
    for rule in RULES {
        let mut report = Report {
            rule,
            findings: &mut findings,
        };
        (rule.check)(&subject, &mut report);
    }
    findings.sort_by_key(|finding| {
        (
            std::cmp::Reverse(finding.severity),
            finding.span.start,
            finding.rule,
        )
    });
    findings
}

/// The names of the rules, in alphabetical order, with their clauses.
pub fn condition_rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.iter().map(|rule| (rule.name, rule.clause))
}

const WRITE: &str = "Microsoft.Authorization/roleAssignments/write";
const DELETE: &str = "Microsoft.Authorization/roleAssignments/delete";

/// Actions that lead to the rights a condition on role assignments withholds (AB-47).
pub(crate) const DELEGATION_DOORS: [&str; 4] = [
    "Microsoft.Authorization/roleDefinitions/write",
    "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
    "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
    "Microsoft.Authorization/policyAssignments/write",
];

/// Whether an operand is an attribute of a role assignment, and of which source.
fn role_assignment_source(operand: &Operand) -> Option<(AttributeSource, RoleAssignmentAttribute)> {
    let attribute = operand.as_attribute()?;
    Some((attribute.source(), attribute.as_role_assignment()?))
}
