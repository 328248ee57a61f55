//! What the rules look at, and where they put what they find.

use crate::condition::ast::{Expr, Operand};
use crate::condition::block::{Block, blocks};
use crate::condition::{AttributeSource, Condition, RoleAssignmentAttribute};
use crate::ids::RoleId;
use crate::pattern::{PatternSet, Wildcards};
use crate::rule::{Rule, Severity};
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
    pub(super) fn grants(&self, action: &str) -> bool {
        [self.control, self.data]
            .iter()
            .any(|set| set.matches(action, Wildcards::Azure))
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
    pub severity: Severity,
    /// The bytes of the text.
    pub span: Span,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<&'static str>,
}

/// The condition under scrutiny.
pub(super) struct Subject<'a> {
    pub(super) condition: &'a Condition,
    pub(super) root: &'a Expr,
    pub(super) blocks: Vec<Block<'a>>,
    pub(super) context: &'a LintContext<'a>,
}

impl<'a> Subject<'a> {
    pub(super) fn new(condition: &'a Condition, context: &'a LintContext<'a>) -> Self {
        let root = condition.root();
        Self {
            condition,
            root,
            blocks: blocks(root),
            context,
        }
    }

    pub(super) fn whole(&self) -> Span {
        self.root.span
    }

    /// Whether the role grants the action, or isn't known.
    pub(super) fn may_grant(&self, action: &str) -> bool {
        self.context.role.is_none_or(|role| role.grants(action))
    }
}

/// Where a rule puts its findings.
pub(super) struct Report<'r> {
    pub(super) rule: &'r Rule,
    pub(super) findings: &'r mut Vec<ConditionFinding>,
}

impl Report<'_> {
    pub(super) fn add(
        &mut self,
        severity: Severity,
        span: Span,
        message: String,
        help: Option<&'static str>,
    ) {
        self.findings.push(ConditionFinding {
            rule: self.rule.id,
            clause: self.rule.clause.unwrap_or_default(),
            severity,
            span,
            message,
            help,
        });
    }
}

/// Whether an operand is an attribute of a role assignment, and of which source.
pub(super) fn role_assignment_source(
    operand: &Operand,
) -> Option<(AttributeSource, RoleAssignmentAttribute)> {
    let attribute = operand.as_attribute()?;
    Some((attribute.source(), attribute.as_role_assignment()?))
}
