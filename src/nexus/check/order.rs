//! O1 to O6: what has to happen before what.

use super::context::Context;
use super::result::ClusterCheck;
use crate::nexus::address::Cloud;
use crate::nexus::attachment::fault;
use crate::nexus::cluster::Deployment;
use crate::nexus::commands::settings_flag;
use crate::nexus::grant::RuleStatus;
use crate::nexus::requirement::NeededBy;
use crate::nexus::rule::ClusterRule;
use crate::nexus::setting::{AssociatedIdentity, SettingIdentityType, SettingKind};

/// Whether everything that some holders need is granted before the cluster is deployed.
fn before_deployment(
    rule: ClusterRule,
    context: &Context<'_>,
    concerns: fn(&NeededBy) -> bool,
    when: &str,
) -> Vec<ClusterCheck> {
    let mut judged = context
        .judgements
        .iter()
        .filter(|judgement| concerns(&judgement.requirement.holder))
        .peekable();
    if judged.peek().is_none() || context.cluster.deployment == Deployment::Deployed {
        return Vec::new();
    }
    let subject = context.cluster.label();
    if context.cluster.deployment == Deployment::Unknown {
        let message = format!(
            "it is not known whether the cluster is deployed (`detailedStatus` is missing); {when}"
        );
        return vec![ClusterCheck::unknown(rule, subject, message)];
    }
    let open: Vec<_> = judged.filter(|j| j.status != RuleStatus::Pass).collect();
    if open.is_empty() {
        let message = "the cluster is not deployed yet, and everything is granted";
        return vec![ClusterCheck::pass(rule, subject, message)];
    }
    let rules: Vec<&str> = open.iter().map(|j| j.requirement.rule.rule().id).collect();
    let message = format!(
        "the cluster is not deployed yet: {when} (open: {})",
        rules.join(", ")
    );
    let failed = open.iter().any(|j| j.status == RuleStatus::Fail);
    let mut check = if failed {
        ClusterCheck::fail(rule, subject, message)
    } else {
        ClusterCheck::unknown(rule, subject, message)
    };
    check = check.consequence("the deployment fails without the workspace, and rotation after it");
    check.fix = open.iter().flat_map(|j| j.fix.clone()).collect();
    vec![check.fix(context.name().command("deploy", ""))]
}

pub(super) fn grants_first(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    before_deployment(
        rule,
        context,
        |holder| *holder != NeededBy::System,
        "identities, resources and role assignments come first, at the latest before deployment",
    )
}

pub(super) fn grants_between(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    before_deployment(
        rule,
        context,
        |holder| *holder == NeededBy::System,
        "the system-assigned identity is granted its roles between creation and deployment",
    )
}

pub(super) fn workspace_change(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let (Some(_), Deployment::Deployed) = (&context.cluster.analytics, context.cluster.deployment)
    else {
        return Vec::new();
    };
    let message = "settings of a deployed cluster can be updated at any time; a change of the \
                   workspace interrupts metrics for a short time while extensions are reinstalled";
    vec![ClusterCheck::pass(
        rule,
        SettingKind::Analytics.json_name(),
        message,
    )]
}

/// O4, where identities and settings both have to change.
pub(super) fn two_steps(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    if context.cluster.id.is_none() {
        return Vec::new();
    }
    let set = context.cluster.identity.as_set();
    let broken = context
        .cluster
        .slots()
        .iter()
        .any(|slot| fault(&set, slot).is_some());
    let subject = context.cluster.label();
    vec![if broken {
        let message = "update in two steps: first the identities (every one to keep is named \
                       again), then the settings; later pages do both in one";
        ClusterCheck::fail(rule, subject, message)
    } else {
        ClusterCheck::pass(
            rule,
            subject,
            "identities and settings agree: no step is open",
        )
    }]
}

pub(super) fn clear_storage(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let kind = SettingKind::CommandOutput;
    let Some(setting) = context.cluster.setting(kind) else {
        return Vec::new();
    };
    if setting.identity.kind() != Some(SettingIdentityType::System) {
        return Vec::new();
    }
    let Some(id) = &setting.identity.resource_id else {
        let message = "no user-assigned identity is left in the storage settings";
        return vec![ClusterCheck::pass(rule, kind.json_name(), message)];
    };
    let placeholder = || Cloud::of(Some(context.cluster)).placeholder(kind);
    let target = setting.target.clone().unwrap_or_else(placeholder);
    let name = context.name();
    vec![
        ClusterCheck::fail(
            rule,
            kind.json_name(),
            format!("`{id}` is left from before the change to `SystemAssignedIdentity`"),
        )
        .consequence("the output of run-* commands is not written")
        .fix(name.patch(r#"{"properties":{"commandOutputSettings":null}}"#))
        .fix(name.command(
            "update",
            &settings_flag(kind, &target, &AssociatedIdentity::system()),
        )),
    ]
}

pub(super) fn attach_first(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let set = context.cluster.identity.as_set();
    let slots = context.cluster.slots();
    let chosen = slots.iter().filter(|slot| slot.identity.kind().is_some());
    let mut checks = Vec::new();
    let mut any = false;
    for slot in chosen {
        any = true;
        if let Some(fault) = fault(&set, slot) {
            let message = format!(
                "{}: attach an identity before a setting names it, and change the setting before \
                 the identity is removed",
                fault.message
            );
            checks.push(ClusterCheck::fail(rule, slot.path(), message));
        }
    }
    if checks.is_empty() && any {
        let message = "every identity that a setting names is attached";
        checks.push(ClusterCheck::pass(rule, context.cluster.label(), message));
    }
    checks
}
