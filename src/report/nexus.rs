//! `nexus check`, `nexus simulate` and `nexus plan` in JSON (cli.md §7).

use serde_json::{Value, json};

use crate::nexus::{
    BrokenSetting, CheckResult, ClusterCheck, IdentitySet, Plan, PlanStep, ResourceId, Simulation,
    StepNeed, StepState, SystemIdentity,
};

/// The `result` of `rolecall/nexus-check/1`.
pub(crate) fn nexus_check_json(result: &CheckResult) -> Value {
    json!({
        "verdict": result.verdict().as_str(),
        "checks": result.checks.iter().map(check_json).collect::<Vec<_>>(),
    })
}

fn check_json(check: &ClusterCheck) -> Value {
    json!({
        "rule": check.rule.as_str(),
        "severity": check.severity.as_str(),
        "status": check.status.as_str(),
        "subject": check.subject,
        "message": check.message,
        "consequence": check.consequence.as_deref().unwrap_or_default(),
        "fix": check.fix,
    })
}

/// The `result` of `rolecall/nexus-simulate/1`.
pub(crate) fn nexus_simulate_json(simulation: &Simulation) -> Value {
    json!({
        "before": set_json(&simulation.before),
        "after": simulation.after.as_ref().map(set_json),
        "alternative": simulation.alternative.as_ref().map(set_json),
        "lost": {
            "systemAssigned": simulation.lost.system == SystemIdentity::Present,
            "userAssigned": ids_json(&simulation.lost.user),
        },
        "error": simulation.error,
        "warnings": simulation.warnings,
        "brokenSettings": simulation.broken_settings.iter().map(broken_json).collect::<Vec<_>>(),
    })
}

fn set_json(set: &IdentitySet) -> Value {
    json!({ "type": set.kind().as_str(), "userAssigned": ids_json(set.user_assigned()) })
}

fn ids_json(ids: &[ResourceId]) -> Vec<&str> {
    ids.iter().map(ResourceId::as_str).collect()
}

fn broken_json(broken: &BrokenSetting) -> Value {
    json!({
        "rule": broken.rule.as_str(),
        "setting": broken.setting,
        "identity": broken.identity.as_ref().map(ResourceId::as_str),
        "message": broken.message,
    })
}

/// The `result` of `rolecall/nexus-plan/1`.
pub(crate) fn nexus_plan_json(plan: &Plan) -> Value {
    let steps: Vec<Value> = plan
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| step_json(at + 1, step))
        .collect();
    json!({ "flow": plan.flow.as_str(), "steps": steps })
}

fn step_json(number: usize, step: &PlanStep) -> Value {
    json!({
        "n": number,
        "title": step.title,
        "commands": step.commands,
        "optional": step.need == StepNeed::Optional,
        "done": step.state == StepState::Done,
        "notes": step.notes,
    })
}
